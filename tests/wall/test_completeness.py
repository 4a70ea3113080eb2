"""What a page does not say yet: one hint for each thing, and where it is mended."""

from __future__ import annotations

from dataclasses import replace

import pytest

from askfirst.wall.completeness import Presented, check

WHOLE = Presented(
    tagline="Roasted by the water",
    about="We are Ana and Tom, and we roast coffee by the old ferry pier in Harbour. Imprint: https://harbour.example/imprint",
    greeting="Hello. What can we do for you?",
    help_email="help@harbour.test",
    postal_address="1 Pier, Harbour",
    has_face=True,
    has_cover=True,
    has_hours=True,
    lists=(("News", "What we roast next."),),
)


def test_a_page_that_says_everything_gets_no_hint() -> None:
    found = check(WHOLE)
    assert found.is_whole
    assert found.said == len(found.points) == 12


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"tagline": " "}, "tagline"),
        ({"about": "We roast. Privacy: https://harbour.example/privacy"}, "about"),
        ({"about": "We are Ana and Tom, and we roast coffee by the old ferry pier in Harbour."}, "imprint"),
        (
            {"about": WHOLE.about.replace("Imprint: https://harbour.example/imprint", "No imprint.")},
            "imprint",
        ),
        ({"lists": ()}, "topics"),
        ({"lists": (("News", " "),)}, "topics"),
        ({"greeting": ""}, "greeting"),
        (
            {"greeting": "Buy now: 20 % off all beans, only today. Order here: https://shop.example"},
            "greeting_sells",
        ),
        ({"has_hours": False}, "hours"),
        ({"help_email": "", "help_phone": ""}, "ways"),
        ({"takes_messages": False}, "messages"),
        ({"postal_address": ""}, "postal"),
        ({"has_face": False}, "face"),
        ({"has_cover": False}, "cover"),
    ],
)
def test_each_thing_that_is_missing_is_said_with_where_it_is_mended(
    change: dict[str, object], key: str
) -> None:
    missing = check(replace(WHOLE, **change)).missing  # type: ignore[arg-type]
    assert [point.key for point in missing] == [key]
    assert str(missing[0].title)
    assert str(missing[0].hint).endswith((".", "?"))
    assert missing[0].where.startswith("#") or missing[0].where.startswith("settings-")


def test_an_empty_page_is_told_all_but_what_cannot_be_wrong_yet() -> None:
    keys = {point.key for point in check(Presented()).missing}
    assert {
        "tagline",
        "about",
        "topics",
        "greeting",
        "hours",
        "ways",
        "postal",
        "imprint",
        "face",
        "cover",
    } == keys
