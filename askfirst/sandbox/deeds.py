"""How each kind of deed changes the world.  Nothing here asks whether it is allowed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from askfirst.sandbox.memory import Unknown
from askfirst.sandbox.things import Ask, Deed, Edge, Kind, Message, Post, Reaction, Thread

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from askfirst.sandbox.world import World

_MENTION = re.compile(r"(?<![\w@])@([\w.-]*\w)")

_BEGIN = {
    Kind.FOLLOW: "follow",
    Kind.REQUEST: "request",
    Kind.CONNECT: "connect",
    Kind.BLOCK: "block",
    Kind.MUTE: "mute",
    Kind.JOIN: "join",
    Kind.OPT_IN: "opt_in",
}
_END = {
    Kind.UNFOLLOW: "follow",
    Kind.UNREQUEST: "request",
    Kind.DISCONNECT: "connect",
    Kind.UNBLOCK: "block",
    Kind.UNMUTE: "mute",
    Kind.LEAVE: "join",
    Kind.OPT_OUT: "opt_in",
}
_BOTH_WAYS = {Kind.CONNECT, Kind.DISCONNECT}


def carry_out(world: World, deed: Deed, at: datetime) -> str:
    """Change the world; the id of what was made, or of what was concerned.

    Raises:
        Unknown: it concerns something that is not there.
    """
    if deed.kind in _BEGIN:
        return _begin(world, deed, _BEGIN[deed.kind], at)
    if deed.kind in _END:
        return _end(world, deed, _END[deed.kind], at)
    how = _HOW.get(deed.kind)
    return deed.about if how is None else how(world, deed, at)


# -- edges -------------------------------------------------------------------------------------------------------------


def _begin(world: World, deed: Deed, kind: str, at: datetime) -> str:
    _link(world, deed, kind, deed.source, deed.target, at)
    if deed.kind in _BOTH_WAYS:
        _link(world, deed, kind, deed.target, deed.source, at)
    return deed.target


def _end(world: World, deed: Deed, kind: str, at: datetime) -> str:
    _unlink(world, deed, kind, deed.source, deed.target, at)
    if deed.kind in _BOTH_WAYS:
        _unlink(world, deed, kind, deed.target, deed.source, at)
    return deed.target


def _link(world: World, deed: Deed, kind: str, source: str, target: str, at: datetime) -> None:
    topic = str(deed.more.get("topic", ""))
    if world.edge(deed.network, kind, source, target, at=at, topic=topic) is None:
        edge = Edge(network=deed.network, kind=kind, source=source, target=target, since=at, topic=topic)
        world.keep(edge)


def _unlink(world: World, deed: Deed, kind: str, source: str, target: str, at: datetime) -> None:
    edge = world.edge(deed.network, kind, source, target, at=at, topic=str(deed.more.get("topic", "")))
    if edge is not None:
        edge.until = at


# -- likes -------------------------------------------------------------------------------------------------------------


def _like(world: World, deed: Deed, at: datetime) -> str:
    if not deed.about:
        return _begin(world, deed, "like", at)
    name = str(deed.more.get("reaction", "like"))
    for old in world.likes_of(deed.network, deed.about, source=deed.source):
        if old.name == name:
            return old.id
        old.until = at
    like = Reaction(
        network=deed.network,
        id=deed.id or world.new_id(deed.network, "like"),
        source=deed.source,
        about=_thing(world, deed),
        name=name,
        at=at,
    )
    return world.keep(like).id


def _unlike(world: World, deed: Deed, at: datetime) -> str:
    if not deed.about:
        return _end(world, deed, "like", at)
    for like in world.likes_of(deed.network, deed.about, source=deed.source):
        like.until = at
    return deed.about


def _thing(world: World, deed: Deed) -> str:
    """The id of the post or message that a deed is about."""
    if (deed.network, deed.about) not in world.messages:
        world.post(deed.network, deed.about)
    return deed.about


# -- public ------------------------------------------------------------------------------------------------------------


def _post(world: World, deed: Deed, at: datetime) -> str:
    return _publish(world, deed, at, "post", wall=deed.target or deed.source)


def _comment(world: World, deed: Deed, at: datetime) -> str:
    parent = world.post(deed.network, deed.about)
    return _publish(world, deed, at, "comment", wall=parent.wall, root=parent.root)


def _share(world: World, deed: Deed, at: datetime) -> str:
    world.post(deed.network, deed.about)
    return _publish(world, deed, at, "share", wall=deed.source)


def _publish(world: World, deed: Deed, at: datetime, kind: str, *, wall: str, root: str = "") -> str:
    made = deed.id or world.new_id(deed.network, kind)
    found = (world.named(deed.network, name) for name in _MENTION.findall(deed.text))
    post = Post(
        network=deed.network,
        id=made,
        kind=kind,
        author=deed.source,
        wall=wall,
        text=deed.text,
        at=at,
        parent=deed.about,
        root=root or made,
        mentions=list(dict.fromkeys(one.id for one in found if one is not None)),
        media=deed.media,
        app=deed.app,
        more=dict(deed.more),
    )
    return world.keep(post).id


def _edit(world: World, deed: Deed, at: datetime) -> str:
    thing = world.messages.get((deed.network, deed.about)) or world.post(deed.network, deed.about)
    thing.text, thing.edited_at = deed.text, at
    return thing.id


def _delete(world: World, deed: Deed, at: datetime) -> str:
    thing = world.messages.get((deed.network, deed.about)) or world.post(deed.network, deed.about)
    thing.deleted_at = at
    return thing.id


# -- private -----------------------------------------------------------------------------------------------------------


def _write(world: World, deed: Deed, at: datetime) -> str:
    thread = _open_thread(world, deed, at)
    if thread.opened_by != deed.source and thread.state == "request":
        thread.state = "open"  # who answers a request has accepted it
    message = Message(
        network=deed.network,
        id=deed.id or world.new_id(deed.network, "message"),
        thread=thread.id,
        sender=deed.source,
        recipient=deed.target,
        text=deed.text,
        at=at,
        about=deed.about,
        media=deed.media,
        app=deed.app,
        more=dict(deed.more),
    )
    return world.keep(message).id


def _open_thread(world: World, deed: Deed, at: datetime) -> Thread:
    """The talk of the two, begun where there is none; `more["is_request"]`: it waits to be accepted."""
    known = world.thread(deed.network, deed.source, deed.target)
    if known is not None:
        return known
    thread = Thread(
        network=deed.network,
        id=str(deed.more.get("thread", "")) or world.new_id(deed.network, "thread"),
        members=[deed.source, deed.target],
        opened_by=deed.source,
        opened_at=at,
        state="request" if deed.more.get("is_request") else "open",
    )
    return world.keep(thread)


def _open(world: World, deed: Deed, at: datetime) -> str:
    return _open_thread(world, deed, at).id


def _mark(world: World, deed: Deed, at: datetime) -> str:
    thread = _known_thread(world, deed)
    if deed.kind is Kind.READ:
        thread.read[deed.source] = at
    elif deed.kind is Kind.RECEIVE:
        thread.received[deed.source] = at
    elif deed.kind is Kind.DROP:
        thread.dropped[deed.source] = at
    else:
        thread.state = "open" if deed.kind is Kind.ACCEPT else "declined"
    return thread.id


def _known_thread(world: World, deed: Deed) -> Thread:
    thread = world.thread(deed.network, deed.source, deed.target)
    if thread is None:
        raise Unknown(f"{deed.source} and {deed.target} have never talked on {deed.network}")
    return thread


# -- asks and settings -------------------------------------------------------------------------------------------------


def _ask(world: World, deed: Deed, at: datetime) -> str:
    ask = Ask(
        network=deed.network,
        id=deed.id or world.new_id(deed.network, "ask"),
        blog=deed.target,
        asker="" if deed.more.get("is_anonymous") else deed.source,
        text=deed.text,
        at=at,
        more=dict(deed.more),
    )
    return world.keep(ask).id


def _answer(world: World, deed: Deed, at: datetime) -> str:
    """In private the text is kept with the ask; in public it becomes a post."""
    ask = world.asks.get((deed.network, deed.about))
    if ask is None:
        raise Unknown(f"there is no ask {deed.about!r} on {deed.network}")
    ask.answered_at, ask.is_private = at, bool(deed.more.get("is_private"))
    ask.answer = deed.text
    if not ask.is_private:
        ask.answer = _publish(world, msgspec.structs.replace(deed, about=""), at, "post", wall=deed.source)
    return ask.answer if not ask.is_private else ask.id


def _set(world: World, deed: Deed, at: datetime) -> str:
    del at
    world.profile(deed.network, deed.source).settings.update(deed.more)
    return deed.source


_HOW: dict[Kind, Callable[[World, Deed, datetime], str]] = {
    Kind.LIKE: _like,
    Kind.REACT: _like,
    Kind.UNLIKE: _unlike,
    Kind.UNREACT: _unlike,
    Kind.POST: _post,
    Kind.COMMENT: _comment,
    Kind.SHARE: _share,
    Kind.EDIT: _edit,
    Kind.DELETE: _delete,
    Kind.WRITE: _write,
    Kind.OPEN: _open,
    Kind.ACCEPT: _mark,
    Kind.DECLINE: _mark,
    Kind.READ: _mark,
    Kind.RECEIVE: _mark,
    Kind.DROP: _mark,
    Kind.ASK: _ask,
    Kind.ANSWER: _answer,
    Kind.SET: _set,
}
