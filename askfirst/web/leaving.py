"""Behind the links of a message: leave at once, or ask for less.  Whoever has the message has the link, so it only reduces.

A mail program presses for its reader (RFC 8058): a POST to the link in the header acts, is answered 200 whatever it found,
and meets no cookie, no form token and no redirect.  Programs that follow links to look for viruses send GET and HEAD:
those show a page and change nothing.  The page names no address in full and shows nothing that is known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from askfirst.consent import pending
from askfirst.consent.links import Kind
from askfirst.consent.models import Entry
from askfirst.consent.preferences import NeedsFreshLink, Wishes
from askfirst.web.own_frame import brand_of, render
from askfirst.wire import leaving

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from askfirst.brand.models import Brand
    from askfirst.consent.models import List
    from askfirst.wire.leaving import Letter


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """What came of a press."""

    says: str = ""
    written: tuple[int, ...] = ()
    """Lines of the ledger by which they left: they can be taken back for a while."""
    is_changed: bool = True


UNDO_FOR = timedelta(hours=1)
COOKIE = "askfirst_left"
RARELY, VERY_RARELY = 30, 90
"""Days in which one message comes, for who asks for less."""
PAUSES = (30, 90)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """The link of the header.  Without a word of the page's form it is a mail program that presses: it leaves at once."""
    brand = brand_of(slug)
    letter = leaving.letter_of(brand, Kind.HEADER, token)
    if request.method == "POST" and "do" not in request.POST:
        if letter:
            leaving.by_header(letter)
        return HttpResponse(status=HTTPStatus.OK, content_type="text/plain")
    return _page(request, brand, letter)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def less(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """The link of the text: its reader, or whoever they sent it on to."""
    brand = brand_of(slug)
    return _page(request, brand, leaving.letter_of(brand, Kind.BODY, token))


def _page(request: HttpRequest, brand: Brand, letter: Letter | None) -> HttpResponse:
    if letter is None or not letter.people:
        return render(request, brand, "leaving/dead.html", HTTPStatus.NOT_FOUND)
    act = _ACTS.get(request.POST.get("do", "")) if request.method == "POST" else None
    done = act(request, letter) if act else Done()
    answer = render(
        request,
        brand,
        "leaving/page.html",
        letter=letter,
        lists=[one for one in letter.lists if not one.is_internal],
        is_internal=any(one.is_internal for one in letter.lists),
        address=pending.masked(letter.delivery.to),
        network=letter.delivery.channel.network,
        rarely=_rarely(letter),
        pauses=PAUSES,
        done=done,
    )
    _keep_undo(answer, brand, done)
    return answer


def _leave_list(_request: HttpRequest, letter: Letter) -> Done:
    lines = leaving.leave(letter, Entry.Mechanism.LINK, "pressed Leave behind the link in the message")
    says = _("Done. Nothing of this kind is sent to you any more.")
    if len(letter.lists) == 1 and not letter.lists[0].is_internal:
        says = _("Done. “%(list)s” is not sent to you any more.") % {"list": letter.lists[0]}
    return Done(says=says, written=_ids(lines))


def _leave_all(_request: HttpRequest, letter: Letter) -> Done:
    evidence = "pressed Leave everything behind the link in the message"
    lines = leaving.leave_everything(letter, Entry.Mechanism.LINK, evidence)
    says = _("Done. %(brand)s sends you nothing any more that you did not ask for.")
    return Done(says=says % {"brand": letter.delivery.brand}, written=_ids(lines))


def _fewer(_request: HttpRequest, letter: Letter) -> Done:
    days = _rarely(letter)
    if not days:
        return Done()
    says = ngettext(
        "Done. One message in %(days)d day at most.", "Done. One message in %(days)d days at most.", days
    )
    return _wish(letter, lambda before: replace(before, most=1, days=days), says % {"days": days})


def _pause(request: HttpRequest, letter: Letter) -> Done:
    asked = request.POST.get("days", "")
    days = next((one for one in PAUSES if str(one) == asked), PAUSES[0])
    until = timezone.now() + timedelta(days=days)
    says = ngettext("Done. Nothing for %(days)d day.", "Done. Nothing for %(days)d days.", days)
    return _wish(letter, lambda before: replace(before, paused_until=until), says % {"days": days})


def _undo(request: HttpRequest, letter: Letter) -> Done:
    """Only in the browser in which it was pressed, and only a moment later."""
    try:
        written = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=UNDO_FOR)
    except signing.BadSignature:
        written = []
    if leaving.take_back(written, letter):
        return Done(says=_("Taken back. It is as it was before."))
    says = _(
        "Nothing was changed: there is nothing here that can be taken back. To be told again, join anew."
    )
    return Done(says=says, is_changed=False)


_ACTS: dict[str, Callable[[HttpRequest, Letter], Done]] = {
    "list": _leave_list,
    "all": _leave_all,
    "less": _fewer,
    "pause": _pause,
    "undo": _undo,
}


def _wish(letter: Letter, change: Callable[[Wishes], Wishes], says: str) -> Done:
    try:
        leaving.wish(letter, change, "asked for it behind the link in the message")
    except NeedsFreshLink:
        says = _("Nothing was changed: you have asked for less than that already.")
        return Done(says=says, is_changed=False)
    return Done(says=says)


def _rarely(letter: Letter) -> int:
    """In how many days one message would come, where that is less than was promised; 0: it is not."""
    lists: tuple[List, ...] = letter.lists
    if not lists:
        return RARELY
    for days in (RARELY, VERY_RARELY):
        if all(one.most * days > one.days for one in lists):
            return days
    return 0


def _ids(lines: list[Entry]) -> tuple[int, ...]:
    return tuple(line.pk for line in lines)


def _keep_undo(answer: HttpResponse, brand: Brand, done: Done) -> None:
    """This browser, and no other, may take it back."""
    if done.written:
        answer.set_cookie(
            COOKIE,
            signing.dumps(done.written, salt=COOKIE),
            path=f"/@{brand.slug}/",
            httponly=True,
            samesite="Lax",
            secure=settings.IS_SECURE,
        )
