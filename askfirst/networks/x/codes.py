"""What X's refusals mean, as data: codes of version 1.1 that still come, problem types of version 2, and what has neither.

Sources: docs.x.com, response codes and errors; code 476 (message requests of unverified senders) is seen in public reports.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from askfirst.networks.base import Failure, NetworkError
from askfirst.networks.http import Answer, retry_after, until
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

CODES: Mapping[int, tuple[Failure, str]] = {
    32: (Failure.CREDENTIALS, Sentence("X does not accept our credentials: connect the channel again")),
    34: (Failure.REFUSED, Sentence("what this is about does not exist on X any more")),
    50: (Failure.UNREACHABLE, Sentence("there is no such account on X")),
    63: (Failure.UNREACHABLE, Sentence("their account on X is suspended")),
    64: (
        Failure.CREDENTIALS,
        Sentence("X has suspended our account: settle that on X, then connect the channel again"),
    ),
    88: (Failure.QUOTA, Sentence("X takes no more from us for now")),
    89: (
        Failure.CREDENTIALS,
        Sentence("our permission on X has expired or was taken back: connect the channel again"),
    ),
    108: (Failure.UNREACHABLE, Sentence("there is no such account on X")),
    130: (Failure.RETRY, Sentence("X is busy at present")),
    135: (Failure.OUR_MISTAKE, Sentence("X does not believe our clock: set the time of this machine")),
    136: (Failure.PERSON_STOPPED, Sentence("they have blocked us on X")),
    144: (Failure.REFUSED, Sentence("the post that this is about does not exist on X any more")),
    150: (Failure.UNREACHABLE, Sentence("X takes no message to somebody who does not follow us")),
    151: (Failure.UNREACHABLE, Sentence("X could not send the message")),
    179: (
        Failure.REFUSED,
        Sentence("we may not see the post that this is about: its author shows it to followers only"),
    ),
    185: (Failure.QUOTA, Sentence("our posts of today are used up on X")),
    186: (Failure.OUR_MISTAKE, Sentence("the text is too long for X")),
    187: (Failure.REFUSED, Sentence("X has this very post already: say it in other words")),
    215: (Failure.CREDENTIALS, Sentence("X got no credentials from us: connect the channel again")),
    226: (Failure.REFUSED, Sentence("X took this for the work of a machine")),
    261: (
        Failure.CREDENTIALS,
        Sentence("X lets our app only read: give it the right to write, then connect the channel again"),
    ),
    326: (
        Failure.CREDENTIALS,
        Sentence("X has locked our account: sign in on X and unlock it, then connect the channel again"),
    ),
    344: (Failure.QUOTA, Sentence("what our account may do in a day is used up on X")),
    349: (
        Failure.UNREACHABLE,
        Sentence("X takes no message from us to them: they take none from strangers, or have blocked us"),
    ),
    385: (Failure.REFUSED, Sentence("the post that is answered is gone, or we may not see it")),
    416: (Failure.CREDENTIALS, Sentence("X has suspended our app")),
    433: (Failure.REFUSED, Sentence("its author lets only some people answer this post")),
    453: (Failure.OUR_MISTAKE, Sentence("our plan at X does not include this")),
    476: (
        Failure.UNREACHABLE,
        Sentence("they take message requests from verified accounts only, and ours is not verified"),
    ),
}
"""Code of version 1.1: what it means."""

PROBLEMS: Mapping[str, tuple[Failure, str]] = {
    "client-disconnected": (Failure.RETRY, Sentence("X ended the connection")),
    "client-forbidden": (Failure.OUR_MISTAKE, Sentence("our plan at X does not include this")),
    "client-not-enrolled": (Failure.OUR_MISTAKE, Sentence("our app at X belongs to no project with a plan")),
    "disallowed-resource": (Failure.REFUSED, Sentence("X does not let this be said")),
    "invalid-request": (Failure.OUR_MISTAKE, Sentence("X does not understand the request")),
    "not-authorized-for-resource": (
        Failure.REFUSED,
        Sentence("X does not let us do this with that post or person"),
    ),
    "oauth1-permissions": (
        Failure.CREDENTIALS,
        Sentence("X lets our app only read: give it the right to write, then connect again"),
    ),
    "resource-not-found": (Failure.UNREACHABLE, Sentence("the person or post does not exist on X any more")),
    "resource-unavailable": (Failure.REFUSED, Sentence("the post or person cannot be seen on X at present")),
    "unsupported-authentication": (
        Failure.CREDENTIALS,
        Sentence("X wants another kind of credentials for this: connect the channel again"),
    ),
    "usage-capped": (Failure.QUOTA, Sentence("what our plan at X includes is used up")),
}
"""Last part of a problem's `type`: what it means."""

_PLAIN: Mapping[int, tuple[Failure, str]] = {
    HTTPStatus.FORBIDDEN: (Failure.REFUSED, Sentence("X refused it")),
    HTTPStatus.NOT_FOUND: (Failure.UNREACHABLE, Sentence("the person or post does not exist on X any more")),
    HTTPStatus.SERVICE_UNAVAILABLE: (Failure.RETRY, Sentence("X is busy at present")),
}
"""What a status says where a problem has no type of its own (`about:blank`)."""


def refused(answer: Answer) -> NetworkError | None:
    """The meaning of a bad answer; None: X says no more than its status, or no code of ours."""
    found = answer.object()
    listed = found.get("errors")
    errors = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    for code in (one.get("code") for one in errors):
        if isinstance(code, int) and code in CODES:
            return _made(answer, *CODES[code], code=str(code))
    for problem in (found, *errors):
        kind = str(problem.get("type", "")).rpartition("/problems/")[2]
        if kind in PROBLEMS:
            return _made(answer, *PROBLEMS[kind], code=kind)
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return _made(answer, *CODES[88], code="429")
    if answer.status in _PLAIN and found:
        failure, sentence = _PLAIN[answer.status]
        return _made(answer, failure, f"{sentence}{_own_words(found)}", code=str(answer.status))
    return None


def _made(answer: Answer, failure: Failure, sentence: str, *, code: str) -> NetworkError:
    waits = failure in {Failure.QUOTA, Failure.RETRY}
    return NetworkError(sentence, failure=failure, retry_after=_wait(answer) if waits else None, code=code)


def _wait(answer: Answer) -> timedelta | None:
    """Until the account's or the app's allowance is full again, whichever X names."""
    if answer.headers.get("x-user-limit-24hour-remaining") == "0":
        return until(answer, answer.headers.get("x-user-limit-24hour-reset", ""))
    return until(answer, answer.headers.get("x-rate-limit-reset", "")) or retry_after(answer)


def _own_words(found: Mapping[str, Any]) -> str:
    """X's own sentence, for a person: what it means is not read from it."""
    said = found.get("detail") or found.get("title")
    return f": {' '.join(str(said).split())[:300]}" if said else ""
