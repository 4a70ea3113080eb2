"""A link that signs a member in once, made on the command line for the first visit, for a lost password and for the demo."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import login
from django.core import signing
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from askfirst.brand.models import Member
from askfirst.web import language
from askfirst.web.members import first_screen

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LIFE = timedelta(hours=12)
_SALT = "askfirst.sign_in"
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def sign_in_link(member: Member) -> str:
    """The whole address; it works for twelve hours, until the member signs in next or changes the password."""
    return f"{settings.ADDRESS}/sign-in/{signing.dumps(_content(member), salt=_SALT)}/"


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button, because programs that look at links press nothing."""
    member = _member(token)
    if member is None:
        return render(request, "accounts/link_dead.html", status=410)
    if request.method == "GET":
        return render(request, "accounts/sign_in.html", {"member": member})
    login(request, member, backend=_BACKEND)
    return language.carry(request, member, redirect(first_screen(member)))


def _member(token: str) -> Member | None:
    try:
        found = signing.loads(token, salt=_SALT, max_age=LIFE)
    except signing.BadSignature:
        return None
    member = Member.objects.select_related("brand").filter(pk=found.get("member"), is_active=True).first()
    return member if member and found == _content(member) else None


def _content(member: Member) -> dict[str, object]:
    """Signing in moves `last_login`, a new password the hash: each makes every older link useless."""
    seen = member.last_login.isoformat() if member.last_login else ""
    return {"member": member.pk, "seen": seen, "proof": member.get_session_auth_hash()[:16]}
