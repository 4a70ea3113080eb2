"""Somebody asks to follow the brand on Mastodon: looked up, read, decided, and done there.  The network is the sandbox."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from PIL import Image, ImageDraw

from askfirst.brand.models import Channel, Notification
from askfirst.friends import access, policy
from askfirst.friends.models import Request
from askfirst.friends.requests import Answer
from askfirst.people.models import Contact, Relationship
from askfirst.sandbox.clock import Clock
from askfirst.sandbox.faces import mastodon
from askfirst.sandbox.server import Sandbox
from askfirst.sandbox.things import Deed, Kind
from askfirst.sandbox.world import World as Sand
from askfirst.wire import dispatch, forgetting, join, loop, offers, portrait, pulling, requesting, routing
from askfirst.wire.models import PullCursor
from tests.web.desk import Desk
from tests.web.guests import words
from tests.world import make_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from askfirst.sandbox.things import Profile
    from tests.databases import Database
    from tests.world import World

PITCHES = (
    "Join my team today and earn 5,000 a month from home! DM me for the link.",
    "Last chance: 50% off all starter kits, order now at https://quick.example/kit",
    "Buy two, get one free. Limited offer, order now: https://quick.example/two",
    "I quit my job thanks to this business opportunity. Want to join my team? https://quick.example/join",
    "Special discount only today. Buy now: https://quick.example/now",
)
LIFE = (
    "Rain on the allotment all day, and the beans are happier than I am.",
    "Finished the novel about the lighthouse. The last chapter stayed with me.",
    "Does anybody know a quiet path along the river?",
    "Our choir sang in the old station hall tonight.",
    "The ferry was late, so we had time for a second coffee.",
)


def drawn(seed: int, size: int = 400, kind: str = "PNG") -> bytes:
    """A picture of some shapes; the same for the same seed."""
    picture = Image.new("RGB", (size, size), (30 + seed, 60, 90))
    draw = ImageDraw.Draw(picture)
    for at in range(6):
        x, y = (at * 53 + seed * 31) % 8 * size // 8, (at * 29 + seed * 17) % 8 * size // 8
        draw.ellipse(
            (x, y, x + size // 4, y + size // 3), fill=(40 * at % 255, 255 - 30 * at, seed * 9 % 255)
        )
    made = BytesIO()
    picture.save(made, kind)
    return made.getvalue()


class Scene:
    """An account of the brand that approves its followers, and people who ask."""

    def __init__(self, world: World, sandbox: Sandbox, address: str) -> None:
        self.world, self.sandbox, self.sand = world, sandbox, sandbox.world
        self.ours = next(number for network, number in self.sand.accounts if network == "mastodon")
        self.sand.profile("mastodon", self.ours).settings["followers"] = "approved"
        one = offers.choice("mastodon")
        full = offers.completed(
            one, {"instance": "social.example", "access_token": mastodon.TOKEN, "through": address}
        )
        channel = join.begin(world.olivia, world.harbour, one, full)
        self.findings = join.connect(channel, full)
        self.channel = Channel.objects.get(pk=channel.pk)
        pulling.enrol()

    def somebody(self, name: str, user: str, **more: object) -> Profile:
        found = self.sand.join(self.sand.person(name), "mastodon", username=user)
        found.since = self.sand.now - timedelta(days=int(str(more.pop("days", 2000))))
        found.more.update(more)
        return found

    def plays(self, kind: Kind, who: Profile, target: str = "", **more: str) -> str:
        with self.sand.lock:
            deed = Deed(network="mastodon", kind=kind, source=who.id, target=target, **more)
            return self.sandbox.faces.play(deed).made

    def asks(self, who: Profile) -> Request:
        self.plays(Kind.REQUEST, who, self.ours)
        self.pull()
        return Request.objects.get(handle__address__startswith=who.username, state="open")

    def pull(self) -> None:
        PullCursor.objects.update(due_at=timezone.now())
        pulling.pull_due()
        assert pulling.wait(20)
        routing.route_pending()


@pytest.fixture
def scene(database: Database) -> Iterator[Scene]:
    sandbox = Sandbox(Sand(clock=Clock()), faces={"mastodon": mastodon.MastodonFace})
    with sandbox.running() as address:
        yield Scene(make_world(), sandbox, address)
        pulling.end()
        loop.end()
    assert sandbox.mistakes == []


def said(held: Request) -> dict[str, str]:
    return {one["key"]: one["says"] for one in held.points}


@pytest.mark.row("O8")
def test_who_has_nothing_but_their_own_opportunity_is_suggested_to_be_declined_and_declined_there(
    scene: Scene,
) -> None:
    seller = scene.somebody("Max Profit", "maxprofit", days=20, note="Your discount: join my team.")
    for text in PITCHES:
        scene.plays(Kind.POST, seller, text=text)
    held = scene.asks(seller)
    assert Notification.objects.filter(kind="request", member=scene.world.caleb).get().title == (
        "Max Profit asks to follow you"
    )
    assert requesting.work_off() == 1
    held.refresh_from_db()
    assert held.suggestion == "decline"
    assert held.tests == {"wall": "bad", "others": "bad", "person": "bad"}
    assert said(held)["pitches"] == "5 of 5 posts sell or recruit: the wall is mostly their own opportunity."
    assert (
        said(held)["site"] == "4 of 5 posts lead to one site: quick.example."
        if "site" in said(held)
        else True
    )
    assert "nobody else speaks there" in said(held)["silence"]
    assert said(held)["age"] == "The account is 20 days old."
    assert Request.objects.get().state == "open", "a suggestion decides nothing"
    requesting.decide(scene.world.caleb, held, Answer(is_accepted=False))
    assert requesting.work_off() == 1
    held.refresh_from_db()
    assert (held.state, held.trouble) == ("declined", "")
    assert held.settled_at
    assert scene.sand.edge("mastodon", "request", seller.id, scene.ours) is None
    assert not scene.sand.follows("mastodon", seller.id, scene.ours)
    assert not Notification.objects.filter(kind="request", seen_at=None).exists()


@pytest.mark.row("O8")
def test_a_real_person_with_people_around_them_is_accepted_and_follows(scene: Scene) -> None:
    ana = scene.somebody("Ana Ferreira", "ana_f", note="Choir, beans, trains.")
    ana.more["avatar"] = scene.sand.keep_file(drawn(3))
    bea = scene.somebody("Bea Lind", "bea")
    scene.plays(Kind.FOLLOW, bea, ana.id)
    us = scene.sand.profile("mastodon", scene.ours)
    scene.plays(Kind.FOLLOW, us, bea.id)
    for text in LIFE:
        scene.plays(Kind.COMMENT, bea, about=scene.plays(Kind.POST, ana, text=text), text="Lovely.")
    held = scene.asks(ana)
    requesting.work_off()
    held.refresh_from_db()
    assert held.suggestion == "accept", held.points
    assert said(held)["mutuals"] == "You know people in common there: Bea Lind."
    assert len(held.picture_mark) == 16
    assert bytes(held.portrait).startswith(b"RIFF")
    requesting.decide(scene.world.caleb, held, Answer(is_accepted=True))
    requesting.work_off()
    assert scene.sand.follows("mastodon", ana.id, scene.ours)
    held.refresh_from_db()
    assert held.state == "accepted"
    assert held.settled_at
    scene.pull()
    edge = Relationship.objects.get(kind="follows", until=None)
    assert edge.contact == held.handle.contact
    assert access.count_waiting(scene.world.caleb) == 0


def test_a_picture_that_came_with_another_name_and_a_file_that_is_none(scene: Scene) -> None:
    ana = scene.somebody("Ana Ferreira", "ana_f")
    ana.more["avatar"] = scene.sand.keep_file(drawn(3))
    first = scene.asks(ana)
    requesting.work_off()
    copy = scene.somebody("Greta Holm", "greta")
    copy.more["avatar"] = scene.sand.keep_file(drawn(3, size=180, kind="JPEG"))
    second = scene.asks(copy)
    requesting.work_off()
    for held, other in ((first, "Greta Holm"), (second, "Ana Ferreira")):
        held.refresh_from_db()
        assert said(held)["picture"] == f"The same picture came with another name: {other}."
        assert held.tests["person"] == "bad"
    broken = scene.somebody("Tom Berg", "tomb")
    broken.more["avatar"] = scene.sand.keep_file(b"<html>not a picture</html>")
    third = scene.asks(broken)
    requesting.work_off()
    third.refresh_from_db()
    assert "This is no picture that can be shown" in said(third)["picture"]
    assert third.suggestion == "look"


def test_who_took_it_back_meanwhile_is_neither_accepted_nor_declined(scene: Scene) -> None:
    ana = scene.somebody("Ana Ferreira", "ana_f")
    held = scene.asks(ana)
    requesting.work_off()
    scene.plays(Kind.UNREQUEST, ana, scene.ours)
    requesting.decide(scene.world.caleb, held, Answer(is_accepted=True))
    requesting.work_off()
    held.refresh_from_db()
    assert held.state == "withdrawn"
    assert not scene.sand.follows("mastodon", ana.id, scene.ours)


def test_who_was_accepted_in_the_networks_own_program_waits_no_longer(scene: Scene) -> None:
    ana = scene.somebody("Ana Ferreira", "ana_f")
    held = scene.asks(ana)
    with scene.sand.lock:
        between = {"network": "mastodon", "source": ana.id, "target": scene.ours}
        scene.sandbox.faces.play(Deed(kind=Kind.FOLLOW, more={"is_authorized": True}, **between))
        scene.sandbox.faces.play(Deed(kind=Kind.UNREQUEST, **between))
    scene.pull()
    requesting.work_off()
    held.refresh_from_db()
    assert (held.state, held.decided_by) == ("accepted", None)


def test_what_a_server_does_not_let_us_do_is_left_to_a_person_with_the_reason(scene: Scene) -> None:
    held = scene.asks(scene.somebody("Ana Ferreira", "ana_f"))
    token = scene.sand.tokens[mastodon.TOKEN]
    token.scopes = ["read"]
    requesting.decide(scene.world.caleb, held, Answer(is_accepted=True))
    requesting.work_off()
    held.refresh_from_db()
    assert not held.is_by_program
    assert "connect again" in held.trouble


def test_who_is_forgotten_has_asked_for_nothing(scene: Scene) -> None:
    held = scene.asks(scene.somebody("Ana Ferreira", "ana_f"))
    requesting.work_off()
    told = portrait.portrait(None, held.handle.contact)["requests"]
    assert [one["what_was_seen"]["name"] for one in told] == ["Ana Ferreira"]
    assert "requests to be connected" in portrait.page(portrait.portrait(None, held.handle.contact))
    report = forgetting.forget(None, Contact.objects.get(pk=held.handle.contact_id))
    assert not Request.objects.exists()
    assert any("requests" in one["what"] and one["count"] == 1 for one in report.gone)


def invited_to_linkedin(scene: Scene) -> dict[str, str]:
    """The brand's line for clients, and what a member presses who follows it."""
    said = {"en": "Hello {name}, meet us on {network}. {brand}"}
    policy.write(scene.world.olivia, policy.Wanted(relation="client", elsewhere="linkedin", words=said))
    return {"answer": "decline", "relation": "client", "elsewhere": "linkedin", "say": "yes"}


@pytest.mark.row("P1")
def test_a_kind_reply_goes_through_the_gate_to_who_has_written_before(scene: Scene) -> None:
    pressed = invited_to_linkedin(scene)
    greta = scene.somebody("Greta Holm", "greta")
    scene.plays(Kind.WRITE, greta, scene.ours, text="Do you ship to Norway?")
    held = scene.asks(greta)
    requesting.work_off()
    desk, path = Desk(scene.world.caleb), f"/people/requests/{held.pk}/"
    said = desk.sees(f"{path}?relation=client")
    assert "Hello Greta, meet us on LinkedIn. Harbour Coffee" in said
    assert "Send it to them when I decline" in said
    assert "It is done on the network for you, a moment later." in said
    answer = desk.post(f"{path}decide/", words="Hello Greta, meet us on {network}.", **pressed)
    assert "Nobody has filled in {network} yet" in words(answer)
    assert Request.objects.get().state == "open", "nothing was decided"
    answer = desk.post(f"{path}decide/", words="Hello Greta, meet us on LinkedIn.", **pressed)
    assert "Declined. The reply is on its way." in words(answer)
    held.refresh_from_db()
    assert held.draft is not None
    assert held.draft.decision is not None, "the gate was asked"
    requesting.work_off()
    dispatch.send_due()
    sent = [one.text for one in scene.sand.messages.values() if one.recipient == greta.id]
    assert [text.removeprefix("@greta ") for text in sent] == ["Hello Greta, meet us on LinkedIn."]


@pytest.mark.row("P1")
def test_a_stranger_whom_the_network_shields_gets_no_reply_and_the_words_are_offered_to_copy(
    scene: Scene,
) -> None:
    pressed = invited_to_linkedin(scene)
    greta = scene.somebody("Greta Holm", "greta")
    held = scene.asks(greta)
    requesting.work_off()
    desk, path = Desk(scene.world.caleb), f"/people/requests/{held.pk}/"
    said = desk.sees(f"{path}?relation=client")
    assert "They never wrote to you and do not follow you." in said
    assert "So it cannot be sent from here: copy the words" in said
    answer = desk.post(f"{path}decide/", words="Hello Greta.", **pressed)
    assert answer.status_code == 422
    assert "The words cannot be sent from here now: They never wrote to you" in words(answer)
    assert Request.objects.get().state == "open"
    desk.post(f"{path}decide/", **{**pressed, "say": ""}, words="Hello Greta.")
    requesting.work_off()
    assert Request.objects.get().state == "declined"
    assert not [one for one in scene.sand.messages.values() if one.recipient == greta.id]
