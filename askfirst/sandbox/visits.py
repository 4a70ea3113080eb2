"""A short scene on the networks: a few fans write, comment, mention, follow, and one blocks; by the control API, as by hand.

Who they are and what they say never changes.  What was done is written down, so that it is done once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx

from askfirst.sandbox import cast
from askfirst.sandbox.things import Kind

if TYPE_CHECKING:
    import threading
    from collections.abc import Collection
    from pathlib import Path

    from askfirst.sandbox.cast import Fan

OURS = None
"""In the place of a fan: our own account, by hand in the network's own program."""
PAUSE_SECONDS = 0.25


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """One thing that one fan does on one network."""

    id: str
    network: str
    fan: Fan | None
    kind: Kind
    text: str = ""
    """`{us}` stands for the name by which the network knows our account."""
    about: str = ""
    """The visit whose post is commented on."""

    @property
    def concerns_us(self) -> bool:
        return self.kind not in {Kind.POST, Kind.COMMENT}


def _visit(network: str, fan: Fan | None, kind: Kind, text: str = "", about: str = "") -> Visit:
    who = fan.name if fan else "us"
    return Visit(
        id=f"{network} {kind.value} {who}", network=network, fan=fan, kind=kind, text=text, about=about
    )


VISITS: tuple[Visit, ...] = (
    _visit("facebook", OURS, Kind.POST, "The orange cake is back on Saturday. Who is coming? 🍊"),
    _visit("facebook", cast.SOFIA, Kind.WRITE, "¿Tienen leche de avena? Soy alérgica a la de vaca."),
    _visit("telegram", cast.OLENA, Kind.OPEN),
    _visit("telegram", cast.OLENA, Kind.WRITE, "Добрий день! Чи можна прийти з собакою?"),
    _visit("instagram", OURS, Kind.POST, "Friday, a quarter past seven: the first Sidamo of the year."),
    _visit("x", cast.TOM, Kind.FOLLOW),
    _visit("bluesky", cast.THEO, Kind.FOLLOW),
    _visit("mastodon", cast.GRACE, Kind.FOLLOW),
    _visit("facebook", cast.YUSUF, Kind.COMMENT, "Me! And two friends.", "facebook post us"),
    _visit("instagram", cast.MEILING, Kind.WRITE, "請問生日蛋糕可以前一天預訂嗎？"),
    _visit(
        "instagram",
        cast.LAILA,
        Kind.COMMENT,
        "ما أجمل هذا الصباح! هل تفتحون يوم الجمعة؟",
        "instagram post us",
    ),
    _visit("bluesky", cast.THEO, Kind.POST, "@{us} is the blue scarf by the window still there? It is mine."),
    _visit("bluesky", cast.KENJI, Kind.WRITE, cast.JAPANESE),
    _visit("mastodon", cast.NOAH, Kind.POST, "@{us} Habt ihr auch koffeinfreien Espresso?"),
    _visit("mastodon", cast.GRACE, Kind.WRITE, "Could you keep a table for two on Thursday at seven?"),
    _visit("x", cast.PRIYA, Kind.WRITE, "क्या Monsoon Malabar वापस आएगी? I come on Friday."),
    _visit("x", cast.ANA, Kind.POST, "@{us} melhor bolo de laranja da cidade 🧡"),
    _visit("telegram", cast.BARTHOLOMEW, Kind.OPEN),
    _visit(
        "telegram", cast.BARTHOLOMEW, Kind.WRITE, "Please stop sending me offers. This is the third time."
    ),
    _visit("telegram", cast.BARTHOLOMEW, Kind.BLOCK),
)


class Visits:
    """Done in one sandbox; `state` is the file that remembers what was."""

    def __init__(self, address: str, state: Path) -> None:
        self._client = httpx.Client(base_url=f"{address}/_sandbox/", trust_env=False, timeout=10)
        self._state = state
        self.made: dict[str, str] = {}
        """What came of each visit: the id of its post or message."""
        if state.exists():
            self.made = json.loads(state.read_text("utf-8"))

    def play(self, networks: Collection[str], stop: threading.Event) -> list[str]:
        """Do on these networks what was not done yet.  Returns a sentence for each visit that could not be.

        Raises:
            httpx.TransportError: the sandbox does not answer.
        """
        ours = {row["network"]: row["profile"] for row in self._client.get("accounts").json()}
        refused = []
        for visit in VISITS:
            if visit.id in self.made or visit.network not in networks or visit.network not in ours:
                continue
            answer = self._client.post("deeds", json=self._deed(visit, ours[visit.network]))
            if answer.is_success:
                self._remember(visit, answer.json()["made"])
            else:
                refused.append(f"{visit.id}: {answer.text}")
            if stop.wait(PAUSE_SECONDS):
                break
        return refused

    def close(self) -> None:
        """Let the connection go."""
        self._client.close()

    def _deed(self, visit: Visit, ours: dict[str, Any]) -> dict[str, str]:
        deed = {
            "network": visit.network,
            "kind": visit.kind.value,
            "text": visit.text.replace("{us}", ours["username"]),
            "about": self.made.get(visit.about, ""),
            "target": ours["id"] if visit.concerns_us else "",
        }
        if visit.fan is None:
            return {**deed, "source": ours["id"]}
        return {**deed, "source": "", "person": f"cast{cast.CAST.index(visit.fan) + 1}"}

    def _remember(self, visit: Visit, made: str) -> None:
        self.made[visit.id] = made
        draft = self._state.with_suffix(".draft")
        draft.write_text(json.dumps(self.made, ensure_ascii=False), "utf-8")
        draft.replace(self._state)
