"""The form by which people join lists: what they typed, and which words stood before them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from askfirst.consent import joining, lists
from askfirst.consent.models import Notice
from askfirst.web.members import whole
from askfirst.web.typed import NAME_LIMIT, OneLine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from askfirst.brand.models import Brand
    from askfirst.consent.models import List

TRAP = "website"
"""A field that no person sees: who fills it in is a program."""


class JoinForm(forms.Form):
    """An address, perhaps a name, and the lists that were ticked, each by the words that stood beside it."""

    email = forms.CharField(
        error_messages={"required": gettext_lazy("Write your mail address, as in ana@example.org.")}
    )
    name = OneLine(required=False, limit=NAME_LIMIT)

    def __init__(self, brand: Brand, given: Any = None) -> None:
        super().__init__(given)
        self.brand = brand
        self.exchange = _uuid(given.get("key", "") if given else "") or uuid.uuid4()

    def clean_email(self) -> str:
        try:
            return joining.checked(joining.EMAIL, self.cleaned_data["email"])
        except joining.CannotAsk as why:
            raise ValidationError(str(why)) from why

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        try:
            cleaned["notices"] = self._notices()
        except joining.CannotAsk as why:
            self.add_error(None, str(why))
        return cleaned

    @property
    def is_odd(self) -> bool:
        """A program filled it in."""
        return bool(self.data.get(TRAP, ""))

    @property
    def chosen(self) -> set[int]:
        """Ids of the notices that were ticked, for showing the form again."""
        return {whole(text) for text in self._given()}

    def _given(self) -> list[str]:
        data: Any = self.data
        return list(data.getlist("notice")) if hasattr(data, "getlist") else []

    def _notices(self) -> list[Notice]:
        """The words that stood before them.  Raises CannotAsk where nothing was ticked, or other words hold by now."""
        ids = {whole(text) for text in self._given()[:100]}
        found = list(Notice.objects.select_related("list__brand").filter(pk__in=ids, list__brand=self.brand))
        if not found:
            raise joining.CannotAsk(_("Choose at least one list."), "lists")
        for notice in found:
            if notice.pk not in {one.pk for one in lists.notices(notice.list).values()}:
                raise joining.CannotAsk(
                    _(
                        "The words for “%(list)s” have changed since this form was made. Read them here, and press once more."
                    )
                    % {"list": notice.list},
                    "lists",
                )
        return found


def shown(one: List, language: str, chosen: set[int]) -> Mapping[str, Any] | None:
    """A list as the form shows it; None: it has no words that anybody could agree to."""
    notice = lists.notice_for(one, language)
    if notice is None:
        return None
    same = {row.pk for row in lists.notices(one).values()}
    return {"list": one, "notice": notice, "promise": lists.promise(one), "is_chosen": bool(same & chosen)}


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
