"""OAuth 1.0a (RFC 5849) for the networks that still want it: X, where a channel has such keys, and Tumblr.

The signature covers the address, the query and the fields of a form; a JSON body is not covered, for the standard knows none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from oauthlib.oauth1 import Client

if TYPE_CHECKING:
    from askfirst.networks.http import Call


@dataclass(frozen=True, kw_only=True, slots=True)
class Keys:
    """Of the app (consumer) and of the account that agreed (token)."""

    consumer_key: str
    consumer_secret: str
    token: str
    token_secret: str

    @property
    def are_whole(self) -> bool:
        return all((self.consumer_key, self.consumer_secret, self.token, self.token_secret))


def signed(call: Call, keys: Keys, *, through: str) -> Call:
    """The call with its `Authorization`, for the address that the real network knows, whatever way the call takes."""
    client = Client(
        keys.consumer_key,
        client_secret=keys.consumer_secret,
        resource_owner_key=keys.token,
        resource_owner_secret=keys.token_secret,
    )
    address = _real(call.url, through)
    whole = f"{address}?{urlencode(call.query)}" if call.query else address
    form = dict(call.form) if call.form and not call.files else None
    kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
    _, headers, _ = client.sign(whole, http_method=call.method, body=form, headers=kind)
    return call.with_headers(Authorization=headers["Authorization"])


def _real(url: str, through: str) -> str:
    host_and_path = url.removeprefix(f"{through}/") if through else url
    return url if host_and_path == url else f"https://{host_and_path}"
