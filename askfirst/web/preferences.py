"""A person's own page about what they get: behind a link that was mailed to their address a moment ago, without a password.

Each control is a form of its own and saves by itself, with a script or without.  Anybody may type an address and have a
link sent there; the answer is the same whether we know the address or not.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from askfirst.consent import leaving as verbs
from askfirst.consent import ledger, pending, preferences, receipts
from askfirst.consent.leaving import How
from askfirst.consent.models import Entry, List
from askfirst.consent.preferences import CannotWish
from askfirst.people import profile
from askfirst.web import limits, preference_rows, wish_forms
from askfirst.web.own_frame import brand_of, render
from askfirst.web.page_forms import EmailForm
from askfirst.wire import forgetting, leaving, portrait

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from askfirst.brand.models import Brand
    from askfirst.people.models import Contact, Handle

MAILS_AN_HOUR, MAILS_FROM_ONE_PLACE_AN_HOUR = 3, 20
PLACE = "preference page"
_SENT = gettext_lazy(
    "If %(brand)s knows %(email)s, a link is on its way there. It works for two hours. Nothing came? Look under spam, or check "
    "the address."
)
_KINDS: dict[str, tuple[str, Callable[[receipts.Receipt], Any]]] = {
    "json": ("application/json", receipts.as_json),
    "jsonld": ("application/ld+json", receipts.as_jsonld),
}


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Type an address, get a link."""
    brand = brand_of(slug)
    if request.method != "POST":
        return _ask(request, brand)
    form = EmailForm(request.POST)
    if not form.is_valid():
        return _ask(request, brand, HTTPStatus.UNPROCESSABLE_ENTITY, form=form)
    email = form.cleaned_data["email"]
    try:
        limits.count_rarely(f"preferences-from:{limits.address_of(request)}", MAILS_FROM_ONE_PLACE_AN_HOUR)
        limits.count_rarely(f"preferences:{brand.pk}:{email.casefold()}", MAILS_AN_HOUR)
    except limits.TooMany as wait:
        answer = _ask(
            request, brand, HTTPStatus.TOO_MANY_REQUESTS, form=form, wait=max(1, wait.seconds // 60)
        )
        answer.headers["Retry-After"] = str(wait.seconds)
        return answer
    leaving.send_fresh_link(brand, email)
    return _ask(request, brand, sent=_SENT % {"brand": brand, "email": email})


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """All that they get and wish, and every control."""
    brand = brand_of(slug)
    handle = leaving.holder(brand, token)
    if handle is None:
        return _too_old(request, brand)
    visit = _Own(request, brand, handle, token)
    if request.method != "POST":
        return visit.page()
    act = _ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise Http404(_("there is no such control here"))
    try:
        done = act(visit)
    except CannotWish as why:
        return visit.page(HTTPStatus.UNPROCESSABLE_ENTITY, why)
    if isinstance(done, HttpResponse):
        return done
    messages.success(request, done)
    return redirect(request.path)


@require_safe
def export(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """A zip with everything that the brand knows of them."""
    brand = brand_of(slug)
    handle = leaving.holder(brand, token)
    if handle is None:
        return _too_old(request, brand)
    made = portrait.archive(None, verbs.kept(handle.contact))
    return _file(made, "application/zip", f"{brand.slug}-{timezone.localdate():%Y-%m-%d}.zip")


@require_safe
def receipt(request: HttpRequest, slug: str, token: str, number: int, kind: str) -> HttpResponse:
    """One receipt of theirs, for programs."""
    brand = brand_of(slug)
    handle = leaving.holder(brand, token)
    if handle is None:
        return _too_old(request, brand)
    theirs = receipts.receipts(verbs.kept(handle.contact))
    found = next((one for one in theirs if one.entry.number == number), None)
    if found is None or kind not in _KINDS:
        raise Http404(_("there is no such receipt of yours"))
    content_type, made = _KINDS[kind]
    content = json.dumps(made(found), ensure_ascii=False, indent=2).encode()
    return _file(content, content_type, f"{found.number}.{kind}")


class _Own:
    """Somebody on their own page."""

    def __init__(self, request: HttpRequest, brand: Brand, handle: Handle, token: str) -> None:
        self.request = request
        self.brand = brand
        self.handle = handle
        self.token = token
        self.person: Contact = verbs.kept(handle.contact)

    def how(self, evidence: str) -> How:
        """How the ledger names what was done here."""
        endpoint = ledger.digest(self.handle.network, self.handle.address)
        return How(
            mechanism=Entry.Mechanism.PREFERENCES,
            place=f"{PLACE} of {self.brand.slug}",
            evidence=evidence,
            endpoint=endpoint,
        )

    def list(self) -> List | None:
        """The list that the pressed control is about; None: it is about all of them.

        Raises:
            Http404: it is none on which they stand or stood.
        """
        asked = self.request.POST.get("list", "")
        if not asked:
            return None
        known = List.objects.filter(brand=self.brand, memberships__contact=self.person)
        found = known.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) <= 18 else None
        if found is None:
            raise Http404(_("there is no such list of yours"))
        return found

    def page(self, status: int = HTTPStatus.OK, error: CannotWish | None = None) -> HttpResponse:
        """Everything; `error`: what was typed into one form cannot be kept."""
        return render(
            self.request,
            self.brand,
            "preferences/page.html",
            status,
            **preference_rows.context(self.person, self.brand),
            handle=self.handle,
            person=self.person,
            token=self.token,
            error=error,
            failed=(self.request.POST.get("do", ""), self.request.POST.get("list", ""))
            if error
            else ("", ""),
            typed=self.request.POST,
            days=wish_forms.DAYS,
        )


def _ask(request: HttpRequest, brand: Brand, status: int = HTTPStatus.OK, **more: Any) -> HttpResponse:
    return render(request, brand, "preferences/ask.html", status, **{"form": EmailForm(), **more})


def _too_old(request: HttpRequest, brand: Brand) -> HttpResponse:
    return _ask(request, brand, HTTPStatus.GONE, is_too_old=True)


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _leave(own: _Own) -> str:
    on = own.list()
    if on is None:
        verbs.leave_everything(own.person, own.how("pressed Leave everything"))
        says = _("%(brand)s sends you nothing any more that you did not ask for.")
        return says % {"brand": own.brand}
    verbs.leave(own.person, on, own.how("pressed Leave"))
    return _("You have left. It holds at once, also for what is on its way.")


def _wish(own: _Own) -> str:
    on = own.list()
    before = preferences.of(own.person, on)
    zone = own.request.POST.get("zone", "")
    if zone and zone != own.person.time_zone and not profile.live_in(own.person, zone):
        raise CannotWish(_("There is no such time zone: choose one of the list."), "quiet")
    wanted = wish_forms.read(own.request.POST, before, own.person)
    preferences.save(own.person, wanted, own.how("saved on their page"), on=on, may_widen=True)
    return _("Saved. It holds from now on.")


def _stop(own: _Own) -> str:
    ledger.stop(own.person, reason="asked", evidence=f"pressed Stop on the {PLACE}")
    return _("From this moment nothing private leaves for you: no message, no answer, no mail.")


def _hear_again(own: _Own) -> str:
    if preference_rows.has_complained(own.person):
        return _(
            "You reported a message less than 30 days ago. Nothing was changed; after that you can take it back."
        )
    ledger.lift(own.person, evidence=f"pressed Hear from them again on the {PLACE}")
    return _("%(brand)s may answer you again. To be on a list again, join it anew.") % {"brand": own.brand}


def _forget(own: _Own) -> str | HttpResponse:
    if own.request.POST.get("sure") != "yes":
        raise CannotWish(_("Nothing was deleted. Tick that you are sure: it cannot be undone."), "sure")
    and_stop = own.request.POST.get("and_stop") == "yes"
    try:
        report = forgetting.forget(None, own.person, reason=f"asked on their {PLACE}", and_stop=and_stop)
    except forgetting.CannotForget as why:
        raise CannotWish(str(why), "sure") from why
    return render(
        own.request,
        own.brand,
        "preferences/forgotten.html",
        report=report,
        and_stop=and_stop,
        address=pending.masked(own.handle.address),
    )


_ACTS: dict[str, Callable[[_Own], str | HttpResponse]] = {
    "leave": _leave,
    "frequency": _wish,
    "quiet": _wish,
    "networks": _wish,
    "pause": _wish,
    "stop": _stop,
    "hear-again": _hear_again,
    "forget": _forget,
}
