"""What templates need to draw an icon, a person and a time."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_noop

from askfirst.brand.spoken import spoken
from askfirst.networks.catalog import label
from askfirst.web import sources, words

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from django.utils.safestring import SafeString

register = template.Library()
register.filter(spoken)


@register.filter
def linked(text: str, post: int) -> SafeString:
    """`{{ line.text|linked:line.pk }}`: with links, of which those to our own lists say from which post they came."""
    return sources.linked(text, settings.ADDRESS, post)


TONES = 8
NETWORK_ICONS = {"page": "panels-top-left", "email": "mail"}
NAMED = (gettext_noop("The page"), gettext_noop("Email"))
"""Names of networks that are words, for the catalogue."""
NETWORK_LETTERS = {
    "bluesky": "B",
    "discord": "D",
    "facebook": "f",
    "instagram": "I",
    "linkedin": "in",
    "mastodon": "M",
    "matrix": "[m]",
    "telegram": "T",
    "tiktok": "TT",
    "tumblr": "t",
    "whatsapp": "W",
    "x": "X",
}
"""What stands on a network's mark.  Their logos are theirs: a letter on a colour of its own is enough to tell them apart."""

WAYS = frozenset(
    {
        "arrow-left",
        "arrow-right",
        "chevron-left",
        "chevron-right",
        "log-out",
        "panel-right",
        "reply",
        "send",
        "undo-2",
    }
)
"""Icons that point along the line of reading: mirrored where it runs from right to left."""


@register.simple_tag
@cache
def icon(name: str, size: str = "") -> SafeString:
    """One icon of the sprite, as decoration: the words beside it carry the meaning.  `size` may be `small`."""
    extra = (" icon-small" if size == "small" else "") + (" icon-way" if name in WAYS else "")
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        extra,
        static("vendor/lucide/icons.svg"),
        name,
    )


@register.simple_tag
def network_icon(network: str) -> SafeString:
    """The mark of a network, as decoration; a speech bubble for one that has none."""
    letters = NETWORK_LETTERS.get(network)
    if letters is None:
        return icon(NETWORK_ICONS.get(network, "message-circle"))
    return format_html(
        '<svg class="icon network-mark on-{}" viewBox="0 0 24 24" aria-hidden="true"><rect width="24" height="24" rx="6"/>'
        '<text x="12" y="17.5" text-anchor="middle" font-size="{}">{}</text></svg>',
        network,
        (16, 13, 11)[len(letters) - 1],
        letters,
    )


@register.filter
def network_label(network: str) -> str:
    """The network as people call it."""
    return gettext(label(network))


@register.simple_tag
def avatar(name: object, seed: int, size: str = "") -> SafeString:
    """A person's initials on the colour that is theirs: one of eight, by their id."""
    return format_html(
        '<span class="avatar tone-{} {}" aria-hidden="true">{}</span>',
        int(seed) % TONES,
        size,
        words.initials(str(name)),
    )


@register.simple_tag
def moment(at: datetime | None, style: str = "ago") -> SafeString | str:
    """A time as people say it, the exact instant on hover.  Styles: `ago`, `clock`, `day`, `full`, `left`, `on`, `since`, `until`, `when`."""
    if at is None:
        return ""
    now, zone = timezone.now(), timezone.get_current_timezone()
    return format_html(
        '<time datetime="{}" title="{}" data-moment="{}">{}</time>',
        at.isoformat(),
        words.exact(at, zone),
        style,
        _SAID[style](at, now, zone),
    )


def _clock(at: datetime, _: datetime, zone: tzinfo) -> str:
    return words.clock(at, zone)


def _full(at: datetime, _: datetime, zone: tzinfo) -> str:
    return words.exact(at, zone)


def _since(at: datetime, now: datetime, _: tzinfo) -> str:
    return words.length(now - at)


def _on(at: datetime, now: datetime, zone: tzinfo) -> str:
    return words.on_day(at, now, zone)


def _left(at: datetime, now: datetime, _: tzinfo) -> str:
    return words.left(at, now)


_SAID = {
    "left": _left,
    "on": _on,
    "since": _since,
    "ago": words.short,
    "clock": _clock,
    "day": words.day,
    "full": _full,
    "until": words.until,
    "when": words.when,
}


@register.filter
def of(found: dict[int, object], key: int) -> object | None:
    """What a mapping holds for a key."""
    return found.get(key)


@register.filter
def said(value: str) -> str:
    """A word of the program as a word for people: `opt_out` is `opt out`."""
    return gettext(value.replace("_", " "))


@register.filter
def is_emoji(text: str) -> bool:
    """One to three emoji and nothing else: shown large."""
    return words.is_emoji_only(text)


@register.filter
def file_kind(name: str) -> str:
    """What stands on the mark of a file: the end of its name, `PDF`; `FILE` where it has none that is short."""
    _, dot, end = name.rpartition(".")
    return end.upper() if dot and end.isascii() and end.isalnum() and len(end) <= 4 else "FILE"


@register.filter
def is_picture(content_type: str) -> bool:
    """A browser may show it inside our pages."""
    return content_type in {"image/png", "image/jpeg", "image/gif", "image/webp"}
