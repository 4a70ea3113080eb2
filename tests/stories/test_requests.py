"""Who asks to be connected is read before they are answered, a client is led to a better place, and what they would see is looked at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.networks.exports import making
from tests.networks.exports.test_own_posts import facebook
from tests.stories.clear import assert_clear
from tests.stories.product import wait_until
from tests.wire.test_requests import LIFE, PITCHES

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.stories.conftest import People
    from tests.stories.product import Product

pytestmark = [pytest.mark.story, pytest.mark.one_database]
REPLY = "Hello {name}, this place is for friends. Meet us on {network}: {address}. {brand}"


@pytest.mark.row("O8")
def test_a_request_with_nothing_but_an_opportunity_is_read_by_points_and_declined(people: People) -> None:
    caleb = people("caleb")
    caleb.goto("/people/requests/")
    assert_clear(caleb, people)
    _write_down(caleb, "Max Profit", PITCHES, answers="0", since="2019-01-05")
    seen = caleb.get_by_role("region", name="What can be seen of them")
    expect(seen).to_contain_text("5 of 5 posts sell or recruit")
    expect(seen).to_contain_text("None of 5 posts was answered")
    expect(seen).to_contain_text("The account has been there since 2019-01-05.")
    assert_clear(caleb, people)
    caleb.get_by_role("link", name="All requests").click()
    line = caleb.get_by_role("link").filter(has_text="Max Profit")
    expect(line).to_contain_text("Decline")
    assert_clear(caleb, people)
    line.click()
    caleb.get_by_role("button", name="Decline", exact=True).click()
    expect(caleb.get_by_text("Open the network and do it there; then say so here.")).to_be_visible()
    caleb.get_by_role("button", name="I have done it there").click()
    expect(caleb.get_by_text("It stands so on the network as well.")).to_be_visible()


@pytest.mark.row("O8")
@pytest.mark.row("P1")
@pytest.mark.row("P2")
def test_a_client_is_declined_kindly_and_invited_where_clients_belong_and_the_task_ends_by_itself(
    people: People, product: Product, tmp_path: Path
) -> None:
    olivia, caleb = people("olivia"), people("caleb")
    export = tmp_path / "Connections.csv"
    head, _, ada = making.CONNECTIONS.partition("Ada,")
    export.write_text(f"{head}Jonas,Wirt,https://www.linkedin.com/in/jonas-wirt,,Hafen,,03 Jan 2019\n")
    product.run("import", "linkedin", str(export), "--address", "harbour-coffee")
    olivia.goto("/people/friend-policy/")
    olivia.get_by_label("When somebody who asks is").select_option(label="Client")
    olivia.get_by_label("on", exact=True).select_option(label="Facebook")
    olivia.get_by_label("we", exact=True).select_option("invite")
    olivia.get_by_role("textbox", name="Language").first.fill("en")
    olivia.get_by_label("The kind reply").first.fill(REPLY)
    olivia.get_by_role("button", name="Keep this line").click()
    expect(olivia.get_by_role("heading", name="Client · Facebook")).to_be_visible()
    assert_clear(olivia, people)

    _write_down(caleb, "Ada Okafor", LIFE, answers="7")
    caleb.get_by_label("What are they to you?").select_option(label="Client")
    expect(caleb.get_by_text("Clients belong on the professional networks")).to_be_visible()
    expect(caleb.get_by_label("The kind reply")).to_have_value(
        "Hello Ada, this place is for friends. Meet us on LinkedIn: harbour-coffee. Harbour Coffee"
    )
    assert_clear(caleb, people)
    caleb.get_by_role("button", name="Decline, and invite to LinkedIn").click()
    caleb.get_by_role("button", name="I have done it there").click()
    request = caleb.url
    caleb.get_by_role("link", name="Open tasks").click()
    task = caleb.get_by_role("listitem").filter(has_text="Ada Okafor")
    expect(task).to_contain_text("Connect on LinkedIn")
    assert_clear(caleb, people)
    task.get_by_role("link", name="Their address there").click()
    caleb.get_by_label("Network", exact=True).select_option(label="LinkedIn")
    caleb.get_by_label("Address", exact=True).fill("ada-okafor-7b1")
    caleb.get_by_label("How do you know that it is theirs?").fill("Her card says so")
    caleb.get_by_role("button", name="Keep").click()
    export.write_text(f"{head}Ada,{ada}")
    product.run("import", "linkedin", str(export), "--address", "harbour-coffee")
    wait_until(
        lambda: caleb.goto("/people/to-connect/") and caleb.get_by_text("Nothing to follow up").count(),
        "the task has ended by itself",
        30,
    )
    # The list looks for the connection itself; the request is told of it by the worker, a moment later.
    wait_until(
        lambda: caleb.goto(request) and caleb.get_by_text("You are connected on LinkedIn now.").count(),
        "the request says that they are connected",
        30,
    )


@pytest.mark.row("P3")
def test_what_somebody_new_would_see_of_us_is_looked_at_first(people: People, tmp_path: Path) -> None:
    olivia = people("olivia")
    olivia.goto("/people/exposure/")
    if not olivia.get_by_label("The zip").is_visible():
        olivia.get_by_text("Bring a download of Facebook or Instagram").click()
    olivia.get_by_label("The zip").set_input_files(facebook(tmp_path / "facebook.zip"))
    olivia.get_by_label("Your name there").fill("Harbour Coffee")
    olivia.get_by_role("button", name="Read it").click()
    olivia.goto("/people/exposure/")
    channel = olivia.get_by_role("link").filter(has_text="Harbour Coffee").filter(has_text="would be seen")
    expect(channel).to_contain_text("4 would be seen, 2 would not")
    assert_clear(olivia, people)
    channel.click()
    first = olivia.get_by_role("listitem").filter(has_text="Moved in. Come by at 4 Mill Lane, London.")
    expect(first).to_contain_text("Everybody")
    expect(first).to_contain_text("It is older than five years")
    expect(first.locator("mark")).to_contain_text("4 Mill Lane")
    expect(olivia.get_by_text("Only for me", exact=True)).to_have_count(0)
    expect(olivia.get_by_role("link", name="Limit past posts")).to_be_visible()
    assert_clear(olivia, people)
    olivia.get_by_role("button", name="All of these").click()
    olivia.get_by_role("button", name="They may stand").click()
    expect(olivia.get_by_role("heading", name="Nothing left to look at")).to_be_visible()


def _write_down(member: Page, name: str, posts: tuple[str, ...], **more: str) -> None:
    """A request as one sees it on Facebook."""
    member.goto("/people/requests/new/")
    member.get_by_label("Network").select_option(label="Facebook")
    member.get_by_label("Your name there").fill("Harbour Coffee")
    member.get_by_label("Who asks").fill(name)
    member.get_by_label("Their newest posts").fill("\n\n".join(posts))
    member.get_by_label("Answers of others under these posts").fill(more["answers"])
    if "since" in more:
        member.get_by_label("Account made on").fill(more["since"])
    member.get_by_role("button", name="Read it").click()
    member.wait_for_url(re.compile(r"/people/requests/\d+/"))
