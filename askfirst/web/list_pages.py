"""Joining lists on the brand's page: the form, the code, the button behind the link, the receipt.

Links are followed by programs that look for viruses: GET and HEAD show something and change nothing.  What is shown after
the form is the same whoever's address was typed.
"""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from askfirst.consent import confirming, joining, lists, pending, receipts
from askfirst.consent.models import Entry, List, Request, Shown
from askfirst.wall.button import is_listed
from askfirst.web import limits, sources
from askfirst.web.list_forms import JoinForm, shown
from askfirst.web.members import whole
from askfirst.web.visit import visiting
from askfirst.wire import list_mail

if TYPE_CHECKING:
    from askfirst.consent.confirming import Confirmed
    from askfirst.web.visit import Visit

ASKED, JOINED = "askfirst.lists.asked", "askfirst.lists.joined"
FROM_POST = ", from "
"""Between the page with the words and the post from which they came there, where the ledger names the place."""
KEPT = 7 * 24 * 3600
"""Seconds for which the page with the code can be opened."""
SHOWN = 24 * 3600
"""Seconds for which the page with the receipt can be opened by its address."""


@require_http_methods(["GET", "HEAD", "POST"])
@visiting
def everything(visit: Visit) -> HttpResponse:
    """All lists that anybody can join, in one form; nothing is ticked beforehand."""
    if visit.request.method == "POST":
        return _ask(visit)
    return _form(visit, lists.joinable(visit.brand))


@require_http_methods(["GET", "HEAD", "POST"])
@visiting
def one(visit: Visit, short: str) -> HttpResponse:
    """One list and its words."""
    held = _list(visit, short)
    if visit.request.method == "POST":
        return _ask(visit, held)
    return _form(visit, [held])


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@visiting
def from_website(visit: Visit, short: str) -> HttpResponse:
    """The form that stands on a website of the brand.  From a site that is not listed the words come once more.

    No cookie counts here and nothing is changed but that somebody is asked by mail, so that it is sent from elsewhere.
    """
    held = _list(visit, short)
    if visit.request.method != "POST":
        return redirect("list", visit.brand.slug, short)
    if not is_listed(visit.page, visit.request.headers.get("Origin", "")):
        form = JoinForm(visit.brand, visit.request.POST)
        form.is_valid()
        form.add_error(None, _("This is where you came from that form to. Nothing is lost: press once more."))
        return _form(visit, [held], form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _ask(visit, held)


@require_safe
@visiting
def asked(visit: Visit, mark: str) -> HttpResponse:
    """What to do now: open the mail, or type its six digits here."""
    return _asked(visit, mark)


@require_POST
@visiting
def code(visit: Visit, mark: str) -> HttpResponse:
    """The six digits of the mail."""
    visit.counted()
    request, _address = _marked(visit, mark)
    try:
        done = confirming.by_code(request, visit.request.POST.get("code", "")[:40])
    except confirming.CannotConfirm as why:
        return _asked(visit, mark, error=str(why), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _welcome(visit, request, done)


@require_POST
@visiting
def again(visit: Visit, mark: str) -> HttpResponse:
    """The mail once more."""
    visit.counted()
    request, address = _marked(visit, mark)
    return redirect("list-asked", visit.brand.slug, _mark(joining.again(request), address, is_again=True))


@require_http_methods(["GET", "HEAD", "POST"])
@visiting
def confirm(visit: Visit, token: str) -> HttpResponse:
    """Behind the link of the mail: what they would be told, and one button."""
    try:
        request = confirming.read(visit.brand, token)
        if visit.request.method == "POST":
            visit.counted()
            ids = {int(text) for text in visit.request.POST.getlist("list") if text.isdecimal()}
            return _welcome(visit, request, confirming.by_link(visit.brand, token, ids))
    except confirming.CannotConfirm as why:
        return _private(visit.render("lists/dead.html", HTTPStatus.GONE, why=str(why)))
    language = get_language() or ""
    rows = [shown(one, language, set()) for one in pending.lists_of(request)]
    return _private(
        visit.render(
            "lists/confirm.html",
            rows=[row for row in rows if row],
            address=pending.masked(request.address),
            is_done=bool(request.confirmed_at),
            takes_back=not request.confirmed_at and confirming.takes_back_a_stop(request),
        )
    )


@require_safe
@visiting
def joined(visit: Visit, mark: str) -> HttpResponse:
    """They are on these lists now; the receipts, to read and to keep."""
    found = [receipts.of(entry) for entry in _entries(visit, mark)]
    if visit.request.GET.get("as") in _KINDS:
        return _private(_file(visit.request.GET["as"], found))
    says = [{"receipt": receipt, "text": receipts.as_text(receipt)} for receipt in found]
    return _private(visit.render("lists/joined.html", receipts=says, mark=mark))


_KINDS: dict[str, tuple[str, Any]] = {
    "json": ("application/json", receipts.as_json),
    "jsonld": ("application/ld+json", receipts.as_jsonld),
}


def _file(kind: str, found: list[receipts.Receipt]) -> HttpResponse:
    content_type, make = _KINDS[kind]
    made = [make(receipt) for receipt in found]
    content = json.dumps(made[0] if len(made) == 1 else made, ensure_ascii=False, indent=2)
    answer = HttpResponse(content, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="receipt.{kind}"'
    return answer


def _list(visit: Visit, short: str) -> List:
    """A list that is shown outside.  Raises Http404."""
    found = List.objects.filter(brand=visit.brand, slug=short, is_internal=False).first()
    if found is None:
        raise Http404(_("there is no such list"))
    found.brand = visit.brand
    return found


def _form(
    visit: Visit, held: list[List], form: JoinForm | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    language = get_language() or ""
    chosen = form.chosen if form else set()
    open_ones = [one for one in held if one.closed_at is None and one.is_open]
    rows = [row for one in open_ones if (row := shown(one, language, chosen))]
    answer = visit.render(
        "lists/join.html",
        status,
        rows=rows,
        form=form or JoinForm(visit.brand),
        only=held[0] if len(held) == 1 else None,
        post=_post(visit),
    )
    patch_vary_headers(answer, ["Origin"])
    return answer


def _ask(visit: Visit, held: List | None = None) -> HttpResponse:
    visit.counted()
    form = JoinForm(visit.brand, visit.request.POST)
    if form.is_valid():
        asking = joining.Asking(
            address=form.cleaned_data["email"],
            notices=form.cleaned_data["notices"],
            name=form.cleaned_data["name"],
            place=_place(visit, held),
            language=get_language() or "",
            origin=limits.address_of(visit.request),
            agent=visit.request.headers.get("User-Agent", ""),
            is_odd=form.is_odd,
            exchange=form.exchange,
        )
        try:
            request = joining.ask(visit.brand, asking)
        except joining.CannotAsk as why:
            form.add_error("email" if why.field == "address" else None, str(why))
        except joining.TooOften as wait:
            raise limits.TooMany(wait.seconds) from wait
        else:
            return to_asked(visit, request, form.cleaned_data["email"])
    return _form(
        visit, [held] if held else lists.joinable(visit.brand), form, HTTPStatus.UNPROCESSABLE_ENTITY
    )


def to_asked(visit: Visit, request: Request, address: str) -> HttpResponse:
    """Lead somebody who asked to the page that says what to do now: `address` as they typed it."""
    return redirect("list-asked", visit.brand.slug, _mark(request, address))


def _place(visit: Visit, held: List | None) -> str:
    """Where the words stood: our own page, with the post from which they came there, or the website from which it was sent."""
    site = visit.request.headers.get("Origin", "")
    if is_listed(visit.page, site):
        return f"{site} ({held.slug if held else 'form'})"
    post = whole(visit.request.POST.get("post"))
    from_post = f"{FROM_POST}{reverse('page-post', args=(visit.brand.slug, post))}" if post else ""
    return visit.request.path + from_post


def _post(visit: Visit) -> int:
    """The post from whose own screen they came, or whose link they followed; 0: from anywhere else."""
    if visit.request.method == "POST":
        given = visit.request.POST.get("post")
    else:
        given = str(sources.post_of(visit.brand, visit.request.GET.get("from", "")[:40]))
    came_by = urlsplit(visit.request.headers.get("Referer", ""))
    if came_by.netloc == visit.request.get_host():
        found = re.fullmatch(rf"/@{re.escape(visit.brand.slug)}/posts/(\d{{1,18}})/", came_by.path)
        given = found[1] if found else given
    return whole(given)


def _mark(request: Request, address: str, *, is_again: bool = False) -> str:
    """What the page with the code is found by: of the address it holds only as much as that page shows."""
    content = {"e": str(request.exchange), "a": pending.masked(address), "t": is_again}
    return signing.dumps(content, salt=ASKED)


def _marked(visit: Visit, mark: str) -> tuple[Request, str]:
    """The request of which this is the mark, and the masked address that was typed.  Raises Http404."""
    try:
        found = signing.loads(mark, salt=ASKED, max_age=KEPT)
        request = Request.objects.select_related("brand").get(brand=visit.brand, exchange=found["e"])
    except (signing.BadSignature, Request.DoesNotExist) as error:
        raise Http404(_("this page is too old: ask once more")) from error
    return request, found["a"]


def _asked(visit: Visit, mark: str, error: str = "", status: int = HTTPStatus.OK) -> HttpResponse:
    request, address = _marked(visit, mark)
    # Of what was shown, and not of what the request became: that would tell whether the address was known.
    rows = Shown.objects.filter(brand=visit.brand, exchange=request.exchange).select_related("notice__list")
    chosen = [row.notice.list for row in rows.order_by("notice__list__name")]
    is_again = signing.loads(mark, salt=ASKED, max_age=KEPT)["t"]
    return _private(
        visit.render(
            "lists/asked.html",
            status,
            mark=mark,
            address=address,
            lists=chosen,
            is_quick=all(one.single_because for one in chosen),
            is_again=is_again,
            error=error,
        )
    )


def _welcome(visit: Visit, request: Request, done: Confirmed) -> HttpResponse:
    list_mail.send_receipt(done)
    return redirect("list-joined", visit.brand.slug, signing.dumps(str(request.exchange), salt=JOINED))


def _entries(visit: Visit, mark: str) -> list[Entry]:
    try:
        exchange = signing.loads(mark, salt=JOINED, max_age=SHOWN)
    except signing.BadSignature as error:
        raise Http404(_("this page is too old: your receipt is in your mail")) from error
    rows = Entry.objects.filter(brand=visit.brand, exchange=exchange, act__in=receipts.AGREED)
    return list(rows.order_by("pk"))


def _private(answer: HttpResponse) -> HttpResponse:
    """A page that holds somebody's token: no search engine lists it, and no other site learns where it was.

    Our own site does: without any referrer a browser's form has no origin either, and could not be told from a forged one.
    """
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
