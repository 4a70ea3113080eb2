"""Public posts: written once for several accounts, kept while they are being written, let out now or at an hour.

For each account it is one draft of its own, with its own words, audience and decision: the gate is asked for each.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from askfirst.brand import notify
from askfirst.brand.changes import announce
from askfirst.brand.models import Member, Notification
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, Role, may, require
from askfirst.drafts import schedule, submit
from askfirst.drafts.feeds import places
from askfirst.drafts.models import Approval, Composition, Draft
from askfirst.networks.base import Audience, Form
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from askfirst.brand.models import Channel


LONGEST = 70_000
"""Characters that are kept of one text: more than any network takes."""
PURPOSES = ("service", "event", "survey", "marketing", "recruiting")


class Changed(Exception):  # noqa: N818 -- it says what the matter is
    """Somebody else has kept another text meanwhile; `theirs` is what stands there now.  Nothing was lost or kept."""

    def __init__(self, theirs: Composition) -> None:
        super().__init__(_("Somebody else has changed this meanwhile."))
        self.theirs = theirs


class NotReady(ValueError):  # noqa: N818 -- it says what the matter is
    """It cannot leave as it is; the sentence says what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """What is said on one account: `text` empty where the common words are."""

    text: str = ""
    audience: Audience = Audience.EVERYBODY


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """All that stands in the form: the accounts are by their id."""

    text: str
    purpose: str = "service"
    parts: Mapping[int, Part] = field(default_factory=dict)


def parts_of(composition: Composition) -> dict[int, Part]:
    """Its accounts, by id."""
    return {
        int(pk): Part(text=part.get("text", ""), audience=Audience(part.get("audience", Audience.EVERYBODY)))
        for pk, part in composition.parts.items()
    }


def begin(member: Member, written: Written, key: str = "") -> Composition:
    """Keep a new one.  The same `key` twice is the same.

    Raises:
        PermissionDenied: the role may not write texts.
    """
    require(member, Right.COMPOSE)
    kept = {"member": member, "version": 1, **_kept(written)}
    composition, is_new = Composition.objects.get_or_create(
        brand=member.brand, key=key[:64] or secrets.token_urlsafe(24), defaults=kept
    )
    if is_new:
        announce(member.brand, "composition", composition=composition.pk)
    return composition


def keep(member: Member, composition: Composition, written: Written, version: int) -> Composition:
    """Keep what stands there now.  `version` is the one that the form began with.

    Raises:
        Changed: somebody else has kept another one since.
        NotReady: it was let out meanwhile.
        PermissionDenied: the role may not write texts.
    """
    require(member, Right.COMPOSE, composition.brand_id)
    kept = _kept(written)
    rows = Composition.objects.filter(pk=composition.pk, let_out_at=None)
    is_kept = rows.filter(version=version).update(
        **kept, version=version + 1, changed_at=timezone.now(), put_away_at=None
    )
    now_there = Composition.objects.select_related("brand", "item__feed").get(pk=composition.pk)
    if not is_kept:
        if now_there.let_out_at:
            raise NotReady(_("It was let out meanwhile: what you see is what was said."))
        if (now_there.text, now_there.purpose, now_there.parts) != (
            kept["text"],
            kept["purpose"],
            kept["parts"],
        ):
            raise Changed(now_there)
    return now_there


def put_away(member: Member, composition: Composition, *, is_away: bool) -> None:
    """Take it from what is being written, or put it back.  Nothing is deleted."""
    require(member, Right.COMPOSE, composition.brand_id)
    at = timezone.now() if is_away else None
    Composition.objects.filter(pk=composition.pk, let_out_at=None).update(put_away_at=at)


def let_out(member: Member, composition: Composition, at: datetime | None = None) -> list[Draft]:
    """Put it before the gate for each account: now, or at `at`.  Doing it twice says it once.

    Each draft has its own decision: what one account may not say keeps no other waiting.

    Raises:
        NotReady: no account is chosen, or there is nothing to say on one.
        NoSuchHour: that is over, or further off than a year.
        PermissionDenied: the role may not publish.
    """
    require(member, Right.PUBLISH, composition.brand_id)
    with transaction.atomic():
        held = Composition.objects.select_for_update(of=("self",)).get(pk=composition.pk)
        chosen = _chosen(held)
        if held.let_out_at is None:
            drafts = [_say(member, held, channel, part, at) for channel, part in chosen]
            Composition.objects.filter(pk=held.pk).update(let_out_at=timezone.now(), put_away_at=None)
            announce(member.brand, "composition", composition=held.pk)
            return drafts
    return list(Draft.objects.filter(composition=held).select_related("channel", "decision", "delivery"))


def copy(member: Member, draft: Draft) -> Composition:
    """The words of a draft as something that is being written again: it was refused, held back or taken back."""
    channel = {draft.channel_id: Part(audience=Audience(draft.audience))}
    written = Written(text=draft.text, purpose=draft.purpose, parts=channel)
    return begin(member, written, key=key_again(draft))


def key_again(draft: Draft) -> str:
    """By which the words of a draft that are being written again are found."""
    return f"again:{draft.pk}"


def cancel(member: Member, draft: Draft) -> bool:
    """It is not to be said.  False where its hour has come.

    Raises:
        PermissionDenied: the role may not publish.
    """
    require(member, Right.PUBLISH, draft.brand_id)
    is_done = schedule.cancel(draft)
    announce(member.brand, "composition", composition=draft.composition_id or 0)
    return is_done


def move(member: Member, draft: Draft, at: datetime) -> bool:
    """Another hour.  False where it waits no more.

    Raises:
        NoSuchHour: that is over, or further off than a year.
        PermissionDenied: the role may not publish.
    """
    require(member, Right.PUBLISH, draft.brand_id)
    return schedule.move(draft, at)


def answer(member: Member, draft: Draft, *, is_yes: bool) -> Draft:
    """Say yes or no to one that waits for it.

    Raises:
        PermissionDenied: the role may not approve.
    """
    require(member, Right.APPROVE, draft.brand_id)
    if is_yes:
        return submit.approve(member, draft, "")
    with transaction.atomic():
        held = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        if held.state == Draft.State.WAITING:
            Approval.objects.create(draft=held, member=member, is_yes=False)
            held.state = Draft.State.WITHDRAWN
            held.save(update_fields=["state"])
    return held


def send_due() -> int:
    """Put what has come due before the gate.  Returns how many."""
    due = Draft.objects.filter(
        state=Draft.State.SCHEDULED, scheduled_at__lte=timezone.now(), composition__isnull=False
    )
    rows = due.select_related("channel__brand", "author__brand").order_by("scheduled_at", "pk")
    drafts = list(rows[: schedule.BATCH])
    for draft in drafts:
        schedule.put_to_gate(draft, "", give_back=partial(_give_back, draft), then=_tell)
    return len(drafts)


def _tell(draft: Draft) -> None:
    announce(draft.channel.brand, "composition", composition=draft.composition_id or 0)


def _give_back(draft: Draft, why: str) -> None:
    """Its writer hears of it, or the owners where the writer may not publish here any more."""
    brand = draft.channel.brand
    owners = Member.objects.filter(brand=brand, role=Role.OWNER, is_active=True)
    news = notify.News(
        kind=Notification.Kind.LATER,
        title=Sentence("Your post on %(name)s was not published", name=draft.channel.name),
        excerpt=Sentence("Its hour had come: %(why)s The text is kept.", why=why),
        link="/posts/",
        subject=f"post:{draft.pk}",
    )
    notify.notify(brand, [draft.author] if may(draft.author, Right.PUBLISH) else owners, news)


def _kept(written: Written) -> dict[str, object]:
    parts = {
        str(pk): {
            **({"text": plain(part.text)[:LONGEST]} if part.text else {}),
            **({"audience": str(part.audience)} if part.audience is not Audience.EVERYBODY else {}),
        }
        for pk, part in written.parts.items()
    }
    purpose = written.purpose if written.purpose in PURPOSES else PURPOSES[0]
    return {"text": plain(written.text)[:LONGEST], "purpose": purpose, "parts": parts}


def _chosen(composition: Composition) -> list[tuple[Channel, Part]]:
    """Its accounts that can still say it.

    Raises:
        NotReady: there is none, or nothing to say there.
    """
    parts = parts_of(composition)
    chosen = [(channel, parts[channel.pk]) for channel in places(composition.brand) if channel.pk in parts]
    if not chosen:
        raise NotReady(_("Choose at least one account on which it is to stand."))
    for channel, part in chosen:
        if not (part.text or composition.text).strip():
            raise NotReady(
                _("There is nothing to say on %(name)s yet. Write something.") % {"name": channel.name}
            )
    return chosen


def _say(
    member: Member, composition: Composition, channel: Channel, part: Part, at: datetime | None
) -> Draft:
    wish = submit.Wish(
        text=(part.text or composition.text).strip(),
        form=Form.PUBLIC_POST,
        purpose=composition.purpose,
        audience=part.audience,
        key=f"composition:{composition.pk}:{channel.pk}",
    )
    if at is not None:
        return schedule.schedule(member, channel, None, wish, at, composition=composition)
    return submit.submit(member, channel, None, wish, composition=composition)
