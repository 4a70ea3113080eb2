"""A request comes in, is looked at and is decided; what the decision does elsewhere is carried out by others and noted here."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from askfirst.brand import notify
from askfirst.brand.changes import announce
from askfirst.brand.models import Notification
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, require
from askfirst.brand.spoken import told
from askfirst.friends import likeness, points
from askfirst.friends.models import Invitation, Request
from askfirst.networks.requests import Asker
from askfirst.people import alike
from askfirst.people.models import Contact, Engagement, Relationship
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from askfirst.brand.models import Channel, Member
    from askfirst.drafts.models import Draft
    from askfirst.people.models import Handle

LONGEST_NOTE = 2_000
HOUR = timedelta(hours=1)
MOST_COMPARED = 5_000
MOST_NAMED = 5
NEAR_NAME = 0.86
"""One letter of seven may differ."""
YES = (Relationship.Kind.FOLLOWS, Relationship.Kind.CONNECTED)
"""Edges that say that their request was accepted."""
TALKED = (Engagement.Kind.MESSAGE, Engagement.Kind.COMMENT, Engagement.Kind.WALL_POST, Engagement.Kind.ASK)


class CannotDecide(ValueError):  # noqa: N818 -- it says what the matter is
    """Nothing was changed; the message says why."""


def receive(
    channel: Channel, handle: Handle, *, source: str, at: datetime | None = None, note: str = ""
) -> Request | None:
    """Somebody asks.  None: they are connected already, or this very request is known.

    One who asked before and was declined asks anew with a later day; without a day nobody can tell, and it is the old one.
    """
    note = plain(note).strip()[:LONGEST_NOTE]
    with transaction.atomic():
        before = Request.objects.filter(channel=channel, handle=handle)
        if before.filter(state=Request.State.OPEN).exists() or _is_there(channel, handle):
            return None
        if any(at is None or (one.came_at or one.heard_at) >= at for one in before):
            return None
        made = Request.objects.create(
            brand_id=channel.brand_id,
            channel=channel,
            handle=handle,
            source=source,
            note=note,
            came_at=at,
            seen=kept(Asker(address=handle.address, name=handle.contact.name)),
        )
        if source == Request.Source.NETWORK:
            _tell_the_team(made)
        announce(channel.brand, "request", request=made.pk)
    return made


def _is_there(channel: Channel, handle: Handle) -> bool:
    return Relationship.objects.filter(
        channel=channel, contact=handle.contact_id, kind__in=YES, until=None
    ).exists()


def _tell_the_team(made: Request) -> None:
    news = notify.News(
        kind=Notification.Kind.REQUEST,
        title=Sentence("%(name)s asks to follow you", name=str(made.handle.contact)),
        excerpt=made.note[:200],
        link=f"/people/requests/{made.pk}/",
        subject=f"request:{made.pk}",
    )
    notify.notify(made.brand, notify.readers(made.brand), news)


# ── what can be seen of them ──


def asker_of(held: Request) -> Asker:
    """Who asks, as it was last seen; what somebody kept in another shape is as good as not known."""
    try:
        return msgspec.convert(held.seen, Asker, strict=False)
    except msgspec.ValidationError:
        return Asker(address=held.handle.address, name=held.handle.contact.name)


def kept(asker: Asker) -> dict[str, Any]:
    """As a row keeps it."""
    found: dict[str, Any] = msgspec.to_builtins(asdict(asker))
    return found


def show(held: Request, asker: Asker, picture: bytes = b"", trouble: str = "") -> None:
    """Keep what was seen of them, and read it.  A picture that is none keeps its sentence."""
    portrait, mark = b"", ""
    if picture and not trouble:
        try:
            portrait, mark = likeness.portrait(picture)
        except ValueError as error:
            trouble = told(error)
    with transaction.atomic():
        held.seen, held.looked_at, held.look_trouble = kept(asker), timezone.now(), ""
        held.portrait, held.picture_mark, held.picture_trouble = portrait, mark, trouble
        held.save(
            update_fields=[
                "seen",
                "looked_at",
                "look_trouble",
                "portrait",
                "picture_mark",
                "picture_trouble",
            ]
        )
        read(held)
        for other in _twins(held):
            read(other)


def look_again(held: Request) -> None:
    """Ask their network once more, in a moment."""
    Request.objects.filter(pk=held.pk, state=Request.State.OPEN).update(
        looked_at=None, look_after=timezone.now(), look_trouble=""
    )


def read(held: Request) -> None:
    """Weigh what is known now, and keep the points.  What was decided keeps those by which it was decided."""
    if held.state != Request.State.OPEN:
        return
    found = points.judge(asker_of(held), around(held))
    held.points = [
        {
            "test": str(one.test),
            "key": one.key,
            "weight": one.weight,
            "says": one.says,
            "quotes": list(one.quotes),
        }
        for one in found.points
    ]
    held.tests, held.suggestion, held.judged_at = found.tests, found.suggestion, timezone.now()
    held.save(update_fields=["points", "tests", "suggestion", "judged_at"])
    announce(held.brand, "request", request=held.pk)


def around(held: Request) -> points.Around:
    """What the brand knows of them besides."""
    contact = held.handle.contact
    theirs = Engagement.objects.filter(contact=contact, kind__in=TALKED)
    at = held.came_at or held.heard_at
    near = Request.objects.filter(
        channel=held.channel_id, heard_at__gte=held.heard_at - HOUR, heard_at__lte=held.heard_at + HOUR
    ).exclude(pk=held.pk)
    came = [one for one in near.values_list("came_at", flat=True)[:200] if one and abs(one - at) <= HOUR]
    return points.Around(
        now=timezone.now(),
        twins=tuple(
            dict.fromkeys(
                str(one.handle.contact) for one in _twins(held) if one.handle.contact_id != contact.pk
            )
        )[:MOST_NAMED],
        namesakes=tuple(_namesakes(contact)),
        together=len(came),
        has_talked=theirs.exists(),
        picture_trouble=held.picture_trouble,
        is_picture_kept=bool(held.portrait),
    )


def _twins(held: Request) -> list[Request]:
    """Other requests that came with the same picture."""
    if not held.picture_mark:
        return []
    rows = Request.objects.filter(brand=held.brand_id).exclude(Q(picture_mark="") | Q(pk=held.pk))
    marks = rows.order_by("-pk").values_list("pk", "picture_mark")[:MOST_COMPARED]
    found = Request.objects.filter(pk__in=list(likeness.same(held.picture_mark, marks)))
    return list(found.select_related("brand", "channel", "handle__contact").order_by("pk"))


def _namesakes(contact: Contact) -> list[str]:
    """People the brand knows well enough to be posed as, and who are called the same or nearly so."""
    if len(contact.name.split()) < 2:
        return []
    first = contact.name.split()[0][:3]
    edges = Relationship.objects.filter(contact=OuterRef("pk"), until=None)
    deeds = Engagement.objects.filter(contact=OuterRef("pk"), kind__in=TALKED)
    rows = Contact.objects.filter(
        Q(name__istartswith=first) & (~Q(relation="") | Exists(edges) | Exists(deeds)),
        brand=contact.brand_id,
        merged_into=None,
        forgotten_at=None,
    ).exclude(pk=contact.pk)
    names = rows.order_by("-pk").values_list("name", flat=True)[:MOST_COMPARED]
    near = [name for name in names if alike.nearness(contact.name, [name]) >= NEAR_NAME]
    return list(dict.fromkeys(near))[:MOST_NAMED]


# ── what becomes of it ──


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What somebody decided."""

    is_accepted: bool
    elsewhere: str = ""
    """The network to which they were invited instead; it becomes a task."""
    draft: Draft | None = None
    """What was said to them with it."""


def decide(member: Member | None, held: Request, answer: Answer, *, is_by_program: bool) -> Request:
    """Somebody has decided.  Nothing learns from it: the next request is read by the same rules.

    Raises:
        PermissionDenied: the member's role may not write to people, or the request is another brand's.
        CannotDecide: it was decided already.
    """
    if member:
        require(member, Right.REPLY, held.brand_id)
    with transaction.atomic():
        row = Request.objects.select_for_update(of=("self",)).select_related("brand").get(pk=held.pk)
        require_open(row)
        row.state = Request.State.ACCEPTED if answer.is_accepted else Request.State.DECLINED
        row.decided_by, row.decided_at, row.draft = member, timezone.now(), answer.draft
        row.is_by_program, row.settle_after = is_by_program, timezone.now()
        row.save()
        if answer.elsewhere and not answer.is_accepted:
            Invitation.objects.get_or_create(
                request=row, defaults={"brand_id": row.brand_id, "network": answer.elsewhere}
            )
        notify.take_back(row.brand, f"request:{row.pk}")
        announce(row.brand, "request", request=row.pk)
    return row


def require_open(held: Request) -> None:
    """Go on only if nobody has decided yet.

    Raises:
        CannotDecide: somebody has.
    """
    if held.state != Request.State.OPEN:
        raise CannotDecide(_("Nothing was changed. This request was decided already."))


def reopen(member: Member | None, held: Request) -> None:
    """What could not be done there, or was not yet, waits again.

    Raises:
        PermissionDenied: as `decide`.
        CannotDecide: it stands so on the network already, or nothing was decided.
    """
    if member:
        require(member, Right.REPLY, held.brand_id)
    with transaction.atomic():
        row = Request.objects.select_for_update(of=("self",)).select_related("brand").get(pk=held.pk)
        if row.state not in {Request.State.ACCEPTED, Request.State.DECLINED} or row.settled_at:
            raise CannotDecide(_("Nothing was changed. What was decided stands so on the network already."))
        again = Request.objects.filter(channel=row.channel_id, handle=row.handle_id, state=Request.State.OPEN)
        if again.exists():
            raise CannotDecide(_("Nothing was changed. They have asked again since: decide that request."))
        row.state, row.decided_by, row.decided_at, row.trouble = Request.State.OPEN, None, None, ""
        row.is_by_program = False
        row.save()
        Invitation.objects.filter(request=row).delete()
        announce(row.brand, "request", request=row.pk)


def settle(held: Request) -> None:
    """It stands so on the network now."""
    Request.objects.filter(pk=held.pk).update(settled_at=timezone.now(), trouble="")
    announce(held.brand, "request", request=held.pk)


def withdrawn(held: Request) -> None:
    """They ask no longer."""
    Request.objects.filter(pk=held.pk).update(
        state=Request.State.WITHDRAWN, settled_at=timezone.now(), trouble=""
    )
    notify.take_back(held.brand, f"request:{held.pk}")
    announce(held.brand, "request", request=held.pk)


def notice_edges() -> int:
    """Where an edge says that they were accepted, they were, whoever did it.  Returns how many that was news of."""
    edge = Relationship.objects.filter(
        channel=OuterRef("channel"), contact=OuterRef("handle__contact"), kind__in=YES, until=None
    )
    waiting = Request.objects.filter(
        Q(state=Request.State.OPEN) | Q(state=Request.State.ACCEPTED, settled_at=None)
    )
    done = 0
    for row in waiting.filter(Exists(edge)).select_related("brand").defer("portrait")[:100]:
        changed = Request.objects.filter(pk=row.pk, settled_at=None).update(
            state=Request.State.ACCEPTED,
            decided_at=row.decided_at or timezone.now(),
            settled_at=timezone.now(),
            trouble="",
        )
        if changed:
            notify.take_back(row.brand, f"request:{row.pk}")
            announce(row.brand, "request", request=row.pk)
        done += changed
    return done
