"""A second pair of eyes: somebody other than the author says yes to one version, and to that one only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from askfirst.brand import notify
from askfirst.brand.changes import announce
from askfirst.brand.models import Member, Notification
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, may
from askfirst.campaigns import access, writing
from askfirst.campaigns.models import Campaign, Review
from askfirst.campaigns.writing import CannotChange
from askfirst.sentence import Sentence, together

if TYPE_CHECKING:
    from askfirst.campaigns.models import Version

State = Campaign.State
LONGEST_COMMENT = 4000


def approvers(held: Campaign, version: Version) -> list[Member]:
    """Who may say yes to this version: whoever has the right, and did not write it."""
    rows = Member.objects.filter(brand_id=held.brand_id, is_active=True).exclude(pk=version.author_id)
    return [one for one in rows.order_by("name", "pk") if may(one, Right.APPROVE)]


def submit(member: Member, held: Campaign, number: int) -> Campaign:
    """Ask for a yes to the version of that number.  Those who can say it are told.

    Raises:
        PermissionDenied: the role may not write campaigns, or it is another brand's.
        CannotChange: it is not the newest version, has mistakes, or there is nobody who could say yes.
    """
    access.require_right(member, Right.COMPOSE, held)
    with transaction.atomic():
        row = writing.locked(held)
        newest = _newest(row, number)
        if wrong := writing.mistakes(row, newest):
            raise CannotChange(together(Sentence("It cannot be sent like this yet."), *wrong))
        people = approvers(row, newest)
        if not people:
            raise CannotChange(
                Sentence(
                    "Nobody but its author could say yes to it. Invite a second owner or admin: a text to many is read"
                    " by two people."
                )
            )
        row.state = State.WAITING
        row.save(update_fields=["state"])
        _tell(
            row,
            [one for one in people if one.pk != member.pk],
            Sentence("%(name)s waits for your yes", name=row.name),
        )
    held.state = row.state
    return held


def approve(member: Member, held: Campaign, number: int, text: str = "") -> Review:
    """Say yes to the version of that number.  Any later version needs a yes of its own.

    Raises:
        PermissionDenied: the role may not approve, or it is another brand's.
        CannotChange: they wrote it themselves, it is not the newest version, or it has mistakes.
    """
    access.require_right(member, Right.APPROVE, held)
    with transaction.atomic():
        row = writing.locked(held)
        newest = _newest(row, number)
        if newest.author_id == member.pk:
            raise CannotChange(Sentence("You wrote this version yourself: somebody else says yes to it."))
        if wrong := writing.mistakes(row, newest):
            raise CannotChange(together(Sentence("It cannot be sent like this yet."), *wrong))
        review = _keep(row, newest, member, Review.Kind.APPROVED, text)
        row.state, row.approved_version = State.APPROVED, newest.number
        row.save(update_fields=["state", "approved_version"])
        _tell(
            row, _others(member, row.author, newest.author), Sentence("%(name)s is approved", name=row.name)
        )
    held.state, held.approved_version = row.state, row.approved_version
    return review


def ask_for_changes(member: Member, held: Campaign, number: int, text: str) -> Review:
    """Say what should be another way.  It is a draft again, and what was approved is not any more.

    Raises:
        PermissionDenied: the role may not approve, or it is another brand's.
        CannotChange: nothing is said, or it is not the newest version.
    """
    access.require_right(member, Right.APPROVE, held)
    if not plain(text).strip():
        raise CannotChange(Sentence("Say what should be changed."))
    with transaction.atomic():
        row = writing.locked(held)
        newest = _newest(row, number)
        review = _keep(row, newest, member, Review.Kind.CHANGES, text)
        row.state, row.approved_version = State.DRAFT, None
        row.save(update_fields=["state", "approved_version"])
        _tell(
            row, _others(member, row.author, newest.author), Sentence("Please change %(name)s", name=row.name)
        )
    held.state, held.approved_version = row.state, None
    return review


def comment(member: Member, held: Campaign, number: int, text: str) -> Review:
    """Say something about a version, whichever, and whatever became of it.

    Raises:
        PermissionDenied: the role has nothing to do with campaigns, or it is another brand's.
        CannotChange: nothing is said, or there is no such version.
    """
    row = access.campaign(member, held.pk)
    version = access.version(row, number)
    if version is None:
        raise CannotChange(Sentence("There is no version %(number)s.", number=number))
    if not plain(text).strip():
        raise CannotChange(Sentence("Write a comment first."))
    with transaction.atomic():
        review = _keep(row, version, member, Review.Kind.COMMENT, text)
        _tell(
            row,
            _others(member, row.author, version.author),
            Sentence("%(who)s commented on %(name)s", who=str(member), name=row.name),
        )
    return review


def is_approved(held: Campaign) -> bool:
    """Whether the newest version is the one that somebody said yes to."""
    newest = access.version(held)
    return newest is not None and held.approved_version == newest.number


def _newest(row: Campaign, number: int) -> Version:
    newest = access.version(row)
    if newest is None:
        raise CannotChange(Sentence("There is no text yet."))
    if newest.number != number:
        raise CannotChange(
            Sentence(
                "This was version %(number)s; meanwhile there is version %(newest)s. Read that one first.",
                number=number,
                newest=newest.number,
            )
        )
    return newest


def _keep(row: Campaign, version: Version, member: Member, kind: str, text: str) -> Review:
    said = plain(text).strip()[:LONGEST_COMMENT]
    return Review.objects.create(campaign=row, version=version, member=member, kind=kind, text=said)


def _others(member: Member, *writers: Member) -> list[Member]:
    return list({one.pk: one for one in writers if one.pk != member.pk}.values())


def _tell(row: Campaign, members: list[Member], title: str) -> None:
    news = notify.News(
        kind=Notification.Kind.CAMPAIGN,
        title=title,
        link=link(row),
        subject=f"campaign:{row.pk}",
    )
    notify.notify(row.brand, members, news)
    announce(row.brand, "campaign", campaign=row.pk)


def link(row: Campaign) -> str:
    """Where the team reads of it."""
    return f"/campaigns/{row.pk}/"
