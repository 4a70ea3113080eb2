"""How often people wish to hear from us, when they want quiet, and how often a list has promised to write: as facts.

Of whom somebody turned out to be counts, too, what they wished before: then the stricter wish of both.  Counted is when
something left or was let go, on all networks together; answers and notices about an order are not counted.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from askfirst.consent.models import Preference

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from askfirst.consent.models import List
    from askfirst.gate.models import Delivery

UNCOUNTED = ("reply", "service", "transactional", "account", "opt_out_confirmation")
"""Purposes that answer to something: the same that the rules about wishes let pass."""
DAY_MINUTES = 1440


@dataclass(frozen=True, kw_only=True, slots=True)
class Cap:
    """At most so many in so many days; `on`: of one list, by its id, else of everything."""

    most: int
    days: int
    on: int | None


@dataclass(kw_only=True, slots=True)
class Wish:
    """All that one person wishes for one list."""

    networks: set[str] = field(default_factory=set)
    caps: list[Cap] = field(default_factory=list)
    quiet: list[tuple[int, int]] = field(default_factory=list)
    paused_until: datetime | None = None
    is_none: bool = False
    """They want no message at all."""


def of_people(who: Q, on: List | None) -> dict[int, Wish]:
    """What people wish for messages of this list; of whom nothing is known is not in it.  One query.

    `who` narrows contacts.
    """
    scope = Q(list=None) | Q(list=on) if on else Q(list=None)
    rows = Preference.objects.filter(scope, who).annotate(
        person=Coalesce(F("contact__merged_into"), F("contact"))
    )
    found: dict[int, Wish] = defaultdict(Wish)
    for row in rows.order_by("pk"):
        _add(found[row.person], row)
    return dict(found)


def among(contacts: Iterable[int]) -> Q:
    """Narrows preferences to those of these people, and of whom some of them turned out to be."""
    people = list(contacts)
    return Q(contact__in=people) | Q(contact__merged_into__in=people)


def _add(wish: Wish, row: Preference) -> None:
    wish.networks.update(row.networks)
    if row.most is not None:
        wish.is_none |= row.most == 0
        wish.caps.append(Cap(most=row.most, days=row.days, on=row.list_id))
    if row.quiet_from is not None and row.quiet_until is not None:
        wish.quiet.append((row.quiet_from, row.quiet_until))
    if row.paused_until:
        wish.paused_until = max(wish.paused_until or row.paused_until, row.paused_until)


def left(rows: QuerySet[Delivery], at: datetime, days: int) -> QuerySet[Any, Any]:
    """Of what has left or may be about to (`lookups.left`) what counts against a wish, with its instant as `left_at`."""
    private = rows.filter(form__in=["direct", "private_reply"], created_at__lte=at)
    counted = private.exclude(purpose__in=UNCOUNTED).annotate(left_at=Coalesce("sent_at", "created_at"))
    return counted.filter(left_at__gt=at - timedelta(days=days))


Counted = dict[int, list[tuple["datetime", int | None]]]
"""When something left for each person, the newest first, and on which list."""


def counted(rows: QuerySet[Delivery], at: datetime, caps: Iterable[Cap]) -> Counted:
    """What is to be counted for these caps: one query, none where there are no caps."""
    days = max((cap.days for cap in caps), default=0)
    found: Counted = defaultdict(list)
    if days:
        newest_first = left(rows, at, days).order_by("-left_at")
        for contact, left_at, on in newest_first.values_list("contact", "left_at", "on"):
            found[contact].append((left_at, on))
    return found


def promise(on: List | None) -> list[Cap]:
    """What a list has promised."""
    return [Cap(most=on.most, days=on.days, on=on.pk)] if on else []


def opens_at(cap: Cap, instants: Sequence[tuple[datetime, int | None]], at: datetime) -> datetime | None:
    """From when one more fits, where none does now.  `instants`: the newest first."""
    length = timedelta(days=cap.days)
    inside = [one for one, on in instants if cap.on in (None, on) and one > at - length]
    return inside[cap.most - 1] + length if 0 < cap.most <= len(inside) else None


def facts_of(
    wish: Wish | None, network: str, instants: Sequence[tuple[datetime, int | None]], at: datetime
) -> dict[str, Any]:
    """The facts about what one person wishes."""
    if wish is None:
        return {}
    begins, ends = _covering(wish.quiet)
    opens = (opens_at(cap, instants, at) for cap in wish.caps)
    return {
        "is_unwanted": wish.is_none or network in wish.networks,
        "paused_until": wish.paused_until,
        "wish_opens_at": max((one for one in opens if one), default=None),
        "own_quiet_from": begins,
        "own_quiet_until": ends,
    }


def promised(
    on: List | None, instants: Sequence[tuple[datetime, int | None]], at: datetime
) -> dict[str, Any]:
    """The fact about what the list has promised."""
    return {"promise_opens_at": opens_at(promise(on)[0], instants, at)} if on else {}


def _covering(quiet: Sequence[tuple[int, int]]) -> tuple[int | None, int | None]:
    """The shortest time of day that holds all of these; nothing where there are none.  From 0 to 0 is no time at all."""
    spans = [(begins, (ends - begins) % DAY_MINUTES) for begins, ends in quiet if begins != ends]
    if not spans:
        return None, None

    def length(start: int) -> int:
        return max((begins - start) % DAY_MINUTES + span for begins, span in spans)

    start = min((begins for begins, _ in spans), key=lambda begins: (length(begins), begins))
    whole = min(length(start), DAY_MINUTES - 1)
    return start, (start + whole) % DAY_MINUTES


def reaching(wishing: QuerySet[Preference]) -> Q:
    """Narrows deliveries to those of people who wish something, or of whom they turned out to be."""
    return Q(contact__in=wishing.values("contact")) | Q(contact__in=wishing.values("contact__merged_into"))


class Wishes:
    """What some people wish of each of these lists (None: of what is no list's), looked up once for all of them."""

    def __init__(
        self, contacts: Sequence[int], lists: Iterable[List | None], rows: QuerySet[Delivery], at: datetime
    ) -> None:
        self.at = at
        self.of = {on: of_people(among(contacts), on) if contacts else {} for on in lists}
        caps = [cap for on in self.of for cap in promise(on)]
        caps += [cap for found in self.of.values() for wish in found.values() for cap in wish.caps]
        self.counted = counted(rows, at, caps)

    def about(self, contact: int, on: List | None, network: str) -> dict[str, Any]:
        """The facts of one person."""
        instants = self.counted.get(contact, [])
        wish = self.of[on].get(contact)
        return facts_of(wish, network, instants, self.at) | promised(on, instants, self.at)
