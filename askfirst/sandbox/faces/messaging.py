"""Private messages of Pages and of Instagram accounts: the Send API, threads to be read back, and what is pushed.

People are named by ids that hold for one account only (PSID, IGSID).
Source: Messenger Platform, Send API, Webhook Events and Conversations, as the facts of this project have them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from askfirst.sandbox.face import Act, Deed, Kind, Refused
from askfirst.sandbox.faces import graph_fields
from askfirst.sandbox.faces.graph import Graph, iso, stamp
from askfirst.sandbox.things import Media

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.responses import Response

    from askfirst.sandbox.call import Call
    from askfirst.sandbox.faces.graph_fields import Wanted
    from askfirst.sandbox.things import Message, Thread, Token

LONGEST_TEXT = 2_000
LARGEST_FILE = 25_000_000
TYPES = frozenset({"image", "audio", "video", "file"})
MARKS = {
    "mark_seen": Kind.READ,
    "typing_on": Kind.OTHER,
    "typing_off": Kind.OTHER,
    "react": Kind.REACT,
    "unreact": Kind.UNREACT,
}


class Messaging(Graph):
    """Base of the faces of Facebook and Instagram."""

    scope: ClassVar[str]
    """Of the ids that people have for an account."""
    nobody: ClassVar[str]
    """Name of the row where there is no such person."""
    has_delivered: ClassVar[bool]
    platform: ClassVar[str]

    # -- who is who ------------------------------------------------------------------------------------------------

    def seen(self, account: str, profile: str) -> str:
        """The id under which the account knows somebody."""
        return profile if profile == account else self.world.scoped(f"{self.scope}.{account}", profile)

    def person(self, account: str, named: str) -> str:
        """Whom the account means.  Raises `Refused`."""
        found = self.world.unscoped(f"{self.scope}.{account}", named)
        if found is None:
            raise Refused(self.nobody)
        return found

    # -- the Send API ----------------------------------------------------------------------------------------------

    def send(self, call: Call, account: str, token: Token) -> Response:
        """A message, a private reply, or a sign without words."""
        recipient = call.value("recipient")
        if not isinstance(recipient, dict):
            raise Refused("param", says="(#100) The parameter recipient is required.")
        if "sender_action" in call.given:
            return self._mark(call, account, recipient)
        message = call.value("message")
        if not isinstance(message, dict):
            raise Refused("param", says="(#100) The parameter message is required.")
        comment = recipient.get("comment_id") or recipient.get("post_id")
        if comment:
            bare = str(comment).rpartition("_")[2]
            found = self.world.posts.get((self.name, bare))
            if found is None:
                raise Refused("private_reply")
            target, more = found.author, {"comment": bare}
        else:
            target, more = self.person(account, str(recipient.get("id", ""))), {}
        act = self.faces.play(self._deed(call, account, target, message, more, token))
        self.world.use(f"{self.name}.sends.{token.app}")
        return self.said({"recipient_id": self.seen(account, target), "message_id": act.made})

    def _deed(
        self,
        call: Call,
        account: str,
        target: str,
        message: Mapping[str, Any],
        more: dict[str, Any],
        token: Token,
    ) -> Deed:
        text, files = str(message.get("text", "")), self._files(message)
        if not text and not files:
            raise Refused(
                "param", says="(#100) Message cannot be empty, must provide valid attachment or text"
            )
        if text and files:
            raise Refused("param", says="(#100) Cannot send both text and attachment")
        if len(text) > LONGEST_TEXT:
            raise Refused(
                "param", says="(#100) Length of param message[text] must be less than or equal to 2000"
            )
        answered = call.value("reply_to")
        kept = {
            "tag": call.given.get("tag"),
            "messaging_type": call.given.get("messaging_type"),
            "metadata": str(message.get("metadata", ""))[:1000],
            "template": (message.get("template") or {}).get("name"),
            "topic": None,
        }
        return Deed(
            network=self.name,
            kind=Kind.WRITE,
            source=account,
            target=target,
            text=text,
            media=files,
            about=str(answered.get("mid", "")) if isinstance(answered, dict) else "",
            more=more | {name: value for name, value in kept.items() if value},
            app=token.app,
        )

    def _files(self, message: Mapping[str, Any]) -> tuple[Media, ...]:
        one = message.get("attachment")
        given = [one] if isinstance(one, dict) else message.get("attachments") or []
        return tuple(self._file(each) for each in given)

    def _file(self, given: Mapping[str, Any]) -> Media:
        payload = given.get("payload") or {}
        if given.get("type") not in TYPES:
            raise Refused("attachment_type")
        named = str(payload.get("attachment_id") or "")
        if named and named in self.own.get("files", {}):
            return Media(**self.own["files"][named])
        if not payload.get("url"):
            raise Refused("attachment_fetch")
        return Media(id=str(payload["url"]), type=f"{given['type']}/*")

    def lay_ready(self, call: Call) -> Response:
        """A file that messages will name."""
        message = call.value("message")
        kind = ((message or {}).get("attachment") or {}).get("type") if isinstance(message, dict) else None
        sent = next(iter(call.files.values()), None)
        if kind not in TYPES or sent is None:
            raise Refused("attachment_type")
        if len(sent.content) > LARGEST_FILE:
            raise Refused("attachment_size")
        named = self.world.keep_file(sent.content)
        held = {"id": named, "type": sent.type, "name": sent.name, "size": len(sent.content)}
        self.own.setdefault("files", {})[named] = held
        self.changed()
        return self.said({"attachment_id": named})

    def _mark(self, call: Call, account: str, recipient: Mapping[str, Any]) -> Response:
        kind = MARKS.get(str(call.given["sender_action"]))
        if kind is None:
            raise Refused("param", says="(#100) sender_action is not known")
        target = self.person(account, str(recipient.get("id", "")))
        payload = call.value("payload")
        about = str(payload.get("message_id", "")) if isinstance(payload, dict) else ""
        more = {"what": call.given["sender_action"], "reaction": (payload or {}).get("reaction", "love")}
        deed = Deed(network=self.name, kind=kind, source=account, target=target, about=about, more=more)
        self.faces.play(deed)
        return self.said({"recipient_id": self.seen(account, target)})

    # -- reading back ----------------------------------------------------------------------------------------------

    def conversations(self, call: Call, account: str, token: Token) -> Response:
        """The threads of an account, newest first; with `user_id` the one with that person."""
        threads = [one for one in self.world.threads_of(self.name, account) if self._is_listed(one)]
        if user := call.given.get("user_id"):
            who = self.world.unscoped(f"{self.scope}.{account}", str(user))
            threads = [one for one in threads if who in one.members]
        threads.sort(key=self._updated, reverse=True)
        wanted = graph_fields.of_call(call)

        def show(thread: Thread) -> dict[str, Any]:
            return graph_fields.shown(
                self.thread_node(thread, account, call, token), wanted, "id,link,updated_time"
            )

        return self.said(graph_fields.listed(threads, show, call.given, call, token.value))

    def _is_listed(self, thread: Thread) -> bool:
        return bool(self.world.messages_in(self.name, thread.id))

    def _updated(self, thread: Thread) -> Any:
        return self.world.messages_in(self.name, thread.id)[-1].at

    def thread_node(self, thread: Thread, account: str, call: Call, token: Token) -> dict[str, Any]:
        def messages(wanted: Wanted) -> dict[str, Any]:
            said = [one for one in self.world.messages_in(self.name, thread.id) if one.deleted_at is None]
            return graph_fields.listed(
                said[::-1], lambda one: graph_fields.shown(self.message_node(one, account), wanted.inner, "id,created_time"),
                wanted.how, call, token.value,
            )  # fmt: skip

        members = [self.who(account, one) for one in thread.members]
        return {
            "id": thread.id,
            "link": f"/{account}/inbox/{thread.id}/",
            "updated_time": iso(self._updated(thread)),
            "participants": {"data": members},
            "can_reply": True,
            "message_count": len(self.world.messages_in(self.name, thread.id)),
            "messages": messages,
        }

    def message_node(self, message: Message, account: str) -> dict[str, Any]:
        node: dict[str, Any] = {
            "id": message.id,
            "created_time": iso(message.at),
            "from": self.who(account, message.sender),
            "to": {"data": [self.who(account, message.recipient)]},
            "message": message.text,
        }
        if message.media:
            node["attachments"] = {"data": [self._kept(one) for one in message.media]}
        return node

    def _kept(self, media: Media) -> dict[str, Any]:
        url = self.address(media)
        kind = media.type.partition("/")[0]
        named = {"id": media.id, "mime_type": media.type, "name": media.name, "size": media.size}
        if kind in {"image", "video"}:
            return {**named, f"{kind}_data": {"url": url}}
        return {**named, "file_url": url}

    def address(self, media: Media) -> str:
        return (
            media.id
            if media.id.startswith("http")
            else f"https://{self.files_at}/{media.id}/{media.name or 'file'}"
        )

    files_at: ClassVar[str]

    def who(self, account: str, profile: str) -> dict[str, Any]:
        """Somebody, as a thread names them."""
        found = self.world.profile(self.name, profile)
        return {"id": self.seen(account, profile), **self.named(found.username, found.name)}

    def named(self, username: str, name: str) -> dict[str, str]:
        raise NotImplementedError

    # -- pushes ----------------------------------------------------------------------------------------------------

    def heard(self, act: Act) -> None:
        how = self.hearers().get(act.deed.kind)
        if how is not None:
            how(act)

    def hearers(self) -> Mapping[Kind, Callable[[Act], None]]:
        """What is pushed for each kind of deed."""
        return {
            Kind.WRITE: self._heard_message,
            Kind.OPEN: self._heard_open,
            Kind.READ: self._heard_read,
            Kind.RECEIVE: self._heard_received,
            Kind.EDIT: self._heard_edit,
            Kind.DELETE: self._heard_delete,
            Kind.REACT: self._heard_reaction,
            Kind.UNREACT: self._heard_reaction,
            Kind.OPT_IN: self._heard_switch,
            Kind.OPT_OUT: self._heard_switch,
        }

    def tell_message(
        self, field: str, account: str, act: Act, what: dict[str, Any], *, is_echo: bool = False
    ) -> None:
        """One item of `messaging`."""
        deed = act.deed
        other = deed.target if deed.source == account else deed.source
        sides = (account, other) if deed.source == account else (other, account)
        item = {
            "sender": {"id": self.seen(account, sides[0])},
            "recipient": {"id": self.seen(account, sides[1])},
            "timestamp": stamp(act.at),
            **what,
        }
        self.tell(field, account, item, part="messaging", is_echo=is_echo)

    def account_in(self, act: Act) -> str:
        """Which of our accounts a deed concerns; empty: none."""
        sides = (act.deed.source, act.deed.target)
        return next((one for one in sides if one and self.world.is_ours(self.name, one)), "")

    def _heard_message(self, act: Act) -> None:
        account = self.account_in(act)
        if not account:
            return
        message = self.world.messages[self.name, act.made]
        said: dict[str, Any] = {"mid": message.id}
        if message.text:
            said["text"] = message.text
        if message.media:
            kind = "file"
            said["attachments"] = [
                {"type": one.type.partition("/")[0] if one.type.partition("/")[0] in TYPES else kind,
                 "payload": {"url": self.address(one)}}
                for one in message.media
            ]  # fmt: skip
        if message.about:
            said["reply_to"] = {"mid": message.about}
        is_echo = message.sender == account
        if is_echo:
            said |= {"is_echo": True} | self.echo_extras(message)
        self.tell_message(self.field_of(is_echo=is_echo), account, act, {"message": said}, is_echo=is_echo)

    def field_of(self, *, is_echo: bool) -> str:
        return "message_echoes" if is_echo else "messages"

    def echo_extras(self, message: Message) -> dict[str, Any]:
        extras: dict[str, Any] = {"app_id": int(message.app)} if message.app.isdecimal() else {}
        if message.more.get("metadata"):
            extras["metadata"] = message.more["metadata"]
        return extras

    def _heard_open(self, act: Act) -> None:
        account, by = self.account_in(act), str(act.deed.more.get("by", ""))
        if not account:
            return
        if by in {"link", "ad"}:
            referral = {
                "ref": act.deed.text,
                "source": "ADS" if by == "ad" else "SHORTLINK",
                "type": "OPEN_THREAD",
            }
            self.tell_message("messaging_referrals", account, act, {"referral": referral})
            return
        button = {
            "mid": self.new_id("message", act.at),
            "title": act.deed.text or "Get Started",
            "payload": by or "START",
        }
        self.tell_message("messaging_postbacks", account, act, {"postback": button})

    def _heard_read(self, act: Act) -> None:
        account = self.account_in(act)
        if account and act.deed.source != account:
            self.tell_message(*self.read_mark(act, account))

    def read_mark(self, act: Act, account: str) -> tuple[str, str, Act, dict[str, Any]]:
        raise NotImplementedError

    def _heard_received(self, act: Act) -> None:
        account = self.account_in(act)
        if not (account and self.has_delivered and act.deed.source != account):
            return
        last = self.world.last_message(self.name, account, act.deed.source, before=act.at)
        mids = {"mids": [last.id]} if last is not None else {}
        self.tell_message(
            "message_deliveries", account, act, {"delivery": {**mids, "watermark": stamp(act.at)}}
        )

    def _message_of(self, act: Act) -> tuple[Message | None, str, Act]:
        """The message that a deed is about, our account in it, and the act with both sides named."""
        message = self.world.messages.get((self.name, act.deed.about))
        if message is None:
            return None, "", act
        sides = {message.sender, message.recipient}
        account = next((one for one in sides if self.world.is_ours(self.name, one)), "")
        other = next((one for one in sides if one != act.deed.source), "")
        deed = Deed(
            network=self.name, kind=act.deed.kind, source=act.deed.source, target=other, more=act.deed.more
        )
        return message, account, Act(number=act.number, at=act.at, deed=deed, made=act.made)

    def _heard_edit(self, act: Act) -> None:
        message, account, meant = self._message_of(act)
        if message is not None and account and act.deed.source != account:
            edits = self.world.acts_of(self.name, act.deed.source, kinds=(Kind.EDIT,))
            number = sum(1 for one in edits if one.deed.about == message.id)
            what = {"mid": message.id, "text": message.text, "num_edit": number}
            self.tell_message(self.edit_field, account, meant, {"message_edit": what})

    edit_field: ClassVar[str]

    def _heard_delete(self, act: Act) -> None:
        """Messenger tells nobody; Instagram does."""

    def _heard_reaction(self, act: Act) -> None:
        message, account, meant = self._message_of(act)
        if message is None or not account or act.deed.source == account:
            return
        what: dict[str, Any] = {
            "mid": message.id,
            "action": "unreact" if act.deed.kind is Kind.UNREACT else "react",
        }
        if act.deed.kind is Kind.REACT:
            sign = str(act.deed.more.get("reaction", "love"))
            what |= {"reaction": sign if sign.isascii() else "other", "emoji": EMOJI.get(sign, sign)}
        self.tell_message("message_reactions", account, meant, {"reaction": what})

    def _heard_switch(self, act: Act) -> None:
        account, topic = self.account_in(act), str(act.deed.more.get("topic", ""))
        if account and topic:
            is_stop = act.deed.kind is Kind.OPT_OUT
            switched = {
                "type": "notification_messages",
                "notification_messages_token": self.world.digest("topic", account, act.deed.source, topic)[
                    :32
                ],
                "notification_messages_status": "STOP_NOTIFICATIONS" if is_stop else "RESUME_NOTIFICATIONS",
                "title": topic,
                "payload": topic,
            }
            self.tell_message("messaging_optins", account, act, {"optin": switched})


EMOJI = {"love": "❤", "like": "👍", "dislike": "👎", "smile": "😆", "wow": "😮", "sad": "😢", "angry": "😡"}
