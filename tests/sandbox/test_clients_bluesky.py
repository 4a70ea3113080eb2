"""The atproto library, unchanged and unredirected in its own code, against the sandbox through the TLS front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.sandbox.faces.bluesky import PASSWORD
from askfirst.sandbox.server import Sandbox
from askfirst.sandbox.things import Deed, Kind
from askfirst.sandbox.world import World
from tests.sandbox.clients import run_client

if TYPE_CHECKING:
    from pathlib import Path

FACE = "askfirst.sandbox.faces.bluesky:Bluesky"


def test_atproto_signs_in_posts_reads_and_writes(tmp_path: Path) -> None:
    sandbox = Sandbox(World(), faces={"bluesky": FACE})
    world = sandbox.world
    ours = world.named("bluesky", "harbour")
    assert ours is not None
    ana, ben = (world.join(world.person(name), "bluesky") for name in ("Ana Ferreira", "Ben Okafor"))
    with world.lock:
        for deed in (
            Deed(network="bluesky", kind=Kind.FOLLOW, source=ana.id, target=ours.id),
            Deed(network="bluesky", kind=Kind.WRITE, source=ana.id, target=ours.id, text="Open today?"),
        ):
            sandbox.faces.play(deed)
    with sandbox.running(certificates=tmp_path / "authority.pem"):
        said = run_client(
            "atproto_talks",
            sandbox,
            handle="harbour.bsky.social",
            password=PASSWORD,
            to=ana.id,
            closed=ben.id,
        )
    assert not sandbox.mistakes
    assert said["me"] == "harbour.bsky.social"
    (post,) = world.wall("bluesky", ours.id)
    assert said["post"] == f"at://{ours.id}/app.bsky.feed.post/{post.id}"
    assert said["told"] == [["follow", "Ana Ferreira"]]
    assert said["log"] == ["logBeginConvo", "logCreateMessage"]
    assert said["said"] == ["Until six.", "Open today?"]
    assert said["refused"] == "NotFollowedBySender"
    assert said["follows"] == "anaferreira.bsky.social"
    assert said["status"] == "request"
    assert [one.text for one in world.messages.values()] == ["Open today?", "Until six."]
