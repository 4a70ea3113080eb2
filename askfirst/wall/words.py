"""By which words what stands in public is found.  Read by migrations: tables by name, and no model."""

from __future__ import annotations

from askfirst.brand.word_index import Index, Watched

_OURS = "kept.contact_id IS NULL AND NOT kept.is_anonymous"
_COLUMNS = ("text", "taken_back_at", "brand_id", "channel_id", "contact_id", "is_anonymous", "said_at")


def _said(table: str, post: str, files: str, key: str) -> Index:
    has_file = f"EXISTS(SELECT 1 FROM {files} AS held WHERE held.{key} = kept.id)"  # noqa: S608 -- names of ours
    return Index(
        name=f"{table}_words",
        table=table,
        text="kept.text",
        stands=f"(kept.text <> '' OR {has_file}) AND kept.taken_back_at IS NULL",
        numbers=(
            ("b", "kept.brand_id"),
            ("c", "kept.channel_id"),
            ("p", post),
            ("u", "coalesce(kept.contact_id, 0)"),
        ),
        flags=(
            ("ours", _OURS),
            ("theirs", f"NOT ({_OURS})"),
            ("file", has_file),
        ),
        month="kept.said_at",
        watched=(
            Watched(table=table, key="id", columns=_COLUMNS),
            Watched(table=files, key=key),
        ),
    )


POSTS = _said("wall_post", "kept.id", "wall_post_files", "post_id")
COMMENTS = _said("wall_comment", "kept.post_id", "wall_comment_files", "comment_id")
