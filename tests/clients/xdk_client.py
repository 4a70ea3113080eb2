"""X's own client: users, messages, posts, hooks and what is subscribed to."""

from __future__ import annotations

import json
import sys

import requests
from xdk import Client

given = json.loads(sys.argv[1])
client = Client(access_token=given["token"])
app = Client(bearer_token=given["app"])
me = client.users.get_me(user_fields=["public_metrics", "verified"])
message = client.direct_messages.create_by_participant_id(given["ana"], {"text": "From xdk"})
talk = next(iter(client.direct_messages.get_events_by_participant_id(given["ana"], max_results=10)))
post = client.posts.create({"text": "New beans"})
shown = client.posts.get_by_id(post.data.id, post_fields=["created_at", "conversation_id"])
hook = app.webhooks.create({"url": given["hook"]})
hooks = app.webhooks.get()
wanted = {"event_type": "dm.received", "filter": {"user_id": me.data.id}, "webhook_id": hook.data.id}
subscription = client.activity.create_subscription(wanted)
held = next(iter(client.activity.get_subscriptions()))
try:
    client.direct_messages.create_by_participant_id(given["stranger"], {"text": "Hi"})
    refused = None
except requests.HTTPError as error:
    refused = {"status": error.response.status_code, "body": error.response.json()}
print(
    json.dumps(
        {
            "me": me.data.username,
            "followers": me.data.public_metrics.followers_count,
            "message": message.data.dm_event_id,
            "talk": [one.text for one in talk.data],
            "post": shown.data.text,
            "hook": [hook.data.valid, len(hooks.data)],
            "subscription": subscription.data.subscription.event_type,
            "held": len(held.data),
            "refused": refused,
        }
    )
)
