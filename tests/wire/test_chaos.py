"""Ten thousand things, told twice, late and in any order, in batches of any size: they end as the clean stream does."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.utils import timezone

from askfirst.brand.models import Earlier
from askfirst.consent.models import Entry, Suppression
from askfirst.inbox.models import Message, Reaction, Thread
from askfirst.people.models import Contact, Engagement, Handle, Relationship
from askfirst.wall.models import Comment, Post
from askfirst.wire import group_commit, intake, routing
from askfirst.wire.models import Event
from tests.profiles import sized
from tests.wire.pushing import connected, piece_of, stand_in, told

if TYPE_CHECKING:
    from askfirst.brand.models import Channel
    from tests.world import World

START = datetime(2026, 9, 1, tzinfo=UTC)
THINGS = sized(100, 10_000)
PEOPLE = sized(8, 60)
SIGNS = ("❤", "😀", "👍")
KINDS = {
    "message": 30, "echo": 8, "edit": 8, "delete": 4, "reaction": 8, "unreaction": 4, "comment": 16, "post": 4,
    "wall_post": 4, "mention": 3, "ask": 3, "like": 6, "follow": 5, "unfollow": 3, "stop": 2, "resume": 2, "block": 1,
    "dance": 1,
}  # fmt: skip


@dataclass
class Story:
    """What happens, in its order; each thing only refers to what has happened."""

    chance: random.Random
    said: list[tuple[str, str]] = field(default_factory=list)
    """Ids of messages with whom they are of."""
    public: list[tuple[str, str]] = field(default_factory=list)
    """Ids of posts and comments, and under which post they stand."""

    def things(self) -> list[dict[str, Any]]:
        kinds = self.chance.choices(list(KINDS), list(KINDS.values()), k=THINGS)
        return [thing for number, kind in enumerate(kinds) if (thing := self._thing(number, kind))]

    def _thing(self, number: int, kind: str) -> dict[str, Any] | None:
        who = f"u{self.chance.randrange(PEOPLE)}"
        base = {
            "actor": who,
            "actor_name": f"Person {who}",
            "occurred_at": START + timedelta(minutes=number),
            "text": f"words {number}",
        }
        name = f"{kind}-{number}"
        more = getattr(self, f"_{kind}", lambda *_: {})(name, who)
        return None if more is None else told(more.pop("kind", kind), name, **base | more)

    def _message(self, name: str, who: str) -> dict[str, Any]:
        self.said.append((name, who))
        return {}

    def _echo(self, name: str, who: str) -> dict[str, Any]:
        self.said.append((name, who))
        return {"target": who, "actor": ""}

    def _post(self, name: str, _who: str) -> dict[str, Any]:
        self.public.append((name, name))
        return {"kind": "echo", "is_public": True, "actor": ""}

    def _wall_post(self, name: str, _who: str) -> dict[str, Any]:
        self.public.append((name, name))
        return {}

    def _comment(self, name: str, _who: str) -> dict[str, Any] | None:
        if not self.public:
            return None
        answered, post = self.chance.choice(self.public)
        self.public.append((name, post))
        shape = self.chance.randrange(3)
        if shape == 0:
            return {"target": post}
        return {"target": answered} if shape == 1 else {"target": post, "in_reply_to": answered}

    def _about(self) -> dict[str, Any] | None:
        things = [*self.said, *self.public]
        return {"target": self.chance.choice(things)[0]} if things else None

    def _edit(self, _name: str, _who: str) -> dict[str, Any] | None:
        return self._about()

    def _delete(self, _name: str, _who: str) -> dict[str, Any] | None:
        return self._about()

    def _reaction(self, _name: str, _who: str) -> dict[str, Any] | None:
        return (
            {"target": self.chance.choice(self.said)[0], "text": self.chance.choice(SIGNS)}
            if self.said
            else None
        )

    def _unreaction(self, _name: str, _who: str) -> dict[str, Any] | None:
        sign = self.chance.choice((*SIGNS, ""))
        return {"target": self.chance.choice(self.said)[0], "text": sign} if self.said else None


def pour(channel: Channel, things: list[dict[str, Any]], chance: random.Random | None) -> None:
    """Take these in as batches of 1 to 50 and put them in their places, also before all have come."""
    pieces = [piece_of(thing) for thing in things]
    while pieces:
        size = chance.randint(1, 50) if chance else 50
        batch, pieces = pieces[:size], pieces[size:]
        group_commit.keep_many([intake.row(channel, piece.raw, piece.external_id) for piece in batch])
        if chance is None or chance.random() < 0.7:
            routing.route_pending()
    for _ in range(THINGS):
        # Hours pass: what waits for something else is tried again.
        Event.objects.filter(routed_at=None).update(try_after=timezone.now(), failures=0)
        before = Event.objects.filter(routed_at=None).count()
        routing.route_pending()
        if before == Event.objects.filter(routed_at=None).count():
            break


def state() -> dict[str, Any]:
    """Everything, in words that do not depend on when it was written."""
    return {
        "people": sorted(Handle.objects.values_list("key", "contact__name")),
        "strangers": Contact.objects.filter(handles=None).count(),
        "edges": sorted(Relationship.objects.values_list("contact__name", "kind", "since", "until"), key=str),
        "acts": sorted(Engagement.objects.values_list("contact__name", "kind", "reference", "occurred_at")),
        "messages": sorted(
            Message.objects.values_list(
                "external_id", "thread__contact__name", "is_ours", "text", "said_at", "edited_at", "taken_back_at"
            ),
            key=str,
        ),
        "signs": sorted(
            (row.message.external_id, tuple(sorted(row.message.signs)))
            for row in Reaction.objects.select_related("message")
        ),
        "threads": sorted(
            Thread.objects.values_list(
                "contact__name", "state", "preview", "last_at", "waiting_since", "is_last_ours"
            ),
            key=str,
        ),
        "posts": sorted(
            Post.objects.values_list(
                "external_id", "kind", "contact__name", "author", "text", "said_at", "is_placeholder", "edited_at",
                "taken_back_at",
            ),
            key=str,
        ),
        "comments": sorted(
            Comment.objects.values_list(
                "external_id", "post__external_id", "answers", "contact__name", "text", "said_at", "edited_at",
                "taken_back_at",
            ),
            key=str,
        ),
        "earlier": sorted(Earlier.objects.values_list("external_id", "text", "at")),
        "stops": sorted(Suppression.objects.filter(lifted_at=None).values_list("network", "digest")),
        "ledger": sorted(Entry.objects.values_list("contact__name", "act", "network", "occurred_at")),
        "strange": sorted(Event.objects.exclude(remark="").values_list("external_id", "remark")),
        "waiting": sorted(Event.objects.filter(routed_at=None).values_list("external_id", "failure")),
    }  # fmt: skip


def ends(
    channel: Channel, things: list[dict[str, Any]], chance: random.Random | None = None
) -> dict[str, Any]:
    """The state after these, which are taken back afterwards."""
    mark = transaction.savepoint()
    try:
        pour(channel, things, chance)
        return state()
    finally:
        transaction.savepoint_rollback(mark)


@pytest.mark.parametrize("seed", range(1))
def test_repeated_shuffled_and_late_things_end_as_the_clean_stream(
    world: World, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    stand_in(monkeypatch)
    monkeypatch.setattr(routing.log, "disabled", True)
    channel = connected(world.harbour)
    things = Story(random.Random(seed)).things()
    clean = ends(channel, things)
    assert clean["waiting"] == []
    assert len(clean["messages"]) > THINGS // 5
    chance = random.Random(f"chaos {seed}")
    told_again = [*things, *chance.choices(things, k=THINGS // 2)]
    chance.shuffle(told_again)
    chaos = ends(channel, told_again, chance)
    for name, rows in clean.items():
        assert chaos[name] == rows, name
