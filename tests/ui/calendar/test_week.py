from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QPoint, Qt

from station_app.ui.calendar.values import PlanRange
from tools.sample_calendar import TODAY, at, entry

Key, Ctrl, Shift = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
DAY = date(2026, 11, 26)
FREE = date(2026, 11, 25)


def spot(view, day, hour, minute=0):
    """Where a time of a day is, in the viewport."""
    plan = view.plan
    column = (day - view.monday).days
    x = (plan.left(column) + plan.left(column + 1)) // 2
    y = plan.top + plan.y(time(hour, minute)) - view.verticalScrollBar().value()
    return QPoint(x, y + 2)


def test_it_begins_in_the_morning(week):
    assert week.verticalScrollBar().value() == week.plan.y(time(7))


def test_arrows_go_by_days_and_half_hours(week, press, heard):
    wanted = heard(week.new_wanted)
    week.choose_day(FREE)
    press(week, Key.Key_Down, Key.Key_Down, Key.Key_Up, Key.Key_N)
    assert wanted == [PlanRange(at(FREE, 8, 30), at(FREE, 9, 30), all_day=False)]
    press(week, Key.Key_Right)
    assert week.current == DAY


def test_the_time_under_the_keyboard_is_always_seen(week, press):
    press(week, *[Key.Key_Down] * 40)
    assert week.slot == time(23, 30)
    box = week.plan.span(0, week.slot, time.min)
    seen = week.verticalScrollBar().value() + week.viewport().height() - week.plan.top
    assert box.bottom() <= seen
    press(week, *[Key.Key_Up] * 60)
    assert week.slot == time(0)
    assert week.verticalScrollBar().value() == 0


def test_shift_and_down_choose_a_longer_time(week, press, heard):
    wanted = heard(week.new_wanted)
    week.choose_day(FREE)
    press(week, Key.Key_Down, Key.Key_Down, modifier=Shift)
    press(week, Key.Key_Space)
    assert wanted == [PlanRange(at(FREE, 8), at(FREE, 10), all_day=False)]
    assert week.cell_words().startswith("08:00–10:00")


def test_a_time_chosen_late_ends_at_midnight(week, press, heard):
    wanted = heard(week.new_wanted)
    week.choose_day(FREE)
    press(week, *[Key.Key_Down] * 31, Key.Key_N)
    assert wanted[0].end == datetime.combine(FREE + timedelta(days=1), time.min)


def test_days_chosen_with_shift_are_planned_whole(week, press, heard):
    wanted = heard(week.new_wanted)
    week.choose_day(FREE)
    press(week, Key.Key_Right, modifier=Shift)
    press(week, Key.Key_N)
    assert wanted == [PlanRange.of_days(FREE, DAY)]


def test_walking_over_the_end_asks_for_the_next_week(week, press, heard):
    wanted = heard(week.span_wanted)
    week.choose_day(date(2026, 11, 29))
    press(week, Key.Key_Right)
    week.show_week(wanted[-1], {}, [], TODAY)
    press(week, Key.Key_PageUp)
    assert wanted == [date(2026, 11, 30), date(2026, 11, 23)]


def test_ctrl_and_arrows_move_by_half_an_hour_and_by_a_day(week, press, heard):
    moves = heard(week.move_wanted)
    week.choose_entry("e5")
    press(week, Key.Key_Down, Key.Key_Left, modifier=Ctrl)
    assert [m[1] for m in moves] == [at(DAY, 9, 30), at(FREE, 9, 30)]
    assert week.current == FREE


def test_an_entry_among_the_hours_stays_within_its_day(week, press, heard):
    late = entry(50, "夜校", DAY, (22, 23))
    week.show_week(DAY, {}, [late], TODAY)
    week.choose_entry("e50")
    press(week, *[Key.Key_Down] * 6, modifier=Ctrl)
    assert week.entry("e50").start == at(DAY, 23)
    assert week.entry("e50").in_hours
    press(week, *[Key.Key_Down] * 3, modifier=Ctrl | Shift)
    assert week.entry("e50").end == datetime.combine(DAY + timedelta(days=1), time.min)


def test_ctrl_shift_and_arrows_lengthen_it_but_never_to_nothing(week, press):
    week.choose_entry("e30")
    press(week, Key.Key_Down, modifier=Ctrl | Shift)
    assert week.entry("e30").end == at(DAY, 8, 30)
    press(week, *[Key.Key_Up] * 8, modifier=Ctrl | Shift)
    assert week.entry("e30").end == at(DAY, 7, 30)


def test_whole_days_move_by_days_only(week, press, heard):
    moves = heard(week.move_wanted)
    week.show_week(DAY, {}, [entry(60, "宣传周", FREE, days=2)], TODAY)
    week.choose_entry("e60")
    press(week, Key.Key_Down, Key.Key_Up, modifier=Ctrl)
    assert moves == []
    press(week, Key.Key_Left, modifier=Ctrl)
    assert week.entry("e60").first_day == date(2026, 11, 24)
    press(week, Key.Key_Right, modifier=Ctrl | Shift)
    assert week.entry("e60").last_day == DAY


def test_dragging_moves_by_quarters_of_an_hour(week, drag, heard):
    moves = heard(week.move_wanted)
    drag(week, spot(week, DAY, 9, 30), spot(week, FREE, 10, 44))
    assert [(key, start) for key, start, _ in moves] == [("e5", at(FREE, 10, 15))]


def test_dragging_the_lower_edge_lengthens(week, drag, heard):
    moves = heard(week.move_wanted)
    box = week.entry_box("e5")
    start = QPoint(box.center().x(), box.bottom() - 2)
    drag(week, start, QPoint(start.x(), start.y() + week.plan.hour))
    assert [(s, e) for _, s, e in moves] == [(at(DAY, 9), at(DAY, 12))]


def test_dragging_over_free_hours_plans_them(week, drag, heard):
    wanted = heard(week.new_wanted)
    drag(week, spot(week, FREE, 9), spot(week, FREE, 10, 40))
    assert wanted == [PlanRange(at(FREE, 9), at(FREE, 11), all_day=False)]


def test_dragging_over_the_heads_plans_whole_days(week, drag, heard):
    wanted = heard(week.new_wanted)
    head = QPoint(0, 10)
    there = spot(week, date(2026, 11, 29), 12), spot(week, date(2026, 11, 28), 12)
    drag(week, QPoint(there[0].x(), head.y()), QPoint(there[1].x(), head.y()))
    assert wanted == [PlanRange.of_days(date(2026, 11, 28), date(2026, 11, 29))]


def test_pressing_a_time_makes_it_the_one_under_the_keyboard(qtbot, week):
    place = spot(week, FREE, 13, 40)
    qtbot.mouseClick(week.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert (week.current, week.slot) == (FREE, time(13, 30))


def test_whole_days_beyond_the_room_are_counted(qtbot, week, heard):
    days = heard(week.day_opened)
    week.show_week(DAY, {}, [entry(n, f"第{n}项", DAY) for n in range(70, 78)], TODAY)
    assert week.plan.hidden == {3: 5}
    place = week.plan.lane(3, 3, week.plan.lanes - 1).center()
    qtbot.mouseClick(week.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert days == [DAY]


def test_what_is_due_is_seen_above_the_hours(week, context):
    colour = context.theme.look.palette.deadline.lower()
    box = week.plan.lane(1, 1, week.plan.lanes - 1)
    picture = week.grab(box).toImage()
    found = {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
    }
    assert colour in found
    assert "到期" in week.tip(QPoint(box.center().x(), 12))
