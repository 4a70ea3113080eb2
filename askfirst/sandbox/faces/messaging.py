"""Private messages of Pages and of Instagram accounts: the Send API, and threads to be read back.

Source: Messenger Platform, Send API and Conversations, as the facts of this project have them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from askfirst.sandbox.face import Deed, Kind, Refused
from askfirst.sandbox.faces import graph_fields
from askfirst.sandbox.faces.graph import iso
from askfirst.sandbox.faces.messaging_told import TYPES, MessagesTold
from askfirst.sandbox.things import Media

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from askfirst.sandbox.call import Call
    from askfirst.sandbox.faces.graph_fields import Wanted
    from askfirst.sandbox.things import Message, Thread, Token

LONGEST_TEXT = 2_000
LONGEST_TITLE = 65
LARGEST_FILE = 25_000_000
MARKS = {
    "mark_seen": Kind.READ,
    "typing_on": Kind.OTHER,
    "typing_off": Kind.OTHER,
    "react": Kind.REACT,
    "unreact": Kind.UNREACT,
}


class Messaging(MessagesTold):
    """Base of the faces of Facebook and Instagram."""

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
        ticket = recipient.get("notification_messages_token")
        if ticket and self.gives_tickets(account):
            target, topic = self.by_ticket(account, str(ticket))
            more: dict[str, Any] = {"topic": topic}
        elif comment:
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
        asks = self._asks(message) if self.gives_tickets(account) else None
        text, files = str(message.get("text", "")), () if asks else self._files(message)
        text = asks["title"] if asks else text
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
            "asks": asks,
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

    def _asks(self, message: Mapping[str, Any]) -> dict[str, str] | None:
        """The request to opt in that it is: the words above its button, and what the answer brings back."""
        attached = message.get("attachment")
        payload = (attached.get("payload") or {}) if isinstance(attached, dict) else {}
        if payload.get("template_type") != "notification_messages":
            return None
        title, topic = str(payload.get("title", "")), str(payload.get("payload", ""))
        if not title or not topic or len(title) > LONGEST_TITLE:
            raise Refused(
                "param", says="(#100) The template needs a payload, and a title of 65 characters at most"
            )
        return {"title": title, "topic": topic}

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

    def who(self, account: str, profile: str) -> dict[str, Any]:
        """Somebody, as a thread names them."""
        found = self.world.profile(self.name, profile)
        return {"id": self.seen(account, profile), **self.named(found.username, found.name)}

    def named(self, username: str, name: str) -> dict[str, str]:
        raise NotImplementedError
