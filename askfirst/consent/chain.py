"""The seal on the ledger: each line holds the seal of the line before it, so nothing can be taken out or changed unseen.

What is sealed holds no name, address or words of anybody: those enter as keyed digests, so that forgetting a person breaks
no proof.  `verify` walks a brand's chain from its first line.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from askfirst.brand import bulk
from askfirst.consent.models import ChainHead, Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from askfirst.brand.models import Brand

MANY = 2000
"""Lines that are written, or read, in one statement."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A line of which the seal does not hold: its number, and what is wrong."""

    number: int
    what: str


def append(entries: Sequence[Entry]) -> list[Entry]:
    """Write these lines, of one brand and in this order, behind the last one of the brand's chain.

    Whoever appends to the same brand meanwhile waits until this transaction is over: append last.

    Raises:
        ValueError: the lines are not all of one brand.
    """
    if not entries:
        return []
    with transaction.atomic():
        _seal_all(entries)
        written: list[Entry] = Entry.objects.bulk_create(entries, batch_size=MANY)
    return written


def append_many(entries: Sequence[Entry]) -> None:
    """The same for lines of which nobody needs the ids, in half the time.

    Raises:
        ValueError: as `append`.
    """
    if entries:
        with transaction.atomic():
            _seal_all(entries)
            bulk.insert(entries)


def _seal_all(entries: Sequence[Entry]) -> None:
    """Give each its place, its moment and its seal, and hold the end of the chain until the transaction is over."""
    brand = entries[0].brand_id
    if any(entry.brand_id != brand for entry in entries):
        raise ValueError(
            "lines of several brands cannot be written at once: each brand has a chain of its own"
        )
    head, now = hold(brand), timezone.now()
    for entry in entries:
        # When it was said may be earlier: whoever writes waits for whoever holds the chain.
        entry.number, entry.before, entry.recorded_at = head.number + 1, head.seal, now
        entry.evidence_digest = keyed(entry.evidence)
        entry.seal = seal(entry)
        head.number, head.seal = entry.number, entry.seal
    head.save(update_fields=["number", "seal"])


def hold(brand: int) -> ChainHead:
    """The end of this brand's chain, to which nobody adds until the transaction is over."""
    ChainHead.objects.get_or_create(brand_id=brand)
    return ChainHead.objects.select_for_update().get(brand_id=brand)


def newest(contacts: Iterable[int]) -> dict[int, int]:
    """The newest line about each of these people, by its id; nobody is in it of whom there is none."""
    lines = Entry.objects.filter(contact__in=set(contacts)).order_by().values_list("contact")
    return dict(lines.annotate(Max("pk")))


def seal(entry: Entry) -> str:
    """What seals this line: SHA-256 of the seal before it and of all that it says, as JSON with sorted names."""
    said = {
        "number": entry.number,
        "before": entry.before,
        "brand": entry.brand_id,
        "contact": entry.contact_id,
        "act": str(entry.act),
        "purpose": entry.purpose,
        "list": entry.list_id,
        "notice": entry.notice.sha256 if entry.notice_id and entry.notice else None,
        "exchange": str(entry.exchange) if entry.exchange else None,
        "network": entry.network,
        "endpoint": entry.endpoint,
        "mechanism": str(entry.mechanism),
        "place": entry.place,
        "scope": entry.scope,
        "actor": entry.actor,
        "member": entry.member_id,
        "evidence": entry.evidence_digest,
        "expires_at": _instant(entry.expires_at),
        "occurred_at": _instant(entry.occurred_at),
        "recorded_at": _instant(entry.recorded_at),
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def keyed(text: str) -> str:
    """A keyed digest of what was said: it can be compared by us, and read by nobody."""
    return hmac.digest(settings.DIGEST_KEY.encode(), text.encode(), "sha256").hex()


def verify(brand: Brand) -> Iterator[Flaw | int]:
    """Walk the brand's chain from its first line: each flaw that is found, and at the end the number of lines.

    A line whose evidence was blanked, as a forgotten person's is, holds: the digest of what it was is sealed.
    """
    number, before = 0, ""
    rows = Entry.objects.filter(brand=brand).select_related("notice").order_by("number")
    for entry in rows.iterator(MANY):
        if entry.number != number + 1:
            yield Flaw(number + 1, f"lines {number + 1} to {entry.number - 1} are missing")
        if entry.before != before:
            yield Flaw(entry.number, "it does not continue the line before it")
        if entry.seal != seal(entry):
            yield Flaw(entry.number, "what it says was changed after it was sealed")
        if entry.evidence and keyed(entry.evidence) != entry.evidence_digest:
            yield Flaw(entry.number, "its evidence was changed after it was sealed")
        number, before = entry.number, entry.seal
    head = ChainHead.objects.filter(brand=brand).first()
    if head and (head.number, head.seal) != (number, before):
        yield Flaw(number + 1, f"the chain was {head.number} lines long, and ends with line {number}")
    yield number


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None
