"""The world alone: who is there, what they did, what follows from it at any instant, and a clock that goes where it is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import pytest

from askfirst.sandbox import saving
from askfirst.sandbox.clock import Clock
from askfirst.sandbox.memory import Unknown
from askfirst.sandbox.things import Act, Deed, Kind, Media
from askfirst.sandbox.world import World

if TYPE_CHECKING:
    from pathlib import Path

DAY = datetime(2013, 10, 16, 12, tzinfo=UTC)
NET = "net"


class Small(World):
    """Ana, Tom and our account, on one day in 2013."""

    def __init__(self) -> None:
        super().__init__(clock=Clock(DAY, is_frozen=True))
        self.ana = self.join(self.person("Ana Ferreira"), NET).id
        self.tom = self.join(self.person("Tom Whitlock"), NET, username="tom").id
        self.ours = self.account(NET, "harbour", "Harbour Coffee").id

    def act(self, kind: Kind, source: str, target: str = "", **more: Any) -> Act:
        return self.do(Deed(network=NET, kind=kind, source=source, target=target, **more))

    def pass_(self, **length: float) -> None:
        self.clock.move(timedelta(**length))


@pytest.fixture
def world() -> Small:
    return Small()


# -- the clock ---------------------------------------------------------------------------------------------------------


def test_a_clock_runs_from_where_it_was_set_and_stands_where_it_was_frozen() -> None:
    clock = Clock(DAY)
    assert timedelta() <= clock.now - DAY < timedelta(seconds=5)
    assert clock.freeze(DAY) == clock.now == DAY
    assert clock.move(timedelta(days=400)) == datetime(2014, 11, 20, 12, tzinfo=UTC)
    assert clock.move(timedelta(days=-400)) == DAY
    assert not clock.is_frozen or clock.run() - DAY < timedelta(seconds=5)
    assert not clock.is_frozen


def test_a_clock_speaks_as_the_networks_do() -> None:
    clock = Clock(DAY, is_frozen=True)
    assert clock.header == "Wed, 16 Oct 2013 12:00:00 GMT"
    assert parsedate_to_datetime(clock.header) == DAY
    assert (clock.seconds, clock.milliseconds) == (1_381_924_800, 1_381_924_800_000)


def test_a_clock_tells_when_it_was_moved_and_wants_a_time_zone() -> None:
    clock, told = Clock(DAY, is_frozen=True), []
    clock.when_moved(lambda: told.append(clock.now))
    clock.set(DAY + timedelta(hours=1))
    clock.run()
    assert told[0] == DAY + timedelta(hours=1)
    assert len(told) == 2
    with pytest.raises(ValueError, match="time zone"):
        clock.set(datetime(2013, 10, 16))  # noqa: DTZ001 -- that is the mistake


# -- edges -------------------------------------------------------------------------------------------------------------


def test_an_edge_has_its_days_and_following_twice_is_following_once(world: Small) -> None:
    world.act(Kind.FOLLOW, world.ana, world.ours)
    world.pass_(hours=48)
    world.act(Kind.FOLLOW, world.ana, world.ours)
    edge = world.edge(NET, "follow", world.ana, world.ours)
    assert edge is not None
    assert edge.since == DAY
    world.act(Kind.UNFOLLOW, world.ana, world.ours)
    assert not world.follows(NET, world.ana, world.ours)
    assert world.follows(NET, world.ana, world.ours, at=DAY + timedelta(hours=1))
    assert not world.follows(NET, world.ours, world.ana, at=DAY + timedelta(hours=1))
    world.pass_(days=1)
    world.act(Kind.FOLLOW, world.ana, world.ours)
    assert world.edge(NET, "follow", world.ana, world.ours).since == DAY + timedelta(days=3)
    assert [edge.source for edge in world.edges_to(NET, "follow", world.ours)] == [world.ana]


def test_a_connection_goes_both_ways_and_ends_both_ways(world: Small) -> None:
    world.act(Kind.CONNECT, world.ana, world.tom)
    assert [e.target for e in world.edges_from(NET, "connect", world.tom)] == [world.ana]
    world.act(Kind.DISCONNECT, world.tom, world.ana)
    assert world.edges_from(NET, "connect", world.ana) == []


def test_agreements_are_kept_apart_by_topic(world: Small) -> None:
    world.act(Kind.OPT_IN, world.ana, world.ours, more={"topic": "roasts"})
    world.act(Kind.OPT_OUT, world.ana, world.ours, more={"topic": "cakes"})
    assert world.edge(NET, "opt_in", world.ana, world.ours, topic="roasts")
    assert not world.edge(NET, "opt_in", world.ana, world.ours, topic="cakes")


# -- public ------------------------------------------------------------------------------------------------------------


def test_comments_hang_under_posts_and_what_is_deleted_is_gone(world: Small) -> None:
    post = world.act(Kind.POST, world.ours, text="Hello @tom, and hello@tom.example").made
    comment = world.act(Kind.COMMENT, world.ana, about=post, text="Price?").made
    answer = world.act(Kind.COMMENT, world.ours, about=comment, text="Three.").made
    assert world.post(NET, post).mentions == [world.tom]
    assert world.post(NET, answer).root == post
    assert [one.id for one in world.answers(NET, comment)] == [answer]
    world.act(Kind.EDIT, world.ana, about=comment, text="How much?")
    assert world.post(NET, comment).text == "How much?"
    world.act(Kind.DELETE, world.ana, about=comment)
    assert world.answers(NET, post) == []
    with pytest.raises(Unknown, match="no post"):
        world.act(Kind.COMMENT, world.tom, about=comment, text="Too late")
    world.act(Kind.POST, world.ana, world.ours, text="On your wall")
    world.act(Kind.SHARE, world.tom, about=post)
    assert [one.text for one in world.wall(NET, world.ours)] == ["On your wall", world.post(NET, post).text]
    assert [one.parent for one in world.wall(NET, world.tom)] == [post]


def test_a_thing_is_liked_once_and_a_reaction_replaces_the_one_before(world: Small) -> None:
    post = world.act(Kind.POST, world.ours, text="Hello").made
    like = world.act(Kind.LIKE, world.ana, about=post).made
    assert world.act(Kind.LIKE, world.ana, about=post).made == like
    world.act(Kind.REACT, world.ana, about=post, more={"reaction": "love"})
    assert [one.name for one in world.likes_of(NET, post)] == ["love"]
    world.act(Kind.UNREACT, world.ana, about=post)
    assert world.likes_of(NET, post) == []
    world.act(Kind.LIKE, world.tom, world.ours)
    assert world.edge(NET, "like", world.tom, world.ours)


# -- private -----------------------------------------------------------------------------------------------------------


def test_the_last_message_is_the_last_one_up_to_that_instant(world: Small) -> None:
    first = world.act(Kind.WRITE, world.ana, world.ours, text="1").made
    world.pass_(hours=1)
    world.act(Kind.WRITE, world.ours, world.ana, text="2", app="app")
    world.pass_(hours=1)
    last = world.act(
        Kind.WRITE, world.ana, world.ours, text="3", media=(Media(id="1", type="image/png"),)
    ).made
    assert world.last_message(NET, world.ana, world.ours).id == last
    assert world.last_message(NET, world.ana, world.ours, before=DAY + timedelta(minutes=90)).id == first
    assert world.last_message(NET, world.tom, world.ours) is None
    world.act(Kind.DELETE, world.ana, about=last)
    assert world.last_message(NET, world.ana, world.ours).deleted_at == world.now
    assert len(world.threads) == 1


def test_a_request_waits_until_it_is_answered_or_accepted(world: Small) -> None:
    world.act(Kind.WRITE, world.ours, world.ana, text="Hello", more={"is_request": True})
    thread = world.thread(NET, world.ana, world.ours)
    assert thread.state == "request"
    world.act(Kind.WRITE, world.ours, world.ana, text="Hello?")
    assert thread.state == "request"
    world.act(Kind.WRITE, world.ana, world.ours, text="Hi")
    assert thread.state == "open"
    world.act(Kind.DECLINE, world.ana, world.ours)
    assert thread.state == "declined"
    world.act(Kind.READ, world.ana, world.ours)
    world.act(Kind.RECEIVE, world.ana, world.ours)
    world.act(Kind.DROP, world.ana, world.ours)
    assert thread.read == thread.received == thread.dropped == {world.ana: world.now}
    with pytest.raises(Unknown, match="never talked"):
        world.act(Kind.READ, world.tom, world.ours)


def test_asks_are_answered_in_public_or_in_private(world: Small) -> None:
    named = world.act(Kind.ASK, world.ana, world.ours, text="Who bakes?").made
    hidden = world.act(Kind.ASK, world.tom, world.ours, text="Vegan?", more={"is_anonymous": True}).made
    assert [world.asks[NET, one].asker for one in (named, hidden)] == [world.ana, ""]
    world.act(Kind.ANSWER, world.ours, about=named, text="Olivia.", more={"is_private": True})
    post = world.act(Kind.ANSWER, world.ours, about=hidden, text="Yes.").made
    assert world.asks[NET, named].answer == "Olivia."
    assert world.wall(NET, world.ours)[0].id == post == world.asks[NET, hidden].answer
    with pytest.raises(Unknown, match="no ask"):
        world.act(Kind.ANSWER, world.ours, about="77", text="?")


# -- acts, ids, credits ------------------------------------------------------------------------------------------------


def test_acts_are_found_by_who_whom_kind_and_time_even_after_the_clock_went_back(world: Small) -> None:
    for hours in (0, 10, -5):
        world.clock.set(DAY + timedelta(hours=hours))
        world.act(Kind.WRITE, world.ana, world.ours, text=str(hours))
    world.clock.set(DAY + timedelta(hours=20))
    world.act(Kind.FOLLOW, world.ana, world.ours)

    def texts(**how: Any) -> set[str]:
        return {
            act.deed.text for act in world.acts_of(NET, world.ana, world.ours, kinds=(Kind.WRITE,), **how)
        }

    assert texts() == {"0", "10", "-5"}
    assert texts(since=DAY) == {"0", "10"}
    assert texts(since=DAY, until=DAY + timedelta(hours=9)) == {"0"}
    assert world.count(NET, world.ana) == 4
    assert world.count(NET, world.tom) == 0


def test_ids_are_the_same_for_the_same_seed_and_scoped_ones_lead_back() -> None:
    one, two, other = World(3), World(3), World(4)
    assert one.new_id(NET, "post") == two.new_id(NET, "post") != other.new_id(NET, "post")
    assert one.new_id(NET, "post") != one.new_id(NET, "message")
    alias = one.scoped("page 901", "6001")
    assert len(alias) == 16
    assert (one.scoped("page 901", "6001"), one.unscoped("page 901", alias)) == (alias, "6001")
    assert one.scoped("page 902", "6001") != alias
    assert one.unscoped("page 902", alias) is None


def test_names_that_are_taken_get_a_number_and_are_found_in_any_spelling(world: Small) -> None:
    other = world.join(world.person("Tom"), NET, username="tom")
    assert other.username == "tom2"
    assert world.named(NET, "TOM").id == world.tom
    assert world.named("elsewhere", "tom") is None
    assert world.join(world.person("佐藤健二"), NET).username == "p4"
    with pytest.raises(Unknown, match="nobody on net"):
        world.act(Kind.FOLLOW, world.ana, "77")


def test_a_credit_is_spent_once_and_again_when_it_came_back(world: Small) -> None:
    first, _ = world.grant(NET, world.ours, "inmail", 2, expires_at=DAY + timedelta(days=90))
    first.spent_at, first.spent_on = world.now, world.ana
    assert len(world.credits_of(NET, world.ours, "inmail")) == 1
    first.returned_at = world.now
    assert len(world.credits_of(NET, world.ours, "inmail")) == 2
    world.pass_(days=90)
    assert world.credits_of(NET, world.ours, "inmail") == []


def test_settings_are_what_was_set_last_and_otherwise_what_the_rule_says(world: Small) -> None:
    assert world.setting(NET, world.ana, "inbox", "followers") == "followers"
    world.act(Kind.SET, world.ana, more={"inbox": "all"})
    assert world.setting(NET, world.ana, "inbox", "followers") == "all"
    assert world.setting(NET, "nobody", "inbox", "followers") == "followers"


def test_a_whole_world_comes_back_from_its_file_and_a_half_written_one_is_never_seen(
    world: Small, tmp_path: Path
) -> None:
    post = world.act(Kind.POST, world.ours, text="Hello").made
    world.act(Kind.LIKE, world.ana, about=post)
    world.act(
        Kind.WRITE,
        world.ana,
        world.ours,
        text="hi",
        media=(Media(id=world.keep_file(b"\0\xff"), type="a/b"),),
    )
    world.act(Kind.ASK, world.tom, world.ours, text="?")
    world.issue(NET, world.ours, app=world.app(NET).id, lasts=timedelta(days=60), scopes=["a"])
    world.hook(NET, "http://127.0.0.1:1/", app="1", fields=["messages"])
    world.grant(NET, world.ours, "inmail")
    world.use("counter")
    world.scoped("page", "1")
    world.own["face"] = {"deep": [1, {"a": None}]}
    file = tmp_path / "deep" / "world.json"
    saving.save(world, file)
    again = saving.load(file)
    assert saving.state_of(again) == saving.state_of(world)
    assert again.now == DAY
    assert again.new_id(NET, "post") == world.new_id(NET, "post")
    assert [path.name for path in file.parent.iterdir()] == ["world.json"]
    assert (
        again.do(Deed(network=NET, kind=Kind.LIKE, source=world.tom, about=post)).number
        == len(world.acts) + 1
    )


def test_a_clock_that_ran_has_gone_on_meanwhile(tmp_path: Path) -> None:
    world = World(clock=Clock(DAY))
    saving.save(world, tmp_path / "w")
    assert timedelta() < saving.load(tmp_path / "w").now - DAY < timedelta(minutes=1)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"people": 3}', b"\xff\xfe"])
def test_a_file_that_holds_no_world_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "w").write_bytes(content)
    with pytest.raises(ValueError, match="holds no world"):
        saving.load(tmp_path / "w")
