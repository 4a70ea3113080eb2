"""What comes in damaged, too long or out of its mind: nothing is lost, nothing is half-done, nobody else waits for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from askfirst.inbox import listing, marks, talk
from askfirst.inbox.models import Message, Note
from askfirst.networks.base import Event as Told
from askfirst.networks.base import EventKind
from askfirst.people import access
from askfirst.people.models import Contact, Engagement, Relationship
from askfirst.wall.models import Post
from askfirst.wire import border, imports, intake, routing
from askfirst.wire.models import Event
from tests.world import days_ago, page_event

if TYPE_CHECKING:
    from tests.scripted import Scripted
    from tests.world import World

NUL = "Are\x00 you \x1bopen?"


def test_control_characters_are_taken_out_with_a_remark(world: World, network: Scripted) -> None:
    world.event("message", actor="ana@fans.test", actor_name="A\x00na", text=NUL, id="m\x001")
    message = Message.objects.get()
    assert (message.text, message.author, message.external_id) == ("Are you open?", "Ana", "m1")
    assert message.remarks == [border.REMARK]


def test_broken_letters_are_taken_out() -> None:
    told = border.fit(
        Told(kind=EventKind.MESSAGE, external_id="x", text="a\ud800b\r\nc", extra={"quoted": "\x00q", "n": 1})
    )
    assert (told.text, told.remarks) == ("ab\nc", (border.REMARK,))
    assert told.extra == {"quoted": "q", "n": 1}
    assert border.fit(told) == told


def test_line_ends_are_no_reason_for_a_remark() -> None:
    assert border.fit(Told(kind=EventKind.MESSAGE, external_id="x", text="a\r\nb")).remarks == ()


def test_names_and_ids_that_are_too_long_are_cut_or_digested_and_stay_the_same(
    world: World, network: Scripted
) -> None:
    long = "m" * 5000
    for _ in range(2):
        world.event("message", actor="ana@fans.test", actor_name="N" * 5000, text="Hello", id=long)
    message = Message.objects.get()
    assert message.external_id == border.short(long)
    assert len(message.author) == 120
    assert len(Contact.objects.get().name) == 120
    assert Event.objects.count() == 1


def test_a_subject_that_is_too_long_is_cut(world: World, network: Scripted) -> None:
    world.posted()
    reply = world.mail_reply("ana@fans.test", "Hello", subject="S" * 5000)
    assert len(reply.draft.subject) == 400


def test_an_address_that_is_too_long_or_missing_stays_visible_and_blocks_nobody(
    world: World, network: Scripted
) -> None:
    world.event("message", actor="a" * 300, text="Hello")
    world.event("message", actor="  ", text="Hello")
    world.event("message", actor="ana@fans.test", text="Hello")
    assert Message.objects.count() == 1
    failures = list(Event.objects.filter(routed_at=None).values_list("failure", flat=True))
    assert "is longer than 254 characters" in failures[0]
    assert failures[1] == "it does not say who did this: there is no address"


@pytest.mark.parametrize("raw", [b"", b"\x00\xff\xfe", b"{", b'{"kind": "dance"}', b"[" * 10_000])
def test_bytes_that_nobody_can_read_stay_visible_with_the_reason(world: World, raw: bytes) -> None:
    intake.accept(world.page.channel, raw, "broken")
    world.visitor("Ana", "message", "Hello")
    broken = Event.objects.get(external_id="broken")
    assert broken.routed_at is None
    assert broken.failure
    assert broken.failures == 1
    assert broken.try_after > timezone.now()
    assert world.thread("Ana").messages.count() == 1
    assert intake.pending(world.page.channel, "visitor-ana") == []


def test_what_is_not_routed_yet_is_seen_by_its_sender_at_once_though_something_broken_waits_too(
    world: World,
) -> None:
    intake.accept(world.page.channel, b"\x00broken", "broken")
    said = page_event("Ana", "message", "Hello")
    intake.accept(world.page.channel, said.raw, said.id)
    assert [told.text for told in intake.pending(world.page.channel, "visitor-ana")] == ["Hello"]
    assert intake.pending(world.page.channel, "visitor-tom") == []


def test_a_failure_whose_words_cannot_be_stored_is_stored_without_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("bad \x00 byte \ud800")

    monkeypatch.setattr(routing, "apply", breaks)
    monkeypatch.setattr(routing.log, "disabled", True)  # a broken letter in a log line is no news to anybody
    world.visitor("Ana", "message", "Hello")
    assert Event.objects.get().failure == "RuntimeError: bad  byte "


def test_each_failure_is_tried_again_later(world: World) -> None:
    intake.accept(world.page.channel, b"broken", "broken")
    waits = []
    for _ in range(4):
        Event.objects.update(try_after=timezone.now())
        routing.route_pending()
        waits.append(round((Event.objects.get().try_after - timezone.now()).total_seconds()))
    assert waits == [1, 4, 16, 64]


def test_a_clock_that_runs_ahead_is_not_believed(world: World) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    world.visitor("Ana", "message", "Hello", at=tomorrow)
    world.visitor("Ana", "like", at=tomorrow)
    now = timezone.now()
    assert Message.objects.get().said_at <= now
    assert all(act.occurred_at <= now for act in Engagement.objects.all())
    since = Relationship.objects.get().since
    assert since is not None
    assert since <= now


def test_a_file_with_a_name_that_breaks_parsers_does_not_lose_the_text(world: World) -> None:
    from askfirst.networks.page import File  # noqa: PLC0415 -- only here

    names = ("//[x.pdf", "..\\..\\evil.exe", "\u202egnp.exe", "", "a/b/" + "n" * 400)
    parts = tuple(File(name=name, content_type="image/png", content=b"x") for name in names)
    world.visitor("Ana", "message", "Look", files=parts)
    kept = [file.name for file in Message.objects.get().files.order_by("pk")]
    assert kept == ["[x.pdf", "evil.exe", "gnp.exe", "file", "n" * 200]


def test_a_members_words_lose_what_no_database_keeps(world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    reply = world.reply("Ana", "Yes\x00, from\ud83d nine.\r\nBye", key="k\x00" * 100)
    assert reply.draft.text == "Yes, from nine.\nBye"
    assert world.reply("Ana", "again", key="k\x00" * 100).pk == reply.pk
    note = marks.note(world.caleb, world.thread("Ana"), "careful\x00")
    assert note.text == "careful"
    with pytest.raises(ValueError, match="the note is empty"):
        marks.note(world.caleb, world.thread("Ana"), " \x00 ")
    assert Note.objects.count() == 1


def test_words_to_search_for_may_be_anything(world: World) -> None:
    world.visitor("Ana", "message", "100% sure_ly")
    for words in ("\x00", "%", "_", "'; DROP TABLE inbox_thread; --", "\ud800", "é" * 5000):
        listing.page(world.caleb, listing.Filter(words=words))
        access.page(world.caleb, access.Filter(words=words))
    assert len(listing.page(world.caleb, listing.Filter(words="100%")).threads) == 1
    assert len(listing.page(world.caleb, listing.Filter(words="0x%")).threads) == 0


@pytest.mark.parametrize(
    "after",
    [
        "x",
        "0.2026-01-01T00:00:00_1",
        "0.2026-01-01T00:00:00+00:00_x",
        "7.2026-01-01T00:00:00+00:00_1",
        "_",
        "9" * 400,
    ],
)
def test_a_place_in_the_list_that_no_page_named_is_refused(world: World, after: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 -- any sentence will do
        listing.page(world.caleb, listing.Filter(), after=after)


def test_a_place_far_out_is_an_empty_page(world: World) -> None:
    assert (
        listing.page(
            world.caleb, listing.Filter(channels=(10**30,)), f"0.2026-01-01T00:00:00+00:00_{10**30}"
        ).threads
        == []
    )


def test_an_import_names_what_it_cannot_use_and_goes_on(world: World, network: Scripted) -> None:
    channel = world.connect_mail()
    told = [
        Told(
            kind=EventKind.MESSAGE,
            external_id="1",
            actor="ana@fans.test",
            text="Hello\x00",
            occurred_at=days_ago(900),
        ),
        Told(kind=EventKind.WALL_POST, external_id="2", actor="ana@fans.test", text="no wall here"),
        Told(kind=EventKind.BOUNCE, external_id="3", target="never sent"),
        Told(kind=EventKind.MESSAGE, external_id="4", actor="", text="nobody"),
        Told(kind=EventKind.FOLLOW, external_id="5", actor="bea@fans.test"),
        Told(kind=EventKind.MESSAGE, external_id="6", actor="li@fans.test", text="some day"),
    ]
    for _ in range(2):
        (done,) = imports.import_events(channel, told)
        assert done.counts == {"message": 2, "follow": 1}
        assert [problem.split(":")[0] for problem in done.problems] == [
            "wall_post 2",
            "bounce 3",
            "message 4",
        ]
    assert Message.objects.count() == 2
    assert Relationship.objects.get().since is None
    assert not Post.objects.exists()
    assert [act.contact.handles.get().key for act in Engagement.objects.all()] == ["ana@fans.test"], (
        "a word of which nobody knows when it was said opens no window"
    )


def test_what_comes_out_of_an_export_calls_nobody(world: World, network: Scripted) -> None:
    channel = world.connect_mail()
    told = Told(
        kind=EventKind.MESSAGE,
        external_id="1",
        actor="ana@fans.test",
        text="Hello",
        occurred_at=days_ago(900),
    )
    list(imports.import_events(channel, [told]))
    assert listing.count_unread(world.caleb) == 0
    assert world.mail_thread("ana@fans.test").state == "done"
    assert world.mail_thread("ana@fans.test").waiting_since is None
    world.event("message", actor="ana@fans.test", text="Now")
    assert listing.count_unread(world.caleb) == 1


def test_an_export_does_not_put_a_live_conversation_away(world: World, network: Scripted) -> None:
    world.posted()
    thread = world.mail_thread("ana@fans.test")
    theirs = thread.messages.get(is_ours=False).external_id
    told = Told(
        kind=EventKind.ECHO,
        external_id="0",
        target="ana@fans.test",
        text="Old",
        in_reply_to=theirs,
        occurred_at=days_ago(900),
    )
    list(imports.import_events(thread.channel, [told]))
    assert talk.is_known(thread.channel, "0")
    thread = world.mail_thread("ana@fans.test")
    assert (thread.state, thread.preview) == ("open", "Are you open on Sunday?")
    assert thread.waiting_since is not None
