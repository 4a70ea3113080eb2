"""What a conversation in public shows in the inbox: its stream, and a composer with two ways that nobody confuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from askfirst.brand.roles import Right, may
from askfirst.gate.question import Question
from askfirst.gate.ways import explained
from askfirst.inbox.unsent import Mode
from askfirst.networks.base import Form
from askfirst.networks.catalog import entry
from askfirst.web import guard, public_strand
from askfirst.web.begun import Begun
from askfirst.web.composer import answer_address, way_addresses
from askfirst.web.page_forms import new_key
from askfirst.web.verdict import Shown, shown
from askfirst.wire.connectors import capabilities

if TYPE_CHECKING:
    from askfirst.inbox.models import Thread
    from askfirst.web import wall_desk
    from askfirst.web.members import MemberRequest
    from askfirst.web.public_strand import PublicStream

PUBLIC, PRIVATE = str(Mode.PUBLIC), str(Mode.PRIVATE)
_FORMS = {PUBLIC: Form.PUBLIC_REPLY, PRIVATE: Form.PRIVATE_REPLY}


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicComposer:
    """All that the composer of a public conversation needs."""

    target: wall_desk.Item | None
    """What is answered; None: nothing of theirs stands there that could be."""
    way: str
    verdict: Shown | None
    key: str
    network: str
    limit: int | None
    unit: str
    may_reply: bool
    may_note: bool
    may_moderate: bool
    begun: Begun
    """What they have begun to write here this way, and not sent."""
    takes_files: bool = False
    text: str = ""
    error: str = ""
    is_telling: bool = False
    """The words say that we have written to them privately."""
    turn: guard.Turn | None = None
    """A second look at what was to be published."""
    is_private_open: bool = False
    """They may be answered privately now, and have not been."""
    hand_off: str = ""
    """How they reach the brand privately, to be said in public; empty: nobody has said how."""

    @property
    def to(self) -> str:
        return public_strand.name_of(self.target) if self.target else ""

    @property
    def has_public(self) -> bool:
        return bool(self.target and self.target.has_public)

    @property
    def has_private(self) -> bool:
        return bool(self.target and self.target.has_private)

    @property
    def shown_text(self) -> str:
        """What comes back from an attempt; else what they had begun to write."""
        return self.text if self.text or self.error or self.turn else self.begun.text

    @property
    def waits_elsewhere(self) -> str:
        """The other way, where something has been begun that way too; else empty."""
        other = PRIVATE if self.way == PUBLIC else PUBLIC
        row = self.begun.rows.get(other)
        return other if row and (row.text.strip() or row.files.all()) else ""


def composer_context(
    request: MemberRequest, held: Thread, found: PublicStream | None, **more: Any
) -> dict[str, Any]:
    """The composer of a public conversation.  `more`: `way`, `text` and `error` of an attempt shown again."""
    asked = request.POST if request.method == "POST" else request.GET
    way = more.pop("way", "") or asked.get("way", "") or asked.get("mode", "")
    return {"composer": composer(request, held, found, way, **more)}


def composer(
    request: MemberRequest, held: Thread, found: PublicStream | None, way: str, **more: Any
) -> PublicComposer:
    """The composer with the gate's answer for this way.  `more`: `text` and `error` of an attempt.

    Where nobody says which way, or what of theirs is answered, it is that of what this member has begun to write.
    """
    asked = request.POST if request.method == "POST" else request.GET
    begun = Begun(request.user, held, way)
    latest = begun.latest
    row = begun.reply or latest
    target = found.target(asked.get("to", ""), row.about if row else "") if found else None
    way = _open_way(target, way or (latest.mode if latest else ""))
    begun.mode = way
    is_telling = bool(asked.get("tell")) and target is not None
    is_private_open = way == PUBLIC and _is_private_open(request, held, target)
    if is_telling and not more.get("text"):
        more["text"] = _told_and(telling(target), begun.text)
    can, address = capabilities(held.channel), answer_address(held, way)
    return PublicComposer(
        target=target,
        way=way,
        verdict=_verdict(request, held, target, _FORMS[way]) if target else None,
        key=new_key(),
        network=entry(held.channel.network).label,
        limit=can.limit(_FORMS[way]),
        unit=str(can.text_unit),
        may_reply=may(request.user, Right.REPLY),
        may_note=may(request.user, Right.NOTE),
        may_moderate=may(request.user, Right.MODERATE),
        begun=begun,
        takes_files=address.takes_files,
        is_telling=is_telling,
        is_private_open=is_private_open,
        hand_off="" if way == PRIVATE or is_private_open else guard.hand_off(held.channel, held.contact),
        **more,
    )


def verdict(request: MemberRequest, held: Thread) -> HttpResponse:
    """The bar above the composer, asked anew."""
    context = composer_context(request, held, public_strand.stream(held, request.user))
    shown_now = context["composer"].verdict
    return render(request, "inbox/public_verdict.html", context | {"thread": held, "verdict": shown_now})


def why(request: MemberRequest, held: Thread) -> HttpResponse:
    """Everything behind the verdict: a sheet, or a page of its own without scripts."""
    found = composer_context(request, held, public_strand.stream(held, request.user))["composer"]
    if found.verdict is None:
        raise Http404(_("nothing of theirs stands there, so nothing was asked"))
    template = "verdict/sheet.html" if request.htmx else "verdict/page.html"
    context = {"verdict": found.verdict, "contact": held.contact, "channel": held.channel, "thread": held}
    return render(request, template, context)


def telling(target: wall_desk.Item | None) -> str:
    """The short public word after a private answer."""
    if target is None:
        return ""
    if target.is_on_page:
        said = _("Hello %(name)s, we have written to you privately. You find it under Messages on this page.")
    else:
        said = _("Hello %(name)s, we have sent you a private message.")
    return said % {"name": target.said.author}


def _told_and(telling: str, begun: str) -> str:
    """The short word, above what was begun; that alone where the short word stands in it already."""
    return begun if telling in begun else f"{telling}\n{begun}".strip()


def _open_way(target: wall_desk.Item | None, way: str) -> str:
    """The way asked for, where the network has it; else the one that it has."""
    if target is None or not target.has_private:
        return PUBLIC
    return PRIVATE if way == PRIVATE or not target.has_public else PUBLIC


def _is_private_open(request: MemberRequest, held: Thread, target: wall_desk.Item | None) -> bool:
    if target is None or not target.has_private or target.private:
        return False
    found = _verdict(request, held, target, Form.PRIVATE_REPLY)
    return bool(found and found.is_allowed)


def _verdict(request: MemberRequest, held: Thread, target: wall_desk.Item, form: Form) -> Shown | None:
    if form not in target.forms:
        return None
    question = Question(
        channel=held.channel,
        contact=held.contact,
        form=form,
        purpose="reply",
        about=target.said.external_id,
        member=request.user,
    )
    return shown(explained(question), way_addresses(held.contact) if held.contact else None)
