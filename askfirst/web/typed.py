"""What a person typed: cleaned of what no keyboard writes, refused where it is no text, never cut."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from askfirst.networks.page import TEXT_LIMIT

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

NAME_LIMIT = 80
# A few stray control characters come with pasted text; more than that, and a tenth of all, is a file.
_A_FEW = 3
_MOST_STRAY = 0.1


def clean(text: str) -> str:
    """Lines end in one character, control characters are gone, letters are composed; outer blank space is gone."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(letter for letter in lines if letter in "\n\t" or not _is_stray(letter))
    return unicodedata.normalize("NFC", kept).strip()


def is_binary(text: str) -> bool:
    """Too much of it is no text: a file was pasted."""
    stray = sum(1 for letter in text if letter not in "\r\n\t" and _is_stray(letter))
    return stray > _A_FEW and stray > len(text) * _MOST_STRAY


def _is_stray(letter: str) -> bool:
    # Cs is half a letter (a lone surrogate), U+FFFD what a decoder leaves of bytes that are no text.
    return unicodedata.category(letter) in {"Cc", "Cs"} or letter == "\ufffd"


_EMPTY = gettext_lazy("Write a few words first.")


class Words(forms.CharField):
    """Some lines of text of at most `limit` characters."""

    def __init__(
        self,
        *,
        required: bool = True,
        limit: int = TEXT_LIMIT,
        empty: StrOrPromise = _EMPTY,
    ) -> None:
        super().__init__(required=required, strip=False, error_messages={"required": empty})
        self.limit = limit

    def to_python(self, value: str | None) -> str:
        text = value or ""
        if is_binary(text):
            raise ValidationError(
                _("This does not look like text. Attach it as a file, or write it in words.")
            )
        words = clean(text)
        if len(words) > self.limit:
            raise ValidationError(
                _(
                    "This has %(count)s characters, and %(limit)s fit. Nothing was sent and nothing is lost: make it shorter, or send it in two parts."
                )
                % {"count": f"{len(words):,}", "limit": f"{self.limit:,}"}
            )
        return words


class OneLine(Words):
    """A name or a title: one line."""

    def to_python(self, value: str | None) -> str:
        return " ".join(super().to_python(value).split())
