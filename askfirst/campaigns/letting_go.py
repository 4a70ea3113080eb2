"""A batch of recipients before the gate: each is asked about at their own moment, and what becomes of them is written down.

Who has had enough for now is left out, waits, or gets it together with the next ones, as the author has chosen.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from askfirst.brand.models import Channel
from askfirst.campaigns import access, filling, writing
from askfirst.campaigns.models import Campaign, Recipient
from askfirst.gate import many, policies, tickets
from askfirst.gate.health_models import Health
from askfirst.gate.models import NEVER_LEFT, Delivery
from askfirst.gate.question import Parcel, Question
from askfirst.gate.release import instant
from askfirst.policy import engine
from askfirst.policy.expressions import names_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from askfirst.campaigns.models import Version
    from askfirst.gate.models import Decision
    from askfirst.people.models import Contact
    from askfirst.policy.program import Policy

BATCH = 100
MINUTES_AHEAD = 2
"""So much is let go as the channel can send in this time: the rest is asked about when its turn comes."""
LEAST_AHEAD, MOST_AHEAD = 200, 2000
"""But never fewer and never more: on SQLite nobody else writes while some are let go, sending included."""
RETRIES = 4
"""So often somebody is asked about again, in the days for which it may wait, whom no time alone lets have it."""
CAPS = frozenset(
    {"wish_opens_at", "promise_opens_at", "paused_until", "outbound_7d", "unasked_90d", "last_unasked_at"}
)
"""Facts that say how much somebody has had: a rule that held because of one says that they have had enough for now."""
SEPARATOR = "\n\n* * *\n\n"
DIGEST, SAME_PERSON, FORGOTTEN = "digest", "same_person", "forgotten"
"""Our own words for what became of somebody; every other reason is the rule that spoke."""

State = Recipient.State


def question_of(
    held: Campaign, version: Version, *, size: int, contact: Contact | None = None, text: str | None = None
) -> Question:
    """What the gate is asked about one recipient, or (without a contact) about all of them."""
    return Question(
        channel=held.channel,
        contact=contact,
        purpose=held.on.purpose,
        text=version.text if text is None else text,
        on=held.on,
        authored_by="human_scheduled",
        is_approved=held.approved_version == version.number,
        audience_size=max(size, 1),
        message_tag=tickets.tag_for(held.channel),
    )


def let_go(held: Campaign, now: datetime) -> int:
    """Put the next due recipients before the gate.  Returns how many; 0: nobody is due, enough waits, or nothing may leave there.

    For a caller with a transaction who holds the campaign's row.
    """
    if _is_shut(held):
        return 0
    room = _room(held)
    rows = _due(held, now, BATCH) if room >= BATCH else []
    if not rows:
        return 0
    # Whoever else would send something to one of them waits until this batch is through.
    many.hold(sorted({contact for _at, _pk, contact in rows}))
    _Batch(held, [pk for _at, pk, _contact in rows], now).go()
    return len(rows)


def _due(held: Campaign, now: datetime, most: int) -> list[tuple[datetime, int, int]]:
    """Whose turn it is: since when, which recipient, and who it is, the first first."""
    rows = held.recipients.filter(due_at__lte=now).order_by("due_at", "pk")
    named = rows.values_list("due_at", "pk", "handle__contact")
    # Each state by itself is read in the order of the index, however many wait.
    found = [row for state in (State.WAITING, State.DEFERRED) for row in named.filter(state=state)[:most]]
    return sorted(found)[:most]


def _is_shut(held: Campaign) -> bool:
    """Everybody would be held for what is no matter of theirs: nobody is asked about before somebody has looked after it."""
    is_off = held.channel.state == Channel.State.OFF
    return is_off or Health.objects.filter(channel=held.channel, state=Health.State.STOPPED).exists()


def _room(held: Campaign) -> int:
    ahead = min(max(LEAST_AHEAD, MINUTES_AHEAD * held.channel.sends_per_minute), MOST_AHEAD)
    waiting = Delivery.objects.filter(channel=held.channel, state=Delivery.State.QUEUED)
    return ahead - waiting.order_by()[:ahead].count()


@lru_cache(maxsize=64)
def _size(campaign: int, _gathered_at: datetime | None) -> int:
    return Recipient.objects.filter(campaign=campaign).count()


class _Batch:
    """Some recipients of one campaign, of whom nobody else has hold."""

    def __init__(self, held: Campaign, rows: Sequence[int], now: datetime) -> None:
        version = access.version(held, held.approved_version)
        assert version is not None  # noqa: S101 -- only what is approved is sent
        self.held, self.version, self.now = held, version, now
        self.versions: dict[int, Version] = {held.pk: version}
        mine = Recipient.objects.select_related("handle__contact").filter(
            pk__in=rows, state__in=[State.WAITING, State.DEFERRED]
        )
        self.rows = list(mine.order_by("due_at", "pk"))
        self.size = _size(held.pk, held.gathered_at)
        self.known = filling.values(held, None)

    def go(self) -> None:
        """Ask about each, and write down what came of it."""
        asked = self._to_ask()
        also = self._digests(asked)
        letters = [self._letter(row, also[row.handle_id]) for row in asked]
        for row, one in zip(asked, many.release_many(letters), strict=True):
            self._settle(row, one.decision, one.delivery)
            if one.delivery:
                for other in also[row.handle_id]:
                    other.state, other.reason = State.RELEASED, DIGEST
                    other.decision, other.delivery = one.decision, one.delivery
        changed = [*self.rows, *(other for others in also.values() for other in others)]
        _write(changed)

    def _to_ask(self) -> list[Recipient]:
        """One for each person: somebody with two addresses, or of whom it turned out that they are one, gets it once."""
        people = {row.handle.contact_id for row in self.rows}
        sent = self.held.recipients.filter(handle__contact__in=people, delivery__isnull=False)
        served = set(sent.exclude(delivery__state__in=NEVER_LEFT).values_list("handle__contact", flat=True))
        asked = []
        for row in self.rows:
            contact = row.handle.contact
            if contact.forgotten_at:
                row.state, row.reason = State.DROPPED, FORGOTTEN
            elif contact.pk in served:
                row.state, row.reason = State.DROPPED, SAME_PERSON
            else:
                served.add(contact.pk)
                asked.append(row)
        return asked

    def _digests(self, asked: Sequence[Recipient]) -> dict[int, list[Recipient]]:
        """What else of the same list waits for each of these addresses, to go together with this."""
        found: dict[int, list[Recipient]] = defaultdict(list)
        if self.held.capped != Campaign.Capped.DIGEST:
            return found
        others = Recipient.objects.select_related("campaign__on", "campaign__brand").filter(
            handle__in=[row.handle_id for row in asked],
            state=State.DEFERRED,
            reason=DIGEST,
            campaign__on=self.held.on,
            campaign__channel=self.held.channel,
            campaign__capped=Campaign.Capped.DIGEST,
            campaign__state=Campaign.State.RUNNING,
        )
        for row in others.exclude(campaign=self.held).order_by("campaign__began_at", "pk"):
            found[row.handle_id].append(row)
        return found

    def _letter(self, row: Recipient, also: Sequence[Recipient]) -> tuple[Question, Parcel]:
        contact = row.handle.contact
        known = self.known | filling.values(self.held, contact)
        texts = [self._filled(one.campaign, contact) for one in also]
        own = filling.fill(self.version.text, known)
        text = SEPARATOR.join([own, *(text for _subject, text in texts)])
        question = question_of(self.held, self.version, size=self.size, contact=contact, text=text)
        subject = filling.fill(self.version.subject, known) if writing.has_subject(self.held.channel) else ""
        wait = timedelta(days=self.held.defer_days)
        parcel = Parcel(
            key=f"campaign-{self.held.pk}-{row.handle_id}",
            to=row.handle.address,
            subject=subject[:400],
            preview=filling.fill(self.version.preview, known)[:200],
            not_after=max(self.now, row.due_at) + wait,
        )
        return question, parcel

    def _filled(self, campaign: Campaign, contact: Contact) -> tuple[str, str]:
        version = self.versions.get(campaign.pk) or access.version(campaign, campaign.approved_version)
        assert version is not None  # noqa: S101 -- only what is approved is sent
        self.versions[campaign.pk] = version
        known = filling.values(campaign, contact)
        subject, text = filling.fill(version.subject, known), filling.fill(version.text, known)
        return subject, f"{subject}\n\n{text}" if subject else text

    def _settle(self, row: Recipient, decision: Decision, delivery: Delivery | None) -> None:
        row.decision, row.reason = decision, _rule(decision)
        if delivery:
            row.state, row.delivery, row.reason = State.RELEASED, delivery, ""
        elif decision.verdict == "deny":
            row.state = State.REFUSED
        else:
            self._hold(row, decision)

    def _hold(self, row: Recipient, decision: Decision) -> None:
        """Not now: they wait for the moment at which it opens, as long as that comes in time and the author wants it."""
        policy = policies.of(self.held.brand_id)
        is_capped = _is_capped(policy, decision)
        if is_capped and self.held.capped == Campaign.Capped.DROP:
            row.state = State.DROPPED
            return
        wait = timedelta(days=self.held.defer_days)
        opens = engine.next_open(policy, policies.facts_of(decision))
        due = instant(opens) if opens is not None and instant(opens) > self.now else self.now + wait / RETRIES
        began = max(self.held.began_at or self.now, self.held.scheduled_at or self.now)
        row.state = State.DEFERRED if due <= began + wait else State.DROPPED
        row.due_at = due if row.state == State.DEFERRED else row.due_at
        if is_capped and row.state == State.DEFERRED and self.held.capped == Campaign.Capped.DIGEST:
            row.reason = DIGEST


def _write(rows: Sequence[Recipient]) -> None:
    """Save what became of them: as rows that meet themselves, which is quicker than telling each apart in one statement."""
    fields = ["state", "reason", "due_at", "decision", "delivery"]
    same = [
        Recipient(
            campaign_id=row.campaign_id,
            contact_id=row.contact_id,
            handle_id=row.handle_id,
            state=row.state,
            reason=row.reason,
            due_at=row.due_at,
            decision_id=row.decision_id,
            delivery_id=row.delivery_id,
        )
        for row in rows
    ]
    Recipient.objects.bulk_create(
        same, update_conflicts=True, unique_fields=["campaign", "handle"], update_fields=fields
    )


def _rule(decision: Decision) -> str:
    """The first rule that spoke against it, or the layer that kept silent."""
    against = [reason["rule"] for reason in decision.reasons if reason["effect"] in {"deny", "hold"}]
    return str(against[0])[:80] if against else ""


def _is_capped(policy: Policy, decision: Decision) -> bool:
    """Whether what held it is that they have had enough for now, and nothing else."""
    capping = _capping(policy)
    holding = [reason["rule"] for reason in decision.reasons if reason["effect"] == "hold"]
    return bool(holding) and all(rule in capping for rule in holding)


@lru_cache(maxsize=16)
def _capping(policy: Policy) -> frozenset[str]:
    rules = (rule for pack in policy.packs for rule in pack.rules)
    return frozenset(rule.id for rule in rules if CAPS.intersection(names_in(rule.when)))
