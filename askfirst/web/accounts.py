"""Signing in is allauth's; who may join is ours: nobody signs up by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter

from askfirst.brand.models import Member
from askfirst.web import language
from askfirst.web.members import first_screen

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth brings no types
    """Members are made by their brand and by nobody else."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's signature
        """Members are invited by their brand."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where they work."""
        member = request.user
        return (
            first_screen(member)
            if isinstance(member, Member)
            else str(super().get_login_redirect_url(request))
        )

    def post_login(self, request: HttpRequest, user: Member, **more: Any) -> HttpResponse:
        """Whoever signs in reads on in their language."""
        return language.carry(request, user, super().post_login(request, user, **more))
