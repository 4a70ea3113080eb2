"""Taking an address off the stop list, by the team.  Who may depends on why it is on it, and most of it nobody may.

What the person said, only the person takes back.  An address that was dead, or came with a file, one member takes off, with
a reason.  After a report it takes two, each with a reason of their own.  Nobody comes on a list by any of it: who was
blocked has left, and joins anew if they like.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from askfirst.brand import notify
from askfirst.brand.changes import announce
from askfirst.brand.models import Member, Notification
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, may, require
from askfirst.consent import chain, dead, leaving, ledger
from askfirst.consent.models import Entry, Lifting, Suppression
from askfirst.people.models import Handle
from askfirst.people.resolve import key_of, theirs
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from askfirst.people.models import Contact

LONGEST_REASON = 500
_Reason = Suppression.Reason


class Who(StrEnum):
    """Who takes an address off the stop list."""

    PERSON = "person"
    """Nobody but the person."""
    ONE = "one"
    """One member, with a reason."""
    TWO = "two"
    """Two members: one asks, another says yes, each with a reason."""


WHO: dict[str, Who] = {
    _Reason.ASKED: Who.PERSON,
    _Reason.BLOCKED: Who.PERSON,
    _Reason.COMPLAINT: Who.TWO,
    _Reason.MEMBER: Who.PERSON,
    _Reason.DEAD: Who.ONE,
    _Reason.IMPORTED: Who.ONE,
}
"""By the reason why it is on the list."""
_ALONE: dict[str, Right] = {_Reason.DEAD: Right.SUPPRESS, _Reason.IMPORTED: Right.APPROVE}
"""What one member needs who takes it off alone: a dead address shows by the next mail whether it lives; a file's word does not."""
_THEY = gettext_lazy("Only they: on their preference page, or by joining a list anew.")
WHO_LIFTS: dict[str, str | Promise] = {
    _Reason.ASKED: _THEY,
    _Reason.BLOCKED: _THEY,
    _Reason.COMPLAINT: gettext_lazy(
        "They, a month after the report and once in a year, by joining a list anew. Or two of the team: one asks, with what shows that they want to hear from you, and another who may approve says yes."
    ),
    _Reason.MEMBER: _THEY,
    _Reason.DEAD: gettext_lazy(
        "The address itself: somebody confirms it, or writes from it. Or one of the team, with a reason."
    ),
    _Reason.IMPORTED: gettext_lazy(
        "They, on their preference page or by joining a list anew; or one of the team who may approve, with a reason."
    ),
}
"""The same in words."""


class CannotLift(ValueError):  # noqa: N818 -- it says what the matter is
    """It stays on the stop list; the message says why and what to do."""


def ask(member: Member, pk: int, address: str, reason: str) -> Lifting:
    """Take this entry off the list, where one member may; else ask for the yes of another.

    `address`: as the member typed it, which is the entry's: nobody takes off what they cannot name.
    Asked for twice, it waits once.

    Raises:
        PermissionDenied: the member's role may not.
        Http404: the brand has no such entry for this address.
        CannotLift: only the person can, nothing says why, or it is off the list already.
    """
    require(member, Right.SUPPRESS)
    because = _said(reason)
    with transaction.atomic():
        stop = _held(member, pk)
        if ledger.digest(stop.network, address) != stop.digest:
            raise Http404(_("this does not exist, or belongs to somebody else"))
        contact = _holder(stop, address)
        _require_theirs_to_lift(stop, contact)
        waiting = Lifting.objects.filter(suppression=stop, answer="").first()
        if waiting:
            return waiting
        asked = Lifting(
            brand_id=stop.brand_id, suppression=stop, contact=contact, asked_by=member, reason=because
        )
        if WHO[stop.reason] is Who.ONE:
            require(member, _ALONE[stop.reason])
            _lift(asked, member, "")
        else:
            asked.save()
            _tell(asked, who_may_answer(asked))
        announce(member.brand, "consent", contact=contact.pk if contact else 0)
    return asked


def answer(member: Member, pk: int, remark: str, *, is_yes: bool) -> Lifting:
    """Another member's word on what was asked for.  A no is kept as well, and can be asked about anew.

    Raises:
        PermissionDenied: the member's role may not say yes to what waits for approval.
        Http404: nothing of this number waits in the member's brand.
        CannotLift: it is the member's own wish, nothing says why, or the person has asked to be left alone meanwhile.
    """
    require(member, Right.APPROVE)
    because = _said(remark)
    with transaction.atomic():
        rows = Lifting.objects.select_for_update(no_key=True, of=("self",)).select_related(
            "contact", "asked_by"
        )
        asked = rows.filter(pk=pk, brand_id=member.brand_id, answer="").first()
        if asked is None:
            raise Http404(_("nothing of this kind waits here any more"))
        if asked.asked_by_id == member.pk:
            raise CannotLift(_("You asked for it yourself. Somebody else has to say yes, or no."))
        if is_yes:
            asked.suppression = _held(member, asked.suppression_id)
            _require_theirs_to_lift(asked.suppression, asked.contact)
            _lift(asked, member, because)
        else:
            _answered(asked, member, Lifting.Answer.NO, because)
        notify.take_back(member.brand, _subject(asked))
        _tell(asked, [asked.asked_by])
        announce(member.brand, "consent", contact=asked.contact_id or 0)
    return asked


def waiting(member: Member) -> list[Lifting]:
    """What waits for a second member, the oldest first."""
    rows = Lifting.objects.filter(brand=member.brand_id, answer="", suppression__lifted_at=None)
    return list(rows.select_related("suppression__list", "asked_by", "contact").order_by("pk"))


def who_may_answer(asked: Lifting) -> list[Member]:
    """The members who can say yes to it: all who may approve, but not the one who asked."""
    team = Member.objects.filter(brand=asked.brand_id, is_active=True).exclude(pk=asked.asked_by_id)
    return [one for one in team.order_by("pk") if may(one, Right.APPROVE)]


def forget_words(asked: Lifting) -> None:
    """The notes about it go on saying that it was asked, and not why: for whoever is forgotten."""
    for subject in (_subject(asked), *(f"{_subject(asked)}:{word}" for word in Lifting.Answer.values)):
        notify.forget_words(asked.brand, subject)


def _tell(asked: Lifting, members: list[Member]) -> None:
    """Whoever is waited for, and afterwards whoever asked."""
    titles = {
        "": Sentence("%(name)s wants an address off the stop list", name=str(asked.asked_by)),
        Lifting.Answer.YES: Sentence(
            "%(name)s said yes: it is off the stop list", name=str(asked.answered_by)
        ),
        Lifting.Answer.NO: Sentence(
            "%(name)s said no: it stays on the stop list", name=str(asked.answered_by)
        ),
    }
    news = notify.News(
        kind=Notification.Kind.LIFTING,
        title=titles[asked.answer],
        excerpt=asked.remark or asked.reason,
        link="/settings/stops/",
        subject=f"{_subject(asked)}:{asked.answer}".rstrip(":"),
    )
    notify.notify(asked.brand, members, news)


def _subject(asked: Lifting) -> str:
    return f"lifting:{asked.pk}"


def _said(reason: str) -> str:
    said = plain(reason).strip()
    if not said or len(said) > LONGEST_REASON:
        raise CannotLift(
            _("Write what shows that they want to hear from you again, in 500 characters at most.")
        )
    return said


def _held(member: Member, pk: int) -> Suppression:
    """The entry, which nobody else changes meanwhile."""
    rows = Suppression.objects.select_for_update(no_key=True, of=("self",)).select_related("list")
    stop = rows.filter(pk=pk, brand=member.brand_id).first()
    if stop is None:
        raise Http404(_("this does not exist, or belongs to somebody else"))
    if stop.lifted_at:
        raise CannotLift(_("It is off the stop list already, or stands there for another reason by now."))
    return stop


def _holder(stop: Suppression, address: str) -> Contact | None:
    rows = Handle.objects.select_related("contact__brand").filter(brand=stop.brand_id, network=stop.network)
    handle = rows.filter(key=key_of(address)).first()
    return leaving.kept(handle.contact) if handle else None


def _require_theirs_to_lift(stop: Suppression, contact: Contact | None) -> None:
    """Raises CannotLift where the person said it themselves, or where nobody can know."""
    if WHO[stop.reason] is Who.PERSON:
        raise CannotLift(
            _(
                "They asked for this themselves, so nobody of the team can take it back. They can: on their preference page, or by joining a list anew."
            )
        )
    if contact is None and WHO[stop.reason] is Who.TWO:
        raise CannotLift(
            _(
                "Nobody is known by this address any more, so nobody can see what else they asked for. Only they can come back, by joining anew."
            )
        )
    if contact and _own_words(stop, leaving.kept(contact)):
        raise CannotLift(
            _(
                "Besides, they asked to be left alone another time. That only they take back: on their preference page, or by joining a list anew."
            )
        )


def _own_words(stop: Suppression, person: Contact) -> bool:
    """Whether the ledger holds a stop that is not this one and that nobody took back."""
    acts = [Entry.Act.SUPPRESSED, Entry.Act.LIFTED]
    lines = Entry.objects.filter(theirs(person), act__in=acts, list=None).order_by("occurred_at", "pk")
    standing: list[Entry] = []
    for line in lines:
        # A network's own control takes back what it switched off there: of others it says nothing.
        kept = [one for one in standing if line.network and one.network != line.network]
        standing = [*standing, line] if line.act == Entry.Act.SUPPRESSED else kept
    return any(line.evidence_digest != chain.keyed(stop.evidence) for line in standing)


def _lift(asked: Lifting, member: Member, remark: str) -> None:
    """In the transaction of whoever says so."""
    stop, contact = asked.suppression, asked.contact
    now = timezone.now()
    same = Suppression.objects.filter(pk=stop.pk)
    if contact:
        person = leaving.kept(contact)
        handles = list(person.handles.all())
        if stop.reason == _Reason.DEAD:
            for handle in handles:
                if ledger.digest(handle.network, handle.address) == stop.digest:
                    dead.revive(handle)
        # One report put each of their addresses on the list.
        elif stop.reason == _Reason.COMPLAINT:
            digests = [ledger.digest(one.network, one.address) for one in handles]
            same = Suppression.objects.filter(
                brand=stop.brand_id,
                digest__in=[*digests, stop.digest],
                reason=stop.reason,
                evidence=stop.evidence,
            )
    same.filter(lifted_at=None).update(lifted_at=now)
    _answered(asked, member, Lifting.Answer.YES, remark)
    if contact:
        ledger.write([_line(asked, member, leaving.kept(contact))])


def _answered(asked: Lifting, member: Member, word: str, remark: str) -> None:
    asked.answer, asked.answered_by, asked.answered_at, asked.remark = word, member, timezone.now(), remark
    asked.save()


def _line(asked: Lifting, member: Member, person: Contact) -> Entry:
    stop = asked.suppression
    says = asked.reason
    if asked.remark:
        says = f"{asked.asked_by} asked: {asked.reason}; {member} agreed: {asked.remark}"
    how = leaving.How(
        mechanism=Entry.Mechanism.MEMBER,
        place="stop list",
        evidence=f"{says} (it was there since {stop.since:%-d %B %Y}: {stop.reason})",
        endpoint=stop.digest,
        member=member,
    )
    return leaving.entry_for(person, Entry.Act.LIFTED, how, on=stop.list)
