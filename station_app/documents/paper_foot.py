"""What stands at the foot of every page of a form (forms-and-reports 1.2), and across it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sync.words import Words


@dataclass(frozen=True, slots=True)
class PaperFoot:
    """`left` and `middle` as they are read; `pages` with `{page}` and `{pages}` to be filled in.

    `stamp`: large and pale across each page, empty for none.  `bare`: so many first pages have no
    foot and are not counted (a cover and its contents).
    """

    left: str = ""
    middle: str = ""
    pages: str = ""
    stamp: str = ""
    bare: int = 0


@dataclass(frozen=True, slots=True)
class Printing:
    """Of a paper: when it is printed, by whom; `practice`: by the practice station."""

    at: datetime
    by: str
    practice: bool = False


def form_foot(form: str, version: int, printing: Printing, words: Words) -> PaperFoot:
    """Form and version at the left, then who printed it and when, then the page."""
    tr, at = words.tr, printing.at
    day = tr("{year}-{month}-{day}", year=at.year, month=at.month, day=at.day)
    return PaperFoot(
        tr("Form {form}, version {version}", form=form, version=version),
        tr(
            "Printed {day} {time} by {person}",
            day=day,
            time=f"{at.hour}:{at.minute:02d}",
            person=printing.by,
        ),
        tr("Page {page} of {pages}"),
        practice_stamp(words, practice=printing.practice),
    )


def practice_stamp(words: Words, *, practice: bool) -> str:
    """What the practice station's papers bear, so that none is taken for a real one."""
    return words.tr("PRACTICE") if practice else ""
