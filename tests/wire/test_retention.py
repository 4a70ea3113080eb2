"""What LinkedIn lends us is given back in time, and nothing else is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from askfirst.brand.models import Channel, Earlier, Notification
from askfirst.inbox.models import Thread
from askfirst.networks.base import Event as Told
from askfirst.networks.base import EventKind
from askfirst.people import resolve
from askfirst.people.models import Contact, Relationship
from askfirst.wall import heard
from askfirst.wall.models import Comment, Post
from askfirst.wire import retention, strands
from askfirst.wire.models import Event
from askfirst.wire.routing import talking

if TYPE_CHECKING:
    from tests.world import World


@pytest.fixture
def linkedin(world: World) -> Channel:
    return Channel.objects.create(
        brand=world.harbour, network="linkedin", address="77", name="Harbour", settings={"organization": "77"}
    )


def person(channel: Channel, name: str, hours: int) -> Contact:
    contact = resolve.resolve(channel, resolve.Seen(address=name.lower(), name=name, evidence="test")).contact
    Contact.objects.filter(pk=contact.pk).update(created_at=timezone.now() - timedelta(hours=hours))
    return contact


def comment(channel: Channel, name: str, hours: int, **more: object) -> Comment:
    said = heard.Said(
        external_id=f"c-{name}-{hours}",
        at=timezone.now() - timedelta(hours=hours),
        author=name,
        text="When do you ship?",
        contact=person(channel, name, hours),
        target="urn:li:share:9",
    )
    found = heard.receive_comment(channel, said)
    assert found
    strands.bring_up(found, is_new=True)
    return found


def test_words_go_after_two_days_names_after_one_and_ids_stay(linkedin: Channel) -> None:
    fresh, day_old, old = (
        comment(linkedin, name, hours) for name, hours in (("Ana", 1), ("Tom", 30), ("Yusuf", 60))
    )
    assert retention.keep_to_it()
    for row in (fresh, day_old, old):
        row.refresh_from_db()
    assert (fresh.text, fresh.author, str(fresh.contact)) == ("When do you ship?", "Ana", "Ana")
    assert (day_old.text, day_old.author) == ("When do you ship?", "")
    assert day_old.contact
    assert not day_old.contact.name
    assert (old.text, old.author, old.external_id) == ("", "", "c-Yusuf-60")
    kept = Thread.objects.get(contact=old.contact)
    notes = Notification.objects.filter(subject=f"thread:{kept.pk}")
    assert notes
    assert not notes.exclude(excerpt=""), "nor do the words stand in a note to the team"
    assert (kept.preview, Thread.objects.get(contact=fresh.contact).preview) == ("", "When do you ship?")
    assert old.remarks == ["LinkedIn lets us keep what people say there for 48 hours: read it there."]
    assert retention.keep_to_it() == 0, "what is done is done"


def test_what_the_brand_said_stays(linkedin: Channel) -> None:
    ours = heard.Said(
        external_id="p-1", at=timezone.now() - timedelta(days=9), author="Harbour", text="New beans"
    )
    heard.receive_post(linkedin, ours)
    retention.keep_to_it()
    post = Post.objects.get(external_id="p-1")
    assert (post.text, post.author) == ("New beans", "Harbour")


def test_who_is_known_from_elsewhere_or_by_our_own_export_keeps_their_name(
    linkedin: Channel, world: World
) -> None:
    connected = person(linkedin, "Ana", 90)
    resolve.relate(
        linkedin, connected.handles.get(), Relationship.Kind.CONNECTED, since=None, source="export"
    )
    known = person(world.page.channel, "Tom", 90)
    retention.keep_to_it()
    assert {str(Contact.objects.get(pk=one.pk)) for one in (connected, known)} == {"Ana", "Tom"}


def test_the_raw_event_goes_with_its_words_once_it_is_in_its_place(linkedin: Channel) -> None:
    kept = {"brand": linkedin.brand, "channel": linkedin, "raw": b"words"}
    old, now = timezone.now() - timedelta(hours=50), timezone.now()
    Event.objects.create(external_id="old", received_at=old, routed_at=old, **kept)
    Event.objects.create(external_id="waiting", received_at=old, try_after=now + timedelta(days=1), **kept)
    Event.objects.create(external_id="new", received_at=now, routed_at=now, **kept)
    retention.keep_to_it()
    raws = {event.external_id: bytes(event.raw) for event in Event.objects.all()}
    assert raws == {"old": b"", "waiting": b"words", "new": b"words"}


@pytest.mark.parametrize(("network", "is_kept"), [("linkedin", False), ("x", False), ("telegram", True)])
def test_what_was_said_before_a_change_is_kept_where_the_network_lets_us(
    world: World,
    network: str,
    is_kept: bool,  # noqa: FBT001
) -> None:
    channel = Channel.objects.create(brand=world.harbour, network=network, address="77", name="Harbour")
    row = comment(channel, "Ana", 1)
    told = Told(kind=EventKind.EDIT, external_id="e1", target=row.external_id, text="When?", actor="ana")
    talking.edit(channel, told, False)
    row.refresh_from_db()
    assert row.text == "When?"
    assert list(Earlier.objects.values_list("text", flat=True)) == ["When do you ship?"] * is_kept


def test_other_networks_keep_everything(world: World) -> None:
    mastodon = Channel.objects.create(brand=world.harbour, network="mastodon", address="1", name="M")
    row = comment(mastodon, "Ana", 900)
    retention.keep_to_it()
    row.refresh_from_db()
    assert row.text
