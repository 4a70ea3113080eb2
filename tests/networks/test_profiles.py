"""Who somebody is and what stands between them and us, as each network tells it; what it does not tell stays unknown."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from askfirst.networks import catalog, http
from askfirst.networks.profiles import Profile, Profiled
from tests.networks.scripted_http import Says, ScriptedHttp
from tests.networks.test_bluesky import SETTINGS as BLUESKY

INSTAGRAM = {"account_id": "1784", "token": "t"}
MASTODON = {"instance": "social.example", "account_id": "1", "access_token": "t"}
DID = "did:plc:ana"


def profile(there: ScriptedHttp, network: str, settings: dict[str, Any], handle: str) -> Profile:
    async def once() -> Profile:
        found = catalog.connector(network, {**settings, "through": there.url})
        assert isinstance(found, Profiled)
        try:
            return await found.profile(handle)
        finally:
            await http.close()

    return asyncio.run(once())


@pytest.mark.parametrize(
    ("network", "given", "handle", "says", "is_told"),
    [
        (
            "facebook",
            {"page_id": "901", "token": "t"},
            "7001",
            [{"first_name": "Ana", "last_name": "Ferreira"}],
            Profile(name="Ana Ferreira"),
        ),
        ("facebook", {"page_id": "901", "token": "t"}, "7001", [{"id": "7001"}], Profile()),
        (
            "instagram",
            INSTAGRAM,
            "7001",
            [{"username": "ana", "is_user_follow_business": True, "is_business_follow_user": False}],
            Profile(name="ana", follows_us=True, we_follow=False),
        ),
        ("instagram", INSTAGRAM, "7001", [{"name": "Ana"}], Profile(name="Ana")),
        (
            "mastodon",
            MASTODON,
            "ana@other.example",
            [{"id": "7"}, [{"id": "7", "followed_by": True, "following": False, "blocked_by": False}]],
            Profile(follows_us=True, we_follow=False, has_blocked_us=False),
        ),
        ("mastodon", MASTODON, "ana@other.example", [{"id": "7"}, []], Profile()),
        (
            "bluesky",
            BLUESKY,
            DID,
            [{"relationships": [{"did": DID, "followedBy": "at://x", "blockedBy": "at://y"}]}],
            Profile(follows_us=True, we_follow=False, has_blocked_us=True),
        ),
        ("bluesky", BLUESKY, DID, [{"relationships": []}], Profile()),
        (
            "x",
            {"user_id": "1", "access_token": "t"},
            "20",
            [{"data": {"id": "20", "name": "Ana Ferreira", "connection_status": ["followed_by"]}}],
            Profile(name="Ana Ferreira", follows_us=True, we_follow=False),
        ),
        (
            "x",
            {"user_id": "1", "access_token": "t"},
            "20",
            [{"data": {"id": "20", "name": "Ana"}}],
            Profile(name="Ana"),
        ),
    ],
)
def test_what_a_network_tells_is_known_and_nothing_else(
    network: str, given: dict[str, Any], handle: str, says: list[Any], is_told: Profile
) -> None:
    with ScriptedHttp() as there:
        there.answers += [Says(200, body=body) for body in says]
        assert profile(there, network, given, handle) == is_told


@pytest.mark.parametrize(("told", "said"), [(True, True), (False, False), (None, None)])
def test_whether_a_page_is_published_is_asked_when_it_is_connected(
    *, told: bool | None, said: bool | None
) -> None:
    async def once(there: ScriptedHttp) -> Any:
        found: Any = catalog.connector("facebook", {"page_id": "901", "token": "t", "through": there.url})
        try:
            return await found.account()
        finally:
            await http.close()

    with ScriptedHttp() as there:
        there.answers.append(Says(200, body={"id": "901", "name": "Harbour", "is_published": told}))
        assert asyncio.run(once(there)).said.get("published") == said
