"""A bot made with python-telegram-bot: hears, answers, fetches and sends files, and is told of a block and of a flood."""

from __future__ import annotations

import asyncio
import json
import sys

import telegram
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken

given = json.loads(sys.argv[1])


async def main() -> dict[str, object]:
    said: dict[str, object] = {}
    async with telegram.Bot(given["token"]) as bot:
        said["name"] = bot.username
        await bot.delete_webhook()
        updates = await bot.get_updates(timeout=1, allowed_updates=telegram.Update.ALL_TYPES)
        said["texts"] = [one.message.text or one.message.caption for one in updates if one.message]
        said["blocked"] = [one.my_chat_member.new_chat_member.status for one in updates if one.my_chat_member]
        said["reactions"] = [
            one.message_reaction.new_reaction[0].emoji for one in updates if one.message_reaction
        ]
        start = updates[0].message
        answer = await start.reply_text("Until six.", do_quote=True)
        said["answer"], said["quotes"] = answer.message_id, answer.reply_to_message.text
        photo = next(one.message.photo[-1] for one in updates if one.message and one.message.photo)
        file = await bot.get_file(photo.file_id)
        said["photo"] = bytes(await file.download_as_bytearray()).decode()
        document = await bot.send_document(given["ana"], b"menu", filename="menu.pdf", caption="Our menu")
        said["document"] = document.document.file_name
        album = [telegram.InputMediaPhoto(b"one"), telegram.InputMediaPhoto(b"two")]
        said["album"] = len(await bot.send_media_group(given["ana"], album))
        edited = await answer.edit_text("Until seven.")
        said["edited"] = bool(edited.edit_date)
        said["deleted"] = await answer.delete()
        for name, chat, wanted in (
            ("stranger", given["stranger"], BadRequest),
            ("blocker", given["blocker"], Forbidden),
        ):
            try:
                await bot.send_message(chat, "Hello")
            except wanted as error:
                said[name] = str(error)
        await bot.set_webhook("https://ask.example/hook", secret_token="s-1")
        said["hook"] = (await bot.get_webhook_info()).url
        try:
            await bot.get_updates()
        except Conflict as error:
            said["conflict"] = str(error)
        await bot.delete_webhook()
    try:
        async with telegram.Bot(given["token"] + "x"):
            pass
    except InvalidToken as error:
        said["token"] = str(error)
    return said


print(json.dumps(asyncio.run(main())))
