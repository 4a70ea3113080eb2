"""Facebook Pages and Messenger: graph.facebook.com for Pages, and the page on which a person agrees.

Posts and comments have bare numbers in the world; on the wire a post is `<page>_<number>`, a comment `<post>_<number>`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from askfirst.sandbox.face import Act, Choice, Deed, Kind, Path, Refused, Retry
from askfirst.sandbox.faces import graph_fields
from askfirst.sandbox.faces.facebook_wall import Wall, how
from askfirst.sandbox.faces.graph import stamp
from askfirst.sandbox.rules import Refusal, facebook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from starlette.responses import Response

    from askfirst.sandbox.call import Call
    from askfirst.sandbox.faces.graph_fields import Wanted
    from askfirst.sandbox.things import Token

PAGE, PAGE_TOKEN = "102030405060708", "EAASandboxPageToken"
PAGES = {"feed": "posts", "posts": "posts", "published_posts": "posts", "visitor_posts": "visitors"}


class Facebook(Wall):
    name = "facebook"
    title = "Facebook"
    offers = (
        *(Kind.FOLLOW, Kind.BLOCK, Kind.LIKE, Kind.POST, Kind.COMMENT, Kind.SHARE, Kind.EDIT),
        *(
            Kind.WRITE,
            Kind.READ,
            Kind.RECEIVE,
            Kind.OPEN,
            Kind.DELETE,
            Kind.OPT_IN,
            Kind.OPT_OUT,
            Kind.REPORT,
        ),
    )
    choices = (
        Choice(
            name="messages_off",
            title="Messages of this Page",
            values={False: "I take them", True: "Switched off"},
        ),
        Choice(
            name="takes_messages",
            title="Messages",
            values={True: "Taken", False: "Switched off"},
            is_ours=True,
        ),
    )
    has_walls = True
    hosts = ("graph.facebook.com", "www.facebook.com", "scontent.fbcdn.net")
    object = "page"
    scope = "psid"
    nobody = "no_recipient"
    platform = "messenger"
    has_delivered = True
    files_at = "scontent.fbcdn.net"
    edit_field = "message_edits"
    retry = Retry(
        delays=(1.0, 10.0, 60.0, 300.0),
        gives_up_after=timedelta(hours=36),
        disables_after=timedelta(hours=1),
        timeout=5.0,
        largest_batch=1000,
    )

    def routes(self) -> Sequence[Path]:
        return [
            Path("GET", "/{version}/dialog/oauth", self.dialog),
            Path("GET", "/dialog/oauth", self.dialog),
            *super().routes(),
        ]

    def graph(self, call: Call) -> Response:
        if call.host == "scontent.fbcdn.net":
            return self.file(call)
        return super().graph(call)

    def may(self, deed: Deed, at: datetime) -> Refusal | None:
        return facebook.may(self.world, deed, at)

    def new_id(self, word: str, at: datetime) -> str:
        del at
        number = self.world.count_up(f"facebook.{word}")
        if word == "message":
            return f"m_{self.world.digest('message', number)[:60]}"
        if word == "thread":
            return f"t_{self.world.digits('facebook.thread', number, length=16)}"
        return self.world.digits("facebook", word, number)

    def seed(self) -> None:
        super().seed()
        if (self.name, PAGE) not in self.world.accounts:
            self.world.account(self.name, "harbourcoffee", "Harbour Coffee", id=PAGE, app=self.apps()[0])
            self.world.issue(self.name, PAGE, app=self.apps()[0], value=PAGE_TOKEN)

    def apps(self) -> list[str]:
        return [id for network, id in self.world.apps if network == self.name]

    # -- nodes and edges -------------------------------------------------------------------------------------------

    def at_node(self, call: Call, method: str, node: str, edge: str, token: Token) -> Response:
        if self.world.is_ours(self.name, node):
            return self._at_page(call, method, node, edge, token)
        bare = node.rpartition("_")[2]
        if (self.name, bare) in self.world.posts:
            return self.at_post(call, method, self.world.post(self.name, bare), edge, token)
        if (self.name, node) in self.world.threads:
            thread = self.world.threads[self.name, node]
            shown = self.thread_node(thread, token.profile, call, token)
            if edge == "messages":
                return self.said(
                    shown["messages"](
                        graph_fields.Wanted(name="messages", how=how(call), inner=graph_fields.of_call(call))
                    )
                )
            return self.said(graph_fields.shown(shown, graph_fields.of_call(call), "id,updated_time"))
        if (self.name, node) in self.world.messages:
            found = self.message_node(self.world.messages[self.name, node], token.profile)
            return self.said(graph_fields.shown(found, graph_fields.of_call(call), "id,created_time"))
        return self._at_somebody(call, node, token)

    def at_me(self, call: Call, edge: str, token: Token) -> Response:  # noqa: ARG002 -- as given
        """The person who agreed, and the Pages that they manage."""
        if edge == "accounts":
            mine = [
                {
                    "id": id,
                    "name": self.world.profile(self.name, id).name,
                    "access_token": self._page_token(id, token),
                }
                for network, id in self.world.accounts
                if network == self.name
            ]
            return self.said({"data": mine, "paging": {"cursors": {"before": "MA==", "after": "MA=="}}})
        return self.said({"id": self.world.digits("person", token.value), "name": "Grace Mwangi"})

    def _page_token(self, page: str, token: Token) -> str:
        known = self.own.setdefault("page_tokens", {})
        if page not in known:
            known[page] = self.world.issue(self.name, page, app=token.app, scopes=list(token.scopes)).value
            self.changed()
        return str(known[page])

    def _at_page(self, call: Call, method: str, page: str, edge: str, token: Token) -> Response:
        if token.more.get("is_person"):
            token = self.world.tokens[self._page_token(page, token)]
        how = self._page_edges().get((method, edge))
        if how is None:
            raise Refused("unknown", says=f"Unsupported {method.lower()} request on the edge {edge!r}.")
        scopes, handle = how
        self.ours(page, token, *scopes)
        return handle(call, page, token)

    def _page_edges(
        self,
    ) -> Mapping[tuple[str, str], tuple[tuple[str, ...], Callable[[Call, str, Token], Response]]]:
        return {
            ("GET", ""): ((), self._page),
            ("POST", "messages"): (("pages_messaging",), self.send),
            ("POST", "message_attachments"): (
                ("pages_messaging",),
                lambda call, _page, _token: self.lay_ready(call),
            ),
            ("GET", "conversations"): (("pages_messaging",), self.conversations),
            ("POST", "feed"): (("pages_manage_posts",), self.publish),
            ("GET", "feed"): (("pages_read_engagement",), self.feed),
            ("GET", "posts"): (("pages_read_engagement",), self.feed),
            ("GET", "published_posts"): (("pages_read_engagement",), self.feed),
            ("GET", "visitor_posts"): (("pages_read_user_content",), self.feed),
            ("GET", "tagged"): (("pages_read_user_content",), self.feed),
            ("GET", "blocked"): (("pages_read_user_content",), self.blocked),
            ("POST", "blocked"): (("pages_manage_engagement",), self.block),
            ("DELETE", "blocked"): (("pages_manage_engagement",), self.block),
        }

    def _page(self, call: Call, page: str, token: Token) -> Response:
        profile = self.world.profile(self.name, page)
        linked = self.world.accounts[self.name, page].more.get("instagram")
        node = {
            "id": page,
            "name": profile.name,
            "username": profile.username,
            "about": profile.settings.get("about", ""),
            "category": "Coffee Shop",
            "is_published": profile.settings.get("is_published", True),
            "link": f"https://www.facebook.com/{profile.username}",
            "fan_count": len(self.world.edges_to(self.name, "like", page)),
            "followers_count": len(self.world.edges_to(self.name, "follow", page)),
            "access_token": token.value,
            "instagram_business_account": self._linked(linked),
        }
        return self.said(graph_fields.shown(node, graph_fields.of_call(call), "name,id"))

    def _linked(self, account: Any) -> Callable[[Wanted], dict[str, Any] | None]:
        def show(wanted: Wanted) -> dict[str, Any] | None:
            profile = self.world.profiles.get(("instagram", str(account)))
            return (
                None
                if profile is None
                else graph_fields.shown({"id": profile.id, "username": profile.username}, wanted.inner)
            )

        return show

    def _at_somebody(self, call: Call, node: str, token: Token) -> Response:
        """What a Page may know of a person who wrote to it."""
        who = self.world.unscoped(f"psid.{token.profile}", node)
        if who is None:
            raise Refused("unknown")
        profile = self.world.profile(self.name, who)
        first, _, last = profile.name.partition(" ")
        picture = f"https://{self.files_at}/{node}/profile.jpg"
        shown = {
            "id": node,
            "name": profile.name,
            "first_name": first,
            "last_name": last,
            "profile_pic": picture,
        }
        return self.said(
            graph_fields.shown(shown, graph_fields.of_call(call), "first_name,last_name,profile_pic,id")
        )

    # -- pushes ----------------------------------------------------------------------------------------------------

    def named(self, username: str, name: str) -> dict[str, str]:
        return {"name": name, "email": f"{username}@facebook.com"}

    def read_mark(self, act: Act, account: str) -> tuple[str, str, Act, dict[str, Any]]:
        return "message_reads", account, act, {"read": {"watermark": stamp(act.at)}}
