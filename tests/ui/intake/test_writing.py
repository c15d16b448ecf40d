"""What is typed is kept at once, with the place of the cursor, and opened again after a kill."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from station_app.usecases.reading.drafts import draft, drafts
from tests.ui.conftest import type_text
from tests.ui.intake.live import here

ROOT = Path(__file__).resolve().parents[3]


def type_into(live, path, words):
    live.field(path).focus()
    type_text(live.edit(path), words)


def only_draft(live):
    (row,) = live.do(lambda desk: drafts(desk.ledger))
    return live.do(lambda desk: draft(desk.ledger, row.id))


def test_a_word_is_on_the_disk_within_two_seconds_of_being_typed(live):
    with live.qtbot.waitSignal(live.page.keeper.saved, timeout=2_000):
        type_into(live, "title", "玉米种子不出苗")
    kept = only_draft(live)
    assert kept.body["title"] == "玉米种子不出苗"
    assert kept.row.title == "玉米种子不出苗"
    assert kept.row.author == "李某"


def test_the_time_of_saving_is_said(live):
    said = []
    live.context.messages.saved.connect(said.append)
    with live.qtbot.waitSignal(live.page.keeper.saved, timeout=2_000):
        type_into(live, "title", "化肥")
    assert said == ["草稿已保存"]
    assert live.page._subtitle.text().startswith("草稿已保存 ")


def test_an_empty_form_leaves_no_draft(live):
    live.page.leave()
    live.page.start_new()
    assert live.do(lambda desk: drafts(desk.ledger)) == []


def test_what_cannot_be_read_is_kept_as_it_was_typed(live):
    for path, words in (("amount", "约三百"), ("purchase_on", "去年夏天")):
        edit = live.edit(path)
        edit.setText(words)
        edit.textEdited.emit(words)
    with live.qtbot.waitSignal(live.page.keeper.saved, timeout=2_000):
        type_into(live, "title", "化肥")
    body = only_draft(live).body
    assert (body["amount"], body["purchase_on"]) == ("约三百", "去年夏天")
    live.page._put_aside()
    live.page.open_item(live.do(lambda desk: drafts(desk.ledger))[0].id)
    live.wait(lambda: live.edit("amount").text() == "约三百")
    assert live.edit("purchase_on").text() == "去年夏天"
    assert live.edit("amount").unreadable
    assert live.edit("purchase_on").unreadable


def test_leaving_the_page_writes_without_waiting(live):
    live.fill("title", "手机套餐多扣费")
    assert live.page.keeper.dirty
    live.page.leave()
    assert not live.page.keeper.dirty
    assert only_draft(live).body["title"] == "手机套餐多扣费"


def test_fast_typing_makes_one_draft(live):
    for words in ("玉", "玉米", "玉米种", "玉米种子"):
        live.fill("title", words)
        live.page.keeper.flush()
    assert only_draft(live).body["title"] == "玉米种子"


KILLED = """
import os, signal, sys
from pathlib import Path
from tools.intake_screens import Studio
from tools.live_window import Look
from tools.screens import settle
from tests.ui.conftest import type_text
from tests.ui.intake.live import here


studio = Studio(Path(sys.argv[1]), Look())
page = studio.page
saved = []
page.keeper.saved.connect(lambda *_: saved.append(1))
title = page.form.field_at("title")
title.focus(); type_text(title.widget, "玉米种子不出苗")
facts = page.form.field_at("facts")
facts.focus(); type_text(facts.widget, "四月二十日在大集东头买的，摊主")
at = facts.widget.textCursor(); at.setPosition(5); facts.widget.setTextCursor(at)
type_text(facts.widget, "上午")
studio.wait(lambda: saved and not page.keeper.dirty)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_after_a_kill_the_same_field_holds_the_same_text(tmp_path, open_live):
    """The window's program is killed as a power cut would; then it is started again."""
    folder = tmp_path / "killed"
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=120,
        check=False,
        capture_output=True,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    live = open_live(folder)
    live.wait(lambda: live.page.keeper.draft_id is not None)
    facts = live.edit("facts")
    assert live.edit("title").text() == "玉米种子不出苗"
    assert facts.toPlainText() == "四月二十日上午在大集东头买的，摊主"
    assert here() is facts
    assert facts.textCursor().position() == 7


def test_f2_keeps_what_was_written_as_a_draft_and_begins_anew(live):
    live.fill_complaint()
    live.page.start_new()
    assert live.edit("title").text() == ""
    assert live.page.form.blank
    assert only_draft(live).body["parties"][0]["name"] == "王某某"
    live.fill("title", "另一件")
    live.page.leave()
    titles = [row.title for row in live.do(lambda desk: drafts(desk.ledger))]
    assert sorted(titles) == sorted(["另一件", "玉米种子不出苗"])


def test_a_draft_put_aside_is_not_opened_by_itself(live, open_live):
    live.fill("title", "先放着")
    live.page.start_new()
    live.do(lambda desk: None)
    live.close()
    again = open_live()
    assert again.page.form.blank
    live.wait(lambda: again.page.drafts_button.text() == "草稿（1）")


def test_ctrl_z_takes_typing_back(live):
    type_into(live, "title", "玉米")
    QTest.keyClick(live.edit("title"), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert live.edit("title").text() == ""
    type_into(live, "facts", "四月二十日")
    QTest.keyClick(live.edit("facts"), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert live.edit("facts").toPlainText() == ""


def test_enter_goes_from_field_to_field_down_to_the_way_on(live):
    live.field("title").focus()
    visited = []
    for _ in range(60):
        now = here()
        if now is live.page.bar.go:
            break
        place = live.page.form.place_of(now)
        visited.append(place[0] if place else now.accessibleName())
        if place is None:
            live.page.focusNextChild()
        else:
            modifier = Qt.KeyboardModifier.NoModifier
            if place[0] == "facts":
                modifier = Qt.KeyboardModifier.ControlModifier
            QTest.keyClick(now, Qt.Key.Key_Return, modifier)
    told = [path for path in visited if path in ORDER]
    assert told == ORDER
    assert here() is live.page.bar.go


ORDER = [
    "title",
    "channel",
    "parties[0].phone",
    "parties[0].name",
    "parties[0].address",
    "parties[1].kind",
    "parties[1].name",
    "parties[1].business_place",
    "object_kind",
    "category_code",
    "amount",
    "facts",
    "problem_nature",
    "requests",
    "privacy_notice_way",
]


def test_arrows_walk_through_chips_and_space_ticks(live):
    live.field("matter_type").focus()
    now = here()
    assert now.accessibleName() == "投诉"
    QTest.keyClick(now, Qt.Key.Key_Right)
    QTest.keyClick(here(), Qt.Key.Key_Space)
    assert live.field("matter_type").outside() == "report"


def test_nothing_of_another_version_is_lost_by_opening_its_draft(live):
    body = {"title": "化肥", "parties": [{"role": "complainant", "name": "王某", "nick": "王三"}],
            "later_field": 7}  # fmt: skip
    live.page.form.show_body(body)
    kept = live.page.form.body()
    assert kept["later_field"] == 7
    assert kept["parties"][0]["nick"] == "王三"
