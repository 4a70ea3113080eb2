"""Word of an answer to a visitor, in browsers of theirs where they switched that on and the page is not open.

A push is part of the answer of which it tells: that answer's stored decision explains it, and before it leaves the gate is
asked the same question again, so that a stop stops it.  It says that there is an answer, and never what it says.
See docs/decisions/008-a-push-is-part-of-its-answer.md.
"""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core import signing
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from askfirst.brand import rollout
from askfirst.gate import release
from askfirst.inbox.models import Message
from askfirst.people import speaking
from askfirst.people.models import VisitorDevice
from askfirst.policy.model import Verdict
from askfirst.wall import answers
from askfirst.wire import pushing, visitor_grants
from askfirst.wire.models import VisitorPush

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from askfirst.brand.models import Brand
    from askfirst.gate.models import Delivery
    from askfirst.people.models import Contact

log = logging.getLogger(__name__)

FEATURE = "pushes"
AWAY = timedelta(seconds=20)
"""Who has not looked at an answer for this long is told; who looks at the page reads it at once."""
KEPT = timedelta(days=30)
"""How long it is known what was pushed, so that "why did I get this?" has an answer."""
SHOWN = 5
BATCH = 50
SALT = "askfirst.wire.visitor_push.why"


def expect(delivery: Delivery) -> None:
    """An answer stands on the page: whoever has not read it in a moment is told in their browsers.  Twice changes nothing."""
    if delivery.channel.network != "page" or delivery.contact_id is None:
        return
    theirs = VisitorDevice.objects.filter(handle__contact=delivery.contact_id)
    due = timezone.now() + AWAY
    VisitorPush.objects.bulk_create(
        [VisitorPush(device=device, delivery=delivery, due_at=due) for device in theirs],
        ignore_conflicts=True,
    )


def push_due() -> int:
    """Hand what is due to the push services.  Returns how many rows it looked at; for the worker to call often."""
    now = timezone.now()
    rows = list(_rows().filter(due_at__lte=now).order_by("due_at", "pk")[:BATCH])
    held = [row for row in rows if _take(row, now)]
    wanted = [row for row in held if _is_worth_it(row, now)]
    VisitorPush.objects.filter(pk__in={row.pk for row in held} - {row.pk for row in wanted}).delete()
    outcomes = pushing.send([_push(row) for row in wanted], now)
    for row, outcome in zip(wanted, outcomes, strict=True):
        _settle(row, outcome, now + pushing.LEASE)
    return len(rows)


def told(people: Iterable[Contact]) -> list[VisitorPush]:
    """What these people's browsers were told last, the newest first."""
    rows = VisitorPush.objects.filter(device__handle__contact__in=people, sent_at__isnull=False)
    return list(rows.select_related("device__brand", "delivery").order_by("-sent_at", "-pk")[:SHOWN])


def forget_old() -> int:
    """Drop what was told long ago.  Returns how many."""
    return VisitorPush.objects.filter(sent_at__lt=timezone.now() - KEPT).delete()[0]


def why_token(push: VisitorPush) -> str:
    """The secret part of the address where it is told why this came: whoever has the device may ask."""
    return signing.dumps([push.device.brand_id, push.pk], salt=SALT)


def push_of(brand: Brand, token: str) -> VisitorPush | None:
    """The push for which this was made; None: it is not complete, belongs to another page, or was long ago."""
    try:
        brand_pk, pk = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = VisitorPush.objects.select_related("device", "delivery__decision", "delivery__channel")
    return rows.filter(pk=pk, device__brand=brand).first() if brand_pk == brand.pk else None


def words(push: VisitorPush) -> bytes:
    """What the browser shows, in the language in which they used the page there."""
    device, brand = push.device, push.device.brand
    with translation.override(speaking.language(device.handle.contact, device.handle)):
        shown = {
            "title": _("%(brand)s has answered you") % {"brand": brand},
            "body": "",
            "tag": _topic(device),
            "link": _link(push),
            "why": {
                "title": _("Why did I get this?"),
                "link": f"/@{brand.slug}/why/pushes/{why_token(push)}/",
            },
        }
    return json.dumps(shown, ensure_ascii=False).encode()


def _rows() -> QuerySet[VisitorPush]:
    return VisitorPush.objects.select_related(
        "device__brand",
        "device__handle__contact",
        "delivery__channel__brand",
        "delivery__decision__member",
        "delivery__contact",
    )


def _take(row: VisitorPush, now: datetime) -> bool:
    mine = VisitorPush.objects.filter(pk=row.pk, due_at=row.due_at)
    return bool(mine.update(due_at=now + pushing.LEASE))


def _is_worth_it(row: VisitorPush, now: datetime) -> bool:
    """They have not read it, nothing newer is to be told there, they may be told, and have the feature still."""
    delivery = row.delivery
    is_late = delivery.created_at < now - pushing.LATE
    newer = VisitorPush.objects.filter(device=row.device_id, due_at__isnull=False, delivery__gt=delivery.pk)
    if is_late or newer.exists() or not (_is_unread(delivery) and _has_feature(row.device)):
        return False
    return release.still(delivery).verdict is Verdict.ALLOW


def _is_unread(delivery: Delivery) -> bool:
    private = Message.objects.filter(delivery=delivery, pk__gt=F("thread__their_read"), taken_back_at=None)
    return private.exists() or answers.unseen().filter(delivery=delivery).exists()


def _has_feature(device: VisitorDevice) -> bool:
    handle = device.handle
    who = rollout.Who(
        key=handle.key,
        country=(handle.contact.country or device.country).upper(),
        contacts=(handle.contact_id,),
    )
    return rollout.has(FEATURE, who, rollout.read(device.brand))


def _push(row: VisitorPush) -> pushing.Push:
    return pushing.Push(to=row.device, words=words(row), topic=_topic(row.device))


def _topic(device: VisitorDevice) -> str:
    """Word of one brand has one name in a browser, so that the newest replaces what was not read."""
    return pushing.topic(f"answers\0{device.pk}")


def _link(push: VisitorPush) -> str:
    """Where the answer stands; a conversation that began in another browser of theirs is found among their messages."""
    area = f"/@{push.device.brand.slug}/messages/"
    rows = Message.objects.filter(delivery=push.delivery_id, thread__handle=push.device.handle_id)
    thread = rows.values_list("thread", flat=True).first()
    return f"{area}{thread}/" if thread else area


def _settle(row: VisitorPush, outcome: pushing.Outcome, held_until: datetime) -> None:
    device, now = row.device, timezone.now()
    mine = VisitorPush.objects.filter(pk=row.pk, due_at=held_until)
    pause = outcome.pause(row.tries)
    if outcome.is_good:
        mine.update(sent_at=now, due_at=None)
        VisitorDevice.objects.filter(pk=device.pk).update(reached_at=now)
    elif outcome.is_gone:
        log.info(
            "a visitor's device %s is taken off: its push service answered %s", device.pk, outcome.status
        )
        device.delete()
        visitor_grants.settle_devices([device.handle.contact], "their browser takes no pushes any more")
    elif pause:
        mine.update(tries=F("tries") + 1, due_at=now + pause)
    else:
        log.warning(
            "a push to a visitor's device %s was given up: %s %s", device.pk, outcome.status, outcome.says
        )
        mine.delete()
