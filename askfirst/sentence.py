"""What the product says to its own people, kept so that it can be said in any language.

A `Sentence` is the English text, and remembers what it was made of: the text with gaps, which is the key of the translation,
and what stands in the gaps.  Where nobody thinks of languages (a log, the command line, a test) it is the English text.
`brand.spoken` keeps it in the database and says it in the reader's language.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

Gap: TypeAlias = "str | int | datetime"
"""What may stand in a gap; a Sentence is a str, and is translated where it stands."""


class Sentence(str):
    """An English text with gaps in the manner of `%(name)s`, and what fills them."""

    __slots__ = ("gaps", "many", "number", "text")
    text: str
    gaps: Mapping[str, Gap]
    many: str
    number: int

    def __new__(cls, text: str, /, **gaps: Gap) -> Self:
        """`text` stands in the catalogues as it is written here, so it must be written out, and never be put together."""
        return cast("Self", made(text, "", 1, gaps, cls))

    def filled(self, **gaps: Gap) -> Sentence:
        """The same, with these in its gaps."""
        return made(self.text, self.many, self.number, {**self.gaps, **gaps})

    def __reduce__(self) -> tuple[object, ...]:
        """Copied and pickled, it remembers what it was made of."""
        return made, (self.text, self.many, self.number, dict(self.gaps))


def made(
    text: str, many: str, number: int, gaps: Mapping[str, Gap], kind: type[Sentence] = Sentence
) -> Sentence:
    """A sentence out of its parts, as they were kept.

    Raises:
        KeyError, TypeError, ValueError: the gaps are not those of the text.
    """
    said = many if many and number != 1 else text
    one = str.__new__(kind, said % {name: english(gap) for name, gap in gaps.items()} if gaps else said)
    one.text, one.many, one.number, one.gaps = text, many, number, gaps
    return one


def counted(one: str, many: str, number: int, /, **gaps: Gap) -> Sentence:
    """A sentence in which something is counted: `one` for 1, `many` for every other number; languages with more forms have them."""
    return made(one, many, number, {"number": number, **gaps})


def together(*said: str) -> str:
    """Sentences one after the other, each kept as what it is."""
    whole = [one for one in said if one]
    if len(whole) < 2:
        return whole[0] if whole else ""
    gaps = {f"s{at}": one for at, one in enumerate(whole)}
    return made(" ".join(f"%({name})s" for name in gaps), "", 1, gaps)


def words_of(error: BaseException) -> str:
    """What an exception says, still translatable if it was raised with a Sentence."""
    said = error.args[0] if error.args else ""
    return said if isinstance(said, Sentence) else str(error)


def english(gap: Gap) -> str | int:
    """A gap as the English text has it; a time is said in UTC."""
    return f"{gap.astimezone(UTC):%-d %B %Y, %H:%M} UTC" if isinstance(gap, datetime) else gap
