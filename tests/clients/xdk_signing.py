"""X's own client signs in: the address to agree at, the code, the token, and a fresh one."""

from __future__ import annotations

import json
import sys

import requests
from xdk import Client

given = json.loads(sys.argv[1])
client = Client(
    client_id=given["client_id"],
    client_secret=given["client_secret"],
    redirect_uri="http://127.0.0.1/back",
    scope=["tweet.read", "users.read", "offline.access"],
)
agreed = requests.get(client.get_authorization_url(), allow_redirects=False, timeout=10)
token = client.fetch_token(agreed.headers["location"])
first = client.users.get_me().data.username
fresh = client.refresh_token()
print(json.dumps({"me": first, "is_new": fresh["access_token"] != token["access_token"]}))
