"""Rules for the inbox: when this happens, and that is so, then these steps.  Kept, ordered, switched and tried out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from askfirst.brand.roles import Right, require
from askfirst.work import saying
from askfirst.work.macros import CannotKeep, named
from askfirst.work.models import Automation, CannedReply, Cursor

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from askfirst.brand.models import Member
    from askfirst.work.steps import Step

MOST = 50
LONGEST_WAIT = 60 * 24 * 7
"""Minutes: a week."""
TIMED = (Automation.When.WAITING, Automation.When.CLOSING)
IN_PUBLIC = (Automation.When.WORD,)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A rule as it was written in a form."""

    name: str
    when: str
    conditions: Mapping[str, Any]
    steps: Sequence[Step]
    minutes: int = 0
    is_on: bool = True


def automations(member: Member) -> QuerySet[Automation]:
    """Every rule of this member's brand, in the order in which they are asked.

    Raises:
        PermissionDenied: the role may not set up rules.
    """
    require(member, Right.SORT)
    rows = Automation.objects.filter(brand_id=member.brand_id).select_related("author")
    taken = Q(runs__is_taken=True)
    return rows.annotate(ran=Count("runs", filter=taken), last_run=Max("runs__at", filter=taken)).order_by(
        "position", "pk"
    )


def automation(member: Member, pk: int) -> Automation:
    """One rule.

    Raises:
        PermissionDenied: the role may not set up rules.
        Http404: there is no such rule in this member's brand.
    """
    found = automations(member).filter(pk=pk).first()
    if found is None:
        raise Http404(_("this rule does not exist, or belongs to somebody else"))
    return found


def check(wanted: Wanted) -> None:
    """Whether a rule makes sense.

    Raises:
        CannotKeep: it does not; the sentence says what to do.
    """
    named(wanted.name)
    if wanted.when not in Automation.When.values:
        raise CannotKeep(_("Choose when the rule begins."))
    if wanted.when in TIMED and not 1 <= wanted.minutes <= LONGEST_WAIT:
        raise CannotKeep(_("Say how long, from one minute to a week."))
    answers = any(step.get("do") == "reply" for step in wanted.steps)
    if answers and wanted.when in IN_PUBLIC:
        raise CannotKeep(
            _("A rule answers nobody in public: let it label the conversation, or give it to somebody.")
        )
    if wanted.when == Automation.When.STATE and answers:
        raise CannotKeep(
            _(
                "What colleagues do to a conversation is no reason to write to the person: leave the answer out."
            )
        )


def save(member: Member, wanted: Wanted, rule: Automation | None = None) -> Automation:
    """Make a rule, or change one.  It concerns what happens from now on.

    Whoever saves a rule that answers says yes to the words that it says, as they are now.

    Raises:
        PermissionDenied: the role may not set up rules, or may not say yes to an answer; or the rule is another brand's.
        CannotKeep: it makes no sense, its name is taken, or there are too many.
    """
    require(member, Right.SORT, rule.brand_id if rule else None)
    check(wanted)
    rows = Automation.objects.filter(brand_id=member.brand_id)
    name = named(wanted.name)
    if rows.filter(name__iexact=name).exclude(pk=rule.pk if rule else 0).exists():
        raise CannotKeep(_("There is a rule “%(name)s” already: choose another name.") % {"name": name})
    if rule is None and rows.count() >= MOST:
        raise CannotKeep(_("There are %(most)s rules already. Delete one first.") % {"most": MOST})
    kept = rule or Automation(brand_id=member.brand_id, position=_last(rows) + 1)
    kept.name, kept.when, kept.is_on = name, wanted.when, wanted.is_on
    kept.minutes = wanted.minutes if wanted.when in TIMED else 0
    kept.conditions, kept.steps = dict(wanted.conditions), list(wanted.steps)
    kept.author, kept.since = member, timezone.now()
    kept.approved = _approved(member, wanted.steps)
    try:
        with transaction.atomic():
            Cursor.begin()
            kept.save()
    except IntegrityError as taken:
        raise CannotKeep(_("Somebody has just made a rule “%(name)s”.") % {"name": name}) from taken
    return kept


def _last(rows: QuerySet[Automation]) -> int:
    return rows.aggregate(last=Max("position"))["last"] or 0


def _approved(member: Member, steps: Sequence[Step]) -> dict[str, str]:
    """The words to which saving a rule says yes: by the id of the ready words, as they are now."""
    ids = [step["canned"] for step in steps if step.get("do") == "reply"]
    if not ids:
        return {}
    require(member, Right.APPROVE)
    rows = CannedReply.objects.filter(pk__in=ids, brand_id=member.brand_id)
    return {str(one.pk): saying.Ready.of(one).digest for one in rows}


def stale(rules: Iterable[Automation]) -> set[int]:
    """The ids of those whose words were changed since somebody said yes to them: until they are saved again they wait."""
    held = [one for one in rules if one.approved]
    ids = {int(pk) for one in held for pk in one.approved}
    rows = CannedReply.objects.filter(pk__in=ids).prefetch_related("files") if ids else []
    now = {str(one.pk): saying.Ready.of(one).digest for one in rows}
    return {one.pk for one in held if any(now.get(pk) != digest for pk, digest in one.approved.items())}


def switch(member: Member, rule: Automation, *, is_on: bool) -> None:
    """Switch a rule on or off.  What happened while it was off is none of its business.

    Raises:
        PermissionDenied: the role may not set up rules, or the rule is another brand's.
    """
    require(member, Right.SORT, rule.brand_id)
    Automation.objects.filter(pk=rule.pk).update(is_on=is_on, since=timezone.now())


def move(member: Member, rule: Automation, *, up: bool) -> None:
    """Ask a rule one place earlier or later; at the end nothing moves.

    Raises:
        PermissionDenied: the role may not set up rules, or the rule is another brand's.
    """
    require(member, Right.SORT, rule.brand_id)
    with transaction.atomic():
        rows = list(
            Automation.objects.select_for_update().filter(brand_id=rule.brand_id).order_by("position", "pk")
        )
        at = next(number for number, one in enumerate(rows) if one.pk == rule.pk)
        to = at - 1 if up else at + 1
        if 0 <= to < len(rows):
            rows[at], rows[to] = rows[to], rows[at]
        for number, one in enumerate(rows, start=1):
            Automation.objects.filter(pk=one.pk).exclude(position=number).update(position=number)


def delete(member: Member, rule: Automation) -> None:
    """Give a rule up.  What it has done stays done.

    Raises:
        PermissionDenied: the role may not set up rules, or the rule is another brand's.
    """
    require(member, Right.SORT, rule.brand_id)
    rule.delete()


def by(rule: Automation) -> str:
    """How the log of a conversation names it."""
    return f"the rule ‘{rule.name}’"
