"""The one world of all tests: two brands, their members, and people who write to them.

Olivia owns Harbour Coffee, Caleb answers, Mara does the marketing, Wim drafts and may not read.
Nils owns Northwind and must never see anything of Harbour's.
Ana writes first; Tom only likes the page; Yusuf comments.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from askfirst.brand.models import Brand, Channel, Member
from askfirst.brand.roles import Role
from askfirst.drafts.submit import Wish
from askfirst.inbox import talk
from askfirst.inbox.models import Thread
from askfirst.networks import memory
from askfirst.networks import page as page_network
from askfirst.networks.base import EventKind
from askfirst.people.models import Contact, Handle
from askfirst.wall.models import Page
from askfirst.wire import dispatch, intake, routing

if TYPE_CHECKING:
    from askfirst.inbox.models import Reply

_number = count(1)


@dataclass(frozen=True, slots=True)
class PageEvent:
    """What a visitor did, as the page's wire has it."""

    id: str
    raw: bytes


def page_event(name: str, kind: str, text: str = "", **more: Any) -> PageEvent:
    """A visitor of that name does something; nothing is accepted yet."""
    said = page_network.Said(
        kind=kind,  # type: ignore[arg-type] -- one of the wire format's words
        id=more.pop("id", f"{kind}-{next(_number)}"),
        visitor=f"visitor-{name.lower()}",
        name=name,
        text=text,
        at=more.pop("at", datetime.now(UTC)),
        **more,
    )
    return PageEvent(said.id, page_network.write(said))


@dataclass(slots=True)
class World:
    """Handles on everything; verbs that let people act as they would through the product."""

    harbour: Brand
    northwind: Brand
    olivia: Member
    caleb: Member
    mara: Member
    wim: Member
    nils: Member
    page: Page
    northwind_page: Page
    clock: list[datetime] = field(default_factory=list)
    mail: Channel | None = None

    def connect_mail(self) -> Channel:
        """Harbour's mailbox."""
        self.mail = Channel.objects.create(
            brand=self.harbour,
            network="email",
            address="hello@harbour.test",
            name="Harbour's mail",
            settings={"address": "hello@harbour.test", "smtp_host": "127.0.0.1", "smtp_security": "none"},
            sends_per_minute=6000,
        )
        return self.mail

    def event(self, kind: str, **more: Any) -> str:
        """The scripted network tells that something happened; it is accepted and routed.  Returns its id."""
        channel = self.mail or self.connect_mail()
        happened = memory.Happened(
            kind=EventKind(kind),
            external_id=more.pop("id", f"{kind}-{next(_number)}"),
            occurred_at=more.pop("at", datetime.now(UTC)),
            **more,
        )
        intake.accept(channel, memory.write(happened), happened.external_id)
        routing.route_pending()
        return happened.external_id

    def mail_thread(self, address: str) -> Thread:
        """The newest mail thread with that address."""
        rows = Thread.objects.select_related("brand", "channel__brand", "contact", "handle", "assignee")
        found = rows.filter(channel=self.mail, handle__key=address).order_by("-pk").first()
        assert found is not None
        return found

    def mail_reply(self, address: str, text: str, **wish: Any) -> Reply:
        """Caleb answers that address; nothing is sent yet."""
        return talk.reply(self.caleb, self.mail_thread(address), Wish(text=text, **wish))

    def posted(self, address: str = "ana@fans.test", text: str = "Yes, from nine.") -> Reply:
        """That address writes to Harbour's mailbox and is answered; nothing is sent yet."""
        self.event("message", actor=address, text="Are you open on Sunday?")
        return self.mail_reply(address, text)

    def visitor(
        self, name: str, kind: str, text: str = "", *, target: str = "", page: Page | None = None, **more: Any
    ) -> str:
        """A visitor does something on a page; it is accepted and routed.  Returns the id of what they did."""
        said = page_event(name, kind, text, target=target, **more)
        intake.accept((page or self.page).channel, said.raw, said.id)
        routing.route_pending()
        return said.id

    def contact(self, name: str) -> Contact:
        return Handle.objects.get(brand=self.harbour, network="page", key=f"visitor-{name.lower()}").contact

    def thread(self, name: str) -> Thread:
        return Thread.objects.select_related("brand", "channel__brand", "contact", "handle", "assignee").get(
            contact=self.contact(name), channel=self.page.channel, post=0
        )

    def reply(self, name: str, text: str, *, member: Member | None = None, **wish: Any) -> Reply:
        """A member answers in that person's thread; nothing is sent yet."""
        return talk.reply(member or self.caleb, self.thread(name), Wish(text=text, **wish))

    def work(self) -> int:
        """One turn of the worker."""
        return routing.route_pending() + dispatch.send_due()

    def said_to(self, name: str) -> list[str]:
        """What that person has been told privately, in order."""
        return list(
            self.thread(name).messages.filter(is_ours=True).order_by("pk").values_list("text", flat=True)
        )


def make_world() -> World:
    """Everything above, in whatever database is open."""
    harbour = Brand.objects.create(
        name="Harbour Coffee", slug="harbour", country="GB", time_zone="Europe/London"
    )
    northwind = Brand.objects.create(name="Northwind", slug="northwind")
    return World(
        harbour=harbour,
        northwind=northwind,
        olivia=_member(harbour, "Olivia Hart", Role.OWNER),
        caleb=_member(harbour, "Caleb Reed", Role.CARE),
        mara=_member(harbour, "Mara Lind", Role.MARKETING),
        wim=_member(harbour, "Wim Post", Role.WRITER),
        nils=_member(northwind, "Nils Berg", Role.OWNER),
        page=_page(harbour),
        northwind_page=_page(northwind),
    )


def _member(brand: Brand, name: str, role: str) -> Member:
    return Member.objects.create_user(
        f"{name.split(maxsplit=1)[0].lower()}@{brand.slug}.test",
        "correct horse battery",
        brand=brand,
        name=name,
        role=role,
    )


def _page(brand: Brand) -> Page:
    channel = Channel.objects.create(
        brand=brand, network="page", address=brand.slug, name=f"{brand.name}'s page", sends_per_minute=6000
    )
    return Page.objects.create(
        brand=brand, channel=channel, tagline="Roasted by the water", greeting="Hello!"
    )


def days_ago(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)


def zone_at(hour: int) -> str:
    """A time zone in which it is that hour now, so that no test depends on when it is run.

    `Etc/GMT+5` lies five hours west.
    """
    ahead = (hour - timezone.now().hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}"
