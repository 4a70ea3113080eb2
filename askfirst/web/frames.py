"""The conversation in a frame of the brand's own website: who may show it, and how a browser finds its visitor again there.

Browsers that keep sites apart give a frame of another site no cookies, unless they are partitioned: kept for this frame on
that very site, and sent nowhere else.  So in such a frame every cookie of ours becomes one.  They are sent over HTTPS only;
a browser that keeps none of them shows a link instead, which opens the conversation in a window of its own.
"""

from __future__ import annotations

from http.cookies import Morsel
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.decorators import sync_only_middleware

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from django.http import HttpRequest, HttpResponse

    from askfirst.web.visit import Visit

MARK = "askfirst_framed"
"""The cookie that comes back only out of a frame that keeps cookies."""
TRIED = "kept"
"""In an address: the mark was given a moment ago."""
SCHEMES = ("light", "dark")


class Partitioned(Morsel[str]):
    """A cookie for one frame on one site.  The standard library knows the word from Python 3.14 on."""

    @classmethod
    def of(cls, one: Morsel[Any]) -> Partitioned:
        """The same cookie, partitioned."""
        made = cls()
        made.set(one.key, one.value, one.coded_value)
        made.update(one)
        made["samesite"], made["secure"] = "None", True
        return made

    def OutputString(self, attrs: Container[str] | None = None) -> str:  # noqa: N802 -- the standard library's name
        """As it stands in the header."""
        return f"{super().OutputString(attrs)}; Partitioned"


@sync_only_middleware
def keep_in_frames(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: what is answered into a frame of another site keeps its cookies there."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if MARK in request.COOKIES or getattr(response, "is_kept_apart", False):
            for name, one in list(response.cookies.items()):
                response.cookies[name] = Partitioned.of(one)
        return response

    return answered


def is_apart(request: HttpRequest) -> bool:
    """It comes out of a frame of another site whose browser keeps our cookies there."""
    return MARK in request.COOKIES


def first_look(visit: Visit) -> HttpResponse | None:
    """What is answered to a frame of another site before it is known whether cookies are kept there; None: they are.

    They are given, and the frame comes back once: without them it shows the link.
    """
    if not visit.is_foreign or is_apart(visit.request):
        return None
    asked = visit.request.GET.copy()
    if TRIED in asked:
        return visit.render("visitor/elsewhere.html")
    asked[TRIED] = "1"
    response = redirect(f"{visit.request.path}?{asked.urlencode()}")
    response.set_cookie(MARK, "1", httponly=True)
    response.is_kept_apart = True  # type: ignore[attr-defined]  # for `keep_in_frames` alone
    return response


def framed(visit: Visit, answer: HttpResponse) -> HttpResponse:
    """The answer, fit to be shown in a frame by the sites that the brand has listed, and by no others."""
    patch_vary_headers(answer, ["Sec-Fetch-Dest", "Sec-Fetch-Site"])
    if visit.is_framed and (sites := visit.page.button_sites):
        answer._csp_replace = {"frame-ancestors": list(sites)}  # type: ignore[attr-defined]  # noqa: SLF001 -- django-csp's own way
        answer.xframe_options_exempt = True
    return answer


def site_of(visit: Visit) -> str:
    """The listed site that says it shows the frame: the only one with which the frame speaks.  Empty: none."""
    said = visit.request.GET.get("site", "")
    return said if said in visit.page.button_sites else ""


def scheme_of(request: HttpRequest) -> str:
    """Whether that site is light or dark; empty: as the visitor's system is."""
    said = request.GET.get("scheme", "")
    return said if said in SCHEMES else ""
