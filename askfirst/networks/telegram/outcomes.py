"""What Telegram's refusals mean.

Telegram has no codes finer than HTTP's; its descriptions are constants of the server.  They are compared whole, and what is
not in the table is decided by its number alone.

Sources: Telegram Bot API 10.1, ResponseParameters; tdlib/telegram-bot-api, Client.cpp.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from askfirst.networks import http
from askfirst.networks.base import Failure, NetworkError
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from askfirst.networks.http import Answer


def refusal(answer: Answer) -> NetworkError | None:
    """None where the answer is not Telegram's own, or its number is not in the table."""
    said = answer.object()
    number, description = said.get("error_code"), str(said.get("description", ""))
    if not isinstance(number, int):
        return None
    parameters = said.get("parameters")
    more = parameters if isinstance(parameters, dict) else {}
    code = f"{number} {description}".strip()
    if isinstance(more.get("migrate_to_chat_id"), int):
        moved = Sentence(
            "this group is %(what)s on Telegram now: enter that number in its place, and write there",
            what=more["migrate_to_chat_id"],
        )
        return NetworkError(moved, failure=Failure.REFUSED, code=code)
    known = KNOWN.get((number, description)) or KNOWN.get((number, ""))
    if known is None:
        return None
    failure, sentence = known
    return NetworkError(sentence, failure=failure, retry_after=_wait(more, answer), code=code)


def _wait(parameters: Mapping[str, Any], answer: Answer) -> timedelta | None:
    seconds = parameters.get("retry_after")
    if isinstance(seconds, int) and seconds >= 0:
        return timedelta(seconds=min(seconds, 7 * 86_400))
    return http.retry_after(answer)


_STOPPED = Sentence("they have blocked the bot, and it may not write to them")
_GONE = Sentence("this account does not exist any more")
_NO_CHAT = Sentence("Telegram knows no such chat with the bot: a person has to write to it first")
_OUT = Sentence("the bot does not belong to this group or channel any more")
KNOWN: Mapping[tuple[int, str], tuple[Failure, str]] = {
    (400, ""): (Failure.OUR_MISTAKE, Sentence("Telegram could not take this message as it was written")),
    (400, "Bad Request: chat not found"): (Failure.UNREACHABLE, _NO_CHAT),
    (400, "Bad Request: private chat not found"): (Failure.UNREACHABLE, _NO_CHAT),
    (400, "Bad Request: message text is empty"): (Failure.OUR_MISTAKE, Sentence("the message is empty")),
    (400, "Bad Request: message is too long"): (
        Failure.OUR_MISTAKE,
        Sentence("the message is too long for Telegram"),
    ),
    (400, "Bad Request: message to be replied not found"): (
        Failure.REFUSED,
        Sentence("what this answers is not there any more"),
    ),
    (400, "Bad Request: message thread not found"): (
        Failure.REFUSED,
        Sentence("the topic of this group is not there any more"),
    ),
    (400, "Bad Request: not enough rights to send text messages to the chat"): (
        Failure.REFUSED,
        Sentence("the bot may not write in this group: an administrator can allow it"),
    ),
    (400, "Bad Request: BUSINESS_PEER_USAGE_MISSING"): (
        Failure.WINDOW_CLOSED,
        Sentence("a bot may speak in a person's account only where they wrote within the last 24 hours"),
    ),
    (400, "Bad Request: BUSINESS_CONNECTION_INVALID"): (
        Failure.CREDENTIALS,
        Sentence("the bot may not speak in this person's account any more: connect it again"),
    ),
    (401, ""): (
        Failure.CREDENTIALS,
        Sentence("Telegram does not accept the bot's token any more: enter a new one"),
    ),
    (403, ""): (Failure.UNREACHABLE, Sentence("Telegram does not let the bot write there")),
    (403, "Forbidden: bot was blocked by the user"): (Failure.PERSON_STOPPED, _STOPPED),
    (403, "Forbidden: user is deactivated"): (Failure.UNREACHABLE, _GONE),
    (403, "Forbidden: bot can't initiate conversation with a user"): (
        Failure.UNREACHABLE,
        Sentence("a bot cannot begin a chat: the person has to press Start or write first"),
    ),
    (403, "Forbidden: bot can't send messages to bots"): (
        Failure.UNREACHABLE,
        Sentence("bots cannot write to bots"),
    ),
    **{
        (403, f"Forbidden: {words}"): (Failure.REFUSED, _OUT)
        for kind in ("group", "supergroup", "channel")
        for words in (
            f"bot was kicked from the {kind} chat",
            f"bot is not a member of the {kind} chat",
            "the group chat was deleted",
        )
    },
    (404, ""): (Failure.CREDENTIALS, Sentence("Telegram knows no bot with this token: enter it again")),
    (409, ""): (
        Failure.RETRY,
        Sentence(
            "something else takes this bot's updates, a webhook or another program: end it or choose the "
            "other way"
        ),
    ),
    (413, ""): (Failure.OUR_MISTAKE, Sentence("this is larger than Telegram takes")),
    (429, ""): (Failure.QUOTA, Sentence("Telegram takes no more from this bot for now")),
}
"""`error_code` and description, as the server writes it; an empty description stands for every other one."""
