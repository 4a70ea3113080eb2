"""From a wish to the gate."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction

from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, require
from askfirst.drafts.models import Approval, Draft
from askfirst.gate import by_hand, release
from askfirst.gate.question import Parcel, Question
from askfirst.networks.base import Audience, Form

if TYPE_CHECKING:
    from askfirst.brand.models import Channel, Member, StoredFile
    from askfirst.consent.models import List
    from askfirst.people.models import Contact

KEY_LENGTH = 64


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What a member wants to say.  `key` comes from their browser: the same key twice is the same wish."""

    text: str
    form: Form = Form.DIRECT
    purpose: str = "reply"
    to: str = ""
    about: str = ""
    subject: str = ""
    in_reply_to: str = ""
    references: list[str] = field(default_factory=list)
    audience: Audience = Audience.EVERYBODY
    """Of a public post."""
    files: tuple[StoredFile, ...] = ()
    asks: List | None = None
    """It is the network's own request to opt in to this list.  None: it is none."""
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    authored_by: str = "human_now"
    """Who wrote it and whether they send it themselves, in the words of the fact of that name."""
    approved_by: Member | None = None
    """Who has said yes to this very text beforehand, as somebody does who lets a rule say it."""
    approved_as: str = ""
    """What they said yes to: it stands with their yes."""


def submit(member: Member, channel: Channel, contact: Contact | None, wish: Wish, **more: object) -> Draft:
    """Write the draft down and ask the gate: one transaction.  `draft.decision` says what came of it.  `more`: as `write`.

    allow: there is a delivery.  hold: the draft waits for an approval.  deny: it is kept, with the reasons.

    Raises:
        PermissionDenied: the member's role may not say this, or something here is another brand's; nothing is kept.
    """
    with transaction.atomic():
        draft, is_new = write(member, channel, contact, wish, **more)
        if is_new:
            _release(draft, member, wish.to, is_approved=_is_approved_beforehand(draft, wish))
    return draft


def write(
    member: Member, channel: Channel, contact: Contact | None, wish: Wish, **more: object
) -> tuple[Draft, bool]:
    """Write the draft down, and whether it is new: a key that was used before is the same wish.  The gate is not asked."""
    draft, is_new = Draft.objects.select_related("decision", "delivery").get_or_create(
        brand_id=channel.brand_id,
        key=_fit(wish.key),
        defaults={
            "author": member,
            "channel": channel,
            "contact": contact,
            "form": wish.form,
            "purpose": wish.purpose,
            "authored_by": wish.authored_by,
            "about": wish.about,
            "subject": " ".join(plain(wish.subject).split())[:400],
            "text": plain(wish.text),
            "in_reply_to": wish.in_reply_to,
            "references": wish.references,
            "audience": wish.audience,
            "asks": wish.asks,
            **more,
        },
    )
    if is_new:
        draft.files.set(wish.files)
    return draft, is_new


def _is_approved_beforehand(draft: Draft, wish: Wish) -> bool:
    if wish.approved_by is None:
        return False
    require(wish.approved_by, Right.APPROVE, draft.brand_id)
    Approval.objects.create(draft=draft, member=wish.approved_by, is_yes=True, comment=wish.approved_as)
    return True


def approve(member: Member, draft: Draft, to: str, *, comment: str = "") -> Draft:
    """Say yes to a draft that waits.  The gate is asked again; no approval lifts a deny."""
    with transaction.atomic():
        held = Draft.objects.select_for_update().get(pk=draft.pk)
        if held.state != Draft.State.WAITING:
            return held
        Approval.objects.create(draft=held, member=member, is_yes=True, comment=comment)
        _release(held, member, to, is_approved=True)
    return held


def ask_again(draft: Draft, to: str) -> Draft:
    """Put a draft that waits before the gate once more, with the approvals that it has: its time may have come."""
    with transaction.atomic():
        held = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        if held.state == Draft.State.WAITING:
            _release(held, held.author, to, is_approved=held.approvals.filter(is_yes=True).exists())
    return held


def come_due(draft: Draft, to: str) -> Draft:
    """Put a draft whose hour has come before the gate.  What is refused or held is a draft again, with the reasons."""
    with transaction.atomic():
        held = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        if held.state == Draft.State.SCHEDULED:
            _release(held, held.author, to)
            if held.delivery_id is None:
                held.state = Draft.State.WRITTEN
                held.save(update_fields=["state"])
    return held


def withdraw(draft: Draft) -> bool:
    """Take back what has not left.  False where it is too late."""
    with transaction.atomic():
        held = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        if held.delivery_id and not release.take_back(held.delivery_id):
            return False
        held.state = Draft.State.WITHDRAWN
        held.save(update_fields=["state"])
    return True


def _fit(key: str) -> str:
    """The browser's key as our column takes it."""
    if len(key) <= KEY_LENGTH and key == plain(key):
        return key
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()


def _release(draft: Draft, member: Member, to: str, *, is_approved: bool = False) -> None:
    question = Question(
        channel=draft.channel,
        contact=draft.contact,
        form=Form(draft.form),
        purpose=draft.purpose,
        text=draft.text,
        about=draft.about,
        member=member,
        authored_by=draft.authored_by,
        is_approved=is_approved,
        has_attachments=draft.files.exists(),
        asks=draft.asks,
    )
    parcel = Parcel(
        # A browser chooses its own key; what goes to a network is the same for no other brand.
        key=hashlib.sha256(f"{draft.brand_id}:{draft.key}".encode()).hexdigest()[:40],
        to=to,
        subject=draft.subject,
        in_reply_to=draft.in_reply_to,
        references=list(draft.references),
        audience=Audience(draft.audience),
        files=tuple(draft.files.all()),
        is_by_hand=by_hand.is_meant(draft.channel, Form(draft.form)),
    )
    draft.decision = release.release(question, parcel)
    draft.delivery = getattr(draft.decision, "delivery", None)
    draft.state = {
        "allow": Draft.State.RELEASED,
        "hold": Draft.State.WAITING,
        "deny": Draft.State.REFUSED,
    }[draft.decision.verdict]
    draft.save(update_fields=["decision", "delivery", "state"])
