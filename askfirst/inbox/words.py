"""By which words messages, notes and subjects are found.  Read by migrations: tables by name, and no model."""

from __future__ import annotations

from askfirst.brand.word_index import Index, Watched

_HAS_FILE = "EXISTS(SELECT 1 FROM inbox_message_files AS held WHERE held.message_id = kept.id)"
MESSAGES = Index(
    name="inbox_message_words",
    table="inbox_message",
    text="kept.text",
    stands=f"(kept.text <> '' OR {_HAS_FILE}) AND kept.taken_back_at IS NULL",
    numbers=(("b", "kept.brand_id"), ("c", "kept.channel_id"), ("t", "kept.thread_id")),
    flags=(
        ("ours", "kept.is_ours"),
        ("theirs", "NOT kept.is_ours"),
        ("file", _HAS_FILE),
    ),
    month="kept.said_at",
    watched=(
        Watched(
            table="inbox_message",
            key="id",
            columns=("text", "taken_back_at", "brand_id", "channel_id", "thread_id", "is_ours", "said_at"),
        ),
        Watched(table="inbox_message_files", key="message_id"),
    ),
)
NOTES = Index(
    name="inbox_note_words",
    table="inbox_note",
    text="kept.text",
    stands="kept.text <> ''",
    numbers=(("b", "kept.brand_id"), ("t", "kept.thread_id"), ("a", "kept.member_id")),
    month="kept.created_at",
    watched=(
        Watched(
            table="inbox_note",
            key="id",
            columns=("text", "brand_id", "thread_id", "member_id", "created_at"),
        ),
    ),
)
SUBJECTS = Index(
    name="inbox_thread_words",
    table="inbox_thread",
    text="kept.subject",
    stands="kept.subject <> ''",
    numbers=(("b", "kept.brand_id"), ("c", "kept.channel_id")),
    watched=(Watched(table="inbox_thread", key="id", columns=("subject", "brand_id", "channel_id")),),
)
