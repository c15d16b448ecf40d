"""A form of names and values in ruled boxes; what is empty is left to be written by hand.

The same layout serves the filled and the blank paper (forms-and-reports 1.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TypeAlias

STYLE = """
body { font-size: 14pt; color: #000000; }
h1 { font-size: 22pt; margin-bottom: 10px; }
.thin { font-size: 4pt; }
td, th { border: 1px solid #000000; }
th { font-weight: bold; text-align: center; }
table { border-collapse: collapse; }
.name { font-weight: bold; }
"""

LIST_STYLE = f"{STYLE}\nbody {{ font-size: 12pt; }}"
"""For a table of many columns."""

LINE_SIGNS = 26
"""Chinese signs in a line of a box: how many lines a text takes is guessed by them."""


@dataclass(frozen=True, slots=True)
class Box:
    """A text that takes the whole width; it is at least so many `lines` high."""

    name: str
    value: str = ""
    lines: int = 4


@dataclass(frozen=True, slots=True)
class Table:
    """`widths` in per cent; `blank`: so many empty lines stand under what is there.

    `middle`: columns (from 0) whose cells stand in the middle.
    """

    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    blank: int = 0
    middle: frozenset[int] = frozenset()


Part: TypeAlias = Box | Table


@dataclass(frozen=True, slots=True)
class FormSheet:
    """`lines`: names with short values, two beside each other; `signed`: where people sign."""

    title: str
    station: str
    lines: tuple[tuple[str, str], ...] = ()
    parts: tuple[Part, ...] = ()
    signed: tuple[str, ...] = ()
    note: str = ""


def form_page(sheet: FormSheet) -> str:
    """The form as HTML."""
    head = (
        f"<h1 align='center'>{escape(sheet.title)}</h1>"
        f"<p>{escape(sheet.station) or '&nbsp;'}</p><p class='thin'>&nbsp;</p>"
    )
    signed = "".join(
        f"<p style='white-space: pre-wrap; margin-top: 18px'>{escape(line)}</p>"
        for line in sheet.signed
    )
    note = f"<p>{escape(sheet.note)}</p>" if sheet.note else ""
    return f"<html><body>{head}{_parts(sheet)}{signed}{note}</body></html>"


def text_of(value: str) -> str:
    """Escaped, its lines kept."""
    return escape(value).replace("\n", "<br/>")


def signature(*names: str) -> str:
    """One line to sign in: each name with room for a hand after it."""
    return "    ".join(f"{name}\N{FULLWIDTH COLON}{'_' * 14}" for name in names)


def _parts(sheet: FormSheet) -> str:
    made, waiting = "", _lines(sheet.lines)
    for part in sheet.parts:
        if isinstance(part, Box):
            waiting += _box(part)
            continue
        made += _boxed(waiting) + _table(part)
        waiting = ""
    return made + _boxed(waiting)


def _boxed(rows: str) -> str:
    return f"<table width='100%' cellpadding='6'>{rows}</table>" if rows else ""


def _lines(lines: Sequence[tuple[str, str]]) -> str:
    return "".join(_pair(lines[n : n + 2]) for n in range(0, len(lines), 2))


def _pair(lines: Sequence[tuple[str, str]]) -> str:
    if len(lines) == 1:
        name, value = lines[0]
        return _wide(name, text_of(value) or "&nbsp;")
    cells = "".join(
        f"<td class='name' width='17%'>{escape(name)}</td>"
        f"<td width='33%'>{text_of(value) or '&nbsp;'}</td>"
        for name, value in lines
    )
    return f"<tr>{cells}</tr>"


def _box(part: Box) -> str:
    written = part.value.splitlines()
    taken = sum(max(1, -(-len(line) // LINE_SIGNS)) for line in written)
    free = ["&nbsp;"] * max(part.lines - taken, 0 if written else 1)
    return _wide(part.name, "<br/>".join([*map(escape, written), *free]))


def _wide(name: str, inside: str) -> str:
    return (
        f"<tr><td class='name' width='17%'>{escape(name)}</td>"
        f"<td colspan='3' width='83%'>{inside}</td></tr>"
    )


def _table(part: Table) -> str:
    heads = "".join(
        f"<th width='{wide}%'>{escape(head)}</th>"
        for head, wide in zip(part.heads, part.widths, strict=True)
    )
    empty = tuple("" for _ in part.heads)
    rows = "".join(_row(row, part.middle) for row in (*part.rows, *[empty] * part.blank))
    return (
        "<table width='100%' cellpadding='6'>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(row: Sequence[str], middle: frozenset[int]) -> str:
    cells = "".join(
        f"<td{' align=center' if n in middle else ''}>{text_of(value) or '&nbsp;'}</td>"
        for n, value in enumerate(row)
    )
    return f"<tr>{cells}</tr>"
