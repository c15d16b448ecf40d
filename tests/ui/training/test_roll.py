import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.training.conftest import NAMES


@pytest.fixture
def roll(hall):
    """A held session with three people, its roll under the keyboard."""
    hall.people()
    hall.id = hall.held(NAMES)
    hall.show(hall.id).focus_roll()
    return hall


def test_people_are_invited_by_ticking_them(hall, live, dialogs):
    people = hall.people()
    session_id = hall.session()
    hall.show(session_id).buttons["invite"].click()
    (dialog,) = dialogs.shown
    assert not dialog.go.isEnabled()
    dialog.search.setText("王")
    shown = [n for n in range(dialog.list.count()) if not dialog.list.isRowHidden(n)]
    assert len(shown) == 1
    dialog.search.setText("wlxz")
    assert all(dialog.list.isRowHidden(n) for n in range(dialog.list.count()))
    dialog.search.setText("wm")
    assert [n for n in range(dialog.list.count()) if not dialog.list.isRowHidden(n)] == shown
    dialog.list.setFocus()
    dialog.list.setCurrentRow(shown[0])
    QTest.keyClick(dialog.list, Qt.Key.Key_Space)
    dialog.go.click()
    hall.rest()
    assert [line.person_id for line in hall.panel.view.roll] == [people[1]]
    hall.panel.buttons["invite"].click()
    again = dialogs.shown[-1]
    assert people[1] not in [again.list.item(n).data(257) for n in range(again.list.count())]


def test_the_roll_is_ticked_by_the_keyboard_alone(roll, qtbot):
    table = roll.panel.roll.table
    names = [line.name for line in roll.panel.roll.lines]
    QTest.keyClick(table, Qt.Key.Key_Space)
    QTest.keyClick(table, Qt.Key.Key_L)
    QTest.keyClick(table, Qt.Key.Key_A)
    roll.rest()
    assert roll.presences(roll.id) == {
        names[0]: "present",
        names[1]: "late",
        names[2]: "absent",
    }
    assert table.hasFocus()
    QTest.keyClick(table, Qt.Key.Key_Up)
    QTest.keyClick(table, Qt.Key.Key_3)
    roll.rest()
    assert roll.presences(roll.id)[names[1]] == "early_leave"


def test_many_keys_at_once_lose_none(hall, live):
    names = [f"学员{n:02d}" for n in range(30)]
    hall.people(*names)
    session_id = hall.held(names)
    hall.show(session_id).focus_roll()
    for _ in names:
        QTest.keyClick(hall.panel.roll.table, Qt.Key.Key_Space)
    hall.rest()
    assert set(hall.presences(session_id).values()) == {"present"}
    assert len(hall.presences(session_id)) == len(names)


def test_space_on_one_who_was_there_takes_it_back(roll):
    table = roll.panel.roll.table
    QTest.keyClick(table, Qt.Key.Key_Space)
    roll.rest()
    QTest.keyClick(table, Qt.Key.Key_Up)
    QTest.keyClick(table, Qt.Key.Key_Space)
    roll.rest()
    assert set(roll.presences(roll.id).values()) == {"absent"}


def test_the_buttons_above_tick_the_chosen_line_by_mouse(roll, qtbot):
    table = roll.panel.roll.table
    second = table.visualRect(roll.panel.roll.model.index(1, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=second)
    qtbot.mouseClick(roll.panel.roll.marks["leave"], Qt.MouseButton.LeftButton)
    roll.rest()
    name = roll.panel.roll.lines[1].name
    assert roll.presences(roll.id) == {name: "leave"}


def test_enter_opens_the_line_and_its_hours_and_score_are_kept(roll, live, dialogs):
    table = roll.panel.roll.table
    QTest.keyClick(table, Qt.Key.Key_P)
    roll.rest()
    QTest.keyClick(table, Qt.Key.Key_Up)
    QTest.keyClick(table, Qt.Key.Key_Return)
    roll.rest()
    (form,) = dialogs.shown
    assert form.rows["hours"].value() == "2"
    form.rows["hours"].set_value("1.5")
    form.rows["score"].set_value(88)
    form.go.click()
    roll.rest()
    assert live.rows("SELECT hours, score FROM r_training_attendance") == [("1.5", 88)]


def test_who_sent_somebody_else_is_asked_whom(roll, live, dialogs):
    QTest.keyClick(roll.panel.roll.table, Qt.Key.Key_S)
    roll.rest()
    (form,) = dialogs.shown
    form.rows["substitute_name"].set_value("李某某")
    form.go.click()
    roll.rest()
    assert live.rows("SELECT presence, substitute_name, hours FROM r_training_attendance") == [
        ("substitute", "李某某", None)
    ]
    assert "李某某" in roll.panel.roll.model.index(0, 4).data()


def test_scores_are_typed_one_after_the_other_and_leave_the_hours_alone(roll, live, dialogs):
    table = roll.panel.roll.table
    for key in (Qt.Key.Key_P, Qt.Key.Key_P, Qt.Key.Key_A):
        QTest.keyClick(table, key)
    roll.rest()
    roll.panel.buttons["scores"].click()
    (dialog,) = dialogs.shown
    first, second = dialog.rows.values()
    first.widget.setFocus()
    QTest.keyClicks(first.widget, "184")
    dialog.go.click()
    assert first.fault
    first.widget.clear()
    QTest.keyClicks(first.widget, "84")
    QTest.keyClick(first.widget, Qt.Key.Key_Return)
    QTest.keyClicks(second.widget, "59")
    dialog.go.click()
    roll.rest()
    rows = live.rows("SELECT score, hours FROM r_training_attendance WHERE score IS NOT NULL")
    assert sorted(rows) == [(59, "2"), (84, "2")]


def test_who_was_ticked_before_it_was_held_gets_the_hours_then(hall, live, dialogs):
    hall.people()
    session_id = hall.session(NAMES, planned_at="2026-01-06T09:00:00+08:00", planned_end=None)
    hall.show(session_id).focus_roll()
    QTest.keyClick(hall.panel.roll.table, Qt.Key.Key_P)
    QTest.keyClick(hall.panel.roll.table, Qt.Key.Key_A)
    hall.rest()
    hall.panel.primary.click()
    (form,) = dialogs.shown
    form.rows["hours"].set_value("3")
    form.rows["summary"].set_value("讲完了。")
    form.go.click()
    hall.rest()
    rows = live.rows("SELECT presence, hours FROM r_training_attendance ORDER BY presence")
    assert rows == [("absent", None), ("present", "3")]


def test_those_missing_are_invited_to_a_make_up_session(roll, live, dialogs):
    table = roll.panel.roll.table
    for key in (Qt.Key.Key_P, Qt.Key.Key_A, Qt.Key.Key_V):
        QTest.keyClick(table, key)
    roll.rest()
    missing = {line.person_id for line in roll.panel.roll.lines[1:]}
    first = roll.panel.view.id
    roll.panel.primary.click()
    (form,) = dialogs.shown
    QTest.keyClicks(form.rows["planned_at"].widget.day, "1203")
    QTest.keyClicks(form.rows["planned_at"].widget.clock, "0930")
    form.go.click()
    roll.rest()
    view = roll.panel.view
    assert view.row.text("makeup_of_id") == first
    assert {line.person_id for line in view.roll} == missing


def test_a_tick_that_is_refused_is_told_and_nothing_is_shown_as_saved(roll, live, ears):
    live.role("auditor")
    roll.panel.roll.mark("present")
    roll.rest()
    assert roll.presences(roll.id) == {}
    assert ears.said
    assert not roll.panel.roll.lines[0].presence
