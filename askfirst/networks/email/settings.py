"""What an email channel needs to know to connect; checked before anything is tried."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec

from askfirst.networks.base import BadInput, BadSettings
from askfirst.networks.email.addresses import address_key, domain_of
from askfirst.sentence import Sentence, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

Security = Literal["none", "starttls", "tls"]
Port = Annotated[int, msgspec.Meta(ge=1, le=65_535)]
Seconds = Annotated[float, msgspec.Meta(gt=0, le=600)]
Bytes = Annotated[int, msgspec.Meta(ge=1_000, le=200_000_000)]

_SMTP_PORTS = {"none": 25, "starttls": 587, "tls": 465}
_IMAP_PORTS = {"none": 143, "starttls": 143, "tls": 993}


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One mailbox and the way to it.  `settings_from` makes one and checks it."""

    address: str
    """The brand's address: it is the sender, and mail to it is read."""
    smtp_host: str
    display_name: str = ""
    """Shown beside the address."""
    username: str = ""
    """For both servers; the address where empty."""
    password: str = ""
    smtp_port: Port | None = None
    """587 with starttls, 465 with tls, 25 with none, unless given."""
    smtp_security: Security = "starttls"
    imap_host: str = ""
    """Empty where this channel only sends."""
    imap_port: Port | None = None
    """993 with tls, otherwise 143, unless given."""
    imap_security: Security = "tls"
    imap_folder: str = "INBOX"
    return_path: str = ""
    """Where delivery reports go; the address itself where empty."""
    dkim_selector: str = ""
    """Under which name the domain publishes the key by which our mail is signed; empty: it is not signed here."""
    dkim_domain: str = ""
    """The domain that signs; the domain of the address where empty."""
    dkim_key: str = ""
    """The private key, as PEM."""
    trusted_host: str = ""
    """The name under which our own mail server writes Authentication-Results; others are never believed."""
    ca_file: str = ""
    """Certificate of a private authority, as a PEM file; the system's authorities where empty."""
    connect_seconds: Seconds = 10.0
    command_seconds: Seconds = 30.0
    mail_limit: Bytes = 60_000_000
    """Bytes of one mail that are fetched whole; of a larger one only the beginning is."""
    attachment_limit: Bytes = 25_000_000
    """Bytes of all attachments of one mail that are kept."""

    @property
    def login(self) -> str:
        return self.username or self.address

    @property
    def domain(self) -> str:
        """The domain of our address, as ASCII."""
        return domain_of(self.address)

    @property
    def dkim_domain_used(self) -> str:
        """The domain that signs, as ASCII."""
        return self.dkim_domain.strip().lower() or self.domain

    @property
    def smtp_port_used(self) -> int:
        return self.smtp_port or _SMTP_PORTS[self.smtp_security]

    @property
    def imap_port_used(self) -> int:
        return self.imap_port or _IMAP_PORTS[self.imap_security]

    def __repr__(self) -> str:
        """Without the password: a representation ends in logs."""
        return (
            f"Settings(address={self.address!r}, smtp_host={self.smtp_host!r}, imap_host={self.imap_host!r})"
        )


_HINTS = {
    "address": "an email address, such as help@brand.example",
    "smtp_host": "the name of the server that takes your mail, such as smtp.brand.example",
    "imap_host": "the name of the server that keeps your mail, such as imap.brand.example",
    "smtp_port": "a port from 1 to 65535, such as 587",
    "imap_port": "a port from 1 to 65535, such as 993",
    "smtp_security": "`none`, `starttls` or `tls`",
    "imap_security": "`none`, `starttls` or `tls`",
    "dkim_selector": "the name under which the key stands in your DNS, such as `askfirst`",
    "connect_seconds": "seconds between 0 and 600, such as 10",
    "command_seconds": "seconds between 0 and 600, such as 30",
    "mail_limit": "bytes between 1,000 and 200,000,000",
    "attachment_limit": "bytes between 1,000 and 200,000,000",
}


def settings_from(mapping: Mapping[str, object]) -> Settings:
    """Read and check the settings of a channel; numbers may come as text, as forms and environments give them.

    Raises:
        BadSettings: names the setting and says what is needed; a password is never repeated.
    """
    for name in ("address", "smtp_host"):
        if not mapping.get(name):
            raise BadSettings(
                Sentence("email setting `%(name)s` is missing: give %(what)s", name=name, what=_HINTS[name])
            )
    unknown = [name for name in mapping if name not in Settings.__struct_fields__]
    if unknown:
        known = ", ".join(f"`{name}`" for name in Settings.__struct_fields__)
        raise BadSettings(
            Sentence("email has no setting `%(what)s`; there are %(known)s", what=unknown[0], known=known)
        )
    try:
        settings = msgspec.convert(dict(mapping), Settings, strict=False)
    except msgspec.ValidationError as error:
        raise _bad(str(error), mapping) from None
    _check(settings)
    return settings


def _bad(complaint: str, mapping: Mapping[str, object]) -> BadSettings:
    name = complaint.rpartition("`$.")[2].rstrip("`")
    shown = "what was given" if name in {"password", "dkim_key"} else f"`{mapping.get(name)}`"
    return BadSettings(
        Sentence(
            "email setting `%(name)s`: %(shown)s cannot be used; give %(what)s",
            name=name,
            shown=shown,
            what=_HINTS.get(name, "text"),
        )
    )


def _check(settings: Settings) -> None:
    for name in ("address", "return_path"):
        value = getattr(settings, name)
        try:
            _ = value and address_key(value)
        except BadInput as error:
            raise BadSettings(
                Sentence("email setting `%(name)s`: %(why)s", name=name, why=words_of(error))
            ) from error
    _check_signing(settings)
    for name in ("smtp_host", "imap_host", "display_name", "imap_folder"):
        if any(character < " " for character in getattr(settings, name)):
            raise BadSettings(
                Sentence(
                    "email setting `%(name)s` has a line break or control character in it; remove it",
                    name=name,
                )
            )
    for kind, host in (("smtp", settings.smtp_host), ("imap", settings.imap_host)):
        if any(character.isspace() or character == "/" for character in host):
            raise BadSettings(
                Sentence(
                    "email setting `%(kind)s_host`: `%(host)s` is not a server's name; give %(what)s",
                    kind=kind,
                    host=host,
                    what=_HINTS[f"{kind}_host"],
                )
            )
        _check_password_is_safe(settings, kind, host)


_LABELS = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*", re.IGNORECASE)


def _check_signing(settings: Settings) -> None:
    """The key itself is read by `dkim.read_key` when there is something to sign, and when the channel is kept."""
    if settings.dkim_selector and not _LABELS.fullmatch(settings.dkim_selector):
        raise BadSettings(
            Sentence(
                "email setting `dkim_selector`: `%(given)s` is no name in the DNS; give letters, digits, dots and "
                "hyphens",
                given=settings.dkim_selector,
            )
        )
    if bool(settings.dkim_selector) != bool(settings.dkim_key):
        raise BadSettings(
            Sentence("to sign mail, give both `dkim_selector` and `dkim_key`; without both nothing is signed")
        )
    domain = settings.dkim_domain_used
    if settings.domain != domain and not settings.domain.endswith(f".{domain}"):
        raise BadSettings(
            Sentence(
                "email setting `dkim_domain`: a signature by %(domain)s says nothing about mail of %(ours)s; give "
                "that domain or one above it",
                domain=domain,
                ours=settings.domain,
            )
        )


def _check_password_is_safe(settings: Settings, kind: str, host: str) -> None:
    security = settings.smtp_security if kind == "smtp" else settings.imap_security
    if security == "none" and settings.password and host and not _is_this_machine(host):
        raise BadSettings(
            Sentence(
                "email setting `%(kind)s_security` is `none`, so the password would travel readable to %(host)s: "
                "use `starttls` or `tls`, or leave the password empty",
                kind=kind,
                host=host,
            )
        )


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
