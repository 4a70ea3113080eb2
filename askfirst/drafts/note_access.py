"""The only ways to a personal note: each takes the member first, and asks for the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext

from askfirst.brand.roles import Right, may, require
from askfirst.drafts.models import PersonalNote

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from askfirst.brand.models import Member

OPEN = (PersonalNote.State.WRITING, PersonalNote.State.ASKED)


def is_narrow(member: Member) -> bool:
    """They see of a person what is public, and only while a note to that person is theirs to write."""
    return not may(member, Right.READ_INBOX)


def personal_notes(member: Member) -> QuerySet[PersonalNote]:
    """Every personal note that this member may see: of who may not read the inbox, those that are theirs to write.

    Raises:
        PermissionDenied: the role may not draft personal notes.
    """
    require(member, Right.DRAFT)
    rows = PersonalNote.objects.filter(brand_id=member.brand_id, contact__forgotten_at=None)
    return rows.filter(writer=member) if is_narrow(member) else rows


def note(member: Member, pk: int) -> PersonalNote:
    """One personal note, with what its page always shows.

    Raises:
        PermissionDenied: the role may not draft personal notes.
        Http404: there is none that this member may see.
    """
    rows = personal_notes(member).select_related(
        "brand",
        "contact__brand",
        "contact__relation_by",
        "writer",
        "channel__brand",
        "draft__delivery",
        "draft__decision",
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404(gettext("this note does not exist, or is somebody else's to write"))
    return found


def sees_person(member: Member, held: PersonalNote) -> bool:
    """Whether the brief stands beside the note: for who may not read the inbox, only as long as it is being written."""
    return not is_narrow(member) or held.state in OPEN
