"""Instagram professional accounts: graph.instagram.com for an account's own token, graph.facebook.com for its Page's.

An account whose `more["login"]` is `facebook` is reached through a Page (`more["instagram"]` of the Page names it).
Media and comments are posts and comments of the world, with bare numbers on the wire as well.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from askfirst.sandbox.face import Act, Choice, Deed, Kind, Path, Refused, Retry
from askfirst.sandbox.faces import graph_fields
from askfirst.sandbox.faces.graph import LONG_LIVED, iso, written
from askfirst.sandbox.faces.messaging import Messaging
from askfirst.sandbox.rules import Refusal, instagram

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from starlette.responses import Response

    from askfirst.sandbox.call import Call
    from askfirst.sandbox.faces.graph_fields import Wanted
    from askfirst.sandbox.things import Hook, Message, Post, Profile, Thread, Token

ACCOUNT, ACCOUNT_TOKEN = "17841400000000001", "IGAASandboxToken"
COLD = timedelta(days=30)
"""A request that nobody answered is not listed any more (IG-05)."""


class Instagram(Messaging):
    name = "instagram"
    title = "Instagram"
    offers = (
        *(Kind.FOLLOW, Kind.BLOCK, Kind.LIKE, Kind.COMMENT, Kind.EDIT),
        *(Kind.WRITE, Kind.READ, Kind.REACT, Kind.DELETE, Kind.OPT_IN, Kind.OPT_OUT, Kind.REPORT),
    )
    choices = (
        Choice(
            name="allows_access",
            title="Access of programs to messages",
            values={True: "Allowed", False: "Not allowed"},
            is_ours=True,
        ),
    )
    hosts = (
        "graph.instagram.com",
        "graph.facebook.com",
        "api.instagram.com",
        "www.instagram.com",
        "scontent.cdninstagram.com",
    )
    object = "instagram"
    scope = "igsid"
    nobody = "no_user"
    platform = "instagram"
    has_delivered = False
    files_at = "scontent.cdninstagram.com"
    edit_field = "message_edit"
    retry = Retry(
        delays=(1.0, 10.0, 60.0, 300.0),
        gives_up_after=timedelta(hours=36),
        disables_after=timedelta(hours=1),
        timeout=5.0,
        largest_batch=1000,
    )

    def routes(self) -> Sequence[Path]:
        return [
            Path("GET", "/oauth/authorize", self.dialog),
            Path("GET", "/refresh_access_token", self.refresh),
            Path("GET", "/access_token", self.lengthen),
            *super().routes(),
        ]

    def graph(self, call: Call) -> Response:
        return self.file(call) if call.host == self.files_at else super().graph(call)

    def may(self, deed: Deed, at: datetime) -> Refusal | None:
        return instagram.may(self.world, deed, at)

    def new_id(self, word: str, at: datetime) -> str:
        del at
        number = self.world.count_up(f"instagram.{word}")
        if word in {"message", "thread"}:
            return f"aWd_{word[0]}{self.world.digest(f'instagram.{word}', number)[:60]}"
        length = 15 if word == "profile" else 17
        return self.world.digits("instagram", word, number, length=length)

    def seed(self) -> None:
        super().seed()
        if (self.name, ACCOUNT) not in self.world.accounts:
            app = next(id for network, id in self.world.apps if network == self.name)
            self.world.account(self.name, "harbourcoffee", "Harbour Coffee", id=ACCOUNT, app=app)
            self.world.issue(self.name, ACCOUNT, app=app, lasts=LONG_LIVED, value=ACCOUNT_TOKEN)

    # -- tokens ----------------------------------------------------------------------------------------------------

    def refresh(self, call: Call) -> Response:
        """The 60 days of a token begin anew, once it is a day old and while it lives."""
        token = self.caller(call)
        if _is_short(token) or self.now - token.issued_at < timedelta(hours=24):
            raise Refused("param", says="(#100) The token is less than 24 hours old")
        return self._lasting(token)

    def lengthen(self, call: Call) -> Response:
        """A token of an hour for one of 60 days."""
        token = self.caller(call)
        app = self.app_of(token.app)
        if app is None or call.given.get("client_secret") != app.secret:
            raise Refused("param", says="Error validating client secret.")
        if not _is_short(token):
            raise Refused("param", says="(#100) Session key invalid: this token is long-lived already")
        return self._lasting(token)

    def _lasting(self, token: Token) -> Response:
        made = self.world.issue(
            self.name, token.profile, app=token.app, lasts=LONG_LIVED, scopes=list(token.scopes)
        )
        lasts = int(LONG_LIVED.total_seconds())
        return self.said({"access_token": made.value, "token_type": "bearer", "expires_in": lasts})

    # -- nodes and edges -------------------------------------------------------------------------------------------

    def at_me(self, call: Call, edge: str, token: Token) -> Response:
        return self._at_account(call, call.method, token.profile, edge, token)

    def at_node(self, call: Call, method: str, node: str, edge: str, token: Token) -> Response:
        account = self.account(node, token)
        if account:
            return self._at_account(call, method, account, edge, token)
        held = self.account(token.profile, token)
        if (self.name, node) in self.world.posts:
            return self._at_post(call, method, self.world.post(self.name, node), edge, held, token)
        if (self.name, node) in self.world.threads:
            shown = self.thread_node(self.world.threads[self.name, node], held, call, token)
            return self.said(graph_fields.shown(shown, graph_fields.of_call(call), "id,updated_time"))
        if (self.name, node) in self.world.messages:
            found = self.message_node(self.world.messages[self.name, node], held)
            return self.said(graph_fields.shown(found, graph_fields.of_call(call), "id,created_time"))
        return self._at_somebody(call, node, held)

    def account(self, node: str, token: Token) -> str:
        """Our account behind a node: itself, or the one that is linked with a Page; empty: none that this token speaks for."""
        page = self.world.accounts.get(("facebook", token.profile))
        linked = str(page.more.get("instagram", "")) if page is not None else ""
        if node == token.profile:
            return node if self.world.is_ours(self.name, node) else linked
        return node if node == linked else ""

    def ours(self, id: str, token: Token, *scopes: str) -> Profile:  # noqa: ARG002 -- as given
        if not self.account(id, token):
            raise Refused("scope")
        return self.world.profile(self.name, self.account(id, token))

    def _at_account(self, call: Call, method: str, account: str, edge: str, token: Token) -> Response:
        how = self._edges().get((method, edge))
        if how is None:
            raise Refused("unknown", says=f"Unsupported {method.lower()} request on the edge {edge!r}.")
        return how(call, account, token)

    def _edges(self) -> Mapping[tuple[str, str], Callable[[Call, str, Token], Response]]:
        return {
            ("GET", ""): self._account,
            ("POST", "messages"): self.send,
            ("POST", "message_attachments"): self._attachment,
            ("GET", "conversations"): self.conversations,
            ("GET", "media"): self._media_list,
            ("POST", "mentions"): self._answer_mention,
        }

    def _account(self, call: Call, account: str, token: Token) -> Response:
        profile = self.world.profile(self.name, account)
        del token
        node = {
            "id": account,
            "user_id": account,
            "username": profile.username,
            "name": profile.name,
            "account_type": "BUSINESS",
            "followers_count": len(self.world.edges_to(self.name, "follow", account)),
            "follows_count": len(self.world.edges_from(self.name, "follow", account)),
            "media_count": len(self.world.wall(self.name, account)),
            "mentioned_comment": self._mentioned(account, "comment_id"),
            "mentioned_media": self._mentioned(account, "media_id"),
        }
        return self.said(graph_fields.shown(node, graph_fields.of_call(call), "id"))

    def _mentioned(self, account: str, how: str) -> Callable[[Wanted], Any]:
        def show(wanted: Wanted) -> Any:
            post = self.world.posts.get((self.name, wanted.how.get(how, "")))
            if post is None or account not in post.mentions:
                raise Refused("unknown")
            return graph_fields.shown(self._node(post, account), wanted.inner)

        return show

    def _attachment(self, call: Call, account: str, token: Token) -> Response:
        if token.network != "facebook":
            raise Refused("permission", says=f"(#10) {account} has no Page to which files can be uploaded")
        return self.lay_ready(call)

    def _at_somebody(self, call: Call, node: str, account: str) -> Response:
        """What an account may know of a person: nothing before they have written to it."""
        who = self.world.unscoped(f"{self.scope}.{account}", node)
        if who is None or self.world.last_message(self.name, who, account) is None:
            raise Refused("unknown")
        profile = self.world.profile(self.name, who)
        shown = {
            "id": node,
            "name": profile.name,
            "username": profile.username,
            "profile_pic": f"https://{self.files_at}/{node}/profile.jpg",
            "follower_count": len(self.world.edges_to(self.name, "follow", who)),
            "is_user_follow_business": self.world.follows(self.name, who, account),
            "is_business_follow_user": self.world.follows(self.name, account, who),
            "is_verified_user": False,
        }
        return self.said(graph_fields.shown(shown, graph_fields.of_call(call), "name,username,id"))

    def _is_listed(self, thread: Thread) -> bool:
        if not super()._is_listed(thread):
            return False
        return thread.state != "request" or self.now - self._updated(thread) < COLD

    # -- public ----------------------------------------------------------------------------------------------------

    def _media_list(self, call: Call, account: str, token: Token) -> Response:
        wanted = graph_fields.of_call(call)
        posts = [one for one in self.world.wall(self.name, account) if one.author == account]
        return self.said(
            graph_fields.listed(
                posts,
                lambda one: graph_fields.shown(self._node(one, account), wanted, "id"),
                call.given,
                call,
                token.value,
            )
        )

    def _node(self, post: Post, account: str) -> dict[str, Any]:
        who = self.world.profile(self.name, post.author)
        return {
            "id": post.id,
            "text": post.text,
            "caption": post.text,
            "from": {"id": self.seen(account, post.author), "username": who.username},
            "username": who.username,
            "timestamp": iso(post.at),
            "hidden": post.is_hidden,
            "like_count": len(self.world.likes_of(self.name, post.id)),
            "media": {"id": post.root},
            "media_type": "IMAGE",
            "parent_id": post.parent if post.parent != post.root else None,
            "comments": lambda wanted: self._answers(post, account, wanted),
            "replies": lambda wanted: self._answers(post, account, wanted),
        }

    def _answers(self, post: Post, account: str, wanted: Wanted) -> dict[str, Any]:
        shown = [
            graph_fields.shown(self._node(one, account), wanted.inner, "id,text,timestamp")
            for one in self.world.answers(self.name, post.id)
        ]
        return {"data": shown[::-1]}

    def _at_post(
        self, call: Call, method: str, post: Post, edge: str, account: str, token: Token
    ) -> Response:
        if post.wall != account:
            raise Refused("not_owner")
        wanted = graph_fields.of_call(call)
        if method == "GET" and edge in {"comments", "replies"}:
            return self.said(self._answers(post, account, graph_fields.Wanted(name=edge, inner=wanted)))
        if method == "GET":
            return self.said(graph_fields.shown(self._node(post, account), wanted, "id"))
        if method == "POST" and edge in {"comments", "replies"}:
            return self._comment(call, post, account, token)
        if method == "POST" and "hide" in call.given:
            post.is_hidden = str(call.given["hide"]).lower() == "true"
            self.changed()
        elif method == "DELETE":
            deed = Deed(network=self.name, kind=Kind.DELETE, source=account, about=post.id, app=token.app)
            self.faces.play(deed)
        else:
            raise Refused("unknown")
        return self.said({"success": True})

    def _comment(self, call: Call, post: Post, account: str, token: Token) -> Response:
        """One level deep: an answer to an answer stands below the first."""
        text = str(call.given.get("message", ""))
        if not text:
            raise Refused("param", says="(#100) The parameter message is required.")
        about = post.parent if post.kind == "comment" and post.parent != post.root else post.id
        deed = Deed(
            network=self.name, kind=Kind.COMMENT, source=account, about=about, text=text, app=token.app
        )
        return self.said({"id": self.faces.play(deed).made})

    def _answer_mention(self, call: Call, account: str, token: Token) -> Response:
        named = str(call.given.get("comment_id") or call.given.get("media_id") or "")
        post = self.world.post(self.name, named)
        if account not in post.mentions:
            raise Refused("not_owner")
        return self._comment(call, post, account, token)

    # -- pushes ----------------------------------------------------------------------------------------------------

    def gives_tickets(self, account: str) -> bool:
        return self._is_by_page(account)

    def named(self, username: str, name: str) -> dict[str, str]:
        del name
        return {"username": username}

    def field_of(self, *, is_echo: bool) -> str:
        del is_echo
        return "messages"

    def echo_extras(self, message: Message) -> dict[str, Any]:
        del message
        return {}

    def read_mark(self, act: Act, account: str) -> tuple[str, str, Act, dict[str, Any]]:
        last = self.world.last_message(self.name, account, act.deed.source, before=act.at)
        return "messaging_seen", account, act, {"read": {"mid": last.id if last else ""}}

    def _heard_delete(self, act: Act) -> None:
        message, account, meant = self._message_of(act)
        if message is not None and account:
            what = {"message": {"mid": message.id, "is_deleted": True}}
            self.tell_message("messages", account, meant, what, is_echo=act.deed.source == account)

    def hearers(self) -> Mapping[Kind, Callable[[Act], None]]:
        return {**super().hearers(), Kind.COMMENT: self._heard_comment, Kind.POST: self._heard_post}

    def _heard_comment(self, act: Act) -> None:
        post = self.world.posts[self.name, act.made]
        root = self.world.posts[self.name, post.root]
        if self.world.is_ours(self.name, post.wall):
            field = (
                "live_comments" if root.more.get("is_live") and not root.more.get("has_ended") else "comments"
            )
            self._tell(field, post.wall, self._said(post, root, post.wall), is_echo=post.author == post.wall)
        for account in (
            one for one in post.mentions if self.world.is_ours(self.name, one) and one != post.wall
        ):
            if self._is_by_page(account):
                self._tell("mentions", account, {"media_id": root.id, "comment_id": post.id})
            else:
                self._tell("comments", account, self._said(post, root, account))

    def _heard_post(self, act: Act) -> None:
        post = self.world.posts[self.name, act.made]
        for account in (one for one in post.mentions if self.world.is_ours(self.name, one)):
            self._tell("mentions", account, {"media_id": post.id})

    def _said(self, post: Post, root: Post, account: str) -> dict[str, Any]:
        who = self.world.profile(self.name, post.author)
        product = "LIVE" if root.more.get("is_live") else "FEED"
        value: dict[str, Any] = {
            "from": {"id": self.seen(account, post.author), "username": who.username},
            "id": post.id,
            "text": post.text,
            "media": {"id": root.id, "media_product_type": product},
        }
        if self._is_by_page(account):
            value["comment_id"] = post.id
        return value | ({"parent_id": post.parent} if post.parent != post.root else {})

    def _is_by_page(self, account: str) -> bool:
        return self.world.accounts[self.name, account].more.get("login") == "facebook"

    def _tell(self, field: str, account: str, value: Any, *, is_echo: bool = False) -> None:
        """Flat where the account stands alone, among `changes` where it goes through a Page."""
        self.tell(
            field, account, value, part="changes" if self._is_by_page(account) else "flat", is_echo=is_echo
        )

    def hears(self, field: str, account: str, app: str) -> bool:
        if super().hears(field, account, app):
            return True
        pages = self.world.own.get("facebook", {}).get("subscribed", {})
        linked = (page for page in pages if self._links(page, account))
        return any(app in pages[page] for page in linked)

    def _links(self, page: str, account: str) -> bool:
        found = self.world.accounts.get(("facebook", page))
        return found is not None and found.more.get("instagram") == account

    def envelope(self, hook: Hook, events: Sequence[Any]) -> bytes:
        flat = [event for event in events if event["part"] == "flat"]
        if not flat:
            return super().envelope(hook, events)
        entries = [
            {**self.entry(one["account"]), "field": one["field"], "value": one["value"]} for one in flat
        ]
        other = [event for event in events if event["part"] != "flat"]
        for event in other:
            item = {event["part"]: [event["value"]]}
            if event["part"] == "changes":
                item = {"changes": [{"field": event["field"], "value": event["value"]}]}
            entries.append({**self.entry(event["account"]), **item})
        return written({"object": self.object, "entry": entries})


def _is_short(token: Token) -> bool:
    """It is one of the first hour."""
    return token.expires_at is not None and token.expires_at - token.issued_at <= timedelta(hours=2)
