"""What Bluesky tells an account when it asks: notifications, newest first, and the log of its chats, oldest first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from askfirst.sandbox.faces.bluesky_things import (
    FOLLOW,
    LIKE,
    NETWORK,
    basic,
    cid,
    is_repost,
    message_view,
    pointer,
    post_record,
    post_uri,
    reaction_view,
    stamp,
    tid,
    tid_at,
    uri,
)
from askfirst.sandbox.things import Act, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from askfirst.sandbox.things import Post
    from askfirst.sandbox.world import World

_SPOKEN = frozenset({Kind.POST, Kind.COMMENT, Kind.SHARE})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Told:
    """Keeps numbers of acts for each account that they concern; what was undone since is left out when it is read."""

    def __init__(self, world: World, own: dict[str, Any]) -> None:
        """`own`: plain JSON that is saved with the world."""
        self._world = world
        self._own = own

    def hear(self, act: Act) -> None:
        """Note whom an act concerns."""
        for did, reason in self._notified(act):
            self._list("notices", did).append([act.number, reason])
        for did, word, more in self._logged(act):
            self._list("logs", did).append(
                {"$type": f"chat.bsky.convo.defs#{word}", "rev": self.rev(), **more}
            )

    def rev(self) -> str:
        """An id that is larger than all before it, whatever the clock says."""
        now = (self._world.now - _EPOCH) // timedelta(microseconds=1) << 10
        number = max(now, int(self._own.get("rev", 0)) + 1)
        self._own["rev"] = number
        return tid(number)

    def notifications(self, did: str, before: int, limit: int) -> tuple[list[dict[str, Any]], str]:
        """Those before a number, and the number from which to go on; empty at the end."""
        found: list[dict[str, Any]] = []
        for number, reason in reversed(self._list("notices", did)):
            if number < before and (view := self._view(self._world.acts[number - 1], reason, did)):
                found.append(view)
                if len(found) == limit:
                    return found, str(number)
        return found, ""

    def log(self, did: str, after: str, limit: int = 100) -> tuple[list[dict[str, Any]], str]:
        """The entries after a `rev`, and the newest that was given; without one, only where the log ends now."""
        entries = self._list("logs", did)
        newest = str(entries[-1]["rev"]) if entries else after
        if not after:
            return [], newest
        found = [one for one in entries if one["rev"] > after][:limit]
        return [self._filled(one, did) for one in found], found[-1]["rev"] if found else after

    def _list(self, word: str, did: str) -> list[Any]:
        lists: dict[str, list[Any]] = self._own.setdefault(word, {})
        return lists.setdefault(did, [])

    # -- notifications ---------------------------------------------------------------------------------------------

    def _notified(self, act: Act) -> Iterator[tuple[str, str]]:
        deed, seen = act.deed, {act.deed.source}
        if deed.kind is Kind.FOLLOW:
            yield deed.target, "follow"
        elif deed.kind in {Kind.LIKE, Kind.REACT} and (post := self._post(deed.about)):
            if post.author != deed.source:
                yield post.author, "like"
        elif deed.kind in _SPOKEN and (post := self._post(act.made)):
            for did, reason in self._named(post):
                if did not in seen:
                    seen.add(did)
                    yield did, reason

    def _named(self, post: Post) -> Iterator[tuple[str, str]]:
        parent, root = self._post(post.parent), self._post(post.root)
        if parent is not None and post.kind == "share":
            yield parent.author, "repost" if is_repost(post) else "quote"
        if parent is not None and post.kind == "comment":
            yield parent.author, "reply"
        if root is not None and post.kind == "comment":
            yield root.author, "reply"
        for did in post.mentions:
            yield did, "mention"

    def _post(self, name: str) -> Post | None:
        return self._world.posts.get((NETWORK, name))

    def _view(self, act: Act, reason: str, did: str) -> dict[str, Any] | None:
        world, deed = self._world, act.deed
        if world.blocks(NETWORK, did, deed.source) or world.blocks(NETWORK, deed.source, did):
            return None
        record = self._record(act, reason)
        if record is None:
            return None
        address, value, subject = record
        return {
            "uri": address,
            "cid": cid(value),
            "author": basic(world, world.profile(NETWORK, deed.source), did),
            "reason": reason,
            "record": value,
            "isRead": False,
            "indexedAt": stamp(act.at),
            "labels": [],
            **({"reasonSubject": subject} if subject else {}),
        }

    def _record(self, act: Act, reason: str) -> tuple[str, dict[str, Any], str] | None:
        """Address and value of the record behind an act, and what it is about; `None` where it was taken back."""
        world, deed, at = self._world, act.deed, stamp(act.at)
        if reason == "follow":
            edge = world.edge(NETWORK, "follow", deed.source, deed.target)
            if edge is None or edge.since != act.at:
                return None
            follow = {"$type": FOLLOW, "subject": deed.target, "createdAt": at}
            return uri(deed.source, FOLLOW, tid_at(edge.since, 0)), follow, ""
        if reason == "like":
            if not any(one.id == act.made for one in world.likes_of(NETWORK, deed.about, source=deed.source)):
                return None
            subject = pointer(world, deed.about)
            value: dict[str, Any] = {"$type": LIKE, "subject": subject, "createdAt": at}
            return uri(deed.source, LIKE, act.made), value, subject["uri"]
        post = world.posts[NETWORK, act.made]
        if post.deleted_at is not None:
            return None
        subject_uri = pointer(world, post.parent)["uri"] if post.parent else ""
        return post_uri(post), post_record(world, post), subject_uri

    # -- chats -----------------------------------------------------------------------------------------------------

    def _logged(self, act: Act) -> Iterator[tuple[str, str, dict[str, Any]]]:
        world, deed = self._world, act.deed
        message = world.messages.get((NETWORK, act.made)) or world.messages.get((NETWORK, deed.about))
        thread = world.thread(NETWORK, deed.source, deed.target) if deed.target else None
        if deed.kind in {Kind.WRITE, Kind.OPEN} and thread is not None:
            yield from self._opened(thread.id, thread.members)
            if message is not None and deed.kind is Kind.WRITE:
                for did in thread.members:
                    yield did, "logCreateMessage", {"convoId": thread.id, "message": message.id}
        elif deed.kind in {Kind.REACT, Kind.LIKE, Kind.UNREACT, Kind.UNLIKE} and message is not None:
            word = "logAddReaction" if deed.kind in {Kind.REACT, Kind.LIKE} else "logRemoveReaction"
            value = reaction_view(str(deed.more.get("reaction", "❤️")), deed.source, act.at)
            for did in (message.sender, message.recipient):
                yield did, word, {"convoId": message.thread, "message": message.id, "reaction": value}
        elif deed.kind is Kind.OTHER and message is not None and deed.more.get("what") == "hidden":
            yield deed.source, "logDeleteMessage", {"convoId": message.thread, "message": message.id}
        elif thread is not None and (word := _OF_ONE.get(deed.kind, "")):
            yield deed.source, word, {"convoId": thread.id}

    def _opened(self, convo: str, members: list[str]) -> Iterator[tuple[str, str, dict[str, Any]]]:
        known: list[str] = self._own.setdefault("convos", [])
        if convo not in known:
            known.append(convo)
            for did in members:
                yield did, "logBeginConvo", {"convoId": convo}

    def _filled(self, entry: dict[str, Any], did: str) -> dict[str, Any]:
        message = self._world.messages.get((NETWORK, entry.get("message", "")))
        return entry if message is None else {**entry, "message": message_view(self._world, message, did)}


_OF_ONE = {
    Kind.ACCEPT: "logAcceptConvo",
    Kind.DROP: "logLeaveConvo",
    Kind.DECLINE: "logLeaveConvo",
    Kind.READ: "logReadConvo",
    Kind.MUTE: "logMuteConvo",
    Kind.UNMUTE: "logUnmuteConvo",
}
