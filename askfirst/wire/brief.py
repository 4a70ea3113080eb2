"""Who somebody is to the brand, on one page, before anything is written to them: what is really known, each with its source.

Nothing is guessed: what is not known is named as such.  Somebody who drafts from outside sees less of it (`is_narrow`): no
addresses, no private words, no consents in detail; docs/decisions/009 says why.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from askfirst.consent import standing
from askfirst.gate.models import NEVER_LEFT, Delivery
from askfirst.inbox.models import Message
from askfirst.manners import openings, reading
from askfirst.manners.tone import Tone, tone_of
from askfirst.people import engaged
from askfirst.people.models import Contact, Engagement, Handle, Relationship
from askfirst.wall.models import Comment, Post

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from askfirst.people.engaged import Standing

MOST_QUOTES = 8
MOST_LINES = 6
LEAST_DEEDS = 5
"""Deeds; fewer say nothing of when somebody is there."""
SPAN = 3
"""Hours in which they are most often there."""
LONGEST_QUOTE = 400


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """One thing that is known: what, from where, and since or when.  `quote`: their own words, or ours."""

    says: str
    source: str
    at: datetime | None = None
    quote: str = ""
    thread: int = 0
    """The conversation in which it stands, for a link; 0: in none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Brief:
    """Everything for one page.  An empty part is named in `unknown`, in words."""

    contact: Contact
    is_narrow: bool
    language: str
    """ISO 639-1 of the language to write in; empty: nobody knows."""
    who: tuple[Known, ...]
    standing: Standing
    said: tuple[Known, ...]
    asked: tuple[Known, ...]
    talked: tuple[Known, ...]
    ours: tuple[Known, ...]
    agreed: tuple[Known, ...]
    minds: tuple[Known, ...]
    """What to mind that no rule says: what sounded cross, a question without an answer."""
    best_time: Known | None
    openings: tuple[str, ...]
    unknown: tuple[str, ...]
    theirs: tuple[str, ...] = field(default=(), repr=False)
    """Their own words, by which it is seen whether a note refers to anything of theirs."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Said:
    """A public word of theirs."""

    kind: str
    text: str
    at: datetime
    where: str
    under: str = ""
    is_answered: bool = True


def of(contact: Contact, *, is_narrow: bool = False) -> Brief:
    """The brief of somebody whom the caller may see.  About a dozen queries."""
    public = _public(contact)
    talked, ours = ([], []) if is_narrow else (_talked(contact), _ours(contact))
    texts = [one.text for one in public] + [one.quote for one in talked]
    language, who_language = _language(contact, texts)
    best_time = _best_time(contact)
    handles = [] if is_narrow else list(Handle.objects.filter(contact=contact).order_by("network", "pk"))
    agreed = [] if is_narrow else _agreed(contact)
    said = [_as_known(one) for one in public if one.kind != "ask"][:MOST_QUOTES]
    asked = [_as_known(one) for one in public if one.kind == "ask" or one.text.rstrip().endswith("?")]
    quotes = [openings.Quote(kind=one.kind, text=one.text) for one in public]
    quotes += [openings.Quote(kind="message", text=one.quote) for one in talked]
    return Brief(
        contact=contact,
        is_narrow=is_narrow,
        language=language,
        who=(*_who(contact), *who_language, *_edges(contact), *_addresses(handles)),
        standing=engaged.standing(contact),
        said=tuple(said),
        asked=tuple(asked[:MOST_LINES]),
        talked=tuple(talked),
        ours=tuple(ours),
        agreed=tuple(agreed),
        minds=tuple(_minds(public)),
        best_time=best_time,
        openings=openings.suggest(quotes, language),
        unknown=tuple(_unknown(contact, language, best_time, public, handles, is_narrow=is_narrow)),
        theirs=tuple(texts),
    )


def _who(contact: Contact) -> Iterator[Known]:
    own = _("as their network shows it")
    if contact.name:
        yield Known(says=_("Name: %(name)s") % {"name": contact.name}, source=own)
    if contact.country:
        yield Known(
            says=_("Country: %(country)s") % {"country": contact.country}, source=_("known of the person")
        )
    if contact.time_zone:
        yield Known(
            says=_("Time zone: %(zone)s") % {"zone": contact.time_zone}, source=_("known of the person")
        )
    if contact.relation:
        by = str(contact.relation_by) if contact.relation_by else _("somebody on the command line")
        says = _("To you: %(relation)s") % {"relation": contact.get_relation_display()}
        yield Known(says=says, source=_("said by %(member)s") % {"member": by}, at=contact.relation_at)
    if contact.is_vip:
        yield Known(says=_("A VIP: looked after first"), source=_("marked by the team"))
    yield Known(says=_("Known to you"), source=_("the first time that they came in"), at=contact.created_at)


def _language(contact: Contact, texts: Sequence[str]) -> tuple[str, list[Known]]:
    """The language to write in, and how it is known: what the network says, else what they write in."""
    code, source = contact.language.partition("-")[0].lower(), _("as their network says")
    if not code and texts:
        code = reading.read("\n".join(texts)[:2000]).language
        source = ngettext(
            "read off %(count)d text of theirs", "read off %(count)d texts of theirs", len(texts)
        ) % {"count": len(texts)}
    if not code:
        return "", []
    try:
        name = get_language_info(code)["name_translated"]
    except KeyError:
        name = code
    return code, [Known(says=_("Language: %(language)s") % {"language": name}, source=source)]


def _edges(contact: Contact) -> Iterator[Known]:
    rows = Relationship.objects.filter(contact=contact, until=None).select_related("channel").order_by("pk")
    for edge in rows[:MOST_LINES]:
        says = _("%(what)s (%(channel)s)") % {"what": edge.get_kind_display(), "channel": edge.channel.name}
        yield Known(
            says=says[:1].upper() + says[1:],
            source=_("as %(channel)s told") % {"channel": edge.channel.name},
            at=edge.since,
        )


def _addresses(handles: Sequence[Handle]) -> Iterator[Known]:
    for handle in handles[:MOST_LINES]:
        address = _("a visitor of your page") if handle.network == "page" else handle.address
        yield Known(says=f"{handle.network}: {address}", source=handle.evidence or _("nobody said how"))


def _public(contact: Contact) -> list[_Said]:
    """What stands in public of theirs, the newest first: what was taken back or hidden is left out."""
    shown = {"contact": contact, "taken_back_at": None, "hidden_at": None}
    posts = Post.objects.filter(**shown).exclude(text="").select_related("channel").order_by("-said_at")
    comments = Comment.objects.filter(**shown).exclude(text="").select_related("channel", "post")
    kinds = {Post.Kind.ASK: "ask", Post.Kind.MENTION: "mention"}
    found = [
        _Said(
            kind=kinds.get(Post.Kind(post.kind), "wall_post"),
            text=post.text,
            at=post.said_at,
            where=post.channel.name,
            is_answered=post.comments.filter(contact=None, is_anonymous=False).exists()
            or post.declined_at is not None,
        )
        for post in posts[: 2 * MOST_QUOTES]
        if post.spam_at is None
    ]
    found += [
        _Said(kind="comment", text=one.text, at=one.said_at, where=one.channel.name, under=one.post.text)
        for one in comments.order_by("-said_at")[: 2 * MOST_QUOTES]
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[: 2 * MOST_QUOTES]


def _as_known(one: _Said) -> Known:
    under = " ".join(one.under.split())[:60]
    titles = {
        "comment": _("Under “%(post)s”") % {"post": under} if under else _("A comment"),
        "ask": _("A question to you"),
        "mention": _("Of you"),
        "wall_post": _("On your wall"),
    }
    return Known(says=titles[one.kind], source=one.where, at=one.at, quote=one.text[:LONGEST_QUOTE])


def _talked(contact: Contact) -> list[Known]:
    """What they last wrote privately."""
    rows = Message.objects.filter(thread__contact=contact, is_ours=False, taken_back_at=None).exclude(text="")
    rows = rows.select_related("channel").order_by("-said_at", "-pk")
    return [
        Known(
            says=_("They wrote"),
            source=one.channel.name,
            at=one.said_at,
            quote=one.text[:LONGEST_QUOTE],
            thread=one.thread_id,
        )
        for one in rows[:MOST_LINES]
    ]


def _ours(contact: Contact) -> list[Known]:
    """What you last said to them in private, and whether they had asked."""
    rows = Delivery.objects.filter(contact=contact, form__in=["direct", "private_reply"])
    rows = (
        rows.exclude(state__in=NEVER_LEFT)
        .select_related("channel", "decision__member")
        .order_by("-created_at")
    )
    return [
        Known(
            says=_("You answered") if one.purpose == "reply" else _("You wrote unasked"),
            source=f"{one.channel.name}, {one.decision.member}" if one.decision.member else one.channel.name,
            at=one.sent_at or one.created_at,
            quote=one.text[:LONGEST_QUOTE],
        )
        for one in rows[:MOST_LINES]
    ]


def _agreed(contact: Contact) -> list[Known]:
    return [
        Known(
            says=f"{entry.get_act_display()}: {entry.purpose}"
            if entry.purpose
            else str(entry.get_act_display()),
            source=entry.evidence or _("no proof is kept"),
            at=entry.occurred_at,
        )
        for entry in standing.entries_of(contact)[:MOST_LINES]
    ]


def _minds(public: Sequence[_Said]) -> Iterator[Known]:
    for one in public:
        if tone_of(one.text) is Tone.CROSS:
            says = _("This sounds cross. Do not begin with anything that asks for something.")
            yield Known(says=says, source=one.where, at=one.at, quote=one.text[:LONGEST_QUOTE])
    for one in public:
        if one.kind == "ask" and not one.is_answered:
            says = _("They asked this and have no answer yet. Answer it first.")
            yield Known(says=says, source=one.where, at=one.at, quote=one.text[:LONGEST_QUOTE])


def _best_time(contact: Contact) -> Known | None:
    """The three hours of the day in which they did most, by their clock, else by the brand's."""
    zone, source = _zone(contact)
    since = timezone.now() - timedelta(days=365)
    rows = Engagement.objects.filter(contact=contact, occurred_at__gte=since).order_by("-occurred_at")
    hours = Counter(at.astimezone(zone).hour for at in rows.values_list("occurred_at", flat=True)[:500])
    whole = hours.total()
    if whole < LEAST_DEEDS:
        return None
    spans = {start: sum(hours[(start + more) % 24] for more in range(SPAN)) for start in range(24)}
    start = max(spans, key=lambda hour: (spans[hour], -hour))
    says = _("Between %(from)02d:00 and %(until)02d:00: %(some)d of %(all)d things that they did in a year") % {
        "from": start, "until": (start + SPAN) % 24, "some": spans[start], "all": whole,
    }  # fmt: skip
    return Known(says=says, source=source)


def _zone(contact: Contact) -> tuple[ZoneInfo, str]:
    try:
        if contact.time_zone:
            return ZoneInfo(contact.time_zone), _("by their clock, %(zone)s") % {"zone": contact.time_zone}
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass  # a zone that nobody knows any more: as if none were known
    name = contact.brand.time_zone
    return ZoneInfo(name), _("by your clock, %(zone)s: nobody knows theirs") % {"zone": name}


def _unknown(  # noqa: PLR0913 -- each part that may be empty
    contact: Contact,
    language: str,
    best_time: Known | None,
    public: Sequence[_Said],
    handles: Sequence[Handle],
    *,
    is_narrow: bool,
) -> Iterator[str]:
    if not contact.name:
        yield _("Their name: they gave none, so do not make one up.")
    if not language:
        yield _("Their language: no network says it, and they wrote nothing by which it could be told.")
    if not contact.time_zone:
        yield _("Their clock: what is an evening with you may be a night with them.")
    if not contact.country:
        yield _("Their country: which law counts is not known, and so the strictest word holds.")
    if not contact.relation:
        yield _("What they are to you: nobody has said.")
    if not public:
        yield _("What moves them: nothing of theirs stands in public. A like says nothing of why.")
    if best_time is None:
        yield _("When they are there: they did too little to tell.")
    if not handles and not is_narrow:
        yield _("Where they could be reached: no address of theirs is known.")
