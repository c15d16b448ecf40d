"""Publicity: planned, held, put off; one at a time.  Series are in `series.py`."""

from __future__ import annotations

from collections.abc import Mapping

from station_app.usecases.complaints import code_book
from station_app.usecases.session import Session
from station_app.usecases.weekly import (
    Done,
    Given,
    Habits,
    Values,
    add,
    add_entry,
    change,
    make,
    move,
    read_given,
    read_values,
)
from sync.clock import Json, local_date
from sync.ledger.ledger import Ledger
from sync.ledger.unit import Unit, unit_of_work
from sync.problems import Problem, ProblemKind, refused
from sync.records.codes import CodeBook
from sync.records.days.lunar import lunar_day
from sync.records.publicity import EDUCATION_PLAN, PROPAGANDA_ACTIVITY

KIND = PROPAGANDA_ACTIVITY.name
USUAL_LENGTH_MS = 2 * 3_600_000
"""How long an activity is planned where nobody said."""


def _defaults(_unit: Unit, session: Session, values: Values) -> None:
    start = values.get("planned_start")
    if type(start) is int:
        values.setdefault("planned_end", start + USUAL_LENGTH_MS)
    values.setdefault("division_code", session.station.code)
    if not values.get("organisers"):
        values["organisers"] = [session.station_id]


def lunar_text(values: Mapping[str, Json]) -> Values:
    """The lunar day of the planned start, as it stands on paper."""
    start = values.get("planned_start")
    found = lunar_day(local_date(start)) if type(start) is int else None
    return {"lunar_text": None if found is None else found.name}


HABITS = Habits(defaults=_defaults, computed=lunar_text)


def add_activity(
    ledger: Ledger, session: Session, given: Mapping[str, Json], book: CodeBook | None = None
) -> Done:
    """Plan an activity given as outside JSON; `status` `held` or `confirmed` enters one that is.

    Problems: NOT_PERMITTED; REFUSED_INPUT.
    """
    return add_entry(
        ledger,
        session,
        PROPAGANDA_ACTIVITY,
        given,
        book or code_book(),
        HABITS,
        begins=("planned_start", "held_start"),
    )


def edit_activity(
    ledger: Ledger,
    session: Session,
    activity_id: str,
    given: Mapping[str, Json],
    book: CodeBook | None = None,
) -> Done:
    """Change fields, given as outside JSON.  One of a series stands apart from its rule then.

    Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT.
    """
    values = _read_changes(ledger, given, book)
    return change_activity(ledger, session, activity_id, values)


def change_activity(
    ledger: Ledger, session: Session, activity_id: str, values: Mapping[str, Json]
) -> Done:
    """The same with values as they are kept: a form's, or a drag in the calendar."""
    kept = ledger.store.one(KIND, activity_id)
    ruled = kept is not None and kept.record.values.get("rule_id") is not None
    apart: Values = {"edited": True} if ruled else {}
    return change(ledger, session, KIND, activity_id, values, HABITS, program=apart)


def act(
    ledger: Ledger,
    session: Session,
    activity_id: str,
    action: str,
    given: Mapping[str, Json],
    book: CodeBook | None = None,
) -> Done:
    """Confirm, hold, postpone, cancel...; arguments as outside JSON.

    Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT.
    """
    values = _read_changes(ledger, given, book)
    return move(ledger, session, KIND, activity_id, action, values, HABITS)


def remove_activity(ledger: Ledger, session: Session, activity_id: str) -> None:
    """Take back what was only planned.  What was held or called off stays visible (rules 11).

    Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT.
    """
    kept = ledger.store.one(KIND, activity_id)
    if kept is None:
        raise Problem(ProblemKind.NOT_FOUND)
    if kept.record.values.get("status", "planned") != "planned":
        raise refused(status="not_from_this_status")
    gone: Values = {"deleted_at": ledger.now_ms(), "edited": True}
    change(ledger, session, KIND, activity_id, {}, Habits(), program=gone)


def _read_changes(ledger: Ledger, given: Mapping[str, Json], book: CodeBook | None) -> Values:
    faults: dict[str, str] = {}
    values = read_values(ledger, PROPAGANDA_ACTIVITY, given, book or code_book(), faults)
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    return values


def answer_campaign(
    ledger: Ledger, session: Session, campaign_id: str, start_ms: int, place: str
) -> Done:
    """Answer an entry of the county's plan with a date: an activity that bears its name.

    Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT (`planned_start` outside the span asked for).
    """
    kept = ledger.store.one("campaign", campaign_id)
    if kept is None or kept.record.values.get("withdrawn") is True:
        raise Problem(ProblemKind.NOT_FOUND)
    asked = kept.record.values
    day = local_date(start_ms).isoformat()
    if not str(asked.get("from_on")) <= day <= str(asked.get("to_on")):
        raise refused(planned_start="outside_the_plan")
    values: Values = {
        "campaign_id": campaign_id,
        "title": asked.get("title"),
        "kind": asked.get("kind") or "campaign",
        "aim": asked.get("aim"),
        "topic_codes": asked.get("topic_codes") or ["other"],
        "audience_kind": asked.get("audience_kind"),
        "planned_start": start_ms,
        "place": place,
    }
    return add(ledger, session, KIND, Given(values), HABITS)


def save_plan(
    ledger: Ledger, session: Session, given: Mapping[str, Json], book: CodeBook | None = None
) -> Done:
    """The year's education plan of the station: made, or changed where the year has one.

    Problems: NOT_PERMITTED; REFUSED_INPUT.
    """
    read = read_given(ledger, EDUCATION_PLAN, given, book or code_book())
    row = ledger.db.row(
        "SELECT id FROM r_education_plan WHERE station_id = ? AND year = ? "
        "AND deleted_at IS NULL ORDER BY id",
        (session.station_id, _whole(read.values.get("year"))),
    )
    if row is not None and read.record_id in (None, row[0]):
        return change(ledger, session, EDUCATION_PLAN.name, str(row[0]), read.values, Habits())
    return add(ledger, session, EDUCATION_PLAN.name, read, Habits())


def _whole(value: Json) -> int:
    return value if type(value) is int else 0


def copy_activity(ledger: Ledger, session: Session, activity_id: str, start_ms: int) -> Done:
    """The same planned once more, for another time.  Problems: NOT_FOUND; NOT_PERMITTED."""
    kept = ledger.store.one(KIND, activity_id)
    if kept is None:
        raise Problem(ProblemKind.NOT_FOUND)
    values = {name: kept.record.values.get(name) for name in _COPIED}
    start, end = kept.record.values.get("planned_start"), kept.record.values.get("planned_end")
    if type(start) is int and type(end) is int:
        values["planned_end"] = start_ms + end - start
    values["planned_start"] = start_ms
    with unit_of_work(ledger, session.user_id) as unit:
        made = make(unit, session, KIND, values, HABITS)
    return Done(made, None, "planned")


_COPIED = (
    "title",
    "kind",
    "aim",
    "all_day",
    "place",
    "division_code",
    "organisers",
    "partners",
    "lecturer_ids",
    "staff_ids",
    "volunteer_ids",
    "topic_codes",
    "audience_kind",
)
"""What stays when an activity is planned once more."""
