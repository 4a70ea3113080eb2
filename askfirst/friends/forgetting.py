"""Who is forgotten has asked for nothing: their requests go, with what was seen of them and what was said about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.friends.models import Request

if TYPE_CHECKING:
    from askfirst.people.models import Contact


def forget(people: list[Contact]) -> dict[str, int]:
    """Delete their requests.  Returns how many."""
    rows = Request.objects.filter(handle__contact__in=people)
    count = rows.count()
    rows.delete()
    return {"requests": count}
