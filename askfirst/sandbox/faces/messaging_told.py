"""What happens in the private messages of Pages and Instagram accounts, as it is pushed.

People are named by ids that hold for one account only (PSID, IGSID).
Source: Messenger Platform, Webhook Events, as the facts of this project have them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from askfirst.sandbox.face import Act, Deed, Kind, Refused
from askfirst.sandbox.faces.graph import Graph, giver, stamp, ticket

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from askfirst.sandbox.things import Media, Message

TICKET_LIFE = timedelta(days=180)
"""How long a ticket holds (FB-23)."""
TYPES = frozenset({"image", "audio", "video", "file"})
EMOJI = {"love": "❤", "like": "👍", "dislike": "👎", "smile": "😆", "wow": "😮", "sad": "😢", "angry": "😡"}

ENFORCED = {"warning": "warned", "block": "blocked", "unblock": "ok"}


class MessagesTold(Graph):
    """The half of the faces of Facebook and Instagram that tells of private messages."""

    scope: ClassVar[str]
    """Of the ids that people have for an account."""
    nobody: ClassVar[str]
    """Name of the row where there is no such person."""
    has_delivered: ClassVar[bool]
    platform: ClassVar[str]

    def gives_tickets(self, account: str) -> bool:  # noqa: ARG002 -- as given
        """People can be asked by its own button whether they want messages of this account later."""
        return True

    def seen(self, account: str, profile: str) -> str:
        """The id under which the account knows somebody."""
        return profile if profile == account else self.world.scoped(f"{self.scope}.{account}", profile)

    def person(self, account: str, named: str) -> str:
        """Whom the account means.  Raises `Refused`."""
        found = self.world.unscoped(f"{self.scope}.{account}", named)
        if found is None:
            raise Refused(self.nobody)
        return found

    def address(self, media: Media) -> str:
        return (
            media.id
            if media.id.startswith("http")
            else f"https://{self.files_at}/{media.id}/{media.name or 'file'}"
        )

    files_at: ClassVar[str]

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
            Kind.OTHER: self._heard_other,
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

    def by_ticket(self, account: str, named: str) -> tuple[str, str]:
        """Who gave this ticket, and about what.  Whether it still holds is for the rules.  Raises `Refused`."""
        given = giver(self.world, self.name, named)
        if given is None or given.target != account:
            raise Refused("param", says="(#100) This notification_messages_token is not valid")
        if self.now - given.since >= TICKET_LIFE:
            raise Refused("param", says="(#100) This notification_messages_token has expired")
        return given.source, given.topic

    def _heard_switch(self, act: Act) -> None:
        """The first yes to a topic gives a ticket; after a no, the same one is resumed."""
        account, topic = self.account_in(act), str(act.deed.more.get("topic", ""))
        if not (account and topic):
            return
        switched: dict[str, Any] = {
            "type": "notification_messages",
            "notification_messages_token": ticket(self.world, account, act.deed.source, topic),
            "title": str(act.deed.more.get("title") or topic),
            "payload": topic,
        }
        if act.deed.kind is Kind.OPT_OUT:
            switched["notification_messages_status"] = "STOP_NOTIFICATIONS"
        elif self._has_stopped(act, topic):
            switched["notification_messages_status"] = "RESUME_NOTIFICATIONS"
        else:
            switched |= {
                "token_expiry_timestamp": stamp(act.at + TICKET_LIFE),
                "user_token_status": "NOT_REFRESHED",
            }
        self.tell_message("messaging_optins", account, act, {"optin": switched})

    def _has_stopped(self, act: Act, topic: str) -> bool:
        stops = self.world.acts_of(self.name, act.deed.source, act.deed.target, kinds=(Kind.OPT_OUT,))
        return any(one.deed.more.get("topic") == topic for one in stops if one.number < act.number)

    def _heard_other(self, act: Act) -> None:
        """`more["what"]` is policy: the network warns (`action` warning), restrains (block) or frees (unblock) an account."""
        account, more = act.deed.source, act.deed.more
        if more.get("what") != "policy" or not self.world.is_ours(self.name, account):
            return
        action = str(more.get("action", "warning"))
        self.world.accounts[self.name, account].more["enforcement"] = ENFORCED.get(action, "warned")
        self.changed()
        said = {"action": action} | ({"reason": act.deed.text} if act.deed.text else {})
        value = {"recipient": {"id": account}, "timestamp": stamp(act.at), "policy_enforcement": said}
        self.tell("messaging_policy_enforcement", account, value, part="messaging")
