"""Follow requests of an account that approves its followers: who asks, what stands on their wall, and our answer.

Source: Mastodon documentation 4.6, methods accounts and follow_requests; entities Account, Status and FamiliarFollowers.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from askfirst.networks.base import NetworkError
from askfirst.networks.http import Call
from askfirst.networks.mastodon.statuses import HANDLE, moment, to_text
from askfirst.networks.requests import Asker, SeenPost, TakesRequests, Withdrawn
from askfirst.networks.shapes import inner, objects, word
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from askfirst.networks.http import Answer

READ = 40
"""Of their newest posts: the most that a server gives at once."""
NO_PICTURE = "missing.png"
"""How the picture is called of whoever has chosen none."""


class Requests(TakesRequests):
    """The part of an account that knows of requests."""

    @abstractmethod
    async def ask(self, call: Call) -> Answer:
        """Carry out one call."""

    @abstractmethod
    def at(self, host: str, path: str) -> str:
        """The whole address of a path."""

    @abstractmethod
    def local(self, address: str) -> str:
        """As our server writes a person's address."""

    @abstractmethod
    async def looked_up(self, acct: str) -> dict[str, Any]:
        """The account of whoever is called so, as the server has it."""

    async def asker(self, handle: str) -> Asker:
        """Their account, their newest posts, and who of those whom we follow follows them."""
        account = await self.looked_up(self.local(handle))
        number = word(account, "id")
        return Asker(
            address=handle,
            name=word(account, "display_name") or word(account, "username"),
            about=_about(account),
            url=word(account, "url"),
            since=moment(word(account, "created_at")),
            followers=_number(account, "followers_count"),
            following=_number(account, "following_count"),
            post_count=_number(account, "statuses_count"),
            is_bot=account["bot"] if isinstance(account.get("bot"), bool) else None,
            picture="" if not _has_picture(account) else word(account, "avatar_static"),
            has_picture=_has_picture(account),
            mutuals=await self._mutuals(number),
            posts=await self._posts(number),
        )

    async def answer_request(self, handle: str, *, is_accepted: bool) -> None:
        """Authorize or reject.  The server answers 404 where nobody asks; then who follows whom says what became of it."""
        number = quote(word(await self.looked_up(self.local(handle)), "id"), safe="")
        deed = "authorize" if is_accepted else "reject"
        url = self.at("server", f"/api/v1/follow_requests/{number}/{deed}")
        try:
            await self.ask(Call(method="POST", url=url, is_harmless=True))
        except NetworkError as error:
            if error.code != "404":
                raise
            if is_accepted and await self._follows_us(number):
                return
            raise Withdrawn(Sentence("they do not ask any more: there is no such request there")) from error

    async def _posts(self, number: str) -> tuple[SeenPost, ...] | None:
        """None where the wall is for their followers only: a server gives strangers an empty list, and says so nowhere."""
        url = self.at("server", f"/api/v1/accounts/{quote(number, safe='')}/statuses")
        found = await self.ask(Call(method="GET", url=url, query={"limit": str(READ)}))
        listed = found.json()
        return (
            tuple(_post(one) for one in listed if isinstance(one, dict)) if isinstance(listed, list) else None
        )

    async def _mutuals(self, number: str) -> tuple[str, ...] | None:
        """None where the server is older than 3.5, which does not tell."""
        url = self.at("server", "/api/v1/accounts/familiar_followers")
        try:
            found = (await self.ask(Call(method="GET", url=url, query={"id[]": number}))).json()
        except NetworkError as error:
            if error.code != "404":
                raise
            return None
        if not isinstance(found, list):
            return None
        people = [
            one
            for entry in found
            if isinstance(entry, dict) and word(entry, "id") == number
            for one in objects(entry, "accounts")
        ]
        return tuple(word(one, "display_name") or word(one, "username") for one in people)

    async def _follows_us(self, number: str) -> bool:
        url = self.at("server", "/api/v1/accounts/relationships")
        found = (await self.ask(Call(method="GET", url=url, query={"id[]": number}))).json()
        first = found[0] if isinstance(found, list) and found and isinstance(found[0], dict) else {}
        return first.get("followed_by") is True


def _post(status: dict[str, Any]) -> SeenPost:
    """A status on their wall.  Of what they passed on, the words are another's."""
    shared = inner(status, "reblog")
    said = shared or status
    text = "\n\n".join(filter(None, (word(said, "spoiler_text"), to_text(word(said, "content")))))
    named = objects(status, "mentions") or HANDLE.search(text)
    return SeenPost(
        id=word(status, "id"),
        text=text,
        at=moment(word(status, "created_at")),
        url=word(status, "url") or word(said, "url"),
        is_shared=bool(shared),
        is_answer=not shared and bool(word(status, "in_reply_to_id") or named),
        answers=_number(status, "replies_count"),
        likes=_number(status, "favourites_count"),
    )


def _about(account: dict[str, Any]) -> str:
    """What they say of themselves, with the lines of their table."""
    lines = [
        f"{word(one, 'name')}: {to_text(word(one, 'value'))}"
        for one in objects(account, "fields")
        if word(one, "value")
    ]
    return "\n".join(filter(None, (to_text(word(account, "note")), *lines)))


def _has_picture(account: dict[str, Any]) -> bool | None:
    url = word(account, "avatar_static")
    return not url.partition("?")[0].endswith(NO_PICTURE) if url else None


def _number(found: dict[str, Any], key: str) -> int | None:
    """A count; some servers hide it as -1."""
    value = found.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
