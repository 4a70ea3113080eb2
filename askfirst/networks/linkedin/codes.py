"""What LinkedIn's refusals mean, as data: by status and `serviceErrorCode`.

Source: learn.microsoft.com, LinkedIn API error handling and rate limits.
"""

from __future__ import annotations

import email.utils
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from askfirst.networks.base import Failure, NetworkError
from askfirst.networks.http import Answer, retry_after
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

_AGAIN = "connect the channel again"

CODES: Mapping[tuple[int, int], tuple[Failure, str]] = {
    (401, 65600): (
        Failure.CREDENTIALS,
        Sentence("LinkedIn does not know our permission: connect the channel again"),
    ),
    (401, 65601): (
        Failure.CREDENTIALS,
        Sentence("the member took our permission on LinkedIn back: connect the channel again"),
    ),
    (401, 65602): (
        Failure.CREDENTIALS,
        Sentence("our permission on LinkedIn has expired: connect the channel again"),
    ),
    (401, 65604): (
        Failure.CREDENTIALS,
        Sentence("LinkedIn got no credentials from us: connect the channel again"),
    ),
    (403, 100): (
        Failure.OUR_MISTAKE,
        Sentence("LinkedIn does not let our app say this: a field or a permission is not granted"),
    ),
}
"""Status and LinkedIn's code: what they mean."""

STATUSES: Mapping[int, tuple[Failure, str]] = {
    400: (Failure.OUR_MISTAKE, Sentence("LinkedIn does not understand the request")),
    401: (
        Failure.CREDENTIALS,
        Sentence("LinkedIn does not accept our credentials any more: connect the channel again"),
    ),
    403: (
        Failure.CREDENTIALS,
        Sentence(
            "the member may not speak for this page any more, or a permission is missing: connect the "
            "channel again"
        ),
    ),
    404: (Failure.REFUSED, Sentence("what is answered does not exist on LinkedIn any more")),
    405: (Failure.OUR_MISTAKE, Sentence("LinkedIn does not do this at this address")),
    409: (Failure.REFUSED, Sentence("LinkedIn has this already")),
    411: (Failure.OUR_MISTAKE, Sentence("LinkedIn does not understand the request")),
    413: (Failure.OUR_MISTAKE, Sentence("this is too long for LinkedIn")),
    422: (Failure.OUR_MISTAKE, Sentence("LinkedIn does not accept what the request says")),
    426: (
        Failure.OUR_MISTAKE,
        Sentence("LinkedIn no longer serves the version of its API that we speak: update Askfirst"),
    ),
    429: (Failure.QUOTA, Sentence("our calls of today are used up at LinkedIn")),
}


def refused(answer: Answer) -> NetworkError | None:
    """The meaning of a bad answer; None: LinkedIn says no more than that something is wrong with it."""
    found = answer.object()
    own = found.get("serviceErrorCode")
    meaning = CODES.get((answer.status, own)) if isinstance(own, int) else None
    meaning = meaning or STATUSES.get(answer.status)
    if meaning is None:
        return None
    failure, sentence = meaning
    said = " ".join(str(found.get("message", "")).split())[:300]
    return NetworkError(
        Sentence("%(sentence)s (%(said)s)", sentence=sentence, said=said)
        if said and failure is Failure.OUR_MISTAKE
        else sentence,
        failure=failure,
        retry_after=(retry_after(answer) or _until_midnight(answer)) if failure is Failure.QUOTA else None,
        code=f"{answer.status}/{own}" if own else str(answer.status),
    )


def _until_midnight(answer: Answer) -> timedelta | None:
    """Until the next midnight UTC by LinkedIn's own clock, when its allowances are full again."""
    try:
        now = email.utils.parsedate_to_datetime(answer.headers.get("date", "")).astimezone(UTC)
    except ValueError:
        return None
    return datetime(now.year, now.month, now.day, tzinfo=UTC) + timedelta(days=1) - now
