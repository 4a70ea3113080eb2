"""Colleagues named in notes, and replies that wait because a colleague was quicker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from askfirst.brand.models import Notification
from askfirst.drafts.submit import Wish
from askfirst.inbox import collision, marks, mentions, talk
from askfirst.inbox.models import Mention, Reply
from tests.databases import together
from tests.world import days_ago, make_world

if TYPE_CHECKING:
    from askfirst.brand.models import Member
    from tests.databases import Database
    from tests.world import World


def _named(world: World, text: str) -> list[Member]:
    return mentions.named(text, [world.olivia, world.caleb, world.mara])


def test_a_name_is_the_whole_name_or_a_first_name_that_only_one_has(world: World) -> None:
    assert _named(world, "@Mara Lind and @caleb, look") == [world.mara, world.caleb]
    assert _named(world, "(@OLIVIA) @Mara's @mara again") == [world.olivia, world.mara]
    for no_name in ("mail mara@lind.test", "@marabu", "@", "@@nobody", "user@Mara", ""):
        assert _named(world, no_name) == []
    world.mara.name = "Caleb Lind"
    assert _named(world, "@Caleb which one? @Caleb Lind") == [world.mara]


def test_who_is_named_in_a_note_is_told_and_it_is_theirs_to_look_at(world: World) -> None:
    world.visitor("Ana", "message", "Hello?")
    marks.note(world.caleb, world.thread("Ana"), "@Mara do you know her? @Caleb will wait, @Wim may not read")
    assert [row.member for row in Mention.objects.all()] == [world.mara]
    told = Notification.objects.get(kind=Notification.Kind.MENTION)
    assert (told.member, told.title) == (world.mara, "Caleb Reed named you in a note")


def test_a_reply_waits_where_a_colleague_answered_after_its_writer_had_looked(world: World) -> None:
    world.visitor("Ana", "message", "Are you open on Sunday?")
    thread = world.thread("Ana")
    seen = collision.known(thread)
    collision.reply(world.mara, thread, Wish(text="Yes, from nine."), seen)
    with pytest.raises(collision.AnsweredMeanwhile) as held:
        collision.reply(world.caleb, thread, Wish(text="No."), seen)
    assert (held.value.author, held.value.text) == ("Mara Lind", "Yes, from nine.")
    assert Reply.objects.count() == 1, "nothing of it was stored"
    collision.reply(world.mara, thread, Wish(text="Until two."), seen)
    collision.reply(world.caleb, thread, Wish(text="And on Monday too."), collision.known(thread))
    collision.reply(world.caleb, thread, Wish(text="All the same."), None)
    assert Reply.objects.count() == 4


def test_the_same_press_twice_is_one_answer_whatever_happened_between(world: World) -> None:
    world.visitor("Ana", "message", "Are you open on Sunday?")
    thread = world.thread("Ana")
    seen = collision.known(thread)
    first = collision.reply(world.caleb, thread, Wish(text="Yes.", key="one"), seen)
    world.reply("Ana", "Until two.", member=world.mara)
    assert collision.reply(world.caleb, thread, Wish(text="Yes.", key="one"), seen) == first


def test_what_was_said_by_another_tool_is_an_answer_too(world: World) -> None:
    world.visitor("Ana", "message", "Are you open on Sunday?", at=days_ago(1))
    thread = world.thread("Ana")
    seen = collision.known(thread)
    said = talk.Said(external_id="elsewhere", at=days_ago(0), author="Harbour", text="Yes, from the app.")
    talk.echo(thread.channel, thread.theirs, said)
    with pytest.raises(collision.AnsweredMeanwhile, match="Harbour answered"):
        collision.reply(world.caleb, thread, Wish(text="Yes."), seen)


def test_of_two_who_answer_in_the_same_instant_one_is_told_of_the_other(database: Database) -> None:
    world = make_world()
    world.visitor("Ana", "message", "Are you open on Sunday?")
    thread, seen = world.thread("Ana"), collision.known(world.thread("Ana"))
    found = together(
        lambda: collision.reply(world.caleb, thread, Wish(text="Yes."), seen),
        lambda: collision.reply(world.mara, thread, Wish(text="From nine."), seen),
    )
    assert sorted(type(one).__name__ for one in found) == ["AnsweredMeanwhile", "Reply"]
    assert Reply.objects.count() == 1


@pytest.mark.parametrize("nonsense", ["", "1", "1.", ".", "a.b", "1.2.3", "-1.2", "9" * 30 + ".1", "１.２"])
def test_what_no_form_of_ours_says_is_nothing_known(nonsense: str) -> None:
    assert collision.Known.read(nonsense) is None
    assert str(collision.Known.read("3.14")) == "3.14"
