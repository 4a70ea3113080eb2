"""From rows to facts: the one translation.  One query for each kind of fact, whatever the number of questions."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Count, Q

from askfirst.consent import ledger, standing
from askfirst.consent.models import Suppression
from askfirst.gate import (
    accounts,
    counters,
    credits,  # noqa: A004 -- the word for it
    health,
    list_mail,
    lookups,
    refusals,
    texts,
    thanks,
    tickets,
)
from askfirst.gate.question import is_clock_assumed, zone_of
from askfirst.gate.wishes import Wishes
from askfirst.manners import personal
from askfirst.networks.base import Form
from askfirst.people import looks
from askfirst.people.engaged import Limits, band_of
from askfirst.people.models import Engagement, Handle, Relationship
from askfirst.people.resolve import key_of
from askfirst.policy.facts import changed
from askfirst.policy.taming import facts_from, in_safe_letters

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from askfirst.brand.models import Brand, Channel
    from askfirst.consent.models import List
    from askfirst.gate.question import Question
    from askfirst.policy.facts import Facts

    Other = tuple[str, str, Question]
    """Another way: its id, its title, and what would be asked there."""

_TRIGGERS = {
    Engagement.Kind.COMMENT: "comment",
    Engagement.Kind.WALL_POST: "visitor_post",
    Engagement.Kind.MENTION: "mention",
    Engagement.Kind.ASK: "ask",
    Engagement.Kind.VOTE: "vote",
}
_PUBLIC = (Form.PUBLIC_POST, Form.PUBLIC_REPLY)
_LINK = re.compile(r"\b(?:https?://|www\.)\S", re.IGNORECASE)


def gather(questions: Sequence[Question], at: datetime, *, besides: Collection[int] = ()) -> list[Facts]:
    """The facts for each question at an instant, in their order.  All questions concern one brand, on whatever channels.

    `besides` are the deliveries that are being asked about again, each another person's: they do not count against themselves.
    More than one of them only where the network stops at no number and charges nothing.
    """
    if not questions:
        return []
    rows = _Rows(questions, at, besides)
    asked: dict[int, list[Question]] = defaultdict(list)
    for question in questions:
        asked[question.channel.pk].append(question)
    own = min(besides, default=0)
    books = {channel: _Book(of_channel, rows, own) for channel, of_channel in asked.items()}
    return [books[question.channel.pk].complete(question) for question in questions]


class Together:
    """The facts of questions that several parts of one page ask: looked up at once, when the first of them is asked.

    All concern one brand and one instant.  A question that nobody announced is looked up by itself.
    """

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.others: dict[Question, list[Other]] = {}
        """Which other ways there may be instead of what is asked, as `gate.ways` has found them."""
        self._announced: list[Question] = []
        self._found: dict[Question, Facts] = {}

    def announce(self, *questions: Question) -> None:
        """Somebody will ask these a moment later."""
        self._announced += questions

    def of(self, questions: Sequence[Question]) -> list[Facts]:
        """The facts for each question, in their order."""
        missing = [question for question in questions if question not in self._found]
        if missing:
            wanted, self._announced = [*self._announced, *missing], []
            self._found |= zip(wanted, gather(wanted, self.at), strict=True)
        return [self._found[question] for question in questions]


class _Rows:
    """What is looked up once for all the channels that are asked about."""

    def __init__(self, questions: Sequence[Question], at: datetime, besides: Collection[int]) -> None:
        self.at = at
        self.besides = besides
        self.channels = list({question.channel.pk: question.channel for question in questions}.values())
        contacts = {question.contact.pk: question.contact for question in questions if question.contact}
        self.contacts = list(contacts.values())
        self.who = Q(contact__in=self.contacts)
        self.left = lookups.left(self.who, besides)
        self.handles = self._handles()
        self.shared = {channel.pk: self._shared(channel) for channel in self.channels}
        several = self._several()
        self.edges: dict[tuple[int, int], list[Relationship]] = defaultdict(list)
        for edge in lookups.edges(self.who, self.channels, at):
            self.edges[edge.channel_id, edge.contact_id].append(edge)
        self.inbound = _on_channels(lookups.inbound(self.who, self.channels, at))
        self.outbound = _by_contact(lookups.outbound(self.left, self.channels, at, several))
        self.unanswered = _on_channels(lookups.unanswered(self.left, self.channels, at, several))
        brand = questions[0].channel.brand
        self.stopped = {on: self._stopped(brand, on) for on in {question.on for question in questions}}
        self.consents = {
            (purpose, on): standing.states(self.contacts, purpose, on=on, at=at)
            for purpose, on in {(question.purpose, question.on) for question in questions}
        }
        self.refused = refusals.of_each(self.channels, list(contacts), at)
        self.wishes = Wishes(list(contacts), self.stopped, self.left, at)

    def _handles(self) -> dict[int, list[Handle]]:
        found: dict[int, list[Handle]] = defaultdict(list)
        for handle in lookups.handles(self.who):
            found[handle.contact_id].append(handle)
        return found

    def here(self, contact: int, channel: Channel) -> list[Handle]:
        """Their addresses on this network, the longest known first."""
        return [handle for handle in self.handles[contact] if handle.network == channel.network]

    def _shared(self, channel: Channel) -> set[int]:
        """Those of whom it matters by which address something was done: they have or had several here."""
        here = {contact: self.here(contact, channel) for contact in list(self.handles)}
        return {
            contact
            for contact, known in here.items()
            if len(known) > 1 or any(handle.had_others for handle in known)  # type: ignore[attr-defined]  # annotated
        }

    def _several(self) -> Q | None:
        """The same as a question to rows that have a channel and a contact; None: there is nobody like that."""
        parts = [Q(channel=channel, contact__in=people) for channel, people in self.shared.items() if people]
        return reduce(or_, parts) if parts else None

    def _stopped(self, brand: Brand, on: List | None) -> dict[int, Suppression]:
        """Who said stop says it for every address of theirs, those that we learn of later included.  The oldest counts."""
        handles = {handle.pk: handle for known in self.handles.values() for handle in known}
        listed = ledger.suppressions(brand, handles.values(), on)
        as_written = sorted(listed.items(), key=lambda item: item[1].pk)
        newest_first = sorted(as_written, key=lambda item: item[1].since, reverse=True)
        return {handles[pk].contact_id: suppression for pk, suppression in newest_first}


class _Book:
    """Everything that is known for the questions about one channel."""

    def __init__(self, questions: Sequence[Question], rows: _Rows, besides: int) -> None:
        self.rows = rows
        self.at = rows.at
        self.channel: Channel = questions[0].channel
        self.contacts = [question.contact for question in questions if question.contact]
        self.questions = questions
        self.who = Q(contact__in=self.contacts)
        self.shared = rows.shared[self.channel.pk]
        self.same, self.same_own = self._same_texts()
        self.acts, self.answered = self._public_acts()
        people = [contact.pk for contact in self.contacts]
        self.account = accounts.facts_of(self.channel) | health.facts_about(self.channel, questions)
        self.account["credits_left"] = credits.left(self.channel, self.at, besides)
        self.has_inmail = self._has_inmail(besides)
        self.carries = list_mail.Carries(self.channel)
        self.limits = Limits.of(self.channel.brand)
        self.refused = rows.refused[self.channel.pk]
        self.looked = self._looked()
        self.meters = counters.Meters(self.channel, people, self.at, besides)
        self.tickets = {
            on: tickets.standings(self.channel, on, self.who, self.at, rows.besides)
            for on in {question.on for question in questions if question.message_tag == tickets.TAG}
        }
        self.invited = {
            asks: tickets.asked_before(self.channel, asks, self.contacts, self.at, rows.besides)
            for asks in {question.asks for question in questions}
            if asks
        }

    def complete(self, question: Question) -> Facts:
        """The facts of one question.  Which counters apply is itself asked of the others."""
        facts = facts_from(self.facts_of(question))
        counted = self.meters.about(question, facts)
        return changed(facts, counted) if counted else facts

    def facts_of(self, question: Question) -> dict[str, Any]:
        said = {
            "now": self.at,
            "network": self.channel.network,
            "form": str(question.form),
            "purpose": question.purpose,
            "is_promotional": question.is_promotional,
            "authored_by": question.authored_by,
            "is_approved": question.is_approved,
            "audience_size": question.audience_size,
            "text_length": len(question.text),
            **texts.facts_of(question),
            "is_on_list": question.on is not None,
            "has_attachments": question.has_attachments,
            "has_link": bool(_LINK.search(question.text)),
            "has_personal_data": holds_personal_data(question),
            "message_tag": question.message_tag,
            **self.carries.facts(question.on, question.text),
            **self.account,
            **self.refused.of_account(),
        }
        if question.contact is None:
            # What is answered without anybody to address was asked by somebody who gave no name.
            return said | (self._nameless() if question.about else {})
        return said | self._person(question) | self._thread(question)

    def _nameless(self) -> dict[str, Any]:
        """What is known of somebody who gave no name: that they asked.  On our own page nobody closes anything without one."""
        known = {"trigger_kind": "ask_anonymous", "is_anonymous": True}
        ours = {"has_blocked_us": False, "has_messages_off": False, "is_trigger_by_page": False}
        return known | (ours if self.channel.network in accounts.OURS else {})

    def _person(self, question: Question) -> dict[str, Any]:
        contact = question.contact
        assert contact is not None  # noqa: S101 -- asked for addressed questions only
        there = self._there(question)
        consent = self.rows.consents[question.purpose, question.on][contact.pk]
        return {
            "person_country": contact.country or None,
            "person_region": contact.region or None,
            "relation": contact.relation or "unknown",
            "engagement_band": self._band(contact.pk),
            "local_minute": local_minute(self.at, zone_of(contact.time_zone, question)),
            "is_clock_assumed": is_clock_assumed(contact.time_zone, question),
            **_suppression(self.rows.stopped[question.on].get(contact.pk)),
            "is_reachable": there.handle.unreachable_since is None if there.handle else None,
            "is_anonymous": there.handle is None,
            # Where we are the network ourselves, a person who wants no messages is on the stop list and nowhere else.
            "has_blocked_us": False if self.channel.network in accounts.OURS else None,
            "has_messages_off": False if self.channel.network in accounts.OURS else None,
            "consent_state": consent.state,
            "consent_basis": lookups.basis(consent),
            "consent_given_at": consent.given_at,
            "consent_expires_at": consent.expires_at,
            "objected_at": consent.objected_at,
            "identical_recent": self._identical(question),
            "has_seen_brief": question.member is not None and (question.member.pk, contact.pk) in self.looked,
            "is_inmail_unanswered": any(map(there.is_to, self.has_inmail.get(contact.pk, ()))),
            **self.rows.wishes.about(contact.pk, question.on, self.channel.network),
            **self._ticket(question, there),
            **(self.invited[question.asks].get(contact.pk, {}) if question.asks else {}),
            **self._edges_of(contact.pk, there),
            **self.refused.of_person(contact.pk, there.is_to, self._theirs(contact.pk, there).get("last")),
        }

    def _band(self, contact: int) -> str | None:
        """How engaged they are; None where nobody knows an address of theirs, or of anything that they did."""
        known = self.rows.handles[contact]
        if not known:
            return None
        score = known[0]
        return band_of(
            score.score_value,  # type: ignore[attr-defined]  # annotated, as the next two
            score.score_breadth,  # type: ignore[attr-defined]
            score.score_last_at,  # type: ignore[attr-defined]
            self.limits,
            self.at,
        )

    def _thread(self, question: Question) -> dict[str, Any]:
        assert question.contact is not None  # noqa: S101 -- asked for addressed questions only
        there = self._there(question)
        theirs = self._theirs(question.contact.pk, there)
        sent = self.rows.outbound[question.contact.pk]
        ours = [row for row in sent if there.is_to(row["where"])]
        last_here = _last(ours, lookups.last_on(self.channel))
        unanswered = self.rows.unanswered[self.channel.pk, question.contact.pk]
        return {
            "thread_opened_by": _opener(theirs.get("first"), _first(ours, lookups.first_on(self.channel))),
            "last_inbound_at": theirs.get("last"),
            "last_outbound_at": last_here,
            "window_opener": _act(theirs),
            "outbound_since_inbound": sum(row["since"] for row in unanswered if there.is_to(row["where"])),
            # How often they are written to unasked is counted for the person, whatever the address.
            "last_unasked_at": _last(sent, "unasked_last"),
            "unasked_90d": sum(row["unasked"] for row in sent),
            "outbound_7d": sum(row["week"] for row in sent),
            **self._trigger(question, there),
        }

    def _edges_of(self, contact: int, there: _There) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for edge in self.rows.edges[self.channel.pk, contact]:
            if there.did(edge.handle_id):
                name = lookups.EDGES[Relationship.Kind(edge.kind)]
                found |= {name: True, f"{name}_since": edge.since}
        return found

    def _theirs(self, contact: int, there: _There) -> dict[str, Any]:
        """When that address `first` and `last` opened the talk to us, and when it last `wrote`; empty: never, that is known."""
        rows = [row for row in self.rows.inbound[self.channel.pk, contact] if there.did(row["handle"])]
        if not rows:
            return {}
        return {"first": _first(rows, "first"), "last": _last(rows, "last"), "wrote": _last(rows, "wrote")}

    def _has_inmail(self, besides: int) -> dict[int, list[str]]:
        """Who has not answered our last paid message yet, and where it went."""
        found: dict[int, list[str]] = defaultdict(list)
        if credits.is_paid(self.channel.network):
            several = Q(contact__in=self.shared) if self.shared else None
            for row in credits.unanswered(self.who, self.channel, self.at, besides, several):
                found[row["contact"]].append(row["where"])
        return found

    def _ticket(self, question: Question, there: _There) -> dict[str, Any]:
        """What the ticket is worth by which this would go."""
        if question.message_tag != tickets.TAG:
            return {}
        held = self.tickets[question.on].get(there.handle.pk) if there.handle else None
        return (held or tickets.NONE).facts()

    def _there(self, question: Question) -> _There:
        """The handle to which this would go."""
        assert question.contact is not None  # noqa: S101 -- asked for addressed questions only
        contact = question.contact.pk
        here = self.rows.here(contact, self.channel)
        act = None if question.to else self.acts.get((contact, question.about))
        named = (
            handle
            for handle in here
            if (handle.pk == act.handle_id if act else handle.key == key_of(question.to))
        )
        handle = next(named, here[0] if here else None)
        return _There(handle=handle, is_shared=contact in self.shared)

    def _looked(self) -> set[tuple[int, int]]:
        """Which members have looked at whom; asked for only where somebody would be answered in public with an offer."""
        pairs = [
            (question.member, question.contact)
            for question in self.questions
            if question.form is Form.PUBLIC_REPLY
            and question.member
            and question.contact
            and (texts.facts_of(question).get("pitch") or 0) >= texts.LINE
        ]
        return looks.seen(pairs, self.at)

    def _same_texts(self) -> tuple[dict[str, int], set[tuple[str, int]]]:
        """How many people lately got each text, and which of those asked about are among them."""
        digests = {question.text_digest for question in self.questions if is_compared(question)}
        if not digests:  # to write queries that find nothing takes Django longer than to ask them
            return {}, set()
        rows = lookups.same_texts(self.channel, digests, self.at)
        people = dict(rows.values_list("text_digest").annotate(Count("contact", distinct=True)))
        return people, set(rows.filter(contact__in=self.contacts).values_list("text_digest", "contact"))

    def _identical(self, question: Question) -> int:
        if not is_compared(question) or question.contact is None:
            return 0
        digest = question.text_digest
        return self.same.get(digest, 0) - ((digest, question.contact.pk) in self.same_own)

    def _public_acts(self) -> tuple[dict[tuple[int, str], Engagement], dict[str, int]]:
        """What they did in public that would be answered, and how often each was answered privately."""
        about = {question.about for question in self.questions if question.about}
        if not about:
            return {}, {}
        acts = Engagement.objects.filter(
            channel=self.channel, contact__in=self.contacts, reference__in=about, kind__in=list(_TRIGGERS)
        )
        replies = self.rows.left.filter(channel=self.channel, about__in=about, form="private_reply")
        answered = dict(replies.values_list("about").annotate(Count("pk")))
        return {(act.contact_id, act.reference): act for act in acts}, answered

    def _trigger(self, question: Question, there: _There) -> dict[str, Any]:
        assert question.contact is not None  # noqa: S101 -- asked for addressed questions only
        act = self.acts.get((question.contact.pk, question.about))
        if act is None or not there.did(act.handle_id):
            # What a like has to do with it stands in no row; the words of such a note say so themselves.
            last = self._theirs(question.contact.pk, there).get("last")
            return {"trigger_kind": "like"} if thanks.is_note(question, last, self.at) else {}
        return {
            "trigger_kind": _TRIGGERS[Engagement.Kind(act.kind)],
            "trigger_at": act.occurred_at,
            "is_trigger_by_page": False,
            "private_replies_sent": self.answered.get(question.about, 0),
            "can_reply_privately": True if self.channel.network == "page" else None,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class _There:
    """The address that is asked about, and what is its own among all that its person did and got."""

    handle: Handle | None
    is_shared: bool
    """They have or had others on this network: what names no address is unknown, and does not count."""

    def did(self, handle: int | None) -> bool:
        """It was done by this address."""
        return not self.is_shared or (self.handle is not None and handle == self.handle.pk)

    def is_to(self, where: str) -> bool:
        """It went to this address.  What went to no named one may have."""
        return not (self.is_shared and self.handle and where) or key_of(where) == self.handle.key


def _by_contact(rows: Iterable[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["contact"]].append(row)
    return found


def _on_channels(rows: Iterable[dict[str, Any]]) -> dict[tuple[int, int], list[dict[str, Any]]]:
    found: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["channel"], row["contact"]].append(row)
    return found


def _first(rows: Iterable[Mapping[str, Any]], name: str) -> datetime | None:
    return min((row[name] for row in rows if row[name]), default=None)


def _last(rows: Iterable[Mapping[str, Any]], name: str) -> datetime | None:
    return max((row[name] for row in rows if row[name]), default=None)


def holds_personal_data(question: Question) -> bool:
    """Whether it would tell everybody what belongs to one person.  What only that person reads is not looked at."""
    if question.form not in _PUBLIC or not question.text:
        return False
    brand = question.channel.brand
    found = personal.find(question.text, brand.country, ours=(brand.help_email, brand.help_phone))
    return any(not span.is_asked for span in found)


def _suppression(found: Suppression | None) -> dict[str, Any]:
    if found is None:
        return {"is_suppressed": False}
    return {
        "is_suppressed": True,
        "suppressed_since": found.since,
        "suppression_reason": lookups.REASONS[Suppression.Reason(found.reason)],
        "suppressed_by": who_stopped(found),
    }


def who_stopped(found: Suppression) -> str | None:
    """Who put them on the stop list, as a text fact may hold it; None where nobody knows."""
    if found.member:
        return in_safe_letters(str(found.member)) or f"member {found.member_id}"
    return None if found.reason == Suppression.Reason.MEMBER else "themselves"


def is_compared(question: Question) -> bool:
    """Whether it matters that others got the same: answers are alike, and an empty text is none."""
    return question.purpose != "reply" and bool(question.text)


def _act(theirs: Mapping[str, Any]) -> str | None:
    """What they last did that opened the thread to us."""
    if not theirs:
        return None
    return "message" if theirs["wrote"] == theirs["last"] else "reaction"


def _opener(theirs: datetime | None, ours: datetime | None) -> str:
    if theirs and (ours is None or theirs <= ours):
        return "person"
    return "brand" if ours else "nobody"


def local_minute(at: datetime, zone: str) -> int | None:
    """Minutes since midnight where the person is; None where nobody knows where that is."""
    if not zone:
        return None
    try:
        local = at.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder of zones, such as `America`
        return None
    return local.hour * 60 + local.minute
