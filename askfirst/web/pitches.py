"""When an offer is about to be made to people who never asked for offers: what could be done instead, all of it real."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from askfirst.brand.models import Channel
from askfirst.brand.roles import Right, may, require
from askfirst.brand.spoken import told
from askfirst.campaigns import writing
from askfirst.consent import counting
from askfirst.consent import lists as consent_lists
from askfirst.consent.models import List
from askfirst.drafts import posts
from askfirst.drafts.models import Draft, FeedItem
from askfirst.manners.letters import fold
from askfirst.manners.reading import Answer, Kind, read
from askfirst.people import looks
from askfirst.wall.models import Comment, Post
from askfirst.web import reading
from askfirst.web.members import MemberRequest, for_members
from askfirst.web.typed import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from askfirst.brand.models import Brand, Member
    from askfirst.people.models import Contact
    from askfirst.web.reading import Shown

MOST_LISTS = 4
LOOKED_AT = 40
"""Of the newest words of others so many are read for good news."""
NAME = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """A list that the text could go to, and how many people are on it today."""

    on: List
    many: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Idea:
    """Something useful to say instead, and where that is done."""

    icon: str
    title: str
    about: str
    """The very article, question or person that it is about."""
    address: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Pitch:
    """An offer that is not made yet: why it reads like one, and the ways on."""

    shown: Shown
    groups: tuple[Group, ...] = ()
    ideas: tuple[Idea, ...] = ()
    brief: str = ""
    """Where the brief of the stranger is read who would get the offer as an answer."""
    who: str = ""


def stop(member: Member, contact: Contact | None, brand: Brand, text: str) -> Pitch | None:
    """What is shown before a public text leaves; None: it is no offer, or its writer knows whom they answer.

    Nothing is decided here: whoever goes on all the same meets the gate, which keeps its own reasons.
    """
    context = reading.in_public(brand)
    if read(text, context).answer is not Answer.PITCH:
        return None
    shown = reading.shown(text, context, is_public=True)
    if shown is None:
        return None
    if contact is None:
        return Pitch(shown=shown, groups=groups(member, text), ideas=tuple(ideas(member)))
    if looks.seen([(member, contact)]):
        return None
    return Pitch(shown=shown, brief=reverse("person-brief", args=[contact.pk]), who=str(contact))


def groups(member: Member, text: str) -> tuple[Group, ...]:
    """The lists for news and offers, those whose words are in the text first, then the larger ones."""
    if not may(member, Right.COMPOSE):
        return ()
    rows = [one for one in consent_lists.lists(member) if one.purpose == List.Purpose.MARKETING]
    rows = [one for one in rows if one.closed_at is None]
    many = counting.on_each(rows)
    said = _stems(text)

    def order(one: List) -> tuple[int, int, str]:
        return -len(said & _stems(f"{one.name} {one.about}")), -many.get(one.pk, 0), one.name

    return tuple(Group(on=one, many=many.get(one.pk, 0)) for one in sorted(rows, key=order)[:MOST_LISTS])


def ideas(member: Member) -> Iterator[Idea]:
    """An article, a question, a comment, a success, an event: whatever of these there really is today."""
    brand = member.brand
    item = FeedItem.objects.filter(brand=brand).exclude(title="").order_by("-pk").first()
    if item:
        yield Idea(
            icon="newspaper",
            title=_("Share an article"),
            about=item.title,
            address=reverse("posts-blog"),
        )
    yield Idea(
        icon="circle-help",
        title=_("Ask a question"),
        about=_("What would you like to hear from us about?"),
        address=reverse("polls-new"),
    )
    yield from _of_others(brand)
    event = Draft.objects.filter(
        brand=brand, purpose="event", state=Draft.State.SCHEDULED, scheduled_at__gt=timezone.now()
    ).order_by("scheduled_at")
    coming = event.first()
    if coming:
        yield Idea(
            icon="calendar",
            title=_("Look forward to an event"),
            about=coming.text[:NAME],
            address=reverse("posts"),
        )


def _of_others(brand: Brand) -> Iterator[Idea]:
    """A question of theirs that nobody has answered, and good news of somebody."""
    answered = Comment.objects.filter(post=OuterRef("pk"), contact=None, is_anonymous=False)
    rows = Post.objects.filter(brand=brand, hidden_at=None, taken_back_at=None, contact__isnull=False)
    newest = list(rows.filter(~Exists(answered)).order_by("-pk")[:LOOKED_AT])
    question = next((one for one in newest if "?" in one.text), None)
    if question:
        yield Idea(
            icon="message-circle",
            title=_("Answer %(name)s") % {"name": question.author},
            about=question.text[: NAME * 2],
            address=reverse("wall-item", args=["post", question.pk]),
        )
    said: list[Post | Comment] = [*newest, *_comments(brand)]
    news = next((one for one in said if one != question and read(one.text).kind is Kind.PERSONAL), None)
    if news:
        kind = "post" if isinstance(news, Post) else "comment"
        yield Idea(
            icon="smile",
            title=_("Cheer with %(name)s") % {"name": news.author},
            about=news.text[: NAME * 2],
            address=reverse("wall-item", args=[kind, news.pk]),
        )


def _comments(brand: Brand) -> list[Comment]:
    rows = Comment.objects.filter(brand=brand, hidden_at=None, taken_back_at=None, contact__isnull=False)
    return list(rows.order_by("-pk")[:LOOKED_AT])


@for_members
@require_POST
def to_list(request: MemberRequest, pk: int) -> HttpResponse:
    """The text becomes a campaign for this list, to be looked at and approved like every other."""
    require(request.user, Right.COMPOSE)
    on = consent_lists.access(request.user, pk)
    text = clean(request.POST.get("text", ""))
    channels = Channel.objects.filter(brand=request.user.brand).exclude(state=Channel.State.OFF)
    fitting = [one for one in channels.order_by("pk") if not on.networks or one.network in on.networks]
    if not fitting and text.strip():
        posts.begin(request.user, posts.Written(text=text), request.POST.get("key", ""))
        why = _("No account is connected that %(name)s goes out by. Your words are kept under Posts.")
        messages.warning(request, why % {"name": on.name})
    if not fitting or not text.strip():
        return redirect(f"{reverse('campaigns-new')}?list={on.pk}")
    try:
        made = writing.new(request.user, on, fitting[0], " ".join(text.split())[:NAME])
        writing.save(request.user, made, writing.Words(text=text), based_on=0)
    except writing.CannotChange as why:
        messages.warning(request, told(why))
        return redirect(f"{reverse('campaigns-new')}?list={on.pk}")
    messages.success(
        request, _("Only who joined %(name)s gets this. Nothing has left yet.") % {"name": on.name}
    )
    return redirect("campaign-write", made.pk)


def _stems(text: str) -> set[str]:
    return {fold(word)[:5] for word in text.split() if len(word) > 4}
