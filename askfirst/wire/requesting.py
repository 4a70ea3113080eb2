"""Friend and follow requests on their networks: who asks is looked up, and what a member decided is done there.

Where a network lets a program do neither, a member does both by hand: the request says so, and nothing waits for a program.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from askfirst.brand.models import Channel
from askfirst.friends import following, requests
from askfirst.friends.models import Request
from askfirst.networks.base import BadSettings, Failure, NetworkError
from askfirst.networks.http import Call
from askfirst.networks.requests import TakesRequests, Withdrawn
from askfirst.sentence import Sentence, words_of
from askfirst.wire import connectors, loop
from askfirst.wire.fetch import NotFetched, fetch

if TYPE_CHECKING:
    from askfirst.brand.models import Member
    from askfirst.networks.requests import Asker

log = logging.getLogger(__name__)

AT_ONCE = 10
LARGEST_PICTURE = 4_000_000
LATER = timedelta(minutes=5)
PATIENCE = timedelta(days=2)
"""Whoever could not be looked up for so long is read by what is known."""
_NOBODY = Sentence("Nobody could look them up on the network: see for yourself before you decide.")


def work_off() -> int:
    """One round: what edges tell, who is to be looked up, what is to be done there.  Returns how many were taken up."""
    noticed = requests.notice_edges() + following.close_connected()
    return noticed + look_up() + carry_out()


def decide(member: Member | None, held: Request, answer: requests.Answer) -> Request:
    """Keep what was decided; where a program can, it does it there a moment later.

    Raises:
        PermissionDenied, CannotDecide: as `requests.decide`.
    """
    is_ours = held.source == Request.Source.NETWORK and is_by_program(held.channel)
    return requests.decide(member, held, answer, is_by_program=is_ours)


def is_by_program(channel: Channel) -> bool:
    """Whether what is decided can be done there by us."""
    return channel.state != Channel.State.OFF and _network(channel) is not None


def _network(channel: Channel) -> TakesRequests | None:
    try:
        network = connectors.of(channel)
    except BadSettings:
        return None
    return network if isinstance(network, TakesRequests) else None


# ── looking up ──


def look_up() -> int:
    """Look up who asks, where their network tells.  Returns how many were asked about."""
    rows = Request.objects.filter(
        looked_at=None,
        state=Request.State.OPEN,
        source=Request.Source.NETWORK,
        look_after__lte=timezone.now(),
    )
    due = list(
        rows.select_related("brand", "channel__brand", "handle__contact").order_by("look_after", "pk")[
            :AT_ONCE
        ]
    )
    for held in due:
        _look_up(held)
    return len(due)


def _look_up(held: Request) -> None:
    network = _network(held.channel)
    if network is None:
        _give_up(held, _NOBODY)
        return
    try:
        asker = loop.run(network.asker(held.handle.address))
    except NetworkError as error:
        _not_yet(held, error)
        return
    except Exception as error:
        log.exception("request %s could not be looked up in a way that nobody foresaw", held.pk)
        _not_yet(held, NetworkError(f"{type(error).__name__}: {error}", failure=Failure.RETRY))
        return
    picture, trouble = _picture(held.channel, asker)
    requests.show(held, asker, picture, trouble)


def _picture(channel: Channel, asker: Asker) -> tuple[bytes, str]:
    """Their picture; where it does not come, the sentence that says why."""
    if not asker.picture:
        return b"", ""
    through = str(channel.settings.get("through", ""))
    try:
        call = Call(method="GET", url=asker.picture)
        return loop.run(fetch(call, most=LARGEST_PICTURE, through=through)), ""
    except NotFetched as error:
        return b"", Sentence("it did not come (%(why)s).", why=words_of(error))


def _not_yet(held: Request, error: NetworkError) -> None:
    if error.is_permanent or timezone.now() - held.heard_at > PATIENCE:
        _give_up(held, words_of(error))
        return
    Request.objects.filter(pk=held.pk).update(
        look_after=timezone.now() + (error.retry_after or LATER), look_trouble=words_of(error)
    )


def _give_up(held: Request, why: str) -> None:
    """They are read by what is known, which is little, and a member sees why."""
    requests.show(held, requests.asker_of(held))
    Request.objects.filter(pk=held.pk).update(look_trouble=why)


# ── doing it there ──


def carry_out() -> int:
    """Do on the networks what members decided.  Returns how many were tried."""
    rows = Request.objects.filter(
        is_by_program=True, settled_at=None, settle_after__lte=timezone.now()
    ).exclude(state=Request.State.OPEN)
    due = list(
        rows.select_related("brand", "channel__brand", "handle").order_by("settle_after", "pk")[:AT_ONCE]
    )
    return sum(_carry_out(held) for held in due)


def _carry_out(held: Request) -> int:
    # Claimed by moving its next try away: another worker leaves it alone, and after a crash it is tried again.  Done twice
    # it changes nothing there.
    claimed = Request.objects.filter(pk=held.pk, settle_after=held.settle_after, settled_at=None)
    if not claimed.update(settle_after=timezone.now() + LATER):
        return 0
    network = _network(held.channel)
    if network is None:
        _by_hand(held, Sentence("The channel is not connected: do it on the network yourself."))
        return 1
    try:
        is_accepted = held.state == Request.State.ACCEPTED
        loop.run(network.answer_request(held.handle.address, is_accepted=is_accepted))
    except Withdrawn:
        requests.withdrawn(held)
    except NetworkError as error:
        _failed(held, error)
    except Exception as error:
        log.exception("request %s could not be answered in a way that nobody foresaw", held.pk)
        _failed(held, NetworkError(f"{type(error).__name__}: {error}", failure=Failure.RETRY))
    else:
        requests.settle(held)
    return 1


def _failed(held: Request, error: NetworkError) -> None:
    if error.is_permanent or error.failure is Failure.CREDENTIALS:
        _by_hand(held, words_of(error))
        return
    later = timezone.now() + (error.retry_after or LATER)
    Request.objects.filter(pk=held.pk).update(settle_after=later, trouble=words_of(error))


def _by_hand(held: Request, why: str) -> None:
    Request.objects.filter(pk=held.pk).update(is_by_program=False, trouble=why)
    log.info("request %s is left to a person: %s", held.pk, why)
