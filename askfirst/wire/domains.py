"""Looking at the domain from which a mail channel sends, in the background; what was found stands on its page of health."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone

from askfirst.brand import vault
from askfirst.brand.changes import announce
from askfirst.brand.models import Channel
from askfirst.brand.roles import Right, require
from askfirst.gate.models import Health
from askfirst.networks.base import BadSettings
from askfirst.networks.email import domain
from askfirst.networks.email.settings import settings_from

if TYPE_CHECKING:
    from askfirst.brand.models import Member

log = logging.getLogger(__name__)
_hands = ThreadPoolExecutor(max_workers=1, thread_name_prefix="domain-check")


def check_soon(member: Member, channel: Channel) -> None:
    """Look at it in the background; the page of health shows what was found.

    Raises:
        PermissionDenied: the role may not connect channels, or it is another brand's.
    """
    require(member, Right.CHANNELS, channel.brand_id)
    _hands.submit(_check_and_close, channel.pk)


def check(channel: Channel, ask: domain.Ask | None = None) -> list[domain.Finding]:
    """Look at it now, and keep what was found.

    Raises:
        BadSettings, VaultClosed: the channel's settings or credentials cannot be used.
    """
    found = domain.check(settings_from({**channel.settings, **vault.open_credentials(channel)}), ask)
    lines = [asdict(one) for one in found]
    Health.objects.update_or_create(channel=channel, defaults={"domain": lines, "domain_at": timezone.now()})
    announce(channel.brand, "channel", channel=channel.pk)
    return found


def _check_and_close(pk: int) -> None:
    try:
        check(Channel.objects.select_related("brand").get(pk=pk))
    except (BadSettings, vault.VaultClosed) as error:
        log.warning("the domain of channel %s cannot be looked at: %s", pk, error)
    except Exception:
        log.exception("the domain of channel %s could not be looked at", pk)
    finally:
        connection.close()
