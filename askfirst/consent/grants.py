"""What a sign-in or an app was granted: a scope of its own, from whom, until when, and with what proof.

A grant lets a program read or do what the scope names.  It is no agreement to be written to, and puts nobody on a list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from askfirst.brand.changes import announce
from askfirst.brand.plain import plain
from askfirst.consent import ledger, standing
from askfirst.consent.models import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from askfirst.people.models import Contact

LONGEST_SCOPE = 200
_ACTS = (Entry.Act.GRANTED, Entry.Act.REVOKED)


class CannotGrant(ValueError):  # noqa: N818 -- it says what the matter is
    """Nothing was written down; the message says why."""


def grant(  # noqa: PLR0913 -- what a grant says
    contact: Contact,
    network: str,
    scopes: Sequence[str],
    *,
    evidence: str,
    at: datetime | None = None,
    until: datetime | None = None,
    place: str = "",
) -> list[Entry]:
    """Write down that they granted these scopes, in the provider's words.  Heard twice, it is written once.

    `at`: when they did, now unless given.  `until`: when it ends by itself; None: nobody says.

    Raises:
        CannotGrant: no scope is named, one is too long, or it would have ended before it began.
    """
    return _write(
        contact, Entry.Act.GRANTED, network, scopes, evidence=evidence, at=at, until=until, place=place
    )


def revoke(  # noqa: PLR0913 -- what a grant says
    contact: Contact,
    network: str,
    scopes: Sequence[str] = (),
    *,
    evidence: str,
    at: datetime | None = None,
    place: str = "",
) -> list[Entry]:
    """Write down that they took these scopes back; all that they hold there where none is named.

    Raises:
        CannotGrant: a scope is too long.
    """
    named = list(scopes) or [one.scope for one in held(contact, at=at) if one.network == network]
    if not named:
        return []
    return _write(
        contact, Entry.Act.REVOKED, network, named, evidence=evidence, at=at, until=None, place=place
    )


def held(contact: Contact, at: datetime | None = None) -> list[Entry]:
    """The grants that hold at an instant, now unless given: the lines that gave them, by network and scope."""
    return among(standing.entries_of(contact), at)


def among(entries: Iterable[Entry], at: datetime | None = None) -> list[Entry]:
    """The same, of all the lines about a person, the newest first (`standing.entries_of`)."""
    now = at or timezone.now()
    newest: dict[tuple[str, str], Entry] = {}
    for line in entries:
        if line.act in _ACTS and line.occurred_at <= now:
            newest.setdefault((line.network, line.scope), line)
    return [
        line
        for _key, line in sorted(newest.items())
        if line.act == Entry.Act.GRANTED and (line.expires_at is None or line.expires_at > now)
    ]


def _write(  # noqa: PLR0913 -- what a grant says
    contact: Contact,
    act: str,
    network: str,
    scopes: Sequence[str],
    *,
    evidence: str,
    at: datetime | None,
    until: datetime | None,
    place: str,
) -> list[Entry]:
    now = at or timezone.now()
    named = list(dict.fromkeys(" ".join(plain(one).split()) for one in scopes))
    if not named or not all(named):
        raise CannotGrant(_("Say what was granted: a scope in the provider's words, such as email."))
    if any(len(one) > LONGEST_SCOPE for one in named):
        raise CannotGrant(_("A scope has more than %(most)d characters.") % {"most": LONGEST_SCOPE})
    if until and until <= now:
        raise CannotGrant(_("It would have ended before it began."))
    with transaction.atomic():
        same = Entry.objects.filter(
            contact=contact, act=act, network=network, occurred_at=now, scope__in=named
        )
        known = set(same.values_list("scope", flat=True))
        lines = [
            Entry(
                brand_id=contact.brand_id,
                contact=contact,
                act=act,
                network=network,
                scope=scope,
                mechanism=Entry.Mechanism.SIGN_IN,
                place=place[:200],
                actor="person",
                evidence=plain(evidence),
                expires_at=until,
                occurred_at=now,
            )
            for scope in named
            if scope not in known
        ]
        written = ledger.write(lines)
        if written:
            announce(contact.brand, "consent", contact=contact.pk)
    return written
