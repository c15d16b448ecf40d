"""What is wrong is said beside its field, in words, and takes nothing away."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from station_app.ui.intake.entries import Section
from tests.ui.conftest import type_text
from tests.ui.intake.live import here


def leave_with(live, path, words):
    live.field(path).focus()
    type_text(live.edit(path), words)
    QTest.keyClick(live.edit(path), Qt.Key.Key_Return)


def test_a_fault_is_said_as_soon_as_the_field_is_left(live):
    live.field("parties[0].phone").focus()
    type_text(live.edit("parties[0].phone"), "1380000")
    assert "parties[0].phone" not in live.faults()
    QTest.keyClick(live.edit("parties[0].phone"), Qt.Key.Key_Return)
    assert "11 位" in live.faults()["parties[0].phone"]
    assert live.edit("parties[0].phone").text() == "1380000"


def test_a_fault_goes_as_soon_as_it_is_put_right(live):
    leave_with(live, "parties[0].phone", "1380000")
    live.fill("parties[0].phone", "13800000000")
    assert "parties[0].phone" not in live.faults()


def test_an_empty_needed_field_says_so_when_left(live):
    live.field("title").focus()
    QTest.keyClick(live.edit("title"), Qt.Key.Key_Return)
    assert live.faults() == {"title": "请填写。"}


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("amount", "约三百"),
        ("purchase_on", "去年夏天"),
        ("parties[1].uscc", "12345"),
        ("parties[1].phone", "12"),
        ("parties[0].id_no", "110101199003070012"),
        ("quantity", "四袋"),
    ],
)
def test_what_cannot_be_taken_is_said_and_stays_as_typed(live, path, typed):
    if path.endswith("id_no"):
        live.fill("parties[0].id_kind", "resident_id")
    leave_with(live, path, typed)
    assert live.faults().get(path)
    assert typed in live.edit(path).text()


def test_registering_with_gaps_marks_them_all_and_goes_to_the_first(live):
    live.page.bar.go.click()
    assert live.page.faces.currentWidget() is live.page.writing
    faults = live.faults()
    assert {"title", "parties[0].name", "parties[1].name", "amount", "facts", "requests",
            "privacy_notice_way"} <= faults.keys()  # fmt: skip
    assert here() is live.edit("title")
    live.fill("title", "玉米种子不出苗")
    live.page.bar.go.click()
    assert here() is live.edit("parties[0].phone")


def test_the_first_fault_is_scrolled_into_sight(live):
    live.fill_complaint()
    live.fill("privacy_notice_way", None)
    live.field("title").focus()
    live.page.bar.go.click()
    row = live.field("privacy_notice_way").row
    top = row.mapTo(live.page.scrolling.viewport(), row.rect().topLeft()).y()
    assert 0 <= top < live.page.scrolling.viewport().height()


def test_a_fault_hidden_under_more_is_brought_out(live):
    live.fill_complaint()
    live.page.form.groups[Section.WHAT].fields["order_no"].show("长" * 61)
    live.fill("title", "玉米种子不出苗")
    live.page.bar.go.click()
    assert live.field("order_no").row.isVisible()
    assert live.faults()["order_no"] == "太长了。"


def test_the_sections_say_what_is_missing(live):
    buttons = live.page.sections.buttons
    assert "还差 1 项" in buttons[Section.MATTER].accessibleName()
    assert "还差 3 项" in buttons[Section.WHO].accessibleName()
    live.fill_complaint()
    assert "已填" in buttons[Section.WHO].accessibleName()
    assert live.page.bar.summary.text() == "✓ 要填的都有了"
    live.fill("parties[0].phone", "12")
    live.page.bar.go.click()
    assert "▲ 1 处要改" in buttons[Section.WHO].accessibleName()


def test_a_section_is_gone_to_by_its_button(live):
    live.page.sections.buttons[Section.WHAT].click()
    now = here()
    assert live.page.form.cards[Section.WHAT].isAncestorOf(now)


def test_incomplete_is_offered_only_where_it_helps(live):
    live.fill_complaint()
    assert live.page.bar.incomplete.isHidden()
    live.fill("parties[0].phone", None)
    assert live.page.bar.incomplete.isVisible()
    live.fill("amount", None)
    assert live.page.bar.incomplete.isHidden()


def test_a_report_of_a_breach_asks_for_no_money(live):
    live.fill_complaint()
    live.fill("matter_type", "report")
    assert not live.page.form.wishes.isVisible()
    assert not live.field("amount").row.isVisible()
    given, _ = live.page.form.given()
    assert "requests" not in given
    assert "amount" not in given
    assert [p["role"] for p in given["parties"]] == ["reporter", "reported"]
    body = live.page.form.body()
    assert body["amount"] == "320.00"
    assert body["requests"]


def test_fields_appear_as_the_answers_need_them(live):
    platform = live.field("parties[1].platform_name").row
    assert not platform.isVisible()
    live.fill("parties[1].kind", "platform_merchant")
    assert platform.isVisible()
    live.fill("parties[1].kind", "stall_unlicensed")
    assert live.field("parties[1].unlicensed").row.isVisible()
    late = live.field("late_entry_reason").row
    assert not late.isVisible()
    live.fill("received_at", "2026-01-05T09:40:00+08:00")
    assert late.isVisible()


def test_a_place_nobody_knows_is_one_press(live):
    row = live.field("parties[1].business_place").row
    press = next(b for b in row.findChildren(type(live.page.bar.go)) if b.text() == "地址不明")
    press.click()
    assert live.edit("parties[1].business_place").text() == "不明"


def test_the_count_of_characters_stands_under_the_facts(live):
    live.fill("facts", "四月二十日")
    assert live.page.form.count.text() == "已写 5 字，至少写 10 个字"
    live.fill("facts", "四月二十日在大集东头买的")
    assert live.page.form.count.text() == "已写 12 字"
