"""facebook-sdk as it is: reads the Page, publishes, comments, likes, goes through pages of a list, and reads an error."""

from __future__ import annotations

import json
import sys

import facebook

given = json.loads(sys.argv[1])
graph = facebook.GraphAPI(access_token=given["token"], version="3.1")
page = graph.get_object(id=given["page"], fields="name,fan_count")
post = graph.put_object(parent_object=given["page"], connection_name="feed", message="Open on Sunday")
comment = graph.put_comment(object_id=post["id"], message="From nine")
graph.put_like(object_id=given["comment"])
told = graph.get_connections(
    id=given["page"], connection_name="visitor_posts", limit=2, fields="message,from"
)
everything = [
    one["message"]
    for one in graph.get_all_connections(
        id=given["page"], connection_name="visitor_posts", limit=2, fields="message"
    )
]
sent = graph.request(
    f"v3.1/{given['page']}/messages",
    post_args={
        "recipient": json.dumps({"id": given["to"]}),
        "message": json.dumps({"text": "Until six."}),
        "messaging_type": "RESPONSE",
    },
    method="POST",
)
refused = {}
try:
    graph.request(
        f"v3.1/{given['page']}/messages",
        post_args={
            "recipient": json.dumps({"id": given["closed"]}),
            "message": json.dumps({"text": "Hello"}),
        },
        method="POST",
    )
except facebook.GraphAPIError as error:
    refused = {"code": error.code, "subcode": error.result["error"]["error_subcode"]}
deleted = graph.delete_object(id=comment["id"])
print(
    json.dumps(
        {
            "name": page["name"],
            "post": post["id"],
            "comment": comment["id"],
            "told": [one["from"]["name"] for one in told["data"]],
            "everything": everything,
            "sent": sent["message_id"],
            "refused": refused,
            "deleted": deleted["success"],
        }
    )
)
