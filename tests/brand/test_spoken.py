"""What the product says is kept so that each reader reads it in their own language."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.utils import translation

from askfirst.brand import health, notify
from askfirst.brand.models import Channel, Notification
from askfirst.brand.spoken import MARK, keep, read, spoken
from askfirst.sentence import Sentence, counted, made, together, words_of

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.both_databases


WROTE = Sentence("%(name)s wrote to you", name="Ana")
MANY = counted("Done with %(number)s conversation", "Done with %(number)s conversations", 3)


def tell(world: World, title: str, excerpt: str = "") -> Notification:
    news = notify.News(kind="message", title=title, excerpt=excerpt, link="/inbox/", subject="x")
    notify.notify(world.harbour, [world.caleb], news)
    return Notification.objects.get(member=world.caleb, subject="x")


def test_a_kept_sentence_is_read_in_each_readers_language(world: World) -> None:
    note = tell(world, WROTE, Sentence("Sent a file"))
    assert (note.title, note.excerpt) == ("Ana wrote to you", "Sent a file")
    with translation.override("de"):
        assert spoken(note.title) == "Ana hat Ihnen geschrieben"
        assert spoken(note.excerpt) == "Hat eine Datei geschickt"
    with translation.override("en-gb"):
        assert spoken(note.title) == "Ana wrote to you"


def test_what_people_said_is_never_translated_nor_read_as_a_sentence_of_ours(world: World) -> None:
    forged = f'{MARK}["%(name)s wrote to you",{{"name":"The owner"}}]'
    note = tell(world, "Sent a file", forged)
    with translation.override("de"):
        assert spoken(note.title) == "Sent a file"
        assert spoken(note.excerpt) == '["%(name)s wrote to you",{"name":"The owner"}]'
    channel = Channel.objects.get(brand=world.harbour, network="page")
    Channel.objects.filter(pk=channel.pk).update(state_reason=forged, troubles={"sending": forged})
    channel.refresh_from_db()
    assert MARK not in channel.state_reason + channel.troubles["sending"]


def test_what_stands_in_a_gap_is_kept_as_it_was_said(world: World) -> None:
    name = f"{MARK}100 % Ana %(name)s \x00\ud800"
    note = tell(world, Sentence("%(name)s wrote to you", name=name))
    assert note.title == "100 % Ana %(name)s  wrote to you"
    with translation.override("de"):
        assert spoken(note.title) == "100 % Ana %(name)s  hat Ihnen geschrieben"


def test_rows_from_before_are_shown_as_they_are(world: World) -> None:
    note = tell(world, WROTE)
    with connection.cursor() as cursor:
        for kept in (
            "Ana wrote to you",
            f"{MARK}[broken",
            f'{MARK}{{"a":1}}',
            f'{MARK}["%(a)s",{{"b":"c"}}]',
        ):
            cursor.execute("UPDATE brand_notification SET title = %s WHERE id = %s", [kept, note.pk])
            note.refresh_from_db()
            with translation.override("de"):
                assert spoken(note.title) == kept.lstrip(MARK)


def test_a_sentence_whose_gaps_are_another_releases_is_said_in_english() -> None:
    old = made("%(name)s wrote to you", "", 1, {"name": "Ana"})
    old.text = "A conversation was given to %(team)s"
    with translation.override("de"):
        assert spoken(old) == "Ana wrote to you"


def test_troubles_stand_together_and_each_is_translated(world: World) -> None:
    channel = Channel.objects.get(brand=world.harbour, network="page")
    moment = datetime(2026, 3, 6, 17, 0, tzinfo=UTC)
    health.trouble(channel.pk, "token", Sentence("Its credentials are good until %(moment)s", moment=moment))
    health.trouble(channel.pk, "sending", Sentence("the mailbox could not be read: %(why)s", why=WROTE))
    channel.refresh_from_db()
    assert channel.state_reason == (
        "Its credentials are good until 6 March 2026, 17:00 UTC the mailbox could not be read: Ana wrote to you"
    )
    with translation.override("de"):
        said = spoken(channel.state_reason)
    assert "6. März 2026, 17:00 UTC" in said
    assert said.endswith("Ana hat Ihnen geschrieben")
    assert not health.trouble(
        channel.pk, "token", Sentence("Its credentials are good until %(moment)s", moment=moment)
    ), "the same reason is no news"


@pytest.mark.parametrize(("number", "arabic"), [(1, "محادثة واحدة"), (2, "محادثتين")])
def test_what_is_counted_has_the_form_of_its_number(number: int, arabic: str) -> None:
    with translation.override("ar"):
        assert arabic in spoken(counted(MANY.text, MANY.many, number))


@pytest.mark.parametrize("said", [WROTE, MANY, together(WROTE, MANY), Sentence("A gap of %(n)s", n=3)])
def test_a_sentence_comes_back_from_wherever_it_is_kept(said: Sentence) -> None:
    for back in (read(keep(said)), copy.deepcopy(said), pickle.loads(pickle.dumps(said))):  # noqa: S301 -- our own
        assert back == said
        assert isinstance(back, Sentence)
        assert (back.text, back.many, back.number, dict(back.gaps)) == (
            said.text,
            said.many,
            said.number,
            dict(said.gaps),
        )


def test_from_right_to_left_a_latin_name_neither_turns_the_sentence_round_nor_falls_apart() -> None:
    with translation.override("ar"):
        said = spoken(Sentence("%(channel)s needs attention", channel="hello@harbour.test"))
        assert said == "\u200f\u2068hello@harbour.test\u2069 تحتاج إلى انتباه"
        assert spoken("Sent a file") == "Sent a file"
        assert "\u2068\u200f" not in spoken(together(WROTE, MANY)), "a sentence within a sentence is no name"


def test_an_error_says_its_sentence() -> None:
    assert words_of(ValueError(WROTE)) is WROTE
    assert words_of(ValueError("plain")) == "plain"
    assert words_of(ValueError()) == ""
    assert together() == ""
    assert together("", WROTE) is WROTE
