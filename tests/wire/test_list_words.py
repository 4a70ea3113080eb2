"""A word written to the brand joins a list: by mail with a link and a code, elsewhere with a yes in the same conversation."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING

import pytest
from django.core import mail

from askfirst.brand.models import Channel
from askfirst.consent import joining, ledger, lists, pending, standing
from askfirst.consent.models import Entry, Request
from askfirst.drafts.submit import Wish
from askfirst.gate.models import Delivery
from askfirst.inbox import talk
from askfirst.inbox.models import Message, Reply, Thread
from askfirst.networks.base import Event, EventKind
from askfirst.people.models import Contact, Handle
from askfirst.wire import list_mail, routing
from askfirst.wire.dispatch import record_left
from tests.consent.asking import WORDS

if TYPE_CHECKING:
    from askfirst.consent.models import List
    from tests.world import World

pytestmark = pytest.mark.row("O1")
_number = count(1)


@pytest.fixture
def telegram(world: World) -> Channel:
    return Channel.objects.create(
        brand=world.harbour,
        network="telegram",
        address="@harbour",
        name="Harbour's bot",
        sends_per_minute=6000,
    )


@pytest.fixture
def one(world: World) -> List:
    wanted = lists.Wanted(name="Roastery news", keyword="roast", networks=("email", "telegram"))
    return lists.make(world.olivia, world.harbour, wanted, WORDS)


def says(channel: Channel, text: str, **more: object) -> None:
    """Ana writes in private."""
    given = {"actor": "77", "actor_name": "Ana", "extra": {}, **more}
    told = Event(
        kind=EventKind.MESSAGE,
        external_id=f"m{next(_number)}",
        occurred_at=datetime.now(UTC),
        text=text,
        **given,
    )  # type: ignore[arg-type]
    routing.apply(channel, told)


def leaves() -> list[str]:
    """What waits to leave does: the network took it."""
    for delivery in Delivery.objects.filter(state="queued"):
        Delivery.objects.filter(pk=delivery.pk).update(
            state="sent", sent_at=datetime.now(UTC), external_id=f"d{delivery.pk}"
        )
    record_left()
    return list(Message.objects.filter(is_ours=True).order_by("pk").values_list("text", flat=True))


def state(one: List) -> str:
    contact = Contact.objects.get(handles__key="77")
    return standing.states([contact], one.purpose, on=one)[contact.pk].state


def test_the_word_is_answered_with_the_words_to_agree_to_and_a_yes_joins(
    world: World, telegram: Channel, one: List
) -> None:
    says(telegram, " Roast! ")
    assert state(one) == "pending"
    (question,) = leaves()
    assert WORDS["en"] in question
    assert "At most 1 message a week." in question
    says(telegram, "Yes.")
    assert state(one) == "active"
    assert "Write STOP at any time" in leaves()[-1]
    line = Entry.objects.get(act="confirmed")
    assert (line.mechanism, line.notice, line.place) == (
        "keyword",
        lists.notice_for(one, "en"),
        "a conversation on telegram",
    )
    assert "answered “Yes.”" in line.evidence
    assert Entry.objects.filter(act="requested").count() == 1
    says(telegram, "yes")
    assert Entry.objects.filter(act="confirmed").count() == 1


def test_the_message_stands_in_the_inbox_all_the_same(telegram: Channel, one: List) -> None:
    says(telegram, "roast")
    assert Message.objects.get(is_ours=False).text == "roast"
    assert Reply.objects.get().thread == Thread.objects.get()


def test_a_yes_to_another_question_joins_nothing(world: World, telegram: Channel, one: List) -> None:
    says(telegram, "roast")
    leaves()
    talk.reply(
        world.caleb,
        Thread.objects.select_related("channel__brand", "brand", "contact", "handle").get(),
        Wish(text="Shall I keep a table for you?"),
    )
    leaves()
    says(telegram, "yes")
    assert state(one) == "pending"


def test_a_yes_that_nobody_asked_for_is_a_word_like_any(telegram: Channel, one: List) -> None:
    says(telegram, "ja")
    assert not Request.objects.exists()
    assert state(one) == "none"


@pytest.mark.parametrize(
    "text", ["I love a good roast, is there one on Sunday at all, tell me please?", "roasted", ""]
)
def test_a_sentence_is_no_word(telegram: Channel, one: List, text: str) -> None:
    says(telegram, text)
    assert not Request.objects.exists()


@pytest.mark.parametrize("extra", [{"is_automatic": True}, {"is_verified": False}])
def test_a_program_or_a_forger_joins_nobody(telegram: Channel, one: List, extra: dict[str, bool]) -> None:
    says(telegram, "roast", extra=extra)
    assert not Request.objects.exists()


def test_on_a_network_to_which_the_list_is_not_sent_nobody_is_asked(
    world: World, telegram: Channel, one: List
) -> None:
    lists.change(None, one, lists.Wanted(name="Roastery news", keyword="roast"))
    says(telegram, "roast")
    assert not Request.objects.exists()


def test_one_press_lists_take_the_word_alone(world: World, telegram: Channel) -> None:
    wanted = lists.Wanted(
        name="Menu", keyword="menu", networks=("telegram",), single_because="the poster says all of it"
    )
    menu = lists.make(world.olivia, world.harbour, wanted, WORDS)
    says(telegram, "menu")
    assert state(menu) == "active"
    assert "You are told of “Menu”" in leaves()[-1]


def test_a_stop_after_the_question_holds_against_a_yes(telegram: Channel, one: List) -> None:
    says(telegram, "roast")
    leaves()
    ledger.stop(Contact.objects.get(handles__key="77"), reason="asked", evidence="STOP")
    says(telegram, "yes")
    assert state(one) == "blocked"


def test_who_does_not_answer_is_let_go_and_the_ledger_says_so(telegram: Channel, one: List) -> None:
    says(telegram, "roast")
    request = Request.objects.get()
    assert joining.lapse(request.expires_at) == 1
    assert state(one) == "none"
    assert list(Entry.objects.order_by("pk").values_list("act", flat=True)) == ["requested", "lapsed"]


def test_by_mail_a_link_and_a_code_come_because_anybody_can_write_in_anybodys_name(
    world: World, one: List
) -> None:
    for number, told in enumerate(({"text": "roast"}, {"text": "Sent from my phone", "subject": "Roast"})):
        says(world.mail or world.connect_mail(), actor=f"fan{number}@fans.test", **told)
    assert state_by_mail("fan0@fans.test", one) == "none"
    assert list_mail.send_due() == 2
    assert "/lists/confirm/" in str(mail.outbox[0].body)
    assert all(pending.is_pending(one) for one in Request.objects.all())
    assert set(Request.objects.values_list("mechanism", flat=True)) == {"keyword"}


def state_by_mail(address: str, one: List) -> str:
    contact = Handle.objects.get(network="email", key=address).contact
    return standing.states([contact], one.purpose, on=one)[contact.pk].state


def test_the_question_in_the_name_of_who_may_not_say_yes_waits_for_somebody_who_may(
    world: World, telegram: Channel
) -> None:
    wanted = lists.Wanted(name="Roastery news", keyword="roast", networks=("telegram",))
    one = lists.make(world.mara, world.harbour, wanted, WORDS)
    says(telegram, "roast")
    assert state(one) == "pending"
    assert leaves() == []
    assert WORDS["en"] in Reply.objects.get().draft.text
    says(telegram, "yes")
    assert state(one) == "pending"
