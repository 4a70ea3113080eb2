"""pytumblr, the older format: the blog, a post, its notes, followers, asks that wait, and refusals."""

from __future__ import annotations

import json
import sys

import pytumblr

given = json.loads(sys.argv[1])
client = pytumblr.TumblrRestClient(*given["keys"])
me = client.info()
post = client.create_text(given["blog"], state="published", title="New", body="beans & more", tags=["coffee"])
posts = client.posts(given["blog"], limit=5)
followers = client.followers(given["blog"])
waiting = client.submission(given["blog"])
notes = client.notes(given["blog"], id=given["liked"])
like = client.like(given["theirs"], given["reblog_key"])
info = client.blog_info(given["blog"])
lost = client.posts("nobody-here")
wrong = pytumblr.TumblrRestClient(*given["keys"][:3], "wrong").info()
gone = client.delete_post(given["blog"], post["id"])
print(
    json.dumps(
        {
            "me": me["user"]["blogs"][0]["name"],
            "post": post["id"],
            "body": posts["posts"][0]["body"],
            "followers": [one["name"] for one in followers["users"]],
            "waiting": [[one["asking_name"], one["question"]] for one in waiting["posts"]],
            "notes": [one["type"] for one in notes["notes"]],
            "like": like,
            "ask": info["blog"]["ask"],
            "lost": lost["meta"],
            "wrong": wrong["meta"],
            "gone": gone["id"],
        }
    )
)
