"""A real desk on its own worker, the way the program opens it; and complaints to put in."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QDialog

from station_app.background.tasks import Tasks
from station_app.foundation.wording import Wording
from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import Answer, Answered, Chosen, Question
from station_app.ui.shell.opening import shown
from station_app.ui.shell.ports import Session
from station_app.usecases.cases import add
from station_app.usecases.desk import Desk, NewStation, init_station, open_desk
from sync.clock import Clock, Json
from sync.ledger.sealing import Cost
from sync.ledger.unit import unit_of_work
from sync.problems import Problem
from sync.words import load_words

CODE = "120115101201"
PASSWORD = "Ym8-wheat-lantern"
LOGIN = "lizhuli"
R = TypeVar("R")


class SayingDialogs:
    """Answers questions with a key and a text, hands out files, keeps the dialogs it opens."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.shown: list[QDialog] = []
        self.answer = Answer(None)
        self.files: list[Path] = []

    def ask(self, question: Question, answered: Answered) -> None:
        self.asked.append(question)
        answered(self.answer)

    def choose_files(self, title: str, patterns: object, chosen: Chosen) -> None:
        chosen(self.files)

    def choose_place(self, title: str, suggested: str, chosen: Chosen) -> None:
        chosen(self.files)

    def show(self, dialog: QDialog) -> None:
        self.shown.append(dialog)
        dialog.open()


class Ears:
    """What the messages said and what was reported as trouble."""

    def __init__(self, context: Context) -> None:
        self.said: list[str] = []
        self.saved: list[str] = []
        context.messages.said.connect(lambda message: self.said.append(message.text()))
        context.messages.saved.connect(self.saved.append)
        context.messages.window_opened()
        context.tasks.problem.connect(context.messages.problem)
        self.faults: list[str] = []
        context.tasks.fault.connect(self.faults.append)


def with_dialogs(context: Context, dialogs: SayingDialogs, **other: Any) -> Iterator[Context]:
    """A context whose dialogs answer, with other things changed; what they opened is closed."""
    yield replace(context, dialogs=dialogs, **other)
    for dialog in dialogs.shown:
        try:
            dialog.close()
            dialog.deleteLater()
        except RuntimeError:
            # Accepted dialogs delete themselves.
            continue
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


def complaint(**other: Json) -> dict[str, Json]:
    """As `station complaint add` takes it."""
    return {
        "title": "玉米种子不出苗",
        "channel": "walk_in",
        "object_kind": "farm_input",
        "category_code": "farm_inputs.seed",
        "object_name": "玉米种子",
        "quantity": "4",
        "unit": "袋",
        "amount": "320.00",
        "problem_nature": ["quality"],
        "facts": "四月二十日在大集东头买玉米种子四袋，播种后不出苗，摊主不肯退钱。",
        "requests": [{"request_kind": "refund", "money": "320.00", "note": None}],
        "consent_entrusted": True,
        "privacy_notice_way": "read_out",
        "parties": [
            {
                "role": "complainant",
                "kind": "person",
                "name": "王某某",
                "phone": "13800000000",
                "address": "镇东村三区12号",
            },
            {
                "role": "respondent",
                "kind": "stall_unlicensed",
                "name": "某某种子摊",
                "phone": "13900000000",
                "business_place": "大集东头",
            },
        ],
        **other,
    }


class LiveDesk:
    """A desk opened on the ledger's worker; `do` runs a job there and waits for its answer."""

    def __init__(
        self,
        qtbot: Any,
        tasks: Tasks[Any],
        folder: Path,
        code: str = CODE,
        level: str = "village",
        name: str = "镇东村消费维权服务站",
        *,
        clock: Clock,
    ) -> None:
        self._qtbot, self.tasks, self.folder, self._clock = qtbot, tasks, folder, clock
        told = NewStation(code, name, level, LOGIN, PASSWORD, "李某")
        init_station(folder, told, clock=clock, cost=Cost(64, 1, 1))
        self.session = self._open()

    def _open(self) -> Session:
        wording = Wording(load_words("zh_CN"))

        def opener() -> tuple[Desk, Session]:
            desk = open_desk(self.folder, LOGIN, PASSWORD, clock=self._clock)
            return desk, shown(desk, wording)

        found: list[Session] = []
        self.tasks.open(opener, found.append)
        self._qtbot.waitUntil(lambda: bool(found), timeout=20_000)
        return found[0]

    def do(self, job: Callable[[Desk], R], changes: Any = None) -> R:
        """Problems and faults of the job fail the test."""
        found: list[R] = []
        trouble: list[Problem] = []
        self.tasks.on_ledger(job, found.append, trouble.append, changes=changes)
        self._qtbot.waitUntil(lambda: bool(found or trouble), timeout=20_000)
        if trouble:
            raise trouble[0]
        return found[0]

    def register(self, **other: Json) -> str:
        return self.do(lambda desk: add(desk.ledger, desk.session, complaint(**other)).id)

    def role(self, role: str) -> None:
        """This person has this role and no other from now on."""

        def job(desk: Desk) -> None:
            with unit_of_work(desk.ledger, desk.session.user_id) as unit:
                (grant,) = desk.ledger.db.rows("SELECT id FROM r_role_grant")[:1]
                unit.change("role_grant", grant[0], {"role": role})
            desk.refresh()

        self.do(job)

    def value(self, kind: str, record_id: str, name: str) -> Json:
        (row,) = self.rows(f"SELECT {name} FROM r_{kind} WHERE id = '{record_id}'")
        value: Json = row[0]
        return value

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.do(lambda desk: desk.ledger.db.rows(sql))


def many_cases(desk: Desk, count: int) -> None:
    """Rows without their journal, for what only a long list shows."""
    at = desk.ledger.now_ms()
    statuses = ("registered", "accepted", "in_progress", "referred_out", "concluded")
    rows = (
        (
            f"00000000-0000-7000-8000-{n:012d}",
            f"00000000-0000-7000-8000-{n:012d}",
            '[1,1,"r"]',
            0,
            f"{CODE}A-2026-{n:05d}",
            f"第{n}件",
            statuses[n % len(statuses)],
            at - n * 60_000,
            at,
            desk.session.station_id,
        )
        for n in range(count)
    )
    with desk.ledger.db.writing():
        desk.ledger.db.many(
            "INSERT INTO r_case (id, root_id, stamps, version, case_no, title, status, "
            "received_at, registered_at, station_id) VALUES (?,?,?,?,?,?,?,?,?,?)",
            rows,
        )


Values = Mapping[str, Json]
