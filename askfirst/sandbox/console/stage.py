"""Who plays, where, with which of our accounts, and the forms by which they act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from askfirst.sandbox.console.html import Html, h

if TYPE_CHECKING:
    from askfirst.sandbox.call import Call
    from askfirst.sandbox.face import Face
    from askfirst.sandbox.server import Sandbox
    from askfirst.sandbox.things import Kind, Person, Profile
    from askfirst.sandbox.world import World


class Stage:
    """Who plays, where, and with which of our accounts."""

    def __init__(self, sandbox: Sandbox, person: Person, network: str, call: Call) -> None:
        self.world: World = sandbox.world
        self.person, self.network = person, network
        self.face: Face | None = sandbox.faces.of(network)
        self.path = f"/people/{person.id}/{quote(network)}"
        self.here = call.path + (f"?{call.raw_query}" if call.raw_query else "")
        self.me: Profile | None = self.world.profiles.get((network, person.profiles.get(network, "")))
        ours = [id for name, id in self.world.accounts if name == network]
        chosen = call.query.get("with", "")
        self.accounts = [self.world.profile(network, id) for id in ours]
        self.ours = next(
            (one for one in self.accounts if one.id == chosen), self.accounts[0] if self.accounts else None
        )

    @property
    def has_walls(self) -> bool:
        return self.face is not None and self.face.has_walls

    def offers(self, *kinds: Kind) -> bool:
        return self.face is not None and any(kind in self.face.offers for kind in kinds)

    def form(self, kind: Kind, *inside: Any, has_files: bool = False, **fields: str) -> Html:
        """A form that does one thing."""
        given = {
            "kind": kind.value,
            "back": self.here,
            **{name.replace("__", "."): value for name, value in fields.items()},
        }
        hidden = [h("input", type="hidden", name=name, value=value) for name, value in given.items() if value]
        return h(
            "form",
            hidden,
            inside,
            method="post",
            action=f"{self.path}/do",
            enctype="multipart/form-data" if has_files else None,
            class_="inline" if len(inside) == 1 else None,
        )
