"""`list import`, `export` and `undo-import`, as they are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from askfirst.brand.models import StoredFile
from askfirst.consent import importing
from askfirst.consent.models import Entry, Import, Membership, Suppression
from askfirst.wire import list_imports
from tests.consent.asking import news
from tests.wire.bringing import SHOWN, table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from askfirst.consent.models import List
    from tests.cli.conftest import Said
    from tests.world import World

    Askfirst = Callable[..., Said]

pytestmark = pytest.mark.row("O1")
OURS = ("--brand", "harbour")


@pytest.fixture
def beans(world: World) -> List:
    return news(world.harbour, "Beans")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_bytes(table(f"ana@x.test,{SHOWN},on", "bo@x.test,,,,,left", "nobody,,,,,", columns="email,agreed at,how,where,words,status"))  # fmt: skip
    return path


def test_a_file_is_tried_out_read_taken_back_and_exported(
    beans: List, askfirst: Askfirst, file: Path, tmp_path: Path
) -> None:
    tried = askfirst("list", "import", str(file), "--list", "beans", "--dry-run", *OURS)
    assert tried.code == 0
    assert "1  Would come onto the list" in tried.text
    assert "1: it is no mail address that can be written to (line 4)" in tried.text
    assert "Nothing was done." in tried.text
    assert not Entry.objects.exists()
    assert not StoredFile.objects.exists()
    done = askfirst("list", "import", str(file), "--list", "beans", "--json", *OURS).data
    assert done["came"]["stopped"]["left"]["many"] == 1
    assert Suppression.objects.count() == 1
    out = tmp_path / "beans.csv"
    assert askfirst("list", "export", "beans", "--out", str(out), *OURS).code == 0
    assert out.read_text(encoding="utf-8").splitlines()[1].startswith("ana@x.test,email,,,,on,express,2024-05-06 07:08:09,")  # fmt: skip
    assert ",left," in askfirst("list", "export", "--stops", *OURS).text
    assert "1 stops are lifted" in askfirst("list", "undo-import", str(done["import"]), *OURS).text
    assert not Membership.objects.filter(state="active").exists()
    assert "There is nothing to take back." in askfirst("list", "undo-import", str(done["import"]), *OURS).complaint  # fmt: skip


def test_what_holds_for_the_whole_file_is_said_on_the_line(
    beans: List, askfirst: Askfirst, tmp_path: Path
) -> None:
    file, words = tmp_path / "people.csv", tmp_path / "words.txt"
    file.write_text("who,when,from,note\ninfo@x.test,31/05/2024,1.2.3.4,vip\n", encoding="utf-8")
    words.write_text("We write to you.", encoding="utf-8")
    said = askfirst(
        "list", "import", str(file), "--list", "beans", "--map", "When=agreed_at", "--map", "from=where", "--map", "note=",
        "--how", "a form", "--words", f"@{words}", "--order", "dmy", "--shared-because", "they asked", "--standing", "on",
        "--only-list", *OURS,
    )  # fmt: skip
    assert "1  On the list" in said.text
    held = Import.objects.get()
    assert (held.words, held.how, held.order, held.is_only_list) == (
        "We write to you.",
        "a form",
        "dmy",
        True,
    )


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--map", "nothing=address"), "people.csv has no column `nothing`."),
        (("--map", "email=shoe_size"), "No column tells `shoe_size`."),
        (("--map", "email="), "Say which column holds the address."),
        (("--standing", "odd"), "Nobody stands `odd`."),
        (("--order", "odd"), "Days are not written `odd`."),
        (("--words", "@/nowhere"), "/nowhere could not be read as text"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept(
    beans: List, askfirst: Askfirst, file: Path, more: tuple[str, ...], says: str
) -> None:
    said = askfirst("list", "import", str(file), "--list", "beans", *more, *OURS)
    assert says in said.complaint
    assert not StoredFile.objects.exists()
    assert not Entry.objects.exists()


def test_wrong_names_are_named(beans: List, askfirst: Askfirst, file: Path, tmp_path: Path) -> None:
    assert "has no list `tea`. There is: beans." in askfirst("list", "import", str(file), "--list", "tea", *OURS).complaint  # fmt: skip
    assert "cannot be read" in askfirst("list", "import", str(tmp_path / "no.csv"), "--list", "beans", *OURS).complaint  # fmt: skip
    assert "has no import 7" in askfirst("list", "undo-import", "7", *OURS).complaint
    assert "Say which list" in askfirst("list", "export", *OURS).complaint


def test_a_broken_file_ends_with_one_and_says_what_was_done(
    beans: List, askfirst: Askfirst, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(table(*(f"p{number}@x.test,{SHOWN}" for number in range(1001))) + b"y" * (1 << 21))
    said = askfirst("list", "import", str(file), "--list", "beans", *OURS)
    assert said.code == 1
    assert "people.csv has a line of more than" in said.text
    assert "1,000  On the list" in said.text


def test_one_that_was_cut_off_goes_on(beans: List, askfirst: Askfirst, file: Path) -> None:
    held = list_imports.receive(None, beans, "people.csv", [file.read_bytes()])
    importing.start(held, is_try=False)
    assert "1  On the list" in askfirst("list", "resume-import", str(held.pk), *OURS).text
    assert Import.objects.get().state == "done"
