"""facebook-business as it is: proves the secret, publishes, reads feed, comments and threads, answers, and reads an error."""

from __future__ import annotations

import json
import sys

from facebook_business.adobjects.comment import Comment
from facebook_business.adobjects.page import Page
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError

given = json.loads(sys.argv[1])
FacebookAdsApi.init(given["app"], given["secret"], given["token"])
page = Page(given["page"])
about = page.api_get(fields=["name", "username"])
post = page.create_feed(params={"message": "Open on Sunday"})
comment = Comment(given["comment"])
answer = comment.create_comment(params={"message": "4 euros"})
threads = page.get_conversations(params={"platform": "messenger"}, fields=["updated_time", "participants"])
feed = page.get_feed(fields=["message"], params={"limit": 1})
words = [one["message"] for one in feed]
sent = page.create_message(
    params={
        "recipient": {"id": given["to"]},
        "message": {"text": "Until six."},
        "messaging_type": "RESPONSE",
    }
)
refused = []
try:
    page.create_message(params={"recipient": {"id": given["closed"]}, "message": {"text": "Hello"}})
except FacebookRequestError as error:
    refused = [error.http_status(), error.api_error_code(), error.api_error_subcode()]
print(
    json.dumps(
        {
            "name": about["name"],
            "post": post["id"],
            "answer": answer["id"],
            "threads": len(threads),
            "words": words,
            "sent": sent.export_all_data().get("message_id", ""),
            "refused": refused,
        }
    )
)
