import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from station_app.ui.common.dialogs import Answer
from station_app.usecases import knowledge
from sync.clock import parse_iso
from tests.printing.reading import pages_of

KIND = "knowledge_request"
REPLY = {"answer": "看品种、净含量、生产日期。", "answer_way": "reply"}


def ask(room, **more):
    given = {"topic_code": "farm_inputs", "question": "如何看种子标签？", **more}
    return room.live.do(lambda desk: knowledge.add_request(desk.ledger, desk.session, given).id)


def act(room, request_id, action, **given):
    room.live.do(lambda desk: knowledge.act(desk.ledger, desk.session, request_id, action, given))


def status(room, request_id):
    return room.live.value(KIND, request_id, "status")


def test_an_empty_list_says_how_to_begin(room):
    part = room.open(KIND)
    assert "Ctrl+N" in room.words(part.panel)


def test_a_request_is_written_down_by_keyboard_alone(room, live, dialogs, typed):
    room.open(KIND)
    room.page.start_new()
    (form,) = dialogs.shown
    with room.qtbot.waitActive(form):
        form.activateWindow()
    question = form.rows["question"].widget
    assert form.focusWidget() is question
    typed(question, "如何看种子标签？")
    QTest.keyClick(question, Qt.Key.Key_Tab)
    topic = form.focusWidget()
    assert form.rows["topic_code"].isAncestorOf(topic)
    QTest.keyClick(topic, Qt.Key.Key_Down)
    assert form.rows["topic_code"].value() == "farm_inputs"
    QTest.keyClick(topic, Qt.Key.Key_Return)
    while not form.rows["asker_name"].isAncestorOf(form.focusWidget()):
        QTest.keyClick(form.focusWidget(), Qt.Key.Key_Tab)
    typed(form.focusWidget(), "王某某")
    QTest.keyClick(form.focusWidget(), Qt.Key.Key_Return)
    assert form.rows["asker_phone"].isAncestorOf(form.focusWidget())
    QTest.keyClicks(form.focusWidget(), "13820010031")
    while form.focusWidget() is not form.go:
        QTest.keyClick(form.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClick(form.go, Qt.Key.Key_Return)
    room.rest()
    rows = live.rows(
        "SELECT question, topic_code, asker_name, asked_way, request_no FROM r_knowledge_request"
    )
    ((asked, about, who, way, number),) = rows
    assert (asked, about, who) == ("如何看种子标签？", "farm_inputs", "王某某")
    assert way in (None, "walk_in")
    assert number
    assert room.page.part(KIND).panel.view.row.text("question") == "如何看种子标签？"


def test_what_is_missing_is_said_beside_its_field_and_all_typed_stays(room, dialogs):
    room.open(KIND)
    room.page.start_new()
    (form,) = dialogs.shown
    form.rows["asker_phone"].set_value("123")
    form.rows["question"].set_value("保健品讲座能信吗？")
    form.go.click()
    room.rest()
    assert form.rows["topic_code"].fault
    assert form.rows["question"].value() == "保健品讲座能信吗？"
    form.rows["topic_code"].set_value("farm_inputs")
    form.go.click()
    room.rest()
    assert form.rows["asker_phone"].fault
    assert room.live.rows("SELECT id FROM r_knowledge_request") == []


def test_who_asked_stands_masked_until_shown_and_that_is_logged(room, live):
    request = ask(room, asker_name="王某某", asker_phone="13820010031")
    panel = room.show(KIND, request)
    said = room.words(panel)
    assert "王**" in said
    assert "王某某" not in said
    assert "13820010031" not in said
    panel.reveal.click()
    assert "13820010031" in room.words(panel)
    assert live.rows("SELECT action, object_id FROM r_access_log") == [("view_full", request)]
    other = ask(room, question="保健品讲座能信吗？", asker_name="赵某某")
    room.show(KIND, other)
    panel = room.show(KIND, request)
    assert "13820010031" not in room.words(panel)


def test_a_role_that_sees_for_a_reason_only_is_asked_for_it(room, live, dialogs):
    request = ask(room, asker_name="王某某")
    live.role("auditor")
    panel = room.show(KIND, request)
    panel.reveal.click()
    assert "王某某" not in room.words(panel)
    dialogs.answer = Answer("yes", "抽查答复")
    panel.reveal.click()
    assert "王某某" in room.words(panel)
    assert live.rows("SELECT reason FROM r_access_log") == [("抽查答复",)]


def test_answering_is_the_next_step_and_closing_after_it(room, live, dialogs):
    request = ask(room)
    panel = room.show(KIND, request)
    assert panel.primary is panel.buttons["answer"]
    panel.primary.click()
    (form,) = dialogs.shown
    assert form.rows["answer_way"].value() == "reply"
    form.go.click()
    room.rest()
    assert form.rows["answer"].fault
    form.rows["answer"].set_value("看品种、净含量、生产日期。")
    form.go.click()
    room.rest()
    assert status(room, request) == "answered"
    assert "看品种、净含量、生产日期。" in room.words(panel)
    assert panel.primary is panel.buttons["close"]
    panel.primary.click()
    room.rest()
    assert status(room, request) == "closed"
    panel.buttons["reopen"].click()
    room.rest()
    assert status(room, request) == "open"
    assert "上次答复" in room.words(panel)


def test_what_is_passed_on_leaves_the_own_work_and_says_where_it_lies(room, live, dialogs):
    request = ask(room)
    other = live.do(lambda desk: desk.session.station_id)
    panel = room.show(KIND, request)
    panel.buttons["pass"].click()
    (form,) = dialogs.shown
    form.go.click()
    room.rest()
    assert form.rows["passed_to_org_id"].fault
    form.rows["passed_to_org_id"].set_value(other)
    form.go.click()
    room.rest()
    assert status(room, request) == "passed"
    assert live.value(KIND, request, "passed_at") is not None
    # It lies here, since it was passed to this very station: so it is to be answered here.
    assert "转来待答复" in room.words(panel)


def test_an_activity_planned_for_it_stands_in_the_calendar(room, live, dialogs):
    request = ask(room)
    panel = room.show(KIND, request)
    panel.buttons["plan"].click()
    (form,) = dialogs.shown
    assert form.rows["title"].value() == "如何看种子标签？"
    assert form.rows["topic_codes"].value() == ["farm_inputs"]
    form.rows["planned_start"].set_value(parse_iso("2099-03-15T09:00:00"))
    form.rows["place"].set_value("村委会会议室")
    form.go.click()
    room.rest()
    ((activity, title),) = live.rows("SELECT id, title FROM r_propaganda_activity")
    assert title == "如何看种子标签？"
    assert live.value(KIND, request, "activity_id") == activity
    assert status(room, request) == "planned"
    assert "◎ 已安排" in room.words(panel)
    assert "已安排 1" in [chip.text() for chip in room.page.part(KIND).views.values()]
    went = []
    room.context.navigator.page_wanted.connect(lambda key, item: went.append((key, item)))
    panel.activity.click()
    assert went == [("calendar", activity)]


def test_a_coming_activity_can_be_chosen_for_it(room, live, dialogs):
    first, second = ask(room), ask(room, question="农资假货怎么辨？")
    panel = room.show(KIND, first)
    panel.buttons["plan"].click()
    form = dialogs.shown[-1]
    start = room.live.do(lambda desk: desk.ledger.now_ms()) + 7 * 86_400_000
    form.rows["planned_start"].set_value(start)
    form.rows["place"].set_value("村委会会议室")
    form.go.click()
    room.rest()
    panel = room.show(KIND, second)
    panel.buttons["plan"].click()
    form = dialogs.shown[-1]
    choice = form.rows["activity_id"].widget
    assert choice.count() == 1
    choice.set_value(live.value(KIND, first, "activity_id"))
    form.go.click()
    room.rest()
    assert status(room, second) == "planned"


def test_the_chips_choose_what_is_listed_and_say_how_many_there_are(room, qtbot):
    done = ask(room, question="答过的")
    act(room, done, "answer", **REPLY)
    ask(room, question="要答的")
    part = room.open(KIND)
    assert [row.question for row in room.listed(KIND)] == ["要答的"]
    assert part.views["to_answer"].text() == "待答复 1"
    qtbot.mouseClick(part.views["answered"], Qt.MouseButton.LeftButton)
    room.rest()
    assert [row.question for row in room.listed(KIND)] == ["答过的"]
    qtbot.mouseClick(part.views["all"], Qt.MouseButton.LeftButton)
    room.rest()
    assert len(room.listed(KIND)) == 2
    room.page.search("要答")
    room.rest()
    assert [row.question for row in room.listed(KIND)] == ["要答的"]
    qtbot.mouseClick(part.found.chip, Qt.MouseButton.LeftButton)
    room.rest()
    assert part.views["to_answer"].isChecked()


def test_a_promise_that_is_over_is_said_with_a_sign_and_in_words(room):
    request = ask(room, asked_at="2026-03-02T09:00:00+08:00")
    panel = room.show(KIND, request)
    said = room.words(panel)
    assert "▲ 承诺" in said
    assert "已过期" in said
    part = room.page.part(KIND)
    assert part.model.index(0, 2).data().startswith("▲ ")
    assert part.model.index(0, 2).data().endswith("03-09")


def test_correcting_writes_only_what_differs_and_shows_who_asked_with_a_trace(room, live, dialogs):
    request = ask(room, asker_name="王某某")
    room.show(KIND, request)
    room.page.part(KIND).acts.edit()
    room.rest()
    (form,) = dialogs.shown
    assert form.rows["asker_name"].value() == "王某某"
    assert live.rows("SELECT action FROM r_access_log") == [("view_full",)]
    form.rows["people_count"].set_value(6)
    assert form.given() == ({"people_count": 6}, {})
    form.go.click()
    room.rest()
    assert live.value(KIND, request, "people_count") == 6


@pytest.mark.parametrize(("month", "also"), [(False, False), (True, True)])
def test_it_prints_alone_or_with_all_of_its_month_and_nobody_who_asked(
    room, dialogs, ears, tmp_path, month, also
):
    request = ask(room, asker_name="王大山", asker_phone="13820010031")
    ask(room, question="化肥袋上的数字是什么意思？")
    last_month = ask(room, question="上个月问过的", asked_at="2026-01-05T09:00:00+08:00")
    assert last_month
    panel = room.show(KIND, request)
    dialogs.answer, dialogs.files = Answer("save"), [tmp_path / "F41.pdf"]
    panel.print_wanted.emit(month)
    room.qtbot.waitUntil(lambda: any("F41.pdf" in said for said in ears.said), timeout=20_000)
    (page,) = pages_of(tmp_path / "F41.pdf")
    assert "如何看种子标签" in page
    assert ("化肥袋上的数字" in page) is also
    assert "上个月问过的" not in page
    assert "王大山" not in page
    assert "0031" not in page


def test_a_role_without_the_right_is_offered_nothing_and_told_so(room, live, ears):
    request = ask(room)
    live.role("auditor")
    panel = room.show(KIND, request)
    assert panel.buttons == {}
    assert room.page.part(KIND).new.isHidden()
    room.page.start_new()
    assert any("不登记" in said for said in ears.said)


def test_where_only_one_has_room_escape_leads_back_to_the_list(room):
    request = ask(room)
    room.page.resize(640, 600)
    panel = room.show(KIND, request)
    part = room.page.part(KIND)
    assert panel.isVisible()
    assert not part.table.isVisible()
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert part.table.isVisible()
    assert part.table.hasFocus()
