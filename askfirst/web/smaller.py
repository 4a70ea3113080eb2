"""Words are sent compressed to browsers that take them so: a page on a slow line is there in a third of the time.

Pages are compressed as they are made; files of ours, which never change while the program runs, once each.  Nothing that
people sent is touched.  What is secret in a page (the token of its forms) is masked anew in every answer, and a page's length
varies by chance, so that nobody can guess it from how well it was compressed.
"""

from __future__ import annotations

import gzip
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

LEAST = 500
"""Bytes below which nothing is gained."""
MOST_KEPT = 200
CHANCE = 100
"""Bytes by which the length of a page varies at most."""
LEVEL = 9
_WORDS = ("text/", "application/javascript", "application/json", "application/manifest+json", "image/svg+xml")


class Smaller:
    """Django middleware; it stands outside everything that answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._kept: dict[tuple[str, str, str], bytes] = {}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not _is_words(response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if "gzip" not in request.headers.get("Accept-Encoding", "") or request.method == "HEAD":
            return response
        if isinstance(response, HttpResponse):
            return _page(response)
        is_ours = request.path.startswith(settings.STATIC_URL) and response.status_code == HTTPStatus.OK
        if isinstance(response, FileResponse) and is_ours and "Range" not in request.headers:
            return self._file(request, response)
        return response

    def _file(self, request: HttpRequest, response: FileResponse) -> HttpResponse:
        """One of our own files, compressed at its first request."""
        known = (
            request.path,
            response.headers.get("Last-Modified", ""),
            response.headers.get("Content-Length", ""),
        )
        content = self._kept.get(known)
        if content is None:
            content = gzip.compress(response.getvalue(), LEVEL, mtime=0)
            if len(self._kept) < MOST_KEPT:
                self._kept[known] = content
        smaller = HttpResponse(content)
        for name, value in response.headers.items():
            smaller.headers[name] = value
        if response.file_to_stream:
            response.file_to_stream.close()
        _encoded(smaller, len(content))
        return smaller


def _is_words(response: HttpResponseBase) -> bool:
    return response.headers.get("Content-Type", "").startswith(_WORDS) and not response.has_header(
        "Content-Encoding"
    )


def _page(response: HttpResponse) -> HttpResponse:
    """A page, or what a form was answered with."""
    if len(response.content) < LEAST:
        return response
    response.content = compress_string(response.content, max_random_bytes=CHANCE)
    _encoded(response, len(response.content))
    return response


def _encoded(response: HttpResponseBase, length: int) -> None:
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(length)
    tag = response.headers.get("ETag", "")
    if tag.startswith('"'):
        response.headers["ETag"] = f"W/{tag}"  # equal in meaning, not byte by byte
