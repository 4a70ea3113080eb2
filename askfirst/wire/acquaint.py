"""Whom we do not know yet is looked up once, where their network tells: their name, and who of us follows the other.

Messenger brings nothing but an id; that somebody wrote must never wait for their name, so this comes after.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from askfirst.brand.changes import announce
from askfirst.brand.models import Channel
from askfirst.consent.models import Suppression
from askfirst.inbox.models import Thread
from askfirst.networks import catalog
from askfirst.networks.base import BadSettings, Failure, NetworkError
from askfirst.networks.profiles import Profile, Profiled
from askfirst.people import resolve
from askfirst.people.models import Engagement, Handle, Relationship
from askfirst.sentence import Sentence
from askfirst.wire import connectors, leaving, loop

if TYPE_CHECKING:
    from collections.abc import Iterable

log = logging.getLogger(__name__)

AT_ONCE = 10
"""People in one go: a network that tells slowly holds up nobody else for long."""
LONGEST_LOOK = 45
"""Seconds for one of them, however slowly their server tells."""
SOON = timedelta(seconds=15)
PATIENCE = timedelta(days=2)
"""Whom a network could not be asked about for so long is left as they are."""


def look_up() -> int:
    """Look up whom we met lately.  Returns how many were asked about."""
    new = Handle.objects.filter(
        looked_up_at=None, network__in=catalog.NETWORKS, created_at__gt=timezone.now() - PATIENCE
    )
    rows = new.select_related("contact").order_by("look_up_after", "pk")
    due = list(rows.filter(look_up_after__lte=timezone.now())[:AT_ONCE])
    where: dict[Channel | None, list[Handle]] = defaultdict(list)
    for handle in due:
        where[_channel(handle)].append(handle)
    for channel, handles in where.items():
        _look_up(channel, handles)
    return len(due)


def _look_up(channel: Channel | None, handles: list[Handle]) -> None:
    if channel is None:
        # No account of ours works there just now: it may in a moment.
        pks = [one.pk for one in handles]
        Handle.objects.filter(pk__in=pks).update(look_up_after=timezone.now() + SOON)
        return
    asked = _asked(channel)
    if asked is None:
        _done(handles)
        return
    answers = loop.run(_all(asked, [one.address for one in handles]))
    for handle, answer in zip(handles, answers, strict=True):
        if isinstance(answer, Profile):
            _learn(channel, handle, answer)
        elif answer.is_permanent:
            _done([handle])
        else:
            later = timezone.now() + (answer.retry_after or timedelta(minutes=5))
            Handle.objects.filter(pk=handle.pk).update(look_up_after=later)


def _channel(handle: Handle) -> Channel | None:
    """Where they met us last: their id may mean nothing to another account of ours."""
    acts = Engagement.objects.filter(contact=handle.contact_id, channel__network=handle.network)
    met = acts.order_by("-pk").values_list("channel", flat=True).first()
    rows = Channel.objects.select_related("brand").filter(
        brand=handle.brand_id, network=handle.network, state=Channel.State.OK
    )
    return (rows.filter(pk=met) if met else rows.order_by("pk")).first()


def _asked(channel: Channel) -> Profiled | None:
    try:
        network = connectors.of(channel)
    except BadSettings:
        return None
    return network if isinstance(network, Profiled) else None


async def _all(network: Profiled, addresses: Iterable[str]) -> list[Profile | NetworkError]:
    return list(await asyncio.gather(*(_one(network, address) for address in addresses)))


async def _one(network: Profiled, address: str) -> Profile | NetworkError:
    try:
        async with asyncio.timeout(LONGEST_LOOK):
            return await network.profile(address)
    except NetworkError as error:
        return error
    except TimeoutError:
        return NetworkError(Sentence("it did not answer in time"), failure=Failure.RETRY)
    except Exception as error:
        log.exception("somebody could not be looked up in a way that nobody foresaw")
        return NetworkError(f"{type(error).__name__}: {error}", failure=Failure.RETRY)


def _learn(channel: Channel, handle: Handle, told: Profile) -> None:
    with transaction.atomic():
        seen = resolve.Seen(address=handle.address, name=told.name, evidence=handle.evidence)
        known = resolve.resolve(channel, seen)
        edges = {Relationship.Kind.FOLLOWS: told.follows_us, Relationship.Kind.FOLLOWED: told.we_follow}
        for kind, holds in edges.items():
            if holds:
                resolve.relate(channel, known, kind, since=None, source="looked up")
        if told.has_blocked_us:
            evidence = f"{channel.network} says that they have blocked us"
            leaving.by_signal(
                channel, known.contact, known.address, Suppression.Reason.BLOCKED, evidence=evidence
            )
        _done([handle])
    for thread in Thread.objects.filter(contact=known.contact_id, channel=channel).values_list(
        "pk", flat=True
    ):
        announce(channel.brand, "thread", thread=thread)


def _done(handles: Iterable[Handle]) -> None:
    ids = [handle.pk for handle in handles]
    Handle.objects.filter(pk__in=ids).update(looked_up_at=timezone.now())
