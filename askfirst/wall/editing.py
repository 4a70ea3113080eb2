"""What the page says about its brand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from askfirst.brand.changes import To, announce
from askfirst.brand.roles import Right, require

if TYPE_CHECKING:
    from askfirst.brand.models import Member
    from askfirst.wall.models import Page


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """Everything on the page that its owner writes."""

    tagline: str
    about: str
    greeting: str
    accent: str
    help_email: str = ""
    help_phone: str = ""


def edit(member: Member, page: Page, words: Words) -> None:
    """Change it; whoever looks at the page may see it at once.

    Raises:
        PermissionDenied: the role may not edit the page.
    """
    require(member, Right.EDIT_PAGE)
    with transaction.atomic():
        page.tagline, page.about, page.greeting = words.tagline, words.about, words.greeting
        page.save(update_fields=["tagline", "about", "greeting"])
        brand = page.brand
        brand.accent, brand.help_email, brand.help_phone = words.accent, words.help_email, words.help_phone
        brand.save(update_fields=["accent", "help_email", "help_phone"])
        announce(brand, "page", To(everybody=True))
