"""Email in: one IMAP folder, read in order, resumed exactly where it was left, and never changed.

How a worker reads one channel, in a thread of its own::

    with Mailbox(settings) as mailbox:
        cursor = Cursor.from_text(stored) if stored else mailbox.now()
        while not stopping:
            for cursor, mail in mailbox.fetch_new(cursor):
                keep(mail.raw, cursor)          # in one transaction
            mailbox.wait(600)                   # returns as soon as something may have come, or `stop` was called

Another thread or a signal handler ends it with `mailbox.stop()`.  Errors are `NetworkError`; the caller decides when to try again
and then makes a new Mailbox.  The folder is opened read-only: no flag is set, nothing is marked as read.
"""

from __future__ import annotations

import contextlib
import imaplib
import re
import select
import socket
import ssl
import time
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import CapabilityError, IMAPClientError, LoginError

from askfirst.networks.base import Failure, NetworkError
from askfirst.networks.email.opening import tls_context
from askfirst.networks.email.parts import CUT_HEADER
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from types import TracebackType

    from askfirst.networks.email.settings import Settings

FIRST_BYTES = 256 * 1024
"""How much of a mail above the limit is fetched: its headers and, nearly always, its words."""
IDLE_SECONDS = 25 * 60
"""Servers may hang up on an IDLE of 29 minutes (RFC 2177)."""
POLL_SECONDS = 15.0
"""How often a server without IDLE is asked."""
_TEMPORARY = re.compile(r"\[(UNAVAILABLE|INUSE|SERVERBUG|LIMIT|CONTACTADMIN)\]", re.IGNORECASE)  # RFC 5530
_AT_ONCE = 200  # mails whose sizes are asked for together


@dataclass(frozen=True, kw_only=True, slots=True)
class Cursor:
    """How far a folder has been read."""

    uidvalidity: int
    uidnext: int
    """The first UID that has not been read."""
    since: date | None = None
    """Older mail is none of our business, also when the server numbers everything anew."""

    def to_text(self) -> str:
        """One word that can be stored: `1700000000:42:2026-11-21`."""
        return f"{self.uidvalidity}:{self.uidnext}:{self.since or ''}"

    @classmethod
    def from_text(cls, text: str) -> Cursor:
        """Read what `to_text` wrote.  Raises `ValueError` for anything else."""
        validity, following, since = text.split(":")
        return cls(
            uidvalidity=int(validity),
            uidnext=int(following),
            since=date.fromisoformat(since) if since else None,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class RawMail:
    """One mail as it lies on the server."""

    uid: int
    raw: bytes
    size: int
    """Bytes on the server."""
    received_at: datetime | None
    """When the server took it (INTERNALDATE)."""
    is_whole: bool
    """False where it was above the limit: `raw` is its beginning, marked so that the parser says so."""


class Mailbox:
    """A connection to one folder of one mailbox.  Not for use by several threads, except `stop`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._imap: IMAPClient | None = None
        self._is_stopping = False
        self._wake, self._waker = socket.socketpair()

    def connect(self) -> Self:
        """Connect, sign in and open the folder read-only; does nothing when that is done.

        Raises:
            NetworkError: RETRY where the server cannot be reached, CREDENTIALS where it does not accept us, OUR_MISTAKE where there
                is no such folder.
        """
        if self._imap is None:
            self._imap = _connected(self.settings)
            try:
                _log_in(self._imap, self.settings)
                self._open()
            except BaseException:
                self._drop()
                raise
        return self

    def now(self, since: date | None = None) -> Cursor:
        """The end of the folder: only what comes after this moment is read.

        Args:
            since: Today, by the caller's clock: if the server ever numbers its mails anew, older ones are left alone.
        """
        opened = self._open()
        return Cursor(uidvalidity=opened.uidvalidity, uidnext=opened.uidnext, since=since)

    def beginning(self, since: date | None = None) -> Cursor:
        """The start of the folder, for who asks for the old mail too; from that day on, where one is given."""
        return Cursor(uidvalidity=self._open().uidvalidity, uidnext=1, since=since)

    def fetch_new(self, cursor: Cursor) -> Iterator[tuple[Cursor, RawMail]]:
        """Every mail behind the cursor, oldest first, each with the cursor to store once it has been kept.

        Where the server has numbered its mails anew (UIDVALIDITY changed), everything since `cursor.since` comes again: whoever keeps
        mails knows them by their Message-ID.  Ends early when `stop` was called.
        """
        opened = self._open()
        if opened.uidvalidity != cursor.uidvalidity:
            cursor = replace(cursor, uidvalidity=opened.uidvalidity, uidnext=1)
        uids = self._uids_behind(cursor)
        for begin in range(0, len(uids), _AT_ONCE):
            for mail in self._fetch(uids[begin : begin + _AT_ONCE]):
                cursor = replace(cursor, uidnext=mail.uid + 1)
                yield cursor, mail
                if self._is_stopping:
                    return

    def wait(self, seconds: float) -> bool:
        """Wait until something may have come (True), the time is over or `stop` was called (False).

        The server tells us by IDLE; one that cannot is asked every 15 seconds.
        """
        deadline = time.monotonic() + seconds
        with _translated(self.settings):
            imap = self._connection()
            can_idle = imap.has_capability("IDLE")
            while not self._is_stopping and (left := deadline - time.monotonic()) > 0:
                if (
                    self._idle(imap, min(left, IDLE_SECONDS))
                    if can_idle
                    else self._poll(imap, min(left, POLL_SECONDS))
                ):
                    return True
        return False

    def stop(self) -> None:
        """End `wait` and `fetch_new` soon.  May be called by any thread and in a signal handler, more than once."""
        self._is_stopping = True
        with contextlib.suppress(OSError):
            self._waker.send(b"x")

    def close(self) -> None:
        """Sign out and let go; never fails."""
        if self._imap is not None:
            with contextlib.suppress(IMAPClientError, OSError, imaplib.IMAP4.error):
                self._imap.logout()
        self._drop()
        self._wake.close()
        self._waker.close()

    def __enter__(self) -> Self:
        try:
            return self.connect()
        except BaseException:
            self.close()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _connection(self) -> IMAPClient:
        self.connect()
        assert self._imap is not None  # noqa: S101 -- connect() either sets it or raises
        return self._imap

    def _drop(self) -> None:
        imap, self._imap = self._imap, None
        if imap is not None:
            _shut(imap)

    def _open(self) -> Cursor:
        with _translated(self.settings):
            imap = self._imap or self._connection()
            try:
                state = imap.select_folder(self.settings.imap_folder, readonly=True)
            except IMAPClientError as error:
                if isinstance(error, imaplib.IMAP4.abort) or _TEMPORARY.search(str(error)):
                    raise
                raise NetworkError(
                    Sentence(
                        "there is no folder `%(imap_folder)s` in the mailbox %(login)s: %(said)s",
                        imap_folder=self.settings.imap_folder,
                        login=self.settings.login,
                        said=_said(error),
                    ),
                    failure=Failure.OUR_MISTAKE,
                ) from error
            following = state.get(b"UIDNEXT") or max(imap.search("ALL"), default=0) + 1
            return Cursor(uidvalidity=int(state[b"UIDVALIDITY"]), uidnext=int(following))

    def _uids_behind(self, cursor: Cursor) -> list[int]:
        criteria: list[Any] = ["UID", f"{cursor.uidnext}:*"]
        if cursor.uidnext == 1 and cursor.since is not None:
            criteria += ["SINCE", cursor.since]
        with _translated(self.settings):
            found = self._connection().search(criteria)
        return sorted(
            uid for uid in found if uid >= cursor.uidnext
        )  # `n:*` always holds the last mail, even below n

    def _fetch(self, uids: list[int]) -> Iterator[RawMail]:
        with _translated(self.settings):
            known = self._connection().fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
        for uid in uids:
            if uid in known:  # else it was deleted in the meantime
                found = self._fetch_one(uid, known[uid])
                if found is not None:
                    yield found

    def _fetch_one(self, uid: int, known: dict[bytes, Any]) -> RawMail | None:
        size = int(known[b"RFC822.SIZE"])
        is_whole = size <= self.settings.mail_limit
        wanted = "BODY.PEEK[]" if is_whole else f"BODY.PEEK[]<0.{FIRST_BYTES}>"
        with _translated(self.settings):
            answer = self._connection().fetch([uid], [wanted]).get(uid, {})
        raw = next((value for name, value in answer.items() if name.startswith(b"BODY[]")), None)
        if raw is None:
            return None
        mark = b"" if is_whole else f"{CUT_HEADER}: {size}\r\n".encode()
        return RawMail(
            uid=uid, raw=mark + raw, size=size, received_at=known.get(b"INTERNALDATE"), is_whole=is_whole
        )

    def _idle(self, imap: IMAPClient, seconds: float) -> bool:
        imap.idle()
        is_news = _has_more(imap) or self._hears_news(imap, seconds)
        _, said_last = imap.idle_done()
        return is_news or _is_news(said_last)

    def _hears_news(self, imap: IMAPClient, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        told: list[Any] = []
        while not (_is_news(told) or self._is_stopping) and (left := deadline - time.monotonic()) > 0:
            self._sleep(left, imap.socket())
            told = imap.idle_check(timeout=0)
            if not told:  # time, `stop`, or the server hung up: ending the IDLE tells which
                break
        return _is_news(told)

    def _poll(self, imap: IMAPClient, seconds: float) -> bool:
        if _is_news(imap.noop()[1]):
            return True
        self._sleep(seconds)
        return not self._is_stopping and _is_news(imap.noop()[1])

    def _sleep(self, seconds: float, *connections: Any) -> None:
        """Until something can be read, `stop` was called, or the time is over."""
        poller = select.poll()
        for readable in (self._wake, *connections):
            poller.register(readable.fileno(), select.POLLIN)
        poller.poll(seconds * 1000)


def _connected(settings: Settings) -> IMAPClient:
    if not settings.imap_host:
        raise NetworkError(
            Sentence(
                "the channel %(address)s has no `imap_host`: it can send, but nothing can be read",
                address=settings.address,
            ),
            failure=Failure.CREDENTIALS,
        )
    context = tls_context(settings.ca_file) if settings.imap_security != "none" else None
    with _translated(settings):
        imap = IMAPClient(
            settings.imap_host,
            port=settings.imap_port_used,
            ssl=settings.imap_security == "tls",
            ssl_context=context,
            timeout=SocketTimeout(connect=settings.connect_seconds, read=settings.command_seconds),
        )
        imap.normalise_times = False
        try:
            if settings.imap_security == "starttls":
                imap.starttls(context)
        except BaseException:
            _shut(imap)
            raise
        return imap


def _shut(imap: IMAPClient) -> None:
    """Close the socket, whatever state it is in; a second time does nothing."""
    with contextlib.suppress(OSError, IMAPClientError):
        imap.shutdown()


def _log_in(imap: IMAPClient, settings: Settings) -> None:
    with _translated(settings):
        try:
            imap.login(settings.login, settings.password)
        except LoginError as error:
            if isinstance(error.__context__, imaplib.IMAP4.abort) or _TEMPORARY.search(str(error)):
                raise NetworkError(
                    Sentence(
                        "the mailbox %(login)s cannot be opened now: %(said)s",
                        login=settings.login,
                        said=_said(error),
                    ),
                    failure=Failure.RETRY,
                ) from error
            raise NetworkError(
                Sentence(
                    "the mailbox %(login)s does not accept the user name and password: %(said)s",
                    login=settings.login,
                    said=_said(error),
                ),
                failure=Failure.CREDENTIALS,
                code=_said(error),
            ) from error


@contextlib.contextmanager
def _translated(settings: Settings) -> Iterator[None]:
    """Errors of sockets and of the protocol in our words."""
    place = f"{settings.imap_host}:{settings.imap_port_used}"
    try:
        yield
    except (ssl.SSLCertVerificationError, CapabilityError) as error:
        raise NetworkError(
            Sentence(
                "the mail server %(place)s cannot be trusted with the password: %(said)s; check `imap_security` "
                "(%(imap_security)s) and `ca_file`",
                place=place,
                said=_said(error),
                imap_security=settings.imap_security,
            ),
            failure=Failure.CREDENTIALS,
        ) from error
    except TimeoutError as error:
        raise NetworkError(
            Sentence("the mail server %(place)s did not answer in time", place=place), failure=Failure.RETRY
        ) from error
    except (OSError, IMAPClientError, imaplib.IMAP4.error) as error:
        raise NetworkError(
            Sentence(
                "the mail server %(place)s cannot be reached, or hung up: %(said)s",
                place=place,
                said=_said(error),
            ),
            failure=Failure.RETRY,
        ) from error


def _has_more(imap: IMAPClient) -> bool:
    """Whether the news came in the same packet as the answer to IDLE: it then waits in a buffer that no poll sees."""
    connection = imap.socket()
    connection.setblocking(False)
    try:
        return bool(imap._imap.file.peek(1))  # noqa: SLF001 -- the library offers no other way
    except ssl.SSLWantReadError:
        return False
    finally:
        connection.settimeout(None)
        imap._set_read_timeout()  # noqa: SLF001


def _is_news(responses: Any) -> bool:
    return any(len(response) > 1 and response[1] in {b"EXISTS", b"RECENT"} for response in responses or ())


def _said(error: BaseException) -> str:
    text = str(error)
    return text.removeprefix("b'").rstrip("'") or type(error).__name__
