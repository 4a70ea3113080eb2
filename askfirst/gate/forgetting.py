"""What was sent to somebody who is forgotten: words and address go; that, when and why it was allowed stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.gate import release, tickets
from askfirst.gate.models import Delivery

if TYPE_CHECKING:
    from askfirst.people.models import Contact

_WAITS = (
    Delivery.State.QUEUED,
    Delivery.State.FAILED,
    Delivery.State.HANDED,
    Delivery.State.PAUSED,
)


class OnItsWay(Exception):  # noqa: N818 -- it says what the matter is
    """Something is just being handed to a network: its words are needed until that is done."""


def forget(people: list[Contact]) -> dict[str, int]:
    """Stop what waits, then take words and addresses out of everything sent to them.  Returns how many of each.

    Raises:
        OnItsWay: a worker has one of these in hand.
    """
    rows = Delivery.objects.filter(contact__in=people)
    stopped = sum(release.take_back(pk) for pk in rows.filter(state__in=_WAITS).values_list("pk", flat=True))
    if rows.filter(state=Delivery.State.SENDING).exists():
        raise OnItsWay
    sent = rows.update(text="", subject="", to="", in_reply_to="", references=[], state_reason="")
    tickets.forget(people)
    return {"stopped": stopped, "sent": sent}
