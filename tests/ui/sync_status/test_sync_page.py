import shutil

import pytest
from PySide6.QtWidgets import QLabel

from station_app.background.changed import Changed
from station_app.background.exchange_keeper import LineState
from station_app.ui.common.desk_clock import DeskClock
from station_app.ui.sync_status.exchanging import Exchanging
from station_app.ui.sync_status.page import clock_words
from station_app.usecases.cases import edit
from station_app.usecases.desk import open_desk
from station_app.usecases.line import sync_now
from sync.center.enrolment import reissue, revoke
from sync.clock import SystemClock
from sync.ledger.unit import unit_of_work
from sync.problems import Problem, ProblemKind
from tests.center.running import VILLAGE, serving
from tests.ui.cases.live import LOGIN, PASSWORD

NOBODY_THERE = "http://127.0.0.1:9"


def test_before_joining_it_asks_for_address_and_code_and_says_why_work_waits(counter, live):
    live.register()
    live.tasks.announce(Changed.of("case"))
    said = counter.words()
    assert counter.page.join is not None
    assert "县中心地址" in said
    assert "玉米种子不出苗" in said
    assert "本机还没有连接县中心" in said
    assert not counter.page.go.isVisible()


def test_an_empty_form_says_what_is_missing_and_sends_nothing(counter):
    form = counter.page.join
    form.go.click()
    assert form.address.fault
    assert form.code.fault
    assert form.go.isEnabled()


def test_a_wrong_code_is_said_beside_the_code_and_all_that_was_typed_stays(counter, url, code):
    form = counter.page.join
    form.address.set_value(url)
    form.code.set_value("WRONG-CODE-0000")
    form.go.click()
    counter.qtbot.waitUntil(lambda: bool(form.code.fault), timeout=20_000)
    assert form.address.value() == url
    assert form.code.value() == "WRONG-CODE-0000"
    assert form.go.isEnabled()


def test_without_a_line_joining_says_so_and_can_be_tried_again(counter):
    form = counter.page.join
    form.address.set_value(NOBODY_THERE)
    form.code.set_value("ABCD-EFGH")
    form.go.click()
    counter.qtbot.waitUntil(form.go.isEnabled, timeout=20_000)
    assert "连不上" in counter.words(form)


def test_joining_sends_what_waited_and_shows_the_countys_receipt(counter, live, url, code, ears):
    live.register()
    counter.join(url, code)
    page = counter.page
    assert page.join is None
    assert page.go.isVisible()
    said = counter.words()
    assert page.view.waiting == ()
    assert "县里都收到了" in said
    (receipt,) = page.view.receipts
    assert receipt.verdict == "merged"
    assert receipt.county_no is not None
    assert f"县编号 {receipt.county_no}" in said
    assert any("镇东村消费维权服务站" in line for line in ears.said)


def test_the_bytes_and_changes_of_the_run_are_told(counter, live, url, code):
    live.register()
    counter.join(url, code)
    counts = counter.door.counts()
    assert counts.sent > 0
    assert counts.up > 200
    assert counts.down > 200
    assert f"上报 {counts.sent} 项" in counter.words()


def test_while_it_runs_a_bar_shows_and_the_button_rests(counter, live, url, code):
    counter.join(url, code)
    page = counter.page
    seen = []
    counter.keeper.badge_changed.connect(
        lambda badge: seen.append((badge.state, page.bar.isVisible(), page.go.isEnabled()))
    )
    counter.exchange()
    assert seen[0] == (LineState.RUNNING, True, False)
    assert seen[-1] == (LineState.IN_STEP, False, True)


def test_when_the_center_is_gone_it_says_what_waits_and_why(counter, live, made, code):
    with serving(made.settings) as address:
        counter.join(address, code)
    live.register(title="断网时登记")
    live.tasks.announce(Changed.of("case"))
    counter.exchange()
    assert counter.keeper.badge.problem is ProblemKind.NO_LINE
    said = counter.words()
    assert "断网时登记" in said
    assert "连不上" in said
    assert counter.page.go.isEnabled()
    assert len(counter.page.view.waiting) == 1


def refused_case(live):
    """A case by somebody whom the county does not know as one who may register."""

    def job(desk):
        now = desk.ledger.now_ms()
        with unit_of_work(desk.ledger, desk.ledger.new_id()) as unit:
            return unit.create(
                "case",
                {
                    "matter_type": "complaint",
                    "title": "无权登记的投诉",
                    "facts": "这段文字必须留下来给人看。",
                    "received_at": now,
                    "registered_at": now,
                },
            ).id

    return live.do(job)


def test_what_the_county_did_not_take_is_listed_with_the_reason_and_its_words(
    counter, live, url, code
):
    counter.join(url, code)
    refused_case(live)
    counter.exchange()
    (card,) = counter.page.attention
    said = counter.words(card)
    assert "这段文字必须留下来给人看。" in said
    assert "无权登记的投诉" in said
    assert counter.context.wording.refusal("not_permitted") in said
    card.read.click()
    counter.rest()
    assert counter.page.attention == []
    kept = live.rows("SELECT body FROM desk_attention")
    assert "这段文字必须留下来给人看。" in kept[0][0]


def twin_of(live, folder):
    """The same ledger on another PC, copied while this one was closed."""
    live.do(lambda desk: desk.ledger.db.run("PRAGMA wal_checkpoint(TRUNCATE)"))
    shutil.copytree(live.folder, folder)
    return open_desk(folder, LOGIN, PASSWORD)


def test_a_copied_ledger_and_what_both_changed_are_told_calmly(counter, live, url, code, tmp_path):
    case = live.register()
    counter.join(url, code)
    twin = twin_of(live, tmp_path / "twin")
    edit(twin.ledger, twin.session, case, {"title": "另一台电脑的写法"})
    sync_now(twin)
    twin.close()
    live.do(lambda desk: edit(desk.ledger, desk.session, case, {"title": "这台电脑的写法"}))
    counter.exchange()
    counter.qtbot.waitUntil(lambda: bool(counter.page.conflicts), timeout=20_000)
    (notice,) = counter.page.conflicts
    said = counter.words(notice)
    assert "另一台电脑的写法" in said
    assert "这台电脑的写法" in said
    assert "镇里会确认" in said
    (card,) = counter.page.attention
    said = counter.words(card)
    assert "复制或恢复" in said
    assert "没有丢" in said


def test_a_revoked_pc_reads_that_the_county_ended_it_and_that_its_data_is_safe(
    counter, live, url, code, made
):
    counter.join(url, code)
    with made.office() as office:
        revoke(office, made.log, VILLAGE)
    live.register()
    counter.exchange()
    assert counter.keeper.badge.state is LineState.REFUSED
    told = counter.context.wording.problem(Problem(ProblemKind.REVOKED))
    said = counter.words()
    assert told.what in said
    assert told.safe in said


def test_a_revoked_pc_joins_again_with_a_new_code_and_what_waited_goes_up(
    counter, live, url, code, made
):
    counter.join(url, code)
    with made.office() as office:
        revoke(office, made.log, VILLAGE)
    case = live.register()
    counter.exchange()
    form = counter.page.join
    assert form is not None
    assert "重新接入" in counter.words(form)
    assert form.address.value() == url
    with made.office() as office:
        form.code.set_value(reissue(office, VILLAGE).code)
    form.go.click()
    counter.qtbot.waitUntil(lambda: counter.keeper.badge.state is LineState.IN_STEP, timeout=30_000)
    counter.rest()
    assert counter.page.join is None
    assert counter.keeper.badge.waiting == 0
    with made.database.reader() as db:
        assert db.row("SELECT count(*) FROM r_case WHERE id = ?", (case,)) == (1,)


def proposal_for(live, case):
    def job(desk):
        with unit_of_work(desk.ledger, desk.session.user_id) as unit:
            unit.create(
                "proposal",
                {
                    "seen_with": case,
                    "changes": [
                        {
                            "kind": "case",
                            "id": case,
                            "values": {"title": "迟到的更正", "amount": 100},
                        }
                    ],
                    "author_id": desk.session.user_id,
                    "from_station_id": desk.ledger.station_id,
                    "done_at": unit.now_ms,
                },
                "p1",
            )

    live.do(job)


def test_handed_over_work_is_shown_and_decided_by_the_desk_only(counter, live):
    case = live.register()
    proposal_for(live, case)
    live.tasks.announce(Changed.of("proposal"))
    counter.rest()
    (card,) = counter.page.proposals
    assert "迟到的更正" in counter.words(card)
    assert card.buttons == []
    live.role("window_lead")
    live.tasks.announce(Changed.of("proposal"))
    counter.rest()
    (card,) = counter.page.proposals
    card.buttons[0].click()
    counter.rest()
    assert counter.page.proposals == []
    assert live.value("proposal", "p1", "status") == "taken_up"


def test_a_line_leads_to_its_case(counter, live, context):
    case = live.register()
    live.tasks.announce(Changed.of("case"))
    counter.rest()
    wanted = []
    context.navigator.page_wanted.connect(lambda key, item: wanted.append((key, item)))
    links = [
        button
        for button in counter.page.findChildren(type(counter.page.go))
        if button.accessibleName().endswith("玉米种子不出苗")
    ]
    links[0].click()
    assert wanted == [("cases", case)]


def test_a_clock_that_is_wrong_is_told_in_words(counter, live, url, code, context):
    counter.join(url, code)

    def job(desk):
        with desk.ledger.db.writing():
            desk.ledger.state.put({"clock_offset_ms": 12 * 60_000})

    live.do(job)
    live.tasks.announce(Changed.of("exchange"))
    assert "慢了 12 分钟" in counter.words()


def test_the_windows_clock_is_put_right_by_every_exchange(counter, live, url, code, qtbot):
    counter.join(url, code)
    clock = DeskClock(SystemClock())
    clock.put_right(86_400_000)
    exchanging = Exchanging(live.tasks, clock, quiet=False)
    with qtbot.waitSignal(exchanging.begun):
        exchanging.begin()
    qtbot.waitUntil(lambda: clock.now_ms() - SystemClock().now_ms() < 3_600_000, timeout=20_000)
    assert exchanging.keeper is not None
    exchanging.keeper.stop()
    exchanging.deleteLater()


@pytest.mark.parametrize(
    ("offset_ms", "said"),
    [
        (0, ""),
        (-30_000, ""),
        (5 * 60_000, "慢了 5 分钟"),
        (-90 * 60_000, "快了 90 分钟"),
        (26 * 3_600_000, "慢了约 26 小时"),
    ],
)
def test_the_clocks_fault_is_said_by_its_size(context, offset_ms, said):
    assert (
        (said in clock_words(context, offset_ms)) if said else not clock_words(context, offset_ms)
    )


@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_is_cut_off_at_the_side(counter, live, context, scale):
    case = live.register(title="很长的事由" * 12)
    proposal_for(live, case)
    counter.page.resize(1020 if scale == 200 else 1150, 560)
    context.theme.set_scale(scale)
    live.tasks.announce(Changed.of("case"))
    counter.rest()
    for label in counter.page.findChildren(QLabel):
        if label.isVisible() and label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width()), label.text()[:20]
    inside = counter.page._columns.parentWidget()
    assert inside.width() <= inside.parentWidget().width()
    context.theme.set_scale(100)
