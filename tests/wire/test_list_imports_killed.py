"""`kill -9` before any statement of an import, or of taking it back: whoever goes on does each line once."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import random
import signal
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

from askfirst.consent import chain, importing
from askfirst.consent.models import Entry, Import, ImportLine, Membership, Suppression
from askfirst.people.models import Contact, Handle
from askfirst.wire import list_imports
from tests.consent.asking import news
from tests.profiles import sized
from tests.wire.bringing import SHOWN, came, receive, table
from tests.wire.crashing import LOADED
from tests.world import make_world

if TYPE_CHECKING:
    from tests.databases import Database

PATIENCE = 120
LINES = 3500
EXPECTED = {
    "stopped:left": LINES // 7, "added:proven": LINES // 7 * 5, "already:twice": LINES // 7,
}  # fmt: skip


def content() -> bytes:
    """Of seven lines one leaves, five show that they agreed, and one says again what the line before it said."""
    lines = [
        f"p{number - (number % 7 == 6)}@x.test,{SHOWN if number % 7 else ',,,'},{'on' if number % 7 else 'left'}"
        for number in range(LINES)
    ]
    return table(*lines, columns="email,agreed at,how,where,words,status")


def go_on(database: str, files: str, pk: int, statements: int) -> None:
    """Go on with an import in this process, until it is killed before so many statements of the database."""
    importlib.import_module(LOADED)
    from django.db import connection, connections  # noqa: PLC0415 -- Django must be set up first

    connections.settings["default"]["NAME"], settings.MEDIA_ROOT = database, files
    left = statements

    def count(execute: Any, *args: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*args)

    with connection.execute_wrapper(count):
        held = Import.objects.get(pk=pk)
        list_imports.to_the_end(held)


def killed(database: Database, pk: int, statements: int) -> bool:
    """Whether it was killed before it came to its end."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([LOADED])
    process = context.Process(target=go_on, args=(database.name, str(settings.MEDIA_ROOT), pk, statements))
    process.start()
    process.join(PATIENCE)
    assert process.exitcode in {0, -signal.SIGKILL}
    return process.exitcode != 0


@pytest.mark.parametrize("seed", range(sized(2, deep=20)))
def test_an_import_that_is_killed_goes_on_with_the_very_next_line(database: Database, seed: int) -> None:
    beans = news(make_world().harbour, "Beans")
    held = receive(beans, content())
    importing.start(held, is_try=False)
    dice = random.Random(seed)
    deaths = sum(killed(database, held.pk, dice.randrange(60)) for _ in range(3))
    assert deaths
    list_imports.to_the_end(held)
    assert held.state == "done"
    assert came(held.found) == EXPECTED
    assert ImportLine.objects.filter(of=held).count() == LINES == held.read
    people = LINES // 7 * 5
    assert (Contact.objects.filter(handles__network="email").count(), Handle.objects.filter(network="email").count()) == (people, people)  # fmt: skip
    assert (
        Membership.objects.filter(state="active").count()
        == Entry.objects.filter(act="imported").count()
        == people
    )
    assert Suppression.objects.count() == LINES // 7
    assert not [flaw for flaw in chain.verify(beans.brand) if not isinstance(flaw, int)]

    importing.undo(None, held)
    killed(database, held.pk, dice.randrange(40))
    list_imports.to_the_end(held)
    assert held.undone == {"taken_back": people, "kept": 0, "lifted": LINES // 7}
    assert Entry.objects.filter(act="retracted").count() == people
    assert not Membership.objects.filter(state="active").exists()
    assert not Suppression.objects.filter(lifted_at=None).exists()
    assert not [flaw for flaw in chain.verify(beans.brand) if not isinstance(flaw, int)]
