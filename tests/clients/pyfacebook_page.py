"""python-facebook-api as it is: proves the secret, reads Page, feed, comments and threads, writes, and reads an error."""

from __future__ import annotations

import json
import sys

from pyfacebook import FacebookApi, GraphAPI, LibraryError
from pyfacebook.exceptions import FacebookError

given = json.loads(sys.argv[1])
graph = GraphAPI(app_id=given["app"], app_secret=given["secret"], access_token=given["token"])
api = FacebookApi(app_id=given["app"], app_secret=given["secret"], access_token=given["token"])
page = api.page.get_info(page_id=given["page"], fields="id,name,username")
feed = api.page.get_feed(object_id=given["page"], fields="id,message,created_time", count=2, limit=2)
threads = graph.get_connection(
    object_id=given["page"],
    connection="conversations",
    platform="messenger",
    fields="id,updated_time,messages.limit(5){id,message,from}",
)
sent = graph.post_object(
    object_id=given["page"],
    connection="messages",
    data={"recipient": json.dumps({"id": given["to"]}), "message": json.dumps({"text": "Until six."})},
)
refused = []
try:
    graph.post_object(
        object_id=given["page"],
        connection="messages",
        data={"recipient": json.dumps({"id": given["closed"]}), "message": json.dumps({"text": "Hello"})},
    )
except FacebookError as error:
    refused = [error.code, error.error_subcode]
except LibraryError as error:
    refused = [str(error)]
about = graph.debug_token(input_token=given["token"], access_token=given["token"])
print(
    json.dumps(
        {
            "name": page.name,
            "feed": [one.message for one in feed.data],
            "said": [one["message"] for one in threads["data"][0]["messages"]["data"]],
            "sent": sent["message_id"],
            "refused": refused,
            "is_valid": about["data"]["is_valid"],
        }
    )
)
