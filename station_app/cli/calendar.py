"""`station calendar occurrences`: the days of a rule."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from station_app.cli.call import DONE, MOST_INPUT, Call
from station_app.cli.days import day_of, days_off
from station_app.foundation.day_words import apart_words, certainty_words, weekday_words
from sync.clock import Json
from sync.problems import Problem, ProblemKind, refused
from sync.records.days.festivals import festivals_on
from sync.records.days.lunar import lunar_day, solar_term
from sync.records.days.working import WorkCalendar
from sync.records.recurrence import Occurrence, occurrences
from sync.records.recurrence_text import read_rule

LONGEST_WINDOW = timedelta(days=36_600)
"""A hundred years."""

_INLINE = ("FREQ=", "RRULE:", "RSCALE=", "DTSTART", "{", '"')


def falls_on(call: Call) -> int:
    """The days of a rule.  Needs no account and no ledger."""
    first, last = day_of(call, "from"), day_of(call, "to")
    if last < first:
        raise refused(to="before_start")
    if last - first > LONGEST_WINDOW:
        raise refused(to="too_large")
    rule = read_rule(_told(call), first)
    days = days_off(call)
    found = occurrences(rule, first, last, days)
    call.answer(
        [_json(occurrence, days) for occurrence in found],
        "\n".join(line for occurrence in found for line in _in_words(call, occurrence, days)),
    )
    return DONE


def _told(call: Call) -> str:
    """What `--rule` names: a file, `-` for standard input, or the rule itself."""
    asked = call.text("rule")
    if asked.upper().startswith(_INLINE):
        return asked
    try:
        if asked == "-":
            content = call.streams.stdin.read(MOST_INPUT + 1)
        else:
            with Path(asked).open("rb") as file:
                content = file.read(MOST_INPUT + 1)
    except (OSError, ValueError):
        name = Path(asked).name
        raise Problem(ProblemKind.FILE_UNREADABLE, fields={"rule": name}, name=name) from None
    if len(content) > MOST_INPUT:
        raise refused(rule="too_long")
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise refused(rule="not_text") from None


def _json(occurrence: Occurrence, days: WorkCalendar) -> dict[str, Json]:
    day, fact, lunar = occurrence.day, days.fact(occurrence.day), lunar_day(occurrence.day)
    return {
        "date": day.isoformat(),
        "certainty": occurrence.certainty.value,
        "planned": occurrence.planned.isoformat(),
        "weekday": day.isoweekday(),
        "lunar": None if lunar is None else lunar.name,
        "solar_term": solar_term(day),
        "festivals": [festival.name for festival in festivals_on(day)],
        "working": fact.works,
        "working_certainty": fact.certainty.value,
        "kind": None if fact.kind is None else fact.kind.value,
        "name": fact.name or None,
    }


def _in_words(call: Call, occurrence: Occurrence, days: WorkCalendar) -> tuple[str, str]:
    """Two lines a day: the solar one; the lunar one with all that sets the day apart."""
    day, words = occurrence.day, call.words
    said = [f"{day} {weekday_words(day, words)}", certainty_words(occurrence.certainty, words)]
    if occurrence.planned != day:
        said.append(call.tr("moved from {day}", day=occurrence.planned.isoformat()))
    lunar, fact = lunar_day(day), days.fact(day)
    apart = apart_words(fact, words)
    below = [
        "" if lunar is None else lunar.name,
        solar_term(day) or "",
        *(words.tr(festival.label) for festival in festivals_on(day)),
        apart,
        certainty_words(fact.certainty, words) if apart else "",
    ]
    return "  ".join(filter(None, said)), "  " + "  ".join(filter(None, below))
