"""Our recurrence rules as RRULE text and back (RFC 5545; RFC 7529 for the lunar calendar).

A text stands for the rule's planned days from its first one on: days that move off days of rest,
days left out and days added are told beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sync.clock import Json
from sync.records.days.festivals import FESTIVALS, OfLunarYear, OfSolarYear, festival_of_year
from sync.records.days.lunar import lunar_day
from sync.records.days.rrule import WEEKDAYS, RRule, expand, parse_rrule, rrule_parts, until_day
from sync.records.recurrence import LeapMonth, RestDays, Rule, RuleKind, ShortMonth

MOST_COUNTED = 2000
"""Occurrences of a counted rule that are followed to find its last day."""

_SKIPS = {ShortMonth.SKIP: "OMIT", ShortMonth.PREVIOUS: "BACKWARD", ShortMonth.NEXT: "FORWARD"}
_POLICIES = {skip: policy for policy, skip in _SKIPS.items()}


def rrule_of(rule: Rule) -> str | None:
    """The rule as every calendar program reads it; None where the solar calendar cannot say it.

    DTSTART must be the first planned day.
    """
    if rule.rest_day_policy is not RestDays.KEEP:
        return None
    if rule.kind is RuleKind.RRULE:
        text = rule.text("rrule").strip().removesuffix(";").upper()
        return text if rule.end_on is None else None
    said = _solar(rule)
    return None if said is None else said + _until(rule)


def rscale_rule_of(rule: Rule) -> str | None:
    """The rule by the Chinese calendar (RFC 7529), for programs that know it; None otherwise."""
    if rule.rest_day_policy is not RestDays.KEEP:
        return None
    said = _lunar(rule)
    return None if said is None else f"RSCALE=CHINESE;{said}{_until(rule)}"


def native_rule(text: str, start: date) -> Rule:
    """The rule of our own kinds with the days of an RRULE that begins on `start`.

    One of kind `rrule` where none of the ten says the same.  ValueError naming the part where the
    text is no rule for whole days; a lunar rule that is not ours is one too.
    """
    if rrule_parts(text).get("RSCALE") == "CHINESE":
        return _native_lunar(text, start)
    asked = parse_rrule(text)
    kept = Rule(RuleKind.RRULE, {"rrule": text.strip()}, start)
    found = _native_solar(asked, start)
    if found is None:
        return kept
    kind, params = found
    end = asked.until
    if asked.count is not None:
        if asked.count > MOST_COUNTED:
            return kept
        days = list(expand(asked, start, start, date.max))
        if not days:
            return kept
        end = days[-1]
    if end is not None and end < start:
        return kept
    return Rule(kind, params, start, end)


def _until(rule: Rule) -> str:
    # Not by strftime, which leaves the noughts of early years away on some systems.
    return "" if rule.end_on is None else f";UNTIL={rule.end_on.isoformat().replace('-', '')}"


def _solar(rule: Rule) -> str | None:
    match rule.kind:
        case RuleKind.WEEKLY:
            names = [WEEKDAYS[number - 1] for number in sorted(rule.wholes("weekdays"))]
            return f"FREQ=WEEKLY;BYDAY={','.join(names)}"
        case RuleKind.MONTHLY_DAY:
            return f"FREQ=MONTHLY;BYMONTHDAY={rule.whole('day')}"
        case RuleKind.MONTHLY_NTH_WEEKDAY:
            return f"FREQ=MONTHLY;BYDAY={rule.whole('nth')}{WEEKDAYS[rule.whole('weekday') - 1]}"
        case RuleKind.YEARLY_DATE:
            return _yearly(rule.whole("month"), rule.whole("day"))
        case RuleKind.SOLAR_DIGIT:
            return f"FREQ=MONTHLY;BYMONTHDAY={_with_digits(rule.wholes('digits'), 31)}"
        case RuleKind.CYCLE_DAYS:
            return f"FREQ=DAILY;INTERVAL={rule.whole('every_days')}"
        case RuleKind.BEFORE_FESTIVAL:
            return _before_solar_festival(rule)
        case _:
            return None


def _yearly(month: int, day: int) -> str:
    return f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}"


def _before_solar_festival(rule: Rule) -> str | None:
    festival = FESTIVALS[rule.text("festival")]
    if not isinstance(festival.on, OfSolarYear):
        return None
    # Counted back over the end of February the day differs by the year.
    days = {
        (day.month, day.day)
        for year in (2023, 2024, 2025)
        if (festival_day := festival_of_year(festival, year)) is not None
        for day in [date.fromordinal(festival_day.toordinal() - rule.whole("offset_days"))]
    }
    return _yearly(*days.pop()) if len(days) == 1 else None


def _with_digits(digits: frozenset[int], longest: int) -> str:
    return ",".join(str(day) for day in range(1, longest + 1) if day % 10 in digits)


def _lunar(rule: Rule) -> str | None:
    skip = f";SKIP={_SKIPS[rule.short_month_policy]}"
    if rule.kind is RuleKind.LUNAR_DIGIT:
        return f"FREQ=MONTHLY;BYMONTHDAY={_with_digits(rule.wholes('digits'), 30)}{skip}"
    if rule.kind is RuleKind.LUNAR_DATE:
        month, day = rule.whole("month"), rule.whole("day")
        if rule.text("leap") != LeapMonth.INCLUDE:
            return f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}{skip}"
        # SKIP is for leap months as for short ones: with "the next", a year without the leap
        # month would come a month late.
        if rule.short_month_policy is not ShortMonth.SKIP:
            return None
        return f"FREQ=YEARLY;BYMONTH={month},{month}L;BYMONTHDAY={day}{skip}"
    if rule.kind is RuleKind.BEFORE_FESTIVAL:
        on, offset = FESTIVALS[rule.text("festival")].on, rule.whole("offset_days")
        if isinstance(on, OfLunarYear):
            day = on.day - offset
            if day >= 1 or (on.day < 0 and day >= -29):
                return f"FREQ=YEARLY;BYMONTH={on.month};BYMONTHDAY={day};SKIP=OMIT"
    return None


def _native_solar(asked: RRule, start: date) -> tuple[RuleKind, Mapping[str, Json]] | None:
    """The kind and params with the same days, apart from the end."""
    if asked.year_days or asked.weeks:
        return None
    by = (asked.months, asked.month_days, asked.weekdays, asked.positions)
    match asked.freq:
        case "DAILY" if not any(by):
            return _every(asked.interval, start)
        case "WEEKLY" if not (asked.months or asked.positions):
            return _native_weekly(asked, start)
        case "MONTHLY" if asked.interval == 1 and not asked.months:
            return _native_monthly(asked, start)
        case "YEARLY" if asked.interval == 1 and not (asked.weekdays or asked.positions):
            months, days = asked.months or (start.month,), asked.month_days or (start.day,)
            if asked.month_days and not asked.months:
                return None  # that day of every month
            if len(months) == len(days) == 1 and days[0] > 0:
                return _real_date(months[0], days[0])
    return None


def _every(days: int, start: date) -> tuple[RuleKind, Mapping[str, Json]] | None:
    if days > 3660:
        return None
    return RuleKind.CYCLE_DAYS, {"every_days": days, "anchor": start.isoformat()}


def _real_date(month: int, day: int) -> tuple[RuleKind, Mapping[str, Json]] | None:
    try:
        date(2024, month, day)
    except ValueError:
        return None
    return RuleKind.YEARLY_DATE, {"month": month, "day": day}


def _native_weekly(asked: RRule, start: date) -> tuple[RuleKind, Mapping[str, Json]] | None:
    numbers = sorted({w.day + 1 for w in asked.weekdays} or {start.isoweekday()})
    if asked.interval == 1:
        return RuleKind.WEEKLY, {"weekdays": [*numbers]}
    if numbers == [start.isoweekday()]:
        return _every(7 * asked.interval, start)
    return None


def _native_monthly(asked: RRule, start: date) -> tuple[RuleKind, Mapping[str, Json]] | None:
    if asked.weekdays:
        if asked.month_days or len(asked.weekdays) > 1:
            return None
        (weekday,) = asked.weekdays
        nth = weekday.nth
        if asked.positions:
            if nth or len(asked.positions) > 1:
                return None
            (nth,) = asked.positions
        if nth != -1 and not 1 <= nth <= 5:
            return None
        return RuleKind.MONTHLY_NTH_WEEKDAY, {"nth": nth, "weekday": weekday.day + 1}
    if asked.positions:
        return None
    days = sorted(set(asked.month_days or (start.day,)))
    if len(days) == 1 and (days[0] > 0 or days[0] == -1):
        return RuleKind.MONTHLY_DAY, {"day": days[0]}
    digits = _digits(days, 31)
    return None if digits is None else (RuleKind.SOLAR_DIGIT, {"digits": [*digits]})


def _digits(days: list[int], longest: int) -> list[int] | None:
    digits = sorted({day % 10 for day in days if day > 0})
    full = [day for day in range(1, longest + 1) if day % 10 in digits]
    return digits if full == days else None


def _native_lunar(text: str, start: date) -> Rule:
    parts = rrule_parts(text)
    del parts["RSCALE"]
    parts.pop("WKST", None)
    skip = parts.pop("SKIP", "OMIT")
    if skip not in _POLICIES:
        raise ValueError("SKIP")
    end = until_day(parts.pop("UNTIL")) if "UNTIL" in parts else None
    if parts.pop("INTERVAL", "1") != "1":
        raise ValueError("INTERVAL")
    freq = parts.pop("FREQ", "")
    month_text, days_text = parts.pop("BYMONTH", ""), parts.pop("BYMONTHDAY", "")
    if parts:
        raise ValueError(min(parts))
    begin = lunar_day(start)
    if begin is None or (end is not None and end < start):
        raise ValueError("RSCALE")
    try:
        days = sorted({int(day) for day in days_text.split(",")}) if days_text else [begin.day]
    except ValueError:
        raise ValueError("BYMONTHDAY") from None
    if freq == "MONTHLY" and not month_text:
        digits = _digits(days, 30)
        if digits is None:
            raise ValueError("BYMONTHDAY")
        found = Rule(RuleKind.LUNAR_DIGIT, {"digits": [*digits]}, start, end)
    elif freq == "YEARLY" and len(days) == 1:
        found = _native_lunar_date(month_text or str(begin.month), days[0], skip, start, end)
    else:
        raise ValueError(f"FREQ={freq[:20]}")
    return replace(found, short_month_policy=_POLICIES[skip])


def _native_lunar_date(month_text: str, day: int, skip: str, start: date, end: date | None) -> Rule:
    month_name, _, leap_name = month_text.partition(",")
    if not month_name.isdecimal() or not 1 <= int(month_name) <= 12:
        raise ValueError("BYMONTH")
    month = int(month_name)
    if leap_name not in ("", f"{month}L") or (leap_name and skip != "OMIT"):
        raise ValueError("BYMONTH")
    if day < 0:
        if month != 12 or leap_name or skip != "OMIT" or day < -29:
            raise ValueError("BYMONTHDAY")
        eve: dict[str, Json] = {"festival": "new_years_eve", "offset_days": -1 - day}
        return Rule(RuleKind.BEFORE_FESTIVAL, eve, start, end)
    if not 1 <= day <= 30:
        raise ValueError("BYMONTHDAY")
    leap = LeapMonth.INCLUDE if leap_name else LeapMonth.SKIP
    params: dict[str, Json] = {"month": month, "day": day, "leap": leap.value}
    return Rule(RuleKind.LUNAR_DATE, params, start, end)
