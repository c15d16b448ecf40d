"""The calendar's page over a real ledger: planning, moving, what the day says."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from station_app.background.changed import Changed
from station_app.ui.calendar.plan import PlanForm
from station_app.usecases.activities import act, add_activity
from station_app.usecases.rosters import add_duty
from station_app.usecases.series import add_rule
from station_app.usecases.visits import add_visit
from sync.clock import Json, iso, local_date
from sync.ledger.work_days import work_calendar
from tests.ui.conftest import type_text
from tests.usecases.weekly import activity

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier
MARKET: dict[str, Json] = {
    "name": "大口屯集",
    "kind": "solar_digit",
    "params": {"digits": [3, 8]},
    "start_on": "2026-01-01",
    "used_for": "market",
}


def at(day: date, hour: int = 8) -> str:
    return f"{day.isoformat()}T{hour:02}:00:00+08:00"


def planned(seat, day, **changes):
    """An activity on a day, put into the ledger as another page would."""
    given = activity(planned_start=at(day), **changes)
    made = seat.do(lambda desk: add_activity(desk.ledger, desk.session, given), _told)
    return made.id


def _told(done):
    return Changed.of("propaganda_activity", done.id)


def open_month(seat):
    """The page, with the fifteenth of next month as its day: far from both edges."""
    page = seat.open()
    month = (seat.today.replace(day=1) + timedelta(days=45)).replace(day=15)
    seat.goto(month)
    return page, month


def focused() -> QWidget:
    """Where the keyboard is."""
    found = QApplication.focusWidget()
    assert found is not None
    return found


def test_an_activity_is_planned_by_keyboard_alone(seat):
    page, day = open_month(seat)
    page.face.current.setFocus()
    seat.press(Key.Key_N)
    form = seat.form()
    assert isinstance(form, PlanForm)
    form.rows["title"].widget.setFocus()
    type_text(focused(), "农资识假")
    seat.press(Key.Key_Return)
    kind = form.rows["kind"].widget
    assert focused() is kind or kind.isAncestorOf(focused())
    form.rows["day"].widget.setFocus()
    day_field = focused()
    assert isinstance(day_field, QLineEdit)
    day_field.selectAll()
    seat.type(f"{day.month:02}{day.day:02}")
    seat.press(Key.Key_Return)
    form.rows["place"].widget.setFocus()
    type_text(focused(), "镇大集")
    topics = form.rows["topic_codes"].widget
    next(b for b in topics.findChildren(QAbstractButton) if b.text() == "农资识假").setFocus()
    seat.press(Key.Key_Space)
    form.go.setFocus()
    seat.press(Key.Key_Return)
    assert seat.saved == ["已列入日历"]
    (row,) = seat.rows("SELECT title, planned_start, place, topic_codes FROM r_propaganda_activity")
    assert (row[0], row[2], row[3]) == ("农资识假", "镇大集", '["farm_inputs"]')
    assert iso(row[1]) == at(day, 9)
    assert page.face.entry, "the new one is the chosen one"
    assert page.face.detail.entry.title == "农资识假"
    assert page.face.panel.primary.text() == "确认"


def test_what_is_missing_stands_beside_its_field_and_nothing_typed_is_lost(seat):
    page, _ = open_month(seat)
    page.face.header.new.click()
    form = seat.form()
    form.rows["title"].set_value("集上宣传")
    seat.send(form)
    assert form.rows["place"].fault
    assert not form.rows["title"].fault
    assert form.rows["title"].value() == "集上宣传"
    assert form.isVisible()


def test_what_was_typed_stands_in_the_form_again_until_it_is_saved(seat):
    page, _ = open_month(seat)
    page.face.header.new.click()
    form = seat.form()
    form.rows["title"].widget.setFocus()
    seat.type("half a title")
    form.reject()
    seat.rest()
    page.face.header.new.click()
    form = seat.form()
    assert form.rows["title"].value() == "half a title"
    assert form._said_before.isVisible()
    form._said_before.click()
    seat.rest()
    assert seat.form().rows["title"].value() is None
    assert seat.rows("SELECT COUNT(*) FROM desk_draft") == [(0,)]


def test_a_day_shows_its_market_duty_and_what_stands_there(seat):
    page, day = open_month(seat)
    day = day.replace(day=18)
    person = seat.rows("SELECT id FROM r_person")[0][0]
    seat.do(lambda desk: add_rule(desk.ledger, desk.session, MARKET, work_calendar()))
    seat.do(
        lambda desk: add_duty(
            desk.ledger, desk.session, {"date": day.isoformat(), "person_id": person}
        )
    )
    seat.do(
        lambda desk: add_visit(
            desk.ledger, desk.session, {"kind": "sit_in", "planned_on": day.isoformat()}
        )
    )
    page.reload()
    seat.goto(day)
    assert page.face.facts[day].markets == ("大口屯集",)
    assert page.face.facts[day].duty == ("李某",)
    (entry,) = [e for e in page.face.entries if e.on(day)]
    assert entry.title == "坐班"
    assert "大口屯集" in seat.words(page.face.panel)


def test_the_next_free_market_day_is_suggested(seat):
    page, _ = open_month(seat)
    seat.do(lambda desk: add_rule(desk.ledger, desk.session, MARKET, work_calendar()))
    days = [seat.today + timedelta(days=n) for n in range(1, 40)]
    first, second = [day for day in days if day.day % 10 in (3, 8)][:2]
    planned(seat, first)
    page.face.header.new.click()
    form = seat.form()
    form.market.click()
    seat.rest()
    assert form.rows["day"].value() == second.isoformat()
    assert "大口屯集" in form.suggested.text()


def test_an_entry_is_moved_by_the_mouse_and_by_keys(seat):
    page, day = open_month(seat)
    entry = planned(seat, day)
    month = page.face.current
    box = month.entry_box(entry)
    target = day + timedelta(days=7)
    week, column = next((row, column) for row, column, one in month.plan.cells() if one == target)
    cell = month.plan.cell(week, column)
    seat.drag(box.center(), QPoint(cell.center().x(), cell.bottom() - 4))
    assert seat.saved == ["已改期"]
    (start,) = seat.rows("SELECT planned_start FROM r_propaganda_activity")[0]
    assert (iso(start), local_date(start)) == (at(target), target)
    seat.choose(entry)
    page.face.current.setFocus()
    seat.press(Key.Key_Right, modifier=Ctrl)
    (start,) = seat.rows("SELECT planned_start FROM r_propaganda_activity")[0]
    assert local_date(start) == target + timedelta(days=1)


def test_a_move_that_is_refused_is_taken_back_in_the_view(seat):
    page, day = open_month(seat)
    entry = planned(seat, day)
    seat.live.role("volunteer")
    month = page.face.current
    month.choose_entry(entry)
    seat.rest()
    month.setFocus()
    seat.press(Key.Key_Right, modifier=Ctrl)
    assert seat.said, "the bar says why"
    assert page.shown(entry).first_day == day
    page.reload()
    seat.rest()
    assert not page.shown(entry).movable
    assert not page.face.header.new.isVisible()


def test_who_may_not_plan_is_told_and_gets_no_form(seat):
    seat.live.role("volunteer")
    page, _ = open_month(seat)
    page.start_new()
    seat.rest()
    assert seat.dialogs.shown == []
    assert "安排" in seat.said[-1]


def test_an_entry_of_another_page_is_found_on_its_day(seat):
    page, day = open_month(seat)
    later = day + timedelta(days=90)
    entry = planned(seat, later)
    page.open_item(entry)
    seat.rest()
    assert (page.face.day, page.face.entry) == (later, entry)


@pytest.mark.parametrize("action", ["cancel", "postpone"])
def test_what_does_not_take_place_says_why(seat, action):
    page, day = open_month(seat)
    entry = planned(seat, day)
    panel = seat.choose(entry)
    panel.buttons[f"move:{action}"].click()
    form = seat.form()
    seat.send(form)
    assert form.rows["not_held_reason"].fault
    form.rows["not_held_reason"].set_value("下雨")
    seat.send(form)
    assert seat.rows("SELECT status, not_held_reason FROM r_propaganda_activity") == [
        ({"cancel": "cancelled", "postpone": "postponed"}[action], "下雨")
    ]
    assert "下雨" in seat.words(page.face.panel)


def test_what_was_put_off_is_dragged_to_its_new_day(seat):
    page, day = open_month(seat)
    entry = planned(seat, day)
    seat.do(
        lambda desk: act(desk.ledger, desk.session, entry, "postpone", {"not_held_reason": "下雨"})
    )
    page.reload()
    seat.choose(entry)
    page.face.current.setFocus()
    seat.press(Key.Key_Right, modifier=Ctrl)
    (moved, first) = seat.rows("SELECT moved_to, planned_start FROM r_propaganda_activity")[0]
    assert (local_date(moved), local_date(first)) == (day + timedelta(days=1), day)


def test_only_what_was_planned_can_be_taken_out(seat):
    page, day = open_month(seat)
    entry = planned(seat, day)
    panel = seat.choose(entry)
    panel.buttons["remove"].click()
    seat.rest()
    assert page.shown(entry) is not None, "nobody said yes"
    seat.dialogs.answer = "yes"
    page.face.panel.buttons["remove"].click()
    seat.rest()
    assert page.shown(entry) is None
