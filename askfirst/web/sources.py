"""Where people joined a list, in words: a poll, a post on the wall, a page with a form, or whatever else the ledger noted."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import urlize
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from askfirst.consent.models import List
from askfirst.wall.models import Poll, Post

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.safestring import SafeString

    from askfirst.brand.models import Brand

_POLL = re.compile(r"/@[\w-]+/polls/(\d{1,18})/")
_LIST = re.compile(r"/@[\w-]+/lists/(?:([\w-]+)/)?(?:, from /@[\w-]+/posts/(\d{1,18})/)?")
_FROM = re.compile(r"post-(\d{1,18})")
_WORDS = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """One place, with where it stands now; `address` empty: nowhere in the product."""

    words: str
    address: str = ""
    is_of_page: bool = False
    """It is a poll, a post or a form on the brand's own page."""


def places(brand: Brand, noted: Iterable[str]) -> dict[str, Place]:
    """Each place that the ledger noted, in words: three queries for any number of them."""
    noted = set(noted)
    polls = Poll.objects.filter(brand=brand, pk__in=_numbers(_POLL, noted, 1)).in_bulk()
    posts = Post.objects.filter(brand=brand, pk__in=_numbers(_LIST, noted, 2)).in_bulk()
    lists = {one.slug: one for one in List.objects.filter(brand=brand)}
    return {text: _place(text, polls, posts, lists) for text in noted}


def won(brand: Brand, won_by: Iterable[tuple[str, int]]) -> list[tuple[Place, int]]:
    """How many each poll, post and form of the page won, the most first.  `won_by`: places of the ledger with their numbers."""
    many = Counter[str]()
    for text, number in won_by:
        many[text] += number
    known = places(brand, many)
    return [(known[text], number) for text, number in many.most_common() if known[text].is_of_page]


def linked(text: str, address: str, post: int) -> SafeString:
    """A text of the brand's with its links; those to lists of its own say from which post they are followed."""
    escaped = urlize(text, nofollow=True, autoescape=True)
    own = rf'(href="{re.escape(address)}/@[\w-]+/lists/[\w-]*/?)(?=")'
    marked = re.sub(own, rf"\1?from=post-{post}", escaped)
    return mark_safe(marked)  # noqa: S308 -- urlize has escaped it, and only a number was added


def post_of(brand: Brand, mark: str) -> int:
    """The post from which somebody came, by the mark of its link; 0: by none of this brand's."""
    found = _FROM.fullmatch(mark)
    number = int(found[1]) if found else 0
    return number if number and Post.objects.filter(brand=brand, pk=number).exists() else 0


def _numbers(pattern: re.Pattern[str], noted: Iterable[str], group: int) -> set[int]:
    return {int(found[group]) for text in noted if (found := pattern.fullmatch(text)) and found[group]}


def _place(text: str, polls: dict[int, Poll], posts: dict[int, Post], lists: dict[str, List]) -> Place:
    if (found := _POLL.fullmatch(text)) and (poll := polls.get(int(found[1]))):
        words = _("Poll “%(question)s”") % {"question": _short(poll.question)}
        return Place(words=words, address=reverse("poll", args=[poll.pk]), is_of_page=True)
    if found := _LIST.fullmatch(text):
        post = posts.get(int(found[2] or 0))
        if post:
            words = _("Post “%(words)s”") % {"words": _short(post.text)}
            return Place(words=words, address=reverse("wall-item", args=["post", post.pk]), is_of_page=True)
        on = lists.get(found[1] or "")
        words = (
            _("Your page, form of “%(list)s”") % {"list": on} if on else _("Your page, all lists in one form")
        )
        return Place(words=words, address=text.partition(",")[0], is_of_page=True)
    return Place(words=text)


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _WORDS else f"{words[: _WORDS - 1].rstrip()}…"
