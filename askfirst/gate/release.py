"""The gate: ask, release, and ask again just before sending.

Nothing else makes a Delivery, and it is made in the transaction of the decision that permits it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from askfirst.brand import undo
from askfirst.brand.roles import Right, require
from askfirst.gate import policies, reservations, tickets
from askfirst.gate.facts import gather
from askfirst.gate.models import Decision, Delivery
from askfirst.gate.question import Question
from askfirst.networks.base import Form
from askfirst.people.models import Contact
from askfirst.policy import engine
from askfirst.policy.facts import DAY, as_mapping
from askfirst.policy.model import EPOCH, plain
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.brand.models import StoredFile
    from askfirst.gate.question import Parcel
    from askfirst.policy.decision import Decision as Answer
    from askfirst.policy.program import Policy


_AS_RELEASED = ("authored_by", "is_approved", "audience_size", "has_attachments", "message_tag")
"""What was said of a text when it was released and does not change by itself."""


_PRESSED = ("human_now", "template")


def ask(question: Question, *, at: datetime | None = None) -> Answer:
    """What the answer would be, for a composer or a page of ways.  Nothing is stored, nothing is promised."""
    facts = gather([question], at or timezone.now())[0]
    return engine.decide(policies.of(question.channel.brand_id), facts)


def release(question: Question, parcel: Parcel) -> Decision:
    """Decide, and if the answer is yes put the parcel into the outbox: both or neither.

    The decision is stored whatever it says; `decision.delivery` exists only where it says allow.

    Raises:
        PermissionDenied: the member's role may not write to people, or not publish; or something is another brand's.
    """
    question = replace(question, to=parcel.to, has_attachments=bool(parcel.files))
    require_one_brand([question], parcel.files)
    if question.member:
        require(question.member, Right.PUBLISH if question.form is Form.PUBLIC_POST else Right.REPLY)
    with transaction.atomic():
        if question.contact:
            # Two releases to one person stand in line, so that a cap of one is one.
            Contact.objects.select_for_update(no_key=True).get(pk=question.contact.pk)
        reservations.hold(question.channel, question.contact.pk if question.contact else None, question.to)
        now = timezone.now()
        policy = policies.of(question.channel.brand_id)
        answer = engine.decide(policy, gather([question], now)[0])
        decision = _keep(question, policy, answer, Decision.Stage.RELEASE)
        if decision.verdict == "allow":
            delivery = _enqueue(decision, question, parcel, now)
            reservations.reserve(delivery, answer.facts)
            tickets.invite(delivery, question)
    return decision


def recheck(delivery: Delivery) -> Decision | None:
    """Ask again, now.  None: it may still leave.  Otherwise the stored decision that stops it.

    What it counts against by now, and did not when it was released, is set aside too.
    """
    question = as_released(delivery)
    policy = policies.of(delivery.channel.brand_id)
    with transaction.atomic():
        reservations.hold_again(delivery)
        answer = engine.decide(policy, gather([question], timezone.now(), besides=[delivery.pk])[0])
        if answer.verdict == "allow":
            reservations.reserve(delivery, answer.facts)
            return None
        return _keep(question, policy, answer, Decision.Stage.RECHECK)


def still(delivery: Delivery) -> Answer:
    """What the answer would be now for something that has left, for whoever would call attention to it.  Nothing is stored."""
    facts = gather([as_released(delivery)], timezone.now(), besides=[delivery.pk])[0]
    return engine.decide(policies.of(delivery.channel.brand_id), facts)


def as_released(delivery: Delivery) -> Question:
    """The question to which it is the answer."""
    return Question(
        channel=delivery.channel,
        contact=delivery.contact,
        form=Form(delivery.form),
        purpose=delivery.purpose,
        text=delivery.text,
        about=delivery.about,
        to=delivery.to,
        on=delivery.on,
        member=delivery.decision.member,
        asks=invitation.on if (invitation := tickets.invitation_of(delivery)) else None,
        **{name: delivery.decision.facts[name] for name in _AS_RELEASED if name in delivery.decision.facts},
    )


def opens_soon(against: Decision, delivery: Delivery) -> datetime | None:
    """When a hold found just before sending ends by itself: within a day, and before it is too late for the message.

    A no, and a hold for which somebody has to do something, have no such moment.
    """
    if against.verdict != "hold":
        return None
    policy = policies.of(delivery.channel.brand_id)
    at = engine.next_open(policy, policies.facts_of(against), horizon=DAY)
    if at is None or (delivery.not_after and instant(at) > delivery.not_after):
        return None
    return instant(at)


def require_one_brand(questions: Iterable[Question], files: Iterable[StoredFile] = ()) -> None:
    """Go on only if everybody and everything here belongs to the brand whose channel it is.

    Raises:
        PermissionDenied: something is another brand's.
    """
    for question in questions:
        rows = (question.contact, question.member, question.on, question.asks, *files)
        if any(row is not None and row.brand_id != question.channel.brand_id for row in rows):
            raise PermissionDenied(
                "this person, list, file or member does not belong to the brand whose channel this is"
            )


def _enqueue(decision: Decision, question: Question, parcel: Parcel, now: datetime) -> Delivery:
    delivery = delivery_of(decision, question, parcel, now)
    delivery.save(force_insert=True)
    delivery.files.set(parcel.files)
    return delivery


def delivery_of(decision: Decision, question: Question, parcel: Parcel, now: datetime) -> Delivery:
    """The row that a yes permits, not saved yet, and without its files."""
    return Delivery(
        brand_id=question.channel.brand_id,
        decision=decision,
        channel=question.channel,
        contact=question.contact,
        form=question.form,
        purpose=question.purpose,
        on=question.on,
        to=parcel.to,
        about=question.about,
        subject=parcel.subject,
        preview=parcel.preview,
        text=question.text,
        text_digest=question.text_digest,
        in_reply_to=parcel.in_reply_to,
        audience=parcel.audience,
        references=parcel.references,
        key=parcel.key,
        state=Delivery.State.HANDED if parcel.is_by_hand else Delivery.State.QUEUED,
        not_before=now + timedelta(seconds=_undo_seconds(question)),
        not_after=parcel.not_after,
    )


def _undo_seconds(question: Question) -> int:
    """How long it waits so that whoever pressed the button can think again; nothing that nobody pressed does."""
    if question.member is None or question.authored_by not in _PRESSED or question.form is Form.PUBLIC_POST:
        return 0
    return undo.seconds_for(question.member)


def _keep(question: Question, policy: Policy, answer: Answer, stage: str) -> Decision:
    policies.keep(policy)
    decision = decision_of(question, policy, answer, stage)
    decision.save(force_insert=True)
    return decision


def decision_of(question: Question, policy: Policy, answer: Answer, stage: str) -> Decision:
    """The answer as a row, not saved yet."""
    change = engine.next_change(policy, answer.facts)
    return Decision(
        brand_id=question.channel.brand_id,
        contact=question.contact,
        channel=question.channel,
        member=question.member,
        stage=stage,
        verdict=str(answer.verdict),
        facts=as_mapping(answer.facts),
        layers=layers_as_rows(answer),
        reasons=reasons_as_rows(answer),
        policy_version=answer.policy_version,
        valid_until=instant(change.at) if change else None,
        decided_at=instant(answer.facts.now),
    )


def instant(microseconds: int) -> datetime:
    """An instant of the policy as a datetime in UTC."""
    return EPOCH.astimezone(UTC) + timedelta(microseconds=microseconds)


def layers_as_rows(answer: Answer) -> list[dict[str, Any]]:
    """What each layer said, as it is stored and shown."""
    return [
        {"layer": str(layer.layer), "verdict": plain(layer.verdict), "otherwise": layer.otherwise}
        for layer in answer.layers
    ]


def reasons_as_rows(answer: Answer) -> list[dict[str, Any]]:
    """Every rule that spoke, as it is stored and shown: sentence, source and dates."""
    return [
        {
            "rule": reason.rule,
            "layer": str(reason.layer),
            "effect": str(reason.effect),
            "says": reason.says,
            "missing": list(reason.missing),
            "instead": list(reason.instead),
            "since": plain(reason.since),
            "until": plain(reason.until),
            "observed": plain(reason.observed),
            "confidence": str(reason.confidence),
            "source": {
                "title": reason.source.title,
                "address": reason.source.address,
                "read": plain(reason.source.read),
            }
            if reason.source
            else None,
        }
        for reason in answer.reasons
    ]


def take_back(delivery: int) -> bool:
    """Stop a delivery that no worker has claimed.  False where it is too late."""
    states = [
        Delivery.State.QUEUED,
        Delivery.State.FAILED,
        Delivery.State.HANDED,
        Delivery.State.PAUSED,
    ]
    said = {"state": Delivery.State.STOPPED, "state_reason": Sentence("taken back before it was sent")}
    with transaction.atomic():
        if not Delivery.objects.filter(pk=delivery, state__in=states).update(**said):
            return False
        row = Delivery.objects.select_related("channel").get(pk=delivery)
        reservations.give_back(row, timezone.now())
    return True
