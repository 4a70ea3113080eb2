"""To be said later: a draft waits for its hour, and the gate is asked at that moment and not before."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, InterfaceError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from askfirst.brand.roles import Right, require
from askfirst.drafts import submit
from askfirst.drafts.models import Draft
from askfirst.networks.base import Form
from askfirst.sentence import Sentence, words_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from askfirst.brand.models import Channel, Member
    from askfirst.people.models import Contact

log = logging.getLogger(__name__)

BATCH = 100
"""So many are put to the gate at a time."""
FURTHEST = timedelta(days=365)
AUTHORED = "human_scheduled"
"""The word of the fact `authored_by` for what a person wrote earlier."""


class NoSuchHour(Exception):  # noqa: N818 -- it says what the matter is
    """Nothing can be sent at that time; the sentence says why and what to do."""


def schedule(
    member: Member,
    channel: Channel,
    contact: Contact | None,
    wish: submit.Wish,
    at: datetime,
    **more: object,
) -> Draft:
    """Keep it until `at`.  `more`: as `submit.write`.

    Raises:
        NoSuchHour: that is over, or further off than a year.
        PermissionDenied: the role may not write to people, or not publish.
    """
    require(member, Right.PUBLISH if wish.form is Form.PUBLIC_POST else Right.REPLY, channel.brand_id)
    _require_ahead(at)
    state = {"state": Draft.State.SCHEDULED, "scheduled_at": at, "authored_by": AUTHORED, **more}
    return submit.write(member, channel, contact, wish, **state)[0]


def move(draft: Draft, at: datetime) -> bool:
    """Let it wait for another hour.  False where it waits no more.

    Raises:
        NoSuchHour: as `schedule`.
    """
    _require_ahead(at)
    rows = Draft.objects.filter(pk=draft.pk, state=Draft.State.SCHEDULED)
    return bool(rows.update(scheduled_at=at))


def cancel(draft: Draft) -> bool:
    """It is not to be sent.  False where its hour has come."""
    with transaction.atomic():
        rows = Draft.objects.filter(pk=draft.pk, state=Draft.State.SCHEDULED)
        return bool(rows.update(state=Draft.State.WITHDRAWN))


def put_to_gate(
    draft: Draft, address: str, *, give_back: Callable[[str], None], then: Callable[[Draft], None]
) -> None:
    """Ask the gate, now that its hour has come.  What is wrong with one keeps no other waiting.

    `give_back` is told the sentence that stood in its way, `then` what has become of it: both in the transaction
    that says so.

    Raises:
        DatabaseError, InterfaceError: the database is not there; it stays due.
    """
    try:
        with transaction.atomic():
            asked = submit.come_due(draft, address)
            if asked.delivery_id is None:
                give_back(_ended(first_reason(asked)))
            then(asked)
    except (DatabaseError, InterfaceError):
        raise
    except PermissionDenied as why:
        _refuse(draft, words_of(why), give_back, then)
    except Exception:
        log.exception("draft %s could not be put to the gate", draft.pk)
        _refuse(draft, Sentence("Something went wrong here; nothing has left."), give_back, then)


def first_reason(draft: Draft) -> str:
    """The sentence that stood in its way; empty where nothing did."""
    rows = draft.decision.reasons if draft.decision else []
    against = [row for row in rows if row["effect"] in {"deny", "hold"}]
    against.sort(key=lambda row: row["effect"] != "deny")
    return str(against[0]["says"]) if against else ""


def _refuse(draft: Draft, why: str, give_back: Callable[[str], None], then: Callable[[Draft], None]) -> None:
    with transaction.atomic():
        Draft.objects.filter(pk=draft.pk, state=Draft.State.SCHEDULED).update(state=Draft.State.WRITTEN)
        give_back(_ended(why))
        then(draft)


def _ended(why: str) -> str:
    return why if isinstance(why, Sentence) else f"{why.rstrip('.')}."


def _require_ahead(at: datetime) -> None:
    now = timezone.now()
    if at <= now:
        raise NoSuchHour(_("That hour is over. Choose one that is still to come, or send it now."))
    if at > now + FURTHEST:
        raise NoSuchHour(_("That is more than a year off. Choose an hour within a year."))
