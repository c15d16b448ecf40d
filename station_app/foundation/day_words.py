"""Days in words: the weekday, and what sets a day apart from the plain week; no Qt."""

from __future__ import annotations

from datetime import date

from sync.records.days.working import Certainty, DayFact, DayKind
from sync.words import Words


def weekday_words(day: date, words: Words) -> str:
    """`周一`."""
    names = (
        words.tr("Mon"),
        words.tr("Tue"),
        words.tr("Wed"),
        words.tr("Thu"),
        words.tr("Fri"),
        words.tr("Sat"),
        words.tr("Sun"),
    )
    return names[day.weekday()]


def apart_words(fact: DayFact, words: Words) -> str:
    """`国庆节放假`, `春节补班`, with a county's own reason; empty on a plain day of the week."""
    if fact.kind is None:
        return ""
    if fact.kind is DayKind.OFF:
        said = words.tr("{name}: day off", name=fact.name)
    else:
        said = words.tr("{name}: make-up workday", name=fact.name)
    return words.tr("{said} ({reason})", said=said, reason=fact.reason) if fact.reason else said


def certainty_words(certainty: Certainty, words: Words) -> str:
    """`暂定` for what no official table says yet; empty for what is certain."""
    return words.tr("provisional") if certainty is Certainty.PROJECTED else ""
