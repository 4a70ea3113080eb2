"""A real SMTP and IMAP server pair, Debian's Postfix and Dovecot, on loopback, with their own configuration, spool and users.

    python -m askfirst.sandbox.mail FOLDER

or, in a program::

    with MailServers(folder, users={"team@example.test": "secret"}) as servers:
        servers.smtp_port, servers.imap_port

Everything lives below the folder and survives a restart.  Mail to an unknown user of our domains is refused with 550, mail to
anybody at `bouncing.test` is accepted and comes back as a real delivery report, `busy.test` answers 450, and no mail ever
leaves this machine.  Postfix insists on root; without root a small relay speaks SMTP in front of the same Dovecot.
"""

from __future__ import annotations

import argparse
import hashlib
import imaplib
import os
import shutil
import signal
import socket
import stat
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

from askfirst.sandbox import leash, mail_config
from askfirst.sandbox.mail_config import BOUNCING_DOMAIN, BUSY_DOMAIN, Plan

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Mapping
    from types import TracebackType

PACKAGES = ("postfix", "dovecot-imapd", "dovecot-lmtpd")
START_SECONDS = 30.0
HOST = "127.0.0.1"
USERS = {
    "team@harbour.test": "pw-team",
    "ana@fans.test": "pw-ana",
    "bilal@fans.test": "pw-bilal",
    "chen@fans.test": "pw-chen",
}
"""Who has a mailbox when nobody is named: the brand and three fans."""

_POSTFIX = Path("/usr/lib/postfix/sbin/master")
_LONGEST_HOME = 60  # a socket's path may have 107 bytes, Dovecot and Postfix add up to 40


class MailUnavailable(RuntimeError):  # noqa: N818 -- a statement about this machine
    """The servers cannot run here, or did not start: says why and what to do."""


def missing_packages() -> tuple[str, ...]:
    """Debian packages that this machine lacks for the pair (Postfix is only needed, and only usable, by root)."""
    path = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
    is_missing = {
        "postfix": os.geteuid() == 0 and not _POSTFIX.exists(),
        "dovecot-imapd": not shutil.which("dovecot", path=path) or not Path("/usr/lib/dovecot/imap").exists(),
        "dovecot-lmtpd": not Path("/usr/lib/dovecot/lmtp").exists(),
    }
    return tuple(name for name in PACKAGES if is_missing[name])


class MailServers:
    """The pair, as a context manager.  `smtp_port` and `imap_port` are known once it has been started."""

    host = HOST

    def __init__(
        self,
        folder: str | os.PathLike[str],
        *,
        users: Mapping[str, str] = USERS,
        smtp_port: int = 0,
        imap_port: int = 0,
    ) -> None:
        """Prepare; nothing is written or started yet.

        Args:
            folder: Where everything lives; made if it does not exist.
            users: Address → password of everybody who has a mailbox; the domains follow from the addresses.
            smtp_port: On 127.0.0.1; 0 takes a free one.
            imap_port: On 127.0.0.1; 0 takes a free one.
        """
        if not users or not all("@" in address for address in users):
            raise ValueError("`users` maps addresses to passwords, such as {'team@example.test': 'secret'}")
        self.folder = Path(folder).absolute()
        self.users = {address.lower(): password for address, password in users.items()}
        self._wanted_ports = (smtp_port, imap_port)
        self._plan: Plan | None = None
        self._processes: list[subprocess.Popen[bytes]] = []
        self._log: IO[bytes] | None = None

    @property
    def smtp_port(self) -> int:
        return self._running.smtp_port

    @property
    def imap_port(self) -> int:
        return self._running.imap_port

    @property
    def home(self) -> Path:
        """Where the files really are: the folder, or a place its `elsewhere` points to."""
        return self._running.home

    @property
    def is_postfix(self) -> bool:
        """True with Postfix as the SMTP side, False with the small relay (without root)."""
        return self._running.is_root

    def start(self) -> Self:
        """Write the configuration, start both servers and wait until they answer.

        Raises:
            MailUnavailable: packages are missing, or a server did not start; its last words are in the message.
        """
        missing = missing_packages()
        if missing:
            raise MailUnavailable(
                f"the mail servers need Debian packages that are not installed: run `apt-get install {' '.join(missing)}`"
            )
        domains = tuple(dict.fromkeys(address.rpartition("@")[2] for address in self.users))
        smtp_port, imap_port = (_checked(port) if port else free_port() for port in self._wanted_ports)
        home = _home(self.folder)
        plan = Plan(
            home=home, domains=domains, smtp_port=smtp_port, imap_port=imap_port, is_root=os.geteuid() == 0
        )
        self._plan = plan
        mail_config.write(plan)
        mail_config.write_users(plan, self.users)
        try:
            self._start_processes(plan)
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Stop both, mail stays where it is.  Does nothing when they do not run."""
        while self._processes:
            leash.let_go(self._processes.pop())
        if self._log is not None:
            self._log.close()
            self._log = None

    def restart(self) -> None:
        """Stop and start again on the same ports, with the same mail."""
        self._wanted_ports = (self.smtp_port, self.imap_port)
        self.stop()
        self.start()

    def erase(self) -> None:
        """Stop, and delete every mail and all configuration."""
        self.stop()
        home = self._plan.home if self._plan is not None else self.folder
        for place in (home, self.folder):
            shutil.rmtree(place, ignore_errors=True)

    def add_user(self, address: str, password: str) -> None:
        """Give somebody of one of our domains a mailbox, while the servers run."""
        address = address.lower()
        if address.rpartition("@")[2] not in self._running.domains:
            raise ValueError(f"{address!r} is in none of our domains: {', '.join(self._running.domains)}")
        self.users[address] = password
        mail_config.write_users(self._running, self.users)
        if self.is_postfix:
            self._reload_postfix()
        self._wait_for_login(address, password)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def _running(self) -> Plan:
        if self._plan is None:
            raise RuntimeError("the mail servers have not been started: call start()")
        return self._plan

    def _start_processes(self, plan: Plan) -> None:
        self._log = (plan.home / "servers.log").open("ab")
        dovecot = shutil.which("dovecot", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin") or "dovecot"
        self._spawn([dovecot, "-F", "-c", str(plan.dovecot_conf)])
        self._wait_for("Dovecot", plan.imap_port, b"* OK")
        if plan.is_root:
            (plan.spool / "pid" / "master.pid").unlink(missing_ok=True)
            self._spawn([str(_POSTFIX), "-s", "-c", str(plan.postfix_etc)])
        else:
            self._spawn(_relay_command(plan))
        self._wait_for("the SMTP server", plan.smtp_port, b"220")

    def _spawn(self, command: list[str]) -> None:
        assert self._log is not None  # noqa: S101 -- opened by our only caller
        self._processes.append(leash.start(command, log=self._log, cwd="/"))

    def _wait_for(self, name: str, port: int, greeting: bytes) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not _greets(port, greeting):
            if self._processes[-1].poll() is not None or time.monotonic() > deadline:
                raise MailUnavailable(f"{name} did not start on port {port}:\n{self._last_words()}")
            time.sleep(0.02)

    def _wait_for_login(self, address: str, password: str) -> None:
        """Dovecot looks at its list of users once a second at most."""
        deadline = time.monotonic() + START_SECONDS
        while not _can_sign_in(self.imap_port, address, password):
            if time.monotonic() > deadline:
                raise MailUnavailable(f"Dovecot does not know {address}:\n{self._last_words()}")
            time.sleep(0.1)

    def _last_words(self) -> str:
        logs = [self._running.home / name for name in ("servers.log", "dovecot.log", "postfix.log")]
        lines = [
            line
            for log in logs
            if log.exists()
            for line in log.read_text("utf-8", "replace").splitlines()[-5:]
        ]
        return "\n".join(lines) or f"no log was written below {self._running.home}"

    def _reload_postfix(self) -> None:
        pid = int((self._running.spool / "pid" / "master.pid").read_text())
        os.kill(pid, signal.SIGHUP)
        time.sleep(0.2)  # master has no answer to wait for; it replaces its children at once
        self._wait_for("the SMTP server", self._running.smtp_port, b"220")


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _checked(port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(
            socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
        )  # a restart on the same port may follow at once
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise MailUnavailable(
                f"port {port} of {HOST} cannot be used: {error.strerror}; choose another, or 0"
            ) from error
    return port


def _greets(port: int, greeting: bytes) -> bool:
    try:
        with socket.create_connection((HOST, port), timeout=2) as connection:
            return connection.recv(64).startswith(greeting)
    except OSError:
        return False


def _can_sign_in(port: int, address: str, password: str) -> bool:
    try:
        with imaplib.IMAP4(HOST, port, timeout=5) as connection:
            connection.login(address, password)
            return True
    except imaplib.IMAP4.error:
        return False


def _relay_command(plan: Plan) -> list[str]:
    options = {
        "--port": plan.smtp_port,
        "--lmtp": plan.lmtp_socket,
        "--users": plan.users,
        "--size-limit": mail_config.SIZE_LIMIT,
    }
    script = str(Path(__file__).with_name("mail_relay.py"))
    return [sys.executable, script, *(str(part) for pair in options.items() for part in pair)]


def _home(folder: Path) -> Path:
    """The folder itself, or a stand-in for one that is too long for sockets or closed to the servers' own users."""
    folder.mkdir(parents=True, exist_ok=True)
    if len(os.fsencode(folder)) <= _LONGEST_HOME and (os.geteuid() != 0 or _is_open_to_all(folder)):
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    stand_in = Path("/var/tmp") / f"askfirst-mail-{os.geteuid()}-{digest}"  # noqa: S108 -- ownership is checked below
    pointer = folder / "elsewhere"
    if stand_in.exists() and not pointer.is_symlink() and _is_ours(stand_in):
        shutil.rmtree(stand_in)  # the folder was made anew: what it once held is gone too
    stand_in.mkdir(mode=0o755, exist_ok=True)
    if not _is_ours(stand_in):
        raise MailUnavailable(f"{stand_in} belongs to somebody else: remove it, or choose a shorter folder")
    with suppress(FileExistsError):
        pointer.symlink_to(stand_in)
    return stand_in


def _is_open_to_all(folder: Path) -> bool:
    return all(place.stat().st_mode & stat.S_IXOTH for place in (folder, *folder.parents))


def _is_ours(place: Path) -> bool:
    found = place.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()


def main(arguments: list[str] | None = None) -> int:
    """Run the pair until Ctrl-C or SIGTERM; print how to reach it."""
    parser = argparse.ArgumentParser(
        prog="python -m askfirst.sandbox.mail", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--smtp-port", type=int, default=0)
    parser.add_argument("--imap-port", type=int, default=0)
    parser.add_argument(
        "--user", action="append", metavar="ADDRESS:PASSWORD", help="may be given several times"
    )
    options = parser.parse_args(arguments)
    users = dict(entry.partition(":")[::2] for entry in options.user) if options.user else USERS
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    servers = MailServers(
        options.folder, users=users, smtp_port=options.smtp_port, imap_port=options.imap_port
    )
    try:
        with servers:
            print(_welcome(servers), flush=True)  # noqa: T201 -- this is a command
            done.wait()
    except MailUnavailable as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


def _welcome(servers: MailServers) -> str:
    side = "Postfix" if servers.is_postfix else "a small relay (Postfix needs root)"
    return "\n".join(
        (
            f"SMTP {HOST}:{servers.smtp_port} by {side}, IMAP {HOST}:{servers.imap_port} by Dovecot, in {servers.home}",
            *(f"  {address}  password {password}" for address, password in servers.users.items()),
            f"  anybody@{BOUNCING_DOMAIN} bounces, anybody@{BUSY_DOMAIN} is put off; Ctrl-C stops",
        )
    )


if __name__ == "__main__":
    sys.exit(main())
