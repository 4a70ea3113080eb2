"""Signing in at LinkedIn: tokens of sixty days, refresh tokens of a year, and older tokens that end with a new scope."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from askfirst.sandbox.face import Path, Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from askfirst.sandbox.call import Call
    from askfirst.sandbox.faces.linkedin import LinkedIn
    from askfirst.sandbox.things import Token

LINKEDIN = "linkedin"
TOKEN_LASTS, REFRESH_LASTS = timedelta(days=60), timedelta(days=365)


class Signing:
    """A part of LinkedIn's face."""

    def __init__(self, face: LinkedIn) -> None:
        self.face = face

    def routes(self) -> Sequence[Path]:
        return [
            Path("GET", "/oauth/v2/authorization", self.agree),
            Path("POST", "/oauth/v2/accessToken", self.fresh),
        ]

    def agree(self, call: Call) -> Response:
        """The member agrees at once; `deny` says no.  Asking for scopes that were not granted before ends older tokens."""
        given = call.query
        app = self._client(given.get("client_id", ""))
        back, state = given.get("redirect_uri", ""), {"state": given.get("state", "")}
        if given.get("deny"):
            return RedirectResponse(
                f"{back}?{urlencode({**state, 'error': 'user_cancelled_authorize'})}", 302
            )
        pages = [
            one for one in self.face.world.accounts.values() if one.network == LINKEDIN and one.app == app
        ]
        member = given.get("as") or next(iter(pages[0].more["admins"]), "")
        scopes = given.get("scope", "").split()
        for token in self._of(member, app):
            if not set(scopes) <= set(token.scopes):
                self.face.world.revoke(token, "rotation")
        code = self.face.world.issue(
            LINKEDIN,
            member,
            app=app,
            kind="code",
            scopes=scopes,
            lasts=timedelta(minutes=30),
            more={"redirect": back},
        )
        return RedirectResponse(f"{back}?{urlencode({**state, 'code': code.value})}", 302)

    def _of(self, member: str, app: str) -> list[Token]:
        return [
            one
            for one in self.face.world.tokens.values()
            if (one.network, one.profile, one.app) == (LINKEDIN, member, app) and one.is_alive(self.face.now)
        ]

    def _client(self, id: str) -> str:
        found = [
            one
            for one in self.face.world.apps.values()
            if one.network == LINKEDIN and one.more.get("client_id") == id
        ]
        if not found or not id:
            raise Refused("client")
        return found[0].id

    def fresh(self, call: Call) -> Response:
        form = call.form
        app = self._client(form.get("client_id", ""))
        if form.get("client_secret") != self.face.world.apps[LINKEDIN, app].secret:
            raise Refused("client")
        kinds = {"authorization_code": ("code", "code"), "refresh_token": ("refresh", "refresh_token")}
        kind, field = kinds.get(form.get("grant_type", ""), ("", ""))
        old = self.face.world.tokens.get(form.get(field, ""))
        if old is None or (old.kind, old.app) != (kind, app) or not old.is_alive(self.face.now):
            raise Refused("grant")
        refresh = old
        if kind == "code":
            self.face.world.revoke(old, "used")
            more: dict[str, Any] = {"kind": "refresh", "scopes": old.scopes, "lasts": REFRESH_LASTS}
            refresh = self.face.world.issue(LINKEDIN, old.profile, app=app, **more)
        made = self.face.world.issue(LINKEDIN, old.profile, app=app, scopes=old.scopes, lasts=TOKEN_LASTS)
        ends = refresh.expires_at or self.face.now
        return self.face.json(
            {
                "access_token": made.value,
                "expires_in": int(TOKEN_LASTS.total_seconds()),
                "refresh_token": refresh.value,
                "refresh_token_expires_in": int((ends - self.face.now).total_seconds()),
                "scope": ",".join(old.scopes),
                "token_type": "Bearer",
            }
        )
