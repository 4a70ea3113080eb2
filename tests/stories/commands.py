"""Several `askfirst` commands in one process: `python -m tests.stories.commands`, to start Python and Django but once.

Standard input is a JSON list of commands, each a list of its words; standard output the list of what each one printed.
"""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stdout

from askfirst.cli.main import app


def printed(words: list[str]) -> str:
    """Run a command as `askfirst` does; its mistakes stay exceptions."""
    with redirect_stdout(io.StringIO()) as said:
        app(words, standalone_mode=False)
    return said.getvalue()


if __name__ == "__main__":
    answers = [printed(words) for words in json.load(sys.stdin)]
    sys.stdout.write(json.dumps(answers))
