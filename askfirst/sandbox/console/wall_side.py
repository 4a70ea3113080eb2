"""The public side of the page on which one is somebody: posts, comments, likes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.sandbox.console.frame import when
from askfirst.sandbox.console.html import Html, h
from askfirst.sandbox.things import Kind

if TYPE_CHECKING:
    from askfirst.sandbox.console.stage import Stage
    from askfirst.sandbox.things import Post, Profile

POSTS = 8
ANSWERS = 6


def wall(stage: Stage, me: Profile, ours: Profile) -> list[Html | None]:
    posts = stage.world.wall(stage.network, ours.id)[:POSTS]
    return [
        h("h2", f"What {ours.name} says"),
        _posting(stage, ours) if stage.offers(Kind.POST) else None,
        *[_post(stage, me, post) for post in posts],
        None if posts else h("p", "Nothing is on the wall yet.", class_="quiet"),
    ]


def _posting(stage: Stage, ours: Profile) -> Html:
    """A post on our wall, or on one's own with our name in it."""
    says = f"Write on the wall of {ours.name}" if stage.has_walls else f"Post about {ours.name}"
    mention = "" if stage.has_walls else f"@{ours.username} "
    return stage.form(
        Kind.POST,
        h("textarea", mention, name="text", placeholder=says, aria_label=says),
        h("div", h("button", "Post"), class_="row"),
        target=ours.id if stage.has_walls else "",
    )


def _post(stage: Stage, me: Profile, post: Post) -> Html:
    return h(
        "article",
        _said(stage, post),
        h("div", _like(stage, me, post), _share(stage, post), _take_back(stage, me, post), class_="row"),
        _answers(stage, me, post),
        _answer_form(stage, post, "Comment"),
        class_="post",
    )


def _answers(stage: Stage, me: Profile, post: Post) -> Html | None:
    """The newest answers; how many stand before them is told."""
    found = stage.world.answers(stage.network, post.id)
    if not found:
        return None
    before = len(found) - ANSWERS
    told = h("p", f"{before} earlier", class_="quiet") if before > 0 else None
    return h("div", told, [_comment(stage, me, one) for one in found[-ANSWERS:]], class_="answers")


def _comment(stage: Stage, me: Profile, comment: Post) -> Html:
    return h(
        "div",
        _said(stage, comment),
        h("div", _like(stage, me, comment), _take_back(stage, me, comment), class_="row"),
        _answers(stage, me, comment),
        h("details", h("summary", "Answer"), _answer_form(stage, comment, "Answer")),
    )


def _said(stage: Stage, post: Post) -> list[Html | None]:
    author = stage.world.profile(stage.network, post.author)
    mark = " · edited" if post.edited_at else ""
    hidden = " · hidden by the page" if post.is_hidden else ""
    return [
        h(
            "p",
            h("strong", author.name),
            " ",
            h("span", when(post.at, stage.world.now), mark, hidden, class_="quiet"),
        ),
        h("p", post.text, dir="auto") if post.text else None,
        h("p", ", ".join(f"📎 {one.name or one.type}" for one in post.media), class_="quiet")
        if post.media
        else None,
    ]


def _like(stage: Stage, me: Profile, post: Post) -> Html | None:
    if not stage.offers(Kind.LIKE):
        return None
    all_likes = stage.world.likes_of(stage.network, post.id)
    is_on = any(like.source == me.id for like in all_likes)
    text = f"♥ {len(all_likes)}" if all_likes else "♥"
    button = h(
        "button", text, aria_pressed=str(is_on).lower(), aria_label="Like no more" if is_on else "Like"
    )
    return stage.form(Kind.UNLIKE if is_on else Kind.LIKE, button, about=post.id)


def _share(stage: Stage, post: Post) -> Html | None:
    return stage.form(Kind.SHARE, h("button", "Share"), about=post.id) if stage.offers(Kind.SHARE) else None


def _take_back(stage: Stage, me: Profile, post: Post) -> Html | None:
    return (
        stage.form(Kind.DELETE, h("button", "Delete", class_="stop"), about=post.id)
        if post.author == me.id
        else None
    )


def _answer_form(stage: Stage, post: Post, word: str) -> Html | None:
    if not stage.offers(Kind.COMMENT):
        return None
    field = h("input", name="text", placeholder=f"{word} …", aria_label=word, autocomplete="off")
    return stage.form(
        Kind.COMMENT,
        h("div", field, class_="field"),
        h("div", h("button", word), class_="row"),
        about=post.id,
    )
