"""The program that draws pages of PDF files, alone, as `picture_child` opens pictures.

Reads from standard input a JSON line with what is wanted and then the file; writes a JSON line and
the page as a JPEG to standard output.  PDFium runs no scripts here, follows no links and fetches
nothing.
"""

from __future__ import annotations

import io
import json
import math
import sys
from typing import Any

import pypdfium2
from pypdfium2 import raw

LONGEST_SIDE = 5000
"""Pixels of a page, however large its file says that it is."""

_QUALITY = 88


def main() -> int:
    """0: answered, also that it cannot be shown; else PDFium or its bounds ended it."""
    head, _, content = sys.stdin.buffer.read().partition(b"\n")
    wanted = json.loads(head)
    told, picture = page_of(content, int(wanted["page"]), int(wanted["wide"]))
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + picture)
    sys.stdout.buffer.flush()
    return 0


def page_of(content: bytes, page: int, wide: int) -> tuple[dict[str, Any], bytes]:
    """A page, the first being 0, so many pixels wide; `answer` is one of `pdf.Answer`."""
    try:
        document = pypdfium2.PdfDocument(content)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        return {"answer": "locked" if locked else "broken", "pages": 0}, b""
    if not 0 <= page < count:
        return {"answer": "broken", "pages": count}, b""
    try:
        picture = _draw(document[page], wide)
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        return {"answer": "broken", "pages": count}, b""
    return {"answer": "shown", "pages": count}, picture


def _draw(page: pypdfium2.PdfPage, wide: int) -> bytes:
    across, down = page.get_size()
    if not (math.isfinite(across) and math.isfinite(down) and across > 0 and down > 0):
        raise ValueError("a page without a size")
    scale = min(wide / across, LONGEST_SIDE / max(across, down))
    picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=_QUALITY, subsampling=0)
    return made.getvalue()


if __name__ == "__main__":
    sys.exit(main())
