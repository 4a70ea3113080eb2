"""Settings: who has which feature, and who has it first."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from askfirst.brand import rollout
from askfirst.brand.models import Member
from askfirst.brand.roles import Right, require
from askfirst.people.models import Contact
from askfirst.wall.reached import MOST, reached
from askfirst.web.members import for_members
from askfirst.web.typed import OneLine, Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from askfirst.brand.models import Brand, Rollout
    from askfirst.brand.rollout import Feature
    from askfirst.web.members import MemberRequest


class RolloutForm(forms.Form):
    """Who shall have one feature."""

    share = forms.IntegerField(
        min_value=0,
        max_value=rollout.ALL,
        error_messages={
            "required": gettext_lazy("Write a number from 0 to 100."),
            "invalid": gettext_lazy("Write a number from 0 to 100."),
            "min_value": gettext_lazy("Write a number from 0 to 100."),
            "max_value": gettext_lazy("Write a number from 0 to 100."),
        },
    )
    countries = OneLine(required=False, limit=800)
    people = Words(required=False, limit=20_000)
    members = forms.ModelMultipleChoiceField(
        queryset=Member.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, brand: Brand, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # what a form takes
        self.brand = brand
        field = self.fields["members"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 -- it stands above
        field.queryset = Member.objects.filter(brand=brand, is_active=True).order_by("name")

    def clean_countries(self) -> list[str]:
        """Two letters each."""
        typed = self.cleaned_data["countries"].replace(",", " ").upper().split()
        return list(dict.fromkeys(typed))

    def clean_people(self) -> list[int]:
        """Ids of the people whose number stands on a line of its own, or whose name only one person has."""
        lines = (" ".join(one.split()) for one in self.cleaned_data["people"].splitlines())
        return [_person(self.brand, line) for line in lines if line]

    def wanted(self) -> rollout.Wanted:
        """What was asked for."""
        return rollout.Wanted(
            share=self.cleaned_data["share"],
            countries=tuple(self.cleaned_data["countries"]),
            contacts=tuple(self.cleaned_data["people"]),
            members=tuple(one.pk for one in self.cleaned_data["members"]),
        )


@for_members
@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """Every feature, and who has it."""
    require(request.user, Right.EDIT_PAGE)
    rows = rollout.read(request.user.brand)
    counted = reached(request.user.brand, rows)
    features = [
        {"feature": one, "row": rows.get(one.key), "reached": counted[one.key]} for one in rollout.FEATURES
    ]
    context = {"features": features, "known": counted[rollout.FEATURES[0].key].known, "most": MOST}
    return render(request, "settings/rollout.html", context)


@for_members
@require_http_methods(["GET", "POST"])
def feature(request: MemberRequest, feature: str) -> HttpResponse:
    """Who has one feature: so many of a hundred, in these countries, and whoever is named."""
    require(request.user, Right.EDIT_PAGE)
    brand = request.user.brand
    found = next((one for one in rollout.FEATURES if one.key == feature), None)
    if found is None:
        raise Http404(_("there is no such feature"))
    rows = rollout.read(brand)
    if request.method == "GET":
        return _shown(request, found, RolloutForm(brand, initial=_initial(brand, rows.get(feature))), rows)
    form = RolloutForm(brand, request.POST)
    if form.is_valid():
        try:
            rollout.roll_out(request.user, feature, form.wanted())
        except ValueError as error:
            form.add_error("countries", str(error))
        else:
            messages.success(request, _("Saved. It holds from this moment on."))
            return redirect("settings-rollout")
    return _shown(request, found, form, rows, HTTPStatus.UNPROCESSABLE_ENTITY)


def _shown(
    request: MemberRequest,
    found: Feature,
    form: RolloutForm,
    rows: rollout.Rollouts,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    counted = reached(request.user.brand, rows)[found.key]
    context = {"feature": found, "form": form, "row": rows.get(found.key), "reached": counted}
    return render(request, "settings/rollout_feature.html", context, status=status)


def _initial(brand: Brand, row: Rollout | None) -> dict[str, object]:
    if row is None:
        return {"share": rollout.ALL}
    people = Contact.objects.filter(brand=brand, pk__in=row.contacts).order_by("name", "pk")
    return {
        "share": row.share,
        "countries": ", ".join(row.countries),
        "people": "\n".join(f"{one.pk} {one}" for one in people),
        "members": row.members,
    }


def _person(brand: Brand, line: str) -> int:
    """The person whom a line names: by their number, as in the address of their page, or by their whole name.

    Raises:
        ValidationError: nobody is called that, or several are.
    """
    number = line.split(" ", 1)[0]
    rows: Iterable[Contact]
    if number.isascii() and number.isdecimal() and len(number) < 19:
        rows = Contact.objects.filter(brand=brand, pk=int(number))
    else:
        rows = Contact.objects.filter(brand=brand, name__iexact=line)[:2]
    found = list(rows)
    if not found:
        raise forms.ValidationError(
            _(
                "You know nobody called “%(name)s”. Write a person’s whole name, or the number from the address of their page."
            )
            % {"name": line[:80]}
        )
    if len(found) > 1:
        raise forms.ValidationError(
            _(
                "Several people are called “%(name)s”. Write the number from the address of the one whom you mean."
            )
            % {"name": line[:80]}
        )
    return found[0].pk
