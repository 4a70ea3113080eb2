"""matrix-nio as it is: signs in, reads, comes into a room, writes, changes and takes back what it wrote."""

from __future__ import annotations

import asyncio
import json
import sys

from nio import AsyncClient, AsyncClientConfig, RoomMessageText, RoomSendError

given = json.loads(sys.argv[1])


async def main() -> dict[str, object]:
    config = AsyncClientConfig(max_limit_exceeded=1, max_timeouts=1, encryption_enabled=False)
    client = AsyncClient(given["address"], given["user"], config=config)
    heard: list[list[str]] = []

    async def hear(room: object, event: RoomMessageText) -> None:
        del room
        heard.append([event.sender, event.body])

    client.add_event_callback(hear, RoomMessageText)
    try:
        login = await client.login(given["password"])
        first = await client.sync(timeout=0, full_state=True)
        (room,) = client.invited_rooms
        joined = await client.join(room)
        second = await client.sync(timeout=0)
        message = {"msgtype": "m.text", "body": "Until six."}
        sent = await client.room_send(room, "m.room.message", message, tx_id="k-1")
        again = await client.room_send(room, "m.room.message", message, tx_id="k-1")
        taken_back = await client.room_redact(room, sent.event_id)
        laid = await client.upload(
            lambda *_: b"cup", content_type="image/png", filename="cup.png", filesize=3
        )
        back = await client.room_messages(room, second.next_batch)
        members = await client.joined_members(room)
        direct = await client.room_create(is_direct=True, invite=[given["closed"]])
        nowhere = await client.room_send("!nowhere:x", "m.room.message", message)
        return {
            "user": login.user_id,
            "kinds": [type(one).__name__ for one in (first, joined, second, sent, taken_back, laid[0], back)],
            "heard": heard,
            "same": sent.event_id == again.event_id,
            "members": sorted(one.display_name for one in members.members),
            "refused": [getattr(direct, "status_code", ""), nowhere.status_code],
            "is_error": isinstance(nowhere, RoomSendError),
        }
    finally:
        await client.close()


print(json.dumps(asyncio.run(main())))
