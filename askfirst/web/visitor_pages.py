"""What is a visitor's own to decide: who they are here, where they are told of answers, whether they hear more at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from askfirst.consent import ledger
from askfirst.inbox.models import Message
from askfirst.people import claims, devices
from askfirst.wall.models import Comment, Post
from askfirst.web import deeds, limits, talks, visitor, visitor_devices
from askfirst.web.messages_area import CONFIRMATIONS_AN_HOUR, MAILS_FROM_ONE_PLACE_AN_HOUR, ask_to_confirm
from askfirst.web.page_forms import EmailForm, new_key
from askfirst.web.visit import visiting
from askfirst.wire import visitor_grants, visitor_mail, visitor_push

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.people.claims import Claim
    from askfirst.web.visit import Visit

_COME_IN_SENT = gettext_lazy(
    "If {brand} knows {email}, a link to your messages is on its way there. It works once, for two hours. "
    "Nothing came? Look under spam, or check the address."
)


@require_GET
@visiting
def you(visit: Visit) -> HttpResponse:
    """Who they are for this brand, and what is kept."""
    return _you(visit)


@require_POST
@visiting
def email(visit: Visit) -> HttpResponse:
    """A mail address for notices: a link goes there first."""
    form = EmailForm(visit.request.POST)
    visit.counted()
    if not form.is_valid():
        return _you(visit, form=form, status=422)
    ask_to_confirm(visit, form.cleaned_data["email"])
    return visit.done(redirect("you", visit.brand.slug), visit.visitor)


@require_POST
@visiting
def notices(visit: Visit) -> HttpResponse:
    """Mails that tell of answers: no more of them, or again."""
    visit.counted()
    is_on = visit.request.POST.get("on") == "yes"
    for person in visit.people:
        visitor_mail.switch_notices(person, is_on=is_on)
    says = f"switched the mails that tell of answers {'on' if is_on else 'off'}"
    visitor_grants.settle_notices(visit.people, says, visit.request.path)
    messages.success(
        visit.request,
        _("You are told of answers by mail again.")
        if is_on
        else _("No more of these mails. Answers still wait for you under Messages."),
    )
    return redirect("you", visit.brand.slug)


@require_POST
@visiting
def forget_browser(visit: Visit) -> HttpResponse:
    """This browser is nobody again; what they wrote stays where it is."""
    devices.remove_here(visit.people, visit.request.POST.get("endpoint", ""))
    visitor_grants.settle_devices(visit.people, "pressed Forget this browser", visit.request.path)
    response = redirect("page", visit.brand.slug)
    visitor.forget(response, visit.brand)
    messages.success(
        visit.request, _("This browser no longer knows who you are for %(brand)s.") % {"brand": visit.brand}
    )
    return response


@require_http_methods(["GET", "POST"])
@visiting
def stop(visit: Visit) -> HttpResponse:
    """No more messages from this brand: at once, without a reason."""
    if visit.request.method == "POST":
        visit.counted()
        key = visit.request.POST.get("key", "")[:64] or new_key()
        words = f"pressed Stop on the page of {visit.brand}"
        deeds.do(visit.page, visit.visitor, deeds.Deed(kind="stop", key=key, text=words))
        return visit.done(redirect("stop", visit.brand.slug), visit.visitor)
    return visit.render("visitor/stop.html", has_stopped=visit.has_stopped())


@require_POST
@visiting
def hear_again(visit: Visit) -> HttpResponse:
    """They want to hear from this brand again.  Only they can say so."""
    visit.counted()
    if deeds.pending(visit.page, visit.visitor, "stop"):
        messages.info(visit.request, _("Your stop is being written down this very moment. Press once more."))
        return redirect("stop", visit.brand.slug)
    for person in visit.people:
        ledger.lift(person, evidence=f"pressed Hear from them again on the page of {visit.brand}")
    messages.success(visit.request, _("%(brand)s may answer you again.") % {"brand": visit.brand})
    return redirect("stop", visit.brand.slug)


@require_http_methods(["GET", "POST"])
@visiting
def come_in(visit: Visit) -> HttpResponse:
    """From another browser: type the address, get a link.  The answer is the same whether we know the address or not."""
    if visit.request.method == "GET":
        return visit.render(
            "visitor/come_in.html", form=EmailForm(), is_lost=visitor.has_lost(visit.request, visit.brand)
        )
    form = EmailForm(visit.request.POST)
    visit.counted()
    if not form.is_valid():
        return visit.render("visitor/come_in.html", 422, form=form)
    address = form.cleaned_data["email"]
    limits.count_rarely(f"mail-from:{limits.address_of(visit.request)}", MAILS_FROM_ONE_PLACE_AN_HOUR)
    limits.count_rarely(f"mail:{visit.brand.pk}:{address.casefold()}", CONFIRMATIONS_AN_HOUR)
    visitor_mail.send_way_in(visit.brand, address)
    return visit.render("visitor/come_in.html", sent=_COME_IN_SENT.format(brand=visit.brand, email=address))


@require_http_methods(["GET", "POST"])
@visiting
def confirm(visit: Visit, token: str) -> HttpResponse:
    """Behind a link: a page with a button, because programs that look for viruses follow links and press nothing."""
    try:
        claim = claims.read(visit.brand, token)
        if visit.request.method == "GET":
            return _behind_link(visit, claim)
        handle = claims.confirm(visit.page.channel, claim, visitor.new_address())
    except claims.LinkDead as why:
        return visit.render("visitor/link_dead.html", 410, why=str(why), form=EmailForm())
    says = "pressed the button behind a link that was mailed to the address"
    visitor_grants.settle_notices([handle.contact], says, f"/@{visit.brand.slug}/come-in/")
    who = visitor.joined(visit.visitor, handle.key)
    who = visitor.named(who, who.name or handle.contact.name)
    messages.success(
        visit.request,
        _("%(email)s is confirmed. Here are your messages with %(brand)s.")
        % {"email": claim.email, "brand": visit.brand},
    )
    return visit.done(redirect("area", visit.brand.slug), who)


def _behind_link(visit: Visit, claim: Claim) -> HttpResponse:
    held = claims.known(visit.brand, claim.email)
    if claim.is_notice and held and held.contact in visit.people:
        # Already in: the link is not used up for coming to what is open before them.
        return redirect("area", visit.brand.slug)
    by = "" if claim.visitor in visit.visitor.addresses else visitor.name_of(visit.brand, claim.visitor)
    return visit.render("visitor/confirm.html", claim=claim, is_new=held is None, by=by)


def _you(visit: Visit, form: EmailForm | None = None, status: int = 200) -> HttpResponse:
    return visit.render(
        "visitor/you.html",
        status,
        form=form or EmailForm(),
        confirmed=claims.confirmed_email(visit.contact) if visit.contact else None,
        can_notify=bool(visitor_mail.channel_for(visit.brand)),
        has_stopped=visit.has_stopped(),
        kept=_kept(visit),
        pushes=visit.place(visitor_push.FEATURE),
        **(visitor_devices.context(visit) if visit.people else {}),
    )


def _kept(visit: Visit) -> dict[str, Any]:
    """What the brand holds about them, counted."""
    return {
        "messages": Message.objects.filter(
            thread__in=talks.threads(visit.people, visit.visitor).order_by()
        ).count(),
        "posts": Post.objects.filter(contact__in=visit.people).count(),
        "comments": Comment.objects.filter(contact__in=visit.people).count(),
        "handles": [handle for person in visit.people for handle in person.handles.all()],
    }
