"""What something said before it was changed on its network: kept for the team, and forgotten with what it belongs to."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Exists, OuterRef, Q

from askfirst.brand.models import Earlier

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet


class Said(Protocol):
    """A message, a post or a comment."""

    brand_id: int
    channel_id: int
    external_id: str
    text: str
    said_at: datetime
    edited_at: datetime | None
    taken_back_at: datetime | None


def change(row: Said, text: str, at: datetime, *, is_kept: bool) -> bool:
    """It reads `text` since `at`.  True where that is its newest form: `row` has it now, and is to be saved.

    Every other form of it is kept where the network lets us, whatever the order in which they are heard.  The caller
    holds the row's lock.
    """
    if row.taken_back_at or (row.edited_at, row.text) == (at, text):
        return False
    is_newer = row.edited_at is None or (row.edited_at, row.text) < (at, text)
    words, since = (row.text, row.edited_at or row.said_at) if is_newer else (text, at)
    if is_kept and words:
        Earlier.objects.get_or_create(
            brand_id=row.brand_id,
            channel_id=row.channel_id,
            external_id=row.external_id,
            text=words,
            at=since,
        )
    if is_newer:
        row.text, row.edited_at = text, at
    return is_newer


def of(rows: Iterable[Said]) -> dict[tuple[int, str], list[Earlier]]:
    """What those of these rows that were changed said before, oldest first, by channel and id: one query, or none."""
    changed = {
        (row.channel_id, row.external_id): row.text for row in rows if row.edited_at and not row.taken_back_at
    }
    if not changed:
        return {}
    about = Q(channel__in={channel for channel, _ in changed}, external_id__in=[name for _, name in changed])
    found = defaultdict[tuple[int, str], list[Earlier]](list)
    for one in Earlier.objects.filter(about).order_by("-at", "-text"):
        key = (one.channel_id, one.external_id)
        if key in changed and one.text != (found[key][0].text if found[key] else changed[key]):
            found[key].insert(0, one)  # else only something beside the words was changed
    return dict(found)


def forget(row: Said) -> None:
    """It was taken back, or may be kept no longer."""
    Earlier.objects.filter(channel=row.channel_id, external_id=row.external_id).delete()


def forget_all(rows: QuerySet[Any]) -> int:
    """What these rows said before is forgotten with them.  Returns how many forms that were."""
    theirs = rows.filter(channel=OuterRef("channel"), external_id=OuterRef("external_id"))
    return Earlier.objects.filter(Exists(theirs)).delete()[0]
