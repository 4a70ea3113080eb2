"""What WhatsApp pushes: messages with who wrote them, reports, switches, and what was said on the phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from askfirst.sandbox.face import Act, Deed, Kind
from askfirst.sandbox.faces.graph import Graph
from askfirst.sandbox.faces.whatsapp_rows import LATE
from askfirst.sandbox.things import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from askfirst.sandbox.rules import Refusal

FILES = frozenset({"image", "audio", "video", "document", "sticker"})


class Told(Graph):
    """The half of the face of WhatsApp that tells."""

    name = "whatsapp"
    object = "whatsapp_business_account"

    def user_id(self, profile: str) -> str:
        """The id of a person for this business, of which no number can be guessed."""
        person = self.world.people.get(self.world.profile(self.name, profile).person)
        place = person.country if person and person.country else "US"
        return f"{place}.{self.world.digest('bsuid', profile)[:24]}"

    def heard(self, act: Act) -> None:
        how = self._hearers().get(act.deed.kind)
        if how is not None:
            how(act)

    def _hearers(self) -> Mapping[Kind, Callable[[Act], None]]:
        return {
            Kind.WRITE: self._heard_message,
            Kind.REACT: self._heard_reaction,
            Kind.UNREACT: self._heard_reaction,
            Kind.EDIT: self._heard_change,
            Kind.DELETE: self._heard_change,
            Kind.READ: self._heard_mark,
            Kind.RECEIVE: self._heard_mark,
            Kind.OPT_OUT: self._heard_switch,
            Kind.OPT_IN: self._heard_switch,
        }

    def _heard_message(self, act: Act) -> None:
        message = self.world.messages[self.name, act.made]
        if not self.world.is_ours(self.name, message.sender):
            self._tell_message(
                message.recipient, message.sender, act, self._words(message), message.id, message.about
            )
        elif message.app:
            self._tell_status(message, "sent", act.at)
        else:
            echo = (
                self._head(message.id, message.sender, act) | {"to": message.recipient} | self._words(message)
            )
            self._tell("smb_message_echoes", message.sender, {"message_echoes": [echo]})

    def _words(self, message: Message) -> dict[str, Any]:
        if not message.media:
            return {"type": "text", "text": {"body": message.text}}
        file = message.media[0]
        kind = file.type.partition("/")[0]
        kind = kind if kind in FILES else "document"
        self.own["nodes"].setdefault(file.id, "")
        self.own.setdefault("files", {}).setdefault(
            file.id, {"id": file.id, "type": file.type, "name": file.name, "size": file.size}
        )
        body: dict[str, Any] = {"id": file.id, "mime_type": file.type, "sha256": self.world.digest(file.id)}
        body |= {"caption": message.text} if message.text else {}
        return {"type": kind, kind: body | ({"filename": file.name} if kind == "document" else {})}

    def _heard_reaction(self, act: Act) -> None:
        message = self.world.messages.get((self.name, act.deed.about))
        if message is None or self.world.is_ours(self.name, act.deed.source):
            return
        account = message.sender if message.recipient == act.deed.source else message.recipient
        sign = {} if act.deed.kind is Kind.UNREACT else {"emoji": str(act.deed.more.get("reaction", "👍"))}
        words = {"type": "reaction", "reaction": {"message_id": message.id, **sign}}
        self._tell_message(account, act.deed.source, act, words, self.new_id("message", act.at))

    def _heard_change(self, act: Act) -> None:
        message = self.world.messages.get((self.name, act.deed.about))
        if message is None or self.world.is_ours(self.name, act.deed.source):
            return
        words: dict[str, Any] = {"type": "revoke", "revoke": {"original_message_id": message.id}}
        if act.deed.kind is Kind.EDIT:
            edited = {"type": "text", "text": {"body": message.text}}
            words = {"type": "edit", "edit": {"original_message_id": message.id, "message": edited}}
        self._tell_message(message.recipient, act.deed.source, act, words, self.new_id("message", act.at))

    def _heard_mark(self, act: Act) -> None:
        """The person's phone got, or showed, what we wrote: one report for each message that had none yet."""
        account, person = act.deed.target, act.deed.source
        thread = self.world.thread(self.name, account, person)
        if not self.world.is_ours(self.name, account) or thread is None:
            return
        state = "read" if act.deed.kind is Kind.READ else "delivered"
        for message in self.world.messages_in(self.name, thread.id):
            told = message.more.setdefault("told", [])
            if message.sender == account and state not in told and "read" not in told:
                told.append(state)
                self._tell_status(message, state, act.at)

    def _heard_switch(self, act: Act) -> None:
        account, person = act.deed.target, act.deed.source
        if not self.world.is_ours(self.name, account):
            return
        word = "stop" if act.deed.kind is Kind.OPT_OUT else "resume"
        switched = {
            "wa_id": person,
            "user_id": self.user_id(person),
            "category": str(act.deed.more.get("topic") or "marketing_messages"),
            "value": word,
            "detail": f"User requested to {word} marketing messages",
            "timestamp": int(act.at.timestamp()),
        }
        value = {"contacts": [self._contact(person)], "user_preferences": [switched]}
        self._tell("user_preferences", account, value)

    def _tell_status(
        self, message: Message, state: str, at: datetime, error: tuple[int, str] | None = None
    ) -> None:
        status: dict[str, Any] = {
            "id": message.id,
            "status": state,
            "timestamp": str(int(at.timestamp())),
            "recipient_id": message.recipient,
            "recipient_user_id": self.user_id(message.recipient),
        }
        if message.more.get("opaque"):
            status["biz_opaque_callback_data"] = message.more["opaque"]
        if error is not None:
            code, title = error
            status["errors"] = [
                {"code": code, "title": title, "message": title, "error_data": {"details": f"{title}."}}
            ]
        contacts = [self._contact(message.recipient)]
        self._tell("messages", message.sender, {"contacts": contacts, "statuses": [status]})

    def tell_failed(self, deed: Deed, made: str, refusal: Refusal) -> None:
        said = Message(
            network=self.name,
            id=made,
            thread="",
            sender=deed.source,
            recipient=deed.target,
            text=deed.text,
            at=self.now,
            more=dict(deed.more),
        )
        self._tell_status(said, "failed", self.now, LATE[refusal.row])

    def _head(self, named: str, sender: str, act: Act) -> dict[str, Any]:
        return {"from": sender, "id": named, "timestamp": str(int(act.at.timestamp()))}

    def _tell_message(
        self, account: str, person: str, act: Act, words: Mapping[str, Any], named: str, about: str = ""
    ) -> None:
        message = {**self._head(named, person, act), **words}
        contact = self._contact(person)
        if "wa_id" not in contact:
            message.pop("from")
            message["from_user_id"] = contact["user_id"]
        if about:
            message["context"] = {"from": account, "id": about}
        self._tell("messages", account, {"contacts": [contact], "messages": [message]})

    def _contact(self, person: str) -> dict[str, Any]:
        profile = self.world.profile(self.name, person)
        contact = {
            "user_id": self.user_id(person),
            "profile": {"name": profile.name, "username": profile.username},
        }
        return contact if profile.settings.get("hides_number") else {"wa_id": person, **contact}

    def _tell(self, field: str, account: str, value: Mapping[str, Any]) -> None:
        held = self.world.accounts[self.name, account].more
        metadata = {"display_phone_number": str(held.get("number", account)), "phone_number_id": account}
        self.tell(field, account, {"messaging_product": "whatsapp", "metadata": metadata, **value})

    def entry(self, account: str) -> dict[str, Any]:
        return {"id": str(self.world.accounts[self.name, account].more.get("waba", account))}
