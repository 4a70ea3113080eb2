"""How a channel is: what hinders it, part by part, so that one part getting well does not hide what ails another."""

from __future__ import annotations

from django.db import transaction

from askfirst.brand import notify
from askfirst.brand.changes import announce
from askfirst.brand.models import Channel, Member, Notification
from askfirst.brand.roles import Right, may
from askfirst.sentence import Sentence, together


def trouble(channel: int, part: str, reason: str) -> bool:
    """`part` ("sending", "reading") does not work.  Who connects channels is told, once for each reason.

    Returns whether that is news.
    """
    return _set(channel, part, reason)


def well(channel: int, part: str) -> bool:
    """`part` works.  Returns whether that is news."""
    return _set(channel, part, "")


def recovered(channel: int) -> None:
    """The whole channel was tried and works."""
    with transaction.atomic():
        _say(_held(channel), {})


def _set(pk: int, part: str, reason: str) -> bool:
    with transaction.atomic():
        channel = _held(pk)
        if channel.troubles.get(part, "") == reason:
            return False
        _say(channel, {**channel.troubles, part: reason})
        if reason:
            _tell(channel, reason)
    return True


def _held(pk: int) -> Channel:
    rows = Channel.objects.select_related("brand").select_for_update(of=("self",), no_key=True)
    return rows.get(pk=pk)


def _say(channel: Channel, troubles: dict[str, str]) -> None:
    channel.troubles = {part: reason for part, reason in troubles.items() if reason}
    if channel.state != Channel.State.OFF:
        channel.state = Channel.State.ATTENTION if channel.troubles else Channel.State.OK
        channel.state_reason = together(*dict.fromkeys(channel.troubles.values()))
    channel.save(update_fields=["troubles", "state", "state_reason"])
    announce(channel.brand, "channel", channel=channel.pk)


def _tell(channel: Channel, reason: str) -> None:
    members = [
        member
        for member in Member.objects.filter(brand=channel.brand, is_active=True)
        if may(member, Right.CHANNELS)
    ]
    news = notify.News(
        kind=Notification.Kind.CHANNEL,
        title=Sentence("%(channel)s needs attention", channel=str(channel)),
        excerpt=reason,
        link=f"/settings/channels/{channel.pk}/",
        subject=f"channel:{channel.pk}",
        is_urgent=True,
    )
    notify.notify(channel.brand, members, news)
