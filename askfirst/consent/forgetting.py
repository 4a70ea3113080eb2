"""What somebody who is forgotten agreed to and forbade: words and addresses go, the proof stays.

A line of the ledger holds a digest of what was said in its seal, so blanking it breaks nothing; the stop list holds keyed
digests of addresses, so that nobody is written to again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.consent import joining, ledger, lifting
from askfirst.consent.models import Entry, Lifting, Suppression

if TYPE_CHECKING:
    from collections.abc import Sequence

    from askfirst.people.models import Contact, Handle


def forget(people: Sequence[Contact], handles: Sequence[Handle]) -> None:
    """Take their words out of the ledger and the stop list, and end what they asked for and did not confirm.

    `handles`: all of theirs, with their addresses still in them.
    """
    brand = people[0].brand_id
    joining.forget(brand, handles)
    Entry.objects.filter(contact__in=people).exclude(evidence="").update(evidence="")
    digests = [ledger.digest(one.network, one.address) for one in handles]
    Suppression.objects.filter(brand=brand, digest__in=digests).update(evidence="")
    asked = Lifting.objects.filter(contact__in=people)
    for one in asked.select_related("brand"):
        lifting.forget_words(one)
    asked.update(reason="", remark="")
