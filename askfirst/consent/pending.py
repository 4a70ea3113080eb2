"""One request to join that waits to be confirmed: what is kept of it, and how its link and code are known again."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.utils import timezone

from askfirst.consent import chain

if TYPE_CHECKING:
    import uuid
    from datetime import datetime

    from django.db.models import QuerySet

    from askfirst.consent.models import List, Request


def is_pending(request: Request, at: datetime | None = None) -> bool:
    """Whether it can still be confirmed."""
    is_over = request.confirmed_at or request.lapsed_at
    return not is_over and request.expires_at > (at or timezone.now())


def lists_of(request: Request) -> list[List]:
    """What was asked for, by name."""
    return sorted(
        {notice.list for notice in request.notices.select_related("list")}, key=lambda one: one.name
    )


def let_go(rows: QuerySet[Request], at: datetime) -> None:
    """They are over: address, name, answer and program go, digests and a count stay."""
    rows.update(address="", name="", answered="", agent="", code="", lapsed_at=at)


def hashed(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def code_digest(exchange: uuid.UUID, code: str) -> str:
    """What is kept of the six digits."""
    return chain.keyed(f"code:{exchange}:{code}")


def masked(address: str) -> str:
    """As much of an address as tells its holder which of theirs it is: `a•••@fans.test`.  Empty stays empty."""
    name, at, place = address.rpartition("@")
    if at:
        return f"{name[:1]}•••@{place}"
    return f"{address[:1]}•••" if address else ""
