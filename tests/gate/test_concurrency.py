"""Several at once: real transactions, real threads, on whichever database the tests run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.brand import changes
from askfirst.brand.models import Channel
from askfirst.drafts.models import Draft
from askfirst.gate import outbox
from askfirst.gate.models import Attempt, Delivery
from askfirst.inbox import talk
from askfirst.inbox.models import Message, Thread
from askfirst.people.models import Contact, Handle
from askfirst.wire import dispatch, intake, routing
from askfirst.wire.models import Event
from tests.databases import together
from tests.world import make_world, page_event

if TYPE_CHECKING:
    from tests.databases import Database


def test_two_workers_never_send_the_same_twice(database: Database) -> None:
    world = make_world()
    for number in range(12):
        world.visitor(f"V{number}", "message", "Hello")
        world.reply(f"V{number}", f"Answer {number}")
    Channel.objects.update(sends_per_minute=1)
    claimed = [pk for found in together(*[_claim] * 4) for pk in found]
    assert len(claimed) == len(set(claimed)) == 8, "one burst, each delivery for one worker"
    assert Attempt.objects.count() == 8


def _claim() -> list[int]:
    return [delivery.pk for delivery in outbox.begin(outbox.claim())]


def test_four_workers_send_everything_once(database: Database) -> None:
    world = make_world()
    for number in range(20):
        world.visitor(f"V{number}", "message", "Hello")
        world.reply(f"V{number}", f"Answer {number}")
    for _ in range(6):
        assert all(isinstance(found, int) for found in together(*[dispatch.send_due] * 4))
    texts = list(Message.objects.filter(is_ours=True).values_list("text", flat=True))
    assert sorted(texts) == sorted(f"Answer {number}" for number in range(20))
    assert Attempt.objects.count() == 20


def test_of_two_private_replies_at_once_to_one_comment_one_is_allowed(database: Database) -> None:
    world = make_world()
    post = world.visitor("Yusuf", "wall_post", "My order never came")
    thread = talk.begin_about(world.page.channel, Handle.objects.get(contact=world.contact("Yusuf")), post)
    replies = together(
        *[
            lambda key=key: talk.private_reply(world.caleb, thread, f"Hello {key}", about=post, key=key)
            for key in "ab"
        ]
    )
    assert sorted(reply.draft.decision.verdict for reply in replies) == ["allow", "deny"]
    assert Delivery.objects.count() == 1


def test_the_same_key_twice_at_once_is_one_draft(database: Database) -> None:
    world = make_world()
    world.visitor("Ana", "message", "Hello")
    replies = together(*[lambda: world.reply("Ana", "Hello Ana", key="browser-1")] * 3)
    assert len({reply.pk for reply in replies}) == 1
    assert Draft.objects.count() == Delivery.objects.count() == 1


def test_the_same_event_taken_in_by_several_at_once_is_one_row(database: Database) -> None:
    world = make_world()
    said = page_event("Ana", "message", "Hello")
    kept = together(*[lambda: intake.accept(world.page.channel, said.raw, said.id)] * 4)
    assert sorted(kept) == [False, False, False, True]
    assert Event.objects.count() == 1


def test_several_words_of_a_new_person_at_once_make_one_person_and_one_thread(database: Database) -> None:
    world = make_world()
    events = []
    for number in range(4):
        said = page_event("Ana", "message", f"Photo {number}")
        intake.accept(world.page.channel, said.raw, said.id)
        events.append(Event.objects.get(external_id=said.id).pk)
    together(*[lambda pk=pk: routing.route(pk) for pk in events])
    Event.objects.update(try_after=Event.objects.first().received_at)
    routing.route_pending()
    assert Contact.objects.count() == Handle.objects.count() == Thread.objects.count() == 1
    assert Message.objects.count() == 4


def test_who_pages_through_the_feed_by_id_misses_no_row(database: Database) -> None:
    world = make_world()
    start, each, writers = changes.newest(), 25, 4

    def write() -> None:
        for number in range(each):
            changes.announce(world.harbour, "test", number=number)

    def read() -> int:
        seen, last = 0, start
        while seen < each * writers:
            for change in changes.after(last):
                assert change.pk > last
                seen, last = seen + 1, change.pk
        return seen

    found = together(read, *[write] * writers)
    assert found[0] == each * writers
