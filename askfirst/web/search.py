"""Search over everything that this member may read: people, conversations, messages, what is public, notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from askfirst.brand import highlight
from askfirst.brand.query import LONGEST, Query, read
from askfirst.brand.roles import Right, require
from askfirst.brand.spoken import spoken
from askfirst.inbox import search as inbox
from askfirst.people import search as people
from askfirst.wall.models import Comment, Post
from askfirst.web.members import MemberRequest, for_members, whole
from askfirst.work import finding

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpResponse

    from askfirst.brand.highlight import Piece
    from askfirst.brand.models import Channel
    from askfirst.inbox.models import Message, Note, Thread
    from askfirst.people.models import Contact

FEW = 5
MANY = 20
EXAMPLES = (
    '"ready on Friday"',
    "coffee -decaf",
    "roast*",
    "from:ana",
    "from:us",
    "channel:email",
    "kind:comment",
    "label:urgent",
    "after:2026-01-31",
    "before:7d",
    "has:file",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """One thing that was found, as a row shows it."""

    link: str
    title: list[Piece]
    words: list[Piece]
    key: int
    at: datetime | None = None
    channel: Channel | None = None
    mark: str = ""
    has_file: bool = False

    @property
    def name(self) -> str:
        """The title without its marks."""
        return "".join(piece.text for piece in self.title)


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """What was found of one kind.  `more`: the end of the address that shows more of it."""

    name: str
    title: str
    icon: str
    hits: list[Hit]
    more: str


@for_members
@require_safe
def search(request: MemberRequest) -> HttpResponse:
    """What was found: a few of each kind, or one kind page by page.

    Raises:
        PermissionDenied: the role may not read the inbox.
    """
    require(request.user, Right.READ_INBOX)
    query = read(request.GET.get("q", ""), timezone.localdate())
    within = inbox.scope(request.user, query)
    chosen = request.GET.get("group", "")
    names = [chosen] if chosen in _GROUPS else list(_GROUPS)
    page = _Page(request, query, within, chosen if chosen in _GROUPS else "")
    groups = [] if query.is_empty else _found(page, names)
    context = {
        "query": query,
        "groups": [group for group in groups if group.hits],
        "chosen": page.chosen,
        "all": f"?{urlencode({'q': query.typed})}",
        "chips": [(chip.text, f"?{urlencode({'q': chip.without})}") for chip in query.chips],
        "examples": EXAMPLES,
        "longest": LONGEST,
        "is_further": bool(page.below),
    }
    templates = {"found": "search/found.html", f"more-{page.chosen}": "search/more.html"}
    return render(request, templates.get(request.htmx.target or "", "search/search.html"), context)


@dataclass(frozen=True, slots=True)
class _Page:
    request: MemberRequest
    query: Query
    within: inbox.Scope
    chosen: str

    @property
    def most(self) -> int:
        return MANY if self.chosen else FEW

    @property
    def below(self) -> str:
        return self.request.GET.get("below", "")[:60] if self.chosen else ""

    def more(self, name: str, below: str) -> str:
        """Where the rest of a group is: all of it from the overview, the next page from its own."""
        if not below:
            return ""
        said = {"q": self.query.typed, "group": name}
        return f"?{urlencode(said | ({'below': below} if self.chosen else {}))}"

    def pieces(self, text: str, shown: int = highlight.SHOWN) -> list[Piece]:
        return highlight.pieces(text, self.query.wanted, shown)


def _found(page: _Page, names: list[str]) -> list[Group]:
    """The groups in their order.  Words that somebody said are no name typed wrongly: people are looked for last."""
    found = {name: _GROUPS[name](page) for name in names if name != "people"}
    if "people" in names:
        was_said = any(group.hits for group in found.values())
        found["people"] = _people(page, is_lenient=not was_said)
    return [found[name] for name in names]


def _people(page: _Page, *, is_lenient: bool = True) -> Group:
    found = people.Found(contacts=[], nearly=[], below=0)
    if not page.query.has_filters:
        found = people.find(
            page.request.user, page.query, page.most, whole(page.below), is_lenient=is_lenient
        )
    hits = [_person(page, one) for one in found.contacts]
    hits += [_person(page, one, _("spelled nearly so")) for one in found.nearly]
    more = page.more("people", str(found.below or ""))
    return Group(name="people", title=_("People"), icon="users", hits=hits, more=more)


def _person(page: _Page, contact: Contact, mark: str = "") -> Hit:
    addresses = " · ".join(handle.address for handle in contact.handles.all() if handle.network != "page")
    return Hit(
        link=reverse("person", args=[contact.pk]),
        title=page.pieces(str(contact)),
        words=page.pieces(addresses),
        key=contact.pk,
        mark=mark,
    )


def _conversations(page: _Page) -> Group:
    found = _safely(
        lambda below: inbox.conversations(page.request.user, page.query, page.within, page.most, below),
        page.below,
    )
    hits = [
        Hit(
            link=reverse("thread", args=[thread.pk]),
            title=page.pieces(_who(thread)),
            words=page.pieces(thread.subject or spoken(thread.preview)),
            key=thread.contact_id or 0,
            at=thread.last_at,
            channel=thread.channel,
        )
        for thread in found.rows
    ]
    more = page.more("conversations", found.below)
    return Group(name="conversations", title=_("Conversations"), icon="inbox", hits=hits, more=more)


def _messages(page: _Page) -> Group:
    found = inbox.messages(page.request.user, page.query, page.within, page.most, whole(page.below))
    hits = [_message(page, row) for row in found.rows]
    more = page.more("messages", found.below)
    return Group(name="messages", title=_("Messages"), icon="message-circle", hits=hits, more=more)


def _message(page: _Page, message: Message) -> Hit:
    begin = urlencode({"begin": f"{message.said_at.isoformat()}_{message.pk}"})
    return Hit(
        link=f"{reverse('thread', args=[message.thread_id])}?{begin}#message-{message.pk}",
        title=page.pieces(_who(message.thread)),
        words=page.pieces(message.text),
        key=message.thread.contact_id or 0,
        at=message.said_at,
        channel=message.channel,
        mark=_("you") if message.is_ours else "",
        has_file=bool(message.files.all()),
    )


def _public(page: _Page) -> Group:
    member = page.request.user
    found = _safely(
        lambda below: finding.said_in_public(member, page.query, page.within, page.most, below), page.below
    )
    threads = finding.threads_of(member, [finding.strand_of(row) for row in found.rows])
    hits = [_said(page, row, threads.get(finding.strand_of(row))) for row in found.rows]
    more = page.more("public", found.below)
    return Group(name="public", title=_("In public"), icon="newspaper", hits=hits, more=more)


def _said(page: _Page, row: Post | Comment, thread: int | None) -> Hit:
    kind = "comment" if isinstance(row, Comment) else "post"
    return Hit(
        link=reverse("thread", args=[thread]) if thread else reverse("wall-item", args=[kind, row.pk]),
        title=page.pieces(str(row.contact or row.author or _("Somebody who gave no name"))),
        words=page.pieces(row.text),
        key=row.contact_id or 0,
        at=row.said_at,
        channel=row.channel,
        mark=_("you") if row.is_ours else "",
        has_file=bool(row.files.all()),
    )


def _notes(page: _Page) -> Group:
    found = inbox.notes(page.request.user, page.query, page.within, page.most, whole(page.below))
    hits = [_note(page, row) for row in found.rows]
    more = page.more("notes", found.below)
    return Group(name="notes", title=_("Notes"), icon="sticky-note", hits=hits, more=more)


def _note(page: _Page, note: Note) -> Hit:
    return Hit(
        link=reverse("thread", args=[note.thread_id]),
        title=page.pieces(_who(note.thread)),
        words=page.pieces(note.text),
        key=note.thread.contact_id or 0,
        at=note.created_at,
        channel=note.thread.channel,
        mark=_("note by %(member)s") % {"member": note.member},
    )


def _who(thread: Thread) -> str:
    return str(thread.contact) if thread.contact_id else _("Somebody who gave no name")


def _safely(ask: Callable[[str], Any], below: str) -> Any:
    """From the beginning where the place is none that an answer said."""
    try:
        return ask(below)
    except (ValueError, OverflowError):
        return ask("")


_GROUPS: dict[str, Callable[[_Page], Group]] = {
    "people": _people,
    "conversations": _conversations,
    "messages": _messages,
    "public": _public,
    "notes": _notes,
}
