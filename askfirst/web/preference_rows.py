"""What stands on somebody's preference page: their lists and why, what they wish, what they got and why, what is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django.utils import timezone
from django.utils.translation import gettext as _

from askfirst.brand.models import Channel
from askfirst.consent import leaving, ledger, lists, memberships, preferences, receipts
from askfirst.consent.models import Membership, Suppression
from askfirst.gate.models import Delivery
from askfirst.people.models import Handle
from askfirst.people.resolve import theirs
from askfirst.web import why

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.brand.models import Brand
    from askfirst.consent.models import List
    from askfirst.consent.preferences import Wishes
    from askfirst.consent.receipts import Receipt
    from askfirst.people.models import Contact
    from askfirst.web.why import Why

MESSAGES = 20
AFTER_A_COMPLAINT = timedelta(days=30)
"""Before that nobody comes back who reported a message."""
_LEFT = (Delivery.State.SENT, Delivery.State.DELIVERED, Delivery.State.UNCERTAIN)


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One list on which they stand or stood."""

    list: List
    name: str
    membership: Membership
    promise: str
    receipt: Receipt | None
    wishes: Wishes
    is_on: bool
    can_join: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Got:
    """One message that they got, and why it was allowed."""

    delivery: Delivery
    words: str
    why: Why | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A network on which they can be written to."""

    network: str
    is_wanted: bool


def context(person: Contact, brand: Brand) -> dict[str, Any]:
    """All of it.  A handful of queries for anybody."""
    wished = preferences.of_lists(person)
    mine = wished.get(None, preferences.Wishes())
    handles = list(Handle.objects.filter(contact=person).order_by("network", "pk"))
    rows = _lists(person, wished)
    return {
        "rows": rows,
        "wishes": mine,
        "quiet": (_clock(mine.quiet_from), _clock(mine.quiet_until)),
        "places": _places(brand, handles, mine),
        "got": _got(person),
        "handles": handles,
        "zones": sorted(available_timezones()),
        "has_left_all": not any(row.is_on for row in rows) and leaving.has_left_everything(person),
        "has_stopped": bool(ledger.suppressed(brand, handles)),
        "tomorrow": timezone.localdate() + timedelta(days=1),
    }


def has_complained(person: Contact) -> bool:
    """They reported a message so lately that nothing brings them back yet."""
    digests = [ledger.digest(one.network, one.address) for one in person.handles.all()]
    rows = Suppression.objects.filter(
        ledger.holding(timezone.now()), brand=person.brand_id, digest__in=digests
    )
    since = timezone.now() - AFTER_A_COMPLAINT
    return rows.filter(reason=Suppression.Reason.COMPLAINT, since__gt=since).exists()


def _lists(person: Contact, wished: dict[int | None, Wishes]) -> list[Row]:
    agreed = {one.on.pk: one for one in receipts.receipts(person)}
    return [
        Row(
            list=one.list,
            name=_named(one.list, person),
            membership=one,
            promise=lists.promise(one.list),
            receipt=agreed.get(one.list_id),
            wishes=wished.get(one.list_id, preferences.Wishes()),
            is_on=_is_on(one),
            can_join=one.list.is_open and not one.list.is_internal and one.list.closed_at is None,
        )
        for one in sorted(memberships.of(person), key=lambda one: (not _is_on(one), one.list.name))
    ]


def _is_on(one: Membership) -> bool:
    is_over = one.expires_at is not None and one.expires_at <= timezone.now()
    return one.state == Membership.State.ACTIVE and not is_over


def _named(one: List, person: Contact) -> str:
    return _("An internal list of %(brand)s") % {"brand": person.brand} if one.is_internal else one.name


def _places(brand: Brand, handles: Iterable[Handle], wishes: Wishes) -> list[Place]:
    used = set(Channel.objects.filter(brand=brand).values_list("network", flat=True))
    reachable = {one.network for one in handles} & used
    return [
        Place(network=network, is_wanted=network not in wishes.networks)
        for network in sorted(reachable | wishes.networks)
    ]


def _got(person: Contact) -> list[Got]:
    rows = Delivery.objects.select_related("channel", "decision", "on").filter(
        theirs(person), state__in=_LEFT
    )
    return [
        Got(delivery=one, words=one.subject or one.text[:80], why=why.why(one))
        for one in rows.order_by("-created_at", "-pk")[:MESSAGES]
    ]


def _clock(minute: int | None) -> str:
    return "" if minute is None else f"{minute // 60:02}:{minute % 60:02}"
