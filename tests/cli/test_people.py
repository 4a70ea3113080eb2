"""`people export` and `people forget`, as they are typed."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from askfirst.people.models import Contact, Forgetting

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Said
    from tests.world import World

    Askfirst = Callable[..., Said]

OURS = ("--brand", "harbour")


def test_a_person_is_written_into_an_archive_or_printed(
    world: World, askfirst: Askfirst, tmp_path: Path
) -> None:
    world.visitor("Ana", "message", "My grinder is broken")
    printed = askfirst("people", "export", "Ana", "--json", *OURS).data
    assert printed["conversations"][0]["messages"][0]["text"] == "My grinder is broken"
    path = tmp_path / "ana.zip"
    assert str(path) in askfirst("people", "export", "Ana", "--out", str(path), *OURS).text
    with zipfile.ZipFile(path) as zipped:
        assert "My grinder is broken" in zipped.read("person.html").decode()
    refused = askfirst("people", "export", "Ana", "--out", str(tmp_path / "no" / "ana.zip"), *OURS)
    assert (refused.code, "Name another place" in refused.complaint) == (1, True)


def test_forgetting_says_first_what_would_go_and_needs_a_yes(world: World, askfirst: Askfirst) -> None:
    world.visitor("Ana", "message", "My grinder is broken")
    ana = world.contact("Ana")
    looked = askfirst("people", "forget", "Ana", *OURS)
    assert "What would go:" in looked.text
    assert "Nothing was changed." in looked.text
    assert Contact.objects.get(pk=ana.pk).name == "Ana"
    done = askfirst("people", "forget", "Ana", "--yes", "--reason", "a letter", "--json", *OURS).data
    assert (done["is_done"], done["reason"], done["person"]) == (True, "a letter", ana.pk)
    assert Forgetting.objects.get().gone == done["gone"]
    again = askfirst("people", "forget", str(ana.pk), *OURS)
    assert "knows nobody called" in again.complaint


def test_who_takes_part_is_listed_and_explained(world: World, askfirst: Askfirst) -> None:
    assert "Nobody yet" in askfirst("people", "engaged", *OURS).text
    world.visitor("Ana", "wall_post", "Thank you, lovely")
    world.visitor("Tom", "like")
    listed = askfirst("people", "engaged", "--json", *OURS).data["people"]
    assert [(one["name"], one["band"], one["points"]) for one in listed] == [
        ("Ana", "regular", 7.5), ("Tom", "new", 0.0),
    ]  # fmt: skip
    assert [
        one["name"]
        for one in askfirst("people", "engaged", "--band", "new", "--anew", "--json", *OURS).data["people"]
    ] == ["Tom"]
    assert "regular" in askfirst("people", "engaged", *OURS).text
    said = askfirst("people", "engaged", "Ana", *OURS).text
    assert "wrote on the wall, 1 times" in said
    assert "sounded kind" in said
    assert "half of what was said in words at most" in askfirst("people", "engaged", "Tom", *OURS).text
    assert askfirst("people", "engaged", "Tom", "--json", *OURS).data["by_one_press"] == 1.0
    assert "no band `best`" in askfirst("people", "engaged", "--band", "best", *OURS).complaint
