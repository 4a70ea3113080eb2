"""The interface in other languages: complete where we say so, with every gap in its place, and compiled as it is written."""

from __future__ import annotations

import gettext
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client

from askfirst.brand import health
from askfirst.inbox.models import Thread
from askfirst.sentence import Sentence
from askfirst.web.sign_in import sign_in_link

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

    from tests.world import World

LOCALE = Path(__file__).resolve().parents[2] / "askfirst" / "web" / "locale"
COMPLETE = ("de", "es", "ar")
DOMAINS = ("django", "djangojs")
_GAP = re.compile(r"%\(\w+\)[sd]|%[sd]")


def _catalogue(language: str, domain: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        return read_po(file, locale=language)


def _texts(message: Message) -> tuple[list[str], list[str]]:
    """What is said in English, and in the other language: one text, or one for each plural form."""
    said = [message.id] if isinstance(message.id, str) else list(message.id)
    return said, [message.string] if isinstance(message.string, str) else list(message.string)


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", COMPLETE)
def test_everything_is_said(language: str, domain: str) -> None:
    missing = [
        message.id
        for message in _catalogue(language, domain)
        if message.id and (message.fuzzy or not all(_texts(message)[1]))
    ]
    assert not missing, f"run `make messages` and translate what is empty: {missing[:5]}"


@pytest.mark.parametrize("language", COMPLETE)
def test_what_is_filled_in_is_filled_in_everywhere(language: str) -> None:
    wrong = []
    for message in _catalogue(language, "django"):
        said, spoken = _texts(message)
        gaps = set(_GAP.findall(said[-1])) | set(_GAP.findall(said[0]))
        # A plural form for one, two or none may leave the number out.
        wrong += [text for text in spoken if message.id and not set(_GAP.findall(text)) <= gaps]
        if len(said) == 1 and message.id and set(_GAP.findall(spoken[0])) != gaps:
            wrong.append(spoken[0])
    assert not wrong


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", COMPLETE)
def test_what_is_compiled_is_what_is_written(language: str, domain: str) -> None:
    fresh = io.BytesIO()
    write_mo(fresh, _catalogue(language, domain))
    fresh.seek(0)
    with (LOCALE / language / "LC_MESSAGES" / f"{domain}.mo").open("rb") as kept:
        assert gettext.GNUTranslations(kept)._catalog == gettext.GNUTranslations(fresh)._catalog, (  # type: ignore[attr-defined]
            "run `make messages`"
        )


def test_a_visitor_chooses_and_reads_it_in_their_own_words(world: World) -> None:
    browser = Client()
    assert '<html lang="en" dir="ltr"' in browser.get("/@harbour/").content.decode()
    assert browser.post("/language/", {"language": "de", "next": "/@harbour/"}).status_code == 302
    german = browser.get("/@harbour/").content.decode()
    assert '<html lang="de" dir="ltr"' in german
    assert "Über" in german
    browser.post("/language/", {"language": "ar", "next": "/@harbour/"})
    assert '<html lang="ar" dir="rtl"' in browser.get("/@harbour/").content.decode()


def test_the_language_that_a_member_chooses_is_theirs_on_every_device(world: World) -> None:
    desk = Client()
    desk.force_login(world.caleb)
    desk.post("/language/", {"language": "de", "next": "/inbox/"})
    world.caleb.refresh_from_db()
    assert world.caleb.language == "de"
    desk.post("/language/", {"language": "tlh", "next": "/inbox/"})
    world.caleb.refresh_from_db()
    assert world.caleb.language == "de", "what we do not speak changes nothing"
    phone = Client()
    link = sign_in_link(world.caleb).removeprefix(settings.ADDRESS)
    assert phone.post(link).status_code == 302
    assert '<html lang="de" dir="ltr"' in phone.get("/inbox/").content.decode()


def test_a_member_who_never_chose_keeps_the_language_in_which_they_signed_in(world: World) -> None:
    browser = Client(headers={"accept-language": "es-MX,en;q=0.5"})
    world.caleb.set_password("a long enough password")
    world.caleb.save()
    browser.post("/accounts/login/", {"login": world.caleb.email, "password": "a long enough password"})
    world.caleb.refresh_from_db()
    assert world.caleb.language == "es"


def test_two_colleagues_read_one_list_each_in_their_language(world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    thread = world.thread("Ana")
    Thread.objects.filter(pk=thread.pk).update(preview=Sentence("Sent a file"))
    for member, language, said in ((world.caleb, "ar", "أرسل ملفًا"), (world.olivia, "en", "Sent a file")):
        browser = Client()
        browser.force_login(member)
        browser.post("/language/", {"language": language, "next": "/inbox/"})
        assert said in browser.get("/inbox/?tab=all").content.decode()


def test_why_a_channel_needs_attention_is_said_in_the_readers_language(world: World) -> None:
    channel = world.connect_mail()
    health.trouble(channel.pk, "sending", Sentence("the mailbox could not be read: %(why)s", why="timed out"))
    browser = Client()
    browser.force_login(world.olivia)
    browser.post("/language/", {"language": "es", "next": "/"})
    assert "No se pudo leer el buzón: timed out" in browser.get("/settings/channels/").content.decode()
    assert "requiere atención" in browser.get("/notifications/").content.decode()
