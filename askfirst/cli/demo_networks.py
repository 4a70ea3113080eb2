"""Harbour Coffee's accounts on the sandbox's networks: connected at the first start, found again at every other one."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import httpx
from django.db import connection

from askfirst.brand.models import PROVISIONAL, Channel
from askfirst.cli import printing
from askfirst.networks import catalog
from askfirst.sandbox.visits import Visits
from askfirst.wire import join, loop, offers, pulling

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from askfirst.brand.models import Brand

log = logging.getLogger(__name__)

GOODBYE_SECONDS = 5.0


class Lacking(LookupError):  # noqa: N818 -- a statement about the sandbox
    """What a network asks for is not there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Seeded:
    """An account of ours as the sandbox lays it down, with all that connects it."""

    id: str
    username: str
    host: str
    app: Mapping[str, Any]
    more: Mapping[str, Any]
    tokens: Mapping[str, str]
    """By kind."""


ASKED: dict[str, Callable[[Seeded], dict[str, str]]] = {
    "facebook": lambda one: {
        "page_id": one.id,
        "app_id": one.app["id"],
        "app_secret": one.app["secret"],
        "token": one.tokens["access"],
    },
    "instagram": lambda one: {
        "login": "instagram",
        "app_id": one.app["id"],
        "app_secret": one.app["secret"],
        "token": one.tokens["access"],
    },
    "telegram": lambda one: {"token": one.tokens["access"], "receives_by": "polling"},
    "bluesky": lambda one: {
        "identifier": one.username,
        "password": one.more["password"],
        "chats": "yes",
    },
    "mastodon": lambda one: {"instance": one.host, "access_token": one.tokens["access"]},
    "x": lambda one: {
        "consumer_secret": one.app["secret"],
        "app_token": one.tokens["app"],
        "client_id": one.app["more"]["client_id"],
        "client_secret": one.app["more"]["client_secret"],
        "access_token": one.tokens["access"],
        "refresh_token": one.tokens["refresh"],
    },
}
"""What each network's guide asks for, from what the sandbox has."""


class Networks:
    """Connects in a thread, because networks knock at our own door while they are connected; then a few fans act there."""

    def __init__(self, brand: Brand, sandbox: str, folder: Path, *, is_quiet: bool) -> None:
        """`is_quiet`: nobody acts."""
        self._brand = brand
        self._sandbox = sandbox
        self._folder = folder
        self._is_quiet = is_quiet
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="networks", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        loop.end()
        self._thread.join(GOODBYE_SECONDS)

    def _work(self) -> None:
        try:
            connected = self._connect_all()
            if connected and not self._stop.is_set():
                pulling.enrol()
                labels = [catalog.entry(name).label for name in connected]
                printing.say(f"  Connected: {', '.join(labels)}.")
            if not self._is_quiet:
                self._let_them_come(connected)
        except Exception as error:
            log.debug("the demo's networks", exc_info=True)
            self._complain(f"The demo goes on without its networks: {_said(error)}")
        finally:
            connection.close()

    def _connect_all(self) -> list[str]:
        """Returns the networks on which we are."""
        there, connected = seeded(self._sandbox), []
        for network in ASKED:
            if self._stop.is_set():
                break
            trouble = self._tried(network, there.get(network))
            if trouble:
                self._complain(f"{catalog.entry(network).label} is not connected as it should be: {trouble}")
            else:
                connected.append(network)
        return connected

    def _tried(self, network: str, one: Seeded | None) -> str:
        """Why it could not be connected; empty where it could.  No network that fails stands in the way of the next."""
        if one is None:
            return "this sandbox has no account of ours there."
        try:
            return connected(self._brand, network, one, self._sandbox)
        except Exception as error:
            log.debug("%s", network, exc_info=True)
            return _said(error)

    def _let_them_come(self, networks: list[str]) -> None:
        visits = Visits(self._sandbox, self._folder / "visits.json")
        try:
            for sentence in visits.play(networks, self._stop):
                self._complain(f"A fan could not act: {sentence}")
        finally:
            visits.close()
        for channel in Channel.objects.filter(brand=self._brand, network__in=networks):
            pulling.soon(channel.pk)

    def _complain(self, sentence: str) -> None:
        if not self._stop.is_set():
            printing.complain(sentence)


def seeded(sandbox: str) -> dict[str, Seeded]:
    """Our accounts there, by network.

    Raises:
        httpx.HTTPError: it does not answer.
    """
    with httpx.Client(base_url=f"{sandbox}/_sandbox/", trust_env=False, timeout=10) as client:
        hosts = client.get("").raise_for_status().json()["networks"]
        rows = client.get("accounts").raise_for_status().json()
    return {row["network"]: _seeded(row, hosts[row["network"]]) for row in rows if row["network"] in ASKED}


def _seeded(row: dict[str, Any], hosts: list[str]) -> Seeded:
    return Seeded(
        id=row["account"]["id"],
        username=row["profile"]["username"],
        host=hosts[0],
        app=row["app"] or {},
        more={**row["profile"]["more"], **row["account"]["more"]},
        tokens={token["kind"]: token["value"] for token in row["tokens"]},
    )


def connected(brand: Brand, network: str, one: Seeded, sandbox: str) -> str:
    """Connect the account, or look whether the channel that there is still works.  Returns what is wrong.

    Raises:
        Lacking: the sandbox does not have what is needed.
        BadSettings: a setting cannot work.
    """
    held = Channel.objects.filter(brand=brand, network=network).order_by("pk").first()
    if held and not held.address.startswith(PROVISIONAL):
        return _again(held, sandbox)
    try:
        full = offers.completed(offers.choice(network), ASKED[network](one))
    except KeyError as missing:
        raise Lacking(f"the sandbox has no `{missing.args[0]}` for it any more") from None
    channel = held or join.begin(None, brand, offers.choice(network), full)
    findings = join.connect(channel, full)
    channel.refresh_from_db()
    if channel.is_provisional:
        channel.delete()
    return _wrong(findings)


def _again(channel: Channel, sandbox: str) -> str:
    """The same channel, at the ports that we and the sandbox have this time.  One that was switched off stays so."""
    if channel.state == Channel.State.OFF:
        return f"it was {channel.state_reason or 'switched off'}."
    if "through" in channel.settings and channel.settings["through"] != sandbox:
        channel.settings["through"] = sandbox
        channel.save(update_fields=["settings"])
    return _wrong(join.check(channel))


def _said(error: Exception) -> str:
    """In one line."""
    return " ".join(str(error).split()) or type(error).__name__


def _wrong(findings: list[Any]) -> str:
    return " ".join(f"{one.what}: {one.says.rstrip('.')}." for one in findings if not one.is_good)
