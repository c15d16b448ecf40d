"""A consumer notice for the board (form F-29, 消费警示), large enough to be read in passing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from sync.words import Words

FORM, VERSION = "F-29", 1
_TIP = re.compile(
    r"^\s*(?:[0-9]{1,2}\s*"
    r"[.)\N{IDEOGRAPHIC COMMA}\N{FULLWIDTH FULL STOP}\N{FULLWIDTH RIGHT PARENTHESIS}](?![0-9])"
    r"|[\N{CIRCLED DIGIT ONE}-\N{CIRCLED NUMBER TWENTY}]"
    r"|[\N{BULLET}\N{MIDDLE DOT}\N{BLACK CIRCLE}*-]\s)\s*"
)
"""What people begin a line of a list with."""


@dataclass(frozen=True, slots=True)
class NoticePoster:
    """As people read it.  `kind`: such as 消费警示; `facts` and `tips`: from `facts_and_tips`."""

    kind: str
    title: str
    facts: tuple[str, ...]
    tips: tuple[str, ...]
    issuer: str
    phone: str
    number: str
    day: str


TITLE = 1.75
"""How much larger than its tips a title is."""
STOPS = (
    "\N{FULLWIDTH COMMA}\N{IDEOGRAPHIC COMMA}\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH COLON}"
    "\N{FULLWIDTH SEMICOLON}\N{FULLWIDTH EXCLAMATION MARK}\N{FULLWIDTH QUESTION MARK},.!?:;"
)
NOT_FIRST = STOPS + (
    "\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE ANGLE BRACKET}\N{FULLWIDTH RIGHT PARENTHESIS})"
)
NOT_LAST = (
    "\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT DOUBLE ANGLE BRACKET}\N{FULLWIDTH LEFT PARENTHESIS}("
)


def facts_and_tips(body: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A notice's text in two: its plain paragraphs, and the lines numbered or dotted as a list."""
    facts: list[str] = []
    tips: list[str] = []
    for raw in body.splitlines():
        line = raw.strip()
        if not line:
            continue
        found = _TIP.match(line)
        if found is not None and line[found.end() :].strip():
            tips.append(line[found.end() :].strip())
        else:
            facts.append(line)
    return tuple(facts), tuple(tips)


def blank_poster(issuer: str, phone: str, words: Words) -> NoticePoster:
    """The paper to be written by hand."""
    line = "_" * 16
    return NoticePoster(
        words.tr("Advice to consumers"), line, (line, line), (line,) * 4, issuer, phone, "", ""
    )


def poster_style(points: float) -> str:
    """`points`: of the tips; all else follows them."""
    gap = f"{points * 0.3:.0f}px"
    return f"""
body {{ font-size: {points * 0.86:.1f}pt; color: #000000; }}
p {{ line-height: 130%; white-space: pre-wrap; margin-top: 0px; margin-bottom: {gap}; }}
.kind {{ font-size: {points * 1.15:.1f}pt; font-weight: bold; }}
.title {{ font-size: {points * TITLE:.1f}pt; font-weight: bold; line-height: 115%; }}
.tip {{ font-size: {points:.1f}pt; font-weight: bold; }}
"""


def poster_page(poster: NoticePoster, title: Sequence[str]) -> str:
    """All but the lines at its foot, as HTML.  `title`: broken into its lines."""
    indent = "\N{IDEOGRAPHIC SPACE}" * 2
    facts = "".join(f"<p>{indent}{escape(one)}</p>" for one in poster.facts)
    tips = "".join(
        f"<tr><td width='9%'><p class='tip'>{n}.</p></td>"
        f"<td width='91%'><p class='tip'>{escape(one)}</p></td></tr>"
        for n, one in enumerate(poster.tips, 1)
    )
    table = f"<table width='100%' cellpadding='0' cellspacing='4'>{tips}</table>" if tips else ""
    lines = "<br/>".join(escape(line) for line in title)
    return (
        f"<html><body><p align='center' class='kind name'>{escape(poster.kind)}</p>"
        f"<p align='center' class='title name'>{lines}</p>{facts}{table}"
        "</body></html>"
    )


def even_lines(title: str, lines: int) -> list[str]:
    """The title in about equal lines: none is left with one sign, none begins with a mark."""
    made: list[str] = []
    rest = title
    for left in range(lines, 1, -1):
        even = -(-len(rest) // left)
        stops = (even + step for step in (0, 1, -1, 2) if rest[even + step - 1 :][:1] in STOPS)
        cut = next((at for at in stops if 0 < at < len(rest)), even)
        while cut < len(rest) and (rest[cut] in NOT_FIRST or rest[cut - 1] in NOT_LAST):
            cut += 1
        made.append(rest[:cut])
        rest = rest[cut:]
    return [line for line in (*made, rest) if line]


def poster_foot(poster: NoticePoster, words: Words) -> tuple[str, ...]:
    """The lines at its foot, the most wanted first; what is empty is written by hand."""
    tr, colon, blank = words.tr, "\N{FULLWIDTH COLON}", "_" * 10
    phone = poster.phone or blank
    return (
        f"{tr('Phone for questions and complaints')}{colon}{phone}",
        poster.issuer,
        f"{tr('Number')}{colon}{poster.number or blank}"
        f"    {tr('Date')}{colon}{poster.day or blank}",
    )
