"""The first page: who is there, and somebody new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.sandbox.console.frame import portrait
from askfirst.sandbox.console.html import Html, h

if TYPE_CHECKING:
    from askfirst.sandbox.server import Sandbox
    from askfirst.sandbox.things import Person

MOST = 60


def overview(sandbox: Sandbox, wanted: str) -> list[Html]:
    """Everybody, or those whose name holds what was searched for."""
    people = [one for one in sandbox.world.people.values() if wanted.lower() in one.name.lower()]
    return [
        h(
            "div",
            h("div", h("h1", "Who do you want to be?"), _subtitle(sandbox)),
            h("div", _search(wanted), class_="end"),
            class_="row",
        ),
        h("ul", [_card(person, len(sandbox.faces.all)) for person in people[:MOST]], class_="people")
        if people
        else h("p", "Nobody of that name is there.", class_="card empty"),
        h("p", f"{len(people) - MOST} more: search for them by name.", class_="quiet")
        if len(people) > MOST
        else Html(""),
        _new(),
    ]


def _subtitle(sandbox: Sandbox) -> Html:
    number = len(sandbox.world.people)
    networks = ", ".join(face.title or name.capitalize() for name, face in sandbox.faces.all.items())
    text = f"{number} people on {networks}." if networks else f"{number} people, and no network yet."
    return h("p", text, class_="quiet")


def _search(wanted: str) -> Html:
    field = h(
        "input",
        type="search",
        name="q",
        value=wanted,
        placeholder="Search a name",
        aria_label="Search a name",
    )
    return h("form", field, h("button", "Search"), class_="inline", role="search")


def _card(person: Person, number_of_networks: int) -> Html:
    is_everywhere = len(person.profiles) == number_of_networks > 1
    networks = "on every network" if is_everywhere else ", ".join(person.profiles) or "on no network"
    about = h(
        "span", person.name, h("br"), h("span", f"{person.language} · {networks}", class_="quiet"), lang=None
    )
    return h("li", h("a", portrait(person.name), about, href=f"/people/{person.id}"))


def _new() -> Html:
    return h(
        "form",
        h("h2", "Somebody new"),
        h(
            "div",
            h("label", "Name", h("input", name="name", required=True, maxlength=200)),
            h("label", "Language", h("input", name="language", value="en", maxlength=10, size=4)),
            h("button", "Let them join", class_="main"),
            class_="row",
        ),
        method="post",
        action="/people",
        class_="card",
    )
