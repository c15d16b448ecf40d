from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtWidgets import QLabel, QPushButton

from station_app.ui.calendar.face import CalendarFace
from station_app.ui.calendar.header import COMPACT, View
from station_app.ui.calendar.values import EntryDetail, PlanRange
from station_app.ui.common.look import CONTROL
from sync.words import load_words
from tests.ui.conftest import type_text
from tools.sample_calendar import (
    ASKS,
    TODAY,
    entry,
    november,
    sample_detail,
    sample_facts,
    year_of_entries,
)

Key = Qt.Key
FULL = date(2026, 11, 26)


class Giver:
    """Answers a face as the page does, from the sample."""

    def __init__(self, face, words, asked):
        self.face, self.words, self.asked = face, words, asked
        face.span_wanted.connect(self.give)
        face.detail_wanted.connect(self.tell)

    def give(self, first, last):
        self.asked.append((first, last))
        entries = november() if (last - first).days < 60 else year_of_entries(first.year)
        self.face.take(first, last, sample_facts(first, last, self.words), entries)

    def tell(self, entry_id):
        found = next(e for e in self.face.entries if e.id == entry_id)
        self.face.show_detail(sample_detail(found))


@pytest.fixture
def asked():
    """The spans the face has asked for."""
    return []


@pytest.fixture
def face(shown, context, asked):
    made = CalendarFace(context)
    giver = Giver(made, context.words, asked)
    shown(made, 1154, 620)
    made.begin()
    made.month.setFocus()
    yield made
    del giver


def said(panel):
    # Labels are shown when the loop comes round.
    QCoreApplication.processEvents()
    labels = [label.text() for label in panel.findChildren(QLabel) if not label.isHidden()]
    return "\n".join(labels)


def test_it_opens_with_today_in_its_month(face, asked):
    assert asked == [(date(2026, 10, 26), date(2026, 12, 6))]
    assert face.header.span.text() == "2026年11月"
    assert face.header.lunar.text() == "农历丙午年 九月—十月"
    assert "11月21日 周六 · 今天" in said(face.panel)
    (due,) = face.panel.dues.values()
    assert due.accessibleName() == "到期：玉米种子不出苗"


def test_what_is_due_leads_to_where_it_is_done(face, context):
    wanted = []
    context.navigator.page_wanted.connect(lambda page, item: wanted.append((page, item)))
    face.panel.dues["玉米种子不出苗"].click()
    assert wanted == [("cases", "玉米种子不出苗")]


def test_the_arrows_of_the_header_turn_what_is_shown(face):
    face.header.on.click()
    assert face.header.span.text() == "2026年12月"
    assert face.month.month == date(2026, 12, 1)
    face.show_view(View.WEEK)
    face.header.back.click()
    assert face.header.span.text() == "12月14–20日"
    face.show_view(View.YEAR)
    face.header.on.click()
    assert face.header.span.text() == "2027年"
    face.header.today.click()
    assert face.day == TODAY


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1231", date(2026, 12, 31)),
        ("3.15", date(2027, 3, 15)),
        ("12-1", date(2026, 12, 1)),
        ("初八", date(2026, 12, 16)),
        ("正月十五", date(2027, 2, 20)),
        ("1120", date(2026, 11, 20)),
        ("0101", date(2027, 1, 1)),
        ("0720", date(2026, 7, 20)),
        ("2027-11-20", date(2027, 11, 20)),
    ],
)
def test_a_day_is_typed_into_the_calendar_itself(face, press, typed, day):
    if typed[0].isdecimal():
        press(face.month, Qt.Key(ord(typed[0])))
        rest = typed[1:]
    else:
        face.header.span.click()
        rest = typed
    assert face.header.go_to.isVisible()
    type_text(face.header.go_to, rest)
    press(face.header.go_to, Key.Key_Return)
    assert face.day == day
    assert face.month.current == day
    assert face.month.hasFocus()
    assert not face.header.go_to.isVisible()


def test_what_is_no_day_is_marked_and_kept_and_escape_goes_back(face, press):
    press(face.month, Key.Key_9)
    press(face.header.go_to, Key.Key_9, Key.Key_9, Key.Key_9, Key.Key_Return)
    assert face.header.go_to.property("faulty") == "true"
    assert face.header.go_to.text() == "9999"
    press(face.header.go_to, Key.Key_Escape)
    assert face.month.hasFocus()
    assert face.day == TODAY


def test_years_nobody_plans_for_are_held_at_the_end_of_the_table(face, press):
    face.header.begin_typing("99991231")
    press(face.header.go_to, Key.Key_Return)
    assert face.day == date(2199, 12, 31)
    press(face.month, Key.Key_Right, Key.Key_PageDown)
    assert face.day == date(2199, 12, 31)


def test_day_and_entry_are_kept_from_view_to_view(face):
    face.go_to(FULL)
    face.month.choose_entry("e5")
    for view in (View.WEEK, View.AGENDA, View.MONTH):
        face.show_view(view)
        assert (face.current.current, face.current.current_entry) == (FULL, "e5"), view
        assert face.current.hasFocus()
        assert face.panel.primary is not None


def test_the_panel_says_the_entry_and_offers_its_one_primary_button(face, heard):
    acted = heard(face.action_wanted)
    face.month.choose_entry("e5")
    assert "赶集宣传：识别假种子" in said(face.panel)
    assert "09:00–11:00 · 大口屯集" in said(face.panel)
    primary = [b for b in face.panel.findChildren(QPushButton) if b.property("role") == "primary"]
    assert [b.text() for b in primary if b.isVisible()] == ["记为已举办"]
    face.panel.primary.click()
    face.panel.buttons["postpone"].click()
    assert acted == [("e5", "hold"), ("e5", "postpone")]


def test_other_entries_of_the_day_are_a_press_away(face):
    face.go_to(FULL)
    assert list(face.panel.links) == ["e6", "e30", "e5", "e31", "e32"]
    face.panel.links["e31"].click()
    assert face.month.current_entry == "e31"
    assert "进村：识别假农药" in said(face.panel)
    assert "e31" not in face.panel.links


def test_what_the_county_asks_is_answered_from_the_panel(face, heard):
    answers = heard(face.answer_wanted)
    face.show_asks(ASKS)
    assert "宪法宣传周" in said(face.panel)
    face.panel.answers["c1"].click()
    assert answers == ["c1"]


def test_an_empty_day_tells_how_to_fill_it(face, heard):
    wanted = heard(face.new_wanted)
    face.go_to(date(2026, 11, 28))
    assert "这天还没有安排" in said(face.panel)
    face.panel.buttons["new"].click()
    face.header.new.click()
    assert wanted == [PlanRange.of_days(date(2026, 11, 28), date(2026, 11, 28))] * 2


def test_a_detail_that_comes_late_is_not_shown_for_another_entry(face):
    face.month.choose_entry("e5")
    face.month.choose_entry("e4")
    late = entry(5, "赶集宣传：识别假种子", FULL, (9, 11))
    face.show_detail(EntryDetail(late, ("晚到",)))
    assert "晚到" not in said(face.panel)


def test_days_that_come_late_are_not_shown_for_another_month(face):
    face.header.on.click()
    face.take(date(2026, 10, 26), date(2026, 12, 6), {}, [])
    assert face.month.month == date(2026, 12, 1)
    assert face.facts


def test_data_in_the_panel_is_never_markup(face):
    bad = entry(80, "<b>讲座</b>", FULL, (9, 11))
    face.go_to(FULL)
    first, last = face.span()
    face.take(first, last, face.facts, [bad])
    assert face.panel.links["e80"].toolTip().count("<") == 0
    face.month.choose_entry("e80")
    face.show_detail(EntryDetail(bad, ("<i>x</i>",)))
    for label in face.panel.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText


def test_printing_asks_for_the_month_that_is_looked_at(face, heard):
    printed = heard(face.print_wanted)
    face.go_to(FULL)
    face.header.print.click()
    assert printed == [date(2026, 11, 1)]


def test_moves_and_wishes_of_every_view_come_through(face, press, heard):
    moves, opened = heard(face.move_wanted), heard(face.entry_opened)
    face.month.choose_entry("e5")
    press(face.month, Key.Key_Right, modifier=Qt.KeyboardModifier.ControlModifier)
    assert moves[0][0] == "e5"
    assert face.day == date(2026, 11, 27)
    assert "11月27日 周五" in said(face.panel)
    assert "赶集宣传：识别假种子" in said(face.panel)
    assert set(face.panel.links) == {"e6", "e33"}, "the others of its new day"
    press(face.month, Key.Key_Return)
    assert opened == ["e5"]


def test_at_200_per_cent_the_panel_takes_the_place_of_the_calendar(face, context, press):
    context.theme.set_scale(200)
    face.resize(1010, 560)
    assert not face.panel.isVisible()
    assert not face.header.title.isVisible()
    face.header.choice.setCurrentIndex(1)
    face.header.choice.activated.emit(1)
    assert face.header.view is View.WEEK
    face.show_view(View.MONTH)
    face.go_to(FULL)
    face.month.choose_entry("e5")
    press(face.month, Key.Key_Return)
    assert face.panel.isVisible()
    assert face.panel.primary.hasFocus()
    face.panel.back.click()
    assert face.month.isVisible()
    assert face.month.hasFocus()


@pytest.mark.parametrize("scale", [100, 130, 160, 200])
def test_the_head_is_never_wider_than_the_window(face, context, scale):
    context.theme.set_scale(scale)
    wide = 1366 - 336 if scale > 130 else 1154
    for view in View:
        face.show_view(view)
        face.resize(wide, 560)
        QCoreApplication.processEvents()
        assert face.width() == wide, "nothing forces it wider"
        assert face.header.new.geometry().right() <= face.header.width()
        shown = face.header.span
        assert shown.width() >= shown.fontMetrics().horizontalAdvance(shown.text())


def test_the_list_names_only_days_that_hold_something(face, press, heard):
    face.show_view(View.AGENDA)
    days = [row.day.day for row in face.agenda.rows.rows if row.entry is None]
    assert days == [3, 6, 9, 10, 11, 13, 17, 19, 20, 21, 22, 23, 24, 26, 27]
    opened, wanted = heard(face.entry_opened), heard(face.new_wanted)
    press(face.agenda, Key.Key_T, Key.Key_Down, Key.Key_Down)
    assert face.agenda.current_entry == "e4"
    assert "进校园" in said(face.panel)
    press(face.agenda, Key.Key_N, Key.Key_Return)
    assert opened == ["e4"]
    assert wanted == [PlanRange.of_days(date(2026, 11, 22), date(2026, 11, 22))]


def test_the_list_says_each_line_in_words(face):
    face.show_view(View.AGENDA)
    lines = [face.agenda.rows.words(row) for row in face.agenda.rows.rows]
    assert any("今天" in line and "1 件到期" in line for line in lines)
    assert any("赶集宣传" in line and "已办" in line and "120份" in line for line in lines)


def test_the_list_turns_with_a_day_of_another_month(face):
    face.show_view(View.AGENDA)
    face.go_to(date(2026, 12, 4))
    assert face.agenda.month == date(2026, 12, 1)


def test_the_year_counts_and_opens_months(qtbot, face, press, asked):
    face.show_view(View.YEAR)
    held, everything = face.year.counts(11)
    assert (held, everything) == (6, 7)
    assert asked[-1] == (date(2026, 1, 1), date(2026, 12, 31))
    place = face.year.day_box(date(2026, 12, 8)).center()
    assert "行风学习日" in face.year.tip(place)
    qtbot.mouseClick(face.year.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert face.day == date(2026, 12, 8)
    press(face.year, Key.Key_Return)
    assert face.header.view is View.MONTH
    assert face.month.month == date(2026, 12, 1)


def test_the_year_is_walked_by_keyboard_beyond_its_end(face, press):
    face.show_view(View.YEAR)
    face.go_to(date(2026, 12, 31))
    press(face.year, Key.Key_Right)
    assert face.year.year == 2027
    assert face.header.span.text() == "2027年"
    press(face.year, Key.Key_Home, Key.Key_PageUp, Key.Key_End, Key.Key_Down)
    assert face.day == date(2027, 1, 7)


def test_every_month_of_the_year_can_be_seen_at_200_per_cent(face, context):
    context.theme.set_scale(200)
    face.resize(1010, 560)
    face.show_view(View.YEAR)
    for month in range(1, 13):
        face.year.choose_day(date(2026, month, 15))
        box = face.year.day_box(date(2026, month, 15))
        assert 0 <= box.top() < box.bottom() <= face.year.viewport().height()
    assert face.year.hit(QPoint(-5, -5)) is None


def test_the_year_fits_its_room_at_100_per_cent(face):
    face.show_view(View.YEAR)
    QCoreApplication.processEvents()
    assert face.year.verticalScrollBar().maximum() == 0


def english(context):
    return replace(context, words=load_words("en"))


@pytest.mark.parametrize("wide", [520, 700, 900, 1154])
@pytest.mark.parametrize("scale", [100, 150, 200])
@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_no_button_of_the_head_is_cut_or_blown_up(context, shown, lang, scale, wide):
    context.theme.set_scale(scale)
    here = context if lang == "zh_CN" else english(context)
    face = CalendarFace(here)
    giver = Giver(face, here.words, [])
    shown(face, max(wide, context.theme.look.px(COMPACT)), 620)
    face.begin()
    QCoreApplication.processEvents()
    head = face.header
    for one in (head.back, head.on, head.today, head.more, head.new, head.span):
        if one.isVisible():
            assert one.width() >= min(one.sizeHint().width(), one.maximumWidth())
            assert one.width() <= one.sizeHint().width() + context.theme.look.px(CONTROL)
            right = one.mapTo(head, one.rect().topRight()).x()
            assert right <= head.width()
    assert head.new.accessibleName() in ("新活动", "New activity")
    assert head.new.text() or head.new.toolTip(), "a sign alone says its name to the pointer"
    context.theme.set_scale(100)
    del giver
