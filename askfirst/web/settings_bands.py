"""Settings: from how many points on somebody is called regular, engaged or devoted."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from askfirst.brand.roles import Right, require
from askfirst.people import engaged, points
from askfirst.people.engaged import HIGHEST_LIMIT
from askfirst.people.points import Band
from askfirst.web.members import for_members

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse

    from askfirst.web.members import MemberRequest


class Limits(forms.Form):
    """Where each band begins; that they rise is judged by the verb."""

    regular = forms.IntegerField(min_value=1, max_value=HIGHEST_LIMIT, label=gettext_lazy("Regular from"))
    engaged = forms.IntegerField(min_value=1, max_value=HIGHEST_LIMIT, label=gettext_lazy("Engaged from"))
    devoted = forms.IntegerField(min_value=1, max_value=HIGHEST_LIMIT, label=gettext_lazy("Devoted from"))


@for_members
@require_http_methods(["GET", "POST"])
def bands(request: MemberRequest) -> HttpResponse:
    """The limits, what a deed counts, and how many people stand in each band now."""
    require(request.user, Right.RULES)
    brand = request.user.brand
    held = {"regular": brand.regular_from, "engaged": brand.engaged_from, "devoted": brand.devoted_from}
    form = Limits(request.POST) if request.method == "POST" else Limits(initial=held)
    if request.method == "POST" and form.is_valid():
        try:
            engaged.set_limits(request.user, engaged.Limits(**form.cleaned_data))
        except engaged.WrongLimits as wrong:
            form.add_error(None, str(wrong))
        else:
            messages.success(request, _("Saved. It holds from now on."))
            return redirect("settings-bands")
    context = {
        "form": form,
        "counts": [(Band(name).label, count, name) for name, count in engaged.counts(brand).items()],
        "words": _weights(points.WORDS),
        "light": _weights(points.LIGHT),
        "half_life": points.HALF_LIFE,
        "most_a_day": points.MOST_A_DAY,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "settings/bands.html", context, status=status)


def _weights(weights: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(engaged.title_of(kind), many) for kind, many in weights.items()]
