"""A member at their desk: signed in, with a browser that may or may not run scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.test import Client

from tests.web.guests import words

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.brand.models import Member

SCRIPTED = {"HTTP_HX_REQUEST": "true"}


class Desk:
    """What a member sees and presses."""

    def __init__(self, member: Member) -> None:
        self.member = member
        self.browser = Client()
        self.browser.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")

    def get(self, path: str, **more: Any) -> HttpResponse:
        return self.browser.get(path, **more)

    def post(self, path: str, **typed: Any) -> HttpResponse:
        """Press a button without scripts, and go where it leads."""
        return self.browser.post(path, typed, follow=True)

    def sends(
        self, path: str, typed: dict[str, Any] | None = None, *, scripted: bool = False
    ) -> HttpResponse:
        """Press a button, and stay with the answer itself."""
        headers: Any = SCRIPTED if scripted else {}
        return self.browser.post(path, typed or {}, **headers)

    def fragment(self, path: str, target: str = "") -> HttpResponse:
        """What a script asks for, for one place of the screen."""
        return self.browser.get(path, HTTP_HX_TARGET=target, **SCRIPTED)

    def sees(self, path: str) -> str:
        """The words on a screen."""
        answer = self.get(path, follow=True)
        assert answer.status_code == 200, answer.content.decode()
        return words(answer)
