"""What Matrix's error codes mean.  Decided on `errcode`, never on its sentence.

Source: the client-server API of the Matrix specification 1.18, Standard error response and Invite permission.
"""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from askfirst.networks.base import Failure, NetworkError
from askfirst.networks.http import Answer, retry_after
from askfirst.networks.shapes import word
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

_SIGN_IN = Sentence("the homeserver does not accept our access token any more: connect the channel again")
_NOBODY = Sentence("there is no such person or room on Matrix, or their server does not answer for them")
_NO_INVITES = Sentence("they take no invitations, so no talk with them can be begun")
_WRONG = Sentence("the homeserver does not understand the request")

ERRORS: Mapping[str, tuple[Failure, str]] = {
    "M_FORBIDDEN": (
        Failure.REFUSED,
        Sentence("the homeserver does not allow it: we are not in that room, or not welcome"),
    ),
    "M_INVITE_BLOCKED": (Failure.UNREACHABLE, _NO_INVITES),
    "ORG.MATRIX.MSC4155.M_INVITE_BLOCKED": (Failure.UNREACHABLE, _NO_INVITES),
    "M_UNKNOWN_TOKEN": (Failure.CREDENTIALS, _SIGN_IN),
    "M_MISSING_TOKEN": (Failure.CREDENTIALS, _SIGN_IN),
    "M_USER_DEACTIVATED": (
        Failure.CREDENTIALS,
        Sentence("our account on the homeserver was switched off for good"),
    ),
    "M_USER_LOCKED": (
        Failure.CREDENTIALS,
        Sentence("our account is locked by the homeserver: ask who runs it"),
    ),
    "M_USER_SUSPENDED": (
        Failure.REFUSED,
        Sentence("our account is suspended: it can read and not write; ask who runs the homeserver"),
    ),
    "M_CONSENT_NOT_GIVEN": (
        Failure.CREDENTIALS,
        Sentence(
            "the homeserver's terms have not been agreed to: sign in there with another client and agree"
        ),
    ),
    "M_LIMIT_EXCEEDED": (Failure.QUOTA, Sentence("the homeserver takes no more from us for now")),
    "M_RESOURCE_LIMIT_EXCEEDED": (
        Failure.QUOTA,
        Sentence("the homeserver has reached a limit of its own: ask who runs it"),
    ),
    "M_USER_LIMIT_EXCEEDED": (
        Failure.QUOTA,
        Sentence("a limit of our account is used up: ask who runs the homeserver"),
    ),
    "M_NOT_FOUND": (Failure.UNREACHABLE, _NOBODY),
    "M_UNSUPPORTED_ROOM_VERSION": (
        Failure.UNREACHABLE,
        Sentence("their server does not know rooms of this version"),
    ),
    "M_INCOMPATIBLE_ROOM_VERSION": (
        Failure.UNREACHABLE,
        Sentence("their server does not know rooms of this version"),
    ),
    "M_SERVER_NOT_TRUSTED": (Failure.UNREACHABLE, Sentence("our homeserver does not speak with theirs")),
    "M_GUEST_ACCESS_FORBIDDEN": (Failure.REFUSED, Sentence("guests may not write in that room")),
    "M_BAD_STATE": (Failure.REFUSED, Sentence("the room is not in a state that allows it")),
    "M_TOO_LARGE": (Failure.REFUSED, Sentence("this is larger than the homeserver takes")),
    "M_BAD_JSON": (Failure.OUR_MISTAKE, _WRONG),
    "M_NOT_JSON": (Failure.OUR_MISTAKE, _WRONG),
    "M_INVALID_PARAM": (Failure.OUR_MISTAKE, _WRONG),
    "M_MISSING_PARAM": (Failure.OUR_MISTAKE, _WRONG),
    "M_UNRECOGNIZED": (
        Failure.OUR_MISTAKE,
        Sentence("the homeserver does not understand the request: it may be too old"),
    ),
}
"""Code: what it means, and the sentence.  A code that is missing here, `M_UNKNOWN` too, is judged by its status."""


def refusal(answer: Answer) -> NetworkError | None:
    """What a bad answer means; None: only its status is known."""
    code = word(answer.object(), "errcode")
    known = ERRORS.get(code)
    if known is None and answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        known, code = ERRORS["M_LIMIT_EXCEEDED"], code or "429"
    if known is None:
        return None
    failure, says = known
    after = wait(answer) if failure is Failure.QUOTA else None
    return NetworkError(says, failure=failure, retry_after=after, code=code)


def wait(answer: Answer) -> timedelta | None:
    """How long to wait: `Retry-After`, or what older servers say in the body."""
    milliseconds = answer.object().get("retry_after_ms")
    if (after := retry_after(answer)) is None and isinstance(milliseconds, int) and milliseconds >= 0:
        return timedelta(milliseconds=min(milliseconds, 7 * 86_400_000))
    return after
