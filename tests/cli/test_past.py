"""`askfirst decision again`: what was decided can be decided again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Said
    from tests.world import World

    Askfirst = Callable[..., Said]


@pytest.mark.row("Z3")
def test_a_stored_decision_is_made_again_from_what_was_stored(askfirst: Askfirst, world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    world.reply("Ana", "Good morning")
    from askfirst.gate.models import Decision  # noqa: PLC0415 -- Django must be set up first

    stored = Decision.objects.earliest("pk")
    said = askfirst("decision", "again", str(stored.pk), "--json")
    assert said.code == 0
    assert said.data["is_same"]
    assert said.data["then"]["policy_version"] == said.data["again"]["policy_version"]
    assert "the same" in askfirst("decision", "again", str(stored.pk)).text
    assert askfirst("decision", "again", str(stored.pk), "--today").code == 0


def test_a_decision_that_is_not_there_is_said(askfirst: Askfirst, world: World) -> None:
    said = askfirst("decision", "again", "999999")
    assert said.code == 1
    assert "There is no decision 999999" in said.complaint
