"""What somebody wants to send along: looked at before it is kept, by its first bytes and not by its name.

Returned is a sentence against it, which names the file and says what to do; nothing is opened that could do harm, and
nothing is unpacked to find out how large it is.
"""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from askfirst.brand.files import content_type, plain_name

MOST_PIXELS = 60_000_000
"""A picture of more takes a quarter of a gigabyte on the screen of whoever opens it."""
MOST_UNPACKED = 500_000_000
"""Bytes of an archive when it is unpacked."""
MOST_RATIO = 200
"""How many times its size an archive may grow; the letters of a book shrink to a fourth."""
MOST_MEMBERS = 10_000

_PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".webp"}
_RUN = {
    ".bat", ".cmd", ".com", ".exe", ".hta", ".htm", ".html", ".jar", ".js", ".jse", ".lnk", ".mhtml", ".mjs", ".msi", ".ps1",
    ".scr", ".sh", ".shtml", ".svg", ".svgz", ".swf", ".vbs", ".wsf", ".xhtml", ".xht", ".xml", ".xsl",
}  # fmt: skip
_RUN_BY_BYTES = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe")
_MARKUP = (b"<!doctype html", b"<html", b"<svg", b"<script", b"<?xml", b"<body", b"<iframe")


def problem(name: str, content: bytes) -> str:
    """Why this file is not taken; empty where it is."""
    name = plain_name(name)
    ending = PurePosixPath(name).suffix.lower()
    if not content:
        return _("“%(name)s” is empty. Choose the file once more.") % {"name": name}
    if ending in _RUN or _is_run(content):
        return _("“%(name)s” is a page or a program, which could harm whoever opens it. Send a picture, a PDF or a link.") % {
            "name": name
        }  # fmt: skip
    kind = content_type(name, content)
    if ending in _PICTURES and not kind.startswith("image/"):
        return _(
            "“%(name)s” is called a picture and is none. Save it as PNG or JPEG and choose it again."
        ) % {"name": name}
    if kind.startswith("image/") and _pixels(kind, content) > MOST_PIXELS:
        return _("“%(name)s” has too many pixels to be shown. Make it smaller first.") % {"name": name}
    if content.startswith(b"PK\x03\x04") and not _is_harmless_archive(content):
        return _("“%(name)s” would fill a disk when it is unpacked. Send what is in it, or a link.") % {
            "name": name
        }
    return ""


def _is_run(content: bytes) -> bool:
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\x00").lower()
    return content.startswith(_RUN_BY_BYTES) or head.startswith(_MARKUP)


def _pixels(kind: str, content: bytes) -> int:
    """Width times height as the picture itself says; more than enough where it says nothing that can be read."""
    try:
        width, height = _SIZES[kind](content)
    except (struct.error, IndexError, ValueError):
        return MOST_PIXELS + 1
    return int(width * height)


def _png(content: bytes) -> tuple[int, ...]:
    return struct.unpack(">II", content[16:24])


def _gif(content: bytes) -> tuple[int, ...]:
    return struct.unpack("<HH", content[6:10])


def _webp(content: bytes) -> tuple[int, ...]:
    kind = content[12:16]
    if kind == b"VP8X":
        return tuple(1 + int.from_bytes(content[at : at + 3], "little") for at in (24, 27))
    if kind == b"VP8L":
        (bits,) = struct.unpack("<I", content[21:25])
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", content[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _jpeg(content: bytes) -> tuple[int, ...]:
    """Of the frame, which stands behind segments that say how long they are."""
    at = 2
    while content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
    raise ValueError("no frame in it")


_SIZES = {"image/png": _png, "image/gif": _gif, "image/webp": _webp, "image/jpeg": _jpeg}


def _is_harmless_archive(content: bytes) -> bool:
    """By the list at its end; what has no readable list is opened by no program either."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError):
        return True
    unpacked = sum(member.file_size for member in members)
    return (
        len(members) <= MOST_MEMBERS
        and unpacked <= MOST_UNPACKED
        and unpacked <= max(len(content) * MOST_RATIO, 1_000_000)
    )
