"""What tests of joining need: a list with words, somebody who asks, and what only their mail holds."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from askfirst.consent import joining, lists

if TYPE_CHECKING:
    from askfirst.brand.models import Brand
    from askfirst.consent.models import List, Request

WORDS = {
    "en": "Harbour Coffee writes to you about its roasts. You can leave at any time.",
    "de": "Harbour Coffee schreibt dir über seine Röstungen. Du kannst jederzeit gehen.",
}
ANA = "ana@fans.test"


def news(brand: Brand, name: str = "Roastery news", **more: Any) -> List:
    """A list of the brand, with a notice in two languages."""
    return lists.make(None, brand, lists.Wanted(name=name, **more), WORDS)


def asking(*on: List, address: str = ANA, **more: Any) -> joining.Asking:
    notices = [notice for one in on if (notice := lists.notice_for(one, "en"))]
    given = {"place": "/@harbour/lists/", "language": "en", **more}
    return joining.Asking(address=address, notices=notices, **given)


def ask(*on: List, address: str = ANA, **more: Any) -> Request:
    """Somebody fills in the form of these lists."""
    return joining.ask(on[0].brand, asking(*on, address=address, **more))


def mail(request: Request) -> tuple[str, str]:
    """What the worker mails: the token of the link, and the code."""
    request.refresh_from_db()
    minted = joining.mint(request, timedelta(minutes=1))
    assert minted
    joining.mailed(request)
    request.refresh_from_db()
    return minted
