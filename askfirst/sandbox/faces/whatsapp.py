"""WhatsApp Cloud API: graph.facebook.com for numbers of businesses.  People are known by their numbers.

What is accepted is not yet delivered: a refusal that WhatsApp finds out late (window, block, stop) comes as a report that it
failed, and nothing was said.  Source: WhatsApp Business Platform and its OpenAPI description v23.0, as the facts have them.
"""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from askfirst.sandbox.face import Choice, Deed, Kind, Refused, Retry
from askfirst.sandbox.faces import graph_fields
from askfirst.sandbox.faces.whatsapp_rows import LATE, OWN_ROWS
from askfirst.sandbox.faces.whatsapp_told import FILES, Told
from askfirst.sandbox.rules import Refusal, whatsapp
from askfirst.sandbox.things import Media

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from starlette.responses import Response

    from askfirst.sandbox.call import Call
    from askfirst.sandbox.faces.graph_rows import Row
    from askfirst.sandbox.things import Token

NUMBER_ID, WABA, NUMBER, NUMBER_TOKEN = (
    "106540352242922",
    "102290129340398",
    "15550783881",
    "EAASandboxWhatsApp",
)
LONGEST_TEXT = 4_096


class WhatsApp(Told):
    title = "WhatsApp"
    offers = (
        *(Kind.WRITE, Kind.READ, Kind.RECEIVE, Kind.REACT, Kind.EDIT, Kind.DELETE),
        *(Kind.BLOCK, Kind.OPT_IN, Kind.OPT_OUT, Kind.REPORT),
    )
    choices = (
        Choice(
            name="marketing_cap_reached",
            title="Marketing of all businesses together",
            values={False: "Not too much yet", True: "Too much"},
        ),
    )
    hosts = ("graph.facebook.com", "lookaside.fbsbx.com")
    rows: ClassVar[Mapping[str, Row]] = OWN_ROWS
    retry = Retry(
        delays=(1.0, 10.0, 60.0, 600.0, 3600.0),
        gives_up_after=timedelta(days=7),
        timeout=5.0,
        largest_batch=1000,
    )

    def may(self, deed: Deed, at: datetime) -> Refusal | None:
        return whatsapp.may(self.world, deed, at)

    def new_id(self, word: str, at: datetime) -> str:
        del at
        number = self.world.count_up(f"whatsapp.{word}")
        if word == "message":
            return f"wamid.{base64.b64encode(self.world.digest('wamid', number)[:36].encode()).decode()}"
        return self.world.digits("whatsapp", word, number, length=11 if word == "profile" else 15)

    def seed(self) -> None:
        super().seed()
        if (self.name, NUMBER_ID) not in self.world.accounts:
            app = next(id for network, id in self.world.apps if network == self.name)
            more = {"waba": WABA, "number": NUMBER}
            self.world.account(self.name, "harbour", "Harbour Coffee", id=NUMBER_ID, app=app, more=more)
            self.world.issue(self.name, NUMBER_ID, app=app, value=NUMBER_TOKEN)
        nodes = self.own.setdefault("nodes", {})
        for (network, id), account in self.world.accounts.items():
            if network == self.name and account.more.get("waba"):
                nodes.setdefault(str(account.more["waba"]), id)

    # -- nodes and edges -------------------------------------------------------------------------------------------

    def graph(self, call: Call) -> Response:
        if call.host == "lookaside.fbsbx.com":
            self.caller(call)
            call.path = "/" + str(call.query.get("mid", ""))
            return self.file(call)
        return super().graph(call)

    def at_node(self, call: Call, method: str, node: str, edge: str, token: Token) -> Response:
        if self.world.is_ours(self.name, node):
            self.allowed(node, token)
            return self._at_number(call, method, node, edge, token)
        number = self.own["nodes"].get(node, "")
        if number and edge == "phone_numbers":
            return self.said({"data": [self._number(number)]})
        if number:
            return self.said({"id": node, "name": "Harbour Coffee"})
        if node in self.own.get("files", {}):
            return self._file(call, method, node)
        raise Refused("unknown")

    def _at_number(self, call: Call, method: str, number: str, edge: str, token: Token) -> Response:
        if (method, edge) == ("POST", "messages"):
            return (
                self._mark(call, number)
                if call.given.get("status") == "read"
                else self._send(call, number, token)
            )
        if (method, edge) == ("POST", "media"):
            return self._lay_ready(call)
        if edge == "block_users":
            return self._block(call, method, number)
        if (method, edge) == ("GET", ""):
            return self.said(
                graph_fields.shown(
                    self._number(number),
                    graph_fields.of_call(call),
                    "id,display_phone_number,verified_name,quality_rating",
                )
            )
        raise Refused("unknown", says=f"Unsupported {method.lower()} request on the edge {edge!r}.")

    def _number(self, number: str) -> dict[str, Any]:
        account = self.world.accounts[self.name, number]
        return {
            "id": number,
            "display_phone_number": str(account.more.get("number", number)),
            "verified_name": self.world.profile(self.name, number).name,
            "quality_rating": str(account.more.get("quality", "GREEN")),
            "code_verification_status": "VERIFIED",
            "platform_type": "CLOUD_API",
        }

    def may_subscribe(self, node: str, token: Token) -> None:
        if not self.own["nodes"].get(node):
            raise Refused("unknown")
        self.allowed(self.own["nodes"][node], token)

    def fields_to_subscribe(self, call: Call) -> list[str]:
        del call
        return ["*"]

    def hears(self, field: str, account: str, app: str) -> bool:
        del field
        waba = str(self.world.accounts[self.name, account].more.get("waba", ""))
        return app in self.own.get("subscribed", {}).get(waba, {})

    # -- out -------------------------------------------------------------------------------------------------------

    def _send(self, call: Call, number: str, token: Token) -> Response:
        if call.given.get("messaging_product") != "whatsapp":
            raise Refused("param", says="(#100) The parameter messaging_product is required.")
        target, wa_id = self._addressee(call)
        deed = self._deed(call, number, target, token)
        refusal = self.faces.may(deed)
        if refusal is not None and refusal.row not in LATE:
            raise Refused(refusal.row, refusal=refusal)
        made = self.new_id("message", self.now)
        if refusal is None:
            self.faces.play(msgspec.structs.replace(deed, id=made))
        else:
            self.tell_failed(deed, made, refusal)
        contact = {"input": str(call.given.get("to") or call.given.get("recipient")), "wa_id": wa_id}
        message = {"id": made} | ({"message_status": "accepted"} if deed.more.get("template") else {})
        return self.said({"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]})

    def _addressee(self, call: Call) -> tuple[str, str]:
        """Whom it is for, by number or by the id that we gave them for this business."""
        number = "".join(sign for sign in str(call.given.get("to", "")) if sign.isdecimal())
        if number:
            if (self.name, number) not in self.world.profiles:
                self.world.add_profile(
                    self.name, number, number, id=number, more={"is_not_on_whatsapp": True}
                )
            return number, number
        found = next((p for p in self._people() if self.user_id(p.id) == call.given.get("recipient")), None)
        if found is None:
            raise Refused("missing_param", says="(#131008) The parameter to or recipient is required.")
        return found.id, found.id

    def _people(self) -> list[Any]:
        return [profile for (network, _), profile in self.world.profiles.items() if network == self.name]

    def _deed(self, call: Call, number: str, target: str, token: Token) -> Deed:
        kind = str(call.given.get("type", "text"))
        body = call.value(kind)
        more: dict[str, Any] = {"type": kind, "opaque": str(call.given.get("biz_opaque_callback_data", ""))}
        context = call.value("context")
        about = str(context.get("message_id", "")) if isinstance(context, dict) else ""
        if kind == "reaction" and isinstance(body, dict):
            more["reaction"] = body.get("emoji", "")
            return Deed(
                network=self.name,
                kind=Kind.REACT,
                source=number,
                target=target,
                about=str(body.get("message_id", "")),
                more=more,
            )
        if not isinstance(body, dict):
            raise Refused("unsupported" if kind not in {"text", "template", *FILES} else "missing_param")
        text = str(body.get("body") or body.get("caption") or "")
        media: tuple[Media, ...] = ()
        if kind == "text" and not 0 < len(text) <= LONGEST_TEXT:
            raise Refused(
                "param", says=f"(#100) Param text['body'] must be at most {LONGEST_TEXT} characters long."
            )
        if kind in FILES:
            media = (self._sent_file(kind, body),)
        if kind == "template":
            more["template"] = str(body.get("name", ""))
        return Deed(
            network=self.name,
            kind=Kind.WRITE,
            source=number,
            target=target,
            text=text,
            media=media,
            about=about,
            more=more,
            app=token.app,
        )

    def _sent_file(self, kind: str, body: Mapping[str, Any]) -> Media:
        held = self.own.get("files", {}).get(str(body.get("id", "")))
        if held is not None:
            return Media(**held)
        if not body.get("link"):
            raise Refused("media_upload")
        return Media(id=str(body["link"]), type=f"{kind}/*", name=str(body.get("filename", "")))

    def _lay_ready(self, call: Call) -> Response:
        sent = call.files.get("file")
        if sent is None:
            raise Refused("missing_param")
        named = self.world.keep_file(sent.content)
        kept = str(call.given.get("type") or sent.type)
        files = self.own.setdefault("files", {})
        files[named] = {"id": named, "type": kept, "name": sent.name, "size": len(sent.content)}
        self.own["nodes"].setdefault(named, "")
        self.changed()
        return self.said({"id": named})

    def _file(self, call: Call, method: str, named: str) -> Response:
        held = self.own["files"][named]
        if method == "DELETE":
            self.own["files"].pop(named)
            self.changed()
            return self.said({"success": True})
        url = f"https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid={named}"
        del call
        return self.said(
            {
                "messaging_product": "whatsapp",
                "url": url,
                "mime_type": held["type"],
                "sha256": self.world.digest(named),
                "file_size": str(held["size"]),
                "id": named,
            }
        )

    def _mark(self, call: Call, number: str) -> Response:
        message = self.world.messages.get((self.name, str(call.given.get("message_id", ""))))
        if message is None or message.recipient != number:
            raise Refused("param", says="(#100) Param message_id is not a message that this number received.")
        self.faces.play(Deed(network=self.name, kind=Kind.READ, source=number, target=message.sender))
        return self.said({"success": True})

    def _block(self, call: Call, method: str, number: str) -> Response:
        if method == "GET":
            edges = self.world.edges_from(self.name, "block", number)
            return self.said(
                {"data": [{"messaging_product": "whatsapp", "wa_id": edge.target} for edge in edges]}
            )
        given = call.value("block_users") or []
        done = [str(one.get("user", "")).lstrip("+") for one in given if isinstance(one, dict)]
        kind = Kind.UNBLOCK if method == "DELETE" else Kind.BLOCK
        for one in done:
            self.faces.play(Deed(network=self.name, kind=kind, source=number, target=one))
        word = "removed_users" if method == "DELETE" else "added_users"
        users = {word: [{"input": one, "wa_id": one} for one in done]}
        return self.said({"messaging_product": "whatsapp", "block_users": users})
