"""What Bluesky's error names mean.  Decided on the name in `error`, never on its sentence.

Sources: the `errors` of each lexicon (chat.bsky.convo.getConvoForMembers, sendMessage; com.atproto.server.*), and
packages/pds of github.com/bluesky-social/atproto for what its servers answer of themselves.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from askfirst.networks.base import Failure, NetworkError
from askfirst.networks.http import Answer, retry_after, until
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

_AGAIN = Sentence("our session at Bluesky is not valid any more: connect the channel again")
_OURS = Sentence("our account is switched off or taken down at Bluesky: sign in there and read why")
_WRONG = Sentence("Bluesky does not understand the request")

EXPIRED = "ExpiredToken"
"""Passes by itself: sessions are renewed before and after they run out, and whoever cannot renew them says so."""

ERRORS: Mapping[str, tuple[Failure, str]] = {
    "BlockedActor": (Failure.PERSON_STOPPED, Sentence("one of the two accounts has blocked the other")),
    "BlockedSubject": (Failure.PERSON_STOPPED, Sentence("one of the two accounts has blocked the other")),
    "MessagesDisabled": (Failure.UNREACHABLE, Sentence("they take messages of nobody")),
    "NotFollowedBySender": (
        Failure.UNREACHABLE,
        Sentence("they take messages only of accounts that they follow, and they do not follow ours"),
    ),
    "RecipientNotFound": (Failure.UNREACHABLE, Sentence("there is nobody of that id on Bluesky")),
    "ActorNotFound": (Failure.UNREACHABLE, Sentence("there is nobody of that id on Bluesky")),
    "HandleNotFound": (Failure.UNREACHABLE, Sentence("there is nobody of that handle on Bluesky")),
    "AccountSuspended": (Failure.REFUSED, Sentence("one of the two accounts is suspended from chats")),
    "ConvoLocked": (Failure.REFUSED, Sentence("this chat is locked: nobody can write there")),
    "InvalidConvo": (Failure.OUR_MISTAKE, Sentence("there is no such chat, or our account is not in it")),
    "ReplyTargetNotFound": (
        Failure.OUR_MISTAKE,
        Sentence("the message that this answers is not in the chat any more: write it without the reference"),
    ),
    "RecordNotFound": (
        Failure.REFUSED,
        Sentence("what this answers was taken down: there is nothing to answer any more"),
    ),
    "RepoNotFound": (Failure.REFUSED, Sentence("what this answers is not there: its account is gone")),
    "InvalidSwap": (Failure.OUR_MISTAKE, Sentence("another record stands where this one should be written")),
    "BlobTooLarge": (Failure.REFUSED, Sentence("a picture is larger than Bluesky takes")),
    "InvalidMimeType": (Failure.REFUSED, Sentence("a file is of a kind that Bluesky does not take")),
    "PayloadTooLarge": (Failure.REFUSED, Sentence("this is larger than Bluesky takes")),
    EXPIRED: (Failure.RETRY, Sentence("our session at Bluesky has run out, and is about to be renewed")),
    "InvalidToken": (
        Failure.CREDENTIALS,
        Sentence(
            "our session at Bluesky is not valid any more: connect the channel again, and for chats let the "
            "app password read and write direct messages"
        ),
    ),
    "AuthMissing": (Failure.CREDENTIALS, _AGAIN),
    "AuthenticationRequired": (
        Failure.CREDENTIALS,
        Sentence(
            "Bluesky does not take the handle and app password: make a new app password and connect again"
        ),
    ),
    "AuthFactorTokenRequired": (
        Failure.CREDENTIALS,
        Sentence(
            "Bluesky asks for a code by mail: connect with an app password and not with the account's own"
        ),
    ),
    "AccountTakedown": (Failure.CREDENTIALS, _OURS),
    "AccountDeactivated": (Failure.CREDENTIALS, _OURS),
    "RateLimitExceeded": (
        Failure.QUOTA,
        Sentence("Bluesky takes no more from us until its limit begins anew"),
    ),
    "NotEnoughResources": (Failure.RETRY, Sentence("Bluesky is busy")),
    "InvalidRequest": (Failure.OUR_MISTAKE, _WRONG),
    "MethodNotImplemented": (
        Failure.OUR_MISTAKE,
        Sentence("Bluesky does not understand the request: this server does not know it"),
    ),
}
"""Name: what it means, and the sentence.  A name that is missing here is judged by its status."""


def refusal(answer: Answer) -> NetworkError | None:
    """What a bad answer means; None: only its status is known."""
    name = answer.object().get("error")
    known = ERRORS.get(name) if isinstance(name, str) else None
    if known is not None:
        failure, says = known
        after = wait(answer) if failure in {Failure.QUOTA, Failure.RETRY} else None
        return NetworkError(says, failure=failure, retry_after=after, code=str(name))
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        failure, says = ERRORS["RateLimitExceeded"]
        return NetworkError(says, failure=failure, retry_after=wait(answer), code="429")
    return None


def wait(answer: Answer) -> timedelta | None:
    """How long until the limit begins anew: `RateLimit-Reset` is in seconds of the epoch."""
    return until(answer, answer.headers.get("ratelimit-reset", "")) or retry_after(answer)
