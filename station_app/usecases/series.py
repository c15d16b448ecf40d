"""What comes again: rules, the entries made by them 90 days ahead, and changes of a series.

A changed rule never alters entries that are past or were edited (records 7.1).  One rule and day
make one record, whichever PC writes it first (decision 0010).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from station_app.usecases import activities, trainings, visits
from station_app.usecases.complaints import code_book
from station_app.usecases.reading.days import day_ms
from station_app.usecases.reading.marked_days import RULE_FIELDS
from station_app.usecases.session import Session, today_of
from station_app.usecases.weekly import (
    Done,
    Habits,
    Values,
    change_in,
    done_now,
    make,
    read_given,
    read_values,
    standing,
)
from sync.clock import Json, local_date
from sync.ledger.ledger import Ledger
from sync.ledger.store import Kept
from sync.ledger.unit import Unit, unit_of_work
from sync.problems import Problem, ProblemKind
from sync.records.codes import CodeBook
from sync.records.days.working import WorkCalendar
from sync.records.kinds import Kind
from sync.records.moves import CREATE
from sync.records.publicity import PROPAGANDA_ACTIVITY, RECURRENCE_RULE
from sync.records.recurrence import occurrences
from sync.records.recurrence_check import rule_faults, rule_of
from sync.records.training import TRAINING_SESSION
from sync.records.visits import VISIT

KIND = RECURRENCE_RULE.name
AHEAD = timedelta(days=90)
"""How far entries are made ahead (records 7.1)."""

USUAL_MINUTES = 120
_MINUTE = 60_000
_SERIES = uuid.UUID("5b1c1b1e-2f64-5a0e-9c55-6d8f0b7a4e13")


@dataclass(frozen=True, slots=True)
class Made:
    """What a rule is used for: the kind of its entries, and their habits."""

    kind: Kind
    habits: Habits


USED_FOR: Mapping[str, Made] = {
    "activity": Made(PROPAGANDA_ACTIVITY, activities.HABITS),
    "training": Made(TRAINING_SESSION, trainings.HABITS),
    "study_day": Made(TRAINING_SESSION, trainings.HABITS),
    "sit_in": Made(VISIT, visits.HABITS),
    "patrol": Made(VISIT, visits.HABITS),
}
"""Other uses (duty, report, market) only name days."""


def occurrence_id(rule_id: str, planned: str) -> str:
    """The record that stands for a day of a rule, the same on every PC of the station."""
    return str(uuid.uuid5(_SERIES, f"{rule_id}/{planned}"))


def _faults(_ledger: Ledger, _record_id: str, values: Values) -> dict[str, str]:
    found = rule_faults({name: values.get(name) for name in RULE_FIELDS})
    at = values.get("time_of_day")
    if at is not None and _minutes(at) is None:
        found["time_of_day"] = "not_a_time"
    return found


HABITS = Habits(faults=_faults)


def add_rule(
    ledger: Ledger,
    session: Session,
    given: Mapping[str, Json],
    days: WorkCalendar,
    book: CodeBook | None = None,
) -> Done:
    """A rule given as outside JSON, and its entries for the days ahead.

    `template` holds what each entry begins with, as that kind's own input does.
    Problems: NOT_PERMITTED; REFUSED_INPUT.
    """
    book = book or code_book()
    read = read_given(ledger, RECURRENCE_RULE, given, book)
    read.values["template"] = _template(ledger, read.values, book)
    with unit_of_work(ledger, session.user_id) as unit:
        made = make(unit, session, KIND, read.values, HABITS, record_id=read.record_id)
        _bring_up(unit, session, made, days)
    return done_now(ledger, KIND, made, HABITS)


def change_all(
    ledger: Ledger,
    session: Session,
    rule_id: str,
    given: Mapping[str, Json],
    days: WorkCalendar,
    book: CodeBook | None = None,
) -> Done:
    """Change the rule for all that is still to come; given as outside JSON.

    Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT.
    """
    with unit_of_work(ledger, session.user_id) as unit:
        before = standing(unit, session, KIND, rule_id)
        values = _changes(ledger, before, given, book or code_book())
        change_in(unit, session, KIND, rule_id, values, HABITS)
        _bring_up(unit, session, rule_id, days)
    return done_now(ledger, KIND, rule_id, HABITS)


def change_following(
    ledger: Ledger,
    session: Session,
    rule_id: str,
    from_day: date,
    given: Mapping[str, Json],
    days: WorkCalendar,
    book: CodeBook | None = None,
) -> Done:
    """From a day on it goes by another rule, which is answered; the first ends the day before.

    Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT.
    """
    with unit_of_work(ledger, session.user_id) as unit:
        before = standing(unit, session, KIND, rule_id)
        values = {
            name: before.get(name)
            for name, field in RECURRENCE_RULE.by_name.items()
            if field in RECURRENCE_RULE.fields
        }
        values |= _changes(ledger, before, given, book or code_book())
        values["start_on"] = from_day.isoformat()
        end = {"end_on": (from_day - timedelta(days=1)).isoformat()}
        change_in(unit, session, KIND, rule_id, end, HABITS)
        made = make(unit, session, KIND, values, HABITS, program={"follows_id": rule_id})
        _bring_up(unit, session, rule_id, days)
        _bring_up(unit, session, made, days)
    return done_now(ledger, KIND, made, HABITS)


def end_series(
    ledger: Ledger, session: Session, rule_id: str, last: date, days: WorkCalendar
) -> Done:
    """Nothing comes after `last`.  Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT."""
    return change_all(ledger, session, rule_id, {"end_on": last.isoformat()}, days)


def bring_up_to_date(ledger: Ledger, session: Session, days: WorkCalendar) -> int:
    """Make the entries of this station's rules for the days ahead; how many records changed.

    Done once a day, by whoever may plan; without that right, or with nothing due, nothing happens.
    """
    if not session.may(CREATE[KIND], today_of(ledger)):
        return 0
    rules = [
        str(row[0])
        for row in ledger.db.rows(
            "SELECT id FROM r_recurrence_rule WHERE station_id = ? AND deleted_at IS NULL "
            "AND template IS NOT NULL ORDER BY id",
            (session.station_id,),
        )
    ]
    changed = 0
    for rule_id in rules:
        with unit_of_work(ledger, session.user_id) as unit:
            changed += _bring_up(unit, session, rule_id, days)
    return changed


def _bring_up(unit: Unit, session: Session, rule_id: str, days: WorkCalendar) -> int:
    """Make, move and take away what a rule says of the days ahead; how many records."""
    found = unit.get(KIND, rule_id)
    rule = {} if found is None else dict(found.values)
    made = USED_FOR.get(str(rule.get("used_for") or "activity"))
    template = rule.get("template")
    if made is None or not isinstance(template, dict) or rule.get("deleted_at") is not None:
        return 0
    if rule.get("station_id") != session.station_id:
        # One id for a day of a rule has one station as its maker.
        return 0
    today = local_date(unit.now_ms)
    shape = rule_of({name: rule.get(name) for name in RULE_FIELDS})
    wanted = {
        found.planned.isoformat(): found.day
        for found in occurrences(shape, today, today + AHEAD, days)
    }
    there = _entries(unit, made.kind, rule_id, today)
    changed = 0
    for planned, day in wanted.items():
        values = _values_on(made.kind, rule, template, day)
        kept = there.pop(occurrence_id(rule_id, planned), None)
        if kept is None:
            make(
                unit, session, made.kind.name, values, made.habits,
                record_id=occurrence_id(rule_id, planned),
                program={"rule_id": rule_id, "occurrence_on": planned},
                shared_id=True,
            )  # fmt: skip
            changed += 1
        elif _is_ours(kept, unit.now_ms):
            changed += _settle(unit, made, kept, values)
    for kept in there.values():
        if _is_ours(kept, unit.now_ms) and kept.record.values.get("deleted_at") is None:
            unit.change(made.kind.name, kept.record.id, {"deleted_at": unit.now_ms})
            changed += 1
    return changed


def _entries(unit: Unit, kind: Kind, rule_id: str, today: date) -> dict[str, Kept]:
    """Entries of a rule for today and later, those taken away among them."""
    ids = [
        str(row[0])
        for row in unit.ledger.db.rows(
            f"SELECT id FROM r_{kind.name} WHERE rule_id = ? AND occurrence_on >= ?",
            (rule_id, (today - timedelta(days=60)).isoformat()),
        )
    ]
    return unit.ledger.store.load(kind.name, ids)


def _is_ours(kept: Kept, now_ms: int) -> bool:
    """Whether the rule may still touch it: neither past, nor edited, nor on its way."""
    values = kept.record.values
    start = values.get("planned_start", values.get("planned_at"))
    day = values.get("planned_on")
    past = (type(start) is int and start < now_ms) or (
        isinstance(day, str) and day < local_date(now_ms).isoformat()
    )
    return not past and not values.get("edited") and values.get("status", "planned") == "planned"


def _settle(unit: Unit, made: Made, kept: Kept, wanted: Values) -> int:
    """Bring an entry nobody edited to what the rule says now."""
    now = kept.record.values
    after: Values = {**wanted, "deleted_at": None}
    if made.habits.computed is not None:
        after |= made.habits.computed({**now, **wanted})
    defaults = made.kind.by_name
    changes = {
        name: value
        for name, value in after.items()
        if value != now.get(name) and (value is not None or now.get(name) is not None)
        and not (now.get(name) is None and value == defaults[name].default)
    }  # fmt: skip
    if not changes:
        return 0
    unit.change(made.kind.name, kept.record.id, changes)
    return 1


def _values_on(kind: Kind, rule: Values, template: Mapping[str, Json], day: date) -> Values:
    """What an entry holds on a day."""
    values: Values = dict(template)
    if kind is VISIT:
        return {**values, "planned_on": day.isoformat()}
    minutes = _minutes(rule.get("time_of_day"))
    length = rule.get("duration_min")
    start = day_ms(day) + (minutes or 0) * _MINUTE
    end = start + (length if type(length) is int else USUAL_MINUTES) * _MINUTE
    if kind is TRAINING_SESSION:
        return {**values, "planned_at": start, "planned_end": end}
    if minutes is None:
        return {**values, "planned_start": start, "planned_end": start, "all_day": True}
    return {**values, "planned_start": start, "planned_end": end}


def _minutes(text: Json) -> int | None:
    """`08:30` as minutes of the day; None for what is no time."""
    if not isinstance(text, str):
        return None
    hour, colon, minute = text.partition(":")
    ok = colon and hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit()
    if not ok or int(hour) > 23 or int(minute) > 59 or len(minute) != 2:
        return None
    return int(hour) * 60 + int(minute)


def _changes(ledger: Ledger, before: Values, given: Mapping[str, Json], book: CodeBook) -> Values:
    faults: dict[str, str] = {}
    values = read_values(ledger, RECURRENCE_RULE, given, book, faults)
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    if "template" in values:
        template = {**_object(before.get("template")), **_object(values["template"])}
        used = {"used_for": values.get("used_for", before.get("used_for")), "template": template}
        values["template"] = _template(ledger, used, book, kept=_object(before.get("template")))
    return values


def _template(
    ledger: Ledger, values: Values, book: CodeBook, kept: Mapping[str, Json] | None = None
) -> Json:
    """The template as entries keep it.  Problem REFUSED_INPUT naming its fields (`template.title`).

    `kept`: what was read before and is not read again.
    """
    given = values.get("template")
    made = USED_FOR.get(str(values.get("used_for") or "activity"))
    if given is None or made is None:
        return None
    if not isinstance(given, dict):
        raise Problem(ProblemKind.REFUSED_INPUT, fields={"template": "not_an_object"})
    known = {n: v for n, v in (kept or {}).items() if given.get(n) == v}
    fresh = {name: value for name, value in given.items() if name not in known}
    faults: dict[str, str] = {}
    read = read_values(ledger, made.kind, fresh, book, faults)
    for name in chain(_WHEN, ("rule_id", "occurrence_on", "edited")):
        if name in given:
            faults[name] = "set_by_the_program"
    if faults:
        told = {f"template.{name}": code for name, code in faults.items()}
        raise Problem(ProblemKind.REFUSED_INPUT, fields=told)
    return {**known, **{name: value for name, value in read.items() if value is not None}}


_WHEN = ("planned_start", "planned_end", "planned_at", "planned_on", "all_day")
"""What the rule says, and a template does not."""


def _object(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}
