"""What a page does not say yet: one hint for each thing that a visitor looks for, with the place where it is said.  Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from askfirst.manners import reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.utils.functional import _StrPromise

FEW_WORDS = 12
"""An About of fewer words does not say who somebody is."""
_LINK = re.compile(r"\bhttps?://\S+|\bwww\.\S+", re.IGNORECASE)
_IMPRINT = re.compile(
    r"imprint|impressum|legal notice|aviso legal|mentions|privacy|datenschutz|privacidad|gdpr|dsgvo|خصوصية",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Presented:
    """What a page shows of its brand, in plain values."""

    tagline: str = ""
    about: str = ""
    greeting: str = ""
    help_email: str = ""
    help_phone: str = ""
    postal_address: str = ""
    has_face: bool = False
    has_cover: bool = False
    takes_messages: bool = True
    has_hours: bool = False
    """Business hours are set."""
    lists: tuple[tuple[str, str], ...] = ()
    """Of each list that people can join here its name, and what it says about itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """One thing that a visitor looks for."""

    key: str
    title: _StrPromise
    """In a few words, as a line of a list."""
    hint: _StrPromise
    """What to do where it is missing."""
    where: str
    """Where it is mended: `#part` of the page's own settings, or the name of another address."""
    is_said: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Completeness:
    """All points, in the order in which a visitor would ask."""

    points: tuple[Point, ...]

    @property
    def missing(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if not point.is_said)

    @property
    def said(self) -> int:
        return len(self.points) - len(self.missing)

    @property
    def is_whole(self) -> bool:
        return not self.missing


def check(page: Presented) -> Completeness:
    """What this page says and what it does not.  Nothing is guessed: a point counts where its field or setting is filled."""
    return Completeness(points=(*_words(page), *_reached(page), *_looks(page)))


def _words(page: Presented) -> Iterator[Point]:
    yield Point(
        key="tagline",
        title=_("One line that says what you do"),
        hint=_("Write a tagline: it stands under your name."),
        where="#id_tagline",
        is_said=bool(page.tagline.strip()),
    )
    yield Point(
        key="about",
        title=_("Who you are"),
        hint=_("Say in two or three sentences who you are, what you make or do, and where."),
        where="#id_about",
        is_said=len(page.about.split()) >= FEW_WORDS,
    )
    yield Point(
        key="topics",
        title=_("What you write about, and how often"),
        hint=_("Make a list that people can join, and say in it what one gets: the page shows it."),
        where="settings-lists",
        is_said=any(about.strip() for _name, about in page.lists),
    )
    yield Point(
        key="greeting",
        title=_("A welcome for who writes to you"),
        hint=_(
            "Write a greeting. Who opens a conversation reads it first; a welcome that nobody asked for is not sent."
        ),
        where="#id_greeting",
        is_said=bool(page.greeting.strip()),
    )
    yield Point(
        key="greeting_sells",
        title=_("A greeting that does not sell"),
        hint=_(
            "Your greeting reads like an offer. They came to say something: ask what you can do for them."
        ),
        where="#id_greeting",
        is_said=not _sells(page.greeting),
    )


def _reached(page: Presented) -> Iterator[Point]:
    yield Point(
        key="hours",
        title=_("When you answer"),
        hint=_("Set your business hours: people see when somebody is there, and are told when nobody is."),
        where="settings-hours",
        is_said=page.has_hours,
    )
    yield Point(
        key="ways",
        title=_("How you are reached"),
        hint=_("Give a help address or a help line, for those who cannot write here."),
        where="#id_help_email",
        is_said=bool(page.help_email.strip() or page.help_phone.strip()),
    )
    yield Point(
        key="messages",
        title=_("Messages are open"),
        hint=_("Visitors cannot write to you here. Switch messages on, or say in About where they can."),
        where="#open",
        is_said=page.takes_messages,
    )
    yield Point(
        key="postal",
        title=_("Who stands behind it, with a postal address"),
        hint=_("Give your postal address: mails to lists carry it, and several countries ask for it."),
        where="#id_postal_address",
        is_said=bool(page.postal_address.strip()),
    )
    yield Point(
        key="imprint",
        title=_("Imprint and privacy"),
        hint=_("Put the links to your imprint and your privacy notice into About, if you have such pages."),
        where="#id_about",
        is_said=bool(_LINK.search(page.about) and _IMPRINT.search(page.about)),
    )


def _looks(page: Presented) -> Iterator[Point]:
    yield Point(
        key="face",
        title=_("A picture"),
        hint=_("Add a picture: people recognise you by it in their messages."),
        where="#pictures",
        is_said=page.has_face,
    )
    yield Point(
        key="cover",
        title=_("A cover"),
        hint=_("Add a wide picture above your name."),
        where="#pictures",
        is_said=page.has_cover,
    )


def _sells(greeting: str) -> bool:
    return bool(greeting.strip()) and reading.read(greeting).answer == reading.Answer.PITCH
