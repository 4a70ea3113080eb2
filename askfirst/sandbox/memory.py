"""What the world remembers, and how it is found again: tables, and an index for every question that a rule asks.

All look-ups take the network first.  Lists are in order of time.  Deleted, undone and ended things stay and are left out
where the docstring says so.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from askfirst.sandbox.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from askfirst.sandbox.things import (
        Account,
        Act,
        App,
        Ask,
        Credit,
        Edge,
        Event,
        Hook,
        Kind,
        Message,
        Parcel,
        Person,
        Post,
        Profile,
        Reaction,
        Thread,
        Token,
    )


_TABLES = {
    "person": "people",
    "hook": "hooks",
    "account": "accounts",
    "app": "apps",
    "ask": "asks",
    "credit": "credits",
}


class Unknown(LookupError):  # noqa: N818 -- a statement about the world
    """There is no such person, profile, post or message."""


class Memory:
    """Tables and look-ups; `World` adds what changes them."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.forget()

    def forget(self) -> None:
        """Empty every table.  The clock stays as it is."""
        self.people: dict[str, Person] = {}
        self.profiles: dict[tuple[str, str], Profile] = {}
        self.accounts: dict[tuple[str, str], Account] = {}
        self.apps: dict[tuple[str, str], App] = {}
        self.tokens: dict[str, Token] = {}
        self.hooks: dict[str, Hook] = {}
        self.posts: dict[tuple[str, str], Post] = {}
        self.threads: dict[tuple[str, str], Thread] = {}
        self.messages: dict[tuple[str, str], Message] = {}
        self.asks: dict[tuple[str, str], Ask] = {}
        self.credits: dict[tuple[str, str], Credit] = {}
        self.edges: list[Edge] = []
        self.likes: list[Reaction] = []
        self.acts: list[Act] = []
        self.uses: dict[str, list[datetime]] = {}
        self.files: dict[str, bytes] = {}
        self.own: dict[str, Any] = {}
        """What a face keeps of its own, under its name; plain JSON values only."""
        self.events: list[Event] = []
        """What hooks shall still be told, and below the pushes that must be tried again; `Pushes` works on both."""
        self.parcels: dict[int, Parcel] = {}
        self._went_back = False
        self._names: dict[tuple[str, str], str] = {}
        self._edges_of: dict[tuple[str, str, str, str], list[Edge]] = defaultdict(list)
        self._edges_from: dict[tuple[str, str, str], list[Edge]] = defaultdict(list)
        self._edges_to: dict[tuple[str, str, str], list[Edge]] = defaultdict(list)
        self._likes_of: dict[tuple[str, str], list[Reaction]] = defaultdict(list)
        self._children: dict[tuple[str, str], list[Post]] = defaultdict(list)
        self._walls: dict[tuple[str, str], list[Post]] = defaultdict(list)
        self._thread_of: dict[tuple[str, frozenset[str]], Thread] = {}
        self._threads_with: dict[tuple[str, str], list[Thread]] = defaultdict(list)
        self._said: dict[tuple[str, str], list[Message]] = defaultdict(list)
        self._acts_from: dict[tuple[str, str], list[Act]] = defaultdict(list)
        self._acts_between: dict[tuple[str, str, str], list[Act]] = defaultdict(list)

    @property
    def now(self) -> datetime:
        return self.clock.now

    # -- who -------------------------------------------------------------------------------------------------------

    def profile(self, network: str, id: str) -> Profile:
        """Raises `Unknown`."""
        try:
            return self.profiles[network, id]
        except KeyError:
            raise Unknown(f"nobody on {network} has the id {id!r}") from None

    def named(self, network: str, username: str) -> Profile | None:
        """Who has that user name there, however it is spelled."""
        found = self._names.get((network, username.lower()))
        return self.profiles[network, found] if found else None

    def is_ours(self, network: str, id: str) -> bool:
        return (network, id) in self.accounts

    def setting(self, network: str, id: str, name: str, otherwise: Any = None) -> Any:
        """How somebody has set something; `otherwise` where they never touched it."""
        profile = self.profiles.get((network, id))
        return otherwise if profile is None else profile.settings.get(name, otherwise)

    # -- edges -----------------------------------------------------------------------------------------------------

    def edge(
        self,
        network: str,
        kind: str,
        source: str,
        target: str,
        *,
        at: datetime | None = None,
        topic: str = "",
    ) -> Edge | None:
        """The edge that holds at that instant (now), with its `since`; kind: follow, like, block, mute, connect, join."""
        at = at or self.now
        known = self._edges_of.get((network, kind, source, target), ())
        return next((e for e in reversed(known) if e.topic == topic and holds(e, at)), None)

    def follows(self, network: str, source: str, target: str, *, at: datetime | None = None) -> bool:
        return self.edge(network, "follow", source, target, at=at) is not None

    def blocks(self, network: str, source: str, target: str, *, at: datetime | None = None) -> bool:
        return self.edge(network, "block", source, target, at=at) is not None

    def edges_from(self, network: str, kind: str, source: str, *, at: datetime | None = None) -> list[Edge]:
        """Those that hold, oldest first: whom somebody follows, blocks and so on."""
        at = at or self.now
        return [edge for edge in self._edges_from.get((network, kind, source), ()) if holds(edge, at)]

    def edges_to(self, network: str, kind: str, target: str, *, at: datetime | None = None) -> list[Edge]:
        """Those that hold, oldest first: who follows somebody and so on."""
        at = at or self.now
        return [edge for edge in self._edges_to.get((network, kind, target), ()) if holds(edge, at)]

    # -- public ----------------------------------------------------------------------------------------------------

    def post(self, network: str, id: str) -> Post:
        """A post, comment or share.  Raises `Unknown`, also where it was deleted."""
        found = self.posts.get((network, id))
        if found is None or found.deleted_at is not None:
            raise Unknown(f"there is no post {id!r} on {network}")
        return found

    def wall(self, network: str, owner: str) -> list[Post]:
        """The posts and shares on somebody's page that still stand, newest first."""
        return [p for p in reversed(self._walls.get((network, owner), ())) if p.deleted_at is None]

    def answers(self, network: str, parent: str) -> list[Post]:
        """The comments right under a post or comment that still stand, oldest first."""
        return [p for p in self._children.get((network, parent), ()) if p.deleted_at is None]

    def likes_of(self, network: str, about: str, *, source: str = "") -> list[Reaction]:
        """The likes and reactions of a thing that still hold, oldest first."""
        given = self._likes_of.get((network, about), ())
        return [r for r in given if r.until is None and (not source or r.source == source)]

    # -- private ---------------------------------------------------------------------------------------------------

    def thread(self, network: str, one: str, other: str) -> Thread | None:
        """The private talk of two."""
        return self._thread_of.get((network, frozenset((one, other))))

    def threads_of(self, network: str, member: str) -> list[Thread]:
        """All of somebody's talks, the oldest first."""
        return list(self._threads_with.get((network, member), ()))

    def messages_in(self, network: str, thread: str) -> list[Message]:
        """All that was ever said in a thread, oldest first; what was unsent has `deleted_at`."""
        return list(self._said.get((network, thread), ()))

    def last_message(
        self, network: str, sender: str, recipient: str, *, before: datetime | None = None
    ) -> Message | None:
        """The latest one from one to the other, up to `before` (now); an unsent one counts, for it was sent."""
        thread = self.thread(network, sender, recipient)
        before = before or self.now
        said = self._said.get((network, thread.id), ()) if thread else ()
        return next((m for m in reversed(said) if m.sender == sender and m.at <= before), None)

    # -- acts ------------------------------------------------------------------------------------------------------

    def acts_of(
        self,
        network: str,
        source: str,
        target: str = "",
        *,
        kinds: Iterable[Kind] = (),
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Iterator[Act]:
        """What somebody did (toward somebody), newest first, from `since` to `until` (now), both included."""
        until, wanted = until or self.now, frozenset(kinds)
        log = (
            self._acts_between.get((network, source, target), [])
            if target
            else self._acts_from.get((network, source), [])
        )
        for act in reversed(log):
            is_late_enough = since is None or act.at >= since
            if not is_late_enough and not self._went_back:
                return
            if is_late_enough and act.at <= until and (not wanted or act.deed.kind in wanted):
                yield act

    def count(self, network: str, source: str, target: str = "", **how: Any) -> int:
        """How many of `acts_of` there are."""
        return sum(1 for _ in self.acts_of(network, source, target, **how))

    def uses_since(self, counter: str, since: datetime) -> list[datetime]:
        """When something limited was used after that instant, oldest first."""
        return [at for at in self.uses.get(counter, ()) if at > since]

    def credits_of(self, network: str, owner: str, kind: str, *, at: datetime | None = None) -> list[Credit]:
        """Those that may still be spent, oldest first.  One that came back may be spent again."""
        at = at or self.now
        return [
            credit
            for credit in self.credits.values()
            if (credit.network, credit.owner, credit.kind) == (network, owner, kind)
            and credit.at <= at
            and (credit.spent_at is None or credit.returned_at is not None)
            and (credit.expires_at is None or credit.expires_at > at)
        ]

    # -- keeping the indexes ---------------------------------------------------------------------------------------

    def add(self, thing: Any) -> None:
        """Put a new thing into its table and its indexes."""
        word = type(thing).__name__.lower()
        if word in _TABLES:
            key = thing.id if word in {"person", "hook"} else (thing.network, thing.id)
            getattr(self, _TABLES[word])[key] = thing
        else:
            getattr(self, f"_add_{word}")(thing)

    def _add_token(self, token: Token) -> None:
        self.tokens[token.value] = token

    def _add_profile(self, profile: Profile) -> None:
        self.profiles[profile.network, profile.id] = profile
        self._names[profile.network, profile.username.lower()] = profile.id

    def _add_edge(self, edge: Edge) -> None:
        self.edges.append(edge)
        self._edges_of[edge.network, edge.kind, edge.source, edge.target].append(edge)
        self._edges_from[edge.network, edge.kind, edge.source].append(edge)
        self._edges_to[edge.network, edge.kind, edge.target].append(edge)

    def _add_reaction(self, like: Reaction) -> None:
        self.likes.append(like)
        self._likes_of[like.network, like.about].append(like)

    def _add_post(self, post: Post) -> None:
        self.posts[post.network, post.id] = post
        if post.kind == "comment":
            self._children[post.network, post.parent].append(post)
        else:
            self._walls[post.network, post.wall].append(post)

    def _add_thread(self, thread: Thread) -> None:
        self.threads[thread.network, thread.id] = thread
        self._thread_of[thread.network, frozenset(thread.members)] = thread
        for member in thread.members:
            self._threads_with[thread.network, member].append(thread)

    def _add_message(self, message: Message) -> None:
        self.messages[message.network, message.id] = message
        self._said[message.network, message.thread].append(message)

    def _add_act(self, act: Act) -> None:
        if self.acts and act.at < self.acts[-1].at:
            self._went_back = True
        self.acts.append(act)
        deed = act.deed
        self._acts_from[deed.network, deed.source].append(act)
        if deed.target:
            self._acts_between[deed.network, deed.source, deed.target].append(act)


def holds(edge: Edge, at: datetime) -> bool:
    """Whether an edge is there at that instant."""
    return edge.since <= at and (edge.until is None or edge.until > at)
