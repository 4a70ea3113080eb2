"""What all pages of the console share: frame, clock, faces of people, times."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.responses import Response

from askfirst.sandbox.console.html import Html, h, join

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.sandbox.call import Call
    from askfirst.sandbox.world import World

SECURITY = {
    "content-security-policy": "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self'; "
    "img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}
STEPS = (("+1 h", 3_600), ("+1 day", 86_400), ("+7 days", 604_800), ("+30 days", 2_592_000))
AREAS = (("/", "People"), ("/transcript", "Transcript"), ("/hooks", "Pushes"), ("/faults", "Faults"))


def page(call: Call, world: World, title: str, *inside: Any, status: int = 200) -> Response:
    """A whole page.  What the last deed led to stands on top (`?said=` and `?refused=`)."""
    said, refused = call.query.get("said", ""), call.query.get("refused", "")
    body = join(
        [
            h("a", "Skip to what matters", href="#main", class_="skip"),
            _top(call, world),
            h(
                "main",
                h("p", said, class_="notice", role="status") if said else None,
                h("p", refused, class_="notice refused", role="alert") if refused else None,
                inside,
                id="main",
            ),
        ]
    )
    head = join(
        [
            h("meta", charset="utf-8"),
            h("meta", name="viewport", content="width=device-width, initial-scale=1"),
            h("title", f"{title} · Sandbox"),
            h("link", rel="stylesheet", href="/console.css"),
            h("link", rel="icon", href="data:,"),
            h("script", src="/console.js", defer=True),
        ]
    )
    text = "<!doctype html>" + h("html", h("head", head), h("body", body), lang="en")
    return Response(text, status, SECURITY, "text/html")


def _top(call: Call, world: World) -> Html:
    here = "/" + call.path.split("/")[1]
    here = "/" if here == "/people" else here
    links = [h("a", name, href=path, aria_current="page" if path == here else None) for path, name in AREAS]
    return h(
        "header",
        h("strong", "Sandbox"),
        h("nav", links, aria_label="Areas"),
        _clock(call, world),
        class_="top",
    )


def _clock(call: Call, world: World) -> Html:
    is_frozen = world.clock.is_frozen
    steps = [h("button", name, name="move", value=seconds) for name, seconds in STEPS]
    turn = h(
        "button",
        "Let the clock run" if is_frozen else "Stop the clock",
        name="frozen",
        value="" if is_frozen else "yes",
    )
    return h(
        "form",
        h(
            "input",
            type="hidden",
            name="back",
            value=call.path + (f"?{call.raw_query}" if call.raw_query else ""),
        ),
        h("time", f"{world.now:%a %d %b %Y, %H:%M} UTC", datetime=world.now.isoformat()),
        steps,
        turn,
        method="post",
        action="/clock",
        class_="clock",
        aria_label="The world's clock",
    )


def portrait(name: str, *, is_large: bool = False) -> Html:
    """A coloured disc with the initials."""
    words = name.split()
    initials = (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else "?"
    hue = zlib.crc32(name.encode()) % 360
    style = f"background: hsl({hue} 40% 29%)"
    return h("span", initials, class_="face large" if is_large else "face", style=style, aria_hidden="true")


def when(at: datetime, now: datetime) -> Html:
    """How long ago, with the instant on hover."""
    seconds = (now - at).total_seconds()
    if seconds < 0:
        text = f"{at:%d %b %Y, %H:%M}"
    elif seconds < 60:
        text = "just now"
    elif seconds < 3600:
        text = f"{seconds // 60:.0f} min ago"
    elif seconds < 86_400:
        text = f"{seconds // 3600:.0f} h ago"
    else:
        text = f"{at:%d %b %Y, %H:%M}"
    return h("time", text, datetime=at.isoformat(), title=f"{at:%Y-%m-%d %H:%M:%S} UTC")


def back(to: str, **more: str) -> Response:
    """Go to a page of ours after a form, with what came of it."""
    parts = urlsplit(to)
    path = parts.path if parts.path.startswith("/") and not parts.path.startswith("//") else "/"
    kept = {name: value for name, value in parse_qsl(parts.query) if name not in {"said", "refused"}}
    query = urlencode(kept | more)
    return Response(status_code=303, headers={"location": path + (f"?{query}" if query else "")})
