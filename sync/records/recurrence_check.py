"""Whether a recurrence rule is in order, naming each field at fault as `check.py` does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import cast

from sync.clock import Json
from sync.problems import Problem, ProblemKind
from sync.records.days.festivals import FESTIVALS
from sync.records.days.rrule import parse_rrule
from sync.records.days.written import written_day
from sync.records.recurrence import LeapMonth, RestDays, Rule, RuleKind, ShortMonth

MOST_DATES = 1000
LONGEST_CYCLE = 3660

OF_THE_RECORD = frozenset({"name", "time_of_day", "duration_min", "remind_days", "used_for"})
"""Fields of RecurrenceRule (records 7.1) on which no day depends."""

Check = Callable[[Json], str | None]
"""The code of a value's fault, or None."""


def rule_of(values: Mapping[str, Json]) -> Rule:
    """The rule that a record's, a command's or a file's values tell.

    Problem REFUSED_INPUT with every fault at once.
    """
    faults = rule_faults(values)
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    return Rule(
        RuleKind(cast(str, values["kind"])),
        dict(cast("dict[str, Json]", values.get("params") or {})),
        date.fromisoformat(cast(str, values["start_on"])),
        _day(values.get("end_on")),
        _days(values.get("skip_dates")),
        _days(values.get("extra_dates")),
        RestDays(cast(str, values.get("rest_day_policy") or RestDays.KEEP)),
        ShortMonth(cast(str, values.get("short_month_policy") or ShortMonth.SKIP)),
    )


def rule_values(rule: Rule) -> dict[str, Json]:
    """The values of a rule, in the form of a record; `rule_of` reads them back."""
    return {
        "kind": rule.kind.value,
        "params": dict(rule.params),
        "start_on": rule.start_on.isoformat(),
        "end_on": None if rule.end_on is None else rule.end_on.isoformat(),
        "rest_day_policy": rule.rest_day_policy.value,
        "short_month_policy": rule.short_month_policy.value,
        "skip_dates": [day.isoformat() for day in rule.skip_dates],
        "extra_dates": [day.isoformat() for day in rule.extra_dates],
    }


def rule_faults(values: Mapping[str, Json]) -> dict[str, str]:
    """Every fault, path -> code (`params.weekdays[1]`); empty where the rule is in order."""
    faults: dict[str, str] = {}
    for name, check in _FIELDS.items():
        value = values.get(name)
        if value is not None and value != "":
            _note(faults, name, check(value))
        elif name in ("kind", "start_on"):
            faults[name] = "missing"
    for name in ("skip_dates", "extra_dates"):
        _list_faults(faults, name, values.get(name) or [], _a_day, MOST_DATES)
    kind = values.get("kind")
    if "kind" not in faults and isinstance(kind, str):
        _params(faults, RuleKind(kind), values.get("params"))
    start, end = values.get("start_on"), values.get("end_on")
    if (
        isinstance(start, str)
        and isinstance(end, str)
        and not faults.keys() & {"start_on", "end_on"}
    ):
        _note(faults, "end_on", "before_start" if end < start else None)
    for name in values.keys() - _FIELDS.keys() - OF_THE_RECORD - {"skip_dates", "extra_dates"}:
        faults[name] = "set_by_the_program" if name == "id" else "unknown_field"
    return faults


def _params(faults: dict[str, str], kind: RuleKind, params: Json) -> None:
    if params is None:
        params = {}
    if not isinstance(params, dict):
        faults["params"] = "not_an_object"
        return
    checks = _PARAMS[kind]
    for name, check in checks.items():
        path, value = f"params.{name}", params.get(name)
        if value is None:
            if (kind, name) not in _MAY_BE_UNSAID:
                faults[path] = "missing"
        elif name in ("weekdays", "digits"):
            _list_faults(faults, path, value, check, 10)
            if value == []:
                faults[path] = "missing"
        else:
            _note(faults, path, check(value))
    for name in params.keys() - checks.keys():
        faults[f"params.{name}"] = "unknown_field"
    if kind is RuleKind.YEARLY_DATE and not faults.keys() & {"params.month", "params.day"}:
        month, day = cast(int, params["month"]), cast(int, params["day"])
        # 2024 had a 29th of February.
        exists = written_day(f"2024-{month:02}-{day:02}") is not None
        _note(faults, "params.day", None if exists else "no_such_day")


def _list_faults(faults: dict[str, str], path: str, value: Json, check: Check, most: int) -> None:
    if not isinstance(value, list):
        faults[path] = "not_a_list"
    elif len(value) > most:
        faults[path] = "too_long"
    else:
        for at, entry in enumerate(value):
            _note(faults, f"{path}[{at}]", check(entry))


def _note(faults: dict[str, str], path: str, code: str | None) -> None:
    if code is not None:
        faults[path] = code


def _between(lowest: int, highest: int, *also: int) -> Check:
    def check(value: Json) -> str | None:
        if type(value) is not int:
            return "not_a_whole_number"
        if value in also or lowest <= value <= highest:
            return None
        return "too_small" if value < lowest else "too_large"

    return check


def _one_of(choices: type[StrEnum] | Mapping[str, object]) -> Check:
    known = {str(choice) for choice in choices}

    def check(value: Json) -> str | None:
        return None if isinstance(value, str) and value in known else "unknown_code"

    return check


def _a_day(value: Json) -> str | None:
    there = isinstance(value, str) and written_day(value) is not None
    return None if there else "not_a_day"


def _an_rrule(value: Json) -> str | None:
    if not isinstance(value, str):
        return "not_text"
    try:
        parse_rrule(value)
    except ValueError:
        return "not_a_recurrence_rule"
    return None


_FIELDS: Mapping[str, Check] = {
    "kind": _one_of(RuleKind),
    "params": lambda value: None,
    "start_on": _a_day,
    "end_on": _a_day,
    "rest_day_policy": _one_of(RestDays),
    "short_month_policy": _one_of(ShortMonth),
}

_PARAMS: Mapping[RuleKind, Mapping[str, Check]] = {
    RuleKind.ONCE: {},
    RuleKind.WEEKLY: {"weekdays": _between(1, 7)},
    RuleKind.MONTHLY_DAY: {"day": _between(1, 31, -1)},
    RuleKind.MONTHLY_NTH_WEEKDAY: {"nth": _between(1, 5, -1), "weekday": _between(1, 7)},
    RuleKind.YEARLY_DATE: {"month": _between(1, 12), "day": _between(1, 31)},
    RuleKind.SOLAR_DIGIT: {"digits": _between(0, 9)},
    RuleKind.LUNAR_DIGIT: {"digits": _between(0, 9)},
    RuleKind.LUNAR_DATE: {
        "month": _between(1, 12),
        "day": _between(1, 30),
        "leap": _one_of(LeapMonth),
    },
    RuleKind.BEFORE_FESTIVAL: {"festival": _one_of(FESTIVALS), "offset_days": _between(0, 366)},
    RuleKind.CYCLE_DAYS: {"every_days": _between(1, LONGEST_CYCLE), "anchor": _a_day},
    RuleKind.RRULE: {"rrule": _an_rrule},
}

_MAY_BE_UNSAID = {(RuleKind.LUNAR_DATE, "leap"), (RuleKind.CYCLE_DAYS, "anchor")}
"""No leap months; the first day itself."""


def _day(value: Json) -> date | None:
    return written_day(value) if isinstance(value, str) else None


def _days(value: Json) -> tuple[date, ...]:
    return tuple(day for entry in cast("list[Json]", value or []) if (day := _day(entry)))
