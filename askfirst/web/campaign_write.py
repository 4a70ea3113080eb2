"""The words of a campaign: written, kept as versions while they are typed, and shown as one person would read them."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from askfirst.brand.roles import Right, may, require
from askfirst.brand.spoken import spoken, told
from askfirst.campaigns import access, filling, writing
from askfirst.consent.models import Membership
from askfirst.gate import list_mail
from askfirst.networks import catalog
from askfirst.networks.base import Form
from askfirst.networks.lengths import measured
from askfirst.people import access as known
from askfirst.people.models import Contact
from askfirst.web.campaign_frame import frame, page
from askfirst.web.members import for_members, whole

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.brand.models import Member
    from askfirst.campaigns.models import Campaign, Version
    from askfirst.web.members import MemberRequest

PARTS = ("subject", "preview", "text")
NOBODY = "nobody"
MOST_PEOPLE = 12
"""So many people of the list are offered to look as."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wrong:
    """Something in braces that cannot be filled, in its line: what stands before it, itself, and what follows."""

    part: str
    before: str
    word: str
    after: str
    line: int
    says: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """The words as one person would read them."""

    subject: str
    preview: str
    text: str
    reader: Contact | None
    wrong: list[Wrong]
    length: int
    limit: int | None
    unit: str


@for_members
@require_http_methods(["GET", "POST"])
def write(request: MemberRequest, pk: int) -> HttpResponse:
    """The editor.  Without scripts its buttons save, or show the words as somebody reads them."""
    held = access.campaign(request.user, pk)
    if request.method == "GET":
        newest = access.version(held)
        return _shown(request, held, words_of(newest), base=newest.number if newest else 0)
    require(request.user, Right.COMPOSE, held.brand_id)
    base = whole(request.POST.get("base"))
    if request.POST.get("do") == "look":
        return _shown(request, held, typed(request), base=base)
    try:
        saved = _save(request, held, base)
    except writing.Overtaken as why:
        theirs = writing.words_of(why.newest)
        return _shown(request, held, typed(request), base=why.newest.number, error=told(why), theirs=theirs)
    except writing.CannotChange as why:
        return _shown(request, held, typed(request), base=base, error=told(why))
    messages.success(request, _("Saved as version %(number)s.") % {"number": saved.number})
    return redirect("campaign-write", pk)


@for_members
@require_POST
def keep(request: MemberRequest, pk: int) -> HttpResponse:
    """What is being typed, as a version; for the script of the editor.  An earlier base than the newest is refused."""
    held = access.campaign(request.user, pk)
    require(request.user, Right.COMPOSE, held.brand_id)
    try:
        saved = _save(request, held, whole(request.POST.get("base")))
    except writing.Overtaken as why:
        newest = writing.words_of(why.newest)
        told_them = {part: getattr(newest, part) for part in PARTS}
        return JsonResponse(
            {"says": told(why), "version": why.newest.number, "theirs": told_them}, status=HTTPStatus.CONFLICT
        )
    except writing.CannotChange as why:
        return JsonResponse({"says": told(why)}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    says = _("Saved as version %(number)s.") % {"number": saved.number}
    return JsonResponse({"version": saved.number, "says": says})


@for_members
@require_POST
def look(request: MemberRequest, pk: int) -> HttpResponse:
    """The words that are typed, as the person chosen would read them.  Nothing is kept."""
    held = access.campaign(request.user, pk)
    require(request.user, Right.COMPOSE, held.brand_id)
    context = frame(request, held, "write") | _looking(request, held, typed(request))
    return render(request, "campaigns/look.html", context)


def typed(request: MemberRequest) -> writing.Words:
    """What stands in the form; the audience has a page of its own."""
    said = {part: request.POST.get(part, "").replace("\r\n", "\n") for part in PARTS}
    return writing.Words(subject=said["subject"], preview=said["preview"], text=said["text"])


def words_of(version: Version | None) -> writing.Words:
    """The words of a version; none before the first."""
    return writing.words_of(version) if version else writing.Words()


def read_as(held: Campaign, words: writing.Words, reader: Contact | None) -> Reading:
    """The words as `reader` would get them; as somebody whose name nobody knows, without one."""
    filled = filling.values(held, reader)
    network = catalog.NETWORKS.get(held.channel.network)
    text = filling.fill(words.text, filled)
    return Reading(
        subject=filling.fill(words.subject, filled),
        preview=filling.fill(words.preview, filled),
        text=text,
        reader=reader,
        wrong=[
            one for part in PARTS for one in _wrong(part, getattr(words, part), filling.values(held, None))
        ],
        length=measured(text, network.capabilities.text_unit) if network else len(text),
        limit=network.capabilities.limit(Form.DIRECT) if network else None,
        unit=str(network.capabilities.text_unit) if network else "",
    )


def readers(member: Member, held: Campaign) -> list[Contact]:
    """Some people of the list, those who joined last first.  Whoever may not read the inbox learns no names."""
    if not may(member, Right.READ_INBOX):
        return []
    rows = Membership.objects.filter(list=held.on, state=Membership.State.ACTIVE, contact__forgotten_at=None)
    return [one.contact for one in rows.select_related("contact").order_by("-pk")[:MOST_PEOPLE]]


def reader(request: MemberRequest, people: list[Contact]) -> Contact | None:
    """Whom the member looks as: the one that was chosen, somebody whose name nobody knows, or the first of the list."""
    asked = request.POST.get("as", request.GET.get("as", ""))
    if asked == NOBODY:
        return None
    found = None
    if whole(asked) and may(request.user, Right.READ_INBOX):
        found = known.contacts(request.user).filter(pk=whole(asked)).first()
    return found or next(iter(people), None) or Contact(name=_("Ana Lopez"))


def foot(held: Campaign) -> list[str]:
    """What stands below the words by itself: why it came, how to leave, and who sends it."""
    around = list_mail.around(held.channel, held.on, "")
    lines = [around.reason, around.leave_words, around.sender, around.postal_address]
    return [one for one in lines if one]


def _save(request: MemberRequest, held: Campaign, base: int) -> Version:
    newest = access.version(held)
    words = typed(request)
    whom = newest.audience if newest else {}
    kept = writing.Words(subject=words.subject, preview=words.preview, text=words.text, audience=whom)
    return writing.save(request.user, held, kept, based_on=base, note=request.POST.get("note", ""))


def _shown(  # noqa: PLR0913 -- one page
    request: MemberRequest,
    held: Campaign,
    words: writing.Words,
    *,
    base: int,
    error: str = "",
    theirs: writing.Words | None = None,
) -> HttpResponse:
    context: dict[str, Any] = _looking(request, held, words) | {
        "words": words,
        "base": base,
        "error": error,
        "theirs": theirs,
        "fields": [
            (name, label, f"{{{{{name}|{_('there')}}}}}" if name in filling.PERSONAL else f"{{{{{name}}}}}")
            for name, label in filling.NAMES.items()
        ],
    }
    return page(request, held, "write", context, is_refused=bool(error))


def _looking(request: MemberRequest, held: Campaign, words: writing.Words) -> dict[str, Any]:
    people = readers(request.user, held)
    who = reader(request, people)
    if who and who.pk and who.pk not in {one.pk for one in people}:
        people = [who, *people]
    return {"reading": read_as(held, words, who), "readers": people, "foot": foot(held)}


def _wrong(part: str, text: str, known: dict[str, str]) -> list[Wrong]:
    lines = text.split("\n")
    found = []
    for one in filling.mistakes(text, known):
        line = lines[one.line - 1]
        start = one.column - 1
        close = line.find("}}", start)
        end = close + 2 if close >= 0 else min(len(line), start + 2)
        found.append(
            Wrong(
                part=part,
                before=line[max(0, start - 40) : start],
                word=line[start:end],
                after=line[end : end + 40],
                line=one.line,
                says=spoken(one.says),
            )
        )
    return found
