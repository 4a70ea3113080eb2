"""Pictures that everybody will see: read by one library in a few formats, and drawn anew, so that nothing else is in them.

What stood in the file beside its colours (places, names of cameras, scripts that call themselves pictures) stays behind.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_BYTES = 8_000_000
MOST_PIXELS = 30_000_000
LEAST_SIDE = 48
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
QUALITY = 82

Size = tuple[int, int]
"""Width and height, in pixels."""


def redraw(content: bytes, sizes: Sequence[Size]) -> list[bytes]:
    """The middle of the picture in each of these sizes, as WebP without anything but its colours.

    Raises:
        ValueError: it is no picture that we take, too large, or too small to be seen; with the sentence for who chose it.
    """
    if len(content) > MOST_BYTES:
        raise ValueError(
            _("This picture has %(size)s MB, and %(most)s MB fit. Choose a smaller one.")
            % {"size": round(len(content) / 1e6), "most": MOST_BYTES // 1_000_000}
        )
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as given:
            _check(given.size)
            given.draft("RGB", max(sizes))  # a large photograph is read at the size that is needed
            upright = ImageOps.exif_transpose(given)
            colours = upright.convert("RGBA" if _is_see_through(upright) else "RGB")
    except ValueError:
        raise
    except Image.DecompressionBombError as error:
        raise ValueError(_("This picture has more pixels than we read. Make it smaller.")) from error
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        EOFError,
        MemoryError,
    ) as error:
        raise ValueError(
            _("This is no picture that can be shown: choose a PNG, JPEG, GIF or WebP file.")
        ) from error
    return [_drawn(colours, size) for size in sizes]


def _check(size: Size) -> None:
    """Before one pixel is read: a file of a few bytes may say that it is as large as a field."""
    width, height = size
    if width * height > MOST_PIXELS:
        raise ValueError(
            _("This picture is %(width)s by %(height)s pixels, which is more than we read. Make it smaller.")
            % {"width": width, "height": height}
        )
    if min(size) < LEAST_SIDE:
        raise ValueError(
            _(
                "This picture is %(width)s by %(height)s pixels: nobody would see what it shows. Choose a larger one."
            )
            % {"width": width, "height": height}
        )


def _is_see_through(picture: Image.Image) -> bool:
    return picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info


def _drawn(colours: Image.Image, size: Size) -> bytes:
    width, height = size
    # Never larger than it was: what is not there would only be guessed.
    scale = min(1, colours.width / width, colours.height / height)
    fitted = ImageOps.fit(colours, (max(1, round(width * scale)), max(1, round(height * scale))))
    clean = Image.new(fitted.mode, fitted.size)
    clean.paste(fitted)
    drawn = BytesIO()
    clean.save(drawn, "WEBP", quality=QUALITY, method=4, exif=b"", icc_profile=b"", xmp=b"")
    return drawn.getvalue()
