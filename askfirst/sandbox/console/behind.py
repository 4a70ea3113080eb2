"""The pages behind the stage: what was said over the wire, where pushes go, what shall go wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from askfirst.sandbox.console.frame import when
from askfirst.sandbox.console.html import Html, h
from askfirst.sandbox.faults import SAYS

if TYPE_CHECKING:
    from askfirst.sandbox.call import Call
    from askfirst.sandbox.server import Sandbox
    from askfirst.sandbox.things import Hook
    from askfirst.sandbox.transcript import Entry

NEWEST = 100
KINDS = frozenset(SAYS)


def transcript(sandbox: Sandbox, call: Call) -> list[Html]:
    """The newest requests, in and out."""
    network = call.query.get("network", "")
    entries = sandbox.transcript.find(network=network, path=call.query.get("path", ""), limit=NEWEST)
    rows = [_row(one) for one in reversed(entries)]
    options = [h("option", "all networks", value="")]
    options += [h("option", name, value=name, selected=name == network) for name in sandbox.faces.all]
    path = h(
        "input",
        name="path",
        value=call.query.get("path", ""),
        placeholder="part of the path",
        aria_label="Part of the path",
    )
    search = h(
        "form",
        h("select", options, name="network", aria_label="Network"),
        path,
        h("button", "Look"),
        class_="inline",
    )
    heads = [h("th", name) for name in ("Nr.", "When", "", "Host and path", "Status", "Fault")]
    table = h(
        "div",
        h("table", h("thead", h("tr", heads)), h("tbody", rows)),
        class_="wide",
        id="entries",
        data_live=True,
    )
    return [
        h("div", h("h1", "Transcript"), h("div", search, class_="end"), class_="row"),
        h("div", table, class_="card") if rows else h("p", "Nothing was said yet.", class_="card empty"),
    ]


def _row(entry: Entry) -> Html:
    arrow = "→" if entry.direction == "out" else "←"
    return h(
        "tr",
        h("td", h("a", entry.number, href=f"/transcript/{entry.number}"), class_="number"),
        h("td", f"{entry.at:%Y-%m-%d %H:%M:%S}", class_="number"),
        h("td", f"{arrow} {entry.method}"),
        h("td", f"{entry.host}{entry.path}"),
        h("td", entry.status or "none"),
        h("td", entry.fault or entry.note),
    )


def entry(found: Entry) -> list[Html]:
    """One request and its answer, whole."""
    query = f"?{found.query}" if found.query else ""
    return [
        h("h1", f"{found.method} {found.host}{found.path}"),
        h(
            "div",
            h(
                "p",
                f"{found.at:%Y-%m-%d %H:%M:%S} by the world's clock, {found.milliseconds:.1f} ms",
                class_="quiet",
            ),
            h("h2", "Asked"),
            h("pre", f"{found.path}{query}\n{_headers(found.headers)}\n\n{_pretty(found.body)}"),
            h("h2", f"Answered {found.status or 'nothing'}"),
            h("pre", f"{_headers(found.answer_headers)}\n\n{_pretty(found.answer)}"),
            h("p", found.note, class_="notice refused") if found.note else None,
            class_="card",
        ),
        h("p", h("a", "The whole transcript", href="/transcript")),
    ]


def _headers(given: dict[str, str]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in given.items())


def _pretty(body: str) -> str:
    try:
        return json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    except ValueError:
        return body


def hooks(sandbox: Sandbox) -> list[Html]:
    """Where networks push to, and how they fare."""
    manner = sandbox.pushes.manner
    rows = [_hook(sandbox, one) for one in sandbox.world.hooks.values()]
    heads = [h("th", name) for name in ("Network", "Address", "Fields", "State", "Waiting")]
    table = h("div", h("table", h("thead", h("tr", heads)), h("tbody", rows)), class_="wide")
    how = f"Up to {manner.batch} in a push, repeated every {manner.repeat_every}, echo {manner.echo} the answer."
    return [
        h("h1", "Pushes"),
        h(
            "p",
            how if manner.repeat_every else how.replace("repeated every 0", "never repeated"),
            class_="quiet",
        ),
        h("div", table, class_="card", id="hooks", data_live=True)
        if rows
        else h(
            "p",
            "No network has been told where to push. Connect a channel in the product.",
            class_="card empty",
        ),
    ]


def _hook(sandbox: Sandbox, hook: Hook) -> Html:
    now = sandbox.world.now
    state: list[Any] = ["works"]
    if not hook.is_enabled:
        state = [f"switched off: {hook.why}"]
    elif hook.failing_since:
        state = ["fails since ", when(hook.failing_since, now)]
    named = [one.hook for one in sandbox.world.events] + [one.hook for one in sandbox.world.parcels.values()]
    waiting = named.count(hook.id)
    return h(
        "tr",
        h("td", hook.network),
        h("td", hook.url),
        h("td", ", ".join(hook.fields) or "all"),
        h("td", state),
        h("td", waiting),
    )


def faults(sandbox: Sandbox) -> list[Html]:
    """What waits, and a form for more."""
    waiting = [
        h(
            "tr",
            h("td", one.kind),
            h("td", one.row),
            h("td", f"{one.method} {one.host} {one.path}"),
            h("td", one.times or "always"),
        )
        for one in sandbox.faults.waiting
    ]
    options = [h("option", f"{kind}: {text}", value=kind) for kind, text in SAYS.items() if kind != "row"]
    groups = [
        h(
            "optgroup",
            [h("option", row, value=f"row/{row}") for row in sorted(face.rows)],
            label=f"{name} answers",
        )
        for name, face in sandbox.faces.all.items()
        if face.rows
    ]
    hosts = [h("option", host, value=host) for face in sandbox.faces.all.values() for host in face.hosts]
    form = h(
        "form",
        h("h2", "Let something go wrong"),
        h("label", "What", h("select", options, groups, name="what")),
        h("label", "Where", h("select", h("option", "anywhere", value="*"), hosts, name="host")),
        h("label", "Path, with *", h("input", name="path", value="*")),
        h("label", "How often (0: always)", h("input", name="times", value="1", inputmode="numeric")),
        h("div", h("button", "Let it happen", class_="main"), class_="row"),
        method="post",
        action="/faults",
        class_="card",
    )
    clear = h("form", h("button", "Take all away"), method="post", action="/faults/clear", class_="inline")
    table = h("div", h("div", h("table", h("tbody", waiting)), class_="wide"), clear, class_="card")
    return [
        h("h1", "Faults"),
        table if waiting else h("p", "Nothing waits to go wrong.", class_="card empty"),
        form,
    ]
