"""Settings: who works here.  An invitation is a link that is shown once; behind it they choose their password."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from askfirst.brand import team as verbs
from askfirst.brand.roles import Role
from askfirst.web.members import for_members
from askfirst.web.page_forms import email_address
from askfirst.web.typed import OneLine

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.brand.models import Member
    from askfirst.web.members import MemberRequest

MAY = {
    Role.OWNER: gettext_lazy("everything, and makes other owners"),
    Role.ADMIN: gettext_lazy("everything but making owners and writing house rules"),
    Role.CARE: gettext_lazy("reads and answers, keeps the wall in order"),
    Role.MARKETING: gettext_lazy("reads and answers, publishes on the wall"),
    Role.RECRUITER: gettext_lazy("reads and answers"),
    Role.WRITER: gettext_lazy("writes notes and drafts, reads no conversations"),
    Role.VIEWER: gettext_lazy("reads, and changes nothing"),
}


class InviteForm(forms.Form):
    """Whom to invite, as what."""

    name = OneLine(limit=120, empty=gettext_lazy("Write their name, as colleagues know it."))
    email = forms.CharField(
        max_length=254,
        error_messages={"required": gettext_lazy("Write the address with which they will sign in.")},
    )
    role = forms.ChoiceField(choices=Role.choices, initial=Role.CARE)

    def clean_email(self) -> str:
        address = "".join(self.cleaned_data["email"].split())
        email_address(address)
        return address


class MemberForm(forms.Form):
    """What a member is, and whether they still work here."""

    role = forms.ChoiceField(choices=Role.choices)
    is_active = forms.BooleanField(required=False)


@for_members
@require_safe
def team(request: MemberRequest) -> HttpResponse:
    """Everybody, with role and state."""
    return _team(request, InviteForm())


@for_members
@never_cache
@require_POST
def invite(request: MemberRequest) -> HttpResponse:
    """Make a member and show the link for them, once."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _team(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        made = verbs.invite(request.user, **form.cleaned_data)
    except verbs.Refused as why:
        form.add_error("email", str(why))
        return _team(request, form, HTTPStatus.CONFLICT)
    return _team(request, InviteForm(), link=invitation(made), invited=made)


@for_members
@never_cache
@require_POST
def change(request: MemberRequest, pk: int) -> HttpResponse:
    """Another role, access taken away or given back, or a new link for somebody who has not come yet."""
    whom = verbs.members(request.user).filter(pk=pk).first()
    if whom is None:
        raise Http404(_("there is no such member in this brand"))
    if "link" in request.POST and whom.is_active and not whom.has_usable_password():
        return _team(request, InviteForm(), link=invitation(whom), invited=whom)
    form = MemberForm(request.POST)
    if not form.is_valid():
        raise Http404(_("there is no such role"))
    try:
        verbs.change(request.user, whom, **form.cleaned_data)
    except verbs.Refused as why:
        messages.error(request, str(why))
    else:
        messages.success(request, _("%(whom)s is saved.") % {"whom": whom})
    return redirect("settings-team")


def invitation(member: Member) -> str:
    """The whole address behind which a member chooses a password; it works until they have, three days at most."""
    secret = {"uidb36": user_pk_to_url_str(member), "key": default_token_generator.make_token(member)}
    path = reverse("account_reset_password_from_key", kwargs=secret)
    return f"{settings.ADDRESS}{path}"


def _team(
    request: MemberRequest,
    form: InviteForm,
    status: int = HTTPStatus.OK,
    *,
    link: str = "",
    invited: Member | None = None,
) -> HttpResponse:
    context = {
        "members": verbs.members(request.user),
        "form": form,
        "roles": [(role, label, MAY[Role(role)]) for role, label in Role.choices],
        "link": link,
        "invited": invited,
    }
    return render(request, "settings/team.html", context, status=status)
