"""Pictures of the intake page in its states, over a real ledger, to be looked at.

    python tools/intake_screens.py OUT [--scale 100 200] [--dark] [--only NAME ...]

Works without a display.  The people in the pictures are made up.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QDeadlineTimer
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from station_app.background.tasks import Tasks
from station_app.foundation.wording import Wording
from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import DialogService
from station_app.ui.common.lunar import ChineseLunarDays
from station_app.ui.common.messages import Messages
from station_app.ui.common.navigator import Navigator
from station_app.ui.common.theme import Theme
from station_app.ui.intake.page import IntakePage
from station_app.ui.shell.main_window import MainWindow
from station_app.ui.shell.opening import shown
from station_app.ui.shell.ports import Frame, PageEntry, Session
from station_app.ui.shell.start import make_application
from station_app.usecases.desk import Desk, NewStation, init_station, open_desk
from station_app.usecases.session import today_of
from sync.clock import Json, SystemClock, local_date
from sync.ledger.sealing import Cost
from sync.resources import resources_folder
from sync.words import load_words
from tools.screens import BADGE, SIZE, StandIn, settle

LOGIN, PASSWORD = "lizhuli", "Ym8-wheat-lantern"
BODY: dict[str, Json] = {
    "matter_type": "complaint",
    "title": "玉米种子不出苗",
    "channel": "walk_in",
    "object_kind": "farm_input",
    "category_code": "farm_inputs.seed",
    "object_name": "玉米种子",
    "quantity": "4",
    "unit": "袋",
    "amount": "320.00",
    "purchase_on": "2026-04-20",
    "purchase_mode": "market_stall",
    "problem_nature": ["quality", "after_sales"],
    "facts": "四月二十日在大集东头买玉米种子四袋，播种后二十天不出苗，"
    "袋上批号与小票不符，摊主不肯退钱。",
    "incident_on": "2026-05-12",
    "requests": [{"request_kind": "refund", "money": "320.00"}, {"request_kind": "apology"}],
    "consent_entrusted": True,
    "consent_non_site": True,
    "consent_publication": False,
    "privacy_notice_way": "read_out",
    "parties": [
        {
            "role": "complainant",
            "kind": "person",
            "name": "王某某",
            "phone": "13800000000",
            "address": "镇东村三区12号",
            "age_band": "60-79",
        },
        {
            "role": "respondent",
            "kind": "stall_unlicensed",
            "name": "某某种子摊",
            "phone": "13900000000",
            "business_place": "大集东头",
            "unlicensed": True,
        },
    ],
}


class Studio:
    """A real desk in a folder of its own, and a window over it."""

    def __init__(self, folder: Path, scale: int, *, dark: bool) -> None:
        app = QApplication.instance()
        self.app = app if isinstance(app, QApplication) else make_application(["intake"], "zh_CN")
        self.tasks: Tasks[Desk] = Tasks()
        words = load_words("zh_CN")
        wording = Wording(words)
        theme = Theme(self.app, resources_folder(), scale=scale, dark=dark)
        made: list[QWidget] = []
        self.context = Context(
            words=words,
            wording=wording,
            theme=theme,
            tasks=self.tasks,
            dialogs=DialogService(theme, words, lambda: made[0] if made else None),
            messages=Messages(wording),
            navigator=Navigator(),
            lunar=ChineseLunarDays(),
            today=lambda: local_date(SystemClock().now_ms()),
        )
        plate = "镇东村消费维权服务站"
        told = NewStation("120115101201", plate, "village", LOGIN, PASSWORD, "李助理")
        init_station(folder, told, cost=Cost(64, 1, 1))
        found: list[Session] = []

        def opener() -> tuple[Desk, Session]:
            desk = open_desk(folder, LOGIN, PASSWORD)
            return desk, shown(desk.session, wording, today_of(desk.ledger))

        self.tasks.open(opener, found.append)
        self.wait(lambda: bool(found))
        stand_in = StandIn()
        pages = (PageEntry("intake", "投诉登记", "intake", IntakePage),)
        self.window = MainWindow(self.context, Frame(stand_in, stand_in, stand_in, pages), self.app)
        made.append(self.window)
        self.window.resize(*SIZE)
        self.window.begin(first_start=False)
        self.window.show()
        self.window._enter(found[0])
        self.window.desk.header.show_badge(BADGE)
        page = self.window.desk.current()
        assert isinstance(page, IntakePage)
        self.page = page
        self.wait(lambda: page.ready)

    def wait(self, ready: Callable[[], bool]) -> None:
        deadline = QDeadlineTimer(20_000)
        while not ready():
            self.app.processEvents()
            if deadline.hasExpired():
                raise TimeoutError
        settle()

    def close(self) -> None:
        self.window.close()
        self.tasks.stop()


def scenes(studio: Studio, folder: Path) -> Iterator[str]:
    page = studio.page
    form = page.form
    yield "new"
    page._to_reading()
    yield "faults"
    page.judge.forget()
    form.show_body(BODY)
    page._edited(None)
    for section in form.cards:
        page._go_to_section(section)
        settle()
        yield f"section-{section.value}"
    page.scrolling.verticalScrollBar().setValue(0)
    yield "full-top"
    picture = folder / "种子袋照片.png"
    photograph().save(str(picture))
    refused = folder / "程序.exe"
    refused.write_bytes(b"MZ" + bytes(200))
    form.evidence.take_paths([picture, refused])
    studio.wait(lambda: form.evidence.waiting == 0)
    page._go_to_section(next(s for s in form.cards if s.value == "evidence"))
    yield "evidence"
    form._add_person.click()
    page._go_to_section(next(s for s in form.cards if s.value == "who"))
    settle()
    yield "helper"
    form._remove(form.people[-1])
    page.keeper.flush()
    studio.wait(lambda: page.keeper.draft_id is not None)
    page._show_drafts()
    settle()
    studio.wait(lambda: bool(page.drafts.rows))
    yield "drafts"
    page._show_writing()
    page._to_reading()
    yield "read-back"
    page.read_back.read.setChecked(True)
    page.read_back.go.click()
    studio.wait(lambda: page.faces.currentWidget() is page.receipt)
    studio.wait(lambda: "…" not in page.receipt.files.text())
    yield "receipt"


def photograph() -> QImage:
    image = QImage(2400, 1600, QImage.Format.Format_RGB32)
    image.fill(QColor("#C9B27C"))
    painter = QPainter(image)
    for n in range(40):
        painter.fillRect(n * 60, 200 + (n * 97) % 900, 40, 300, QColor(90 + n * 3, 120, 60))
    painter.end()
    return image


def main() -> None:
    parser = argparse.ArgumentParser(description="Pictures of the intake page.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--scale", type=int, nargs="+", default=[100, 200])
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--only", nargs="+", default=[])
    wanted = parser.parse_args()
    wanted.out.mkdir(parents=True, exist_ok=True)
    shade = "-dark" if wanted.dark else ""
    for scale in wanted.scale:
        with tempfile.TemporaryDirectory() as name:
            studio = Studio(Path(name) / "data", scale, dark=wanted.dark)
            for scene in scenes(studio, Path(name)):
                if not wanted.only or scene in wanted.only:
                    settle()
                    file = wanted.out / f"intake-{scene}-{scale}{shade}.png"
                    studio.window.grab().save(str(file))
            studio.close()


if __name__ == "__main__":
    main()
