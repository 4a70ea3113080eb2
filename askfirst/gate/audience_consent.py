"""What everybody of a brand agreed to and forbade: the whole ledger and the whole stop list, as columns."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import polars as pl
from django.db.models import Case, CharField, When
from django.db.models.functions import Cast

from askfirst.brand.models import Member
from askfirst.consent import ledger, standing
from askfirst.consent.models import Entry, Suppression
from askfirst.gate import lookups
from askfirst.gate.columns import INSTANT, Instant, read
from askfirst.gate.facts import who_stopped
from askfirst.gate.limits import instant, stamp
from askfirst.people.models import Contact
from askfirst.policy.model import EPOCH
from askfirst.policy.sets.plan import KEY

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Q

    from askfirst.consent.models import List

_LETTERS = {str(act): chr(ord("a") + nth) for nth, act in enumerate(Entry.Act)}
_STEP = timedelta(microseconds=1)
_NO_IMPORT = 0x100
"""The sign of a line that no import wrote; each import has a sign of its own behind it."""


def states(brand: Q, who: Q, purpose: str, now: int, on: List | None = None) -> pl.DataFrame:
    """What holds for everybody of whom the ledger tells, as `standing.states` says it of one.  One query.

    `who` narrows the ledger to rows about those who are asked about.

    The ledger itself is asked once about each sequence of acts that occurs; people who did the same in the same order
    differ only in the times.
    """
    rows = Entry.objects.filter(standing.about(purpose, on), who)
    by_import = Case(When(mechanism=Entry.Mechanism.IMPORT, then=Cast("exchange", CharField())))
    lines = read(
        rows.values_list("pk", "contact", "act", Instant("occurred_at"), Instant("expires_at"), by_import),
        **{
            "line": pl.Int64,
            KEY: pl.Int64,
            "act": pl.Categorical,
            "at": INSTANT,
            "until": INSTANT,
            "by": pl.String,
        },
    )
    imports = lines.get_column("by").drop_nulls().unique(maintain_order=True).to_list()
    signs = {one: chr(_NO_IMPORT + number) for number, one in enumerate(imports, 1)}
    letters = pl.col("act").cast(pl.String).replace_strict(_LETTERS, return_dtype=pl.String)
    whose = pl.col("by").replace_strict(signs, default=chr(_NO_IMPORT), return_dtype=pl.String)
    acts = (letters + whose).str.join("").alias("act")
    told = lines.sort("at", "line").group_by(KEY).agg(acts, "at", "until")
    found = told.join(_outcomes(told.get_column("act").unique().to_list()), on="act")
    active = pl.col("consent_state") == "active"
    has_ended = active & (pl.col("consent_expires_at") <= now).fill_null(value=False)
    return (
        found.select(
            KEY,
            "consent_state",
            "consent_basis",
            pl.col("at").list.get(pl.col("given")).alias("consent_given_at"),
            pl.col("until").list.get(pl.col("ends")).alias("consent_expires_at"),
            pl.col("at").list.get(pl.col("objected")).alias("objected_at"),
        )
        .with_columns(
            pl.when(has_ended).then(pl.lit("stale")).otherwise("consent_state").alias("consent_state"),
            pl.when(active & ~has_ended).then("consent_basis"),
        )
        .pipe(_of_merged, brand, purpose, now, on)
    )


def _of_merged(found: pl.DataFrame, brand: Q, purpose: str, now: int, on: List | None) -> pl.DataFrame:
    """The same, where some turned out to be one person: of those the ledger itself says what holds.  They are few."""
    pairs = dict(Contact.objects.filter(brand, merged_into__isnull=False).values_list("pk", "merged_into"))
    if not pairs:
        return found
    kept = Contact.objects.filter(brand, merged__isnull=False).distinct()
    rows = [
        (
            contact,
            one.state,
            lookups.basis(one),
            _stamped(one.given_at),
            _stamped(one.expires_at),
            _stamped(one.objected_at),
        )
        for contact, one in standing.states(kept, purpose, on=on, at=instant(now)).items()
    ]
    theirs = pl.DataFrame(rows, schema=found.schema, orient="row")
    return pl.concat([found.filter(~pl.col(KEY).is_in([*pairs, *pairs.values()])), theirs])


def _stamped(at: datetime | None) -> int | None:
    return None if at is None else stamp(at)


def _outcomes(sequences: list[str]) -> pl.DataFrame:
    """What holds after each sequence of acts, and which of its lines says when it was given, ends, or was objected to."""
    schema = {
        "act": pl.String,
        "consent_state": pl.String,
        "consent_basis": pl.String,
        "given": pl.Int64,
        "ends": pl.Int64,
        "objected": pl.Int64,
    }
    rows = [(sequence, *_outcome(sequence)) for sequence in sequences]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _outcome(sequence: str) -> tuple[str, str, int | None, int | None, int | None]:
    acts = {letter: act for act, letter in _LETTERS.items()}
    steps = zip(sequence[::2], sequence[1::2], strict=True)
    state = standing.after(
        _line(acts[letter], ord(sign), EPOCH + nth * _STEP) for nth, (letter, sign) in enumerate(steps)
    )
    return (
        state.state,
        state.basis,
        _place(state.given_at),
        _place(state.expires_at),
        _place(state.objected_at),
    )


def _line(act: str, sign: int, at: datetime) -> standing.Line:
    """As much of it as says what holds; which import wrote it is told by its sign."""
    is_import = sign != _NO_IMPORT
    return standing.Line(
        contact_id=0,
        act=act,
        mechanism=Entry.Mechanism.IMPORT if is_import else "",
        exchange=UUID(int=sign) if is_import else None,
        occurred_at=at,
        expires_at=at,
    )


def _place(at: datetime | None) -> int | None:
    return None if at is None else (at - EPOCH) // _STEP


def stopped(brand: Q, handles: pl.DataFrame, at: datetime, on: List | None = None) -> pl.DataFrame:
    """Who is on the stop list by whatever `address` of theirs; the oldest entry counts.  Two queries."""
    rows = Suppression.objects.filter(ledger.holding(at, on), brand).order_by("since", "-pk")
    listed = read(
        rows.values_list("network", "digest", Instant("since"), "reason", "member"),
        network=pl.Categorical,
        digest=pl.String,
        suppressed_since=INSTANT,
        reason=pl.String,
        member=pl.Int64,
    ).with_row_index("place")
    found = _found(listed, handles).join(listed.drop("network", "digest"), on="place").sort("place")
    oldest = found.unique(KEY, keep="first").join(
        _stoppers(brand, listed), on=["reason", "member"], nulls_equal=True
    )
    return oldest.select(KEY, "suppressed_since", "suppression_reason", "suppressed_by")


def _found(listed: pl.DataFrame, handles: pl.DataFrame) -> pl.DataFrame:
    """Each person with the places at which they stand on the list.  An address is known there by its digest only."""
    places = dict(listed.select("digest", "place").iter_rows())
    doubtful = handles.filter(pl.col("network").is_in(listed.get_column("network").unique().to_list()))
    addresses = doubtful.select(KEY, "network", "address").iter_rows()
    rows = [
        (person, place)
        for person, network, address in addresses
        if (place := places.get(ledger.digest(network, address))) is not None
    ]
    return pl.DataFrame(rows, schema={KEY: pl.Int64, "place": listed.schema["place"]}, orient="row")


def _stoppers(brand: Q, listed: pl.DataFrame) -> pl.DataFrame:
    """Each reason with each member who acted, as facts."""
    members = {member.pk: member for member in Member.objects.filter(brand)}
    pairs = listed.select("reason", "member").unique()
    entries = [Suppression(reason=reason, member=members.get(member)) for reason, member in pairs.iter_rows()]
    reasons = [lookups.REASONS[Suppression.Reason(one.reason)] for one in entries]
    return pairs.with_columns(
        pl.Series("suppression_reason", reasons, dtype=pl.String),
        pl.Series("suppressed_by", [who_stopped(one) for one in entries], dtype=pl.String),
    )
