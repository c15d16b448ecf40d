"""A typical case on paper (form F-42, 典型案例), and the year's booklet (典型案例汇编).

Both are read by everybody: what comes in here bears no person (`usecases/typical_cases.py`).
The booklet as a Word file is made from the same values (`booklet_word.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from station_app.documents.form_sheet import Box, FormSheet, form_page
from sync.words import Words

FORM, VERSION = "F-42", 1
INDENT = "\N{IDEOGRAPHIC SPACE}" * 2
"""As a Chinese paragraph begins; Qt keeps these blanks only where white space is kept."""
LEADER = "\N{HORIZONTAL ELLIPSIS}"

STYLE = """
body { font-size: 14pt; color: #000000; }
h1 { font-size: 20pt; margin-top: 0px; margin-bottom: 6px; }
h2 { font-size: 17pt; margin-top: 4px; margin-bottom: 8px; }
h3 { font-size: 14pt; margin-top: 10px; margin-bottom: 2px; }
h4 { font-size: 14pt; margin-top: 6px; margin-bottom: 2px; }
p { line-height: 145%; white-space: pre-wrap; margin-top: 0px; margin-bottom: 2px; }
.about { font-size: 12pt; }
.title { font-size: 34pt; font-weight: bold; }
.under { font-size: 17pt; }
.line { white-space: pre-wrap; }
"""


@dataclass(frozen=True, slots=True)
class CasePage:
    """A typical case as people read it.  `key`: names it within a booklet."""

    key: str
    title: str
    category: str
    nature: str
    year: int
    story: str
    key_point: str
    law: str
    result: str
    lesson: str
    tips_consumer: str = ""
    tips_operator: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """The cases of one category."""

    title: str
    cases: tuple[CasePage, ...]


@dataclass(frozen=True, slots=True)
class Booklet:
    """`made_by`: the station or county, `made_in`: `2026年12月`."""

    year: int
    made_by: str
    made_in: str
    chapters: tuple[Chapter, ...]

    def cases(self) -> Iterator[CasePage]:
        """Every case, in the order of the pages."""
        for chapter in self.chapters:
            yield from chapter.cases


def booklet_title(year: int, words: Words) -> str:
    return words.tr("Typical consumer cases of {year}", year=year)


def about_words(case: CasePage, words: Words) -> str:
    """What stands under a case's title."""
    return words.tr(
        "Category: {category}; problem: {nature}", category=case.category, nature=case.nature
    )


def parts_of(case: CasePage, words: Words) -> list[tuple[str, str]]:
    """The parts that are filled, with their headings, in the order they are read."""
    tr = words.tr
    parts = (
        (tr("The story"), case.story),
        (tr("How it was settled"), case.result),
        (tr("Key point"), case.key_point),
        (tr("Law it rests on"), case.law),
        (tr("Lesson"), case.lesson),
        (tr("Tips for consumers"), case.tips_consumer),
        (tr("Tips for traders"), case.tips_operator),
    )
    return [(head, text) for head, text in parts if text.strip()]


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, without the blanks people begin them with."""
    return [line for raw in text.splitlines() if (line := raw.strip())]


def case_page(case: CasePage, station: str, words: Words) -> str:
    """One case as HTML."""
    return (
        f"<html><body><p class='about'>{escape(station)}</p>"
        f"<h1 align='center'>{escape(words.tr('Typical case'))}</h1>{_case(case, words)}"
        "</body></html>"
    )


def blank_case_page(station: str, words: Words) -> str:
    """The form with nothing in it, to be written by hand; it wears the style of `form_sheet`."""
    tr = words.tr
    heads = [head for head, _ in parts_of(CasePage("", "", "", "", 0, *["-"] * 7), words)]
    sizes = (7, *[3] * (len(heads) - 1))
    return form_page(
        FormSheet(
            tr("Typical case"),
            station,
            ((tr("Name of the case"), ""),),
            (
                Box(tr("Category"), "", 1),
                *(Box(head, "", lines) for head, lines in zip(heads, sizes, strict=True)),
            ),
        )
    )


def booklet_pages(
    booklet: Booklet,
    words: Words,
    pages: Mapping[str, int],
    leader: Callable[[str], int] = lambda title: 0,
) -> str:
    """The booklet as HTML: cover, contents, then a page for each case.

    `pages`: key of a case -> the number its page bears, as far as known.  `leader`: how many
    ellipses go behind a line of the contents.
    """
    return (
        f"<html><body>{_cover(booklet, words)}{_contents(booklet, words, pages, leader)}"
        f"{''.join(_chapter(chapter, words) for chapter in booklet.chapters)}</body></html>"
    )


BREAK = " style='page-break-before: always'"


def _cover(booklet: Booklet, words: Words) -> str:
    blank = "<p>&nbsp;</p>"
    return (
        f"{blank * 7}<p align='center' class='title name'>"
        f"{escape(booklet_title(booklet.year, words))}</p>{blank * 12}"
        f"<p align='center' class='under'>{escape(booklet.made_by)}</p>"
        f"<p align='center' class='under'>{escape(booklet.made_in)}</p>"
    )


def _contents(
    booklet: Booklet, words: Words, pages: Mapping[str, int], leader: Callable[[str], int]
) -> str:
    rows = ""
    for chapter in booklet.chapters:
        rows += f"<tr><td colspan='2'><b class='name'>{escape(chapter.title)}</b></td></tr>"
        for case in chapter.cases:
            page = pages.get(case.key, "")
            rows += (
                f"<tr><td class='line' width='90%'>{INDENT}{escape(case.title)}"
                f"{LEADER * leader(INDENT + case.title)}</td>"
                "<td class='line' width='10%' align='right' style='vertical-align: bottom'>"
                f"{page}</td></tr>"
            )
    head = f"<h1 align='center'{BREAK}>{escape(words.tr('Contents'))}</h1>"
    return f"{head}<p></p><table width='100%' cellpadding='4'>{rows}</table>"


def _chapter(chapter: Chapter, words: Words) -> str:
    made = ""
    for n, case in enumerate(chapter.cases):
        over = f"<h1{BREAK}>{escape(chapter.title)}</h1>" if n == 0 else ""
        made += over + _case(case, words, starts=n > 0)
    return made


def _case(case: CasePage, words: Words, *, starts: bool = False) -> str:
    """`starts`: on a page of its own."""
    parts = "".join(
        f"<h3>{escape(head)}</h3>"
        + "".join(f"<p>{INDENT}{escape(one)}</p>" for one in paragraphs(text))
        for head, text in parts_of(case, words)
    )
    return (
        f"<h2{BREAK if starts else ''}><a name='{escape(case.key)}'>{escape(case.title)}</a></h2>"
        f"<p class='about'>{escape(about_words(case, words))}</p>{parts}"
    )
