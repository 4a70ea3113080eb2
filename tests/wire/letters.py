"""What tests of leaving need: somebody on a list, and a message of that list that was released to them."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from itertools import count
from typing import TYPE_CHECKING

from askfirst.consent import confirming
from askfirst.gate import policies, release
from askfirst.gate.models import Delivery
from askfirst.gate.question import Parcel, Question
from askfirst.people.models import Handle
from askfirst.policy import packs
from askfirst.policy.program import Policy
from askfirst.wire import intake, routing
from tests.consent import asking
from tests.gate import selling

if TYPE_CHECKING:
    import pytest

    from askfirst.consent.models import List
    from askfirst.people.models import Contact
    from tests.world import World

_number = count(1)


def permit(monkeypatch: pytest.MonkeyPatch) -> None:
    """No law and no network stands against a mail; what people agreed to, forbade and wish does, by the real rules."""
    texts = {
        "email.toml": selling.PACKS.format(network="email"),
        "consent-base.toml": packs.pack_texts()["consent-base.toml"].decode(),
    }
    policy = Policy(packs.read_packs(texts), texts)
    monkeypatch.setattr(policies, "of", lambda _brand: policy)


def joined(*on: List, address: str = asking.ANA) -> Contact:
    """Somebody is on these lists: they asked, and confirmed by the link."""
    token, _ = asking.mail(asking.ask(*on, address=address))
    return confirming.by_link(on[0].brand, token).contact


def letter(
    world: World, on: List | None, address: str = asking.ANA, *, text: str = "The July roast is here."
) -> Delivery:
    """A message of the list, let out to that address and not sent yet."""
    channel = world.mail or world.connect_mail()
    handle = Handle.objects.select_related("contact").get(network="email", key=address)
    question = Question(channel=channel, contact=handle.contact, purpose="marketing", text=text, on=on)
    parcel = Parcel(key=f"campaign:{next(_number)}:{handle.pk}", to=address, subject="July")
    decision = release.release(question, parcel)
    assert decision.verdict == "allow", decision.reasons
    return Delivery.objects.get(decision=decision)


def mail(world: World, subject: str, text: str = "", *, sender: str = asking.ANA) -> None:
    """A real mail comes to Harbour's mailbox, and is put in its place."""
    said = EmailMessage()
    said["From"], said["To"], said["Subject"] = sender, "hello@harbour.test", subject
    said["Date"], said["Message-ID"] = formatdate(), make_msgid(domain="fans.test")
    said.set_content(text)
    intake.accept(world.mail or world.connect_mail(), said.as_bytes(), str(said["Message-ID"]))
    routing.route_pending()
