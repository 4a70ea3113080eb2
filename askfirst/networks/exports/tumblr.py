"""Posts of a Tumblr blog as its interface gives them, in JSON, one post a file or many in one.

Tumblr's own "Export" is a zip of pages and pictures that names nobody; it is refused with the way out.  What is read is the
JSON of `GET /v2/blog/…/posts?notes_info=true` (tumblr/docs `api.md`), which backup tools keep as `json/<id>.json`:
`{"id_string", "blog_name", "timestamp", "type", "notes": [{"type", "timestamp", "blog_name", "reply_text"}]}`, and of a post
that answers an ask `{"type": "answer", "asking_name", "asking_url", "question"}`.  Who asked without a name has no `asking_url`.
The day of an ask is nowhere; its answer's day is kept beside it.  Messages between blogs are in none of these files.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO

from askfirst.networks.base import BadInput, Event, EventKind
from askfirst.networks.exports.base import Item, Meter, Reading, Remark, storable
from askfirst.networks.exports.records import Piece, pieces
from askfirst.networks.exports.source import Source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

BLOG = re.compile(r"[A-Za-z0-9-]{1,64}", re.ASCII)
REMEDY = (
    "Tumblr's own export holds pages that name nobody. Give the posts as JSON with their notes, as backup tools keep them "
    "(json/<id>.json), or connect the channel and let it be read from there."
)
NOTES = {"like": EventKind.LIKE, "reply": EventKind.COMMENT}


class Tumblr:
    """Who liked, answered or asked a blog, by the notes of its posts.

    `owner`, where given, is the blog's name: posts of another are refused.
    """

    name = "tumblr"
    label = "Tumblr posts"
    network = "tumblr"

    def recognise(self, path: Path) -> bool:
        """Whether the first post, here or in a zip, says which blog it is of."""
        try:
            _check_first(_source(path), "")
        except BadInput:
            return False
        return True

    def read(self, path: Path, owner: Collection[str] = ()) -> Reading:
        """Check the first post, then read post by post (see `Export.read`)."""
        source = _source(path)
        source.verify()
        _check_first(source, _plain(next(iter(owner), "")))
        meter = Meter(total=source.size)
        return Reading(meter, chain(source.remarks("posts in JSON are"), _items(source, meter)))


def _source(path: Path) -> Source:
    return Source.of(
        path,
        is_wanted=lambda member: member.suffix.casefold() == ".json",
        missing=f"has no posts (no member that ends in .json). {REMEDY}",
    )


def _check_first(source: Source, ours: str) -> None:
    """The first post decides: a later one of another blog is a reblog that somebody packed with it."""
    member = source.members[0]
    with source.opened(member, Meter(0)) as stream:
        first = next(_posts(stream, source.label(member)), None)
    blog = _blog(first.value.get("blog_name")) if first and isinstance(first.value, dict) else ""
    if not (first and blog and _id(first.value)):
        raise BadInput(f"{source.place(member)} does not begin with a post of a blog. {REMEDY}")
    if ours and blog != ours:
        raise BadInput(f"{source.path} holds the posts of {blog}, not of {ours}. Give this blog's own posts.")


def _posts(stream: BinaryIO, file: str) -> Iterator[Piece]:
    """Every post of a file: a list of them, an answer of the interface, or one post alone."""
    alone: dict[str, Any] = {}
    for piece in pieces(stream, file, {"posts"}):
        if piece.key in {"", "posts"}:
            yield piece
        elif piece.key == "response" and isinstance(piece.value, dict):
            yield from (Piece(piece.line, "posts", post) for post in _list(piece.value, "posts"))
        else:
            alone[piece.key] = piece.value
    if "blog_name" in alone:
        yield Piece(1, "", alone)


def _items(source: Source, meter: Meter) -> Iterator[Item]:
    for member in source.members:
        file = source.label(member)
        with source.opened(member, meter) as stream:
            for piece in _posts(stream, file):
                yield from _post(piece, file)


def _post(piece: Piece, file: str) -> Iterator[Item]:
    post = piece.value if isinstance(piece.value, dict) else {}
    number, blog = _id(post), _blog(post.get("blog_name"))
    if not (number and blog):
        yield Remark(file=file, line=piece.line, sentence="is no post of a blog: left out")
        return
    if post.get("type") == "answer":
        yield _ask(post, number)
    unused: Counter[str] = Counter()
    for note in _list(post, "notes"):
        event = _note(note, number, blog)
        if event:
            yield event
        else:
            unused[_word(note)] += 1
    for word, count in unused.items():
        sentence = f"{count:,} of the notes of post {number} ({word}) were left out"
        yield Remark(file=file, line=piece.line, sentence=sentence)


def _ask(post: dict[str, Any], number: str) -> Event:
    """A question that was answered; without an actor where it was asked without a name."""
    name = _blog(post.get("asking_name")) if post.get("asking_url") else ""
    answered = _moment(post.get("timestamp"))
    return Event(
        kind=EventKind.ASK,
        external_id=f"ask:{number}",
        actor=name,
        target=number,
        text=storable(str(post.get("question") or "")),
        is_public=True,
        remarks=("nobody says when it was asked",),
        extra={"answered_at": answered.isoformat()} if answered else {},
    )


def _note(note: object, number: str, blog: str) -> Event | None:
    """A like or a reply; what the blog itself left under its post is nothing that somebody did toward it."""
    fields = note if isinstance(note, dict) else {}
    kind, who = NOTES.get(str(fields.get("type"))), _blog(fields.get("blog_name"))
    moment = _moment(fields.get("timestamp"))
    text = storable(str(fields.get("reply_text") or ""))
    if kind is None or not who or who == blog or moment is None:
        return None
    stamp = f":{moment:%Y%m%d%H%M%S}" if kind is EventKind.COMMENT else ""
    return Event(
        kind=kind,
        external_id=f"{kind}:{number}:{who}{stamp}",
        occurred_at=moment,
        actor=who,
        actor_name=who,
        target=number,
        text=text,
        is_public=True,
    )


def _word(note: object) -> str:
    kind = str(note.get("type") or "without a type") if isinstance(note, dict) else "no object"
    return storable(kind[:40]) if kind not in NOTES else f"{kind} without a day, without a name, or our own"


def _id(post: dict[str, Any]) -> str:
    """Numbers beyond what a browser counts exactly come as text beside."""
    number = str(post.get("id_string") or post.get("id") or "")
    return number if number.isascii() and number.isdigit() and len(number) <= 20 else ""


def _blog(value: object) -> str:
    text = _plain(value) if isinstance(value, str) else ""
    return text if BLOG.fullmatch(text) else ""


def _plain(name: str) -> str:
    return name.strip().removeprefix("@").casefold().removesuffix(".tumblr.com")


def _list(fields: dict[str, Any], key: str) -> list[Any]:
    value = fields.get(key)
    return value if isinstance(value, list) else []


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(value), tz=UTC) if isinstance(value, int | str) and value else None
    except (ValueError, OverflowError, OSError):
        return None
