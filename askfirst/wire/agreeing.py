"""Where the owner of an account agrees that we speak for it: OAuth 2 with a code, PKCE, and a state that is used once.

Sources: RFC 6749 section 4.1, RFC 7636 section 4, RFC 9700 section 2.1.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from askfirst.networks.base import Failure, NetworkError
from askfirst.networks.http import Call
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from askfirst.networks.http import HttpNetwork
    from askfirst.networks.joining import OAuth


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One question to the owner, under way."""

    address: str
    """Where they answer it."""
    state: str
    verifier: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreed:
    """What the owner's answer gives us for, once."""

    code: str
    verifier: str
    back: str
    """The address to which they came back; the same as when they were asked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Granted:
    """What the network gave for it."""

    settings: dict[str, str]
    lasts: timedelta | None
    """None: nobody says."""
    missing: tuple[str, ...]
    """Permissions that were asked for and not given, as far as the network says which were."""


def ask(network: HttpNetwork, oauth: OAuth, settings: Mapping[str, Any], back: str) -> Asked:
    """The question to the owner.  `back`: where they come back to with their answer."""
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
    query = {
        "response_type": "code",
        "client_id": str(settings.get(oauth.client_id, "")),
        "redirect_uri": back,
        "scope": oauth.separator.join(scope.name for scope in oauth.scopes),
        "state": state,
        **oauth.extra,
    }
    if oauth.has_pkce:
        query |= {"code_challenge": _challenge(verifier), "code_challenge_method": "S256"}
    return Asked(
        address=f"{_at(network, oauth.authorize)}?{urlencode(query)}", state=state, verifier=verifier
    )


async def exchange(
    network: HttpNetwork, oauth: OAuth, settings: Mapping[str, Any], agreed: Agreed
) -> Granted:
    """The code for credentials.

    Raises:
        NetworkError: the code is too old, was used before, or the app's secret is wrong.
    """
    client, secret = str(settings.get(oauth.client_id, "")), str(settings.get(oauth.client_secret, ""))
    form = {"grant_type": "authorization_code", "code": agreed.code, "redirect_uri": agreed.back}
    if oauth.has_pkce:
        form["code_verifier"] = agreed.verifier
    call = Call(method="POST", url=_at(network, oauth.token), form={**form, "client_id": client})
    if oauth.has_basic_auth and secret:
        pair = base64.b64encode(f"{quote(client, safe='')}:{quote(secret, safe='')}".encode()).decode()
        call = call.with_headers(Authorization=f"Basic {pair}")
    elif secret:
        call = Call(method="POST", url=call.url, form={**form, "client_id": client, "client_secret": secret})
    return _granted((await network.ask(call)).object(), oauth, network.label)


def _granted(said: dict[str, Any], oauth: OAuth, label: str) -> Granted:
    rows = said.get("data")
    if isinstance(rows, list) and rows and isinstance(rows[0], dict):
        said = rows[0]
    kept = {setting: str(said[name]) for name, setting in oauth.keeps.items() if said.get(name) and setting}
    if not said.get("access_token"):
        raise NetworkError(
            Sentence("%(label)s gave no access: begin once more", label=label), failure=Failure.CREDENTIALS
        )
    seconds, scope = said.get("expires_in"), said.get("scope")
    given = set(scope.replace(",", " ").split()) if isinstance(scope, str) and scope else None
    return Granted(
        settings=kept,
        lasts=timedelta(seconds=seconds) if isinstance(seconds, int) and seconds > 0 else None,
        missing=tuple(one.name for one in oauth.scopes if given is not None and one.name not in given),
    )


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _at(network: HttpNetwork, place: str) -> str:
    host, _, path = place.partition(":")
    return network.at(host, path)
