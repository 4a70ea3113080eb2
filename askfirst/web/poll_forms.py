"""The form of a poll: what somebody chooses, what they say with it, and what they ask to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from askfirst.wall import votes
from askfirst.web.deeds import Deed
from askfirst.web.list_forms import JoinForm
from askfirst.web.page_forms import new_key
from askfirst.web.typed import NAME_LIMIT, OneLine, Words
from askfirst.web.visitor import named

if TYPE_CHECKING:
    from django.http import QueryDict

    from askfirst.brand.models import Brand
    from askfirst.wall.models import Poll
    from askfirst.web.visitor import Visitor


class VoteForm(forms.Form):
    """A vote.  Nothing is ticked beforehand; `ask` is the form beside it by which somebody asks to be told, if they did."""

    name = OneLine(required=False, limit=NAME_LIMIT)
    text = Words(required=False, limit=votes.LONGEST_WORDS)

    def __init__(self, brand: Brand, poll: Poll, visitor: Visitor, given: QueryDict | None = None) -> None:
        super().__init__(given)
        self.poll, self.visitor = poll, visitor
        self.chosen = list(dict.fromkeys(given.getlist("choice")[:50])) if given else []
        self.takes_back = bool(given and given.get("take_back"))
        self.ask = JoinForm(brand, given)

    @property
    def asks(self) -> bool:
        """They ticked that they want to be written to, or gave an address for it."""
        return bool(
            self.is_bound and not self.takes_back and (self.ask.chosen or self.data.get("email", "").strip())
        )

    @property
    def choice_error(self) -> str:
        return str(self.errors["choice"][0]) if "choice" in self.errors else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.takes_back:
            self.chosen = []
            return cleaned | {"text": ""}
        if not self.chosen:
            self._refuse("choice", _("Choose something first."))
        elif len(self.chosen) > 1 and not self.poll.is_multiple:
            self._refuse("choice", _("This poll takes one choice: leave one ticked."))
        elif set(self.chosen) - {str(one.pk) for one in self.poll.choices.all()}:
            self._refuse("choice", _("This poll does not offer that. Choose from what stands here."))
        if cleaned.get("text") and not (cleaned.get("name") or self.visitor.name):
            self._refuse("name", _("Write your name, so that people know who says this."))
        if self.asks and not self.ask.is_valid():
            self._refuse("ask", _("Nothing was sent yet: look at what you asked to be told, below."))
        return cleaned

    def _refuse(self, field: str, says: str) -> None:
        """`add_error` knows fields only; these stand in the form by other means."""
        self.errors.setdefault(field, self.error_class([says]))

    def who(self) -> Visitor:
        """The visitor under the name that they gave."""
        return named(self.visitor, self.cleaned_data["name"])

    def deed(self) -> Deed:
        """What they did."""
        return Deed(
            kind="vote",
            # A vote says how it stands now, so that the same twice is once anyhow; and who goes back to what they
            # chose first, by the form that they used first, has changed their vote.
            key=new_key(),
            text=self.cleaned_data["text"] if self.poll.takes_comments else "",
            target=str(self.poll.pk),
            choices=tuple(sorted(self.chosen)),
        )

    def answered(self) -> str:
        """The question and what they chose, for the proof of what they ask for."""
        words = [one.text for one in self.poll.choices.all() if str(one.pk) in self.chosen]
        return f"the poll “{self.poll.question[:250]}” with {', '.join(f'“{one}”' for one in words)}"
