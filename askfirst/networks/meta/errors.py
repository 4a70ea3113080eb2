"""What Meta's error codes mean, for Facebook, Instagram and WhatsApp.  Decided on code and subcode, never on words.

Sources: Messenger Platform, Error Codes (2026-06-25); Instagram Messaging API; the error list of WhatsApp Cloud API.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from askfirst.networks.base import Failure, NetworkError, OutcomeUnknown
from askfirst.networks.http import Answer, retry_after
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

ANY = -1
"""Whatever the subcode is, where it has no line of its own."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one code means for what happens next."""

    failure: Failure
    says: str
    is_doubtful: bool = False
    """It may have been carried out all the same."""


_WINDOW = Meaning(Failure.WINDOW_CLOSED, Sentence("the window for private messages to this person is closed"))
_AWAY = Meaning(Failure.UNREACHABLE, Sentence("this person takes no messages from us, and nobody says why"))
_NOBODY = Meaning(Failure.UNREACHABLE, Sentence("there is nobody of that id who can be written to"))
_TOKEN = Meaning(Failure.CREDENTIALS, Sentence("our token is not valid any more: connect the channel again"))
_PERMISSION = Meaning(
    Failure.CREDENTIALS,
    Sentence("a permission is missing or was taken back: connect the channel again and agree to all"),
)
_RATE = Meaning(Failure.QUOTA, Sentence("we have asked too often"))
_UNKNOWN = Meaning(
    Failure.RETRY,
    Sentence("it does not know what went wrong, nor whether it was carried out"),
    is_doubtful=True,
)
_BUSY = Meaning(Failure.RETRY, Sentence("it does not work for the moment"))
_WRONG = Meaning(Failure.OUR_MISTAKE, Sentence("it does not understand the request"))
_FILE = Meaning(
    Failure.REFUSED, Sentence("the file is too large, of a kind that is not taken, or cannot be read")
)
_OWNED = Meaning(
    Failure.REFUSED,
    Sentence("another app or an automatic flow has this thread: take it over in the inbox there"),
)
_TEMPLATE = Meaning(Failure.REFUSED, Sentence("the template is missing, wrong, paused or switched off"))
_RESTRAINED = Meaning(
    Failure.QUOTA, Sentence("our account is restrained for a while: look at its quality page")
)

GRAPH: Mapping[tuple[int, int], Meaning] = {
    (1, ANY): _UNKNOWN,
    (2, ANY): _BUSY,
    (4, ANY): _RATE,
    (10, 0): _PERMISSION,
    (10, 1893015): Meaning(Failure.PERSON_STOPPED, Sentence("this person has stopped these messages")),
    (10, 1893063): _RESTRAINED,
    (10, 2018065): _WINDOW,
    (10, 2018108): _AWAY,
    (10, 2018278): _WINDOW,
    (10, 2018300): _OWNED,
    (10, 2018321): _OWNED,
    (10, 2534022): _WINDOW,
    (10, ANY): Meaning(Failure.REFUSED, Sentence("this message is not permitted")),
    (17, ANY): _RATE,
    (32, ANY): _RATE,
    (100, 33): Meaning(Failure.REFUSED, Sentence("what was answered is gone, or we may not see it")),
    (100, 2018001): _NOBODY,
    (100, 2018008): _FILE,
    (100, 2018047): _FILE,
    (100, 2018109): _FILE,
    (100, 2018294): Meaning(Failure.RETRY, Sentence("it did not get ready with the video in time")),
    (100, 2018300): _OWNED,
    (100, 2018321): _OWNED,
    (100, 2534014): _NOBODY,
    (100, 2534015): _WRONG,
    (100, 2534025): Meaning(
        Failure.REFUSED,
        Sentence("this comment cannot be answered privately: it was answered before, or it is too old"),
    ),
    (100, 2534029): Meaning(
        Failure.UNREACHABLE, Sentence("messages between this person and our account are blocked")
    ),
    (100, 2534037): Meaning(Failure.REFUSED, Sentence("what was answered is not ours to answer")),
    (100, ANY): _WRONG,
    (102, ANY): _TOKEN,
    (190, ANY): _TOKEN,
    (200, 1545041): _AWAY,
    (200, ANY): _PERMISSION,
    (230, ANY): _PERMISSION,
    (368, ANY): _RESTRAINED,
    (551, ANY): _AWAY,
    (613, ANY): _RATE,
    (2022, ANY): _RESTRAINED,
    (2018300, ANY): _OWNED,
    (2018321, ANY): _OWNED,
    (9000001, ANY): Meaning(Failure.REFUSED, Sentence("the message that was answered is deleted")),
}
"""Pages, Messenger and Instagram: (code, subcode), 0 where no subcode was given."""

WHATSAPP: Mapping[tuple[int, int], Meaning] = {
    (0, ANY): _TOKEN,
    (1, ANY): _UNKNOWN,
    (2, ANY): _BUSY,
    (4, ANY): _RATE,
    (10, ANY): _PERMISSION,
    (33, ANY): Meaning(Failure.CREDENTIALS, Sentence("our phone number is gone: connect the channel again")),
    (100, ANY): _WRONG,
    (190, ANY): _TOKEN,
    (200, ANY): _PERMISSION,
    (368, ANY): _RESTRAINED,
    (80007, ANY): _RATE,
    (130429, ANY): _RATE,
    (130472, ANY): Meaning(
        Failure.REFUSED, Sentence("this person is part of an experiment and gets no such message")
    ),
    (131000, ANY): _BUSY,
    (131005, ANY): _PERMISSION,
    (131008, ANY): _WRONG,
    (131009, ANY): _WRONG,
    (131016, ANY): _BUSY,
    (131021, ANY): Meaning(Failure.REFUSED, Sentence("we cannot write to our own number")),
    (131026, ANY): Meaning(Failure.UNREACHABLE, Sentence("it cannot be delivered to this person")),
    (131030, ANY): Meaning(
        Failure.OUR_MISTAKE, Sentence("a test number writes only to the numbers on its list")
    ),
    (131031, ANY): Meaning(Failure.CREDENTIALS, Sentence("our account is locked: look at its quality page")),
    (131047, ANY): Meaning(
        Failure.WINDOW_CLOSED, Sentence("more than 24 hours have passed since this person last wrote to us")
    ),
    (131048, ANY): Meaning(
        Failure.QUOTA, Sentence("too many people have blocked us or reported what we write")
    ),
    (131049, ANY): Meaning(Failure.REFUSED, Sentence("this person has had enough from businesses for now")),
    (131050, ANY): Meaning(
        Failure.PERSON_STOPPED, Sentence("this person has stopped marketing messages from us")
    ),
    (131051, ANY): Meaning(Failure.REFUSED, Sentence("this kind of message is not taken")),
    (131052, ANY): _FILE,
    (131053, ANY): _FILE,
    (131056, ANY): Meaning(Failure.QUOTA, Sentence("we write to this person too fast")),
    (131057, ANY): _BUSY,
    (132000, ANY): _TEMPLATE,
    (132001, ANY): _TEMPLATE,
    (132005, ANY): _TEMPLATE,
    (132007, ANY): _TEMPLATE,
    (132012, ANY): _TEMPLATE,
    (132015, ANY): _TEMPLATE,
    (132016, ANY): _TEMPLATE,
    (133010, ANY): Meaning(
        Failure.CREDENTIALS, Sentence("our phone number is not registered: register it again")
    ),
}
"""WhatsApp Cloud API, in answers and in reports."""


def meaning(table: Mapping[tuple[int, int], Meaning], code: int, subcode: int = 0) -> Meaning | None:
    """What a code means; None: nobody has written it down."""
    return table.get((code, subcode)) or table.get((code, ANY))


def refusal(answer: Answer, label: str, table: Mapping[tuple[int, int], Meaning]) -> NetworkError | None:
    """What a bad answer means; None where it carries no code that is known."""
    error = answer.object().get("error")
    code = error.get("code") if isinstance(error, dict) else None
    if not isinstance(error, dict) or not isinstance(code, int):
        return None
    subcode = number(error.get("error_subcode"))
    found = meaning(table, code, subcode)
    if found is None:
        return None
    said = f"{code}/{subcode}" if subcode else str(code)
    if found.is_doubtful:
        return OutcomeUnknown(f"{label}: {found.says}", code=said)
    wait = _regained(answer) if found.failure is Failure.QUOTA else None
    return NetworkError(f"{label}: {found.says}", failure=found.failure, retry_after=wait, code=said)


def number(value: Any) -> int:
    """An integer; 0 where it is something else."""
    return value if isinstance(value, int) else 0


def _regained(answer: Answer) -> timedelta | None:
    """When Meta lets us ask again: `Retry-After`, or the longest wait of its usage header, which counts minutes."""
    try:
        usage = msgspec.json.decode(
            answer.headers.get("x-business-use-case-usage", "{}"), type=dict[str, list[dict[str, Any]]]
        )
    except msgspec.DecodeError:
        usage = {}
    waits = [
        number(line.get("estimated_time_to_regain_access")) for lines in usage.values() for line in lines
    ]
    longest = max(waits, default=0)
    return timedelta(minutes=min(longest, 7 * 1440)) if longest > 0 else retry_after(answer)
