"""Signing in at X: OAuth 2 with PKCE, refresh tokens that rotate, and the bearer of an app alone."""

from __future__ import annotations

import base64
import binascii
import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlencode

from starlette.responses import RedirectResponse, Response

from askfirst.sandbox.face import Path, Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from askfirst.sandbox.call import Call
    from askfirst.sandbox.faces.x import XFace
    from askfirst.sandbox.things import App, Token

X = "x"
LASTS = timedelta(hours=2)
CODE_LASTS = timedelta(seconds=30)


class Signing:
    """A part of X's face."""

    def __init__(self, face: XFace) -> None:
        self.face = face

    def routes(self) -> Sequence[Path]:
        return [
            Path("GET", "/i/oauth2/authorize", self.agree),
            Path("POST", "/2/oauth2/token", self.token),
            Path("POST", "/2/oauth2/revoke", self.revoke),
            Path("POST", "/oauth2/token", self.bearer),
        ]

    def agree(self, call: Call) -> Response:
        """The account's owner agrees at once; `as` names another account, `deny` says no."""
        app, given = self._client(call.query.get("client_id", "")), call.query
        back = given.get("redirect_uri", "")
        if app.redirects and back not in app.redirects:
            raise Refused("invalid", detail="The redirect_uri is not one of the app's.")
        state = {"state": given.get("state", "")}
        if given.get("deny"):
            return RedirectResponse(f"{back}?{urlencode({**state, 'error': 'access_denied'})}", 302)
        ours = [one.id for one in self.face.world.accounts.values() if one.network == X and one.app == app.id]
        profile = given.get("as") or (ours[0] if ours else "")
        code = self.face.world.issue(
            X,
            profile,
            app=app.id,
            kind="code",
            lasts=CODE_LASTS,
            scopes=given.get("scope", "").split(),
            more={
                "challenge": given.get("code_challenge", ""),
                "method": given.get("code_challenge_method", "plain"),
                "redirect": back,
            },
        )
        return RedirectResponse(f"{back}?{urlencode({**state, 'code': code.value})}", 302)

    def _client(self, id: str) -> App:
        for app in self.face.world.apps.values():
            if app.network == X and app.more.get("client_id") == id and id:
                return app
        raise Refused("client")

    def _caller(self, call: Call) -> App:
        """A confidential client proves itself by HTTP Basic; a public one names itself in the form."""
        scheme, _, value = call.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            app = self._client(call.form.get("client_id", ""))
            if app.more.get("client_secret"):
                raise Refused("client")
            return app
        id, secret = _pair(value)
        app = self._client(id)
        if secret != app.more.get("client_secret", ""):
            raise Refused("client")
        return app

    def token(self, call: Call) -> Response:
        app, form = self._caller(call), call.form
        if form.get("grant_type") == "authorization_code":
            old = self._worth(form.get("code", ""), app, "code")
            if old.more["redirect"] != form.get("redirect_uri") or not _answers(
                old, form.get("code_verifier", "")
            ):
                raise Refused("grant")
        elif form.get("grant_type") == "refresh_token":
            old = self._worth(form.get("refresh_token", ""), app, "refresh")
        else:
            raise Refused("grant")
        self.face.world.revoke(old, "used")
        return self.face.json(self._fresh(app, old))

    def _worth(self, value: str, app: App, kind: str) -> Token:
        found = self.face.world.tokens.get(value)
        is_good = (
            found is not None and (found.app, found.kind) == (app.id, kind) and found.is_alive(self.face.now)
        )
        if found is None or not is_good:
            raise Refused("grant")
        return found

    def _fresh(self, app: App, old: Token) -> dict[str, Any]:
        world, scopes = self.face.world, list(old.scopes)
        access = world.issue(X, old.profile, app=app.id, lasts=LASTS, scopes=scopes)
        made = {
            "token_type": "bearer",
            "expires_in": int(LASTS.total_seconds()),
            "access_token": access.value,
            "scope": " ".join(scopes),
        }
        if "offline.access" in scopes:
            made["refresh_token"] = world.issue(
                X, old.profile, app=app.id, kind="refresh", scopes=scopes
            ).value
        return made

    def revoke(self, call: Call) -> Response:
        app = self._caller(call)
        found = self.face.world.tokens.get(call.form.get("token", ""))
        if found is not None and found.app == app.id:
            self.face.world.revoke(found, "app")
        return self.face.json({"revoked": True})

    def bearer(self, call: Call) -> Response:
        """The app's own, for its consumer key and secret."""
        key, secret = _pair(call.headers.get("authorization", "").partition(" ")[2])
        app = self.face.world.apps.get((X, key))
        if app is None or app.secret != secret or call.form.get("grant_type") != "client_credentials":
            raise Refused("client")
        known = [one for one in self.face.world.tokens.values() if (one.app, one.kind) == (key, "app")]
        token = known[0] if known else self.face.world.issue(X, "", app=key, kind="app")
        return self.face.json({"token_type": "bearer", "access_token": token.value})


def _pair(value: str) -> tuple[str, str]:
    try:
        id, _, secret = base64.b64decode(value).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Refused("client") from None
    return unquote(id), unquote(secret)


def _answers(code: Token, verifier: str) -> bool:
    """RFC 7636: whether the verifier belongs to the challenge."""
    challenge = str(code.more["challenge"])
    if code.more["method"] == "plain":
        return bool(challenge) and challenge == verifier
    digest = hashlib.sha256(verifier.encode()).digest()
    return challenge == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
