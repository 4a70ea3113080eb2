"""What a macro or a rule says: ready words, through the gate like every other word."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from askfirst.drafts.models import Draft
from askfirst.drafts.submit import Wish
from askfirst.inbox import asking, talk
from askfirst.inbox.models import Reply, Thread
from askfirst.networks import catalog
from askfirst.networks.lengths import measured
from askfirst.people.models import Contact, Engagement
from askfirst.wall import standing
from askfirst.wall import talk as wall
from askfirst.work import filling
from askfirst.work.models import CannedReply

if TYPE_CHECKING:
    from askfirst.brand.models import Member, StoredFile

QUIET = timedelta(hours=24)
"""In so long a person gets one automatic answer at most, by whatever rule."""
BY_MEMBER = "template"
"""The word of the fact `authored_by` for ready words that a person sends: no network takes them for written just now."""


class CannotSay(Exception):  # noqa: N818 -- it says what the matter is
    """Ready words cannot be said in this conversation; the sentence says why and what to do.  Nothing was stored."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Speaker:
    """In whose name something is said: a member who presses a button, or one who has let a rule say it."""

    member: Member
    is_rule: bool = False
    approved: frozenset[str] = frozenset()
    """Digests of the words that the member said yes to when they let the rule say them."""
    named: str = ""
    """The rule's own name, as it stands beside that yes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ready:
    """Words to be said, before anything is filled in."""

    text: str
    files: tuple[StoredFile, ...] = ()

    @classmethod
    def of(cls, canned: CannedReply) -> Ready:
        """These ready words with their files."""
        return cls(text=canned.text, files=tuple(sorted(canned.files.all(), key=lambda one: one.pk)))

    @property
    def digest(self) -> str:
        """Equal for the same words with the same files."""
        whole = "\n".join([self.text, *(one.token for one in self.files)])
        return hashlib.sha256(whole.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What came of it."""

    reply: int
    """The reply that stands in the thread, by id; 0: it was said in public."""
    remark: str
    """Why it has not left; empty: it has, or will in a moment."""


def ready(thread: Thread, canned: int) -> Ready:
    """The ready words of that id.

    Raises:
        CannotSay: they are gone, or another brand's.
    """
    found = CannedReply.objects.filter(pk=canned, brand_id=thread.brand_id).first()
    if found is None:
        raise CannotSay(_("The ready words of this step are gone: choose others."))
    return Ready.of(found)


def say(speaker: Speaker, thread: Thread, words: Ready, *, key: str) -> Said:
    """Say it, if the gate agrees.

    Raises:
        CannotSay: something in it could not be filled in, it does not fit, a rule was to speak in public, or its speaker
            may not write to people any more; the sentence says which.
    """
    filled = filling.fill(words.text, thread, None if speaker.is_rule else speaker.member)
    if filled.missing:
        names = ", ".join(f"{{{name}}}" for name in filled.missing)
        raise CannotSay(
            _("Nobody knows %(names)s here, so nothing was said. Write a word for it: {first_name|there}.")
            % {"names": names}
        )
    _require_fit(thread, filled.text)
    if thread.is_public:
        return _say_in_public(speaker, thread, filled.text, key)
    if speaker.is_rule:
        _require_wanted(thread)
    is_approved = words.digest in speaker.approved
    shape = asking.shape_of(thread)
    wish = Wish(
        text=filled.text,
        form=shape.form,
        purpose=shape.purpose,
        about=shape.about,
        files=words.files,
        key=key,
        authored_by=talk.BY_RULE if speaker.is_rule else BY_MEMBER,
        approved_by=speaker.member if is_approved else None,
        approved_as=speaker.named,
    )
    try:
        made = talk.reply(speaker.member, thread, wish)
    except PermissionDenied as why:
        raise CannotSay(
            _("%(name)s, in whose name this is said, may not say it any more: %(why)s.")
            % {"name": speaker.member, "why": why}
        ) from why
    if speaker.is_rule and made.draft.state == Draft.State.REFUSED:
        # Nobody wrote it, so nobody need read in the conversation that it was not said; the decision is kept.
        Reply.objects.filter(pk=made.pk).update(is_settled=True)
    return Said(reply=made.pk, remark=_remark(made.draft))


def _require_wanted(thread: Thread) -> None:
    """A rule answers a person who waits for an answer, and no program; and it answers them once a day at most.

    Raises:
        CannotSay: it is not so; the sentence says why.
    """
    # Two rules, or two workers, that answer one person at once stand in line here.
    Contact.objects.select_for_update(no_key=True).get(pk=thread.them.pk)
    held = Thread.objects.only("waiting_since").get(pk=thread.pk)
    if held.waiting_since is None:
        raise CannotSay(_("Nobody waits for an answer there, so nothing was said."))
    theirs = thread.messages.filter(is_ours=False).order_by("-pk").first()
    named = {"channel": thread.channel_id, "contact": thread.contact_id, "kind": Engagement.Kind.MESSAGE}
    if theirs is None or not Engagement.objects.filter(**named, reference=theirs.external_id).exists():
        raise CannotSay(
            _("Their last message was written by a program, or nobody knows by whom: no rule answers that.")
        )
    recent = Draft.objects.filter(
        contact=thread.contact_id, authored_by=talk.BY_RULE, created_at__gt=timezone.now() - QUIET
    )
    if recent.exclude(state__in=[Draft.State.REFUSED, Draft.State.WITHDRAWN]).exists():
        raise CannotSay(_("They have had an automatic answer within a day, so nothing was said."))


def _say_in_public(speaker: Speaker, thread: Thread, text: str, key: str) -> Said:
    if speaker.is_rule:
        raise CannotSay(_("A rule answers nobody in public. Answer it yourself, or let the rule label it."))
    said = standing.found(thread.channel, thread.about)
    if said is None:
        raise CannotSay(_("What they said in public is gone, so there is nothing to answer."))
    return Said(reply=0, remark=_remark(wall.answer(speaker.member, said, text, key=key)))


def _require_fit(thread: Thread, text: str) -> None:
    can = catalog.capabilities(thread.channel.network)
    limit, length = can.limit(asking.shape_of(thread).form), measured(text, can.text_unit)
    if limit is not None and length > limit:
        raise CannotSay(
            _("The ready words have %(length)s %(unit)s here, and %(limit)s fit: shorten them.")
            % {"length": length, "unit": can.text_unit, "limit": limit}
        )


def _remark(draft: Draft) -> str:
    """What whoever ran the steps hears where the gate did not say yes."""
    if draft.decision is None or draft.state not in {Draft.State.WAITING, Draft.State.REFUSED}:
        return ""
    spoke = [one["says"] for one in draft.decision.reasons if one["effect"] in {"deny", "hold"}]
    why = spoke[0] if spoke else ""
    if draft.state == Draft.State.WAITING:
        return _("The ready words wait for somebody to approve them. %(why)s") % {"why": why}
    return _("The ready words were not said. %(why)s") % {"why": why}
