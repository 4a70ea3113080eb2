"""What would come of each line of a list that somebody brings along.  It changes nothing: the dry run and the real one ask it.

An import can only tighten.  A line brings somebody onto the list where it shows itself that they agreed, and where nothing
here says otherwise: whoever left, objected, faded or is on the stop list does not come back by a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from askfirst.brand.models import Channel
from askfirst.consent import ledger, standing
from askfirst.consent.confirming import months_later
from askfirst.consent.models import ImportLine, Suppression
from askfirst.networks.exports.list_lines import TIGHTENS, Problem, Standing
from askfirst.people.models import Handle
from askfirst.people.resolve import key_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from askfirst.consent.models import Import
    from askfirst.networks.exports.list_lines import Line

Outcome = ImportLine.Outcome
_KEY_DIGITS = 15
"""Hexadecimal digits of a digest that fit into a whole number of the database."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A line, and what comes of it."""

    line: Line
    outcome: str
    reason: str
    """A word of `askfirst.web.import_words`, which says it to people."""
    digest: str = ""
    handle: Handle | None = None
    """The address, where the brand knows it."""

    def key(self) -> int | None:
        """By which the same address is found again within an import; None: there is none."""
        return key_of_digest(self.digest) if self.digest else None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Known:
    """What is known of the addresses of some lines."""

    now: datetime
    seen: dict[int, str]
    """Outcomes of earlier lines of the same import."""
    stops: Mapping[str, set[int | None]]
    """By digest: the lists for which it is on the stop list; None stands for everything."""
    related: frozenset[str]
    """Digests of persons of whom another address is on the stop list by their own word."""
    handles: Mapping[tuple[str, str], Handle]
    states: Mapping[int, standing.State]
    own: frozenset[str]


def judge(held: Import, lines: Sequence[Line], now: datetime, *, is_try: bool) -> list[Judged]:
    """What comes of these lines, in their order: six queries for any number."""
    digests = [_digest(line) for line in lines]
    known = _look_up(held, lines, digests, now, is_try=is_try)
    found = []
    for line, digest in zip(lines, digests, strict=True):
        one = _one(held, line, digest, known)
        key = one.key()
        if key is not None and known.seen.get(key) != Outcome.STOPPED:
            known.seen[key] = one.outcome
        found.append(one)
    return found


def key_of_digest(digest: str) -> int:
    """A whole number for it."""
    return int(digest[:_KEY_DIGITS], 16)


def _digest(line: Line) -> str:
    if line.problem:
        return ""
    return line.digest or ledger.digest(line.network, line.address)


def _look_up(
    held: Import, lines: Sequence[Line], digests: Sequence[str], now: datetime, *, is_try: bool
) -> _Known:
    asked = [digest for digest in digests if digest]
    keys = [key_of_digest(digest) for digest in asked]
    rows = ImportLine.objects.filter(of=held, is_try=is_try, key__in=keys)
    # A stop wins over whatever else the file says of the same address.
    seen = dict(sorted(rows.values_list("key", "outcome"), key=lambda row: row[1] == Outcome.STOPPED))
    stops: dict[str, set[int | None]] = {}
    holding = Suppression.objects.filter(ledger.holding(now, held.list), brand=held.brand_id)
    for digest, on in holding.filter(digest__in=asked).values_list("digest", "list"):
        stops.setdefault(digest, set()).add(on)
    handles = _handles(held, lines)
    contacts = {handle.contact.merged_into_id or handle.contact_id for handle in handles.values()}
    states = standing.of_ids(contacts, held.list.purpose, on=held.list)
    channels = Channel.objects.filter(brand=held.brand_id, network="email").values_list("address", flat=True)
    return _Known(
        now=now,
        seen={key: outcome for key, outcome in seen.items() if key is not None},
        stops=stops,
        related=_related(held, lines, now),
        handles=handles,
        states={pk: standing.aged(state, now) for pk, state in states.items()},
        own=frozenset(map(key_of, channels)),
    )


def _handles(held: Import, lines: Sequence[Line]) -> dict[tuple[str, str], Handle]:
    wanted = [key_of(line.address) for line in lines if line.address and not line.problem]
    networks = {line.network for line in lines}
    rows = Handle.objects.filter(brand=held.brand_id, network__in=networks, key__in=wanted)
    return {(row.network, row.key): row for row in rows.select_related("contact")}


def _related(held: Import, lines: Sequence[Line], now: datetime) -> frozenset[str]:
    """Who said no by one address is not taken at their other's word: `ana+shop@x` stops what a file says of `ana@x`."""
    people = {
        ledger.person_digest(line.network, line.address)
        for line in lines
        if line.address and line.standing is Standing.ON
    }
    rows = Suppression.objects.filter(ledger.holding(now, held.list), brand=held.brand_id)
    rows = rows.exclude(reason=Suppression.Reason.DEAD)
    # Of rows from before the person's digest was kept, those are found of which the address has no tag.
    found = rows.filter(Q(person_key__in=people) | Q(digest__in=people)).values_list("person_key", "digest")
    return frozenset(digest for pair in found for digest in pair if digest)


def _one(held: Import, line: Line, digest: str, known: _Known) -> Judged:
    handle = known.handles.get((line.network, key_of(line.address))) if line.address else None
    outcome, reason = _outcome(held, line, digest, handle, known)
    return Judged(line=line, outcome=outcome, reason=reason, digest=digest, handle=handle)


def _outcome(held: Import, line: Line, digest: str, handle: Handle | None, known: _Known) -> tuple[str, str]:
    if line.problem:
        return Outcome.UNUSABLE, line.problem.value
    if line.network == "email" and key_of(line.address) in known.own:
        return Outcome.UNUSABLE, "own"
    if line.standing in TIGHTENS:
        return _forbids(held, line, digest, handle, known)
    if line.network != "email" or not line.address:
        return Outcome.UNUSABLE, Problem.OTHER_NETWORK.value
    return _permits(held, line, digest, handle, known)


def _forbids(held: Import, line: Line, digest: str, handle: Handle | None, known: _Known) -> tuple[str, str]:
    stops, state = known.stops.get(digest, set()), _state(handle, known)
    is_only_list = held.is_only_list and line.standing is Standing.LEFT
    if None in stops or (is_only_list and (stops or state.state in {"left", "blocked"})):
        return Outcome.ALREADY, "stopped"
    if _is_older(line, handle, state):
        return Outcome.ALREADY, "came_back"
    return Outcome.STOPPED, line.standing.value


def _is_older(line: Line, handle: Handle | None, state: standing.State) -> bool:
    """What they said there is older than what they agreed to here; of a dead address: than the day on which it showed that it lives."""
    shown = handle.verified_at if handle and line.standing is Standing.DEAD else None
    agreed = state.given_at if state.state == "active" and state.by is None else None
    newest = max((one for one in (shown, agreed) if one), default=None)
    return bool(line.since and newest and newest > line.since)


def _permits(held: Import, line: Line, digest: str, handle: Handle | None, known: _Known) -> tuple[str, str]:
    seen = known.seen.get(key_of_digest(digest))
    if seen:
        return (Outcome.REFUSED, "left_in_file") if seen == Outcome.STOPPED else (Outcome.ALREADY, "twice")
    if digest in known.stops:
        return Outcome.REFUSED, "stopped"
    state = _state(handle, known).state
    if state in _SETTLED:
        return _SETTLED[state]
    lacks = _lacks(held, line, known)
    if lacks:
        return (Outcome.ALREADY, "known") if state == "unproven" else (Outcome.HELD, lacks)
    return Outcome.ADDED, "mixed" if line.is_mixed else "proven"


_SETTLED = {
    "active": (Outcome.ALREADY, "on_it"),
    "pending": (Outcome.ALREADY, "asked"),
    "left": (Outcome.REFUSED, "left"),
    "stale": (Outcome.REFUSED, "faded"),
    "blocked": (Outcome.REFUSED, "stopped"),
}
"""Where they stand here, and what that makes of any line that says otherwise."""


def _lacks(held: Import, line: Line, known: _Known) -> str:
    """What keeps this line from bringing anybody onto the list; empty: nothing does."""
    if line.standing is Standing.WAITING:
        return "not_confirmed"
    if line.standing is Standing.UNKNOWN:
        return "odd_word"
    if line.is_shared and not held.shared_because:
        return "shared"
    if ledger.person_digest(line.network, line.address) in known.related:
        return "related"
    if lacks := line.proof.missing(known.now):
        return lacks
    given = line.proof.given_at()
    is_over = held.list.months and given and months_later(given, held.list.months) <= known.now
    return "ended" if is_over else ""


def _state(handle: Handle | None, known: _Known) -> standing.State:
    if handle is None:
        return standing.State()
    return known.states[handle.contact.merged_into_id or handle.contact_id]
