"""A view that inserts one row and answers, behind the same server: nothing that keeps a message can do less."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

from askfirst.config.asgi import PAGE_THREADS

if TYPE_CHECKING:
    from django.http import HttpRequest


def insert(request: HttpRequest) -> HttpResponse:
    from askfirst.wire.models import Event

    Event.objects.create(brand_id=1, channel_id=1, external_id=secrets.token_hex(20), raw=request.body)
    return HttpResponse("kept")


urlpatterns = [path("", insert)]
application = WSGIMiddleware(get_wsgi_application(), workers=PAGE_THREADS)
