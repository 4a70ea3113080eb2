"""Facebook's "download your information" in its JSON form, of a person's profile or of a page.

Conversations are read (`meta_talks`).  The lists of friends and followers, the comments and the likes are left unread:
the first name people by what they call themselves alone, and two may share a name; the others tell what the account
itself did in other places, not what anybody did toward it.  For a page Facebook gives no list of followers at all.
"""

from __future__ import annotations

from itertools import chain
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from askfirst.networks.base import BadInput
from askfirst.networks.exports import meta_talks
from askfirst.networks.exports.archive import Archive
from askfirst.networks.exports.base import Item, Meter, Reading
from askfirst.networks.exports.source import unread

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from askfirst.networks.exports.meta_talks import Talks

REMEDY = (
    "In Facebook's Accounts Center, go to Your information and permissions, Download your information, choose Messages "
    "and the format JSON, and give the zip unchanged."
)
INSTAGRAM = ("your_instagram_activity/", "followers_and_following/")
USED = (
    "conversations (lists of friends and followers give names alone, and two people may share one; "
    "comments and likes are the account's own) are"
)


class Facebook:
    """The conversations of one profile or page.

    `owner` is how it calls itself there; needed where the archive has no profile and holds one talk alone.
    """

    name = "facebook"
    label = "Facebook information"
    network = "facebook"

    def recognise(self, path: Path) -> bool:
        """Whether this is a zip with conversations, and not Instagram's."""
        try:
            with Archive(path) as archive:
                _talks(archive)
        except BadInput:
            return False
        return True

    def read(self, path: Path, owner: Collection[str] = ()) -> Reading:
        """Check the archive, then read talk by talk (see `Export.read`)."""
        with Archive(path) as archive:
            found = _talks(archive)
            archive.verify(found.members)
            named = meta_talks.profile(archive)
            meta_talks.refuse_stranger(archive, named, owner)
            found = meta_talks.with_people(archive, found, named | meta_talks.plain(owner))
            meter = Meter(total=archive.size(found.members))
            left = left_unread(archive, found.members)
        return Reading(meter, chain(unread(path.name, left, USED), _items(path, found, meter)))


def is_instagram(archive: Archive) -> bool:
    """Whether a folder says that this is Instagram's archive."""
    return any(mark in name for name in archive.names for mark in INSTAGRAM)


def left_unread(archive: Archive, used: Collection[str]) -> list[str]:
    """The JSON files that are not used, by their last name: pictures and pages say nothing of people."""
    names = set(archive.names) - set(used)
    return sorted({PurePosixPath(name).name for name in names if name.endswith(".json")})


def _talks(archive: Archive) -> Talks:
    found = meta_talks.talks_of(archive)
    if is_instagram(archive):
        raise BadInput(f"{archive.path} is Instagram's archive, not Facebook's. Import it as instagram.")
    if not found.talks:
        meta_talks.refuse_pages(archive)
        raise BadInput(f"{archive.path} has no conversations (…/messages/inbox/…/message_1.json). {REMEDY}")
    return found


def _items(path: Path, found: Talks, meter: Meter) -> Iterator[Item]:
    with Archive(path) as archive:
        yield from meta_talks.items(archive, found, meter)
