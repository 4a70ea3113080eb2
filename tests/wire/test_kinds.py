"""Every kind of thing that a network tells: where it ends, in whatever order it is heard, and however often."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from askfirst.brand import earlier
from askfirst.brand.changes import announce, held_back
from askfirst.brand.models import Change, Channel, Earlier, Notification
from askfirst.consent.models import Entry, Suppression
from askfirst.drafts.submit import Wish
from askfirst.gate.facts import gather
from askfirst.gate.models import Delivery
from askfirst.gate.question import Question
from askfirst.inbox import talk
from askfirst.inbox.models import Message
from askfirst.networks.base import EventKind, Form
from askfirst.people.models import Contact, Engagement
from askfirst.wall import heard
from askfirst.wall import talk as wall
from askfirst.wall.models import Comment, Post
from askfirst.web import wall_desk, wall_rows
from askfirst.wire import dispatch, group_commit, intake, routing
from askfirst.wire.models import Event
from tests.wire.pushing import connected, piece_of, stand_in, told

if TYPE_CHECKING:
    from tests.world import World

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def channel(world: World, monkeypatch: pytest.MonkeyPatch) -> Channel:
    stand_in(monkeypatch)
    made = connected(world.harbour)
    Channel.objects.filter(pk=made.pk).update(connected_at=NOON - timedelta(days=30))
    made.refresh_from_db()
    return made


def tell(channel: Channel, kind: str, external_id: str, **more: Any) -> None:
    """One thing is told and put in its place, if it has one yet."""
    more.setdefault("actor", "u1")
    more.setdefault("occurred_at", NOON)
    piece = piece_of(told(kind, external_id, **more))
    group_commit.keep_many([intake.row(channel, piece.raw, piece.external_id)])
    routing.route_pending()


def hear(channel: Channel, kind: str, external_id: str, **more: Any) -> None:
    """One thing is told; what waited is tried again."""
    tell(channel, kind, external_id, **more)
    settle()


def settle() -> None:
    for _ in range(4):
        Event.objects.filter(routed_at=None).update(try_after=timezone.now())
        routing.route_pending()


def waiting() -> list[str]:
    return list(Event.objects.filter(routed_at=None).values_list("failure", flat=True))


def later(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


# What was said one to one, afterwards.

ABOUT_A_MESSAGE: list[tuple[str, str, dict[str, Any]]] = [
    ("message", "m1", {"text": "Are you opn?"}),
    ("edit", "e1", {"target": "m1", "text": "Are you open?", "occurred_at": later(1)}),
    ("edit", "e2", {"target": "m1", "text": "Are you open on Sunday?", "occurred_at": later(2)}),
    ("reaction", "r1", {"target": "m1", "text": "❤", "occurred_at": later(1)}),
    ("reaction", "r2", {"target": "m1", "text": "😀", "occurred_at": later(3)}),
    ("unreaction", "r3", {"target": "m1", "text": "", "occurred_at": later(2)}),
]


@pytest.mark.parametrize("order", [*list(permutations(range(6)))[::97], (5, 4, 3, 2, 1, 0)])
def test_changes_and_signs_end_the_same_in_any_order(channel: Channel, order: tuple[int, ...]) -> None:
    for number in (*order, *order):
        kind, external_id, more = ABOUT_A_MESSAGE[number]
        tell(channel, kind, external_id, **more)
    settle()
    message = Message.objects.get()
    assert (message.text, message.edited_at) == ("Are you open on Sunday?", later(2))
    before = [(one.text, one.at) for one in earlier.of([message])[channel.pk, "m1"]]
    assert before == [("Are you opn?", NOON), ("Are you open?", later(1))]
    assert message.signs == ["😀"]
    assert message.thread.preview == "Are you open on Sunday?"
    assert waiting() == []


def test_a_sign_on_a_message_opens_the_window_where_the_network_says_so(channel: Channel) -> None:
    now = timezone.now()
    hear(channel, "message", "m1", text="Are you open?", occurred_at=now - timedelta(days=3))
    hear(channel, "reaction", "r1", target="m1", text="❤", occurred_at=now - timedelta(hours=1))
    hear(channel, "unreaction", "r2", target="m1", text="❤", occurred_at=now)
    ana = Contact.objects.get()
    question = Question(channel=channel, form=Form.DIRECT, text="Yes.", contact=ana, to="u1")
    facts = gather([question], now)[0]
    assert (facts.window_opener, facts.last_inbound_at) == ("reaction", _micros(now - timedelta(hours=1)))
    Channel.objects.filter(pk=channel.pk).update(network="telegram")
    channel.refresh_from_db()
    elsewhere = gather([replace(question, channel=channel)], now)[0]
    assert (elsewhere.window_opener, elsewhere.last_inbound_at) == (
        "message",
        _micros(now - timedelta(days=3)),
    )


def _micros(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


@pytest.mark.parametrize("is_first", [True, False])
def test_what_was_taken_back_leaves_its_place_and_its_hour_and_no_word_anywhere(
    channel: Channel,
    is_first: bool,  # noqa: FBT001
) -> None:
    acts = [
        ("message", "m1", {"text": "My number is 0155 5501", "html": "<b>0155 5501</b>"}),
        ("delete", "d1", {"target": "m1", "occurred_at": later(5)}),
        ("edit", "e1", {"target": "m1", "text": "0155 5501, I said", "occurred_at": later(9)}),
    ]
    for kind, external_id, more in reversed(acts) if is_first else acts:
        hear(channel, kind, external_id, **more)
    message = Message.objects.get()
    assert (message.text, message.html, message.taken_back_at) == ("", "", later(5))
    assert (message.said_at, message.thread.preview) == (NOON, "Taken back")
    assert not Earlier.objects.exists()
    hear(channel, "message", "m1", text="My number is 0155 5501")
    message.refresh_from_db()
    assert message.text == ""


def test_the_raw_words_of_what_was_taken_back_go_too(channel: Channel) -> None:
    intake.accept(
        channel, piece_of(told("message", "m1", actor="u1", text="Secret", occurred_at=NOON)).raw, "m1"
    )
    routing.route_pending()
    hear(channel, "delete", "d1", target="m1")
    assert bytes(Event.objects.get(external_id="m1").raw) == b""


def test_words_that_cannot_be_put_in_their_place_hold_back_no_stop(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One thing that came in may be a message and the stop that it says."""
    real = intake.events

    def both(where: Channel, raw: bytes) -> list[Any]:
        return [
            one
            for told in real(where, raw)
            for one in (told, replace(told, kind=EventKind.STOP, external_id="m1#stop"))
        ]

    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("nobody foresaw this")

    monkeypatch.setattr(intake, "events", both)
    monkeypatch.setattr(talk, "receive", fails)
    tell(channel, "message", "m1", text="stop")
    assert is_stopped()
    assert waiting() == ["RuntimeError: nobody foresaw this"]
    settle()
    assert Entry.objects.count() == 1


def test_no_word_of_what_was_taken_back_stays_in_an_edit_or_a_note_to_the_team(channel: Channel) -> None:
    hear(channel, "message", "m1", text="Secret 1", occurred_at=NOON)
    hear(channel, "edit", "e1", target="m1", text="Secret 2", occurred_at=later(1))
    comment = told("comment", "c1", actor="u1", target="p1", text="Secret 3", occurred_at=NOON)
    intake.accept(channel, piece_of(comment).raw, "c1")
    settle()
    for number, target in enumerate(("m1", "c1")):
        hear(channel, "delete", f"d{number}", target=target, occurred_at=later(2))
    assert not [row for row in Event.objects.all() if b"Secret" in bytes(row.raw)]
    assert not Earlier.objects.exists()
    assert not Notification.objects.filter(excerpt__contains="Secret").exists()


def test_what_is_kept_under_the_name_of_its_update_is_forgotten_too(channel: Channel) -> None:
    """A connector may call what came in otherwise than the message that it tells."""
    raw = piece_of(told("message", "m1", actor="u1", text="Secret", occurred_at=NOON)).raw
    intake.accept(channel, raw, "message:m1")
    routing.route_pending()
    hear(channel, "delete", "d1", target="m1")
    assert bytes(Event.objects.get(external_id="message:m1").raw) == b""


@pytest.mark.parametrize("whose", ["u1", "u2", ""])
def test_what_somebody_else_said_is_changed_by_nobody_where_the_network_does_not_look(
    channel: Channel, whose: str
) -> None:
    hear(channel, "message", "m1", text="Are you open?", actor="u1")
    hear(channel, "echo", "o1", text="From nine.", actor="", target="u1")
    for number, target in enumerate(("m1", "o1")):
        more = {"target": target, "occurred_at": later(1), "extra": {"is_unchecked": True}}
        hear(channel, "edit", f"e{number}", text="Never", actor=whose, **more)
        if whose != "u1":
            hear(channel, "delete", f"d{number}", actor=whose, **more)
    said = list(Message.objects.order_by("external_id").values_list("external_id", "text"))
    assert said == [("m1", "Never" if whose == "u1" else "Are you open?"), ("o1", "From nine.")]
    assert waiting() == []


def test_what_is_about_nothing_that_came_in_waits_and_is_given_up_in_the_end(channel: Channel) -> None:
    for number, kind in enumerate(("edit", "delete", "reaction")):
        tell(channel, kind, f"x{number}", target="unknown", text="?")
    assert len(waiting()) == 3
    for _ in range(routing.PATIENCE):
        Event.objects.update(try_after=timezone.now())
        routing.route_pending()
    assert waiting() == []
    assert not Message.objects.exists()


# What was said in public.

UNDER_A_POST: list[tuple[str, str, dict[str, Any]]] = [
    ("echo", "p1", {"text": "New beans", "is_public": True, "actor": ""}),
    ("comment", "c1", {"target": "p1", "text": "How much?", "occurred_at": later(1)}),
    ("comment", "c2", {"target": "c1", "text": "Yes, tell us", "actor": "u2", "occurred_at": later(2)}),
    ("comment", "c3", {"target": "p1", "in_reply_to": "c2", "text": "Me too", "actor": "u3", "occurred_at": later(3)}),
    ("edit", "e1", {"target": "c2", "text": "Yes, do tell us", "occurred_at": later(4)}),
    ("delete", "d1", {"target": "c3", "occurred_at": later(5)}),
]  # fmt: skip


@pytest.mark.parametrize("order", [*list(permutations(range(6)))[::113], (5, 4, 3, 2, 1, 0)])
def test_a_strand_ends_the_same_in_any_order(channel: Channel, order: tuple[int, ...]) -> None:
    for number in (*order, *order):
        kind, external_id, more = UNDER_A_POST[number]
        tell(channel, kind, external_id, **more)
    settle()
    post = Post.objects.get()
    assert (post.external_id, post.text, post.is_ours, post.is_placeholder, post.said_at) == (
        "p1",
        "New beans",
        True,
        False,
        NOON,
    )
    assert list(post.comments.order_by("said_at").values_list("external_id", "answers", "text")) == [
        ("c1", "", "How much?"),
        ("c2", "c1", "Yes, do tell us"),
        ("c3", "c2", ""),
    ]
    assert waiting() == []


def test_a_comment_under_a_post_that_nobody_saw_stands_under_an_empty_one(channel: Channel) -> None:
    hear(channel, "comment", "c1", target="p1", text="How much?")
    post = Post.objects.get()
    assert (post.is_placeholder, post.text, post.said_at) == (True, "", NOON)
    hear(channel, "comment", "c0", target="p1", text="First", occurred_at=NOON - timedelta(hours=1))
    post.refresh_from_db()
    assert post.said_at == NOON - timedelta(hours=1)


def test_the_same_id_on_two_channels_is_two_things(channel: Channel, world: World) -> None:
    other = connected(world.harbour, "902")
    for one in (channel, other):
        hear(one, "wall_post", "p1", text="Hello")
        hear(one, "comment", "c1", target="p1", text="Hi")
    assert (Post.objects.count(), Comment.objects.count()) == (2, 2)


def test_wall_posts_mentions_and_questions_stand_where_the_team_sees_them(
    channel: Channel, world: World
) -> None:
    hear(channel, "wall_post", "p1", text="You are great", actor_name="Ana")
    hear(channel, "mention", "p2", text="I was at @harbour")
    hear(channel, "ask", "p3", text="Do you roast yourselves?")
    hear(channel, "ask", "p4", text="Who are you?", actor="")
    desk = wall_desk.desk(world.harbour)
    assert [(strand.post.said.kind, strand.post.is_open) for strand in desk.strands] == [
        ("ask", True),
        ("ask", True),
        ("mention", True),
        ("post", True),
    ]
    assert desk.count_open == 4
    nameless = desk.strands[0].post
    assert (nameless.is_brand, nameless.has_private, nameless.said.author) == (
        False,
        False,
        "Somebody who gave no name",
    )
    assert Notification.objects.filter(member=world.caleb, kind="comment").count() == 4
    assert set(Engagement.objects.values_list("kind", flat=True)) == {"wall_post", "mention", "ask"}


@pytest.mark.parametrize(("actor", "kind"), [("u1", "ask"), ("", "ask_anonymous")])
def test_a_question_is_answered_in_public_as_a_question(
    channel: Channel, world: World, actor: str, kind: str
) -> None:
    hear(channel, "ask", "p1", text="Do you roast yourselves?", actor=actor)
    post = Post.objects.select_related("channel__brand", "contact").get()
    draft = wall.answer(world.caleb, post, "We do.", key="a1")
    question = Question(
        channel=channel,
        contact=post.contact,
        form=Form.PUBLIC_REPLY,
        purpose="reply",
        about="p1",
        member=world.caleb,
    )
    assert gather([question], timezone.now())[0].trigger_kind == kind
    assert (draft.about, draft.channel) == ("p1", channel)


def test_our_own_page_shows_what_was_said_there_and_nothing_else(channel: Channel, world: World) -> None:
    hear(channel, "wall_post", "p1", text="On the other network")
    world.visitor("Ana", "wall_post", "On the page")
    texts = [entry.post.text for entry in wall_rows.read(world.page).entries]
    assert texts == ["On the page"]
    assert not Change.objects.filter(
        is_public=True, payload__post=Post.objects.get(external_id="p1").pk
    ).exists()
    assert len(wall_desk.desk(world.harbour).strands) == 2
    assert wall_desk.desk(world.northwind).strands == []


def test_a_comment_of_another_network_is_answered_there_in_public_and_privately(
    channel: Channel, world: World
) -> None:
    Channel.objects.filter(pk=channel.pk).update(settings={"account": {"kind": "page", "published": True}})
    now = timezone.now()
    hear(channel, "comment", "c1", target="p1", text="How much?", occurred_at=now)
    comment = Comment.objects.select_related("channel__brand", "contact").get()
    draft = wall.answer(world.caleb, comment, "Ten euros.", key="a1")
    assert draft.decision is not None
    assert (draft.decision.verdict, draft.channel) == ("allow", comment.channel), draft.decision.reasons
    thread = talk.begin_about(comment.channel, comment.contact.handles.get(), "c1")  # type: ignore[union-attr] -- made above
    reply = talk.private_reply(world.caleb, thread, "Ten euros for you.", about="c1", key="a2")
    delivery = reply.draft.delivery
    assert delivery is not None, reply.draft.decision and reply.draft.decision.reasons
    assert (delivery.form, delivery.about, delivery.channel_id) == ("private_reply", "c1", channel.pk)
    item = wall_desk.item(comment)
    assert item.private == delivery
    assert not item.is_open


def test_what_we_said_there_through_us_stands_once_whichever_comes_first(
    channel: Channel, world: World
) -> None:
    hear(channel, "comment", "c1", target="p1", text="How much?", occurred_at=timezone.now())
    comment = Comment.objects.select_related("channel__brand", "contact").get()
    draft = wall.answer(world.caleb, comment, "Ten euros.", key="a1")
    assert draft.delivery is not None
    delivery = draft.delivery
    hear(channel, "echo", "c2", target="p1", in_reply_to="c1", text="Other words", is_public=True, actor="")
    Delivery.objects.filter(pk=delivery.pk).update(
        state=Delivery.State.SENT, external_id="c2", sent_at=timezone.now()
    )
    dispatch.record_left()
    ours = Comment.objects.get(external_id="c2")
    assert (ours.delivery, ours.is_ours) == (delivery, True)
    assert Comment.objects.count() == 2


@pytest.mark.parametrize("is_public", [True, False])
def test_an_echo_with_our_key_settles_what_was_in_doubt(
    channel: Channel,
    world: World,
    is_public: bool,  # noqa: FBT001
) -> None:
    now = timezone.now()
    hear(channel, "message", "m1", text="Are you open?", occurred_at=now)
    hear(channel, "comment", "c1", target="p1", text="How much?", occurred_at=now)
    if is_public:
        comment = Comment.objects.select_related("channel__brand", "contact").get()
        draft = wall.answer(world.caleb, comment, "Ten euros.", key="a1")
    else:
        thread = (
            Message.objects.select_related("thread__channel__brand", "thread__contact", "thread__handle")
            .get()
            .thread
        )
        draft = talk.reply(world.caleb, thread, Wish(text="From nine.")).draft
    assert draft.delivery is not None, draft.decision and draft.decision.reasons
    delivery = draft.delivery
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.UNCERTAIN)
    hear(channel, "echo", "ours-1", key=delivery.key, target="u1", actor="", is_public=is_public)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.external_id) == (Delivery.State.SENT, "ours-1")
    dispatch.record_left()
    delivery.refresh_from_db()
    assert delivery.recorded_at is not None


def test_a_report_with_our_key_finds_what_never_got_an_answer(channel: Channel, world: World) -> None:
    hear(channel, "message", "m1", text="Are you open?", occurred_at=timezone.now())
    thread = (
        Message.objects.select_related("thread__channel__brand", "thread__contact", "thread__handle")
        .get()
        .thread
    )
    delivery = talk.reply(world.caleb, thread, Wish(text="From nine.")).draft.delivery
    assert delivery is not None
    Delivery.objects.update(state=Delivery.State.UNCERTAIN)
    hear(channel, "delivered", "x1", target="ours-1", key=delivery.key)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.external_id) == (Delivery.State.DELIVERED, "ours-1")


def test_a_watermark_reports_everything_that_had_left_for_that_person_and_nothing_else(
    channel: Channel, world: World
) -> None:
    now = timezone.now()
    sent = []
    for number, who in enumerate(("u1", "u1", "u2", "u1")):
        hear(channel, "message", f"m{number}", actor=who, text="Are you open?", occurred_at=now)
        rows = Message.objects.select_related("thread__channel__brand", "thread__contact", "thread__handle")
        thread = rows.get(external_id__endswith=f"m{number}").thread
        delivery = talk.reply(world.caleb, thread, Wish(text=f"From nine, {number}.")).draft.delivery
        assert delivery is not None
        sent.append(delivery)
        minutes = -10 if number < 3 else 10
        Delivery.objects.filter(pk=delivery.pk).update(
            state=Delivery.State.SENT, external_id=f"ours-{number}", sent_at=now + timedelta(minutes=minutes)
        )
    for kind, number in (("delivered", 1), ("delivered", 2)):
        mark = {"is_watermark": True}
        hear(channel, kind, f"w{number}", actor="u1", target="", occurred_at=now, extra=mark)
    hear(channel, "delivered", "w3", actor="u1", target="", occurred_at=None, extra={"is_watermark": True})
    states = [Delivery.objects.get(pk=one.pk).state for one in sent]
    assert states == ["delivered", "delivered", "sent", "sent"]
    assert [one.receipts.filter(kind="delivered").count() for one in sent] == [1, 1, 0, 0]


def test_that_something_of_another_tool_left_says_nothing_in_a_thread(channel: Channel) -> None:
    hear(channel, "echo", "theirs-1", key="another", target="u1", actor="", extra={"is_report": True})
    assert not Message.objects.exists()


# What they forbid, and take back.


def is_stopped() -> bool:
    return Suppression.objects.filter(lifted_at=None).exists()


STOP = ("stop", "s1", {"text": "stop", "occurred_at": later(1)})
RESUME = ("resume", "s2", {"reason": "marketing", "occurred_at": later(2)})


@pytest.mark.parametrize("acts", [(STOP, RESUME), (RESUME, STOP), (STOP, STOP, RESUME, RESUME, STOP)])
def test_a_control_takes_its_own_stop_back_in_whatever_order_they_are_heard(
    channel: Channel, acts: tuple[tuple[str, str, dict[str, Any]], ...]
) -> None:
    for kind, external_id, more in acts:
        hear(channel, kind, external_id, **more)
    assert not is_stopped()
    hear(channel, "stop", "s3", occurred_at=later(3))
    assert is_stopped()


def test_a_control_takes_back_no_stop_that_was_said_in_words(channel: Channel) -> None:
    hear(channel, "stop", "s1", text="stop", occurred_at=later(1), extra={"is_in_words": True})
    hear(channel, "resume", "s2", reason="price drops", occurred_at=later(2))
    assert is_stopped()


@pytest.mark.parametrize("kind", ["block", "complaint"])
def test_a_control_takes_back_nothing_but_its_own(channel: Channel, world: World, kind: str) -> None:
    hear(channel, "message", "m1", text="Hello", occurred_at=timezone.now())
    if kind == "complaint":
        thread = (
            Message.objects.select_related("thread__channel__brand", "thread__contact", "thread__handle")
            .get()
            .thread
        )
        delivery = talk.reply(world.caleb, thread, Wish(text="Hello Ana")).draft.delivery
        assert delivery is not None
        Delivery.objects.update(external_id="ours-1", state=Delivery.State.SENT)
    hear(channel, kind, "b1", target="ours-1", occurred_at=later(0))
    hear(channel, "stop", "s1", occurred_at=later(1))
    hear(channel, "resume", "s2", reason="marketing", occurred_at=later(2))
    assert is_stopped()


def test_what_was_asked_of_a_member_is_not_taken_back_by_a_control(channel: Channel, world: World) -> None:
    from askfirst.consent import ledger  # noqa: PLC0415 -- only here

    hear(channel, "stop", "s1", occurred_at=later(1))
    ledger.stop(
        Contact.objects.get(), reason=Suppression.Reason.MEMBER, evidence="by phone", member=world.olivia
    )
    hear(channel, "resume", "s2", reason="marketing", occurred_at=timezone.now())
    assert is_stopped()


# What the network says of our account, and what nobody knows.


def test_a_warning_troubles_the_channel_and_is_told(channel: Channel, world: World) -> None:
    hear(channel, "warning", "w1", reason="too many complaints", actor="")
    channel.refresh_from_db()
    assert "too many complaints" in channel.state_reason
    assert Notification.objects.filter(member=world.olivia, kind="channel").exists()


def test_a_permission_that_was_revoked_stops_neither_hearing_nor_the_queue(
    channel: Channel, world: World
) -> None:
    hear(channel, "message", "m1", text="Are you open?", occurred_at=timezone.now())
    thread = (
        Message.objects.select_related("thread__channel__brand", "thread__contact", "thread__handle")
        .get()
        .thread
    )
    talk.reply(world.caleb, thread, Wish(text="From nine."))
    hear(channel, "revoked", "v1", actor="")
    channel.refresh_from_db()
    assert "connect the channel again" in channel.state_reason
    assert Delivery.objects.get().state == Delivery.State.QUEUED
    hear(channel, "message", "m2", text="Hello?")
    assert Message.objects.count() == 2


def test_old_news_of_an_earlier_connection_troubles_nobody(channel: Channel) -> None:
    hear(channel, "revoked", "v1", actor="", occurred_at=channel.connected_at - timedelta(days=1))
    channel.refresh_from_db()
    assert channel.troubles == {}


def test_what_nobody_knows_is_kept_shown_and_harmless(channel: Channel) -> None:
    hear(channel, "dance", "x1")
    event = Event.objects.get()
    assert (event.routed_at is not None, event.remark) == (True, "not known here: dance")
    hear(channel, "comment", "c1", target="", text="Under what?")
    assert [(one.says, one.is_waiting) for one in intake.strange(channel)] == [
        ("nothing on this wall has the id ``", True),
        ("not known here: dance", False),
    ]


# Screens.


def test_what_several_deeds_announce_is_written_last_and_each_thing_once(world: World) -> None:
    with held_back():
        announce(world.harbour, "message", thread=1)
        with held_back():
            announce(world.harbour, "thread", thread=1)
        announce(world.harbour, "message", thread=1)
        assert not Change.objects.exists()
    assert list(Change.objects.order_by("pk").values_list("kind", flat=True)) == ["message", "thread"]


def test_what_is_rolled_back_announces_nothing(world: World) -> None:
    def fail() -> None:
        with held_back():
            announce(world.harbour, "message", thread=1)
            raise ValueError("broken")

    with held_back():
        with pytest.raises(ValueError, match="broken"):
            fail()
        announce(world.harbour, "thread", thread=2)
    assert list(Change.objects.values_list("kind", flat=True)) == ["thread"]


def test_a_network_without_walls_has_none(world: World) -> None:
    mail = world.connect_mail()
    assert not heard.has_wall(mail)
    assert heard.has_wall(world.page.channel)
