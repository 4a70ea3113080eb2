"""The brand's page as everybody sees it, and what a visitor can do there in public."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from askfirst.brand.models import Brand, Member
from askfirst.people.models import Relationship
from askfirst.wall import answers, openings
from askfirst.web import deeds, limits, poll_cards, visitor, wall_rows
from askfirst.web.members import first_screen
from askfirst.web.page_forms import Ask, Message, Saying, new_key
from askfirst.web.visit import visiting

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from askfirst.networks.page import Kind
    from askfirst.wall.models import Page
    from askfirst.web.visit import Visit


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Members come to where they work, visitors to the page where there is one only, others to the door."""
    if isinstance(request.user, Member):
        return redirect(first_screen(request.user))
    slugs = list(Brand.objects.filter(page__isnull=False).values_list("slug", flat=True)[:2])
    return redirect("page", slug=slugs[0]) if len(slugs) == 1 else redirect("account_login")


@require_GET
@visiting
def page(visit: Visit) -> HttpResponse:
    """`/@slug/`: who they are, what they say, and the Message button."""
    _opened(visit)
    return _wall(visit)


@require_GET
@visiting
def post(visit: Visit, pk: int) -> HttpResponse:
    """One post with all its comments; alone, as a fragment, when the live page asks for it."""
    answer = _post(visit, pk)
    _opened(visit, pk)
    return answer


@require_http_methods(["GET", "POST"])
@visiting
def write(visit: Visit) -> HttpResponse:
    """A visitor writes on the wall."""
    if visit.request.method == "GET":
        return redirect("page", slug=visit.brand.slug)
    form = Saying(visit.visitor, visit.request.POST)
    visit.counted()
    if not visit.place("posts").is_open:
        form.full_clean()
        return _wall(visit, status=HTTPStatus.CONFLICT, write_form=form)
    if not form.is_valid():
        return _wall(visit, status=HTTPStatus.UNPROCESSABLE_ENTITY, write_form=form)
    deeds.do(visit.page, form.who(), form.deed("wall_post"))
    return visit.done(_back(visit, "#wall"), form.who())


@require_http_methods(["GET", "POST"])
@visiting
def comment(visit: Visit, pk: int) -> HttpResponse:
    """A visitor comments on a post."""
    entry = wall_rows.one(visit.page, pk)
    if entry is None:
        raise Http404(_("this post is not there any more"))
    if visit.request.method == "GET":
        return redirect("page-post", slug=visit.brand.slug, pk=pk)
    form = Saying(visit.visitor, visit.request.POST)
    visit.counted()
    if not visit.place("comments").is_open:
        form.full_clean()
        return _post(visit, pk, status=HTTPStatus.CONFLICT, comment_form=form)
    if not form.is_valid():
        return _post(visit, pk, status=HTTPStatus.UNPROCESSABLE_ENTITY, comment_form=form)
    deeds.do(visit.page, form.who(), form.deed("comment", entry.external_id))
    return visit.done(_back(visit, f"#post-{pk}"), form.who())


@require_POST
@visiting
def like(visit: Visit) -> HttpResponse:
    """The Like button, pressed or taken back.  It opens nothing: a like is no permission to write."""
    visit.counted()
    if not visit.place("likes").is_open:
        messages.info(
            visit.request, _("Likes have not come to everybody yet, and not to you. Nothing was kept.")
        )
        return _back(visit, "")
    kind: Kind = "unlike" if visit.request.POST.get("on") == "no" else "like"
    key = visit.request.POST.get("key", "")[:64] or new_key()
    deeds.do(visit.page, visit.visitor, deeds.Deed(kind=kind, key=key))
    return visit.done(_back(visit, ""), visit.visitor)


@require_http_methods(["GET", "POST"])
@visiting
def ask(visit: Visit) -> HttpResponse:
    """A visitor asks something, under their name or without one.  It stands on no wall before it is answered there."""
    if visit.request.method == "GET":
        visit.look()
        return visit.render("page/ask_page.html", ask_form=Ask(visit.visitor))
    form = Ask(visit.visitor, visit.request.POST)
    visit.counted()
    is_valid = form.is_valid()
    place = visit.place("anonymous_asks" if form.cleaned_data.get("nameless") else "asks")
    if not (visit.place("asks").is_open and place.is_open):
        return visit.render("page/ask_page.html", HTTPStatus.CONFLICT, ask_form=form)
    if not is_valid:
        return visit.render("page/ask_page.html", HTTPStatus.UNPROCESSABLE_ENTITY, ask_form=form)
    try:
        _count_ask(visit)
    except limits.TooMany as wait:
        form.add_error("text", _enough(visit.page))
        response = visit.render("page/ask_page.html", HTTPStatus.TOO_MANY_REQUESTS, ask_form=form)
        response.headers["Retry-After"] = str(wait.seconds)
        return response
    said = form.deed()
    who = visit.visitor if said.is_nameless else form.who()
    asked = deeds.do(visit.page, who, said)
    messages.success(visit.request, _ASKED_NAMELESS if said.is_nameless else _ASKED)
    response = redirect("area", visit.brand.slug)
    if not said.is_nameless:
        return visit.done(response, who)
    earlier = visitor.nameless(visit.request, visit.brand)
    visitor.keep_nameless(response, visit.brand, list(dict.fromkeys([asked, *earlier])))
    return response


_ASKED = gettext_lazy(
    "Your question is on its way. Nobody but the team sees it until they answer it in public."
)
_ASKED_NAMELESS = gettext_lazy(
    "Your question is on its way without your name. Only this browser knows that you asked it, and shows the answer below."
)


def _enough(page: Page) -> str:
    return _(
        "%(brand)s takes %(most)s questions a day from one person, and these were as many. "
        "Your words are kept here: copy them, and ask again tomorrow."
    ) % {"brand": page.brand, "most": page.asks_a_day}


def _count_ask(visit: Visit) -> None:
    """One more question of theirs today, by whoever they are and by where they are.

    Raises:
        TooMany: they have asked as often as the owner lets one person ask in a day, or their address very often.
    """
    most, brand = visit.page.asks_a_day, visit.brand.pk
    # A browser without our cookie is somebody new each time: then only where they are is known.
    limits.count_daily(f"ask:{brand}:{visit.visitor.address}", most)
    limits.count_daily(f"ask-from:{brand}:{limits.address_of(visit.request)}", most * limits.PER_ADDRESS)


def previewed(visit: Visit, problems: list[str]) -> HttpResponse:
    """The page as it would look; `problems` are the sentences about what cannot be shown that way."""
    wall = wall_rows.read(visit.page)
    poll_cards.attach(visit, wall.entries)
    return visit.render(
        "page/page.html",
        wall=wall,
        likes=count_likes(visit.page),
        ask_form=Ask(visit.visitor),
        is_preview=True,
        problems=problems,
    )


def _opened(visit: Visit, post: int | None = None) -> None:
    """A whole screen was opened: not a part of one that stands already, and not by the team."""
    if not visit.is_part and not isinstance(visit.request.user, Member):
        openings.count(visit.page, post, visit.request.headers.get("User-Agent", ""))


def _wall(visit: Visit, status: int = HTTPStatus.OK, write_form: Saying | None = None) -> HttpResponse:
    visit.look()
    pending = deeds.pending(visit.page, visit.visitor, "comment", "wall_post")
    try:
        wall = wall_rows.read(visit.page, pending, visit.request.GET.get("after", ""), visit.people)
    except (ValueError, OverflowError) as error:
        raise Http404(_("this part of the wall does not exist")) from error
    poll_cards.attach(visit, wall.entries)
    return visit.render(
        "page/page.html",
        status,
        wall=wall,
        is_liked=visit.likes(),
        likes=count_likes(visit.page),
        write_form=write_form,
        message_form=Message(visit.visitor),
        ask_form=Ask(visit.visitor),
    )


def _post(
    visit: Visit, pk: int, status: int = HTTPStatus.OK, comment_form: Saying | None = None
) -> HttpResponse:
    visit.look()
    entry = wall_rows.one(visit.page, pk, deeds.pending(visit.page, visit.visitor, "comment"), visit.people)
    if entry is None:
        raise Http404(_("this post is not there any more"))
    poll_cards.attach(visit, [entry])
    part = visit.request.GET.get("part", "")
    if part != "wall" and visit.is_looked_at:
        answers.see(visit.page, visit.people, pk)
    template = "page/post_part.html" if part else "page/post.html"
    return visit.render(template, status, entry=entry, is_alone=True, comment_form=comment_form)


def _back(visit: Visit, anchor: str) -> HttpResponse:
    return redirect(f"/@{visit.brand.slug}/{anchor}")


def count_likes(page: Page) -> int:
    """How many people like the page now."""
    rows = Relationship.objects.filter(channel=page.channel, kind=Relationship.Kind.LIKES, until=None)
    return rows.values("contact").distinct().count()
