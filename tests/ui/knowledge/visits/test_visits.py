from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from station_app.ui.common.dialogs import Answer
from station_app.ui.common.record_words import RecordWords
from station_app.ui.knowledge.visits.checks import ChecksEdit
from station_app.ui.knowledge.visits.paper import record_html
from station_app.usecases import visits
from sync.clock import iso
from tests.ui.knowledge.conftest import Room

KIND = "visit"


def today(room):
    return room.context.today()


def plan(room, days=3, **more):
    given = {"kind": "patrol", "planned_on": (today(room) + timedelta(days)).isoformat(), **more}
    return room.live.do(lambda desk: visits.add_visit(desk.ledger, desk.session, given).id)


def held(room, days=-3, **more):
    visit = plan(room, days)
    day = (today(room) + timedelta(days)).isoformat()
    given = {
        "held_at": f"{day}T09:00:00+08:00",
        "persons_received": 9,
        "cases_taken": 2,
        "consultations": 7,
        **more,
    }
    room.live.do(lambda desk: visits.act(desk.ledger, desk.session, visit, "hold", given))
    return visit


def days_listed(room):
    return [(row.day - today(room)).days for row in room.listed(KIND)]


def form_of(room, dialogs):
    room.rest()
    return dialogs.shown[-1]


def test_an_empty_list_says_how_to_begin(room):
    part = room.open(KIND)
    assert "Ctrl+N" in room.words(part.panel)


def test_a_visit_is_planned_by_keyboard_alone_with_a_day_typed_short(room, live, dialogs):
    room.open(KIND)
    room.page.start_new()
    form = form_of(room, dialogs)
    with room.qtbot.waitActive(form):
        form.activateWindow()
    QTest.keyClick(form.focusWidget(), Qt.Key.Key_Space)
    assert form.rows["kind"].value() == "sit_in"
    day = form.rows["planned_on"].widget
    while form.focusWidget() is not day:
        QTest.keyClick(form.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClicks(day, "0315")
    QTest.keyClick(day, Qt.Key.Key_Return)
    body = form.rows["visitor_org_id"].widget
    assert form.focusWidget() is body
    QTest.keyClick(body, Qt.Key.Key_Down)
    while form.focusWidget() is not form.go:
        QTest.keyClick(form.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClick(form.go, Qt.Key.Key_Return)
    room.rest()
    ((kind, on, host),) = live.rows("SELECT kind, planned_on, host_station_id FROM r_visit")
    assert kind == "sit_in"
    assert on[4:] == "-03-15"
    assert on > today(room).isoformat()
    assert host == live.do(lambda desk: desk.session.station_id)
    part = room.page.part(KIND)
    assert part.wanted.view == "coming"
    assert part.panel.view.row.text("planned_on") == on
    assert "农历" in room.words(part.panel)


def test_the_next_one_stands_first_and_what_comes_does_not_end_with_the_year(room):
    for days in (400, 3, 30):
        plan(room, days)
    held(room)
    part = room.open(KIND)
    assert days_listed(room) == [3, 30, 400]
    assert part.views["coming"].isChecked()
    part.years.after.click()
    room.rest()
    assert part.years.year.text() == str(today(room).year + 1)
    assert 400 in days_listed(room)
    assert 3 not in days_listed(room) or (today(room) + timedelta(3)).year > today(room).year


def test_a_day_of_last_year_that_nobody_wrote_down_still_stands_first_in_january(
    room, qtbot, context, clock, live
):
    plan(room, 20)
    clock.set("2027-01-01T00:01:00+08:00")
    room = Room(qtbot, context, live)
    plan(room, 3)
    room.open(KIND)
    assert days_listed(room) == [-21, 3]


def test_the_views_part_what_is_coming_from_what_was(room):
    plan(room, 3)
    visit = plan(room, 5)
    reason = {"not_held_reason": "下大雪"}
    room.live.do(lambda desk: visits.act(desk.ledger, desk.session, visit, "cancel", reason))
    held(room, 0, problems="台账缺页", guidance="补齐", follow_up_due="2099-01-05")
    part = room.open(KIND)
    assert [part.views[view].text()[-1] for view in ("coming", "to_mend", "held", "not_held")] == [
        "1",
        "1",
        "1",
        "1",
    ]
    part.views["not_held"].click()
    room.rest()
    assert [row.id for row in room.listed(KIND)] == [visit]
    room.page.search("台账缺页")
    room.rest()
    assert [row.state for row in room.listed(KIND)] == ["held"]
    # A view parts what was found, too; ending the search leads back to what is coming.
    part.views["coming"].click()
    room.rest()
    assert room.listed(KIND) == []
    assert part.found.isVisible()
    part.found.chip.click()
    room.rest()
    assert part.views["coming"].isChecked()
    assert len(room.listed(KIND)) == 1


def test_on_its_day_the_next_step_is_to_write_it_down_before_it_to_confirm(room):
    early, due = plan(room, 3), plan(room, 0)
    panel = room.show(KIND, early)
    assert panel.primary is panel.buttons["confirm"]
    panel = room.show(KIND, due)
    assert panel.primary is panel.buttons["hold"]


def test_a_visit_is_suggested_for_the_morning_of_its_day(room, dialogs):
    room.show(KIND, plan(room, -1)).primary.click()
    begun = iso(form_of(room, dialogs).rows["held_at"].value())
    assert begun[:16] == f"{today(room) - timedelta(1)}T09:00"


def test_a_visit_made_before_its_day_is_suggested_for_now(room, live, dialogs):
    visit = plan(room, 1)
    room.show(KIND, visit).buttons["hold"].click()
    form = form_of(room, dialogs)
    for name in ("persons_received", "cases_taken", "consultations"):
        form.rows[name].set_value(1)
    form.go.click()
    room.rest()
    assert live.value(KIND, visit, "status") == "held"


def test_what_was_met_and_checked_is_written_down(room, live, dialogs, typed):
    visit = plan(room, 0)
    room.show(KIND, visit).primary.click()
    form = form_of(room, dialogs)
    for name, value in (("persons_received", 9), ("cases_taken", 2), ("consultations", 7)):
        form.rows[name].set_value(value)
    checks = form.rows["checks"].widget
    checks.lines[0].answer._buttons["ok"].click()
    checks.lines[1].answer._buttons["not_ok"].click()
    assert checks.lines[1].note.isVisibleTo(form)
    assert not checks.lines[2].note.isVisibleTo(form)
    typed(checks.lines[1].note, "缺三页")
    form.rows["problems"].set_value("台账缺页")
    form.go.click()
    room.rest()
    assert form.rows["guidance"].fault
    form.rows["guidance"].set_value("一周内补齐")
    form.rows["follow_up_due"].set_value("2099-01-05")
    form.go.click()
    room.rest()
    assert live.value(KIND, visit, "status") == "held"
    panel = room.page.part(KIND).panel
    said = room.words(panel)
    for told in ("✓ 制度上墙：合格", "✗ 台账齐全：有问题，缺三页", "台账缺页", "一周内补齐"):
        assert told in said
    assert "最迟" in said
    assert panel.primary is panel.buttons["follow_up"]
    panel.primary.click()
    form = form_of(room, dialogs)
    assert form.rows["follow_up_done"].value() == today(room).isoformat()
    form.go.click()
    room.rest()
    assert live.value(KIND, visit, "follow_up_done") == today(room).isoformat()
    assert "follow_up" not in panel.buttons


def test_counts_that_are_missing_are_said_beside_their_fields(room, live, dialogs):
    visit = plan(room, 0)
    room.show(KIND, visit).primary.click()
    form = form_of(room, dialogs)
    form.rows["problems"].set_value("台账缺页")
    form.rows["persons_received"].widget.setText("几个")
    form.go.click()
    room.rest()
    assert form.rows["persons_received"].fault
    form.rows["persons_received"].set_value(0)
    form.go.click()
    room.rest()
    assert form.rows["cases_taken"].fault
    assert form.rows["consultations"].fault
    assert form.rows["problems"].value() == "台账缺页"
    assert live.value(KIND, visit, "status") in (None, "planned")


@pytest.mark.parametrize(("action", "state"), [("postpone", "postponed"), ("cancel", "cancelled")])
def test_putting_off_and_calling_off_need_a_reason(room, live, dialogs, action, state):
    visit = plan(room, 3)
    panel = room.show(KIND, visit)
    part = room.page.part(KIND)
    part.acts.move(next(m for m in panel.view.moves if m.action == action))
    form = form_of(room, dialogs)
    form.go.click()
    room.rest()
    assert form.rows["not_held_reason"].fault
    form.rows["not_held_reason"].set_value("下大雪，路不通")
    if action == "postpone":
        form.rows["moved_to"].set_value("2099-01-05")
    form.go.click()
    room.rest()
    assert live.value(KIND, visit, "status") == state
    assert "下大雪，路不通" in room.words(panel)
    if action == "postpone":
        assert panel.view.day == date(2099, 1, 5)


def test_what_was_written_down_by_mistake_is_taken_back_after_a_question(room, live, dialogs):
    visit = held(room)
    panel = room.show(KIND, visit)
    part = room.page.part(KIND)
    back = next(m for m in panel.view.moves if m.action == "take_back")
    part.acts.move(back)
    room.rest()
    assert live.value(KIND, visit, "status") == "held"
    dialogs.answer = Answer("yes")
    part.acts.move(back)
    room.rest()
    assert live.value(KIND, visit, "status") == "confirmed"


def test_a_day_that_is_over_is_marked_with_a_sign_and_in_words(room):
    visit = plan(room, -2)
    panel = room.show(KIND, visit)
    assert "▲ 日子已过" in room.words(panel)
    part = room.page.part(KIND)
    assert part.model.index(0, 1).data().startswith("▲ ")


def test_changing_writes_only_what_differs(room, live, dialogs):
    visit = plan(room, 3)
    room.show(KIND, visit)
    room.page.part(KIND).acts.edit()
    form = form_of(room, dialogs)
    form.rows["visitor_names"].set_value("赵某 钱某")
    assert form.given() == ({"visitor_names": "赵某 钱某"}, {})
    form.go.click()
    room.rest()
    assert "赵某 钱某" in room.words(room.page.part(KIND).panel)


def test_results_are_corrected_with_the_checks_that_stand(room, live, dialogs):
    checks = [{"item": "水电安全", "ok": False, "note": "线乱"}]
    visit = held(room, checks=checks)
    room.show(KIND, visit)
    room.page.part(KIND).acts.edit()
    form = form_of(room, dialogs)
    assert form.rows["checks"].value() == checks
    assert form.given() == ({}, {})
    form.rows["persons_received"].set_value(11)
    form.go.click()
    room.rest()
    assert live.value(KIND, visit, "persons_received") == 11


def test_a_check_that_was_not_made_is_not_written(context, qtbot):
    edit = ChecksEdit(context)
    qtbot.addWidget(edit)
    assert edit.value() == []
    with qtbot.waitSignal(edit.edited):
        edit.lines[4].answer._buttons["ok"].click()
    assert edit.value() == [{"item": "期限遵守", "ok": True, "note": None}]


def test_the_record_prints_with_what_is_known(room, live):
    visit = held(room, checks=[{"item": "制度上墙", "ok": True}], problems="缺", guidance="补")
    panel = room.show(KIND, visit)
    words = room.page.words
    assert isinstance(words, RecordWords)
    page = record_html(words, panel.view)
    assert "巡访记录" in page
    assert "制度上墙" in page
    assert "镇东村消费维权服务站" in page


def test_asked_to_print_it_offers_paper_or_file(room, dialogs):
    panel = room.show(KIND, held(room))
    panel.asked.emit("print")
    room.rest()
    assert [choice.key for choice in dialogs.asked[-1].choices] == ["no", "save", "print"]


def test_a_photo_is_kept_with_the_visit(room, live, dialogs, tmp_path):
    photo = tmp_path / "现场.png"
    drawn = QImage(60, 40, QImage.Format.Format_RGB32)
    drawn.fill(Qt.GlobalColor.white)
    assert drawn.save(str(photo))
    dialogs.files = [photo]
    visit = held(room)
    panel = room.show(KIND, visit)
    panel.asked.emit("attach")
    room.rest()
    room.qtbot.waitUntil(lambda: bool(panel.links), timeout=20_000)
    assert live.rows("SELECT owner_type, root_id FROM r_attachment") == [("visit", visit)]


def test_a_role_without_the_right_is_offered_nothing_to_change(room, live, ears):
    visit = plan(room, 3)
    live.role("auditor")
    panel = room.show(KIND, visit)
    assert panel.primary is None
    assert [one.text() for one in panel.menu.actions()] == ["打印记录表"]
    assert room.page.part(KIND).new.isHidden()
    room.page.start_new()
    assert any("不安排" in said for said in ears.said)


def test_where_only_one_has_room_escape_leads_back_to_the_list(room):
    visit = plan(room, 3)
    room.page.resize(640, 600)
    panel = room.show(KIND, visit)
    part = room.page.part(KIND)
    assert panel.isVisible()
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert part.table.isVisible()
    assert not panel.isVisible()
