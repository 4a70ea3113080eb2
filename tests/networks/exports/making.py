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
