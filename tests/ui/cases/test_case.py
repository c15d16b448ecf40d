import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from station_app.background.changed import Changed
from station_app.ui.cases.panel import EVIDENCE, HISTORY, PEOPLE, REFERRALS
from station_app.ui.common.dialogs import Answer
from station_app.usecases.cases import edit
from sync.clock import Json, Stamp
from sync.ledger.unit import unit_of_work
from tests.ui.cases.happenings import WINDOW, conflict_on, refer, step, step_taken_over


def test_the_head_says_where_it_stands_and_that_the_county_number_is_to_come(seat, live):
    panel = seat.show(live.register())
    said = seat.words(panel)
    assert "-0001" in said
    assert "县编号 待编" in said
    assert "只在本机" in said


def test_a_county_number_is_shown_once_it_is_there(seat, live):
    case = live.register()

    def job(desk):
        with unit_of_work(desk.ledger, desk.session.user_id) as unit:
            unit.change("case", case, {"county_no": "宝坻2026-0001号"})

    live.do(job)
    assert "县编号 宝坻2026-0001号" in seat.words(seat.show(case))


def test_the_one_primary_button_is_the_next_step(seat, live):
    case = live.register()
    panel = seat.show(case)
    assert panel.primary.text().startswith("受理")
    primary = [b for b in panel.findChildren(QPushButton) if b.property("role") == "primary"]
    assert len(primary) == 1
    step(live, case, "accept", handling_capacity="station_assist", disposition="self_handle")
    live.tasks.announce(Changed.of("case", case))
    seat.rest()
    assert panel.primary.text().startswith("开始办理")


def test_a_role_that_may_not_act_reads_why_there_is_no_button(seat, live):
    case = live.register()
    live.role("auditor")
    panel = seat.show(case)
    assert panel.primary is None
    assert panel.menu is None
    assert "别的岗位" in seat.words(panel)


def test_the_form_of_a_step_says_beside_each_field_what_is_missing_and_keeps_what_was_typed(
    seat, live, dialogs
):
    case = live.register()
    seat.show(case)
    seat.page.acts.step("settle_now")
    (form,) = dialogs.shown
    form.rows["money_refund"].set_value(32000)
    form.go.click()
    seat.rest()
    assert form.rows["summary"].fault
    assert form.rows["money_refund"].value() == 32000
    assert live.value("case", case, "status") == "registered"
    form.rows["summary"].set_value("当场退款三百二十元。")
    form.go.click()
    seat.rest()
    assert live.value("case", case, "status") == "concluded"
    assert seat.page.panel.primary.text().startswith("回复")


def test_what_was_typed_is_thrown_away_only_by_who_says_so(seat, live, dialogs):
    case = live.register()
    seat.show(case)
    seat.page.acts.step("settle_now")
    (form,) = dialogs.shown
    form.rows["summary"].set_value("当场退款三百二十元。")
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert form.isVisible(), "the question was closed without an answer"
    dialogs.answer = Answer("stay")
    form.cancel.click()
    assert form.isVisible()
    assert form.rows["summary"].value() == "当场退款三百二十元。"
    dialogs.answer = Answer("leave")
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert not form.isVisible()
    assert len(dialogs.asked) == 3
    seat.rest()
    seat.page.acts.step("settle_now")
    form = dialogs.shown[-1]
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert not form.isVisible(), "who typed nothing is asked nothing"
    assert len(dialogs.asked) == 3


def test_enter_on_a_link_of_a_form_opens_it_and_takes_no_step(seat, live, dialogs):
    case = live.register()
    seat.show(case)
    seat.page.acts.step("accept")
    (form,) = dialogs.shown
    (more,) = [one for one in form.findChildren(QPushButton) if one.property("role") == "link"]
    more.setFocus()
    QTest.keyClick(more, Qt.Key.Key_Return)
    seat.rest()
    assert form.isVisible()
    assert live.value("case", case, "status") == "registered"
    assert any(row.isVisible() for name, row in form.rows.items() if name != "summary")


def test_an_amount_that_cannot_be_read_is_said_and_nothing_is_sent(seat, live, dialogs):
    case = live.register()
    seat.show(case)
    seat.page.acts.step("settle_now")
    (form,) = dialogs.shown
    form.rows["summary"].set_value("当场退款三百二十元。")
    form.rows["money_refund"].widget.setText("三百")
    form.rows["money_refund"].widget.textEdited.emit("三百")
    form.go.click()
    seat.rest()
    assert form.rows["money_refund"].fault
    assert live.value("case", case, "status") == "registered"


def test_a_step_that_came_too_late_is_told_in_the_form(seat, live, dialogs):
    case = live.register()
    seat.show(case)
    seat.page.acts.step("accept")
    (form,) = dialogs.shown
    step(live, case, "settle_now", summary="当场退款三百二十元。")
    form.go.click()
    seat.rest()
    assert form.isVisible()
    assert form._trouble.text()
    assert form.go.isEnabled()


def test_people_are_masked_until_somebody_asks_and_that_leaves_a_line(seat, live):
    case = live.register()
    panel = seat.show(case)
    assert "王**" in seat.words(panel)
    assert "王某某" not in seat.words(panel)
    seat.page.acts.reveal()
    seat.rest()
    assert "王某某" in seat.words(panel)
    assert "13800000000" in seat.words(panel)
    logged = live.rows("SELECT action, case_id FROM r_access_log")
    assert logged == [("view_full", case)]


def test_another_case_is_masked_again(seat, live):
    first, second = live.register(), live.register()
    panel = seat.show(first)
    seat.page.acts.reveal()
    seat.rest()
    seat.show(second)
    seat.show(first)
    assert "王某某" not in seat.words(panel)


@pytest.mark.parametrize(("reason", "shown"), [("", False), ("督办要求核实", True)])
def test_who_needs_a_reason_is_asked_for_it_and_without_one_sees_nothing(
    seat, live, dialogs, reason, shown
):
    case = live.register()
    live.role("auditor")
    panel = seat.show(case)
    assert "四月二十日" not in seat.words(panel)
    dialogs.answer = Answer("yes", reason)
    seat.page.acts.reveal()
    seat.rest()
    assert ("王某某" in seat.words(panel)) is shown
    logged = [row[0] for row in live.rows("SELECT reason FROM r_access_log")]
    assert logged == ([reason] if shown else [])


def test_a_callback_clerk_is_shown_the_telephone_alone_and_it_is_logged(seat, live):
    case = live.register()
    live.role("callback_clerk")
    panel = seat.show(case)
    assert "13800000000" not in seat.words(panel)
    (show,) = [b for b in panel.findChildren(QPushButton) if b.text() == "显示电话（留痕）"]
    show.click()
    seat.rest()
    said = seat.words(panel)
    assert "13800000000" in said
    assert "王**" in said
    assert "王某某" not in said
    assert "四月二十日" not in said
    panel.tabs.setCurrentIndex(PEOPLE)
    said = seat.words(panel)
    assert "13800000000" in said
    assert "三区12号" not in said
    assert live.rows("SELECT action, fields FROM r_access_log") == [
        ("unmask", '["phone","phone2"]')
    ]
    seat.page.acts.edit()
    seat.rest()
    assert seat.context.dialogs.shown == [], "who sees the telephone only corrects nothing"


def changed_at_the_window(live, case):
    """A party's telephone and the case's brand, as another PC's values arrive."""

    def job(desk):
        now = desk.ledger.now_ms()
        store = desk.ledger.store
        (party,) = [
            kept
            for kept in store.of_roots("case_party", [case])
            if kept.record.values.get("role") == "complainant"
        ]
        kept = store.one("case", case)
        far = Stamp(2, now, "another-pc")
        party.record.set("phone", "13811112222", far)
        kept.record.set("brand", "郑单958", Stamp(1, now + 1, "another-pc"))
        with desk.ledger.db.writing():
            store.save([party, kept])

    live.do(job)


def test_changes_made_elsewhere_are_told_in_sentences(seat, live):
    case = live.register()
    changed_at_the_window(live, case)
    panel = seat.show(case)
    panel.tabs.setCurrentIndex(HISTORY)
    said = seat.words(panel)
    assert "别处 把“品牌”由 （未填） 改为 郑单958" in said
    assert "别处 把“电话”由 138****0000 改为 138****2222" in said


def test_taking_over_is_told_as_people_say_it(seat, live):
    case = live.register()
    refer(live, case)
    step_taken_over(live, case)
    panel = seat.show(case)
    said = seat.words(panel)
    assert "张某（大口屯镇窗口） 接办" in said
    assert "签收转办" not in said


def test_who_saw_the_case_stands_in_its_history_for_who_may_read_it(seat, live):
    case = live.register()
    panel = seat.show(case)
    seat.page.acts.reveal()
    seat.rest()
    panel.tabs.setCurrentIndex(HISTORY)
    assert "李某 看了全部内容" in seat.words(panel)
    assert "只列出您自己的" not in seat.words(panel)
    live.role("village_cadre")
    panel = seat.show(live.register())
    panel.tabs.setCurrentIndex(HISTORY)
    assert "只列出您自己的" in seat.words(panel)


def test_who_sees_no_party_is_shown_none_and_finds_none(seat, live):
    case = live.register()
    live.role("supervision_member")
    panel = seat.show(case)
    said = seat.words(panel)
    assert "玉米种子不出苗" in said
    assert "王**" not in said
    assert "****" not in said
    panel.tabs.setCurrentIndex(PEOPLE)
    assert "看不到当事人" in seat.words(panel)
    seat.page.search("13800000000")
    seat.rest()
    assert "没有找到" in seat.words(panel)


def test_all_people_stand_on_their_own_tab(seat, live):
    panel = seat.show(live.register())
    panel.tabs.setCurrentIndex(PEOPLE)
    said = seat.words(panel)
    assert "138****0000" in said
    assert "大集东头" in said


def test_the_course_is_told_in_sentences_with_days_as_people_say_them(seat, live):
    case = live.register()
    step(
        live, case, "accept", handling_capacity="station_assist", disposition="self_handle",
        summary="材料齐全，今日受理",
    )  # fmt: skip
    panel = seat.show(case)
    said = seat.words(panel)
    assert "李某 登记投诉" in said
    assert "李某 材料齐全，今日受理" in said
    assert "月" in said
    assert "周" in said


def test_correcting_the_facts_writes_only_what_differs_and_is_logged(seat, live, dialogs):
    case = live.register()
    panel = seat.show(case)
    seat.page.acts.edit()
    seat.rest()
    (form,) = dialogs.shown
    assert form.rows["", "amount"].value() == 32000
    form.rows["", "amount"].set_value(36000)
    (party,) = {record for record, _ in form.rows if record and (record, "address") in form.rows}
    form.rows[party, "phone"].set_value("12")
    form.go.click()
    seat.rest()
    assert form.rows[party, "phone"].fault
    assert live.value("case", case, "amount") == 32000
    form.rows[party, "phone"].set_value("13811112222")
    form.go.click()
    seat.rest()
    assert live.value("case", case, "amount") == 36000
    assert live.value("case_party", party, "phone") == "13811112222"
    panel.tabs.setCurrentIndex(HISTORY)
    said = seat.words(panel)
    assert "320 元" in said
    assert "360 元" in said
    assert "13811112222" in said
    assert live.rows("SELECT action FROM r_access_log") == [("view_full",)]


def test_the_history_is_masked_like_the_people(seat, live):
    case = live.register()
    (row,) = live.rows("SELECT id FROM r_case_party WHERE role = 'complainant'")
    given: dict[str, Json] = {"parties": [{"id": row[0], "phone": "13811112222"}]}
    live.do(lambda desk: edit(desk.ledger, desk.session, case, given))
    panel = seat.show(case)
    panel.tabs.setCurrentIndex(HISTORY)
    assert "138****2222" in seat.words(panel)
    assert "13811112222" not in seat.words(panel)


def test_only_the_handling_organisation_corrects_facts(seat, live):
    case = live.register()
    refer(live, case)
    step_taken_over(live, case)
    panel = seat.show(case)
    assert not panel.view.may_edit
    assert panel.menu is None


def test_a_referral_says_to_whom_and_whether_it_was_signed_for(seat, live):
    case = live.register()
    refer(live, case)
    panel = seat.show(case)
    panel.tabs.setCurrentIndex(REFERRALS)
    said = seat.words(panel)
    assert "大口屯镇窗口" in said
    assert "还没有签收" in said
    assert "摊位在镇上" in said
    step_taken_over(live, case)
    live.tasks.announce(Changed.of("case", case))
    seat.rest()
    assert "张某" in seat.words(panel)
    assert "还没有签收" not in seat.words(panel)


def test_an_office_that_is_not_known_here_is_said_to_be_one_and_no_person(seat, live):
    case = live.register()
    refer(live, case)
    live.do(forget_window)
    panel = seat.show(case)
    assert "本机没有登记的单位" in seat.words(panel), "with whom it lies now"
    panel.tabs.setCurrentIndex(REFERRALS)
    said = seat.words(panel)
    assert "→ 本机没有登记的单位" in said
    assert WINDOW not in said


def forget_window(desk):
    with unit_of_work(desk.ledger, desk.session.user_id) as unit:
        unit.change("station", WINDOW, {"deleted_at": unit.now_ms})


LONG = "很长的事由" * 12


@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_is_cut_off_at_the_side(seat, live, context, scale):
    case = live.register(title=LONG, facts="播种后一直不出苗，摊主不肯退钱。" * 30)
    conflict_on(live, case)
    page = seat.open()
    seat.page.resize(1020 if scale == 200 else 1150, 560)
    context.theme.set_scale(scale)
    panel = seat.show(case)
    for tab in (0, PEOPLE, EVIDENCE, REFERRALS, HISTORY):
        panel.tabs.setCurrentIndex(tab)
        seat.rest()
        room = panel.view_port.viewport().width()
        assert panel.view_port.widget().width() <= room
        for label in panel.findChildren(QLabel):
            if label.isVisible() and label.wordWrap():
                needed = label.heightForWidth(label.width())
                assert label.height() >= needed, (tab, label.text()[:20])
    assert page.panel is panel
    context.theme.set_scale(100)


def test_the_form_of_the_longest_step_fits_a_small_screen_at_200_per_cent(
    seat, live, dialogs, context
):
    case = live.register()
    context.theme.set_scale(200)
    seat.show(case)
    seat.page.acts.step("refer")
    (form,) = dialogs.shown
    room = form.screen().availableGeometry()
    assert form.height() <= room.height()
    assert form.width() <= room.width()
    bottom = form.go.mapTo(form, form.go.rect().bottomRight())
    assert form.rect().contains(bottom)
    form.reject()
    context.theme.set_scale(100)


def test_a_case_that_is_gone_is_told_and_nothing_breaks(seat, live):
    live.register()
    page = seat.open()
    page.open_item("00000000-0000-7000-8000-00000000dead")
    seat.rest()
    assert "不在这里" in seat.words(page.panel) or page.panel.view is None


def test_a_case_asked_for_before_the_page_was_ever_seen_is_shown(seat, live):
    wanted = live.register(title="先来的")
    live.register(title="后来的")
    seat.page.open_item(wanted)
    seat.open()
    assert seat.page.panel.view.id == wanted


def test_requests_are_corrected_with_their_money(seat, live, dialogs):
    case = live.register()
    seat.show(case)
    seat.page.acts.edit()
    seat.rest()
    (form,) = dialogs.shown
    edit_requests = form.rows["", "requests"].widget
    assert edit_requests.value() == [{"request_kind": "refund", "money": 32000, "note": None}]
    assert form.changes() == ({}, {})
    edit_requests.money["refund"].set_value(30000)
    edit_requests.kinds.set_value(["refund", "apology"])
    form.go.click()
    seat.rest()
    said = seat.words(seat.page.panel)
    assert "300 元" in said
    assert "赔礼道歉" in said or "道歉" in said


def test_enter_on_a_line_goes_to_the_next_step(qtbot, seat, live):
    live.register()
    page = seat.open()
    with qtbot.waitActive(page):
        page.activateWindow()
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.panel.primary.hasFocus()


def test_the_keyboard_stays_where_it_was_when_the_case_is_read_again(qtbot, seat, live):
    case = live.register()
    page = seat.open()
    with qtbot.waitActive(page):
        page.activateWindow()
    name = page.panel.buttons["refer"].accessibleName()
    page.panel.buttons["refer"].setFocus()
    live.do(lambda desk: edit(desk.ledger, desk.session, case, {"title": "化肥含量不足"}))
    live.tasks.announce(Changed.of("case", case))
    seat.rest()
    assert "化肥含量不足" in seat.words(page.panel)
    assert page.panel.buttons["refer"].accessibleName() == name
    assert page.panel.buttons["refer"].hasFocus()


def test_what_did_not_change_is_not_drawn_again(seat, live):
    case = live.register()
    panel = seat.show(case)
    button = panel.primary
    live.tasks.announce(Changed.of("case", case))
    seat.rest()
    assert panel.primary is button


def test_every_button_and_field_has_a_name_for_screen_readers(seat, live):
    panel = seat.show(live.register())
    for widget in (*panel.findChildren(QPushButton), *seat.page.filters.findChildren(QPushButton)):
        assert widget.accessibleName() or widget.text(), widget
    assert seat.page.table.accessibleName()


def test_a_click_is_not_lost_when_the_case_comes_anew_under_the_pressed_button(seat, live, dialogs):
    case = live.register()
    panel = seat.show(case)
    pressed = panel.primary
    window = seat.page.windowHandle()
    spot = pressed.mapTo(seat.page, pressed.rect().center())
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(window, left, none, spot)
    # Meanwhile somebody's correction arrives, and the case is read anew.
    live.do(
        lambda desk: edit(desk.ledger, desk.session, case, {"title": "玉米种子发芽少"}),
        changes=lambda _: Changed.of("case", case),
    )
    seat.rest()
    assert panel.primary is pressed
    QTest.mouseRelease(window, left, none, spot)
    assert len(dialogs.shown) == 1
    seat.qtbot.waitUntil(lambda: "玉米种子发芽少" in seat.words(panel))
    assert panel.primary is not pressed


def test_at_double_text_size_what_a_tab_shows_is_seen_when_it_is_pressed(seat, live, context):
    case = live.register()
    seat.page.resize(1119, 600)
    context.theme.set_scale(200)
    panel = seat.show(case)
    assert not seat.page.beside.wide
    assert not seat.page._title.isVisible()
    bar = panel.view_port.verticalScrollBar()
    assert bar.value() == 0
    panel.tabs.setCurrentIndex(PEOPLE)
    port = panel.view_port.viewport()
    needed = context.theme.look.px(180)
    seat.qtbot.waitUntil(
        lambda: port.height() - panel.tabs.mapTo(port, panel.tabs.rect().bottomLeft()).y() > needed
    )
    panel.back.click()
    assert seat.page._title.isVisible()
