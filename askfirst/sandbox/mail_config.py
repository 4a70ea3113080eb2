"""What Postfix and Dovecot read, written for one folder: nothing under /etc is used or changed.

Sources: postconf(5), master(5), Dovecot 2.3's "quick configuration" and its list of settings.
"""

from __future__ import annotations

import base64
import grp
import os
import pwd
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

BOUNCING_DOMAIN = "bouncing.test"
"""Mail to anybody here is accepted, found undeliverable, and a real delivery report goes back to its sender."""
BUSY_DOMAIN = "busy.test"
"""Mail to anybody here is put off with 450 4.2.1: try again later."""
SIZE_LIMIT = 50 * 1024 * 1024
"""Bytes of one mail."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """One pair of servers: where it lives and on which ports of 127.0.0.1 it answers."""

    home: Path
    domains: tuple[str, ...]
    smtp_port: int
    imap_port: int
    is_root: bool

    @property
    def dovecot_conf(self) -> Path:
        return self.home / "dovecot.conf"

    @property
    def postfix_etc(self) -> Path:
        return self.home / "postfix" / "etc"

    @property
    def spool(self) -> Path:
        return self.home / "postfix" / "spool"

    @property
    def users(self) -> Path:
        """Dovecot's passwd-file: who may sign in."""
        return self.home / "users"

    @property
    def recipients(self) -> Path:
        """Postfix's list of addresses that exist."""
        return self.home / "recipients"

    @property
    def lmtp_socket(self) -> Path:
        return self.spool / "private" / "lmtp-in"

    @property
    def auth_socket(self) -> Path:
        return self.spool / "private" / "auth"


def mail_owner() -> pwd.struct_passwd:
    """Who owns the mailboxes: Debian's user `mail` under root, else ourselves."""
    return pwd.getpwnam("mail") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


def write_users(plan: Plan, users: dict[str, str]) -> None:
    """Everybody who has a mailbox: for signing in (Dovecot) and for being written to (Postfix)."""
    group = grp.getgrnam("dovecot").gr_gid if plan.is_root else os.getegid()
    accounts = "".join(
        f"{address}:{{PLAIN.b64}}{_encoded(users[address])}::::::\n" for address in sorted(users)
    )
    _replace(plan.users, accounts, group)
    _replace(plan.recipients, "".join(f"{address} ok\n" for address in sorted(users)), os.getegid())


def _encoded(password: str) -> str:
    """Colons and spaces mean something in a passwd-file."""
    return base64.b64encode(password.encode()).decode()


def _replace(path: Path, text: str, group: int) -> None:
    """Write whole or not at all: a server may be reading."""
    fresh = path.with_suffix(".new")
    fresh.write_text(text)
    fresh.chmod(0o640)
    os.chown(fresh, -1, group)
    fresh.replace(path)


def write(plan: Plan) -> None:
    """Write every folder and file that the two servers need."""
    plan.home.mkdir(parents=True, exist_ok=True)
    owner = mail_owner()
    mail = _folder(plan.home / "mail", owner.pw_uid)
    os.chown(mail, owner.pw_uid, owner.pw_gid)
    _folder(plan.home / "run", os.geteuid())
    _write_spool(plan)
    plan.dovecot_conf.write_text(dovecot_conf(plan))
    if plan.is_root:
        plan.postfix_etc.mkdir(parents=True, exist_ok=True)
        (plan.postfix_etc / "main.cf").write_text(main_cf(plan))
        (plan.postfix_etc / "master.cf").write_text(master_cf(plan))


def dovecot_conf(plan: Plan) -> str:
    """Dovecot: IMAP on loopback, LMTP and AUTH on sockets that Postfix finds in its spool."""
    owner = mail_owner()
    return f"""\
base_dir = {plan.home}/run
state_dir = {plan.home}/run
log_path = {plan.home}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{plan.home}/mail/%u
first_valid_uid = 1
auth_username_format = %Lu
mail_max_userip_connections = 100
auth_failure_delay = 0
passdb {{
  driver = passwd-file
  args = username_format=%u {plan.users}
}}
userdb {{
  driver = static
  args = uid={owner.pw_uid} gid={owner.pw_gid} home={plan.home}/mail/%u
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service lmtp {{
  unix_listener {plan.lmtp_socket} {{
    mode = 0660
{_socket_owner(plan)}
  }}
}}
service auth {{
  unix_listener {plan.auth_socket} {{
    mode = 0660
{_socket_owner(plan)}
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {plan.imap_port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
{"" if plan.is_root else _without_root(owner)}"""


def main_cf(plan: Plan) -> str:
    """Postfix: our domains go to Dovecot, everything else is refused and never leaves this machine."""
    return f"""\
compatibility_level = 3.6
queue_directory = {plan.spool}
data_directory = {plan.home}/postfix/data
maillog_file = {plan.home}/postfix.log
maillog_file_prefixes = {plan.home}
myhostname = mx.{plan.domains[0]}
mydestination =
alias_maps =
local_recipient_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = {" ".join(plan.domains)} {BOUNCING_DOMAIN} {BUSY_DOMAIN}
virtual_mailbox_maps = texthash:{plan.recipients}, inline:{{ {{ @{BOUNCING_DOMAIN} = ok }}, {{ @{BUSY_DOMAIN} = ok }} }}
virtual_transport = lmtp:unix:private/{plan.lmtp_socket.name}
default_transport = error:5.7.1 this server sends nothing to other machines
relay_transport = error:5.7.1 this server sends nothing to other machines
smtpd_recipient_restrictions =
  check_recipient_access inline:{{ {{ {BUSY_DOMAIN} = 450 4.2.1 This mailbox is busy, try again later }} }},
  permit_sasl_authenticated, permit_mynetworks, reject
smtpd_peername_lookup = no
smtputf8_enable = no
message_size_limit = {SIZE_LIMIT}
mailbox_size_limit = 0
virtual_mailbox_limit = 0
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/{plan.auth_socket.name}
smtpd_tls_security_level = none
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtpd_client_message_rate_limit = 0
bounce_queue_lifetime = 1h
"""


def master_cf(plan: Plan) -> str:
    """Postfix's services: none is chrooted, none listens beyond loopback."""
    return f"""\
127.0.0.1:{plan.smtp_port} inet n - n - - smtpd
""" + "".join(f"{line}\n" for line in _SERVICES)


_SERVICES = (
    "cleanup    unix  n - n - 0 cleanup",
    "qmgr       unix  n - n 300 1 qmgr",
    "tlsmgr     unix  - - n 1000? 1 tlsmgr",
    "rewrite    unix  - - n - - trivial-rewrite",
    "bounce     unix  - - n - 0 bounce",
    "defer      unix  - - n - 0 bounce",
    "trace      unix  - - n - 0 bounce",
    "verify     unix  - - n - 1 verify",
    "flush      unix  n - n 1000? 0 flush",
    "proxymap   unix  - - n - - proxymap",
    "proxywrite unix  - - n - 1 proxymap",
    "showq      unix  n - n - - showq",
    "error      unix  - - n - - error",
    "retry      unix  - - n - - error",
    "discard    unix  - - n - - discard",
    "lmtp       unix  - - n - - lmtp",
    "anvil      unix  - - n - 1 anvil",
    "scache     unix  - - n - 1 scache",
    "postlog    unix-dgram n - n - 1 postlogd",
)

_PRIVATE_QUEUES = [
    "active",
    "bounce",
    "corrupt",
    "defer",
    "deferred",
    "flush",
    "hold",
    "incoming",
    "private",
    "saved",
    "trace",
]


def _write_spool(plan: Plan) -> None:
    if not plan.is_root:
        _folder(plan.spool / "private", os.geteuid())
        return
    postfix, postdrop = pwd.getpwnam("postfix"), grp.getgrnam("postdrop")
    _folder(plan.spool, 0)
    _folder(plan.spool / "pid", 0)
    _folder(plan.home / "postfix" / "data", postfix.pw_uid, 0o700)
    for name in _PRIVATE_QUEUES:
        _folder(plan.spool / name, postfix.pw_uid, 0o700)
    for name, mode in (("maildrop", 0o1730), ("public", 0o2710)):
        os.chown(_folder(plan.spool / name, postfix.pw_uid), postfix.pw_uid, postdrop.gr_gid)
        (plan.spool / name).chmod(mode)


def _folder(path: Path, owner: int, mode: int = 0o755) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(mode)
    os.chown(path, owner, -1)
    return path


def _socket_owner(plan: Plan) -> str:
    if not plan.is_root:
        return ""
    return "    user = postfix\n    group = postfix"


def _without_root(owner: pwd.struct_passwd) -> str:
    lines = [
        f"default_internal_user = {owner.pw_name}",
        f"default_internal_group = {grp.getgrgid(owner.pw_gid).gr_name}",
        f"default_login_user = {owner.pw_name}",
        *(f"service {name} {{\n  chroot =\n}}" for name in ("anvil", "imap-login", "stats")),
    ]
    return "\n".join(lines) + "\n"
