"""Commands run in this process; those that go on, and those that must be killed, in processes of their own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from askfirst.cli.exits import Failed
from askfirst.cli.main import app

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Said:
    """What came of a command: its exit code, what stood on the screen, and what was complained of."""

    code: int
    text: str
    complaint: str = ""

    @property
    def data(self) -> Any:
        return json.loads(self.text)


@pytest.fixture
def askfirst() -> Callable[..., Said]:
    """`askfirst("decide", "--network", "page")`."""

    def run(*arguments: str, stdin: str = "") -> Said:
        result = CliRunner().invoke(app, list(arguments), input=stdin)
        if result.exception and not isinstance(result.exception, (SystemExit, Failed)):
            raise result.exception
        complaint = str(result.exception) if isinstance(result.exception, Failed) else result.stderr
        return Said(result.exit_code, result.stdout, complaint)

    return run
