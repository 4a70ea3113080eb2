"""Counters: what the networks let us send, counted by owner and clock; set aside with the decision, used by the send."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from askfirst.brand.models import Channel
from askfirst.gate import accounts, counters, limits, outbox, outcomes, overdue, release
from askfirst.gate.conditions import which
from askfirst.gate.facts import gather
from askfirst.gate.limits import Clock
from askfirst.gate.models import Counter, Delivery, Refusal, Slot
from askfirst.gate.question import Question
from askfirst.networks.base import Failure, NetworkError, OutcomeUnknown, Receipt
from askfirst.people.models import Contact, Engagement
from askfirst.policy import engine
from askfirst.policy.cases import load_cases
from askfirst.policy.facts import FACTS, changed
from askfirst.policy.model import EPOCH, Layer
from askfirst.policy.program import bundled
from tests.databases import together
from tests.gate.selling import channel_on, delivery_of, limit, permit, sent, stranger
from tests.world import make_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from askfirst.gate.limits import Limit
    from askfirst.policy.facts import Facts
    from tests.databases import Database
    from tests.world import World

pytestmark = pytest.mark.both_databases

CASES = load_cases()
LIMIT = """
[[limit]]
id = "x.few"
title = "A few"
network = "x"
owner = "{owner}"
counts = "{counts}"
when = "form = 'direct'"
clock = "{clock}"
number = {number}
source = {{ title = "Tests" }}
{more}
"""


@pytest.fixture(autouse=True)
def _own_limits() -> Iterator[None]:
    yield
    limits.counted.cache_clear()
    limits.applying.cache_clear()


def few(monkeypatch: pytest.MonkeyPatch, **given: Any) -> None:
    """X has one limit only."""
    said = {"owner": "account", "counts": "messages", "clock": "day", "number": 1, "more": "", **given}
    limit(monkeypatch, LIMIT.format(**said))
    permit(monkeypatch, "x")


def quota(channel: Channel, contact: Contact, at: datetime | None = None) -> int | None:
    asked = Question(channel=channel, contact=contact, purpose="service")
    left: int | None = gather([asked], at or timezone.now())[0].quota_left
    return left


def leave(channel: Channel) -> None:
    """The network takes everything that waits."""
    Delivery.objects.filter(channel=channel, state="queued").update(not_before=timezone.now())
    for delivery in outbox.claim():
        outbox.settle([(delivery, Receipt(external_id=str(delivery.pk)))])


def test_a_place_is_set_aside_used_and_then_nobody_else_gets_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    few(monkeypatch, number=2)
    channel = channel_on(world, "x")
    ana, bea, cleo = (stranger(channel, name) for name in ("Ana", "Bea", "Cleo"))
    assert sent(channel, ana, "a").facts["quota_left"] == 2
    assert quota(channel, bea) == 1
    leave(channel)
    assert Slot.objects.get().state == Slot.State.CONFIRMED
    assert sent(channel, bea, "b").facts["quota_left"] == 1
    assert sent(channel, cleo, "c").verdict == "deny"


@pytest.mark.parametrize("end", ["refused", "stopped", "taken back", "expired"])
def test_what_does_not_leave_gives_its_place_back(
    world: World, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    few(monkeypatch)
    channel = channel_on(world, "x")
    ana = stranger(channel, "Ana")
    decision = sent(channel, ana, "a")
    assert quota(channel, ana) == 0
    Delivery.objects.update(not_before=timezone.now())
    if end == "refused":
        outcomes.fail(outbox.claim()[0], NetworkError("no", failure=Failure.REFUSED))
    elif end == "stopped":
        outcomes.stop(outbox.claim()[0], decision)
    elif end == "taken back":
        assert release.take_back(decision.delivery.pk)
    else:
        Delivery.objects.update(not_after=timezone.now() - timedelta(minutes=1))
        assert overdue.expire(decision.delivery.pk, timezone.now())
    assert quota(channel, ana) == 1
    assert Counter.objects.get().reserved == 0


def test_a_message_does_not_count_against_itself_and_counts_while_it_will_be_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    few(monkeypatch)
    channel = channel_on(world, "x")
    decision = sent(channel, stranger(channel, "Ana"), "a")
    assert release.recheck(delivery_of(decision)) is None
    Delivery.objects.update(not_before=timezone.now())
    outcomes.fail(outbox.claim()[0], NetworkError("later", failure=Failure.RETRY))
    assert release.recheck(delivery_of(decision)) is None
    assert quota(channel, stranger(channel, "Bea"), timezone.now() + timedelta(days=30)) == 0


@pytest.mark.parametrize("counts", ["messages", "people"])
def test_a_message_in_doubt_counts_in_the_time_of_its_last_try_and_not_for_ever(
    world: World, monkeypatch: pytest.MonkeyPatch, counts: str
) -> None:
    few(monkeypatch, counts=counts)
    channel = channel_on(world, "x")
    ana, bea = stranger(channel, "Ana"), stranger(channel, "Bea")
    decision = sent(channel, ana, "a")
    Delivery.objects.update(not_before=timezone.now())
    outcomes.fail(outbox.claim()[0], OutcomeUnknown("who knows"))
    assert delivery_of(decision).state == Delivery.State.UNCERTAIN
    assert (quota(channel, bea), quota(channel, bea, timezone.now() + timedelta(hours=25))) == (0, 1)


@pytest.mark.parametrize("counts", ["messages", "people"])
def test_a_message_that_did_not_arrive_after_all_has_its_place_set_aside_again(
    world: World, monkeypatch: pytest.MonkeyPatch, counts: str
) -> None:
    few(monkeypatch, counts=counts)
    channel = channel_on(world, "x")
    decision = sent(channel, stranger(channel, "Ana"), "a")
    Delivery.objects.update(not_before=timezone.now())
    outcomes.fail(outbox.claim()[0], OutcomeUnknown("who knows"))
    overdue.clear_up(decision.delivery.pk, has_arrived=False)
    bea = stranger(channel, "Bea")
    assert quota(channel, bea, timezone.now() + timedelta(hours=25)) == 0
    assert release.recheck(delivery_of(decision)) is None
    outbox.settle([(outbox.claim()[0], Receipt(external_id="1"))])
    assert (quota(channel, bea), quota(channel, bea, timezone.now() + timedelta(hours=25))) == (0, 1)
    assert Counter.objects.get().reserved == 0


@pytest.mark.parametrize(
    ("owner", "account", "shared"),
    [
        ("thread", {}, False),
        ("account", {}, False),
        ("app", {}, True),
        ("app", {"app": "second"}, False),
        ("portfolio", {}, False),
        ("portfolio", {"portfolio": "both"}, True),
    ],
)
def test_who_owns_a_limit_shares_it_with_sister_brands(
    world: World, monkeypatch: pytest.MonkeyPatch, owner: str, account: dict[str, str], *, shared: bool
) -> None:
    few(monkeypatch, owner=owner)
    ours = channel_on(world, "x", **account)
    theirs = Channel.objects.create(
        brand=world.northwind,
        network="x",
        address="@northwind",
        name="Northwind",
        settings={"account": account if owner == "portfolio" else {}},
    )
    sent(ours, stranger(ours, "Ana"), "a")
    leave(ours)
    assert quota(theirs, stranger(theirs, "Bea")) == (0 if shared else 1)
    assert quota(ours, stranger(ours, "Cleo")) == (1 if owner == "thread" else 0)


def test_people_are_counted_once_each(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    few(monkeypatch, counts="people", number=2)
    channel = channel_on(world, "x")
    ana, bea, cleo = (stranger(channel, name) for name in ("Ana", "Bea", "Cleo"))
    sent(channel, ana, "a")
    leave(channel)
    assert sent(channel, ana, "again").verdict == "allow"
    assert sent(channel, bea, "b").verdict == "allow"
    assert sent(channel, cleo, "c").verdict == "deny"
    assert sent(channel, ana, "and again").verdict == "allow"
    assert quota(channel, cleo, timezone.now() + timedelta(hours=25)) == 0, (
        "what waits counts in every period"
    )
    leave(channel)
    leave(channel)
    assert quota(channel, cleo, timezone.now() + timedelta(hours=25)) == 2


def test_a_tier_that_the_network_has_granted_counts(world: World) -> None:
    left = []
    for granted in (None, 2000, "unlimited", "many"):
        channel = channel_on(world, "whatsapp", messaging_limit=granted)
        left.append(quota(channel, stranger(channel, f"Ana{granted}")))
        Channel.objects.filter(pk=channel.pk).update(address=str(granted))
    assert left == [250, 2000, None, 250]


def test_answers_inside_a_window_do_not_count_where_only_the_others_do(world: World) -> None:
    channel = channel_on(world, "whatsapp")
    ana = stranger(channel, "Ana")
    Engagement.objects.create(
        brand=channel.brand,
        contact=ana,
        channel=channel,
        kind="message",
        reference="m",
        occurred_at=timezone.now() - timedelta(hours=1),
    )
    assert quota(channel, ana) is None
    assert quota(channel, ana, timezone.now() + timedelta(hours=24)) == 250


@pytest.mark.parametrize("network", ["telegram", "facebook", "page"])
def test_where_a_network_names_no_number_none_is_invented(world: World, network: str) -> None:
    channel = world.page.channel if network == "page" else channel_on(world, network)
    contact = stranger(channel, "Ana")
    assert quota(channel, contact) is None
    with CaptureQueriesContext(connection) as seen:
        counters.hold(channel, contact.pk, "ana")
        counters.Meters(channel, [contact.pk], timezone.now())
    assert len(seen) == 0


def test_the_smallest_that_is_left_is_what_is_left(world: World) -> None:
    channel = channel_on(world, "x")
    ana = stranger(channel, "Ana")
    assert quota(channel, ana) == 15
    assert quota(channel, ana, datetime(2013, 10, 20, tzinfo=UTC)) is None, (
        "no limit of today judges that day"
    )
    public = Question(channel=channel, contact=None, form="public_post", purpose="service")
    assert gather([public], timezone.now())[0].quota_left == 50


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "begins", "still", "over"),
    [
        (Clock(kind="month"), "2026-02-28T23:59", "2026-02-28T23:59:59", "2026-03-01T00:00"),
        (
            Clock(kind="day", zone="America/New_York"),
            "2026-03-08T05:00",
            "2026-03-09T03:59",
            "2026-03-09T04:00",
        ),
        (
            Clock(kind="day", zone="America/New_York"),
            "2026-11-01T04:30",
            "2026-11-02T04:59",
            "2026-11-02T05:00",
        ),
        (Clock(kind="day"), "2026-03-08T05:00", "2026-03-09T05:00", "2026-03-09T05:25"),
        (
            Clock(kind="rolling", length=timedelta(minutes=15)),
            "2026-01-01T00:00",
            "2026-01-01T00:15",
            "2026-01-01T00:16",
        ),
    ],
)
def test_each_clock_forgets_when_it_should_and_never_early(
    clock: Clock, begins: str, still: str, over: str
) -> None:
    slices = [[limits.stamp(clock.slice_of(at(begins))), 1]]
    assert limits.used(slices, clock, at(still)) == 1
    assert limits.used(slices, clock, at(over)) == 0
    frees = clock.frees(clock.slice_of(at(begins)))
    assert limits.used(slices, clock, frees - timedelta(microseconds=1)) == 1
    assert limits.used(slices, clock, frees) == 0


def test_a_full_limit_says_when_the_next_place_is_free(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    few(monkeypatch, more='zone = "America/New_York"')
    channel = channel_on(world, "x")
    sent(channel, stranger(channel, "Ana"), "a")
    (standing,) = counters.standings(channel, timezone.now())
    assert (standing.used, standing.number, standing.frees_at) == (1, 1, None)
    leave(channel)
    (standing,) = counters.standings(channel, timezone.now())
    assert standing.frees_at is not None
    assert timedelta(0) < standing.frees_at - timezone.now() <= timedelta(hours=25)
    assert quota(channel, stranger(channel, "Bea"), standing.frees_at) == 1


@pytest.mark.parametrize("zone", ["America", "Mars/Olympus", "../etc"])
def test_what_is_no_time_zone_is_not_kept_and_stops_nothing_where_it_was_kept_before(
    world: World, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    few(monkeypatch)
    channel = channel_on(world, "x", zone=zone)
    assert sent(channel, stranger(channel, "Ana"), "a").verdict == "allow"
    assert counters.standings(channel, timezone.now())[0].used == 1
    with pytest.raises(ValueError, match="is no time zone; give one such as `America/New_York`"):
        accounts.say(channel, {"zone": zone})
    accounts.say(channel, {"zone": "America/New_York"})
    assert accounts.said_of(channel)["zone"] == "America/New_York"


def test_who_was_counted_as_a_bulk_sender_once_is_one_for_ever(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = LIMIT.format(
        owner="domain", counts="messages", clock="day", number=2, more='marks = "is_bulk_sender"'
    )
    limit(
        monkeypatch, mark.replace('"x', '"email').replace("direct", "direct") + 'to_domains = ["gmail.com"]'
    )
    permit(monkeypatch, "email")
    mail = world.connect_mail()
    people = [stranger(mail, name) for name in ("Ana", "Bea", "Cleo")]
    asked = Question(channel=mail, contact=people[0], to="ana@fans.test")
    for nth, one in enumerate(people):
        facts = gather([asked], timezone.now())[0]
        assert (facts.is_bulk_sender, facts.quota_left) == (nth >= 2, None)
        assert sent(mail, one, one.name).verdict == "allow"
        leave(mail)
    later = gather([asked], timezone.now() + timedelta(days=1000))[0]
    assert later.is_bulk_sender is True


def test_a_refused_quota_closes_the_account_until_something_is_taken_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    permit(monkeypatch, "telegram")
    channel = channel_on(world, "telegram")
    ana, bea = stranger(channel, "Ana"), stranger(channel, "Bea")
    sent(channel, ana, "a")
    Delivery.objects.update(not_before=timezone.now())
    outcomes.fail(
        outbox.claim()[0], NetworkError("too many", failure=Failure.QUOTA, retry_after=timedelta(minutes=9))
    )
    refused = sent(channel, bea, "b")
    assert (refused.verdict, refused.facts["last_refusal"]) == ("deny", "quota")
    question = Question(channel=channel, contact=bea, purpose="service")
    wait = gather([question], timezone.now())[0].wait_until
    assert engine.decide(bundled(), gather([question], timezone.now())[0]).verdict != "allow"
    assert (
        timedelta(minutes=8)
        < timedelta(microseconds=wait - limits.stamp(timezone.now()))
        < timedelta(minutes=10)
    )
    assert release.ask(question, at=timezone.now() + timedelta(minutes=10)).verdict == "allow"
    assert outbox.claim() == [], "nothing is tried before then"
    Delivery.objects.update(state="queued", not_before=timezone.now())
    outbox.wake(channel.pk)
    (delivery,) = outbox.claim()
    Refusal.objects.update(at=timezone.now() - timedelta(minutes=10))
    outbox.settle([(delivery, Receipt(external_id="1"))])
    assert Refusal.objects.get().lifted_at
    assert gather([question], timezone.now())[0].last_refusal == "none"


def test_each_refusal_in_a_row_closes_for_longer_where_the_network_names_no_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    permit(monkeypatch, "telegram")
    channel = channel_on(world, "telegram")
    waits = []
    for name in ("Ana", "Bea", "Cleo"):
        Refusal.objects.update(until=timezone.now())
        sent(channel, stranger(channel, name), name)
        outbox.wake(channel.pk)
        Delivery.objects.filter(text=name).update(not_before=timezone.now())
        Delivery.objects.exclude(text=name).update(not_before=timezone.now() + timedelta(days=1))
        (delivery,) = outbox.claim()
        outcomes.fail(delivery, NetworkError("too many", failure=Failure.QUOTA))
        waits.append(delivery.not_before - timezone.now())
    assert waits[0] < waits[1] < waits[2]


@pytest.mark.parametrize(
    ("failure", "known_as"),
    [
        (Failure.WINDOW_CLOSED, "window_closed"),
        (Failure.UNREACHABLE, "not_reachable"),
        (Failure.REFUSED, "none"),
    ],
)
def test_a_refusal_about_a_person_is_known_until_they_write(
    world: World, monkeypatch: pytest.MonkeyPatch, failure: Failure, known_as: str
) -> None:
    permit(monkeypatch, "telegram")
    channel = channel_on(world, "telegram")
    ana, bea = stranger(channel, "Ana"), stranger(channel, "Bea")
    sent(channel, ana, "a")
    Delivery.objects.update(not_before=timezone.now())
    outcomes.fail(outbox.claim()[0], NetworkError("no", failure=failure))
    asked = [Question(channel=channel, contact=one) for one in (ana, bea)]
    assert [one.person_refusal for one in gather(asked, timezone.now())] == [known_as, "none"]
    assert [one.last_refusal for one in gather(asked, timezone.now())] == ["none", "none"]
    Engagement.objects.create(
        brand=channel.brand,
        contact=ana,
        channel=channel,
        kind="message",
        reference="m",
        occurred_at=timezone.now(),
    )
    assert gather(asked, timezone.now())[0].person_refusal == "none"


def only_to_clients(monkeypatch: pytest.MonkeyPatch, counts: str) -> None:
    """X counts what goes to clients, and lets one a day through."""
    text = LIMIT.format(owner="account", counts=counts, clock="day", number=1, more="")
    limit(monkeypatch, text.replace("form = 'direct'", "relation = 'client'"))
    permit(monkeypatch, "x")


@pytest.mark.parametrize("counts", ["messages", "people"])
def test_what_counts_only_when_its_turn_comes_takes_its_place_then(
    world: World, monkeypatch: pytest.MonkeyPatch, counts: str
) -> None:
    only_to_clients(monkeypatch, counts)
    channel = channel_on(world, "x")
    ana, bea = stranger(channel, "Ana"), stranger(channel, "Bea")
    for one in (ana, bea):
        sent(channel, one, one.name)
    assert not Slot.objects.exists()
    Contact.objects.update(relation="client")
    first, second = Delivery.objects.order_by("pk")
    assert release.recheck(first) is None
    assert release.recheck(first) is None, "asking again takes no second place"
    outbox.settle([(first, Receipt(external_id="1"))])
    assert Slot.objects.get().state == Slot.State.CONFIRMED
    against = release.recheck(second)
    assert against is not None
    assert against.facts["quota_left"] == 0


@pytest.mark.parametrize("counts", ["messages", "people"])
def test_of_two_whose_turn_comes_at_once_for_the_last_place_one_leaves(
    database: Database, monkeypatch: pytest.MonkeyPatch, counts: str
) -> None:
    only_to_clients(monkeypatch, counts)
    channel = channel_on(make_world(), "x")
    for name in ("Ana", "Bea", "Cleo"):
        sent(channel, stranger(channel, name), name)
    Contact.objects.update(relation="client")
    found = together(*[lambda one=one: release.recheck(one) for one in Delivery.objects.all()])
    assert sorted(against.verdict if against else "allow" for against in found) == ["allow", "deny", "deny"]
    assert Slot.objects.count() == 1


@pytest.mark.parametrize("counts", ["messages", "people"])
def test_of_two_sends_at_once_for_the_last_place_one_wins(
    database: Database, monkeypatch: pytest.MonkeyPatch, counts: str
) -> None:
    few(monkeypatch, counts=counts, number=2)
    channel = channel_on(make_world(), "x")
    people = [stranger(channel, name) for name in ("Ana", "Bea", "Cleo", "Dan", "Eve")]
    sent(channel, people[0], "first")
    found = together(*[lambda one=one: sent(channel, one, one.name).verdict for one in people[1:]])
    assert sorted(map(str, found)) == ["allow", "deny", "deny", "deny"]
    assert Delivery.objects.count() == Slot.objects.count() == 2


def test_the_first_places_ever_taken_at_once_are_all_counted(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    few(monkeypatch, number=3)
    channel = channel_on(make_world(), "x")
    people = [stranger(channel, name) for name in ("Ana", "Bea", "Cleo", "Dan")]
    found = together(*[lambda one=one: sent(channel, one, one.name).verdict for one in people])
    assert sorted(map(str, found)) == ["allow", "allow", "allow", "deny"]
    assert Counter.objects.get().reserved == 3


def test_a_thousand_people_cost_no_more_queries_than_one_where_much_is_counted(world: World) -> None:
    for network in ("x", "whatsapp", "linkedin", "email"):
        channel = channel_on(world, network)
        people = [stranger(channel, f"{network}{nth}") for nth in range(20)]
        counts = []
        for many in (1, 20):
            asked = [Question(channel=channel, contact=one, purpose="service") for one in people[:many]]
            with CaptureQueriesContext(connection) as seen:
                gather(asked, timezone.now())
            counts.append(len(seen))
        assert counts[0] == counts[1] <= 15


@pytest.mark.parametrize("network", sorted({one.network for one in limits.bundled() if one.is_counted}))
def test_every_limit_can_be_read_and_says_who_says_so(network: str) -> None:
    for one in limits.counted(network):
        assert one.source["title"]
        assert one.source["address"]
        assert one.source["read"]
        assert one.owner in {"thread", "account", "app", "portfolio", "domain"}
        assert one.counts in {"messages", "people"}
        assert one.clock.kind in {"rolling", "day", "month"}
    assert limits.applying(network)


def likenesses(limit: Limit, known: dict[str, Any]) -> Iterator[Facts]:
    """The situations of the network's own cases, in every form, that the limit counts and the network allows."""
    counts = which([limit.when])
    for case in CASES:
        if case.facts.network != limit.network or not limit.holds(day(case.facts)):
            continue
        for form in FACTS["form"].values:
            facts = changed(case.facts, {**known, "form": form})
            if counts(facts) and on_network(facts) == "allow":
                yield facts


def day(facts: Facts) -> datetime:
    return EPOCH + timedelta(microseconds=facts.now)


def on_network(facts: Facts) -> str:
    layers = engine.decide(bundled(), facts).layers
    return str(next(one.verdict for one in layers if one.layer is Layer.NETWORK))


@pytest.mark.parametrize(
    "limit", [one for one in limits.bundled() if one.is_counted and not one.marks], ids=lambda one: one.id
)
def test_a_limit_that_is_used_up_stops_all_that_it_counts(limit: Limit) -> None:
    allowed = list(likenesses(limit, {"quota_left": 1}))
    assert allowed, "nothing that it counts may leave at all"
    found = [(facts.form, on_network(changed(facts, {"quota_left": 0}))) for facts in allowed]
    assert [one for one in found if one[1] != "hold"] == []


@pytest.mark.parametrize("limit", [one for one in limits.bundled() if not one.marks], ids=lambda one: one.id)
def test_a_refusal_for_too_many_stops_all_that_a_limit_counts(limit: Limit) -> None:
    allowed = list(likenesses(limit, {"last_refusal": "none"}))
    refused = {"last_refusal": "quota", "wait_until": None}
    assert allowed, "nothing that it counts may leave at all"
    found = [(facts.form, on_network(changed(facts, refused))) for facts in allowed]
    assert [one for one in found if one[1] != "hold"] == []
