"""What a visitor allows us by signing in on the page: mails that tell of answers, and word of them in a browser.

Each is a grant in the ledger, with its own scope and proof.  It permits no message beside those, and puts nobody on a list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.consent import grants
from askfirst.people import devices

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.people.models import Contact

NOTICES = ("email", "notices of answers")
PUSHES = ("page", "pushes of answers")
"""Network and scope."""


def settle_notices(people: Iterable[Contact], evidence: str, place: str) -> None:
    """Whoever has shown that a mail address is theirs, and wants word of answers there, has granted that; else nobody has."""
    for person in people:
        told = person.handles.filter(network="email", takes_notices=True).exclude(verified_at=None)
        _let(person, NOTICES, is_on=told.exists(), evidence=evidence, place=place)


def settle_devices(people: Iterable[Contact], evidence: str, place: str = "") -> None:
    """Whoever has a browser that is told of answers has granted that, and whoever has none any more has taken it back."""
    for person in people:
        _let(person, PUSHES, is_on=devices.of([person]).exists(), evidence=evidence, place=place)


def _let(contact: Contact, what: tuple[str, str], *, is_on: bool, evidence: str, place: str) -> None:
    """Heard again, or taken back without having been granted, it is no second line."""
    network, scope = what
    is_held = what in {(one.network, one.scope) for one in grants.held(contact)}
    if is_on and not is_held:
        grants.grant(contact, network, [scope], evidence=evidence, place=place)
    elif is_held and not is_on:
        grants.revoke(contact, network, [scope], evidence=evidence, place=place)
