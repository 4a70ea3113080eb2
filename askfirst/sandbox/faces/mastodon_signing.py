"""Apps, the owner's agreement and tokens of a Mastodon server (OAuth 2 with PKCE)."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.responses import HTMLResponse, RedirectResponse, Response

from askfirst.sandbox.face import Path, Refused
from askfirst.sandbox.things import App

if TYPE_CHECKING:
    from askfirst.sandbox.call import Call
    from askfirst.sandbox.faces.mastodon import MastodonFace
    from askfirst.sandbox.things import Token

MASTODON = "mastodon"
VAPID = base64.urlsafe_b64encode(b"\x04" + hashlib.sha512(b"sandbox").digest()).decode()
"""In the shape of a public key for Web Push, which is not offered here."""
OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"


class Signing:
    """The addresses under /oauth/, and /api/v1/apps."""

    def __init__(self, face: MastodonFace) -> None:
        self.face = face

    def routes(self) -> list[Path]:
        return [
            Path("POST", "/api/v1/apps", self.make_app),
            Path("GET", "/api/v1/apps/verify_credentials", self.verify_app),
            Path("GET", "/.well-known/oauth-authorization-server", self.metadata),
            Path("GET", "/oauth/authorize", self.ask),
            Path("POST", "/oauth/authorize", self.agree),
            Path("POST", "/oauth/token", self.token),
            Path("POST", "/oauth/revoke", self.revoke),
            Path("GET|POST", "/oauth/userinfo", self.user_info),
        ]

    def make_app(self, call: Call) -> Response:
        given = call.given
        if not given.get("client_name") or not given.get("redirect_uris"):
            raise Refused("invalid", why="Name can't be blank, Redirect URI can't be blank")
        listed = given["redirect_uris"]
        back = [str(one) for one in listed] if isinstance(listed, list) else str(listed).split()
        app = self.face.world.app(
            MASTODON,
            name=str(given["client_name"]),
            redirects=back,
            more={"scopes": str(given.get("scopes") or "read").split(), "website": given.get("website")},
        )
        app.more["number"] = self.face.world.count_up("mastodon.app")
        return self.face.json(
            {
                **_shown(app),
                "client_id": app.id,
                "client_secret": app.secret,
                "client_secret_expires_at": 0,
            }
        )

    def verify_app(self, call: Call) -> Response:
        token = self.face.user_token(call)
        app = self.face.world.apps.get((MASTODON, token.app))
        return self.face.json(
            {**_shown(app or App(network=MASTODON, id="", secret="", name="Harbour")), "scopes": token.scopes}
        )

    def metadata(self, call: Call) -> Response:
        base = call.base
        return self.face.json(
            {
                "issuer": f"{base}/",
                "authorization_endpoint": f"{base}/oauth/authorize",
                "token_endpoint": f"{base}/oauth/token",
                "revocation_endpoint": f"{base}/oauth/revoke",
                "app_registration_endpoint": f"{base}/api/v1/apps",
                "scopes_supported": ["profile", "read", "write", "follow", "push"],
                "response_types_supported": ["code"],
                "grant_types_supported": ["authorization_code", "client_credentials"],
                "code_challenge_methods_supported": ["S256"],
                "response_modes_supported": ["query", "fragment", "form_post"],
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
                "userinfo_endpoint": f"{base}/oauth/userinfo",
                "service_documentation": "https://docs.joinmastodon.org/",
            }
        )

    def user_info(self, call: Call) -> Response:
        token = self.face.user_token(call)
        if not {"profile", "read", "read:accounts"} & set(token.scopes):
            raise Refused("scope", scope="profile")
        profile = self.face.world.profile(MASTODON, token.profile)
        return self.face.json(
            {
                "iss": f"{call.base}/",
                "sub": f"{call.base}/users/{profile.username}",
                "name": profile.name,
                "preferred_username": profile.username,
                "profile": f"{call.base}/@{profile.username}",
                "picture": f"{call.base}/avatars/original/missing.png",
            }
        )

    def ask(self, call: Call) -> Response:
        """The page on which the owner agrees; the sandbox's owner is signed in already."""
        app = self._app(call.query.get("client_id", ""))
        if call.query.get("redirect_uri") not in app.redirects or call.query.get("response_type") != "code":
            raise Refused("grant")
        if not set(call.query.get("scope", "read").split()) <= set(app.more["scopes"]):
            raise Refused("bad_scope")
        kept = "".join(
            f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
            for name, value in call.query.items()
        )
        asked = escape(call.query.get("scope", "read"))
        return HTMLResponse(
            f"<!doctype html><title>Authorization required</title><h1>{escape(app.name)} would like permission</h1>"
            f"<p>{asked}</p><form method=post>{kept}<button>Authorize</button></form>"
        )

    def agree(self, call: Call) -> Response:
        given = call.form
        app = self._app(given.get("client_id", ""))
        if given.get("redirect_uri") not in app.redirects:
            raise Refused("grant")
        code = self.face.world.issue(
            MASTODON,
            self.face.owner(),
            app=app.id,
            kind="code",
            scopes=given.get("scope", "read").split(),
            more={"back": given["redirect_uri"], "challenge": given.get("code_challenge", "")},
        )
        if given["redirect_uri"] == OUT_OF_BAND:
            return HTMLResponse(f"<code>{code.value}</code>")
        answer = {"code": code.value} | ({"state": given["state"]} if given.get("state") else {})
        sign = "&" if "?" in given["redirect_uri"] else "?"
        return RedirectResponse(f"{given['redirect_uri']}{sign}{urlencode(answer)}", 302)

    def token(self, call: Call) -> Response:
        given = call.given
        app = self._app(str(given.get("client_id", "")))
        if given.get("client_secret") != app.secret:
            raise Refused("client")
        if given.get("grant_type") == "client_credentials":
            return self._issued(app, "", str(given.get("scope") or "read").split(), "app")
        code = self.face.world.tokens.get(str(given.get("code", "")))
        if code is None or code.kind != "code" or code.app != app.id or not code.is_alive(self.face.now):
            raise Refused("grant")
        if code.more["back"] != given.get("redirect_uri") or not _is_proved(
            code, str(given.get("code_verifier", ""))
        ):
            raise Refused("grant")
        self.face.world.revoke(code, "used")
        return self._issued(app, code.profile, code.scopes, "access")

    def _issued(self, app: App, profile: str, scopes: list[str], kind: str) -> Response:
        token = self.face.world.issue(MASTODON, profile, app=app.id, kind=kind, scopes=scopes)
        said: dict[str, Any] = {"access_token": token.value, "token_type": "Bearer"}
        return self.face.json(
            {**said, "scope": " ".join(scopes), "created_at": int(token.issued_at.timestamp())}
        )

    def revoke(self, call: Call) -> Response:
        token = self.face.world.tokens.get(str(call.given.get("token", "")))
        app = self._app(str(call.given.get("client_id", "")))
        if token is None or token.app != app.id or call.given.get("client_secret") != app.secret:
            raise Refused("not_yours")
        self.face.world.revoke(token, "by the app")
        return self.face.json({})

    def _app(self, id: str) -> App:
        app = self.face.world.apps.get((MASTODON, id))
        if app is None:
            raise Refused("client")
        return app


def _shown(app: App) -> dict[str, Any]:
    return {
        "id": str(app.more.get("number", 1)),
        "name": app.name,
        "website": app.more.get("website"),
        "scopes": app.more.get("scopes", []),
        "redirect_uri": "\n".join(app.redirects),
        "redirect_uris": app.redirects,
        "vapid_key": VAPID,
    }


def _is_proved(code: Token, verifier: str) -> bool:
    challenge = str(code.more.get("challenge", ""))
    if not challenge:
        return True
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge
