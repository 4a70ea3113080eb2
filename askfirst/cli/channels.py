"""`channel add NETWORK`, `channel list` and `channel check`: the accounts through which the brand speaks."""

from __future__ import annotations

import inspect
import json
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from askfirst.cli import framework, printing
from askfirst.cli.exits import Exit, Failed
from askfirst.cli.setup import OfBrand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from askfirst.brand.models import Brand, Channel
    from askfirst.networks.joining import Field, Finding, Guide
    from askfirst.wire.offers import Choice

OTHERWISE = frozenset({"page", "email", "memory"})
"""Networks that are connected in another way, or never."""
FROM_STDIN = "-"
OURS = ("from_file", "again", "brand", "as_json")


class Networks(TyperGroup):
    """One command for each network, made from its guide when it is asked for: no connector is imported before."""

    def list_commands(self, ctx: Any) -> list[str]:
        from askfirst.networks.catalog import NETWORKS

        return [*super().list_commands(ctx), *sorted(set(NETWORKS) - OTHERWISE)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        found = super().get_command(ctx, cmd_name)
        if found is not None or cmd_name not in self.list_commands(ctx):
            return found
        return _command(cmd_name)


def _command(network: str) -> Any:
    from askfirst.networks import catalog

    entry = catalog.entry(network)
    guide: Guide = import_module(entry.module).GUIDE

    def add(**given: Any) -> None:
        _add(network, given)

    parameters = [*map(_option, _asked(guide)), *_common()]
    shaped: Any = add  # Typer reads a function's shape
    shaped.__doc__ = _help(entry.label, guide)
    shaped.__signature__ = inspect.Signature(parameters)
    shaped.__annotations__ = {one.name: one.annotation for one in parameters}
    app = typer.Typer(add_completion=False)
    app.command(network)(shaped)
    return typer.main.get_command(app)


def _help(label: str, guide: Guide) -> str:
    agreed = (
        " Signing in at the network is possible in the browser only: Settings, Channels."
        if guide.oauth
        else ""
    )
    return (
        f"Connect an account on {label}. What is given is tried before it is kept.\n\n"
        f"A secret given as `-` is read from standard input, one line each.{agreed}"
    )


def _asked(guide: Guide) -> list[Field]:
    return [field for field in guide.fields if not field.is_ours]


def _option(field: Field) -> inspect.Parameter:
    words = [f"{words.rstrip('.')}." for words in (field.label, field.help) if words]
    if field.choices:
        words.append(f"One of: {', '.join(f'`{value}`' for value in field.choices)}.")
    if not field.is_required:
        words.append("Optional.")
    option = typer.Option(f"--{field.name.replace('_', '-')}", help=" ".join(words))
    return inspect.Parameter(
        field.name, inspect.Parameter.KEYWORD_ONLY, default="", annotation=Annotated[str, option]
    )


def _common() -> list[inspect.Parameter]:
    kinds: dict[str, tuple[Any, Any]] = {
        "from_file": (
            Annotated[
                str,
                typer.Option("--from", help="A JSON file with the same, by name; `-` for standard input."),
            ],
            "",
        ),
        "again": (
            Annotated[
                int,
                typer.Option(
                    "--again", help="The id of a channel that is connected again; what is not given stays."
                ),
            ],
            0,
        ),
        "brand": (OfBrand, ""),
        "as_json": (printing.AsJson, False),
    }
    return [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, (kind, default) in kinds.items()
    ]


def _add(network: str, given: dict[str, Any]) -> None:
    framework.start_ready()
    from askfirst.brand.vault import VaultClosed
    from askfirst.cli import finding
    from askfirst.networks.base import BadSettings
    from askfirst.wire import offers

    one = offers.choice(network)
    brand = finding.brand(given["brand"])
    named = {name: value for name, value in given.items() if name not in OURS and value}
    told = {**_from_file(given["from_file"]), **_without_stdin(one.guide, named)}
    try:
        channel, findings = _connected(one, brand, told, given["again"])
    except (BadSettings, VaultClosed) as wrong:
        raise Failed(f"Nothing was kept: {wrong}.") from wrong
    _say(channel, findings, is_json=given["as_json"])


def _from_file(path: str) -> dict[str, Any]:
    if not path:
        return {}
    try:
        text = sys.stdin.read() if path == FROM_STDIN else Path(path).read_text(encoding="utf-8")
        found = json.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise Failed(f"Nothing was kept: {path} cannot be read: {error}.") from error
    except json.JSONDecodeError as error:
        raise Failed(f"Nothing was kept: {path}, line {error.lineno}, is not JSON: {error.msg}.") from None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise Failed(f'Nothing was kept: {path} has to be an object of texts, as in {{"token": "…"}}.')
    return found


def _without_stdin(guide: Guide, named: dict[str, str]) -> dict[str, str]:
    """What was named, with the secrets that come by standard input in the place of `-`."""
    secret = [field for field in _asked(guide) if field.is_secret and named.get(field.name) == FROM_STDIN]
    return {**named, **{field.name: _read_secret(field) for field in secret}}


def _read_secret(field: Field) -> str:
    if sys.stdin.isatty():
        said: str = typer.prompt(field.label, hide_input=True)
        return said
    line = sys.stdin.readline().strip()
    if not line:
        raise Failed(f"Nothing was kept: standard input ended before `{field.name}` ({field.label}).")
    return line


def _connected(one: Choice, brand: Brand, told: dict[str, Any], again: int) -> tuple[Channel, list[Finding]]:
    from askfirst.brand.models import Channel
    from askfirst.wire import join, offers

    channel = Channel.objects.filter(brand=brand, network=one.name, pk=again).first() if again else None
    if again and channel is None:
        raise Failed(f"{brand} has no channel {again} on {one.label}. `askfirst channel list` shows them.")
    kept = None
    if channel:
        told = {**offers.open_of(channel, one.guide), **told}
        kept = offers.kept_of(channel, one.guide, told)
    full = offers.completed(one, told, kept)
    held = channel or join.begin(None, brand, one, full)
    findings = join.connect(held, full)
    held.refresh_from_db()
    if not held.checked["is_kept"]:
        if held.is_provisional:
            held.delete()
        raise Failed(f"Nothing was kept: {' '.join(one.says for one in findings)}")
    return held, findings


def _say(channel: Channel, findings: Sequence[Finding], *, is_json: bool) -> None:
    if is_json:
        printing.answer_json(channel_data(channel) | {"findings": [_finding_data(one) for one in findings]})
    else:
        printing.say(f"{channel.pk}  {channel.network} {channel.address} ({channel.name}) is connected.")
        for one in findings:
            printing.say(
                f"  {'good ' if one.is_good else 'wrong'}  {one.what}{': ' if one.says else ''}{one.says}"
            )
    raise typer.Exit(Exit.YES if all(one.is_good for one in findings) else Exit.WRONG)


def channel_list(brand: OfBrand = "", as_json: printing.AsJson = False) -> None:
    """List the brand's channels and how they are."""
    framework.start_ready()
    from askfirst.brand.models import Channel
    from askfirst.cli import finding

    found = list(Channel.objects.filter(brand=finding.brand(brand)).order_by("pk"))
    if as_json:
        printing.answer_json([channel_data(channel) for channel in found])
        return
    for channel in found:
        address = "(not connected yet)" if channel.is_provisional else channel.address
        printing.say(f"{channel.pk}  {channel.network:<9} {address}  {_state(channel)}")


def channel_check(
    said: Annotated[
        str,
        typer.Argument(metavar="[CHANNEL]", help="Its id or its address; all of them where not given."),
    ] = "",
    brand: OfBrand = "",
    as_json: printing.AsJson = False,
) -> None:
    """Try each channel now, as far as that is possible without sending anything. Exits with 1 where one fails."""
    framework.start_ready()
    from askfirst.cli import finding

    results = [(channel, *_tried(channel)) for channel in _meant(finding.brand(brand), said)]
    if as_json:
        printing.answer_json(
            [
                channel_data(channel)
                | {"trouble": trouble, "findings": [_finding_data(one) for one in findings]}
                for channel, trouble, findings in results
            ]
        )
    else:
        for channel, trouble, _ in results:
            printing.say(f"{channel.network} {channel.address}: {trouble or 'works'}")
    raise typer.Exit(Exit.WRONG if any(trouble for _, trouble, _ in results) else Exit.YES)


def _meant(brand: Brand, said: str) -> list[Channel]:
    from askfirst.brand.models import Channel

    rows = Channel.objects.filter(brand=brand).exclude(state=Channel.State.OFF).select_related("brand")
    found = list(rows.order_by("pk"))
    if said:
        found = [one for one in found if said.casefold() in {str(one.pk), one.address.casefold()}]
    if not found:
        raise Failed(f"There is no channel {said} to check." if said else "There is no channel to check.")
    return found


def _tried(channel: Channel) -> tuple[str, list[Finding]]:
    """What is wrong with it, in a sentence, and everything that was looked at."""
    from askfirst.cli.trying import trouble_with
    from askfirst.wire import join

    if channel.network in OTHERWISE:
        return trouble_with(channel), []
    findings = join.check(channel)
    channel.refresh_from_db()
    return " ".join(f"{one.what}: {one.says.rstrip('.')}." for one in findings if not one.is_good), findings


def channel_data(channel: Channel) -> dict[str, Any]:
    """A channel for programs; nothing of its credentials."""
    return {
        "id": channel.pk,
        "network": channel.network,
        "address": channel.address,
        "name": channel.name,
        "state": channel.state,
        "state_reason": channel.state_reason,
        "last_event_at": channel.last_event_at,
        "last_push_at": channel.last_push_at,
        "credentials_until": channel.credentials_until,
    }


def _finding_data(one: Finding) -> dict[str, Any]:
    return {"what": one.what, "is_good": one.is_good, "says": one.says}


def _state(channel: Channel) -> str:
    said = channel.get_state_display()
    return f"{said}: {channel.state_reason}" if channel.state_reason else said
