"""Somebody of whom only an id came in gets their name a moment later, and whoever cannot be looked up stays as they are."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from askfirst.brand.models import Channel
from askfirst.consent import ledger
from askfirst.networks.base import Failure, NetworkError
from askfirst.networks.profiles import Profile, Profiled
from askfirst.people import resolve
from askfirst.people.models import Contact, Engagement, Handle, Relationship
from askfirst.wire import acquaint, connectors

if TYPE_CHECKING:
    from tests.world import World

KNOWN: dict[str, Profile | NetworkError] = {
    "7001": Profile(name="Ana Ferreira", follows_us=True, we_follow=False),
    "7002": Profile(name="Tom Becker", has_blocked_us=True),
    "7003": NetworkError("there is no profile", failure=Failure.UNREACHABLE, code="100/2018218"),
    "7004": NetworkError("too much", failure=Failure.QUOTA, retry_after=timedelta(hours=1)),
}


class Book(Profiled):
    """A network that is asked about people and writes down about whom."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def profile(self, handle: str) -> Profile:
        self.asked.append(handle)
        told = KNOWN[handle]
        if isinstance(told, NetworkError):
            raise told
        return told


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch) -> Book:
    found = Book()
    monkeypatch.setattr(connectors, "of", lambda _channel: found)
    return found


@pytest.fixture
def channel(world: World) -> Channel:
    return Channel.objects.create(brand=world.harbour, network="facebook", address="901", name="Harbour")


def met(channel: Channel, address: str, **more: Any) -> Contact:
    handle = resolve.resolve(channel, resolve.Seen(address=address, evidence="wrote to us", **more))
    resolve.engage(channel, handle, Engagement.Kind.MESSAGE, reference=f"m-{address}", at=timezone.now())
    return handle.contact


def test_a_name_and_who_follows_whom_are_learned_once(book: Book, channel: Channel) -> None:
    ana = met(channel, "7001")
    assert acquaint.look_up() == 1
    ana.refresh_from_db()
    assert str(ana) == "Ana Ferreira"
    assert [edge.kind for edge in Relationship.objects.filter(contact=ana)] == [Relationship.Kind.FOLLOWS]
    assert acquaint.look_up() == 0
    assert book.asked == ["7001"]


def test_a_name_that_is_known_already_stays(book: Book, channel: Channel) -> None:
    ana = met(channel, "7001", name="Ana from the corner")
    acquaint.look_up()
    ana.refresh_from_db()
    assert str(ana) == "Ana from the corner"


def test_who_has_blocked_us_there_is_on_the_stop_list(book: Book, channel: Channel) -> None:
    tom = met(channel, "7002")
    acquaint.look_up()
    assert ledger.suppressions(channel.brand, Handle.objects.filter(contact=tom))


def test_who_cannot_be_looked_up_is_left_and_who_cannot_be_now_is_asked_about_later(
    book: Book, channel: Channel
) -> None:
    met(channel, "7003")
    met(channel, "7004")
    assert acquaint.look_up() == 2
    assert acquaint.look_up() == 0
    Handle.objects.update(look_up_after=timezone.now())
    assert acquaint.look_up() == 1
    assert book.asked == ["7003", "7004", "7004"]


def test_an_answer_that_nobody_foresaw_keeps_nobody_else_waiting(book: Book, channel: Channel) -> None:
    met(channel, "7005")  # the book falls over it
    ana = met(channel, "7001")
    assert acquaint.look_up() == 2
    ana.refresh_from_db()
    assert str(ana) == "Ana Ferreira"
    assert acquaint.look_up() == 0
    assert Handle.objects.get(key="7005").looked_up_at is None


def test_they_are_looked_up_where_they_met_us(book: Book, channel: Channel, world: World) -> None:
    other = Channel.objects.create(brand=world.harbour, network="facebook", address="902", name="Harbour two")
    ana = met(other, "7001")
    acquaint.look_up()
    assert {edge.channel for edge in Relationship.objects.filter(contact=ana)} == {other}


def test_a_network_that_tells_nothing_is_not_asked_again(channel: Channel, world: World) -> None:
    met(world.page.channel, "visitor-ana")
    assert acquaint.look_up() == 1
    assert acquaint.look_up() == 0


def test_while_no_account_of_ours_works_there_nobody_is_given_up(channel: Channel, book: Book) -> None:
    who = met(channel, "7001")
    Channel.objects.filter(pk=channel.pk).update(state=Channel.State.ATTENTION)
    acquaint.look_up()
    assert not book.asked
    Channel.objects.filter(pk=channel.pk).update(state=Channel.State.OK)
    Handle.objects.update(look_up_after=timezone.now())
    acquaint.look_up()
    who.refresh_from_db()
    assert who.name == "Ana Ferreira"
