"""python-telegram-bot is told to wait, and knows for how long."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import sys

import telegram
from telegram.error import RetryAfter

given = json.loads(sys.argv[1])


async def main() -> object:
    async with telegram.Bot(given["token"]) as bot:
        try:
            await bot.send_message(given["ana"], "Hello")
        except RetryAfter as error:
            wait = error.retry_after
            return wait.total_seconds() if isinstance(wait, dt.timedelta) else wait
    return None


print(json.dumps({"seconds": asyncio.run(main())}))
