"""Some networks lend us what they tell: LinkedIn lets activity be kept 48 hours and profiles 24.

How long stands on each connector (`Network.retention`); here the worker keeps to it.  Ids stay, so that nothing comes in
twice and an answer still knows what it answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils import timezone

from askfirst.brand.models import Channel
from askfirst.gate import accounts, tickets
from askfirst.inbox import public
from askfirst.networks import catalog
from askfirst.networks.base import BadSettings, Retention
from askfirst.people.models import Contact, Handle, Relationship
from askfirst.sentence import Sentence
from askfirst.wall import keeping
from askfirst.wire.models import Event

if TYPE_CHECKING:
    from datetime import datetime, timedelta


def keep_to_it() -> int:
    """Forget what we may not keep any longer, and tokens that have ended.  Returns how many rows were changed."""
    channels = Channel.objects.select_related("brand").filter(network__in=catalog.NETWORKS).order_by("pk")
    return sum(_keep(channel) for channel in channels) + tickets.tidy(timezone.now())


def _keep(channel: Channel) -> int:
    allowed, now, done = _retention(channel), timezone.now(), 0
    if allowed.activity is not None:
        before = now - allowed.activity
        done += keeping.forget_words(channel, before, _why(channel, allowed.activity))
        public.forget_before(channel, before)
        done += _forget_raw(channel, before)
    if allowed.profile is not None:
        done += keeping.forget_names(channel, now - allowed.profile)
        done += _forget_names(channel, now - allowed.profile)
    return done


def keeps_earlier(channel: Channel) -> bool:
    """Whether its network lets us keep what something said before it was changed there."""
    return _retention(channel).earlier


def _retention(channel: Channel) -> Retention:
    try:
        return catalog.connector(channel.network, accounts.settings_of(channel)).retention
    except BadSettings:
        return Retention()  # it cannot be connected, so nothing new comes in


def _why(channel: Channel, kept: timedelta) -> str:
    hours = int(kept.total_seconds() // 3600)
    return Sentence(
        "%(network)s lets us keep what people say there for %(hours)s hours: read it there.",
        network=catalog.label(channel.network),
        hours=hours,
    )


def _forget_raw(channel: Channel, before: datetime) -> int:
    routed = Event.objects.filter(
        channel=channel, routed_at__isnull=False, received_at__lt=before, is_history=False
    )
    return routed.exclude(raw=b"").update(raw=b"")


def _forget_names(channel: Channel, before: datetime) -> int:
    """Of people whom we know from there alone.  Who is connected with us came out of our own export, with their name."""
    theirs = Handle.objects.filter(contact=OuterRef("pk"))
    linked = Relationship.objects.filter(contact=OuterRef("pk"), kind=Relationship.Kind.CONNECTED)
    only_there = Contact.objects.filter(
        Exists(theirs.filter(network=channel.network)),
        ~Exists(theirs.exclude(network=channel.network)),
        ~Exists(linked),
        brand=channel.brand_id,
        created_at__lt=before,
    )
    return only_there.exclude(name="").update(name="")
