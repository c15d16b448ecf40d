"""The program that opens pictures, alone: nothing else is lost when a picture breaks it.

Reads a picture from standard input, writes a JSON line and then the scaled picture and its preview
to standard output.  Everything a camera writes beside the picture (place, device, thumbnail) is
left behind; only the time it was taken is told.
"""

from __future__ import annotations

import io
import json
import sys
import warnings
from typing import BinaryIO

from PIL import Image, ImageOps

LONGEST_SIDE = 2000
PREVIEW_SIDE = 800
PREVIEW_BYTES = 200 * 1024
MOST_PIXELS = 120_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF")
_QUALITY = 85
_ENDS = {"JPEG": b"\xff\xd9", "PNG": b"IEND\xaeB`\x82"}
_HARMLESS = frozenset(
    {
        "jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "progressive",
        "progression", "adobe", "adobe_transform", "gamma", "interlace", "transparency",
    }
)  # fmt: skip
_EXIF_IFD, _TAKEN, _TAKEN_OFFSET = 0x8769, 0x9003, 0x9011


def main() -> int:
    """0: done; 3: it is no picture that can be opened."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    content = sys.stdin.buffer.read()
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            _write(opened, content, sys.stdout.buffer)
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, Image.DecompressionBombError):
        return 3
    except Warning:
        return 3
    return 0


def _write(opened: Image.Image, content: bytes, out: BinaryIO) -> None:
    opened.load()
    taken = _taken(opened)
    lossless = opened.format in ("PNG", "GIF", "BMP") and opened.mode in ("1", "L", "P", "PA")
    mime = "image/png" if lossless else "image/jpeg"
    picture = _without_alpha(ImageOps.exif_transpose(opened))
    if _fits(opened, content):
        mime = str(Image.MIME[str(opened.format)])
        made = content
    else:
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        # Documents scanned in few colours stay sharp; photographs become JPEG.
        made = _png(picture) if lossless else _jpeg(picture, _QUALITY)
    preview = _preview(picture)
    told = {
        "mime": mime,
        "width": picture.width,
        "height": picture.height,
        "taken": taken,
        "size": len(made),
        "preview": len(preview),
    }
    out.write(json.dumps(told).encode() + b"\n" + made + preview)
    out.flush()


def _fits(opened: Image.Image, content: bytes) -> bool:
    """Whether the file can stay as it is: small enough, nothing beside the picture in it."""
    end = _ENDS.get(str(opened.format))
    return (
        end is not None
        and content.endswith(end)
        and max(opened.size) <= LONGEST_SIDE
        and opened.info.keys() <= _HARMLESS
        and not opened.getexif()
    )


def _without_alpha(picture: Image.Image) -> Image.Image:
    """On white, as paper is; what was transparent would be black otherwise."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        rgba = picture.convert("RGBA")
        ground = Image.new("RGB", rgba.size, "white")
        ground.paste(rgba, mask=rgba.getchannel("A"))
        return ground
    return picture.convert("L" if picture.mode in ("1", "L") else "RGB")


def _preview(picture: Image.Image) -> bytes:
    small = picture.copy()
    side = PREVIEW_SIDE
    while True:
        small.thumbnail((side, side), Image.Resampling.LANCZOS)
        made = _jpeg(small, 70)
        if len(made) <= PREVIEW_BYTES:
            return made
        side = side * 3 // 4


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=quality, optimize=True)
    return made.getvalue()


def _png(picture: Image.Image) -> bytes:
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True)
    return made.getvalue()


def _taken(opened: Image.Image) -> str | None:
    """`2026:05-12 ...` of the camera as ISO, with its offset where it has one; else None."""
    found = opened.getexif().get_ifd(_EXIF_IFD)
    when, offset = found.get(_TAKEN), found.get(_TAKEN_OFFSET)
    if not isinstance(when, str) or len(when) != 19:
        return None
    date, _, time = when.partition(" ")
    zone = offset if isinstance(offset, str) and len(offset) == 6 else ""
    return f"{date.replace(':', '-')}T{time}{zone}"


if __name__ == "__main__":
    sys.exit(main())
