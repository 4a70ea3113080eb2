"""One month of the crowd, twice: a brand that sends what the gate allows, and one that sends everything.

    python bench/month.py [--people 2000] [--seed 7] [--write]

Both brands live in the same sandbox world with the same fans, drawn from the same seed, under the networks' own rules.
Both answer each question once, within hours.  Both want to send an offer on twelve days of the month to everybody who ever
followed, liked or wrote to them.  One asks the gate before each message, the real engine with all bundled packs, and takes
no for an answer; the other stops at nothing but the networks' refusals.  `--write` writes docs/quality/month.md with its
figure.  What the crowd is assumed to be stands there.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from askfirst.policy.engine import decide
from askfirst.policy.facts import Facts
from askfirst.policy.model import Verdict
from askfirst.policy.packs import load_packs
from askfirst.policy.program import Policy
from askfirst.sandbox.crowd import Crowd
from askfirst.sandbox.face import Refused
from askfirst.sandbox.memory import Unknown
from askfirst.sandbox.server import Sandbox
from askfirst.sandbox.things import Deed, Kind
from askfirst.sandbox.world import World
from tests.sandbox.facts import derive, micros

if TYPE_CHECKING:
    from askfirst.sandbox.crowd.fans import Fan
    from askfirst.sandbox.things import Act

ROOT = Path(__file__).resolve().parents[1]
PAGE, FIGURE = ROOT / "docs" / "quality" / "month.md", ROOT / "docs" / "images" / "month.svg"
NETWORKS = ("facebook", "instagram", "x", "mastodon", "bluesky", "telegram")
END = "2026-11-01T03:00:00+00:00"
DAYS, EVERY = 30, (1, 3, 5)
"""Offers leave on Tuesdays, Thursdays and Saturdays."""
WORDS = (
    "Only this week: 20 % discount on every bag.",
    "Our offer for you: two for one.",
    "Last days of the sale.",
)
ANSWER = "Yes, until six. Come by, we keep a place for you."
JOINS, CONFIRMS = 0.25, 0.8
"""Of those who thank for an answer so many, times their warmth, ask to be told; and so many of these open the mail and confirm."""
MAIL_ANNOYS, TOO_MUCH = 0.05, 2
"""A mail of a list that they joined annoys a little; from the third in seven days on as much as any."""
GATED = "asks first"
OTHERWISE = "facebook"
"""Where our table names no limit for a network, that of this one is taken."""


@dataclass(slots=True)
class Told:
    """What became of one brand's month."""

    name: str
    wished: int = 0
    sent: int = 0
    answers: int = 0
    mails: int = 0
    kept: int = 0
    """Offers on the networks that the gate kept."""
    held: Counter[str] = field(default_factory=Counter)
    """By the layer that decided, where the gate said no or not now."""
    refused: int = 0
    """By the networks."""
    theirs: Counter[str] = field(default_factory=Counter)
    """What fans did: complaints, blocks, messages and so on."""
    by_day: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    joined: int = 0
    left: int = 0
    stopped: dict[str, int] = field(default_factory=dict)
    """Network: on which day its brake for accounts would have stopped it."""
    following: int = 0


class Month(Crowd):
    """The crowd with a brand in it.  What a fan draws comes from a source of their own, so both months meet the same fans."""

    def __init__(self, sandbox: Sandbox, told: Told, *, people: int, seed: int, is_gated: bool) -> None:
        self.told, self.is_gated = told, is_gated
        self.policy = Policy(load_packs())
        self.known: dict[str, dict[str, Fan]] = defaultdict(dict)
        """Network: everybody who ever did something toward us."""
        self.members: dict[int, tuple[Fan, datetime]] = {}
        self.mails: dict[int, list[datetime]] = defaultdict(list)
        self.sends: dict[str, list[datetime]] = defaultdict(list)
        self.marks: dict[str, list[datetime]] = defaultdict(list)
        super().__init__(sandbox, people=people, days=DAYS, seed=seed)
        for day in range(DAYS):
            at = self.begin + timedelta(days=day)
            if at.weekday() in EVERY:
                self._plan(at.replace(hour=15, minute=0), None, "offer", text=WORDS[day % len(WORDS)])
        self.world.hearers.append(self._notice)

    def _joins(self, network: str) -> bool:
        return network in NETWORKS and super()._joins(network)

    # -- what the brand does

    def _notice(self, act: Act) -> None:
        """Somebody did something toward us: from now on the brand knows them; a question is answered within hours."""
        deed = act.deed
        fan = self._of.get((deed.network, deed.source))
        if fan is None:
            return
        day = (act.at - self.begin).days
        self.told.theirs[deed.kind.value] += 1
        self.told.by_day[day][deed.kind.value] += 1
        self.known[deed.network][deed.source] = fan
        self.told.theirs["said thanks"] += deed.text in fan.tongue.thanks.split("|")
        objects = [*fan.tongue.annoyed.split("|"), *fan.tongue.stop.split("|")]
        self.told.theirs["objected"] += deed.text in objects
        if deed.kind in {Kind.REPORT, Kind.BLOCK}:
            self.marks[deed.network].append(act.at)
            self._brake(deed.network, act.at)
        if deed.kind is Kind.WRITE and deed.text.rstrip().endswith(("?", "？", "؟")):
            wait = timedelta(minutes=fan.chance.uniform(20, 240))
            self._plan(
                act.at + wait, None, "answer", network=deed.network, target=deed.source, account=deed.target
            )

    def _do_answer(self, _fan: None, network: str, target: str, account: str) -> None:
        deed = Deed(network=network, kind=Kind.WRITE, source=account, target=target, text=ANSWER)
        self.told.answers += self._say(deed, purpose="reply", is_promotional=False)

    def _do_offer(self, _fan: None, text: str) -> None:
        """To everybody known: on their network and, who joined, by mail."""
        for network in sorted(self.known):
            for target, fan in sorted(self.known[network].items()):
                self.told.wished += 1
                deed = Deed(
                    network=network, kind=Kind.WRITE, source=self._account(fan, network), target=target, text=text,
                    more={"is_promotional": True},
                )  # fmt: skip
                self.told.sent += self._say(deed, purpose="marketing", is_promotional=True)
        for fan, since in list(self.members.values()):
            local = timedelta(hours=fan.tongue.hours)
            at = (self.world.now + local).replace(hour=10, minute=0) - local
            self._plan(max(at, self.world.now), None, "mail", number=fan.number, since=since)

    def _say(self, deed: Deed, **more: Any) -> bool:
        """Ask the gate, where this brand does; then the network has its say."""
        if self.is_gated and not self._may(self._facts(deed, **more)):
            self.told.kept += bool(more["is_promotional"])
            return False
        try:
            self.faces.play(deed)
        except (Refused, Unknown):
            self.told.refused += 1
            return False
        self.sends[deed.network].append(self.world.now)
        return True

    def _may(self, facts: Facts) -> bool:
        answer = decide(self.policy, facts)
        if answer.verdict is not Verdict.ALLOW:
            against = next(layer for layer in answer.layers if layer.verdict is answer.verdict)
            self.told.held[str(against.layer)] += 1
        return answer.verdict is Verdict.ALLOW

    def _facts(self, deed: Deed, **more: Any) -> Facts:
        fan = self._of[deed.network, deed.target]
        known = {
            "person_country": fan.tongue.country,
            "local_minute": self._minute(fan),
            "is_sender_identified": True,
            "has_postal_address": True,
            "is_channel_connected": True,
            "is_approved": True,
            "audience_size": 1,
            "consent_state": "none",
        }
        named = {name: value for name, value in {**known, **more}.items() if name in Facts.__struct_fields__}
        return msgspec.structs.replace(derive(self.world, deed, self.world.now), **named)

    def _minute(self, fan: Fan) -> int:
        local = self.world.now + timedelta(hours=fan.tongue.hours)
        return local.hour * 60 + local.minute

    # -- the list

    def _do_thank(self, fan: Fan, network: str) -> None:
        """Some who were helped ask to be told, by the form of the page; most of these confirm."""
        super()._do_thank(fan, network)
        draw, confirms = fan.chance.random(), fan.chance.random()
        if fan.number not in self.members and draw < JOINS * fan.warmth and confirms < CONFIRMS:
            self.members[fan.number] = (fan, self.world.now)
            self.told.joined += 1

    def _do_mail(self, _fan: None, number: int, since: datetime) -> None:
        held = self.members.get(number)
        if held is None:
            return
        fan = held[0]
        lately = [at for at in self.mails[number] if at > self.world.now - timedelta(days=7)]
        if self.is_gated and not self._may(self._mail_facts(fan, since, lately)):
            return
        self.told.mails += 1
        self.mails[number].append(self.world.now)
        fan.annoy(MAIL_ANNOYS if len(lately) < TOO_MUCH else 0.8)
        if fan.has_had_enough or fan.chance.random() < 0.004:
            del self.members[number]
            self.told.left += 1

    def _mail_facts(self, fan: Fan, since: datetime, lately: list[datetime]) -> Facts:
        """A mail of a list that has promised at most one a week."""
        opens = lately[-1] + timedelta(days=7) if lately else None
        return Facts(
            now=micros(self.world.now), network="email", form="direct", purpose="marketing", is_promotional=True,
            is_on_list=True, is_approved=True, authored_by="human_scheduled", text_length=200,
            consent_state="active", consent_basis="double_opt_in", consent_given_at=micros(since),
            has_unsubscribe=True, has_one_click_unsubscribe=True, has_postal_address=True, is_sender_identified=True,
            is_automation_disclosed=True, is_reachable=True, person_country=fan.tongue.country, business_country="GB",
            local_minute=self._minute(fan), promise_opens_at=micros(opens) if opens else None,
            is_domain_authenticated=True, enforcement_state="ok", is_channel_connected=True,
        )  # fmt: skip

    # -- what the account's standing is

    def _brake(self, network: str, at: datetime) -> None:
        """When our own brake, with the limits of `gate/health_limits.toml`, would have stopped this account."""
        limit = LIMITS.get(network, LIMITS[OTHERWISE])
        since = at - timedelta(days=limit["days"])
        sent = sum(one > since for one in self.sends[network])
        came = sum(one > since for one in self.marks[network])
        if sent >= limit["least"] and came >= limit.get("fewest", 1) and came * 1000 >= limit["stop"] * sent:
            self.told.stopped.setdefault(network, (at - self.begin).days)


def _limits() -> dict[str, dict[str, Any]]:
    text = (ROOT / "askfirst" / "gate" / "health_limits.toml").read_text()
    return {row["network"]: row for row in tomllib.loads(text)["limit"] if row["kind"] == "block"}


LIMITS = _limits()


def live(name: str, *, people: int, seed: int, is_gated: bool) -> Told:
    """One brand's month."""
    world = World(seed)
    world.clock.freeze(datetime.fromisoformat(END))
    told = Told(name=name)
    month = Month(Sandbox(world), told, people=people, seed=seed, is_gated=is_gated)
    while month.step():
        pass
    month.close()
    told.following = sum(
        len(world.edges_to(network, "follow", account)) for network, account in sorted(world.accounts)
    )
    return told


def both(people: int, seed: int) -> tuple[Told, Told]:
    """The month with the gate, and the one without."""
    return (
        live(GATED, people=people, seed=seed, is_gated=True),
        live("sends everything", people=people, seed=seed, is_gated=False),
    )


def rows(told: Told) -> list[tuple[str, str]]:
    """The figures of one month, each under its name."""
    stopped = len(told.stopped)
    first = min(told.stopped.values(), default=0)
    return [
        ("offers it wished to send on the networks", f"{told.wished:,}"),
        ("of these the gate kept", f"{told.kept:,}" if told.name == GATED else "–"),
        ("of these a network refused", f"{told.refused:,}"),
        ("offers that arrived there", f"{told.sent:,}"),
        ("answers to questions", f"{told.answers:,}"),
        ("people who joined the list and confirmed", f"{told.joined:,}"),
        ("of these left it", f"{told.left:,}"),
        ("mails to the list", f"{told.mails:,}"),
        ("messages that people wrote", f"{told.theirs['write']:,}"),
        ("of these said thanks", f"{told.theirs['said thanks']:,}"),
        ("of these objected or said stop", f"{told.theirs['objected']:,}"),
        ("complaints", f"{told.theirs['report']:,}"),
        ("blocks", f"{told.theirs['block']:,}"),
        ("unfollowed", f"{told.theirs['unfollow']:,}"),
        ("following at the end", f"{told.following:,}"),
        (
            "accounts beyond the limit of complaints and blocks",
            f"{stopped} (first on day {first + 1})" if stopped else "0",
        ),
    ]


# -- the page


def figure(told: tuple[Told, Told]) -> str:
    """Complaints and blocks by day, added up, of both months."""
    width, height, left, right, foot, top = 720, 300, 48, 30, 36, 30
    lines, most = [], 1
    for one in told:
        total, line = 0, []
        for day in range(DAYS + 1):
            total += one.by_day[day]["report"] + one.by_day[day]["block"]
            line.append(total)
        lines.append(line)
        most = max(most, total)
    most = 10 ** (len(str(most)) - 1) * (int(str(most)[0]) + 1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" font-family="sans-serif" font-size="12">',
        "<title>Complaints and blocks, added up by day: the brand that asks first stays near none</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for step in range(5):
        value, y = most * step / 4, height - foot - (height - foot - top) * step / 4
        parts.append(
            f'<path d="M{left} {y:.1f}H{width - right}" stroke="#ddd"/><text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end" fill="#555">{value:.0f}</text>'
        )
    for line, colour, one in zip(lines, ("#0f766e", "#b42318"), told, strict=True):
        points = " ".join(
            f"{left + (width - left - right) * day / DAYS:.1f},{height - foot - (height - foot - top) * value / most:.1f}"
            for day, value in enumerate(line)
        )
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        y = height - foot - (height - foot - top) * line[-1] / most
        parts.append(
            f'<text x="{width - right - 4}" y="{max(y - 6, 12):.1f}" text-anchor="end" fill="{colour}">{one.name}: {line[-1]}</text>'
        )
    for day in range(0, DAYS + 1, 5):
        x = left + (width - left - right) * day / DAYS
        parts.append(f'<text x="{x:.1f}" y="{height - 14}" text-anchor="middle" fill="#555">day {day}</text>')
    return "\n".join([*parts, "</svg>", ""])


def page(told: tuple[Told, Told], people: int, seed: int) -> str:
    """The page, with everything that was assumed."""
    table = [
        f"| {name} | {one} | {other} |"
        for (name, one), (_, other) in zip(rows(told[0]), rows(told[1]), strict=True)
    ]
    held = ", ".join(f"{name} {count:,}" for name, count in told[0].held.most_common())
    return "\n".join(
        [
            "# A month of the crowd, with the gate and without",
            "",
            f"{people:,} simulated fans in twelve languages on six networks live through the same {DAYS} days twice (seed {seed}).",
            "They are a model and no people: the figures show what follows from the assumptions below, and prove nothing about anybody.",
            "",
            "```sh",
            f".venv/bin/python bench/month.py --people {people} --seed {seed} --write",
            "```",
            "",
            "![Complaints and blocks, added up by day](../images/month.svg)",
            "",
            "| In the month | asks first | sends everything |",
            "|---|--:|--:|",
            *table,
            "",
            f"Where the gate kept a message, this layer decided: {held}.",
            "",
            "## What both brands do",
            "",
            "- They post every other day, and answer each question once, 20 minutes to 4 hours later.",
            "- On Tuesdays, Thursdays and Saturdays they wish to send an offer to everybody who ever followed, liked, commented or wrote.",
            "- Whoever joined the list gets the offer by mail as well, at ten in the morning by their own clock.",
            "- The first asks the gate before every message: the real engine with all bundled packs, its facts read off the world (`tests/sandbox/facts.py`). What it denies or holds is not sent; nobody approves exceptions.",
            "- The second asks nobody. The networks' own rules, written apart from the packs, refuse what they refuse.",
            "",
            "## What is assumed of the fans",
            "",
            "- Each draws chattiness (mostly little), warmth (two thirds on average) and patience (0.4 to 2.5) once, from a source of their own: what is done to one changes nothing for the others.",
            "- An answer to what they asked annoys nobody, and 30 to 80 of 100 thank for it. What they did not ask for annoys by 0.5, an offer by 0.8.",
            "- Who is annoyed may say so, mute or unfollow; whose patience is over says stop (1 of 2), complains (35 of 100) and blocks.",
            f"- Of those who thank, {JOINS:.0%} times their warmth ask to join the list, and {CONFIRMS:.0%} of these confirm. A mail of the list annoys by {MAIL_ANNOYS}; from the third in seven days on by 0.8. Four of a thousand leave with any mail.",
            "- Nobody talks to anybody else, nobody buys, and no account is really closed.",
            "- An account counts as beyond the limit when complaints and blocks of seven days pass the limit for blocks in `gate/health_limits.toml`; where that table names none for a network, Facebook's is taken, which is ours and not Facebook's.",
            "",
            "## What it does not say",
            "",
            "What an offer earns is not modelled: the second brand may sell more this month.",
            "The list is small because only people who were helped are asked; a brand that asks on its page and in polls wins more, and both brands would.",
            "",
        ]
    )


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    given.add_argument("--people", type=int, default=2_000)
    given.add_argument("--seed", type=int, default=7)
    given.add_argument("--write", action="store_true", help="write docs/quality/month.md")
    options = given.parse_args()
    told = both(options.people, options.seed)
    for (name, one), (_, other) in zip(rows(told[0]), rows(told[1]), strict=True):
        print(f"{name:55} {one:>14} {other:>24}")
    print("kept by the gate, by layer:", dict(told[0].held))
    if options.write:
        PAGE.write_text(page(told, options.people, options.seed))
        FIGURE.write_text(figure(told))


if __name__ == "__main__":
    main()
