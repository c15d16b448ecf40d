"""Articles in words and signs; no widget."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from station_app.ui.common.context import Context
from station_app.usecases.reading.laws import COMING, ENDED, IN_FORCE, Article

SIGNS: Mapping[str, str] = {COMING: "○", IN_FORCE: "✓", ENDED: "✗"}
"""Beside the word, never alone."""


def long_day(context: Context, day: date) -> str:
    """`2026年4月15日`."""
    return context.words.tr("{year}-{month}-{day}", year=day.year, month=day.month, day=day.day)


def effect_words(context: Context, one: Article) -> str:
    """`✓ 现行有效，自2014年3月15日起施行`: as of today, whatever day is looked at."""
    tr, state = context.words.tr, one.state_on(context.today())
    since = long_day(context, one.from_day)
    if state == COMING:
        said = tr("Not in force yet: comes into force on {day}", day=since)
    elif one.until is None or state == IN_FORCE:
        said = tr("In force since {day}", day=since)
    else:
        last = long_day(context, one.until)
        said = tr("No longer in force: was so from {first} to {last}", first=since, last=last)
    return f"{SIGNS[state]} {said}"


def heading_words(context: Context, one: Article) -> str:
    """What stands in the list; one that is not in force says so before anything else."""
    tr, state = context.words.tr, one.state_on(context.today())
    if state == IN_FORCE:
        return one.heading
    said = tr("not in force yet") if state == COMING else tr("no longer in force")
    return f"{SIGNS[state]} {said}　{one.heading}"


def number_words(one: Article) -> str:
    """`148`, `586–587`: in a list figures are found sooner than numerals."""
    return str(one.number) if one.last == one.number else f"{one.number}–{one.last}"
