"""pytumblr2, the newer format: posts with pictures, answers to asks, a reblog, activity, and what is left of the hour."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import pytumblr2

given = json.loads(sys.argv[1])
client = pytumblr2.TumblrRestClient(*given["keys"])
words = {"type": "text", "text": "New beans"}
post = client.create_post(given["blog"], content=[words], tags=["coffee"])
picture = Path(tempfile.mkstemp(suffix=".png")[1])
picture.write_bytes(b"\x89PNG\x00")
shown = {"type": "image", "media": [{"type": "image/png", "identifier": "cup"}]}
pictured = client.create_post(given["blog"], content=[words, shown], media_sources={"cup": str(picture)})
waiting = client.submission(given["blog"])["posts"]
first = waiting[0]
answered = client.edit_post(
    given["blog"],
    first["id"],
    content=[*first["content"], {"type": "text", "text": "On Monday."}],
    layout=first["layout"],
    state="published",
)
lost = client.edit_post(given["blog"], waiting[1]["id"], content=[words], state="published")
client.posts("ana")
reblog = client.reblog_post(
    given["blog"], "ana", int(given["theirs"]), content=[{"type": "text", "text": "Look"}]
)
activity = client.notifications(given["blog"])
posts = client.posts(given["blog"])
limits = client.get_ratelimit_data()
print(
    json.dumps(
        {
            "post": post["id"],
            "pictured": pictured["id"],
            "asks": [one["layout"][0].get("attribution", {}).get("blog", {}).get("name") for one in waiting],
            "answered": answered["id"],
            "lost": [lost["meta"]["status"], lost["errors"][0]["code"]],
            "reblog": reblog["id"],
            "activity": [one["type"] for one in activity["notifications"]],
            "posts": [one["content"][0]["text"] for one in posts["posts"]],
            "left": limits["hour"]["remaining"],
        }
    )
)
