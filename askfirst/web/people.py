"""The people the brand knows: a list, a page for each, and writing to one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from askfirst.brand.models import Channel
from askfirst.brand.roles import Right, may
from askfirst.consent import grants, ledger, standing
from askfirst.consent import listing as consent_listing
from askfirst.consent.models import Suppression
from askfirst.gate import history, recommend
from askfirst.gate.thanks import thanks
from askfirst.gate.ways import latest_public_act
from askfirst.inbox import listing, talk
from askfirst.inbox.notebook import notes_about
from askfirst.networks.base import Form
from askfirst.networks.catalog import NETWORKS
from askfirst.people import access, deeds, engaged, relations, suggest
from askfirst.people.models import Contact, Handle
from askfirst.people.points import Band
from askfirst.people.profile import profile
from askfirst.people.resolve import who_did
from askfirst.web.composer import Address, CannotSend, composer, is_refused, verdict_for, wish_from
from askfirst.web.members import MemberRequest, for_members
from askfirst.web.requests import tabs
from askfirst.web.verdict import Shown, shown_stored
from askfirst.wire import merging

if TYPE_CHECKING:
    from django.db.models import Q


LONGEST_EVIDENCE = 500
LONGEST_WORDS = 100
LONGEST_AFTER = 160
MOST_ENTRIES = 10
STATES = {"agreed": _("Agreed to hear from you"), "stopped": _("On the stop list")}
SORT_WORDS = {
    "newest": _("Newest first"),
    "oldest": _("Longest known"),
    "name": _("By name"),
    "engaged": _("Most engaged first"),
}
BEST_FIRST = ("allow", "only", "deny")


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """One of the brand's channels on which this person has an address, with its verdict."""

    channel: Channel
    handle: Handle
    verdict: Shown


@for_members
@require_safe
def everybody(request: MemberRequest) -> HttpResponse:
    """People with a search, filters and three orders.  What an address asks for and there is not, is not asked for."""
    asked = request.GET
    wanted = access.Filter(
        words=asked.get("q", "").replace("\x00", "").strip()[:LONGEST_WORDS],
        network=_one_of(asked.get("network", ""), {*NETWORKS}),
        relation=_one_of(asked.get("relation", ""), {*Contact.Relation.values, "none"}),
        is_vip=asked.get("vip") == "yes",
        band=_one_of(asked.get("band", ""), {*Band.values, "none"}),
        sort=_one_of(asked.get("sort", ""), {*access.SORTS}) or "newest",
    )
    state = _one_of(asked.get("state", ""), {*STATES})
    after = asked.get("after", "").replace("\x00", "")[:LONGEST_AFTER]
    found = access.page(request.user, wanted, after, _besides(request, state))
    query = asked.copy()
    query.pop("after", None)
    context = {
        "people": found.contacts,
        "held_bands": engaged.bands(found.contacts, request.user.brand),
        "bands": Band.choices,
        "after": found.after,
        "query": query.urlencode(),
        "wanted": wanted,
        "state": state,
        "is_narrowed": bool(state or wanted != access.Filter(sort=wanted.sort)),
        "networks": sorted(
            set(Channel.objects.filter(brand=request.user.brand_id).values_list("network", flat=True))
        ),
        "relations": Contact.Relation.choices,
        "states": STATES.items(),
        "sorts": SORT_WORDS.items(),
        **tabs(request),
    }
    template = "people/rows.html" if request.htmx.target == "more-people" else "people/list.html"
    return render(request, template, context)


def _one_of(said: str, known: set[str]) -> str:
    return said if said in known else ""


def _besides(request: MemberRequest, state: str) -> Q | None:
    if state == "agreed":
        return consent_listing.agreed(request.user.brand, "marketing")
    return consent_listing.stopped(request.user.brand) if state == "stopped" else None


@for_members
@require_safe
def person(request: MemberRequest, pk: int) -> HttpResponse:
    """Who they are to us, where they may be written to now, and everything that is known of them."""
    contact = access.contact(request.user, pk)
    if contact.pk != pk:
        return redirect("person", contact.pk)
    if contact.forgotten_at:
        if may(request.user, Right.PERSONAL):
            return redirect("person-forgotten", pk)
        raise Http404(gettext("this person asked to be forgotten, and was"))
    found = profile(contact)
    entries = standing.entries_of(contact)
    context = {
        "contact": contact,
        "profile": found,
        "reach": _reach(request, contact, found.handles),
        "unknown": _without_address(contact, found.handles),
        "decisions": [(row, shown_stored(row)) for row in history.decisions(request.user, contact)],
        "threads": listing.about(request.user, contact),
        "stopped": list(ledger.suppressions(contact.brand, found.handles).values()),
        "may_suppress": may(request.user, Right.SUPPRESS),
        "may_reply": may(request.user, Right.REPLY),
        "may_join": may(request.user, Right.JOIN),
        "may_personal": may(request.user, Right.PERSONAL),
        "relations": Contact.Relation.choices,
        "recommended": recommend.for_person(contact),
        "entries": entries[:MOST_ENTRIES],
        "has_more_entries": len(entries) > MOST_ENTRIES,
        "grants": grants.among(entries),
        "notes": notes_about(request.user, contact),
        "kinds": deeds.kinds(contact),
        "months": deeds.months(contact),
        "standing": engaged.standing(contact),
        "may_rule": may(request.user, Right.RULES),
        "merges": [(one, merging.can_undo_until(one)) for one in merging.merges_of(contact)],
        "alike": suggest.same(contact) if may(request.user, Right.JOIN) else [],
    }
    return render(request, "people/person.html", context)


@for_members
@require_safe
def why(request: MemberRequest, pk: int, channel: int) -> HttpResponse:
    """Everything behind the verdict of one channel."""
    contact = access.contact(request.user, pk)
    address = _address(request, contact, channel)
    asked = composer(request.user, address, request.GET.get("purpose", ""))
    template = "verdict/sheet.html" if request.htmx else "verdict/page.html"
    context = {"verdict": asked.verdict, "contact": contact, "channel": address.channel}
    return render(request, template, context)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: MemberRequest, pk: int, channel: int) -> HttpResponse:
    """Write to this person on one channel.  A conversation begins only when something may be said in it."""
    contact = access.contact(request.user, pk)
    address = _address(request, contact, channel)
    if request.method == "POST":
        return _say(request, address)
    return _composer_page(request, address, request.GET.get("purpose", ""))


@for_members
@require_POST
def relate(request: MemberRequest, pk: int) -> HttpResponse:
    """Say what this person is to the brand."""
    contact = access.contact(request.user, pk)
    try:
        relations.say(contact, request.POST.get("relation", ""), member=request.user)
    except ValueError:
        messages.error(request, gettext("Nothing was changed. Choose what they are to you from the list."))
    return redirect("person", pk)


@for_members
@require_POST
def stop(request: MemberRequest, pk: int) -> HttpResponse:
    """Put every address of this person on the stop list.  Only they can take it off again."""
    contact = access.contact(request.user, pk)
    evidence = request.POST.get("evidence", "").replace("\x00", "").strip()[:LONGEST_EVIDENCE]
    if not evidence:
        messages.error(
            request,
            gettext("Nothing was changed. Say how you know that they want no messages: it is kept as proof."),
        )
        return redirect("person", pk)
    ledger.stop(contact, reason=Suppression.Reason.MEMBER, evidence=evidence, member=request.user)
    messages.success(
        request,
        gettext("%(contact)s gets no messages from you any more. Only they can lift that.")
        % {"contact": contact},
    )
    return redirect("person", pk)


def _reach(request: MemberRequest, contact: Contact, handles: list[Handle]) -> list[Reach]:
    by_network = {handle.network: handle for handle in handles}
    channels = Channel.objects.select_related("brand").filter(
        brand_id=contact.brand_id, network__in=by_network
    )
    found = [
        Reach(channel=channel, handle=by_network[channel.network], verdict=_asked(request, channel, contact))
        for channel in channels.order_by("pk")
    ]
    return sorted(found, key=lambda one: BEST_FIRST.index(one.verdict.kind))


def _without_address(contact: Contact, handles: list[Handle]) -> list[Channel]:
    known = {handle.network for handle in handles}
    return list(Channel.objects.filter(brand_id=contact.brand_id).exclude(network__in=known).order_by("pk"))


def _asked(request: MemberRequest, channel: Channel, contact: Contact) -> Shown:
    address = Address(channel=channel, contact=contact, thread=listing.latest(request.user, contact, channel))
    return composer(request.user, address).verdict


def _address(request: MemberRequest, contact: Contact, channel_pk: int) -> Address:
    channel = get_object_or_404(
        Channel.objects.select_related("brand"), pk=channel_pk, brand_id=contact.brand_id
    )
    asked = request.POST.get("form") or request.GET.get("form")
    act = latest_public_act(channel, contact) if asked == Form.PRIVATE_REPLY else None
    return Address(
        channel=channel,
        contact=contact,
        form=Form.PRIVATE_REPLY if act else Form.DIRECT,
        about=act.reference if act else "",
        thread=listing.latest(request.user, contact, channel),
        handle=who_did(channel, contact, act.reference) if act else None,
    )


def _say(request: MemberRequest, address: Address) -> HttpResponse:
    handle = address.handle or _where(address)
    if handle is None:
        raise Http404(gettext("this person has no address on that network"))
    purpose = request.POST.get("purpose", "")
    try:
        wish = wish_from(request, address)
    except CannotSend as error:
        return _composer_page(request, address, purpose, error=str(error))
    if (
        verdict_for(request.user, address, wish.purpose).kind != "allow"
        and "ask_approval" not in request.POST
    ):
        return _composer_page(request, address, purpose)
    if address.about:
        thread = talk.begin_about(address.channel, handle, address.about)
    else:
        thread = talk.thread_for(address.channel, handle, subject=wish.subject)
    said = talk.reply(request.user, thread, wish)
    if is_refused(said):
        messages.warning(request, gettext("It was not sent; the reasons stand below it."))
    return redirect("thread", thread.pk)


def _where(address: Address) -> Handle | None:
    """The address of which the gate was asked: the thread's own, else the one known longest there."""
    known = list(
        Handle.objects.filter(contact=address.contact, network=address.channel.network).order_by("pk")
    )
    named = (one for one in known if one.address == address.to)
    return next(named, known[0] if known else None)


def _composer_page(request: MemberRequest, address: Address, purpose: str, error: str = "") -> HttpResponse:
    typed = {"text": request.POST.get("text", ""), "subject": request.POST.get("subject", ""), "error": error}
    context: dict[str, Any] = {
        "contact": address.contact,
        "composer": composer(request.user, address, purpose, **typed),
        "about": latest_public_act(address.channel, address.contact)
        if address.about and address.contact
        else None,
        "is_for_a_like": bool(typed["text"]) and thanks(typed["text"]),
    }
    return render(request, "people/write.html", context)
