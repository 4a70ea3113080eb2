"""What commands print: for people on a screen, for programs as JSON."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON, for programs.")]


def console(*, is_error: bool = False) -> Console:
    """A console that folds no line of an answer that is piped somewhere."""
    from rich.console import Console

    return Console(stderr=is_error, soft_wrap=True, highlight=False)


def say(text: str = "") -> None:
    """One plain line, whatever signs it holds."""
    console().print(text, markup=False)


def complain(text: str) -> None:
    """What went wrong, for the person who called."""
    console(is_error=True).print(text, markup=False)


def answer_json(answer: Any) -> None:
    """The answer for a program: one JSON document, UTF-8."""
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2, default=str) + "\n")
