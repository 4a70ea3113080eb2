"""The entry that people look for and that does not exist: one private message to all fans.  It asks, and shows the answer.

Below it stands the same question about everybody the brand knows, asked of each: who would get it, who not, and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from askfirst.brand.models import Channel
from askfirst.brand.roles import Right, may, require
from askfirst.gate import policies
from askfirst.gate.question import Question
from askfirst.gate.ways import explained
from askfirst.people.access import count_fans
from askfirst.wall import access
from askfirst.web import page_complete
from askfirst.web.members import MemberRequest, for_members
from askfirst.web.verdict import Shown, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.http import HttpResponse

    from askfirst.policy.sets.tally import Group, ReasonCount, Summary
    from askfirst.wall.models import Page

FEWEST = 2
"""`Many` begins here: for a page with fewer fans it is asked, and said, as for so many."""
AT_ONCE = 10_000
"""About so many people the answer is there with the page; for more it is asked for, and kept for a while."""
MOST = 250_000
"""More people are asked about on the command line: each million takes about a gigabyte of memory."""
A_SECOND = 25_000
"""About so many people are looked up and decided about in a second."""
KEPT_SECONDS = 300
MOST_REASONS = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Crowd:
    """Whom somebody might want to address, and what the gate says to it."""

    id: str
    title: str
    known: str
    verdict: Shown


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownGroup:
    """People whom the same rules stop, in the rules' own words, and what would help one of them."""

    people: int
    says: tuple[str, ...]
    helps: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class DryRun:
    """One channel and everybody the brand knows.  `summary` None: nobody has asked yet, or they are too many for a page."""

    channel: Channel
    title: str
    people: int
    asked_at: datetime | None = None
    summary: Summary | None = None

    @property
    def seconds(self) -> int:
        """About how long it takes to ask."""
        return self.people // A_SECOND + 1

    @property
    def is_too_large(self) -> bool:
        return self.people > MOST

    @property
    def verdicts(self) -> dict[str, int]:
        return (
            {str(verdict): people for verdict, people in self.summary.verdicts.items()}
            if self.summary
            else {}
        )

    @property
    def reasons(self) -> list[ReasonCount]:
        """What stands in the way: what says no before what only waits, the most frequent first."""
        found = self.summary.reasons if self.summary else ()
        ranked = [one for effect in ("deny", "hold") for one in found if one.effect == effect]
        return ranked[:MOST_REASONS]

    @property
    def groups(self) -> list[ShownGroup]:
        if self.summary is None:
            return []
        says = {one.rule: one.says for one in self.summary.reasons}
        return [_group(one, says) for one in self.summary.groups]


@for_members
@require_safe
def message_many(request: MemberRequest) -> HttpResponse:
    """What the gate says to one message to all fans and to all who attend, and what is possible instead."""
    require(request.user, Right.REPLY)
    page = access.page(request.user)
    fans = count_fans(page.channel)
    crowds = [
        Crowd(
            id="fans",
            title=_("Everybody who likes or follows your page"),
            known=_fans(fans),
            verdict=_asked(request, page, fans),
        ),
        Crowd(
            id="attendees",
            title=_("Everybody who attends an event"),
            known=_(
                "Who attends is not kept here. It is asked as for %(fewest)s people; the answer is the same for 2,000."
            )
            % {"fewest": FEWEST},
            verdict=_asked(request, page, FEWEST),
        ),
    ]
    runs = list(_runs(page, is_wanted=request.GET.get("ask") == "everybody"))
    shown_there = {
        "crowds": crowds,
        "page": page,
        "fans": fans,
        "runs": runs,
        "may_make_lists": may(request.user, Right.LISTS),
        "kept_minutes": KEPT_SECONDS // 60,
        **page_complete.context(request.user),
    }
    return render(request, "people/message_many.html", shown_there)


def _runs(page: Page, *, is_wanted: bool) -> Iterator[DryRun]:
    """The page, and beside it the mailbox, where there is one: the two ways to write that are the brand's own."""
    yield _run(page.channel, _("On your page"), is_wanted=is_wanted)
    rows = Channel.objects.select_related("brand").filter(brand_id=page.brand_id, network="email")
    mailbox = rows.exclude(state=Channel.State.OFF).order_by("pk").first()
    if mailbox:
        yield _run(mailbox, _("By email"), is_wanted=is_wanted)


def _run(channel: Channel, title: str, *, is_wanted: bool) -> DryRun:
    """The answer where it is quick, was asked for just now, or is asked for with this request."""
    from askfirst.gate import audience  # noqa: PLC0415 -- with it comes Polars, which no other page needs

    people = audience.count(channel)
    key = f"message-many:{channel.pk}:{people}:{policies.of(channel.brand_id).version}"
    found: DryRun | None = cache.get(key) if people > AT_ONCE else None
    if found:
        return found
    if people > MOST or (people > AT_ONCE and not is_wanted):
        return DryRun(channel=channel, title=title, people=people)
    now = timezone.now()
    question = Question(channel=channel, contact=None, purpose="marketing", audience_size=max(people, FEWEST))
    summary = audience.decide(question, now)
    found = DryRun(channel=channel, title=title, people=people, asked_at=now, summary=summary)
    if people > AT_ONCE:
        cache.set(key, found, KEPT_SECONDS)
    return found


def _group(group: Group, says: dict[str, str]) -> ShownGroup:
    return ShownGroup(
        people=group.people, says=tuple(says.get(rule, rule) for rule in group.rules), helps=group.helps
    )


def _asked(request: MemberRequest, page: Page, count: int) -> Shown:
    question = Question(
        channel=page.channel,
        contact=None,
        purpose="marketing",
        member=request.user,
        audience_size=max(count, FEWEST),
    )
    return shown(explained(question))


def _fans(count: int) -> str:
    if count >= FEWEST:
        return ngettext(
            "%(count)s person likes or follows your page now.",
            "%(count)s people like or follow your page now.",
            count,
        ) % {"count": f"{count:,}"}
    held = _("1 person likes or follows your page.") if count else _("Nobody likes or follows your page yet.")
    return _("%(held)s It is asked as for %(fewest)s people, the fewest that are many.") % {
        "held": held,
        "fewest": FEWEST,
    }
