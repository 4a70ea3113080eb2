"""Where other sites say that they link to a post of the page: webmention (W3C) and trackback.

Both are posted by programs that know no form of ours.  Nothing is asked of anybody within the request.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from askfirst.wall import access, mentions
from askfirst.wall.models import Mention
from askfirst.web import limits

if TYPE_CHECKING:
    from django.http import HttpRequest

    from askfirst.wall.models import Page

A_DAY = 200
"""Of one address of the net, for one brand."""


@csrf_exempt
@require_POST
def webmention(request: HttpRequest, slug: str) -> HttpResponse:
    """`source` and `target`, as forms send them.  202: it is looked at soon."""
    page = access.public_page(slug)
    try:
        _count(request, page)
        given = request.POST
        mentions.tell(page, Mention.Kind.WEBMENTION, given.get("source", ""), given.get("target", ""))
    except mentions.NotTaken as why:
        return _said(str(why), HTTPStatus.BAD_REQUEST)
    except (mentions.Busy, limits.TooMany) as wait:
        return _wait(
            _said("too many wait at the moment: come back later", HTTPStatus.TOO_MANY_REQUESTS), wait
        )
    return _said("thank you: the link is looked for soon, and somebody decides", HTTPStatus.ACCEPTED)


@csrf_exempt
@require_POST
def trackback(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """`url`, and perhaps `title`, `excerpt`, `blog_name`.  The answer is the small XML of the old custom."""
    page = access.public_page(slug)
    target = f"{settings.ADDRESS}{reverse('page-post', args=[slug, pk])}"
    given = request.POST
    said = {
        "author": given.get("blog_name", ""),
        "title": given.get("title", ""),
        "excerpt": given.get("excerpt", ""),
    }
    try:
        _count(request, page)
        mentions.tell(page, Mention.Kind.TRACKBACK, given.get("url", ""), target, **said)
    except mentions.NotTaken as why:
        return _xml(str(why), HTTPStatus.OK)
    except (mentions.Busy, limits.TooMany) as wait:
        return _wait(_xml("too many wait at the moment: come back later", HTTPStatus.TOO_MANY_REQUESTS), wait)
    return _xml("", HTTPStatus.OK)


def _count(request: HttpRequest, page: Page) -> None:
    limits.count_daily(f"mention:{page.brand_id}:{limits.address_of(request)}", A_DAY)


def _said(words: str, status: int) -> HttpResponse:
    return HttpResponse(words + "\n", status=status, content_type="text/plain; charset=utf-8")


def _xml(problem: str, status: int) -> HttpResponse:
    inner = f"<error>1</error><message>{escape(problem)}</message>" if problem else "<error>0</error>"
    body = f'<?xml version="1.0" encoding="utf-8"?>\n<response>{inner}</response>\n'
    return HttpResponse(body, status=status, content_type="application/xml; charset=utf-8")


def _wait(answer: HttpResponse, why: Exception) -> HttpResponse:
    answer.headers["Retry-After"] = str(getattr(why, "seconds", 3600))
    return answer
