"""tweepy's interface of version 1.1."""

from __future__ import annotations

import json
import sys

import tweepy

given = json.loads(sys.argv[1])
api = tweepy.API(tweepy.OAuth1UserHandler(*given["keys"]))
me = api.verify_credentials()
source, target = api.get_friendship(source_id=me.id, target_id=int(given["ana"]))
message = api.send_direct_message(given["ana"], "From the older interface")
status = api.update_status("New beans & more")
try:
    api.send_direct_message(given["stranger"], "Hi")
    codes = []
except tweepy.Forbidden as error:
    codes = error.api_codes
print(
    json.dumps(
        {
            "me": me.screen_name,
            "can": source.can_dm,
            "followed_by": source.followed_by,
            "message": message.id,
            "status": status.id_str,
            "codes": codes,
        }
    )
)
