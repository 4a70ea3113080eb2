"""LinkedIn's own client: a page, its administrators, a comment, what stands under a post, and a fresh token.

It takes the proxy of the environment and not its certificates, so its sessions are given an adapter that leads them to
the sandbox.
"""

from __future__ import annotations

import json
import sys
import urllib.parse

import requests
from linkedin_api.clients.auth.client import AuthClient
from linkedin_api.clients.restli.client import RestliClient

given = json.loads(sys.argv[1])
VERSION = "202610"


class Redirect(requests.adapters.HTTPAdapter):
    """Sends what is meant for LinkedIn to the sandbox, below the host's name."""

    def send(self, request: requests.PreparedRequest, **more: object) -> requests.Response:
        parts = urllib.parse.urlsplit(request.url)
        request.url = f"{given['address']}/{parts.netloc}{parts.path}" + (
            f"?{parts.query}" if parts.query else ""
        )
        more["proxies"] = {}
        return super().send(request, **more)


client = RestliClient()
client.session.mount("https://", Redirect())
common = {"access_token": given["token"], "version_string": VERSION}
page = client.get(resource_path="/organizations/{id}", path_keys={"id": given["page"]}, **common)
roles = client.finder(
    resource_path="/organizationAcls",
    finder_name="roleAssignee",
    query_params={"role": "ADMINISTRATOR"},
    **common,
)
actor = f"urn:li:organization:{given['page']}"
comment = client.create(
    resource_path="/socialActions/{urn}/comments",
    path_keys={"urn": given["post"]},
    entity={"actor": actor, "object": given["post"], "message": {"text": "From LinkedIn's own client"}},
    **common,
)
comments = client.get_all(
    resource_path="/socialActions/{urn}/comments", path_keys={"urn": given["post"]}, **common
)
lost = client.get(resource_path="/organizations/{id}", path_keys={"id": "1"}, **common)
auth = AuthClient(client_id=given["client"][0], client_secret=given["client"][1])
auth.session.mount("https://", Redirect())
fresh = auth.exchange_refresh_token_for_access_token(given["client"][2])
print(
    json.dumps(
        {
            "page": page.entity["localizedName"],
            "roles": [one["organization"] for one in roles.elements],
            "comment": comment.entity_id,
            "comments": [one["message"]["text"] for one in comments.elements],
            "lost": [lost.status_code, lost.response.json()["code"]],
            "lasts": fresh.expires_in,
        }
    )
)
