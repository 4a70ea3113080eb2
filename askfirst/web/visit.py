"""One visitor on one page: what every screen of the page asks for, and the patience with those who do too much."""

from __future__ import annotations

from functools import cached_property, wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.shortcuts import render

from askfirst.brand import rollout
from askfirst.brand.changes import newest
from askfirst.consent import ledger, lists
from askfirst.people.models import Relationship
from askfirst.wall import access, answers, opening
from askfirst.web import deeds, frames, limits, open_here, pictures, talks, visitor
from askfirst.web.open_here import Place
from askfirst.web.page_forms import new_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from askfirst.brand.models import Brand
    from askfirst.consent.models import List
    from askfirst.people.models import Contact
    from askfirst.wall.models import Page
    from askfirst.web.pictures import Picture
    from askfirst.web.visitor import Visitor

    View = Callable[..., HttpResponse]

NOT_KEPT = frozenset({"csrfmiddlewaretoken"})


class Visit:
    """One visitor on one page: what every screen of the page asks for."""

    def __init__(self, request: HttpRequest, slug: str) -> None:
        self.request = request
        self.slug = slug
        self.feed_at = 0
        """The newest row of the live feed before anything was read: the screen goes on from there."""
        self.has_looked = False
        self.has_poll = False
        """An open poll stands before them: their browser has one vote."""
        if request.method == "POST":
            self.page: Page = access.public_page(slug, for_a_deed=True)
        else:
            self.look()
        self.visitor: Visitor = visitor.of(request, self.brand)

    @property
    def brand(self) -> Brand:
        return self.page.brand

    def look(self) -> None:
        """A screen begins: note where the live feed stands, then read the page.  Whoever is sent on needs neither.

        A part of a screen goes on from where its screen stands.
        """
        if self.has_looked:
            return
        self.has_looked = True
        if not self.is_part:
            self.feed_at = newest()
        self.page = access.public_page(self.slug)

    @property
    def is_part(self) -> bool:
        """A script asks, for one place of a screen that stands already."""
        return self.request.headers.get("HX-Request") == "true"

    @property
    def is_looked_at(self) -> bool:
        """What is answered stands before their eyes: nobody refreshes it behind a window that is hidden."""
        return not self.request.GET.get("quiet")

    @property
    def is_framed(self) -> bool:
        """The screen stands in a frame of another page: a website of the brand shows it."""
        return self.request.headers.get("Sec-Fetch-Dest") == "iframe"

    @property
    def is_foreign(self) -> bool:
        """That website is another site: cookies must be kept for this frame alone, or nobody could be known there."""
        return self.is_framed and self.request.headers.get("Sec-Fetch-Site") == "cross-site"

    @property
    def is_apart(self) -> bool:
        """The visitor of this frame is known in it and nowhere else."""
        return frames.is_apart(self.request)

    @property
    def site(self) -> str:
        """The listed site with which this frame speaks."""
        return frames.site_of(self)

    @property
    def scheme(self) -> str:
        """`light` or `dark`, as that site is; empty: as the visitor's system is."""
        return frames.scheme_of(self.request)

    @cached_property
    def face(self) -> Picture | None:
        """The brand's own picture, where it has one."""
        return pictures.shown(self.page, "face")

    @cached_property
    def cover(self) -> Picture | None:
        return pictures.shown(self.page, "cover")

    @cached_property
    def people(self) -> list[Contact]:
        """Who they are among the brand's people, the current one first; looked up when a screen asks."""
        return visitor.contacts(self.brand, self.visitor)

    @cached_property
    def rollouts(self) -> rollout.Rollouts:
        """What is not for everybody; nothing is asked where everything is."""
        return rollout.read(self.brand)

    @cached_property
    def who(self) -> rollout.Who:
        return open_here.who(self.people, self.request, self.visitor.address, self.brand)

    @property
    def is_drawn(self) -> bool:
        """What this visitor sees depends on their place among a hundred, so their browser must keep it."""
        return rollout.is_drawn(self.rollouts.values())

    def place(self, key: str) -> Place:
        """One thing that they may be able to do here, in the words of `brand.rollout.FEATURES`."""
        is_off = key in opening.PLACES and not opening.is_open(self.page, key)
        is_later = key in self.rollouts and not rollout.has(key, self.who, self.rollouts)
        return Place(key=key, is_off=is_off, is_later=is_later)

    @cached_property
    def places(self) -> dict[str, Place]:
        """All of them, for screens."""
        return {feature.key: self.place(feature.key) for feature in rollout.FEATURES}

    @cached_property
    def lists(self) -> list[List]:
        """What anybody can ask to be told of here."""
        return lists.joinable(self.brand)

    @property
    def listed(self) -> list[Place]:
        """What the page says of itself: what is open here.  What is closed is said where somebody would look for it."""
        return [self.places[key] for key in open_here.LABELS if self.places[key].is_open]

    @cached_property
    def writing(self) -> Place:
        """Whether they may write privately from where they are: in a frame the website's button is asked as well."""
        button = self.place("website_button") if self.is_framed else None
        return button if button and not button.is_open else self.place("messages")

    @property
    def takes_messages(self) -> bool:
        return self.writing.is_open

    @property
    def contact(self) -> Contact | None:
        return self.people[0] if self.people else None

    def likes(self) -> bool:
        """They like the page, or have just pressed the button."""
        told = deeds.pending(self.page, self.visitor, "like", "unlike")
        if told:
            return str(told[-1].kind) == "like"
        # A like is this browser's own: another one of the same person can like the page still.
        own = Q(handle=None) | Q(handle__address=self.visitor.address)
        rows = Relationship.objects.filter(own, channel=self.page.channel, kind=Relationship.Kind.LIKES)
        return rows.filter(contact__in=self.people_by_now(), until=None).exists()

    def has_stopped(self) -> bool:
        """They asked this brand to write no more, or have just done so."""
        if deeds.pending(self.page, self.visitor, "stop"):
            return True
        handles = [handle for person in self.people_by_now() for handle in person.handles.all()]
        return bool(handles) and bool(ledger.suppressed(self.brand, handles))

    def people_by_now(self) -> list[Contact]:
        """A stranger's first deed makes them a person, perhaps since this screen first asked who they are.

        What is asked after "does a deed of theirs still wait?" must know them, or that deed would be in neither answer.
        """
        return self.people or visitor.contacts(self.brand, self.visitor)

    def context(self, **more: Any) -> dict[str, Any]:
        """What the frame of every screen shows."""
        self.look()
        return {
            "visit": self,
            "page": self.page,
            "brand": self.brand,
            "visitor": self.visitor,
            "unread": talks.count_unread(self.people, self.visitor)
            + answers.count_unseen(self.page, self.people),
            "key": new_key(),
            **more,
        }

    def render(self, template: str, status: int = HTTPStatus.OK, **more: Any) -> HttpResponse:
        return render(self.request, template, self.context(**more), status=status)

    def counted(self) -> None:
        """One more deed of theirs.

        Raises:
            TooMany: they or their address of the net have done too much in this minute.
        """
        limits.count(self.request, f"{self.brand.pk}:{self.visitor.address}")

    def done(self, response: HttpResponse, who: Visitor) -> HttpResponse:
        """Answer somebody who did something: from now on this browser is known."""
        visitor.keep(response, self.brand, who)
        return response


def visiting(view: Callable[..., HttpResponse]) -> View:
    """A view of one brand's page; who does too much is asked to wait, and keeps what they typed."""

    @wraps(view)
    def seen(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        visit = Visit(request, slug)
        try:
            response = view(visit, **kwargs)
        except limits.TooMany as wait:
            response = _wait(visit, wait.seconds)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        if not visit.visitor.is_known and (visit.has_poll or visit.is_drawn):
            visitor.keep_place(response, visit.brand, visit.visitor)
        return response

    return seen


def _wait(visit: Visit, seconds: int) -> HttpResponse:
    typed = [(name, value) for name, value in visit.request.POST.items() if name not in NOT_KEPT]
    response = visit.render(
        "errors/429.html",
        status=HTTPStatus.TOO_MANY_REQUESTS,
        seconds=seconds,
        typed=typed,
        lost_files=bool(visit.request.FILES),
    )
    response.headers["Retry-After"] = str(seconds)
    return response
