"""What is said when something is refused: the page that is not there, the form that came too late, our own mistakes."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise

if TYPE_CHECKING:
    from django.http import HttpRequest

_TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 where it was simply too much."""
    is_large = isinstance(exception, _TOO_LARGE)
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if is_large else HTTPStatus.BAD_REQUEST
    return render(request, "errors/400.html", {"is_large": is_large}, status=status)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: who they are does not allow it; the sentence names the role and what it may not do."""
    says = "" if isinstance(exception, SuspiciousOperation) else str(exception)
    return render(request, "errors/403.html", {"says": says}, status=HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, in our own words where there are some."""
    says = str(exception.args[0]) if exception.args and isinstance(exception.args[0], (str, Promise)) else ""
    return render(request, "errors/404.html", {"says": says}, status=HTTPStatus.NOT_FOUND)


def our_mistake(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """500: rendered without the request, because whatever failed may fail again."""
    return HttpResponse(render_to_string("errors/500.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- the reason is for programmers
    """A form whose proof is missing or too old.  What was typed is given back, to copy; nothing was done."""
    typed = [
        text for name in ("text", "about", "why", "when") if (text := request.POST.get(name, "").strip())
    ]
    context = {"typed": typed, "back": request.path}
    return render(request, "errors/csrf.html", context, status=HTTPStatus.FORBIDDEN)
