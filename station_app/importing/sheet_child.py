"""The program that reads photographed sign-in sheets, alone, as `picture_child` opens pictures.

Reads a picture from standard input; writes a JSON line, then the lines' pictures one after the
other, to standard output.
"""

from __future__ import annotations

import io
import json
import sys
import warnings
from collections.abc import Sequence

from PIL import Image, ImageOps

from station_app.foundation.sign_in_form import LINES, Box, Column, cell
from station_app.importing.sheet_codes import Flat, find_sheet
from station_app.importing.sheet_ink import find_lines, measure, warp
from station_app.importing.sheet_judge import judge_page
from station_app.importing.sheet_values import Answer, LineRead, Mark, SheetRead

MOST_PIXELS = 120_000_000
LONGEST_SIDE = 4200
"""Some 14 pixels a millimetre; more tells nothing more about a pen's stroke."""

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF")
SHOWN_SCALE = 5
"""Pixels a millimetre of the pictures that people are shown."""


def main() -> int:
    """0: done; 3: it is no picture that can be opened."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    content = sys.stdin.buffer.read()
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            picture = upright(opened)
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, Image.DecompressionBombError):
        return 3
    except Warning:
        return 3
    head, pictures = told(read(picture))
    sys.stdout.buffer.write(head + b"\n" + pictures)
    sys.stdout.buffer.flush()
    return 0


def upright(opened: Image.Image) -> Image.Image:
    """RGB, on white, no larger than is of use."""
    if max(opened.size) > 2 * LONGEST_SIDE:
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    opened.load()
    picture = ImageOps.exif_transpose(opened)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        rgba = picture.convert("RGBA")
        picture = Image.new("RGB", rgba.size, "white")
        picture.paste(rgba, mask=rgba.getchannel("A"))
    elif picture.mode.startswith("I") or picture.mode == "F":
        # Sixteen bits a pixel: only scanners of X-rays do that.
        raise ValueError(picture.mode)
    picture = picture.convert("RGB")
    if max(picture.size) > LONGEST_SIDE:
        picture = picture.reduce(-(-max(picture.size) // LONGEST_SIDE))
    return picture


def read(picture: Image.Image) -> SheetRead:
    """What a picture (mode RGB) shows; lines count through all pages."""
    grey = picture.convert("L")
    found = find_sheet(grey)
    if found.code is None:
        return SheetRead(found.answer)
    code = found.code
    if found.flat is None:
        return SheetRead(found.answer, code.session, code.roll, code.page)
    squared = [find_lines(grey, found.flat, line) for line in range(LINES)]
    inks = [
        None if lined is None else measure(picture, lined, line)
        for line, lined in enumerate(squared)
    ]
    first = (code.page - 1) * LINES + 1
    lines = []
    for line, judged in enumerate(judge_page(inks)):
        lined = squared[line]
        shown = show(picture, found.flat if lined is None else lined.flat, line)
        lines.append(LineRead(first + line, judged.mark, judged.confidence, judged.why, (shown,)))
    return SheetRead(Answer.READ, code.session, code.roll, code.page, tuple(lines))


def show(picture: Image.Image, flat: Flat, line: int) -> bytes:
    """Number and name as printed, beside the boxes for signature and time: who looks at it sees
    that it is this person's line."""
    number, name = cell(Column.NUMBER, line), cell(Column.NAME, line)
    sign, time = cell(Column.SIGNATURE, line), cell(Column.TIME, line)
    parts = [
        warp(picture, flat, _framed(number.left, name.right, number), SHOWN_SCALE),
        warp(picture, flat, _framed(sign.left, time.right, sign), SHOWN_SCALE),
    ]
    gap = SHOWN_SCALE
    whole = Image.new(
        "RGB", (parts[0].width + gap + parts[1].width, parts[0].height), (255, 255, 255)
    )
    whole.paste(parts[0], (0, 0))
    whole.paste(parts[1], (parts[0].width + gap, 0))
    made = io.BytesIO()
    whole.save(made, "JPEG", quality=80, optimize=True)
    return made.getvalue()


def _framed(left: float, right: float, row: Box) -> Box:
    return Box(left - 0.8, row.top - 0.8, right - left + 1.6, row.height + 1.6)


def told(sheet: SheetRead) -> tuple[bytes, bytes]:
    """The reading as the JSON line and the pictures behind it."""
    lines = [
        {
            "line": one.line,
            "mark": one.mark,
            "confidence": one.confidence,
            "why": one.why,
            "size": sum(map(len, one.pictures)),
        }
        for one in sheet.lines
    ]
    head = {
        "answer": sheet.answer,
        "session": sheet.session,
        "roll": sheet.roll,
        "page": sheet.page,
        "lines": lines,
    }
    return json.dumps(head).encode(), b"".join(
        shown for one in sheet.lines for shown in one.pictures
    )


def marks(lines: Sequence[LineRead]) -> str:
    """`S`, `-` or `?` for each line, for a log or a test: nobody can be told from it."""
    signs = {Mark.SIGNED: "S", Mark.EMPTY: "-", Mark.UNSURE: "?"}
    return "".join(signs[one.mark] for one in lines)


if __name__ == "__main__":
    sys.exit(main())
