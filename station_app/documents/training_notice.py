"""Before and after a training: the notice (F-36, 培训通知) and the record of the test (F-38)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from station_app.documents.form_sheet import FormSheet, Table, form_page, signature, text_of
from sync.words import Words

NOTICE, TEST = "F-36", "F-38"
VERSION = 1
BLANK_LINES = 20
_BESIDE = 4
"""So many invited people stand beside each other."""

NOTICE_STYLE = """
body { font-size: 14pt; color: #000000; }
h1 { font-size: 22pt; }
p { line-height: 160%; white-space: pre-wrap; }
.name { font-weight: bold; }
"""


@dataclass(frozen=True, slots=True)
class TrainingNotice:
    """As people read it; empty is left to be written by hand.  `made_on`: the day under it."""

    organiser: str
    topic: str = ""
    time: str = ""
    place: str = ""
    batch: str = ""
    lecturers: str = ""
    materials: str = ""
    invited: tuple[str, ...] = ()
    stations: tuple[str, ...] = ()
    made_on: str = ""


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One person's test; empty is left to be written by hand.  `makeup`: when it was made up."""

    name: str
    score: str = ""
    passed: str = ""
    makeup: str = ""


@dataclass(frozen=True, slots=True)
class ScoreRecord:
    """What was tested and how each did; empty is left to be written by hand."""

    organiser: str
    topic: str = ""
    time: str = ""
    pass_score: str = ""
    lines: tuple[ScoreLine, ...] = ()


def notice_page(notice: TrainingNotice, words: Words) -> str:
    """The notice as HTML."""
    tr = words.tr
    asked = [
        (tr("Topic"), notice.topic),
        (tr("Time"), notice.time),
        (tr("Place"), notice.place),
        (tr("Batch"), notice.batch),
        (tr("Lecturers"), notice.lecturers),
        (tr("Materials"), notice.materials),
    ]
    colon = "\N{FULLWIDTH COLON}"
    # What there is nothing of is left out of a notice; the blank paper has a line for each.
    blank = not notice.topic
    items = "".join(
        f"<p><span class='name'>{escape(name)}{colon}</span>{text_of(value) or '_' * 30}</p>"
        for name, value in asked
        if value or blank
    )
    to = "、".join(notice.stations) if notice.stations else tr("All those invited")
    sign = (
        f"<p align='right'>{escape(notice.organiser)}<br/>{escape(tr('(seal)'))}</p>"
        f"<p align='right'>{escape(notice.made_on) or '_' * 16}</p>"
    )
    said = tr("You are invited to the following training. Please come in time and sign in there.")
    return (
        f"<html><body><h1 align='center'>{escape(tr('Notice of training'))}</h1><p></p>"
        f"<p>{escape(to)}{colon}</p><p>&#12288;&#12288;{escape(said)}</p>"
        f"{items}{_invited(notice.invited, words)}<p></p>{sign}</body></html>"
    )


def score_page(record: ScoreRecord, words: Words) -> str:
    """The record of a test as HTML; without people the blank paper."""
    tr = words.tr
    rows = tuple(
        (str(n), one.name, one.score, one.passed, one.makeup)
        for n, one in enumerate(record.lines, 1)
    )
    return form_page(
        FormSheet(
            tr("Record of the training test"),
            record.organiser,
            (
                (tr("Topic"), record.topic),
                (tr("Time"), record.time),
                (tr("Score to pass"), record.pass_score),
            ),
            (
                Table(
                    (tr("No."), tr("Full name"), tr("Score"), tr("Passed"), tr("Made up on")),
                    (10, 28, 18, 20, 24),
                    rows,
                    0 if rows else BLANK_LINES,
                    frozenset({0, 1, 2, 3, 4}),
                ),
            ),
            (signature(tr("Written by"), tr("Checked by")),),
        )
    )


def _invited(names: Sequence[str], words: Words) -> str:
    if not names:
        return ""
    head = words.ntr("Invited, {n} person:", "Invited, {n} people:", len(names))
    rows = "".join(
        "<tr>"
        + "".join(f"<td width='25%'>{escape(name)}</td>" for name in names[n : n + _BESIDE])
        + "</tr>"
        for n in range(0, len(names), _BESIDE)
    )
    return f"<p class='name'>{escape(head)}</p><table width='100%' cellpadding='4'>{rows}</table>"
