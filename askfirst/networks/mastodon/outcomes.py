"""What Mastodon's refusals mean: by the status alone, for it has no finer codes and its words are for people.

Source: Mastodon documentation 4.6, methods and rate limits.
"""

from __future__ import annotations

from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from askfirst.networks import http
from askfirst.networks.base import Failure, NetworkError
from askfirst.networks.mastodon.statuses import moment
from askfirst.networks.shapes import word
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from askfirst.networks.http import Answer


def refusal(answer: Answer) -> NetworkError | None:
    """None where nothing is known of this status."""
    known = KNOWN.get(answer.status)
    if known is None:
        return None
    failure, sentence = known
    said = word(answer.object(), "error")
    is_too_much = answer.status == HTTPStatus.TOO_MANY_REQUESTS
    return NetworkError(
        Sentence("%(sentence)s (%(what)s)", sentence=sentence, what=said[:300]) if said else sentence,
        failure=failure,
        retry_after=_reset(answer) if is_too_much else None,
        code=str(answer.status),
    )


def _reset(answer: Answer) -> timedelta | None:
    """`X-RateLimit-Reset` is a moment, measured by the server's own clock."""
    until = moment(answer.headers.get("x-ratelimit-reset", ""))
    try:
        now = parsedate_to_datetime(answer.headers.get("date", "")).astimezone(UTC)
    except ValueError:
        return http.retry_after(answer)
    return max(until - now, timedelta(0)) if until else http.retry_after(answer)


KNOWN: Mapping[int, tuple[Failure, str]] = {
    400: (Failure.OUR_MISTAKE, Sentence("the server could not read what was asked")),
    401: (
        Failure.CREDENTIALS,
        Sentence("the server does not accept our token any more: connect the channel again"),
    ),
    403: (
        Failure.CREDENTIALS,
        Sentence(
            "the server does not let this account do that: look whether it is limited, and connect again "
            "with all permissions"
        ),
    ),
    404: (
        Failure.REFUSED,
        Sentence("what this answers is not there any more, or this account may not see it"),
    ),
    410: (Failure.REFUSED, Sentence("what this answers is gone")),
    413: (Failure.OUR_MISTAKE, Sentence("this is larger than the server takes")),
    422: (Failure.OUR_MISTAKE, Sentence("the server could not take this as it was written")),
    429: (Failure.QUOTA, Sentence("the server takes no more from this account for now")),
}
