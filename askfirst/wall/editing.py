"""What the page says about its brand, and how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from askfirst.brand import files, pictures
from askfirst.brand.changes import To, announce
from askfirst.brand.roles import Right, require
from askfirst.consent import lists

if TYPE_CHECKING:
    from askfirst.brand.models import Member, StoredFile
    from askfirst.consent.models import List
    from askfirst.wall.models import Page


SIZES: dict[str, tuple[pictures.Size, pictures.Size]] = {
    "face": ((512, 512), (128, 128)),
    "cover": ((1600, 480), (800, 240)),
}
"""The pictures of a page, each large and small."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """Everything on the page that its owner writes."""

    name: str
    tagline: str
    about: str
    greeting: str
    accent: str
    help_email: str = ""
    help_phone: str = ""
    postal_address: str = ""


def edit(member: Member, page: Page, words: Words) -> None:
    """Change it; whoever looks at the page may see it at once.

    Raises:
        PermissionDenied: the role may not edit the page.
    """
    require(member, Right.EDIT_PAGE, page.brand_id)
    with transaction.atomic():
        page.tagline, page.about, page.greeting = words.tagline, words.about, words.greeting
        page.save(update_fields=["tagline", "about", "greeting"])
        brand = page.brand
        brand.name = words.name
        brand.accent, brand.help_email, brand.help_phone = words.accent, words.help_email, words.help_phone
        brand.postal_address = words.postal_address
        brand.save(update_fields=["name", "accent", "help_email", "help_phone", "postal_address"])
        announce(brand, "page", To(everybody=True))


def offer_posts_on(member: Member, page: Page, on: List | None) -> None:
    """Who wants the posts of the page by mail is led to this list, and joins it as any list; None: nothing is offered.

    Raises:
        PermissionDenied: the role may not edit the page.
        ValueError: nobody can join that list here.
    """
    require(member, Right.EDIT_PAGE, page.brand_id)
    if on is not None and on not in lists.joinable(page.brand):
        raise ValueError(_("Nobody can join that list here. Choose one that is shown on the page and open."))
    page.posts_on = on
    page.save(update_fields=["posts_on"])
    announce(page.brand, "page", To(everybody=True))


def dress(member: Member, page: Page, which: str, content: bytes) -> None:
    """Give the page this picture, drawn anew.  The one before it goes.

    Raises:
        PermissionDenied: the role may not edit the page.
        ValueError: it is no picture that we take; with a sentence, and nothing was changed.
        KeyError: a page has no such picture.
    """
    require(member, Right.EDIT_PAGE, page.brand_id)
    drawn = pictures.redraw(content, SIZES[which])
    with transaction.atomic():
        large, small = (files.keep(page.brand, f"{which}.webp", one) for one in drawn)
        _wear(page, which, large, small)


def undress(member: Member, page: Page, which: str) -> None:
    """Take the picture off the page.

    Raises:
        PermissionDenied: the role may not edit the page.
        KeyError: a page has no such picture.
    """
    require(member, Right.EDIT_PAGE, page.brand_id)
    if which not in SIZES:
        raise KeyError(which)
    with transaction.atomic():
        _wear(page, which, None, None)


def _wear(page: Page, which: str, large: StoredFile | None, small: StoredFile | None) -> None:
    fields = [which, f"{which}_small"]
    before = [getattr(page, field) for field in fields]
    for field, file in zip(fields, (large, small), strict=True):
        setattr(page, field, file)
    page.save(update_fields=fields)
    for file in filter(None, before):
        files.forget(file)
    announce(page.brand, "page", To(everybody=True))
