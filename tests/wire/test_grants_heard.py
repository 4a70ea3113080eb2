"""What people grant by a sign-in, a browser or a control of a network stands in the ledger, and is taken back by them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.test import Client

from askfirst.consent import grants, standing
from askfirst.consent.models import Entry
from askfirst.networks.base import Event, EventKind
from askfirst.people.models import Contact, Handle, VisitorDevice
from askfirst.wire import routing, visitor_mail
from tests.web.guests import Guest, link_in_mail, words
from tests.wire.push_service import ThereBrowser
from tests.wire.test_leaving_by_signal import pushed
from tests.wire.test_real_payloads import connected

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.row("E9")
SCOPES = [("email", "notices of answers")]


@pytest.fixture(autouse=True)
def _mail_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitor_mail._hands, "submit", lambda act, *given: act(*given))


@pytest.fixture
def guest(world: World) -> Guest:
    one = Guest(world)
    one.write()
    return one


def held(contact: Contact) -> list[tuple[str, str]]:
    return [(one.network, one.scope) for one in grants.held(contact)]


def test_who_signs_in_by_a_mailed_link_grants_notices_until_they_switch_them_off(guest: Guest) -> None:
    guest.post("you/email/", email="mina@example.org")
    mina = Contact.objects.get(name="Mina")
    assert held(mina) == [], "typing an address grants nothing"
    path = link_in_mail()
    guest.browser.get(path)
    assert held(mina) == [], "nor does a program that follows the link"
    guest.browser.post(path)
    assert held(mina) == SCOPES
    line = Entry.objects.get(contact=mina)
    assert (line.act, line.mechanism, line.place) == ("granted", "sign_in", "/@harbour/come-in/")
    assert "mailed to the address" in line.evidence
    assert standing.states([mina], "marketing")[mina.pk].state == "none"
    guest.post("you/notices/", on="no")
    assert held(mina) == []
    guest.post("come-in/", email="mina@example.org")
    guest.browser.post(link_in_mail())
    assert held(mina) == [], "coming in again grants nothing that they took back"
    guest.post("you/notices/", on="yes")
    assert held(mina) == SCOPES


def test_a_browser_that_is_told_of_answers_is_a_grant_as_long_as_one_is(guest: Guest) -> None:
    mina = Contact.objects.get(name="Mina")
    for which in ("x", "y"):
        browser = ThereBrowser()
        told = {"endpoint": f"https://push.example.net/{which}", "key": browser.key, "secret": browser.secret}
        guest.post("you/devices/", **told)
    assert held(mina) == [("page", "pushes of answers")]
    first, second = VisitorDevice.objects.order_by("pk")
    guest.post(f"you/devices/{first.pk}/remove/")
    assert held(mina) == [("page", "pushes of answers")]
    guest.post("you/devices/leave/", endpoint=second.endpoint)
    assert held(mina) == []
    assert [line.act for line in reversed(standing.entries_of(mina))] == ["granted", "revoked"]


def test_a_yes_to_notifications_on_messenger_is_kept_with_topic_and_end_and_a_switch_takes_it_back(
    world: World,
) -> None:
    facebook = connected(world, "facebook")
    pushed(facebook, "grant")
    pushed(facebook, "grant")
    ana = Handle.objects.get(network="facebook", key="7001").contact
    (line,) = grants.held(ana)
    assert (line.scope, line.place) == ("notification_messages News", "Harbour on facebook")
    assert line.expires_at == datetime(2027, 3, 25, 18, 40, tzinfo=UTC)
    assert Entry.objects.filter(contact=ana).count() == 1
    olivia = Client()
    olivia.force_login(world.olivia)
    page = words(olivia.get(f"/people/{ana.pk}/"))
    assert "What they granted by a sign-in or an app" in page
    assert "notification_messages News" in page
    stop = Event(
        kind=EventKind.STOP, external_id="s", occurred_at=datetime.now(UTC), actor="7001", reason="News"
    )
    routing.apply(facebook, stop)
    assert held(ana) == []


def test_who_lets_the_bot_write_grants_it_that_and_a_block_takes_it_back(world: World) -> None:
    telegram = connected(world, "telegram")
    pushed(telegram, "write_access_allowed")
    ana = Handle.objects.get(network="telegram", key="42").contact
    assert held(ana) == [("telegram", "write access")]
    pushed(telegram, "blocked")
    assert held(ana) == []


def test_a_grant_that_is_over_or_has_no_clear_end_is_not_kept(world: World) -> None:
    telegram = connected(world, "telegram")
    over = Event(
        kind=EventKind.GRANT, external_id="g", occurred_at=datetime(2026, 5, 1, tzinfo=UTC), actor="42",
        reason="write access", extra={"until": "2026-04-01T00:00:00+00:00"},
    )  # fmt: skip
    routing.apply(telegram, over)
    assert not Entry.objects.exists()
    unclear = Event(
        kind=EventKind.GRANT, external_id="h", actor="42", reason="x", extra={"until": "2027-04-01"}
    )
    with pytest.raises(ValueError, match="no time zone"):
        routing.apply(telegram, unclear)
    assert mail.outbox == []
