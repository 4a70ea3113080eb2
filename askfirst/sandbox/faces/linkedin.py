"""LinkedIn at api.linkedin.com: pages, comments, posts, notifications by push and by asking; sign-in at www.linkedin.com.

Tokens belong to a member; a page has its members with the role of an administrator in `Account.more["admins"]`.
There is no call for private messages: whoever asks for one is told that there is no such address.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import msgspec
from starlette.responses import Response

from askfirst.sandbox.face import Act, Choice, Deed, Face, Hook, Kind, Knock, Path, Refusal, Refused, Retry
from askfirst.sandbox.faces import linkedin_shapes as shapes
from askfirst.sandbox.faces.linkedin_rows import ROWS
from askfirst.sandbox.faces.linkedin_signing import REFRESH_LASTS, TOKEN_LASTS, Signing
from askfirst.sandbox.limits import Limit
from askfirst.sandbox.memory import Unknown
from askfirst.sandbox.rules import linkedin as rules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from askfirst.sandbox.call import Call
    from askfirst.sandbox.things import Account, Post, Token

LINKEDIN = "linkedin"
FEED, WRITE, ADMIN = "r_organization_social_feed", "w_organization_social_feed", "rw_organization_admin"
SCOPES = (FEED, WRITE, "w_organization_social", ADMIN, "r_basicprofile")
NOTIFICATIONS_KEPT = timedelta(days=60)
DEVELOPMENT_CALLS = 500
"""A day, of an app that was not reviewed; what a reviewed one may do is not published."""
COMMENT_LIMIT, POST_LIMIT = 1_250, 3_000
SIGNED = "hmacsha256="


class LinkedIn(Face):
    """See the module."""

    name = LINKEDIN
    title = "LinkedIn"
    offers = (
        Kind.FOLLOW,
        Kind.BLOCK,
        Kind.LIKE,
        Kind.COMMENT,
        Kind.EDIT,
        Kind.DELETE,
        Kind.WRITE,
        Kind.REPORT,
    )
    choices = (
        Choice(name="refuses_inmail", title="InMail", values={False: "I take it", True: "I refuse it"}),
        Choice(
            name="is_open_profile",
            title="My profile",
            values={False: "As usual", True: "Open to messages of everybody"},
        ),
    )
    hosts = ("api.linkedin.com", "www.linkedin.com")
    rows = ROWS
    retry = Retry(
        delays=(300.0,),
        gives_up_after=timedelta(hours=8),
        timeout=3.0,
        checks_every=timedelta(hours=2),
        failed_checks=3,
        largest_batch=10,
    )

    def routes(self) -> Sequence[Path]:
        """The `/rest` ones name a version; `/v2` and sign-in do not."""
        comments = "/rest/socialActions/{urn}/comments"
        return [
            Path("GET", "/v2/me", self.me),
            Path("GET", "/rest/organizations/{id}", self.organization),
            Path("GET", "/rest/organizationAcls", self.roles),
            Path("POST", comments, self.comment),
            Path("GET", comments, self.comments),
            Path("DELETE", f"{comments}/{{id}}", self.remove),
            Path("POST", "/rest/posts", self.publish),
            Path("GET", "/rest/posts", self.posts),
            Path("GET", "/rest/organizationalEntityNotifications", self.notifications),
            Path("PUT", "/rest/eventSubscriptions/{key}", self.subscribe),
            Path("GET", "/rest/eventSubscriptions/{key}", self.subscription),
            Path("DELETE", "/rest/eventSubscriptions/{key}", self.unsubscribe),
            *Signing(self).routes(),
        ]

    # -- who calls -------------------------------------------------------------------------------------------------

    def member(self, call: Call, *scopes: str) -> Token:
        """The living token of a member, within the app's calls of today, under a version that is served."""
        try:
            token = self.token(call.bearer, *scopes)
        except Refused as no:
            raise no if no.row == "scope" else Refused(f"{no.more['why']}_token") from None
        if self.world.apps[LINKEDIN, token.app].tier == "development":
            day = Limit(name=f"linkedin.{token.app}", most=DEVELOPMENT_CALLS, seconds=86_400, is_fixed=True)
            if day.left(self.world) == 0:
                raise Refused("too_many")
            self.world.use(day.name)
        if call.path.startswith("/rest/"):
            self._require_version(call.headers.get("linkedin-version", ""))
        return token

    def _require_version(self, version: str) -> None:
        if not version:
            raise Refused("version")
        match = re.fullmatch(r"(\d{4})(\d{2})(?:\.\d{2})?", version)
        age = (self.now.year - int(match[1])) * 12 + self.now.month - int(match[2]) if match else -1
        if not 0 <= age <= 12:
            raise Refused("old_version")

    def page(self, urn: str, token: Token) -> Account:
        """The page of that name; the token's member must be its administrator."""
        account = self.world.accounts.get((LINKEDIN, urn.removeprefix("urn:li:organization:")))
        if account is None or account.more.get("kind") != "page":
            raise Refused("unknown")
        if token.profile not in account.more.get("admins", []):
            raise Refused("role")
        return account

    def me(self, call: Call) -> Response:
        profile = self.world.profile(LINKEDIN, self.member(call).profile)
        first, _, last = profile.name.partition(" ")
        return self.json({"id": profile.id, "localizedFirstName": first, "localizedLastName": last})

    def organization(self, call: Call) -> Response:
        account = self.page(call.params["id"], self.member(call, ADMIN))
        profile = self.world.profile(LINKEDIN, account.id)
        number: int | str = int(profile.id) if profile.id.isdigit() else profile.id
        return self.json({"id": number, "localizedName": profile.name, "vanityName": profile.username})

    def roles(self, call: Call) -> Response:
        member = self.member(call, ADMIN).profile
        pages = [one for one in self.world.accounts.values() if member in one.more.get("admins", [])]
        listed = [
            {
                "organization": shapes.organization(one.id),
                "roleAssignee": shapes.person(member),
                "role": "ADMINISTRATOR",
                "state": "APPROVED",
            }
            for one in pages
        ]
        return self._listed(call, listed)

    def _listed(self, call: Call, listed: list[dict[str, Any]]) -> Response:
        start, count = int(call.query.get("start") or 0), int(call.query.get("count") or 10)
        paging = {"start": start, "count": count, "total": len(listed), "links": []}
        return self.json({"elements": listed[start : start + count], "paging": paging})

    # -- comments and posts ----------------------------------------------------------------------------------------

    def _thing(self, urn: str) -> Post:
        """The post or comment of that name."""
        found = self.world.posts.get((LINKEDIN, shapes.number(urn)))
        if found is None or found.deleted_at is not None:
            raise Refused("gone")
        return found

    def comment(self, call: Call) -> Response:
        token = self.member(call, WRITE)
        given = call.json if isinstance(call.json, dict) else {}
        if "content" in given:
            raise Refused("field")
        text = (given.get("message") or {}).get("text")
        if not isinstance(text, str) or not text or not given.get("object"):
            raise Refused("invalid")
        if len(text) > COMMENT_LIMIT:
            raise Refused("too_long")
        page = self.page(str(given.get("actor", "")), token)
        about = self._thing(str(given.get("parentComment") or call.params["urn"]))
        deed = Deed(
            network=LINKEDIN, kind=Kind.COMMENT, source=page.id, about=about.id, text=text, app=token.app
        )
        made = self.world.post(LINKEDIN, self.faces.play(deed).made)
        shown = shapes.comment(self.world, made)
        return self.json(
            shown,
            201,
            x_restli_id=made.id,
            location=f"/socialActions/{call.params['urn']}/comments/{made.id}",
        )

    def comments(self, call: Call) -> Response:
        self.member(call, FEED)
        about = self._thing(call.params["urn"])
        if about.kind == "comment":
            found = self.world.answers(LINKEDIN, about.id)
        else:
            found = [
                one for one in self.world.posts.values() if one.kind == "comment" and one.root == about.id
            ]
        standing = [one for one in found if one.deleted_at is None and one.network == LINKEDIN]
        return self._listed(call, [shapes.comment(self.world, one) for one in standing])

    def remove(self, call: Call) -> Response:
        token = self.member(call, WRITE)
        found = self._thing(call.params["id"])
        self.page(found.author, token)
        self.faces.play(
            Deed(network=LINKEDIN, kind=Kind.DELETE, source=found.author, about=found.id, app=token.app)
        )
        return Response(status_code=204)

    def publish(self, call: Call) -> Response:
        token = self.member(call, "w_organization_social")
        given = call.json if isinstance(call.json, dict) else {}
        page = self.page(str(given.get("author", "")), token)
        text = given.get("commentary")
        if not isinstance(text, str) or not text or given.get("lifecycleState") != "PUBLISHED":
            raise Refused("invalid")
        plain = shapes.plain(text)
        if len(plain) > POST_LIMIT:
            raise Refused("too_long")
        if any(
            one.text == plain and self.now - one.at < timedelta(hours=1)
            for one in self.world.wall(LINKEDIN, page.id)
        ):
            raise Refused("duplicate")
        deed = Deed(network=LINKEDIN, kind=Kind.POST, source=page.id, text=plain, app=token.app)
        made = self.faces.play(deed).made
        return Response(status_code=201, headers={"x-restli-id": f"urn:li:share:{made}"})

    def posts(self, call: Call) -> Response:
        """A page's own, newest first."""
        page = self.page(call.query.get("author", ""), self.member(call, FEED))
        return self._listed(call, [shapes.post(one) for one in self.world.wall(LINKEDIN, page.id)])

    # -- notifications ---------------------------------------------------------------------------------------------

    def notifications(self, call: Call) -> Response:
        """Oldest first, from sixty days ago on."""
        page = self.page(call.query.get("organizationalEntity", ""), self.member(call, ADMIN))
        wanted = set(call.query.get("actions", "").removeprefix("List(").removesuffix(")").split(","))
        match = re.search(r"start:(\d+)", call.query.get("timeRange", ""))
        since = max(int(match[1]) if match else 0, shapes.milliseconds(self.now - NOTIFICATIONS_KEPT))
        found = [
            told
            for act in self.world.acts
            if shapes.milliseconds(act.at) >= since and act.at <= self.now
            for told in shapes.notifications(self.world, act, page.id)
            if told["action"] in wanted
        ]
        return self._listed(call, found)

    async def subscribe(self, call: Call) -> Response:
        """The address must answer the challenge, now and every two hours."""
        with self.world.lock:
            token, key = self.member(call, ADMIN), call.params["key"]
            page = self.page(_named(key, "entity"), token)
            if _named(key, "user") != shapes.person(token.profile):
                raise Refused("role")
            url = str((call.json if isinstance(call.json, dict) else {}).get("webhook", ""))
            hook = self._hook(key) or self.world.hook(
                LINKEDIN, url, app=token.app, account=page.id, is_enabled=False
            )
            hook.url, hook.more["key"], hook.more["user"] = url, key, token.profile
        wrong = await self.pushes.welcome(self, hook)
        with self.world.lock:
            hook.is_enabled = not wrong
            self.changed()
            if wrong:
                self.world.hooks.pop(hook.id)
                raise Refused("hook")
        return Response(status_code=204)

    def _hook(self, key: str) -> Hook | None:
        return next((one for one in self.world.hooks.values() if one.more.get("key") == key), None)

    def subscription(self, call: Call) -> Response:
        self.member(call, ADMIN)
        hook = self._hook(call.params["key"])
        if hook is None or not hook.is_enabled:
            raise Refused("unknown")
        return self.json(
            {"webhook": hook.url, "expiresAt": shapes.milliseconds(hook.created_at + TOKEN_LASTS)}
        )

    def unsubscribe(self, call: Call) -> Response:
        self.member(call, ADMIN)
        hook = self._hook(call.params["key"])
        if hook is None:
            raise Refused("unknown")
        self.world.hooks.pop(hook.id)
        self.changed()
        return Response(status_code=204)

    def heard(self, act: Act) -> None:
        """Told as long as the member who subscribed is an administrator and their agreement lives."""
        self._spend(act)
        for hook in self.hooks():
            if not self._lives(hook):
                self.pushes.disable(hook, "the member's agreement or role has ended")
                continue
            for told in shapes.notifications(self.world, act, hook.account):
                self.push(
                    hook, told | {"subscriber": shapes.person(hook.more["user"])}, is_echo=bool(act.deed.app)
                )

    def _lives(self, hook: Hook) -> bool:
        member, account = hook.more["user"], self.world.accounts.get((LINKEDIN, hook.account))
        tokens = [
            one for one in self.world.tokens.values() if (one.network, one.profile) == (LINKEDIN, member)
        ]
        is_agreed = any(one.kind == "access" and one.is_alive(self.now) for one in tokens)
        return is_agreed and account is not None and member in account.more.get("admins", [])

    def _spend(self, act: Act) -> None:
        if act.deed.kind is not Kind.WRITE or not act.deed.more.get("inmail"):
            return
        held = rules.credits_left(self.world, act.deed.source, act.at)
        if held and not rules.is_open(self.world, act.deed.target):
            held[0].spent_at, held[0].spent_on = act.at, act.deed.target
            self.changed()

    def envelope(self, hook: Hook, events: Sequence[Any]) -> bytes:
        del hook
        return msgspec.json.encode(
            {"type": "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS", "notifications": events}
        )

    def _mac(self, hook: Hook, body: bytes) -> str:
        secret = self.world.apps[LINKEDIN, hook.app].secret
        return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()

    def sign(self, hook: Hook, body: bytes) -> Mapping[str, str]:
        return {"x-li-signature": self._mac(hook, SIGNED.encode() + body)}

    def knock(self, hook: Hook) -> Knock:
        code = self.world.digest("challenge", self.world.count_up("linkedin.challenge"))[:36]
        right = {"challengeCode": code, "challengeResponse": self._mac(hook, code.encode())}

        def judge(status: int, _headers: Mapping[str, str], body: bytes) -> str:
            try:
                is_right = status == 200 and msgspec.json.decode(body) == right
            except msgspec.DecodeError:
                is_right = False
            return "" if is_right else "wrong challengeResponse"

        return Knock(query={"challengeCode": code}, judge=judge)

    # -- what every face fills -------------------------------------------------------------------------------------

    def row(self, name: str, call: Call, more: Mapping[str, Any]) -> Response:
        del more
        status, own, code, message = ROWS[name]
        if call.host == "www.linkedin.com":
            return self.json({"error": code, "error_description": message}, status)
        numbered = {"serviceErrorCode": own} if own else {}
        return self.json({"status": status, **numbered, "code": code, "message": message}, status)

    def missing(self, call: Call) -> Response:
        return self.row("unknown", call, {})

    def may(self, deed: Deed, at: datetime) -> Refusal | None:
        return rules.may(self.world, deed, at)

    def seed(self) -> None:
        """Harbour's app, page, its administrator and their tokens, by the same values in every fresh world."""
        if (LINKEDIN, "harbour-linkedin-app") in self.world.apps:
            return
        hidden = "harbour-linkedin-secret"
        more = {"client_id": "harbour-linkedin-client"}
        app = self.world.app(
            LINKEDIN, id="harbour-linkedin-app", secret=hidden, name="Harbour desk", more=more
        )
        admin = self.world.add_profile(LINKEDIN, "mara", "Mara Lindqvist")
        held = {"kind": "page", "admins": [admin.id]}
        self.world.account(LINKEDIN, "harbourcoffee", "Harbour Coffee", app=app.id, more=held)
        given: dict[str, Any] = {"app": app.id, "scopes": list(SCOPES)}
        self.world.issue(LINKEDIN, admin.id, value="harbour-linkedin-access", lasts=TOKEN_LASTS, **given)
        lasts: dict[str, Any] = {"kind": "refresh", "lasts": REFRESH_LASTS}
        self.world.issue(LINKEDIN, admin.id, value="harbour-linkedin-refresh", **lasts, **given)


def _named(key: str, name: str) -> str:
    """One part of a compound key such as `(user:urn…,entity:urn…)`, encoded or not."""
    match = re.search(rf"{name}:(urn(?:%3A|:)li(?:%3A|:)\w+(?:%3A|:)[\w-]+)", key)
    if match is None:
        raise Unknown(f"the key names no {name}")
    return unquote(match[1])
