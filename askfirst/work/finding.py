"""What was said in public and the conversations it belongs to, brought together for a search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from askfirst.brand.query import Query, read
from askfirst.inbox import access
from askfirst.inbox import search as private
from askfirst.wall import search as public
from askfirst.wall.search import Among

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.brand.models import Member
    from askfirst.inbox.search import Scope
    from askfirst.wall.models import Comment, Post

KINDS = ("comment", "wall_post", "mention", "ask")
_MOST_STRANDS = 300
Strand = tuple[int, int | None]


def said_in_public(
    member: Member, query: Query, within: Scope, most: int = public.PAGE, below: str = ""
) -> public.Found:
    """Posts and comments with these words.

    Raises:
        PermissionDenied: the role may not read what comes in.
        ValueError: `below` is not something that an earlier answer said.
    """
    return public.said(member, query, _among(member, query, within), most, below)


def spoken_in(member: Member, typed: str) -> tuple[int, ...]:
    """The ids of the conversations in which it was said in public.

    Raises:
        PermissionDenied: the role may not read the inbox.
    """
    query = read(typed, timezone.localdate())
    if query.is_empty or not (query.wanted or query.has_file or query.before or query.after):
        return ()
    within = private.scope(member, query)
    strands = public.strands(member, query, _among(member, query, within))
    return tuple(threads_of(member, strands).values())


def threads_of(member: Member, strands: Iterable[Strand]) -> dict[Strand, int]:
    """The conversation of each strand: of a post, and of who spoke under it."""
    wanted = set(strands)
    rows = access.threads(member).filter(post__in={post for post, _contact in wanted}).order_by()
    held = rows.values_list("post", "contact_id", "pk")
    return {(post, contact): pk for post, contact, pk in held if (post, contact) in wanted}


def strand_of(said: Post | Comment) -> Strand:
    """To which strand something belongs."""
    return getattr(said, "post_id", said.pk), said.contact_id


def _among(member: Member, query: Query, within: Scope) -> Among:
    strands: tuple[Strand, ...] | None = None
    if within.labels is not None or query.kinds:
        rows = access.threads(member).filter(within.threads, post__gt=0).order_by("-last_at")
        rows = rows.filter(kind__in=query.kinds) if query.kinds else rows
        strands = tuple(rows.values_list("post", "contact_id")[:_MOST_STRANDS])
    return Among(
        channels=within.channels,
        contacts=within.contacts,
        is_ours=within.is_ours,
        months=private.months(query),
        between=private.between(query, "said_at"),
        strands=strands,
    )
