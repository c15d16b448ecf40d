"""Visits on paper: the sit-in record (F-39, 坐班登记表), the patrol record (F-40, 巡访记录表)."""

from __future__ import annotations

from dataclasses import dataclass

from station_app.documents.form_sheet import Box, FormSheet, Table, form_page, signature
from sync.words import Words

SIT_IN, PATROL = "F-39", "F-40"
VERSION = 1
_CHECKS = 8
"""Lines of the list of checks on paper, those that are filled among them."""


@dataclass(frozen=True, slots=True)
class SitInRecord:
    """As people read it; empty is left to be written by hand.

    `station`: where it was, `office`: whose officers sat there.  `matters`: with their numbers.
    """

    station: str
    office: str = ""
    day: str = ""
    time: str = ""
    officers: str = ""
    persons: str = ""
    cases: str = ""
    consultations: str = ""
    matters: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at.  `ok` None: not written down yet."""

    item: str
    ok: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PatrolRecord:
    """As people read it; empty is left to be written by hand."""

    station: str
    office: str = ""
    day: str = ""
    time: str = ""
    officers: str = ""
    checks: tuple[Check, ...] = ()
    problems: str = ""
    guidance: str = ""
    due: str = ""
    mended: str = ""


def sit_in_page(record: SitInRecord, words: Words) -> str:
    """The form as HTML; a record with nothing but a station is the blank paper."""
    tr = words.tr
    return form_page(
        FormSheet(
            tr("Sit-in record"),
            record.station,
            (
                (tr("Date"), record.day),
                (tr("Time"), record.time),
                (tr("Visiting body"), record.office),
                (tr("Officers"), record.officers),
                (tr("People received"), record.persons),
                (tr("People advised"), record.consultations),
                (tr("Complaints taken"), record.cases),
            ),
            (
                Box(tr("Matters and their numbers"), record.matters, 8),
                Box(tr("Advice given"), record.advice, 8),
            ),
            (signature(tr("Officer (signature)"), tr("Station (signature)")),),
        )
    )


def patrol_page(record: PatrolRecord, words: Words) -> str:
    """The form as HTML; a record with nothing but a station is the blank paper."""
    tr = words.tr
    rows = tuple(
        (str(n), check.item, _ok(check.ok, words), check.note)
        for n, check in enumerate(record.checks, 1)
    )
    return form_page(
        FormSheet(
            tr("Patrol record"),
            record.station,
            (
                (tr("Date"), record.day),
                (tr("Time"), record.time),
                (tr("Visiting body"), record.office),
                (tr("Officers"), record.officers),
            ),
            (
                Table(
                    (tr("No."), tr("What was looked at"), tr("In order"), tr("Note")),
                    (9, 40, 17, 34),
                    rows,
                    max(0, _CHECKS - len(rows)) if not rows else 0,
                    frozenset({0, 2}),
                ),
                Box(tr("Problems found"), record.problems, 4),
                Box(tr("Advice given"), record.guidance, 4),
                Box(tr("To be mended by"), record.due, 1),
                Box(tr("Mended on"), record.mended, 1),
            ),
            (signature(tr("Officer (signature)"), tr("Station (signature)")),),
        )
    )


def _ok(ok: bool | None, words: Words) -> str:
    if ok is None:
        return ""
    return f"✓ {words.tr('Yes')}" if ok else f"✗ {words.tr('No')}"
