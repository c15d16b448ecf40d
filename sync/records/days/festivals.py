"""Festivals and public days that a calendar shows and a plan counts from (domain rules 11, 11.1).

Public holidays are another thing: which days are off is told by `working.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from sync.records.days.lunar import TERM_NAMES, LunarDay, known_months, solar_day, solar_terms
from sync.words import mark


@dataclass(frozen=True, slots=True)
class OfSolarYear:
    """The same day of every solar year."""

    month: int
    day: int


@dataclass(frozen=True, slots=True)
class OfLunarYear:
    """The same day of every lunar year, leap months apart; day -1 is the month's last."""

    month: int
    day: int


@dataclass(frozen=True, slots=True)
class OfTerm:
    """The day of a solar term, by its name."""

    term: str


@dataclass(frozen=True, slots=True)
class Festival:
    """`name`: as Chinese calendars print it; `label`: the English source of its words."""

    code: str
    name: str
    label: str
    on: OfSolarYear | OfLunarYear | OfTerm


_ALL = (
    Festival("spring_festival", "春节", mark("Spring Festival"), OfLunarYear(1, 1)),
    Festival("lantern", "元宵节", mark("Lantern Festival"), OfLunarYear(1, 15)),
    Festival("dragon_head", "龙头节", mark("Dragon Head Day"), OfLunarYear(2, 2)),
    Festival("dragon_boat", "端午节", mark("Dragon Boat Festival"), OfLunarYear(5, 5)),
    Festival("double_seventh", "七夕节", mark("Double Seventh"), OfLunarYear(7, 7)),
    Festival("ghost", "中元节", mark("Ghost Festival"), OfLunarYear(7, 15)),
    Festival("mid_autumn", "中秋节", mark("Mid-Autumn Festival"), OfLunarYear(8, 15)),
    Festival("double_ninth", "重阳节", mark("Double Ninth"), OfLunarYear(9, 9)),
    Festival("laba", "腊八节", mark("Laba Festival"), OfLunarYear(12, 8)),
    Festival("little_new_year", "小年", mark("Little New Year"), OfLunarYear(12, 23)),
    Festival(
        "little_new_year_south", "南方小年", mark("Little New Year (south)"), OfLunarYear(12, 24)
    ),
    Festival("new_years_eve", "除夕", mark("Lunar New Year's Eve"), OfLunarYear(12, -1)),
    Festival("qingming", "清明节", mark("Tomb-Sweeping Day"), OfTerm("清明")),
    Festival("harvest", "农民丰收节", mark("Farmers' Harvest Festival"), OfTerm("秋分")),
    Festival("new_year", "元旦", mark("New Year's Day"), OfSolarYear(1, 1)),
    Festival("womens_day", "妇女节", mark("Women's Day"), OfSolarYear(3, 8)),
    Festival("arbor_day", "植树节", mark("Arbor Day"), OfSolarYear(3, 12)),
    Festival("consumer_day", "消费者权益日", mark("Consumer Rights Day"), OfSolarYear(3, 15)),
    Festival(
        "intellectual_property", "知识产权日", mark("Intellectual Property Day"), OfSolarYear(4, 26)
    ),
    Festival("labour_day", "劳动节", mark("Labour Day"), OfSolarYear(5, 1)),
    Festival("youth_day", "青年节", mark("Youth Day"), OfSolarYear(5, 4)),
    Festival("metrology_day", "计量日", mark("Metrology Day"), OfSolarYear(5, 20)),
    Festival("childrens_day", "儿童节", mark("Children's Day"), OfSolarYear(6, 1)),
    Festival("party_day", "建党节", mark("Party Founding Day"), OfSolarYear(7, 1)),
    Festival("army_day", "建军节", mark("Army Day"), OfSolarYear(8, 1)),
    Festival("teachers_day", "教师节", mark("Teachers' Day"), OfSolarYear(9, 10)),
    Festival("national_day", "国庆节", mark("National Day"), OfSolarYear(10, 1)),
    Festival("constitution_day", "国家宪法日", mark("Constitution Day"), OfSolarYear(12, 4)),
)
FESTIVALS: Mapping[str, Festival] = MappingProxyType({f.code: f for f in _ALL})
"""By code; traditional ones first."""


def festival_of_year(festival: Festival, year: int) -> date | None:
    """Its day in a year, solar or lunar as the festival is; None beyond the lunar table.

    Of a lunar year: its New Year's Eve falls into the solar year after.
    """
    on = festival.on
    if isinstance(on, OfSolarYear):
        return date(year, on.month, on.day)
    if isinstance(on, OfTerm):
        terms = solar_terms(year)
        return terms[TERM_NAMES.index(on.term)] if terms else None
    if on.day > 0:
        return solar_day(LunarDay(year, on.month, on.day))
    # The last day of the month; for the twelfth one that of the year, should it have a leap one.
    months = [m for m in known_months(year) or () if m.number == on.month]
    return months[-1].first + timedelta(days=months[-1].days + on.day) if months else None


def festivals_on(day: date) -> tuple[Festival, ...]:
    """The festivals of a day, traditional ones first."""
    return _of_solar_year(day.year).get(day, ())


@lru_cache(maxsize=400)
def _of_solar_year(year: int) -> Mapping[date, tuple[Festival, ...]]:
    found: dict[date, tuple[Festival, ...]] = {}
    for festival in _ALL:
        for in_year in (year - 1, year):
            day = festival_of_year(festival, in_year) if in_year > 0 else None
            if day is not None and day.year == year:
                found[day] = (*found.get(day, ()), festival)
    return found
