"""Pictures that everybody will see: drawn anew, whatever they call themselves."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from askfirst.brand import pictures

SIZES = ((512, 512), (128, 128))


def picture(
    kind: str = "PNG", size: tuple[int, int] = (900, 600), mode: str = "RGB", **more: object
) -> bytes:
    drawn = BytesIO()
    Image.new(mode, size, "teal").save(drawn, kind, **more)
    return drawn.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says that it is as large as a field."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "RGB"),
        ("PNG", "P"),
        ("PNG", "RGBA"),
        ("JPEG", "RGB"),
        ("JPEG", "CMYK"),
        ("GIF", "P"),
        ("WEBP", "RGB"),
    ],
)
def test_every_kind_becomes_webp_in_the_sizes_that_are_needed(kind: str, mode: str) -> None:
    large, small = (Image.open(BytesIO(one)) for one in pictures.redraw(picture(kind, mode=mode), SIZES))
    assert (large.format, large.size, small.size) == ("WEBP", (512, 512), (128, 128))


def test_where_it_was_taken_stays_behind_and_what_lay_on_its_side_stands_up() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Spy Camera 3000"
    exif[0x0112] = 6  # turned to the right
    taken = picture("JPEG", (600, 300), exif=exif, comment=b"<script>alert(1)</script>")
    (drawn,) = pictures.redraw(taken, [(300, 600)])
    assert b"Spy" not in drawn
    assert b"script" not in drawn
    assert Image.open(BytesIO(drawn)).size == (300, 600)


def test_a_small_picture_is_not_blown_up() -> None:
    (drawn,) = pictures.redraw(picture(size=(100, 80)), [(512, 512)])
    assert Image.open(BytesIO(drawn)).size == (80, 80)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "no picture"),
        (b"<!doctype html><script>alert(1)</script>", "no picture"),
        (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "no picture"),
        (b"", "no picture"),
        (picture("BMP"), "no picture"),
        (picture("TIFF"), "no picture"),
        (picture()[:400], "no picture"),
        (bomb(100_000, 100_000), "more pixels than we read"),
        (bomb(9_000, 9_000), "more than we read"),
        (picture(size=(20, 900)), "nobody would see"),
        (b"0" * (pictures.MOST_BYTES + 1), "8 MB fit"),
    ],
    ids=["svg", "html", "html as png", "empty", "bmp", "tiff", "cut short", "bomb", "field", "thin", "heavy"],
)
def test_what_is_no_picture_is_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        pictures.redraw(content, SIZES)
