"""`audience people`, as it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from askfirst.consent import ledger
from askfirst.people.models import Contact

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Said
    from tests.scripted import Scripted
    from tests.world import World

    Askfirst = Callable[..., Said]

ASKED = ("audience", "people", "--brand", "harbour")


def three_who_wrote(world: World) -> list[Contact]:
    """Ana wrote, Li wrote and said stop, Tom only likes the page."""
    world.visitor("Ana", "message", "Hello")
    world.visitor("Li", "message", "Hello")
    world.visitor("Tom", "like")
    ledger.stop(world.contact("Li"), reason="asked", evidence="by phone")
    return [world.contact(name) for name in ("Ana", "Li", "Tom")]


def test_everybody_is_asked_about_and_the_numbers_say_who_gets_it(world: World, askfirst: Askfirst) -> None:
    three_who_wrote(world)
    said = askfirst(
        *ASKED, "--channel", "page", "--purpose", "service", "--fact", "audience_size=1", "--json"
    )
    assert said.code == 0
    assert said.data["people"] == Contact.objects.filter(brand=world.harbour).count() == 3
    assert said.data["verdicts"] == {"allow": 1, "hold": 0, "deny": 2}
    assert {"consent-base.suppressed": 1}.items() <= {
        one["rule"]: one["people"] for one in said.data["reasons"]
    }.items()


def test_one_text_to_all_of_them_does_not_exist_on_a_page(world: World, askfirst: Askfirst) -> None:
    three_who_wrote(world)
    said = askfirst(*ASKED, "--channel", "page")
    assert said.code == 3
    assert "One private message to 3 people does not exist on a page." in said.text


def test_each_persons_verdict_is_written_down(world: World, askfirst: Askfirst, tmp_path: Path) -> None:
    ana, li, tom = three_who_wrote(world)
    out = str(tmp_path / "verdicts")
    askfirst(*ASKED, "--channel", "page", "--purpose", "service", "--fact", "audience_size=1", "--out", out)
    rows = pl.read_parquet(out).select("person", pl.col("verdict").cast(pl.String)).rows()
    assert dict(rows) == {ana.pk: "allow", li.pk: "deny", tom.pk: "deny"}


def test_what_is_said_of_the_text_counts(world: World, askfirst: Askfirst, network: Scripted) -> None:
    world.event("message", actor="ana@fans.test", text="Tell me the news")
    ana = Contact.objects.get(handles__key="ana@fans.test")
    Contact.objects.update(country="US", time_zone="Europe/London")
    for act in ("requested", "confirmed"):
        ledger.record(ana, act, purpose="marketing", evidence="the form")
    asked = (
        *ASKED,
        "--channel",
        "email",
        "--at",
        "2030-01-07T12:00Z",
        "--fact",
        "is_sender_identified=yes",
        "--fact",
        "has_postal_address=yes",
    )
    assert askfirst(*asked, "--fact", "has_unsubscribe=yes").code == 0
    assert askfirst(*asked, "--fact", "has_unsubscribe=no").code == 3


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--channel", "x"), "Say which x channel of Harbour Coffee with --address. There is: none."),
        (("--channel", "page", "--purpose", "gossip"), "`purpose` has no value `gossip`"),
        (("--channel", "page", "--form", "shout"), "There is no form `shout`. Choose from: direct, "),
        (("--channel", "page", "--fact", "is_suppressed=no"), "`is_suppressed` is not said for everybody"),
        (("--channel", "page", "--fact", "purpose=reply"), "`purpose` is not said for everybody"),
        (("--channel", "page", "--fact", "has_unsubscribe=perhaps"), "`has_unsubscribe` is 'perhaps'"),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_sentence(
    world: World, askfirst: Askfirst, arguments: tuple[str, ...], sentence: str
) -> None:
    said = askfirst(*ASKED, *arguments)
    assert said.code != 0
    assert sentence in said.complaint
