"""`campaign dry-run`, as it is typed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest
from django.utils import timezone

from askfirst.gate.models import Decision
from tests.campaigns.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Said
    from tests.world import World

    Askfirst = Callable[..., Said]

pytestmark = pytest.mark.row("E6")


@pytest.fixture
def stage(world: World, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Three on the list, of whom the second has left."""
    monkeypatch.setenv("ASKFIRST_ADDRESS", "https://askfirst.test")
    found = Stage(world)
    found.leave(found.people[1])
    return found


def test_who_gets_it_is_told_and_nothing_is_kept(stage: Stage, askfirst: Askfirst, settings: object) -> None:
    settings.ADDRESS = "https://askfirst.test"  # type: ignore[attr-defined]
    held = stage.campaign()
    said = askfirst("campaign", "dry-run", str(held.pk), "--brand", "harbour", "--json")
    assert (said.code, said.data["people"]) == (0, 3)
    assert said.data["verdicts"] == {"allow": 2, "hold": 0, "deny": 1}
    assert "consent-base.left" in {reason["rule"] for reason in said.data["reasons"]}
    assert "3 people" in askfirst("campaign", "dry-run", str(held.pk), "--brand", "harbour").text
    assert Decision.objects.count() == 0


def test_it_is_asked_of_another_hour_and_each_verdict_is_written_down(
    stage: Stage, askfirst: Askfirst, settings: object, tmp_path: Path
) -> None:
    settings.ADDRESS = "https://askfirst.test"  # type: ignore[attr-defined]
    night = (timezone.now() + timedelta(hours=14)).isoformat(timespec="minutes")
    held, out = stage.campaign(), str(tmp_path / "verdicts")
    given = ("campaign", "dry-run", str(held.pk), "--brand", "harbour", "--at", night, "--out", out)
    assert askfirst(*given).code == 4, "at night everybody waits"
    found = pl.read_parquet(out).select("person", pl.col("verdict").cast(pl.String)).rows()
    assert dict(found) == {
        person.pk: verdict for person, verdict in zip(stage.people, ("hold", "deny", "hold"), strict=True)
    }


def test_what_cannot_be_asked_is_said(stage: Stage, askfirst: Askfirst) -> None:
    held = stage.campaign()
    assert "has no campaign 77" in askfirst("campaign", "dry-run", "77", "--brand", "harbour").complaint
    assert (
        "has no campaign" in askfirst("campaign", "dry-run", str(held.pk), "--brand", "northwind").complaint
    )
    said = askfirst("campaign", "dry-run", str(held.pk), "--brand", "harbour", "--at", "soon")
    assert "is not an instant" in said.complaint
