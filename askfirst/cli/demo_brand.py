"""Harbour Coffee itself: the brand, its members, its channels, and the first posts on its wall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.brand.models import Brand, Channel, Member
from askfirst.cli import demo_desk, demo_lists, demo_pictures, founding
from askfirst.sandbox import cast
from askfirst.wall import editing, opening, talk
from askfirst.wall.models import Page
from askfirst.web.sign_in import sign_in_link

if TYPE_CHECKING:
    from askfirst.sandbox.mail import MailServers

SLUG = "harbour"
HARBOUR = founding.BrandPlan(
    name="Harbour Coffee",
    slug=SLUG,
    country="GB",
    time_zone="Europe/London",
    accent="#0f766e",
    tagline="Slow coffee and warm orange cake, by the old ferry pier.",
    about=(
        "We roast on Tuesdays and Fridays, and the whole street smells of it.\n\n"
        "Open Monday to Saturday 7:30 to 18:00, Sunday 9:00 to 16:00. Dogs are welcome, laptops until noon.\n\n"
        "Write to us with the Message button. A person answers, usually within the hour."
    ),
    greeting="Hello, and thank you for writing. What can we do for you?",
)
MEMBERS = (
    founding.MemberPlan(email="olivia@harbour.test", name="Olivia Hart", role="owner"),
    founding.MemberPlan(email="caleb@harbour.test", name="Caleb Reed", role="care"),
    founding.MemberPlan(email="mara@harbour.test", name="Mara Lind", role="marketing"),
)
POSTS = (
    ("Which bean shall we roast next Friday: Sidamo, Huila or Monsoon Malabar? Tell us below.", "beans"),
    (
        "Thank you for the full house at last night’s cupping. The blue scarf by the window waits for its owner.",
        "cupping",
    ),
    ("The orange cake is back on Saturday, for as long as there are oranges.", "cake"),
)


def found(mail: MailServers | None) -> Brand:
    """The brand as it stands, made at the first start.  Its posts go through the gate like every other."""
    brand = Brand.objects.filter(slug=SLUG).first()
    if brand is None:
        brand = founding.brand(HARBOUR)
        Brand.objects.filter(pk=brand.pk).update(
            help_email=cast.TEAM_MAILBOX[0],
            help_phone="+44 20 7946 0123",
            postal_address="Harbour Coffee, 1 Ferry Pier, London E14 0AA, United Kingdom",
        )
        for plan in MEMBERS:
            founding.member(brand, plan)
        _open(brand)
        demo_desk.set_up(brand)
    _publish(brand)
    if mail:
        _connect(brand, mail)
    demo_lists.set_up(brand)
    return brand


def welcome(brand: Brand, mail: MailServers | None) -> list[tuple[str, str]]:
    """Where everything is: what it is called, and its address."""
    members = Member.objects.filter(brand=brand, is_active=True).order_by("pk")
    rows = [("The page", founding.page_address(brand))]
    rows += [
        (f"{member.name}, {member.get_role_display().lower()}", sign_in_link(member)) for member in members
    ]
    if mail:
        address, password = cast.TEAM_MAILBOX
        places = f"SMTP {mail.host}:{mail.smtp_port}, IMAP {mail.host}:{mail.imap_port}"
        rows.append(("Mail", f"{address}, password {password}, {places}"))
    return rows


def _open(brand: Brand) -> None:
    """Pictures, and questions with a name or without."""
    page = Page.objects.select_related("channel__brand", "brand").get(brand=brand)
    owner = Member.objects.get(brand=brand, email="olivia@harbour.test")
    editing.dress(owner, page, "face", demo_pictures.face())
    editing.dress(owner, page, "cover", demo_pictures.cover())
    for place in ("asks", "anonymous_asks"):
        opening.set_open(owner, page, place, is_on=True)


def _publish(brand: Brand) -> None:
    """The first posts; the same wish twice is one, so that a start that was interrupted is made good here."""
    page = Page.objects.select_related("channel__brand", "brand").get(brand=brand)
    author = Member.objects.get(brand=brand, email="mara@harbour.test")
    for text, key in POSTS:
        talk.publish(author, page, text, key=f"demo-{key}")


def _connect(brand: Brand, mail: MailServers) -> None:
    """The mailbox, on the ports that the servers have this time."""
    address, password = cast.TEAM_MAILBOX
    settings = {
        "address": address,
        "display_name": brand.name,
        "smtp_host": mail.host,
        "smtp_port": mail.smtp_port,
        "smtp_security": "none",
        "imap_host": mail.host,
        "imap_port": mail.imap_port,
        "imap_security": "none",
    }
    if not Channel.objects.filter(brand=brand, network="email", address=address).update(settings=settings):
        founding.mailbox(brand, settings, password)
