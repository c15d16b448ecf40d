"""Notices drafted, brought on, posted with a photo, taken down and printed, in the page."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from station_app.ui.common.dialogs import Answer
from station_app.ui.knowledge.notices.postings import BOXES
from station_app.usecases import notices
from station_app.usecases.reading.notices import postings
from station_app.usecases.session import today_of
from sync.ledger.unit import unit_of_work
from sync.records.rights import Grant

KIND = "consumer_notice"
NOTICE = {
    "kind": "warning",
    "title": "谨防会销保健品",
    "body": "近期有人以讲座名义卖保健品。\n1. 不信免费礼品\n2. 不当场交钱",
}
WAY = ("check", "approve", "publish")


def as_leader(desk):
    grants = tuple(
        Grant(role, desk.session.station_id, "2026-01-01")
        for role in ("county_handler", "county_leader")
    )
    return replace(desk.session, grants=grants)


@pytest.fixture
def made(room):
    """A notice brought as far as `until`."""

    def make(until="publish", days=None, **other):
        def job(desk):
            leader = as_leader(desk)
            one = notices.add_notice(desk.ledger, desk.session, {**NOTICE, **other})
            for action in WAY[: WAY.index(until) + 1] if until else ():
                given = dict(days or {}) if action == "publish" else {}
                notices.act(desk.ledger, leader, one.id, action, given)
            return one.id

        return str(room.live.do(job))

    return make


@pytest.fixture
def lead(room):
    """Whoever sits there may check, approve and publish too."""

    def job(desk):
        desk.session = replace(desk.session, grants=(*desk.session.grants, *as_leader(desk).grants))

    room.live.do(job)


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "宣传栏.jpg"
    Image.new("RGB", (80, 60), "red").save(path)
    return path


def states(room):
    model = room.page.part(KIND).model
    return [model.index(n, 0).data() for n in range(model.rowCount())]


def enter(room, widget, key=Qt.Key.Key_Return):
    QTest.keyClick(widget, key)
    room.rest()


def test_a_notice_is_drafted_by_the_keyboard_alone_and_stands_as_a_draft(room, dialogs, typed):
    room.open(KIND)
    room.page.start_new()
    (form,) = dialogs.shown
    QTest.keyClick(form.go, Qt.Key.Key_Space)
    room.rest()
    assert form.rows["title"].fault
    form.rows["kind"].set_value("warning")
    typed(form.rows["title"].widget, NOTICE["title"])
    typed(form.rows["body"].widget, NOTICE["body"])
    enter(room, form.go, Qt.Key.Key_Space)
    assert states(room) == ["○ 草稿"]
    said = room.words()
    assert "不信免费礼品" in said
    assert "起草：" in said
    assert "李某" in said


def test_what_is_to_be_posted_stands_first_and_is_posted_with_its_photo(
    room, dialogs, made, photo, typed
):
    made(until=None, title="草稿一条")
    notice = made()
    room.open(KIND)
    assert states(room) == ["▲ 待张贴", "○ 草稿"]
    part = room.page.part(KIND)
    part.table.setFocus()
    enter(room, part.table)
    focused = QApplication.focusWidget()
    assert focused is part.panel.primary
    assert focused.accessibleName() == "登记张贴 →"
    enter(room, part.panel.primary, Qt.Key.Key_Space)
    (form,) = dialogs.shown
    typed(form.rows["place"].widget, "村口宣传栏")
    form.rows["copies"].widget.setText("2")
    dialogs.files = [photo]
    QTest.keyClick(form.photos.choose, Qt.Key.Key_Space)
    enter(room, form.go, Qt.Key.Key_Space)
    assert states(room) == ["○ 草稿", "✓ 已张贴"]
    said = room.words(room.show(KIND, notice))
    assert "✓ 已张贴" in said
    assert "公示栏 村口宣传栏，2 份" in said
    (link,) = part.panel.postings.photos
    assert "宣传栏（" in link.text()
    link.click()
    room.rest()
    assert dialogs.shown[-1].image.width() == 80


def test_a_photo_that_cannot_be_read_is_told_and_the_posting_stands(
    room, ears, dialogs, made, tmp_path
):
    notice = made()
    panel = room.show(KIND, notice)
    panel.primary.click()
    (form,) = dialogs.shown
    bad = tmp_path / "坏.jpg"
    bad.write_bytes(b"no picture at all")
    form.photos.take([bad])
    form.go.click()
    room.rest()
    assert states(room) == ["✓ 已张贴"]
    assert any("坏.jpg" in said for said in ears.said)
    assert "还没有照片" in room.words(panel)


def test_what_is_wrong_in_a_posting_is_said_beside_its_field_and_stays_typed(room, dialogs, made):
    panel = room.show(KIND, made())
    panel.primary.click()
    (form,) = dialogs.shown
    form.rows["place"].set_value("村口")
    form.rows["copies"].widget.setText("三份")
    form.go.click()
    room.rest()
    assert form.rows["copies"].fault
    assert form.rows["place"].value() == "村口"
    assert states(room) == ["▲ 待张贴"]


def test_a_photo_is_put_to_a_posting_afterwards_and_it_is_taken_down(room, dialogs, made, photo):
    notice = made()
    posting = room.live.do(
        lambda desk: notices.post(desk.ledger, desk.session, notice, {"place": "村口"}).id
    )
    panel = room.show(KIND, notice)
    dialogs.files = [photo]
    panel.postings.buttons["photo", posting].click()
    room.rest()
    assert len(panel.postings.photos) == 1
    panel.postings.buttons["down", posting].click()
    room.rest()
    assert ("down", posting) not in panel.postings.buttons
    assert "取下" in room.words(panel)


def test_one_that_was_withdrawn_and_still_hangs_is_taken_down_with_one_press(room, made):
    notice = made()

    def job(desk):
        for place in ("村口", "超市门口"):
            notices.post(desk.ledger, desk.session, notice, {"place": place})
        told = {"withdraw_reason": "情况已核清"}
        notices.act(desk.ledger, as_leader(desk), notice, "withdraw", told)

    room.live.do(job)
    panel = room.show(KIND, notice)
    assert states(room) == ["▼ 待取下"]
    assert "情况已核清" in room.words(panel)
    assert panel.primary.text() == "已取下 →"
    panel.primary.setFocus()
    enter(room, panel.primary, Qt.Key.Key_Space)
    assert states(room) == ["✗ 已撤回"]
    assert panel.primary is None


def test_one_that_ran_out_is_to_be_taken_down_too(room, made):
    today = room.live.do(lambda desk: today_of(desk.ledger))
    yesterday = (today - timedelta(days=1)).isoformat()
    notice = made(days={"publish_from": "2026-01-01", "publish_to": yesterday})
    room.live.do(lambda desk: notices.post(desk.ledger, desk.session, notice, {}))
    panel = room.show(KIND, notice)
    assert states(room) == ["▼ 待取下"]
    assert "张贴期已过" in room.words(panel)


def test_the_chosen_one_stays_marked_in_the_list_when_it_is_read_anew(room, made):
    made(until=None, title="草稿一条")
    notice = made(until=None)
    room.show(KIND, notice)
    part = room.page.part(KIND)
    assert part.table.currentIndex().row() == [r.id for r in room.listed()].index(notice)
    part.reload()
    room.rest()
    assert part.table.selectionModel().hasSelection()
    assert room.listed()[part.table.currentIndex().row()].id == notice


def test_it_is_checked_approved_and_published_for_days_and_channels(room, dialogs, made, lead):
    notice = made(until=None)
    panel = room.show(KIND, notice)
    for state in ("◎ 已核对，待批准", "◆ 已批准，待发布"):
        panel.primary.setFocus()
        enter(room, panel.primary, Qt.Key.Key_Space)
        assert state in room.words(panel)
    panel.primary.click()
    (form,) = dialogs.shown
    assert form.rows["publish_from"].value(), "begins today"
    assert form.rows["channels"].value() == ["board"]
    form.rows["publish_to"].set_value("2020-01-01")
    form.go.click()
    room.rest()
    assert form.rows["publish_to"].fault
    form.rows["publish_to"].set_value("2099-12-31")
    form.rows["channels"].set_value(["board", "loudspeaker"])
    form.go.click()
    room.rest()
    said = room.words(panel)
    assert "▲ 待张贴" in said
    assert "2099年12月31日" in said
    assert "公示栏、村广播" in said
    assert "批准：李某" in said


def test_it_is_sent_back_with_a_reason_and_says_so(room, dialogs, made, lead):
    panel = room.show(KIND, made(until="check"))
    (send_back,) = [a for a in panel.menu.actions() if a.text() == "退回修改"]
    send_back.trigger()
    (form,) = dialogs.shown
    form.go.click()
    room.rest()
    assert form.rows["return_note"].fault
    form.rows["return_note"].set_value("写明在哪个村")
    form.go.click()
    room.rest()
    assert states(room) == ["↩ 已退回"]
    assert "写明在哪个村" in room.words(panel)
    panel.buttons["edit"].click()
    changed = dialogs.shown[-1]
    changed.rows["title"].set_value("镇东村谨防会销")
    changed.go.click()
    room.rest()
    assert "镇东村谨防会销" in room.words(panel)


def test_without_the_right_no_step_is_offered_and_a_new_one_is_refused_in_words(room, ears, made):
    notice = made()
    room.live.do(lambda desk: setattr(desk, "session", replace(desk.session, grants=())))
    panel = room.show(KIND, notice)
    assert panel.primary is None
    assert "post" not in panel.buttons
    room.page.start_new()
    assert any("不起草" in said for said in ears.said)


def test_views_are_counted_and_narrow_the_list(room, made):
    made()
    made(until=None, title="草稿一条")
    made(until="check", title="核对过的")
    part = room.open(KIND)
    assert [chip.text() for chip in part.views.values()] == [
        "全部 3", "待办 1", "正在发布 1", "起草审批 2", "已结束 0",
    ]  # fmt: skip
    part.views["preparing"].click()
    room.rest()
    assert {row.title for row in room.listed()} == {"草稿一条", "核对过的"}
    part.views["ended"].click()
    room.rest()
    assert room.listed() == []
    room.page.search("会销")
    room.rest()
    assert [row.title for row in room.listed()] == [NOTICE["title"]]


def test_the_poster_is_saved_with_its_tips_in_large_letters(room, dialogs, ears, made, tmp_path):
    panel = room.show(KIND, made())
    dialogs.answer = Answer("a3")
    dialogs.files = [tmp_path / "张贴稿"]
    panel.buttons["poster"].click()
    room.qtbot.waitUntil(lambda: (tmp_path / "张贴稿.pdf").exists(), timeout=20_000)
    room.qtbot.waitUntil(lambda: any("张贴稿.pdf" in said for said in ears.said), timeout=20_000)
    assert (tmp_path / "张贴稿.pdf").read_bytes().startswith(b"%PDF")
    (question,) = dialogs.asked
    assert [choice.key for choice in question.choices] == ["no", "a3", "a4", "print"]


def test_who_drafted_it_at_a_station_above_is_told_by_the_station_alone(room):
    def come(desk):
        with unit_of_work(desk.ledger, desk.session.user_id) as unit:
            station = {"display_name": "县中心", "level": "county", "station_code": "120115000000"}
            county = unit.create("station", station).id
            there = {"station_id": county, "created_by": unit.ledger.new_id()}
            return unit.create(KIND, {**NOTICE, **there, "status": "published"}).id

    said = room.words(room.show(KIND, room.live.do(come)))
    assert "起草：县中心经办人，" in said


@pytest.fixture
def county(room):
    """Whoever sits there sits at the county's desk, over so many stations; their ids."""

    def make(count):
        def job(desk):
            station = replace(desk.session.station, level="county", name="县中心")
            desk.session = replace(desk.session, station=station)
            with unit_of_work(desk.ledger, desk.session.user_id) as unit:
                return [
                    unit.create(
                        "station",
                        {
                            "station_code": f"1201151012{n:02d}",
                            "display_name": f"第{n}村",
                            "level": "village",
                        },
                    ).id
                    for n in range(2, count + 2)
                ]

        return room.live.do(job)

    return make


def posted_by(room, notice, stations):
    def job(desk):
        with unit_of_work(desk.ledger, desk.session.user_id) as unit:
            for n, one in enumerate(stations):
                at = desk.ledger.now_ms() + n
                told = {"notice_id": notice, "at": at, "station_id": one}
                unit.create("notice_posting", {**told, "channel": "board", "place": "村口"})

    room.live.do(job)


def test_the_county_reads_who_has_posted_and_who_has_not(room, made, lead, county):
    notice = made()
    stations = county(3)
    posted_by(room, notice, stations[:2])
    panel = room.show(KIND, notice)
    assert states(room) == ["✓ 已发布"]
    model = room.page.part(KIND).model
    assert model.index(0, 3).data() == "2/3"
    said = room.words(panel)
    assert "3 个站中已有 2 个张贴" in said
    assert "▲ 还没张贴：第4村" in said
    assert "✓ 第2村" in said


def test_a_station_that_is_not_known_here_is_told_in_words(room, made, lead, county):
    notice = made()
    posted_by(room, notice, [*county(1), "s9"])
    panel = room.show(KIND, notice)
    assert "✓ 本机没有登记的单位" in room.words(panel)
    why = {"withdraw_reason": "情况已核清"}
    room.live.do(lambda d: notices.act(d.ledger, d.session, notice, "withdraw", why))
    said = room.words(room.show(KIND, notice))
    assert "▼ 还没取下：第2村、本机没有登记的单位" in said


def test_the_county_reads_who_still_has_up_what_it_took_back(room, made, lead, county):
    notice = made()
    stations = county(2)
    posted_by(room, notice, stations)
    why = {"withdraw_reason": "情况已核清"}
    room.live.do(lambda d: notices.act(d.ledger, d.session, notice, "withdraw", why))
    panel = room.show(KIND, notice)
    assert states(room) == ["✗ 已撤回"]
    assert "▼ 还没取下：第2村、第3村" in room.words(panel)

    def job(desk):
        for one in postings(desk.ledger, notice):
            notices.take_down(desk.ledger, desk.session, one.id)

    room.live.do(job)
    room.page.reload()
    assert "✓ 各站都已取下" in room.words(panel)


def test_of_many_stations_the_rest_opens_when_asked_for(room, made, lead, county):
    notice = made()
    posted_by(room, notice, county(BOXES + 3))
    panel = room.show(KIND, notice)
    assert f"✓ 第{BOXES + 4}村" not in room.words(panel)
    panel.postings.more.click()
    said = room.words(panel)
    assert all(f"✓ 第{n}村" in said for n in range(2, BOXES + 5))
    assert panel.postings.more.isHidden()
