"""What a batch of judged lines changes: people, the stop list, and at the end the ledger.

For `importing`, in its transaction: what is written here and how far the import came are committed together or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.brand import bulk
from askfirst.brand.plain import plain
from askfirst.consent import import_evidence, ledger
from askfirst.consent.confirming import months_later
from askfirst.consent.models import Entry, ImportLine, Notice, Suppression
from askfirst.networks.exports.list_lines import Standing
from askfirst.people.models import Contact, Handle
from askfirst.people.resolve import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from askfirst.consent.import_judging import Judged
    from askfirst.consent.models import Import

Outcome = ImportLine.Outcome
_REASONS = {
    Standing.LEFT: Suppression.Reason.IMPORTED,
    Standing.COMPLAINED: Suppression.Reason.COMPLAINT,
    Standing.DEAD: Suppression.Reason.DEAD,
}
AT_ONCE = 500
"""Rows in one statement."""


def take(held: Import, judged: Sequence[Judged], now: datetime) -> None:
    """Do what was judged."""
    made = _make_people(held, [one for one in judged if one.outcome in _BROUGHT and one.handle is None])
    _stop(held, [one for one in judged if one.outcome == Outcome.STOPPED], now)
    notices = _notices(held, judged)
    entries = []
    for one in judged:
        contact = made.get(id(one)) or _contact(one)
        if contact is None:
            continue
        if one.outcome in _BROUGHT:
            entries.append(_brought(held, one, contact, notices.get(_notice_key(one)), now))
        elif one.outcome == Outcome.STOPPED and one.line.standing is not Standing.DEAD:
            entries.append(_forbidden(held, one, contact, now))
    ledger.write_many(entries)


_BROUGHT = frozenset({Outcome.ADDED, Outcome.HELD})


def _contact(one: Judged) -> int | None:
    """Whose address it is, where the brand knows it; who turned out to be somebody else is them."""
    return (one.handle.contact.merged_into_id or one.handle.contact_id) if one.handle else None


def _make_people(held: Import, judged: Sequence[Judged]) -> dict[int, int]:
    """Contacts by the identity of what was judged."""
    people = Contact.objects.bulk_create(
        [
            Contact(
                brand_id=held.brand_id,
                name=plain(one.line.name),
                language=one.line.language,
                country=one.line.country,
            )
            for one in judged
        ],
        batch_size=AT_ONCE,
    )
    handles = [
        Handle(
            brand_id=held.brand_id,
            contact_id=contact.pk,
            network=one.line.network,
            address=one.line.address,
            key=key_of(one.line.address),
            language=one.line.language,
            evidence=import_evidence.source(held, one.line)[:200],
        )
        for one, contact in zip(judged, people, strict=True)
    ]
    bulk.insert(handles)
    return {id(one): contact.pk for one, contact in zip(judged, people, strict=True)}


def _stop(held: Import, stopped: Sequence[Judged], now: datetime) -> None:
    rows = [_suppression(held, one, one.digest, _person_key(one), now) for one in stopped]
    rows += [
        _suppression(
            held,
            one,
            ledger.digest(handle.network, handle.address),
            ledger.person_digest(handle.network, handle.address),
            now,
        )
        for one, handle in _their_others(held, stopped)
    ]
    # Who is on it already stays as they are: what they said themselves is not an import's.
    Suppression.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)
    for one in stopped:
        if one.handle and one.line.standing is Standing.DEAD and one.handle.unreachable_since is None:
            Handle.objects.filter(pk=one.handle.pk).update(unreachable_since=_since(one, now))


def _their_others(held: Import, stopped: Iterable[Judged]) -> list[tuple[Judged, Handle]]:
    """Whoever wants nothing any more wants it by none of their addresses; a dead one is dead alone."""
    people = {
        contact: one
        for one in stopped
        if (contact := _contact(one))
        and not _is_for_list(held, one)
        and one.line.standing is not Standing.DEAD
    }
    rows = Handle.objects.filter(contact__in=people) if people else Handle.objects.none()
    return [(people[handle.contact_id], handle) for handle in rows]


def _suppression(held: Import, one: Judged, digest: str, person_key: str, now: datetime) -> Suppression:
    return Suppression(
        brand_id=held.brand_id,
        network=one.line.network,
        digest=digest,
        person_key=person_key,
        exchange=held.exchange,
        list_id=held.list_id if _is_for_list(held, one) else None,
        reason=_REASONS[one.line.standing],
        member_id=held.member_id,
        evidence=import_evidence.forbidden(held, one.line),
        since=_since(one, now),
    )


def _person_key(one: Judged) -> str:
    return ledger.person_digest(one.line.network, one.line.address) if one.line.address else ""


def _is_for_list(held: Import, one: Judged) -> bool:
    return held.is_only_list and one.line.standing is Standing.LEFT


def _since(one: Judged, now: datetime) -> datetime:
    return min(one.line.since or now, now)


def _notices(held: Import, judged: Iterable[Judged]) -> dict[tuple[str, int | None], Notice]:
    """The words of this very list, by their text and by their number, as far as these lines name them."""
    wanted = {_notice_key(one) for one in judged if one.outcome == Outcome.ADDED}
    texts, versions = {key[0] for key in wanted}, {key[1] for key in wanted}
    rows = Notice.objects.filter(list=held.list_id)
    found: dict[tuple[str, int | None], Notice] = {}
    for notice in rows.order_by("version", "-pk"):
        if notice.text in texts:
            found[notice.text, None] = notice
        if notice.version in versions:
            found["", notice.version] = notice
    return found


def _notice_key(one: Judged) -> tuple[str, int | None]:
    proof = one.line.proof
    return ("", proof.version) if proof.version else (proof.words, None)


def _brought(held: Import, one: Judged, contact: int, notice: Notice | None, now: datetime) -> Entry:
    is_added = one.outcome == Outcome.ADDED
    given = (one.line.proof.given_at() if is_added else None) or now
    months = held.list.months
    evidence = (
        import_evidence.agreed(held, one.line, notice)
        if is_added
        else import_evidence.unproven(held, one.line, one.reason)
    )
    return Entry(
        **_common(held, one, contact, evidence),
        act=Entry.Act.IMPORTED if is_added else Entry.Act.UNPROVEN,
        purpose=held.list.purpose,
        list_id=held.list_id,
        **({"notice": notice} if notice and is_added else {}),
        expires_at=months_later(given, months) if is_added and months else None,
        occurred_at=given,
        recorded_at=now,
    )


def _forbidden(held: Import, one: Judged, contact: int, now: datetime) -> Entry:
    is_for_list = _is_for_list(held, one)
    return Entry(
        **_common(held, one, contact, import_evidence.forbidden(held, one.line)),
        act=Entry.Act.WITHDRAWN if is_for_list else Entry.Act.SUPPRESSED,
        purpose=held.list.purpose if is_for_list else "",
        list_id=held.list_id if is_for_list else None,
        occurred_at=_since(one, now),
        recorded_at=now,
    )


def _common(held: Import, one: Judged, contact: int, evidence: str) -> dict[str, object]:
    return {
        "brand_id": held.brand_id,
        "contact_id": contact,
        "exchange": held.exchange,
        "endpoint": one.digest,
        "mechanism": Entry.Mechanism.IMPORT,
        "place": held.name,
        "actor": "member" if held.member_id else "system",
        "member_id": held.member_id,
        "evidence": evidence,
    }
