"""The product as an app on a screen of its own: what it is called, what it keeps in a browser, and what it says without a line."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest

_STATIC = Path(__file__).parent / "static"
_SHORT = 12


@require_safe
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 -- the same for everybody
    """Its name, pictures and colours, for a browser that installs it."""
    pictures = [
        {
            "src": static(f"askfirst/icons/{name}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for name, size, purpose in (
            ("mark-192", 192, "any"),
            ("mark-512", 512, "any"),
            ("whole-512", 512, "maskable"),
        )
    ]
    told = {
        "id": "/inbox/",
        "name": "Askfirst",
        "short_name": "Askfirst",
        "description": _("Talk privately with people, and ask first."),
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "start_url": "/inbox/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#faf8f5",
        "theme_color": "#faf8f5",
        "icons": pictures,
    }
    return JsonResponse(told, content_type="application/manifest+json")


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- the same for everybody
    """The script that serves the team's pages where there is no line.  It changes with every file that it keeps."""
    source = (_STATIC / "askfirst" / "worker.js").read_text(encoding="utf-8")
    told = source.replace("{version}", version()).replace("{static}", settings.STATIC_URL)
    return HttpResponse(told, content_type="text/javascript", headers={"Service-Worker-Allowed": "/"})


def push_worker() -> HttpResponse:
    """What shows a push on a visitor's device, and nothing else: no page of theirs passes through it."""
    told = f'/* {version()} */ importScripts("{static("askfirst/sw-push.js")}");'
    return HttpResponse(told, content_type="text/javascript")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What an installed app shows without a line: nothing of anybody."""
    return render(request, "errors/offline.html")


@cache
def version() -> str:
    """A name for exactly these static files."""
    told = hashlib.sha256()
    for one in sorted(_STATIC.rglob("*")):
        if one.is_file():
            told.update(one.relative_to(_STATIC).as_posix().encode() + b"\0" + one.read_bytes())
    return told.hexdigest()[:_SHORT]
