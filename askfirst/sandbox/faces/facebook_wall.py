"""What stands on a Page: posts, comments, likes, and what its feed pushes.

Posts and comments have bare numbers in the world; on the wire a post is `<page>_<number>`, a comment `<post>_<number>`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from askfirst.sandbox.face import Act, Deed, Kind, Refused
from askfirst.sandbox.faces import graph_fields
from askfirst.sandbox.faces.graph import iso
from askfirst.sandbox.faces.messaging import Messaging

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.responses import Response

    from askfirst.sandbox.call import Call
    from askfirst.sandbox.faces.graph_fields import Wanted
    from askfirst.sandbox.things import Post, Profile, Token


class Wall(Messaging):
    """The public half of the face of Facebook."""

    def publish(self, call: Call, page: str, token: Token) -> Response:
        text = str(call.given.get("message", ""))
        if not text and not call.given.get("link"):
            raise Refused("param", says="(#100) Requires one of the params: message, link")
        deed = Deed(network=self.name, kind=Kind.POST, source=page, text=text, app=token.app)
        return self.said({"id": f"{page}_{self.faces.play(deed).made}"})

    def feed(self, call: Call, page: str, token: Token) -> Response:
        edge = call.path.rstrip("/").rpartition("/")[2]
        posts = self.world.wall(self.name, page)
        if edge == "visitor_posts":
            posts = [one for one in posts if one.author != page]
        elif edge in {"posts", "published_posts"}:
            posts = [one for one in posts if one.author == page]
        elif edge == "tagged":
            posts = [
                p
                for p in self.world.posts.values()
                if p.network == self.name and page in p.mentions and p.wall != page
            ]
        since = _seconds(call.given.get("since"))
        posts = [one for one in posts if since is None or one.at.timestamp() >= since]
        wanted = graph_fields.of_call(call)

        def show(post: Post) -> dict[str, Any]:
            return graph_fields.shown(self._post(post, page, call, token), wanted, "created_time,message,id")

        return self.said(graph_fields.listed(posts, show, call.given, call, token.value))

    def wire_id(self, post: Post) -> str:
        return f"{post.root}_{post.id}" if post.kind == "comment" else f"{post.wall}_{post.id}"

    def _post(self, post: Post, page: str, call: Call, token: Token) -> dict[str, Any]:
        likes = self.world.likes_of(self.name, post.id)
        parent = self.world.posts.get((self.name, post.parent))
        return {
            "id": self.wire_id(post),
            "message": post.text,
            "from": {
                "id": self.seen(page, post.author),
                "name": self.world.profile(self.name, post.author).name,
            },
            "created_time": iso(post.at),
            "updated_time": iso(post.edited_at or post.at),
            "is_hidden": post.is_hidden,
            "permalink_url": f"https://www.facebook.com/{self.wire_id(post)}",
            "like_count": len(likes),
            "likes": {"data": [{"id": self.seen(page, one.source)} for one in likes]},
            "parent": {"id": self.wire_id(parent)}
            if parent is not None and parent.kind == "comment"
            else None,
            "can_reply_privately": post.author != page,
            "private_reply_conversation": self._private_reply(post, page, call, token),
            "comments": lambda wanted: self._comments(post, page, call, token, wanted),
        }

    def _private_reply(self, post: Post, page: str, call: Call, token: Token) -> Callable[[Wanted], Any]:
        def show(wanted: Wanted) -> Any:
            thread = self.world.thread(self.name, page, post.author)
            acts = self.world.acts_of(self.name, page, kinds=(Kind.WRITE,))
            if thread is None or not any(act.deed.more.get("comment") == post.id for act in acts):
                return None
            return graph_fields.shown(self.thread_node(thread, page, call, token), wanted.inner)

        return show

    def _comments(self, post: Post, page: str, call: Call, token: Token, wanted: Wanted) -> dict[str, Any]:
        """Right below, or with `filter=stream` all of them; in the order that is asked for."""
        found = self.world.answers(self.name, post.id)
        if wanted.how.get("filter") == "stream" or post.kind != "comment":
            found = [one for child in found for one in (child, *self.world.answers(self.name, child.id))]
        if wanted.how.get("order") == "reverse_chronological":
            found.sort(key=lambda one: one.at, reverse=True)
        return graph_fields.listed(
            found,
            lambda one: graph_fields.shown(
                self._post(one, page, call, token), wanted.inner, "created_time,from,message,id"
            ),
            wanted.how,
            call,
            token.value,
        )

    def at_post(self, call: Call, method: str, post: Post, edge: str, token: Token) -> Response:  # noqa: PLR0911 -- one for each edge
        page = token.profile
        self.allowed(post.wall, token)
        if method == "GET" and edge == "comments":
            wanted = graph_fields.Wanted(name="comments", how=how(call), inner=graph_fields.of_call(call))
            return self.said(self._comments(post, page, call, token, wanted))
        if method == "GET" and edge == "":
            return self.said(
                graph_fields.shown(
                    self._post(post, page, call, token), graph_fields.of_call(call), "created_time,message,id"
                )
            )
        if (method, edge) == ("POST", "comments"):
            return self._comment(call, post, token)
        if edge == "likes":
            kind = Kind.UNLIKE if method == "DELETE" else Kind.LIKE
            self.faces.play(Deed(network=self.name, kind=kind, source=page, about=post.id, app=token.app))
            return self.said({"success": True})
        if method == "DELETE":
            self.faces.play(
                Deed(network=self.name, kind=Kind.DELETE, source=page, about=post.id, app=token.app)
            )
            return self.said({"success": True})
        if method == "POST" and "is_hidden" in call.given:
            post.is_hidden = str(call.given["is_hidden"]).lower() in {"true", "1"}
            self.changed()
            return self.said({"success": True})
        if method == "POST" and post.author == page:
            text = str(call.given.get("message", ""))
            self.faces.play(
                Deed(network=self.name, kind=Kind.EDIT, source=page, about=post.id, text=text, app=token.app)
            )
            return self.said({"success": True})
        raise Refused("unknown", says=f"Unsupported {method.lower()} request.")

    def _comment(self, call: Call, post: Post, token: Token) -> Response:
        self.allowed(post.wall, token, "pages_manage_engagement")
        text = str(call.given.get("message", ""))
        if not text:
            raise Refused("param", says="(#100) Requires one of the params: message, attachment_id")
        deed = Deed(
            network=self.name,
            kind=Kind.COMMENT,
            source=token.profile,
            about=post.id,
            text=text,
            app=token.app,
        )
        return self.said({"id": f"{post.root}_{self.faces.play(deed).made}"})

    def blocked(self, call: Call, page: str, token: Token) -> Response:
        people = [
            self.world.profile(self.name, edge.target)
            for edge in self.world.edges_from(self.name, "block", page)
        ]

        def show(one: Profile) -> dict[str, Any]:
            return {"id": self.seen(page, one.id), "name": one.name}

        return self.said(graph_fields.listed(people, show, call.given, call, token.value))

    def block(self, call: Call, page: str, token: Token) -> Response:
        named = call.value("psid") or call.value("user") or call.value("uid")
        kind = (
            Kind.UNBLOCK
            if "DELETE" in {call.method, str(call.given.get("method", "")).upper()}
            else Kind.BLOCK
        )
        for one in named if isinstance(named, list) else [named]:
            deed = Deed(
                network=self.name, kind=kind, source=page, target=self.person(page, str(one)), app=token.app
            )
            self.faces.play(deed)
        return self.said({"success": True})

    # -- pushes ----------------------------------------------------------------------------------------------------

    def hearers(self) -> Mapping[Kind, Callable[[Act], None]]:
        return {
            **super().hearers(),
            Kind.POST: self._heard_post,
            Kind.COMMENT: self._heard_post,
            Kind.EDIT: self._heard_change,
            Kind.DELETE: self._heard_change,
            Kind.LIKE: self._heard_like,
            Kind.UNLIKE: self._heard_like,
            Kind.REACT: self._heard_like,
            Kind.UNREACT: self._heard_like,
        }

    def _heard_post(self, act: Act) -> None:
        post = self.world.posts[self.name, act.made]
        if self.world.is_ours(self.name, post.wall):
            self._tell_feed(post, act, "add", message=post.text)
        for page in (one for one in post.mentions if self.world.is_ours(self.name, one) and one != post.wall):
            value = {
                "item": "comment" if post.kind == "comment" else "post",
                "verb": "add",
                "post_id": self.wire_id(self.world.post(self.name, post.root)),
                "sender_id": self.seen(page, post.author),
                "sender_name": self.world.profile(self.name, post.author).name,
                "message": post.text,
                "created_time": int(act.at.timestamp()),
            }
            if post.kind == "comment":
                value["comment_id"] = self.wire_id(post)
            self.tell("mention", page, value)

    def _heard_change(self, act: Act) -> None:
        """Of something public; a message that is edited has a push of its own, and nobody is told that one was unsent."""
        post = self.world.posts.get((self.name, act.made))
        if post is None:
            super().hearers()[act.deed.kind](act)
        elif self.world.is_ours(self.name, post.wall):
            if act.deed.kind is Kind.EDIT:
                self._tell_feed(post, act, "edited", message=post.text, edited_time=int(act.at.timestamp()))
            else:
                self._tell_feed(post, act, "remove")

    def _heard_like(self, act: Act) -> None:
        post = self.world.posts.get((self.name, act.deed.about))
        if post is None:
            if act.deed.kind in {Kind.REACT, Kind.UNREACT}:
                super().hearers()[act.deed.kind](act)
            return
        if self.world.is_ours(self.name, post.wall):
            verb = "remove" if act.deed.kind in {Kind.UNLIKE, Kind.UNREACT} else "add"
            sign = str(act.deed.more.get("reaction", "like"))
            self._tell_feed(post, act, verb, item="reaction", reaction_type=sign)

    def _tell_feed(self, post: Post, act: Act, verb: str, **more: Any) -> None:
        page, who = post.wall, act.deed.source
        root = self.world.posts[self.name, post.root]
        value: dict[str, Any] = {
            "item": post.kind if post.kind != "post" or who != page else "status",
            "verb": verb,
            "post_id": self.wire_id(root),
            "from": {"id": self.seen(page, who), "name": self.world.profile(self.name, who).name},
            "created_time": int(act.at.timestamp()),
        }
        if post.kind == "comment":
            parent = self.world.posts[self.name, post.parent]
            value |= {"comment_id": self.wire_id(post), "parent_id": self.wire_id(parent)}
        elif verb == "add" and post.media:
            value |= {"item": "photo", "photo_id": post.media[0].id, "link": self.address(post.media[0])}
        self.tell("feed", page, {**value, **more}, is_echo=who == page)


def how(call: Call) -> dict[str, str]:
    return {name: str(value) for name, value in call.given.items() if name != "fields"}


def _seconds(value: Any) -> int | None:
    return int(value) if str(value or "").isdecimal() else None
