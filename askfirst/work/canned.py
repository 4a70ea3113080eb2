"""Ready words: a member's own and the team's; looked up by name, filled in for one person, counted when they are taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q
from django.http import Http404
from django.utils.translation import gettext as _

from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, require
from askfirst.work import filling
from askfirst.work.models import CannedReply

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from askfirst.brand.models import Member, StoredFile
    from askfirst.inbox.models import Thread
    from askfirst.work.filling import Filled

SHOWN = 8
MOST_FILES = 10
LONGEST = 10_000


class CannotKeep(Exception):  # noqa: N818 -- it says what the matter is
    """These words were not kept; the sentence says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What is to be kept: under which name, and whether everybody has it."""

    name: str
    text: str
    is_for_team: bool


def of(member: Member) -> QuerySet[CannedReply]:
    """The member's own ready words and the team's, by name.

    Raises:
        PermissionDenied: the role may not write to people.
    """
    require(member, Right.REPLY)
    rows = CannedReply.objects.filter(Q(member=member) | Q(member=None), brand_id=member.brand_id)
    return rows.select_related("member").prefetch_related("files").order_by("name", "pk")


def one(member: Member, pk: int) -> CannedReply:
    """Ready words that this member may use.  Raises PermissionDenied as `of` does.

    Raises:
        Http404: there are none, or they are somebody else's.
    """
    found = of(member).filter(pk=pk).first()
    if found is None:
        raise Http404(_("there are no such ready words, or they belong to somebody else"))
    return found


def found(member: Member, words: str) -> list[CannedReply]:
    """Those whose name or text holds every word: by name first, then those used most."""
    rows = of(member)
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(text__icontains=word))
    wanted = words.casefold()
    most = sorted(
        rows.order_by("-used", "name")[:200], key=lambda row: not row.name.casefold().startswith(wanted)
    )
    return most[:SHOWN]


def take(member: Member, thread: Thread, pk: int) -> tuple[Filled, list[StoredFile]]:
    """The words as this member would say them in this conversation, with their files.

    Raises:
        Http404: there are none, or they are somebody else's.
        PermissionDenied: the role may not write to people.
    """
    row = one(member, pk)
    CannedReply.objects.filter(pk=row.pk).update(used=F("used") + 1)
    return filling.fill(row.text, thread, member), list(row.files.order_by("pk"))


def keep(member: Member, words: Words, files: Iterable[StoredFile] = (), pk: int = 0) -> CannedReply:
    """Keep new ready words, or change those of `pk`.

    Raises:
        CannotKeep: a name or words are missing, they are too long, or the name is taken.
        Http404: there are none of that id, or they are somebody else's.
        PermissionDenied: the role may not write to people; or it changes the team's and may not lead members.
    """
    require(member, Right.REPLY)
    name, text = " ".join(plain(words.name).split()).lstrip("/")[:60], plain(words.text).strip()
    row = one(member, pk) if pk else CannedReply(brand_id=member.brand_id)
    if words.is_for_team or (pk and row.member_id is None):
        require(member, Right.MEMBERS)
    if not name:
        raise CannotKeep(_("Give it a name: it is what you type after the stroke."))
    if not text:
        raise CannotKeep(_("Write the words that it stands for."))
    if len(text) > LONGEST:
        raise CannotKeep(_("That is longer than %(most)d characters. Make two of it.") % {"most": LONGEST})
    owner = None if words.is_for_team else member
    same = CannedReply.objects.filter(brand_id=member.brand_id, member=owner, name__iexact=name)
    if same.exclude(pk=row.pk).exists():
        raise CannotKeep(_("“%(name)s” is taken. Choose another name.") % {"name": name})
    with transaction.atomic():
        row.name, row.text, row.member = name, text, owner
        row.save()
        row.files.add(*files)
    return row


def drop_file(member: Member, pk: int, token: str) -> None:
    """A file does not belong to these words any more.  Raises as `let_go` does."""
    row = _changeable(member, pk)
    row.files.remove(*row.files.filter(token=token))


def let_go(member: Member, pk: int) -> CannedReply:
    """These words are not needed any more.

    Raises:
        Http404: there are none, or they are somebody else's.
        PermissionDenied: the role may not write to people; or they are the team's and it may not lead members.
    """
    row = _changeable(member, pk)
    CannedReply.objects.filter(pk=pk).delete()
    return row


def _changeable(member: Member, pk: int) -> CannedReply:
    row = one(member, pk)
    if row.member_id is None:
        require(member, Right.MEMBERS)
    return row
