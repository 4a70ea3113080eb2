"""What the three networks of Meta answer alike: tokens, errors, OAuth, subscriptions, and how they push.

One app serves all three; it stands in the world once for each network, under the same id and secret.
Sources: Graph API (Handling Errors, Securing Requests, Webhooks), Messenger Platform (Webhooks, Error Codes), as the facts
of this project have them.  Callers speak any `/v<number>` and put parameters and token wherever they like.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from starlette.responses import PlainTextResponse, RedirectResponse, Response

from askfirst.sandbox.face import Face, Knock, Path, Refused
from askfirst.sandbox.faces import graph_fields
from askfirst.sandbox.faces.graph_rows import ROWS, Row
from askfirst.sandbox.things import Token

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from askfirst.sandbox.call import Call
    from askfirst.sandbox.things import App, Edge, Hook, Profile
    from askfirst.sandbox.world import World

HOST = "graph.facebook.com"
NETWORKS = ("facebook", "instagram", "whatsapp")
OBJECTS = {"page": "facebook", "instagram": "instagram", "whatsapp_business_account": "whatsapp"}
APP, SECRET = "1200340056007", "5a1db0c0ffee5a1db0c0ffee5a1db0c0"
LONG_LIVED = timedelta(days=60)
RATES = frozenset({4, 17, 32, 613, 80007})
"""Codes of limits, whose answers say when there is more."""
MINUTES_TO_WAIT = 5


class Graph(Face):
    """Base of the three faces.  A face fills `node`, `edge` and `heard`, and says which `object` it pushes."""

    rows: ClassVar[Mapping[str, Row]] = ROWS
    object: ClassVar[str]

    def routes(self) -> Sequence[Path]:
        methods = "GET|POST|DELETE"
        return [
            Path("POST", "/{app}/subscriptions", self.register),
            Path("POST", "/{version}/{app}/subscriptions", self.register),
            Path(methods, "/{rest:path}", self.graph),
        ]

    def graph(self, call: Call) -> Response:
        """Any call: `/v24.0/node/edge`, the version left out or not.  A POST may say that it means another method."""
        parts = [part for part in call.path.split("/") if part]
        if parts and parts[0][:1] == "v" and parts[0][1:].replace(".", "").isdecimal():
            parts = parts[1:]
        method = str(call.given.get("method", call.method)).upper()
        try:
            return self.answer(call, method, parts)
        except graph_fields.BadFields as error:
            raise Refused("param", says=f"(#100) {error}") from None

    def answer(self, call: Call, method: str, parts: list[str]) -> Response:
        """What a call is answered with, by the node and edge that it names."""
        if parts[:2] == ["oauth", "access_token"]:
            return self.exchange(call)
        if parts == ["debug_token"]:
            return self.debug(call)
        if not parts:
            raise Refused("unknown")
        token = self.caller(call)
        node = token.profile if parts[0] == "me" else parts[0]
        edge = parts[1] if len(parts) > 1 else ""
        if parts[0] == "me" and token.more.get("is_person"):
            return self.at_me(call, edge, token)
        if edge == "subscribed_apps":
            return self.subscribed_apps(call, method, node, token)
        return self.at_node(call, method, node, edge, token)

    def at_me(self, call: Call, edge: str, token: Token) -> Response:
        """The person who agreed, where a token is theirs and not an account's."""
        raise Refused(
            "unknown", says=f"(#100) Tried accessing nonexisting field ({edge}) on {call.path} of {token.app}"
        )

    def at_node(self, call: Call, method: str, node: str, edge: str, token: Token) -> Response:
        """A call to a node, or to one of its edges (`edge` is empty for the node itself)."""
        raise NotImplementedError

    # -- who calls -------------------------------------------------------------------------------------------------

    def caller(self, call: Call) -> Token:
        """The living token of a call, wherever it stands.  Raises `Refused`."""
        scheme, _, held = call.headers.get("authorization", "").partition(" ")
        value = (
            held.strip() if scheme.lower() in {"bearer", "oauth"} else str(call.given.get("access_token", ""))
        )
        if not value:
            raise Refused("no_token")
        token = self.world.tokens.get(value) or self._of_app(value)
        if token is None or token.network not in NETWORKS:
            raise Refused("token")
        if not token.is_alive(self.now):
            raise Refused("revoked" if token.revoked_at and token.revoked_at <= self.now else "expired")
        proof = call.given.get("appsecret_proof")
        app = self.app_of(token.app)
        if proof and (app is None or not hmac.compare_digest(str(proof), proved(app.secret, value))):
            raise Refused("proof")
        return token

    def _of_app(self, value: str) -> Token | None:
        """`id|secret` is the token of an app."""
        named, _, secret = value.partition("|")
        app = self.app_of(named)
        if app is None or not secret or secret != app.secret:
            return None
        return Token(value=value, network=self.name, app=named, profile=named, kind="app", issued_at=self.now)

    def app_of(self, id: str) -> App | None:
        return next((app for name in NETWORKS if (app := self.world.apps.get((name, id)))), None)

    def ours(self, id: str, token: Token, *scopes: str) -> Profile:
        """An account of ours that the token may speak for.  Raises `Refused`."""
        profile = self.world.profiles.get((self.name, id))
        if profile is None or not self.world.is_ours(self.name, id):
            raise Refused("unknown")
        self.allowed(id, token, *scopes)
        return profile

    def allowed(self, id: str, token: Token, *scopes: str) -> None:
        """Whether the token speaks for that account and has all the scopes; a token without any list of them has all."""
        if token.profile != id:
            raise Refused("scope", says=f"(#200) This token does not speak for {id}")
        for scope in scopes:
            if token.scopes and scope not in token.scopes:
                raise Refused("scope", says=f"(#200) Requires {scope} permission")

    # -- tokens ----------------------------------------------------------------------------------------------------

    def exchange(self, call: Call) -> Response:
        """Code for token, short for long, or an app's own."""
        given = call.given
        app = self.app_of(str(given.get("client_id", "")))
        if app is None or given.get("client_secret") != app.secret:
            raise Refused("param", says="Error validating client secret.")
        kind = given.get("grant_type", "authorization_code")
        if kind == "client_credentials":
            return self.json({"access_token": f"{app.id}|{app.secret}", "token_type": "bearer"})
        held = str(given.get("code" if kind == "authorization_code" else "fb_exchange_token", ""))
        token = self.world.tokens.get(held)
        wanted = "code" if kind == "authorization_code" else "access"
        if token is None or token.kind != wanted or not token.is_alive(self.now) or token.app != app.id:
            raise Refused("token", says="This authorization code has been used or is not valid")
        if wanted == "code":
            self.world.revoke(token, "used")
        lasts = LONG_LIVED if kind == "fb_exchange_token" else timedelta(hours=1)
        made = self.world.issue(
            token.network,
            token.profile,
            app=app.id,
            lasts=lasts,
            scopes=list(token.scopes),
            more=dict(token.more),
        )
        return self.json(
            {"access_token": made.value, "token_type": "bearer", "expires_in": int(lasts.total_seconds())}
        )

    def dialog(self, call: Call) -> Response:
        """The page on which a person agrees; here they always do, and are sent back with a code."""
        app = self.app_of(str(call.given.get("client_id", "")))
        back = str(call.given.get("redirect_uri", ""))
        if app is None or not back or (app.redirects and back not in app.redirects):
            raise Refused(
                "param", says="URL Blocked: This redirect failed because the URI is not whitelisted"
            )
        scopes = str(call.given.get("scope", "")).replace(",", " ").split()
        who = self.who_agrees()
        code = self.world.issue(
            self.name,
            who,
            app=app.id,
            kind="code",
            lasts=timedelta(minutes=10),
            scopes=scopes,
            more={"is_person": True},
        )
        sign = "&" if "?" in back else "?"
        state = str(call.given.get("state", ""))
        return RedirectResponse(f"{back}{sign}code={code.value}&state={state}", 302)

    def who_agrees(self) -> str:
        """For whom a code is given: the first account of ours."""
        return next(id for network, id in self.world.accounts if network == self.name)

    def debug(self, call: Call) -> Response:
        """What a token is, said to whoever holds one of the app."""
        self.caller(call)
        token = self.world.tokens.get(str(call.given.get("input_token", "")))
        if token is None:
            return self.json(
                {"data": {"is_valid": False, "error": {"code": 190, "message": "Malformed access token"}}}
            )
        ends = 0 if token.expires_at is None else int(token.expires_at.timestamp())
        return self.json(
            {
                "data": {
                    "app_id": token.app,
                    "type": "PAGE" if self.world.is_ours(token.network, token.profile) else "USER",
                    "expires_at": ends,
                    "is_valid": token.is_alive(self.now),
                    "issued_at": int(token.issued_at.timestamp()),
                    "scopes": list(token.scopes),
                    "profile_id": token.profile,
                }
            }
        )

    # -- subscriptions ---------------------------------------------------------------------------------------------

    async def register(self, call: Call) -> Response:
        """Enter the address of a hook at the app: it is kept once it has shaken hands."""
        with self.world.lock:
            token = self.caller(call)
            if token.kind != "app" or call.params["app"] != token.app:
                raise Refused("param", says="(#15) This method must be called with an app access_token.")
            network = OBJECTS.get(str(call.given.get("object", "")))
            url = str(call.given.get("callback_url", ""))
            if network is None or not url:
                raise Refused("param", says="(#100) object or callback_url is missing")
            app = self.app_of(token.app)
            hook = self.world.hook(
                network,
                url,
                app=token.app,
                fields=str(call.given.get("fields", "")).split(","),
                secret=app.secret if app else "",
                more={"verify_token": str(call.given.get("verify_token", ""))},
            )
        face = self.faces.of(network) or self
        wrong = await self.pushes.welcome(face, hook)
        with self.world.lock:
            if wrong:
                self.world.hooks.pop(hook.id)
                raise Refused("param", says=f"(#2200) Callback verification failed: {wrong}")
            for other in [one for one in self.world.hooks.values() if one is not hook]:
                if (other.network, other.app, other.account) == (network, token.app, ""):
                    self.world.hooks.pop(other.id)
        return self.json({"success": True})

    def subscribed_apps(self, call: Call, method: str, node: str, token: Token) -> Response:
        """Which apps get what happens at an account."""
        self.may_subscribe(node, token)
        held: dict[str, list[str]] = self.own.setdefault("subscribed", {}).setdefault(node, {})
        if method == "GET":
            return self.json(
                {"data": [{"id": app, "subscribed_fields": fields} for app, fields in held.items()]}
            )
        if method == "DELETE":
            held.pop(token.app, None)
        else:
            held[token.app] = self.fields_to_subscribe(call)
        self.changed()
        return self.json({"success": True})

    def may_subscribe(self, node: str, token: Token) -> None:
        self.ours(node, token)

    def fields_to_subscribe(self, call: Call) -> list[str]:
        fields = [one for one in str(call.given.get("subscribed_fields", "")).split(",") if one]
        if not fields:
            raise Refused("param", says="(#100) The parameter subscribed_fields is required.")
        return fields

    def tell(
        self, field: str, account: str, value: Any, *, part: str = "changes", is_echo: bool = False
    ) -> None:
        """Push something that happened to every hook that is to hear of it."""
        for hook in self.hooks(field, account):
            if hook.account or self.hears(field, account, hook.app):
                event = {"account": account, "part": part, "field": field, "value": value}
                self.push(hook, event, is_echo=is_echo)

    def hears(self, field: str, account: str, app: str) -> bool:
        """Whether an app was subscribed to that field of the account."""
        return field in self.own.get("subscribed", {}).get(account, {}).get(app, ())

    # -- the wire --------------------------------------------------------------------------------------------------

    def file(self, call: Call) -> Response:
        """The bytes of a file, for whoever has its address."""
        content = self.world.files.get(call.path.strip("/").partition("/")[0])
        if content is None:
            return PlainTextResponse("URL signature mismatch\n", 403)
        return Response(content, 200, media_type="application/octet-stream")

    def row(self, name: str, call: Call, more: Mapping[str, Any]) -> Response:
        status, code, subcode, message = self.rows[name]
        trace = "A" + self.world.digest("trace", call.path, self.world.count_up("trace"))[:10]
        error: dict[str, Any] = {
            "message": str(more.get("says") or message),
            "type": "OAuthException",
            "code": code,
            "fbtrace_id": trace,
        }
        if subcode:
            error["error_subcode"] = subcode
        answer = self.said({"error": error}, status)
        if code in RATES:
            answer.headers["x-business-use-case-usage"] = self._usage()
        return answer

    def _usage(self) -> str:
        """All is used up, and in how many minutes there is more."""
        used = {"type": "pages", "call_count": 100, "total_cputime": 25, "total_time": 25}
        return json.dumps({APP: [{**used, "estimated_time_to_regain_access": MINUTES_TO_WAIT}]})

    def missing(self, call: Call) -> Response:
        return self.row("unknown", call, {})

    def said(self, content: Any, status: int = 200) -> Response:
        answer = self.json(content, status)
        answer.headers["content-type"] = "application/json; charset=UTF-8"
        return answer

    def finish(self, call: Call, answer: Response) -> Response:
        """Usage in percent, and a trace id, as on every answer."""
        answer.headers["x-app-usage"] = json.dumps({"call_count": 1, "total_cputime": 0, "total_time": 0})
        answer.headers["facebook-api-version"] = "v24.0"
        answer.headers["x-fb-trace-id"] = self.world.digest("trace", call.received)[:11]
        if answer.headers.get("content-type") == "application/json":
            answer.headers["content-type"] = "application/json; charset=UTF-8"
        return answer

    def claims(self, call: Call) -> bool:
        """Three networks share one host: whose a call is, is told by what it names."""
        return call.host != HOST or self.faces.of(whose(self, call)) is self

    def envelope(self, hook: Hook, events: Sequence[Any]) -> bytes:
        """One entry per account; escaped to ASCII, slashes too, which is what is signed."""
        del hook
        entries: dict[str, dict[str, Any]] = {}
        for event in events:
            entry = entries.setdefault(event["account"], self.entry(event["account"]))
            if event["part"] == "changes":
                entry.setdefault("changes", []).append({"field": event["field"], "value": event["value"]})
            else:
                entry.setdefault(event["part"], []).append(event["value"])
        return written({"object": self.object, "entry": list(entries.values())})

    def entry(self, account: str) -> dict[str, Any]:
        return {"id": account, "time": int(self.now.timestamp() * 1000)}

    def sign(self, hook: Hook, body: bytes) -> Mapping[str, str]:
        secret = hook.secret.encode()
        return {
            "x-hub-signature": f"sha1={hmac.new(secret, body, hashlib.sha1).hexdigest()}",
            "x-hub-signature-256": f"sha256={hmac.new(secret, body, hashlib.sha256).hexdigest()}",
        }

    def knock(self, hook: Hook) -> Knock:
        asked = self.world.digits("challenge", hook.id, length=10)
        query = {
            "hub.mode": "subscribe",
            "hub.challenge": asked,
            "hub.verify_token": str(hook.more.get("verify_token", "")),
        }
        return Knock(query=query, judge=lambda status, _headers, body: _judged(status, body, asked))

    def seed(self) -> None:
        if (self.name, APP) not in self.world.apps:
            self.world.app(self.name, id=APP, secret=SECRET, name="Harbour Inbox")


def _judged(status: int, body: bytes, asked: str) -> str:
    if status != 200:
        return f"HTTP Status Code = {status}"
    return "" if body == asked.encode() else "the challenge did not come back"


def written(content: Any) -> bytes:
    """JSON as Meta puts it on the wire."""
    return json.dumps(content, ensure_ascii=True, separators=(",", ":")).replace("/", "\\/").encode()


def proved(secret: str, token: str) -> str:
    """The proof that whoever uses a token knows the app's secret."""
    return hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def stamp(at: Any) -> int:
    """Milliseconds since 1970."""
    return int(at.timestamp() * 1000)


def iso(at: Any) -> str:
    """A time as the Graph API writes it."""
    return f"{at:%Y-%m-%dT%H:%M:%S+0000}"


def whose(face: Face, call: Call) -> str:
    """The network that a call to the common host is for."""
    world = face.world
    if call.given.get("platform") == "instagram" or call.given.get("messaging_product") == "whatsapp":
        return str(call.given.get("messaging_product") or "instagram")
    names = [part for part in call.path.split("/") if part]
    for part in names:
        bare = part.rpartition("_")[2]
        for network in NETWORKS:
            tables = (world.profiles, world.posts, world.messages, world.threads)
            if any((network, name) in table for table in tables for name in (part, bare)):
                return _by_recipient(face, call) if network == "facebook" else network
        if any(part in face.world.own.get(network, {}).get("nodes", {}) for network in ("whatsapp",)):
            return "whatsapp"
    token = world.tokens.get(call.bearer or str(call.given.get("access_token", "")))
    known = {
        scope.partition(".")[0]
        for scope, ids in world.aliases.items()
        for name in names
        if name in ids.values()
    }
    if "igsid" in known:
        return "instagram"
    return token.network if token is not None and token.network != "instagram" else "facebook"


def _by_recipient(face: Face, call: Call) -> str:
    """A Page's messages go to people of Messenger or of Instagram: the addressee tells."""
    recipient = call.value("recipient")
    if not isinstance(recipient, dict):
        return "facebook"
    world = face.world
    named = str(recipient.get("id") or recipient.get("comment_id") or "")
    is_theirs = ("instagram", named) in world.posts or any(
        scope.startswith("igsid.") and named in ids.values() for scope, ids in world.aliases.items()
    )
    given = giver(world, "instagram", str(recipient.get("notification_messages_token") or ""))
    return "instagram" if is_theirs or given else "facebook"


def ticket(world: World, account: str, person: str, topic: str) -> str:
    """The token by which the account may write to somebody about a topic; the same however often it is given."""
    return world.digest("topic", account, person, topic)[:32]


def giver(world: World, network: str, named: str) -> Edge | None:
    """Who gave this ticket, to which account and about what; None: nobody.  Whether it still holds is for the rules."""
    agreed = (one for one in reversed(world.edges) if (one.network, one.kind) == (network, "opt_in"))
    return next((one for one in agreed if ticket(world, one.target, one.source, one.topic) == named), None)
