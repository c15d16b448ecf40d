"""`station deadline due`."""

from __future__ import annotations

from station_app.cli.call import DONE, Call
from station_app.cli.days import day_of, days_off
from station_app.cli.parsing import Usage
from station_app.foundation.day_words import apart_words, certainty_words, weekday_words
from sync.clock import Json
from sync.columns import two_columns
from sync.problems import Problem, ProblemKind
from sync.records.days.due import Due, Limit, Part, Roll, Step, Unit, due

MOST_DAYS = 4000
"""More than ten years: longer than any limit of the law."""

LAST_YEAR = 9900
"""Starts after it could end beyond the last date there is."""


def due_day(call: Call) -> int:
    """The last day, how sure it is, and why, day by day.  Needs no account and no ledger."""
    limit = _limit(call)
    start = day_of(call, "start")
    if start.year > LAST_YEAR:
        raise Problem(ProblemKind.REFUSED_INPUT, fields={"start": "too_large"})
    found = due(limit, start, days_off(call))
    call.answer(due_json(limit, found), "\n".join(_in_words(call, found)))
    return DONE


def _limit(call: Call) -> Limit:
    working, calendar, roll = (
        call.text(name) for name in ("working-days", "calendar-days", "roll")
    )
    if bool(working) == bool(calendar):
        raise Usage(call.tr("Say either --working-days N or --calendar-days N."))
    if roll and working:
        raise Usage(call.tr("--roll is for --calendar-days only."))
    if int(working or calendar) > MOST_DAYS:
        name = "working-days" if working else "calendar-days"
        raise Problem(ProblemKind.REFUSED_INPUT, fields={name: "too_large"})
    if working:
        return Limit(int(working), Unit.WORKING_DAY)
    return Limit(int(calendar), Unit.CALENDAR_DAY, Roll(roll or Roll.NONE))


def due_json(limit: Limit, found: Due) -> dict[str, Json]:
    """The answer of `deadline due --json`."""
    return {
        "start": found.steps[0].fact.day.isoformat(),
        "unit": limit.unit.value,
        "amount": limit.amount,
        "roll": limit.roll.value if limit.unit is Unit.CALENDAR_DAY else None,
        "due": found.on.isoformat(),
        "certainty": found.certainty.value,
        "warn": None if found.warn_on is None else found.warn_on.isoformat(),
        "days": [_step_json(step) for step in found.steps],
    }


def _step_json(step: Step) -> dict[str, Json]:
    fact = step.fact
    return {
        "date": fact.day.isoformat(),
        "weekday": fact.day.isoweekday(),
        "part": step.part.value,
        "number": step.number,
        "working": fact.works,
        "kind": None if fact.kind is None else fact.kind.value,
        "name": fact.name or None,
        "reason": fact.reason or None,
        "certainty": fact.certainty.value,
    }


def _in_words(call: Call, found: Due) -> list[str]:
    sure = certainty_words(found.certainty, call.words)
    said = f"{found.on} {weekday_words(found.on, call.words)}" + (f" ({sure})" if sure else "")
    lines = [call.tr("Due: {day}", day=said)]
    if found.warn_on is not None:
        warned = f"{found.warn_on} {weekday_words(found.warn_on, call.words)}"
        lines.append(
            call.tr("There is no official table of days off yet; warn from {day} on.", day=warned)
        )
    return lines + two_columns(_step_in_words(call, step) for step in found.steps)


def _step_in_words(call: Call, step: Step) -> tuple[str, str]:
    fact = step.fact
    part = {
        Part.START: call.tr("start, not counted"),
        Part.COUNTED: call.tr("day {n}", n=step.number or 0),
        Part.NOT_COUNTED: call.tr("not counted"),
        Part.MOVED_ON: call.tr("day {n}, moves on", n=step.number or 0)
        if step.number
        else call.tr("moves on"),
        Part.LAST: call.tr("due here"),
    }[step.part]
    told = (part, apart_words(fact, call.words), certainty_words(fact.certainty, call.words))
    return f"{fact.day} {weekday_words(fact.day, call.words)}", "  ".join(filter(None, told))
