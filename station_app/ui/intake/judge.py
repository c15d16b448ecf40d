"""Says what is wrong beside the fields: as soon as one is left, and all of it on registering."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QObject

from station_app.ui.common.context import Context
from station_app.ui.intake.checking import MISSING, fault_words, form_faults, only_incomplete
from station_app.ui.intake.entries import Section
from station_app.ui.intake.field import FormField
from station_app.ui.intake.form import IntakeForm
from station_app.ui.intake.sections import Standing
from sync.records.codes import CodeBook

_PARTY = re.compile(r"parties\[(\d+)\]")
_ANY_STATION = "100000000000"
"""Stands for the own station until the ledger has told its code."""
_SIDE_MISSING = {"parties.complainant": "parties[0].name"}


class Judge(QObject):
    """Faults are looked for after every change; shown only in fields that were left already."""

    def __init__(self, context: Context, form: IntakeForm, book: CodeBook) -> None:
        super().__init__(form)
        self._context = context
        self._form = form
        self._book = book
        self._station_code = _ANY_STATION
        self._all = False
        self._faults: dict[str, str] = {}
        self._told: Mapping[str, str] = {}
        self.may_be_incomplete = False
        self.here: Section | None = None

    def set_station(self, code: str) -> None:
        """The own station's division code, once the ledger has told it and the form is made."""
        self._station_code = code
        self.edited()

    def forget(self) -> None:
        """Another draft: nothing was left yet."""
        self._all = False
        self._told = {}
        self.here = None
        self.edited()

    def edited(self) -> None:
        """Something changed: what was said is said anew, or no more."""
        given, places = self._form.given()
        now = self._context.clock.now_ms()
        faults = form_faults(given, self._station_code, now, self._book)
        self._faults = {self._in_form(path, places): code for path, code in faults.items()}
        self.may_be_incomplete = bool(faults) and only_incomplete(
            given, self._station_code, now, self._book
        )
        self._told = {}
        self._show()

    def left(self, field: FormField) -> None:
        """The field was left: from now on its faults are said."""
        field.touched = True
        self._show()

    def all_left(self) -> FormField | None:
        """Every fault is said; the first field that has one, from the top."""
        self._all = True
        self._show()
        return self._first()

    def refused(self, faults: Mapping[str, str]) -> FormField | None:
        """What the ledger refused, in paths of what it was given; the first field."""
        _, places = self._form.given()
        self._told = {self._in_form(path, places): code for path, code in faults.items()}
        self._all = True
        self._show()
        return self._first()

    def standings(self) -> dict[Section, Standing]:
        """How each section stands."""
        found = {section: Standing() for section in Section}
        for section in Section:
            found[section] = Standing(filled=self._is_filled(section))
        evidence = replace(found[Section.EVIDENCE], missing=self._form.evidence.gaps)
        found[Section.EVIDENCE] = evidence
        for path, code in {**self._faults, **self._told}.items():
            field = self._form.field_at(path) if code not in MISSING else None
            section = self._section_of(path)
            standing = found[section]
            if code in MISSING:
                found[section] = replace(standing, missing=standing.missing + 1)
            elif field is None or field.touched or self._all:
                found[section] = replace(standing, wrong=standing.wrong + 1)
        return found

    def _first(self) -> FormField | None:
        faulty = {id(self._form.field_at(path)) for path in {**self._faults, **self._told}}
        for _, field, _ in self._form.fields():
            if id(field) in faulty:
                return field
        return None

    def _show(self) -> None:
        said: dict[int, str] = {}
        for path, code in {**self._faults, **self._told}.items():
            field = self._form.field_at(path) if self._is_said(path) else None
            if field is not None:
                words = self._context.words
                said.setdefault(id(field), fault_words(words, self._context.wording, path, code))
        for _, field, _ in self._form.fields():
            words_now = said.get(id(field), "")
            if field.row.fault != words_now:
                field.row.set_fault(words_now)

    def _is_said(self, path: str) -> bool:
        if self._all:
            return True
        return any(field.touched for at, field, _ in self._form.fields() if _meets(path, at))

    def _section_of(self, path: str) -> Section:
        for at, _, section in self._form.fields():
            if _meets(path, at):
                return section
        if path.startswith("parties"):
            return Section.AGAINST if "respondent" in path else Section.WHO
        return Section.CONSENT if path.startswith("privacy") else Section.STORY

    def _is_filled(self, section: Section) -> bool:
        if section is Section.EVIDENCE:
            return bool(self._form.evidence.rows)
        return any(not f.empty for _, f, own in self._form.fields() if own is section)

    def _in_form(self, path: str, places: list[int]) -> str:
        """A path in what was given as a path in the form."""
        if path == "parties.respondent":
            return f"parties[{len(self._form.people)}].name"
        if path in _SIDE_MISSING:
            return _SIDE_MISSING[path]
        at = _PARTY.match(path)
        if at is None or int(at[1]) >= len(places):
            return path
        return f"parties[{places[int(at[1])]}]{path[at.end() :]}"


def _meets(fault: str, field: str) -> bool:
    """Whether a fault's path lies in a field: `problem_nature[0]` in `problem_nature`."""
    if fault == "privacy_notice_at":
        return field == "privacy_notice_way"
    return fault == field or fault.startswith(f"{field}[")
