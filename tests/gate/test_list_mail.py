"""What is said of a list's message is true of the very mail that leaves."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from askfirst.consent import links
from askfirst.gate import audience, release
from askfirst.gate.facts import gather
from askfirst.gate.models import Delivery
from askfirst.gate.question import Parcel, Question
from askfirst.networks.email.settings import settings_from
from askfirst.networks.email.smtp import Email
from askfirst.policy.facts import as_mapping
from askfirst.wire import dispatch
from tests.gate.readers import letter, question, reader

if TYPE_CHECKING:
    from email.message import EmailMessage

    from askfirst.consent.models import List
    from askfirst.people.models import Contact
    from tests.world import World

CARRIED = ("has_one_click_unsubscribe", "has_unsubscribe", "has_postal_address", "is_sender_identified")


@pytest.fixture(autouse=True)
def _safe_address(settings: Any) -> None:
    settings.ADDRESS = "https://desk.harbour.test"


def facts(world: World, on: List | None, contact: Contact | None = None) -> dict[str, Any]:
    return dict(as_mapping(gather([question(world, on, contact)], timezone.now())[0]))


def what_leaves(world: World, on: List, contact: Contact, **parcel: Any) -> EmailMessage:
    decision = release.release(
        question(world, on, contact),
        Parcel(key=f"k{contact.pk}", to="ana@fans.test", subject="News", **parcel),
    )
    assert decision.verdict == "allow", decision.reasons
    delivery = Delivery.objects.select_related("channel__brand", "contact", "on").get(decision=decision)
    mail = Email(settings_from(delivery.channel.settings)).build(dispatch.envelope(delivery)).content
    return message_from_bytes(mail, policy=default)  # type: ignore[return-value]


def body(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part
    return str(part.get_content())


@pytest.mark.parametrize("address", ["https://desk.harbour.test", "http://127.0.0.1:8000"])
@pytest.mark.parametrize("postal", ["", "12 Quay Street, Hull"])
@pytest.mark.parametrize("imap", ["", "imap.harbour.test"])
def test_each_fact_is_true_exactly_when_the_mail_carries_it(
    world: World, settings: Any, address: str, postal: str, imap: str
) -> None:
    settings.ADDRESS = address
    on = letter(world)
    assert world.mail
    world.mail.settings = {**world.mail.settings, "imap_host": imap}
    world.mail.save()
    world.mail.brand.postal_address = postal
    world.mail.brand.save()
    contact = reader(world, on, country="DE")
    said, mail = facts(world, on, contact), what_leaves(world, on, contact)
    ways = str(mail["List-Unsubscribe"] or "")
    assert said["has_one_click_unsubscribe"] is (
        mail["List-Unsubscribe-Post"] is not None and "https:" in ways
    )
    assert ("mailto:" in ways) is bool(imap)
    assert (mail["CFBL-Address"] is not None) is bool(imap)
    for kind in ("plain", "html"):
        assert said["has_unsubscribe"] is ("/@harbour/less/" in body(mail, kind))
        assert said["is_sender_identified"] is (world.harbour.name in body(mail, kind))
        if postal:
            assert said["has_postal_address"] is (postal in body(mail, kind))
    assert said["has_postal_address"] is bool(postal)


def test_an_answer_carries_nothing_of_a_list(world: World) -> None:
    world.connect_mail()
    said = facts(world, None)
    assert [said.get(name) for name in CARRIED] == [False, None, None, None]


@pytest.mark.parametrize("country", ["US", "CA", "AU"])
def test_who_joined_from_abroad_gets_it_once_the_postal_address_is_known(world: World, country: str) -> None:
    on = letter(world)
    contact = reader(world, on, country=country)
    without = release.ask(question(world, on, contact))
    named = {reason.rule for reason in without.reasons if reason.effect == "deny"}
    assert named == ({"us.postal_address"} if country == "US" else set())
    assert world.mail
    world.mail.brand.postal_address = "12 Quay Street, Hull"
    world.mail.brand.country = country
    assert release.ask(question(world, on, contact)).verdict == "allow"


def test_the_links_in_header_mailto_and_body_are_three_and_name_this_message(world: World) -> None:
    on = letter(world)
    assert world.mail
    world.mail.settings = {**world.mail.settings, "imap_host": "imap.harbour.test"}
    world.mail.save()
    contact = reader(world, on)
    contact.country = "DE"
    contact.save()
    mail = what_leaves(world, on, contact, preview="Peru and Kenya")
    header = str(mail["List-Unsubscribe"])
    key = f"k{contact.pk}"
    assert links.one_click_address(world.harbour, key) in header
    assert links.mailto_address("hello@harbour.test", key) in header
    assert links.body_address(world.harbour, key) in body(mail)
    assert "Peru and Kenya" in body(mail, "html")
    assert str(mail["List-Id"]) == f'"Monthly letter" <{on.slug}.harbour.test>'


def test_the_foot_is_in_the_language_of_its_reader(world: World) -> None:
    on = letter(world)
    mail = what_leaves(world, on, reader(world, on, country="DE", language="ar"))
    assert 'dir="rtl"' in body(mail, "html")


def test_the_name_of_an_internal_list_is_told_to_nobody(world: World) -> None:
    on = letter(world, is_internal=True)
    mail = what_leaves(world, on, reader(world, on, country="DE"))
    assert "Monthly letter" not in mail.as_string()
    assert "monthly" not in str(mail["List-Id"])


def test_where_there_is_no_mail_around_it_a_line_below_says_whose_it_is_and_how_to_leave(
    world: World,
) -> None:
    on = letter(world)
    asked = question(world, on, None)
    chat = Question(channel=world.page.channel, contact=None, on=on, text="Hello", purpose="marketing")
    said = as_mapping(gather([chat], timezone.now())[0])
    assert said["has_unsubscribe"]
    assert said["is_sender_identified"]
    assert said["has_link"]
    assert said["text_length"] > len("Hello") + 30
    assert as_mapping(gather([asked], timezone.now())[0])["text_length"] == len(asked.text)


def test_everybody_at_once_is_told_the_same(world: World) -> None:
    on = letter(world)
    reader(world, on, country="DE")
    known = audience.facts_of(question(world, on, None), timezone.now()).known
    one = facts(world, on)
    assert {name: known[name] for name in CARRIED} == {name: one[name] for name in CARRIED}
