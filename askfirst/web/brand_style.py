"""A brand's own colour as a stylesheet: inline styles do not exist here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from askfirst.brand.models import Brand
from askfirst.web.colour import accent

if TYPE_CHECKING:
    from django.http import HttpRequest

SHEET = ":root {{ --accent-light: {light}; --on-accent-light: {on_light}; --accent-dark: {dark}; --on-accent-dark: {on_dark}; }}\n"


@require_safe
@cache_control(public=True, max_age=300)
def brand_style(request: HttpRequest, slug: str) -> HttpResponse:
    """The four accent tokens, each with the contrast that AA asks for.  A colour that cannot be read says nothing.

    `?accent=` tries another colour on, for a preview.
    """
    brand = get_object_or_404(Brand, slug=slug)
    try:
        shade = accent(request.GET.get("accent", brand.accent))
    except ValueError:
        return HttpResponse("", content_type="text/css")
    sheet = SHEET.format(light=shade.light, on_light=shade.on_light, dark=shade.dark, on_dark=shade.on_dark)
    return HttpResponse(sheet, content_type="text/css")
