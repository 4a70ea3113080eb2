"""tweepy's client of version 2: who we are, messages, a reply, mentions, and what X says when it will not."""

from __future__ import annotations

import json
import sys
from typing import Any

import tweepy

given = json.loads(sys.argv[1])
client = tweepy.Client(**given["keys"])


def refused(call: Any, *args: Any, **more: Any) -> Any:
    try:
        call(*args, **more)
    except tweepy.HTTPException as error:
        return {"kind": type(error).__name__, "codes": error.api_codes, "text": str(error)}
    return None


me = client.get_me()
ana = client.get_user(id=given["ana"], user_fields=["connection_status", "receives_your_dm"], user_auth=True)
first = refused(client.create_direct_message, participant_id=given["stranger"], text="Hi")
message = client.create_direct_message(
    participant_id=given["ana"], text="From tweepy: https://harbour.example/a?b=1"
)
talk = client.get_direct_message_events(
    participant_id=given["ana"], dm_event_fields=["sender_id", "created_at"], expansions=["sender_id"]
)
reply = client.create_tweet(text="Monday", in_reply_to_tweet_id=given["mention"])
unasked = refused(client.create_tweet, text="Monday", in_reply_to_tweet_id=given["unasked"])
mentions = client.get_users_mentions(me.data.id, user_auth=True, tweet_fields=["author_id"], max_results=5)
followers = client.get_users_followers(me.data.id, user_auth=True)
too_many = None
for number in range(20):
    too_many = refused(client.create_direct_message, participant_id=given["ana"], text=str(number))
    if too_many:
        break
print(
    json.dumps(
        {
            "me": me.data.username,
            "connection": ana.data.data["connection_status"],
            "can": ana.data.data["receives_your_dm"],
            "first": first,
            "message": message.data["dm_event_id"],
            "talk": [[one.id, one.data["sender_id"], one.text] for one in talk.data],
            "senders": [one.username for one in talk.includes["users"]],
            "reply": reply.data["id"],
            "unasked": unasked,
            "mentions": [one.text for one in mentions.data],
            "followers": [one.username for one in followers.data],
            "too_many": too_many,
        }
    )
)
