"""The reference pages, made from the code whenever the documentation is built; nothing of them is written by hand.

Each policy pack, the facts, each setting and each command has its place below `reference/`, each network below `networks/`.
The test `tests/docs/test_docs.py` fails if one of them is missing.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from mkdocs.structure.files import File
from typer.main import get_command

from askfirst.cli.main import app
from askfirst.config.environment import SETTINGS, Setting
from askfirst.networks.document import described, network_page, networks_index
from askfirst.policy.document import facts_page, pack_page
from askfirst.policy.packs import load_packs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from askfirst.policy.model import Pack

PROGRAM = "askfirst"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages, and their places in the navigation."""
    written = pages()
    for path, content in written.items():
        files.append(File.generated(config, path, content=content))
    nav = _with_networks(_with_decisions(config.nav or [], files), written)
    config.nav = [*nav, {"Reference": _navigation(written)}]
    return files


def pages() -> dict[str, str]:
    """Every generated page by its path below `docs/`."""
    packs, today = load_packs(), datetime.now(UTC).date()
    return {
        "reference/index.md": _index(),
        "reference/settings.md": settings_page(SETTINGS),
        "reference/facts.md": facts_page(),
        "reference/packs/index.md": packs_index(packs),
        **{f"reference/packs/{pack.id}.md": pack_page(pack, today) for pack in packs},
        **dict(command_pages()),
        **dict(network_pages({pack.id for pack in packs})),
    }


def network_pages(packs: set[str]) -> Iterator[tuple[str, str]]:
    """A page for each network, and one that compares them."""
    networks = described()
    yield "networks/index.md", networks_index(networks)
    for one in networks:
        rules = f"../reference/packs/{one.name}.md" if one.name in packs else ""
        yield f"networks/{one.name}.md", network_page(one, rules)


def _index() -> str:
    return (
        "# Reference\n\nMade from the code, so that it is never older than the code.\n\n"
        "- [Commands](commands/index.md)\n- [Settings](settings.md)\n- [Packs](packs/index.md)\n- [Facts](facts.md)\n"
    )


def _navigation(written: Mapping[str, str]) -> list[Any]:
    def below(folder: str) -> list[str]:
        return [path for path in written if PurePosixPath(path).parent == PurePosixPath(folder)]

    return [
        "reference/index.md",
        {"Commands": below("reference/commands")},
        {"Settings": "reference/settings.md"},
        {"Packs": below("reference/packs")},
        {"Facts": "reference/facts.md"},
    ]


def _with_decisions(nav: list[Any], files: Files) -> list[Any]:
    """The navigation with every numbered decision in it, so that adding one is adding a file."""
    found = sorted(
        file.src_uri for file in files if file.src_uri.startswith("decisions/") and file.name[:3].isdigit()
    )
    return [
        {"Decisions": [entry["Decisions"][0], *found, *entry["Decisions"][1:]]}
        if isinstance(entry, dict) and "Decisions" in entry
        else entry
        for entry in nav
    ]


def _with_networks(nav: list[Any], written: Mapping[str, str]) -> list[Any]:
    """The navigation with the page of every network before what is written by hand about them."""
    found = [path for path in written if path.startswith("networks/")]
    return [
        {"Networks": [*found, *entry["Networks"]]}
        if isinstance(entry, dict) and "Networks" in entry
        else entry
        for entry in nav
    ]


# Settings


def settings_page(settings: tuple[Setting, ...]) -> str:
    """One section for each environment variable."""
    head = (
        "# Settings\n\nAskfirst reads its settings from the environment. "
        "A wrong value is refused at start, with the remedy; `askfirst doctor` shows those in use.\n"
    )
    return head + "".join(_setting(setting) for setting in settings)


def _setting(setting: Setting) -> str:
    default = f"`{setting.default}`" if setting.default else "empty"
    return f"\n## `{setting.name}`\n\n{setting.help}\n\nType: {setting.type}. Default: {default}.\n"


# Packs


def packs_index(packs: tuple[Pack, ...]) -> str:
    """The packs that come with the product."""
    rows = "".join(
        f"| [{_cell(pack.title)}]({pack.id}.md) | {pack.layer} | {len(pack.rules)} | {pack.default} |\n"
        for pack in packs
    )
    return (
        "# Packs\n\nA pack holds the rules of one network, law or house. `askfirst policy explain` tells of one rule.\n\n"
        f"| Pack | Layer | Rules | Where none speaks |\n|---|---|---|---|\n{rows}"
    )


# Commands


def command_pages() -> Iterator[tuple[str, str]]:
    """A page for each command, and one that lists them."""
    found = list(commands(get_command(app)))
    rows = "".join(
        f"| [`{' '.join((PROGRAM, *path))}`]({'-'.join(path)}.md) | {_cell(_first_line(command.help))} |\n"
        for path, command in found
    )
    yield "reference/commands/index.md", f"# Commands\n\n| Command | What it does |\n|---|---|\n{rows}"
    for path, command in found:
        yield f"reference/commands/{'-'.join(path)}.md", _command(path, command)


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command that does something, with the words that call it; hidden ones are left out."""
    inner = getattr(command, "commands", None)
    if inner is None or (path and command.invoke_without_command):
        yield path, command
    if inner is None:
        return
    for name in command.list_commands(None):  # some are made when they are asked for
        child = command.get_command(None, name)
        if not child.hidden:
            yield from commands(child, (*path, name))


def _command(path: tuple[str, ...], command: Any) -> str:
    words = " ".join((PROGRAM, *path))
    shown = [param for param in command.params if not getattr(param, "hidden", False)]
    arguments = [param for param in shown if param.param_type_name == "argument"]
    options = [param for param in shown if param.param_type_name == "option"]
    usage = " ".join(
        [words, *(_metavar(argument) for argument in arguments), *(["[OPTIONS]"] if options else [])]
    )
    return (
        f"# `{words}`\n\n{(command.help or '').strip()}\n\n```sh\n{usage}\n```\n"
        + _parameters("Arguments", arguments)
        + _parameters("Options", options)
    )


def _metavar(argument: Any) -> str:
    name = (argument.metavar or argument.name).upper()
    return name if argument.required else f"[{name}]"


def _parameters(title: str, params: list[Any]) -> str:
    rows = "".join(
        f"| {_spelling(param)} | {_cell(getattr(param, 'help', None) or '')} |\n" for param in params
    )
    return f"\n## {title}\n\n| Name | Meaning |\n|---|---|\n{rows}" if params else ""


def _spelling(param: Any) -> str:
    if param.param_type_name == "argument":
        return f"`{_metavar(param)}`"
    return ", ".join(f"`{name}`" for name in (*param.opts, *param.secondary_opts))


def _first_line(text: str | None) -> str:
    return (text or "").strip().partition("\n")[0]


def _cell(text: str) -> str:
    """Text that fits into one cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")
