"""`doctor`: is everything there that this installation needs?  One line each, with the remedy."""

from __future__ import annotations

import shutil
import smtplib
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import typer

from askfirst.cli import framework, printing
from askfirst.cli.exits import Exit, Failed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.checks import CheckMessage

    from askfirst.brand.models import Channel

MOST_SKEW = timedelta(seconds=5)
LEAST_FREE_BYTES = 1_000_000_000
LONGEST_SILENCE = timedelta(seconds=45)
COLOURS = {"ok": "green", "warn": "yellow", "fail": "red"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.  `state` is ok, warn or fail; `says` holds the remedy where it is not ok."""

    what: str
    state: str
    says: str


def doctor(as_json: printing.AsJson = False) -> None:
    """Look at everything this installation needs, and say how to mend what is wrong.

    Exits with 1 where something fails; a warning alone does not.
    """
    framework.start()
    findings = list(_look())
    if as_json:
        printing.answer_json([asdict(one) for one in findings])
    else:
        for one in findings:
            printing.console().print(f"[{COLOURS[one.state]}]{one.state:<4}[/] {one.what}: ", end="")
            printing.say(one.says)
    raise typer.Exit(Exit.WRONG if any(one.state == "fail" for one in findings) else Exit.YES)


def _look() -> Iterator[Finding]:
    yield from _settings()
    yield _disk()
    yield _mail()
    try:
        waiting = framework.pending()
    except Failed as error:
        yield Finding("database", "fail", str(error))
        return
    yield _database()
    if waiting:
        yield Finding("migrations", "fail", f"{len(waiting)} are missing: run `askfirst migrate`.")
        return
    yield Finding("migrations", "ok", "all applied")
    yield _clock()
    yield _worker()
    yield from _channels()


def _settings() -> Iterator[Finding]:
    """What Django's own checks say, ours among them (`config.checks`)."""
    from django.core.checks import run_checks

    from askfirst.config import checks  # noqa: F401 -- importing it registers our own

    found: list[CheckMessage] = run_checks(include_deployment_checks=False)
    for message in found:
        hint = f" {message.hint}" if message.hint else ""
        yield Finding(
            "settings", "fail" if message.is_serious() else "warn", f"{message.msg}{hint} ({message.id})"
        )
    if not found:
        yield Finding("settings", "ok", "all in order; the file of secrets is for its owner only")


def _disk() -> Finding:
    from django.conf import settings

    free = shutil.disk_usage(settings.HOME).free
    says = f"{free / 1e9:,.1f} GB free in {settings.HOME}"
    if free < LEAST_FREE_BYTES:
        return Finding("disk", "fail", f"{says}: make room, or nothing that comes in can be kept.")
    return Finding("disk", "ok", says)


def _mail() -> Finding:
    """The server for our own mail: sign-in links and mail to members."""
    from django.conf import settings
    from django.core.mail import get_connection

    if not settings.EMAIL_HOST:
        return Finding(
            "mail", "warn", "ASKFIRST_MAIL is empty: sign-in links for visitors are written to the log only."
        )
    connection = get_connection()
    try:
        connection.open()
        connection.close()
    except (OSError, smtplib.SMTPException) as error:
        return Finding(
            "mail", "fail", f"{settings.EMAIL_HOST} does not take our mail ({error}): check ASKFIRST_MAIL."
        )
    return Finding("mail", "ok", f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} answers")


def _database() -> Finding:
    from django.db import connection

    if connection.vendor == "sqlite":
        return Finding("database", "ok", f"SQLite, {connection.settings_dict['NAME']}")
    version: Any = connection.pg_version  # type: ignore[attr-defined]
    return Finding("database", "ok", f"PostgreSQL {version // 10_000}, {connection.settings_dict['NAME']}")


def _clock() -> Finding:
    """Rules have dates and windows have hours: the machine's clock and the database's must agree."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return Finding("clock", "ok", f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
    apart = abs(datetime.now(UTC) - theirs)
    if apart > MOST_SKEW:
        says = f"this machine and the database are {apart.total_seconds():.0f} s apart: let both follow the same time server."
        return Finding("clock", "fail", says)
    return Finding("clock", "ok", f"{theirs:%Y-%m-%d %H:%M:%S} UTC here and in the database")


def _worker() -> Finding:
    from askfirst.wire.models import Heartbeat

    last = Heartbeat.objects.filter(name__startswith="worker").order_by("-at").first()
    if last is None:
        return Finding(
            "worker",
            "fail",
            "none has ever run: start `askfirst serve`, or `askfirst worker` beside your web server.",
        )
    silent = datetime.now(UTC) - last.at
    if silent > LONGEST_SILENCE:
        says = f"silent since {last.at:%Y-%m-%d %H:%M} UTC: nothing is sent or fetched. Start `askfirst serve` or `askfirst worker`."
        return Finding("worker", "fail", says)
    return Finding("worker", "ok", f"{last.name} said so {silent.total_seconds():.0f} s ago")


def _channels() -> Iterator[Finding]:
    from askfirst.brand.models import Channel
    from askfirst.cli.trying import trouble_with

    rows = list(Channel.objects.exclude(state=Channel.State.OFF).select_related("brand").order_by("pk"))
    if not rows:
        yield Finding("channels", "warn", "there is none: add a brand with `askfirst brand add`.")
    for channel in rows:
        what = f"channel {channel.network} {channel.address}"
        trouble = trouble_with(channel)
        yield Finding(what, "fail", trouble) if trouble else Finding(what, "ok", "works")
        yield from _strange(what, channel)


def _strange(what: str, channel: Channel) -> Iterator[Finding]:
    """What came in and could not be placed, or is of a kind that this version does not know."""
    from askfirst.wire import intake

    found = intake.strange(channel)
    waiting = [one.says for one in found if one.is_waiting]
    unknown = [one.says for one in found if not one.is_waiting]
    if waiting:
        says = f"{waiting[0]} It is kept and tried again; its channel's page lists them ({len(waiting)})."
        yield Finding(f"{what}, what came in", "warn", says)
    if unknown:
        says = f"{unknown[0]} ({len(unknown)} of the newest). They are kept as they came and do no harm."
        yield Finding(f"{what}, what came in", "ok", says)
