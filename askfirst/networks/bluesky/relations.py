"""Who other people are to our account on Bluesky: what can be asked before anything is said.

Sources: app.bsky.graph.getRelationships, chat.bsky.convo.getConvoAvailability, chat.bsky.actor.declaration.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from askfirst.networks.bluesky.session import Session
from askfirst.networks.profiles import Profile, Profiled
from askfirst.networks.shapes import inner, objects, word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_AT_ONCE = 30
"""Accounts in one question for relationships."""
_SETTINGS = {"all": "everyone", "following": "followed_only", "none": "none"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Relation:
    """What stands between our account and another one."""

    follows_us: bool
    we_follow: bool
    has_blocked_us: bool
    we_block: bool


class Relations(Session, Profiled):
    """Questions about people."""

    async def _did(self, handle: str) -> str:
        if handle.startswith("did:"):
            return handle
        found = await self._get("com.atproto.identity.resolveHandle", {"handle": handle.removeprefix("@")})
        return word(found, "did")

    async def can_chat(self, to: str) -> bool:
        """Whether a message would be taken, by Bluesky's own word; opens no chat."""
        query = {"members": await self._did(to)}
        found = await self._get("chat.bsky.convo.getConvoAvailability", query, is_chat=True)
        return found.get("canChat") is True

    async def inbound_setting(self, of: str) -> str:
        """From whom they take messages, as the fact `inbound_setting`; empty where they have not said."""
        profile = await self._get("app.bsky.actor.getProfile", {"actor": of})
        said = inner(profile, "associated", "chat").get("allowIncoming")
        return _SETTINGS.get(str(said), "")

    async def relations(self, others: Sequence[str]) -> dict[str, Relation]:
        """What stands between us and each of `others`, by id; who is not found is left out."""
        found: dict[str, Relation] = {}
        for start in range(0, len(others), _AT_ONCE):
            asked = "&".join(f"others={one}" for one in others[start : start + _AT_ONCE])
            answer = await self._get(f"app.bsky.graph.getRelationships?actor={self._me}&{asked}", {})
            for one in objects(answer, "relationships"):
                if did := word(one, "did"):
                    found[did] = _relation(one)
        return found

    async def profile(self, handle: str) -> Profile:
        """Who of us follows the other, and whether they block us."""
        found = (await self.relations([handle])).get(handle)
        if found is None:
            return Profile()
        return Profile(
            follows_us=found.follows_us, we_follow=found.we_follow, has_blocked_us=found.has_blocked_us
        )


def _relation(found: Mapping[str, Any]) -> Relation:
    return Relation(
        follows_us=bool(found.get("followedBy")),
        we_follow=bool(found.get("following")),
        has_blocked_us=bool(found.get("blockedBy") or found.get("blockedByList")),
        we_block=bool(found.get("blocking") or found.get("blockingByList")),
    )
