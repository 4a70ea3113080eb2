"""The matrix-nio library, unchanged: it is given an address, as every client of Matrix is."""

from __future__ import annotations

from askfirst.sandbox.faces import matrix as face
from askfirst.sandbox.rules.matrix import SETTING
from askfirst.sandbox.server import Sandbox
from askfirst.sandbox.things import Deed, Kind
from askfirst.sandbox.world import World
from tests.sandbox.clients import run_client

FACE = "askfirst.sandbox.faces.matrix:Matrix"


def test_matrix_nio_signs_in_reads_and_writes() -> None:
    sandbox = Sandbox(World(), faces={"matrix": FACE})
    world, ours = sandbox.world, f"@harbour:{face.SERVER}"
    ana, ben = (world.join(world.person(name), "matrix") for name in ("Ana Ferreira", "Ben Okafor"))
    with world.lock:
        for deed in (
            Deed(network="matrix", kind=Kind.WRITE, source=ana.id, target=ours, text="Open today?"),
            Deed(network="matrix", kind=Kind.SET, source=ben.id, more={SETTING: "block"}),
        ):
            sandbox.faces.play(deed)
    with sandbox.running() as address:
        said = run_client(
            "nio_talks",
            sandbox,
            is_redirected=False,
            address=f"{address}/{face.HOST}",
            user=ours,
            password=face.PASSWORD,
            closed=ben.id,
        )
    assert not sandbox.mistakes
    assert said["user"] == ours
    assert said["kinds"] == [
        "SyncResponse",
        "JoinResponse",
        "SyncResponse",
        "RoomSendResponse",
        "RoomRedactResponse",
        "UploadResponse",
        "RoomMessagesResponse",
    ]
    assert said["heard"] == [[ana.id, "Open today?"]]
    assert said["same"]
    assert said["members"] == ["Ana Ferreira", "Harbour Coffee"]
    assert said["refused"] == ["M_INVITE_BLOCKED", "M_FORBIDDEN"]
    assert said["is_error"]
