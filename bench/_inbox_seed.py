"""An inbox to be measured: names, words and times as they are in life, many or few, written as the models have them.

Words are drawn so that a few stand in most messages and most in few, as in any language; one message in fifty is Japanese.
Conversations lie on four channels and over a year; some bear labels, belong to teams and members, are urgent, close soon,
are put off or named in a note, so that every filter of the list has few and many to choose from.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from askfirst.inbox.models import Thread
    from askfirst.people.models import Handle
    from tests.world import World

BATCH = 2_000
BEGIN = datetime(2025, 11, 25, tzinfo=UTC)
_SYLLABLES = [
    "ba",
    "ko",
    "ri",
    "ta",
    "mel",
    "von",
    "sir",
    "dan",
    "lo",
    "pe",
    "gra",
    "stu",
    "wen",
    "ik",
    "os",
    "ur",
    "fal",
    "ne",
    "qui",
    "zam",
]
_JAPANESE = "今週のコーヒーはまだありますか 金曜日の朝に店へ行きます 注文は届きましたありがとう"


class Language:
    """Its words, the commonest first, and how texts and names are made of them.  The same for the same seed."""

    def __init__(self, size: int = 30_000, seed: int = 5) -> None:
        self.chance = random.Random(seed)
        found: dict[str, None] = {}
        while len(found) < size:
            found["".join(self.chance.choices(_SYLLABLES, k=self.chance.choice((1, 2, 2, 3, 3, 4))))] = None
        self.words = list(found)
        self._weights = list(accumulate(1 / (place + 2.7) for place in range(size)))

    def text(self) -> str:
        """Four to twenty-two words; one in fifty Japanese."""
        if self.chance.random() < 0.02:
            return "".join(self.chance.choices(_JAPANESE, k=self.chance.randint(8, 30)))
        words = self.chance.choices(self.words, cum_weights=self._weights, k=self.chance.randint(4, 22))
        return " ".join(words).capitalize() + "."

    def name(self) -> str:
        """A first name out of six hundred, a family name out of some thousands."""
        return f"{self.chance.choice(self.words[2000:2600])} {self.chance.choice(self.words[4000:12000])}".title()


def seed(threads: int, each: int) -> int:
    """Fill the tables; the indexes of words are laid behind it, as a migration lays them.  Returns the id of the owner."""
    from django.db import connection, transaction

    from askfirst.inbox.models import Mention, Note
    from askfirst.work import tallies
    from tests.world import make_world

    world = make_world()
    language = Language()
    crowd = _crowd(world)
    _without_indexes()
    with transaction.atomic():
        for first in range(1, threads + 1, BATCH):
            _some(crowd, language, range(first, min(first + BATCH, threads + 1)), each)
        notes = Note.objects.bulk_create(
            Note(brand=world.harbour, thread_id=number, member=world.caleb, text=language.text())
            for number in range(1, threads + 1, 10)
        )
        Mention.objects.bulk_create(
            Mention(brand=world.harbour, note=note, thread_id=note.thread_id, member=world.olivia)
            for note in notes[::20]
        )
    _lay_indexes()
    tallies.catch_up()  # as the worker does within seconds
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":  # ids were given: the next ones come behind them
            for table in ("people_contact", "people_handle", "inbox_thread", "inbox_message"):
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
                )
    return world.olivia.pk


@dataclass(frozen=True, kw_only=True, slots=True)
class _Crowd:
    """By their ids: who owns the conversations, and whom and what they are given to."""

    brand: int
    channels: list[tuple[int, str]]
    members: list[int | None]
    teams: list[int | None]
    labels: list[int]


def _crowd(world: World) -> _Crowd:
    from askfirst.brand.models import Channel, Team
    from askfirst.inbox.models import Label

    brand = world.harbour
    mailboxes = [
        Channel.objects.create(brand=brand, network="email", address=f"{name}@harbour.test", name=name)
        for name in ("Orders", "Press", "Jobs")
    ]
    teams = [Team.objects.create(brand=brand, name=name) for name in ("Shop", "Roastery")]
    labels = [Label.objects.create(brand=brand, name=name) for name in ("broken", "late", "praise", "press")]
    page = (world.page.channel_id, "page")
    return _Crowd(
        brand=brand.pk,
        channels=[page, page, page, page, page, page, *((one.pk, "email") for one in mailboxes)],
        members=[None, None, None, world.caleb.pk, world.mara.pk, world.olivia.pk],
        teams=[None, None, None, None, *(one.pk for one in teams)],
        labels=[one.pk for one in labels],
    )


def _some(crowd: _Crowd, language: Language, numbers: range, each: int) -> None:
    from askfirst.inbox.models import Act, Message, Thread
    from askfirst.people.models import Contact, Handle

    texts = {number: [language.text() for _ in range(each)] for number in numbers}
    times = {number: _times(language.chance, number, each) for number in numbers}
    Contact.objects.bulk_create(
        Contact(id=number, brand_id=crowd.brand, name=language.name(), is_vip=not number % 97)
        for number in numbers
    )
    Handle.objects.bulk_create(_handle(crowd, number) for number in numbers)
    threads = [
        _thread(crowd, language.chance, number, times[number][-1], texts[number]) for number in numbers
    ]
    Thread.objects.bulk_create(threads)
    Thread.labels.through.objects.bulk_create(
        Thread.labels.through(thread_id=number, label_id=crowd.labels[min(number // 3 % 8, 3)])
        for number in numbers
        if not number % 3
    )
    Act.objects.bulk_create(
        Act(
            brand_id=crowd.brand, thread=thread, member_id=thread.assignee_id, kind=Act.Kind.STATE, before="open",
            after=thread.state, at=thread.last_at + timedelta(minutes=language.chance.randrange(1, 600)),
        )
        for thread in threads
        if thread.state in ("done", "no_reply")
    )  # fmt: skip
    Message.objects.bulk_create(
        (
            Message(
                id=(thread.pk - 1) * each + nth + 1, brand_id=crowd.brand, thread=thread, channel_id=thread.channel_id,
                is_ours=bool(nth % 2), author="Person", text=text, said_at=times[thread.pk][nth],
                external_id=f"m{thread.pk}.{nth}",
            )
            for thread in threads
            for nth, text in enumerate(texts[thread.pk])
        ),
        batch_size=BATCH,
    )  # fmt: skip


def _times(chance: random.Random, number: int, each: int) -> list[datetime]:
    """When each message was said: minutes or hours after the one before it."""
    begun = BEGIN + timedelta(minutes=5 * number)
    return [
        begun + timedelta(seconds=passed)
        for passed in accumulate(chance.randrange(20, 9000) for _ in range(each))
    ]


def _handle(crowd: _Crowd, number: int) -> Handle:
    from askfirst.people.models import Handle

    return Handle(
        id=number, brand_id=crowd.brand, contact_id=number, network=crowd.channels[number % len(crowd.channels)][1],
        address=f"v{number}", key=f"v{number}", evidence="bench", looked_up_at=BEGIN,
    )  # fmt: skip


def _thread(crowd: _Crowd, chance: random.Random, number: int, last_at: datetime, texts: list[str]) -> Thread:
    from askfirst.inbox.models import Thread

    state = chance.choices(("open", "waiting", "later", "done", "no_reply"), (50, 10, 5, 30, 5))[0]
    closes = chance.randrange(1, 20_000) if state == "open" and chance.random() < 0.3 else 0
    return Thread(
        id=number, brand_id=crowd.brand, channel_id=crowd.channels[number % len(crowd.channels)][0], contact_id=number,
        handle_id=number, state=state, preview=texts[-1][:200], last_at=last_at, last_inbound=number * len(texts) - 1,
        is_last_ours=not len(texts) % 2, waiting_since=last_at if state == "open" else None,
        later_until=datetime.now(UTC) + timedelta(days=30) if state == "later" else None,
        closes_at=datetime.now(UTC) + timedelta(minutes=closes) if closes else None,
        assignee_id=chance.choice(crowd.members), team_id=chance.choice(crowd.teams),
        priority=chance.choices((0, -1, 1, 2), (90, 4, 4, 2))[0], look_at=None,
    )  # fmt: skip


def _indexes() -> list[object]:
    from askfirst.inbox import words as inbox
    from askfirst.people import words as people

    return [
        inbox.MESSAGES, inbox.NOTES, inbox.SUBJECTS, people.NAMES, people.ADDRESSES, people.NAMES_ALIKE,
        people.ADDRESSES_ALIKE,
    ]  # fmt: skip


def _without_indexes() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for index in _indexes():
            if connection.vendor == "postgresql":
                for watched in index.watched if not index.is_alike else ():  # type: ignore[attr-defined]
                    cursor.execute(f"ALTER TABLE {watched.table} DISABLE TRIGGER USER")
            else:
                for trigger in index.triggers:  # type: ignore[attr-defined]
                    cursor.execute(f"DROP TRIGGER {trigger}")
        if connection.vendor == "sqlite":
            for act in ("added", "gone", "changed"):
                for table in ("inbox_message", "inbox_act"):
                    cursor.execute(f"DROP TRIGGER work_recount_{table}_{act}")


def _lay_indexes() -> None:
    from django.db import connection

    from askfirst.brand import word_index
    from askfirst.work import recounts

    with connection.cursor() as cursor:
        for index in _indexes():
            for statement in word_index.statements(index, connection.vendor):  # type: ignore[arg-type]
                cursor.execute(statement)
            if connection.vendor == "postgresql":
                for watched in index.watched:  # type: ignore[attr-defined]
                    cursor.execute(f"ALTER TABLE {watched.table} ENABLE TRIGGER USER")
        for statement in [*recounts.statements(connection.vendor), *recounts.everything(connection.vendor)]:
            cursor.execute(statement)
