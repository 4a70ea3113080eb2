"""atproto as it is: signs in, posts, reads what happened, and writes to somebody who wrote."""

from __future__ import annotations

import json
import sys

from atproto import Client
from atproto.exceptions import BadRequestError

given = json.loads(sys.argv[1])
client = Client()
me = client.login(given["handle"], given["password"])
post = client.send_post("Open on Sunday")
liked = client.like(uri=post.uri, cid=post.cid)
told = client.app.bsky.notification.list_notifications({"limit": 50}).notifications
chats = client.with_bsky_chat_proxy().chat.bsky.convo
log = chats.get_log({"cursor": "2222222222222"})
convo = chats.get_convo_for_members({"members": [given["to"]]}).convo
sent = chats.send_message({"convo_id": convo.id, "message": {"text": "Until six."}})
refused = ""
try:
    chats.get_convo_for_members({"members": [given["closed"]]})
except BadRequestError as error:
    refused = error.response.content.error
print(
    json.dumps(
        {
            "me": me.handle,
            "post": post.uri,
            "liked": liked.uri,
            "told": [[one.reason, one.author.display_name] for one in told],
            "log": [one.py_type.rpartition("#")[2] for one in log.logs],
            "said": [one.text for one in chats.get_messages({"convo_id": convo.id}).messages],
            "sent": sent.id,
            "refused": refused,
            "follows": client.get_followers(me.did).followers[0].handle,
            "status": convo.status,
        }
    )
)
