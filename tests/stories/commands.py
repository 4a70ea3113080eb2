"""`askfirst` commands, each in a process of its own that is forked from one in which everything is loaded.

`python -m tests.stories.commands` reads requests, one JSON line each with the command's `words` and the `text` that is
typed into it, and answers each with one line: its exit `code`, what it `said` and what it `complained`.  Everything
but the start of Python is as when a person runs it: the command is `askfirst.cli.main.run` itself.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import tempfile
import traceback
from typing import IO, Any, NoReturn

from askfirst.cli import framework, main

LOADED = (
    "askfirst.cli.finding",
    "askfirst.cli.founding",
    "askfirst.config.urls",
    "askfirst.gate.recommend",
    "askfirst.networks.exports.catalog",
    "askfirst.wire.imports",
    "django.db.migrations.executor",
    "rich.progress",
    "rich.table",
)


def load() -> None:
    """What the commands would load, most of which takes them longer than their work; nothing is opened."""
    framework.start()
    for module in LOADED:
        importlib.import_module(module)


def answer(words: list[str], text: str) -> dict[str, Any]:
    """Run one command to its end."""
    with (
        tempfile.TemporaryFile() as typed,
        tempfile.TemporaryFile() as said,
        tempfile.TemporaryFile() as told,
    ):
        typed.write(text.encode())
        typed.seek(0)
        child = os.fork()
        if not child:
            be_command(words, typed, said, told)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return {"code": code, "said": _read(said), "complained": _read(told)}


def be_command(words: list[str], *files: IO[bytes]) -> NoReturn:
    """Be `askfirst` with these words; never returns."""
    code: Any = 1
    try:
        for number, file in enumerate(files):
            os.dup2(file.fileno(), number)
        sys.argv = ["askfirst", *words]
        main.run()
    except SystemExit as ended:
        code = ended.code
    except BaseException:  # noqa: BLE001 -- Python itself would print it and end
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else int(code is not None))


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


if __name__ == "__main__":
    load()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(**json.loads(line))) + "\n")
        sys.stdout.flush()
