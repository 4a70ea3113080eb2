"""What there is in the sandbox's world: plain records, the same for every network, written to a file as they are.

Everybody who can act on a network is a `Profile` there, with the id that the network knows them by: people and our own
accounts alike.  Every id below is the network's own, as it goes over the wire; `network` says whose.
What only one network has stands in `more` and `settings`, under names that its face chooses.
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 -- msgspec reads the types when it decodes
from enum import StrEnum
from typing import Any

import msgspec


class Kind(StrEnum):
    """What can be done in the world.  The comment says which fields of the `Deed` it reads besides source and target."""

    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    REQUEST = "request"  # asks an account that approves its followers; it accepts or declines
    UNREQUEST = "unrequest"
    CONNECT = "connect"  # LinkedIn: both ways
    DISCONNECT = "disconnect"
    BLOCK = "block"
    UNBLOCK = "unblock"
    MUTE = "mute"
    UNMUTE = "unmute"
    JOIN = "join"  # a room, a group, a server
    LEAVE = "leave"
    LIKE = "like"  # `about`: the post, comment or message; without it: the account itself (the page)
    UNLIKE = "unlike"
    REACT = "react"  # like LIKE with `more["reaction"]`
    UNREACT = "unreact"
    POST = "post"  # `text`, `media`; `target`: on whose wall, where it is not the source's own; `more`
    COMMENT = "comment"  # `about`: what is answered
    SHARE = "share"  # `about`: what is passed on (repost, reblog); `text`: with these words (quote)
    EDIT = "edit"  # `about`: post or message
    DELETE = "delete"  # `about`: post or message; for a message: unsend
    WRITE = "write"  # a private message: `text`, `media`; `about`: message answered; `more["comment"]`: private reply to it
    OPEN = "open"  # the person opens a talk without words: button, ad, link; `more["by"]`
    ACCEPT = "accept"  # a request: the thread with `target`
    DECLINE = "decline"
    READ = "read"  # everything of `target` up to now
    RECEIVE = "receive"  # their phone got everything of `target` up to now
    DROP = "drop"  # the person deletes the thread with `target`
    ASK = "ask"  # `text`; `more["is_anonymous"]`
    ANSWER = "answer"  # `about`: the ask; `more["is_private"]`
    OPT_IN = "opt_in"  # `more["topic"]`
    OPT_OUT = "opt_out"
    REPORT = "report"  # `about`: what; `text`: why
    SET = "set"  # of the source: `more` = names and values
    OTHER = "other"  # kept in the log, changes nothing; `more["what"]`


class Media(msgspec.Struct, frozen=True, kw_only=True):
    """A file that came with a post or a message.  Its bytes lie in `World.files` under `id`."""

    id: str
    type: str
    """MIME type."""
    name: str = ""
    size: int = 0


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wishes to do.  Rules judge it; `World.do` carries it out."""

    network: str
    kind: Kind
    source: str
    """Id of the profile that acts."""
    target: str = ""
    """Id of the profile that it concerns."""
    about: str = ""
    """Id of the post, message or ask that it concerns."""
    text: str = ""
    media: tuple[Media, ...] = ()
    more: dict[str, Any] = {}
    app: str = ""
    """Id of the app through which it is done; empty: by hand, in the network's own program."""
    id: str = ""
    """The id that the new thing shall have; empty: the network's namer gives one."""


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """A deed that was done.  The log of acts only grows; windows, quotas and counters are read off it."""

    number: int
    at: datetime
    deed: Deed
    made: str = ""
    """Id of what came of it (post, message, ask) or else of what it concerned."""


class Person(msgspec.Struct, kw_only=True):
    """Somebody, with a profile on one or several networks."""

    id: str
    name: str
    language: str = "en"
    timezone: str = "UTC"
    country: str = ""
    born: str = ""
    """Year; empty: nobody knows."""
    profiles: dict[str, str] = {}
    """Network: id there."""
    more: dict[str, Any] = {}


class Profile(msgspec.Struct, kw_only=True):
    """Somebody on one network."""

    network: str
    id: str
    username: str
    name: str
    since: datetime
    person: str = ""
    """Id of the person behind it; empty for an account of ours."""
    language: str = "en"
    settings: dict[str, Any] = {}
    more: dict[str, Any] = {}


class Account(msgspec.Struct, kw_only=True):
    """An account of ours on a network: page, number, bot, blog.  It has a profile of the same id."""

    network: str
    id: str
    app: str = ""
    tier: str = ""
    """What it pays for or was approved for, in the network's words."""
    approvals: list[str] = []
    more: dict[str, Any] = {}


class App(msgspec.Struct, kw_only=True):
    """What was registered with the network so that a program may speak to it."""

    network: str
    id: str
    secret: str
    name: str = ""
    tier: str = ""
    redirects: list[str] = []
    more: dict[str, Any] = {}


class Token(msgspec.Struct, kw_only=True):
    """A right to act for a profile."""

    value: str
    network: str
    app: str
    profile: str
    kind: str = "access"
    """access, refresh, app, oauth1, code, …"""
    secret: str = ""
    """Of an OAuth 1 token."""
    scopes: list[str] = []
    issued_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    why: str = ""
    """Of the revocation: password, role, person, rotation."""
    more: dict[str, Any] = {}

    def is_alive(self, at: datetime) -> bool:
        return (self.revoked_at is None or self.revoked_at > at) and (
            self.expires_at is None or self.expires_at > at
        )


class Hook(msgspec.Struct, kw_only=True):
    """Where a network pushes to."""

    id: str
    network: str
    app: str
    url: str
    account: str = ""
    """Only what concerns this profile; empty: everything of the app."""
    fields: list[str] = []
    secret: str = ""
    created_at: datetime
    is_enabled: bool = True
    failing_since: datetime | None = None
    last_good_at: datetime | None = None
    failures: int = 0
    """In a row."""
    why: str = ""
    """It is not enabled any more."""
    more: dict[str, Any] = {}


class Edge(msgspec.Struct, kw_only=True):
    """Something that lasts between two profiles, in one direction."""

    network: str
    kind: str
    """follow, connect, block, mute, join, like, opt_in"""
    source: str
    target: str
    since: datetime
    until: datetime | None = None
    topic: str = ""


class Reaction(msgspec.Struct, kw_only=True):
    """A like of a thing."""

    network: str
    id: str
    source: str
    about: str
    name: str
    at: datetime
    until: datetime | None = None


class Post(msgspec.Struct, kw_only=True):
    """Anything said in public: post, comment, reply, share."""

    network: str
    id: str
    kind: str
    """post, comment or share."""
    author: str
    wall: str
    """Whose page, blog or feed it stands on."""
    text: str
    at: datetime
    parent: str = ""
    """What it answers or shares."""
    root: str = ""
    """The post at the top of the exchange; its own id for a post."""
    mentions: list[str] = []
    media: tuple[Media, ...] = ()
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    is_hidden: bool = False
    app: str = ""
    more: dict[str, Any] = {}


class Thread(msgspec.Struct, kw_only=True):
    """A private talk between two profiles."""

    network: str
    id: str
    members: list[str]
    opened_by: str
    opened_at: datetime
    state: str = "open"
    """open, request (not yet accepted by whoever did not open it), declined"""
    dropped: dict[str, datetime] = {}
    """Who deleted it on their side, and when."""
    read: dict[str, datetime] = {}
    """Who read up to when."""
    received: dict[str, datetime] = {}
    more: dict[str, Any] = {}


class Message(msgspec.Struct, kw_only=True):
    """Something said in private."""

    network: str
    id: str
    thread: str
    sender: str
    recipient: str
    text: str
    at: datetime
    about: str = ""
    """The message that it answers."""
    media: tuple[Media, ...] = ()
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    app: str = ""
    more: dict[str, Any] = {}


class Ask(msgspec.Struct, kw_only=True):
    """A question put to a blog."""

    network: str
    id: str
    blog: str
    asker: str
    """Empty for an anonymous one."""
    text: str
    at: datetime
    answered_at: datetime | None = None
    answer: str = ""
    """Id of the post, or the text where it was answered in private."""
    is_private: bool = False
    more: dict[str, Any] = {}


class Credit(msgspec.Struct, kw_only=True):
    """A right to write that was bought or granted, one each (InMail, one-time notification)."""

    network: str
    id: str
    owner: str
    kind: str
    at: datetime
    expires_at: datetime | None = None
    spent_at: datetime | None = None
    spent_on: str = ""
    """Whom it was spent on."""
    returned_at: datetime | None = None
    more: dict[str, Any] = {}


class Event(msgspec.Struct, kw_only=True):
    """Something that a hook shall be told."""

    number: int
    face: str
    hook: str
    content: Any
    put_at: datetime
    due_at: datetime
    is_echo: bool = False


class Parcel(msgspec.Struct, kw_only=True):
    """One push: its bytes never change, however often it is tried."""

    number: int
    face: str
    hook: str
    body: bytes
    made_at: datetime
    due_at: datetime
    tries: int = 0
    is_repeat: bool = False
    """It went out well before and is sent once more, as networks do."""


class State(msgspec.Struct, kw_only=True):
    """A whole world as it is written to a file."""

    version: int = 1
    seed: int = 7
    offset_microseconds: int = 0
    frozen_at: datetime | None = None
    counters: dict[str, int] = {}
    aliases: dict[str, dict[str, str]] = {}
    people: list[Person] = []
    profiles: list[Profile] = []
    accounts: list[Account] = []
    apps: list[App] = []
    tokens: list[Token] = []
    hooks: list[Hook] = []
    edges: list[Edge] = []
    likes: list[Reaction] = []
    posts: list[Post] = []
    threads: list[Thread] = []
    messages: list[Message] = []
    asks: list[Ask] = []
    credits: list[Credit] = []
    acts: list[Act] = []
    uses: dict[str, list[datetime]] = {}
    files: dict[str, bytes] = {}
    own: dict[str, Any] = {}
    events: list[Event] = []
    parcels: list[Parcel] = []
