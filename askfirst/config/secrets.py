"""The installation's secrets: made at first start, kept in one file that only its owner can read.

Losing this file means that channels must be connected again and people must sign in again; nothing else is lost.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet

from askfirst.config.environment import WrongSetting

if TYPE_CHECKING:
    from pathlib import Path

FILE_MODE = 0o600


@dataclass(frozen=True, slots=True)
class Secrets:
    """`channel_keys` are Fernet keys, newest first: the first seals, all open.  `digest_key` makes keyed digests of addresses."""

    secret_key: str
    digest_key: str
    channel_keys: tuple[str, ...]


def load(path: Path) -> Secrets:
    """The secrets in `path`; made there if the file does not exist.  Two processes starting at once get the same.

    Raises:
        WrongSetting: the file is unreadable, damaged, or open to others.
    """
    try:
        if not path.exists():
            _write(path, _fresh(), only_if_absent=True)
        if path.stat().st_mode & 0o077:
            raise WrongSetting(f"{path} can be read by others: run `chmod 600 {path}`")
        found = json.loads(path.read_text())
        return _checked(found["secret_key"], found["digest_key"], tuple(found["channel_keys"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WrongSetting(
            f"{path} cannot be used ({error}): restore it from your backup, or let its folder be written to at first start"
        ) from error


def _checked(secret_key: str, digest_key: str, channel_keys: tuple[str, ...]) -> Secrets:
    if not (secret_key and digest_key and channel_keys):
        raise ValueError("something in it is empty")
    for key in channel_keys:
        Fernet(key)
    return Secrets(secret_key, digest_key, channel_keys)


def add_channel_key(path: Path) -> Secrets:
    """Put a new channel key in front of the old ones; what was sealed before still opens."""
    old = load(path)
    new = Secrets(old.secret_key, old.digest_key, (Fernet.generate_key().decode(), *old.channel_keys))
    _write(path, new)
    return new


def _fresh() -> Secrets:
    return Secrets(secrets.token_urlsafe(64), secrets.token_urlsafe(32), (Fernet.generate_key().decode(),))


def _write(path: Path, content: Secrets, *, only_if_absent: bool = False) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Two processes in two containers may have one number: the name is random.
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    with os.fdopen(descriptor, "w") as file:
        json.dump({name: getattr(content, name) for name in Secrets.__slots__}, file)
        file.flush()
        os.fsync(file.fileno())
    if only_if_absent:
        # A hard link fails where the file exists: the first process wins and the others read what it wrote.
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    else:
        draft.replace(path)
