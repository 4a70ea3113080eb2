"""What is sent along is judged by its bytes: nothing that runs, no picture that is none, nothing that fills a disk."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from askfirst.brand import uploads
from askfirst.sandbox import cast

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08"
RIFF = b"RIFF\x00\x00\x00\x00WEBP"


def _zip(*sizes: int) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, size in enumerate(sizes):
            archive.writestr(f"{number}.txt", b"\0" * size)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("menu.pdf", b"%PDF-1.4"),
        ("notes.txt", b"2 < 3 and <html> is a word"),
        ("photo.png", cast.picture()),
        ("photo.png", PNG + struct.pack(">II", 1200, 800)),
        ("photo.gif", b"GIF89a" + struct.pack("<HH", 20, 20)),
        ("photo.jpg", JPEG + struct.pack(">HH", 800, 1200)),
        ("photo.webp", RIFF + b"VP8X" + bytes(8) + b"\xff\x03\x00\xff\x02\x00"),
        ("photo.webp", RIFF + b"VP8L" + bytes(5) + struct.pack("<I", 99)),
        ("photo.webp", RIFF + b"VP8 " + bytes(10) + struct.pack("<HH", 10, 10)),
        ("table.xlsx", _zip(2_000, 3_000)),
        ("broken.zip", b"PK\x03\x04 and nothing that is an archive"),
    ],
)
def test_what_people_send_each_other_is_taken(name: str, content: bytes) -> None:
    assert uploads.problem(name, content) == ""


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("photo.png", b"", "“photo.png” is empty"),
        (
            "photo.png",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
            "a page or a program",
        ),
        ("photo.jpg", b"\xef\xbb\xbf \n<!DOCTYPE html><title>x</title>", "a page or a program"),
        ("../../logo.SVG", b"anything", "“logo.SVG” is a page or a program"),
        ("menu.pdf", b"MZ\x90\x00", "a page or a program"),
        ("run.sh", b"echo", "a page or a program"),
        ("photo.png", b"some words", "is called a picture and is none"),
        ("photo.png", PNG + struct.pack(">II", 60_000, 60_000), "too many pixels"),
        ("photo.png", PNG, "too many pixels"),
        ("photo.jpg", b"\xff\xd8\xff\xe0\x00\x04ab", "too many pixels"),
        ("photo.jpg", b"\xff\xd8\xff\xe0\x00\x04ab\x00", "too many pixels"),
        ("bomb.zip", _zip(60_000_000), "would fill a disk"),
        ("bomb.docx", _zip(*[400] * 10_001), "would fill a disk"),
    ],
)
def test_what_could_do_harm_is_refused_with_its_name(name: str, content: bytes, says: str) -> None:
    assert says in uploads.problem(name, content)
