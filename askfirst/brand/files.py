"""Files that come in and go out: named at random on disk, typed by their content, never trusted."""

from __future__ import annotations

import hashlib
import mimetypes
import secrets
import unicodedata
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile, File
from django.db import transaction

from askfirst.brand.models import StoredFile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.brand.models import Brand

# What a browser may show inside our pages: pictures without script, known by their first bytes.
_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
SHOWN_INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


def keep(brand: Brand, name: str, content: bytes) -> StoredFile:
    """Store `content` under a random name."""
    token, name = secrets.token_urlsafe(32), plain_name(name)
    stored = StoredFile(
        brand=brand,
        token=token,
        name=name,
        content_type=content_type(name, content),
        size=len(content),
    )
    stored.file.save(token, ContentFile(content), save=False)
    stored.save()
    return stored


def keep_large(brand: Brand, name: str, chunks: Iterable[bytes]) -> tuple[StoredFile, str]:
    """Store what comes in pieces, of which no more than one is held in memory.  Returns it with the SHA-256 of the whole."""
    token, digest, size = secrets.token_urlsafe(32), hashlib.sha256(), 0
    with TemporaryFile() as draft:
        for chunk in chunks:
            digest.update(chunk)
            size += draft.write(chunk)
        draft.seek(0)
        stored = StoredFile(
            brand=brand,
            token=token,
            name=plain_name(name),
            content_type="application/octet-stream",
            size=size,
        )
        stored.file.save(token, File(draft), save=False)
    stored.save()
    return stored, digest.hexdigest()


def read(stored: StoredFile) -> bytes:
    """The content of a file that we keep."""
    with stored.file.open("rb") as opened:
        content: bytes = opened.read()
    return content


def forget(stored: StoredFile) -> None:
    """Let a file go everywhere: its row now, its content once that is committed."""
    storage, name = stored.file.storage, stored.file.name or ""
    stored.delete()
    transaction.on_commit(lambda: storage.delete(name))


def plain_name(name: str) -> str:
    """The last part of a file's name, without anything that a screen or a disk could take for something else."""
    last = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    return shown.strip(" .")[-200:] or "file"


def content_type(name: str, content: bytes) -> str:
    """A picture by its first bytes; anything else by its name, and never as something that a browser would run."""
    for start, kind in _PICTURES:
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return (
        guessed
        if guessed.startswith(("audio/", "video/")) or guessed == "application/pdf"
        else "application/octet-stream"
    )
