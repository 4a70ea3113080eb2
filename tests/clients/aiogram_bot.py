"""A bot made with aiogram: its dispatcher polls, a handler answers, and refusals have their types.

aiohttp looks at no proxy of the environment, so the session is given the sandbox's address, as aiogram foresees for own servers.
"""

from __future__ import annotations

import asyncio
import json
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramForbiddenError, TelegramRetryAfter
from aiogram.filters import CommandStart
from aiogram.types import BufferedInputFile, Message

given = json.loads(sys.argv[1])


async def main() -> dict[str, object]:
    said: dict[str, object] = {}
    server = TelegramAPIServer.from_base(f"{given['address']}/api.telegram.org")
    bot, dispatcher = Bot(given["token"], session=AiohttpSession(api=server)), Dispatcher()

    @dispatcher.message(CommandStart(deep_link=True))
    async def start(message: Message) -> None:
        said["start"] = message.text
        answer = await message.reply("Welcome.")
        said["answer"] = answer.message_id

    @dispatcher.message()
    async def other(message: Message) -> None:
        said["text"] = message.text
        sent = await message.answer_photo(BufferedInputFile(b"cup", "cup.png"), caption="A cup")
        said["photo"] = len(sent.photo or [])
        await dispatcher.stop_polling()

    await dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False, polling_timeout=2)
    try:
        await bot.send_message(given["blocker"], "Hello")
    except TelegramForbiddenError as error:
        said["blocker"] = error.message
    for _ in range(25):
        try:
            await bot.send_message(given["group"], "Hello all")
        except TelegramRetryAfter as error:
            said["wait"] = error.retry_after
            break
    await bot.session.close()
    return said


print(json.dumps(asyncio.run(main())))
