"""Friend and follow requests: those that wait, one with what speaks for and against it, and what a member decides."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from askfirst.brand.models import Channel
from askfirst.brand.roles import Right, may, require
from askfirst.drafts.submit import Wish
from askfirst.friends import access, policy, requests
from askfirst.friends.models import PolicyLine, Request, Suggestion
from askfirst.friends.requests import CannotDecide
from askfirst.inbox import listing, talk
from askfirst.networks.base import Form
from askfirst.people import relations
from askfirst.people.models import Contact
from askfirst.web.composer import Address, CannotSend, purpose_of, require_fit, require_no_gap, verdict_for
from askfirst.web.members import for_members, whole
from askfirst.wire import requesting
from askfirst.wire.connectors import capabilities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from askfirst.drafts.models import Draft
    from askfirst.friends.policy import Advice
    from askfirst.web.members import MemberRequest
    from askfirst.web.verdict import Shown

LONGEST_WORDS = 2_000
MOST_POSTS = 12
NAME_AND_MOMENT = re.compile(r" \(\d{4}-\d\d-\d\d \d\d:\d\d\)$")
"""How somebody without an address is told from others of the same name (friends.typed): nothing to show to a person."""
QUESTIONS = {
    "wall": gettext_lazy("Is the wall only their own opportunity?"),
    "others": gettext_lazy("Does anybody else speak there?"),
    "person": gettext_lazy("Is this a real person?"),
}
ANSWERS = {
    "wall": {"good": gettext_lazy("No"), "bad": gettext_lazy("Mostly"), "unknown": gettext_lazy("Not known")},
    "others": {"good": gettext_lazy("Yes"), "bad": gettext_lazy("No"), "unknown": gettext_lazy("Not known")},
    "person": {"good": gettext_lazy("It seems so"), "bad": gettext_lazy("Doubtful"), "unknown": gettext_lazy("Not known")},
}  # fmt: skip
ICONS = {"good": "circle-check", "bad": "octagon-x", "unknown": "circle-help"}
SUGGESTED = {
    "accept": ("allow", "user-check", gettext_lazy("Nothing speaks against accepting")),
    "look": ("only", "eye", gettext_lazy("Look before you decide")),
    "decline": ("deny", "hand", gettext_lazy("Much speaks for declining")),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Tested:
    """One of the three tests, as it is shown."""

    question: str
    answer: str
    word: str
    icon: str
    points: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Saying:
    """Whether the kind reply can be sent from here; `verdict` None: the network takes no message from us."""

    verdict: Shown | None
    words: str
    key: str

    @property
    def may_send(self) -> bool:
        """It leaves at once, or after somebody's yes."""
        return self.verdict is not None and self.verdict.kind == "allow"

    @property
    def may_ask(self) -> bool:
        """It can be written, and waits for somebody's yes; nothing else stands in its way."""
        return self.verdict is not None and self.verdict.needs_approval


@for_members
@require_safe
def everybody(request: MemberRequest) -> HttpResponse:
    """Who waits, newest first, with the suggestion and why; or who was decided."""
    asked = request.GET
    state = asked.get("state", "") if asked.get("state", "") in Request.State.values else ""
    suggestion = asked.get("suggestion", "") if asked.get("suggestion", "") in Suggestion.values else ""
    found = access.page(request.user, state=state, suggestion=suggestion, after=whole(asked.get("after")))
    context = {
        "rows": [(one, SUGGESTED.get(one.suggestion), _heaviest(one)) for one in found.requests],
        "after": found.after,
        "state": state or Request.State.OPEN,
        "states": Request.State.choices,
        "suggestion": suggestion,
        "suggestions": Suggestion.choices,
        "may_reply": may(request.user, Right.REPLY),
        **tabs(request),
    }
    return render(request, "friends/requests.html", context)


def tabs(request: MemberRequest) -> dict[str, Any]:
    """What the tabs of all these pages show."""
    return {
        "tasks": access.invitations(request.user)[: access.MOST_COUNTED].count(),
    }


def _heaviest(held: Request) -> list[dict[str, Any]]:
    """The two points that weigh most."""
    weighty = [one for one in held.points if one["weight"]]
    return sorted(weighty, key=lambda one: -abs(one["weight"]))[:2]


@for_members
@require_safe
def one(request: MemberRequest, pk: int) -> HttpResponse:
    """One request: the tests, the points, what the friend policy says, and the two answers."""
    return _one(request, access.request(request.user, pk))


def _one(request: MemberRequest, held: Request, typed: str = "", error: str = "") -> HttpResponse:
    contact = held.handle.contact
    relation = request.GET.get("relation", request.POST.get("relation", contact.relation))
    relation = relation if relation in Contact.Relation.values else ""
    advice = policy.advice(held, relation)
    asker, is_invited = requests.asker_of(held), bool(advice and advice.line.act == PolicyLine.Act.INVITE)
    context = {
        "held": held,
        "contact": contact,
        "asker": asker,
        "posts": (asker.posts or ())[:MOST_POSTS],
        "has_address": not NAME_AND_MOMENT.search(held.handle.address),
        "tests": list(_tests(held)),
        "suggested": SUGGESTED.get(held.suggestion),
        "relation": relation,
        "relations": Contact.Relation.choices,
        "advice": advice,
        "is_invited": is_invited,
        "likely": _likely(held, advice),
        "saying": _saying(request, held, advice, typed) if held.state == Request.State.OPEN else None,
        "is_by_program": held.source == Request.Source.NETWORK and requesting.is_by_program(held.channel),
        "invitation": getattr(held, "invitation", None),
        "may_reply": may(request.user, Right.REPLY),
        "error": error,
        **tabs(request),
    }
    return render(request, "friends/request.html", context, status=422 if error else 200)


def _likely(held: Request, advice: Advice | None) -> str:
    """Which of the two answers stands out: what the policy says, else the suggestion; neither where one should look."""
    if advice:
        return Suggestion.DECLINE if advice.line.act == PolicyLine.Act.INVITE else Suggestion.ACCEPT
    return held.suggestion


def _tests(held: Request) -> Iterator[Tested]:
    for test, question in QUESTIONS.items():
        answer = held.tests.get(test, "unknown")
        points = [one | {"size": abs(one["weight"])} for one in held.points if one["test"] == test]
        yield Tested(
            question=str(question),
            answer=answer,
            word=str(ANSWERS[test].get(answer, "")),
            icon=ICONS.get(answer, "circle-help"),
            points=sorted(points, key=lambda one: -one["size"]),
        )


def _saying(request: MemberRequest, held: Request, advice: Advice | None, typed: str) -> Saying | None:
    """The kind reply of the policy; None where there is none to be said."""
    words = typed or (advice.words if advice else "")
    if not words:
        return None
    verdict = _verdict(request, held) if _takes_messages(held.channel) else None
    return Saying(verdict=verdict, words=words, key=secrets.token_urlsafe(24))


def _verdict(request: MemberRequest, held: Request) -> Shown:
    """What the gate would say of the reply now."""
    address = _address(request, held)
    return verdict_for(request.user, address, purpose_of("", address))


def _takes_messages(channel: Channel) -> bool:
    return channel.state != Channel.State.OFF and Form.DIRECT in capabilities(channel).forms


def _address(request: MemberRequest, held: Request) -> Address:
    contact = held.handle.contact
    thread = listing.latest(request.user, contact, held.channel)
    return Address(channel=held.channel, contact=contact, handle=held.handle, thread=thread)


@for_members
@require_POST
def decide(request: MemberRequest, pk: int) -> HttpResponse:
    """Accept or decline; with the kind reply where it was asked for, and with the task that follows from it."""
    held = access.request(request.user, pk)
    require(request.user, Right.REPLY)
    answer, words = request.POST.get("answer", ""), request.POST.get("words", "").strip()[:LONGEST_WORDS]
    if answer not in {"accept", "decline"}:
        messages.error(request, _("Nothing was changed. Choose whether you accept or decline."))
        return redirect("people-request", pk)
    relation = request.POST.get("relation", "")
    elsewhere = request.POST.get("elsewhere", "")
    is_said = answer == "decline" and request.POST.get("say") == "yes" and bool(words)
    try:
        if is_said:
            _require_sayable(request, held, words)
        if relation in Contact.Relation.values:
            relations.say(held.handle.contact, relation, member=request.user)
        requests.require_open(held)
        draft = _say(request, held, words) if is_said else None
        decided = requests.Answer(
            is_accepted=answer == "accept",
            elsewhere=elsewhere if elsewhere in policy.CONNECTABLE else "",
            draft=draft,
        )
        requesting.decide(request.user, held, decided)
    except CannotSend as error:
        return _one(request, held, words, str(error))
    except CannotDecide as error:
        messages.error(request, str(error))
        return redirect("people-request", pk)
    messages.success(request, _done(held, answer, draft))
    return redirect("people-request", pk)


def _require_sayable(request: MemberRequest, held: Request, words: str) -> None:
    if not _takes_messages(held.channel):
        raise CannotSend(_("Nothing was changed. This network takes no message from here: copy the words."))
    if left := policy.gaps(words):
        raise CannotSend(
            _(
                "Nothing was changed. Nobody has filled in %(gap)s yet: write what it should say, or take it out."
            )
            % {"gap": ", ".join(f"{{{one}}}" for one in left)}
        )
    require_no_gap(words)
    require_fit(_address(request, held), words, [])
    verdict = _verdict(request, held)
    if not (verdict.is_allowed or verdict.needs_approval):
        raise CannotSend(
            _(
                "Nothing was changed. The words cannot be sent from here now: %(why)s Copy them, or decide without them."
            )
            % {"why": " ".join(one.says for one in verdict.refusals[:2])}
        )


def _say(request: MemberRequest, held: Request, words: str) -> Draft:
    """Ask the gate to let the reply out; it stands in their conversation, sent or waiting, with the reasons."""
    thread = talk.thread_for(held.channel, held.handle)
    wish = Wish(
        text=words, purpose=purpose_of("", _address(request, held)), to=held.handle.address, key=request.POST.get("key", "")[:64] or secrets.token_urlsafe(24)
    )  # fmt: skip
    return talk.reply(request.user, thread, wish).draft


def _done(held: Request, answer: str, draft: Draft | None) -> str:
    said = ""
    if draft is not None:
        verdict = draft.decision.verdict if draft.decision else ""
        said = {
            "allow": _("The reply is on its way."),
            "hold": _("The reply waits for somebody's yes in their conversation."),
        }.get(verdict, _("The reply was not sent; the reasons stand in their conversation."))
    word = _("Accepted.") if answer == "accept" else _("Declined.")
    is_ours = held.source == Request.Source.NETWORK and requesting.is_by_program(held.channel)
    there = "" if is_ours else _("Do it on the network as well: no program may do it there.")
    return " ".join(filter(None, (word, said, there)))


@for_members
@require_POST
def act(request: MemberRequest, pk: int) -> HttpResponse:
    """It was done by hand on the network; it waits again; or they are looked up and read once more."""
    held = access.request(request.user, pk)
    require(request.user, Right.REPLY)
    deed = request.POST.get("do", "")
    try:
        if deed == "settled" and held.state != Request.State.OPEN:
            requests.settle(held)
        elif deed == "reopen":
            requests.reopen(request.user, held)
        elif deed == "look" and held.state == Request.State.OPEN:
            _look_again(held)
            messages.success(request, _("They are read again. What has changed shows in a moment."))
    except CannotDecide as error:
        messages.error(request, str(error))
    return redirect("people-request", pk)


def _look_again(held: Request) -> None:
    if held.source == Request.Source.NETWORK:
        requests.look_again(held)
    else:
        requests.read(held)


@for_members
@require_safe
def picture(request: MemberRequest, pk: int) -> HttpResponse:
    """Their picture, small and drawn anew by us."""
    held = access.request(request.user, pk)
    if not held.portrait:
        raise Http404(_("there is no picture of theirs"))
    answer = HttpResponse(bytes(held.portrait), content_type="image/webp")
    answer["Cache-Control"] = "private, max-age=3600"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
