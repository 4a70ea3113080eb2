"""Mastodon.py: registers an app, reads who it is, reads mentions, answers in private, follows, likes and looks at relations."""

from __future__ import annotations

import json
import sys

from mastodon import Mastodon, MastodonAPIError, MastodonNotFoundError, MastodonUnauthorizedError

given = json.loads(sys.argv[1])
BASE = "https://social.example"
said: dict[str, object] = {}

client_id, client_secret = Mastodon.create_app(
    "Harbour test", scopes=["read", "write"], redirect_uris="https://ask.example/back", api_base_url=BASE
)
app = Mastodon(client_id=client_id, client_secret=client_secret, api_base_url=BASE)
said["asks_at"] = app.auth_request_url(redirect_uris="https://ask.example/back", scopes=["read", "write"])

api = Mastodon(access_token=given["token"], api_base_url=BASE, ratelimit_method="throw")
said["version"] = api.instance_v2()["version"]
said["most"] = api.instance_v2()["configuration"]["statuses"]["max_characters"]
me = api.account_verify_credentials()
said["me"] = me["acct"]
notes = api.notifications(mentions_only=False)
said["types"] = sorted(note["type"] for note in notes)
mention = next(
    note["status"] for note in notes if note["type"] == "mention" and note["status"]["visibility"] == "direct"
)
said["from"], said["words"] = mention["account"]["acct"], mention["content"]
answer = api.status_reply(mention, "Until six.", idempotency_key="k-1")
again = api.status_reply(mention, "Until six.", idempotency_key="k-1")
said["answer"], said["same"] = str(answer["id"]), answer["id"] == again["id"]
said["visibility"] = answer["visibility"]
said["talks"] = [[one["acct"] for one in talk["accounts"]] for talk in api.conversations()]
media = api.media_post(b"\x89PNG", mime_type="image/png", file_name="cup.png")
post = api.status_post("New beans", media_ids=[media], visibility="unlisted")
said["files"] = len(post["media_attachments"])
post = api.status_update(post["id"], "New beans from Huila")
said["edited"] = bool(post["edited_at"])
said["favourited"] = api.status_favourite(mention["id"])["favourited"]
ana = api.account_lookup("ana@other.example")
api.account_follow(ana["id"])
relation = api.account_relationships(ana["id"])[0]
said["relation"] = [relation["following"], relation["followed_by"], relation["blocked_by"]]
said["followers"] = [one["acct"] for one in api.account_followers(me["id"])]
said["context"] = len(api.status_context(mention["id"])["descendants"])
page, pages = api.account_statuses(me["id"], limit=1), 0
while page:
    pages, page = pages + 1, api.fetch_next(page)
said["pages"] = pages
api.status_delete(post["id"])
for name, kind, work in (
    ("gone", MastodonNotFoundError, lambda: api.status(post["id"])),
    ("blank", MastodonAPIError, lambda: api.status_post("")),
    ("long", MastodonAPIError, lambda: api.status_post("x" * 501)),
    (
        "token",
        MastodonUnauthorizedError,
        lambda: Mastodon(access_token="no", api_base_url=BASE).account_verify_credentials(),
    ),
):
    try:
        work()
    except kind as error:
        said[name] = str(error.args[-1])
said["left"] = api.ratelimit_remaining
print(json.dumps(said))
