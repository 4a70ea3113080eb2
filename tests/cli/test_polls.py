"""`poll`, as it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.wall import polls
from tests.wall.test_polls import opened, vote, wanted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Said
    from tests.world import World

    Askfirst = Callable[..., Said]

OURS = ("--brand", "harbour")


def test_a_poll_is_listed_shown_taken_along_and_ended(
    world: World, askfirst: Askfirst, tmp_path: Path
) -> None:
    assert "no poll yet" in askfirst("poll", "list", *OURS).text
    poll = opened(world, "=A", "B")
    vote(world, poll, "Ana", "=A", words="yes")
    number = str(poll.pk)
    assert "open" in askfirst("poll", "list", *OURS).text
    assert askfirst("poll", "list", "--json", *OURS).data[0]["voters"] == 1
    assert "1  people voted" in askfirst("poll", "show", number, *OURS).text
    assert askfirst("poll", "show", number, "--json", *OURS).data["choices"][0]["votes"] == 1
    assert askfirst("poll", "export", number, *OURS).text.splitlines()[1] == "'=A,1"
    file = tmp_path / "people.csv"
    askfirst("poll", "export", number, "--people", "--out", str(file), *OURS)
    assert ",Ana,'=A,yes," in file.read_text()
    assert askfirst("poll", "export", number, "--json", "--people", *OURS).data["votes"][0]["name"] == "Ana"
    assert "has ended" in askfirst("poll", "close", number, *OURS).text
    assert askfirst("poll", "close", number, "--json", *OURS).data["state"] == "over"


def test_what_is_no_poll_of_the_brand_or_not_open_is_said_so(world: World, askfirst: Askfirst) -> None:
    draft = polls.make(world.mara, world.page, wanted())
    assert "nothing to end" in askfirst("poll", "close", str(draft.pk), *OURS).complaint
    assert "has no poll 999" in askfirst("poll", "show", "999", *OURS).complaint
    assert "has no poll" in askfirst("poll", "show", str(draft.pk), "--brand", "northwind").complaint
