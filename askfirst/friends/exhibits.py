"""What a new connection would see of us: posts and albums by audience, those that give most away first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, require
from askfirst.friends.models import Exhibit, Reading
from askfirst.manners import personal
from askfirst.manners.personal import Kind
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from askfirst.brand.models import Brand, Channel, Member
    from askfirst.networks.exhibits import Own

SEEN = (Exhibit.Audience.PUBLIC, Exhibit.Audience.FRIENDS, Exhibit.Audience.UNKNOWN)
"""What a new connection sees, or may see: what nobody knows is shown as if they did."""
OLD = timedelta(days=365 * 5)
ALBUM_PICTURES = 30
LONGEST_TEXT = 20_000
MOST_AT_ONCE = 200
ODD = 0.8
"""The share of one audience from which another is an exception."""
_PERSONAL: dict[Kind, tuple[int, Sentence]] = {
    Kind.CARD: (6, Sentence("The number of a card stands in it.")),
    Kind.BANK: (6, Sentence("A bank account stands in it.")),
    Kind.ADDRESS: (5, Sentence("An address stands in it.")),
    Kind.PHONE: (4, Sentence("A telephone number stands in it.")),
    Kind.EMAIL: (3, Sentence("A mail address stands in it.")),
    Kind.NUMBER: (2, Sentence("The number of an order, a booking or an account stands in it.")),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """What stands on one channel, in numbers."""

    by_audience: dict[str, int]
    marked: int
    """Of what a new connection sees, those that give something away and that nobody has looked at."""
    oldest: datetime | None
    usual: str
    """The audience of nearly all; empty: there is no such."""

    @property
    def seen(self) -> int:
        return sum(number for audience, number in self.by_audience.items() if audience in SEEN)

    @property
    def hidden(self) -> int:
        return sum(number for audience, number in self.by_audience.items() if audience not in SEEN)


def keep(channel: Channel, things: Iterable[Own], heard_from: str) -> int:
    """Write down what stands there, as it stands now.  Returns how many were new."""
    new = 0
    with transaction.atomic():
        for one in things:
            marks, weight = marked(one, channel.brand)
            _, is_new = Exhibit.objects.update_or_create(
                channel=channel,
                external_id=one.id[:200],
                defaults={
                    "brand_id": channel.brand_id,
                    "kind": Exhibit.Kind.ALBUM if one.is_album else Exhibit.Kind.POST,
                    "text": plain(one.text)[:LONGEST_TEXT],
                    "url": one.url[:500] if one.url.startswith("https://") else "",
                    "pictures": one.pictures,
                    "said_at": one.at,
                    "audience": str(one.audience),
                    "heard_from": heard_from[:120],
                    "seen_at": timezone.now(),
                    "marks": marks,
                    "weight": weight,
                },
            )
            new += is_new
    return new


def marked(one: Own, brand: Brand) -> tuple[list[dict[str, Any]], int]:
    """Why one may want to look at it, the weightiest first, and how much it gives away in all."""
    ours = tuple(filter(None, (brand.help_email, brand.help_phone)))
    found = personal.find(one.text, brand.country, ours)
    marks: list[tuple[int, dict[str, Any]]] = []
    for kind in dict.fromkeys(span.kind for span in found if not span.is_asked):
        weight, says = _PERSONAL[kind]
        spans = [[span.start, span.end] for span in found if span.kind is kind and not span.is_asked]
        marks.append((weight, {"key": str(kind), "says": says, "spans": spans}))
    if one.at and timezone.now() - one.at > OLD:
        said = Sentence("It is older than five years: said by who you were then.")
        marks.append((1, {"key": "old", "says": said, "spans": []}))
    if one.is_album and one.pictures >= ALBUM_PICTURES:
        said = Sentence("It is an album with %(number)s pictures.", number=one.pictures)
        marks.append((1, {"key": "album", "says": said, "spans": []}))
    marks.sort(key=lambda mark: -mark[0])
    return [mark for _weight, mark in marks], sum(weight for weight, _mark in marks)


def overview(rows: QuerySet[Exhibit]) -> Overview:
    """The numbers of what stands on one channel."""
    numbers = Counter(rows.order_by().values_list("audience", flat=True))
    total = sum(numbers.values())
    usual = next((audience for audience, number in numbers.most_common(1) if number >= ODD * total), "")
    return Overview(
        by_audience=dict(numbers),
        marked=rows.filter(audience__in=SEEN, weight__gt=0, kept_at=None).count(),
        oldest=rows.filter(audience__in=SEEN)
        .order_by("said_at")
        .exclude(said_at=None)
        .values_list("said_at", flat=True)
        .first(),
        usual=usual if total >= 5 and usual != Exhibit.Audience.UNKNOWN else "",
    )


def is_odd(one: Exhibit, found: Overview) -> bool:
    """Whether it stands for others than nearly everything else does, and for more of them."""
    return bool(found.usual) and one.audience in SEEN and one.audience != found.usual


def ordered(rows: QuerySet[Exhibit], sort: str) -> QuerySet[Exhibit]:
    """What gives most away first, of equal weight the oldest; or the oldest first whatever it gives away."""
    oldest = F("said_at").asc(nulls_last=True)
    return rows.order_by(oldest, "pk") if sort == "oldest" else rows.order_by("-weight", oldest, "pk")


def narrowed(rows: QuerySet[Exhibit], audience: str, *, is_looked_at: bool) -> QuerySet[Exhibit]:
    """Those of one audience, or all that a new connection sees; without those that somebody has looked at, unless asked."""
    rows = rows.filter(audience=audience) if audience else rows.filter(audience__in=SEEN)
    return rows if is_looked_at else rows.filter(kept_at=None)


def leave(member: Member, channel: Channel, ids: Sequence[int]) -> int:
    """Somebody has looked at these, and they may stand as they are.

    Raises:
        PermissionDenied: the member's role may not publish, or the channel is another brand's.
    """
    require(member, Right.PUBLISH, channel.brand_id)
    rows = Exhibit.objects.filter(channel=channel, pk__in=ids[:MOST_AT_ONCE])
    return rows.update(kept_by=member, kept_at=timezone.now())


def wish_down(member: Member, channel: Channel, ids: Sequence[int]) -> int:
    """These are to be taken down there, for good.

    Raises:
        PermissionDenied: as `leave`.
    """
    require(member, Right.PUBLISH, channel.brand_id)
    rows = Exhibit.objects.filter(
        Q(take_down_at=None) | ~Q(trouble=""), channel=channel, pk__in=ids[:MOST_AT_ONCE], taken_down_at=None
    )
    now = timezone.now()
    return rows.update(take_down_by=member, take_down_at=now, take_down_after=now, trouble="")


def ask_to_read(member: Member, channel: Channel) -> None:
    """What stands there is to be read from the network, in a moment.

    Raises:
        PermissionDenied: the member's role may not read the inbox, or the channel is another brand's.
    """
    require(member, Right.READ_INBOX, channel.brand_id)
    now = timezone.now()
    Reading.objects.update_or_create(
        channel=channel, defaults={"asked_at": now, "done_at": None, "try_after": now, "trouble": ""}
    )
