"""What Tumblr's refusals mean, as data: by status and subcode.

Source: github tumblr/docs, `api.md` (rate limits; errors and error subcodes of creating a post).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from askfirst.networks.base import Failure, NetworkError
from askfirst.networks.http import Answer, retry_after
from askfirst.networks.shapes import inner, objects
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

CODES: Mapping[tuple[int, int], tuple[Failure, str]] = {
    (400, 8001): (Failure.OUR_MISTAKE, Sentence("Tumblr does not understand the form of the post")),
    (400, 8002): (Failure.REFUSED, Sentence("the post that is passed on cannot be found on Tumblr")),
    (400, 8005): (Failure.REFUSED, Sentence("Tumblr does not take this kind of file")),
    (400, 8016): (Failure.OUR_MISTAKE, Sentence("Tumblr does not accept the form of the answer")),
    (403, 8004): (Failure.QUOTA, Sentence("the pictures of today are used up on Tumblr")),
    (403, 8008): (Failure.REFUSED, Sentence("Tumblr takes no video there")),
    (403, 8010): (Failure.RETRY, Sentence("Tumblr is still working on another video of ours")),
    (403, 8011): (Failure.QUOTA, Sentence("the videos of today are used up on Tumblr")),
    (403, 8022): (Failure.QUOTA, Sentence("the queue of the blog on Tumblr is full")),
    (403, 8023): (Failure.QUOTA, Sentence("the posts of today are used up on Tumblr")),
    (500, 8006): (Failure.RETRY, Sentence("Tumblr could not take the file")),
    (500, 8009): (Failure.RETRY, Sentence("Tumblr could not take the video")),
}
"""Status and subcode: what they mean."""

STATUSES: Mapping[int, tuple[Failure, str]] = {
    400: (Failure.OUR_MISTAKE, Sentence("Tumblr does not understand the request")),
    401: (
        Failure.CREDENTIALS,
        Sentence("Tumblr does not accept our credentials any more: connect the channel again"),
    ),
    403: (Failure.REFUSED, Sentence("Tumblr does not let us do this, or they have blocked us")),
    404: (Failure.REFUSED, Sentence("the blog or the post is not on Tumblr any more")),
    429: (Failure.QUOTA, Sentence("Tumblr takes no more from us for now")),
    503: (Failure.RETRY, Sentence("Tumblr takes no posts at present")),
}
"""Status without a subcode that we know, where Tumblr's own envelope says it."""

_ALLOWANCES = ("perday", "perhour")


def refused(answer: Answer) -> NetworkError | None:
    """The meaning of a bad answer; None: it is not in Tumblr's own words."""
    found = answer.object()
    subcodes = [one["code"] for one in objects(found, "errors") if isinstance(one.get("code"), int)]
    for code in subcodes:
        if (answer.status, code) in CODES:
            return _made(answer, *CODES[answer.status, code], code=f"{answer.status}.{code}")
    if answer.status in STATUSES and (inner(found, "meta") or answer.status in {401, 429}):
        more = f".{subcodes[0]}" if subcodes else ""
        return _made(answer, *STATUSES[answer.status], code=f"{answer.status}{more}")
    return None


def _made(answer: Answer, failure: Failure, sentence: str, *, code: str) -> NetworkError:
    waits = _wait(answer) if failure is Failure.QUOTA else None
    return NetworkError(sentence, failure=failure, retry_after=waits, code=code)


def _wait(answer: Answer) -> timedelta | None:
    """Until the allowance that is used up is full again; Tumblr counts in seconds from now."""
    for name in _ALLOWANCES:
        reset = answer.headers.get(f"x-ratelimit-{name}-reset", "")
        if answer.headers.get(f"x-ratelimit-{name}-remaining") == "0" and reset.isdigit():
            return timedelta(seconds=int(reset))
    return retry_after(answer)
