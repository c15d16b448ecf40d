"""Ten years of recurrences: what every page of the calendar asks for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median

from sync.clock import Json
from sync.ledger.work_days import work_calendar
from sync.records.recurrence import occurrences
from sync.records.recurrence_check import rule_of
from tests.benchmarks.measure import Finding, Sample, ms, timed

FIRST, LAST = date(2026, 1, 1), date(2035, 12, 31)
EVERY_DIGIT: Json = [*range(10)]
RULES: dict[str, dict[str, Json]] = {
    "weekly": {"weekdays": [1, 2, 3, 4, 5, 6, 7]},
    "monthly_day": {"day": -1},
    "monthly_nth_weekday": {"nth": 2, "weekday": 4},
    "yearly_date": {"month": 3, "day": 15},
    "solar_digit": {"digits": EVERY_DIGIT},
    "lunar_digit": {"digits": EVERY_DIGIT},
    "lunar_date": {"month": 8, "day": 15},
    "before_festival": {"festival": "spring_festival", "offset_days": 7},
    "cycle_days": {"every_days": 1},
    "rrule": {"rrule": "FREQ=DAILY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12"},
}
"""Each kind at its fullest: most fall on every day."""


def recurring(folder: Path, runs: int) -> list[Finding]:
    calendar = work_calendar()
    slowest, name = 0.0, ""
    for kind, params in RULES.items():
        rule = rule_of(
            {
                "kind": kind,
                "params": params,
                "start_on": FIRST.isoformat(),
                "rest_day_policy": "next_working",
            }
        )
        found = _median(runs, partial(occurrences, rule, FIRST, LAST, calendar))
        slowest, name = max((slowest, name), (found, kind))
    return [
        Finding(
            f"Ten years of the slowest kind of recurrence ({name}), lunar years at hand",
            "",
            ms(slowest),
            "",
            "<= 50 ms",
            slowest <= 0.05,
        )
    ]


def _median(runs: int, work: Callable[[], object]) -> float:
    work()
    samples = [Sample() for _ in range(max(runs, 5))]
    for sample in samples:
        with timed(sample):
            work()
    return median(sample.seconds for sample in samples)
