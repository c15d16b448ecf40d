"""A station's year of days and entries, made up, for pictures, tests and figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from station_app.ui.calendar.facts import day_facts
from station_app.ui.calendar.values import (
    CalendarEntry,
    CountyAsk,
    DayFacts,
    EntryDetail,
    EntryKind,
    EntryStatus,
)
from station_app.usecases.reading.marked_days import DueThing
from sync.ledger.work_days import work_calendar
from sync.records.days.lunar import lunar_day
from sync.words import Words

TODAY = date(2026, 11, 21)
DUTY = ("李助理", "张助理")


def sample_facts(first: date, last: date, words: Words) -> Mapping[date, DayFacts]:
    """Markets at 逢三逢八 by the lunar calendar; people on duty by turns; some days with dues."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    lunar = {day: lunar_day(day) for day in days}
    markets = {d: ("大口屯集",) for d, at in lunar.items() if at and at.day % 10 in (3, 8)}
    work = work_calendar()
    on_duty = (d for d in days if work.fact(d).works)
    duty = {d: (DUTY[d.toordinal() // 7 % 2],) for d in on_duty}
    titles = {
        date(2026, 11, 21): ("玉米种子不出苗",),
        date(2026, 11, 24): ("手机套餐多扣费",),
        date(2026, 11, 27): ("预付卡不退款", "化肥含量不足"),
    }
    due = {day: [DueThing(one, "cases", one) for one in named] for day, named in titles.items()}
    return day_facts(first, last, work, words, markets=markets, duty=duty, due=due)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute))


def entry(
    number: int,
    title: str,
    day: date,
    hours: tuple[int, int] | None = None,
    *,
    kind: EntryKind = EntryKind.ACTIVITY,
    status: EntryStatus = EntryStatus.PLANNED,
    days: int = 1,
    movable: bool = True,
    whose: str = "",
    place: str = "",
    result: str = "",
) -> CalendarEntry:
    last = day + timedelta(days=days - 1)
    return CalendarEntry(
        f"e{number}",
        title,
        at(day, hours[0] if hours else 0),
        at(last, hours[1] if hours else 0),
        kind=kind,
        status=status,
        all_day=hours is None,
        movable=movable,
        whose=whose,
        place=place,
        result=result,
    )


def november() -> list[CalendarEntry]:
    """November 2026 as a village plans and holds it."""
    held, planned, county = EntryStatus.HELD, EntryStatus.PLANNED, EntryKind.COUNTY
    month = [
        entry(
            10 + day,
            "行风学习日",
            date(2026, 11, day),
            (15, 16),
            kind=EntryKind.STUDY,
            status=held if day < 21 else planned,
        )
        for day in (3, 10, 17, 24)
    ]
    d = [date(2026, 11, 1) + timedelta(days=n) for n in range(30)]
    return [
        *month,
        entry(1, "赶集宣传", d[5], (8, 11), status=held, place="大口屯集", result="120份"),
        entry(2, "新办法解读", d[12], (9, 11), kind=EntryKind.TRAINING, status=held, result="14人"),
        entry(
            3, "所长坐班", d[18], (9, 16), kind=EntryKind.VISIT, movable=False, whose="市场监管所"
        ),
        entry(
            4, "进校园：消费课", d[21], (14, 15), status=EntryStatus.CONFIRMED, place="镇中心小学"
        ),
        entry(
            5,
            "赶集宣传：识别假种子",
            d[25],
            (9, 11),
            place="大口屯集",
            status=EntryStatus.CONFIRMED,
        ),
        entry(6, "农资打假宣传周", d[22], days=5, kind=county, movable=False, whose="县"),
        entry(7, "宣传栏更新", d[8], status=EntryStatus.MISSED),
        entry(8, "防骗座谈会", d[19], (9, 10), status=EntryStatus.CANCELLED),
        entry(9, "入户走访", d[10], (14, 16), status=EntryStatus.POSTPONED),
        entry(30, "村广播：预付卡", d[25], (7, 8)),
        entry(31, "进村：识别假农药", d[25], (14, 16)),
        entry(32, "志愿者碰头", d[25], (16, 17), kind=EntryKind.OTHER),
        entry(33, "信息员培训", d[26], (9, 12), kind=EntryKind.TRAINING),
    ]


def many(count: int, first: date) -> list[CalendarEntry]:
    """So many entries over six weeks, some of several days."""
    kinds = list(EntryKind)
    return [
        entry(
            n,
            f"赶集宣传：识别假种子第{n}场",
            first + timedelta(days=n * 17 % 42),
            None if n % 5 == 0 else (7 + n % 10, 9 + n % 10),
            kind=kinds[n % len(kinds)],
            status=list(EntryStatus)[n % 6],
            days=3 if n % 10 == 0 else 1,
            result="120份" if n % 3 == 0 else "",
        )
        for n in range(count)
    ]


def year_of_entries(year: int) -> list[CalendarEntry]:
    """A year's plan: study days, market days, festivals."""
    found = []
    for number in range(365):
        day = date(year, 1, 1) + timedelta(days=number)
        status = EntryStatus.HELD if day < TODAY else EntryStatus.PLANNED
        if day.weekday() == 1:
            found.append(
                entry(
                    1000 + number, "行风学习日", day, (15, 16), kind=EntryKind.STUDY, status=status
                )
            )
        lunar = lunar_day(day)
        if lunar and lunar.day in (8, 28):
            found.append(entry(2000 + number, "赶集宣传", day, (8, 11), status=status))
        if day.day == 19:
            found.append(
                entry(3000 + number, "所长坐班", day, (9, 16), kind=EntryKind.VISIT, status=status)
            )
    return found


def sample_detail(shown: CalendarEntry) -> EntryDetail:
    return EntryDetail(
        shown,
        (
            "方式：现场咨询 · 专题性",
            "讲解：李助理 · 协办：镇市场监管所",
            "",
            "传单 计划 200 份",
            "库存 380，用后剩 180",
            "",
            "要留的凭据：横幅照片、现场照片、签到",
        ),
        action="记为已举办",
        action_key="hold",
        more=(("edit", "修改"), ("postpone", "延期"), ("cancel", "取消活动")),
    )


ASKS = (
    CountyAsk("c1", "宪法宣传周", "12月4日前后 · 待答复日期"),
    CountyAsk("c2", "年货质量宣传", "腊月十五前 · 待答复日期"),
)
