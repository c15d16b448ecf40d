"""A recurrence rule as a file tells it: a record's JSON, or the lines of a calendar program."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sync.clock import Json
from sync.problems import Problem, ProblemKind, refused
from sync.records.days.rrule import until_day
from sync.records.recurrence import Rule
from sync.records.recurrence_check import rule_of
from sync.records.recurrence_rrule import native_rule

LONGEST = 100_000
"""Characters of such a file."""

_LINE = re.compile(r"(DTSTART|RRULE|EXDATE|RDATE)(?:;[^:]*)?:(.*)", re.IGNORECASE)


def read_rule(text: str, start: date) -> Rule:
    """The rule told by `text`.

    A JSON object with the fields of RecurrenceRule; one with `rrule` in place of `kind` and
    `params`; an RRULE alone, as a JSON string or plain; or lines DTSTART, RRULE, EXDATE, RDATE.
    `start` is taken where none is told.  Problem REFUSED_INPUT naming each field at fault, `rule`
    for the whole.
    """
    if len(text) > LONGEST:
        raise refused(rule="too_long")
    text = text.removeprefix("\ufeff").strip()
    if text[:1] in ("{", '"', "["):
        try:
            told: Json = json.loads(text)
        except (ValueError, RecursionError):
            raise refused(rule="not_json") from None
        if isinstance(told, dict):
            return _of_values(told, start)
        if not isinstance(told, str):
            raise refused(rule="not_an_object")
        text = told
    return _of_lines(text, start)


def _of_values(told: dict[str, Json], start: date) -> Rule:
    values = dict(told)
    if values.get("start_on") is None:
        values["start_on"] = start.isoformat()
    if "rrule" not in values or "kind" in values:
        return rule_of(values)
    rrule = values.pop("rrule")
    text = rrule.strip().removeprefix("RRULE:") if isinstance(rrule, str) else rrule
    # What stands beside the text is checked with a text that is in order.
    found = rule_of({**values, "kind": "rrule", "params": {"rrule": "FREQ=DAILY"}})
    if not isinstance(text, str):
        raise refused(rrule="not_text")
    native = _native(text, found.start_on)
    ends = [end for end in (found.end_on, native.end_on) if end is not None]
    return replace(
        native,
        end_on=min(ends, default=None),
        skip_dates=found.skip_dates,
        extra_dates=found.extra_dates,
        rest_day_policy=found.rest_day_policy,
    )


def _of_lines(text: str, start: date) -> Rule:
    rrule = ""
    skip: list[date] = []
    extra: list[date] = []
    for line in _unfolded(text):
        match = _LINE.fullmatch(line)
        if match is None:
            if rrule or "=" not in line:
                raise refused(rule="not_a_recurrence_rule")
            rrule = line
            continue
        name, value = match[1].upper(), match[2].strip()
        if name == "RRULE":
            if rrule:
                raise refused(rule="not_a_recurrence_rule")
            rrule = value
            continue
        days = [_line_day(name, piece) for piece in value.split(",")]
        if name == "DTSTART":
            start = days[0]
        else:
            (skip if name == "EXDATE" else extra).extend(days)
    found = _native(rrule, start)
    return replace(found, skip_dates=tuple(skip), extra_dates=tuple(extra))


def _native(rrule: str, start: date) -> Rule:
    try:
        return native_rule(rrule, start)
    except ValueError:
        raise refused(rrule="not_a_recurrence_rule") from None


def _line_day(name: str, text: str) -> date:
    try:
        return until_day(text.strip().upper())
    except ValueError:
        raise Problem(ProblemKind.REFUSED_INPUT, fields={name.lower(): "not_a_day"}) from None


def _unfolded(text: str) -> Iterator[str]:
    joined = re.sub(r"\r?\n[ \t]", "", text)
    return (line.strip() for line in joined.splitlines() if line.strip())
