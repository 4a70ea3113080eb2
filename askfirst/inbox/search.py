"""Find conversations, messages and notes by their words: what this member may see, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db.models import Q
from django.utils import timezone

from askfirst.brand import word_search
from askfirst.brand.models import Channel, Member
from askfirst.brand.query import Query, read
from askfirst.brand.word_search import COMMON, MOST_LISTED, Asked, HasPart, Parts
from askfirst.inbox import access
from askfirst.inbox.models import Label, Message, Note, Thread
from askfirst.inbox.words import MESSAGES, NOTES, SUBJECTS
from askfirst.people import search as people

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

PAGE = 20
OURSELVES = ("me", "us", "team")
"""Whom `from:` names when it means the brand."""
_PARTS = Parts(name=MESSAGES.name, table="inbox_message", column="thread_id", letter="t", moment="said_at")
_MOST_THREADS = 300
"""Conversations that are named to an index one by one."""
R = TypeVar("R")


@dataclass(frozen=True, kw_only=True, slots=True)
class Found(Generic[R]):
    """Some of what was found, newest first.  `below` continues it; empty: there is no more."""

    rows: list[R]
    below: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """What the filters of a search mean in this brand.  None: nothing is asked of it."""

    channels: tuple[int, ...] | None = None
    contacts: tuple[int, ...] | None = None
    labels: tuple[int, ...] | None = None
    is_ours: bool = False

    @property
    def threads(self) -> Q:
        """The conversations that lie within."""
        wanted = Q()
        if self.channels is not None:
            wanted &= Q(channel__in=self.channels)
        if self.contacts is not None:
            wanted &= Q(contact__in=self.contacts)
        if self.labels is not None:
            put_on = Thread.labels.through.objects.filter(label__in=self.labels)
            wanted &= Q(pk__in=put_on.values("thread_id"))
        return wanted


def scope(member: Member, query: Query) -> Scope:
    """Look up what the filters name.  Raises PermissionDenied where the role may not read the inbox."""
    access.threads(member)
    named = [one for one in query.by if one.lower() not in OURSELVES]
    return Scope(
        channels=_channels(member, query.channels) if query.channels else None,
        contacts=tuple({pk for one in named for pk in people.named(member, one)}) if named else None,
        labels=_labels(member, query.labels) if query.labels else None,
        is_ours=len(named) < len(query.by),
    )


def messages(member: Member, query: Query, within: Scope, most: int = PAGE, below: int = 0) -> Found[Message]:
    """Messages with these words.

    Raises:
        PermissionDenied: the role may not read the inbox.
    """
    allowed = access.threads(member)
    if query.is_empty:
        return Found(rows=[], below="")
    groups = _marks(member, query, within) + _who(within)
    if (groups_of_threads := _threads(allowed, query, within)) is not None:
        groups.append(groups_of_threads)
    rows = Message.objects.filter(brand_id=member.brand_id, taken_back_at=None)
    rows = rows.filter(**between(query, "said_at")).select_related("thread__contact", "channel")
    lies_within = within.threads & _kinds(query)
    rows = rows.filter(thread__in=allowed.filter(lies_within)) if lies_within else rows
    asked = Asked.of(query, *groups)
    found, rest = word_search.pick(
        MESSAGES.name, asked, most, below, lambda ids: rows.prefetch_related("files").in_bulk(ids)
    )
    return Found(rows=found, below=str(rest or ""))


def notes(member: Member, query: Query, within: Scope, most: int = PAGE, below: int = 0) -> Found[Note]:
    """Notes with these words.  `from:` names their author.

    Raises:
        PermissionDenied: the role may not read the inbox.
    """
    allowed = access.threads(member)
    if query.is_empty or query.has_file:
        return Found(rows=[], below="")
    rows = Note.objects.filter(brand_id=member.brand_id).filter(**between(query, "created_at"))
    rows = rows.select_related("thread__contact", "thread__channel", "member")
    if query.channels or query.kinds or query.labels:
        here = Scope(channels=within.channels, labels=within.labels)
        rows = rows.filter(thread__in=allowed.filter(here.threads & _kinds(query)))
    groups: list[tuple[str, ...]] = [(f"b{member.brand_id}",)]
    if named := months(query):
        groups.append(named)
    if query.by:
        groups.append(tuple(f"a{pk}" for pk in _authors(member, query)))
    found, rest = word_search.pick(NOTES.name, Asked.of(query, *groups), most, below, rows.in_bulk)
    return Found(rows=found, below=str(rest or ""))


def _authors(member: Member, query: Query) -> list[int]:
    """The members whom `from:` names."""
    named = Q()
    for name in query.by:
        named |= Q(pk=member.pk) if name.lower() in OURSELVES else Q(name__icontains=name)
    return list(Member.objects.filter(named, brand_id=member.brand_id).values_list("pk", flat=True))


def conversations(
    member: Member, query: Query, within: Scope, most: int = PAGE, below: str = ""
) -> Found[Thread]:
    """Conversations whose subject holds these words, or that are with somebody who is called so.

    Raises:
        PermissionDenied: the role may not read the inbox.
        ValueError: `below` is not something that an earlier answer said.
    """
    rows = access.threads(member)
    if not query.wanted or query.has_file:
        return Found(rows=[], below="")
    rows = rows.filter(_called(member, query), within.threads & _kinds(query), **between(query, "last_at"))
    if below:
        moment, _, pk = below.rpartition("_")
        at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        rows = rows.filter(Q(last_at__lt=at) | Q(last_at=at, pk__lt=int(pk)))
    shown = rows.select_related("contact", "channel", "assignee").order_by("-last_at", "-pk")
    found = list(shown[: most + 1])
    last = found[most - 1] if len(found) > most else None
    rest = f"{last.last_at.astimezone(UTC).replace(tzinfo=None).isoformat()}_{last.pk}" if last else ""
    return Found(rows=found[:most], below=rest)


def matching(member: Member, typed: str, also: Iterable[int] = ()) -> Q:
    """For a query of threads: those that a search means, by a name, the subject or something that was said.

    `also` are the ids of those in which it was said in public, which another room knows.

    Raises:
        PermissionDenied: the role may not read the inbox.
    """
    query = read(typed, timezone.localdate())
    if query.is_empty:
        return Q(pk__in=[]) if query.unwanted else Q()
    within = scope(member, query)
    # Whom `from:` names is asked of each message: a conversation with them in which only we said it is not meant.
    lies_within = within.threads & _kinds(query)
    groups = _marks(member, query, within) + _who(within)
    asked = Asked.of(query, *groups)
    asks_of_messages = query.has_file or query.before or query.after or within.is_ours
    if not query.wanted and not asks_of_messages:
        return lies_within
    said = _said(asked, query)
    named = Q() if not query.wanted or asks_of_messages or query.by else _called(member, query)
    return lies_within & (Q(pk__in=list(also)) | named | said if also else named | said)


def _said(asked: Asked, query: Query) -> Q:
    """Threads in which it was said: listed where they are few, asked one by one where they are many."""
    if query.before or query.after:
        return Q(HasPart(_PARTS, asked, since=_begin(query.after), until=_begin(query.before)))
    many = word_search.about_how_many(MESSAGES.name, asked)
    if many > MOST_LISTED:
        return Q(HasPart(_PARTS, asked, is_common=many > COMMON))
    ids = word_search.newest(MESSAGES.name, asked, MOST_LISTED + 1)
    if len(ids) > MOST_LISTED:
        return Q(HasPart(_PARTS, asked))
    rows = Message.objects.filter(pk__in=ids).order_by()
    return Q(pk__in=list(rows.values_list("thread_id", flat=True).distinct()))


def _called(member: Member, query: Query) -> Q:
    asked = Asked.of(query, (f"b{member.brand_id}",))
    return people.whose(member, query, "contact") | word_search.rows_with(SUBJECTS.name, asked, "pk")


def _marks(member: Member, query: Query, within: Scope) -> list[tuple[str, ...]]:
    groups: list[tuple[str, ...]] = [(f"b{member.brand_id}",)]
    if within.channels is not None:
        groups.append(tuple(f"c{pk}" for pk in within.channels))
    if query.has_file:
        groups.append(("file",))
    if named := months(query):
        groups.append(named)
    return groups


def _who(within: Scope) -> list[tuple[str, ...]]:
    if within.is_ours and within.contacts is None:
        return [("ours",)]
    return [("theirs",)] if within.contacts is not None and not within.is_ours else []


def _threads(allowed: QuerySet[Thread], query: Query, within: Scope) -> tuple[str, ...] | None:
    """Marks of the conversations that lie within the filters, where few enough do to be named; None: ask the rows."""
    if within.contacts is None and within.labels is None:
        return None
    rows = allowed.filter(within.threads & _kinds(query)).order_by()
    ids = list(rows.values_list("pk", flat=True)[: _MOST_THREADS + 1])
    return tuple(f"t{pk}" for pk in ids) if len(ids) <= _MOST_THREADS else None


def _kinds(query: Query) -> Q:
    return Q(kind__in=query.kinds) if query.kinds else Q()


def months(query: Query) -> tuple[str, ...]:
    """The marks of the months in which its days lie; empty: it names no day, or too many."""
    since, until = _begin(query.after), _begin(query.before)
    return word_search.months(since, until, timezone.now())


def between(query: Query, field: str) -> dict[str, Any]:
    """The days, as they begin where the reader is."""
    found = {f"{field}__gte": _begin(query.after), f"{field}__lt": _begin(query.before)}
    return {name: instant for name, instant in found.items() if instant}


def _begin(day: date | None) -> datetime | None:
    """When a day begins where the reader is."""
    return datetime.combine(day, time.min, timezone.get_current_timezone()) if day else None


def _channels(member: Member, names: Iterable[str]) -> tuple[int, ...]:
    wanted = Q()
    for name in names:
        wanted |= Q(network__iexact=name) | Q(name__icontains=name) | Q(address__iexact=name)
    return tuple(Channel.objects.filter(wanted, brand_id=member.brand_id).values_list("pk", flat=True))


def _labels(member: Member, names: Iterable[str]) -> tuple[int, ...]:
    wanted = Q()
    for name in names:
        wanted |= Q(name__iexact=name)
    return tuple(Label.objects.filter(wanted, brand_id=member.brand_id).values_list("pk", flat=True))
