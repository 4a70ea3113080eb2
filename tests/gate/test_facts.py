"""From rows to facts: what is looked up is right, and as many queries for a thousand people as for one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from askfirst.consent import ledger
from askfirst.gate import release
from askfirst.gate.facts import gather
from askfirst.gate.models import Delivery
from askfirst.gate.question import Question
from askfirst.networks.base import Form
from askfirst.people import resolve
from askfirst.people.models import Contact, Engagement, Handle
from askfirst.wire import dispatch
from tests.world import days_ago

if TYPE_CHECKING:
    from tests.scripted import Scripted
    from tests.world import World


def crowd(world: World, count: int) -> list[Contact]:
    """People who wrote, commented and liked, in a few bulk rows."""
    brand, channel = world.harbour, world.page.channel
    people = Contact.objects.bulk_create([Contact(brand=brand, name=f"P{n}") for n in range(count)])
    Handle.objects.bulk_create(
        [
            Handle(
                brand=brand, contact=one, network="page", key=f"p{one.pk}", address=f"p{one.pk}", evidence="x"
            )
            for one in people
        ]
    )
    Engagement.objects.bulk_create(
        [
            Engagement(
                brand=brand,
                contact=one,
                channel=channel,
                kind=kind,
                reference=f"{kind}{one.pk}",
                occurred_at=days_ago(2),
            )
            for one in people
            for kind in ("message", "comment")
        ]
    )
    return people


@pytest.mark.parametrize("purpose", ["reply", "service", "marketing"])
def test_a_thousand_people_cost_no_more_queries_than_one(world: World, purpose: str) -> None:
    people = crowd(world, 1000)
    questions = [
        Question(
            channel=world.page.channel,
            contact=one,
            purpose=purpose,
            text="Hello",
            form=Form.PRIVATE_REPLY,
            about=f"comment{one.pk}",
        )
        for one in people
    ]
    counts = []
    for many in (1, 100, 1000):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            found = gather(questions[:many], timezone.now())
        counts.append(len(seen))
        assert len(found) == many
        assert all(facts.trigger_kind == "comment" for facts in found)
    assert counts[0] == counts[1] == counts[2]
    assert counts[0] <= 13 + (purpose == "marketing")  # how such messages are received is looked up too


def test_no_question_costs_no_query(world: World) -> None:
    with CaptureQueriesContext(connection) as seen:
        assert gather([], timezone.now()) == []
    assert len(seen) == 0


def test_what_we_said_since_they_last_wrote_is_counted_for_each_person_apart(world: World) -> None:
    for name in ("Ana", "Bea"):
        world.visitor(name, "message", "Hello")
        world.reply(name, "One")
    world.visitor("Bea", "message", "And another thing")
    world.reply("Ana", "Two")
    ana, bea = (Question(channel=world.page.channel, contact=world.contact(name)) for name in ("Ana", "Bea"))
    facts = gather([ana, bea], timezone.now())
    assert [one.outbound_since_inbound for one in facts] == [2, 0]
    assert [one.thread_opened_by for one in facts] == ["person", "person"]


def test_the_same_text_to_others_is_counted_and_to_the_same_person_is_not(world: World) -> None:
    people = []
    for name in ("Ana", "Bea", "Li"):
        world.visitor(name, "message", "Hello")
        people.append(world.contact(name))
        world.reply(name, "Our  big NEWS", purpose="service")
    assert Delivery.objects.count() == 3
    question = Question(channel=world.page.channel, contact=people[0], purpose="service", text="our big news")
    assert gather([question], timezone.now())[0].identical_recent == 2
    stranger = Contact.objects.create(brand=world.harbour)
    asked = [
        Question(channel=world.page.channel, contact=stranger, purpose=purpose, text="our big news")
        for purpose in ("service", "reply")
    ]
    assert [one.identical_recent for one in gather(asked, timezone.now())] == [3, 0]


def test_a_delivery_does_not_count_against_itself_when_it_is_asked_about_again(world: World) -> None:
    post = world.visitor("Yusuf", "wall_post", "My order never came")
    from askfirst.inbox import talk  # noqa: PLC0415 -- only here

    thread = talk.begin_about(world.page.channel, Handle.objects.get(contact=world.contact("Yusuf")), post)
    reply = talk.private_reply(world.caleb, thread, "Let us look", about=post, key="a")
    delivery = Delivery.objects.get(draft=reply.draft)
    assert release.recheck(delivery) is None
    world.work()
    assert world.said_to("Yusuf") == ["Let us look"]


def test_what_was_released_with_files_or_to_many_is_asked_about_as_such_again(world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    from askfirst.brand import files  # noqa: PLC0415 -- only here

    stored = files.keep(world.harbour, "menu.png", b"\x89PNG\r\n\x1a\nrest")
    reply = world.reply("Ana", "The menu", files=(stored,))
    assert reply.draft.decision.facts["has_attachments"] is True
    ledger.stop(world.contact("Ana"), reason="asked", evidence="by phone")
    dispatch.send_due()
    stopped = Delivery.objects.get().stopped_by
    assert stopped is not None
    assert stopped.facts["has_attachments"] is True


def test_who_said_stop_on_one_network_is_not_written_to_on_an_address_learnt_later(
    world: World, network: Scripted
) -> None:
    world.visitor("Ana", "message", "Hello")
    world.visitor("Ana", "stop")
    ana = world.contact("Ana")
    mail = world.connect_mail()
    Handle.objects.create(
        brand=world.harbour,
        contact=ana,
        network="email",
        address="ana@fans.test",
        key="ana@fans.test",
        evidence="x",
    )
    answer = release.ask(Question(channel=mail, contact=ana, purpose="transactional", to="ana@fans.test"))
    assert answer.verdict == "deny"
    assert answer.facts.is_suppressed is True


def test_the_address_that_it_would_go_to_is_the_one_that_counts(world: World, network: Scripted) -> None:
    world.posted("old@fans.test")
    contact = world.mail_thread("old@fans.test").contact
    new = {"address": "New@fans.test", "key": "new@fans.test", "network": "email", "evidence": "told us"}
    Handle.objects.create(brand=world.harbour, contact=contact, **new)
    assert world.mail is not None
    resolve.unreachable(world.mail, contact, "OLD@fans.test", since=days_ago(1))
    asked = [
        Question(channel=world.mail, contact=contact, to=to) for to in ("old@fans.test", "new@fans.test", "")
    ]
    assert [one.is_reachable for one in gather(asked, timezone.now())] == [False, True, False]


@pytest.mark.parametrize(
    ("zone", "known"),
    [("", False), ("Mars/Olympus", False), ("../etc", False), ("America", False), ("Asia/Tokyo", True)],
)
def test_a_clock_that_nobody_knows_is_unknown_and_not_a_crash(
    world: World, zone: str, *, known: bool
) -> None:
    world.visitor("Ana", "message", "Hello")
    Contact.objects.update(time_zone=zone)
    facts = gather([Question(channel=world.page.channel, contact=world.contact("Ana"))], timezone.now())[0]
    assert (facts.local_minute is not None) is known


def test_an_edge_counts_from_its_beginning_to_its_end(world: World) -> None:
    world.visitor("Tom", "like", at=days_ago(10))
    world.visitor("Tom", "unlike", at=days_ago(5))
    question = Question(channel=world.page.channel, contact=world.contact("Tom"))
    held = [gather([question], days_ago(day))[0].likes_page for day in (11, 7, 1)]
    assert held == [False, True, False]


@pytest.mark.parametrize("kind", ["like", "comment", "wall_post"])
@pytest.mark.parametrize("form", [Form.DIRECT, Form.PRIVATE_REPLY])
def test_no_act_but_an_opt_in_ever_permits_promotion(world: World, kind: str, form: Form) -> None:
    post = world.visitor("Yusuf", "wall_post", "Hello")
    about = world.visitor(
        "Tom", kind, "" if kind == "like" else "Nice", target=post if kind == "comment" else ""
    )
    question = Question(
        channel=world.page.channel,
        contact=world.contact("Tom"),
        form=form,
        purpose="marketing",
        about=about,
        text="Sale",
    )
    assert release.ask(question).verdict == "deny"


@pytest.mark.row("Z2")
@pytest.mark.parametrize(
    ("by", "reason", "said"),
    [
        ("person", "asked", "By: themselves. Reason: asked us to stop."),
        ("person", "complaint", "By: themselves. Reason: reported a message."),
        ("member", "member", "By: Caleb Reed. Reason: written down by the team."),
        ("member named Zoë", "member", "By: Zoe. Reason: written down by the team."),
        ("member named 李", "member", "By: member "),
        ("nobody knows whom", "member", "By: not known. Reason: written down by the team."),
    ],
)
def test_a_no_says_who_put_them_on_the_stop_list_since_when_and_who_may_lift_it(
    world: World, by: str, reason: str, said: str
) -> None:
    world.visitor("Ana", "message", "Hello")
    if "named" in by:
        world.caleb.name = by.rsplit(maxsplit=1)[-1]
        world.caleb.save()
    member = world.caleb if by.startswith("member") else None
    ledger.stop(world.contact("Ana"), reason=reason, evidence="STOP", member=member, at=days_ago(3))
    question = Question(channel=world.page.channel, contact=world.contact("Ana"), text="Hi")
    (why,) = [one.says for one in release.ask(question).reasons if one.rule == "consent-base.suppressed"]
    assert "Since: 3 days ago (" in why
    assert said in why
    assert "Only they can lift that" in why


def test_a_suppression_never_allows_more(world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    ana = world.contact("Ana")
    asked = [
        Question(channel=world.page.channel, contact=ana, form=form, purpose=purpose, about="", text="Hi")
        for form in Form
        for purpose in ("reply", "service", "marketing", "transactional")
    ]
    order = {"allow": 0, "hold": 1, "deny": 2}
    before = [order[str(release.ask(one).verdict)] for one in asked]
    ledger.stop(ana, reason="asked", evidence="by phone")
    after = [order[str(release.ask(one).verdict)] for one in asked]
    assert all(late >= early for early, late in zip(before, after, strict=True))
    assert after != before


def test_time_alone_never_opens_what_is_closed(world: World) -> None:
    world.visitor("Tom", "like")
    question = Question(
        channel=world.page.channel, contact=world.contact("Tom"), purpose="service", text="Hi"
    )
    for days in (0, 1, 30, 365, 3650):
        assert release.ask(question, at=timezone.now() + timedelta(days=days)).verdict != "allow"
