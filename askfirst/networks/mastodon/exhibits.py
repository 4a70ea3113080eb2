"""What stands of our account on its server.  Who sees a status is fixed when it is written: it can only be taken down.

Source: Mastodon documentation 4.6, methods accounts and statuses; rate limits (30 deletions in 30 minutes).
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from askfirst.networks.base import NetworkError
from askfirst.networks.exhibits import Audience, Exhibiting, Own, OwnPage
from askfirst.networks.http import Call
from askfirst.networks.mastodon.statuses import moment, to_text
from askfirst.networks.shapes import objects, word

if TYPE_CHECKING:
    from askfirst.networks.http import Answer

PAGE = 40
AUDIENCES = {"public": Audience.PUBLIC, "unlisted": Audience.PUBLIC, "private": Audience.FRIENDS}
"""Of a status; one that is for those mentioned alone stands on nobody's wall."""


class Exhibits(Exhibiting):
    """The part of an account that reads its own wall."""

    @abstractmethod
    async def ask(self, call: Call) -> Answer:
        """Carry out one call."""

    @abstractmethod
    def at(self, host: str, path: str) -> str:
        """The whole address of a path."""

    @abstractmethod
    async def number(self) -> str:
        """Our own number on the server."""

    async def own(self, after: str = "") -> OwnPage:
        """Statuses of ours, without what we passed on and what we said in private."""
        mine = quote(await self.number(), safe="")
        query = {"limit": str(PAGE), "exclude_reblogs": "true", **({"max_id": after} if after else {})}
        url = self.at("server", f"/api/v1/accounts/{mine}/statuses")
        found = (await self.ask(Call(method="GET", url=url, query=query))).json()
        page = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        things = tuple(
            _own(one)
            for one in page
            if word(one, "id") and not one.get("reblog") and word(one, "visibility") != "direct"
        )
        return OwnPage(things=things, after=word(page[-1], "id") if page else "")

    async def take_down(self, thing: str) -> None:
        """Delete one status, with its answers' link to it, its likes and its files."""
        url = self.at("server", f"/api/v1/statuses/{quote(thing, safe='')}")
        try:
            await self.ask(Call(method="DELETE", url=url, is_harmless=True))
        except NetworkError as error:
            if error.code != "404":
                raise


def _own(status: dict[str, Any]) -> Own:
    parts = (word(status, "spoiler_text"), to_text(word(status, "content")))
    return Own(
        id=word(status, "id"),
        text="\n\n".join(part for part in parts if part),
        at=moment(word(status, "created_at")),
        url=word(status, "url"),
        pictures=len(objects(status, "media_attachments")),
        audience=AUDIENCES.get(word(status, "visibility"), Audience.UNKNOWN),
    )
