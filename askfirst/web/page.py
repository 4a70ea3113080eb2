"""The brand's page as everybody sees it, and what a visitor can do there in public."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from askfirst.brand.models import Brand
from askfirst.people.models import Relationship
from askfirst.web import deeds, wall_rows
from askfirst.web.page_forms import Message, Saying, new_key
from askfirst.web.visit import visiting

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from askfirst.networks.page import Kind
    from askfirst.wall.models import Page
    from askfirst.web.visit import Visit


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Members come to their inbox, visitors to the page where there is one only, others to the door."""
    if request.user.is_authenticated:
        return redirect("/inbox/")
    slugs = list(Brand.objects.filter(page__isnull=False).values_list("slug", flat=True)[:2])
    return redirect("page", slug=slugs[0]) if len(slugs) == 1 else redirect("account_login")


@require_GET
@visiting
def page(visit: Visit) -> HttpResponse:
    """`/@slug/`: who they are, what they say, and the Message button."""
    return _wall(visit)


@require_GET
@visiting
def post(visit: Visit, pk: int) -> HttpResponse:
    """One post with all its comments; alone, as a fragment, when the live page asks for it."""
    return _post(visit, pk)


@require_http_methods(["GET", "POST"])
@visiting
def write(visit: Visit) -> HttpResponse:
    """A visitor writes on the wall."""
    if visit.request.method == "GET":
        return redirect("page", slug=visit.brand.slug)
    form = Saying(visit.visitor, visit.request.POST)
    visit.counted()
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
        raise Http404("this post is not there any more")
    if visit.request.method == "GET":
        return redirect("page-post", slug=visit.brand.slug, pk=pk)
    form = Saying(visit.visitor, visit.request.POST)
    visit.counted()
    if not form.is_valid():
        return _post(visit, pk, status=HTTPStatus.UNPROCESSABLE_ENTITY, comment_form=form)
    deeds.do(visit.page, form.who(), form.deed("comment", entry.external_id))
    return visit.done(_back(visit, f"#post-{pk}"), form.who())


@require_POST
@visiting
def like(visit: Visit) -> HttpResponse:
    """The Like button, pressed or taken back.  It opens nothing: a like is no permission to write."""
    visit.counted()
    kind: Kind = "unlike" if visit.request.POST.get("on") == "no" else "like"
    key = visit.request.POST.get("key", "")[:64] or new_key()
    deeds.do(visit.page, visit.visitor, deeds.Deed(kind=kind, key=key))
    return visit.done(_back(visit, ""), visit.visitor)


def _wall(visit: Visit, status: int = HTTPStatus.OK, write_form: Saying | None = None) -> HttpResponse:
    visit.look()
    pending = deeds.pending(visit.page, visit.visitor, "comment", "wall_post")
    try:
        wall = wall_rows.read(visit.page, pending, visit.request.GET.get("after", ""))
    except (ValueError, OverflowError) as error:
        raise Http404("this part of the wall does not exist") from error
    return visit.render(
        "page/page.html",
        status,
        wall=wall,
        is_liked=visit.likes(),
        likes=count_likes(visit.page),
        write_form=write_form,
        message_form=Message(visit.visitor),
    )


def _post(
    visit: Visit, pk: int, status: int = HTTPStatus.OK, comment_form: Saying | None = None
) -> HttpResponse:
    visit.look()
    entry = wall_rows.one(visit.page, pk, deeds.pending(visit.page, visit.visitor, "comment"))
    if entry is None:
        raise Http404("this post is not there any more")
    template = "page/post_part.html" if visit.request.GET.get("part") else "page/post.html"
    return visit.render(template, status, entry=entry, is_alone=True, comment_form=comment_form)


def _back(visit: Visit, anchor: str) -> HttpResponse:
    return redirect(f"/@{visit.brand.slug}/{anchor}")


def count_likes(page: Page) -> int:
    """How many people like the page now."""
    return Relationship.objects.filter(channel=page.channel, kind=Relationship.Kind.LIKES, until=None).count()
