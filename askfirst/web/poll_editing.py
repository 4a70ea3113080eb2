"""A poll as it is written by the team: the form, the templates to begin with, and the page of a new one."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from askfirst.brand.roles import Right, require
from askfirst.consent import lists
from askfirst.wall import access, polls
from askfirst.wall.models import Poll
from askfirst.wall.poll_templates import TEMPLATES, template
from askfirst.wall.polls import CannotKeep, Offered, Wanted
from askfirst.web.members import for_members, whole
from askfirst.web.typed import OneLine, Words

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse, QueryDict

    from askfirst.brand.models import Brand
    from askfirst.consent.models import List
    from askfirst.wall.poll_templates import Template
    from askfirst.web.members import MemberRequest

ROWS, MORE = 4, 4
"""Lines for choices at first, and with each press of More."""
AT_LOCAL = "%Y-%m-%dT%H:%M"


class PollForm(forms.Form):
    """The words of a poll and how it is held; its choices stand in lines of their own, each perhaps with a list."""

    question = OneLine(
        limit=polls.LONGEST_QUESTION, empty=gettext_lazy("Write the question: what do you want to know?")
    )
    about = Words(required=False, limit=polls.LONGEST_ABOUT)
    is_multiple = forms.BooleanField(required=False)
    takes_comments = forms.BooleanField(required=False)
    shows = forms.ChoiceField(choices=Poll.Shows.choices)
    closes_at = forms.DateTimeField(
        required=False,
        error_messages={"invalid": gettext_lazy("Write the day and the hour of the end, or leave it empty.")},
    )

    def __init__(
        self, brand: Brand, given: QueryDict | None = None, initial: dict[str, Any] | None = None
    ) -> None:
        self.rows: list[tuple[str, int]] = (initial or {}).pop("rows", [])
        self.on = (initial or {}).get("on", 0)
        super().__init__(given, initial=initial)
        self.lists = lists.joinable(brand)
        if given is not None:
            texts, ons = given.getlist("choice"), given.getlist("choice_on")
            whose = [*map(whole, ons), *[0] * len(texts)]
            self.rows = list(zip(texts, whose[: len(texts)], strict=True))
            self.on = whole(given.get("on"))

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The lines for choices that stand in the form: those that are written, and some empty ones."""
        rows = self.rows or []
        wants_more = self.is_bound and "more" in self.data
        room = max(ROWS, len(rows) + (MORE if wants_more else 0))
        padded = [*rows, *[("", 0)] * (room - len(rows))]
        return [
            {"number": number, "text": text, "on": on}
            for number, (text, on) in enumerate(padded[: max(polls.MOST_CHOICES, len(rows))], start=1)
        ]

    @property
    def may_grow(self) -> bool:
        return len(self.lines) < polls.MOST_CHOICES

    @property
    def ends(self) -> str:
        """The end as a field for day and hour takes it, by the brand's clock."""
        if self.is_bound:
            return str(self.data.get("closes_at", ""))
        at: datetime | None = self.initial.get("closes_at")
        return timezone.localtime(at).strftime(AT_LOCAL) if at else ""

    @property
    def choices_error(self) -> str:
        return str(self.errors["choices"][0]) if "choices" in self.errors else ""

    @property
    def on_error(self) -> str:
        return str(self.errors["on"][0]) if "on" in self.errors else ""

    def wanted(self) -> Wanted:
        """The poll as it is wished."""
        return Wanted(
            **{
                name: self.cleaned_data[name]
                for name in ("question", "about", "is_multiple", "takes_comments", "shows", "closes_at")
            },
            choices=[Offered(text=text, on=self._list(on)) for text, on in self.rows],
            on=self._list(self.on),
        )

    def refuse(self, why: CannotKeep) -> None:
        """Show why it was not kept, where it belongs."""
        if why.field in self.fields:
            self.add_error(why.field, str(why))
        elif why.field:
            self.errors.setdefault(why.field, self.error_class([str(why)]))
        else:
            self.add_error(None, str(why))

    def _list(self, pk: int) -> List | None:
        return next((one for one in self.lists if one.pk == pk), None)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """A poll from the beginning, or from a template that the address names."""
    require(request.user, Right.PUBLISH)
    page = access.page(request.user)
    if request.method != "POST":
        chosen = template(request.GET.get("template", ""))
        initial = _of_template(chosen) if chosen else {"takes_comments": True, "shows": Poll.Shows.VOTED}
        return _form(request, PollForm(page.brand, initial=initial), templates=() if chosen else TEMPLATES)
    form = PollForm(page.brand, request.POST)
    if "more" in request.POST:
        return _form(request, form)
    if form.is_valid():
        try:
            made = polls.make(request.user, page, form.wanted())
        except CannotKeep as why:
            form.refuse(why)
        else:
            messages.success(request, _("Kept. Nobody outside sees it before you open it."))
            return redirect("poll", made.pk)
    return _form(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """A poll that is not out yet, written anew."""
    require(request.user, Right.PUBLISH)
    poll = access.poll(request.user, pk)
    if request.method != "POST":
        return _form(request, PollForm(poll.brand, initial=_of_poll(poll)), poll=poll)
    form = PollForm(poll.brand, request.POST)
    if "more" in request.POST:
        return _form(request, form, poll=poll)
    if form.is_valid():
        try:
            polls.change(request.user, poll, form.wanted())
        except CannotKeep as why:
            form.refuse(why)
        else:
            messages.success(request, _("Kept. Nobody outside sees it before you open it."))
            return redirect("poll", pk)
    return _form(request, form, poll=poll, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _form(
    request: MemberRequest,
    form: PollForm,
    *,
    poll: Poll | None = None,
    templates: tuple[Template, ...] = (),
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "form": form,
        "poll": poll,
        "templates": templates,
        "shows": Poll.Shows.choices,
        "most": polls.MOST_CHOICES,
    }
    return render(request, "polls/form.html", context, status=status)


def _of_template(chosen: Template) -> dict[str, Any]:
    return {
        "question": str(chosen.question),
        "about": str(chosen.about),
        "rows": [(str(one), 0) for one in chosen.choices],
        "is_multiple": chosen.is_multiple,
        "takes_comments": True,
        "shows": chosen.shows,
    }


def _of_poll(poll: Poll) -> dict[str, Any]:
    return {
        "question": poll.question,
        "about": poll.about,
        "rows": [(one.text, one.on_id or 0) for one in poll.choices.all()],
        "is_multiple": poll.is_multiple,
        "takes_comments": poll.takes_comments,
        "shows": poll.shows,
        "on": poll.on_id or 0,
        "closes_at": poll.closes_at,
    }
