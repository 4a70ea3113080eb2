"""What stands of the brand itself, out of its own downloads from Facebook and Instagram (the JSON form): posts and albums.

Facebook: `…/your_posts_1.json` (also `your_posts__check_ins__photos_and_videos_1.json`), a list of `{"timestamp", "data":
[{"post"}], "title", "attachments": [{"data": [{"media": {…}}]}]}`, and `…/album/0.json`, `{"name", "description", "photos":
[…], "last_modified_timestamp"}`.  Who may see it stands in few downloads, as `privacy` or `audience`; where it does not, it
is unknown.

Instagram: `…/posts_1.json`, a list of `{"title", "creation_timestamp", "media": [{"uri", "title", "creation_timestamp"}]}`;
`archived_posts.json`, which nobody else sees.  Whether the account is private stands in `personal_information.json`, under
a label in the owner's language, of which the English one is known.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from askfirst.networks.base import BadInput
from askfirst.networks.exhibits import Audience, Own
from askfirst.networks.exports import meta_talks
from askfirst.networks.exports.archive import Archive
from askfirst.networks.exports.meta_talks import repaired
from askfirst.networks.exports.records import pieces

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

POSTS = re.compile(r"(?:.*/)?(?:your_posts(?:__[a-z_]+)?|posts)_\d{1,6}\.json")
ALBUM = re.compile(r"(?:.*/)?album/\d{1,6}\.json")
ARCHIVED = re.compile(r"(?:.*/)?archived_posts\.json")
LISTS = ("ig_archived_post_media",)
FACEBOOK, INSTAGRAM = "facebook", "instagram"
_MARKS = ("your_instagram_activity/", "followers_and_following/", "instagram_profile_information")
_AUDIENCES = (
    (Audience.NOBODY, ("only me", "self", "nur ich", "solo yo", "private")),
    (Audience.SOME, ("except", "specific", "custom", "außer", "bestimmte", "list")),
    (Audience.FRIENDS, ("friends", "freunde", "amigos", "followers", "all_friends")),
    (Audience.PUBLIC, ("public", "everyone", "öffentlich", "público")),
)
REMEDY = (
    "In the Accounts Center, go to Your information and permissions, Download your information, choose Posts and the format "
    "JSON, and give the zip unchanged."
)


def read(path: Path) -> tuple[str, list[Own]]:
    """The network that this download is from, and what stands of the brand there.

    Raises:
        BadInput: no such download, or damaged; says what to do.
    """
    with Archive(path) as archive:
        network = INSTAGRAM if any(mark in name for name in archive.names for mark in _MARKS) else FACEBOOK
        wanted = [name for name in archive.names if _is_wanted(name)]
        if not wanted:
            meta_talks.refuse_pages(archive)
            raise BadInput(f"{path} holds no posts and no albums of yours. {REMEDY}")
        archive.verify(wanted)
        usual = _of_account(archive) if network == INSTAGRAM else Audience.UNKNOWN
        found = {one.id: one for name in wanted for one in _of_file(archive, name, usual)}
    return network, list(found.values())


def _is_wanted(name: str) -> bool:
    return any(pattern.fullmatch(name) for pattern in (POSTS, ALBUM, ARCHIVED))


def _of_file(archive: Archive, name: str, usual: Audience) -> Iterator[Own]:
    with archive.opened(name) as stream:
        if ALBUM.fullmatch(name):
            yield _album({piece.key: piece.value for piece in pieces(stream, name)}, usual)
            return
        audience = Audience.NOBODY if ARCHIVED.fullmatch(name) else usual
        for piece in pieces(stream, name, LISTS):
            if isinstance(piece.value, dict) and (found := _post(piece.value, audience)):
                yield found


def _post(entry: dict[str, Any], usual: Audience) -> Own | None:
    """None where it holds neither words nor pictures, such as a birthday that was noted."""
    media = [one for one in _objects(entry.get("media")) if one.get("uri")]
    attached = [
        part
        for one in _objects(entry.get("attachments"))
        for part in _objects(one.get("data"))
        if isinstance(part.get("media"), dict)
    ]
    said = [repaired(one.get("post")) for one in _objects(entry.get("data"))]
    titles = [repaired(entry.get("title"))] if media else []
    lines = [*said, *titles, *(repaired(one.get("title")) for one in media)]
    text = "\n".join(dict.fromkeys(line.strip() for line in lines if line.strip()))
    pictures = len(media) + len(attached)
    if not text and not pictures:
        return None
    first = media[0].get("creation_timestamp") if media else None
    at = _second(entry.get("timestamp") or entry.get("creation_timestamp") or first)
    return Own(
        id=_id("post", at, text, str(pictures)),
        text=text,
        at=at,
        pictures=pictures,
        audience=_audience(entry, usual),
    )


def _album(found: dict[str, Any], usual: Audience) -> Own:
    photos = _objects(found.get("photos"))
    name, about = repaired(found.get("name")), repaired(found.get("description"))
    days = [day for one in photos if (day := _second(one.get("creation_timestamp")))]
    lines = [name, about, *(repaired(one.get("description")) for one in photos)]
    text = "\n".join(dict.fromkeys(line.strip() for line in lines if line.strip()))
    at = min(days, default=_second(found.get("last_modified_timestamp")))
    return Own(
        id=_id("album", at, name, ""),
        text=text,
        is_album=True,
        at=at,
        pictures=len(photos),
        audience=_audience(found, usual),
    )


def _audience(entry: dict[str, Any], usual: Audience) -> Audience:
    """As the download says it, in the words of a few languages; else as it is for the whole account."""
    said = entry.get("privacy", entry.get("audience"))
    if isinstance(said, dict):
        said = said.get("description") or said.get("value") or said.get("name")
    words = repaired(said).casefold()
    if not words:
        return usual
    return next(
        (audience for audience, marks in _AUDIENCES if any(mark in words for mark in marks)), Audience.UNKNOWN
    )


def _of_account(archive: Archive) -> Audience:
    """Whether the Instagram account is private; unknown where its language has another word for that."""
    for name in archive.names:
        if not name.endswith("personal_information.json"):
            continue
        with archive.opened(name) as stream:
            for piece in pieces(stream, name, ("profile_user",)):
                labels = piece.value.get("string_map_data") if isinstance(piece.value, dict) else None
                private = labels.get("Private Account") if isinstance(labels, dict) else None
                said = repaired(private.get("value")) if isinstance(private, dict) else ""
                if said:
                    return Audience.FRIENDS if said.casefold() == "true" else Audience.PUBLIC
    return Audience.UNKNOWN


def _id(kind: str, at: datetime | None, *parts: str) -> str:
    said = "\0".join((str(int(at.timestamp())) if at else "", *parts))
    return f"{kind}:{hashlib.sha256(said.encode()).hexdigest()[:32]}"


def _second(value: object) -> datetime | None:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 4_102_444_800:
        return None
    return datetime.fromtimestamp(value, tz=UTC)


def _objects(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
