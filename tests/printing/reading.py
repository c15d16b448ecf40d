"""Reading back what was printed."""

from __future__ import annotations

from pathlib import Path

import pypdfium2


def pages_of(path: Path) -> list[str]:
    """The words of each page, without the breaks of its lines."""
    document = pypdfium2.PdfDocument(path)
    try:
        return [
            page.get_textpage().get_text_range().replace("\r\n", "").replace("\n", "")
            for page in document
        ]
    finally:
        document.close()


def sizes_of(path: Path) -> list[tuple[int, int]]:
    """Width and height of each page in points."""
    document = pypdfium2.PdfDocument(path)
    try:
        return [(round(page.get_width()), round(page.get_height())) for page in document]
    finally:
        document.close()


def height_of(path: Path, words: str) -> float:
    """How tall the first sign of the words is, in points; on the first page."""
    document = pypdfium2.PdfDocument(path)
    try:
        text = document[0].get_textpage()
        _, low, _, high = text.get_charbox(text.get_text_range().index(words))
        return float(high - low)
    finally:
        document.close()
