"""What happens in public on Instagram: comments and mentions, as both kinds of login push them.

Source: Instagram Platform, Webhook Examples (2025-11-24).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.networks.base import Event, EventKind
from askfirst.networks.meta.graph import Bit, moment, other, value_at, word

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

MENTION = "mention"


def read(bit: Bit) -> Iterable[Event]:
    """A comment under something of ours, or of somebody else's in which we are named."""
    value = bit.value
    named = word(value, "id") or word(value, "comment_id")
    if not named:
        yield other(bit, f"{bit.field} without an id", _at(bit), word(value, "from", "id"))
        return
    is_ours = word(value, "from", "id") == bit.account
    extra = {
        name: found
        for name, found in (
            ("product", word(value, "media", "media_product_type")),
            ("ad", word(value, "media", "ad_id")),
            ("is_live", bit.field == "live_comments"),
        )
        if found
    }
    yield Event(
        kind=EventKind.ECHO if is_ours else EventKind.COMMENT,
        external_id=named,
        occurred_at=_at(bit),
        actor=word(value, "from", "id"),
        actor_name=word(value, "from", "username"),
        target=word(value, "media", "original_media_id") or word(value, "media", "id"),
        in_reply_to=word(value, "parent_id"),
        text=word(value, "text"),
        is_public=True,
        extra=extra,
    )


def mention(bit: Bit) -> Iterable[Event]:
    """We were named: only ids are told, so nobody knows by whom or in which words before it is looked up.

    Its id says all that an answer needs: `mention:<media>:<comment>`, the last part empty for a caption.
    """
    media, comment = word(bit.value, "media_id"), word(bit.value, "comment_id")
    if not media:
        yield other(bit, "mentions without an id", _at(bit))
        return
    yield Event(
        kind=EventKind.MENTION if word(bit.value, "from", "id") else EventKind.OTHER,
        external_id=f"{MENTION}:{media}:{comment}",
        occurred_at=_at(bit),
        actor=word(bit.value, "from", "id"),
        actor_name=word(bit.value, "from", "username"),
        target=media,
        text=word(bit.value, "text"),
        reason="" if word(bit.value, "from", "id") else "mention by somebody who is not named",
        is_public=True,
    )


def _at(bit: Bit) -> datetime | None:
    """Real comments say no time of their own; what was read back does."""
    return moment(value_at(bit.value, "created_time"))
