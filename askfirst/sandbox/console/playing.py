"""The page on which one is somebody: who they are, what they can do with our account, and how they have set things."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from askfirst.sandbox.console.frame import portrait, when
from askfirst.sandbox.console.html import Html, h
from askfirst.sandbox.console.private_side import asking, private
from askfirst.sandbox.console.stage import Stage
from askfirst.sandbox.console.wall_side import wall
from askfirst.sandbox.things import Kind

if TYPE_CHECKING:
    from askfirst.sandbox.call import Call
    from askfirst.sandbox.server import Sandbox
    from askfirst.sandbox.things import Person, Profile

ACTS = 12

EDGES = (
    (Kind.FOLLOW, Kind.UNFOLLOW, "follow", "Follow", "Following"),
    (Kind.REQUEST, Kind.UNREQUEST, "request", "Ask to follow", "Asked"),
    (Kind.CONNECT, Kind.DISCONNECT, "connect", "Connect", "Connected"),
    (Kind.JOIN, Kind.LEAVE, "join", "Join", "Joined"),
    (Kind.MUTE, Kind.UNMUTE, "mute", "Mute", "Muted"),
    (Kind.BLOCK, Kind.UNBLOCK, "block", "Block", "Blocked"),
)


def show(sandbox: Sandbox, person: Person, network: str, call: Call) -> list[Html]:
    """All of the page below its frame."""
    stage = Stage(sandbox, person, network, call)
    parts = [_head(stage), _tabs(sandbox, stage)]
    if not sandbox.faces.all:
        return [*parts, _empty("This sandbox has no network yet.")]
    if stage.me is None:
        return [*parts, _join(stage)]
    if stage.ours is None:
        return [*parts, _empty(f"We have no account on {network} yet, so there is nobody to write to.")]
    return [
        *parts,
        _bar(stage, stage.me, stage.ours),
        h(
            "div",
            h("div", wall(stage, stage.me, stage.ours), class_="card", id="wall", data_live=True),
            h(
                "div",
                private(stage, stage.me, stage.ours),
                asking(stage, stage.ours),
                _settings(stage, stage.me, stage.ours),
                _past(stage, stage.me),
                class_="side",
            ),
            class_="columns",
        ),
    ]


def _head(stage: Stage) -> Html:
    person, me = stage.person, stage.me
    known = f"@{me.username} · {person.language}" if me else person.language
    return h(
        "div",
        portrait(person.name, is_large=True),
        h(
            "div",
            h("h1", person.name),
            h("p", f"{known}{' · ' + person.country if person.country else ''}", class_="quiet"),
        ),
        class_="row",
    )


def _tabs(sandbox: Sandbox, stage: Stage) -> Html:
    links = []
    for face in sandbox.faces.all.values():
        for network in face.all_networks:
            title = face.title if face.title and len(face.all_networks) == 1 else network.capitalize()
            is_here = network == stage.network
            path = f"/people/{stage.person.id}/{quote(network)}"
            links.append(h("a", title, href=path, aria_current="page" if is_here else None))
    return h("nav", links, class_="tabs", aria_label="Networks")


def _join(stage: Stage) -> Html:
    button = h("button", f"Join {stage.network}", class_="main")
    form = h("form", button, method="post", action=f"{stage.path}/join")
    return h("div", h("p", f"{stage.person.name} is not on {stage.network}."), form, class_="card empty")


def _empty(text: str) -> Html:
    return h("p", text, class_="card empty")


# -- our account -------------------------------------------------------------------------------------------------------


def _bar(stage: Stage, me: Profile, ours: Profile) -> Html:
    buttons = []
    for begin, end, kind, name, done in EDGES:
        if stage.offers(begin):
            is_on = stage.world.edge(stage.network, kind, me.id, ours.id) is not None
            pressed = h(
                "button",
                done if is_on else name,
                aria_pressed=str(is_on).lower(),
                class_="stop" if kind == "block" else None,
            )
            buttons.append(stage.form(end if is_on else begin, pressed, target=ours.id))
    if stage.offers(Kind.LIKE) and stage.has_walls:
        is_on = stage.world.edge(stage.network, "like", me.id, ours.id) is not None
        pressed = h("button", "Page liked" if is_on else "Like the page", aria_pressed=str(is_on).lower())
        buttons.append(stage.form(Kind.UNLIKE if is_on else Kind.LIKE, pressed, target=ours.id))
    return h(
        "div",
        portrait(ours.name),
        h("div", h("strong", ours.name), h("br"), h("span", f"@{ours.username}", class_="quiet")),
        _others(stage, ours),
        h("div", buttons, _report(stage, target=ours.id), class_="row end"),
        class_="card row",
    )


def _others(stage: Stage, ours: Profile) -> Html | None:
    if len(stage.accounts) < 2:
        return None
    options = [h("option", one.name, value=one.id, selected=one.id == ours.id) for one in stage.accounts]
    return h(
        "form",
        h("select", options, name="with", aria_label="Our account"),
        h("button", "Show"),
        class_="inline",
    )


def _report(stage: Stage, *, target: str = "", about: str = "") -> Html | None:
    if not stage.offers(Kind.REPORT):
        return None
    return stage.form(Kind.REPORT, h("button", "Report", class_="stop"), target=target, about=about)


# -- settings and the past ---------------------------------------------------------------------------------------------


def _settings(stage: Stage, me: Profile, ours: Profile) -> Html | None:
    choices = stage.face.choices if stage.face else ()
    if not choices:
        return None
    return h(
        "details",
        h("summary", "Settings"),
        _choices(stage, me, [one for one in choices if not one.is_ours], f"Of {me.name}"),
        _choices(stage, ours, [one for one in choices if one.is_ours], f"Of {ours.name}"),
        class_="card",
    )


def _choices(stage: Stage, whose: Profile, choices: list[Any], title: str) -> Html | None:
    if not choices:
        return None
    rows = []
    for choice in choices:
        values = list(choice.values)
        now = stage.world.setting(stage.network, whose.id, choice.name, values[0])
        options = [
            h("option", choice.values[value], value=index, selected=value == now)
            for index, value in enumerate(values)
        ]
        rows.append(h("label", choice.title, h("select", options, name=choice.name)))
    hidden = [
        h("input", type="hidden", name="whose", value=whose.id),
        h("input", type="hidden", name="back", value=stage.here),
    ]
    return h(
        "form",
        h("h3", title),
        hidden,
        rows,
        h("div", h("button", "Keep"), class_="row"),
        method="post",
        action=f"{stage.path}/settings",
    )


def _past(stage: Stage, me: Profile) -> Html:
    acts = [act for act, _ in zip(stage.world.acts_of(stage.network, me.id), range(ACTS), strict=False)]
    rows = [
        h(
            "tr",
            h("td", when(act.at, stage.world.now)),
            h("td", act.deed.kind.value),
            h("td", act.deed.text[:80], dir="auto"),
        )
        for act in acts
    ]
    return h(
        "details",
        h("summary", f"What {stage.person.name} did last"),
        h("div", h("table", h("tbody", rows)), class_="wide")
        if rows
        else h("p", "Nothing yet.", class_="quiet"),
        class_="card",
    )
