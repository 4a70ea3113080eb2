"""A short scene, played from outside: fans open the page, press its buttons and write mails, over real HTTP and SMTP.

    python -m askfirst.sandbox.scene --address http://127.0.0.1:8000 --page harbour --state scene.json \
        --smtp 127.0.0.1:2525 --imap 127.0.0.1:1143

What was played is written down, so that the scene goes on where it was; who wrote keeps their cookies.
"""

from __future__ import annotations

import argparse
import imaplib
import json
import random
import re
import signal
import smtplib
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, localtime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from askfirst.sandbox import cast
from askfirst.sandbox.browser import Browser, Unexpected

if TYPE_CHECKING:
    from collections.abc import Callable

    from askfirst.sandbox.cast import Fan

SEED = 1885
TRIES = 5
LONGEST_ANSWERS_SECONDS = 3600.0
LOOK_SECONDS = 4.0
MAIL_SECONDS = 15.0
_LINK = re.compile(r"https?://[^/\s]+(/@\S+/lists/confirm/\S+)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """One thing that one fan does, some seconds after the one before."""

    id: str
    after: float
    fan: Fan
    kind: str
    """like, message, comment, wall_post, ask, join or mail."""
    text: str = ""
    subject: str = ""
    has_picture: bool = False
    quotes: str = ""
    is_nameless: bool = False


def _act(act_id: str, after: float, fan: Fan, kind: str, text: str = "", **more: Any) -> Act:
    return Act(id=act_id, after=after, fan=fan, kind=kind, text=text, **more)


SCENE: tuple[Act, ...] = (
    _act("ana-asks", 0, cast.ANA, "message", cast.OPENING_HOURS),
    _act("tom-likes", 1, cast.TOM, "like"),
    _act("noah-joins", 2, cast.NOAH, "join"),
    _act("yusuf-comments", 2, cast.YUSUF, "comment", "Is the orange cake back this weekend? 🍊"),
    _act("noah-complains", 3, cast.NOAH, "message", cast.COMPLAINT),
    _act("ana-joins", 2, cast.ANA, "join"),
    _act("laila-asks", 4, cast.LAILA, "message", cast.RIGHT_TO_LEFT),
    _act(
        "bart-mails",
        3,
        cast.BARTHOLOMEW,
        "mail",
        "Do you cater for forty people?\n\nBart",
        subject="Catering on 5 December",
    ),
    _act("priya-comments", 4, cast.PRIYA, "comment", cast.HINDI_AND_ENGLISH),
    _act("meiling-asks", 5, cast.MEILING, "message", cast.CHINESE),
    _act("yusuf-emoji", 5, cast.YUSUF, "message", cast.EMOJI_ONLY),
    _act("sofia-likes", 3, cast.SOFIA, "like"),
    _act(
        "sofia-wonders",
        2,
        cast.SOFIA,
        "ask",
        "Which of your beans would you give somebody who is new to coffee?",
    ),
    _act("sofia-short", 3, cast.SOFIA, "message", cast.SHORT),
    _act("kenji-picture", 6, cast.KENJI, "mail", "", subject="", has_picture=True),
    _act("olena-wall", 6, cast.OLENA, "wall_post", cast.UKRAINIAN),
    _act("grace-letter", 7, cast.GRACE, "message", cast.long_letter()),
    _act("theo-scarf", 6, cast.THEO, "message", cast.FRENCH, has_picture=True),
    _act("noah-wall", 7, cast.NOAH, "wall_post", cast.LONG_WORD),
    _act(
        "grace-quotes",
        8,
        cast.GRACE,
        "mail",
        "Yes, Thursday at seven suits me.",
        subject="Re: Your table",
        quotes="Would Thursday at seven suit you?",
    ),
    _act("bart-markup", 6, cast.BARTHOLOMEW, "message", cast.MARKUP),
    _act("theo-likes", 4, cast.THEO, "like"),
    _act(
        "priya-wonders",
        3,
        cast.PRIYA,
        "ask",
        "How much of the price of a bag reaches the farmers?",
        is_nameless=True,
    ),
    _act("ana-again", 9, cast.ANA, "message", "E têm opções sem glúten? 🌾"),
)
THANKS = {
    cast.ANA.name: "Obrigada! Até domingo 🧡",
    cast.NOAH.name: "Danke für die schnelle Antwort.",
    cast.MEILING.name: "太好了，謝謝！",
    cast.YUSUF.name: "🙏🙏🙏",
    cast.LAILA.name: "شكرًا جزيلًا!",
}
"""What some of them say when they are answered, once."""


@dataclass(slots=True)
class State:
    """What was played, and each fan's cookies; kept in a file between two runs."""

    path: Path
    played: list[str] = field(default_factory=list)
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> State:
        with suppress(OSError, ValueError, TypeError):
            return cls(path, **json.loads(path.read_text("utf-8")))
        return cls(path)

    def keep(self) -> None:
        draft = self.path.with_suffix(".draft")
        draft.write_text(json.dumps({"played": self.played, "cookies": self.cookies}), "utf-8")
        draft.replace(self.path)


class Scene:
    """Plays on one site, with one mail server or none."""

    def __init__(
        self,
        address: str,
        page: str,
        smtp: tuple[str, int] | None,
        state: State,
        imap: tuple[str, int] | None = None,
    ) -> None:
        self._address = address
        self._path = f"/@{page}/"
        self._smtp = smtp
        self._imap = imap
        self._state = state
        self._kinds: dict[str, Callable[[Act, Browser], None]] = {
            "like": self._like,
            "message": self._message,
            "comment": self._comment,
            "wall_post": self._wall_post,
            "ask": self._ask,
            "join": self._join,
        }

    def play(self, stop: threading.Event, pace: float = 1.0) -> int:
        """Play what has not been played yet; `pace` stretches the pauses.  Returns how many acts were played."""
        chance = random.Random(SEED)  # noqa: S311 -- so that people do not act like a clock
        count = 0
        for act in SCENE:
            pause = act.after * pace * chance.uniform(0.6, 1.4)
            if act.id in self._state.played:
                continue
            if stop.wait(pause) or not self._patiently(act, stop):
                break
            count += 1
            self._look_for_answers()
        return count

    def say_thanks(self, stop: threading.Event, seconds: float = LONGEST_ANSWERS_SECONDS) -> None:
        """After the scene: who is answered still says thank you."""
        for _ in range(int(seconds / LOOK_SECONDS)):
            if not self._look_for_answers() or stop.wait(LOOK_SECONDS):
                return

    def _look_for_answers(self) -> bool:
        """Look into the Messages areas; who was answered says thank you, once.  False where nobody is left to do so."""
        waiting = [
            fan for fan in cast.CAST if fan.name in THANKS and f"thanks-{fan.name}" not in self._state.played
        ]
        for fan in waiting:
            with suppress(Unexpected, httpx.TransportError):
                self._thank(fan)
        return bool(waiting)

    def act(self, act: Act) -> None:
        """Do one thing, and write down that it was done.

        Raises:
            Unexpected: the page is not as expected.
            httpx.TransportError, OSError, smtplib.SMTPException, imaplib.IMAP4.error: a server does not answer.
        """
        if act.kind == "mail":
            self._mail(act)
        else:
            self._browse(act.fan, lambda browser: self._kinds[act.kind](act, browser))
        self._state.played.append(act.id)
        self._state.keep()

    def _patiently(self, act: Act, stop: threading.Event) -> bool:
        """Try again a few times; an act that cannot be played is left out and said, and the scene goes on."""
        for attempt in range(TRIES):
            try:
                self.act(act)
            except (
                Unexpected,
                httpx.TransportError,
                OSError,
                smtplib.SMTPException,
                imaplib.IMAP4.error,
            ) as error:
                sys.stderr.write(f"{act.id}: {error}\n")
                if stop.wait(2.0**attempt):
                    return False
            else:
                return True
        return not stop.is_set()

    def _browse(self, fan: Fan, what: Callable[[Browser], None]) -> None:
        browser = Browser(self._address, self._state.cookies.get(fan.name))
        try:
            what(browser)
        finally:
            self._state.cookies[fan.name] = browser.cookies
            browser.close()

    def _like(self, _act: Act, browser: Browser) -> None:
        browser.open(self._path)
        browser.submit(f"{self._path}like/")

    def _message(self, act: Act, browser: Browser) -> None:
        files = {"files": ("cup.png", cast.picture(), "image/png")} if act.has_picture else None
        self._say(browser, act.fan, act.text, files)

    def _say(
        self, browser: Browser, fan: Fan, text: str, files: dict[str, tuple[str, bytes, str]] | None = None
    ) -> None:
        """Press Message and write; the form goes to a new talk, or on with the one there is."""
        browser.open(f"{self._path}message/")
        action = next(iter(_actions(browser.page, f"{self._path}message")), f"{self._path}message/")
        browser.submit(action, files, name=fan.name, text=text)

    def _wall_post(self, act: Act, browser: Browser) -> None:
        browser.open(self._path)
        browser.submit(f"{self._path}write/", name=act.fan.name, text=act.text)

    def _ask(self, act: Act, browser: Browser) -> None:
        """Where the page takes no questions, nobody asks one."""
        action = f"{self._path}ask/"
        if f'action="{action}"' in browser.open(self._path):
            nameless, name = ("yes", "") if act.is_nameless else ("", act.fan.name)
            browser.submit(action, text=act.text, nameless=nameless, name=name)

    def _join(self, act: Act, browser: Browser) -> None:
        """Ask on the page to be told, and press the button behind the link of the mail; without mailboxes nobody asks."""
        lists = f"{self._path}lists/"
        forms = _actions(browser.open(lists), lists) if self._imap else []
        if not forms:
            return
        browser.submit(forms[0], email=act.fan.email, name=act.fan.name)
        link = self._link_in_mail(act.fan)
        browser.open(link)
        browser.submit(link)

    def _link_in_mail(self, fan: Fan) -> str:
        """The path of the newest link that confirms something.

        Raises:
            Unexpected: none has come within some seconds.
        """
        assert self._imap  # noqa: S101 -- asked for where there is one
        end = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < end:
            with imaplib.IMAP4(*self._imap, timeout=20) as mailbox:
                mailbox.login(fan.email, fan.password)
                mailbox.select("INBOX", readonly=True)
                _status, numbers = mailbox.search(None, "ALL")
                for number in reversed(numbers[0].split()):
                    _status, parts = mailbox.fetch(number.decode(), "(RFC822)")
                    if found := _LINK.search(_text(parts[0])):
                        return found[1]
            time.sleep(0.5)
        raise Unexpected(f"no mail with a link has come to {fan.email} yet")

    def _comment(self, act: Act, browser: Browser) -> None:
        """Under the first post that can be commented on."""
        page = browser.open(self._path)
        marker = f'action="{self._path}posts/'
        start = page.find(marker)
        if start < 0:
            raise Unexpected("there is no post on the wall to comment on")
        number = page[start + len(marker) :].partition("/")[0]
        browser.submit(f"{self._path}posts/{number}/comment/", name=act.fan.name, text=act.text)

    def _thank(self, fan: Fan) -> None:
        def look(browser: Browser) -> None:
            if 'class="count" data-unread>' not in browser.open(f"{self._path}messages/"):
                return
            self._say(browser, fan, THANKS[fan.name])
            self._state.played.append(f"thanks-{fan.name}")

        if fan.name in self._state.cookies:
            self._browse(fan, look)
            self._state.keep()

    def _mail(self, act: Act) -> None:
        if self._smtp is None:
            return
        with smtplib.SMTP(*self._smtp, timeout=20) as server:
            server.login(act.fan.email, act.fan.password)
            server.send_message(_letter(act))


def _letter(act: Act) -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = f"{act.fan.name} <{act.fan.email}>"
    letter["To"] = cast.TEAM_MAILBOX[0]
    letter["Subject"] = act.subject
    letter["Date"] = format_datetime(localtime())
    letter["Message-ID"] = f"<{act.id}.{random.Random().getrandbits(64):x}@{cast.MAILBOXES}>"  # noqa: S311 -- only unique
    quoted = f"\n\nOn Tuesday Harbour Coffee wrote:\n> {act.quotes}\n" if act.quotes else ""
    letter.set_content(act.text + quoted)
    if act.has_picture:
        letter.add_attachment(cast.picture(), maintype="image", subtype="png", filename="写真.png")
    return letter


def _text(part: Any) -> str:
    """What stands in a mail as a mailbox gives it."""
    letter = message_from_bytes(part[1], policy=policy.default)
    body = letter.get_body(("plain",))
    return str(body.get_content()) if body else ""


def _actions(page: str, beginning: str) -> list[str]:
    parts = page.split('action="')[1:]
    found = [part.partition('"')[0] for part in parts]
    return [action for action in found if action.startswith(beginning) and action.endswith("/")]


def _host_and_port(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host, int(port)


def main(arguments: list[str] | None = None) -> int:
    """Play until the end, Ctrl-C or SIGTERM."""
    parser = argparse.ArgumentParser(
        prog="python -m askfirst.sandbox.scene", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("--address", required=True, help="the site, such as http://127.0.0.1:8000")
    parser.add_argument("--page", required=True, help="the page's short name")
    parser.add_argument("--smtp", type=_host_and_port, help="host:port; without one nobody writes mails")
    parser.add_argument("--imap", type=_host_and_port, help="host:port; without one nobody joins a list")
    parser.add_argument("--state", type=Path, required=True, help="the file that remembers what was played")
    parser.add_argument("--pace", type=float, default=1.0, help="2 plays at half the speed")
    options = parser.parse_args(arguments)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    scene = Scene(options.address, options.page, options.smtp, State.load(options.state), options.imap)
    scene.play(stop, options.pace)
    scene.say_thanks(stop)
    return 0


if __name__ == "__main__":
    sys.exit(main())
