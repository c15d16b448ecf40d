"""Pages of PDF files as pictures, drawn in the limited child (`child`)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from station_app.importing.child import run_child
from sync.problems import Problem, ProblemKind

SECONDS = 12


class Answer(StrEnum):
    """Whether a page can be shown.  `locked`: the file asks for a password."""

    SHOWN = "shown"
    LOCKED = "locked"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class PdfPage:
    """`pages`: how many the file has, 0 where it cannot be opened.  `picture`: JPEG."""

    answer: Answer
    pages: int = 0
    picture: bytes = b""


def show_page(content: bytes, page: int, wide: int) -> PdfPage:
    """A page, the first being 0, so many pixels wide (5,000 on the longer side at most).

    A file that breaks PDFium, or asks for too much memory or time, is a broken one.
    """
    wanted = json.dumps({"page": page, "wide": max(1, wide)}).encode() + b"\n"
    try:
        head, picture = run_child("station_app.importing.pdf_child", wanted + content, SECONDS)
    except Problem as problem:
        if problem.kind is not ProblemKind.FILE_DAMAGED:
            raise
        return PdfPage(Answer.BROKEN)
    told = json.loads(head)
    return PdfPage(Answer(told["answer"]), int(told["pages"]), picture)
