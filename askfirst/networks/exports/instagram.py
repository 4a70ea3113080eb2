"""Instagram's "download your information" in its JSON form.

Conversations are read as Facebook's are (`meta_talks`), and who follows, who is followed and who was unfollowed, each
with its day: `followers_and_following/followers_1.json` is a list, `following.json` and `recently_unfollowed_….json` an
object with one list, of `{"title", "string_list_data": [{"href", "value", "timestamp"}]}`; the user name stands in `href`
and, by the age of the archive, in `value` or `title`; the newest files say `{"timestamp", "label_values": [{"href", …}]}`.
Conversations name people by what they call themselves and follows by user names: nothing joins the two but a person.
Blocks, restrictions, own comments and own likes are what we did to others: they are left unread.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from askfirst.networks.base import BadInput, Event, EventKind
from askfirst.networks.exports import meta_talks
from askfirst.networks.exports.archive import Archive
from askfirst.networks.exports.base import Item, Meter, Reading, Remark, metered
from askfirst.networks.exports.facebook import is_instagram, left_unread
from askfirst.networks.exports.meta_talks import moment_of, plain, repaired
from askfirst.networks.exports.records import Piece, pieces
from askfirst.networks.exports.source import unread

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime
    from pathlib import Path

    from askfirst.networks.exports.meta_talks import Talks

EDGES = re.compile(
    r"(?:.*/)?(?P<kind>followers|following|recently_unfollowed)(?:_profiles|_accounts)?(?:_\d{1,9})?\.json"
)
KINDS = {
    "followers": EventKind.FOLLOW,
    "following": EventKind.WE_FOLLOW,
    "recently_unfollowed": EventKind.WE_UNFOLLOW,
}
LISTS = {"relationships_followers", "relationships_following", "relationships_unfollowed_users"}
USER = re.compile(r"[\w.]{1,64}", re.ASCII)
REMEDY = (
    "In Instagram's Accounts Center, go to Your information and permissions, Download your information, choose "
    "Followers and following and Messages, the format JSON and all time, and give the zip unchanged."
)


class Instagram:
    """Followers, followed accounts and conversations of one account.

    `owner` is its user name, or how it calls itself; needed where the archive has no profile and one talk alone.
    """

    name = "instagram"
    label = "Instagram information"
    network = "instagram"

    def recognise(self, path: Path) -> bool:
        """Whether this is a zip with what is read here, and a folder that says Instagram."""
        try:
            with Archive(path) as archive:
                _wanted(archive)
                return is_instagram(archive)
        except BadInput:
            return False

    def read(self, path: Path, owner: Collection[str] = ()) -> Reading:
        """Check the archive, then read edges and talks (see `Export.read`)."""
        with Archive(path) as archive:
            edges, found = _wanted(archive)
            members = [*edges, *found.members]
            archive.verify(members)
            named = meta_talks.profile(archive)
            meta_talks.refuse_stranger(archive, named, owner)
            found = meta_talks.with_people(archive, found, named | plain(owner))
            meter = Meter(total=archive.size(members))
            left = left_unread(archive, members)
        ours = next(iter(owner), "").strip().removeprefix("@")
        used = "follows and conversations are"
        return Reading(meter, chain(unread(path.name, left, used), _items(path, (edges, found), ours, meter)))


def _wanted(archive: Archive) -> tuple[list[str], Talks]:
    edges = sorted(name for name in archive.names if EDGES.fullmatch(name))
    found = meta_talks.talks_of(archive)
    if not (edges or found.talks):
        meta_talks.refuse_pages(archive)
        raise BadInput(f"{archive.path} has neither followers nor conversations. {REMEDY}")
    return edges, found


def _items(path: Path, wanted: tuple[list[str], Talks], ours: str, meter: Meter) -> Iterator[Item]:
    edges, found = wanted
    with Archive(path) as archive:
        for member in edges:
            match = EDGES.fullmatch(member)
            kind = KINDS[match["kind"]] if match else EventKind.OTHER
            with archive.opened(member) as stream:
                for piece in pieces(metered(stream, meter), member, LISTS):
                    yield _edge(member, piece, kind, ours)
        yield from meta_talks.items(archive, found, meter)


def _edge(member: str, piece: Piece, kind: EventKind, ours: str) -> Item:
    """Somebody follows us, or we follow them, since the day that the line names."""
    user, since = _user_and_day(piece.value if isinstance(piece.value, dict) else {})
    if not user:
        return Remark(file=member, line=piece.line, sentence="names no account: left out")
    is_theirs = kind is EventKind.FOLLOW
    return Event(
        kind=kind,
        external_id=f"{kind}:{user}" + (f"@{since:%Y-%m-%dT%H:%M:%S}" if since else ""),
        occurred_at=since,
        actor=user if is_theirs else ours,
        target=ours if is_theirs else user,
        remarks=() if since else ("the archive does not say since when",),
    )


def _user_and_day(entry: dict[str, Any]) -> tuple[str, datetime | None]:
    """The account of an entry and its day, in whichever of the three shapes it stands."""
    lines = [one for key in ("string_list_data", "label_values") for one in _objects(entry.get(key))]
    texts = [_of_address(one.get("href")) for one in lines]
    texts += [repaired(one.get("value")) for one in lines] + [repaired(entry.get("title"))]
    user = next((text for text in texts if USER.fullmatch(text)), "")
    days = [moment_of(one.get("timestamp")) for one in (*lines, entry)]
    return user.casefold(), next(filter(None, days), None)


def _of_address(href: object) -> str:
    """The user name in `https://www.instagram.com/name` or `https://www.instagram.com/_u/name`."""
    try:
        return urlsplit(repaired(href)).path.rstrip("/").rpartition("/")[2]
    except ValueError:
        return ""


def _objects(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
