"""The friend policy as a page of lines, and the tasks that follow from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from askfirst.brand.roles import Right, may, require
from askfirst.friends import access, following, policy
from askfirst.friends.models import PolicyLine
from askfirst.friends.policy import Wanted, WrongLine
from askfirst.gate import recommend
from askfirst.people.models import Contact
from askfirst.web.members import for_members, whole
from askfirst.web.requests import tabs

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.web.members import MemberRequest

MOST_LANGUAGES = 12
LONGEST = 2_000


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def lines(request: MemberRequest) -> HttpResponse:
    """What is done for whom, and a form for a line.  A wrong one is shown again, and nothing typed is lost."""
    found = access.policy(request.user)
    error = ""
    if request.method == "POST":
        require(request.user, Right.SORT)
        typed = _typed(request)
        try:
            policy.write(request.user, typed)
        except WrongLine as wrong:
            error = str(wrong)
        else:
            messages.success(
                request, _("The line is kept. It holds for every request that is decided from now on.")
            )
            return redirect("people-policy")
    else:
        typed = _begun(request, found)
    words = dict(typed.words)
    context = {
        "lines": [(one, list(one.words.items())) for one in found],
        "typed": typed,
        "words": [*words.items(), *([("", "")] if len(words) < MOST_LANGUAGES else [])],
        "error": error,
        "is_open": bool(error or request.GET),
        "relations": Contact.Relation.choices,
        "networks": policy.CONNECTABLE,
        "acts": PolicyLine.Act.choices,
        "gaps": [f"{{{one}}}" for one in policy.GAPS],
        "suits": _suits(),
        "may_write": may(request.user, Right.SORT),
        **tabs(request),
    }
    return render(request, "friends/policy.html", context, status=422 if error else 200)


def _suits() -> list[tuple[str, str]]:
    """Which network would be named for each relation, where a line leaves it to that."""
    found = []
    for relation, word in Contact.Relation.choices:
        suits = [one for one in recommend.bundled().get(relation, ()) if one.network in policy.CONNECTABLE]
        if suits:
            found.append((str(word), suits[0].network))
    return found


def _typed(request: MemberRequest) -> Wanted:
    given = request.POST
    languages, texts = given.getlist("language"), given.getlist("text")
    pairs = zip(languages[:MOST_LANGUAGES], texts, strict=False)
    return Wanted(
        network=given.get("network", ""),
        relation=given.get("relation", ""),
        act=given.get("act", ""),
        elsewhere=given.get("elsewhere", ""),
        words={
            (language.strip().lower() or policy.USUAL): text[:LONGEST]
            for language, text in pairs
            if text.strip()
        },
    )


def _begun(request: MemberRequest, found: list[PolicyLine]) -> Wanted:
    """A line that is to be changed, or a new one with words to begin with."""
    line = next((one for one in found if one.pk == whole(request.GET.get("line"))), None)
    if line:
        return Wanted(
            network=line.network,
            relation=line.relation,
            act=line.act,
            elsewhere=line.elsewhere,
            words=line.words or {policy.USUAL: policy.STARTER},
        )
    return Wanted(
        network=request.GET.get("network", ""),
        relation=request.GET.get("relation", ""),
        words={policy.USUAL: policy.STARTER},
    )


@for_members
@require_POST
def take_out(request: MemberRequest, pk: int) -> HttpResponse:
    """There is no such line any more; what was decided by it stays."""
    policy.take_out(request.user, access.policy_line(request.user, pk))
    messages.success(request, _("The line is gone. Requests of such people are decided without it."))
    return redirect("people-policy")


@for_members
@require_safe
def tasks(request: MemberRequest) -> HttpResponse:
    """With whom one still has to connect where they were invited."""
    rows = access.invitations(request.user).order_by("opened_at")[:200]
    context = {
        "rows": [(one, one.request.handle.contact) for one in rows],
        "may_reply": may(request.user, Right.REPLY),
        "may_join": may(request.user, Right.JOIN),
        **tabs(request),
    }
    return render(request, "friends/tasks.html", context)


@for_members
@require_POST
def drop(request: MemberRequest, pk: int) -> HttpResponse:
    """Nobody will follow this up."""
    following.drop(request.user, access.invitation(request.user, pk))
    messages.success(request, _("Let go. The request stays as it was decided."))
    return redirect("people-tasks")
