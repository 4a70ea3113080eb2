"""What the sandbox's Mastodon answers, against the public description of its API.

The copy is `dist/schema.json` of github.com/abraham/mastodon-openapi, as `mastodon.json` in the folder that the environment
variable `ASKFIRST_SPECS` names.  Without one this is skipped and says so.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import httpx
import pytest

from askfirst.networks.base import Form
from askfirst.sandbox.faces.mastodon import TOKEN
from askfirst.sandbox.things import Kind, Media
from tests.sandbox.clients import run_client
from tests.sandbox.test_mastodon import Stage


def test_every_answer_is_as_the_description_says() -> None:
    file = Path(os.environ.get("ASKFIRST_SPECS", "")) / "mastodon.json"
    if not file.is_file():
        pytest.skip("no copy of Mastodon's public description is here: see the top of this file")
    stage = Stage()
    with stage.sandbox.running() as stage.address:
        answers = _answers(stage)
        assert (
            run_client("openapi_check", stage.sandbox, is_redirected=False, file=str(file), answers=answers)
            == []
        )
    assert stage.sandbox.mistakes == []


def _answers(stage: Stage) -> dict[str, list[Any]]:
    """One of everything: schema and answers."""
    with stage.world.lock:
        photo = Media(id=stage.world.keep_file(b"jpeg"), type="image/jpeg", name="b.jpg", size=4)
    made = stage.does(Kind.WRITE, text="hi, see https://a.example", media=(photo,)).made
    stage.does(Kind.EDIT, about=made, text="hi")
    post = stage.send(form=Form.PUBLIC_POST, to="", text="New beans")
    stage.does(Kind.COMMENT, about=post, target="", text="from where?")
    for kind in (Kind.LIKE, Kind.SHARE, Kind.FOLLOW):
        stage.does(
            kind,
            about=post if kind is not Kind.FOLLOW else "",
            target="" if kind is not Kind.FOLLOW else stage.ours,
        )
    with httpx.Client(
        base_url=f"{stage.address}/social.example",
        headers={"authorization": f"Bearer {TOKEN}"},
        trust_env=False,
    ) as caller:

        def got(path: str) -> Any:
            return caller.get(path).raise_for_status().json()

        app = {"client_name": "x", "redirect_uris": "https://a.example/back"}
        return {
            "Account": [
                got(f"/api/v1/accounts/{stage.ana.id}"),
                *got(f"/api/v1/accounts/{stage.ours}/followers"),
            ],
            "CredentialAccount": [got("/api/v1/accounts/verify_credentials")],
            "Relationship": got(f"/api/v1/accounts/relationships?id[]={stage.ana.id}"),
            "Status": [got(f"/api/v1/statuses/{post}"), got(f"/api/v1/statuses/{made}")],
            "Context": [got(f"/api/v1/statuses/{post}/context")],
            "Notification": got("/api/v1/notifications"),
            "Conversation": got("/api/v1/conversations"),
            "Instance": [got("/api/v2/instance")],
            "V1Instance": [got("/api/v1/instance")],
            "Application": [got("/api/v1/apps/verify_credentials")],
            "CredentialApplication": [caller.post("/api/v1/apps", data=app).json()],
            "MediaAttachment": [
                caller.post("/api/v2/media", files={"file": ("a.png", b"x", "image/png")}).json()
            ],
            "DiscoverOauthServerConfigurationResponse": [got("/.well-known/oauth-authorization-server")],
            "Error": [
                caller.get("/api/v1/statuses/1").json(),
                caller.post("/api/v1/statuses", json={}).json(),
            ],
        }
