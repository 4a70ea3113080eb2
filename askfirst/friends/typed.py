"""A request that a member writes down, as its network tells no program of it: who asks, and what they could see of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, require
from askfirst.friends import requests
from askfirst.friends.models import Request
from askfirst.networks.requests import Asker, SeenPost
from askfirst.people import resolve

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.brand.models import Channel, Member

LONGEST_NAME = 120
LONGEST_TEXT = 5_000
MOST_POSTS = 60
LARGEST_NUMBER = 10**10
_RULE = re.compile(r"^[ \t]*-{3,}[ \t]*$", re.MULTILINE)
_GAP = re.compile(r"\n[ \t]*\n")


class WrongRequest(ValueError):  # noqa: N818 -- it says what the matter is
    """It was not written down; the message says what is missing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """What a member typed; empty and None: they do not know."""

    name: str
    address: str = ""
    note: str = ""
    about: str = ""
    posts: str = ""
    """As they were copied: one after the other, with a line of three dashes or an empty line between."""
    answers: int | None = None
    """How many answers of others stand under those posts together."""
    since: datetime | None = None
    followers: int | None = None
    following: int | None = None
    mutuals: tuple[str, ...] | None = None
    picture: bytes = b""
    has_no_picture: bool = False


def write_down(member: Member, channel: Channel, typed: Typed, at: datetime) -> Request:
    """Keep the request and read it.  The same person again who still waits is the same request, with what is known now.

    Raises:
        PermissionDenied: the member's role may not write to people, or the channel is another brand's.
        WrongRequest: there is no name, or they are connected there already.
    """
    require(member, Right.REPLY, channel.brand_id)
    name = " ".join(plain(typed.name).split())[:LONGEST_NAME]
    if not name:
        raise WrongRequest(_("Nothing was kept. Write the name of who asks, as it stands there."))
    address = plain(typed.address).strip() or f"{name} ({at:%Y-%m-%d %H:%M})"
    seen = resolve.Seen(
        address=address, name=name, evidence=f"asked to be connected: {channel}, {at:%-d %B %Y}"
    )
    try:
        handle = resolve.resolve(channel, seen)
    except ValueError as error:
        raise WrongRequest(_("Nothing was kept. %(why)s") % {"why": error}) from error
    requests.receive(channel, handle, source=Request.Source.HAND, at=at, note=typed.note)
    held = (
        Request.objects.filter(channel=channel, handle=handle, state=Request.State.OPEN)
        .select_related("brand", "channel__brand", "handle__contact")
        .first()
    )
    if held is None:
        raise WrongRequest(_("Nothing was kept. You are connected with them there already."))
    requests.show(held, _asker(typed, handle.address, name), typed.picture)
    return held


def _asker(typed: Typed, address: str, name: str) -> Asker:
    posts = posts_of(typed.posts)
    # The number is of all posts together: it is kept with the first, since only the sum is ever asked for.
    seen = tuple(
        SeenPost(id=str(number), text=text, answers=typed.answers if number == 0 else None)
        for number, text in enumerate(posts)
    )
    return Asker(
        address=address,
        name=name,
        about=plain(typed.about).strip()[:LONGEST_TEXT],
        since=typed.since,
        followers=typed.followers,
        following=typed.following,
        has_picture=True if typed.picture else False if typed.has_no_picture else None,
        mutuals=typed.mutuals,
        posts=seen if posts else None,
    )


def posts_of(text: str) -> list[str]:
    """The single posts of what was pasted: between lines of dashes where there are any, else between empty lines."""
    whole = plain(text).replace("\r\n", "\n")
    parts = _RULE.split(whole) if _RULE.search(whole) else _GAP.split(whole)
    return [part.strip()[:LONGEST_TEXT] for part in parts if part.strip()][:MOST_POSTS]
