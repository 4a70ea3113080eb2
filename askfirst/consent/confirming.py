"""Confirming: the one way from a request to a list.  The link or the code of the mail shows that the address is theirs.

A request is confirmed for just the words that were shown.  Whoever left, objected or stopped after asking has to ask anew.
"""

from __future__ import annotations

import hmac
from calendar import monthrange
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from askfirst.brand.changes import announce
from askfirst.consent import coming_back, ledger, lists, pending, standing
from askfirst.consent.models import Entry, Request, Suppression
from askfirst.people import resolve
from askfirst.people.models import Contact, Handle

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from askfirst.brand.models import Brand
    from askfirst.consent.models import List

MOST_TRIES = 5


class CannotConfirm(Exception):  # noqa: N818 -- it says what the matter is
    """The link or code cannot be used (any more); the message says why and what to do."""


class WrongCode(CannotConfirm):
    """These are not the digits of the mail.  `left`: how often another can be tried."""

    def __init__(self, says: str, left: int) -> None:
        super().__init__(says)
        self.left = left


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirmed:
    """Who is on which lists now."""

    contact: Contact
    lists: list[List]
    entries: list[Entry]
    """The lines of the ledger by which they are on them, one for each list; empty: it was confirmed before."""
    address: str = ""
    """Theirs, as they gave it; empty: it was confirmed before."""
    language: str = ""


def read(brand: Brand, token: str) -> Request:
    """The request that a link stands for, confirmed already or not.

    Raises:
        CannotConfirm: there is none, it is another brand's, or it lapsed.
    """
    rows = Request.objects.select_related("brand", "contact")
    found = rows.filter(brand=brand, token=pending.hashed(token)).first()
    if found is None:
        raise CannotConfirm(_("This link is not complete. Copy the whole of it from the mail."))
    if not (found.confirmed_at or pending.is_pending(found)):
        raise CannotConfirm(
            _("This link is too old: it works for seven days. Ask once more, and a new mail comes.")
        )
    return found


def by_link(brand: Brand, token: str, chosen: Collection[int] | None = None) -> Confirmed:
    """They pressed the button behind the link.  `chosen`: ids of the lists that they left ticked; None: all.

    Raises:
        CannotConfirm: as `read`; or nothing was left ticked; or they left or stopped since they asked.
    """
    return _confirm(read(brand, token), Entry.Mechanism.BUTTON, chosen)


def by_code(request: Request, code: str) -> Confirmed:
    """They typed the digits of the mail into the page from which they asked.

    Raises:
        WrongCode: these are others; each wrong one is counted, and after five none is right any more.
        CannotConfirm: as `by_link`.
    """
    digits = "".join(sign for sign in code if sign.isdecimal())
    request.refresh_from_db()
    if request.confirmed_at is None:
        _require_code(request, digits)
    return _confirm(request, Entry.Mechanism.CODE, None)


def known(request: Request) -> Handle | None:
    """The address that asked, where the brand knows it; None: it is nobody's yet."""
    rows = Handle.objects.select_related("contact__brand").filter(
        brand=request.brand_id, network=request.network
    )
    return rows.filter(key=resolve.key_of(request.address)).first()


def takes_back_a_stop(request: Request) -> bool:
    """Whether confirming takes this address off the stop list: the page says so before it is pressed."""
    return bool(_stops(request, [notice.list for notice in request.notices.select_related("list")]))


def join(request: Request, chosen: Sequence[List]) -> None:
    """By one press: on these lists at once, as their owner allows.  For `joining.ask`, in its transaction."""
    contact = _holder(request, is_shown=False)
    request.contact = contact
    says = f"asked on {request.place}; one press is enough there: {chosen[0].single_because}"
    ledger.write([_line(request, contact, one, Entry.Act.JOINED, request.mechanism, says) for one in chosen])
    announce(request.brand, "consent", contact=contact.pk)


def settle(request: Request, at: datetime) -> None:
    """It is over because it was confirmed: what it held of the person goes, the digests of link and address stay."""
    rows = Request.objects.filter(pk=request.pk)
    fields = {"address": "", "name": "", "answered": "", "origin": "", "agent": "", "code": ""}
    rows.update(confirmed_at=at, contact=request.contact, **fields)
    request.refresh_from_db()


def heard(handle: Handle, request: Request) -> None:
    """Who asked in a conversation is known, and asked themselves: the ledger says so before they confirm."""
    request.contact = handle.contact
    lines = [
        _line(
            request,
            handle.contact,
            notice.list,
            Entry.Act.REQUESTED,
            request.mechanism,
            f"wrote “{notice.list.keyword}”",
        )
        for notice in request.notices.select_related("list")
    ]
    ledger.write(lines)


def in_talk(request: Request, handle: Handle, said: str) -> Confirmed:
    """They said yes in the conversation in which they asked, by the address that asked.

    Raises:
        CannotConfirm: as `by_link`.
    """
    if ledger.digest(handle.network, handle.address) != request.endpoint:
        raise CannotConfirm(_("Somebody else asked for this."))
    return _confirm(request, Entry.Mechanism.KEYWORD, None, evidence=f"answered “{said}”")


def lapsed(request: Request, at: datetime) -> None:
    """For `joining.lapse`: where the ledger says that they asked, it says that nothing came of it."""
    asked = Entry.objects.filter(exchange=request.exchange, act=Entry.Act.REQUESTED)
    ledger.write(
        [
            Entry(
                brand_id=line.brand_id,
                contact_id=line.contact_id,
                act=Entry.Act.LAPSED,
                purpose=line.purpose,
                list_id=line.list_id,
                notice_id=line.notice_id,
                exchange=line.exchange,
                endpoint=line.endpoint,
                mechanism=Entry.Mechanism.CLOCK,
                actor="system",
                evidence="did not confirm in time",
                occurred_at=at,
            )
            for line in asked.order_by("pk")
        ]
    )


def _require_code(request: Request, digits: str) -> None:
    left = max(0, MOST_TRIES - request.tries)
    if left == 0:
        raise WrongCode(
            _(
                "No more codes can be tried here. Press the button behind the link in the mail, or ask once more."
            ),
            0,
        )
    is_right = hmac.compare_digest(request.code, pending.code_digest(request.exchange, digits))
    if is_right and pending.is_pending(request):
        return
    # The count is kept whatever becomes of the rest: two windows do not get ten tries.
    Request.objects.filter(pk=request.pk).update(tries=F("tries") + 1)
    left -= 1
    says = ngettext(
        "These are not the six digits of the newest mail. You can try %(left)d more time.",
        "These are not the six digits of the newest mail. You can try %(left)d more times.",
        left,
    )
    raise WrongCode(says % {"left": left}, left)


def _confirm(
    request: Request, mechanism: str, chosen: Collection[int] | None, evidence: str = ""
) -> Confirmed:
    now = timezone.now()
    with transaction.atomic():
        rows = Request.objects.select_for_update(no_key=True, of=("self",)).select_related("brand", "contact")
        request = rows.get(pk=request.pk)
        asked = pending.lists_of(request)
        if request.confirmed_at and request.contact:
            # Who presses twice reads the same again; who left since is not taken back by it.
            states = {one.pk: standing.states([request.contact], one.purpose, on=one) for one in asked}
            on = [one for one in asked if states[one.pk][request.contact.pk].state == "active"]
            if not on:
                raise CannotConfirm(
                    _("This was confirmed, and you have left since. To come back, ask once more.")
                )
            return Confirmed(contact=request.contact, lists=on, entries=[])
        if not pending.is_pending(request, now):
            raise CannotConfirm(
                _("This link is too old: it works for seven days. Ask once more, and a new mail comes.")
            )
        wanted = [one for one in asked if chosen is None or one.pk in chosen]
        if not wanted:
            raise CannotConfirm(
                _("Leave at least one list ticked. If you want none, close this page: that is all.")
            )
        wanted = _still_possible(request, wanted)
        address = request.address
        request.contact = contact = _holder(request, is_shown=True)
        back = _come_back(request, contact, wanted, now)
        says = _evidence(request, mechanism, evidence)
        lines = [*back, *_asked_lines(request, contact, wanted, says)]
        agreed = [_line(request, contact, one, Entry.Act.CONFIRMED, mechanism, says, now) for one in wanted]
        request.notices.set(
            [notice for notice in request.notices.all() if notice.list_id in {one.pk for one in wanted}]
        )
        settle(request, now)
        _settle_the_same(request, wanted, now)
        written = ledger.write([*lines, *agreed])
        announce(request.brand, "consent", contact=contact.pk)
    return Confirmed(
        contact=contact,
        lists=wanted,
        entries=written[len(lines) :],
        address=address,
        language=request.language,
    )


def _still_possible(request: Request, wanted: list[List]) -> list[List]:
    """Without those lists that were closed, and those that they left after asking."""
    handle = known(request)
    since = Q(recorded_at__gte=request.asked_at, act__in=standing.TAKES_BACK)
    now = timezone.now()
    stops = Suppression.objects.filter(ledger.holding(now), brand=request.brand_id, digest=request.endpoint)
    if stops.filter(since__gte=request.asked_at).exists() or not coming_back.is_possible(request, now):
        raise CannotConfirm(_("You asked to be left alone after this. To be told again, ask once more."))
    open_still = [one for one in wanted if one.closed_at is None]
    if not open_still:
        raise CannotConfirm(
            _("This list is not used any more, so there is nothing to join. Nothing was changed.")
        )
    if handle is None:
        return open_still
    theirs = resolve.theirs(handle.contact)
    held = [
        one
        for one in open_still
        if not Entry.objects.filter(theirs, standing.about(one.purpose, one), since).exists()
    ]
    if not held:
        raise CannotConfirm(_("You left after asking for this. To come back, ask once more."))
    return held


def _holder(request: Request, *, is_shown: bool) -> Contact:
    """Who has this address; somebody new where nobody had.  `is_shown`: they have shown just now that it is theirs."""
    now = timezone.now()
    handle = known(request)
    if handle is None:
        contact = Contact.objects.create(brand=request.brand, name=request.name, language=request.language)
        handle = Handle(
            brand=request.brand,
            contact=contact,
            network=request.network,
            address=request.address,
            key=resolve.key_of(request.address),
            evidence=f"gave it on {request.place}"[:200],
        )
    elif not is_shown:
        return handle.contact
    elif request.name and not handle.contact.name:
        Contact.objects.filter(pk=handle.contact_id).update(name=request.name)
    handle.language = request.language or handle.language
    if is_shown:
        handle.verified_at, handle.unreachable_since = now, None
    handle.save()
    return handle.contact


def _stops(request: Request, wanted: Sequence[List]) -> list[Suppression]:
    """What keeps this address on the stop list for these lists."""
    scope = Q(list=None) | Q(list__in=wanted)
    held = Suppression.objects.filter(scope, brand=request.brand_id, digest=request.endpoint, lifted_at=None)
    return list(held)


def _come_back(request: Request, contact: Contact, wanted: Sequence[List], now: datetime) -> list[Entry]:
    """Take this address, and no other of theirs, off the stop list for what they confirm.  Returns the lines to write."""
    stops = _stops(request, wanted)
    Suppression.objects.filter(pk__in=[one.pk for one in stops]).update(lifted_at=now)
    is_whole = any(one.list_id is None for one in stops) or any(
        standing.states([contact], one.purpose)[contact.pk].state == "blocked" for one in wanted
    )
    if is_whole:
        return [_line(request, contact, None, Entry.Act.LIFTED, Entry.Mechanism.BUTTON, _CAME_BACK, now)]
    blocked = [
        one
        for one in wanted
        if standing.states([contact], one.purpose, on=one)[contact.pk].state == "blocked"
    ]
    return [
        _line(request, contact, one, Entry.Act.LIFTED, Entry.Mechanism.BUTTON, _CAME_BACK, now)
        for one in blocked
    ]


_CAME_BACK = "confirmed a request of their own after a stop"


def _asked_lines(request: Request, contact: Contact, wanted: Sequence[List], says: str) -> list[Entry]:
    """That they asked, for whom the ledger has not heard it yet."""
    told = set(
        Entry.objects.filter(exchange=request.exchange, act=Entry.Act.REQUESTED).values_list(
            "list", flat=True
        )
    )
    return [
        _line(request, contact, one, Entry.Act.REQUESTED, request.mechanism, says, request.asked_at)
        for one in wanted
        if one.pk not in told
    ]


def _settle_the_same(request: Request, wanted: Sequence[List], at: datetime) -> None:
    """Other requests for the same are confirmed with it: whichever of two mails they press, they read the same."""
    got = {one.pk for one in wanted}
    others = Request.objects.filter(
        brand=request.brand_id, endpoint=request.endpoint, confirmed_at=None, lapsed_at=None
    )
    for other in others.prefetch_related("notices"):
        if {notice.list_id for notice in other.notices.all()} <= got:
            other.contact = request.contact
            settle(other, at)


def _evidence(request: Request, mechanism: str, said: str) -> str:
    how = {
        Entry.Mechanism.BUTTON: "pressed the button behind the link that was mailed to the address",
        Entry.Mechanism.CODE: "typed the code that was mailed to the address",
    }.get(Entry.Mechanism(mechanism), said)
    with_what = f"; with {request.agent}" if request.agent else ""
    answered = f"; answered {request.answered}" if request.answered else ""
    return f"asked on {request.place}{answered}; {how}{with_what}"


def _line(  # noqa: PLR0913, PLR0917 -- what a line of the ledger says
    request: Request,
    contact: Contact,
    one: List | None,
    act: str,
    mechanism: str,
    evidence: str,
    at: datetime | None = None,
) -> Entry:
    notice = next((row for row in request.notices.all() if one and row.list_id == one.pk), None)
    now = timezone.now()
    is_joining = act in {Entry.Act.CONFIRMED, Entry.Act.JOINED}
    return Entry(
        brand_id=request.brand_id,
        contact=contact,
        act=act,
        purpose=one.purpose if one else "",
        list=one,
        notice=notice,
        exchange=request.exchange,
        endpoint=request.endpoint,
        mechanism=mechanism,
        place=request.place,
        actor="person",
        evidence=f"{evidence}; promised: {lists.promise(one)}" if one and is_joining else evidence,
        expires_at=months_later(at or now, one.months) if one and one.months and is_joining else None,
        occurred_at=at or now,
    )


def months_later(at: datetime, months: int) -> datetime:
    """The same day so many months later; the last day of that month where it has none."""
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))
