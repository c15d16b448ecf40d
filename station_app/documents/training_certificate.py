"""The certificate of a training: one page a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from sync.words import Words

STYLE = """
body { font-size: 17pt; color: #000000; }
h1 { font-size: 30pt; }
p { line-height: 170%; white-space: pre-wrap; }
.foot { font-size: 14pt; }
"""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What one says.  `score` None: no test, or none that is told."""

    name: str
    unit: str
    title: str
    organiser: str
    day: date
    hours: str
    score: int | None
    made_on: date


def certificate_pages(certificates: Sequence[Certificate], words: Words) -> str:
    """The pages as HTML, in the order given."""
    last = len(certificates) - 1
    pages = [_page(one, words, ends=n == last) for n, one in enumerate(certificates)]
    return f"<html><body>{''.join(pages)}</body></html>"


def _page(one: Certificate, words: Words, *, ends: bool) -> str:
    tr = words.tr
    day = tr("{year}-{month}-{day}", year=one.day.year, month=one.day.month, day=one.day.day)
    said = tr(
        "This certifies that {name} took part on {day} in the training “{title}” held by "
        "{organiser}, {hours} study hours.",
        name=f"{one.name}（{one.unit}）" if one.unit else one.name,
        day=day,
        title=one.title,
        organiser=one.organiser,
        hours=one.hours,
    )
    lines = [said]
    if one.score is not None:
        lines.append(tr("Test: {score} points.", score=one.score))
    made = one.made_on
    signed = tr("{year}-{month}-{day}", year=made.year, month=made.month, day=made.day)
    after = "" if ends else " style='page-break-after: always'"
    # Two wide blanks, as a paragraph begins; Qt takes an indent for dots of the device.
    body = "".join(f"<p>&#12288;&#12288;{escape(line)}</p>" for line in lines)
    return (
        "<p>&nbsp;</p><p>&nbsp;</p>"
        f"<h1 align='center'>{escape(tr('Certificate of training'))}</h1><p>&nbsp;</p>"
        f"{body}<p>&nbsp;</p><p>&nbsp;</p>"
        f"<p class='foot' align='right'>{escape(one.organiser)}"
        f"<br/>{escape(tr('(seal)'))}</p>"
        f"<p class='foot' align='right'{after}>{escape(signed)}</p>"
    )
