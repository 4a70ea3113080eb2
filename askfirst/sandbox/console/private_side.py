"""The private side of the page on which one is somebody: the talk, and what was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.sandbox.console.frame import when
from askfirst.sandbox.console.html import Html, h
from askfirst.sandbox.things import Kind

if TYPE_CHECKING:
    from askfirst.sandbox.console.stage import Stage
    from askfirst.sandbox.things import Ask, Message, Profile

MESSAGES = 60


def private(stage: Stage, me: Profile, ours: Profile) -> Html | None:
    if not stage.offers(Kind.WRITE):
        return None
    thread = stage.world.thread(stage.network, me.id, ours.id)
    said = stage.world.messages_in(stage.network, thread.id)[-MESSAGES:] if thread else []
    lines = [_line(stage, me, one) for one in said]
    empty = h("p", "Nobody has written yet.", class_="quiet")
    marks = _marks(stage, ours) if thread else None
    return h(
        "section",
        h("h2", f"In private with {ours.name}"),
        h(
            "div",
            lines or empty,
            class_="talk",
            id="talk",
            data_live=True,
            tabindex=0,
            role="log",
            aria_label="Messages",
        ),
        h(
            "p",
            f"It waits as a request of {'yours' if thread.opened_by == me.id else 'theirs'}.",
            class_="quiet",
        )
        if thread and thread.state == "request"
        else None,
        stage.form(
            Kind.WRITE,
            h("textarea", name="text", aria_label="Message", placeholder=f"Write to {ours.name}"),
            h(
                "div",
                h("button", "Send", class_="main"),
                h("input", type="file", name="file", aria_label="A file", class_="end", style="width: auto"),
                class_="row",
            ),
            has_files=True,
            target=ours.id,
        ),
        h("div", marks, class_="row") if marks else None,
        class_="card",
    )


def _line(stage: Stage, me: Profile, message: Message) -> Html:
    is_mine = message.sender == me.id
    mark = " · edited" if message.edited_at else ""
    files = ", ".join(f"📎 {one.name or one.type}" for one in message.media)
    words = h("span", "taken back", class_="gone") if message.deleted_at else [message.text, files]
    undo = (
        stage.form(
            Kind.DELETE, h("button", "Take back", class_="plain"), about=message.id, target=message.recipient
        )
        if is_mine and not message.deleted_at and stage.offers(Kind.DELETE)
        else None
    )
    return h(
        "div",
        words,
        h("small", when(message.at, stage.world.now), mark),
        undo,
        None if is_mine else _button(stage, message),
        class_="say mine" if is_mine else "say",
        dir="auto",
    )


def _button(stage: Stage, message: Message) -> Html | None:
    """Under a request to opt in: what its button does, and what takes it back."""
    asks = message.more.get("asks")
    if not asks:
        return None
    kind, name = (Kind.OPT_IN, "Get messages")
    if stage.me and stage.world.edge(
        stage.network, "opt_in", stage.me.id, message.sender, at=stage.world.now, topic=asks["topic"]
    ):
        kind, name = (Kind.OPT_OUT, "Stop messages")
    return stage.form(
        kind,
        h("input", type="hidden", name="more.topic", value=asks["topic"]),
        h("input", type="hidden", name="more.title", value=asks["title"]),
        h("button", name),
        target=message.sender,
    )


def _marks(stage: Stage, ours: Profile) -> list[Html]:
    names = (
        (Kind.READ, "I have read it"),
        (Kind.ACCEPT, "Accept"),
        (Kind.DECLINE, "Decline"),
        (Kind.DROP, "Delete the talk"),
    )
    return [stage.form(kind, h("button", name), target=ours.id) for kind, name in names if stage.offers(kind)]


def asking(stage: Stage, ours: Profile) -> Html | None:
    if not stage.offers(Kind.ASK):
        return None
    return h(
        "section",
        h("h2", f"Ask {ours.name}"),
        stage.form(
            Kind.ASK,
            h("textarea", name="text", aria_label="Question"),
            h(
                "label",
                h("input", type="checkbox", name="more.is_anonymous", value="yes"),
                "without my name",
                class_="tick",
            ),
            h("div", h("button", "Ask"), class_="row"),
            target=ours.id,
        ),
        [
            _asked(one)
            for one in stage.world.asks.values()
            if (one.network, one.blog, one.asker) == (stage.network, ours.id, stage.me.id if stage.me else "")
        ],
        class_="card",
    )


def _asked(ask: Ask) -> Html:
    answer = "not answered yet"
    if ask.answered_at:
        answer = f"answered in private: {ask.answer}" if ask.is_private else "answered on the blog"
    return h("p", ask.text, " ", h("span", answer, class_="quiet"), dir="auto")
