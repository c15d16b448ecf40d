"""The sheet of a held activity (form F-35, 宣传活动记录表)."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from sync.words import Words

FORM, VERSION = "F-35", 1
STYLE = """
body { font-size: 11.5pt; color: #000000; }
h1 { font-size: 19pt; }
td { border: 1px solid #000000; }
table { border-collapse: collapse; }
.name { font-weight: bold; }
"""
PHOTO_WIDE = 300
"""Pixels at 96 to the inch: two stand beside each other on A4."""


@dataclass(frozen=True, slots=True)
class SheetPhoto:
    """A picture as a file holds it, and what it shows."""

    title: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ActivitySheet:
    """`lines`: what was filled in, name and value; `long`: texts that take the whole width."""

    station: str
    title: str
    lines: tuple[tuple[str, str], ...]
    long: tuple[tuple[str, str], ...]
    photos: tuple[SheetPhoto, ...]


def activity_sheet(sheet: ActivitySheet, words: Words) -> str:
    """The page as HTML; its pictures stand in it."""
    tr = words.tr
    rows = "".join(_pair(sheet.lines[n : n + 2]) for n in range(0, len(sheet.lines), 2))
    rows += "".join(
        f"<tr><td class='name'>{escape(name)}</td><td colspan='3'>{_text(value)}</td></tr>"
        for name, value in sheet.long
    )
    signed = tr("Written by: {line}  Checked by: {line}", line="_" * 16)
    return (
        f"<html><body><h1 align='center'>{escape(tr('Record of a publicity activity'))}</h1>"
        f"<p>{escape(sheet.station)}</p>"
        "<table width='100%' cellpadding='5'>"
        f"<tr><td class='name' width='16%'>{escape(tr('Name of the activity'))}</td>"
        f"<td colspan='3'>{escape(sheet.title)}</td></tr>{rows}</table>"
        f"{_pictures(sheet.photos)}"
        f"<p style='white-space: pre-wrap'>{escape(signed)}</p></body></html>"
    )


def _pair(lines: Sequence[tuple[str, str]]) -> str:
    cells = "".join(
        f"<td class='name' width='16%'>{escape(name)}</td><td width='34%'>{_text(value)}</td>"
        for name, value in lines
    )
    if len(lines) == 1:
        cells += "<td width='16%'></td><td width='34%'></td>"
    return f"<tr>{cells}</tr>"


def _text(value: str) -> str:
    return escape(value).replace("\n", "<br/>")


def _pictures(photos: Sequence[SheetPhoto]) -> str:
    if not photos:
        return ""
    cells = "".join(
        f"<td align='center'><img width='{PHOTO_WIDE}' "
        f"src='data:image/jpeg;base64,{base64.b64encode(photo.content).decode()}'/>"
        f"<br/>{escape(photo.title)}</td>"
        for photo in photos
    )
    return f"<p></p><table width='100%' cellpadding='5'><tr>{cells}</tr></table>"
