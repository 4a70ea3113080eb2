"""How updates reach a bot: they wait until `getUpdates` confirms them, or a webhook takes them; each expires after a day."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from askfirst.sandbox.face import Face, Refused
from askfirst.sandbox.faces import telegram_shapes as shapes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.responses import Response

    from askfirst.sandbox.call import Call
    from askfirst.sandbox.face import Faces
    from askfirst.sandbox.things import Account, Hook

EXPIRES = timedelta(hours=24)
FIRST_UPDATE = 870_000_000
OFF_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
LOOKS_EVERY = 0.05
"""Seconds between two looks of a long poll."""


class Updates(Face):
    """The part of Telegram's face that tells bots what happens."""

    def __init__(self, faces: Faces) -> None:
        self._asking: dict[str, int] = {}
        """Which `getUpdates` of a bot is the newest: an older one ends."""
        super().__init__(faces)

    def bot(self, call: Call) -> Account:
        """Whose token stands in the path."""
        raise NotImplementedError

    def good(self, result: Any) -> Response:
        return self.json({"ok": True, "result": result})

    async def updates(self, call: Call) -> Response:
        """`getUpdates`: what waits, at once or as soon as there is something; an offset confirms what lies before it."""
        with self.world.lock:
            bot = self.bot(call)
            if self.hook_of(bot.id):
                raise Refused("hook_active")
            offset, limit, timeout = (
                _number(call, name, or_) for name, or_ in (("offset", 0), ("limit", 100), ("timeout", 0))
            )
            self.ask_for(bot, call)
            self.confirm(bot.id, offset)
            mine = self._asking[bot.id] = self._asking.get(bot.id, 0) + 1
        ends = time.monotonic() + min(max(timeout, 0), 50)
        while True:
            with self.world.lock:
                if self._asking[bot.id] != mine:
                    raise Refused("other_poll")
                waiting = self.waiting(bot.id)[: min(max(limit, 1), 100)]
            if waiting or time.monotonic() >= ends:
                return self.good([one["update"] for one in waiting])
            await asyncio.sleep(LOOKS_EVERY)

    def ask_for(self, bot: Account, call: Call) -> None:
        """`allowed_updates` is remembered until it is said again; an empty list means all but a few."""
        kinds = call.value("allowed_updates")
        if isinstance(kinds, list):
            self.own.setdefault("asked_for", {})[bot.id] = [str(one) for one in kinds]
            self.changed()

    def is_asked_for(self, bot: str, kind: str) -> bool:
        kinds = self.own.get("asked_for", {}).get(bot, [])
        return kind in kinds if kinds else kind not in OFF_BY_DEFAULT

    def waiting(self, bot: str) -> list[dict[str, Any]]:
        """What is not confirmed and not a day old, oldest first."""
        held = self.own.setdefault("waiting", {})
        since = shapes.seconds(self.now - EXPIRES)
        held[bot] = [one for one in held.get(bot, []) if one["at"] > since]
        kept: list[dict[str, Any]] = held[bot]
        return kept

    def confirm(self, bot: str, offset: int) -> None:
        waiting = self.waiting(bot)
        if offset < 0:
            left = waiting[offset:]
        else:
            left = [one for one in waiting if one["update"]["update_id"] >= offset]
        self.own["waiting"][bot] = left
        self.changed()

    def hook_of(self, bot: str) -> Hook | None:
        """Where this bot's updates are pushed to."""
        return next(iter(self.hooks(account=bot)), None)

    def tell(self, bot: str, kind: str, content: Mapping[str, Any]) -> None:
        """One update for a bot: pushed, or laid down until it asks."""
        if not self.is_asked_for(bot, kind):
            return
        number = FIRST_UPDATE + self.world.count_up(f"telegram.update.{bot}")
        update = {"update_id": number, kind: dict(content)}
        hook = self.hook_of(bot)
        if hook:
            self.push(hook, update)
            return
        self.own.setdefault("waiting", {}).setdefault(bot, []).append(
            {"at": shapes.seconds(self.now), "update": update}
        )
        self.changed()

    def envelope(self, hook: Hook, events: Sequence[Any]) -> bytes:  # noqa: ARG002 -- one update is one push
        return msgspec.json.encode(events[0])

    def sign(self, hook: Hook, body: bytes) -> Mapping[str, str]:  # noqa: ARG002 -- Telegram signs no bytes
        return {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}


def _number(call: Call, name: str, otherwise: int) -> int:
    try:
        return int(call.given.get(name, otherwise))
    except (TypeError, ValueError):
        return otherwise
