"""Words for one person: what stands in double braces is filled once, nothing else is done, and mistakes say where they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askfirst.campaigns import filling

KNOWN = {"first_name": "Ana", "name": "Ana Lima", "brand": "Harbour", "help_phone": ""}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello {{first_name|there}}", "Hello Ana"),
        ("Hello {{ first_name | there }}", "Hello Ana"),
        ("Call {{help_phone|us}}", "Call us"),
        ("{{brand}} {{brand}}", "Harbour Harbour"),
        ("{first_name} and {{nothing}} stay", "{first_name} and {{nothing}} stay"),
        ("100 % {sure}", "100 % {sure}"),
    ],
)
def test_braces_become_words(text: str, expected: str) -> None:
    assert filling.fill(text, KNOWN) == expected


@pytest.mark.parametrize(
    "name", ["{{brand}}", "{{help_email}}", "{% include 'x' %}", "{{7*7}}", "<script>", "%(name)s", "\\1"]
)
def test_what_was_filled_in_is_not_read_again(name: str) -> None:
    assert filling.fill("Hello {{name|you}}!", {"name": name, "brand": "Harbour"}) == f"Hello {name}!"


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("Hello {{first_name}}", 1, 7, "behind a bar"),
        ("Hello\nto {{frist_name|you}}", 2, 4, "frist_name is no field"),
        ("Hello {{first_name|there", 1, 7, "without the other two"),
        ("Hello first_name}}", 1, 17, "without the other two"),
        ("{{}}", 1, 1, "holds no name"),
        ("{{first_name|}}", 1, 1, "behind a bar"),
        ("{{settings.SECRET_KEY}}", 1, 1, "holds no name"),
        ("{{help_phone}}", 1, 1, "help_phone"),
    ],
)
def test_a_mistake_says_what_and_where(text: str, line: int, column: int, says: str) -> None:
    (found,) = filling.mistakes(text, KNOWN)
    assert (found.line, found.column) == (line, column)
    assert says in found.says


@given(st.text(alphabet="ab {}|_\nfirst_name", max_size=60))
def test_a_text_without_mistakes_keeps_no_braces_and_one_with_mistakes_breaks_nothing(text: str) -> None:
    filled = filling.fill(text, {"first_name": "Ana"})
    if not filling.mistakes(text):
        assert "{{" not in filled
        assert "}}" not in filled


@given(st.text(max_size=300))
def test_a_name_is_filled_in_on_one_line(name: str) -> None:
    from askfirst.people.models import Contact  # noqa: PLC0415 -- Django must be set up first

    clean = filling._clean(Contact(name=name).name)
    assert "\n" not in clean
    assert "\r" not in clean
    assert len(clean) <= filling.LONGEST
