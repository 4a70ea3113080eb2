"""While an answer is being written: it is kept, files come along, ready words are put in, and it may leave later."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from askfirst.brand.roles import Right, require
from askfirst.drafts.schedule import NoSuchHour
from askfirst.gate.question import Question
from askfirst.gate.release import ask
from askfirst.inbox import access, later, replies, unsent
from askfirst.inbox.unsent import CannotKeep, Mode, Typed
from askfirst.web import hours
from askfirst.web.answering import answered, with_typed
from askfirst.web.composer import (
    Address,
    CannotSend,
    address_of,
    answer_address,
    keep_upload,
    require_fit,
    wish_from,
)
from askfirst.web.inbox_acts import TOO_LATE
from askfirst.web.members import MemberRequest, for_members, whole
from askfirst.web.quotes import answering
from askfirst.work import canned as ready

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.files.uploadedfile import UploadedFile

    from askfirst.inbox.models import Reply, Thread

LONGEST_SEARCH = 60


@for_members
@require_POST
def keep(request: MemberRequest, pk: int) -> HttpResponse:
    """Keep what stands in the composer: a script asks this a second after the last letter."""
    held = access.thread(request.user, pk)
    mode = _mode(request, held)
    typed = Typed(
        text=request.POST.get("text", ""),
        subject=request.POST.get("subject", ""),
        about=request.POST.get("about", ""),
        base=whole(request.POST.get("base")),
        key=request.POST.get("key", "")[:64],
    )
    try:
        row = unsent.keep(request.user, held, mode, typed)
    except CannotKeep as why:
        return JsonResponse({"says": str(why)}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return JsonResponse({"version": row.version, "other": row.other})


@for_members
@require_POST
def let_go(request: MemberRequest, pk: int) -> HttpResponse:
    """What was written in another window is not wanted any more."""
    held = access.thread(request.user, pk)
    mode = _mode(request, held)
    require(request.user, Right.NOTE if mode == Mode.NOTE else Right.REPLY)
    unsent.let_go(request.user, held, mode)
    return HttpResponse(status=204) if request.htmx else redirect("thread", pk)


@for_members
@require_POST
def attach(request: MemberRequest, pk: int) -> HttpResponse:
    """Files go along with what is being written; what is not taken is named with its reason."""
    held = access.thread(request.user, pk)
    require(request.user, Right.REPLY)
    refused = []
    for upload in request.FILES.getlist("files"):
        try:
            _attach(request, held, upload)
        except (CannotSend, CannotKeep) as why:
            refused.append(str(why))
    return _files(request, held, refused)


@for_members
@require_POST
def detach(request: MemberRequest, pk: int, token: str) -> HttpResponse:
    """A file does not go along after all."""
    held = access.thread(request.user, pk)
    require(request.user, Right.REPLY)
    unsent.detach(request.user, held, token, _address(request, held).mode)
    return _files(request, held, []) if request.htmx else redirect("thread", pk)


@for_members
@require_POST
def schedule(request: MemberRequest, pk: int) -> HttpResponse:
    """Say it later: the gate is asked at that hour.  What the answer would be then is told at once."""
    held = access.thread(request.user, pk)
    require(request.user, Right.REPLY)
    if held.is_public:
        raise Http404(_("what is said in public is not sent later from here"))
    address = address_of(held)
    try:
        at = _chosen(request, held)
        wish = wish_from(request, address)
        later.schedule(request.user, held, answering(request, held, wish), at)
    except (CannotSend, NoSuchHour) as error:
        return with_typed(request, held, str(error))
    unsent.sent(request.user, held, Mode.REPLY, wish.key)
    question = Question(
        channel=address.channel,
        contact=address.contact,
        form=address.form,
        purpose=wish.purpose,
        text=wish.text,
        about=address.about,
        to=address.to,
        member=request.user,
        authored_by="human_scheduled",
        has_attachments=bool(wish.files),
    )
    return _told(request, answered(request, held), _foretold(question, at))


@for_members
@require_POST
def move(request: MemberRequest, pk: int) -> HttpResponse:
    """Another hour for what is to be sent later; or not at all, and its words are in the composer again."""
    held = access.reply(request.user, pk)
    require(request.user, Right.REPLY)
    thread = access.thread(request.user, held.thread_id)
    if request.POST.get("at") == "never":
        is_done = later.cancel(request.user, held)
        return _given_back(request, thread, held, is_done=is_done)
    try:
        is_done = later.move(request.user, held, _chosen(request, thread))
        sentence = "" if is_done else str(TOO_LATE)
    except NoSuchHour as error:
        sentence = str(error)
    return _told(request, answered(request, thread), sentence)


@for_members
@require_POST
def undo(request: MemberRequest, pk: int) -> HttpResponse:
    """It was sent a moment ago and has not left: its words and files are in the composer again."""
    held = access.reply(request.user, pk)
    thread = _written_in(request, held)
    is_done = replies.withdraw(request.user, held)
    if is_done and not request.htmx:
        messages.success(request, _("It did not leave. Its words are in the composer again."))
    return _given_back(request, thread, held, is_done=is_done)


@for_members
@require_safe
def canned(request: MemberRequest, pk: int) -> HttpResponse:
    """Ready words that fit what was typed behind the stroke, the ones used most first."""
    held = access.thread(request.user, pk)
    require(request.user, Right.REPLY)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    found = ready.found(request.user, words)
    return render(request, "compose/canned.html", {"found": found, "thread": held, "words": words})


@for_members
@require_POST
def take_canned(request: MemberRequest, pk: int, canned: int) -> HttpResponse:
    """Ready words, filled in for this person, to be put in where the cursor stands; their files go along."""
    held = access.thread(request.user, pk)
    require(request.user, Right.REPLY)
    text, says, has_files = _taken(request, held, canned)
    told = {"text": text, "says": says, "has_files": has_files}
    return HttpResponse(json.dumps(told), content_type="application/json")


@for_members
@require_POST
def put_in(request: MemberRequest, pk: int) -> HttpResponse:
    """Ready words by their name, below what was typed: for a browser without scripts."""
    held = access.thread(request.user, pk)
    require(request.user, Right.REPLY)
    found = ready.found(
        request.user, request.POST.get("canned_name", "").strip().lstrip("/")[:LONGEST_SEARCH]
    )
    if not found:
        return with_typed(request, held, _("There are no ready words of that name. Look under Settings."))
    text, says, _has_files = _taken(request, held, found[0].pk)
    typed = request.POST.get("text", "").rstrip()
    return with_typed(request, held, says, f"{typed}\n{text}".lstrip("\n"))


def _taken(request: MemberRequest, held: Thread, canned: int) -> tuple[str, str, bool]:
    """Ready words as they are put in; what is to be said about them; and whether files came along."""
    filled, files = ready.take(request.user, held, canned)
    says = []
    for file in files:
        try:
            address = _address(request, held)
            known = [one.size for one in unsent.files_of(request.user, held, address.mode)]
            require_fit(address, "", [*known, file.size])
            unsent.attach(request.user, held, file, address.mode)
        except (CannotSend, CannotKeep) as why:
            says.append(str(why))
    if filled.missing:
        names = ", ".join(f"{{{name}}}" for name in filled.missing)
        says.append(_("Nobody knows %(names)s here: write what it should say.") % {"names": names})
    return filled.text, " ".join(says), bool(files)


def _attach(request: MemberRequest, held: Thread, upload: UploadedFile[Any]) -> None:
    """One file, if it is taken.  Raises CannotSend or CannotKeep with the sentence against it."""
    address, size = _address(request, held), upload.size or 0
    if size > settings.UPLOAD_BYTES:
        raise CannotSend(
            _("“%(name)s” is too large: %(most)d MB fit here. Send a smaller one, or a link.")
            % {"name": upload.name, "most": settings.UPLOAD_BYTES // 1_000_000}
        )
    known = [file.size for file in unsent.files_of(request.user, held, address.mode)]
    require_fit(address, "", [*known, size])
    unsent.attach(request.user, held, keep_upload(address, upload), address.mode)


def _mode(request: MemberRequest, held: Thread) -> Mode:
    return unsent.mode_of(held, request.POST.get("mode", ""))


def _address(request: MemberRequest, held: Thread) -> Address:
    """Whom the text is for that the form belongs to: in public everybody, unless it says that it is for them alone."""
    return answer_address(held, _mode(request, held))


def _written_in(request: MemberRequest, reply: Reply) -> Thread:
    """Where its words are being written again: a private answer to a public word, where that word is read."""
    thread = access.thread(request.user, reply.thread_id)
    back = whole(request.POST.get("back"))
    place = access.thread(request.user, back) if back else thread
    return place if place.is_public and place.contact_id == thread.contact_id else thread


def _chosen(request: MemberRequest, thread: Thread) -> datetime:
    return hours.chosen(
        request.POST.get("at", ""),
        request.POST.get("at_hour", ""),
        hours.for_person(thread.contact, thread.brand),
    )


def _foretold(question: Question, at: datetime) -> str:
    """What the gate would say then, as far as is known today; empty where it would say yes."""
    answer = ask(question, at=at)
    if answer.verdict == "allow":
        return ""
    against = next((reason.says for reason in answer.reasons if reason.effect in {"deny", "hold"}), "")
    return _("It waits for its hour. As things stand it could not leave then: %(why)s") % {"why": against}


def _given_back(request: MemberRequest, thread: Thread, held: Reply, *, is_done: bool) -> HttpResponse:
    if is_done:
        unsent.give_back(request.user, thread, held.draft)
    return _told(
        request, answered(request, access.thread(request.user, thread.pk)), "" if is_done else str(TOO_LATE)
    )


def _told(request: MemberRequest, answer: HttpResponse, sentence: str) -> HttpResponse:
    """The answer, with a sentence beside it where there is one."""
    if not sentence:
        return answer
    if request.htmx:
        return trigger_client_event(answer, "say", {"title": sentence, "text": ""})
    messages.warning(request, sentence)
    return answer


def _files(request: MemberRequest, thread: Thread, refused: list[str]) -> HttpResponse:
    context: dict[str, Any] = {
        "thread": thread,
        "kept": unsent.files_of(request.user, thread, _address(request, thread).mode),
        "refused": refused,
    }
    if not request.htmx:
        for sentence in refused:
            messages.warning(request, sentence)
        return redirect("thread", thread.pk)
    return render(request, "compose/files.html", context)
