"""Polls on the brand's page.  A link may name a choice, and then it stands in the form: only the button votes.

Links in mails are followed by programs that look for viruses, so GET and HEAD show something and change nothing.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from askfirst.consent import joining
from askfirst.consent.models import Entry
from askfirst.wall import access, votes
from askfirst.web import deeds, limits, list_pages, poll_cards, visitor
from askfirst.web.poll_forms import VoteForm
from askfirst.web.visit import visiting

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.consent.models import Request
    from askfirst.wall.models import Poll
    from askfirst.web.visit import Visit

NEW_FROM_ONE_PLACE = 50
"""Votes a day in one poll from one address of the net, by browsers that did nothing here before: an office, a café."""


@require_safe
@visiting
def poll(visit: Visit, pk: int) -> HttpResponse:
    """One poll, with the choice in its form that the address names."""
    return _poll(visit, access.public_poll(visit.page, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@visiting
def vote(visit: Visit, pk: int) -> HttpResponse:
    """The button: a vote, another one, or none any more."""
    held = access.public_poll(visit.page, pk)
    if visit.request.method != "POST":
        return redirect("page-poll", visit.slug, pk)
    visit.counted()
    form = VoteForm(visit.brand, held, visit.visitor, visit.request.POST)
    is_valid = form.is_valid()
    if refusal := _refusal(visit, held):
        return _poll(visit, held, HTTPStatus.CONFLICT, form, refusal)
    if not is_valid:
        return _poll(visit, held, HTTPStatus.UNPROCESSABLE_ENTITY, form)
    if not visit.visitor.is_known:
        limits.count_daily(f"vote:{pk}:{limits.address_of(visit.request)}", NEW_FROM_ONE_PLACE)
    asked = None
    if form.asks:
        try:
            asked = _ask(visit, held, form)
        except joining.CannotAsk as why:
            form.ask.add_error("email" if why.field == "address" else None, str(why))
            return _poll(visit, held, HTTPStatus.UNPROCESSABLE_ENTITY, form)
    who = form.who()
    deeds.do(visit.page, who, form.deed())
    if form.takes_back:
        messages.success(visit.request, _("Your vote is taken back."))
    else:
        messages.success(visit.request, _("Your vote counts. You can change it until the poll ends."))
    there = (
        list_pages.to_asked(visit, asked, form.ask.cleaned_data["email"])
        if asked
        else redirect("page-poll", visit.slug, pk)
    )
    return visit.done(there, who)


@require_safe
@visiting
def results(visit: Visit, pk: int) -> HttpResponse:
    """The poll as JSON, with as much of its results as whoever asks may see."""
    card = poll_cards.cards(visit, {pk: access.public_poll(visit.page, pk)})[pk]
    said = {
        "poll": card.pk,
        "question": card.question,
        "is_over": card.is_over,
        "ends_at": card.ends_at.isoformat() if card.ends_at else None,
        "shows": card.why,
        "voters": card.voters,
        "choices": [{"choice": row.pk, "text": row.text, "votes": row.many} for row in card.rows],
    }
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False})


def _refusal(visit: Visit, held: Poll) -> str:
    """Why nobody, or not this visitor, can vote now; empty: they can."""
    if votes.is_over(held):
        return _("This poll has ended, so your vote was not counted.")
    if not visit.place("polls").is_open:
        return _("Polls have not come to everybody yet, and not to you. Nothing was kept.")
    if not visitor.is_kept(visit.request, visit.brand):
        return _(
            "One browser has one vote, and yours was not known here yet. What you chose stands here: press Vote once more."
        )
    return ""


def _ask(visit: Visit, held: Poll, form: VoteForm) -> Request:
    """They want to be written to: asked for as on every form, and confirmed as everywhere.

    Raises:
        CannotAsk: a list takes nobody now, or is none that this poll offers.
        TooMany: too much comes from where it came from.
    """
    notices = form.ask.cleaned_data["notices"]
    offered = {row["list"].pk for row in poll_cards.offers(held, set())}
    if any(notice.list_id not in offered for notice in notices):
        raise joining.CannotAsk(
            _("This poll does not offer that list. Choose from what stands here."), "lists"
        )
    asking = joining.Asking(
        address=form.ask.cleaned_data["email"],
        notices=notices,
        name=form.cleaned_data["name"] or visit.visitor.name,
        place=place(visit.brand.slug, held.pk),
        answered=form.answered(),
        language=get_language() or "",
        mechanism=Entry.Mechanism.POLL,
        origin=limits.address_of(visit.request),
        agent=visit.request.headers.get("User-Agent", ""),
        is_odd=form.ask.is_odd,
        exchange=form.ask.exchange,
    )
    try:
        return joining.ask(visit.brand, asking)
    except joining.TooOften as wait:
        raise limits.TooMany(wait.seconds) from wait


def place(slug: str, pk: int) -> str:
    """Where the words of “yes, write to me” stood, as the ledger keeps it: figures count by it."""
    return f"/@{slug}/polls/{pk}/"


def _poll(
    visit: Visit, held: Poll, status: int = HTTPStatus.OK, form: VoteForm | None = None, refusal: str = ""
) -> HttpResponse:
    visit.look()
    card = poll_cards.with_remarks(poll_cards.cards(visit, {held.pk: held})[held.pk], held)
    if form:
        card = poll_cards.with_form(card, form.chosen)
    elif named := visit.request.GET.get("choice", ""):
        card = poll_cards.with_form(card, [named])
    post = votes.post_of(held)
    return visit.render(
        "page/poll.html",
        status,
        card=card,
        post=post.pk if post else 0,
        form=form or VoteForm(visit.brand, held, visit.visitor),
        refusal=refusal,
        is_named=bool(not form and visit.request.GET.get("choice")),
        offers=[] if card.is_over else poll_cards.offers(held, form.ask.chosen if form else set()),
    )
