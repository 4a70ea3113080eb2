"""What a list's message carries besides its words: whose it is, why it came, and how to leave.

The facts about it (`Carries`) are read off the very thing that leaves (`around`, `leaving`): none of them can be true of a
message that does not have it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from askfirst.consent import links
from askfirst.networks import weblinks
from askfirst.networks.base import Mailing

if TYPE_CHECKING:
    from askfirst.brand.models import Brand, Channel
    from askfirst.consent.models import List

MAIL = "email"
_ASKED = "asked-about"
"""Stands for the key of a message that does not exist yet: what is carried does not depend on it."""


def leaving(channel: Channel, key: str) -> tuple[str, ...]:
    """For the header of the mail with this `Delivery.key`: where one click leaves, and a mailbox that is read.

    A web address without TLS is no place for it (RFC 8058), and a mailbox that nobody reads is none.
    """
    if channel.network != MAIL:
        return ()
    web = links.one_click_address(channel.brand, key)
    ways = [web] if web.startswith("https:") else []
    if channel.settings.get("imap_host"):
        ways.append(links.mailto_address(channel.address, key))
    return tuple(ways)


def around(  # noqa: PLR0913 -- what a message is made of
    channel: Channel, on: List, key: str, *, language: str = "", preview: str = "", text: str = ""
) -> Mailing:
    """What stands around the words of the message with this `Delivery.key`, in `language`; empty: the one spoken now.

    `text`: the words, of which the links are counted where the list says so; empty: they are not.
    """
    brand = channel.brand
    is_mail = channel.network == MAIL
    name = brand.name if on.is_internal else on.name
    known_as = f"list-{on.pk}" if on.is_internal else on.slug
    with translation.override(language or translation.get_language()):
        return Mailing(
            list_id=f"{known_as}.{_domain(channel)}" if is_mail else known_as,
            list_name=name,
            reason=_reason(brand, on),
            leave=links.body_address(brand, key),
            leave_words=_("Leave this list, or ask for less"),
            sender=_sender(channel),
            postal_address=brand.postal_address,
            feedback_id=f"{known_as[:40]}:{on.purpose}:{brand.slug[:40]}:askfirst",
            complaints_to=channel.address if is_mail and channel.settings.get("imap_host") else "",
            preview=preview,
            direction="rtl" if translation.get_language_bidi() else "ltr",
            counted=_counted(brand, key, text) if is_mail and on.counts_links else (),
        )


def _counted(brand: Brand, key: str, text: str) -> tuple[str, ...]:
    many = len(weblinks.of_the_web(text))
    return tuple(links.counted_address(brand, key, number) for number in range(many + 1)) if many else ()


def with_foot(text: str, mailing: Mailing) -> str:
    """The words where there is no mail around them: a line below says whose they are and how to leave."""
    return f"{text.rstrip()}\n\n{mailing.sender}\n{mailing.leave_words}: {mailing.leave}"


class Carries:
    """The facts about what the messages of one channel carry, looked up once for each list."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self._known: dict[List | None, tuple[dict[str, Any], int]] = {}

    def facts(self, on: List | None, text: str) -> dict[str, Any]:
        """What holds of a message of `on`; of what is no list's only that it has no header about leaving."""
        if on not in self._known:
            self._known[on] = self._looked_up(on)
        known, foot = self._known[on]
        # Without a mail around it the line below is a part of the text.
        return {**known, "text_length": len(text.rstrip()) + foot, "has_link": True} if foot else known

    def _looked_up(self, on: List | None) -> tuple[dict[str, Any], int]:
        """The facts, and how much longer a text gets by what stands below it."""
        if on is None:
            return {"has_one_click_unsubscribe": False}, 0
        mailing = around(self.channel, on, _ASKED)
        ways = leaving(self.channel, _ASKED)
        found = {
            "has_one_click_unsubscribe": any(way.startswith("https:") for way in ways),
            "has_unsubscribe": bool(mailing.leave),
            "is_sender_identified": bool(mailing.sender),
        }
        if self.channel.network != MAIL:
            return found, len(with_foot("", mailing))
        return found | {"has_postal_address": bool(mailing.postal_address)}, 0


def _domain(channel: Channel) -> str:
    """Of a mailbox, as ASCII."""
    domain = channel.address.rpartition("@")[2].lower()
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain.encode("ascii", "ignore").decode()


def _reason(brand: Brand, on: List) -> str:
    if on.is_internal:  # its name is not for the world
        return _("You get this because you agreed to hear from %(brand)s.") % {"brand": brand.name}
    return _("You get this because you joined “%(list)s” of %(brand)s.") % {
        "list": on.name,
        "brand": brand.name,
    }


def _sender(channel: Channel) -> str:
    """The brand by its name, and where it is reached."""
    brand = channel.brand
    return ", ".join(filter(None, (brand.name, brand.help_email or brand.help_phone or _page_of(brand))))


def _page_of(brand: Brand) -> str:
    return f"{settings.ADDRESS}/@{brand.slug}/"
