"""The knowledge page's work without a mouse: only keys, to whatever has the keyboard."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from station_app.ui.common.dialogs import DialogService
from station_app.ui.common.made_form import MadeForm
from station_app.usecases import knowledge, notices, visits
from tests.ui.knowledge.conftest import Room
from tests.ui.knowledge.test_notices_part import NOTICE, WAY, as_leader
from tests.ui.typist import Typist

Key = Qt.Key


@pytest.fixture
def room(qtbot, context, live):
    """The page with the window's own dialogs."""
    made: list[Room] = []
    service = DialogService(context.theme, context.words, lambda: made[0].page)
    made.append(Room(qtbot, replace(context, dialogs=service), live))
    yield made[0]
    made[0].page.close()


@pytest.fixture
def hand(qtbot, room):
    return Typist(qtbot, room.rest, lambda: room.page)


def open_first(hand, listed):
    """The first of the list; Enter goes into its panel, to the next step."""
    hand.tab_to(listed)
    hand.press(Key.Key_Home, Key.Key_Return)


def test_a_request_is_answered(room, live, hand):
    asked = {"topic_code": "farm_inputs", "question": "如何看种子标签？"}
    request = live.do(lambda desk: knowledge.add_request(desk.ledger, desk.session, asked).id)
    room.open("knowledge_request")
    open_first(hand, "知识需求")
    hand.press(Key.Key_Space)
    form = hand.dialog(MadeForm)
    hand.fill("答复", "看品种、净含量、生产日期。")
    hand.press(Key.Key_Tab)  # The button says the same as the field.
    hand.push(form.go.accessibleName())
    hand.no_dialog()
    assert live.value("knowledge_request", request, "status") == "answered"
    assert live.value("knowledge_request", request, "answer_way") == "reply"
    assert hand.here().window() is room.page.window(), "the keyboard is in the page again"


def test_a_visit_is_written_down_with_what_was_wrong(room, live, hand):
    day = room.context.today() - timedelta(days=1)
    planned = {"kind": "patrol", "planned_on": day.isoformat()}
    visit = live.do(lambda desk: visits.add_visit(desk.ledger, desk.session, planned).id)
    room.open("visit")
    open_first(hand, "坐班巡访")
    hand.press(Key.Key_Space)
    form = hand.dialog(MadeForm)
    for name, words in (
        ("接待人次", "3"),
        ("受理件数", "1"),
        ("咨询人次", "2"),
        ("发现的问题", "台账缺一页"),
        ("指导意见", "补齐后拍照"),
    ):
        hand.fill(name, words)
    hand.push(form.go.accessibleName())
    hand.no_dialog()
    assert live.value("visit", visit, "status") == "held"
    assert live.value("visit", visit, "problems") == "台账缺一页"


def test_a_notice_is_posted(room, live, hand):
    def publish(desk):
        one = notices.add_notice(desk.ledger, desk.session, NOTICE)
        for action in WAY:
            notices.act(desk.ledger, as_leader(desk), one.id, action, {})

    live.do(publish)
    room.open("consumer_notice")
    open_first(hand, "消费提示")
    hand.press(Key.Key_Space)
    form = hand.dialog(MadeForm)
    hand.fill("地点", "村委会门口")
    hand.push(form.go.accessibleName())
    hand.no_dialog()
    assert live.rows("SELECT place FROM r_notice_posting") == [("村委会门口",)]


def test_a_notice_is_drafted_checked_approved_and_published(room, live, hand):
    def lead(desk):
        grants = (*desk.session.grants, *as_leader(desk).grants)
        desk.session = replace(desk.session, grants=grants)

    live.do(lead)
    room.open("consumer_notice")
    hand.press(Key.Key_Tab)
    room.page.start_new()  # Ctrl+N is the window's, which is not here.
    form = hand.dialog(MadeForm)
    hand.push("消费警示")
    hand.fill("名称", NOTICE["title"])
    hand.fill("正文", "近期有人以讲座名义卖保健品。")
    hand.push(form.go.accessibleName())
    hand.no_dialog()
    for status in ("checked", "approved"):
        open_first(hand, "消费提示")
        hand.press(Key.Key_Space)
        hand.until(lambda s=status: live.rows("SELECT status FROM r_consumer_notice") == [(s,)])
    open_first(hand, "消费提示")
    hand.press(Key.Key_Space)
    form = hand.dialog(MadeForm)
    hand.push(form.go.accessibleName())
    hand.no_dialog()
    assert live.rows("SELECT status FROM r_consumer_notice") == [("published",)]
