"""Exports as the networks make them, written in code so that a test shows what it reads."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

from askfirst.networks.base import Event
from askfirst.networks.exports.base import Remark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from askfirst.networks.exports.base import Reading

HARBOUR = "2244994945"
MARA = "783214"
JONAS = "95731"

MANIFEST = (
    "window.YTD.manifest = {"
    '"userInfo": {"accountId": "2244994945", "userName": "harbour", "displayName": "Harbour Coffee"},'
    ' "archiveInfo": {"sizeBytes": "9297326", "generationDate": "2026-11-20T08:15:00.000Z", "isPartialArchive": false}}'
)

SEPARATOR = "From ada@roastery.example Sat Nov 21 10:00:00 2026\n"

CONNECTIONS = """Notes:
"When exporting your connection data, you may notice that some of the email addresses are missing. You will only see \
email addresses for connections who have allowed their connections to see or download their email address."

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Ada,Okafor,https://www.linkedin.com/in/ada-okafor-7b1,ada@roastery.example,"Okafor, Roast & Sons","Buyer, green coffee",21 Nov 2026
Jürgen,Groß,https://www.linkedin.com/in/j%C3%BCrgen-gro%C3%9F,,Hafenkontor,,03 Jan 2019
,,,,,,14 Feb 2020
"""


def ytd(kind: str, entries: list[Any], part: int = 0) -> str:
    """One file of an X archive."""
    return f"window.YTD.{kind}.part{part} = {json.dumps(entries, indent=2, ensure_ascii=False)}"


def edge(kind: str, number: str) -> dict[str, Any]:
    return {kind: {"accountId": number, "userLink": f"https://twitter.com/intent/user?user_id={number}"}}


def message(number: str, sender: str, recipient: str, text: str, **more: Any) -> dict[str, Any]:
    fields = {
        "recipientId": recipient,
        "reactions": [],
        "urls": [],
        "text": text,
        "mediaUrls": [],
        "senderId": sender,
        "id": number,
        "createdAt": "2026-11-19T21:42:05.068Z",
        "editHistory": [],
    }
    return {"messageCreate": fields | more}


def conversation(*messages: dict[str, Any], name: str = f"{MARA}-{HARBOUR}") -> dict[str, Any]:
    return {"dmConversation": {"conversationId": name, "messages": list(messages)}}


def account(number: str = HARBOUR, username: str = "harbour") -> str:
    fields = {
        "email": "hello@harbour.example",
        "createdVia": "web",
        "username": username,
        "accountId": number,
    }
    return ytd("account", [{"account": fields}])


def x_files(folder: str = "data/") -> dict[str, str]:
    """A small archive with one of everything that is read."""
    files = {
        "manifest.js": MANIFEST,
        "account.js": account(),
        "follower.js": ytd("follower", [edge("follower", MARA), edge("follower", JONAS)]),
        "follower-part1.js": ytd("follower", [edge("follower", "31337")], part=1),
        "following.js": ytd("following", [edge("following", MARA)]),
        "direct-messages.js": ytd(
            "direct_messages",
            [
                conversation(
                    message("1002", HARBOUR, MARA, "Yes, until six."),
                    message("1001", MARA, HARBOUR, "Open today? ☕"),
                )
            ],
        ),
        "direct-messages-group.js": ytd(
            "direct_messages_group", [conversation(message("7", MARA, "", "Hi all"))]
        ),
        "tweets.js": ytd("tweets", [{"tweet": {"id": "1", "full_text": "Good morning"}}]),
    }
    return {folder + name: text for name, text in files.items()} | {"Your archive.html": "<html></html>"}


def packed(path: Path, files: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def sorted_out(reading: Reading | Iterable[Event | Remark]) -> tuple[list[Event], list[Remark]]:
    items = list(reading)
    return [item for item in items if isinstance(item, Event)], [
        item for item in items if isinstance(item, Remark)
    ]


def mail(  # the parts of a mail that a test cares for
    body: str = "Open on Sunday?",
    *,
    number: int = 1,
    sender: str = "Ada <ada@roastery.example>",
    to: str = "hello@harbour.example",
    more: str = "",
) -> str:
    return (
        f"{more}From: {sender}\nTo: {to}\nSubject: Sunday\nMessage-ID: <{number}@roastery.example>\n"
        f"Date: Sat, 21 Nov 2026 11:00:00 +0100\nContent-Type: text/plain; charset=utf-8\n\n{body}\n\n"
    )


def folder(*mails: str) -> str:
    return "".join(SEPARATOR + one for one in mails)


def mangled(text: str) -> str:
    """A text as Facebook writes it: each byte of its UTF-8 as one Latin-1 letter."""
    return text.encode("utf-8").decode("latin-1")


def meta_message(sender: str, text: str, at: int, **more: Any) -> dict[str, Any]:
    """One entry of `message_1.json`; `at` in milliseconds since 1970."""
    said = {"sender_name": mangled(sender), "timestamp_ms": at, "content": mangled(text), "type": "Generic"}
    return said | {"is_geoblocked_for_viewer": False} | more


def meta_talk(people: tuple[str, ...], *messages: dict[str, Any], folder: str = "inbox/x_1") -> str:
    return json.dumps(
        {
            "participants": [{"name": mangled(name)} for name in people],
            "messages": list(messages),
            "title": mangled(people[0]),
            "is_still_participant": True,
            "thread_path": folder,
            "magic_words": [],
        },
        indent=2,
    )


OUR_NAME = "Harbour Coffee"
JUERGEN = "Jürgen Groß"
FACEBOOK = "your_facebook_activity/messages"


def facebook_files() -> dict[str, str]:
    """A small archive: two talks, a group, a profile, and what is left unread."""
    profile = {
        "profile_v2": {
            "name": {"full_name": OUR_NAME, "first_name": "Harbour", "last_name": "Coffee"},
            "username": "harbour.coffee",
            "profile_uri": "https://www.facebook.com/harbourcoffee",
        }
    }
    return {
        f"{FACEBOOK}/inbox/jurgengro_2385714938/message_1.json": meta_talk(
            (JUERGEN, OUR_NAME),
            meta_message(OUR_NAME, "Bis sechs. ☕", 1_763_500_000_500),
            meta_message(JUERGEN, "Heute geöffnet?", 1_763_500_000_123),
        ),
        f"{FACEBOOK}/inbox/jurgengro_2385714938/message_2.json": meta_talk(
            (JUERGEN, OUR_NAME), meta_message(JUERGEN, "Moin", 1_563_500_000_000)
        ),
        f"{FACEBOOK}/message_requests/ada_77/message_1.json": meta_talk(
            ("Ada", OUR_NAME), meta_message("Ada", "Do you ship?", 1_763_400_000_000)
        ),
        f"{FACEBOOK}/inbox/crew_9/message_1.json": meta_talk(
            ("Ada", JUERGEN, OUR_NAME), meta_message("Ada", "Hi all", 1_763_400_000_000)
        ),
        "personal_information/profile_information/profile_information.json": json.dumps(profile),
        "connections/followers/people_who_followed_you.json": '{"followers_v2": [{"name": "Ada"}]}',
        f"{FACEBOOK}/inbox/crew_9/photos/1.jpg": "a picture",
    }


def follow(user: str, at: int, **more: Any) -> dict[str, Any]:
    """One entry of `followers_1.json`."""
    line = {"href": f"https://www.instagram.com/{user}", "value": user, "timestamp": at}
    return {"title": "", "media_list_data": [], "string_list_data": [line]} | more


CONNECTIONS_FOLDER = "connections/followers_and_following"


def instagram_files() -> dict[str, str]:
    """A small archive with one of everything that is read."""
    owner = {
        "profile_user": [
            {
                "title": "User",
                "string_map_data": {
                    "Nutzername": {"href": "", "value": "harbour.coffee", "timestamp": 0},
                    "Name": {"href": "", "value": OUR_NAME, "timestamp": 0},
                },
            }
        ]
    }
    newest = {"timestamp": 1_700_000_003, "label_values": [{"href": "https://www.instagram.com/_u/Oda.L"}]}
    unfollowed = follow("", 1_700_000_004, title="left.alone")
    return {
        f"{CONNECTIONS_FOLDER}/followers_1.json": json.dumps([follow("ada_roasts", 1_700_000_001)]),
        f"{CONNECTIONS_FOLDER}/followers_2.json": json.dumps(
            {"relationships_followers": [follow("mara", 0), newest]}
        ),
        f"{CONNECTIONS_FOLDER}/following.json": json.dumps(
            {"relationships_following": [follow("ada_roasts", 1_600_000_000)]}
        ),
        f"{CONNECTIONS_FOLDER}/recently_unfollowed_profiles.json": json.dumps(
            {"relationships_unfollowed_users": [unfollowed]}
        ),
        f"{CONNECTIONS_FOLDER}/blocked_profiles.json": '{"relationships_blocked_users": []}',
        "your_instagram_activity/messages/inbox/ada_17840/message_1.json": meta_talk(
            ("Ada", OUR_NAME), meta_message("Ada", "Liked your latte ❤", 1_763_400_000_000)
        ),
        "personal_information/personal_information/personal_information.json": json.dumps(owner),
    }


def tumblr_post(**more: Any) -> dict[str, Any]:
    """A post with its notes, as the interface gives it."""
    notes = [
        {"type": "like", "timestamp": 1_700_000_001, "blog_name": "mara-draws"},
        {"type": "reply", "timestamp": 1_700_000_002, "blog_name": "ada", "reply_text": "so warm"},
        {"type": "reblog", "timestamp": 1_700_000_003, "blog_name": "jonas"},
        {"type": "posted", "timestamp": 1_700_000_000, "blog_name": "harbour"},
    ]
    post = {"id": 733, "id_string": "733", "blog_name": "harbour", "type": "text", "timestamp": 1_700_000_000}
    return post | {"notes": notes} | more


def tumblr_ask(**more: Any) -> dict[str, Any]:
    asked = {
        "asking_name": "mara-draws",
        "asking_url": "https://mara-draws.tumblr.com/",
        "question": "Open on Sunday?",
    }
    return tumblr_post(id_string="734", type="answer", notes=[]) | asked | more


def tumblr_files() -> dict[str, str]:
    return {"json/733.json": json.dumps(tumblr_post()), "json/734.json": json.dumps(tumblr_ask())}


FOLLOWING = "Account address,Show boosts,Notify on new posts,Languages\nada@social.example,true,false,\n"
MASTODON = {
    "following_accounts.csv": FOLLOWING,
    "lists.csv": "Regulars,ada@social.example\nRegulars,jonas@other.example\n",
    "followers.csv": "mara@social.example\n",
    "blocked_accounts.csv": "rude@other.example\n",
}

_CHIMP = '"Email Address","First Name","Last Name",MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME'
MAILCHIMP = {
    "subscribed_email_audience_export_3d2.csv": f"{_CHIMP},LEID,EUID,NOTES,TAGS\n"
    'ada@roastery.example,Ada,Okafor,2,"2023-01-02 03:04:05","2023-01-02 03:09:00",1,e1,,\n'
    "mara@draws.example,Mara,,2,,,2,e2,,\n",
    "unsubscribed_email_audience_export_3d2.csv": f"{_CHIMP},UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,"
    "UNSUB_REASON,UNSUB_REASON_OTHER,LEID,EUID,NOTES,TAGS\n"
    'jonas@other.example,Jonas,,2,,,"2024-05-06 07:08:09","Spring beans",77,"NORMAL",,3,e3,,\n'
    'noah@other.example,Noah,,2,,,"2024-05-07 07:08:09","Spring beans",77,"SPAM","never asked",4,e4,,\n'
    "oda@other.example,Oda,,2,,,,,,,,5,e5,,\n",
    "cleaned_email_audience_export_3d2.csv": f"{_CHIMP},CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,CLEAN_CAMPAIGN_ID,LEID,EUID\n"
    'gone@other.example,,,2,,,"2022-02-02 02:02:02","Winter",70,6,e6\n',
}

LISTMONK = (
    "uuid,email,name,attributes,status,created_at,updated_at\n"
    'u1,ada@roastery.example,Ada,"{""city"": ""Bremen""}",enabled,2023-01-02 04:04:05.123456 +0100 CET,2023-01-02 04:04:05 +0100 CET\n'
    "u2,jonas@other.example,Jonas,{},blocklisted,2023-01-02 03:04:05 +0000 UTC,2024-05-06 07:08:09.5 +0000 UTC\n"
    "u3,oda@other.example,Oda,{},disabled,2023-01-02 03:04:05 +0000 UTC,soon\n"
    "u4,odd@other.example,,{},sleeping,,\n"
)
