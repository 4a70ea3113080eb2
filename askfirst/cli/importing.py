"""`import`: people and talks out of the brand's own exports.  Doing it twice changes nothing; none of it is consent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from askfirst.cli import framework, printing
from askfirst.cli.exits import Exit, Failed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from askfirst.brand.models import Brand, Channel
    from askfirst.networks.base import Event
    from askfirst.networks.exports.base import Export, Item, Reading
    from askfirst.wire.imports import Imported

app = typer.Typer(
    help="Read your own exports: people, follows, connections and talks, put where they belong. Never consent. "
    "Exits with 1 where something could not be put in its place.",
    no_args_is_help=True,
)

File = Annotated[Path, typer.Argument(help="The file as you downloaded it.")]
OfBrand = Annotated[
    str, typer.Option("--brand", help="The brand's short name; not needed where there is only one.")
]
Address = Annotated[
    str,
    typer.Option(
        help="The brand's own address or user name there; needed the first time, to know who is we."
    ),
]


@app.command("x-archive")
def x_archive(
    file: File, brand: OfBrand = "", address: Address = "", as_json: printing.AsJson = False
) -> None:
    """Read an X archive: who follows, who is followed, and the direct messages. The zip is read as it is."""
    _import("x-archive", file, (brand, address), is_json=as_json)


@app.command("linkedin")
def linkedin(
    file: File, brand: OfBrand = "", address: Address = "", as_json: printing.AsJson = False
) -> None:
    """Read LinkedIn's Connections.csv, alone or in the zip it comes in: who is connected, and since when."""
    _import("linkedin", file, (brand, address), is_json=as_json)


@app.command("linkedin-invitations")
def linkedin_invitations(
    file: File, brand: OfBrand = "", address: Address = "", as_json: printing.AsJson = False
) -> None:
    """Read LinkedIn's Invitations.csv, alone or in the zip it comes in: who asks to connect, and with which words."""
    _import("linkedin-invitations", file, (brand, address), is_json=as_json)


@app.command("facebook-requests")
def facebook_requests(
    file: File, brand: OfBrand = "", address: Address = "", as_json: printing.AsJson = False
) -> None:
    """Read the friend requests of Facebook's "download your information" (the JSON form): who asks, and since when."""
    _import("facebook-requests", file, (brand, address), is_json=as_json)


@app.command("mbox")
def mbox(file: File, brand: OfBrand = "", address: Address = "", as_json: printing.AsJson = False) -> None:
    """Read a mail folder in mbox form, as Thunderbird, Gmail's Takeout and Apple Mail export it."""
    _import("mbox", file, (brand, address), is_json=as_json)


@app.command("facebook")
def facebook(
    file: File, brand: OfBrand = "", address: Address = "", as_json: printing.AsJson = False
) -> None:
    """Read Facebook's "download your information" (the JSON form): who wrote, and what was answered."""
    _import("facebook", file, (brand, address), is_json=as_json)


@app.command("instagram")
def instagram(
    file: File, brand: OfBrand = "", address: Address = "", as_json: printing.AsJson = False
) -> None:
    """Read Instagram's "download your information" (the JSON form): who follows, since when, and what was said."""
    _import("instagram", file, (brand, address), is_json=as_json)


@app.command("tumblr")
def tumblr(file: File, brand: OfBrand = "", address: Address = "", as_json: printing.AsJson = False) -> None:
    """Read the posts of a Tumblr blog in JSON, as backup tools keep them: who liked, answered and asked."""
    _import("tumblr", file, (brand, address), is_json=as_json)


@app.command("mastodon")
def mastodon(
    file: File, brand: OfBrand = "", address: Address = "", as_json: printing.AsJson = False
) -> None:
    """Read Mastodon's tables of follows, followers and lists, one by one or in a zip; they carry no days."""
    _import("mastodon", file, (brand, address), is_json=as_json)


@app.command("mailchimp")
def mailchimp(
    file: File, brand: OfBrand = "", address: Address = "", as_json: printing.AsJson = False
) -> None:
    """Read a Mailchimp audience: who left or bounced goes on the stop list, the others agree to nothing by it."""
    _import("mailchimp", file, (brand, address), is_json=as_json)


@app.command("listmonk")
def listmonk(
    file: File, brand: OfBrand = "", address: Address = "", as_json: printing.AsJson = False
) -> None:
    """Read listmonk's table of subscribers: the blocklisted go on the stop list, the others agree to nothing by it."""
    _import("listmonk", file, (brand, address), is_json=as_json)


def _import(kind: str, file: Path, whose: tuple[str, str], *, is_json: bool) -> None:
    framework.start_ready()
    from askfirst.cli import finding
    from askfirst.networks.base import BadInput
    from askfirst.networks.exports.catalog import reader

    export = reader(kind)
    remarks: list[str] = []
    channel, is_new = _channel(finding.brand(whose[0]), export, whose[1])
    try:
        reading = export.read(file, owner=_owner(channel, whose[1]))
        done = _run(channel, reading, remarks, is_quiet=is_json)
    except BadInput as error:
        if is_new:
            _take_back(channel)
        raise Failed(str(error)) from error
    unused = [*remarks, *done.problems]
    if is_json:
        printing.answer_json({"channel": channel.address, "events": done.counts, "unused": unused})
    else:
        _show(channel, done, unused)
    raise typer.Exit(Exit.WRONG if done.problems else Exit.YES)


def _run(channel: Channel, reading: Reading, remarks: list[str], *, is_quiet: bool) -> Imported:
    """Read to the end under a progress bar, which stands on standard error so that the answer can be piped."""
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    from askfirst.wire.imports import Imported, import_events

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    done = Imported()
    with Progress(
        *columns, console=printing.console(is_error=True), disable=is_quiet, transient=True
    ) as progress:
        bar = progress.add_task("Reading", total=max(reading.total, 1))
        for done in import_events(channel, _events(reading, remarks)):
            progress.update(bar, completed=reading.done, description=f"{done.events:,} read")
    return done


def _events(items: Iterator[Item], remarks: list[str]) -> Iterator[Event]:
    """The events; what could not be used is set aside with its line."""
    from askfirst.networks.exports.base import Remark

    for item in items:
        if isinstance(item, Remark):
            remarks.append(str(item))
        else:
            yield item


def _channel(brand: Brand, export: Export, address: str) -> tuple[Channel, bool]:
    """The channel on the export's network, and whether it is new.

    The first import makes one that cannot send, since it is not connected.
    """
    from askfirst.brand.models import Channel

    known = list(Channel.objects.filter(brand=brand, network=export.network).order_by("pk"))
    if address:
        known = [one for one in known if _plain(one.address) == _plain(address)]
    if len(known) == 1:
        return known[0], False
    if not address:
        listed = ", ".join(one.address for one in known) or "none yet"
        raise Failed(f"Say with --address under which name {brand} is on {export.network}; it has {listed}.")
    made = Channel.objects.create(
        brand=brand,
        network=export.network,
        address=address.strip(),
        name=f"{address.strip()} on {export.network}",
        state=Channel.State.OFF,
        state_reason="known from an export; not connected, so nothing can be sent",
    )
    return made, True


def _take_back(channel: Channel) -> None:
    """A file that is no such export leaves nothing behind; what was read of a damaged one stays, with its channel."""
    from askfirst.wire.models import Event as Heard

    if not Heard.objects.filter(channel=channel).exists():
        channel.delete()


def _owner(channel: Channel, address: str) -> list[str]:
    """Under which names the brand itself speaks there."""
    return [address or channel.address] if channel.network != "linkedin" else []


def _plain(address: str) -> str:
    return address.strip().removeprefix("@").casefold()


def _show(channel: Channel, done: Imported, unused: list[str]) -> None:
    for line in unused:
        printing.say(line)
    for kind, count in sorted(done.counts.items()):
        printing.say(f"{count:>8,}  {_WORDS.get(kind, kind)}")
    problems = f", {len(done.problems):,} could not be put in place" if done.problems else ""
    printing.say(
        f"{done.events:,} read into {channel.name}{problems}. What was known already stayed as it was; none of it is consent."
    )


_WORDS: dict[str, Any] = {
    "message": "messages to us",
    "echo": "messages from us",
    "follow": "followers",
    "we_follow": "followed by us",
    "connect": "connections",
    "request": "friend and follow requests",
    "bounce": "mails that came back",
    "block": "blocks",
    "we_unfollow": "no longer followed by us",
    "stop": "on the stop list",
    "known": "known, without consent",
    "like": "likes",
    "comment": "comments",
    "ask": "questions",
}
