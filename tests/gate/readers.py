"""Readers of a list: who joined, and what has left for them."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from askfirst.consent import ledger, lists
from askfirst.consent.models import Entry
from askfirst.gate import release
from askfirst.gate.models import Delivery
from askfirst.gate.question import Parcel, Question
from askfirst.people.models import Contact, Handle
from tests.world import zone_at

if TYPE_CHECKING:
    from askfirst.consent.models import List
    from tests.world import World

_number = count(1)


def letter(world: World, **more: Any) -> List:
    world.connect_mail()
    wanted = lists.Wanted(name="Monthly letter", networks=["email"], **more)
    return lists.make(None, world.harbour, wanted, {"en": "We write once a month."})


def reader(world: World, on: List, address: str = "ana@fans.test", **more: Any) -> Contact:
    """Somebody who joined."""
    contact = Contact.objects.create(brand=world.harbour, name="Ana", time_zone=zone_at(12), **more)
    Handle.objects.create(brand=world.harbour, contact=contact, network="email", address=address, key=address)
    ledger.record(contact, Entry.Act.CONFIRMED, evidence="the form", list=on, purpose=on.purpose)
    return contact


def question(world: World, on: List | None, contact: Contact | None, **more: Any) -> Question:
    assert world.mail
    given = {
        "purpose": "marketing",
        "text": "Two new roasts are here.",
        "authored_by": "template",
        "is_approved": True,
    }
    return Question(channel=world.mail, contact=contact, on=on, **given | more)


def sent(world: World, on: List, address: str = "", **more: Any) -> Delivery:
    """A message of the list that has left, to a new reader."""
    number = next(_number)
    to = address or f"reader{number}@fans.test"
    contact = Handle.objects.get(key=to).contact if address else reader(world, on, to, country="DE")
    asked = question(world, on, contact, text=f"News {number} of the roastery.")
    decision = release.release(asked, Parcel(key=f"sent{number}", to=to, subject="News"))
    given = {"state": Delivery.State.SENT, "sent_at": timezone.now(), "external_id": f"id{number}", **more}
    if decision.verdict == "allow":
        Delivery.objects.filter(decision=decision).update(**given)
        return Delivery.objects.select_related("channel__brand", "contact__brand", "on").get(
            decision=decision
        )
    raise AssertionError(decision.reasons)
