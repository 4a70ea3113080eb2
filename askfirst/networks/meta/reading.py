"""Reading back on Facebook and Instagram: threads and public comments, as pieces that have the same ids as when they are pushed.

One pull is one request: first the threads, newest first, until one is older than the last reading; then the newest posts
with their comments.  Comments under posts that are older than these are not found, nor the private messages beyond the
newest twenty of a thread: no more is given out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from askfirst.networks.base import Envelope, Failure, NetworkError, Receipt
from askfirst.networks.http import Call
from askfirst.networks.meta.graph import Bit, MetaNetwork, items, moment, value_at, word
from askfirst.networks.pulls import Pulled
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from askfirst.networks.hooks import Piece

MESSAGES = "messages.limit(20){id,message,from,to,created_time,attachments}"
_THREADS = 10
_LONGEST_AFTER = 1_500


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a reading stands: it looks for what is not older than `since`."""

    since: datetime
    newest: datetime
    part: Literal["threads", "public"] = "threads"
    after: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """How one account is read."""

    network: MetaNetwork
    object: str
    account: str
    """Whose id we are on this network."""
    threads: str
    """Path of the conversations."""
    platform: str
    public: str
    """Path of what the account published."""
    public_query: Mapping[str, str]
    said_in_public: Callable[[dict[str, Any]], Iterable[Bit]]
    """What one post tells."""

    async def pull(self, cursor: str, since: datetime) -> Pulled:
        """Read one page on from `cursor`."""
        place = _place(cursor) or Place(since=since, newest=since)
        if place.part == "public":
            return await self._pull_public(place)
        return await self._pull_threads(place)

    async def _pull_threads(self, place: Place) -> Pulled:
        query = {"platform": self.platform, "limit": str(_THREADS), "fields": f"updated_time,{MESSAGES}"}
        call = Call(method="GET", url=self.network.graph(self.threads), query=query | _after(place))
        said = (await self.network.ask(call)).object()
        bits = [
            (self._message(one), moment(one.get("created_time")))
            for thread in items(said, "data")
            for one in items(thread, "messages", "data")
        ]
        ends = [moment(thread.get("updated_time")) for thread in items(said, "data")]
        after = word(said, "paging", "cursors", "after") if word(said, "paging", "next") else ""
        is_old = any(end is not None and end < place.since for end in ends)
        is_on = bool(after) and not is_old and len(after) <= _LONGEST_AFTER
        newest = _newest(place, [at for _, at in bits])
        next_place = Place(
            since=place.since,
            newest=newest,
            part="threads" if is_on else "public",
            after=after if is_on else "",
        )
        return Pulled(pieces=self._pieces(place, bits), cursor=_written(next_place), is_more=True)

    async def _pull_public(self, place: Place) -> Pulled:
        call = Call(method="GET", url=self.network.graph(self.public), query=self.public_query)
        said = (await self.network.ask(call)).object()
        bits = [
            (bit, moment(value_at(bit.value, "created_time")))
            for post in items(said, "data")
            for bit in self.said_in_public(post)
        ]
        newest = _newest(place, [at for _, at in bits])
        return Pulled(
            pieces=self._pieces(place, bits),
            cursor=_written(Place(since=newest, newest=newest)),
            is_more=False,
        )

    def _pieces(self, place: Place, bits: list[tuple[Bit, datetime | None]]) -> tuple[Piece, ...]:
        """What is not too old, oldest first.  What has no date is read: it is known by its id."""
        dated = sorted(bits, key=lambda pair: pair[1] or place.since)
        return tuple(self.network.piece(bit) for bit, at in dated if at is None or at >= place.since)

    def _message(self, said: dict[str, Any]) -> Bit:
        """A message of a thread, in the form in which it would have been pushed."""
        at = moment(said.get("created_time"))
        to = next(iter(items(said, "to", "data")), {})
        message: dict[str, Any] = {"mid": word(said, "id"), "text": word(said, "message")}
        if files := [_file(one) for one in items(said, "attachments", "data")]:
            message["attachments"] = files
        value = {
            "sender": {"id": word(said, "from", "id"), "name": _name(said)},
            "recipient": {"id": word(to, "id")},
            "timestamp": int(at.timestamp() * 1000) if at else None,
            "message": message,
        }
        return Bit(object=self.object, account=self.account, field="messaging", value=value)


def standing(
    answer: dict[str, Any],
    account: str,
    envelope: Envelope,
    since: datetime,
    *,
    is_newest_first: bool = True,
) -> Receipt | None:
    """The first that we said, in these words, at or after `since` (whole seconds: no more is written down).

    Raises:
        NetworkError: it is not in what was given out, and more was said since than that.
    """
    floor = since.astimezone(UTC).replace(microsecond=0)
    pages = _pages(answer)
    ours = [
        (moment(one.get("created_time") or one.get("timestamp")), word(one, "id"))
        for page in pages
        for one in items(page, "data")
        if word(one, "from", "id") == account and _words(one) == _plain(envelope.text)
    ]
    found = sorted((at, named) for at, named in ours if at is not None and at >= floor)
    if found:
        return Receipt(external_id=found[0][1], accepted_at=found[0][0])
    if any(_goes_on(page, floor if is_newest_first else None) for page in pages):
        raise NetworkError(
            Sentence("more was said there since than can be looked through"), failure=Failure.RETRY
        )
    return None


def _pages(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The lists of what was looked up: the messages of threads, or comments and posts themselves."""
    threads = [*items(answer, "data"), value_at(answer, "private_reply_conversation")]
    messages = [value_at(thread, "messages") for thread in threads]
    return [page for page in messages if isinstance(page, dict)] or [answer]


def _goes_on(page: dict[str, Any], floor: datetime | None) -> bool:
    """Whether there is more of it that could be as new as `floor`; None: in whatever order it stands."""
    last = moment(next((one.get("created_time") for one in reversed(items(page, "data"))), None))
    is_old = floor is not None and last is not None and last < floor
    return bool(word(page, "paging", "next")) and not is_old


def _words(said: dict[str, Any]) -> str:
    return _plain(word(said, "message") or word(said, "text"))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _name(said: dict[str, Any]) -> str:
    return word(said, "from", "name") or word(said, "from", "username")


def _file(one: dict[str, Any]) -> dict[str, Any]:
    for kind in ("image_data", "video_data"):
        if url := word(one, kind, "url"):
            return {"type": kind.partition("_")[0], "payload": {"url": url, "title": word(one, "name")}}
    return {"type": "file", "payload": {"url": word(one, "file_url"), "title": word(one, "name")}}


def _after(place: Place) -> dict[str, str]:
    return {"after": place.after} if place.after else {}


def _newest(place: Place, moments: Iterable[datetime | None]) -> datetime:
    return max([place.newest, *(at for at in moments if at is not None)])


def _place(cursor: str) -> Place | None:
    """What a cursor says; None where it is none of ours: reading from the beginning finds nothing twice."""
    try:
        return msgspec.json.decode(cursor, type=Place)
    except (msgspec.DecodeError, ValueError):
        return None


def _written(place: Place) -> str:
    return msgspec.json.encode(place).decode()
