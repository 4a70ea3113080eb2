"""The sandbox's world: who there is, what they do, and what follows from it.

    world = World(seed=7)
    ana = world.person("Ana Ferreira", language="pt")
    fan = world.join(ana, "x", username="ana")                     # her profile there; its id is X's
    ours = world.account("x", "harbour", "Harbour Coffee", app=app.id)
    world.do(Deed(network="x", kind=Kind.FOLLOW, source=fan.id, target=ours.id))
    world.do(Deed(network="x", kind=Kind.WRITE, source=fan.id, target=ours.id, text="hi"))

`do` carries a deed out without asking whether it is allowed.  Rules do that (`askfirst/sandbox/rules/<network>.py`), and
`askfirst.sandbox.face.Faces.play` puts the two together.  No verdict and no window is ever stored: a rule looks at what
happened, with the look-ups of `askfirst/sandbox/memory.py` (`edge`, `follows`, `last_message`, `acts_of`, `count`,
`setting`, `uses_since`, `credits_of`), and at `world.now`.

Whoever reads or writes holds `world.lock`; a face's handlers are called with it held.
"""

from __future__ import annotations

import hashlib
import threading
import unicodedata
from typing import TYPE_CHECKING, Any, TypeVar

from askfirst.sandbox.deeds import carry_out
from askfirst.sandbox.memory import Memory, Unknown
from askfirst.sandbox.things import Account, Act, App, Credit, Deed, Hook, Kind, Person, Profile, Token

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from askfirst.sandbox.clock import Clock

__all__ = ["Deed", "Kind", "Unknown", "World"]

Thing = TypeVar("Thing")


class World(Memory):
    """Everything, in memory.  Verbs are here, look-ups in `Memory`, the file in `askfirst.sandbox.saving`."""

    def __init__(self, seed: int = 7, clock: Clock | None = None) -> None:
        self.seed = seed
        self.lock = threading.RLock()
        self.namers: dict[str, Callable[[World, str, datetime], str]] = {}
        """Network: how it names a new thing; the word is profile, post, comment, share, message, thread, ask, like."""
        self.hearers: list[Callable[[Act], None]] = []
        """Called after every act, with the lock held."""
        self.changes = 0
        """Grows with every change; for whoever saves."""
        super().__init__(clock)

    def forget(self) -> None:
        """Empty everything, so that the same seed begins the same world again."""
        super().forget()
        self.counters: dict[str, int] = {}
        self.aliases: dict[str, dict[str, str]] = {}
        self._behind: dict[str, dict[str, str]] = {}
        self.changes += 1

    # -- who there is ----------------------------------------------------------------------------------------------

    def person(self, name: str, *, language: str = "en", **more: Any) -> Person:
        """Somebody new.  `more`: the other fields of `Person`."""
        more["id"] = more.get("id") or f"p{self.count_up('person')}"
        return self.keep(Person(name=name, language=language, **more))

    def join(self, person: Person, network: str, *, username: str = "", **more: Any) -> Profile:
        """The person's profile on that network, made where there is none yet.  `more`: fields of `Profile`."""
        if network in person.profiles:
            return self.profile(network, person.profiles[network])
        profile = self.add_profile(
            network,
            username or plain(person.name) or person.id,
            person.name,
            person=person.id,
            language=person.language,
            **more,
        )
        person.profiles[network] = profile.id
        return profile

    def account(self, network: str, username: str, name: str, *, id: str = "", **more: Any) -> Profile:
        """An account of ours and its profile, which is returned.  `more`: fields of `Account`; `settings` of the profile."""
        settings = more.pop("settings", {})
        profile = self.add_profile(network, username, name, id=id, settings=settings)
        self.keep(Account(network=network, id=profile.id, **more))
        return profile

    def add_profile(self, network: str, username: str, name: str, *, id: str = "", **more: Any) -> Profile:
        """Somebody on a network, of whom nothing else is known.  A user name that is taken gets a number.

        `more`: the other fields of `Profile`.
        """
        free, tries = username, 1
        while self.named(network, free) is not None:
            tries += 1
            free = f"{username}{tries}"
        more.setdefault("since", self.now)
        made = id or self.new_id(network, "profile")
        return self.keep(Profile(network=network, id=made, username=free, name=name, **more))

    # -- ids -------------------------------------------------------------------------------------------------------

    def count_up(self, name: str) -> int:
        """The next number of that name, from 1."""
        self.counters[name] = self.counters.get(name, 0) + 1
        return self.counters[name]

    def digest(self, *parts: object) -> str:
        """64 hexadecimal digits; the same for the same seed and parts."""
        return hashlib.sha256("\0".join(map(str, (self.seed, *parts))).encode()).hexdigest()

    def digits(self, *parts: object, length: int = 15) -> str:
        """A number of so many digits; the same for the same seed and parts."""
        lowest: int = 10 ** (length - 1)
        return str(lowest + int(self.digest(*parts), 16) % (9 * lowest))

    def new_id(self, network: str, word: str) -> str:
        """An id for a new thing, in the network's shape (`namers`); without a namer, 15 digits."""
        namer = self.namers.get(network)
        if namer is not None:
            return namer(self, word, self.now)
        return self.digits(network, word, self.count_up(f"{network}.{word}"))

    def scoped(self, scope: str, id: str, length: int = 16) -> str:
        """The number that stands for `id` within `scope` (Meta's page-scoped ids); `unscoped` is the way back."""
        known = self.aliases.setdefault(scope, {})
        if id not in known:
            known[id] = self.digits("scoped", scope, id, length=length)
            self._behind.pop(scope, None)
            self.changes += 1
        return known[id]

    def unscoped(self, scope: str, alias: str) -> str | None:
        """Whom a scoped id stands for; nobody, where it was never given out."""
        if scope not in self._behind:
            self._behind[scope] = {given: id for id, given in self.aliases.get(scope, {}).items()}
        return self._behind[scope].get(alias)

    # -- apps, tokens, hooks ---------------------------------------------------------------------------------------

    def app(self, network: str, *, id: str = "", secret: str = "", **more: Any) -> App:
        """A registered program; id and secret are made up where none are given.  `more`: fields of `App`."""
        made = id or self.digits(network, "app", self.count_up(f"{network}.app"))
        hidden = secret or self.digest(network, "secret", made)[:32]
        return self.keep(App(network=network, id=made, secret=hidden, **more))

    def issue(
        self, network: str, profile: str, *, app: str = "", lasts: timedelta | None = None, **more: Any
    ) -> Token:
        """A token for a profile, without end where `lasts` is not given.  `more`: fields of `Token`."""
        made = f"{network}-{self.digest('token', self.count_up('token'))[:40]}"
        more["value"] = more.get("value") or made
        ends = None if lasts is None else self.now + lasts
        return self.keep(
            Token(network=network, app=app, profile=profile, issued_at=self.now, expires_at=ends, **more)
        )

    def revoke(self, token: Token, why: str) -> None:
        """From now on it is worth nothing."""
        token.revoked_at, token.why = self.now, why
        self.changes += 1

    def hook(self, network: str, url: str, *, app: str, id: str = "", **more: Any) -> Hook:
        """Where the network shall push to.  The handshake is `Pushes.welcome`.  `more`: fields of `Hook`."""
        made = id or self.digits(network, "hook", self.count_up("hook"), length=10)
        return self.keep(Hook(id=made, network=network, url=url, app=app, created_at=self.now, **more))

    # -- what is done ----------------------------------------------------------------------------------------------

    def do(self, deed: Deed) -> Act:
        """Carry a deed out, now.  Whether it is allowed is asked before, by rules.

        Raises:
            Unknown: it concerns somebody or something that is not there.
        """
        at = self.now
        for one in filter(None, (deed.source, deed.target)):
            self.profile(deed.network, one)
        act = Act(number=len(self.acts) + 1, at=at, deed=deed, made=carry_out(self, deed, at))
        self.keep(act)
        for hear in self.hearers:
            hear(act)
        return act

    def use(self, counter: str) -> None:
        """One more of something limited, now, such as `x.dm.<user>`; counted by `uses_since`."""
        self.uses.setdefault(counter, []).append(self.now)
        self.changes += 1

    def grant(self, network: str, owner: str, kind: str, number: int = 1, **more: Any) -> list[Credit]:
        """Credits for somebody, one row each.  `more`: fields of `Credit`.  To spend one, set `spent_at` and `spent_on`."""
        names = [self.digits(network, "credit", self.count_up("credit")) for _ in range(number)]
        return [
            self.keep(Credit(network=network, id=name, owner=owner, kind=kind, at=self.now, **more))
            for name in names
        ]

    def keep_file(self, content: bytes) -> str:
        """Lay a file down; its id."""
        name = self.digits("file", self.count_up("file"))
        self.files[name] = content
        self.changes += 1
        return name

    def keep(self, thing: Thing) -> Thing:
        """Add a thing that was made elsewhere."""
        self.add(thing)
        self.changes += 1
        return thing


def plain(name: str) -> str:
    """A user name made of the Latin letters of a name; empty where it has none."""
    spread = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in spread.lower() if sign.isascii() and sign.isalnum())[:20]
