"""`askfirst` commands, each in a process of its own that is forked from one in which everything is loaded.

`python -m tests.stories.commands` reads requests, one JSON line each, and answers each with one line:

- `run`: a command to its end, its `words`, `environ` and the `text` that is typed into it; its exit `code`, what it `said`
  and what it `complained`;
- `start`: a command that goes on, and the file `log` to which it writes; its process id `pid`;
- `poll`: the exit `code` of what was started with this `pid`, null while it runs.

Everything but the start of Python is as when a person runs it: the command is `askfirst.cli.main.run` itself, and its
settings are read anew from its own environment.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, NoReturn

from askfirst.cli import framework, main, tether

LOADED = (
    "a2wsgi",
    "allauth.account.middleware",
    "askfirst.cli.finding",
    "askfirst.cli.founding",
    "askfirst.config.settings",
    "askfirst.config.urls",
    "askfirst.gate.recommend",
    "askfirst.networks.exports.catalog",
    "askfirst.web.live.app",
    "askfirst.wire.hooks",
    "askfirst.wire.imports",
    "askfirst.wire.worker",
    "csp.middleware",
    "django.contrib.sessions.backends.db",
    "django.core.wsgi",
    "django.db.migrations.executor",
    "django.test.client",
    "rich.progress",
    "rich.table",
    "uvicorn.lifespan.on",
    "uvicorn.protocols.http.httptools_impl",
    "whitenoise.middleware",
)


def load() -> None:
    """What the commands would load, most of which takes them longer than their work; no database is opened."""
    framework.start()
    for module in LOADED:
        importlib.import_module(module)
    _read_templates()
    _read_migrations()
    gc.collect()
    gc.freeze()


def _read_templates() -> None:
    """A page is answered out of those that are read already."""
    from django.template import loader  # noqa: PLC0415 -- Django must be set up first

    for room in Path(main.__file__).parents[1].glob("*/templates"):
        for file in room.rglob("*.html"):
            loader.get_template(str(file.relative_to(room)))


def _read_migrations() -> None:
    """Each command looks whether any is missing."""
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415 -- Django must be set up first

    MigrationLoader(None)


class Started:
    """The processes that go on, and what their ends were."""

    def __init__(self) -> None:
        self._codes: dict[int, int | None] = {}

    def start(self, words: list[str], environ: dict[str, str], log: str) -> dict[str, Any]:
        """Start a command as one starts a service: nothing is typed into it, and all it says goes to one file."""
        with Path(os.devnull).open("rb") as typed, Path(log).open("ab") as said:
            pid = os.fork()
            if not pid:
                os.setsid()
                if words[0] == "serve" and "--no-worker" not in words:
                    tether.subprocess = Second(environ, said)  # type: ignore[assignment]
                be_command(words, environ, typed, said, said)
        self._codes[pid] = None
        return {"pid": pid}

    def poll(self, pid: int) -> dict[str, Any]:
        if self._codes[pid] is None:
            found, status = os.waitpid(pid, os.WNOHANG)
            if found:
                self._codes[pid] = os.waitstatus_to_exitcode(status)
        return {"code": self._codes[pid]}


def run(words: list[str], environ: dict[str, str], text: str) -> dict[str, Any]:
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
            be_command(words, environ, typed, said, told)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return {"code": code, "said": _read(said), "complained": _read(told)}


def be_command(words: list[str], environ: dict[str, str], *files: IO[bytes]) -> NoReturn:
    """Be `askfirst` with these words; never returns."""
    code: Any = 1
    try:
        for number, file in enumerate(files):
            os.dup2(file.fileno(), number)
        sys.argv = ["askfirst", *words]
        _live_in(environ)
        main.run()
    except SystemExit as ended:
        code = ended.code
    except BaseException:  # noqa: BLE001 -- Python itself would print it and end
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else int(code is not None))


def _live_in(environ: dict[str, str]) -> None:
    """Forget the settings that were read, and read those of this environment; no database was opened before."""
    from django.conf import Settings, settings  # noqa: PLC0415 -- Django must be set up first
    from django.db import connections  # noqa: PLC0415

    if os.environ == environ:
        return
    os.environ.clear()
    os.environ.update(environ)
    importlib.reload(sys.modules["askfirst.config.settings"])
    settings.__dict__.clear()
    settings._wrapped = Settings(os.environ.setdefault("DJANGO_SETTINGS_MODULE", "askfirst.config.settings"))
    for connection in connections.all(initialized_only=True):  # they know only the old address
        del connections[connection.alias]
    connections.__dict__.pop("settings", None)
    connections._settings = None


class Second:
    """What the server's tether takes for `subprocess`: the first worker is forked before the server opens anything.

    One that is started again after its death is started in the usual way: by then the server has threads.
    """

    PIPE = subprocess.PIPE
    TimeoutExpired = subprocess.TimeoutExpired

    def __init__(self, environ: dict[str, str], said: IO[bytes]) -> None:
        self._first: _Forked | None = _Forked(environ, said)

    def Popen(self, command: list[str], **options: Any) -> Any:  # noqa: N802 -- the name that it stands in for
        first, self._first = self._first, None
        if first is None:
            return subprocess.Popen(command, **options)
        first.begin(command[3:])
        return first


class _Forked:
    """A process that waits for its words.  From then on it is what `subprocess.Popen` returns, as far as a tether asks."""

    def __init__(self, environ: dict[str, str], said: IO[bytes]) -> None:
        typed, to_type = os.pipe()
        told, to_tell = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(to_type)
            os.close(to_tell)
            with os.fdopen(told, "rb") as words, os.fdopen(typed, "rb") as stdin:
                line = words.readline()
                if not line:  # the server ended before it wanted a worker
                    os._exit(0)
                be_command(json.loads(line), environ, stdin, said, said)
        os.close(typed)
        os.close(told)
        self.stdin = os.fdopen(to_type, "wb")
        self._to_tell = to_tell
        self._code: int | None = None
        self._lock = threading.Lock()

    def begin(self, words: list[str]) -> None:
        with os.fdopen(self._to_tell, "wb") as line:
            line.write(json.dumps(words).encode() + b"\n")

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code.  Raises subprocess.TimeoutExpired; the tether's keeper and its end may wait both."""
        end = None if timeout is None else time.monotonic() + timeout
        while (code := self._ended(is_waiting=end is None)) is None:
            if end is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired("worker", timeout or 0)
            time.sleep(0.02)
        return code

    def kill(self) -> None:
        with self._lock:
            if self._code is None:
                os.kill(self.pid, signal.SIGKILL)

    def _ended(self, *, is_waiting: bool) -> int | None:
        if is_waiting:
            with suppress(ChildProcessError):  # the other one has heard of it first
                os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
        with self._lock:
            if self._code is None:
                found, status = os.waitpid(self.pid, os.WNOHANG)
                if found:
                    self._code = os.waitstatus_to_exitcode(status)
            return self._code


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


if __name__ == "__main__":
    load()
    started = Started()
    ACTS = {"run": run, "start": started.start, "poll": started.poll}
    for line in sys.stdin:
        act, given = json.loads(line)
        sys.stdout.write(json.dumps(ACTS[act](**given)) + "\n")
        sys.stdout.flush()
