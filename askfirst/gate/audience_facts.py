"""The facts of everybody a brand knows: one query for each kind of row, joined by contact.

It says of each person what `facts.gather` says of them, out of the same queries (`lookups`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import TYPE_CHECKING, Any

import polars as pl
from django.db.models import Case, F, Q, When

from askfirst.gate import (
    accounts,
    audience_consent,
    audience_wishes,
    credits,  # noqa: A004 -- the word for it
    limits,
    lookups,
    refusals,
    tickets,
)
from askfirst.gate.columns import INSTANT, Instant, read
from askfirst.gate.counters import Meters
from askfirst.gate.facts import gather, is_compared, local_minute
from askfirst.gate.question import is_clock_assumed, zone_of
from askfirst.people import points
from askfirst.people.engaged import Limits
from askfirst.people.models import Contact, Handle, Score
from askfirst.people.points import Band
from askfirst.people.resolve import key_of
from askfirst.policy.check import read_condition
from askfirst.policy.facts import FACTS, Kind, Scope, as_mapping
from askfirst.policy.fold import fold
from askfirst.policy.lower import lowered
from askfirst.policy.sets import frames
from askfirst.policy.sets.isolate import isolated
from askfirst.policy.sets.plan import KEY
from askfirst.policy.taming import FactError, tamed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from askfirst.gate.counters import Leave
    from askfirst.gate.question import Question
    from askfirst.policy.kinds import Value

AT_A_TIME = 100_000
"""People whose facts are put side by side at once."""
_LOOKED_UP = {"network", "purpose", "identical_recent"}
SHARED = {Scope.CLOCK, Scope.CAMPAIGN, Scope.ACCOUNT}
_TYPES = {Kind.BOOL: pl.Boolean, Kind.TEXT: pl.String}


@dataclass(frozen=True)
class Everybody:
    """A question about all people of the brand whose channel it names.  Nothing is looked up before it is asked for.

    Raises:
        ValueError: the question is about one person, or about one act or address of somebody.
        FactError: `said` holds what is no fact about what is to be said, or what is looked up or asked by the question.
    """

    question: Question
    at: datetime
    said: Mapping[str, Any] = field(default_factory=dict)
    """Facts about what is to be said that the question does not carry, such as `has_unsubscribe`."""

    among: QuerySet[Contact] | None = None
    """Only these people of the brand; None: all."""

    def __post_init__(self) -> None:
        if self.question.contact or self.question.about or self.question.to:
            raise ValueError("a question about everybody names no person, no act of theirs and no address")
        if self.question.asks:
            raise ValueError("a request to opt in is put to one person, in a conversation with them")
        mistakes = [
            f"`{name}` is not said for everybody beside the question"
            for name in self.said
            if name not in FACTS or FACTS[name].scope is not Scope.CAMPAIGN or name in _LOOKED_UP
        ]
        if mistakes:
            raise FactError(mistakes)

    @property
    def brand(self) -> Q:
        """Narrows a query to the brand's rows."""
        return Q(brand_id=self.question.channel.brand_id)

    @cached_property
    def who(self) -> Q:
        """Narrows a query to rows about those who are asked about; where they are many, reading all is quicker than choosing."""
        if self.among is None or 3 * self.among.count() > Contact.objects.filter(self.brand).count():
            return self.brand
        return self.brand & Q(contact__in=self.among.values("pk"))

    @cached_property
    def known(self) -> dict[str, Value]:
        """What holds for all of them: the moment, what is to be said, and the account."""
        said = as_mapping(gather([self.question], self.at)[0])
        is_ours = self.question.channel.network in accounts.OURS
        never = {"has_blocked_us": False, "has_messages_off": False} if is_ours else {}
        shared = {name: value for name, value in said.items() if FACTS[name].scope in SHARED}
        told = {name: tamed(FACTS[name], value) for name, value in self.said.items()}
        return {name: value for name, value in shared.items() if name not in self._differing} | never | told

    @property
    def _differing(self) -> set[str]:
        """Facts about text and account that differ from person to person all the same."""
        own = {"identical_recent"} if is_compared(self.question) else set()
        return own | ({"quota_left"} if limits.counted(self.question.channel.network) else set())

    def parts(self) -> dict[str, Callable[[], pl.DataFrame]]:
        """Each look-up by name: one row a person, those of whom it has something to say.  `people` comes first and has all."""
        return {
            "people": self._people,
            "handles and stop list": self._handles,
            "engagement": self._bands,
            "edges": self._edges,
            "messages of theirs": self._inbound,
            "messages of ours": self._outbound,
            "unanswered messages": self._unanswered,
            "unanswered paid messages": self._inmail,
            "consent": self._consent,
            "wishes": self._wishes,
            "the promise": self._promise,
            "tickets": self._tickets,
            "refusals": self._refusals,
            "the same text": self._same_text,
        }

    def joined(self, parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
        """What was looked up, as facts: one row a person, in the order of their numbers.  So many people at a time take less room."""
        people, *others = parts
        derived, quota = self._derived(self._had_it(people, others)), self._quota()
        pieces = []
        for first in range(0, max(people.height, 1), AT_A_TIME):
            some = people.slice(first, AT_A_TIME)
            span = pl.col(KEY).is_between(some.get_column(KEY).min(), some.get_column(KEY).max())
            beside = [part.lazy().filter(span) for part in others]
            table = reduce(_beside, beside, some.lazy()).with_columns(derived).with_columns(quota)
            names = [name for name in table.collect_schema() if name in FACTS]
            pieces.append(table.select(KEY, *map(_as_fact, names)).collect())
        return pl.concat(pieces)

    def _had_it(self, people: pl.DataFrame, others: Sequence[pl.DataFrame]) -> int:
        """How many lately got this very text, of all whom the brand knows."""
        had_it = next(part for part in others if "had_it" in part.columns)
        if self.among is not None:
            return self._same_text().height
        return had_it.join(people, on=KEY, how="semi").height

    def _people(self) -> pl.DataFrame:
        rows = Contact.objects.filter(self.brand, merged_into=None, forgotten_at=None).order_by("pk")
        if self.among is not None:
            rows = rows.filter(pk__in=self.among.values("pk"))
        found = read(
            rows.values_list("pk", "country", "region", "time_zone", "relation"),
            **{KEY: pl.Int64, "person_country": pl.String, "person_region": pl.String},
            zone=pl.Categorical,
            relation=pl.Categorical,
        )
        zones = found.select("zone").unique()
        minutes = [local_minute(self.at, zone_of(zone, self.question)) for zone in zones.get_column("zone")]
        assumed = [is_clock_assumed(zone, self.question) for zone in zones.get_column("zone")]
        known = zones.with_columns(
            pl.Series("local_minute", minutes, dtype=pl.Int64),
            pl.Series("is_clock_assumed", assumed, dtype=pl.Boolean),
        )
        return found.join(known, on="zone", how="left", maintain_order="left").drop("zone")

    def _handles(self) -> pl.DataFrame:
        """Whether the address that a message would go to works, and who is on the stop list."""
        here = self._addresses.lazy().filter(pl.col("network") == self.question.channel.network)
        first = here.group_by(KEY, maintain_order=True).agg(is_reachable=pl.col("dead").first().is_null())
        stopped = audience_consent.stopped(self.brand, self._addresses, self.at, self.question.on)
        return first.join(stopped.lazy(), on=KEY, how="full", coalesce=True).collect()

    @cached_property
    def _addresses(self) -> pl.DataFrame:
        has_lost = When(contact__in=lookups.lost(self.question.channel.network), then=1)
        rows = Handle.objects.filter(self.who).annotate(has_lost=Case(has_lost, default=0))
        dead = Instant("unreachable_since")
        return read(
            rows.order_by("pk").values_list("contact", "network", "address", dead, "pk", "key", "has_lost"),
            **{KEY: pl.Int64, "network": pl.Categorical, "address": pl.String, "dead": INSTANT},
            pk=pl.Int64,
            key=pl.String,
            has_lost=pl.Int64,
        )

    @cached_property
    def _asked(self) -> pl.DataFrame:
        """Of those who have or had several addresses here the one that is asked about; the others need none to be named."""
        here = self._addresses.lazy().filter(pl.col("network") == self.question.channel.network)
        # They are few: the words of the others are not gathered for nothing.
        is_shared = (pl.len() > 1) | (pl.col("has_lost") > 0).any()
        shared = here.group_by(KEY).agg(is_shared.alias("is_shared")).filter("is_shared").select(KEY)
        theirs = here.join(shared, on=KEY, how="semi", maintain_order="left")
        first = theirs.group_by(KEY, maintain_order=True)
        return first.agg(
            pl.col("pk").first().alias("asked"), pl.col("key").first().alias("asked_key")
        ).collect()

    @cached_property
    def _several(self) -> Q | None:
        """Narrows a query to those people."""
        network = self.question.channel.network
        return lookups.shared(self.who, network) if self._asked.height else None

    def _own(self, rows: pl.DataFrame) -> pl.LazyFrame:
        """Those of the rows that were done by the address that is asked about (`by`)."""
        joined = rows.lazy().join(self._asked.lazy(), on=KEY, how="left", maintain_order="left")
        return joined.filter(pl.col("asked").is_null() | (pl.col("asked") == pl.col("by")))

    def _marked(self, rows: pl.DataFrame) -> pl.LazyFrame:
        """The rows with whether they went to the address that is asked about (`is_there`, by `where`)."""
        named = rows.select("where").unique().filter(pl.col("where") != "")
        keys = named.with_columns(
            pl.Series("where_key", [key_of(one) for one in named.get_column("where")], dtype=pl.String)
        )
        joined = (
            rows.lazy().join(self._asked.lazy(), on=KEY, how="left").join(keys.lazy(), on="where", how="left")
        )
        is_other = (pl.col("asked_key") != pl.col("where_key")).fill_null(value=False)
        return joined.with_columns(is_there=~is_other)

    def _bands(self) -> pl.DataFrame:
        """How engaged those are of whom an address is known."""
        rows = Score.objects.filter(self.who, contact__in=Handle.objects.filter(self.brand).values("contact"))
        found = read(
            rows.values_list("contact", "value", "breadth", Instant("last_at")),
            **{KEY: pl.Int64, "value": pl.Float64, "breadth": pl.Int64, "done_at": INSTANT},
        )
        today = limits.stamp(points.day_begins(self.at)[1])
        several = pl.col("breadth") >= points.LEAST_KINDS
        band: Any = pl.when(pl.col("done_at").is_null() | (pl.col("done_at") >= today)).then(None)
        for name, limit in Limits.of(self.question.channel.brand).falling():
            reached = pl.col("value") / points.growth(points.day_of(self.at)) >= limit
            band = band.when(reached if name is Band.REGULAR else reached & several).then(pl.lit(str(name)))
        return found.select(KEY, engagement_band=band.otherwise(pl.lit(str(Band.NEW))))

    def _edges(self) -> pl.DataFrame:
        rows = lookups.edges(self.who, [self.question.channel], self.at)
        edges = read(
            rows.values_list("contact", "handle", "kind", Instant("since")),
            **{KEY: pl.Int64, "by": pl.Int64, "kind": pl.Categorical, "since": INSTANT},
        )
        return self._own(edges).group_by(KEY, maintain_order=True).agg(_edge_columns()).collect()

    def _inbound(self) -> pl.DataFrame:
        rows = lookups.inbound(self.who, [self.question.channel], self.at)
        instants = [Instant(F(name)) for name in ("first", "last", "wrote")]
        found = read(
            rows.values_list("contact", "handle", *instants),
            **{KEY: pl.Int64, "by": pl.Int64, "first": INSTANT, "last": INSTANT, "wrote": INSTANT},
        )
        newest = (pl.col("last").max().alias("last_inbound_at"), pl.col("wrote").max().alias("theirs_wrote"))
        by_person = self._own(found).group_by(KEY)
        return by_person.agg(pl.col("first").min().alias("theirs_first"), *newest).collect()

    def _outbound(self) -> pl.DataFrame:
        here = self.question.channel
        rows = lookups.outbound(self._left(), [here], self.at, self._several)
        names = (lookups.first_on(here), lookups.last_on(here), "unasked_last")
        instants = [Instant(F(name)) for name in names]
        found = read(
            rows.values_list("contact", "where", *instants, "unasked", "week"),
            **{KEY: pl.Int64, "where": pl.String, "first": INSTANT, "last": INSTANT, "unasked_last": INSTANT},
            unasked=pl.Int64,
            week=pl.Int64,
        )
        is_there = pl.col("is_there")
        by_person = self._marked(found).group_by(KEY)
        return by_person.agg(
            pl.col("first").filter(is_there).min().alias("ours_first"),
            pl.col("last").filter(is_there).max().alias("last_outbound_at"),
            pl.col("unasked_last").max().alias("last_unasked_at"),
            pl.col("unasked").sum().alias("unasked_90d"),
            pl.col("week").sum().alias("outbound_7d"),
        ).collect()

    def _unanswered(self) -> pl.DataFrame:
        rows = lookups.unanswered(self._left(), [self.question.channel], self.at, self._several)
        counted = {KEY: pl.Int64, "where": pl.String, "outbound_since_inbound": pl.Int64}
        found = self._marked(read(rows.values_list("contact", "where", "since"), **counted))
        return found.filter("is_there").group_by(KEY).agg(pl.col("outbound_since_inbound").sum()).collect()

    def _inmail(self) -> pl.DataFrame:
        """Who has not answered our last paid message yet."""
        channel = self.question.channel
        if not credits.is_paid(channel.network):
            return pl.DataFrame(schema={KEY: pl.Int64, "is_inmail_unanswered": pl.Boolean})
        rows = credits.unanswered(
            self.who & Q(contact__isnull=False), channel, self.at, several=self._several
        )
        found = read(rows.values_list("contact", "where"), **{KEY: pl.Int64, "where": pl.String})
        people = self._marked(found).filter("is_there").select(KEY).unique()
        return people.with_columns(is_inmail_unanswered=pl.lit(value=True)).collect()

    def _left(self) -> Any:
        return lookups.left(self.who & Q(contact__isnull=False))

    def _consent(self) -> pl.DataFrame:
        now = int(self.known["now"] or 0)
        return audience_consent.states(self.brand, self.who, self.question.purpose, now, self.question.on)

    def _wishes(self) -> pl.DataFrame:
        return audience_wishes.wishes_of(self.brand, self.question, self.at)

    def _promise(self) -> pl.DataFrame:
        return audience_wishes.promise_of(self._left(), self.question.on, self.at)

    def _tickets(self) -> pl.DataFrame:
        """What the ticket is worth of whoever has one for this list, at the address that a message would go to."""
        schema = {
            KEY: pl.Int64,
            "token_uses_left": pl.Int64,
            "token_expires_at": pl.Int64,
            "token_used_at": pl.Int64,
        }
        if not self._goes_by_ticket:
            return pl.DataFrame(schema={KEY: pl.Int64})
        question = self.question
        found = tickets.standings(question.channel, question.on, self.who, self.at)
        here = self._addresses.filter(pl.col("network") == question.channel.network)
        first = here.group_by(KEY, maintain_order=True).agg(pl.col("pk").first())
        rows = [
            (
                contact,
                held.uses_left,
                *(limits.stamp(at) if at else None for at in (held.expires_at, held.used_at)),
            )
            for contact, handle in first.iter_rows()
            if (held := found.get(handle))
        ]
        return pl.DataFrame(rows, schema=schema, orient="row")

    @property
    def _goes_by_ticket(self) -> bool:
        return self.question.message_tag == tickets.TAG

    def _refusals(self) -> pl.DataFrame:
        found = refusals.look_up(self.question.channel, None, self.at).people
        rows = [
            (contact, to, str(one.meaning), limits.stamp(one.at), one.pk)
            for contact, theirs in found.items()
            for to, one in theirs.items()
        ]
        schema = {KEY: pl.Int64, "where": pl.String, "person_refusal": pl.String, "refused_at": pl.Int64}
        told = pl.DataFrame(rows, schema=schema | {"row": pl.Int64}, orient="row")
        newest = self._marked(told).filter("is_there").sort("refused_at", "row")
        return newest.group_by(KEY).agg(pl.col("person_refusal", "refused_at").last()).collect()

    def _same_text(self) -> pl.DataFrame:
        """Who lately got this very text."""
        if not is_compared(self.question):
            return pl.DataFrame(schema={KEY: pl.Int64, "had_it": pl.Boolean})
        rows = lookups.same_texts(self.question.channel, [self.question.text_digest], self.at)
        found = read(rows.filter(self.brand).values_list("contact").distinct(), **{KEY: pl.Int64})
        return found.with_columns(had_it=pl.lit(value=True))

    def _derived(self, had_it_all: int) -> list[pl.Expr]:
        """The facts that are made of what several look-ups found."""
        theirs, ours = pl.col("theirs_first"), pl.col("ours_first")
        has_written_since = pl.col("last_inbound_at") > pl.col("refused_at")
        has_written_last = (pl.col("theirs_wrote") == pl.col("last_inbound_at")).fill_null(value=False)
        had_it = pl.col("had_it").is_not_null()
        found = [
            pl.col("person_country").replace("", None),
            pl.col("person_region").replace("", None),
            pl.col("relation").cast(pl.String).replace("", None),
            pl.col("is_reachable").is_null().alias("is_anonymous"),
            pl.col("suppressed_since").is_not_null().alias("is_suppressed"),
            pl.when(~has_written_since.fill_null(value=False)).then("person_refusal"),
            pl.when(has_written_last)
            .then(pl.lit("message"))
            .when(theirs.is_not_null())
            .then(pl.lit("reaction"))
            .alias("window_opener"),
            pl.when(theirs.is_not_null() & (ours.is_null() | (theirs <= ours)))
            .then(pl.lit("person"))
            .when(ours.is_not_null())
            .then(pl.lit("brand"))
            .alias("thread_opened_by"),
        ]
        if self._goes_by_ticket:
            found.append(pl.col("token_uses_left").fill_null(tickets.NONE.uses_left))
        others = pl.lit(had_it_all, dtype=pl.Int64) - had_it.cast(pl.Int64)
        return [*found, others.alias("identical_recent")] if is_compared(self.question) else found

    def _quota(self) -> list[pl.Expr]:
        """How many messages the networks' limits still leave: the least that any limit leaves which counts this one."""
        channel = self.question.channel
        leaves = Meters(channel, [], self.at).leaves()
        return [pl.min_horizontal(map(self._left_by, leaves)).alias("quota_left")] if leaves else []

    def _left_by(self, leave: Leave) -> pl.Expr:
        limit = limits.counted(self.question.channel.network)[leave.place]
        counts = frames.condition(isolated(fold(lowered(read_condition(limit.when)), self.known)))
        is_known = pl.col(KEY).is_in(list(leave.known))
        left = pl.when(is_known).then(leave.left_for_known).otherwise(leave.left)
        return pl.when(counts).then(left.cast(pl.Int64))


def _beside(table: pl.LazyFrame, part: pl.LazyFrame) -> pl.LazyFrame:
    return table.join(part, on=KEY, how="left", maintain_order="left")


def _edge_columns() -> Iterator[pl.Expr]:
    """Of each kind whether it holds, and since when, as it was last written down."""
    for kind, name in lookups.EDGES.items():
        is_it = pl.col("kind") == str(kind)
        yield is_it.any().alias(name)
        yield pl.col("since").filter(is_it).last().alias(f"{name}_since")


def _as_fact(name: str) -> pl.Expr:
    """A column as the registry says; a person of whom a look-up had nothing to say gets what nobody gave."""
    fact = FACTS[name]
    kind = pl.Enum(fact.values) if fact.values else _TYPES.get(fact.kind, pl.Int64)
    column = pl.col(name).cast(kind)
    return column if fact.nullable else column.fill_null(fact.default)
