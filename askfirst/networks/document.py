"""Pages for the documentation, written from the catalog, the guides and the tables of refusals themselves."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from askfirst.networks.base import Capabilities, Failure, Form, Network
from askfirst.networks.catalog import NETWORKS
from askfirst.networks.hooks import Hooked
from askfirst.networks.pulls import Polled, ReadBack

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import timedelta

    from askfirst.networks.catalog import Entry
    from askfirst.networks.joining import Guide

HIDDEN = frozenset({"memory"})
"""Networks that exist for tests alone."""
FORMS = {
    Form.DIRECT: "Private message",
    Form.PRIVATE_REPLY: "Private answer to a comment",
    Form.PUBLIC_REPLY: "Public answer",
    Form.PUBLIC_POST: "Public post",
}
NEXT = {
    Failure.RETRY: "tried again, when the network says or a little later",
    Failure.QUOTA: "waits until the network takes more",
    Failure.WINDOW_CLOSED: "stopped: the window is closed, other ways are offered",
    Failure.PERSON_STOPPED: "stopped, and the person goes on the stop list",
    Failure.UNREACHABLE: "stopped: nobody can be reached there",
    Failure.CREDENTIALS: "waits until the channel is connected again; receiving and the queue are kept",
    Failure.REFUSED: "stopped for good",
    Failure.OUR_MISTAKE: "stopped, and somebody should look",
}
DOUBTFUL = "looked up on the network before anything is sent again"
TABLES: Mapping[str, tuple[str, ...]] = {
    "x": ("askfirst.networks.x.codes:CODES", "askfirst.networks.x.codes:PROBLEMS"),
    "facebook": ("askfirst.networks.meta.errors:GRAPH",),
    "instagram": ("askfirst.networks.meta.errors:GRAPH",),
    "whatsapp": ("askfirst.networks.meta.errors:WHATSAPP",),
    "linkedin": ("askfirst.networks.linkedin.codes:CODES", "askfirst.networks.linkedin.codes:STATUSES"),
    "tumblr": ("askfirst.networks.tumblr.codes:CODES", "askfirst.networks.tumblr.codes:STATUSES"),
    "bluesky": ("askfirst.networks.bluesky.errors:ERRORS",),
    "matrix": ("askfirst.networks.matrix.errors:ERRORS",),
    "mastodon": ("askfirst.networks.mastodon.outcomes:KNOWN",),
    "telegram": ("askfirst.networks.telegram.outcomes:KNOWN",),
}
"""Where each network's refusals are written down: module and name of the table."""
BY_ITSELF = {"page": "written on the page itself", "email": "fetched from a mailbox"}
"""How things come in where no recipe of ours says it."""
WAYS = {Hooked: "pushed to our hook", Polled: "asked for", ReadBack: "what we said can be looked up there"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Described:
    """All that a page tells of one network."""

    name: str
    entry: Entry
    guide: Guide | None
    connectors: tuple[type[Network], ...]
    """More than one where a person chooses how it works."""
    refusals: tuple[tuple[str, str, str], ...]
    """The network's code, what it means, and what happens next."""


def described() -> list[Described]:
    """Every network that a person can meet, in the catalog's order."""
    return [describe(name) for name in NETWORKS if name not in HIDDEN]


def describe(name: str) -> Described:
    """What the catalog, the connector's module and its tables say of one network."""
    entry = NETWORKS[name]
    module = import_module(entry.module)
    connectors = tuple(
        one
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Network) and getattr(one, "name", "") == name
    )
    return Described(
        name=name,
        entry=entry,
        guide=getattr(module, "GUIDE", None),
        connectors=connectors,
        refusals=tuple(row for table in TABLES.get(name, ()) for row in _rows(table)),
    )


def _rows(place: str) -> Iterator[tuple[str, str, str]]:
    module, _, table = place.partition(":")
    for code, meaning in getattr(import_module(module), table).items():
        if isinstance(meaning, tuple):
            yield _code(code), meaning[1], NEXT[meaning[0]]
        else:
            yield _code(code), meaning.says, DOUBTFUL if meaning.is_doubtful else NEXT[meaning.failure]


def _code(code: Any) -> str:
    """`551`, `10/1893015`, `403 Forbidden: …`; a part that stands for any is left out."""
    if not isinstance(code, tuple):
        return str(code)
    parts = [str(part) for part in code if part not in {-1, ""}]
    return (" " if any(isinstance(part, str) for part in code) else "/").join(parts)


# One page


def network_page(one: Described, rules: str = "") -> str:
    """One network as Markdown: what it can do, what a person needs, what it refuses and what comes of it.

    `rules` is where the page of its rules stands; empty where there are none.
    """
    lines = [f"# {one.entry.label}", "", *_capabilities(one), *_coming_in(one)]
    if rules:
        lines += ["", f"When one may write there is another matter: [its rules, with their dates]({rules})."]
    if one.guide:
        lines += _guide(one.guide)
    if one.refusals:
        lines += ["", "## Refusals", "", "Decided on the network's own code, never on its words.", ""]
        lines += ["| Code | What it means | What happens |", "|---|---|---|"]
        lines += [f"| `{_cell(code)}` | {_cell(says)} | {then} |" for code, says, then in one.refusals]
    return "\n".join(lines) + "\n"


def _capabilities(one: Described) -> list[str]:
    can = one.entry.capabilities
    rows = [
        f"| {FORMS[form]} | {_form(one, form)} | {_text(can, form)} | {_files(can, form)} |" for form in Form
    ]
    return [
        "## What can be said",
        "",
        "| Form | Possible | Text | Files |",
        "|---|---|---|---|",
        *rows,
        *_more(can),
    ]


def _form(one: Described, form: Form) -> str:
    if form in one.entry.capabilities.forms:
        return "yes"
    by_hand = any(form in connector.by_hand for connector in one.connectors)
    return "by hand: the page opens, you send, we note what you say you sent" if by_hand else "no"


def _text(can: Capabilities, form: Form) -> str:
    if form not in can.forms:
        return "–"
    limit = can.limit(form)
    return f"{limit:,} {can.text_unit}" if limit else "any length"


def _files(can: Capabilities, form: Form) -> str:
    if form not in can.forms or form not in can.attachment_forms or not can.attachment_limit:
        return "–"
    count = f"at most {can.most_attachments}, " if can.most_attachments else ""
    alone = "" if can.has_text_with_files else ", without a text beside them"
    return f"{count}{can.attachment_limit / 1_000_000:g} MB in all{alone}"


def _more(can: Capabilities) -> list[str]:
    said = [sentence for holds, sentence in _claims(can) if holds]
    return ["", *(f"- {sentence}" for sentence in said)] if said else []


def _claims(can: Capabilities) -> tuple[tuple[bool, str], ...]:
    return (
        (can.has_subject, "A message has a subject."),
        (
            len(can.audiences) > 1,
            f"A public post can be meant for: {', '.join(can.audiences)}.",
        ),
        (can.has_html, "A message may have a form of its own (HTML)."),
        (can.has_idempotency, "What is sent twice by mistake arrives once."),
        (can.reports_delivery, "It says when something was delivered."),
        (can.reports_reading, "It says when something was read."),
        (can.has_typing, "It shows that somebody is typing."),
    )


def _coming_in(one: Described) -> list[str]:
    lines = [f"- {_way(connector, kind, words)}." for kind, words, connector in _ways(one)]
    lines += [f"- {BY_ITSELF[one.name].capitalize()}."] if one.name in BY_ITSELF else []
    kept = [connector.retention.activity for connector in one.connectors]
    lines += [f"- What people did there may be kept for {_span(time)} only." for time in kept if time]
    if not all(connector.retention.earlier for connector in one.connectors):
        lines += ["- What something said before it was changed there is not kept."]
    return ["", "## How things come in", "", *lines] if lines else []


def _ways(one: Described) -> Iterator[tuple[type, str, type[Network]]]:
    for kind, words in WAYS.items():
        found = [connector for connector in one.connectors if kind in connector.__mro__]
        if found:
            yield kind, words, found[-1]


def _way(connector: type[Network], kind: type, words: str) -> str:
    if kind is Polled and issubclass(connector, Polled):
        often = (
            f"every {_span(connector.every)}"
            if connector.every
            else "again and again, each time until there is something"
        )
        words = f"{words} {often}"
        return (
            words[0].upper()
            + words[1:]
            + ("" if connector.is_only_way else ", to find what was lost on its way")
        )
    return words[0].upper() + words[1:]


def _span(time: timedelta) -> str:
    seconds = int(time.total_seconds())
    for unit, name in ((3600, "hours"), (60, "minutes")):
        if seconds >= unit and seconds % unit == 0:
            return f"{seconds // unit} {name}"
    return f"{seconds} seconds"


def _guide(guide: Guide) -> list[str]:
    lines = ["", "## What you need", "", *(f"{number}. {need}" for number, need in enumerate(guide.needs, 1))]
    asked = [field for field in guide.fields if not field.is_ours]
    if asked:
        lines += ["", "## What you are asked", "", "| Field | What it is | Kept |", "|---|---|---|"]
        lines += [
            f"| {_cell(field.label)} | {_cell(field.help)}{'' if field.is_required else ' May stay empty.'} "
            f"| {'sealed, never shown again' if field.is_secret else 'in the open'} |"
            for field in asked
        ]
    if guide.oauth and guide.oauth.scopes:
        lines += ["", "## Permissions", "", "| Permission | Why |", "|---|---|"]
        lines += [f"| `{_cell(scope.name)}` | {_cell(scope.why)} |" for scope in guide.oauth.scopes]
    if guide.hook:
        lines += ["", "## Where our hook is entered", "", guide.hook]
    if guide.review:
        lines += ["", "## For the network's review", "", "Ready to paste:", "", *_quoted(guide.review)]
    if guide.limits:
        lines += ["", "## What nobody can do there", "", *(f"- {limit}" for limit in guide.limits)]
    return lines


def _quoted(text: str) -> list[str]:
    return [f"> {line}".rstrip() for line in text.strip().splitlines()]


# The list


def networks_index(networks: list[Described]) -> str:
    """All networks in one table, linked to their pages."""
    head = ["Network", *FORMS.values(), "Files", "Delivered", "Read", "Comes in"]
    lines = ["# Networks", "", "What each network lets anybody do, from the catalog of connectors.", ""]
    lines += [_line(head), _line(["---"] * len(head)), *(_line(_matrix(one)) for one in networks)]
    lines += ["", "Limits, permissions and refusals stand on each network's own page.", ""]
    lines += ["A network is missing? [It takes one module and its tests](adding.md)."]
    return "\n".join(lines) + "\n"


def _matrix(one: Described) -> list[str]:
    can = one.entry.capabilities
    by_hand = frozenset(form for connector in one.connectors for form in connector.by_hand)
    forms = ["yes" if form in can.forms else "by hand" if form in by_hand else "–" for form in FORMS]
    files = f"{can.attachment_limit / 1_000_000:g} MB" if can.attachment_limit else "–"
    ways = [words for kind, words, _ in _ways(one) if kind is not ReadBack]
    more = ["yes" if holds else "–" for holds in (can.reports_delivery, can.reports_reading)]
    return [
        f"[{one.entry.label}]({one.name}.md)",
        *forms,
        files,
        *more,
        " and ".join(ways) or BY_ITSELF[one.name],
    ]


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(map(_cell, cells)) + " |"


def _cell(text: str) -> str:
    """Text that fits into one cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")
