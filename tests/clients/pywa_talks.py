"""pywa as it is: texts, files, marks and reactions out; what was pushed is read by its own parser; an error is its own class."""

from __future__ import annotations

import json
import sys

from pywa import WhatsApp, types
from pywa.errors import WhatsAppError

given = json.loads(sys.argv[1])
wa = WhatsApp(phone_id=given["phone"], token=given["token"], business_account_id=given["waba"])
sent = wa.send_message(to=given["to"], text="Until six.", tracker="delivery-1")
answer = wa.send_message(to=given["to"], text="Bring a friend", reply_to_message_id=given["message"])
file = wa.upload_media(media=b"%PDF-1.4", mime_type="application/pdf", filename="list.pdf")
document = wa.send_document(
    to=given["to"], document=getattr(file, "id", file), filename="list.pdf", caption="The list"
)
wa.mark_message_as_read(message_id=given["message"])
wa.send_reaction(to=given["to"], emoji="👍", message_id=given["message"])
address = wa.get_media_url(media_id=getattr(file, "id", file))
phone = wa.get_business_phone_number(phone_id=given["phone"])
refused = ""
try:
    wa.send_message(to=given["phone"], text="to ourselves")
except WhatsAppError as error:
    refused = type(error).__name__ + f" {error.code if hasattr(error, 'code') else error.error_code}"
read = []
for body in given["pushed"]:
    update = json.loads(body)
    value = update["entry"][0]["changes"][0]["value"]
    if "messages" in value:
        message = types.Message.from_update(client=wa, update=update)
        read.append([message.from_user.name, message.text])
    elif "statuses" in value:
        status = types.MessageStatus.from_update(client=wa, update=update)
        read.append([str(status.status), status.tracker])
print(
    json.dumps(
        {
            "sent": getattr(sent, "id", sent),
            "answer": getattr(answer, "id", answer),
            "document": getattr(document, "id", document),
            "mime": address.mime_type,
            "name": phone.verified_name,
            "refused": refused,
            "read": read,
        }
    )
)
