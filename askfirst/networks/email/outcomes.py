"""A mail server's refusal, said in our words: what it means for the delivery and what a person should know."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from askfirst.networks.base import Failure, NetworkError
from askfirst.networks.email.status import Trouble, classify, enhanced_code
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from askfirst.networks.email.settings import Settings

_FAILURES = {
    Trouble.ADDRESS: Failure.UNREACHABLE,
    Trouble.ROUTING: Failure.UNREACHABLE,
    Trouble.FULL: Failure.RETRY,
    Trouble.TEMPORARY: Failure.RETRY,
    Trouble.QUOTA: Failure.QUOTA,
    Trouble.REPUTATION: Failure.REFUSED,
    Trouble.CONTENT: Failure.REFUSED,
}

_RELAY_DENIED = re.compile(r"relay(ing)? (access )?(denied|not permitted|prohibited)", re.IGNORECASE)
_NEEDS_LOGIN = frozenset({530, 534, 535, 538})
_BAD_COMMAND = frozenset({500, 501, 502, 503, 504, 555})
_NO_SUCH_MAILBOX = frozenset({550, 551, 553})


def refusal(code: int, words: str, *, step: str, recipient: str = "") -> NetworkError:
    """What an answer of 4xx or 5xx means.

    Args:
        code: The number of the answer.
        words: What stands behind it.
        step: What was being said: `connect`, `login`, `sender`, `recipient`, `data`.
        recipient: To whom.
    """
    answer = f"{code} {' '.join(words.split())}"
    failure = _failure(code, words, step)
    return NetworkError(
        _SENTENCES[step].filled(recipient=recipient, answer=answer), failure=failure, code=answer
    )


_SENTENCES = {
    "connect": Sentence("the mail server does not talk to us: %(answer)s", answer=""),
    "login": Sentence("the mail server does not accept the user name and password: %(answer)s", answer=""),
    "sender": Sentence("the mail server does not accept our address as the sender: %(answer)s", answer=""),
    "recipient": Sentence(
        "the mail server does not take mail for %(recipient)s: %(answer)s", recipient="", answer=""
    ),
    "data": Sentence(
        "the mail server does not take this mail for %(recipient)s: %(answer)s", recipient="", answer=""
    ),
}


def _failure(code: int, words: str, step: str) -> Failure:
    enhanced = enhanced_code(words)
    trouble = classify(enhanced, f"{code} {words}")
    if code in _NEEDS_LOGIN or (code >= 500 and (step == "login" or _RELAY_DENIED.search(words))):
        return Failure.CREDENTIALS
    if trouble is Trouble.QUOTA:
        return Failure.QUOTA
    if code < 500 or step == "connect":
        return Failure.RETRY
    if step == "sender":
        return Failure.REFUSED if trouble is Trouble.CONTENT or code == 552 else Failure.OUR_MISTAKE
    if code in _BAD_COMMAND and not enhanced.startswith("5.1"):
        return Failure.OUR_MISTAKE
    return _FAILURES.get(trouble) or _without_reason(code, step)


def _without_reason(code: int, step: str) -> Failure:
    if step == "recipient" and code in _NO_SUCH_MAILBOX:
        return Failure.UNREACHABLE
    if step == "recipient" and code == 552:  # RFC 5321: exceeded storage, of the recipient
        return Failure.RETRY
    return Failure.REFUSED


def unreachable_server(error: BaseException, settings: Settings) -> NetworkError:
    """The server could not be reached, or fell silent, before it had the mail: nothing was sent."""
    place = f"{settings.smtp_host}:{settings.smtp_port_used}"
    if isinstance(error, TimeoutError):
        sentence = Sentence("the mail server %(place)s did not answer in time", place=place)
    else:
        sentence = Sentence("the mail server %(place)s cannot be reached, or hung up", place=place)
    return NetworkError(
        Sentence("%(sentence)s: %(why)s; nothing was sent", sentence=sentence, why=_cause(error)),
        failure=Failure.RETRY,
    )


def untrusted_server(error: BaseException, settings: Settings) -> NetworkError:
    """The connection could not be made safe as the settings ask: the password was not shown to it."""
    return NetworkError(
        Sentence(
            "the mail server %(smtp_host)s:%(smtp_port_used)s cannot be trusted with the password: %(why)s; "
            "check the server's name and `smtp_security` (%(smtp_security)s), or give the `ca_file` of a "
            "private authority",
            smtp_host=settings.smtp_host,
            smtp_port_used=settings.smtp_port_used,
            why=_cause(error),
            smtp_security=settings.smtp_security,
        ),
        failure=Failure.CREDENTIALS,
    )


def _cause(error: BaseException) -> str:
    return str(error.__cause__ or error) or type(error).__name__
