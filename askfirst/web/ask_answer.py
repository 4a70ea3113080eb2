"""Answering questions: one in public or privately, or one answer to several that ask the same; each through the gate."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from askfirst.brand.roles import Right, may, require
from askfirst.gate.question import Question
from askfirst.gate.ways import explained
from askfirst.networks import catalog
from askfirst.wall import ask_queue
from askfirst.web import asks, guard, wall_desk
from askfirst.web.ask_rows import Line
from askfirst.web.composer import way_addresses
from askfirst.web.members import MemberRequest, for_members, whole
from askfirst.web.page_forms import new_key
from askfirst.web.typed import Words
from askfirst.web.verdict import shown
from askfirst.work import asking
from askfirst.work.asking import FORMS, PRIVATE, PUBLIC

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.wall.models import Post
    from askfirst.web.verdict import Shown

MOST = 100
"""Questions that get one answer together: more are nobody's to read through before."""


class Typed:
    """What was written below a question, and what is the matter with it."""

    def __init__(self, given: str = "", turn: guard.Turn | None = None) -> None:
        self.given = given
        self.text, self.error = "", ""
        self.turn = turn

    def read(self) -> Typed:
        """Clean what was written; `error` says what is wrong with it."""
        try:
            self.text = Words().clean(self.given)
        except ValidationError as wrong:
            self.error = wrong.messages[0]
        return self


@for_members
@require_safe
def ask(request: MemberRequest, pk: int) -> HttpResponse:
    """One question, and what may be said to it: the verdict stands there before anything is typed."""
    return _page(request, ask_queue.ask(request.user, pk))


@for_members
@require_http_methods(["POST"])
def answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Answer it, where everybody reads it or privately."""
    require(request.user, Right.REPLY)
    one = ask_queue.ask(request.user, pk)
    way = PRIVATE if request.POST.get("way") == PRIVATE else PUBLIC
    typed = Typed(request.POST.get("text", "")).read()
    turned = _second_look(request, one, typed) if way == PUBLIC else None
    if turned:
        go = PRIVATE if turned.is_private and one.contact_id else PUBLIC
        return _page(request, one, HTTPStatus.CONFLICT, typed=Typed(turned.text, turned), way=go)
    if typed.error:
        return _page(request, one, HTTPStatus.UNPROCESSABLE_ENTITY, typed=typed, way=way)
    try:
        draft = asking.answer(request.user, one, typed.text, way=way, key=_key(request))
    except asking.CannotAnswer as why:
        typed.error = str(why)
        return _page(request, one, HTTPStatus.CONFLICT, typed=typed, way=way)
    if draft.decision and draft.decision.verdict == "deny":
        typed.error = asking.against(draft)
        return _page(request, one, HTTPStatus.CONFLICT, typed=typed, way=way)
    if draft.decision and draft.decision.verdict == "hold":
        messages.warning(request, asking.against(draft))
    else:
        messages.success(request, _SENT()[way])
    _newer, older = ask_queue.beside(request.user, one)
    return redirect("ask", older) if request.POST.get("then") == "next" and older else redirect("asks")


@for_members
@require_POST
def judge(request: MemberRequest, pk: int) -> HttpResponse:
    """Decline it, call it spam, or put it back; the queue offers to undo that."""
    require(request.user, Right.REPLY)
    one = ask_queue.ask(request.user, pk)
    what = request.POST.get("do", "")
    if what in asks.JUDGED:
        asks.judge(request, what, [one.pk])
    return redirect("asks")


@for_members
@require_http_methods(["GET", "POST"])
def many(request: MemberRequest) -> HttpResponse:
    """One answer to several questions that ask the same: published under each, and each asked for by itself."""
    require(request.user, Right.REPLY)
    said = request.POST if request.method == "POST" else request.GET
    held = ask_queue.chosen(request.user, [whole(one) for one in said.getlist("ask")])
    held = [one for one in held if not one.taken_back_at]
    if not held or len(held) > MOST:
        messages.warning(
            request,
            _("Choose some questions first, at most %(most)s, that one answer is right for.")
            % {"most": MOST},
        )
        return redirect("asks")
    if request.method == "GET":
        return _many(request, held)
    typed = Typed(request.POST.get("text", "")).read()
    turned = _second_look(request, next((one for one in held if not one.contact_id), held[0]), typed)
    if turned:
        return _many(request, held, HTTPStatus.CONFLICT, typed=Typed(turned.text, turned))
    if typed.error:
        return _many(request, held, HTTPStatus.UNPROCESSABLE_ENTITY, typed=typed)
    says = ngettext("One question answered", "%(number)s questions answered together", len(held))
    step = {"do": "answer_ask", "text": typed.text, "way": PUBLIC}
    asks.start(request, [step], [one.pk for one in held], says=says % {"number": len(held)})
    return redirect("asks")


def _SENT() -> dict[str, str]:  # noqa: N802 -- constant sentences in the reader's language
    return {
        PUBLIC: _("Your answer is on its way. Once it is there, everybody can read question and answer."),
        PRIVATE: _("Your private answer is on its way. Nobody else can read it."),
    }


def _second_look(request: MemberRequest, one: Post, typed: Typed) -> guard.Turn | None:
    return guard.turn(request, one.channel, one.contact, typed.text or typed.given.strip())


def _page(
    request: MemberRequest,
    one: Post,
    status: int = HTTPStatus.OK,
    *,
    typed: Typed | None = None,
    way: str = "",
) -> HttpResponse:
    item, typed = wall_desk.item(one), typed or Typed()
    way = way or (PRIVATE if request.GET.get("way") == PRIVATE else PUBLIC)
    newer, older = ask_queue.beside(request.user, one)
    (row,) = _hinted(one)
    found = {name: _verdict(request, one, name) for name in FORMS}
    is_private_open = found[PRIVATE].is_allowed and not item.private
    context: dict[str, Any] = {
        "line": Line(row=row, item=item, labels=[]),
        "ask": one,
        "item": item,
        "way": way,
        "verdict": found[way],
        "typed": typed,
        "turn": typed.turn,
        "has_no_way": _has_no_way(one, typed.turn),
        "may_go_private": is_private_open,
        "may_hand_off": not is_private_open and guard.hand_off(one.channel, one.contact),
        "like": ask_queue.like(request.user, one)[:20],
        "newer": newer,
        "older": older,
        "thread": asking.threads_of([one]).get(one.pk, 0),
        "may_reply": may(request.user, Right.REPLY),
        "key": new_key(),
        "limit": catalog.capabilities(one.channel.network).limit(FORMS[way]),
        "unit": catalog.capabilities(one.channel.network).text_unit,
    }
    return render(request, "asks/ask.html", context, status=status)


def _many(
    request: MemberRequest,
    held: list[Post],
    status: int = HTTPStatus.OK,
    *,
    typed: Typed | None = None,
) -> HttpResponse:
    typed = typed or Typed()
    nameless = [one for one in held if not one.contact_id]
    # One question for each kind of place and person: the gate asks about every single one when its answer leaves.
    kinds = {(one.channel_id, bool(one.contact_id)): one for one in held}
    verdicts = [(one, _verdict(request, one, PUBLIC)) for one in kinds.values()]
    context = {
        "held": held,
        "verdicts": verdicts,
        "is_open": any(found.is_allowed for _kind, found in verdicts),
        "typed": typed,
        "turn": typed.turn,
        "has_no_way": bool(nameless) and _has_no_way(nameless[0], typed.turn),
        "nameless": len(nameless),
        "may_hand_off": guard.hand_off(held[0].channel, None),
        "limit": min(filter(None, (_limit(one) for one in held)), default=None),
    }
    return render(request, "asks/many.html", context, status=status)


def _limit(one: Post) -> int | None:
    return catalog.capabilities(one.channel.network).limit(FORMS[PUBLIC])


def _has_no_way(one: Post, turn: guard.Turn | None) -> bool:
    """Nobody knows who asked, and everybody would read what belongs to one person: no way is open for this answer."""
    return not one.contact_id and turn is not None and turn.found is not None and bool(turn.found.says)


def _hinted(one: Post) -> list[ask_queue.Row]:
    rows = [ask_queue.Row(ask=one)]
    ask_queue.hint(rows)
    return rows


def _verdict(request: MemberRequest, one: Post, way: str) -> Shown:
    question = Question(
        channel=one.channel,
        contact=one.contact,
        form=FORMS[way],
        purpose="reply",
        about=one.external_id,
        member=request.user,
    )
    return shown(explained(question), way_addresses(one.contact) if one.contact else None)


def _key(request: MemberRequest) -> str:
    return request.POST.get("key", "")[:64] or new_key()
