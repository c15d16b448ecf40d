"""The window on a disk that is full: with the room kept back, and when that is used up too.

A small file system of the tests' own is filled, where this machine lets us mount one; what the
window does with the room on any disk is tested in `tests/background/test_room.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from station_app.foundation.paths import Paths
from station_app.foundation.settings import Settings
from station_app.ui.intake.page import IntakePage
from station_app.ui.shell.program import Program
from station_app.usecases.attachments import Handed, attach_file
from station_app.usecases.cases import add
from station_app.usecases.desk import Desk, NewStation, init_station
from station_app.usecases.holding import LEAST_ROOM, hold_desk
from station_app.usecases.people import add_user
from station_app.usecases.reading.drafts import draft, drafts
from sync.ledger.disk import MIB, Reserve
from sync.problems import Problem
from tests.small_disk import disks, empty, fill, small_disk
from tests.usecases.desks import CHEAP, PASSWORD, VILLAGE, complaint

OTHER = "wheat-and-lantern-77"
LATE = {"late_entry_reason": "停电", "received_at": "2026-01-05T09:40:00+08:00"}


class Window:
    """The program's own window over a desk on the small disk, its first person signed in."""

    def __init__(self, qtbot: Any, qapp: Any, folder: Path) -> None:
        self._qtbot = qtbot
        self.folder = folder
        self._held = hold_desk(folder)
        self._held.__enter__()
        self.program = Program(qapp, Paths.under(folder), Settings(), "zh_CN", offline=True)
        self.window = self.program.window
        self.window.begin(first_start=False)
        self.window.show()
        self.desk = self.window.desk

    def sign_in(self) -> None:
        self.window.sign_in.login.set_value("lizhuli")
        self.window.sign_in.password.setText(PASSWORD)
        with self.signal(self.window.signed_in):
            self.window.sign_in.go.click()
        self.wait(lambda: self.program.keeper is not None)
        self.do(lambda desk: None)

    def wait(self, ready: Callable[[], object]) -> None:
        self._qtbot.waitUntil(lambda: bool(ready()), timeout=20_000)

    def signal(self, signal: Any) -> Any:
        return self._qtbot.waitSignal(signal, timeout=20_000)

    def do(self, job: Callable[[Desk], Any]) -> Any:
        """A job of the window's own; the Problem where it failed."""
        told: list[Any] = []
        self.program.tasks.on_ledger(job, told.append, told.append)
        self.wait(lambda: told)
        return told[0]

    def intake(self) -> IntakePage:
        self.desk.show_page("intake")
        page = self.desk.current()
        assert isinstance(page, IntakePage)
        self.wait(lambda: page.ready)
        return page

    def write(self, page: IntakePage, facts: str) -> None:
        field = page.form.field_at("facts")
        assert field is not None
        field.show(facts)
        field.row.editor.edited.emit()

    @property
    def said(self) -> list[str]:
        return [message.text() for message in self.desk.messages.history]

    @property
    def note(self) -> str:
        """What stands below every page."""
        return self.desk.status.note

    def held(self) -> bool:
        return Reserve(self.folder).held()

    def close(self) -> None:
        self.window.close()
        self.program.end()
        self._held.__exit__(None, None, None)
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(params=disks())
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk") as folder:
        told = NewStation(VILLAGE, "镇东村消费维权服务站", "village", "lizhuli", PASSWORD, "李某")
        init_station(folder / "desk", told, cost=CHEAP)
        yield folder


@pytest.fixture
def opened(qtbot, qapp, disk: Path) -> Iterator[Window]:
    made = Window(qtbot, qapp, disk / "desk")
    yield made
    made.close()


def test_room_is_kept_back_once_somebody_sits_there(opened: Window):
    assert not opened.held()
    opened.sign_in()
    assert opened.held()
    assert (opened.said, opened.note) == ([], "")


def test_on_a_full_disk_the_work_at_hand_goes_on_and_the_person_is_told(opened: Window, disk: Path):
    opened.sign_in()
    page = opened.intake()
    fill(disk, 0)
    opened.write(page, "播种后不出苗。" * 20_000)
    page.keeper.flush()
    opened.wait(lambda: page.keeper.draft_id)
    opened.wait(lambda: opened.note)
    assert not opened.held()
    assert opened.note == "磁盘快满了"
    assert opened.said == [
        "磁盘快满了，再存不下多少内容。\n已保存的内容都在。\n"
        "请尽快清理这台电脑的磁盘，移走或删除不用的文件。"
    ]
    made = opened.do(lambda desk: add(desk.ledger, desk.session, complaint(**LATE)))
    assert made.number.endswith("-0001")
    assert len(opened.said) == 1
    empty(disk)
    whole = opened.do(lambda desk: draft(desk.ledger, str(page.keeper.draft_id)))
    assert whole.body["facts"].startswith("播种后不出苗。")
    opened.wait(lambda: not opened.note)
    assert opened.held()
    assert opened.said[-1] == "磁盘空间又够用了。"


def test_when_the_room_is_used_up_nothing_is_said_to_be_saved_and_space_alone_mends_it(
    opened: Window, disk: Path
):
    opened.sign_in()
    page = opened.intake()
    saved: list[object] = []
    page.keeper.saved.connect(lambda *told: saved.append(told))
    Reserve(opened.folder).give_up()
    fill(disk, 0)
    opened.write(page, "摊主不肯退钱。" * 20_000)
    with opened.signal(page.keeper.refused):
        page.keeper.flush()
    assert saved == []
    assert any("磁盘已满" in said for said in opened.said)
    assert opened.do(lambda desk: drafts(desk.ledger)) == []
    empty(disk)
    page.keeper.flush()
    opened.wait(lambda: saved)
    (row,) = opened.do(lambda desk: drafts(desk.ledger))
    assert row.id == page.keeper.draft_id
    opened.wait(opened.held)


def test_a_window_begun_on_a_full_disk_lets_people_in_and_notes_it(
    qtbot, qapp, disk: Path, log_lines
):
    first = Window(qtbot, qapp, disk / "desk")
    first.sign_in()
    first.close()
    fill(disk, 0)
    again = Window(qtbot, qapp, disk / "desk")
    try:
        again.sign_in()
        again.wait(lambda: again.note)
        assert not again.held()
        lines = again.do(
            lambda desk: desk.ledger.db.row(
                "SELECT count(*) FROM r_access_log WHERE action = 'login'"
            )
        )
        assert lines[0] == 2
    finally:
        again.close()


def test_a_file_is_taken_in_with_the_room_and_all_is_whole_afterwards(
    opened: Window, disk: Path, tmp_path: Path
):
    opened.sign_in()
    case = opened.do(lambda desk: add(desk.ledger, desk.session, complaint(**LATE))).id
    given = tmp_path / "account.pdf"
    given.write_bytes(b"%PDF-1.4\n" + bytes(2 * MIB) + b"\n%%EOF\n")
    fill(disk, MIB)
    taken = opened.do(lambda desk: attach_file(desk, case, given, Handed()))
    assert not isinstance(taken, Problem)
    opened.wait(lambda: opened.note)
    (content,) = opened.do(lambda desk: desk.ledger.db.row("SELECT sha256 FROM r_attachment"))
    assert opened.do(lambda desk: desk.contents.read_all(content)) == given.read_bytes()


def test_another_person_is_told_too(opened: Window, disk: Path):
    opened.sign_in()
    opened.do(lambda desk: add_user(desk, "wang", OTHER, "王五", "village_cadre"))
    Reserve(opened.folder).give_up()
    fill(disk, LEAST_ROOM)
    opened.do(lambda desk: None)
    opened.wait(lambda: opened.note)
    opened.window.lock(other_person=True)
    screen = opened.window.lock_screen
    screen.login.set_value("wang")
    screen.password.setText(OTHER)
    with opened.signal(opened.window.person_changed):
        screen.go.click()
    assert [said.partition("\n")[0] for said in opened.said] == ["磁盘快满了，再存不下多少内容。"]
