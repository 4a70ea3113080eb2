"""What others wrote for Meta, unchanged, against the sandbox through the TLS front."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from askfirst.sandbox.faces.facebook import PAGE, PAGE_TOKEN
from askfirst.sandbox.faces.graph import APP, SECRET
from askfirst.sandbox.faces.whatsapp import NUMBER_ID, NUMBER_TOKEN, WABA
from askfirst.sandbox.things import Kind
from tests.sandbox.clients import run_client
from tests.sandbox.meta_stage import MetaStage
from tests.sandbox.receiver import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[MetaStage]:
    """Ana wrote, Ben did not; there is a post with a comment of hers, and three posts of visitors."""
    it = MetaStage("facebook", PAGE, {"page_id": PAGE, "token": PAGE_TOKEN})
    with it.running(certificates=tmp_path / "authority.pem"):
        it.writes("Open today?")
        yield it


def psid(stage: MetaStage, who: Any) -> str:
    return stage.world.scoped(f"psid.{PAGE}", who.id)


def common(stage: MetaStage) -> dict[str, str]:
    people = {"to": psid(stage, stage.ana), "closed": psid(stage, stage.ben)}
    return {"page": PAGE, "token": PAGE_TOKEN, "app": APP, "secret": SECRET, **people}


def commented(stage: MetaStage) -> str:
    post = stage.play(Kind.POST, PAGE, text="Cups").made
    comment = stage.play(Kind.COMMENT, stage.ana, about=post, text="Price?").made
    return f"{post}_{comment}"


def test_facebook_sdk_speaks_to_the_page(stage: MetaStage) -> None:
    for number in range(3):
        stage.play(Kind.POST, stage.ben, target=PAGE, text=f"post {number}")
    comment = commented(stage)
    said = run_client("facebook_sdk_page", stage.sandbox, **common(stage), comment=comment)
    assert said["name"] == "Harbour Coffee"
    assert said["told"] == ["Ben Okafor", "Ben Okafor"]
    assert said["everything"] == ["post 2", "post 1", "post 0"]
    assert stage.world.messages["facebook", said["sent"]].text == "Until six."
    assert said["refused"] == {"code": 10, "subcode": 2018278}
    assert said["deleted"] is True
    assert [one.source for one in stage.world.likes_of("facebook", comment.rpartition("_")[2])] == [PAGE]
    assert stage.world.wall("facebook", PAGE)[0].text == "Open on Sunday"


def test_python_facebook_api_speaks_to_the_page(stage: MetaStage) -> None:
    for number in range(3):
        stage.play(Kind.POST, PAGE, text=f"post {number}")
    said = run_client("pyfacebook_page", stage.sandbox, **common(stage))
    assert (said["name"], said["feed"]) == ("Harbour Coffee", ["post 2", "post 1"])
    assert said["said"] == ["Open today?"]
    assert stage.world.messages["facebook", said["sent"]].text == "Until six."
    assert said["refused"] == [10, 2018278]
    assert said["is_valid"] is True


def test_facebook_business_speaks_to_the_page(stage: MetaStage) -> None:
    said = run_client("facebook_business_page", stage.sandbox, **common(stage), comment=commented(stage))
    assert (said["name"], said["threads"]) == ("Harbour Coffee", 1)
    assert said["words"] == ["Open on Sunday", "Cups"], "it goes through the pages by itself"
    assert stage.world.post("facebook", said["answer"].rpartition("_")[2]).text == "4 euros"
    assert stage.world.last_message("facebook", PAGE, stage.ana.id).text == "Until six."  # type: ignore[union-attr]
    assert said["refused"] == [400, 10, 2018278]


def test_pywa_speaks_to_the_number_and_reads_what_is_pushed(tmp_path: Path) -> None:
    stage = MetaStage(
        "whatsapp", NUMBER_ID, {"phone_number_id": NUMBER_ID, "waba_id": WABA, "token": NUMBER_TOKEN}
    )
    with stage.running(certificates=tmp_path / "authority.pem"):
        stage.subscribe()
        message = stage.writes("Open today?").made
        stage.send(stage.ana.id)
        wait_until(lambda: len(stage.listener.bodies) == 2, "both pushes")
        said = run_client(
            "pywa_talks",
            stage.sandbox,
            phone=NUMBER_ID,
            token=NUMBER_TOKEN,
            waba=WABA,
            to=stage.ana.id,
            message=message,
            pushed=[body.decode() for body in stage.listener.bodies],
        )
    sent, answer, document = (
        stage.world.messages["whatsapp", said[one]] for one in ("sent", "answer", "document")
    )
    assert (sent.text, sent.more["opaque"]) == ("Until six.", "delivery-1")
    assert answer.about == message
    assert stage.world.files[document.media[0].id] == b"%PDF-1.4"
    assert (said["mime"], said["name"]) == ("application/pdf", "Harbour Coffee")
    assert "131021" in said["refused"]
    assert said["read"] == [["Ana Ferreira", "Open today?"], ["sent", "delivery-1"]]
