"""From the form to the number: the case with its parties, events and files is in the ledger."""

from datetime import timedelta

import orjson
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from station_app.usecases.desk import open_desk
from station_app.usecases.reading.drafts import binned, draft, drafts
from sync.clock import local_date
from tests.ui.intake.live import CODE, LOGIN, PASSWORD, here


def test_a_complaint_filled_in_and_read_back_is_a_case_with_parties_and_its_event(live):
    live.fill_complaint()
    number = live.register()
    assert number.startswith(CODE)
    assert number.endswith("-0001")
    ((case_id, title, amount, requests, status),) = live.rows(
        f"SELECT id, title, amount, requests, status FROM r_case WHERE case_no = '{number}'"
    )
    assert (title, amount, status) == ("玉米种子不出苗", 32000, "registered")
    assert orjson.loads(requests)[0]["money"] == 32000
    parties = live.rows(
        f"SELECT role, kind, name, phone, unlicensed FROM r_case_party WHERE case_id = '{case_id}' "
        "ORDER BY role"
    )
    assert parties == [
        ("complainant", "person", "王某某", "13800000000", None),
        ("respondent", "stall_unlicensed", "某某种子摊", None, 1),
    ]
    events = live.rows(
        f"SELECT event_type, to_status, actor_name FROM r_case_event WHERE case_id = '{case_id}'"
    )
    assert events == [("registered", "registered", "李某")]
    assert live.do(lambda desk: drafts(desk.ledger)) == []


def test_on_a_pc_whose_clock_is_fast_now_is_what_the_county_says(open_live, folder, clock):
    desk = open_desk(folder, LOGIN, PASSWORD, clock=clock)
    with desk.ledger.db.writing():
        desk.ledger.state.put({"clock_offset_ms": -2 * 86_400_000})
    desk.close()
    live = open_live()
    live.context.clock.put_right(live.session.clock_offset_ms)
    live.fill_complaint()
    live.fill("received_at", live.page.tools.now_text())
    number = live.register()
    rows = live.rows(f"SELECT privacy_notice_at FROM r_case WHERE case_no = '{number}'")
    assert local_date(rows[0][0]) == clock.today() - timedelta(2)


def test_the_receipt_says_number_safety_and_what_comes_next(live):
    live.fill_complaint()
    number = live.register()
    receipt = live.page.receipt
    assert receipt.safe.text() == "✓ 已存本机"
    assert receipt.number.text() == number
    assert "7 个工作日" in receipt.steps.text()
    assert "还没有连县中心" in receipt.steps.text()
    assert here() is receipt.again
    QTest.keyClick(receipt.again, Qt.Key.Key_Return)
    assert live.page.faces.currentWidget() is live.page.writing
    assert live.page.form.blank


def test_the_receipt_leads_to_the_case(live):
    live.fill_complaint()
    live.register()
    with live.qtbot.waitSignal(live.context.navigator.page_wanted) as wanted:
        live.page.receipt.open.click()
    assert wanted.args[0] == "cases"
    assert live.rows(f"SELECT 1 FROM r_case WHERE id = '{wanted.args[1]}'")


def test_it_is_read_back_in_plain_words_before_it_is_registered(live):
    live.fill_complaint()
    live.fill("consent_entrusted", True)
    live.page.bar.go.click()
    read = live.page.read_back
    words = read.large.words
    for said in (
        "投诉：玉米种子不出苗",
        "您叫王某某，电话 13800000000，住在镇东村三区12号。",
        "您投诉的是：某某种子摊（无照摊贩），在大集东头。",
        "您买的是：玉米种子，涉及 320.00 元。",
        "您的要求：退还货款或服务费用 320.00 元",
        "委托别的单位调解：同意",
    ):
        assert said in words
    assert read.large.pixels() >= 38
    assert not read.go.isEnabled()
    read.back.click()
    assert live.page.faces.currentWidget() is live.page.writing
    assert live.edit("parties[0].name").text() == "王某某"


def test_reading_back_needs_no_mouse(live):
    live.fill_complaint()
    live.page.bar.go.setFocus()
    QTest.keyClick(live.page.bar.go, Qt.Key.Key_Return)
    read = live.page.read_back
    assert here() is read.read
    QTest.keyClick(read.read, Qt.Key.Key_Space)
    assert here() is read.go
    QTest.keyClick(read.go, Qt.Key.Key_Return)
    live.wait(lambda: live.page.faces.currentWidget() is live.page.receipt)


def test_what_is_missing_may_follow_later_if_it_is_marked_as_incomplete(live):
    live.fill_complaint()
    live.fill("parties[0].phone", None)
    live.fill("facts", None)
    live.page.bar.incomplete.click()
    assert live.page.bar.summary.text().startswith("将按信息不全登记")
    live.page.bar.go.click()
    assert live.page.faces.currentWidget() is live.page.read_back
    assert live.page.read_back._note.isVisible()
    live.page.read_back.read.setChecked(True)
    live.page.read_back.go.click()
    live.wait(lambda: live.page.faces.currentWidget() is live.page.receipt)
    assert live.rows("SELECT incomplete FROM r_case") == [(1,)]


def test_what_the_ledger_refuses_stands_beside_its_field_and_nothing_is_lost(live):
    live.fill_complaint()
    live.fill("parent_case_id", "120115101201A-2026-9999")
    live.page.bar.go.click()
    live.page.read_back.read.setChecked(True)
    live.page.read_back.go.click()
    live.wait(lambda: live.faults())
    assert live.faults() == {"parent_case_id": "本机没有这个编号。"}
    assert live.page.faces.currentWidget() is live.page.writing
    assert live.edit("title").text() == "玉米种子不出苗"
    assert live.rows("SELECT 1 FROM r_case") == []
    live.page.leave()
    assert len(live.do(lambda desk: drafts(desk.ledger))) == 1


def test_somebody_acting_for_the_complainant_stands_beside_them(live):
    live.fill_complaint()
    live.page.form._add_person.click()
    live.fill("parties[1].name", "王小某")
    live.fill("parties[1].phone", "13700000000")
    live.fill("parties[1].authority_scope", "代为和解")
    live.register()
    people = dict(live.rows("SELECT role, id FROM r_case_party"))
    assert people.keys() == {"complainant", "agent", "respondent"}
    ((represented,),) = live.rows(
        "SELECT represented_by_id FROM r_case_party WHERE role = 'complainant'"
    )
    assert represented == people["agent"]


def test_a_person_known_by_phone_is_found_masked_and_filled_in_with_a_trace(live):
    live.fill_complaint()
    live.register()
    live.page.start_new()
    live.fill("parties[0].phone", "13800")
    known = live.page.form.people[0].known
    live.wait(lambda: known.shown)
    (line,) = known.shown
    assert "王**" in line
    assert "138****0000" in line
    assert "王某某" not in line
    known._rows[0].click()
    live.wait(lambda: live.edit("parties[0].name").text() == "王某某")
    assert live.edit("parties[0].phone").text() == "13800000000"
    assert live.edit("parties[0].address").text() == "镇东村三区12号"
    assert live.rows("SELECT action, object_kind FROM r_access_log") == [("unmask", "case_party")]


def test_a_trader_known_by_name_is_found(live):
    live.fill_complaint()
    live.fill("parties[1].kind", "company")
    live.register()
    live.page.start_new()
    live.fill("parties[1].name", "种子")
    known = live.page.form.traders[0].known
    live.wait(lambda: known.shown)
    known._rows[0].click()
    live.wait(lambda: live.edit("parties[1].business_place").text() == "大集东头")
    assert live.edit("parties[1].kind").value() == "company"


def test_drafts_are_listed_binned_and_found_again(live):
    live.fill("title", "化肥含量不足")
    live.page.leave()
    live.page.drafts_button.click()
    live.wait(lambda: live.page.drafts.rows)
    (row,) = live.page.drafts.rows
    assert row.draft.author == "李某"
    row.buttons[1].click()
    live.wait(lambda: [r.draft.deleted_at for r in live.page.drafts.rows] not in ([], [None]))
    assert live.do(lambda desk: drafts(desk.ledger)) == []
    assert len(live.do(lambda desk: binned(desk.ledger))) == 1
    assert live.page.form.blank
    live.page.drafts.rows[0].buttons[0].click()
    live.wait(lambda: [r.draft.deleted_at for r in live.page.drafts.rows] == [None])
    live.page.drafts.rows[0].buttons[0].click()
    live.wait(lambda: live.edit("title").text() == "化肥含量不足")


def test_anothers_draft_is_taken_over_with_one_press(live):
    live.fill("title", "张助理写的")
    live.page.leave()
    (row,) = live.do(lambda desk: drafts(desk.ledger))
    live.page.start_new()

    def given_to_another(desk):
        with desk.ledger.db.writing():
            desk.ledger.db.run("UPDATE desk_draft SET person = 'somebody'")

    live.do(given_to_another)
    live.page.drafts_button.click()
    live.wait(lambda: live.page.drafts.rows)
    live.wait(lambda: live.page.drafts.rows[0].buttons[0].text() == "接过来写")
    live.page.drafts.rows[0].buttons[0].click()
    live.wait(lambda: live.edit("title").text() == "张助理写的")
    taken = live.do(lambda desk: draft(desk.ledger, row.id))
    assert taken.row.author == "李某"


def test_registering_twice_by_an_impatient_hand_makes_one_case(live):
    live.fill_complaint()
    live.page.bar.go.click()
    live.page.read_back.read.setChecked(True)
    live.page.read_back.go.click()
    assert not live.page.read_back.go.isEnabled()
    live.page.read_back.go.click()
    live.wait(lambda: live.page.faces.currentWidget() is live.page.receipt)
    assert len(live.rows("SELECT 1 FROM r_case")) == 1
