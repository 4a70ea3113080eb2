"""A list with people on it, and a campaign for them that somebody has said yes to."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from askfirst.brand.models import Member
from askfirst.brand.roles import Role
from askfirst.campaigns import access, approving, running, writing
from askfirst.campaigns.writing import Words
from askfirst.consent import ledger
from askfirst.consent.models import Entry, List
from askfirst.people.models import Contact, Handle
from tests.world import World, make_world, zone_at

if TYPE_CHECKING:
    from askfirst.brand.models import Channel
    from askfirst.campaigns.models import Campaign

NOON = 12
_number = count(1)


class Stage:
    """Harbour's list of news by mail: Wim writes, Olivia says yes, Mara sends."""

    def __init__(self, world: World | None = None, people: int = 3, **promise: Any) -> None:
        self.world = world or make_world()
        brand = self.world.harbour
        brand.time_zone, brand.postal_address = zone_at(NOON), "1 Quay, Harbour"
        brand.save()
        self.channel: Channel = self.world.connect_mail()
        self.on = List.objects.create(
            **{"brand": brand, "slug": "news", "name": "News", "most": 50, "days": 7, **promise}
        )
        self.people = [self.join(f"Fan {nth}") for nth in range(people)]

    def join(self, name: str, **more: Any) -> Contact:
        """Somebody on the list, who confirmed it a month ago."""
        key = f"fan-{next(_number)}@fans.test"
        person = Contact.objects.create(brand=self.world.harbour, name=name, country="GB", **more)
        Handle.objects.create(
            brand=self.world.harbour,
            contact=person,
            network=self.channel.network,
            address=key,
            key=key,
            evidence="joined",
        )
        at = timezone.now() - timedelta(days=30)
        ledger.record(
            person,
            Entry.Act.CONFIRMED,
            evidence="pressed the button",
            purpose="marketing",
            list=self.on,
            occurred_at=at,
        )
        return person

    def leave(self, person: Contact) -> None:
        """They leave the list."""
        ledger.record(person, Entry.Act.WITHDRAWN, evidence="one click", purpose="marketing", list=self.on)

    def campaign(
        self, text: str = "Hello {{first_name|there}}, we open on Sunday.", **settings: Any
    ) -> Campaign:
        """Written by Wim; nobody has said yes yet."""
        world = self.world
        held = writing.new(world.wim, self.on, self.channel, "Sunday")
        audience = settings.pop("audience", {})
        words = Words(subject="Sunday, {{first_name|friend}}", text=text, audience=audience)
        writing.save(world.wim, held, words, based_on=0)
        if settings:
            writing.settle(world.wim, held, writing.Settings(name=held.name, **settings))
        return held

    def approved(
        self, text: str = "Hello {{first_name|there}}, we open on Sunday.", **settings: Any
    ) -> Campaign:
        """The same, and Olivia has said yes."""
        held = self.campaign(text, **settings)
        version = access.version(held)
        assert version
        approving.approve(self.world.olivia, held, version.number)
        return held

    def started(
        self, text: str = "Hello {{first_name|there}}, we open on Sunday.", **settings: Any
    ) -> Campaign:
        """The same, and Mara has pressed Send."""
        return running.start(self.world.mara, self.approved(text, **settings))

    def second_owner(self) -> Member:
        """Another one who may say yes."""
        return Member.objects.create_user(
            "oskar@harbour.test",
            "correct horse battery",
            brand=self.world.harbour,
            name="Oskar",
            role=Role.OWNER,
        )


def run(turns: int = 50) -> None:
    """The worker's turns until there is nothing left to do."""
    for _ in range(turns):
        if not running.run_due():
            return
