"""Pictures of the calendar's page and its forms, over a real ledger, to be looked at.

    python tools/calendar_screens.py OUT [--scale 100 200] [--only NAME ...]

Works without a display.  The people and places in the pictures are made up.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QBuffer, QDeadlineTimer, QIODevice
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from station_app.background.tasks import Tasks
from station_app.foundation.wording import Wording
from station_app.ui.calendar.header import View
from station_app.ui.calendar.page import CalendarPage
from station_app.ui.calendar.plan import PlanForm
from station_app.ui.calendar.values import PlanRange
from station_app.ui.calendar.writes import Photo, act, changed_entry
from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import DialogService, FrameDialog
from station_app.ui.common.lunar import ChineseLunarDays
from station_app.ui.common.messages import Messages
from station_app.ui.common.navigator import Navigator
from station_app.ui.common.theme import Theme
from station_app.ui.shell.main_window import MainWindow
from station_app.ui.shell.opening import shown
from station_app.ui.shell.ports import Frame, PageEntry, Session
from station_app.ui.shell.start import make_application
from station_app.usecases import activities, rosters, series, stock, visits
from station_app.usecases.desk import Desk, NewStation, init_station, open_desk
from station_app.usecases.session import today_of
from sync.clock import Json, SystemClock, local_date
from sync.ledger.sealing import Cost
from sync.ledger.unit import unit_of_work
from sync.ledger.work_days import work_calendar
from sync.resources import resources_folder
from sync.words import load_words
from tools.intake_screens import photograph
from tools.screens import BADGE, SIZE, StandIn, settle
from tools.sitting import COLOURS

LOGIN, PASSWORD = "lizhuli", "Ym8-wheat-lantern"


def fill(desk: Desk, today: date) -> str:
    """A month of a village; the id of an activity that was held."""
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
    _activity(desk, today, "预付卡风险提示讲座", "村文化广场")
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
    return held


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


class Studio:
    """The window with the calendar in it, as somebody of a village sees it."""

    def __init__(self, folder: Path, scale: int) -> None:
        app = QApplication.instance()
        self.app = app if isinstance(app, QApplication) else make_application(["shots"], "zh_CN")
        words = load_words("zh_CN")
        wording = Wording(words)
        theme = Theme(self.app, resources_folder(), dark=False)
        theme.set_scale(scale)
        self.tasks: Tasks[Desk] = Tasks()
        made: list[MainWindow] = []
        self.today = local_date(SystemClock().now_ms())
        self.context = Context(
            words=words,
            wording=wording,
            theme=theme,
            tasks=self.tasks,
            dialogs=DialogService(theme, words, lambda: made[0] if made else None),
            messages=Messages(wording),
            navigator=Navigator(),
            lunar=ChineseLunarDays(),
            today=lambda: self.today,
        )
        self.folder = folder.parent
        told = NewStation(
            "120115101201", "镇东村消费维权服务站", "village", LOGIN, PASSWORD, "李助理"
        )
        init_station(folder, told, cost=Cost(64, 1, 1))
        found: list[Session] = []

        def opener() -> tuple[Desk, Session]:
            desk = open_desk(folder, LOGIN, PASSWORD)
            self.held = fill(desk, self.today)
            return desk, shown(desk.session, wording, today_of(desk.ledger))

        self.tasks.open(opener, found.append)
        self.wait(lambda: bool(found))
        stand_in = StandIn()
        pages = (PageEntry("calendar", "宣传日历", "calendar", CalendarPage),)
        self.window = MainWindow(self.context, Frame(stand_in, stand_in, stand_in, pages), self.app)
        made.append(self.window)
        self.window.resize(*SIZE)
        self.window.begin(first_start=False)
        self.window.show()
        self.window._enter(found[0])
        self.window.desk.header.show_badge(BADGE)
        page = self.window.desk.current()
        assert isinstance(page, CalendarPage)
        self.page = page
        self.rest()

    def wait(self, ready: Callable[[], bool]) -> None:
        deadline = QDeadlineTimer(20_000)
        while not ready():
            self.app.processEvents()
            if deadline.hasExpired():
                raise TimeoutError
        settle()

    def rest(self) -> None:
        """Until everything asked for so far was answered."""
        for _ in range(4):
            self._answered()

    def _answered(self) -> None:
        answered: list[bool] = []
        self.tasks.on_ledger(lambda _: True, answered.append)
        self.wait(lambda: bool(answered))

    def dialog(self) -> FrameDialog:
        self.rest()
        return shown_dialogs()[-1]

    def hold(self) -> None:
        """The chosen activity as it was held, with both photos; its sheet as a PDF."""
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

    def close(self) -> None:
        self.window.close()
        self.tasks.stop()


def scenes(studio: Studio) -> Iterator[tuple[str, QWidget]]:
    page, face = studio.page, studio.page.face
    yield "month", studio.window
    day = studio.today - timedelta(days=3)
    face.go_to(day)
    studio.rest()
    face.current.choose_entry(studio.held)
    studio.rest()
    yield "chosen", studio.window
    page.acts.plan(PlanRange.of_days(studio.today, studio.today))
    form = studio.dialog()
    yield "plan", studio.window
    assert isinstance(form, PlanForm)
    assert form.repeat is not None
    form.repeat.set_value({"kind": "lunar_digit", "params": {"digits": [3, 8]}})
    form.fit()
    bar = form._scroll.verticalScrollBar()
    settle()
    bar.setValue(bar.maximum() * 2 // 3)
    yield "repeat", studio.window
    form.reject()
    page.acts.do(studio.held, "move:hold")
    form = studio.dialog()
    yield "hold", studio.window
    bar = form._scroll.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    yield "hold-stock", studio.window
    form.reject()
    studio.hold()
    yield "held", studio.window
    page.acts.do(studio.held, "edit")
    studio.dialog().reject()
    page.acts.stock()
    form = studio.dialog()
    yield "stock", studio.window
    form.reject()
    face.header.print.click()
    form = studio.dialog()
    yield "print", studio.window
    form.reject()
    for view in (View.WEEK, View.AGENDA, View.YEAR):
        face.show_view(view)
        studio.rest()
        yield view.value, studio.window


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--scale", type=int, nargs="+", default=[100, 200])
    parser.add_argument("--only", nargs="+", default=None)
    wanted = parser.parse_args()
    wanted.out.mkdir(parents=True, exist_ok=True)
    for scale in wanted.scale:
        with tempfile.TemporaryDirectory() as folder:
            studio = Studio(Path(folder) / "desk", scale)
            for name, _ in scenes(studio):
                if wanted.only and name not in wanted.only:
                    continue
                settle()
                ending = "" if scale == 100 else f"-{scale}"
                # Dialogs stand in windows of their own: they are painted where they stand.
                picture = studio.window.grab()
                _paint_dialogs(studio.window, picture)
                _save(picture, wanted.out / f"calendar-{name}{ending}.png")
            studio.close()


def _save(picture: QPixmap, place: Path) -> None:
    """With as many colours as flat surfaces and the edges of letters need."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    full = Image.open(io.BytesIO(buffer.data().data())).convert("RGB")
    full.quantize(COLOURS, dither=Image.Dither.NONE).save(place, optimize=True)


def shown_dialogs() -> list[FrameDialog]:
    """The dialogs that are open, the last opened at the end."""
    top = QApplication.topLevelWidgets()
    return [one for one in top if isinstance(one, FrameDialog) and one.isVisible()]


def _paint_dialogs(window: MainWindow, picture: QPixmap) -> None:
    painter = QPainter(picture)
    for dialog in shown_dialogs():
        if dialog.isVisible():
            at = window.rect().center() - dialog.rect().center()
            painter.drawPixmap(at, dialog.grab())
    painter.end()


if __name__ == "__main__":
    main()
