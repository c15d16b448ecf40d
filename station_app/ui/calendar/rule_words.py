"""A recurrence in words: every Tuesday; lunar 3rd, 8th, 13th...; seven days before a festival."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import cast

from station_app.ui.common.day_text import day_words
from sync.clock import Json
from sync.records.days.festivals import FESTIVALS
from sync.records.days.working import WorkCalendar
from sync.records.recurrence import RestDays, Rule, RuleKind, occurrences
from sync.words import Words

SHOWN = 6
"""How many days a preview says."""
_LOOK_AHEAD = 1100


def weekday_names(words: Words) -> tuple[str, ...]:
    tr = words.tr
    return (tr("Mon"), tr("Tue"), tr("Wed"), tr("Thu"), tr("Fri"), tr("Sat"), tr("Sun"))


def nth_names(words: Words) -> Mapping[int, str]:
    tr = words.tr
    return {
        1: tr("the first"),
        2: tr("the second"),
        3: tr("the third"),
        4: tr("the fourth"),
        5: tr("the fifth"),
        -1: tr("the last"),
    }


def rule_sentence(rule: Rule, words: Words) -> str:
    """The rule in words, without its exceptions."""
    tr = words.tr
    said = _said(rule, words)
    if rule.rest_day_policy is RestDays.PREVIOUS_WORKING:
        said = tr("{rule}; on a day off the working day before", rule=said)
    elif rule.rest_day_policy is RestDays.NEXT_WORKING:
        said = tr("{rule}; on a day off the working day after", rule=said)
    if rule.end_on is not None:
        said = tr("{rule}; until {day}", rule=said, day=rule.end_on.isoformat())
    return said


def _said(rule: Rule, words: Words) -> str:
    tr = words.tr
    match rule.kind:
        case RuleKind.ONCE:
            return tr("once")
        case RuleKind.WEEKLY:
            names = weekday_names(words)
            days = (names[n - 1] for n in sorted(rule.wholes("weekdays")))
            return tr("every week on {days}", days=_joined(days, words))
        case RuleKind.MONTHLY_DAY if rule.whole("day") == -1:
            return tr("every month on the last day")
        case RuleKind.MONTHLY_DAY:
            return tr("every month on day {day}", day=rule.whole("day"))
        case RuleKind.MONTHLY_NTH_WEEKDAY:
            nth = nth_names(words)[rule.whole("nth")]
            weekday = weekday_names(words)[rule.whole("weekday") - 1]
            return tr("every month on {nth} {weekday}", nth=nth, weekday=weekday)
        case RuleKind.YEARLY_DATE:
            return tr(
                "every year on {month}-{day}", month=rule.whole("month"), day=rule.whole("day")
            )
        case RuleKind.SOLAR_DIGIT:
            return tr(
                "on days ending in {digits} by the solar calendar", digits=_digits(rule, words)
            )
        case RuleKind.LUNAR_DIGIT:
            return tr(
                "on days ending in {digits} by the lunar calendar", digits=_digits(rule, words)
            )
        case RuleKind.LUNAR_DATE:
            return tr(
                "every year on lunar {month}-{day}",
                month=rule.whole("month"),
                day=rule.whole("day"),
            )
        case RuleKind.BEFORE_FESTIVAL:
            festival = FESTIVALS[rule.text("festival")]
            name = festival.name if words.lang.startswith("zh") else tr(festival.label)
            return tr("{n} days before {festival}", n=rule.whole("offset_days"), festival=name)
        case RuleKind.CYCLE_DAYS:
            return tr("every {n} days", n=rule.whole("every_days"))
    return tr("by a rule of another program")


def _digits(rule: Rule, words: Words) -> str:
    return _joined((str(n) for n in sorted(cast("list[int]", rule.params["digits"]))), words)


def _joined(parts: Iterable[str], words: Words) -> str:
    return ("、" if words.lang.startswith("zh") else ", ").join(parts)


def next_days(rule: Rule, today: date, days: WorkCalendar, words: Words) -> str:
    """The next days of a rule, from its first or today on; empty where it has none."""
    first = max(rule.start_on, today)
    last = date.fromordinal(min(date.max.toordinal(), first.toordinal() + _LOOK_AHEAD))
    found = occurrences(rule, first, last, days)[:SHOWN]
    return _joined((day_words(one.day, words, today) for one in found), words)


def rule_values(values: Mapping[str, Json]) -> dict[str, Json]:
    """The fields of a kept rule on which its days depend."""
    names = (
        "kind", "params", "start_on", "end_on", "rest_day_policy", "short_month_policy",
        "skip_dates", "extra_dates",
    )  # fmt: skip
    return {name: values[name] for name in names if values.get(name) is not None}
