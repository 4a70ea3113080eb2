"""Tumblr: what happens around a blog is asked for, asks are answered in public or privately, posts are published.

Sources: github tumblr/docs, `api.md` and `npf-spec.md`; how an ask is answered also after github tumblr/pytumblr, issue 79.

What is special here:
- nothing is pushed, and there are no messages: an ask is the only private word, and it waits as a post of the blog;
- answering an ask is editing that post, so it is read first: the question stays, and what was answered already is not
  answered twice;
- who asks anonymously can be answered in public only;
- one key of an app may call 1,000 times an hour and 5,000 times a day, for all its blogs together;
- plain replies under posts cannot be written by programs.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 -- mypy reads the annotations of class variables
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

import msgspec

from askfirst.networks import http, oauth1
from askfirst.networks.base import (
    Capabilities,
    Envelope,
    Event,
    Failure,
    Form,
    NetworkError,
    Receipt,
    Unsupported,
)
from askfirst.networks.hooks import Piece, read_object
from askfirst.networks.http import Answer, Call, HttpNetwork
from askfirst.networks.joining import Account, Field, Finding, Guide, Joining
from askfirst.networks.profiles import Profile, Profiled
from askfirst.networks.pulls import Polled, Pulled, ReadBack
from askfirst.networks.shapes import inner, objects, word
from askfirst.networks.tumblr import events as tumblr_events
from askfirst.networks.tumblr.codes import refused
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

BLOCK_LIMIT = 4_096
"""Characters of one block of text."""
MOST_BLOCKS = 1_000
POST_LIMIT = 100_000
"""Characters of a post; Tumblr stores a million bytes with all that describes them."""
PICTURE_BYTES = 10_000_000
MOST_PICTURES = 30
PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
PAGE = 20
TYPES = (*tumblr_events.KINDS, "reblog_naked", "answered_ask", "post_appeal_accepted")
"""Activities that are asked for.  Not `ask`: the ask itself comes from the list of those that wait."""

GUIDE = Guide(
    needs=(
        "A blog on Tumblr, and the person whose account it belongs to.",
        "Asks switched on in the blog's settings, if people are to write to it.",
        "An app registered at tumblr.com/oauth/apps.",
        "The four keys below: sign in at api.tumblr.com/console with the app's two keys, allow it, and choose Show keys.",
    ),
    fields=(
        Field(name="blog", label="Blog", help="Its name, such as `harbour` of harbour.tumblr.com."),
        Field(name="consumer_key", label="OAuth consumer key"),
        Field(name="consumer_secret", label="OAuth consumer secret", is_secret=True),
        Field(name="token", label="Token", is_secret=True),
        Field(name="token_secret", label="Token secret", is_secret=True),
    ),
    limits=(
        "There are no messages: people ask, and an ask is answered once, privately or in public.",
        "Who asks anonymously can be answered in public only.",
        "Replies under posts can be read and not written; only the blog's own posts and answers can.",
        "What happens is asked for every two minutes; one app may ask 1,000 times an hour for all its blogs together.",
        "Nobody is told who blocks the blog or stops following it.",
    ),
)


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a blog is reached.  Reading needs none of it."""

    blog: str = ""
    """Name, host or `t:` and the lasting id."""
    consumer_key: str = ""
    consumer_secret: str = ""
    token: str = ""
    token_secret: str = ""
    through: str = ""


class Place(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far the lists were read, in seconds of Tumblr's clock."""

    activity: int = 0
    """All that is older is known."""
    top: int = 0
    """The newest that was seen while older ones are still being read."""
    before: int = 0
    asks: int = 0
    asks_top: int = 0
    offset: int = 0


class Tumblr(Polled, ReadBack, Joining, Profiled, HttpNetwork):
    """One blog on Tumblr."""

    name = "tumblr"
    label = "Tumblr"
    hosts: ClassVar[Mapping[str, str]] = {"api": "https://api.tumblr.com"}
    capabilities = Capabilities(
        forms=frozenset({Form.PRIVATE_REPLY, Form.PUBLIC_REPLY, Form.PUBLIC_POST}),
        text_limit=POST_LIMIT,
        attachment_limit=PICTURE_BYTES,
        attachment_forms=frozenset({Form.PUBLIC_POST}),
        most_attachments=MOST_PICTURES,
    )
    every: ClassVar[timedelta] = timedelta(minutes=2)
    is_only_way: ClassVar[bool] = True

    def __init__(self, settings: Settings) -> None:
        super().__init__(through=settings.through)
        self._given = settings
        self._keys = oauth1.Keys(
            consumer_key=settings.consumer_key,
            consumer_secret=settings.consumer_secret,
            token=settings.token,
            token_secret=settings.token_secret,
        )

    # ── out ──

    def check(self, envelope: Envelope) -> None:
        """As everywhere, and: pictures only, and no more paragraphs than a post may have."""
        super().check(envelope)
        for attachment in envelope.attachments:
            if attachment.content_type not in PICTURES:
                raise Unsupported(
                    Sentence("Tumblr takes pictures from us; `%(name)s` is none", name=attachment.name)
                )
        if (count := len(blocks(envelope.text))) > MOST_BLOCKS:
            raise Unsupported(
                Sentence(
                    "Tumblr takes at most %(most_blocks)s paragraphs; this text has %(count)s",
                    most_blocks=f"{MOST_BLOCKS:,}",
                    count=f"{count:,}",
                )
            )

    def build(self, envelope: Envelope) -> Call:
        """A post, or the answer to an ask; who asked anonymously is not answered privately."""
        if envelope.form is Form.PUBLIC_POST:
            return self._post(envelope)
        if not envelope.in_reply_to.startswith(tumblr_events.ASK):
            raise Unsupported(Sentence("Tumblr lets programs answer asks and nothing else; say which ask"))
        if envelope.form is Form.PRIVATE_REPLY and not envelope.to:
            raise Unsupported(Sentence("who asks anonymously on Tumblr can be answered in public only"))
        number = quote(envelope.in_reply_to.removeprefix(tumblr_events.ASK), safe="")
        return Call(
            method="PUT",
            url=self._path(f"/posts/{number}"),
            json={
                "content": blocks(envelope.text),
                "state": "published",
                "is_private": envelope.form is Form.PRIVATE_REPLY,
            },
            needs={"ask": number},
        )

    def _post(self, envelope: Envelope) -> Call:
        files = {f"picture-{number}": one for number, one in enumerate(envelope.attachments)}
        shown = [
            {"type": "image", "media": [{"type": one.content_type, "identifier": name}]}
            for name, one in files.items()
        ]
        post = {"content": [*blocks(envelope.text), *shown], "state": "published"}
        if not files:
            return Call(method="POST", url=self._path("/posts"), json=post)
        return Call(
            method="POST",
            url=self._path("/posts"),
            form={"json": msgspec.json.encode(post).decode()},
            files={name: (one.name, one.content, one.content_type) for name, one in files.items()},
        )

    async def ready(self, call: Call) -> Call:
        """Read the ask: its question goes along with the answer, as Tumblr wants it."""
        post = await self._read(call.needs["ask"])
        asked = tumblr_events.asked_of(post)
        if asked is None:
            raise _refused("this is no ask, and Tumblr lets programs answer nothing else", "no ask")
        who, question = asked
        if word(post, "state") in {"published", "private"}:
            raise _refused("this ask was answered already", "answered")
        if call.json["is_private"] and not who:
            raise _refused("who asks anonymously on Tumblr can be answered in public only", "anonymous")
        held = next((one for one in objects(post, "layout") if one.get("type") == "ask"), {"type": "ask"})
        layout = {**held, "blocks": list(range(len(question)))}
        content = [*question, *call.json["content"]]
        return replace(call, json={**call.json, "content": content, "layout": [layout]})

    async def _read(self, number: str) -> dict[str, Any]:
        call = Call(method="GET", url=self._path(f"/posts/{number}"), query={"post_format": "npf"})
        return inner((await self.ask(call)).object(), "response")

    def sign(self, call: Call) -> Call:
        """By OAuth 1, for the address that Tumblr knows."""
        return oauth1.signed(call, self._keys, through=self._through)

    def receipt(self, answer: Answer) -> Receipt:
        """The post."""
        found = inner(answer.object(), "response")
        return Receipt(external_id=str(found.get("id_string") or found.get("id") or ""))

    def refusal(self, answer: Answer) -> NetworkError | None:
        """By Tumblr's status and subcode; see `tumblr_codes`."""
        return refused(answer)

    # ── in ──

    def parse(self, raw: bytes) -> Iterable[Event]:
        """Of one piece."""
        return [tumblr_events.event(read_object(raw, self.label))]

    async def pull(self, cursor: str, since: datetime) -> Pulled:
        """Activity and waiting asks, newest first as Tumblr lists them, one page of each."""
        place = _place(cursor, int(since.timestamp()))
        happened, place = await self._activity(place)
        waiting, place = await self._waiting(place)
        pieces = [*self._pieces("notification", happened), *self._pieces("post", waiting)]
        return Pulled(
            pieces=tuple(pieces),
            cursor=msgspec.json.encode(place).decode(),
            is_more=bool(place.before or place.offset),
        )

    async def _activity(self, place: Place) -> tuple[list[dict[str, Any]], Place]:
        query = {f"types[{number}]": kind for number, kind in enumerate(TYPES)} | {"rollups": "false"}
        if place.before:
            query["before"] = str(place.before)
        call = Call(method="GET", url=self._path("/notifications"), query=query)
        found = inner((await self.ask(call)).object(), "response")
        listed = objects(found, "notifications")
        # Two things may happen in one second, so that of the newest one is read again: pieces are the same then.
        new = [one for one in listed if _at(one) >= place.activity]
        top = max([place.top, place.activity, *map(_at, new)])
        oldest = min(map(_at, new), default=0)
        goes_on = len(new) == len(listed) and bool(inner(found, "_links", "next")) and oldest != place.before
        if goes_on and new:
            return new, msgspec.structs.replace(place, top=top, before=oldest)
        return new, msgspec.structs.replace(place, activity=top, top=0, before=0)

    async def _waiting(self, place: Place) -> tuple[list[dict[str, Any]], Place]:
        query = {"npf": "true", "offset": str(place.offset)}
        call = Call(method="GET", url=self._path("/posts/submission"), query=query)
        listed = objects(inner((await self.ask(call)).object(), "response"), "posts")
        new = [one for one in listed if _at(one) >= place.asks]
        top = max([place.asks_top, place.asks, *map(_at, new)])
        if len(new) == len(listed) >= PAGE:
            return new, msgspec.structs.replace(place, asks_top=top, offset=place.offset + len(listed))
        return new, msgspec.structs.replace(place, asks=top, asks_top=0, offset=0)

    def _pieces(self, kind: str, listed: list[dict[str, Any]]) -> Iterable[Piece]:
        for one in reversed(listed):
            entry = {"blog": self._given.blog, kind: one}
            event = tumblr_events.event(entry)
            yield Piece(external_id=event.external_id, raw=msgspec.json.encode(entry))

    async def find(self, envelope: Envelope, since: datetime) -> Receipt | None:
        """In the ask's own post, or among the blog's newest posts."""
        wanted = tumblr_events.words(blocks(envelope.text))
        if envelope.form is not Form.PUBLIC_POST:
            number = envelope.in_reply_to.removeprefix(tumblr_events.ASK)
            post = await self._read(quote(number, safe=""))
            _, question = tumblr_events.asked_of(post) or ("", [])
            answer = objects(post, "content")[len(question) :]
            is_there = word(post, "state") != "submission" and tumblr_events.words(answer) == wanted
            return Receipt(external_id=number, detail="found on Tumblr") if is_there else None
        return await self._find_post(wanted, int(since.timestamp()))

    async def _find_post(self, wanted: str, since: int) -> Receipt | None:
        offset = 0
        while True:
            query = {"npf": "true", "limit": str(PAGE), "offset": str(offset)}
            answer = await self.ask(Call(method="GET", url=self._path("/posts"), query=query))
            listed = objects(inner(answer.object(), "response"), "posts")
            new = [one for one in listed if _at(one) >= since]
            for one in new:
                if tumblr_events.words(objects(one, "content")) == wanted:
                    return Receipt(external_id=_number(one), detail="found on Tumblr")
            offset += len(listed)
            if not new:  # one that is older than the others is not the end: a post may be pinned above them
                return None

    async def profile(self, handle: str) -> Profile:
        """Whether they follow the blog; by name alone, which is how Tumblr calls people."""
        call = Call(method="GET", url=self._path("/followed_by"), query={"query": handle})
        follows = inner((await self.ask(call)).object(), "response").get("followed_by")
        return Profile(name=handle, follows_us=follows if isinstance(follows, bool) else None)

    # ── connecting ──

    def _path(self, path: str) -> str:
        return self.at("api", f"/v2/blog/{quote(self._given.blog, safe='')}{path}")

    async def account(self) -> Account:
        """The blog, among those for which the keys speak; the account's first one where none was named."""
        answer = await self.ask(Call(method="GET", url=self.at("api", "/v2/user/info")))
        held = objects(inner(answer.object(), "response", "user"), "blogs")
        wanted = self._given.blog.removesuffix(".tumblr.com")
        for one in held:
            is_it = wanted in {word(one, "name"), word(one, "uuid")} if wanted else one.get("primary") is True
            if is_it:
                name = word(one, "name")
                return Account(address=name, name=name, said={"kind": "blog"}, settings={"blog": name})
        names = ", ".join(word(one, "name") for one in held) or "none"
        raise NetworkError(
            Sentence(
                "these keys do not speak for `%(blog)s` on Tumblr; they speak for: %(names)s",
                blog=self._given.blog,
                names=names,
            ),
            failure=Failure.CREDENTIALS,
            code="blog",
        )

    async def findings(self, hook: str) -> list[Finding]:  # noqa: ARG002 -- nothing is pushed
        """The blog, whether it takes asks, and what is left of today's posts."""
        account = await self.account()
        info = inner(
            (await self.ask(Call(method="GET", url=self._path("/info")))).object(), "response", "blog"
        )
        takes = info.get("ask") is True
        says = (
            "" if takes else Sentence("asks are switched off in the blog's settings: nobody can write to it")
        )
        limits = (await self.ask(Call(method="GET", url=self.at("api", "/v2/user/limits")))).object()
        posts = inner(limits, "response", "user", "posts")
        left = posts.get("remaining")
        told = (
            Sentence(
                "%(left)s of %(what)s posts are left today", left=str(left), what=str(posts.get("limit"))
            )
            if posts
            else Sentence("Tumblr does not say")
        )
        return [
            Finding(
                what=Sentence("blog"), is_good=True, says=Sentence("speaks for %(name)s", name=account.name)
            ),
            Finding(what=Sentence("asks"), is_good=takes, says=says),
            Finding(what=Sentence("posts"), is_good=left != 0, says=told),
        ]


def connector(settings: Mapping[str, object]) -> Tumblr:
    """One blog on Tumblr.

    Raises:
        BadSettings: one is unknown or of the wrong type.
    """
    return Tumblr(http.settings(Settings, settings, Tumblr.label))


def blocks(text: str) -> list[dict[str, Any]]:
    """The text as Tumblr keeps it: a block per paragraph, a long one in several."""
    paragraphs = [one.strip("\n") for one in text.split("\n\n")]
    return [
        {"type": "text", "text": one[start : start + BLOCK_LIMIT]}
        for one in paragraphs
        for start in range(0, len(one), BLOCK_LIMIT)
    ]


def _place(cursor: str, since: int) -> Place:
    """Where to go on; a cursor of another time is as good as none."""
    try:
        return msgspec.json.decode(cursor, type=Place)
    except msgspec.DecodeError:
        return Place(activity=since, asks=since)


def _at(one: Mapping[str, Any]) -> int:
    value = one.get("timestamp")
    return value if isinstance(value, int) else 0


def _number(one: Mapping[str, Any]) -> str:
    return str(one.get("id_string") or one.get("id") or "")


def _refused(sentence: str, code: str) -> NetworkError:
    return NetworkError(sentence, failure=Failure.REFUSED, code=code)
