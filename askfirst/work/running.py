"""The worker's part of the rules for the inbox: what happened is read off the live feed, and each rule is asked once.

What a rule has done starts no rule, so no two of them can go on for ever.  A cause is written down in the transaction of
what is done for it: whoever dies in between has done nothing.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from askfirst.brand import changes
from askfirst.brand.models import Change
from askfirst.brand.spoken import in_language_of
from askfirst.inbox.models import Act, Message, Thread
from askfirst.wall import standing
from askfirst.work import automations, away, hours, matching, saying, steps
from askfirst.work.models import Automation, Cursor, Hours, Run

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

log = logging.getLogger(__name__)

FEED = Cursor.RULES
AHEAD = 200
"""Rows of the feed that are looked through at once for one that matters."""
BATCH = 50
KEPT = timedelta(days=90)
"""How long it is known for what a rule was taken up."""
_KINDS = ("message", "thread")
_WITH = ("brand", "channel__brand", "contact", "handle", "assignee", "team")


def run_due() -> int:
    """Take up what has happened since the last look.  Returns how many things it was."""
    if not _is_wanted():
        return 0
    taken = 0
    while taken < BATCH and _take_one():
        taken += 1
    return taken


def _is_wanted() -> bool:
    """Whether any brand has a rule or an away text; and whether anything has happened."""
    has_rules = (
        Automation.objects.filter(is_on=True).exists() or Hours.objects.filter(is_away_on=True).exists()
    )
    return has_rules and _unread().exists()


def _unread() -> QuerySet[Change]:
    upto = Cursor.objects.filter(name=FEED).values_list("upto", flat=True).first()
    return Change.objects.filter(pk__gt=Cursor.begin().upto if upto is None else upto)


def _take_one() -> bool:
    """One thing that happened, in one transaction with what is done about it.  False: nothing is left, or another has it."""
    with transaction.atomic(), changes.held_back():
        rows = Cursor.objects.filter(name=FEED)
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        cursor = rows.first()
        if cursor is None:
            return False
        ahead = list(Change.objects.filter(pk__gt=cursor.upto).order_by("pk")[:AHEAD])
        if not ahead:
            return False
        wanted = next((one for one in ahead if one.kind in _KINDS and one.payload.get("thread")), None)
        Cursor.objects.filter(pk=cursor.pk).update(upto=wanted.pk if wanted else ahead[-1].pk)
        if wanted:
            _tried(wanted)
    return True


def _tried(change: Change) -> None:
    """What is wrong with one keeps no other waiting."""
    try:
        with transaction.atomic():
            _happened(change)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("rules: %s could not be taken up; going on", change)


def _happened(change: Change) -> None:
    thread = Thread.objects.select_related(*_WITH).filter(pk=change.payload["thread"]).first()
    if thread is None:
        return
    if change.kind == "thread":
        _state_changed(thread, change)
    elif "message" in change.payload:
        _message_came(thread, change.payload["message"])
    elif thread.is_public:
        _word_came(thread, change)


def _message_came(thread: Thread, pk: int) -> None:
    said = Message.objects.filter(pk=pk, is_ours=False, taken_back_at=None).first()
    if said is None or said.pk > thread.last_inbound:  # ours, taken back, or out of an export
        return
    _ask(Automation.When.MESSAGE, _situation(thread, said.text), said.created_at, f"message:{said.pk}")
    if why := away.answer(thread, said):
        log.info("the away text was not said in conversation %s: %s", thread.pk, why)


def _word_came(thread: Thread, change: Change) -> None:
    said = standing.found(thread.channel, thread.about)
    if said is not None and said.taken_back_at is None:
        cause = f"word:{thread.last_inbound}"
        _ask(Automation.When.WORD, _situation(thread, said.text), change.created_at, cause)


def _state_changed(thread: Thread, change: Change) -> None:
    rows = Act.objects.filter(pk=change.payload.get("act", 0), thread=thread, kind=Act.Kind.STATE)
    act = rows.filter(~Q(member=None) | Q(by="")).first()  # not by a rule
    if act is not None:
        situation = replace(_situation(thread, last_words(thread)), state=act.after)
        _ask(Automation.When.STATE, situation, act.at, f"act:{act.pk}")


def _ask(when: str, situation: matching.Situation, at: datetime, cause: str) -> None:
    """Every rule of that kind that was on when it happened, in their order."""
    rules = Automation.objects.select_related("author").filter(
        brand_id=situation.thread.brand_id, is_on=True, when=when, since__lte=at
    )
    held = list(rules.order_by("position", "pk"))
    known = hours.of(situation.thread.brand_id) if held else None
    for rule in held:
        if matching.fits(rule.conditions, situation, known):
            _run(rule, situation.thread, cause)
            situation = replace(_situation(situation.thread, situation.text), state=situation.state)


def _run(rule: Automation, thread: Thread, cause: str) -> None:
    run, is_new = Run.objects.get_or_create(
        automation=rule, thread=thread, cause=cause, defaults={"brand_id": thread.brand_id}
    )
    if not is_new:
        return
    key = f"rule:{rule.pk}:{thread.pk}:{cause}"
    with in_language_of(rule.author):  # who answers for the rule reads what could not be done
        taken = steps.take(None, thread, rule.steps, automations.by(rule), speaker=speaker_of(rule), key=key)
    if taken.problems:
        Run.objects.filter(pk=run.pk).update(problems=taken.problems)


def speaker_of(rule: Automation) -> saying.Speaker | None:
    """In whose name a rule speaks; None: nobody's, and then it says nothing."""
    if rule.author is None or not rule.author.is_active:
        return None
    return saying.Speaker(
        member=rule.author,
        is_rule=True,
        approved=frozenset(rule.approved.values()),
        named=automations.by(rule),
    )


def _situation(thread: Thread, text: str) -> matching.Situation:
    return matching.Situation(
        thread=thread,
        at=timezone.now(),
        text=text,
        labels=frozenset(thread.labels.values_list("pk", flat=True)),
        state=Thread.objects.values_list("state", flat=True).get(pk=thread.pk),
    )


def last_words(thread: Thread) -> str:
    """What they said last there."""
    if thread.is_public:
        said = standing.found(thread.channel, thread.about)
        return said.text if said else ""
    newest = thread.messages.filter(is_ours=False).order_by("-pk").values_list("text", flat=True)
    return newest.first() or ""


def run_timed() -> int:
    """Ask the rules that wait for an hour about the conversations whose hour has come, each once.  Returns how many."""
    Run.objects.filter(at__lt=timezone.now() - KEPT).delete()
    rules = Automation.objects.select_related("author").filter(is_on=True, when__in=automations.TIMED)
    return sum(_look_for(rule) for rule in rules.order_by("brand", "position", "pk"))


def _look_for(rule: Automation) -> int:
    due = list(_due(rule).values_list("pk", flat=True)[:BATCH])
    for pk in due:
        try:
            with transaction.atomic(), changes.held_back():
                _look_at(rule, pk)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("rules: ‘%s’ could not be asked about conversation %s; going on", rule, pk)
    return len(due)


def _due(rule: Automation) -> QuerySet[Thread]:
    """The conversations whose hour has come since the rule was saved, and about which it was not asked yet."""
    now, span = timezone.now(), timedelta(minutes=rule.minutes)
    asked = Run.objects.filter(automation=rule, thread=OuterRef("pk"), at__gte=OuterRef("waiting_since"))
    rows = Thread.objects.filter(~Exists(asked), brand_id=rule.brand_id).exclude(state=Thread.State.LATER)
    if rule.when == Automation.When.WAITING:
        return rows.filter(waiting_since__lte=now - span, waiting_since__gt=rule.since - span).order_by(
            "waiting_since"
        )
    is_new = Q(closes_at__gt=rule.since + span) | Q(waiting_since__gt=rule.since)
    open_ones = rows.filter(is_new, waiting_since__isnull=False, closes_at__gt=now, closes_at__lte=now + span)
    return open_ones.order_by(F("closes_at"))


def _look_at(rule: Automation, pk: int) -> None:
    rows = Thread.objects.select_related(*_WITH).filter(pk=pk, waiting_since__isnull=False)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",), no_key=True)
    thread = rows.first()
    if thread is None or thread.waiting_since is None:
        return
    cause = f"{rule.when}:{thread.waiting_since.timestamp():.6f}"
    situation = _situation(thread, last_words(thread))
    if matching.fits(rule.conditions, situation, hours.of(rule.brand_id)):
        _run(rule, thread, cause)
    else:
        named = {"automation": rule, "thread": thread, "cause": cause}
        Run.objects.get_or_create(**named, defaults={"brand_id": rule.brand_id, "is_taken": False})
