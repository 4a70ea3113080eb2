"""What people wish: how often at most, when not, where not, a pause.  For all that the brand sends unasked, or for one list.

Each change is a line of the ledger: it asks for less, or for more.  Less may be asked for by whoever has a message; more
only by who has just shown that the address is theirs, and so says the caller by `may_widen`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from askfirst.brand.changes import announce
from askfirst.consent import ledger
from askfirst.consent.leaving import How, entry_for, held, kept
from askfirst.consent.models import Entry, Preference

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from askfirst.consent.models import List
    from askfirst.people.models import Contact

DAY_MINUTES = 1440
MOST, MOST_DAYS = 1000, 366
LONGEST_PAUSE = timedelta(days=5 * 366)


class CannotWish(ValueError):  # noqa: N818 -- it says what the matter is
    """Nothing was changed; the message says why and what to do, and `field` where."""

    def __init__(self, says: str, field: str = "") -> None:
        super().__init__(says)
        self.field = field


class NeedsFreshLink(Exception):  # noqa: N818 -- it says what the matter is
    """It asks for more than before, and whoever asks may be anybody who has a message.  Nothing was changed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wishes:
    """All wishes of one scope, as they are to be; the fields are those of `Preference`."""

    networks: frozenset[str] = frozenset()
    """Where they want none of it."""
    most: int | None = None
    """At most so many in so many days; None: no wish; 0: none at all."""
    days: int = 7
    quiet_from: int | None = None
    """Minutes of their day; None: no quiet hours of their own."""
    quiet_until: int | None = None
    paused_until: datetime | None = None


def of(contact: Contact, on: List | None = None) -> Wishes:
    """What they wish today.  A pause that is over is none."""
    row = Preference.objects.filter(contact=kept(contact), list=on).first()
    return _read(row)


def of_lists(contact: Contact) -> dict[int | None, Wishes]:
    """The same for every scope in which they wish something, by the list's id; None: for all.  One query."""
    rows = Preference.objects.filter(contact=kept(contact))
    return {row.list_id: _read(row) for row in rows}


def save(
    contact: Contact, wanted: Wishes, how: How, *, on: List | None = None, may_widen: bool = False
) -> Entry | None:
    """Let their wishes be these.  Returns the line of the ledger; None where nothing was changed.

    Raises:
        CannotWish: a number, hour or day that cannot be.
        NeedsFreshLink: part of it asks for more than before, and `may_widen` is not given.
    """
    _require_sense(wanted)
    with transaction.atomic():
        person = held(contact)
        row = Preference.objects.filter(contact=person, list=on).first()
        before = _read(row)
        if before == wanted:
            return None
        widens = any(_widenings(before, wanted))
        if widens and not may_widen:
            raise NeedsFreshLink
        row = row or Preference(brand_id=person.brand_id, contact=person, list=on)
        for field in fields(Wishes):
            setattr(row, field.name, getattr(wanted, field.name))
        row.networks = sorted(wanted.networks)
        row.changed_at = timezone.now()
        row.save()
        act = Entry.Act.WIDENED if widens else Entry.Act.NARROWED
        told = entry_for(person, act, how, on=on)
        told.evidence = f"{told.evidence}: {said(wanted)}; before: {said(before)}"
        ledger.write([told])
        announce(person.brand, "consent", contact=person.pk)
    return told


def said(wishes: Wishes) -> str:
    """The wishes in words, for the ledger."""
    parts = []
    if wishes.most is not None:
        parts.append(f"at most {wishes.most} in {wishes.days} days")
    if wishes.quiet_from is not None and wishes.quiet_until is not None:
        parts.append(f"none from {_clock(wishes.quiet_from)} to {_clock(wishes.quiet_until)}")
    if wishes.networks:
        parts.append(f"none by {', '.join(sorted(wishes.networks))}")
    if wishes.paused_until:
        parts.append(f"none until {wishes.paused_until:%Y-%m-%d %H:%M} UTC")
    return ", ".join(parts) or "no wishes"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _read(row: Preference | None) -> Wishes:
    if row is None:
        return Wishes()
    given: dict[str, Any] = {field.name: getattr(row, field.name) for field in fields(Wishes)}
    is_over = row.paused_until is None or row.paused_until <= timezone.now()
    return Wishes(
        **{
            **given,
            "networks": frozenset(row.networks),
            "paused_until": None if is_over else row.paused_until,
        }
    )


def _require_sense(wanted: Wishes) -> None:
    """Raises CannotWish."""
    if wanted.most is not None and not 0 <= wanted.most <= MOST:
        raise CannotWish(
            _("Say how often at most with a number from 0 to %(most)d.") % {"most": MOST}, "most"
        )
    if not 1 <= wanted.days <= MOST_DAYS:
        raise CannotWish(
            _("Say in how many days with a number from 1 to %(days)d.") % {"days": MOST_DAYS}, "days"
        )
    hours = (wanted.quiet_from, wanted.quiet_until)
    if (hours[0] is None) != (hours[1] is None):
        raise CannotWish(_("Quiet hours need a beginning and an end."), "quiet")
    if any(minute is not None and not 0 <= minute < DAY_MINUTES for minute in hours):
        raise CannotWish(_("Quiet hours are times of the day, such as 21:00."), "quiet")
    if hours[0] is not None and hours[0] == hours[1]:
        raise CannotWish(_("Quiet hours that begin and end at the same minute are none."), "quiet")
    if wanted.paused_until and wanted.paused_until > timezone.now() + LONGEST_PAUSE:
        raise CannotWish(_("A pause lasts five years at most. To hear nothing any more, leave."), "pause")


def _widenings(before: Wishes, wanted: Wishes) -> Iterator[bool]:
    """For each wish, whether it asks for more than before.  What cannot be compared does."""
    yield not wanted.networks >= before.networks
    yield before.most is not None and not (
        wanted.most is not None
        and (wanted.most == 0 or (wanted.most <= before.most and wanted.days >= before.days))
    )
    yield not _quiet(before) <= _quiet(wanted)
    yield before.paused_until is not None and (
        wanted.paused_until is None or wanted.paused_until < before.paused_until
    )


def _quiet(wishes: Wishes) -> set[int]:
    """The minutes of the day in which they want nothing."""
    begins, ends = wishes.quiet_from, wishes.quiet_until
    if begins is None or ends is None:
        return set()
    return {(begins + minute) % DAY_MINUTES for minute in range((ends - begins) % DAY_MINUTES)}
