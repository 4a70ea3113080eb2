"""Own exports are enough to begin: people and talks come in, twice makes no difference, and nobody has agreed to anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.networks.exports import making
from tests.stories import acts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.stories.conftest import People
    from tests.stories.product import Product

pytestmark = [pytest.mark.story, pytest.mark.one_database, pytest.mark.row("Z7")]
DENY, HOLD = 3, 4
KINDS = (
    "x-archive",
    "linkedin",
    "mbox",
    "facebook",
    "instagram",
    "tumblr",
    "mastodon",
    "mailchimp",
    "listmonk",
)


def _x_archive(folder: Path) -> list[str]:
    return [str(making.packed(folder / "x.zip", making.x_files())), "--address", "harbour"]


def _linkedin(folder: Path) -> list[str]:
    path = folder / "Connections.csv"
    path.write_text(making.CONNECTIONS)
    return [str(path), "--address", "harbour-coffee"]


def _mbox(folder: Path) -> list[str]:
    path = folder / "Inbox.mbox"
    thread = "References: <1@roastery.example>\n"
    ours = {"sender": "hello@harbour.example", "to": "ada@roastery.example", "more": thread}
    mails = (
        making.mail("Open on Sunday?"),
        making.mail("Yes, from nine.", number=2, **ours),
        making.mail("See you!", number=3, more=thread),
    )
    path.write_text(making.folder(*mails))
    return [str(path), "--address", "hello@harbour.example"]


def _instagram(folder: Path) -> list[str]:
    return [
        str(making.packed(folder / "instagram.zip", making.instagram_files())),
        "--address",
        "harbour.coffee",
    ]


def _mailchimp(folder: Path) -> list[str]:
    return [
        str(making.packed(folder / "audience.zip", making.MAILCHIMP)),
        "--address",
        "hello@harbour.example",
    ]


EXPORTS: dict[str, Callable[[Path], list[str]]] = {
    "x-archive": _x_archive,
    "linkedin": _linkedin,
    "mbox": _mbox,
    "instagram": _instagram,
    "mailchimp": _mailchimp,
}


@pytest.fixture(scope="module")
def imported(product: Product, tmp_path_factory: pytest.TempPathFactory) -> Product:
    """The exports, each read twice."""
    folder = tmp_path_factory.mktemp("exports")
    for kind, made in EXPORTS.items():
        given = made(folder)
        assert product.ask("import", kind, *given)["events"], kind
        product.ask("import", kind, *given)
    return product


def test_people_and_talks_are_there_and_nothing_is_unread(people: People, imported: Product) -> None:
    caleb = people("caleb")
    expect(acts.inbox_link(caleb)).not_to_contain_text("unread")
    expect(acts.bell(caleb)).not_to_contain_text("new")
    caleb.goto("/inbox/?view=done")  # what is over waits for nobody
    said = acts.open_talk(caleb, "Ada")
    for text in ("Open on Sunday?", "Yes, from nine.", "See you!"):
        expect(said.get_by_role("article").filter(has_text=text)).to_have_count(1)
    caleb.goto("/inbox/?q=Open+today")
    row = (
        caleb.get_by_role("list", name="Conversations").get_by_role("link").filter(has_text="Yes, until six.")
    )
    row.click()
    expect(acts.talk(caleb)).to_contain_text("Open today? ☕")
    caleb.goto("/people/")
    everybody = caleb.get_by_role("main").get_by_role("listitem")
    for name in ("ada@roastery.example", "Jürgen Groß", making.MARA, making.JONAS):
        expect(everybody.filter(has_text=name)).to_have_count(1)


def test_nobody_has_agreed_to_a_promotion(imported: Product) -> None:
    for who in (making.MARA, making.JONAS, "Jürgen Groß", "ada_roasts", "mara@draws.example"):
        said = imported.ask_anyway("reach", who, "--purpose", "marketing")
        assert said["channels"]
        assert {one["verdict"] for one in said["channels"]} <= {"deny", "hold"}


def test_who_left_a_list_elsewhere_stays_left(imported: Product) -> None:
    said = imported.ask_anyway("reach", "jonas@other.example", "--purpose", "marketing")
    assert {one["verdict"] for one in said["channels"]} == {"deny"}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_such_export_is_refused_with_a_sentence_and_changes_nothing(
    product: Product, tmp_path: Path, kind: str
) -> None:
    wrong = tmp_path / "holiday.jpg"
    wrong.write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40)
    before = product.ask("channel", "list")
    said = product.complaint("import", kind, str(wrong), "--address", "harbour")
    assert "holiday.jpg" in said
    assert "Traceback" not in said
    assert product.ask("channel", "list") == before
