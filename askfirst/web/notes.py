"""Personal notes as work: who might get one, which are being written or wait for a yes, and what came of those that left."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from askfirst.brand.models import Member
from askfirst.brand.roles import Right, may, require
from askfirst.drafts import candidates, note_access, notes, outcomes
from askfirst.drafts.models import Draft, PersonalNote
from askfirst.drafts.submit import Wish
from askfirst.gate.question import Question
from askfirst.gate.ways import explained
from askfirst.inbox import replies, talk
from askfirst.people import access
from askfirst.people.models import Handle
from askfirst.web.brief import brief_context
from askfirst.web.composer import PURPOSES, Address, CannotSend, require_fit, require_no_gap
from askfirst.web.members import for_members
from askfirst.web.typed import clean, is_binary
from askfirst.web.verdict import shown
from askfirst.wire import brief as wire_brief

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from askfirst.inbox.models import Reply
    from askfirst.web.members import MemberRequest
    from askfirst.web.verdict import Shown

MOST_SENT = 30
State = PersonalNote.State


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def everything(request: MemberRequest) -> HttpResponse:
    """All of it on one page; a form on it begins a note."""
    if request.method == "POST":
        return _begin(request)
    held = note_access.personal_notes(request.user).select_related(
        "contact", "writer", "channel", "draft__delivery", "draft__decision"
    )
    typed = request.GET.get("after", "")
    after = int(typed) if typed.isdecimal() and len(typed) < access.LONGEST_ID else 0
    is_narrow = note_access.is_narrow(request.user)
    found, has_more = ([], False) if is_narrow else candidates.page(request.user, min(after, 10_000))
    sent = list(held.filter(state=State.SENT).order_by("-changed_at", "-pk")[:MOST_SENT])
    came_of = outcomes.of(sent)
    context = {
        "candidates": found,
        "next": after + candidates.PAGE if has_more else 0,
        "after": after,
        "is_narrow": is_narrow,
        "writing": held.filter(state=State.WRITING).order_by("-changed_at", "-pk"),
        "asked": held.filter(state=State.ASKED).order_by("changed_at", "pk"),
        "sent": [(note, came_of[note.pk]) for note in sent],
        "may_approve": may(request.user, Right.APPROVE),
        "writers": _writers(request.user),
    }
    return render(request, "notes/list.html", context)


def _begin(request: MemberRequest) -> HttpResponse:
    require(request.user, Right.DRAFT)
    pk = request.POST.get("person", "")
    contact = access.contact(request.user, int(pk) if pk.isdecimal() and len(pk) < access.LONGEST_ID else 0)
    writer = next((one for one in _writers(request.user) if str(one.pk) == request.POST.get("writer")), None)
    try:
        held = notes.begin(request.user, contact, writer)
    except notes.CannotWrite as refused:
        messages.warning(request, str(refused))
        if refused.note:
            return redirect("note", refused.note.pk)
        return redirect("notes")
    if held.writer_id != request.user.pk:
        messages.success(request, _("%(writer)s was told and can write it now.") % {"writer": held.writer})
    return redirect("note", held.pk)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: MemberRequest, pk: int) -> HttpResponse:
    """One note: its words, what would be noticed about them, what was said about it, and the brief beside it."""
    held = note_access.note(request.user, pk)
    if request.method != "POST":
        return _shown(request, held)
    act = _ACTS.get(request.POST.get("then", "save"))
    if act is None:
        raise Http404(_("there is nothing of that name to do with a note"))
    try:
        if held.state == State.WRITING and "text" in request.POST:
            held = notes.save(request.user, held, _words(request))
        answer = act(request, held)
    except (notes.CannotWrite, CannotSend) as refused:
        held = note_access.note(request.user, pk)
        return _shown(request, held, error=str(refused))
    if answer:
        messages.success(request, answer)
    return redirect("note", pk)


@for_members
@require_POST
def read(request: MemberRequest, pk: int) -> HttpResponse:
    """What would be noticed about the words that stand in the editor now; nothing is kept."""
    held = note_access.note(request.user, pk)
    words = _words(request)
    held.text, held.is_offer = words.text[: notes.LONGEST], words.is_offer
    return render(request, "notes/findings.html", _findings(request.user, held))


def _words(request: MemberRequest) -> notes.Words:
    text = request.POST.get("text", "")
    if is_binary(text):
        raise CannotSend(_("This does not look like text. Write it in words."))
    numbers = {name: request.POST.get(name, "") for name in ("channel", "based_on")}
    whole = {
        name: int(said) if said.isdecimal() and len(said) < access.LONGEST_ID else 0
        for name, said in numbers.items()
    }
    return notes.Words(
        text=clean(text),
        subject=clean(request.POST.get("subject", "")),
        purpose=request.POST.get("purpose", ""),
        is_offer=request.POST.get("is_offer") == "yes",
        **whole,
    )


def _save(_request: MemberRequest, _held: PersonalNote) -> str:
    return _("Saved.")


def _ask(request: MemberRequest, held: PersonalNote) -> str:
    _require_minded(request, held)
    notes.ask(request.user, held, request.POST.get("says", ""))
    return _("Whoever can say yes was told.")


def _give_back(request: MemberRequest, held: PersonalNote) -> str:
    notes.give_back(request.user, held, request.POST.get("says", ""))
    return _("It is being written again.")


def _comment(request: MemberRequest, held: PersonalNote) -> str:
    notes.comment(request.user, held, request.POST.get("says", ""))
    return ""


def _drop(request: MemberRequest, held: PersonalNote) -> str:
    notes.drop(request.user, held, request.POST.get("says", ""))
    return _("It was put aside. Nothing was sent.")


def _send(request: MemberRequest, held: PersonalNote) -> str:
    """Put it to the gate, with the yes of whoever may give one."""
    require(request.user, Right.REPLY)
    _require_minded(request, held)
    notes.require_whole(held)
    member, is_approved = request.user, may(request.user, Right.APPROVE)
    verdict = _verdict(member, held)
    if verdict and not verdict.is_allowed and not _waits_for_its_hour(verdict):
        with_a_yes = None if is_approved else _verdict(member, held, is_approved=True)
        raise notes.CannotWrite(
            _("It needs the yes of somebody who may give one: ask for it. Nothing was lost.")
            if with_a_yes and with_a_yes.is_allowed
            else _("It was not sent; the reasons stand beside it. Nothing was lost.")
        )
    with transaction.atomic():
        said = _put_to_the_gate(member, held, is_approved=is_approved)
        if said.draft.state == Draft.State.REFUSED:
            replies.put_away_refused(member, said.thread)
        else:
            notes.let_go(member, held, said.draft, is_approved=is_approved)
    if said.draft.state == Draft.State.REFUSED:
        raise notes.CannotWrite(_("It was not sent; the reasons stand beside it. Nothing was lost."))
    if said.draft.delivery_id:
        return _("It is on its way. The decision is made once more just before it leaves.")
    return _("It waits for its hour, and is asked about again then.")


def _put_to_the_gate(member: Member, held: PersonalNote, *, is_approved: bool) -> Reply:
    channel = held.channel
    assert channel is not None  # noqa: S101 -- `require_whole` has looked
    text = notes.as_sent(held, _language(held))
    address = Address(channel=channel, contact=held.contact)
    require_no_gap(text)
    require_fit(address, text, ())
    handle = Handle.objects.filter(contact=held.contact, network=channel.network).order_by("pk").first()
    if handle is None:
        raise notes.CannotWrite(_("No address of theirs is known there any more. Choose another channel."))
    thread = talk.thread_for(channel, handle, subject=held.subject)
    wish = Wish(
        text=text,
        purpose=held.purpose,
        subject=held.subject,
        key=f"personal-note-{held.pk}-{held.version}-{held.changed_at.timestamp()}",
        approved_by=member if is_approved else None,
        approved_as=_("a personal note"),
    )
    return talk.reply(member, thread, wish)


_ACTS: dict[str, Callable[[MemberRequest, PersonalNote], str]] = {
    "save": _save,
    "ask": _ask,
    "give_back": _give_back,
    "comment": _comment,
    "drop": _drop,
    "send": _send,
}


def _require_minded(request: MemberRequest, held: PersonalNote) -> None:
    """What makes it anybody's note is read once more by whoever lets it go on."""
    found = _findings(request.user, held)["findings"]
    if any(one.is_grave for one in found) and request.POST.get("all_the_same") != "yes":
        raise notes.CannotWrite(
            _("Look at what stands below the text first. If it is meant so, tick that, and press again.")
        )


def _findings(member: Member, held: PersonalNote) -> dict[str, Any]:
    about = wire_brief.of(held.contact, is_narrow=note_access.is_narrow(member))
    found, is_checked = notes.findings(held, about.theirs, about.language)
    return {
        "findings": found,
        "is_checked": is_checked,
        "has_text": bool(held.text),
        "has_grave": any(one.is_grave for one in found),
    }


def _language(held: PersonalNote) -> str:
    return wire_brief.of(held.contact, is_narrow=True).language


def _verdict(member: Member, held: PersonalNote, *, is_approved: bool = False) -> Shown | None:
    """What the gate would answer to this member now; None: nobody has chosen where it goes."""
    if held.channel is None:
        return None
    question = Question(
        channel=held.channel,
        contact=held.contact,
        purpose=held.purpose,
        text=notes.as_sent(held, _language(held)),
        member=member,
        is_approved=is_approved or may(member, Right.APPROVE),
    )
    return shown(explained(question))


def _waits_for_its_hour(verdict: Shown) -> bool:
    """Time alone opens it, and nothing says no outright."""
    is_denied = any(reason.effect == "deny" for reason in verdict.reasons)
    return bool(verdict.until and verdict.valid_until) and not is_denied


def _writers(member: Member) -> list[Member]:
    """Colleagues who may draft, this member first."""
    rows = Member.objects.select_related("brand").filter(brand=member.brand_id, is_active=True)
    fit = [one for one in rows.order_by("name", "pk") if may(one, Right.DRAFT)]
    return sorted(fit, key=lambda one: one.pk != member.pk)


def _shown(request: MemberRequest, held: PersonalNote, error: str = "") -> HttpResponse:
    member = request.user
    typed = request.POST if error and held.state == State.WRITING else None
    if typed is not None and "text" in typed:
        held.text, held.subject = typed["text"][: notes.LONGEST], typed.get("subject", "")
        held.is_offer = typed.get("is_offer") == "yes"
    sees = note_access.sees_person(member, held)
    came_of = outcomes.of([held]).get(held.pk)
    context = {
        "note": held,
        "error": error,
        "remarks": held.remarks.select_related("member").order_by("pk"),
        "channels": notes.channels_for(held.contact),
        "purposes": [(name, PURPOSES[name]) for name in notes.PURPOSES],
        "verdict": _verdict(member, held),
        "outcome": came_of,
        "sees_person": sees,
        "may_send": may(member, Right.REPLY),
        "may_approve": may(member, Right.APPROVE),
        "is_writer": held.writer_id == member.pk,
        "is_narrow": note_access.is_narrow(member),
        "reply_thread": _thread_of(held) if may(member, Right.READ_INBOX) else 0,
    }
    if sees:
        context |= brief_context(held.contact, is_narrow=note_access.is_narrow(member))
    if held.state in note_access.OPEN:
        context |= _findings(member, held)
    return render(
        request,
        "notes/note.html",
        context,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
    )


def _thread_of(held: PersonalNote) -> int:
    """The conversation in which a note that was let go stands; 0: it was not."""
    reply = getattr(held.draft, "reply", None)
    return reply.thread_id if reply else 0
