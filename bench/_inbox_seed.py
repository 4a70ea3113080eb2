"""An inbox to be measured: names, words and times as they are in life, many or few, written as the models have them.

Words are drawn so that a few stand in most messages and most in few, as in any language; one message in fifty is Japanese.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

BATCH = 2_000
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
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

    from askfirst.inbox.models import Note
    from tests.world import make_world

    world = make_world()
    language = Language()
    _without_indexes()
    with transaction.atomic():
        for first in range(1, threads + 1, BATCH):
            _some(world, language, range(first, min(first + BATCH, threads + 1)), each)
        Note.objects.bulk_create(
            Note(brand=world.harbour, thread_id=number, member=world.caleb, text=language.text())
            for number in range(1, threads + 1, 10)
        )
    _lay_indexes()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":  # ids were given: the next ones come behind them
            for table in ("people_contact", "people_handle", "inbox_thread", "inbox_message"):
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
                )
    return world.olivia.pk


def _some(world: object, language: Language, numbers: range, each: int) -> None:
    from askfirst.inbox.models import Message, Thread
    from askfirst.people.models import Contact, Handle

    brand, channel = world.harbour.pk, world.page.channel_id  # type: ignore[attr-defined]
    moments = {number: BEGIN + timedelta(minutes=5 * number) for number in numbers}
    texts = {number: [language.text() for _ in range(each)] for number in numbers}
    Contact.objects.bulk_create(
        Contact(id=number, brand_id=brand, name=language.name()) for number in numbers
    )
    Handle.objects.bulk_create(
        Handle(
            id=number, brand_id=brand, contact_id=number, network="page", address=f"v{number}", key=f"v{number}",
            evidence="bench", looked_up_at=BEGIN,
        )
        for number in numbers
    )  # fmt: skip
    Thread.objects.bulk_create(
        Thread(
            id=number, brand_id=brand, channel_id=channel, contact_id=number, handle_id=number,
            state="open" if number % 3 else "done", preview=texts[number][-1][:200], last_at=moments[number], last_inbound=number * each,
            waiting_since=moments[number] if number % 3 else None,
        )
        for number in numbers
    )  # fmt: skip
    Message.objects.bulk_create(_messages(brand, channel, moments, texts, each), batch_size=BATCH)


def _messages(
    brand: int, channel: int, moments: dict[int, datetime], texts: dict[int, list[str]], each: int
) -> Iterator[object]:
    from askfirst.inbox.models import Message

    for number, moment in moments.items():
        for nth, text in enumerate(texts[number]):
            yield Message(
                id=(number - 1) * each + nth + 1, brand_id=brand, thread_id=number, channel_id=channel,
                is_ours=bool(nth % 2), author="Person", text=text, said_at=moment + timedelta(seconds=nth),
                external_id=f"m{number}.{nth}",
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


def _lay_indexes() -> None:
    from django.db import connection

    from askfirst.brand import word_index

    with connection.cursor() as cursor:
        for index in _indexes():
            for statement in word_index.statements(index, connection.vendor):  # type: ignore[arg-type]
                cursor.execute(statement)
            if connection.vendor == "postgresql":
                for watched in index.watched:  # type: ignore[attr-defined]
                    cursor.execute(f"ALTER TABLE {watched.table} ENABLE TRIGGER USER")
