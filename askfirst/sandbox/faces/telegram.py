"""Telegram's Bot API at api.telegram.org: methods in any case, by query, form, multipart or JSON.

A token is `<bot>:<secret>`, and the bot is an account of ours.  Updates wait in `own["waiting"]` until `getUpdates`
confirms them or a webhook takes them; each expires after a day.  Deeds: `OPEN` presses Start, `WRITE` is a private message,
`POST` and `COMMENT` with the bot as target are said in its group, `REACT` and `LIKE` are reactions there.

Unlike the real server this one takes a webhook by plain http, on this machine only, and by any port.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from starlette.responses import Response

from askfirst.sandbox.face import Choice, Path, Refused, Retry
from askfirst.sandbox.faces import telegram_shapes as shapes
from askfirst.sandbox.faces.telegram_methods import METHODS
from askfirst.sandbox.faces.telegram_updates import EXPIRES, Updates
from askfirst.sandbox.rules import telegram as rules
from askfirst.sandbox.things import Deed, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from askfirst.sandbox.call import Call
    from askfirst.sandbox.rules import Refusal
    from askfirst.sandbox.things import Account, Act, Token

TELEGRAM = "telegram"
BOT = "7001000001"
GROUP = {"id": "-1001700100001", "title": "Harbour fans", "username": "harbourfans"}
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


class TelegramFace(Updates):
    """See the module."""

    name = TELEGRAM
    title = "Telegram"
    hosts = ("api.telegram.org",)
    offers = (
        Kind.OPEN,
        Kind.WRITE,
        Kind.BLOCK,
        Kind.POST,
        Kind.COMMENT,
        Kind.REACT,
        Kind.EDIT,
        Kind.REPORT,
    )
    choices = (
        Choice(name="is_deactivated", title="My account", values={False: "Is there", True: "Is deleted"}),
        Choice(
            name="group",
            title="The bot in its group",
            values={"member": "Belongs to it", "restricted": "May not write", "kicked": "Was taken out"},
            is_ours=True,
        ),
        Choice(
            name="privacy",
            title="In its group the bot sees",
            values={False: "Everything", True: "What mentions or answers it"},
            is_ours=True,
        ),
    )
    retry = Retry(
        delays=(1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0),
        gives_up_after=EXPIRES,
        disables_after=timedelta(hours=23),
        disabling_status=410,
    )
    rows: ClassVar[Mapping[str, tuple[int, str]]] = {
        "token": (401, "Unauthorized"),
        "not_found": (404, "Not Found"),
        "method": (404, "Not Found: method not found"),
        "blocked": (403, "Forbidden: bot was blocked by the user"),
        "deactivated": (403, "Forbidden: user is deactivated"),
        "cannot_initiate": (403, "Forbidden: bot can't initiate conversation with a user"),
        "kicked": (403, "Forbidden: bot was kicked from the supergroup chat"),
        "not_member": (403, "Forbidden: bot is not a member of the supergroup chat"),
        "chat_not_found": (400, "Bad Request: chat not found"),
        "chat_id_empty": (400, "Bad Request: chat_id is empty"),
        "no_rights": (400, "Bad Request: not enough rights to send text messages to the chat"),
        "empty": (400, "Bad Request: message text is empty"),
        "too_long": (400, "Bad Request: message is too long"),
        "caption_too_long": (400, "Bad Request: message caption is too long"),
        "reply_not_found": (400, "Bad Request: message to be replied not found"),
        "not_modified": (400, NOT_MODIFIED),
        "message_not_found": (400, "Bad Request: message to edit not found"),
        "cannot_delete": (400, "Bad Request: message can't be deleted for everyone"),
        "no_file": (400, "Bad Request: there is no document in the request"),
        "file_too_big": (400, "Bad Request: file is too big"),
        "wrong_file": (400, "Bad Request: wrong file_id or the file is temporarily unavailable"),
        "migrated": (400, "Bad Request: group chat was upgraded to a supergroup chat"),
        "connection": (400, "Bad Request: BUSINESS_CONNECTION_INVALID"),
        "peer_usage": (400, "Bad Request: BUSINESS_PEER_USAGE_MISSING"),
        "bad_hook": (400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"),
        "bad_secret": (400, "Bad Request: secret token contains unallowed characters"),
        "query_too_old": (
            400,
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
        ),
        "hook_active": (
            409,
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        ),
        "other_poll": (
            409,
            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
        ),
        "too_large": (413, "Request Entity Too Large"),
        "flood": (429, "Too Many Requests: retry after 7"),
        "internal": (500, "Internal Server Error"),
        "bad_gateway": (502, "Bad Gateway"),
    }

    def routes(self) -> Sequence[Path]:
        return [
            Path("GET|POST", "/bot{token}/getUpdates", self.updates),
            Path("GET|POST", "/bot{token}/getupdates", self.updates),
            Path("GET|POST", "/bot{token}/{method}", self.method),
            Path("GET", "/file/bot{token}/{path:path}", self.file),
        ]

    def row(self, name: str, call: Call, more: Mapping[str, Any]) -> Response:  # noqa: ARG002 -- words and numbers are all
        status, description = self.rows.get(name, self.rows["internal"])
        content: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
        headers = {}
        if name == "flood":
            wait = int(more.get("retry_after", 7))
            content["description"] = f"Too Many Requests: retry after {wait}"
            content["parameters"] = {"retry_after": wait}
            headers["Retry_After"] = str(wait)
        if name == "migrated":
            content["parameters"] = {"migrate_to_chat_id": int(more.get("chat", GROUP["id"]))}
        return self.json(content, status, **headers)

    def missing(self, call: Call) -> Response:
        return self.row("not_found", call, {})

    def may(self, deed: Deed, at: datetime) -> Refusal | None:
        return rules.may(self.world, deed, at)

    def new_id(self, word: str, at: datetime) -> str:
        if word in {"message", "post", "comment", "share"}:
            return str(self.world.count_up("telegram.said"))
        if word == "profile":
            return self.world.digits(TELEGRAM, word, self.world.count_up("telegram.profile"), length=9)
        return super().new_id(word, at)

    def seed(self) -> None:
        if (TELEGRAM, BOT) not in self.world.accounts:
            app = self.world.app(TELEGRAM, id=BOT)
            self.add_bot("harbour_bot", "Harbour Coffee", id=BOT, app=app.id, group=GROUP)

    def add_bot(
        self, username: str, name: str, *, id: str = "", app: str = "", group: Mapping[str, str] | None = None
    ) -> Token:
        """A bot with its token, and the group to which it belongs."""
        more = {"group": dict(group)} if group else {}
        made = self.world.account(TELEGRAM, username, name, id=id, app=app, more=more)
        secret = f"AA{self.world.digest(TELEGRAM, 'token', made.id)[:33]}"
        return self.world.issue(TELEGRAM, made.id, app=app, value=f"{made.id}:{secret}")

    # -- calls -----------------------------------------------------------------------------------------------------

    def method(self, call: Call) -> Any:
        """Any method but `getUpdates`."""
        bot = self.bot(call)
        handler = METHODS.get(call.params["method"].lower())
        if handler is None:
            raise Refused("method")
        return self.good(handler(self, bot, call))

    def bot(self, call: Call) -> Account:
        """Whose token stands in the path."""
        value = call.params["token"]
        if not value.partition(":")[2] or not value.partition(":")[0].isdigit():
            raise Refused("not_found")
        token = self.token(value)
        return self.world.accounts[TELEGRAM, token.profile]

    def account_of(self, bot: Account, call: Call) -> Account:
        """Who speaks: the bot, or the person in whose account it helps."""
        connection = str(call.given.get("business_connection_id") or "")
        if not connection:
            return bot
        for account in self.world.accounts.values():
            if (account.more.get("connection"), account.more.get("bot")) == (connection, bot.id):
                return account
        raise Refused("connection")

    def file(self, call: Call) -> Response:
        """The bytes of a file that `getFile` named."""
        self.bot(call)
        content = self.world.files.get(call.params["path"].rpartition("/")[2].partition(".")[0])
        if content is None:
            raise Refused("not_found")
        return Response(content, media_type="application/octet-stream")

    # -- what happens ----------------------------------------------------------------------------------------------

    def heard(self, act: Act) -> None:
        """Whatever a person does that a bot may know.  A bot never hears of what it said itself."""
        deed = act.deed
        if deed.kind in {Kind.EDIT, Kind.DELETE}:
            self._changed_words(act)
        elif deed.kind in {Kind.POST, Kind.COMMENT}:
            self._said_in_group(act)
        elif deed.kind in {Kind.REACT, Kind.LIKE, Kind.UNREACT, Kind.UNLIKE} and deed.about:
            self._reacted(act)
        elif (TELEGRAM, deed.target) in self.world.accounts:
            self._to_us(act, self.world.accounts[TELEGRAM, deed.target])
        elif deed.kind is Kind.WRITE and rules.is_persons(self.world, deed.source) and not deed.app:
            self._business(act, self.world.accounts[TELEGRAM, deed.source], "business_message")

    def _to_us(self, act: Act, account: Account) -> None:
        deed = act.deed
        if deed.kind is Kind.OPEN:
            text = f"/start {deed.more['by']}" if deed.more.get("by") else "/start"
            self.world.do(
                Deed(network=TELEGRAM, kind=Kind.WRITE, source=deed.source, target=deed.target, text=text)
            )
        elif deed.kind is Kind.WRITE and account.more.get("connection"):
            self._business(act, account, "business_message")
        elif deed.kind is Kind.WRITE:
            message = self.world.messages[TELEGRAM, act.made]
            self.tell(account.id, "message", shapes.message(self.world, message, account))
        elif deed.kind in {Kind.BLOCK, Kind.UNBLOCK}:
            self._let_in(act, account)

    def _business(self, act: Act, account: Account, kind: str) -> None:
        message = self.world.messages[TELEGRAM, act.made]
        self.tell(str(account.more["bot"]), kind, shapes.message(self.world, message, account))

    def _let_in(self, act: Act, account: Account) -> None:
        """They blocked the bot, or took that back."""
        person, bot = (self.world.profile(TELEGRAM, id) for id in (act.deed.source, account.id))
        before, after = ("member", "kicked") if act.deed.kind is Kind.BLOCK else ("kicked", "member")
        content = {
            "chat": shapes.private_chat(person),
            "from": shapes.user(person),
            "date": shapes.seconds(act.at),
            "old_chat_member": shapes.member(bot, before, is_bot=True),
            "new_chat_member": shapes.member(bot, after, is_bot=True),
        }
        self.tell(account.id, "my_chat_member", content)

    def _said_in_group(self, act: Act) -> None:
        post = self.world.post(TELEGRAM, act.made)
        account = self.world.accounts.get((TELEGRAM, post.wall))
        if account and post.author != account.id and self._sees(account, post.text, post.parent):
            self.tell(account.id, "message", shapes.group_message(self.world, post, account))

    def _sees(self, account: Account, text: str, parent: str) -> bool:
        """In privacy mode a bot is shown what mentions it, answers it or is a command."""
        if not self.world.setting(TELEGRAM, account.id, "privacy", False):
            return True
        answered = self.world.posts.get((TELEGRAM, parent))
        name = f"@{self.world.profile(TELEGRAM, account.id).username}".lower()
        return (
            text.startswith("/")
            or name in text.lower()
            or (answered is not None and answered.author == account.id)
        )

    def _changed_words(self, act: Act) -> None:
        deed = act.deed
        message = self.world.messages.get((TELEGRAM, deed.about))
        if message is None:
            post = self.world.posts.get((TELEGRAM, deed.about))
            account = self.world.accounts.get((TELEGRAM, post.wall)) if post else None
            if post and account and deed.kind is Kind.EDIT and post.author != account.id:
                self.tell(account.id, "edited_message", shapes.group_message(self.world, post, account))
            return
        account = self.world.accounts.get((TELEGRAM, message.recipient))
        if account is None:
            return
        if account.more.get("connection"):
            kind = "edited_business_message" if deed.kind is Kind.EDIT else "deleted_business_messages"
            content = shapes.message(self.world, message, account)
            if deed.kind is Kind.DELETE:
                content = {
                    "business_connection_id": account.more["connection"],
                    "chat": content["chat"],
                    "message_ids": [content["message_id"]],
                }
            self.tell(str(account.more["bot"]), kind, content)
        elif deed.kind is Kind.EDIT:
            self.tell(account.id, "edited_message", shapes.message(self.world, message, account))

    def _reacted(self, act: Act) -> None:
        """Only in a group, and only to a bot that is an administrator there."""
        post = self.world.posts.get((TELEGRAM, act.deed.about))
        account = self.world.accounts.get((TELEGRAM, post.wall)) if post else None
        if post is None or account is None or act.deed.source == account.id:
            return
        sign = {"type": "emoji", "emoji": str(act.deed.more.get("reaction", "❤"))}
        is_new = act.deed.kind in {Kind.REACT, Kind.LIKE}
        content = {
            "chat": shapes.group_chat(account),
            "message_id": int(post.id),
            "user": shapes.user(self.world.profile(TELEGRAM, act.deed.source)),
            "date": shapes.seconds(act.at),
            "old_reaction": [] if is_new else [sign],
            "new_reaction": [sign] if is_new else [],
        }
        self.tell(account.id, "message_reaction", content)
