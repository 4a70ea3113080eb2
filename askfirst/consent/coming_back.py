"""Who reported us comes back by their own word: a month later, by a new request that they confirm, once in a year.

Anybody can type an address into a form, so it draws one mail a month, and nothing changes before its button is pressed.
A block is another matter: who blocked us writes to us themselves (`controls`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from askfirst.consent import ledger
from askfirst.consent.models import Request, Suppression

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

WAIT = timedelta(days=30)
"""From the report on, and between two mails about coming back."""
ONCE_IN = timedelta(days=365)
"""Who came back after a report and reported us again stays away so long."""


def may_be_mailed(request: Request, at: datetime) -> bool:
    """Whether a form may have this address mailed, as far as reports and blocks say."""
    if not is_possible(request, at):
        return False
    lately = Request.objects.filter(
        brand=request.brand_id, endpoint=request.endpoint, mailed_at__gt=at - WAIT
    )
    return not (_reports(request).filter(lifted_at=None).exists() and lately.exists())


def is_possible(request: Request, at: datetime) -> bool:
    """Whether confirming may bring this address back, as far as reports and blocks say."""
    if _stops(request, Suppression.Reason.BLOCKED).filter(ledger.holding(at)).exists():
        return False
    reports = _reports(request)
    held = reports.filter(ledger.holding(at))
    if not held.exists():
        return True
    is_too_soon = held.filter(since__gt=at - WAIT).exists()
    return not is_too_soon and not reports.filter(lifted_at__gt=at - ONCE_IN).exists()


def _reports(request: Request) -> QuerySet[Suppression]:
    return _stops(request, Suppression.Reason.COMPLAINT)


def _stops(request: Request, reason: str) -> QuerySet[Suppression]:
    return Suppression.objects.filter(brand=request.brand_id, digest=request.endpoint, reason=reason)
