"""Training's whole work without a mouse: only keys, to whatever has the keyboard."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from station_app.ui.common.dialogs import DialogService, QuestionDialog
from station_app.ui.common.made_form import MadeForm
from station_app.ui.training.invite import PickDialog
from station_app.ui.training.sheet_acts import CheckDialog
from sync.clock import iso
from tests.ui.training.conftest import NAMES, Hall
from tests.ui.training.test_papers import pages_of, sign
from tests.ui.typist import Typist

Key = Qt.Key


@pytest.fixture
def room(qtbot, context, live):
    """The page with the window's own dialogs."""
    made: list[Hall] = []
    service = DialogService(context.theme, context.words, lambda: made[0].page)
    made.append(Hall(qtbot, replace(context, dialogs=service), live))
    yield made[0]
    made[0].page.close()


@pytest.fixture
def hand(qtbot, room):
    return Typist(qtbot, room.rest, lambda: room.page)


def choose_session(hand, title):
    """In the list, by arrows; Enter goes to its panel."""
    table = hand.tab_to("培训列表")
    for _ in range(20):
        row = table.currentIndex().row()
        if title in [table.model().index(row, n).data() for n in range(4)]:
            hand.press(Key.Key_Return)
            return
        hand.press(Key.Key_Down)
    raise AssertionError(f"“{title}” is not in the list")


def test_a_session_is_planned_people_invited_and_held(room, hand):
    room.people()
    room.open()
    hand.press(Key.Key_Tab)
    room.page.start_new()  # Ctrl+N is the window's, which is not here.
    hand.dialog(MadeForm)
    hand.type("新办法解读")
    hand.tick("培训类别", "法规更新")
    hand.fill("计划时间", "20261112")
    hand.press(Key.Key_Tab)
    assert hand.named(hand.here(), "时刻"), "the day's time comes after it"
    hand.write("0900")
    hand.fill("地点", "镇东村会议室")
    hand.tick("培训内容", "维权法律")
    hand.push("列入计划")
    hand.no_dialog()
    (session,) = room.live.rows("SELECT id, title, place, planned_at FROM r_training_session")
    assert session[1:3] == ("新办法解读", "镇东村会议室")
    assert iso(session[3]) == "2026-11-12T09:00:00+08:00"
    hand.push("通知人员")
    hand.dialog(PickDialog)
    hand.push("勾选显示的全部")
    hand.push("通知")
    hand.no_dialog()
    assert len(room.panel.view.roll) >= len(NAMES)
    hand.push("已举办 →", back=True)
    hand.dialog(MadeForm)
    hand.fill("学时", "2")
    hand.fill("小结", "讲了新办法。")
    hand.push("已举办")
    hand.no_dialog()
    assert room.live.rows("SELECT status, hours FROM r_training_session") == [("held", "2")]


def test_a_roll_is_ticked_line_by_line_and_one_line_is_opened(room, hand):
    room.people()
    session = room.held(NAMES)
    room.open()
    hand.press(Key.Key_Tab)
    room.sessions.search("新办法")
    room.rest()
    choose_session(hand, "新办法解读")
    hand.tab_to("到会名册")
    names = [line.name for line in room.panel.roll.lines]
    hand.press(Key.Key_Space, Key.Key_L, Key.Key_S)
    hand.dialog(MadeForm)
    assert hand.named(hand.here(), "代为参加的人")
    hand.write("刘某")
    hand.push("保存这一行")
    hand.no_dialog()
    assert room.presences(session) == dict(
        zip(names, ("present", "late", "substitute"), strict=True)
    )


def test_a_signed_sheet_is_read_back_checked_and_entered(room, hand, tmp_path):
    room.people()
    session = room.held(NAMES)
    room.show(session)
    hand.press(Key.Key_Tab)
    hand.push("签到表")
    hand.dialog(QuestionDialog)
    hand.push("另存为 PDF")
    hand.dialog(QFileDialog)
    paper = tmp_path / "sheet.pdf"
    hand.write(str(paper))
    hand.press(Key.Key_Return)
    hand.until(paper.exists)
    (page,) = pages_of(paper)
    names = [line.name for line in room.panel.view.roll]
    sign(page, 0)
    signed = tmp_path / "signed.png"
    page.save(signed)
    hand.push("读入签到表")
    hand.dialog(QFileDialog)
    hand.type(str(signed))
    hand.press(Key.Key_Return)
    check = hand.dialog(CheckDialog).screen_of_checks
    hand.until(lambda: check.list.resting and not check.unseen())
    while check.undecided():
        hand.push("下一个待定")
        hand.press(Key.Key_4)
    line = check.lines[2]
    hand.tab_to(line.chips.accessibleName())
    hand.press(Key.Key_5)
    hand.push("录入到会情况")
    hand.no_dialog()
    assert room.presences(session) == {
        names[0]: "present",
        names[1]: "leave",
        names[2]: "absent",
    }
    assert room.live.rows(f"SELECT COUNT(*) FROM r_attachment WHERE owner_id = '{session}'") == [
        (1,)
    ]


def test_the_parts_of_the_page_are_gone_through(room, hand):
    room.people()
    room.open()
    tabs = hand.tab_to("培训页的各部分")
    hand.press(Key.Key_Right)
    assert tabs.currentIndex() == 1
    hand.tab_to("人员与学时")
    hand.press(Key.Key_Down, Key.Key_Return)
    hand.push("更正，或登记离任")
    hand.dialog(MadeForm)
    hand.fill("职务", "会计")
    hand.push("保存修改")
    hand.no_dialog()
    assert room.live.rows("SELECT COUNT(*) FROM r_person WHERE post = '会计'") == [(1,)]
