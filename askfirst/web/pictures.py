"""The pictures of a page, for everybody: drawn by us, and served as pictures and nothing else."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import FileResponse, Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from askfirst.brand.models import Channel
from askfirst.wall.models import Page

if TYPE_CHECKING:
    from django.http import HttpRequest

    from askfirst.brand.models import StoredFile

_PLACES = ("face", "face_small", "cover", "cover_small")


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """Where one picture of a page lies, large and small.  Addresses; a picture that is only tried on is its own address."""

    large: str
    small: str


def shown(page: Page, which: str) -> Picture | None:
    """The picture of the page that is its `face` or its `cover`; None where it has none."""
    large, small = getattr(page, which), getattr(page, f"{which}_small")
    if large is None or small is None:
        return None
    return Picture(large=_address(page, large), small=_address(page, small))


def tried_on(large: bytes, small: bytes) -> Picture:
    """A picture that is not kept, for a preview."""
    return Picture(large=_inline(large), small=_inline(small))


@require_safe
def picture(request: HttpRequest, slug: str, token: str) -> FileResponse:  # noqa: ARG001 -- the same for everybody
    """One picture that a page wears.  Its address changes with it, so it may be kept for a year."""
    worn = Q()
    for place in _PLACES:
        worn |= Q(**{f"{place}__token": token})
    page = Page.objects.select_related("channel", *_PLACES).filter(worn, brand__slug=slug).first()
    if page is None or page.channel.state == Channel.State.OFF:
        raise Http404(_("there is no such picture on this page"))
    found = (getattr(page, place) for place in _PLACES)
    stored: StoredFile = next(one for one in found if one and one.token == token)
    try:
        content = stored.file.open("rb")
    except FileNotFoundError as error:
        raise Http404(_("this picture is lost on our disk")) from error
    answer = FileResponse(content, content_type=stored.content_type)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def _address(page: Page, stored: StoredFile) -> str:
    return reverse("page-picture", args=[page.brand.slug, stored.token])


def _inline(content: bytes) -> str:
    return f"data:image/webp;base64,{base64.b64encode(content).decode()}"
