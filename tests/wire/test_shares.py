"""What somebody passed on of ours, as each network tells it: one line of what they did, and a yes to nothing."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import pytest
from django.utils import timezone

from askfirst.brand.models import Channel
from askfirst.gate import release
from askfirst.gate.facts import gather
from askfirst.gate.question import Question
from askfirst.inbox.models import Message
from askfirst.networks.base import Event, EventKind, Form
from askfirst.people import engaged, points
from askfirst.people.models import Engagement, Handle, Relationship, Score
from askfirst.wall.models import Post
from askfirst.wire import connectors, forgetting, group_commit, intake, portrait, routing
from askfirst.wire.models import Event as Row

if TYPE_CHECKING:
    from askfirst.people.models import Contact
    from tests.world import World

PAYLOADS = Path(__file__).parents[1] / "networks" / "payloads"
BLUESKY = "did:plc:harbour"
HARBOUR = {"identifier": "harbour.test", "did": BLUESKY}


class Share(NamedTuple):
    """A captured payload in which somebody passes on something of ours, and the channel to which it comes."""

    network: str
    address: str
    settings: dict[str, Any]
    payload: str
    actor: str


SHARES = [
    Share("mastodon", "brand@social.example", {"instance": "social.example", "account_id": "1", "username": "brand"}, "reblog", "ana@other.example"),
    Share("bluesky", BLUESKY, HARBOUR, "06_repost", "did:plc:ana"),
    Share("bluesky", BLUESKY, HARBOUR, "07_repost_via_repost", "did:plc:ben"),
    Share("x", "10", {"user_id": "10"}, "repost", "30"),
    Share("x", "10", {"user_id": "10"}, "old_reposts", "20"),
    Share("tumblr", "harbour", {"blog": "harbour"}, "reblog_naked", "ben"),
    Share("linkedin", "77", {"organization": "77"}, "share_naked", "urn:li:person:def"),
]  # fmt: skip
every_share = pytest.mark.parametrize("one", SHARES, ids=lambda one: f"{one.network}-{one.payload}")
PURPOSES = ("reply", "service", "marketing", "event")


def channel_of(world: World, one: Share) -> Channel:
    return Channel.objects.create(
        brand=world.harbour,
        network=one.network,
        address=one.address,
        name=f"Harbour on {one.network}",
        settings=one.settings,
    )


def captured(one: Share) -> bytes:
    return (PAYLOADS / one.network / f"{one.payload}.json").read_bytes()


def hear(channel: Channel, raw: bytes, name: str = "told") -> None:
    """It comes in, under a name of the network's that may be another the next time, and is put in its place."""
    group_commit.keep_many([intake.row(channel, raw, name)])
    routing.route_pending()
    assert not Row.objects.filter(channel=channel, routed_at=None).exists()


def shares() -> list[tuple[str, str]]:
    rows = Engagement.objects.order_by("pk").select_related("handle")
    return [(row.kind, row.handle.address if row.handle else "") for row in rows]


def known(channel: Channel, address: str) -> Contact:
    """Somebody of whom nothing but the address is known."""
    routing.apply(channel, Event(kind=EventKind.KNOWN, external_id="known", actor=address))
    return Handle.objects.get(network=channel.network, address=address).contact


@every_share
def test_a_share_is_one_line_of_what_somebody_did(world: World, one: Share) -> None:
    hear(channel_of(world, one), captured(one))
    assert shares() == [("share", one.actor)]
    contact = Handle.objects.get(network=one.network, address=one.actor).contact
    [line] = engaged.standing(contact, at=Engagement.objects.get().occurred_at).lines
    assert (line.kind, line.title, line.done, line.counted) == ("share", "passed something on", 1, 1)
    assert line.points == pytest.approx(points.LIGHT["share"])
    assert Handle.objects.get(network=one.network, address=one.actor).evidence.startswith(
        "passed on something of ours"
    )


@every_share
def test_the_same_share_told_again_counts_once(world: World, one: Share) -> None:
    channel = channel_of(world, one)
    for name in ("told", "told", "told-under-another-name"):
        hear(channel, captured(one), name)
    assert Row.objects.filter(channel=channel).count() == 2
    assert shares() == [("share", one.actor)]
    assert Score.objects.get().deeds == 1


@every_share
def test_what_we_pass_on_ourselves_counts_for_nobody(world: World, one: Share) -> None:
    hear(channel_of(world, one), captured(one).replace(f'"{one.actor}"'.encode(), f'"{ours(one)}"'.encode()))
    assert shares() == []


def ours(one: Share) -> str:
    """Our account, as the network names who did something."""
    return f"urn:li:organization:{one.address}" if one.network == "linkedin" else one.address


@every_share
def test_a_share_is_neither_an_edge_nor_something_said(world: World, one: Share) -> None:
    hear(channel_of(world, one), captured(one))
    assert Engagement.objects.exists()
    assert not Relationship.objects.exists()
    assert not Post.objects.filter(contact__isnull=False).exists()
    assert not Message.objects.exists()


@every_share
@pytest.mark.parametrize("has_written", [False, True])
def test_a_share_opens_no_window_and_turns_no_no_into_a_yes(
    world: World, one: Share, *, has_written: bool
) -> None:
    """Of all facts it moves how engaged they are alone, as every deed does."""
    channel = channel_of(world, one)
    contact = known(channel, one.actor)
    if has_written:
        said = {"actor": one.actor, "text": "Hi", "occurred_at": timezone.now() - timedelta(days=3)}
        routing.apply(channel, Event(kind=EventKind.MESSAGE, external_id="m-1", **said))
    reference = next(
        told.external_id
        for told in connectors.of(channel).parse(captured(one))
        if told.kind is EventKind.SHARE
    )
    questions = [
        Question(channel=channel, contact=contact, form=form, purpose=purpose, about=about, text="Hello Ana")
        for form in (Form.DIRECT, Form.PRIVATE_REPLY)
        for purpose in PURPOSES
        for about in ("", reference)
    ]
    at = timezone.now() + timedelta(minutes=1)
    before, verdicts = gather(questions, at), [release.ask(question, at=at).verdict for question in questions]
    assert set(verdicts) & {"deny", "hold"}
    hear(channel, captured(one))
    assert ("share", one.actor) in shares()
    for old, new in zip(before, gather(questions, at), strict=True):
        then, now = msgspec.structs.asdict(old), msgspec.structs.asdict(new)
        assert {name for name in now if now[name] != then[name]} <= {"engagement_band"}
        assert now["engagement_band"] not in points.NOTABLE
    assert [release.ask(question, at=at).verdict for question in questions] == verdicts


def test_ever_so_many_shares_make_nobody_more_than_new(world: World) -> None:
    channel = channel_of(world, SHARES[0])
    found = json.loads(captured(SHARES[0]))
    for number in range(30):
        found["status"]["id"], found["created_at"] = str(2000 + number), f"2026-01-{number + 1:02}T10:00:00Z"
        hear(channel, json.dumps(found).encode(), f"told-{number}")
    standing = engaged.standing(Handle.objects.get(network="mastodon").contact)
    assert (standing.lines[0].done, standing.score, standing.band) == (30, 0, points.Band.NEW)


def test_linkedin_words_with_a_share_are_read_as_a_mention(world: World) -> None:
    one = SHARES[-1]._replace(payload="share")
    hear(channel_of(world, one), captured(one))
    assert shares() == [("mention", one.actor)]
    assert Post.objects.get().text == "Look"


def test_a_share_goes_with_the_person_into_their_portrait_and_their_forgetting(world: World) -> None:
    one = SHARES[0]
    channel = channel_of(world, one)
    hear(channel, captured(one))
    contact = Handle.objects.get(network="mastodon").contact
    told = portrait.portrait(world.olivia, contact)
    [did] = told["what_they_did"]
    assert (did["what"], did["channel"]) == ("passed something on", channel.name)
    assert [line["what"] for line in told["engagement"]] == ["passed something on", "together"]
    report = forgetting.forget(world.olivia, contact, reason="They asked")
    assert any("what they did" in line["what"] and line["count"] == 1 for line in report.stays)
    assert "ana" not in Engagement.objects.get().reference
    assert b"ana" not in bytes(Row.objects.get().raw)
    assert not Score.objects.exists()
