from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from station_app.ui.calendar.month import MonthView
from station_app.ui.calendar.values import PlanRange
from tests.ui.calendar.conftest import NOVEMBER
from tools.sample_calendar import TODAY, entry, november

Key, Ctrl, Shift = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
FULL = date(2026, 11, 26)


def middle(view, day):
    return view.day_box(day).center()


def free(view, day):
    """A place of a day below its number, where no entry stands."""
    box = view.day_box(day)
    return QPoint(box.center().x(), box.bottom() - 3)


def test_arrows_go_by_days_and_weeks(month, press):
    month.choose_day(date(2026, 11, 18))
    press(month, Key.Key_Right, Key.Key_Down, Key.Key_Left, Key.Key_Up)
    assert month.current == date(2026, 11, 18)
    press(month, Key.Key_Down, Key.Key_Right)
    assert month.current == date(2026, 11, 26)


def test_home_and_end_go_to_the_ends_of_the_week(month, press):
    press(month, Key.Key_Home)
    assert month.current == date(2026, 11, 16)
    press(month, Key.Key_End)
    assert month.current == date(2026, 11, 22)


def test_pages_turn_months_and_ask_for_what_is_not_shown(month, press, heard):
    wanted = heard(month.span_wanted)
    month.choose_day(date(2026, 11, 5))
    press(month, Key.Key_PageDown)
    assert wanted == [date(2026, 12, 5)], "its last days are seen already, but beside November"
    month.show_month(wanted[-1], {}, [], TODAY)
    assert month.current == date(2026, 12, 5)
    press(month, Key.Key_PageUp, Key.Key_PageUp)
    assert wanted[1:] == [date(2026, 11, 5), date(2026, 10, 5)]


def test_walking_over_the_end_of_a_month_turns_it(month, press, heard):
    wanted = heard(month.span_wanted)
    month.choose_day(date(2026, 11, 30))
    press(month, Key.Key_Right)
    assert wanted == [date(2026, 12, 1)]


def test_a_day_beside_the_month_can_be_pressed_without_turning_it(qtbot, month, heard):
    wanted = heard(month.span_wanted)
    day = date(2026, 12, 2)
    qtbot.mouseClick(month.viewport(), Qt.MouseButton.LeftButton, pos=middle(month, day))
    assert month.current == day
    assert wanted == []


def test_t_goes_to_today_from_anywhere(month, press, heard):
    month.show_month(date(2027, 3, 1), {}, [], TODAY)
    wanted = heard(month.span_wanted)
    press(month, Key.Key_T)
    assert wanted == [TODAY]


def test_enter_opens_the_day_or_its_entry(month, press, heard):
    days, entries = heard(month.day_opened), heard(month.entry_opened)
    month.choose_day(FULL)
    press(month, Key.Key_Return)
    month.choose_entry("e5")
    press(month, Key.Key_Enter)
    assert (days, entries) == ([FULL], ["e5"])


def test_tab_goes_through_the_entries_of_the_day_also_those_without_room(month, press, heard):
    chosen = heard(month.entry_chosen)
    month.choose_day(FULL)
    press(month, *[Key.Key_Tab] * 5)
    assert chosen == ["e6", "e30", "e5", "e31", "e32"]
    assert month.entry_box("e32") is None, "this one is only counted in the cell"
    press(month, Key.Key_Backtab)
    assert chosen[-1] == "e31"


def test_tab_leaves_the_calendar_after_the_last_entry(qtbot, shown, context, facts, press):
    both = QWidget()
    view, field = MonthView(context.theme, context.words, TODAY), QLineEdit()
    column = QVBoxLayout(both)
    column.addWidget(view)
    column.addWidget(field)
    shown(both)
    view.show_month(NOVEMBER, facts, november(), TODAY)
    view.setFocus()
    view.choose_day(date(2026, 11, 22))
    press(view, Key.Key_Tab)
    assert view.current_entry == "e4"
    press(view, Key.Key_Tab)
    assert field.hasFocus()
    press(field, Key.Key_Backtab)
    assert view.hasFocus()
    assert view.current_entry == "e4"


@pytest.mark.parametrize("key", [Key.Key_Space, Key.Key_N])
def test_something_new_is_planned_by_key(month, press, heard, key):
    wanted = heard(month.new_wanted)
    press(month, key)
    assert wanted == [PlanRange.of_days(TODAY, TODAY)]


def test_shift_and_arrows_choose_days_and_escape_lets_them_go(month, press, heard):
    wanted = heard(month.new_wanted)
    month.choose_day(date(2026, 11, 17))
    press(month, Key.Key_Right, Key.Key_Right, modifier=Shift)
    assert "选中 3 天" in month.cell_words()
    press(month, Key.Key_N)
    press(month, Key.Key_Escape, Key.Key_N)
    assert wanted == [
        PlanRange.of_days(date(2026, 11, 17), date(2026, 11, 19)),
        PlanRange.of_days(date(2026, 11, 19), date(2026, 11, 19)),
    ]


def test_ctrl_and_arrows_move_the_entry_and_go_with_it(month, press, heard):
    moves = heard(month.move_wanted)
    month.choose_entry("e4")
    press(month, Key.Key_Right, Key.Key_Down, modifier=Ctrl)
    start = month.entry("e4").start
    assert [m[1].date() for m in moves] == [date(2026, 11, 23), date(2026, 11, 30)]
    assert (start.hour, start.date()) == (14, date(2026, 11, 30))
    assert month.current == date(2026, 11, 30)
    assert month.current_entry == "e4"


def test_ctrl_shift_and_arrows_lengthen_it(month, press, heard):
    moves = heard(month.move_wanted)
    month.choose_entry("e7")
    press(month, Key.Key_Right, Key.Key_Right, Key.Key_Left, modifier=Ctrl | Shift)
    assert [m[2].day for m in moves] == [10, 11, 10]
    assert month.entry("e7").days == 2


def test_what_may_not_be_moved_stays(month, press, drag, heard):
    moves = heard(month.move_wanted)
    month.choose_entry("e3")
    press(month, Key.Key_Right, modifier=Ctrl)
    drag(month, month.entry_box("e3").center(), middle(month, date(2026, 11, 28)))
    assert moves == []
    assert month.entry("e3").first_day == date(2026, 11, 19)


def test_digits_begin_to_type_a_day(month, press, heard):
    typed = heard(month.typed)
    press(month, Key.Key_3)
    assert typed == ["3"]


def test_keys_that_mean_nothing_here_are_left_to_the_window(shown, month, press):
    outside = []

    class Window(QWidget):
        def keyPressEvent(self, event):
            if event.text():
                outside.append((event.key(), event.modifiers()))

    window = Window()
    month.setParent(window)
    shown(window)
    month.show()
    month.setFocus()
    press(month, Key.Key_Q)
    press(month, Key.Key_P, modifier=Ctrl)
    plain = Qt.KeyboardModifier.NoModifier
    assert outside == [(Key.Key_Q, plain), (Key.Key_P, Ctrl)]
    month.setParent(None)


def test_dragging_over_free_days_plans_them(month, drag, heard):
    wanted = heard(month.new_wanted)
    drag(month, free(month, date(2026, 11, 4)), free(month, date(2026, 11, 2)))
    assert wanted == [PlanRange.of_days(date(2026, 11, 2), date(2026, 11, 4))]


def test_dragging_an_entry_moves_it_by_whole_days(month, drag, heard):
    moves = heard(month.move_wanted)
    drag(month, month.entry_box("e4").center(), free(month, date(2026, 11, 12)))
    assert [(key, start.date(), start.hour) for key, start, _ in moves] == [
        ("e4", date(2026, 11, 12), 14)
    ]
    assert month.entry("e4").first_day == date(2026, 11, 12), "shown there at once"


def test_dragging_its_edge_lengthens_it(month, drag, heard):
    moves = heard(month.move_wanted)
    box = month.entry_box("e7")
    drag(month, QPoint(box.right() - 2, box.center().y()), middle(month, date(2026, 11, 12)))
    assert [(start.day, end.day) for _, start, end in moves] == [(9, 12)]


def test_escape_drops_what_is_being_dragged(qtbot, month, drag, press, heard):
    moves = heard(month.move_wanted)
    there = middle(month, date(2026, 11, 12))
    drag(month, month.entry_box("e4").center(), there, drop=False)
    assert month.ghost is not None
    press(month, Key.Key_Escape)
    qtbot.mouseRelease(month.viewport(), Qt.MouseButton.LeftButton, pos=there)
    assert moves == []


def test_a_press_without_a_move_only_chooses(qtbot, month, heard):
    moves, wanted = heard(month.move_wanted), heard(month.new_wanted)
    place = month.entry_box("e4").center()
    qtbot.mouseClick(month.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert month.current_entry == "e4"
    assert month.current == date(2026, 11, 22)
    assert moves == wanted == []


def test_a_double_click_opens(qtbot, month, heard):
    entries, days = heard(month.entry_opened), heard(month.day_opened)
    place = month.viewport()
    for spot in (month.entry_box("e4").center(), free(month, date(2026, 11, 4))):
        qtbot.mouseClick(place, Qt.MouseButton.LeftButton, pos=spot)
        qtbot.mouseDClick(place, Qt.MouseButton.LeftButton, pos=spot)
    assert (entries, days) == (["e4"], [date(2026, 11, 4)])


def test_plus_n_opens_the_day(qtbot, month, heard):
    days = heard(month.day_opened)
    row = month.plan.row_of(FULL)
    assert row.hidden[3] == 3
    place = month.plan.more(row, 3).center()
    qtbot.mouseClick(month.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert days == [FULL]


def test_tooltips_say_what_the_eye_sees(month):
    assert "已办 · 120份" in month.tip(month.entry_box("e1").center())
    day = month.tip(free(month, date(2026, 11, 27)))
    for part in ("到期：预付卡不退款", "农历十月十九", "信息员培训", "值班：李助理"):
        assert part in day
    assert month.tip(QPoint(5, 5)) == ""


def test_screen_readers_are_told_the_day_and_the_entry(month, press):
    assert month.accessibleName() == "日历，月"
    month.choose_day(FULL)
    assert "大口屯集" in month.accessibleDescription()
    assert "5 项安排" in month.accessibleDescription()
    press(month, Key.Key_Tab)
    assert "农资打假宣传周" in month.accessibleDescription()


def test_an_entry_over_two_weeks_stands_in_both(month):
    long = entry(99, "年货检查", date(2026, 11, 20), days=6)
    month.show_month(NOVEMBER, {}, [long], TODAY)
    parts = [(row.monday.day, s.first, s.last) for row in month.plan.rows for s in row.shown]
    assert parts == [(16, 4, 6), (23, 0, 2)]


def test_what_is_shown_anew_keeps_the_chosen_entry_if_it_is_still_there(month, heard):
    month.choose_entry("e4")
    chosen = heard(month.entry_chosen)
    month.show_month(NOVEMBER, {}, november(), TODAY)
    assert month.current_entry == "e4"
    month.show_month(NOVEMBER, {}, [], TODAY)
    assert chosen == [""]


def test_every_day_can_be_reached_at_200_per_cent(month, context, press):
    context.theme.set_scale(200)
    month.resize(980, 440)
    month.choose_day(date(2026, 10, 26))
    for _ in range(5):
        box = month.day_box(month.current)
        assert box.top() >= month.plan.sizes.top - 1
        assert box.bottom() <= month.viewport().height()
        month.choose_day(month.current + timedelta(days=7))
    row = month.plan.row_of(date(2026, 11, 11))
    assert row.shown, "an entry is seen, not a number alone"


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("scale", [100, 150, 200])
def test_marks_are_words_and_signs_in_every_look(month, context, scale, dark):
    context.theme.set_dark(dark)
    context.theme.set_scale(scale)
    month.choose_day(date(2026, 11, 23))
    picture = month.grab().toImage()
    colours = {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 1)
        for y in range(0, picture.height(), 3)
    }
    palette = context.theme.look.palette
    for wanted in (palette.deadline, palette.good_ground, palette.county_ground, palette.accent):
        assert wanted.lower() in colours
