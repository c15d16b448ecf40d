from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from station_app.background.changed import Changed
from station_app.usecases import trainings
from tests.ui.training.conftest import Hall


def test_an_empty_page_says_how_to_begin(hall):
    hall.open()
    assert "Ctrl+N" in hall.words(hall.panel)


def test_a_session_is_planned_by_keyboard_alone(hall, live, dialogs, typed):
    page = hall.open()
    page.start_new()
    hall.rest()
    (form,) = dialogs.shown
    form.activateWindow()
    typed(form.rows["title"].widget, "新办法解读")
    form.rows["title"].widget.setFocus()
    QTest.keyClick(form.rows["title"].widget, Qt.Key.Key_Return)
    kind = form.rows["kind"].widget
    assert kind.isAncestorOf(form.focusWidget()) or form.focusWidget() is kind
    QTest.keyClick(form.focusWidget(), Qt.Key.Key_Space)
    moment = form.rows["planned_at"].widget
    QTest.keyClicks(moment.day, "1126")
    QTest.keyClicks(moment.clock, "0900")
    typed(form.rows["place"].widget, "镇东村会议室")
    QTest.keyClick(form.go, Qt.Key.Key_Return)
    hall.rest()
    ((title, planned, status),) = live.rows(
        "SELECT title, planned_at, COALESCE(status, 'planned') FROM r_training_session"
    )
    assert (title, status) == ("新办法解读", "planned")
    assert planned == 1_795_654_800_000
    assert hall.panel.view is not None
    assert "农历" in hall.words(hall.panel)


def test_what_is_missing_is_said_beside_its_field_and_all_typed_stays(hall, live, dialogs, typed):
    hall.open().start_new()
    hall.rest()
    (form,) = dialogs.shown
    typed(form.rows["place"].widget, "镇东村会议室")
    form.go.click()
    hall.rest()
    assert form.rows["title"].fault
    assert form.rows["planned_at"].fault
    assert form.rows["place"].value() == "镇东村会议室"
    assert live.rows("SELECT id FROM r_training_session") == []


def test_before_it_begins_the_next_move_is_to_confirm_afterwards_to_hold(hall):
    early = hall.session(planned_at="2099-11-26T09:00:00+08:00", planned_end=None)
    late = hall.session(planned_at="2026-01-06T09:00:00+08:00", planned_end=None)
    assert hall.show(early).primary.text().startswith("确认")
    assert "hold" in hall.show(late).buttons
    assert hall.panel.primary is hall.panel.buttons["hold"]


def test_holding_asks_for_hours_and_summary_and_suggests_what_was_planned(hall, live, dialogs):
    session_id = hall.session(
        planned_at="2026-01-06T09:00:00+08:00", planned_end="2026-01-06T11:30:00+08:00"
    )
    hall.show(session_id).primary.click()
    (form,) = dialogs.shown
    assert form.rows["hours"].value() == "2.5"
    form.go.click()
    hall.rest()
    assert form.rows["summary"].fault
    form.rows["summary"].set_value("讲了新办法，答了三问。")
    form.go.click()
    hall.rest()
    assert live.value("training_session", session_id, "status") == "held"
    assert live.value("training_session", session_id, "hours") == "2.5"


def test_what_is_held_before_it_was_to_begin_is_suggested_for_now(hall, live, dialogs):
    session_id = hall.session(planned_at="2099-11-26T09:00:00+08:00", planned_end=None)
    hall.show(session_id).buttons["hold"].click()
    (form,) = dialogs.shown
    form.rows["hours"].set_value("2")
    form.rows["summary"].set_value("讲了新办法。")
    form.go.click()
    hall.rest()
    assert live.value("training_session", session_id, "status") == "held"


def test_putting_off_needs_a_reason(hall, live, dialogs):
    session_id = hall.session(planned_at="2099-11-26T09:00:00+08:00", planned_end=None)
    panel = hall.show(session_id)
    hall.sessions.plans.move(next(m for m in panel.view.moves if m.action == "postpone"))
    (form,) = dialogs.shown
    form.go.click()
    hall.rest()
    assert form.rows["not_held_reason"].fault
    form.rows["not_held_reason"].set_value("下大雪，路不通。")
    form.go.click()
    hall.rest()
    assert live.value("training_session", session_id, "status") == "postponed"
    assert hall.panel.primary is hall.panel.buttons["confirm"]
    hall.panel.tabs.setCurrentIndex(1)
    assert "下大雪，路不通。" in hall.words(hall.panel)


def test_a_session_is_changed_and_only_what_differs_is_written(hall, live, dialogs):
    session_id = hall.session()
    hall.show(session_id)
    hall.sessions.plans.edit()
    (form,) = dialogs.shown
    form.rows["place"].set_value("镇东小学")
    given, faults = form.given()
    assert (given, faults) == ({"place": "镇东小学"}, {})
    form.go.click()
    hall.rest()
    assert live.value("training_session", session_id, "place") == "镇东小学"
    assert "镇东小学" in hall.words(hall.panel)


def test_the_page_opens_on_what_is_coming_with_the_nearest_first(hall):
    hall.held(hall.people(), title="已办的")
    hall.session(title="后一期", planned_at="2026-12-20T09:00:00+08:00", planned_end=None)
    hall.session(title="明年的", planned_at="2027-01-05T09:00:00+08:00", planned_end=None)
    hall.session(title="下一期", planned_at="2026-12-03T09:00:00+08:00", planned_end=None)
    hall.open()
    model = hall.sessions.model
    assert [model.row(n).title for n in range(model.rowCount())] == ["下一期", "后一期", "明年的"]
    assert hall.sessions.views["coming"].isChecked()
    assert hall.panel.view.row.text("title") == "下一期"


def test_what_was_not_written_down_last_year_still_stands_first_in_january(
    hall, qtbot, context, clock, live
):
    hall.session(title="腊月的", planned_at="2026-12-30T09:00:00+08:00", planned_end=None)
    hall.session(title="正月的", planned_at="2027-01-20T09:00:00+08:00", planned_end=None)
    clock.set("2027-01-01T00:01:00+08:00")
    hall = Hall(qtbot, context, live)
    hall.open()
    model = hall.sessions.model
    assert [model.row(n).title for n in range(model.rowCount())] == ["腊月的", "正月的"]
    assert hall.panel.view.row.text("title") == "腊月的"


def test_where_nothing_is_coming_the_page_says_where_the_others_are(hall):
    hall.held(hall.people())
    hall.open()
    assert "近期没有培训" in hall.words(hall.panel)
    assert "Ctrl+N" in hall.words(hall.panel)


def test_the_chips_and_the_years_choose_what_is_listed_by_mouse(hall, qtbot):
    people = hall.people()
    hall.held(people, title="已办的")
    hall.session(title="要办的", planned_at="2026-12-03T09:00:00+08:00", planned_end=None)
    hall.held(people, title="去年的", held_at="2025-03-04T09:00:00+08:00")
    hall.open()

    def listed():
        model = hall.sessions.model
        return [model.row(n).title for n in range(model.rowCount())]

    assert listed() == ["要办的"]
    qtbot.mouseClick(hall.sessions.views["all"], Qt.MouseButton.LeftButton)
    hall.rest()
    assert listed() == ["要办的", "已办的"]
    qtbot.mouseClick(hall.sessions.views["held"], Qt.MouseButton.LeftButton)
    hall.rest()
    assert listed() == ["已办的"]
    qtbot.mouseClick(hall.sessions.years.before, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(hall.sessions.views["all"], Qt.MouseButton.LeftButton)
    hall.rest()
    assert listed() == ["去年的"]


def test_the_search_finds_in_all_years(hall):
    hall.session(title="去年的", planned_at="2025-03-04T09:00:00+08:00", planned_end=None)
    page = hall.open()
    page.search("去年")
    hall.rest()
    assert hall.sessions.model.row(0).title == "去年的"
    assert hall.panel.view.row.text("title") == "去年的"


def test_the_search_box_holds_what_the_sessions_are_searched_for(hall):
    hall.session(title="去年的", planned_at="2025-03-04T09:00:00+08:00", planned_end=None)
    page = hall.open()
    assert "培训" in page.finds()
    said = []
    page.search_changed.connect(lambda: said.append(page.searched_for()))
    page.search("去年")
    hall.rest()
    hall.sessions.found.ended.emit()
    hall.rest()
    page.search("去年")
    hall.rest()
    page.end_search()
    hall.rest()
    assert said == ["去年", "", "去年", ""]
    assert hall.sessions.wanted.view != "all"
    page.end_search()
    assert len(said) == 4, "where nothing is searched for, nothing ends"


def test_a_change_from_elsewhere_is_shown(hall, live):
    session_id = hall.session()
    hall.show(session_id)
    live.do(
        lambda desk: trainings.edit_session(
            desk.ledger, desk.session, session_id, {"title": "合同法律"}
        ),
        changes=lambda done: Changed.of("training_session", done.id),
    )
    assert "合同法律" in hall.words(hall.panel)


def test_a_role_that_may_not_plan_is_shown_no_button(hall, live):
    session_id = hall.session()
    live.role("auditor")
    panel = hall.show(session_id)
    assert panel.buttons == {}
    assert panel.primary is None
    assert hall.sessions.new.isHidden()


def test_where_only_one_has_room_escape_leads_back_to_the_list(hall):
    session_id = hall.session()
    hall.page.resize(640, 600)
    panel = hall.show(session_id)
    assert panel.isVisible()
    assert not hall.sessions.table.isVisible()
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert hall.sessions.table.isVisible()
    assert not panel.isVisible()
