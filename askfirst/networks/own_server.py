"""A network on which everybody may have a server of their own: only public ones are spoken to, unless a sandbox stands in between."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from askfirst.networks.base import BadSettings
from askfirst.networks.http import Answer, Call, HttpNetwork, client
from askfirst.networks.reach import public_name, require_public
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx


class OwnServer(HttpNetwork):
    """A connector whose one host is named by the person who connects it."""

    hosts: ClassVar[Mapping[str, str]] = {"server": ""}

    def __init__(self, *, server: str, through: str) -> None:
        """`server`: its address, as `address` gave it."""
        super().__init__(through=through, own_hosts={"server": server})
        self._name = urlsplit(server).hostname or ""

    async def _exchange(self, call: Call) -> Answer:
        if not self._through:
            await require_public(self._name, self.label)
        return await super()._exchange(call)

    def _line(self) -> httpx.AsyncClient:
        return client(is_guarded=not self._through)


def address(given: str, label: str, setting: str, *, is_public: bool = True) -> str:
    """The address of a server as a person writes it: `https://` may be left out, and a port may follow the name.

    Raises:
        BadSettings: it is no address, or one that leads nowhere public where it must.
    """
    parts = urlsplit(given if "://" in given else f"https://{given}")
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        port = "?"
    is_bare = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
    if parts.scheme != "https" or not parts.hostname or not is_bare or port == "?":
        raise BadSettings(
            Sentence(
                "%(label)s: `%(setting)s` is the address of a server, such as https://social.example; "
                "`%(given)s` is not",
                label=label,
                setting=setting,
                given=given,
            )
        )
    name = public_name(parts.hostname, label, setting) if is_public else parts.hostname
    return f"https://{name}{port}"
