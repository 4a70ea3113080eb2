"""Statuses and files of a Mastodon server, and its way of giving lists page by page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.responses import Response

from askfirst.sandbox.face import Face, Refused
from askfirst.sandbox.faces import mastodon_shapes as shapes
from askfirst.sandbox.memory import Unknown
from askfirst.sandbox.rules import mastodon as rules
from askfirst.sandbox.things import Deed, Kind, Media

if TYPE_CHECKING:
    from askfirst.sandbox.call import Call
    from askfirst.sandbox.things import Profile, Token

MASTODON = "mastodon"
TEXT = 500
FILES = 4
KEY_LASTS = timedelta(hours=1)
ADDRESS_COUNTS = 23


class Statuses(Face):
    """The part of Mastodon's face that says things."""

    def shown(self, call: Call, token: Token) -> shapes.Shown:
        return shapes.Shown(world=self.world, base=call.base, viewer=token.profile)

    def profile_of(self, id: str) -> Profile:
        try:
            return self.world.profile(MASTODON, id)
        except Unknown:
            raise Refused("unknown") from None

    def paged(self, call: Call, found: list[tuple[str, Any]], usual: int, most: int) -> Response:
        """One page, newest first.  `min_id` asks for the oldest beyond it, `max_id` for the newest before it."""
        query = call.query
        limit = min(int(query["limit"]), most) if query.get("limit", "").isdigit() else usual
        above, below = query.get("min_id") or query.get("since_id"), query.get("max_id")
        kept = [
            one
            for one in found
            if (not above or int(one[0]) > int(above)) and (not below or int(one[0]) < int(below))
        ]
        page = kept[-limit:] if query.get("min_id") else kept[:limit]
        url = f"{call.base}{call.path}?limit={limit}"
        links = (
            f'<{url}&max_id={page[-1][0]}>; rel="next", <{url}&min_id={page[0][0]}>; rel="prev"'
            if page
            else ""
        )
        return self.json([one for _, one in page], 200, **({"Link": links} if links else {}))

    # -- statuses --------------------------------------------------------------------------------------------------

    def write(self, call: Call, token: Token) -> Response:
        """A status; the same key within an hour gives the same one again."""
        key = f"{token.profile} {call.headers.get('idempotency-key', '')}"
        known = self.own.setdefault("keys", {}).get(key)
        if not key.endswith(" ") and known and self.now - datetime.fromisoformat(known["at"]) < KEY_LASTS:
            return self.json(known["status"])
        status = self._written(call, token)
        if not key.endswith(" "):
            self.own["keys"][key] = {"at": self.now.isoformat(), "status": status}
            self.changed()
        return self.json(status)

    def _written(self, call: Call, token: Token) -> dict[str, Any]:
        text, visibility = str(call.given.get("status") or ""), str(call.given.get("visibility") or "public")
        media, about = self._media(call), str(call.given.get("in_reply_to_id") or "")
        self._check(text, media)
        shown = self.shown(call, token)
        if about and shown.thing(about) is None:
            raise Refused("reply_gone")
        to = [one.id for one in shapes.mentions(self.world, text) if one.id != token.profile]
        given: dict[str, Any] = {
            "network": MASTODON,
            "source": token.profile,
            "text": text,
            "media": media,
            "app": token.app or "api",
        }
        more = {"visibility": visibility, "spoiler_text": str(call.given.get("spoiler_text") or "")}
        if visibility == "direct" and to:
            deed = Deed(kind=Kind.WRITE, target=to[0], about=about, more={**more, "mentions": to}, **given)
        elif about and (MASTODON, about) in self.world.posts:
            deed = Deed(kind=Kind.COMMENT, about=about, more=more, **given)
        else:
            deed = Deed(kind=Kind.POST, more=more, **given)
        try:
            made = self.faces.play(deed).made
        except Refused as refused:
            if refused.row not in rules.SILENT:
                raise
            return self._lost(deed, shown)
        found = shown.thing(made)
        if found is None:
            raise Refused("internal")
        return found

    def _lost(self, deed: Deed, shown: shapes.Shown) -> dict[str, Any]:
        """Taken without a word; it stands with its author and reaches nobody."""
        more = {**deed.more, "visibility": "direct", "lost": deed.target}
        post = Deed(
            network=MASTODON, kind=Kind.POST, source=deed.source, text=deed.text, media=deed.media, more=more
        )
        found = shown.thing(self.world.do(post).made)
        return found or {}

    def _check(self, text: str, media: tuple[Media, ...]) -> None:
        if not text.strip() and not media:
            raise Refused("blank")
        if _length(text) > TEXT:
            raise Refused("too_long")
        if len(media) > FILES:
            raise Refused("too_many_files")

    def _media(self, call: Call) -> tuple[Media, ...]:
        found = []
        for one in many(call, "media_ids"):
            kept = self.own.get("media", {}).get(one)
            if kept is None:
                raise Refused("unknown")
            if datetime.fromisoformat(kept["ready_at"]) > self.now:
                raise Refused("not_ready")
            found.append(Media(id=one, type=kept["type"], name=kept["name"], size=kept["size"]))
        return tuple(found)

    def status(self, call: Call, token: Token) -> Response:
        found = self.shown(call, token).thing(call.params["id"])
        if found is None:
            raise Refused("unknown")
        return self.json(found)

    def context(self, call: Call, token: Token) -> Response:
        shown, id = self.shown(call, token), call.params["id"]
        first = shown.thing(id)
        if first is None:
            raise Refused("unknown")
        before: list[dict[str, Any]] = []
        parent = first["in_reply_to_id"]
        while parent and (one := shown.thing(parent)):
            before.insert(0, one)
            parent = one["in_reply_to_id"]
        after = [shown.public(one) for one in self.world.answers(MASTODON, id)]
        after += [
            shown.direct(one)
            for one in self.world.messages.values()
            if one.network == MASTODON and one.about == id
        ]
        return self.json({"ancestors": before, "descendants": after})

    def edit(self, call: Call, token: Token) -> Response:
        self._require_own(call, token)
        text = str(call.given.get("status") or "")
        self._check(text, ())
        deed = Deed(
            network=MASTODON,
            kind=Kind.EDIT,
            source=token.profile,
            about=call.params["id"],
            text=text,
            app="api",
        )
        self.faces.play(deed)
        return self.status(call, token)

    def delete(self, call: Call, token: Token) -> Response:
        found = self._require_own(call, token)
        deed = Deed(
            network=MASTODON, kind=Kind.DELETE, source=token.profile, about=call.params["id"], app="api"
        )
        self.faces.play(deed)
        return self.json({**found, "text": ""})

    def favourite(self, call: Call, token: Token) -> Response:
        if self.shown(call, token).thing(call.params["id"]) is None:
            raise Refused("unknown")
        deed = Deed(
            network=MASTODON, kind=Kind.LIKE, source=token.profile, about=call.params["id"], app="api"
        )
        self.faces.play(deed)
        return self.status(call, token)

    def _require_own(self, call: Call, token: Token) -> dict[str, Any]:
        found = self.shown(call, token).thing(call.params["id"])
        if found is None or found["account"]["id"] != token.profile:
            raise Refused("unknown")
        return found

    def statuses_of(self, call: Call, token: Token) -> Response:
        """Newest first; private ones only to whoever wrote them."""
        owner, shown = self.profile_of(call.params["id"]), self.shown(call, token)
        posts: list[str] = [
            one.id for one in self.world.posts.values() if one.network == MASTODON and one.author == owner.id
        ]
        if owner.id == token.profile:
            posts += [
                one.id
                for one in self.world.messages.values()
                if one.network == MASTODON and one.sender == owner.id
            ]
        found = [(id, one) for id in sorted(posts, key=int, reverse=True) if (one := shown.thing(id))]
        if call.query.get("exclude_reblogs") in {"true", "1"}:
            found = [pair for pair in found if not pair[1]["reblog"]]
        return self.paged(call, found, 20, 40)

    # -- files -----------------------------------------------------------------------------------------------------

    def upload(self, call: Call, token: Token) -> Response:
        """Pictures are ready at once, everything else after two seconds."""
        sent = call.files.get("file")
        if sent is None or sent.type.partition("/")[0] not in shapes.KINDS:
            raise Refused("bad_file")
        name, is_picture = self.world.keep_file(sent.content), sent.type.startswith("image/")
        ready = self.now if is_picture else self.now + timedelta(seconds=2)
        kept = {
            "type": sent.type,
            "name": sent.name,
            "size": len(sent.content),
            "ready_at": ready.isoformat(),
        }
        self.own.setdefault("media", {})[name] = kept
        self.changed()
        return self._file_said(call, token, name, 200 if is_picture else 202)

    def uploaded(self, call: Call, token: Token) -> Response:
        kept = self.own.get("media", {}).get(call.params["id"])
        if kept is None:
            raise Refused("unknown")
        is_ready = datetime.fromisoformat(kept["ready_at"]) <= self.now
        return self._file_said(call, token, call.params["id"], 200 if is_ready else 206)

    def _file_said(self, call: Call, token: Token, name: str, status: int) -> Response:
        kept = self.own["media"][name]
        file = Media(id=name, type=kept["type"], name=kept["name"], size=kept["size"])
        shown = self.shown(call, token).media(file)
        return self.json(shown if status == 200 else {**shown, "url": None}, status)

    def file(self, call: Call) -> Response:
        content = self.world.files.get(call.params["id"])
        if content is None:
            raise Refused("unknown")
        return Response(content, media_type="application/octet-stream")


def _length(text: str) -> int:
    """A mention counts without its server, an address 23."""
    spread = 0
    for one in shapes.WORD.finditer(text):
        spread += len(one[0]) - (len(one[1]) + 1 if one[1] else ADDRESS_COUNTS)
    return len(text) - spread


def many(call: Call, name: str) -> list[str]:
    """A list, as JSON or as `name[]=1&name[]=2`."""
    listed = call.value(name)
    if isinstance(listed, list):
        return [str(one) for one in listed]
    is_form = call.type == "application/x-www-form-urlencoded"
    body = parse_qsl(call.body.decode("utf-8", "replace")) if is_form else list(call.form.items())
    return [
        value
        for key, value in [*call.query_list, *body]
        if key.partition("[")[0] == name and key.endswith("]")
    ]
