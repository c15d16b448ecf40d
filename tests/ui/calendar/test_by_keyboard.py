"""The calendar's whole work without a mouse: only keys, to whatever has the keyboard."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from station_app.ui.calendar.files import PrintDialog
from station_app.ui.calendar.hold import MoveForm
from station_app.ui.calendar.plan import AnswerForm, PlanForm
from station_app.ui.common.dialogs import QuestionDialog
from station_app.usecases.activities import act
from sync.clock import Json
from tests.ui.calendar.live_page import Seat
from tests.ui.calendar.test_page import at, planned
from tests.ui.calendar.test_page_work import campaign, entries_of, photo, series
from tests.ui.typist import CONTROL, Typist

Key = Qt.Key


@pytest.fixture
def seat(qtbot, context, clock, tmp_path):
    made = Seat(qtbot, context, clock, tmp_path / "desk", real_dialogs=True)
    yield made
    made.close()
    assert made.faults == []


@pytest.fixture
def hand(qtbot, seat):
    return Typist(qtbot, seat.rest, lambda: seat.page)


def go_to(seat, hand, day):
    """A day typed into the month."""
    seat.open()
    hand.tab_to("日历，月")
    hand.type(f"{day.month:02}{day.day:02}")
    hand.press(Key.Key_Return)
    assert seat.face.day == day


def open_entry(seat, hand, day):
    """The first entry of a day; the keyboard is then in its panel."""
    go_to(seat, hand, day)
    hand.press(Key.Key_Tab, Key.Key_Return)
    assert seat.face.entry


def test_an_activity_is_held_with_everything_and_both_photos(seat, hand, tmp_path):
    day = seat.today - timedelta(days=1)
    planned(seat, day)
    open_entry(seat, hand, day)
    hand.push("已举办")
    form = hand.dialog(MoveForm)
    hand.push("已举办")
    assert form.rows["summary"].fault, "what is missing is said, the keyboard goes there"
    assert hand.named(hand.here(), "受众人次")
    hand.write("120")
    hand.fill("咨询人次", "14")
    hand.fill("户数", "64")
    hand.fill("小结", "摆台讲解种子标签。")
    hand.fill("群众问了什么", "哪里能退种子？")
    banner, scene = photo(tmp_path, "banner.png"), photo(tmp_path, "scene.png", "blue")
    hand.push("选择照片：横幅照片")
    hand.dialog(QFileDialog)
    hand.type(str(banner))
    hand.press(Key.Key_Return)
    hand.until(lambda: form.photos[0].paths == [banner])
    hand.tab_to("选择照片：现场照片")
    copied = QMimeData()
    copied.setUrls([QUrl.fromLocalFile(str(scene))])
    QGuiApplication.clipboard().setMimeData(copied)
    hand.press(Key.Key_V, modifier=CONTROL)
    assert form.photos[1].paths == [scene]
    hand.push("已举办")
    hand.no_dialog()
    assert seat.rows("SELECT status, audience_count, households FROM r_propaganda_activity") == [
        ("held", 120, 64)
    ]
    assert seat.rows("SELECT title FROM r_attachment ORDER BY title") == [
        ("横幅照片",),
        ("现场照片",),
    ]


def test_a_series_is_planned(seat, hand):
    day = seat.today + timedelta(days=3)
    go_to(seat, hand, day)
    hand.press(Key.Key_N)
    hand.dialog(PlanForm)
    assert hand.named(hand.here(), "名称"), "the form begins in its first field"
    hand.type("赶集日宣传")
    hand.choose("活动形式", "赶集宣传")
    hand.fill("几点开始", "0830")
    hand.fill("地点", "镇大集")
    hand.tick("主题", "农资识假")
    hand.choose("怎样重复", "农历逢集")
    hand.tick("逢几赶集（日子的末位数）", "3")
    hand.tick("逢几赶集（日子的末位数）", "8")
    hand.push("保存安排")
    hand.no_dialog()
    assert seat.rows("SELECT kind, params FROM r_recurrence_rule") == [
        ("lunar_digit", '{"digits":[3,8]}')
    ]
    assert len(entries_of(seat)) > 5


def change(seat, hand, entry, how):
    open_entry(seat, hand, date.fromisoformat(entry[1]))
    hand.push("修改")
    hand.dialog(QuestionDialog)
    hand.push(how)
    return hand.dialog(PlanForm)


def test_one_of_a_series_is_changed(seat, hand):
    _, found = series(seat)
    change(seat, hand, found[2], "只改这一次")
    hand.fill("地点", "村口")
    hand.push("保存安排")
    hand.no_dialog()
    assert [row[3] for row in entries_of(seat)[:4]] == ["村委会", "村委会", "村口", "村委会"]


def test_this_and_what_follows_are_changed(seat, hand):
    rule_id, found = series(seat)
    change(seat, hand, found[2], "这次和以后")
    hand.fill("名称", "新题目")
    hand.tick("每周哪几天", "周三")
    hand.push("保存安排")
    hand.no_dialog()
    assert [row[2] for row in entries_of(seat)[:3]] == ["每周宣传", "每周宣传", "新题目"]
    (follows,) = seat.rows("SELECT follows_id FROM r_recurrence_rule WHERE follows_id IS NOT NULL")
    assert follows == (rule_id,)


def test_all_of_a_series_are_changed(seat, hand):
    _, found = series(seat)
    change(seat, hand, found[2], "以后全部")
    hand.fill("地点", "村口")
    hand.push("保存安排")
    hand.no_dialog()
    assert {row[3] for row in entries_of(seat)} == {"村口"}


def test_the_county_is_answered_with_a_day_and_then_with_proof(seat, hand, tmp_path):
    asked = campaign(seat, from_on=(seat.today - timedelta(days=5)).isoformat())
    seat.open()
    hand.push("为“年末农资宣传”定日子")
    hand.dialog(AnswerForm)
    hand.fill("地点", "镇大集")
    hand.push("就定这一天")
    hand.no_dialog()
    (row,) = seat.rows("SELECT id, campaign_id FROM r_propaganda_activity")
    assert row[1] == asked
    hand.tab_to("日历，月", back=True)
    open_entry(seat, hand, seat.today)
    hand.push("已举办")
    form = hand.dialog(MoveForm)
    hand.fill("受众人次", "30")
    hand.fill("咨询人次", "2")
    hand.fill("小结", "发了明白纸。")
    proof = photo(tmp_path, "proof.png")
    hand.tab_to("选择照片：横幅照片")
    QGuiApplication.clipboard().setText(str(proof))
    hand.press(Key.Key_V, modifier=CONTROL)
    assert form.photos[0].paths == [proof]
    hand.push("已举办")
    hand.no_dialog()
    assert seat.rows("SELECT status FROM r_propaganda_activity") == [("held",)]
    assert seat.rows("SELECT owner_id FROM r_attachment") == [(row[0],)]


def test_a_photo_is_added_to_what_was_held(seat, hand, tmp_path):
    day = seat.today - timedelta(days=1)
    entry = planned(seat, day)
    given: dict[str, Json] = {
        "held_start": at(day),
        "audience_count": 3,
        "consult_count": 0,
        "summary": "宣传",
    }
    seat.do(lambda desk: act(desk.ledger, desk.session, entry, "hold", given))
    open_entry(seat, hand, day)
    hand.push("添加照片")
    hand.dialog(QFileDialog)
    hand.type(str(photo(tmp_path, "later.png")))
    hand.press(Key.Key_Return)
    hand.no_dialog()
    hand.until(lambda: seat.rows("SELECT COUNT(*) FROM r_attachment") == [(1,)])


def test_the_menu_of_what_is_seldom_wanted_and_the_leaflets(seat, hand):
    seat.open()
    hand.push("更多")
    hand.take("宣传品")
    hand.dialog()
    hand.fill("资料名称", "防骗手册")
    hand.fill("数量", "200")
    hand.push("登记")
    hand.until(lambda: seat.rows("SELECT quantity FROM r_stock_entry") == [(200,)])
    hand.press(Key.Key_Escape)
    hand.no_dialog()


def test_the_calendar_goes_out_and_comes_in_as_a_file_and_onto_the_wall(seat, hand, tmp_path):
    planned(seat, seat.today + timedelta(days=1), title="赶集日宣传")
    seat.open()
    hand.push("更多")
    hand.take("导出日历文件（ICS）")
    hand.dialog(QFileDialog)
    out = tmp_path / "本站.ics"
    hand.write(str(out))
    hand.press(Key.Key_Return)
    hand.until(out.exists)
    hand.no_dialog()
    hand.push("更多", back=True)
    hand.take("导入日历文件（ICS）")
    hand.dialog(QFileDialog)
    hand.type(str(out))
    hand.press(Key.Key_Return)
    hand.dialog()
    hand.press(Key.Key_Escape)
    hand.no_dialog()
    hand.push("打印挂历", back=True)
    hand.dialog(PrintDialog)
    hand.push("另存为 PDF")
    hand.dialog(QFileDialog)
    wall = tmp_path / "挂历.pdf"
    hand.write(str(wall))
    hand.press(Key.Key_Return)
    hand.until(wall.exists)
