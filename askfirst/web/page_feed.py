"""The page's own Atom feed: who reads by a feed reader follows without an account and without being known.

The format is RFC 4287, its pages RFC 5005.  It is the same for everybody, so it may be kept by caches, and a reader that has
the newest gets an empty answer.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree import ElementTree as ET

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from askfirst.wall import access, followed

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from askfirst.wall.followed import Entry, Part
    from askfirst.wall.models import Page

ATOM = "http://www.w3.org/2005/Atom"
KEPT_SECONDS = 300
LONGEST_TITLE = 100


@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    """`/@slug/feed.atom`: what the brand has said to everybody."""
    page = access.public_page(slug)
    before = request.GET.get("before", "")
    try:
        part = followed.read(page, before)
    except (ValueError, OverflowError) as error:
        raise Http404(_("this part of the feed does not exist")) from error
    content = written(page, part, before)
    answer = HttpResponse(content, content_type="application/atom+xml; charset=utf-8")
    answer.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    answer.headers["ETag"] = etag
    last = _last(part)
    if last:
        answer.headers["Last-Modified"] = last.strftime("%a, %d %b %Y %H:%M:%S GMT")
    # By the mark alone: something older that goes away makes no later moment.
    return get_conditional_response(request, etag=etag, response=answer) or answer


def written(page: Page, part: Part, before: str = "") -> bytes:
    """The document."""
    ET.register_namespace("", ATOM)
    brand = page.brand
    home = f"{settings.ADDRESS}{reverse('page', args=[brand.slug])}"
    here = f"{settings.ADDRESS}{reverse('page-feed', args=[brand.slug])}"
    root = ET.Element(f"{{{ATOM}}}feed")
    _add(root, "id", here)
    _add(root, "title", brand.name)
    if page.tagline:
        _add(root, "subtitle", page.tagline)
    _add(root, "updated", (_last(part) or page.channel.connected_at).isoformat())
    _add(_add(root, "author"), "name", brand.name)
    _add(root, "generator", "Askfirst")
    _link(root, "alternate", home, "text/html")
    _link(root, "self", f"{here}?before={quote(before)}" if before else here, "application/atom+xml")
    if before:
        _link(root, "first", here, "application/atom+xml")
    if part.before:
        _link(root, "next", f"{here}?before={quote(part.before)}", "application/atom+xml")
    for entry in part.entries:
        _entry(root, entry, f"{settings.ADDRESS}{reverse('page-post', args=[brand.slug, entry.pk])}")
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(root: ET.Element, entry: Entry, address: str) -> None:
    one = _add(root, "entry")
    _add(one, "id", address)
    _add(one, "title", _title(entry.text))
    _add(one, "published", entry.published_at.isoformat())
    _add(one, "updated", entry.updated_at.isoformat())
    _link(one, "alternate", address, "text/html")
    _add(one, "content", entry.text, type="text")


def _title(text: str) -> str:
    """Its first line, as much as a list has room for."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if len(line) <= LONGEST_TITLE:
        return line
    return f"{line[:LONGEST_TITLE].rpartition(' ')[0] or line[:LONGEST_TITLE]}…"


def _last(part: Part) -> datetime | None:
    return max((entry.updated_at for entry in part.entries), default=None)


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    one = ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    one.text = _sober(text) or None
    return one


def _link(parent: ET.Element, rel: str, href: str, kind: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}link", {"rel": rel, "href": href, "type": kind})


def _sober(text: str) -> str:
    """Without the signs that no XML can hold."""
    return (
        "".join(sign for sign in text if (sign >= " " or sign in "\n\t") and sign not in "\ufffe\uffff")
        .encode("utf-8", "ignore")
        .decode()
    )
