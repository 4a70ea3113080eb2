"""OAuth 1.0a as a network checks it: the signature over method, address and parameters.

A client that was redirected has signed the real address, another one the address that it called: both are tried.
Timestamps are not judged, for clients read the real clock and the world has its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING

from oauthlib.oauth1.rfc5849 import signature
from oauthlib.oauth1.rfc5849.utils import parse_authorization_header, unescape

from askfirst.sandbox.face import Refused

if TYPE_CHECKING:
    from askfirst.sandbox.call import Call
    from askfirst.sandbox.things import App, Token
    from askfirst.sandbox.world import World


@dataclass(frozen=True, kw_only=True, slots=True)
class Signed:
    """Who has signed a call."""

    app: App
    token: Token | None
    """None where only the app speaks (a request for a token)."""
    fields: dict[str, str]
    """`oauth_verifier`, `oauth_callback` and whatever else the header holds."""


def is_signed(call: Call) -> bool:
    """Whether it tries to be."""
    return call.headers.get("authorization", "").lower().startswith("oauth ")


def check(call: Call, world: World, network: str) -> Signed:
    """Who has signed.  The consumer key is the id of an `App`, the token's secret stands in `Token.secret`.

    Raises:
        Refused: row `token`, more `why`: missing, malformed, app, unknown, revoked, expired or signature.
    """
    if not is_signed(call):
        raise Refused("token", why="missing", token="")
    try:
        given = parse_authorization_header(call.headers["authorization"])
        fields = {name: unescape(value) for name, value in given}
    except ValueError as error:
        raise Refused("token", why="malformed", token="") from error
    app = world.apps.get((network, fields.get("oauth_consumer_key", "")))
    if app is None:
        raise Refused("token", why="app", token="")
    token = _token(world, network, fields.get("oauth_token", ""))
    if not _is_right(call, fields, app.secret, token.secret if token else ""):
        raise Refused("token", why="signature", token=token.value if token else "")
    return Signed(app=app, token=token, fields=fields)


def _token(world: World, network: str, value: str) -> Token | None:
    if not value:
        return None
    token = world.tokens.get(value)
    if token is None or token.network != network:
        raise Refused("token", why="unknown", token=value)
    if not token.is_alive(world.now):
        is_revoked = token.revoked_at is not None and token.revoked_at <= world.now
        raise Refused("token", why="revoked" if is_revoked else "expired", token=value, found=token)
    return token


def _is_right(call: Call, fields: dict[str, str], secret: str, token_secret: str) -> bool:
    is_form = call.type == "application/x-www-form-urlencoded"
    parameters = signature.collect_parameters(
        uri_query=call.raw_query,
        body=call.body.decode("utf-8", "replace") if is_form else [],
        headers={"Authorization": call.headers["authorization"]},
        exclude_oauth_signature=True,
    )
    method = fields.get("oauth_signature_method", "")
    verify = _VERIFY.get(method)
    if verify is None:
        return False
    return any(
        verify(
            SimpleNamespace(
                uri=url,
                http_method=call.method,
                params=parameters,
                signature=fields.get("oauth_signature", ""),
                signature_method=method,
            ),
            secret,
            token_secret,
        )
        for url in (call.url, call.received)
    )


_VERIFY = {
    "HMAC-SHA1": signature.verify_hmac_sha1,
    "HMAC-SHA256": signature.verify_hmac_sha256,
    "PLAINTEXT": signature.verify_plaintext,
}
