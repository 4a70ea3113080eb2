"""What is personal in a public answer: what it gives away and what it asks for, in three languages; and what is not."""

from __future__ import annotations

import pytest

from askfirst.manners.personal import LONGEST, find

SAYS = [
    ("Call me on 020 7946 0018.", "GB", ["phone:020 7946 0018"]),
    ("Call me on 0171 2345678.", "", ["phone:0171 2345678"]),
    ("Ruf an: +49 30 901820", "", ["phone:+49 30 901820"]),
    ("Mi móvil es 612 34 56 78", "ES", ["phone:612 34 56 78"]),
    ("It is ana.lopez+shop@fans.test, thanks", "", ["email:ana.lopez+shop@fans.test"]),
    ("Paid from DE89 3704 0044 0532 0130 00 yesterday", "", ["bank:DE89 3704 0044 0532 0130 00"]),
    ("Card 4111 1111 1111 1111 was charged", "", ["card:4111 1111 1111 1111"]),
    ("Your order #4451-22 has left", "", ["number:4451-22"]),
    ("Ihre Bestellnummer lautet AB-99123", "", ["number:AB-99123"]),
    ("El número de pedido es 55512", "", ["number:55512"]),
    ("It is #A-10423", "", ["number:#A-10423"]),
    ("Send it to 12 Harbour Street, SW1A 2AA", "GB", ["address:12 Harbour Street", "address:SW1A 2AA"]),
    ("Hafenstraße 12, 20457 Hamburg", "DE", ["address:Hafenstraße 12", "address:20457 Hamburg"]),
    ("Dort, Am Alten Markt 3a", "DE", ["address:Am Alten Markt 3a"]),
    ("Vive en la calle Mayor 14", "ES", ["address:calle Mayor 14"]),
]
ASKS = [
    (
        "Please send us your order number and phone number.",
        ["asks number:order number", "asks phone:phone number"],
    ),
    ("What's your e-mail address?", ["asks email:e-mail address"]),
    ("Order number?", ["asks number:Order number"]),
    ("Could you give us your home address?", ["asks address:home address"]),
    ("Tell us your sort code and card number", ["asks bank:sort code", "asks card:card number"]),
    ("Wie lautet Ihre Kundennummer?", ["asks number:Kundennummer"]),
    ("Schick uns bitte deine Handynummer", ["asks phone:Handynummer"]),
    ("Nennen Sie uns Ihre Anschrift.", ["asks address:Anschrift"]),
    ("¿Cuál es tu número de pedido?", ["asks number:número de pedido"]),
    ("Envíanos tu dirección, por favor", ["asks address:dirección"]),
]
NEITHER = [
    "We open at 9:00 on 22.11.2026; 1.000 cups at 3,50 each.",
    "Read https://shop.test/orders/123456789?mail=ana@fans.test",
    "Thank you for order 12, see you in 2027!",
    "Your order number is on the receipt.",
    "Please send us your order number in a private message.",
    "Bitte schreib uns deine Bestellnummer als Direktnachricht.",
    "Envíanos tu número de pedido por privado, por favor.",
    "Never post your phone number here, please.",
    "Is the address of the shop in the harbour still the old one, as you say on the page?",
    "Version 4111 1111 1111 1112 of the poster, 0123456789012345678 views, GB00 ABCD 1234 5678 90",
    "On 01-02-2026 12:30 we close; #coffee2024 #summer",
    "",
]


def _told(text: str, country: str = "", ours: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{'asks ' if span.is_asked else ''}{span.kind}:{text[span.start : span.end]}"
        for span in find(text, country, ours)
    ]


@pytest.mark.parametrize(("text", "country", "told"), SAYS)
def test_what_a_text_gives_away_is_found_where_it_stands(text: str, country: str, told: list[str]) -> None:
    assert _told(text, country) == told


@pytest.mark.parametrize(("text", "told"), ASKS)
def test_what_a_text_asks_to_be_said_in_public_is_found(text: str, told: list[str]) -> None:
    assert _told(text) == told


@pytest.mark.parametrize("text", NEITHER)
def test_what_everybody_may_read_is_left_alone(text: str) -> None:
    assert _told(text, "GB") == []


def test_what_the_brand_shows_to_everybody_is_its_own_to_say() -> None:
    text = "Write to help@harbour.test or call +44 20 7946 0018, not 020 7946 0019."
    assert _told(text, "GB", ("HELP@harbour.test", "+44 (20) 79460018", "")) == ["phone:020 7946 0019"]


def test_one_thing_is_told_once_and_a_huge_text_is_read_so_far() -> None:
    assert _told("Your account number is DE89370400440532013000") == ["bank:DE89370400440532013000"]
    assert _told("x " * LONGEST + "a@b.test") == []
    assert len(_told("a@b.test, 1@b.test " * 500)) == 1000
