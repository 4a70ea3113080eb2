"""How Tumblr writes blogs, posts in both formats, and what happened around a blog."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from askfirst.sandbox.things import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from askfirst.sandbox.things import Act, Ask, Post
    from askfirst.sandbox.world import World

TUMBLR = "tumblr"
Block = dict[str, Any]
_TAG = re.compile(r"<[^>]+>")


def uuid(world: World, id: str) -> str:
    """A blog's lasting id."""
    return f"t:{world.digest('tumblr', id)[:22]}"


def blog(world: World, id: str) -> dict[str, Any]:
    profile = world.profile(TUMBLR, id)
    return {
        "name": profile.username,
        "title": profile.name,
        "url": f"https://{profile.username}.tumblr.com/",
        "uuid": uuid(world, id),
        "updated": int(profile.since.timestamp()),
        "posts": len(world.wall(TUMBLR, id)),
        "ask": bool(profile.settings.get("ask")),
        "ask_anon": bool(profile.settings.get("ask_anon")),
        "followers": len(world.edges_to(TUMBLR, "follow", id)),
        "type": "private" if profile.settings.get("is_private") else "public",
    }


def reblog_key(world: World, id: str) -> str:
    return world.digest("reblog", id)[:8]


def text_blocks(text: str) -> list[Block]:
    return [{"type": "text", "text": one} for one in text.split("\n\n") if one]


def words(blocks: list[Any]) -> str:
    """What blocks say; `text_blocks` the other way round."""
    return "\n\n".join(str(one["text"]) for one in blocks if isinstance(one, dict) and one.get("text"))


def from_html(said: str) -> str:
    """The words of a post that came in the older format."""
    return html.unescape(_TAG.sub("", re.sub(r"<(?:br|/p)\s*/?>", "\n", said))).strip()


def post(world: World, given: Post, *, npf: bool) -> dict[str, Any]:
    """A post that stands."""
    ask = world.asks.get((TUMBLR, str(given.more.get("ask", ""))))
    answer = [*text_blocks(given.text), *_pictures(given)]
    made = _common(world, given.author, given.id, int(given.at.timestamp()), "published")
    if given.kind == "share":
        parent = world.posts[TUMBLR, given.parent]
        made["parent_post_id"], made["parent_tumblelog_uuid"] = parent.id, uuid(world, parent.author)
    if npf:
        return made | _npf(world, ask, answer)
    if ask is not None:
        return made | _older_ask(world, ask) | {"answer": f"<p>{html.escape(given.text, quote=False)}</p>"}
    return made | {"type": "text", "title": None, "body": f"<p>{html.escape(given.text, quote=False)}</p>"}


def waiting(world: World, ask: Ask, *, npf: bool) -> dict[str, Any]:
    """An ask that nobody has answered yet: a post of the blog in the state of a submission."""
    made = _common(world, ask.blog, ask.id, int(ask.at.timestamp()), "submission")
    return made | (_npf(world, ask, []) if npf else _older_ask(world, ask) | {"answer": ""})


def _common(world: World, author: str, id: str, timestamp: int, state: str) -> dict[str, Any]:
    profile = world.profile(TUMBLR, author)
    number: int | str = int(id) if id.isdigit() else id
    return {
        "object_type": "post",
        "blog_name": profile.username,
        "blog": blog(world, author),
        "id": number,
        "id_string": id,
        "post_url": f"https://{profile.username}.tumblr.com/post/{id}",
        "timestamp": timestamp,
        "state": state,
        "reblog_key": reblog_key(world, id),
        "tags": [],
        "note_count": len(world.likes_of(TUMBLR, id)) + len(world.answers(TUMBLR, id)),
    }


def _npf(world: World, ask: Ask | None, answer: list[Block]) -> dict[str, Any]:
    question = text_blocks(ask.text) if ask else []
    layout: list[Block] = []
    if ask is not None:
        layout.append({"type": "ask", "blocks": list(range(len(question)))})
        if ask.asker:
            asker = world.profile(TUMBLR, ask.asker)
            named = {"name": asker.username, "uuid": uuid(world, asker.id)}
            url = f"https://{asker.username}.tumblr.com"
            layout[0]["attribution"] = {"type": "blog", "url": url, "blog": named}
    return {"type": "blocks", "content": [*question, *answer], "layout": layout, "trail": []}


def _older_ask(world: World, ask: Ask) -> dict[str, Any]:
    name = world.profile(TUMBLR, ask.asker).username if ask.asker else "Anonymous"
    url = f"https://{name}.tumblr.com/" if ask.asker else None
    question = html.escape(ask.text, quote=False)
    return {"type": "answer", "asking_name": name, "asking_url": url, "question": question}


def _pictures(given: Post) -> list[Block]:
    return [
        {
            "type": "image",
            "media": [{"type": one.type, "url": f"https://64.media.tumblr.com/{one.id}/{one.name}"}],
        }
        for one in given.media
    ]


# -- what happened around a blog ---------------------------------------------------------------------------------------


def activity(world: World, id: str) -> Iterator[dict[str, Any]]:
    """Newest first."""
    for act in reversed(world.acts):
        if act.deed.network == TUMBLR and act.deed.source != id and act.at <= world.now:
            found = _item(world, act, id)
            if found:
                who = (
                    ""
                    if act.deed.more.get("is_anonymous")
                    else world.profile(TUMBLR, act.deed.source).username
                )
                yield {
                    "id": world.digest("notification", act.number)[:24],
                    "timestamp": int(act.at.timestamp()),
                    "unread": True,
                    **({"from_tumblelog_name": who} if who else {}),
                    **found,
                }


def _item(world: World, act: Act, id: str) -> dict[str, Any]:
    deed = act.deed
    if deed.kind is Kind.FOLLOW and deed.target == id:
        return {"type": "follow"}
    if deed.kind is Kind.ASK and deed.target == id:
        return {"type": "ask", "post_id": act.made}
    about = world.posts.get((TUMBLR, deed.about))
    is_ours = about is not None and about.author == id
    if deed.kind is Kind.LIKE and is_ours:
        return {"type": "like", "target_post_id": deed.about}
    made = world.posts.get((TUMBLR, act.made))
    if made is None or deed.kind not in {Kind.POST, Kind.COMMENT, Kind.SHARE}:
        return {}
    return _said(
        made.text, deed.kind, is_ours=is_ours, is_named=id in made.mentions, about=deed.about, made=act.made
    )


def _said(text: str, kind: Kind, *, is_ours: bool, is_named: bool, about: str, made: str) -> dict[str, Any]:
    if kind is Kind.COMMENT and is_ours:
        return {"type": "reply", "target_post_id": about, "reply_text": text}
    if kind is Kind.SHARE and is_ours:
        words = {"added_text": text} if text else {}
        word = "reblog_with_content" if text else "reblog_naked"
        return {"type": word, "target_post_id": about, "post_id": made, **words}
    if not is_named:
        return {}
    if kind is Kind.COMMENT:
        return {"type": "mention_in_reply", "target_post_id": about, "reply_text": text}
    return {"type": "mention_in_post", "post_id": made, "added_text": text}
