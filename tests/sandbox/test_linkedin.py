"""LinkedIn in the sandbox: messages, InMail and pages by their days, and our connector over real HTTP."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from askfirst.networks import http
from askfirst.networks.base import Envelope, EventKind, Failure, Form, NetworkError, OutcomeUnknown
from askfirst.networks.linkedin import page as linkedin
from askfirst.sandbox.clock import Clock
from askfirst.sandbox.faults import Fault
from askfirst.sandbox.rules import linkedin as rules
from askfirst.sandbox.server import Sandbox
from askfirst.sandbox.things import Deed, Kind
from askfirst.sandbox.world import World
from tests.sandbox.clients import run_client
from tests.sandbox.hooked import Desk

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

TODAY = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SECRET = "harbour-linkedin-secret"


class Stage:
    """A running sandbox of LinkedIn with Harbour's page, its administrator Mara, and Ana."""

    def __init__(self, at: datetime = TODAY) -> None:
        faces = {"linkedin": "askfirst.sandbox.faces.linkedin:LinkedIn"}
        self.sandbox = Sandbox(World(clock=Clock(at)), faces=faces)
        self.world = self.sandbox.world
        self.page = self.world.profile("linkedin", next(iter(self.world.accounts))[1])
        self.mara = self.world.named("linkedin", "mara")
        self.ana = self.world.join(self.world.person("Ana Ferreira"), "linkedin", username="ana")
        self.address = ""

    def does(self, kind: Kind, *, by: Any = None, **more: Any) -> Any:
        with self.world.lock:
            source = (by or self.ana).id
            return self.sandbox.faces.play(Deed(network="linkedin", kind=kind, source=source, **more))

    def network(self, **given: str) -> linkedin.LinkedIn:
        settings = {
            "organization": self.page.id,
            "app_id": "5",
            "client_id": "harbour-linkedin-client",
            "client_secret": SECRET,
            "access_token": "harbour-linkedin-access",
            "refresh_token": "harbour-linkedin-refresh",
            "through": self.address,
        }
        return linkedin.connector(settings | given)

    def run(self, work: Callable[[linkedin.LinkedIn], Awaitable[Any]], **given: str) -> Any:
        async def once() -> Any:
            try:
                return await work(self.network(**given))
            finally:
                await http.close()

        return asyncio.run(once())

    def letter(self, about: str, **changes: Any) -> Envelope:
        given: dict[str, Any] = {
            "key": "k-1",
            "form": Form.PUBLIC_REPLY,
            "to": "",
            "text": "On Monday.",
            "in_reply_to": about,
            "at": TODAY,
        }
        return Envelope(**(given | changes))

    def send(self, about: str = "", **changes: Any) -> Any:
        return self.run(lambda network: network.send(self.letter(about, **changes)))

    def posts(self, text: str = "New beans") -> str:
        return str(self.does(Kind.POST, by=self.page, text=text).made)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    it = Stage()
    with it.sandbox.running(certificates=tmp_path / "authority.pem") as it.address:
        yield it
    assert it.sandbox.mistakes == []


def on(day: str) -> Stage:
    return Stage(datetime.fromisoformat(f"{day}T12:00:00+00:00"))


def verdict(stage: Stage, source: Any, target: Any, text: str = "Hi", app: str = "", **more: Any) -> str:
    deed = Deed(
        network="linkedin", kind=Kind.WRITE, source=source.id, target=target.id, text=text, more=more, app=app
    )
    refusal = rules.may(stage.world, deed, stage.world.now)
    return refusal.row if refusal else ""


# ── the rules, by their days ──


def test_members_write_to_whom_they_are_connected_with_and_are_answered() -> None:
    stage = on("2014-05-01")
    assert verdict(stage, stage.mara, stage.ana) == "not_connected"
    stage.does(Kind.CONNECT, target=stage.mara.id)
    assert verdict(stage, stage.mara, stage.ana) == ""
    stage.does(Kind.WRITE, target=stage.mara.id, text="Hi")
    stage.does(Kind.DISCONNECT, target=stage.mara.id)
    assert verdict(stage, stage.mara, stage.ana) == ""
    stage.does(Kind.BLOCK, target=stage.mara.id)
    assert verdict(stage, stage.mara, stage.ana) == "blocked"


def test_an_open_profile_takes_messages_from_everybody() -> None:
    stage = on("2026-11-21")
    stage.ana.settings["is_open_profile"] = True
    assert verdict(stage, stage.mara, stage.ana) == "not_connected", "only who pays can open a profile"
    stage.ana.more["is_premium"] = True
    assert verdict(stage, stage.mara, stage.ana) == ""


@pytest.mark.parametrize(
    ("day", "is_answered", "comes_back"),
    [
        ("2014-12-01", False, True),
        ("2014-12-01", True, False),
        ("2015-01-01", False, False),
        ("2015-01-01", True, True),
    ],
)
def test_a_credit_comes_back_by_the_rule_of_its_day(day: str, is_answered: bool, comes_back: bool) -> None:  # noqa: FBT001
    stage = on(day)
    stage.world.grant("linkedin", stage.mara.id, "inmail")
    assert verdict(stage, stage.mara, stage.ana, inmail=True) == ""
    stage.does(Kind.WRITE, by=stage.mara, target=stage.ana.id, text="Hi", more={"inmail": True})
    assert rules.credits_left(stage.world, stage.mara.id, stage.world.now) == []
    assert verdict(stage, stage.mara, stage.ana, inmail=True) == "unanswered"
    stage.world.clock.move(timedelta(days=2))
    if is_answered:
        stage.does(Kind.WRITE, target=stage.mara.id, text="Yes")
    stage.world.clock.move(timedelta(days=6))
    assert bool(rules.credits_left(stage.world, stage.mara.id, stage.world.now)) is comes_back


def test_inmail_needs_a_credit_and_somebody_who_takes_it() -> None:
    stage = on("2026-11-21")
    assert verdict(stage, stage.mara, stage.ana, inmail=True) == "no_credits"
    stage.world.grant("linkedin", stage.mara.id, "inmail", expires_at=TODAY + timedelta(days=1))
    assert verdict(stage, stage.mara, stage.ana, inmail=True) == ""
    stage.ana.settings["refuses_inmail"] = True
    assert verdict(stage, stage.mara, stage.ana, inmail=True) == "refuses_inmail"
    stage.ana.settings.clear()
    stage.world.clock.move(timedelta(days=2))
    assert verdict(stage, stage.mara, stage.ana, inmail=True) == "no_credits"


def test_fifteen_new_threads_a_month_over_all_groups_since_june_2015() -> None:
    for day, row in (("2015-06-10", ""), ("2015-06-25", "group_limit")):
        stage = on(day)
        group = stage.world.add_profile("linkedin", "coffee", "Coffee people")
        others = [stage.world.add_profile("linkedin", f"m{number}", f"M {number}") for number in range(15)]
        assert verdict(stage, stage.mara, stage.ana, group=group.id) == "no_group"
        for one in (stage.mara, stage.ana, *others):
            stage.does(Kind.JOIN, by=one, target=group.id)
        for one in others:
            assert verdict(stage, stage.mara, one, group=group.id) == ""
            stage.does(Kind.WRITE, by=stage.mara, target=one.id, text="Hi", more={"group": group.id})
        assert verdict(stage, stage.mara, stage.ana, group=group.id) == row
        assert verdict(stage, stage.mara, others[0], group=group.id) == "", "a thread that is there goes on"


def test_coworkers_and_notes_of_invitations() -> None:
    stage = on("2026-11-02")
    assert verdict(stage, stage.mara, stage.ana, coworker=True) == "no_coworker"
    stage.mara.more["company"] = stage.ana.more["company"] = "Harbour"
    assert verdict(stage, stage.mara, stage.ana, coworker=True) == ""
    assert verdict(stage, stage.mara, stage.ana, text="x" * 201, invitation=True) == "too_long"
    stage.mara.more["is_premium"] = True
    assert verdict(stage, stage.mara, stage.ana, text="x" * 300, invitation=True) == ""
    del stage.mara.more["is_premium"]
    for number in range(5):
        other = stage.world.add_profile("linkedin", f"m{number}", f"M {number}")
        stage.does(Kind.WRITE, by=stage.mara, target=other.id, text="Hi", more={"invitation": True})
    assert verdict(stage, stage.mara, stage.ana, invitation=True) == "notes_limit"
    stage.does(Kind.OTHER, by=stage.mara, target=stage.ana.id, more={"what": "withdraw"})
    assert verdict(stage, stage.mara, stage.ana, text="", invitation=True) == "too_soon"
    stage.world.clock.move(timedelta(weeks=3, seconds=1))
    assert verdict(stage, stage.mara, stage.ana, text="", invitation=True) == ""
    stage.does(Kind.CONNECT, target=stage.mara.id)
    assert verdict(stage, stage.mara, stage.ana, text="", invitation=True) == "connected"


def test_a_page_has_an_inbox_since_2023_and_only_answers() -> None:
    stage = on("2023-05-31")
    assert verdict(stage, stage.ana, stage.page) == "no_inbox"
    stage.world.clock.set(datetime(2023, 6, 2, tzinfo=UTC))
    assert verdict(stage, stage.page, stage.ana) == "page_first"
    stage.does(Kind.WRITE, target=stage.page.id, text="Open?")
    assert verdict(stage, stage.page, stage.ana) == ""
    assert verdict(stage, stage.page, stage.ana, app="harbour-linkedin-app") == "no_messages"


# ── our connector against it ──


def test_a_comment_is_answered_where_it_stands(stage: Stage) -> None:
    post = stage.posts()
    asked = stage.does(Kind.COMMENT, about=post, text="When do you ship?").made
    sent = stage.send(f"urn:li:comment:(urn:li:activity:{post},{asked})")
    number = sent.external_id.rpartition(",")[2].rstrip(")")
    assert stage.world.posts["linkedin", number].parent == asked
    under = stage.send(f"urn:li:share:{post}", text="Thank you all")
    assert under.external_id.startswith(f"urn:li:comment:(urn:li:activity:{post},")


def test_a_post_of_the_page_keeps_its_words(stage: Stage) -> None:
    sent = stage.send(form=Form.PUBLIC_POST, text="Beans (new) #1 *hot* & more")
    made = stage.world.posts["linkedin", sent.external_id.rpartition(":")[2]]
    assert made.text == "Beans (new) #1 *hot* & more"
    with pytest.raises(NetworkError) as caught:
        stage.send(form=Form.PUBLIC_POST, text="Beans (new) #1 *hot* & more")
    assert (caught.value.failure, caught.value.code) == (Failure.OUR_MISTAKE, "422")


def test_what_is_pushed_and_what_is_read_back_are_the_same(stage: Stage) -> None:
    with Desk() as desk:
        desk.network = stage.network()
        stage.run(lambda network: network.subscribe(desk.url, "unused"))
        checks = stage.run(lambda network: network.findings(desk.url))
        assert [one.what for one in checks if not one.is_good] == []
        since = stage.world.now
        post = stage.posts()
        asked = stage.does(Kind.COMMENT, about=post, text="When do you ship?").made
        urn = f"urn:li:comment:(urn:li:activity:{post},{asked})"
        sent = stage.send(urn)
        stage.does(Kind.LIKE, target=stage.page.id, about=post)
        stage.does(Kind.SHARE, about=post, text="Look")
        stage.does(Kind.SHARE, about=post)
        stage.does(Kind.POST, text="Good beans at @harbourcoffee")
        stage.does(Kind.EDIT, about=asked, text="When do you ship to Porto?")
        stage.does(Kind.DELETE, about=asked)
        events = desk.events(8)
    assert [event.kind for event in events] == [
        EventKind.COMMENT,
        EventKind.ECHO,
        EventKind.LIKE,
        EventKind.MENTION,
        EventKind.SHARE,
        EventKind.MENTION,
        EventKind.EDIT,
        EventKind.DELETE,
    ]
    first, echo, like, _, share, _, edit, gone = events
    assert (share.actor, share.target) == (first.actor, f"urn:li:share:{post}")
    assert (first.external_id, first.actor, first.actor_name) == (
        urn,
        f"urn:li:person:{stage.ana.id}",
        "Ana Ferreira",
    )
    assert (echo.external_id, echo.in_reply_to) == (sent.external_id, urn)
    assert like.actor == first.actor
    assert (edit.target, edit.text, gone.target) == (urn, "When do you ship to Porto?", urn)
    pulled = stage.run(lambda network: network.pull("", since))
    assert [piece.external_id for piece in pulled.pieces] == [event.external_id for event in events]


def test_notifications_go_out_ten_at_a_time(stage: Stage) -> None:
    with Desk() as desk:
        desk.network = stage.network()
        stage.run(lambda network: network.subscribe(desk.url, "unused"))
        stage.sandbox.pushes.manner.batch = 50
        stage.sandbox.pushes.manner.is_held = True
        post = stage.posts()
        for number in range(12):
            stage.does(Kind.COMMENT, about=post, text=str(number))
        stage.sandbox.pushes.manner.is_held = False
        stage.sandbox.pushes.wake()
        events = desk.events(2)
        assert [len(got.json["notifications"]) for got in desk.got] == [10, 2]
    assert [event.text for event in events] == [str(number) for number in range(12)]


def test_pushes_end_with_the_role_of_whoever_subscribed(stage: Stage) -> None:
    with Desk() as desk:
        desk.network = stage.network()
        stage.run(lambda network: network.subscribe(desk.url, "unused"))
        stage.world.accounts["linkedin", stage.page.id].more["admins"] = []
        stage.does(Kind.COMMENT, about=stage.posts(), text="Hello?")
        (hook,) = stage.world.hooks.values()
        assert not hook.is_enabled
    with pytest.raises(NetworkError) as caught:
        stage.run(lambda network: network.account())
    assert caught.value.failure is Failure.CREDENTIALS


def test_a_desk_that_cannot_answer_the_challenge_is_not_subscribed(stage: Stage) -> None:
    with Desk() as desk:
        desk.network = stage.network(client_secret="another")
        with pytest.raises(NetworkError):
            stage.run(lambda network: network.subscribe(desk.url, "unused"))
        assert stage.world.hooks == {}


def test_what_was_done_without_an_answer_is_found_by_looking(stage: Stage) -> None:
    since = stage.world.now
    urn = f"urn:li:share:{stage.posts()}"
    stage.sandbox.faults.add(Fault(kind="no_answer", method="POST"))
    letter = stage.letter(urn, text="On  Monday (sure)")
    assert stage.run(lambda network: network.find(letter, since)) is None
    with pytest.raises(OutcomeUnknown):
        stage.run(lambda network: network.send(letter))
    found = stage.run(lambda network: network.find(letter, since))
    assert found.external_id.startswith("urn:li:comment:(")
    post = stage.letter("", form=Form.PUBLIC_POST, text="Tea (new)")
    sent = stage.run(lambda network: network.send(post))
    assert stage.run(lambda network: network.find(post, since)).external_id == sent.external_id


def test_a_token_of_sixty_days_is_exchanged_and_the_year_goes_on(stage: Stage) -> None:
    stage.world.clock.move(timedelta(days=59))
    renewed = stage.run(lambda network: network.renew(), version="202701")
    assert renewed.lasts == timedelta(days=60)
    assert renewed.settings["refresh_token"] == "harbour-linkedin-refresh"
    stage.world.clock.move(timedelta(days=2))
    with pytest.raises(NetworkError) as caught:
        stage.run(lambda network: network.account(), version="202701")
    assert (caught.value.failure, caught.value.code) == (Failure.CREDENTIALS, "401/65602")
    found = stage.run(lambda network: network.account(), version="202701", **renewed.settings)
    assert found.name == "Harbour Coffee"
    stage.world.clock.move(timedelta(days=305))
    with pytest.raises(NetworkError):
        stage.run(lambda network: network.renew())


@pytest.mark.parametrize(("version", "code"), [("202510", "426"), ("202612", "426"), ("soon", "426")])
def test_a_version_is_served_for_a_year(stage: Stage, version: str, code: str) -> None:
    with pytest.raises(NetworkError) as caught:
        stage.run(lambda network: network.account(), version=version)
    assert caught.value.code == code


def test_an_app_that_was_not_reviewed_has_five_hundred_calls_a_day(stage: Stage) -> None:
    stage.world.apps["linkedin", "harbour-linkedin-app"].tier = "development"
    for _ in range(500):
        stage.world.use("linkedin.harbour-linkedin-app")
    with pytest.raises(NetworkError) as caught:
        stage.run(lambda network: network.account())
    assert caught.value.failure is Failure.QUOTA
    assert caught.value.retry_after is not None
    assert timedelta(hours=11, minutes=59) < caught.value.retry_after <= timedelta(hours=12)
    stage.world.clock.move(caught.value.retry_after)
    assert stage.run(lambda network: network.account()).name == "Harbour Coffee"


def test_a_file_in_a_comment_is_a_field_that_is_not_permitted(stage: Stage) -> None:
    call = linkedin.Call(
        method="POST",
        url=f"{stage.address}/api.linkedin.com/rest/socialActions/urn%3Ali%3Ashare%3A{stage.posts()}/comments",
        json={"actor": "urn:li:organization:1", "object": "x", "message": {"text": "a"}, "content": []},
    )
    with pytest.raises(NetworkError) as caught:
        stage.run(lambda network: network.ask(call))
    assert caught.value.code == "403/100"


def test_an_owner_agrees_and_no_message_can_be_called_for(stage: Stage) -> None:
    given = {
        "response_type": "code",
        "client_id": "harbour-linkedin-client",
        "redirect_uri": "http://127.0.0.1/back",
        "scope": "r_organization_social_feed rw_organization_admin",
        "state": "s",
    }
    with httpx.Client(trust_env=False) as there:
        agreed = there.get(f"{stage.address}/www.linkedin.com/oauth/v2/authorization", params=given)
        form = {
            "grant_type": "authorization_code",
            "code": httpx.URL(agreed.headers["location"]).params["code"],
            "redirect_uri": given["redirect_uri"],
            "client_id": given["client_id"],
            "client_secret": SECRET,
        }
        url = f"{stage.address}/www.linkedin.com/oauth/v2/accessToken"
        token = there.post(url, data=form).json()["access_token"]
        assert there.post(url, data=form).json()["error"] == "invalid_request", "a code is worth one use"
        head = {"authorization": f"Bearer {token}", "linkedin-version": "202610"}
        message = there.post(f"{stage.address}/api.linkedin.com/rest/messages", json={}, headers=head)
    assert message.status_code == 404
    with pytest.raises(NetworkError) as caught:
        stage.run(
            lambda network: network.send(stage.letter(f"urn:li:share:{stage.posts()}")), access_token=token
        )
    assert caught.value.failure is Failure.CREDENTIALS, "the right to comment was not granted"


def test_linkedins_own_client_speaks_there_by_the_recipe(stage: Stage) -> None:
    """It ignores the environment's certificates, so its session is given the way; nothing else of it is changed."""
    said = run_client(
        "linkedin_client",
        stage.sandbox,
        is_redirected=False,
        address=stage.address,
        token="harbour-linkedin-access",
        page=stage.page.id,
        post=f"urn:li:share:{stage.posts()}",
        client=["harbour-linkedin-client", SECRET, "harbour-linkedin-refresh"],
    )
    assert said["page"] == "Harbour Coffee"
    number = said["comment"]
    assert stage.world.posts["linkedin", number].text == "From LinkedIn's own client"
    assert said["comments"] == ["From LinkedIn's own client"]
    assert said["roles"] == [f"urn:li:organization:{stage.page.id}"]
    assert said["lost"] == [404, "RESOURCE_NOT_FOUND"]
    assert said["lasts"] == 5_184_000
