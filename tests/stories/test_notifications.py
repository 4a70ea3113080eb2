"""A browser that tells its member of something new, and what it shows of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.stories import acts
from tests.stories.product import wait_until
from tests.wire.push_service import ThereBrowser

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.stories.conftest import People

pytestmark = [pytest.mark.story, pytest.mark.one_database, pytest.mark.row("F3")]

# No push service of a browser's maker is reached from here: what it would answer is given, all else is the browser's own.
_SUBSCRIBES = """
PushManager.prototype.subscribe = async () => ({
  endpoint: "https://push.example.net/x",
  getKey: (name) => Uint8Array.from(atob(KEYS[name].replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0)).buffer,
});
"""
# A browser without a screen keeps no notifications: what it is told to show is written down in its worker.
_LISTENS = """() => {
  self.shown = [];
  self.registration.showNotification = async (title, more) => self.shown.push([title, more.body, more.data.link]);
}"""
_SHOWN = """async () => {
  for (let look = 0; look < 100 && !self.shown.length; look += 1) await new Promise((done) => setTimeout(done, 50));
  return self.shown;
}"""


def deliver(page: Page, told: dict[str, str]) -> None:
    """The browser gets a push for this site, as from its maker's service."""
    line = page.context.new_cdp_session(page)
    known: list[str] = []
    line.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda said: known.extend(one["registrationId"] for one in said["registrations"]),
    )
    line.send("ServiceWorker.enable")
    page.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)")
    assert known
    origin = page.evaluate("location.origin")
    line.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": known[-1], "data": json.dumps(told)},
    )


def test_a_member_lets_a_browser_tell_them_and_it_shows_what_came(people: People) -> None:
    caleb, keys = people("caleb"), ThereBrowser()
    caleb.context.grant_permissions(["notifications"])
    made = json.dumps({"p256dh": keys.key, "auth": keys.secret})
    caleb.add_init_script(f"const KEYS = {made};{_SUBSCRIBES}")
    caleb.goto("/settings/notifications/")
    caleb.get_by_role("button", name="Tell me in this browser").click()
    expect(caleb.get_by_text("This browser tells you.")).to_be_visible()
    expect(caleb.get_by_role("button", name="Remove Chrome on Linux")).to_be_visible()
    (worker,) = caleb.context.service_workers
    worker.evaluate(_LISTENS)
    deliver(caleb, {"title": "Something new", "body": "", "tag": "x", "link": "/inbox/"})
    assert worker.evaluate(_SHOWN) == [["Something new", "", "/inbox/"]]


def test_who_looks_at_their_own_page_reads_there_what_is_new(people: People) -> None:
    caleb, ana = people("caleb"), people("Ana")
    acts.write(ana, "Are you open?", name="Ana")
    expect(acts.row(caleb, "Ana")).to_be_visible()
    caleb.goto("/@harbour/")
    bar = caleb.get_by_label("Your own page")
    expect(bar).to_contain_text("You are looking at your own page")
    expect(bar).to_contain_text("1 new notification")
    expect(ana.get_by_label("Your own page")).to_have_count(0)


@pytest.mark.row("F2")
@pytest.mark.row("Z4")
def test_a_visitor_lets_a_device_tell_them_and_it_says_that_there_is_an_answer(people: People) -> None:
    vera, keys = people("Vera"), ThereBrowser()
    vera.context.grant_permissions(["notifications"])
    made = json.dumps({"p256dh": keys.key, "auth": keys.secret})
    vera.add_init_script(f"const KEYS = {made};{_SUBSCRIBES}")
    acts.write(vera, "Are you open?", name="Vera")
    assert not vera.context.service_workers, "who only writes gets no worker"
    on = vera.get_by_role("button", name="Tell me on this device when there is an answer")
    wait_until(lambda: vera.goto("/@harbour/you/") and on.count(), "the brand has met her")
    on.click()
    expect(vera.get_by_text("This browser tells you.")).to_be_visible()
    expect(vera.get_by_role("button", name="Remove Chrome on Linux")).to_be_visible()
    (worker,) = vera.context.service_workers
    assert worker.url.endswith("/@harbour/worker.js")
    worker.evaluate(_LISTENS)
    deliver(vera, {"title": "Harbour Coffee has answered you", "tag": "x", "link": "/@harbour/messages/"})
    assert worker.evaluate(_SHOWN) == [["Harbour Coffee has answered you", "", "/@harbour/messages/"]]
    vera.get_by_role("button", name="Remove Chrome on Linux").click()
    expect(vera.get_by_role("button", name="Tell me on this device when there is an answer")).to_be_visible()
