"""The language in which somebody is written to by the product itself: a mail or a push that tells of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from askfirst.people.models import Contact, Handle


def language(contact: Contact, handle: Handle | None = None) -> str:
    """In which they used `handle` last, else the page, else what is known of them; one of those that the product speaks."""
    spoken = {code for code, _ in settings.LANGUAGES}
    for said in _said(contact, handle):
        for code in (said, said.partition("-")[0]):
            if code in spoken:
                return code
    return settings.LANGUAGE_CODE


def usual(contact: Contact) -> str:
    """In which they are written to where no address says more, without asking the database; one that the product speaks."""
    spoken = {code for code, _ in settings.LANGUAGES}
    known = (code for code in (contact.language, contact.language.partition("-")[0]) if code in spoken)
    return next(known, settings.LANGUAGE_CODE)


def _said(contact: Contact, handle: Handle | None) -> Iterator[str]:
    if handle:
        yield handle.language
    yield from contact.handles.filter(network="page").order_by("-pk").values_list("language", flat=True)
    yield contact.language
