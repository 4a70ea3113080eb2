"""The crowd itself: an agenda of what fans will do, and what they make of what our accounts do to them.

    crowd = Crowd(sandbox, people=2000, days=30, seed=7)
    while crowd.step(): ...            # with the world's lock held; the clock is moved to each act

Fans act on the world through the networks' rules, as everybody does; the product hears of it by pushes and polls only.
The same seed on the same world makes the same acts.
"""

from __future__ import annotations

import heapq
from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from askfirst.sandbox.crowd import fans
from askfirst.sandbox.crowd.words import BRAND_POSTS
from askfirst.sandbox.face import Refused
from askfirst.sandbox.memory import Unknown
from askfirst.sandbox.things import Act, Deed, Kind

if TYPE_CHECKING:
    from askfirst.sandbox.crowd.fans import Fan
    from askfirst.sandbox.server import Sandbox

TIRED_AFTER = timedelta(days=3)
"""So long a question may wait."""
ASKED_WITHIN = timedelta(days=7)
"""An answer that comes later is not what was asked for any more."""


class Crowd:
    """Everybody, and what they have in mind."""

    def __init__(self, sandbox: Sandbox, *, people: int, days: int, seed: int) -> None:
        """Begins `days` before the present, or where the last crowd ended, if that is later."""
        self.faces, self.world = sandbox.faces, sandbox.world
        self.seed = seed
        self.begin = self._begin(days)
        self.end = self.begin + timedelta(days=days)
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._number = 0
        self._agenda: list[tuple[datetime, int, Fan | None, str, dict[str, Any]]] = []
        self._of: dict[tuple[str, str], Fan] = {}
        """Network and profile: who it is."""
        self.networks = sorted({network for network, _ in self.world.accounts if self._joins(network)})
        if self.networks:
            self.world.clock.set(self.begin)
            for number in range(people):
                self._arrive(number, days)
            self._let_the_brand_post(days)
        self.world.hearers.append(self._hear)

    def close(self) -> None:
        """Hear no more."""
        self.world.own["crowd"] = {"end": self.world.now.isoformat()}
        self.world.hearers.remove(self._hear)

    @property
    def next_at(self) -> datetime:
        """When the next act is due; the end, where nothing is planned."""
        return self._agenda[0][0] if self._agenda else self.end

    @property
    def summary(self) -> dict[str, Any]:
        """What was done and refused so far, and by when."""
        return {
            "now": self.world.now,
            "begin": self.begin,
            "end": self.end,
            "networks": self.networks,
            "done": dict(self.done.most_common()),
            "refused": dict(self.refused.most_common()),
        }

    @property
    def left(self) -> int:
        """How much is still planned."""
        return len(self._agenda)

    def step(self) -> bool:
        """Move the clock to the next act and do it; False once the last day is over (the clock then stands at its end)."""
        if not self._agenda or self._agenda[0][0] > self.end:
            self.world.clock.set(max(self.end, self.world.now))
            return False
        at, _, fan, what, given = heapq.heappop(self._agenda)
        if at > self.world.now:
            self.world.clock.set(at)
        if not (fan is not None and fan.has_had_enough and what in _WILLING):
            getattr(self, f"_do_{what}")(fan, **given)
        return True

    # -- beginning -------------------------------------------------------------------------------------------------

    def _begin(self, days: int) -> datetime:
        """So many days ago; later, where another crowd has lived through these days already."""
        past = self.world.now - timedelta(days=days)
        before = self.world.own.get("crowd", {}).get("end")
        return past if before is None else max(past, datetime.fromisoformat(before))

    def _joins(self, network: str) -> bool:
        face = self.faces.of(network)
        return face is not None and network in face.joined

    def _arrive(self, number: int, days: int) -> None:
        """Somebody new, or the same as last time; they come in the first two thirds."""
        chance, tongue, name = fans.character(number, self.seed)
        id_ = f"crowd{self.seed}-{number}"
        person = self.world.people.get(id_) or self.world.person(
            name, id=id_, language=tongue.language, country=tongue.country, timezone=tongue.timezone
        )
        fan = fans.fan(number, person, chance, tongue)
        many = 2 if chance.random() < 0.2 and len(self.networks) > 1 else 1
        fan.networks = chance.sample(self.networks, many)
        for network in fan.networks:
            self._of[network, self.world.join(person, network).id] = fan
        day = self.begin + timedelta(days=chance.random() * days * 0.66)
        self._plan(fan.awake_on(day), fan, "meet")

    def _let_the_brand_post(self, days: int) -> None:
        """Our accounts say something every other day, by hand, as brands do."""
        for place, (network, account) in enumerate(sorted(self.world.accounts)):
            if network not in self.networks or not self._offers(network, Kind.COMMENT):
                continue
            for day in range(0, days, 2):
                at = self.begin + timedelta(days=day, hours=9, minutes=7 * place)
                text = BRAND_POSTS[(day // 2 + place) % len(BRAND_POSTS)]
                self._plan(at, None, "post", network=network, account=account, text=text)

    def _plan(self, at: datetime, fan: Fan | None, what: str, **given: Any) -> None:
        self._number += 1
        heapq.heappush(self._agenda, (max(at, self.begin), self._number, fan, what, given))

    def _soon(self, fan: Fan, what: str, least: float, most: float, **given: Any) -> None:
        self._plan(self.world.now + fan.soon(least, most), fan, what, **given)

    def _offers(self, network: str, *kinds: Kind) -> bool:
        face = self.faces.of(network)
        return face is not None and any(kind in face.offers for kind in kinds)

    # -- what they do of themselves --------------------------------------------------------------------------------

    def _try(self, kind: Kind, network: str, source: str, **more: Any) -> Act | None:
        """A deed, if the network offers it and its rules let it pass."""
        if not self._offers(network, kind) and kind not in _ALWAYS:
            return None
        try:
            act = self.faces.play(Deed(network=network, kind=kind, source=source, **more))
        except Refused as no:
            self.refused[no.refusal.rule if no.refusal else no.row] += 1
            return None
        except Unknown:
            return None  # it was deleted meanwhile
        self.done[kind.value] += 1
        return act

    def _do_post(self, _fan: None, network: str, account: str, text: str) -> None:
        try:
            post = self.faces.play(Deed(network=network, kind=Kind.POST, source=account, text=text))
        except Refused:
            return
        self.done["brand_post"] += 1
        for edge in self.world.edges_to(network, "follow", account):
            fan = self._of.get((network, edge.source))
            if fan is not None and fan.chance.random() < fan.warmth * 0.3:
                self._soon(fan, "look", 5, 1_400, network=network, about=post.made)

    def _do_meet(self, fan: Fan) -> None:
        """They find the brand: most follow it, and some come back from then on."""
        for network in fan.networks:
            account = self._account(fan, network)
            for kind in (Kind.FOLLOW, Kind.CONNECT, Kind.LIKE):
                if fan.chance.random() < fan.warmth:
                    self._try(kind, network, fan.person.profiles[network], target=account)
        self._come_back(fan)

    def _come_back(self, fan: Fan) -> None:
        """Some days later, and less often the longer they know us and the more it was too much for them."""
        tired = 1.0 + (self.world.now - self.begin).days / 20 + fan.annoyance
        days = min(90.0, fan.chance.expovariate(max(0.01, fan.chattiness / tired)))
        self._plan(fan.awake_on(self.world.now + timedelta(days=max(0.2, days))), fan, "visit")

    def _do_visit(self, fan: Fan) -> None:
        network = fan.chance.choice(fan.networks)
        me, account = fan.person.profiles[network], self._account(fan, network)
        wall = self.world.wall(network, account)[:4]
        draw = fan.chance.random()
        if draw < 0.35 and wall:
            self._do_look(fan, network, fan.chance.choice(wall).id)
        elif draw < 0.55 and wall:
            self._try(Kind.COMMENT, network, me, about=fan.chance.choice(wall).id, text=fan.say("comments"))
        elif draw < 0.62:
            named = {"is_anonymous": True} if fan.chance.random() < 0.4 else {}
            self._try(Kind.ASK, network, me, target=account, text=fan.say("questions"), more=named)
        elif draw < 0.66:
            self._post(fan, network, account)
        else:
            self._write(fan, network, "questions")
            self._plan(self.world.now + TIRED_AFTER, fan, "wait", network=network, since=self.world.now)
        self._come_back(fan)

    def _post(self, fan: Fan, network: str, account: str) -> None:
        """On our wall where the network has walls, otherwise on their own with our name in it."""
        me, text = fan.person.profiles[network], fan.say("questions")
        face = self.faces.of(network)
        if face is not None and face.has_walls:
            self._try(Kind.POST, network, me, target=account, text=text)
        else:
            self._try(Kind.POST, network, me, text=f"@{self.world.profile(network, account).username} {text}")

    def _do_look(self, fan: Fan, network: str, about: str) -> None:
        me = fan.person.profiles[network]
        self._try(Kind.LIKE, network, me, about=about)
        if fan.chance.random() < 0.12:
            self._try(Kind.COMMENT, network, me, about=about, text=fan.say("comments"))

    def _do_wait(self, fan: Fan, network: str, since: datetime) -> None:
        """Three days without a word: who has waited so long cools down, and some go."""
        me, account = fan.person.profiles[network], self._account(fan, network)
        answer = self.world.last_message(network, account, me)
        if (answer is None or answer.at < since) and fan.chance.random() > fan.warmth:
            self._leave(network, me, account)

    def _leave(self, network: str, me: str, account: str) -> None:
        if self.world.follows(network, me, account):
            self._try(Kind.UNFOLLOW, network, me, target=account)

    def _write(self, fan: Fan, network: str, what: str) -> None:
        target = self._account(fan, network)
        self._try(Kind.WRITE, network, fan.person.profiles[network], target=target, text=fan.say(what))

    def _account(self, fan: Fan, network: str) -> str:
        """Which of our accounts on a network is theirs."""
        ours = sorted(account for name, account in self.world.accounts if name == network)
        return ours[fan.number % len(ours)]

    # -- what they make of what they get ---------------------------------------------------------------------------

    def _hear(self, act: Act) -> None:
        """An account of ours did something: whom it concerns, will look at it."""
        deed = act.deed
        if not self.world.is_ours(deed.network, deed.source):
            return
        if deed.kind is Kind.WRITE:
            fan = self._of.get((deed.network, deed.target))
            if fan is not None:
                self._soon(fan, "read", 1, 600, act=act, was_asked=self._was_asked(act))
        elif deed.kind is Kind.COMMENT:
            answered = self.world.posts.get((deed.network, deed.about))
            fan = self._of.get((deed.network, answered.author)) if answered else None
            if fan is not None:
                self._soon(fan, "look", 2, 600, network=deed.network, about=act.made)

    def _was_asked(self, act: Act) -> bool:
        """Whether the fan said something to us of late, and this is the first answer to it or the second."""
        deed = act.deed
        since = act.at - ASKED_WITHIN
        kinds = (Kind.WRITE, Kind.ASK, Kind.COMMENT, Kind.POST, Kind.OPEN, Kind.OPT_IN)
        said = next(
            (
                one
                for one in self.world.acts_of(deed.network, deed.target, kinds=kinds, since=since)
                if one.number < act.number
            ),
            None,
        )
        if said is None:
            return False
        ours = self.world.acts_of(deed.network, deed.source, deed.target, kinds=(Kind.WRITE,), since=said.at)
        return sum(1 for one in ours if one.number <= act.number) <= 2

    def _do_read(self, fan: Fan, *, act: Act, was_asked: bool) -> None:
        deed = act.deed
        network, me = deed.network, deed.target
        self._try(Kind.RECEIVE, network, me, target=deed.source)
        self._try(Kind.READ, network, me, target=deed.source)
        is_pitch = fans.is_pitch(deed.text)
        if was_asked and not is_pitch:
            if fan.chance.random() < 0.3 + 0.5 * fan.warmth:
                self._soon(fan, "thank", 1, 90, network=network)
            return
        fan.annoy(0.8 if is_pitch else 0.5)
        self._soon(
            fan, "end_it" if fan.has_had_enough else "object", 1, 120, network=network, account=deed.source
        )

    def _do_thank(self, fan: Fan, network: str) -> None:
        self._write(fan, network, "thanks")

    def _do_object(self, fan: Fan, network: str, account: str) -> None:
        """Not enough to leave, yet enough to say so, or to look away."""
        me, draw = fan.person.profiles[network], fan.chance.random()
        if draw < 0.3:
            self._write(fan, network, "annoyed")
        elif draw < 0.5:
            self._write(fan, network, "stop")
        elif draw < 0.65:
            self._try(Kind.MUTE, network, me, target=account)
        elif draw < 0.8:
            self._leave(network, me, account)

    def _do_end_it(self, fan: Fan, network: str, account: str) -> None:
        """Too much: a word, a complaint, a block."""
        me = fan.person.profiles[network]
        if self.world.blocks(network, me, account):
            return
        if fan.chance.random() < 0.5:
            self._write(fan, network, "stop")
        self._try(Kind.OPT_OUT, network, me, target=account)
        if fan.chance.random() < 0.35:
            self._try(Kind.REPORT, network, me, target=account, text=fan.say("annoyed"))
        self._try(Kind.BLOCK, network, me, target=account)


_WILLING = {"visit", "look", "thank", "wait"}
"""What nobody does any more who has had enough."""
_ALWAYS = {Kind.UNFOLLOW, Kind.RECEIVE, Kind.READ}
