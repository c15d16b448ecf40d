"""A real desk on its own worker, and the intake page over it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from station_app.background.tasks import Tasks
from station_app.ui.common.context import Context
from station_app.ui.intake.page import IntakePage
from station_app.ui.shell.opening import shown
from station_app.usecases.desk import Desk, NewStation, init_station, open_desk
from sync.clock import Clock
from sync.ledger.sealing import Cost
from sync.problems import Problem

CODE, LOGIN, PASSWORD = "120115101201", "lizhuli", "Ym8-wheat-lantern"
R = TypeVar("R")


def make_folder(folder: Path, clock: Clock) -> Path:
    """A station's data folder with its first account."""
    told = NewStation(CODE, "镇东村消费维权服务站", "village", LOGIN, PASSWORD, "李某")
    init_station(folder, told, clock=clock, cost=Cost(64, 1, 1))
    return folder


def here() -> Any:
    """The widget that has the keyboard."""
    return QApplication.focusWidget()


class Live:
    """`page` is shown and has asked the ledger what it needs; `do` runs a job on the worker."""

    def __init__(self, qtbot: Any, context: Context, clock: Clock, folder: Path) -> None:
        self.qtbot = qtbot
        self.tasks: Tasks[Desk] = Tasks()
        self.context = replace(context, tasks=self.tasks)
        found: list[Any] = []

        def opener() -> tuple[Desk, Any]:
            desk = open_desk(folder, LOGIN, PASSWORD, clock=clock)
            return desk, shown(desk, context.wording)

        self.tasks.open(opener, found.append)
        self.wait(lambda: bool(found))
        self.session = found[0]
        self.page = IntakePage(self.context, self.session)
        self.page.resize(1154, 640)
        with qtbot.waitActive(self.page):
            self.page.show()
            self.page.activateWindow()
        self.wait(lambda: self.page.ready)

    def wait(self, ready: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(ready()), timeout=20_000)

    def do(self, job: Callable[[Desk], R]) -> R:
        """Problems of the job fail the test."""
        found: list[R] = []
        trouble: list[Problem] = []
        self.tasks.on_ledger(job, found.append, trouble.append)
        self.wait(lambda: found or trouble)
        if trouble:
            raise trouble[0]
        return found[0]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.do(lambda desk: [tuple(row) for row in desk.ledger.db.rows(sql)])

    def field(self, path: str) -> Any:
        found = self.page.form.field_at(path)
        assert found is not None, path
        return found

    def edit(self, path: str) -> Any:
        return self.field(path).widget

    def fill(self, path: str, value: Any) -> None:
        """As a person does: the field is changed and says so."""
        field = self.field(path)
        field.show(value)
        field.row.editor.edited.emit()

    def fill_complaint(self) -> None:
        """A plain complaint, complete."""
        for path, value in PLAIN.items():
            self.fill(path, value)
        self.page.form.wishes.choice.show(["refund"])
        self.page.form.wishes.choice.row.editor.edited.emit()
        self.fill("requests[0].money", "320.00")

    def register(self) -> str:
        """Reads back, ticks, registers; the number on the receipt."""
        page = self.page
        page.bar.go.click()
        assert page.faces.currentWidget() is page.read_back, self.faults()
        page.read_back.read.setChecked(True)
        page.read_back.go.click()
        self.wait(lambda: page.faces.currentWidget() is page.receipt)
        return str(page.receipt.number.text())

    def faults(self) -> dict[str, str]:
        """What stands beside the fields."""
        return {p: f.row.fault for p, f, _ in self.page.form.fields() if f.row.fault}

    def close(self) -> None:
        """Ends threads and widgets at once: a page left over is dressed again by every theme."""
        if not isValid(self.page):
            return
        self.page.leave()
        self.tasks.stop()
        self.page.close()
        self.page.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


PLAIN: dict[str, Any] = {
    "title": "玉米种子不出苗",
    "parties[0].phone": "13800000000",
    "parties[0].name": "王某某",
    "parties[0].address": "镇东村三区12号",
    "parties[1].kind": "stall_unlicensed",
    "parties[1].name": "某某种子摊",
    "parties[1].business_place": "大集东头",
    "object_kind": "farm_input",
    "category_code": "farm_inputs.seed",
    "object_name": "玉米种子",
    "amount": "320.00",
    "facts": "四月二十日在大集东头买玉米种子四袋，播种后不出苗，摊主不肯退钱。",
    "problem_nature": ["quality"],
    "privacy_notice_way": "read_out",
}
