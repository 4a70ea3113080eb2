"""Tickets: heard in whatever order, one message at a time, one in 48 hours, given back where it did not leave."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.fernet import Fernet
from django.db import IntegrityError, transaction
from django.utils import timezone

from askfirst.brand import vault
from askfirst.consent.models import List
from askfirst.gate import many, outbox, outcomes, overdue, pausing, policies, release, tickets
from askfirst.gate.facts import gather
from askfirst.gate.models import Decision, Delivery, Ticket, TicketUse
from askfirst.gate.question import Parcel, Question
from askfirst.networks.base import Failure, NetworkError, OutcomeUnknown, Receipt
from askfirst.people.models import Engagement, Handle
from askfirst.policy.packs import pack_texts, read_packs
from askfirst.policy.program import Policy
from tests.gate.selling import CONSENT, channel_on, delivery_of, stranger

if TYPE_CHECKING:
    from askfirst.brand.models import Channel
    from askfirst.people.models import Contact
    from tests.world import World

pytestmark = pytest.mark.both_databases

State = TicketUse.State
NOW = timezone.now


@pytest.fixture
def page(world: World, monkeypatch: pytest.MonkeyPatch) -> Channel:
    """A Page in Portugal, of which nothing but Facebook's own rules is asked."""
    world.harbour.country = "PT"
    world.harbour.save(update_fields=["country"])
    texts = {"consent.toml": CONSENT, "facebook.toml": pack_texts()["facebook.toml"].decode()}
    policy = Policy(read_packs(texts), texts)
    monkeypatch.setattr(policies, "of", lambda _brand: policy)
    return channel_on(world, "facebook")


@pytest.fixture
def news(world: World) -> List:
    return List.objects.create(brand=world.harbour, slug="news", name="Roastery news")


def fan(page: Channel, name: str = "Ana", country: str = "DE") -> Contact:
    contact = stranger(page, name)
    contact.country = country
    contact.save(update_fields=["country"])
    Engagement.objects.create(
        brand=page.brand, contact=contact, handle=contact.handles.get(), channel=page,
        kind=Engagement.Kind.MESSAGE, occurred_at=NOW() - timedelta(days=20), reference=f"m-{contact.pk}",
    )  # fmt: skip
    return contact


def press(page: Channel, contact: Contact, on: List | None, at: Any = None, **heard: Any) -> Ticket:
    given = {"token": f"tok-{contact.pk}", "topic": tickets.topic_of(on) if on else "offers", "title": "News"}
    given |= {"until": NOW() + timedelta(days=180)} | heard
    handle = contact.handles.get()
    return tickets.hear(page, handle, tickets.Heard(**given), at or NOW() - timedelta(days=3))


def asked(page: Channel, contact: Contact, on: List | None, key: str) -> tuple[Question, Parcel]:
    question = Question(
        channel=page, contact=contact, purpose="marketing", text=key, on=on, message_tag="recurring",
        audience_size=900, authored_by="human_scheduled", is_approved=True,
    )  # fmt: skip
    return question, Parcel(key=key, to=contact.handles.get().address)


def sent(page: Channel, contact: Contact, on: List | None, key: str) -> Decision:
    return release.release(*asked(page, contact, on, key))


def rules(decision: Decision) -> set[str]:
    return {reason["rule"] for reason in decision.reasons}


def uses(ticket: Ticket) -> list[str]:
    return list(ticket.uses.order_by("pk").values_list("state", flat=True))


def leave(page: Channel) -> None:
    Delivery.objects.update(not_before=NOW())
    outbox.settle([(one, Receipt(external_id=f"m{one.pk}")) for one in outbox.claim()])


def test_who_pressed_gets_it_by_their_ticket_and_one_message_at_a_time_is_on_its_way(
    page: Channel, news: List
) -> None:
    ana = fan(page)
    assert "facebook.ticket" in rules(sent(page, ana, news, "a")), "she has not pressed yet"
    ticket = press(page, ana, news)
    decision = sent(page, ana, news, "b")
    assert (decision.verdict, decision.facts["token_uses_left"]) == ("allow", 1), rules(decision)
    assert (uses(ticket), tickets.token_for(delivery_of(decision))) == ([State.RESERVED], f"tok-{ana.pk}")
    again = sent(page, ana, news, "c")
    assert (again.verdict, "facebook.recurring_pause" in rules(again)) == ("hold", True)
    with pytest.raises(IntegrityError), transaction.atomic():
        TicketUse.objects.create(ticket=ticket, delivery=_other(page, ana), at=NOW())


def _other(page: Channel, ana: Contact) -> Delivery:
    decision = Decision.objects.create(
        brand=page.brand, contact=ana, channel=page, stage="release", verdict="allow", facts={}, layers=[],
        reasons=[], policy_version="x", decided_at=NOW(),
    )  # fmt: skip
    return Delivery.objects.create(
        brand=page.brand, decision=decision, channel=page, contact=ana, form="direct", purpose="marketing",
        to="ana", text_digest="x", key="other",
    )  # fmt: skip


def test_after_it_has_left_the_next_one_waits_for_48_hours(page: Channel, news: List) -> None:
    ana = fan(page)
    ticket = press(page, ana, news)
    sent(page, ana, news, "a")
    leave(page)
    assert uses(ticket) == [State.CONFIRMED]
    held = sent(page, ana, news, "b")
    assert (held.verdict, held.facts["token_used_at"] is not None) == ("hold", True)
    TicketUse.objects.update(at=NOW() - timedelta(hours=47, minutes=59))
    assert sent(page, ana, news, "c").verdict == "hold"
    TicketUse.objects.update(at=NOW() - timedelta(hours=48))
    assert sent(page, ana, news, "d").verdict == "allow"


@pytest.mark.parametrize("end", ["refused", "stopped", "taken back", "expired", "all taken back"])
def test_what_does_not_leave_gives_its_ticket_back(page: Channel, news: List, end: str) -> None:
    ana = fan(page)
    ticket = press(page, ana, news)
    decision = sent(page, ana, news, "a")
    delivery = delivery_of(decision)
    if end == "refused":
        (claimed,) = outbox.claim()
        outcomes.fail(claimed, NetworkError("no", failure=Failure.REFUSED))
    elif end == "stopped":
        (claimed,) = outbox.claim()
        outcomes.stop(claimed, decision)
    elif end == "taken back":
        assert release.take_back(delivery.pk)
    elif end == "expired":
        Delivery.objects.update(not_after=NOW() - timedelta(minutes=1))
        assert overdue.expire(delivery.pk, NOW())
    else:
        assert pausing.take_back(Delivery.objects.filter(pk=delivery.pk), "no") == 1
    assert uses(ticket) == [State.RELEASED]
    assert sent(page, ana, news, "b").verdict == "allow"


def test_what_may_have_left_counts_as_used_until_somebody_has_looked(page: Channel, news: List) -> None:
    ana = fan(page)
    ticket = press(page, ana, news)
    delivery = delivery_of(sent(page, ana, news, "a"))
    (claimed,) = outbox.claim()
    outbox.begin([claimed], list)
    outcomes.fail(claimed, OutcomeUnknown("nobody knows"))
    assert uses(ticket) == [State.CONFIRMED]
    assert sent(page, ana, news, "b").verdict == "hold"
    assert overdue.clear_up(delivery.pk, has_arrived=False)
    assert uses(ticket) == [State.RESERVED]
    assert release.recheck(delivery_of(delivery.decision)) is None, "its own place does not count against it"


def test_a_stop_between_release_and_send_stops_the_send(page: Channel, news: List) -> None:
    ana = fan(page)
    ticket = press(page, ana, news)
    delivery = delivery_of(sent(page, ana, news, "a"))
    assert tickets.stop(page, ana.handles.get(), NOW(), token=f"tok-{ana.pk}") == 1
    against = release.recheck(delivery)
    assert against is not None
    assert "facebook.ticket" in rules(against)
    assert tickets.resume(page, ana.handles.get(), NOW(), topic=ticket.topic) == 1
    assert release.recheck(delivery) is None


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (2, 0, 1), (0, 2, 1), (1, 2, 0)])
def test_whatever_order_news_of_a_ticket_come_in_it_comes_to_the_same(
    page: Channel, news: List, order: tuple[int, ...]
) -> None:
    ana, start = fan(page), NOW() - timedelta(days=9)
    handle, topic = ana.handles.get(), tickets.topic_of(news)
    told = [
        lambda: press(page, ana, news, at=start),
        lambda: tickets.stop(page, handle, start + timedelta(days=1), token=f"tok-{ana.pk}", topic=topic),
        lambda: tickets.resume(page, handle, start + timedelta(days=2), token=f"tok-{ana.pk}", topic=topic),
    ]
    for nth in (*order, *order):
        told[nth]()
    assert Ticket.objects.count() == 1

    def left(days: float) -> int:
        at = start + timedelta(days=days)
        (facts,) = gather([asked(page, ana, news, "a")[0]], at)
        return facts.token_uses_left

    assert [left(days) for days in (-0.1, 0.5, 1, 1.5, 2, 8)] == [0, 1, 0, 0, 1, 1]


def test_a_new_press_brings_a_new_token_and_the_pause_goes_on(page: Channel, news: List) -> None:
    ana = fan(page)
    press(page, ana, news)
    sent(page, ana, news, "a")
    leave(page)
    tickets.stop(page, ana.handles.get(), NOW() - timedelta(minutes=2))
    ticket = press(page, ana, news, at=NOW(), token="tok-new")
    assert (Ticket.objects.count(), vault.unseal(ticket.sealed)) == (1, {"token": "tok-new"})
    assert sent(page, ana, news, "b").verdict == "hold"


def test_a_ticket_for_something_else_lets_no_list_through(page: Channel, news: List, world: World) -> None:
    ana = fan(page)
    press(page, ana, None)
    theirs = List.objects.create(brand=world.northwind, slug="x", name="X")
    other = press(page, ana, theirs, token="another")
    assert other.on is None, "it names a list of another brand"
    assert "facebook.ticket" in rules(sent(page, ana, news, "a"))


@pytest.mark.parametrize("topic", ["", "list:", "list:x", "list:²", "list:99999999999999999999", "news"])
def test_a_topic_that_is_none_of_ours_is_no_list(page: Channel, topic: str) -> None:
    assert tickets.list_of(page, topic) is None


@pytest.mark.parametrize(
    ("home", "theirs", "verdict"),
    [
        ("PT", "DE", "allow"),
        ("PT", "US", "deny"),
        ("US", "DE", "deny"),
        ("PT", "", "hold"),
        ("", "DE", "hold"),
    ],
)
def test_only_where_both_are_in_a_region_that_still_has_them_and_unknown_holds(
    page: Channel, news: List, home: str, theirs: str, verdict: str
) -> None:
    page.brand.country = home
    page.brand.save(update_fields=["country"])
    ana = fan(page, country=theirs)
    press(page, ana, news)
    decision = sent(page, ana, news, "a")
    assert decision.verdict == verdict
    assert ("facebook.recurring_country" in rules(decision)) == (verdict != "allow")


def test_a_ticket_of_which_nobody_knows_when_it_ends_holds_and_one_that_has_ended_is_over(
    page: Channel, news: List
) -> None:
    ana, ben = fan(page), fan(page, "Ben")
    press(page, ana, news, until=None)
    assert sent(page, ana, news, "a").verdict == "hold"
    press(page, ben, news, until=NOW() - timedelta(seconds=1))
    assert "facebook.ticket" in rules(sent(page, ben, news, "b"))


def test_an_older_ticket_with_a_rhythm_is_used_up_until_its_week_is_over(page: Channel, news: List) -> None:
    ana = fan(page)
    press(page, ana, news, frequency="weekly")
    sent(page, ana, news, "a")
    leave(page)
    TicketUse.objects.update(at=NOW() - timedelta(days=6))
    assert "facebook.ticket" in rules(sent(page, ana, news, "b"))
    TicketUse.objects.update(at=NOW() - timedelta(days=7))
    assert sent(page, ana, news, "c").verdict == "allow"


def test_many_at_once_are_answered_as_each_alone_is(page: Channel, news: List) -> None:
    people = [fan(page, name) for name in ("Ana", "Ben", "Cleo", "Dov")]
    for contact in people[:3]:
        press(page, contact, news)
    tickets.stop(page, people[1].handles.get(), NOW())
    done = many.release_many([asked(page, one, news, f"k{one.pk}") for one in people])
    assert [one.decision.verdict for one in done] == ["allow", "deny", "allow", "deny"]
    assert TicketUse.objects.filter(state=State.RESERVED).count() == 2
    again = many.release_many([asked(page, one, news, f"l{one.pk}") for one in people])
    assert [one.decision.verdict for one in again] == ["hold", "deny", "hold", "deny"]
    deliveries = list(Delivery.objects.select_related("channel__brand", "contact", "decision", "on"))
    assert many.still_allowed(deliveries) == {one.pk for one in deliveries}
    TicketUse.objects.filter(delivery=deliveries[0]).update(state=State.RELEASED)
    assert many.still_allowed(deliveries) == {deliveries[1].pk}, "without a ticket it is asked about alone"
    assert release.recheck(deliveries[0]) is None
    assert tickets.token_for(deliveries[0])


def test_without_a_ticket_set_aside_it_must_not_leave_in_another_way(page: Channel, news: List) -> None:
    ana = fan(page)
    press(page, ana, news)
    delivery = delivery_of(sent(page, ana, news, "a"))
    TicketUse.objects.update(state=State.RELEASED)
    with pytest.raises(tickets.NoTicket):
        tickets.token_for(delivery)


def test_tokens_are_encrypted_moved_to_a_new_key_and_taken_out_when_they_have_ended(
    page: Channel, news: List, settings: Any
) -> None:
    ana = fan(page)
    ticket = press(page, ana, news, until=NOW() + timedelta(days=1))
    assert "tok-" not in ticket.sealed
    keys = [Fernet.generate_key().decode(), *settings.CHANNEL_KEYS]
    assert tickets.reseal(keys) == 1
    ticket.refresh_from_db()
    settings.CHANNEL_KEYS = keys[:1]
    assert vault.unseal(ticket.sealed) == {"token": f"tok-{ana.pk}"}
    with pytest.raises(vault.VaultClosed):
        tickets.reseal([Fernet.generate_key().decode()])
    assert (tickets.tidy(NOW()), tickets.tidy(NOW() + timedelta(days=2))) == (0, 1)
    ticket.refresh_from_db()
    assert ticket.sealed == ""


def test_who_is_forgotten_leaves_no_token(page: Channel, news: List) -> None:
    ana = fan(page)
    ticket = press(page, ana, news)
    assert tickets.forget([ana]) == 1
    ticket.refresh_from_db()
    assert (ticket.sealed, ticket.digest) == ("", "")


def test_two_addresses_of_one_person_have_tickets_of_their_own(page: Channel, news: List) -> None:
    ana = fan(page)
    press(page, ana, news)
    other = Handle.objects.create(
        brand=page.brand, contact=ana, network="facebook", address="77", key="77", evidence="x"
    )
    question = Question(
        channel=page, contact=ana, purpose="marketing", text="x", on=news, message_tag="recurring",
        audience_size=9, is_approved=True,
    )  # fmt: skip
    assert release.release(question, Parcel(key="a", to=other.address)).verdict == "deny"
