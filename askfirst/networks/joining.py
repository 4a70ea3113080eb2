"""The recipe for connecting an account: what a person needs and why, where they agree, and what is checked.

Each connector has a `GUIDE`; what a wizard, the command line and the documentation show is made from it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One thing that a person gives to connect a channel."""

    name: str
    """Of the setting, as the connector takes it."""
    label: str
    help: str = ""
    is_secret: bool = False
    """Kept sealed, never shown again."""
    is_required: bool = True
    choices: Mapping[str, str] = field(default_factory=dict)
    """Value: words.  Empty: a text."""
    is_ours: bool = False
    """Found out or made by us: nobody is asked for it."""
    is_place: bool = False
    """Names the server to which the secrets are shown: those that are kept go to no other."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """One permission that is asked for, and what becomes impossible without it."""

    name: str
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OAuth:
    """Where the owner of an account agrees that we speak for it (RFC 6749, RFC 7636)."""

    authorize: str
    """Path on one of the connector's hosts, as `host:path`."""
    token: str
    """The same, of the token endpoint."""
    scopes: tuple[Scope, ...]
    has_pkce: bool = True
    separator: str = " "
    """Between scopes."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """More parameters of the first address."""
    has_basic_auth: bool = False
    """The client proves itself by HTTP Basic at the token endpoint, otherwise in the form."""
    client_id: str = "client_id"
    """Which of the settings is the client's id."""
    client_secret: str = "client_secret"  # noqa: S105 -- a name
    """The same, of its secret; an app without one has it empty."""
    keeps: Mapping[str, str] = field(
        default_factory=lambda: {"access_token": "access_token", "refresh_token": "refresh_token"}
    )
    """What of the answer is kept, sealed: its name there, and that of the setting."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Guide:
    """What a person reads before and while they connect."""

    needs: tuple[str, ...]
    """What must be there first, one sentence each, in order."""
    fields: tuple[Field, ...]
    oauth: OAuth | None = None
    review: str = ""
    """Text for the network's review, ready to paste; empty where there is none."""
    hook: str = ""
    """Where at the network the address of our hook is entered; empty: we register it ourselves or there is none."""
    limits: tuple[str, ...] = ()
    """What this network does not let anybody do, in plain words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """Who the credentials speak for."""

    address: str
    """The network's own id: the address of the channel."""
    name: str
    said: Mapping[str, object] = field(default_factory=dict)
    """What the network says of the account, by the keys of `gate.accounts`: SAID and SHARED."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Settings that follow from it and are kept in the open, such as the account's number: reading needs no secrets."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that was checked."""

    what: str
    is_good: bool
    says: str = ""
    """What was found and, where it is not good, what to do; fit to be copied into a support question."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Renewed:
    """Credentials that replace those given by the same names."""

    settings: Mapping[str, str]
    lasts: timedelta | None
    """How long the new ones are good for; None: until they are taken back."""


class Joining(ABC):
    """An account that can be connected.  Mixed into its connector."""

    @abstractmethod
    async def account(self) -> Account:
        """Ask the network who we are.  Raises `NetworkError`."""

    @abstractmethod
    async def findings(self, hook: str) -> list[Finding]:
        """Look at everything that must be right, sending nothing to anybody; `hook` is the address of our hook or empty.

        Raises `NetworkError` only where nothing can be asked at all.
        """

    async def register(self, back: str) -> Mapping[str, str]:  # noqa: ARG002 -- most apps are made by a person
        """Settings of an app that the network makes for us before anybody signs in; `back` is where they come back to.

        Empty where a person makes the app by hand.
        """
        return {}

    async def subscribe(self, hook: str, secret: str) -> None:  # noqa: B027 -- many networks have it done by hand
        """Have events pushed to `hook`.  Does nothing where a person enters the address at the network."""

    async def renew(self) -> Renewed | None:
        """Exchange credentials that will expire for fresh ones; None: they do not expire, or cannot be exchanged."""
        return None

    renew_before: timedelta | None = None
    """How long before they expire credentials are exchanged; None: never."""
