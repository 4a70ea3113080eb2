"""Joining by a program of the brand's own: one address for each list, JSON in and out.  It begins what the form begins.

Whoever is named gets the mail and confirms it; the answer is the same whoever that is.  The key is one list's
(`consent.join_keys`), and stands in the header `Authorization: Bearer …`.  No cookie counts here.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.core.exceptions import RequestDataTooBig
from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from askfirst.brand.models import Channel
from askfirst.consent import join_keys, joining, lists
from askfirst.consent.models import Entry
from askfirst.wall.models import Page
from askfirst.web import limits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from askfirst.consent.models import JoinKey, List, Notice

AN_HOUR_BY_KEY = 1000
WRONG_AN_HOUR = 60
"""Wrong keys from one address of the net."""
LARGEST = 20_000
"""Bytes of what is sent."""
_FIELDS = {"address": 254, "version": 0, "language": 12, "place": 150, "name": 120, "ip": 45}
"""What may be sent, and how many signs of it; 0: a whole number."""


class _Refused(Exception):  # noqa: N818 -- it says what the matter is
    """Nothing was asked for.  `field`: which of what was sent is in the way; empty: none of them."""

    def __init__(self, status: HTTPStatus, says: str, field: str = "", wait: int = 0) -> None:
        super().__init__(says)
        self.status, self.says, self.field, self.wait = status, says, field, wait


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, brand: str, short: str) -> JsonResponse:
    """GET: the words that people have to be shown.  POST: somebody was shown them and asks to join."""
    try:
        key = _key(request, brand, short)
        if request.method == "GET":
            return _answer(HTTPStatus.OK, **_told(key.list))
        return _ask(request, key)
    except _Refused as why:
        error = {"field": why.field, "says": why.says}
        answer = _answer(why.status, errors=[error])
        if why.wait:
            answer.headers["Retry-After"] = str(why.wait)
        if why.status == HTTPStatus.UNAUTHORIZED:
            answer.headers["WWW-Authenticate"] = "Bearer"
        return answer


def _answer(status: HTTPStatus, **more: Any) -> JsonResponse:
    content = {"ok": status < HTTPStatus.BAD_REQUEST, "status": int(status), **more}
    return JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})


def _key(request: HttpRequest, brand: str, short: str) -> JoinKey:
    """Wrong, switched off, and another list's look the same from outside."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    found = join_keys.find(token.strip(), brand, short) if scheme.lower() == "bearer" else None
    if found is None:
        _count(f"join-key-wrong:{limits.address_of(request)}", WRONG_AN_HOUR)
        says = _(
            "This key opens nothing here. Send one of this list's, made in its settings, as “Authorization: Bearer …”."
        )
        raise _Refused(HTTPStatus.UNAUTHORIZED, says)
    _count(f"join-key:{found.pk}", AN_HOUR_BY_KEY)
    return found


def _count(subject: str, most: int) -> None:
    try:
        limits.count_rarely(subject, most)
    except limits.TooMany as wait:
        raise _too_often(wait.seconds) from wait


def _too_often(seconds: int) -> _Refused:
    says = _("Too much at once. Try again in %(seconds)d seconds.") % {"seconds": seconds}
    return _Refused(HTTPStatus.TOO_MANY_REQUESTS, says, wait=seconds)


def _told(on: List) -> dict[str, Any]:
    words = [
        {
            "version": notice.version,
            "language": notice.language,
            "text": notice.text,
            "sha256": notice.sha256,
            "promise": _promise(on, notice.language),
        }
        for notice in lists.notices(on).values()
    ]
    return {"list": on.slug, "name": on.name, "about": on.about, "is_open": _is_open(on), "words": words}


def _promise(on: List, language: str) -> str:
    with override(language):
        return lists.promise(on)


def _is_open(on: List) -> bool:
    return on.is_open and on.closed_at is None


def _ask(request: HttpRequest, key: JoinKey) -> JsonResponse:
    given, on = _given(request), key.list
    _require_page(on)
    notice = _notice(on, given)
    place = given["place"] or on.slug
    asking = joining.Asking(
        address=given["address"],
        notices=[notice],
        place=f"{place} ({key.name})",
        language=given["language"],
        name=given["name"],
        mechanism=Entry.Mechanism.API,
        origin=given["ip"],
        agent=request.headers.get("User-Agent", ""),
    )
    try:
        joining.ask(on.brand, asking)
    except joining.CannotAsk as why:
        raise _Refused(HTTPStatus.UNPROCESSABLE_ENTITY, str(why), why.field) from why
    except joining.TooOften as wait:
        raise _too_often(wait.seconds) from wait
    says = _("Whoever reads that address confirms by the mail that we send, or nothing happens.")
    return _answer(HTTPStatus.ACCEPTED, list=on.slug, version=notice.version, says=says)


def _given(request: HttpRequest) -> dict[str, Any]:
    """What was sent, each of its kind; what may be left out is empty."""
    try:
        read = json.loads(request.body) if len(request.body) <= LARGEST else None
    except (ValueError, RecursionError, RequestDataTooBig):
        read = None
    if not isinstance(read, dict):
        raise _Refused(
            HTTPStatus.BAD_REQUEST, _("Send a JSON object of 20,000 bytes at most, written in UTF-8.")
        )
    for name in read:
        if name not in _FIELDS:
            known = {"name": str(name)[:40], "fields": ", ".join(_FIELDS)}
            says = _("“%(name)s” is nothing that is taken here: %(fields)s.") % known
            raise _Refused(HTTPStatus.UNPROCESSABLE_ENTITY, says, str(name)[:40])
    return {name: _value(read, name, limit) for name, limit in _FIELDS.items()}


def _value(read: Mapping[str, Any], name: str, limit: int) -> Any:
    value = read.get(name, "" if limit else 0)
    if limit == 0:
        if not isinstance(value, int) or isinstance(value, bool):
            raise _Refused(HTTPStatus.UNPROCESSABLE_ENTITY, _("This is no whole number."), name)
        return value
    if not isinstance(value, str) or len(value) > limit:
        says = _("This is no text of %(most)d characters at most.") % {"most": limit}
        raise _Refused(HTTPStatus.UNPROCESSABLE_ENTITY, says, name)
    return value


def _notice(on: List, given: Mapping[str, Any]) -> Notice:
    """The words that they were shown, which have to be those that hold."""
    held = lists.notices(on)
    now = next((notice.version for notice in held.values()), 0)
    if given["version"] != now:
        says = _(
            "Name the version of the words that were shown: %(now)d holds now. Get them here (GET) and show them first."
        )
        raise _Refused(HTTPStatus.CONFLICT, says % {"now": now}, "version")
    if given["language"] not in held:
        says = _("Name the language in which they were shown: %(languages)s.") % {
            "languages": ", ".join(held)
        }
        raise _Refused(HTTPStatus.UNPROCESSABLE_ENTITY, says, "language")
    return held[given["language"]]


def _require_page(on: List) -> None:
    """The button of the mail stands on the brand's page."""
    if not Page.objects.filter(brand=on.brand_id).exclude(channel__state=Channel.State.OFF).exists():
        raise _Refused(
            HTTPStatus.CONFLICT, _("Your page is switched off, and people confirm there. Switch it on first.")
        )
