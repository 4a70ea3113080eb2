"""`requests list`, `show`, `accept` and `decline`, as they are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.friends.models import Request
from tests.web.test_request_pages import by_hand
from tests.wire.test_requests import PITCHES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Said
    from tests.world import World

    Askfirst = Callable[..., Said]

OURS = ("--brand", "harbour")


def test_requests_are_listed_shown_and_decided(world: World, askfirst: Askfirst) -> None:
    assert "Nobody waits for an answer." in askfirst("requests", "list", *OURS).text
    held = by_hand(world, posts="\n\n".join(PITCHES), answers="0")
    listed = askfirst("requests", "list", *OURS).text
    assert "decline" in listed
    assert "Max Profit (facebook)" in listed
    shown = askfirst("requests", "show", str(held.pk), *OURS).text
    assert "-3  5 of 5 posts sell or recruit: the wall is mostly their own opportunity." in shown
    assert "A person decides." in shown
    assert askfirst("requests", "show", str(held.pk), "--json", *OURS).data["tests"]["wall"] == "bad"
    done = askfirst("requests", "decline", str(held.pk), *OURS)
    assert "declined. No program may do it there: do it by hand." in done.text
    assert Request.objects.get().state == "declined"
    again = askfirst("requests", "accept", str(held.pk), *OURS)
    assert (again.code, "decided already" in again.complaint) == (1, True)
    assert "declined" in askfirst("requests", "list", "--all", *OURS).text
    other = askfirst("requests", "show", str(held.pk), "--brand", "northwind")
    assert "has no request" in other.complaint
