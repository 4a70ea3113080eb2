"""Forget a person: every room takes out what it holds of them, and a report says what went and what had to stay.

What stays names nobody: the ledger of consents, the stop list as keyed digests, decisions as facts and rules, ids by which
a thing that comes in twice is known.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import BinaryField, F, Func, IntegerField, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from askfirst.brand import files, word_traces
from askfirst.brand.changes import announce, held_back
from askfirst.brand.models import StoredFile
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, require
from askfirst.campaigns import clicks
from askfirst.consent import forgetting as of_consent
from askfirst.consent import ledger
from askfirst.consent.models import Entry, Suppression
from askfirst.drafts import forgetting as of_drafts
from askfirst.drafts.models import Draft
from askfirst.friends import forgetting as of_friends
from askfirst.gate import forgetting as of_gate
from askfirst.gate.models import Decision, Delivery, Receipt
from askfirst.inbox import forgetting as of_inbox
from askfirst.inbox.models import Message
from askfirst.people import forgetting as of_people
from askfirst.people.models import Contact, Engagement, Forgetting, Handle
from askfirst.wall import forgetting as of_wall
from askfirst.wall.models import Comment, Post, Vote
from askfirst.wire.models import Enclosure, Event
from askfirst.work.models import CannedReply

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from askfirst.brand.models import Member

PLAIN_LENGTH = 8
"""An address of so many signs is looked for as it is; a shorter one only where it stands between quotes, or alone."""
LONGEST_REASON = 200
FORGOTTEN = "the person was forgotten"


class CannotForget(ValueError):  # noqa: N818 -- it says what the matter is
    """The person cannot be forgotten now; the message says why and what to do."""


def look(member: Member | None, contact: Contact, *, and_stop: bool = True) -> Forgetting:
    """The report of a forgetting that is made and taken back: nothing is changed, and the numbers are the true ones.

    Raises:
        PermissionDenied, CannotForget: as `forget`.
    """
    with transaction.atomic():
        report = forget(member, contact, and_stop=and_stop)
        transaction.set_rollback(True)
    report.pk = None
    return report


def forget(member: Member | None, contact: Contact, *, reason: str = "", and_stop: bool = True) -> Forgetting:
    """Forget somebody for good.  `and_stop`: their addresses go on the stop list first, as keyed digests.

    Raises:
        PermissionDenied: the member's role may not, or the person is another brand's.
        CannotForget: they were forgotten already, or a message to them is leaving at this moment.
    """
    if member:
        require(member, Right.PERSONAL, contact.brand_id)
    with transaction.atomic(), held_back():
        rows = Contact.objects.select_for_update(no_key=True, of=("self",)).select_related("brand")
        contact = rows.get(pk=contact.pk)
        if contact.forgotten_at or contact.merged_into_id:
            raise CannotForget(_("Nothing was changed. This person was forgotten or merged already."))
        people = of_people.everybody(contact)
        if and_stop:
            ledger.stop(
                contact, reason=Suppression.Reason.ASKED, evidence=_("asked to be forgotten"), member=member
            )
        gone = _take_out(people)
        report = Forgetting.objects.create(
            brand_id=contact.brand_id,
            contact=contact,
            member=member,
            reason=plain(reason).strip()[:LONGEST_REASON],
            gone=[{"what": what, "count": count} for what, count in gone if count],
            stays=[one for one in _stays(people) if one["count"]],
        )
        announce(contact.brand, "person", contact=contact.pk)
        transaction.on_commit(word_traces.wipe)
    return report


def _take_out(people: list[Contact]) -> list[tuple[str, int]]:
    events, file_count = _forget_raw(people), _forget_files(people)
    try:
        sent = of_gate.forget(people)
    except of_gate.OnItsWay as error:
        raise CannotForget(
            _("Nothing was changed. A message to them is leaving at this moment: try again in a minute.")
        ) from error
    followed = clicks.forget(people)
    drafts, said, public = of_drafts.forget(people), of_inbox.forget(people), of_wall.forget(people)
    asked = of_friends.forget(people)
    handles = list(Handle.objects.filter(contact__in=people))
    of_consent.forget(people, handles)
    who = of_people.forget(people, ledger.digest)
    _keep_shut(handles)
    return [
        (_("addresses, and names with them"), who["handles"]),
        (_("words of private messages, theirs and yours"), said["messages"]),
        (_("words and names of public posts and comments"), public["public"]),
        (_("friend and follow requests, with what was seen of them"), asked["requests"]),
        (_("files"), file_count),
        (_("notes about them"), said["notes"]),
        (_("texts begun and not sent"), said["unsent"]),
        (_("drafts and texts of sent messages"), drafts["drafts"] + sent["sent"]),
        (_("messages that waited to be sent, stopped"), sent["stopped"]),
        (_("signs on messages"), said["signs"]),
        (_("links in your mails that they followed"), followed),
        (_("likes, follows and connections"), who["edges"]),
        (_("notes to the team that named them"), said["notifications"]),
        (_("raw data as it came from networks"), events),
    ]


def _stays(people: list[Contact]) -> list[dict[str, Any]]:
    digests = [
        mark.removeprefix(of_people.MARK)
        for mark in Handle.objects.filter(contact__in=people).values_list("key", flat=True)
    ]
    stopped = Suppression.objects.filter(brand=people[0].brand_id, digest__in=digests, lifted_at=None)
    kept = (
        (_("stop-list entries"), stopped, _("As keyed digests that nobody can read: so that they are not written to again.")),
        (_("lines of the consent ledger"), _theirs(Entry, people), _("Proof of what they allowed and forbade, without name or address.")),
        (_("decisions"), _theirs(Decision, people), _("Facts and rules of each answer, without name, address or text.")),
        (_("answers of networks to your messages"), Receipt.objects.filter(delivery__contact__in=people), _("As the networks gave them, as proof of what was sent.")),
        (_("votes in polls"), _theirs(Vote, people), _("What was chosen, without name or words: so that results stay what they were.")),
        (_("dates of what they did"), _theirs(Engagement, people), _("The kind and the time, without words: limits and windows are counted from them.")),
    )  # fmt: skip
    return [{"what": what, "count": rows.count(), "why": why} for what, rows, why in kept]


def _theirs(model: Any, people: list[Contact]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.filter(contact__in=people)
    return rows


def _keep_shut(handles: Iterable[Handle]) -> None:
    """What stands in an address's place leads nowhere: nothing is let out to it, whatever else holds."""
    for handle in handles:
        handle.refresh_from_db(fields=["address"])
        ledger.hold(handle, reason=Suppression.Reason.ASKED, evidence=FORGOTTEN)


def _forget_files(people: list[Contact]) -> int:
    """Files that came or went in their conversations, but for those that are used elsewhere too."""
    said = Message.objects.filter(thread__contact__in=people)
    posts, comments = _theirs(Post, people), _theirs(Comment, people)
    drafts, sent = _theirs(Draft, people), _theirs(Delivery, people)
    theirs = (
        Q(message__in=said) | Q(post__in=posts) | Q(comment__in=comments) | Q(draft__in=drafts)
        | Q(delivery__in=sent) | Q(unsent__thread__contact__in=people)
    )  # fmt: skip
    found = set(StoredFile.objects.filter(theirs).values_list("pk", flat=True))
    elsewhere = set(CannedReply.objects.filter(files__in=found).values_list("files", flat=True))
    of_each: tuple[tuple[Any, QuerySet[Any]], ...] = (
        (Message, said),
        (Post, posts),
        (Comment, comments),
        (Draft, drafts),
        (Delivery, sent),
    )
    for model, own in of_each:
        others = model.objects.filter(files__in=found).exclude(pk__in=own.values("pk"))
        elsewhere |= set(others.values_list("files", flat=True))
    rows = list(StoredFile.objects.filter(pk__in=found - elsewhere))
    for row in rows:
        files.forget(row)
    return len(rows)


def _forget_raw(people: list[Contact]) -> int:
    """Empty every event that names one of their addresses or is one of the things that they said."""
    channels = {"channel__brand": people[0].brand_id}
    said: set[str] = set()
    for model in (Engagement, Post, Comment):
        names = ("reference",) if model is Engagement else ("external_id",)
        said |= set(_theirs(model, people).values_list(*names, flat=True))
    said |= set(Message.objects.filter(thread__contact__in=people).values_list("external_id", flat=True))
    ids = list(said)
    found = set()
    for first in range(0, len(ids), 500):
        some = ids[first : first + 500]
        found |= set(Event.objects.filter(**channels, external_id__in=some).values_list("pk", flat=True))
        Enclosure.objects.filter(**channels, external_id__in=some).delete()
    for handle in Handle.objects.filter(contact__in=people):
        rows = Event.objects.filter(**channels, channel__network=handle.network)
        for needle in _needles(handle.address):
            found |= set(rows.filter(_holds(needle)).values_list("pk", flat=True))
    emptied = list(found)
    for first in range(0, len(emptied), 500):
        Event.objects.filter(pk__in=emptied[first : first + 500]).update(
            raw=b"", failure="", remark="", routed_at=Coalesce(F("routed_at"), Value(timezone.now()))
        )
    return len(emptied)


def _needles(address: str) -> set[bytes]:
    """The forms in which raw data may hold an address."""
    written = {address, address.casefold(), json.dumps(address)[1:-1]}
    if len(address) >= PLAIN_LENGTH:
        return {form.encode() for form in written}
    return {
        f"{left}{form}{right}".encode()
        for form in written
        for left, right in ('""', "<>", (":", ","), (":", "}"))
    }


def _holds(needle: bytes) -> Q:
    position = Func(
        F("raw"),
        Value(needle, output_field=BinaryField()),
        function="INSTR",
        output_field=IntegerField(),
    )
    if connection.vendor == "postgresql":
        position = Func(
            Value(needle, output_field=BinaryField()),
            F("raw"),
            template="position(%(expressions)s)",
            arg_joiner=" IN ",
            output_field=IntegerField(),
        )
    return Q(pk__in=Event.objects.annotate(at=position).filter(at__gt=0).values("pk"))
