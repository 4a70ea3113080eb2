"""What the queue of questions is narrowed by, read out of an address; and each question as its row shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from askfirst.brand.plain import plain
from askfirst.inbox.models import Label, Thread
from askfirst.wall import ask_queue
from askfirst.wall.ask_queue import Wanted
from askfirst.web import wall_desk
from askfirst.web.members import whole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

    from askfirst.brand.models import Member
    from askfirst.wall.models import Post

LONGEST_SEARCH = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What the address says: the questions wanted, the label among them, and from where on."""

    wanted: Wanted
    label: int = 0
    after: int = 0

    def query(self, **changed: object) -> str:
        """The end of an address that shows this, with what is `changed`; empty values are left out."""
        one = self.wanted
        said: dict[str, object] = {
            "state": one.state if one.state != "waiting" else "",
            "who": one.who,
            "channel": one.channel,
            "label": self.label,
            "sender": one.sender,
            "q": one.words,
            "order": one.order if one.order != "newest" else "",
        }
        kept = {name: value for name, value in (said | changed).items() if value}
        return f"?{urlencode(kept)}" if kept else "?"

    @property
    def is_narrowed(self) -> bool:
        """Not everything in this state is shown."""
        one = self.wanted
        return bool(one.who or one.channel or one.sender or one.words or self.label)


def asked(member: Member, said: QueryDict) -> Asked:
    """What an address asks for; whatever is not known there is left out."""
    state, who, order = said.get("state", ""), said.get("who", ""), said.get("order", "")
    label = whole(said.get("label"))
    posts = None
    if label:
        rows = Thread.objects.filter(brand_id=member.brand_id, kind=Thread.Kind.ASK, labels=label)
        posts = frozenset(rows.values_list("post", flat=True)[: ask_queue.COUNTED])
    wanted = Wanted(
        state=state if state in ask_queue.STATES else "waiting",
        who=who if who in ask_queue.WHO else "",
        order=order if order in ask_queue.ORDERS else "newest",
        channel=whole(said.get("channel")),
        sender=whole(said.get("sender")),
        words=" ".join(plain(said.get("q", "")).split())[:LONGEST_SEARCH],
        posts=posts,
    )
    return Asked(wanted=wanted, label=label, after=min(whole(said.get("after")), 100_000))


@dataclass(kw_only=True, slots=True)
class Line:
    """One question in the list."""

    row: ask_queue.Row
    item: wall_desk.Item
    labels: list[Label]

    @property
    def ask(self) -> Post:
        return self.row.ask

    @property
    def state(self) -> str:
        """`private`, `published`, `spam`, `declined` or `waiting`."""
        if self.item.private:
            return "private"
        if self.item.is_answered or self.ask.published_at:
            return "published"
        if self.ask.spam_at:
            return "spam"
        return "declined" if self.ask.declined_at else "waiting"


def lines(rows: Iterable[ask_queue.Row]) -> list[Line]:
    """Rows with how each was answered and its labels: a fixed number of queries for any number of them."""
    held = list(rows)
    items = {one.said.pk: one for one in wall_desk.judged([row.ask for row in held])}
    labels: dict[int, list[Label]] = {}
    put = Thread.labels.through.objects.filter(
        thread__post__in=list(items),
        thread__kind=Thread.Kind.ASK,
        thread__channel__in={row.ask.channel_id for row in held},
    )
    for one in put.select_related("label", "thread").order_by("label__name"):
        labels.setdefault(one.thread.post, []).append(one.label)
    return [Line(row=row, item=items[row.ask.pk], labels=labels.get(row.ask.pk, [])) for row in held]
