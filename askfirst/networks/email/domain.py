"""What a sending domain has published, and what receivers will think of it.

Each line says `ok`, `bad` or `unknown`: what cannot be seen from here is never called well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import dns.exception
import dns.resolver
import dns.reversename

from askfirst.networks.base import BadSettings
from askfirst.networks.email import dkim

if TYPE_CHECKING:
    from askfirst.networks.email.settings import Settings

SECONDS = 4.0
"""For one look-up."""

Ask = Callable[[str, str], list[str]]
"""Name and kind of a record → what stands there; empty: nothing does.  Raises `NoAnswer`."""


class NoAnswer(Exception):  # noqa: N818 -- it says what the matter is
    """Nobody answered: nothing is known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One line of the check."""

    what: str
    """`spf`, `dkim`, `dmarc`, `mx`, `reverse`, `rate`."""
    state: str
    why: str
    """A word by which the sentence about it is found."""
    found: str = ""
    """What stands there, or has to."""


def check(settings: Settings, ask: Ask | None = None) -> list[Finding]:
    """All that can be seen from here, in the order in which it matters."""
    look = ask or published
    checks = (_spf, _dkim, _dmarc, _mx, _reverse)
    found = []
    for one in checks:
        try:
            found.append(one(settings, look))
        except NoAnswer:
            found.append(Finding(what=one.__name__.strip("_"), state="unknown", why="no_answer"))
    return [*found, Finding(what="rate", state="unknown", why="theirs")]


def published(name: str, kind: str) -> list[str]:
    """What stands in the DNS.

    Raises:
        NoAnswer: no server could be asked.
    """
    try:
        answer = dns.resolver.resolve(name, kind, lifetime=SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError, ValueError) as error:
        raise NoAnswer(str(error)) from error
    if kind == "TXT":
        return [b"".join(row.strings).decode("utf-8", "replace") for row in answer]
    return [str(row).rstrip(".") for row in answer]


def _spf(settings: Settings, ask: Ask) -> Finding:
    sender = settings.return_path.rpartition("@")[2] or settings.domain
    rows = [row for row in ask(sender, "TXT") if row.lower().split(" ")[0] == "v=spf1"]
    if not rows:
        return Finding(what="spf", state="bad", why="missing", found="v=spf1 … -all")
    if len(rows) > 1:
        return Finding(what="spf", state="bad", why="several", found=" | ".join(rows))
    words = rows[0].lower().split()
    if "+all" in words or "all" in words:
        return Finding(what="spf", state="bad", why="everybody", found=rows[0])
    return Finding(what="spf", state="ok", why="there", found=rows[0])


def _dkim(settings: Settings, ask: Ask) -> Finding:
    if not settings.dkim_key:
        return Finding(what="dkim", state="unknown", why="elsewhere")
    try:
        ours = dkim.record(settings.dkim_key)
    except BadSettings:
        return Finding(what="dkim", state="bad", why="key")
    name = f"{settings.dkim_selector}._domainkey.{settings.dkim_domain_used}"
    rows = ask(name, "TXT")
    wanted = f"{name} TXT {ours}"
    if not rows:
        return Finding(what="dkim", state="bad", why="missing", found=wanted)
    if any(_tag(row, "p") == _tag(ours, "p") for row in rows):
        return Finding(what="dkim", state="ok", why="there", found=name)
    return Finding(what="dkim", state="bad", why="other", found=wanted)


def _dmarc(settings: Settings, ask: Ask) -> Finding:
    labels = settings.domain.split(".")
    for start in range(max(len(labels) - 1, 1)):  # its own, else that of a domain above it
        name = "_dmarc." + ".".join(labels[start:])
        rows = [row for row in ask(name, "TXT") if _tag(row, "v").upper() == "DMARC1"]
        if rows:
            return Finding(what="dmarc", state="ok", why="there", found=rows[0])
    return Finding(
        what="dmarc", state="bad", why="missing", found=f"_dmarc.{settings.domain} TXT v=DMARC1; p=none"
    )


def _mx(settings: Settings, ask: Ask) -> Finding:
    rows = ask(settings.domain, "MX")
    if not rows or rows == ["0 "]:
        return Finding(what="mx", state="bad", why="missing")
    return Finding(what="mx", state="ok", why="there", found=", ".join(sorted(rows)))


def _reverse(settings: Settings, ask: Ask) -> Finding:
    """Forward and back again for the server that takes our mail: with a provider's relay it is the provider's own affair."""
    for address in ask(settings.smtp_host, "A"):
        try:
            names = ask(str(dns.reversename.from_address(address)), "PTR")
        except dns.exception.SyntaxError:
            continue
        confirmed = next((name for name in names if address in ask(name, "A")), "")
        if confirmed:
            return Finding(what="reverse", state="ok", why="there", found=f"{address} · {confirmed}")
        return Finding(what="reverse", state="bad", why="missing", found=address)
    return Finding(what="reverse", state="unknown", why="no_answer")


def _tag(row: str, name: str) -> str:
    """The value of one tag of a record such as `v=DKIM1; p=…`, without spaces."""
    tags = (tag.partition("=") for tag in row.split(";"))
    return next(("".join(value.split()) for key, _, value in tags if key.strip() == name), "")
