"""Pictures of the calendar's page and its forms, over a real ledger, to be looked at.

    python tools/calendar_screens.py OUT [--scale 100 200] [--lang zh_CN en] [--dark]
                                         [--only NAME ...] [--kept]

Works without a display.  The people and places in the pictures are made up.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtWidgets import QWidget

from station_app.ui.calendar.forms import RecordForm
from station_app.ui.calendar.header import View
from station_app.ui.calendar.page import CalendarPage
from station_app.ui.calendar.plan import PlanForm, Reach
from station_app.ui.calendar.values import PlanRange
from station_app.ui.calendar.writes import Photo, act, changed_entry, take_file
from station_app.usecases import activities, rosters, series, stock, visits
from station_app.usecases.desk import Desk
from station_app.usecases.session import today_of
from sync.clock import Json
from sync.ledger.unit import unit_of_work
from sync.ledger.work_days import work_calendar
from tools.live_window import LiveWindow, Look, photograph, take_pictures
from tools.screens import settle


def fill(desk: Desk, today: date) -> dict[str, str]:
    """A month of a village; the ids of what is opened later."""
    ledger, session, days = desk.ledger, desk.session, work_calendar()
    market: dict[str, Json] = {
        "name": "大口屯集",
        "kind": "lunar_digit",
        "params": {"digits": [3, 8]},
        "start_on": "2026-01-01",
        "used_for": "market",
    }
    series.add_rule(ledger, session, market, days)
    study: dict[str, Json] = {
        "name": "每周二宣传栏更新",
        "kind": "weekly",
        "params": {"weekdays": [2]},
        "start_on": today.isoformat(),
        "time_of_day": "15:00",
        "duration_min": 60,
        "template": {
            "title": "宣传栏更新",
            "kind": "board",
            "place": "村委会门口",
            "topic_codes": ["food"],
        },
    }
    series.add_rule(ledger, session, study, days)
    received: dict[str, Json] = {
        "item_kind": "leaflet",
        "item_name": "农资识假挂历",
        "way": "received",
        "quantity": 500,
        "at": f"{today - timedelta(days=12)}T09:00:00+08:00",
    }
    stock.add_entry(ledger, session, received)
    person = ledger.db.rows("SELECT id FROM r_person")[0][0]
    for n in range(-10, 20, 2):
        on: dict[str, Json] = {
            "date": (today + timedelta(days=n)).isoformat(),
            "person_id": str(person),
        }
        rosters.add_duty(ledger, session, on)
    visits.add_visit(
        ledger, session, {"kind": "sit_in", "planned_on": str(today + timedelta(days=4))}
    )
    held = _activity(desk, today - timedelta(days=3), "赶集日农资识假", "大口屯集东头")
    coming = _activity(desk, today, "预付卡风险提示讲座", "村文化广场")
    _activity(desk, today + timedelta(days=6), "老年人防会销宣传", "镇敬老院")
    late = _activity(desk, today - timedelta(days=6), "广播提醒网购退货", "村广播站")
    why: dict[str, Json] = {"not_held_reason": "停电"}
    activities.act(ledger, session, late, "postpone", why)
    with unit_of_work(ledger, session.user_id) as unit:
        unit.create(
            "campaign",
            {
                "plan_name": "2026年县宣传计划",
                "entry_key": "winter",
                "title": "冬季农资打假宣传",
                "kind": "campaign",
                "topic_codes": ["farm_inputs"],
                "from_on": today.isoformat(),
                "to_on": (today + timedelta(days=21)).isoformat(),
                "text": "每站至少一次，留横幅和现场照片。",
            },
        )
    return {"held": held, "coming": coming}


def _activity(desk: Desk, day: date, title: str, place: str) -> str:
    given: dict[str, Json] = {
        "title": title,
        "kind": "market_day",
        "planned_start": f"{day}T09:00:00+08:00",
        "planned_end": f"{day}T11:00:00+08:00",
        "place": place,
        "topic_codes": ["farm_inputs"],
        "audience_kind": ["villagers", "farmers"],
        "partners": ["镇农业服务中心"],
    }
    return activities.add_activity(desk.ledger, desk.session, given).id


class Studio(LiveWindow):
    """The window with the calendar in it, as somebody of a village sees it."""

    def __init__(self, folder: Path, look: Look) -> None:
        ids: dict[str, str] = {}
        super().__init__(
            folder,
            look,
            "calendar",
            CalendarPage,
            lambda desk: ids.update(fill(desk, today_of(desk.ledger))),
        )
        self.held = ids["held"]
        self.coming = ids["coming"]
        page = self.window.desk.current()
        assert isinstance(page, CalendarPage)
        self.page = page

    def form(self) -> RecordForm:
        form = self.dialog()
        assert isinstance(form, RecordForm)
        return form

    def hold(self) -> None:
        """The chosen activity as it was held, with both photos."""
        given: dict[str, Json] = {
            "held_start": f"{self.today - timedelta(days=3)}T09:05:00+08:00",
            "audience_count": 120,
            "households": 64,
            "consult_count": 14,
            "banners": 1,
            "materials": [{"name": "农资识假挂历", "kind": "leaflet", "given": 120, "left": 380}],
            "summary": "在大口屯集东头摆台，发放识假挂历，讲解种子标签和购买凭证。",
            "feedback": "问去年买的种子没出苗还能不能赔。",
        }
        pictures = [self.folder / name for name in ("横幅.jpg", "现场.jpg")]
        for place in pictures:
            photograph().save(str(place), quality=80)
        photos = [
            Photo(pictures[0], "横幅照片"),
            Photo(pictures[1], "现场照片"),
        ]
        self.tasks.on_ledger(
            lambda desk: act(desk, activities.KIND, self.held, "hold", given, photos),
            changes=lambda _: changed_entry(activities.KIND, self.held),
        )
        self.rest()

    def of_series(self) -> str:
        """An activity that the weekly rule made."""
        rows: list[str] = []
        self.tasks.on_ledger(
            lambda desk: desk.ledger.db.rows(
                "SELECT id FROM r_propaganda_activity WHERE rule_id IS NOT NULL "
                "ORDER BY planned_start LIMIT 1"
            ),
            lambda found: rows.extend(row[0] for row in found),
        )
        self.rest()
        return rows[0]


def scenes(studio: Studio) -> Iterator[tuple[str, QWidget]]:
    face = studio.page.face
    yield "month", studio.window
    face.go_to(studio.today - timedelta(days=3))
    studio.rest()
    face.current.choose_entry(studio.held)
    # Where only one of both has room, Enter opens it.
    face.current.entry_opened.emit(studio.held)
    studio.rest()
    yield "chosen", studio.window
    yield from _planning(studio)
    yield from _holding(studio)
    yield from _moving(studio)
    yield from _series(studio)
    yield from _papers(studio)
    for view in (View.WEEK, View.AGENDA, View.YEAR):
        face.show_view(view)
        studio.rest()
        yield view.value, studio.window
    face.show_view(View.MONTH)
    studio.rest()


def _planning(studio: Studio) -> Iterator[tuple[str, QWidget]]:
    studio.page.acts.plan(PlanRange.of_days(studio.today, studio.today))
    form = studio.form()
    yield "plan", studio.window
    form.submit()
    yield "plan-faults", studio.window
    assert isinstance(form, PlanForm)
    assert form.repeat is not None
    form.repeat.set_value({"kind": "lunar_digit", "params": {"digits": [3, 8]}})
    form.fit()
    _scroll(form, 0.66)
    yield "repeat", studio.window
    form.more_link.click()
    _scroll(form, 1)
    yield "plan-more", studio.window
    form.reject()


def _holding(studio: Studio) -> Iterator[tuple[str, QWidget]]:
    page = studio.page
    page.acts.do(studio.held, "move:hold")
    form = studio.form()
    yield "hold", studio.window
    _scroll(form, 0.5)
    yield "hold-stock", studio.window
    _scroll(form, 1)
    yield "hold-photos", studio.window
    form.reject()
    studio.hold()
    yield "held", studio.window
    page.acts.do(studio.held, "sheet")
    sheet = studio.dialog()
    yield "sheet", studio.window
    sheet.reject()


def _moving(studio: Studio) -> Iterator[tuple[str, QWidget]]:
    page, face = studio.page, studio.page.face
    face.go_to(studio.today)
    studio.rest()
    face.current.choose_entry(studio.coming)
    studio.rest()
    for action in ("postpone", "cancel", "miss"):
        page.acts.do(studio.coming, f"move:{action}")
        form = studio.form()
        yield action, studio.window
        form.reject()
    page.acts.do(studio.coming, "remove")
    asked = studio.dialog()
    yield "remove", studio.window
    asked.reject()
    page.acts.answer(next(iter(face.panel.answers)))
    form = studio.form()
    yield "answer", studio.window
    form.reject()


def _series(studio: Studio) -> Iterator[tuple[str, QWidget]]:
    page, one = studio.page, studio.of_series()
    page.open_item(one)
    studio.rest()
    yield "series", studio.window
    page.acts.do(one, "edit")
    asked = studio.dialog()
    yield "series-asked", studio.window
    asked.reject()
    found: list[PlanForm] = []
    for reach in (Reach.ONE, Reach.ALL):
        assert page.entry is not None
        page.acts._edit_form(page.entry, reach)
        form = studio.form()
        assert isinstance(form, PlanForm)
        found.append(form)
        yield f"series-{reach.value}", studio.window
        form.reject()


def _papers(studio: Studio) -> Iterator[tuple[str, QWidget]]:
    acts, face = studio.page.acts, studio.page.face
    for name, opens in (
        ("stock", acts.stock),
        ("market", acts.market),
        ("print", face.header.print.click),
    ):
        opens()
        shown = studio.dialog()
        yield name, studio.window
        shown.reject()
    file = studio.folder / "别处的日历.ics"
    file.write_text(OTHERS, encoding="utf-8")
    acts.files._context.tasks.on_ledger(
        lambda desk: take_file(desk, file), acts.files._tell, owner=acts
    )
    account = studio.dialog()
    yield "taken-in", studio.window
    account.reject()
    menu = acts.menu()
    menu.popup(face.header.more.mapToGlobal(face.header.more.rect().bottomLeft()))
    settle()
    yield "menu", studio.window
    menu.close()


OTHERS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//calendar//CN
BEGIN:VEVENT
UID:one@example
DTSTAMP:20260101T000000Z
DTSTART:20261203T010000Z
DTEND:20261203T020000Z
SUMMARY:食品安全讲座
LOCATION:镇文化站
END:VEVENT
BEGIN:VEVENT
UID:two@example
DTSTAMP:20260101T000000Z
DTSTART:20261204T010000Z
RRULE:FREQ=SECONDLY;COUNT=3
SUMMARY:每秒一次
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def _scroll(form: RecordForm, part: float) -> None:
    settle()
    bar = form._scroll.verticalScrollBar()
    bar.setValue(round(bar.maximum() * part))


def _make(folder: Path, look: Look) -> tuple[Studio, Iterator[tuple[str, QWidget]]]:
    studio = Studio(folder, look)
    return studio, scenes(studio)


if __name__ == "__main__":
    take_pictures("calendar", _make)
