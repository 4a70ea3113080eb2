"""What is typed and not sent is there on every machine, and no window takes another's words away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied

from askfirst.brand import files
from askfirst.brand.models import StoredFile
from askfirst.brand.roles import Role
from askfirst.drafts.submit import Wish
from askfirst.inbox import replies, talk, unsent
from askfirst.inbox.unsent import CannotKeep, Typed

if TYPE_CHECKING:
    from askfirst.inbox.models import Thread
    from tests.world import World


@pytest.fixture
def thread(world: World) -> Thread:
    world.visitor("Ana", "message", "Open on Sunday?")
    return world.thread("Ana")


def test_the_newest_words_hold_and_what_another_window_wrote_is_offered_beside_them(
    world: World, thread: Thread
) -> None:
    first = unsent.keep(world.caleb, thread, "reply", Typed(text="Yes, we", subject="Sunday"))
    again = unsent.keep(world.caleb, thread, "reply", Typed(text="Yes, we are", base=first.version))
    assert (again.version, again.other) == (2, "")
    elsewhere = unsent.keep(world.caleb, thread, "reply", Typed(text="No,", base=1))
    assert (elsewhere.text, elsewhere.other) == ("No,", "Yes, we are")
    unsent.let_go(world.caleb, thread, "reply")
    unsent.keep(world.caleb, thread, "note", Typed(text="Ask Mara"))
    begun = unsent.in_thread(world.caleb, thread)
    assert {mode: row.text for mode, row in begun.items()} == {"reply": "No,", "note": "Ask Mara"}
    assert begun["reply"].other == ""
    assert unsent.in_thread(world.mara, thread) == {}, "each has their own"


def test_the_list_knows_where_something_was_begun_in_one_query(
    world: World, thread: Thread, django_assert_num_queries: object
) -> None:
    world.visitor("Tom", "message", "Hello")
    other = world.thread("Tom")
    unsent.keep(world.caleb, thread, "note", Typed(text="Ask Mara"))
    unsent.attach(world.caleb, other, files.keep(world.harbour, "menu.pdf", b"%PDF-1.4"))
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert set(unsent.of(world.caleb, [thread.pk, other.pk])) == {thread.pk, other.pk}
    unsent.keep(world.caleb, thread, "note", Typed(text="", base=1))
    assert set(unsent.of(world.caleb, [thread.pk, other.pk])) == {other.pk}
    assert unsent.of(world.mara, [thread.pk, other.pk]) == {}


def test_what_is_late_of_a_wish_that_was_sent_is_no_draft(world: World, thread: Thread) -> None:
    unsent.keep(world.caleb, thread, "reply", Typed(text="Yes", key="k1"))
    unsent.sent(world.caleb, thread, "reply", "k1")
    assert unsent.keep(world.caleb, thread, "reply", Typed(text="Yes", key="k1", base=0)).text == ""
    assert unsent.keep(world.caleb, thread, "reply", Typed(text="And", key="k2", base=2)).text == "And"


def test_undone_words_come_back_with_their_files_above_what_was_typed_since(
    world: World, thread: Thread
) -> None:
    file = files.keep(world.harbour, "menu.pdf", b"%PDF-1.4")
    unsent.attach(world.caleb, thread, file)
    reply = talk.reply(world.caleb, thread, Wish(text="Yes, from nine", files=(file,)))
    unsent.sent(world.caleb, thread, "reply", reply.draft.key)
    unsent.keep(world.caleb, thread, "reply", Typed(text="See you", base=1))
    assert replies.withdraw(world.caleb, reply)
    back = unsent.give_back(world.caleb, thread, reply.draft)
    assert back.text == "Yes, from nine\nSee you"
    assert unsent.files_of(world.caleb, thread) == [file]


def test_a_file_that_nothing_holds_any_more_is_gone_and_one_that_was_sent_stays(
    world: World, thread: Thread
) -> None:
    lone, sent = (files.keep(world.harbour, f"{name}.pdf", b"%PDF-1.4") for name in ("a", "b"))
    talk.reply(world.caleb, thread, Wish(text="Here", files=(sent,)))
    for file in (lone, sent):
        unsent.attach(world.caleb, thread, file)
        unsent.detach(world.caleb, thread, file.token)
    unsent.detach(world.caleb, thread, "never there")
    assert list(StoredFile.objects.all()) == [sent]


def test_too_much_and_who_may_not_is_refused_in_a_sentence(world: World, thread: Thread) -> None:
    with pytest.raises(CannotKeep, match="longer than any message"):
        unsent.keep(world.caleb, thread, "reply", Typed(text="x" * (unsent.LONGEST + 1)))
    for number in range(unsent.MOST_FILES):
        unsent.attach(world.caleb, thread, files.keep(world.harbour, f"{number}.pdf", b"%PDF"))
    with pytest.raises(CannotKeep, match="10 files"):
        unsent.attach(world.caleb, thread, files.keep(world.harbour, "more.pdf", b"%PDF"))
    with pytest.raises(PermissionDenied):
        unsent.attach(world.caleb, thread, files.keep(world.northwind, "theirs.pdf", b"%PDF"))
    world.mara.role = Role.VIEWER
    for mode in ("reply", "note"):
        with pytest.raises(PermissionDenied):
            unsent.keep(world.mara, thread, mode, Typed(text="x"))
