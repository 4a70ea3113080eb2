"""Everything of a list, and of the stop list, as a table that this product and others read again.

One line for each address of each person who stands on the list, in whatever state, with what shows that they agreed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from askfirst.brand.roles import Right, may, require
from askfirst.consent import import_evidence, ledger
from askfirst.consent.models import Entry, Import, Membership, Suppression
from askfirst.consent.receipts import AGREED
from askfirst.people.models import Handle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from askfirst.brand.models import Brand, Member
    from askfirst.consent.models import List

AT_ONCE = 1000
MEMBERS = (
    "address", "network", "name", "language", "country", "standing", "basis", "agreed_at", "until", "how", "where",
    "words", "words_version", "words_language", "words_sha256", "left_at", "left_why", "ledger_line",
)  # fmt: skip
"""Columns of a list; the names are those that an import knows again."""
STOPS = ("address", "digest", "network", "standing", "left_at", "left_why", "list", "until")
"""Columns of a stop list."""
_STANDINGS = {
    Membership.State.ACTIVE: "on",
    Membership.State.LEFT: "left",
    Membership.State.BLOCKED: "left",
    Membership.State.PENDING: "pending",
    Membership.State.STALE: "stale",
    Membership.State.UNPROVEN: "unproven",
    Membership.State.NONE: "none",
}
_WHY = {Suppression.Reason.COMPLAINT: "complained", Suppression.Reason.DEAD: "dead"}


def members(member: Member | None, on: List) -> Iterator[Sequence[object]]:
    """The columns, then a line for each address: a thousand people in memory at a time.

    Raises:
        PermissionDenied: the role may not export what is known of people, or the list is another brand's.
    """
    if member:
        require(member, Right.PERSONAL, on.brand_id)
    return _members(on)


def stops(member: Member | None, brand: Brand, digest_key: str) -> Iterator[Sequence[object]]:
    """The columns, then a line for each entry of the stop list that holds.

    Addresses stand in it for whoever may export what is known of people, as far as they are known; else digests, which
    this installation reads again and nobody can turn into an address.  `digest_key`: by what they are known as ours.

    Raises:
        PermissionDenied: the role may not record stops.
    """
    with_addresses = True
    if member:
        require(member, Right.SUPPRESS, brand.pk)
        with_addresses = may(member, Right.PERSONAL)
    return _stops(brand, digest_key, with_addresses=with_addresses)


def _members(on: List) -> Iterator[Sequence[object]]:
    yield MEMBERS
    rows = Membership.objects.filter(list=on, contact__forgotten_at=None, contact__merged_into=None)
    rows = rows.select_related("contact").order_by("contact")
    for some in _in_parts(rows.iterator(AT_ONCE)):
        yield from _of_people(on, some)


def _of_people(on: List, some: Sequence[Membership]) -> Iterator[Sequence[object]]:
    people = [one.contact_id for one in some]
    handles: dict[int, list[Handle]] = defaultdict(list)
    for handle in Handle.objects.filter(contact__in=people, network__in=on.networks).order_by("pk"):
        handles[handle.contact_id].append(handle)
    every = [handle for of_one in handles.values() for handle in of_one]
    stopped = ledger.suppressions(on.brand, every, on)
    said = {line.contact_id: line for line in _lines(on, people, AGREED)}
    left = {line.contact_id: line for line in _lines(on, people, _NO)}
    imports = {one.exchange: one for one in Import.objects.filter(list=on, words__gt="")}
    for one in some:
        yes, no = said.get(one.contact_id), left.get(one.contact_id)
        for handle in handles[one.contact_id]:
            stop = stopped.get(handle.pk)
            yield _Line(
                one, handle, yes, no, stop, imports.get(yes.exchange) if yes and yes.exchange else None
            ).cells()


_NO = (Entry.Act.WITHDRAWN, Entry.Act.OBJECTED, Entry.Act.SUPPRESSED)


def _lines(on: List, people: Iterable[int], acts: Sequence[str]) -> list[Entry]:
    """The newest of these acts of each person comes last."""
    rows = Entry.objects.filter(contact__in=people, act__in=acts).select_related("notice")
    # Asked for by its list or in its order, a database reads the whole list anew for each thousand.
    wanted = [line for line in rows if line.list_id == on.pk or (acts is _NO and line.list_id is None)]
    return sorted(wanted, key=lambda line: (line.occurred_at, line.pk))


@dataclass(frozen=True, slots=True)
class _Line:
    membership: Membership
    handle: Handle
    yes: Entry | None
    no: Entry | None
    stop: Suppression | None
    brought: Import | None

    def cells(self) -> Sequence[object]:
        """In the order of MEMBERS."""
        contact, yes = self.membership.contact, self.yes
        notice = yes.notice if yes else None
        said = import_evidence.read(yes.evidence) if yes and yes.act == Entry.Act.IMPORTED else None
        how = (said.how if said else "") or (yes.get_mechanism_display() if yes else "")
        where = (said.where if said else "") or (yes.place if yes else "")
        words = notice.text if notice else said.words if said else ""
        if said and said.is_of_file and self.brought:
            words = self.brought.words
        standing, left_at, left_why = self._leaving()
        return (
            self.handle.address, self.handle.network, contact.name, contact.language, contact.country,
            standing, self.membership.basis, _day(yes.occurred_at if yes else None), _day(self.membership.expires_at),
            how, where, words, notice.version if notice else "", notice.language if notice else "",
            notice.sha256 if notice else "", left_at, left_why, yes.number if yes else "",
        )  # fmt: skip

    def _leaving(self) -> tuple[str, str, str]:
        if self.stop:
            word = _WHY.get(Suppression.Reason(self.stop.reason), "left")
            return word, _day(self.stop.since), self.stop.get_reason_display()
        standing = _STANDINGS[Membership.State(self.membership.state)]
        if standing == "left" and self.no:
            return standing, _day(self.no.occurred_at), self.no.get_act_display()
        is_over = self.membership.expires_at and self.membership.expires_at <= timezone.now()
        return ("stale" if standing == "on" and is_over else standing), "", ""


def _stops(brand: Brand, key: str, *, with_addresses: bool) -> Iterator[Sequence[object]]:
    yield STOPS
    now = timezone.now()
    holding = Suppression.objects.filter(brand=brand, lifted_at=None).select_related("list")
    holding = holding.exclude(until__lte=now)
    told: set[int] = set()
    if with_addresses:
        # From a digest nobody comes to an address; so the addresses are asked whether they are on it.
        handles = Handle.objects.filter(brand=brand, contact__forgotten_at=None).order_by("pk")
        for some in _in_parts(handles.iterator(AT_ONCE)):
            by_digest = {ledger.digest(one.network, one.address): one for one in some}
            for one in holding.filter(digest__in=list(by_digest)).order_by("pk"):
                told.add(one.pk)
                yield _stop(one, by_digest[one.digest].address, key)
    for one in holding.order_by("pk").iterator(AT_ONCE):
        if one.pk not in told:
            yield _stop(one, "", key)


def _stop(one: Suppression, address: str, key: str) -> Sequence[object]:
    return (
        address, "" if address else f"{key}-{one.digest}", one.network,
        _WHY.get(Suppression.Reason(one.reason), "left"), _day(one.since), one.get_reason_display(),
        one.list.slug if one.list else "", _day(one.until),
    )  # fmt: skip


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}" if at else ""


def _in_parts(rows: Iterator[Any]) -> Iterator[list[Any]]:
    part: list[Any] = []
    for row in rows:
        part.append(row)
        if len(part) == AT_ONCE:
            yield part
            part = []
    if part:
        yield part
