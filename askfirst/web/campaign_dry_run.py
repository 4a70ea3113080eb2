"""The dry run of a campaign: who gets it, who waits, who does not and why, as a picture and a table; and each person alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, may
from askfirst.brand.spoken import told
from askfirst.campaigns import access, audiences, dry_run, gathering, writing
from askfirst.consent.models import Membership
from askfirst.gate import policies, tickets
from askfirst.gate.release import reasons_as_rows
from askfirst.networks.catalog import label
from askfirst.people import access as people
from askfirst.people.models import Contact, Handle
from askfirst.policy.model import Verdict
from askfirst.web.campaign_flow import Branch, Flow, flow
from askfirst.web.campaign_frame import page
from askfirst.web.members import for_members
from askfirst.web.verdict import shown_reason

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse

    from askfirst.campaigns.models import Campaign, Version
    from askfirst.policy.sets.tally import Summary
    from askfirst.web.members import MemberRequest

AT_ONCE = 10_000
"""About so many people the answer is there with the page; for more it is asked for, and kept for a while."""
MOST = 250_000
"""More people take more memory than a page should: each million about a gigabyte."""
A_SECOND = 25_000
KEPT_SECONDS = 300
MOST_FOUND = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """People whom the same rules stop: what they say, and what would help one of them."""

    kind: str
    people: int
    says: tuple[str, ...]
    helps: tuple[str, ...]

    @property
    def icon(self) -> str:
        return ICON[self.kind]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What the gate says about everybody who stands on the list and fits.  `summary` None: it was not asked yet."""

    listed: int
    fitting: int
    asked_at: datetime | None = None
    summary: Summary | None = None

    @property
    def seconds(self) -> int:
        """About how long it takes to ask."""
        return self.fitting // A_SECOND + 1

    @property
    def is_too_large(self) -> bool:
        return self.fitting > MOST

    def count(self, verdict: str) -> int:
        """How many people have this verdict."""
        return self.summary.verdicts.get(Verdict(verdict), 0) if self.summary else 0


@for_members
@require_safe
def shown(request: MemberRequest, pk: int) -> HttpResponse:
    """The whole dry run of the newest version."""
    held = access.campaign(request.user, pk)
    newest = access.version(held)
    if newest is None:
        return redirect("campaign-write", pk)
    context: dict[str, Any] = {"examples": [], "found": None, "said": ""}
    try:
        answer = answer_of(held, newest, is_wanted=request.GET.get("ask") == "everybody")
        may_see = may(request.user, Right.READ_INBOX)
        examples = dry_run.examples(held, newest, MOST_FOUND) if may_see else []
    except writing.CannotChange as why:
        return page(request, held, "dry-run", context | {"error": told(why)})
    said = " ".join(plain(request.GET.get("q", "")).split())[:100]
    context |= {
        "answer": answer,
        "counts": {str(one): answer.count(one) for one in Verdict},
        "groups": groups(answer.summary) if answer.summary else [],
        "reasons": _reasons(answer.summary),
        "flow": picture(answer) if answer.summary else None,
        "examples": examples,
        "said": said,
        "found": _found(held, said) if said and may_see else None,
        "kept_minutes": KEPT_SECONDS // 60,
        "may_see_people": may_see,
        "by_ticket": label(held.channel.network) if tickets.gets_tickets(held.channel) else "",
        "tickets": tickets.good(held.channel, held.on, timezone.now()),
    }
    return page(request, held, "dry-run", context)


@for_members
@require_safe
def person(request: MemberRequest, pk: int, contact: int) -> HttpResponse:
    """What one person would get, and the whole answer about them."""
    held = access.campaign(request.user, pk)
    newest = access.version(held)
    if newest is None:
        return redirect("campaign-write", pk)
    who = people.contact(request.user, contact)
    try:
        preview = dry_run.person(held, newest, who)
    except writing.CannotChange as why:
        return page(request, held, "person", {"error": told(why), "who": who})
    kind = str(preview.decision.verdict)
    context = {
        "who": who,
        "preview": preview,
        "kind": KIND[kind],
        "word": _word(kind),
        "icon": ICON[kind],
        "reasons": [shown_reason(row) for row in reasons_as_rows(preview.decision)],
    }
    return page(request, held, "person", context)


KIND = {"allow": "allow", "hold": "only", "deny": "deny"}
ICON = {"allow": "circle-check", "hold": "hourglass", "deny": "octagon-x"}


def answer_of(held: Campaign, version: Version, *, is_wanted: bool) -> Answer:
    """The answer where it is quick, was asked for just now, or is asked for with this request.

    Raises:
        CannotChange: the conditions cannot be read.
    """
    listed = Membership.objects.filter(list=held.on).exclude(state=Membership.State.NONE).count()
    fitting = _fitting(held, version) if version.audience else listed
    key = ":".join(
        str(part)
        for part in (
            "campaign-dry-run", held.pk, version.number, fitting, held.scheduled_at,
            policies.of(held.brand_id).version, get_language(),
        )
    )  # fmt: skip
    kept: Answer | None = cache.get(key) if fitting > AT_ONCE else None
    if kept:
        return kept
    if fitting > MOST or (fitting > AT_ONCE and not is_wanted):
        return Answer(listed=listed, fitting=fitting)
    summary = dry_run.summary(held, version)
    made = Answer(listed=listed, fitting=summary.people, asked_at=timezone.now(), summary=summary)
    if fitting > AT_ONCE:
        cache.set(key, made, KEPT_SECONDS)
    return made


def _fitting(held: Campaign, version: Version) -> int:
    try:
        return gathering.listed(held, version).count()
    except audiences.BadAudience as error:
        raise writing.CannotChange(*error.args) from error


def groups(summary: Summary) -> list[Group]:
    """Those who do not get it, by what stops them."""
    says = {one.rule: one.says for one in summary.reasons}
    return [
        Group(
            kind=str(one.verdict),
            people=one.people,
            says=tuple(says.get(rule, rule) for rule in one.rules),
            helps=one.helps,
        )
        for one in summary.groups
    ]


def picture(answer: Answer) -> Flow | None:
    """From the list to the reasons; None where nobody was asked about."""
    if not answer.summary or not answer.listed:
        return None
    found = groups(answer.summary)
    branches = []
    for kind, rest in (
        ("allow", _("get it")),
        ("hold", _("held for other reasons")),
        ("deny", _("do not, for other reasons")),
    ):
        mine = [one for one in found if one.kind == kind]
        named = sum(one.people for one in mine)
        many: Counter[str] = Counter()
        for one in mine:  # who is stopped by the same first reason stands together
            many[one.says[0] if one.says else rest] += one.people
        if left := answer.count(kind) - named:
            many[rest] += left
        branches += [Branch(kind=kind, people=people, says=says) for says, people in many.items()]
    outside = answer.listed - answer.fitting
    if outside > 0:
        branches.append(Branch(kind="out", people=outside, says=_("do not fit the conditions")))
    labels = (_("On the list"), _("Fit"), _("Get it"), _("Held"), _("Do not"))
    return flow(labels, answer.listed, branches)


def _reasons(summary: Summary | None) -> list[Any]:
    found = summary.reasons if summary else ()
    return [one for effect in ("deny", "hold") for one in found if one.effect == effect][:MOST_FOUND]


def _found(held: Campaign, said: str) -> list[Contact]:
    """People of the brand with these words in their name, or with this address."""
    known = Contact.objects.filter(brand_id=held.brand_id, merged_into=None, forgotten_at=None)
    by_name = list(known.filter(name__icontains=said).order_by("name", "pk")[:MOST_FOUND])
    keys = Handle.objects.filter(brand_id=held.brand_id, key=said.casefold()).values("contact")
    by_address = list(known.filter(pk__in=keys)[:MOST_FOUND])
    return list({one.pk: one for one in [*by_address, *by_name]}.values())[:MOST_FOUND]


def _word(kind: str) -> str:
    return {
        "allow": _("They get it"),
        "hold": _("It waits for them"),
        "deny": _("They do not get it"),
    }[kind]
