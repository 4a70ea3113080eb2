"""A campaign on its way: begun, paused, taken up again, stopped; and the worker's turn at it.

Whoever changes how a campaign stands holds its row, and so does the worker while it lets a batch go.  What was let go, and
that it was, is one transaction: a worker that dies has done all of a batch or nothing of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from askfirst.brand import ready_made
from askfirst.brand.changes import announce
from askfirst.brand.models import Channel
from askfirst.brand.roles import Right
from askfirst.campaigns import access, approving, gathering, letting_go
from askfirst.campaigns.models import Campaign, Recipient
from askfirst.campaigns.writing import CannotChange
from askfirst.gate import pausing
from askfirst.gate.models import Delivery
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from askfirst.brand.models import Member

State = Campaign.State
_STILL = (State.PAUSED, State.STOPPED)
_OPEN = (Recipient.State.WAITING, Recipient.State.DEFERRED)
_LEAVING = (
    Delivery.State.QUEUED,
    Delivery.State.FAILED,
    Delivery.State.SENDING,
    Delivery.State.PAUSED,
)


def start(member: Member, held: Campaign) -> Campaign:
    """Send it: at once, or at its hour where it has one that is still to come.

    Raises:
        PermissionDenied: the role may not send to many, or it is another brand's.
        CannotChange: its newest version is not approved, its channel is switched off, or it was sent already.
    """
    access.require_right(member, Right.SEND_TO_MANY, held)
    with transaction.atomic():
        row = _locked(held)
        if row.state not in {State.DRAFT, State.WAITING, State.APPROVED}:
            raise CannotChange(_stands(row))
        if not approving.is_approved(row):
            raise CannotChange(
                Sentence("Nobody has said yes to its newest version yet. Ask for a yes first.")
            )
        if row.channel.state == Channel.State.OFF:
            raise CannotChange(
                Sentence(
                    "%(channel)s is switched off, so nothing could leave by it.", channel=str(row.channel)
                )
            )
        now = timezone.now()
        begins = gathering.begins_at(row)
        if begins and begins > now:
            row.state = State.SCHEDULED
        else:
            row.state, row.began_at = State.RUNNING, now
        row.save(update_fields=["state", "began_at"])
        announce(row.brand, "campaign", campaign=row.pk)
    return _copied(row, held)


def unschedule(member: Member, held: Campaign) -> Campaign:
    """Its hour is not to come: it is approved and waits for somebody to press Send.

    Raises:
        PermissionDenied: as `start`.
        CannotChange: it does not wait for an hour.
    """
    access.require_right(member, Right.SEND_TO_MANY, held)
    with transaction.atomic():
        row = _locked(held)
        if row.state != State.SCHEDULED:
            raise CannotChange(_stands(row))
        row.state = State.APPROVED
        row.save(update_fields=["state"])
        announce(row.brand, "campaign", campaign=row.pk)
    return _copied(row, held)


def pause(member: Member | None, held: Campaign, why: str = "") -> Campaign:
    """Nothing more leaves, what waits in the queue included, until somebody resumes it.  Without a member: by itself.

    Raises:
        PermissionDenied: as `start`.
        CannotChange: it is not being sent.
    """
    _require(member, held)
    with transaction.atomic():
        row = _locked(held)
        if row.state not in {State.RUNNING, State.SCHEDULED}:
            raise CannotChange(_stands(row))
        row.state, row.stopped_by = State.PAUSED, member
        row.why = why or (Sentence("%(name)s paused it", name=str(member)) if member else "")
        row.save(update_fields=["state", "stopped_by", "why"])
        pausing.pause(_deliveries(row), Sentence("its campaign is paused"))
        announce(row.brand, "campaign", campaign=row.pk)
    return _copied(row, held)


def resume(member: Member, held: Campaign) -> Campaign:
    """It goes on where it was paused.  Everybody is asked about again before anything leaves.

    Raises:
        PermissionDenied: as `start`.
        CannotChange: it is not paused.
    """
    access.require_right(member, Right.SEND_TO_MANY, held)
    with transaction.atomic():
        row = _locked(held)
        if row.state != State.PAUSED:
            raise CannotChange(_stands(row))
        begins = gathering.begins_at(row)
        is_early = row.began_at is None and begins is not None and begins > timezone.now()
        row.state, row.stopped_by, row.why = State.SCHEDULED if is_early else State.RUNNING, None, ""
        row.began_at = row.began_at or (None if is_early else timezone.now())
        row.save(update_fields=["state", "stopped_by", "why", "began_at"])
        pausing.go_on(_deliveries(row))
        # What held it may be over: everybody who waits is asked about at once.
        row.recipients.filter(state=Recipient.State.DEFERRED).update(due_at=timezone.now())
        announce(row.brand, "campaign", campaign=row.pk)
    return _copied(row, held)


def stop(member: Member | None, held: Campaign, why: str = "") -> Campaign:
    """Nothing more of it leaves, ever, what waits in the queue included.  What has left has left.  Without a member: by itself.

    Raises:
        PermissionDenied: as `start`.
        CannotChange: it has ended already.
    """
    _require(member, held)
    with transaction.atomic():
        row = _locked(held)
        if row.state in {State.STOPPED, State.DONE}:
            raise CannotChange(_stands(row))
        row.state, row.stopped_by, row.ended_at = State.STOPPED, member, timezone.now()
        row.why = why or (Sentence("%(name)s stopped it", name=str(member)) if member else "")
        row.save(update_fields=["state", "stopped_by", "why", "ended_at"])
        _take_back(row)
        row.recipients.filter(state__in=_OPEN).update(state=Recipient.State.DROPPED, reason="stopped")
        announce(row.brand, "campaign", campaign=row.pk)
    return _copied(row, held)


def run_due() -> int:
    """The worker's turn: begin what has come due, a batch of each campaign under way, keep still what shall be still.

    Returns how many people were looked at.
    """
    done = _begin_due()
    _keep_still()
    for pk in _under_way().order_by("began_at", "pk").values_list("pk", flat=True):
        done += _turn(pk)
    return done


def _under_way() -> QuerySet[Campaign]:
    return Campaign.objects.filter(state=State.RUNNING)


def _begin_due() -> int:
    now = timezone.now()
    due = Campaign.objects.filter(state=State.SCHEDULED).filter(
        Q(is_local=False, scheduled_at__lte=now)
        | Q(is_local=True, scheduled_at__lte=now + gathering.EARLIEST)
    )
    for pk in due.values_list("pk", flat=True):
        with transaction.atomic():
            row = _skipping(due.filter(pk=pk)).first()
            if row:
                row.state, row.began_at = State.RUNNING, now
                row.save(update_fields=["state", "began_at"])
                announce(row.brand, "campaign", campaign=row.pk)
    return 0


def _turn(pk: int) -> int:
    """One batch of one campaign; 0 where another worker has it in hand, or nothing is due."""
    with transaction.atomic():
        row = _skipping(_under_way().filter(pk=pk)).first()
        if row is None:
            return 0
        if row.gathered_at is None:
            return gathering.gather(row) or 1
        now = timezone.now()
        if done := letting_go.let_go(row, now):
            announce(row.brand, "campaign", campaign=row.pk)
            return done
        if not row.recipients.filter(state__in=_OPEN).exists() and not _leaving(row).exists():
            _end(row, now)
    return 0


def _end(row: Campaign, now: datetime) -> None:
    row.state, row.ended_at = State.DONE, now
    row.save(update_fields=["state", "ended_at"])
    announce(row.brand, "campaign", campaign=row.pk)


def stands_still(deliveries: Iterable[int]) -> set[int]:
    """Of these deliveries, by id, those whose campaign was paused or stopped meanwhile."""
    pks = list(deliveries)
    if not pks:
        return set()
    found = ready_made.rows(
        "SELECT recipient.delivery_id FROM campaigns_recipient AS recipient"
        " JOIN campaigns_campaign AS campaign ON campaign.id = recipient.campaign_id"
        " WHERE recipient.delivery_id IN %s AND campaign.state IN %s",
        *(pks, [state.value for state in _STILL]),
    )
    return {pk for (pk,) in found}


def _keep_still() -> None:
    """What was just in a worker's hands when its campaign was paused or stopped, and came back into the queue."""
    if not Campaign.objects.filter(state__in=_STILL).exists():
        return
    back = Delivery.objects.filter(
        state__in=[Delivery.State.QUEUED, Delivery.State.FAILED], recipients__campaign__state__in=_STILL
    )
    pks = back.order_by().values_list("recipients__campaign", flat=True).distinct()
    for row in Campaign.objects.filter(pk__in=list(pks)).exclude(state=State.RUNNING):
        with transaction.atomic():
            held = _locked(row)
            if held.state == State.PAUSED:
                pausing.pause(_deliveries(held), Sentence("its campaign is paused"))
            elif held.state == State.STOPPED:
                _take_back(held)


def _take_back(row: Campaign) -> None:
    pausing.take_back(_deliveries(row), Sentence("its campaign was stopped"))


def _deliveries(row: Campaign) -> QuerySet[Delivery]:
    """What was sent with this campaign; in a digest, with others, too."""
    return Delivery.objects.filter(pk__in=row.recipients.filter(delivery__isnull=False).values("delivery"))


def _leaving(row: Campaign) -> QuerySet[Delivery]:
    return Delivery.objects.filter(recipients__campaign=row, state__in=_LEAVING)


def _require(member: Member | None, held: Campaign) -> None:
    if member:
        access.require_right(member, Right.SEND_TO_MANY, held)


def _rows() -> QuerySet[Campaign]:
    return Campaign.objects.select_related("brand", "on", "channel__brand", "author")


def _locked(held: Campaign) -> Campaign:
    return _rows().select_for_update(of=("self",), no_key=True).get(pk=held.pk)


def _skipping(rows: QuerySet[Campaign]) -> QuerySet[Campaign]:
    """The rows that no other worker holds.  SQLite has one writer at a time and needs no row locks."""
    rows = rows.select_related("brand", "on", "channel__brand", "author")
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True, of=("self",), no_key=True)
    return rows


def _stands(row: Campaign) -> Sentence:
    return Sentence(
        "That cannot be done as it stands: it is now “%(state)s”.", state=str(row.get_state_display())
    )


def _copied(row: Campaign, held: Campaign) -> Campaign:
    """Let the caller's object say what its row says."""
    for name in ("state", "began_at", "ended_at", "why", "stopped_by"):
        setattr(held, name, getattr(row, name))
    return held
