"""What a list is narrowed by: read out of an address, written into one, and said in words that can be taken away again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from askfirst.brand.models import Channel, Member, Team
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, may
from askfirst.gate.facts import Together
from askfirst.inbox.filters import SORTS, SPANS, VIEWS, Filter
from askfirst.inbox.models import Label, Thread
from askfirst.web.members import whole
from askfirst.work import finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import QueryDict
    from django.utils.functional import _StrPromise

TABS: Mapping[str, str | _StrPromise] = {
    "mine": gettext_lazy("Mine"),
    "unassigned": gettext_lazy("Unassigned"),
    "all": gettext_lazy("All"),
    "mentions": gettext_lazy("Mentions"),
    "later": gettext_lazy("Later"),
    "done": gettext_lazy("Done"),
}
ORDERS: Mapping[str, str | _StrPromise] = {
    "newest": gettext_lazy("Newest first"),
    "waiting": gettext_lazy("Longest waiting first"),
    "closing": gettext_lazy("Closing soonest first"),
}
KINDS: Mapping[str, tuple[str | _StrPromise, str]] = {
    Thread.Kind.DIRECT: (gettext_lazy("Message"), "message-circle"),
    Thread.Kind.EMAIL: (gettext_lazy("Mail"), "mail"),
    Thread.Kind.COMMENT: (gettext_lazy("Comment"), "message-square"),
    Thread.Kind.WALL_POST: (gettext_lazy("Wall post"), "newspaper"),
    Thread.Kind.MENTION: (gettext_lazy("Mention"), "at-sign"),
    Thread.Kind.ASK: (gettext_lazy("Question"), "circle-help"),
}
"""Each kind of conversation in a word and an icon."""
STATES: Mapping[str, str | _StrPromise] = {
    Thread.State.OPEN: gettext_lazy("Open"),
    Thread.State.WAITING: gettext_lazy("Waiting for them"),
    Thread.State.LATER: gettext_lazy("Later"),
    Thread.State.EXPIRED: gettext_lazy("Expired"),
    Thread.State.DONE: gettext_lazy("Done"),
    Thread.State.NO_REPLY: gettext_lazy("No reply needed"),
}
PRIORITIES: Mapping[int, str | _StrPromise] = {
    Thread.Priority.URGENT: gettext_lazy("Urgent"),
    Thread.Priority.HIGH: gettext_lazy("High"),
    Thread.Priority.NORMAL: gettext_lazy("Normal"),
    Thread.Priority.LOW: gettext_lazy("Low"),
}
WAITING: Mapping[str, str | _StrPromise] = {
    "any": gettext_lazy("Somebody waits for us"),
    "1h": gettext_lazy("Waiting for 1 hour or more"),
    "4h": gettext_lazy("Waiting for 4 hours or more"),
    "24h": gettext_lazy("Waiting for a day or more"),
}
CLOSING: Mapping[str, str | _StrPromise] = {
    "any": gettext_lazy("Closes some time"),
    "1h": gettext_lazy("Closes within 1 hour"),
    "4h": gettext_lazy("Closes within 4 hours"),
    "24h": gettext_lazy("Closes within a day"),
}
LONGEST_SEARCH = 100
MOST_AT_ONCE = 20
"""So many channels, labels and so on are read out of one address."""


def wanted(asked: QueryDict) -> Filter:
    """What to list, out of an address.  What is not understood narrows nothing."""
    return Filter(
        view=_one_of(asked.get("view"), VIEWS, "all"),
        sort=_one_of(asked.get("sort"), SORTS, "newest"),
        words=plain(asked.get("q", "")).strip()[:LONGEST_SEARCH],
        channels=_ids(asked.getlist("channel")),
        kinds=_words(asked.getlist("kind"), KINDS),
        states=_words(asked.getlist("state"), STATES),
        labels=_ids(asked.getlist("label")),
        members=_ids(asked.getlist("member")),
        teams=_ids(asked.getlist("team")),
        priorities=tuple(one for one in PRIORITIES if str(int(one)) in asked.getlist("priority")),
        waiting=_one_of(asked.get("waiting"), SPANS, ""),
        closing=_one_of(asked.get("closing"), SPANS, ""),
        is_vip=bool(asked.get("vip")),
        saved=next(iter(_ids(asked.getlist("saved")[:1])), 0),
    )


def wanted_by(member: Member, asked: QueryDict) -> Filter:
    """What to list, with what a search means in public: for whoever is to see it.

    Raises:
        PermissionDenied: there are words to look for, and the role may not read the inbox.
    """
    found = wanted(asked)
    return replace(found, public=finding.spoken_in(member, found.words)) if found.words else found


def query_of(filter_: Filter, **more: str | int) -> str:
    """The filter as the end of an address, with its `?`; empty for the plain list."""
    said = urlencode([*pairs_of(filter_), *((name, value) for name, value in more.items() if value)])
    return f"?{said}" if said else ""


def pairs_of(filter_: Filter) -> list[tuple[str, str]]:
    """The filter as the fields of a form."""
    plain_ = Filter()
    single = [
        ("view", filter_.view if filter_.view != plain_.view else ""),
        ("sort", filter_.sort if filter_.sort != plain_.sort else ""),
        ("q", filter_.words),
        ("waiting", filter_.waiting),
        ("closing", filter_.closing),
        ("vip", "1" if filter_.is_vip else ""),
        ("saved", str(filter_.saved) if filter_.saved else ""),
    ]
    several: dict[str, Iterable[Any]] = {
        "channel": filter_.channels,
        "kind": filter_.kinds,
        "state": filter_.states,
        "label": filter_.labels,
        "member": filter_.members,
        "team": filter_.teams,
        "priority": (int(one) for one in filter_.priorities),
    }
    return [(name, value) for name, value in single if value] + [
        (name, str(value)) for name, values in several.items() for value in values
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One thing that a list can be narrowed by.  `without` is the list when it is taken away."""

    value: str
    word: str
    """As it is said by itself."""
    is_chosen: bool
    without: str
    icon: str = ""
    network: str = ""
    colour: str = ""
    trouble: str = ""
    short: str = ""
    """As it is said under its group's legend, where that is another word."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Things of one sort; of a `select` only one is chosen."""

    name: str
    legend: str
    choices: list[Choice]
    is_single: bool = False

    @property
    def chosen(self) -> list[Choice]:
        return [one for one in self.choices if one.is_chosen]


@dataclass(frozen=True)
class Known:
    """The brand's channels, labels, members and teams: what its lists can be narrowed by and its conversations given.  Each looked up once."""

    member: Member

    @cached_property
    def asked(self) -> Together:
        """What the gate is asked by the list and by the open conversation beside it."""
        return Together(timezone.now())

    @cached_property
    def channels(self) -> list[Channel]:
        """All of them, the oldest first."""
        return list(Channel.objects.filter(brand_id=self.member.brand_id).order_by("pk"))

    @cached_property
    def labels(self) -> list[Label]:
        """By name."""
        return list(Label.objects.filter(brand_id=self.member.brand_id).order_by("name"))

    @cached_property
    def members(self) -> list[Member]:
        """All of them; those who have left too, for what is still theirs."""
        return list(Member.objects.filter(brand_id=self.member.brand_id).order_by("name", "pk"))

    @cached_property
    def teams(self) -> list[Team]:
        """By name."""
        return list(Team.objects.filter(brand_id=self.member.brand_id).order_by("name"))

    @property
    def colleagues(self) -> list[Member]:
        """Those to whom a conversation can be given."""
        return [one for one in self.members if one.is_active and may(one, Right.READ_INBOX)]


def groups(known: Known, filter_: Filter) -> list[Group]:
    """Everything that this brand's lists can be narrowed by, with what is chosen."""
    found = [_channels(known, filter_), _of_words("kind", _("Kind"), KINDS, filter_, "kinds")]
    states = {state: (word, "") for state, word in STATES.items()}
    found.append(_of_words("state", _("State"), states, filter_, "states"))
    found += [_labels(known, filter_), _members(known, filter_), _teams(known, filter_)]
    ranks = {str(int(rank)): (word, "flag") for rank, word in PRIORITIES.items()}
    found.append(_of_words("priority", _("Priority"), ranks, filter_, "priorities"))
    found.append(_single("waiting", _("Waiting"), WAITING, filter_))
    found.append(_single("closing", _("Closing"), CLOSING, filter_))
    vip = Choice(
        value="1",
        word=_("VIPs only"),
        is_chosen=filter_.is_vip,
        without=query_of(replace(filter_, is_vip=False)),
        icon="star",
    )
    found.append(Group(name="vip", legend=_("People"), choices=[vip]))
    return [group for group in found if group.choices]


def _channels(known: Known, filter_: Filter) -> Group:
    choices = [
        Choice(
            value=str(one.pk),
            word=one.name,
            is_chosen=one.pk in filter_.channels,
            without=_without(filter_, "channels", one.pk),
            network=one.network,
            trouble="" if one.state == Channel.State.OK else one.get_state_display(),
        )
        for one in known.channels
    ]
    return Group(name="channel", legend=_("Channel"), choices=choices)


def _labels(known: Known, filter_: Filter) -> Group:
    choices = [
        Choice(
            value=str(one.pk),
            word=one.name,
            is_chosen=one.pk in filter_.labels,
            without=_without(filter_, "labels", one.pk),
            colour=one.colour,
        )
        for one in known.labels
    ]
    return Group(name="label", legend=_("Label"), choices=choices)


def _members(known: Known, filter_: Filter) -> Group:
    able = {one.pk for one in known.colleagues} | set(filter_.members)
    choices = [
        Choice(
            value=str(one.pk),
            word=_("Assigned to you")
            if one.pk == known.member.pk
            else _("Assigned to %(name)s") % {"name": one},
            is_chosen=one.pk in filter_.members,
            without=_without(filter_, "members", one.pk),
            icon="user",
            short=_("You") if one.pk == known.member.pk else str(one),
        )
        for one in known.members
        if one.pk in able
    ]
    return Group(name="member", legend=_("Assigned to"), choices=choices)


def _teams(known: Known, filter_: Filter) -> Group:
    choices = [
        Choice(
            value=str(one.pk),
            word=_("Team %(name)s") % {"name": one},
            is_chosen=one.pk in filter_.teams,
            without=_without(filter_, "teams", one.pk),
            icon="users",
            short=one.name,
        )
        for one in known.teams
    ]
    return Group(name="team", legend=_("Team"), choices=choices)


def _of_words(name: str, legend: str, words: Mapping[Any, Any], filter_: Filter, field_: str) -> Group:
    chosen = {str(one) for one in getattr(filter_, field_)}
    choices = [
        Choice(
            value=str(value),
            word=str(word),
            is_chosen=str(value) in chosen,
            without=_without(filter_, field_, value),
            icon=icon,
        )
        for value, (word, icon) in words.items()
    ]
    return Group(name=name, legend=legend, choices=choices)


def _single(name: str, legend: str, words: Mapping[str, str | _StrPromise], filter_: Filter) -> Group:
    cleared: dict[str, Any] = {name: ""}
    choices = [
        Choice(
            value=value,
            word=str(word),
            is_chosen=getattr(filter_, name) == value,
            without=query_of(replace(filter_, **cleared)),
            icon="hourglass" if name == "waiting" else "clock",
        )
        for value, word in words.items()
    ]
    return Group(name=name, legend=legend, choices=choices, is_single=True)


def _without(filter_: Filter, field_: str, value: Any) -> str:
    left: dict[str, Any] = {field_: tuple(one for one in getattr(filter_, field_) if str(one) != str(value))}
    return query_of(replace(filter_, **left))


def _one_of(given: str | None, known: Iterable[str], otherwise: str) -> str:
    return given if given is not None and given in set(known) else otherwise


def _ids(given: list[str]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(one for one in map(whole, given[:MOST_AT_ONCE]) if one))


def _words(given: list[str], known: Iterable[str]) -> tuple[str, ...]:
    return tuple(one for one in map(str, known) if one in given)
