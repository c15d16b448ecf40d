import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QPushButton

from station_app.ui.cases.panel import EVIDENCE
from station_app.ui.common.dialogs import Answer
from station_app.usecases.attachments import attach_file
from sync.records.case_course import DECISION_RANK
from tests.ui.cases.happenings import conflict_on, forked


def test_evidence_says_where_it_lies_and_shows_a_small_picture(seat, live, tmp_path):
    case = live.register()
    picture = QImage(400, 300, QImage.Format.Format_RGB32)
    picture.fill(QColor("#77aa99"))
    path = tmp_path / "种子袋.jpg"
    assert picture.save(str(path))
    live.do(lambda desk: attach_file(desk, case, path))
    panel = seat.show(case)
    panel.tabs.setCurrentIndex(EVIDENCE)
    seat.rest()
    said = seat.words(panel)
    assert "种子袋" in said
    assert "还没传到县里" in said
    (line,) = panel.evidence.lines.values()
    shown = line._picture.pixmap().toImage()
    assert shown.width() == line._side
    assert abs(shown.pixelColor(10, 10).green() - 0xAA) < 12


@pytest.mark.parametrize(("purpose", "copied"), [("", False), ("送镇里核对", True)])
def test_a_copy_is_saved_for_a_purpose_only_and_logged(
    seat, live, dialogs, tmp_path, purpose, copied
):
    case = live.register()
    path = tmp_path / "小票.png"
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(QColor("#ffffff"))
    assert picture.save(str(path))
    live.do(lambda desk: attach_file(desk, case, path))
    seat.show(case)
    place = tmp_path / "copy.png"
    dialogs.answer, dialogs.files = Answer("yes", purpose), [place]
    (attachment,) = seat.page.panel.view.detail.attachments
    seat.page.acts.save_copy(attachment)
    seat.rest()
    assert place.exists() is copied
    if copied:
        assert not QImage(str(place)).isNull()
    assert live.rows("SELECT action, reason FROM r_access_log") == (
        [("export", purpose)] if copied else []
    )


def test_files_are_added_from_the_case(seat, live, dialogs, tmp_path, ears):
    case = live.register()
    path = tmp_path / "现场.png"
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(QColor("#ffffff"))
    assert picture.save(str(path))
    bad = tmp_path / "program.exe"
    bad.write_bytes(b"MZ" + b"\0" * 100)
    seat.show(case)
    dialogs.files = [path, bad]
    seat.page.acts.attach()
    seat.rest()
    assert len(seat.page.panel.view.detail.attachments) == 1
    assert any("不" in said for said in ears.said), "the file that was not taken is told"


def test_values_changed_on_both_sides_stand_side_by_side_with_who_and_when(seat, live):
    case = live.register()
    conflict_on(live, case)
    panel = seat.show(case)
    (notice,) = panel.conflicts
    said = seat.words(notice)
    assert "两边都改过" in said
    assert "320 元" in said
    assert "360 元" in said
    assert "李某" in said
    assert notice.choices == []
    assert "镇里会确认" in said


def test_the_township_decides_by_one_press(seat, live):
    case = live.register()
    conflict_on(live, case)
    live.role("window_lead")
    panel = seat.show(case)
    (notice,) = panel.conflicts
    notice.choices[0].click()
    seat.rest()
    assert live.value("conflict", "c1", "status") == "confirmed"
    assert live.value("conflict", "c1", "decision") == '{"value":32000}'
    assert panel.conflicts == []


def test_a_branch_that_lost_stays_visible(seat, live):
    panel = seat.show(forked(live))
    said = seat.words(panel)
    assert "不算数" in said
    assert "李某 受理" in said
    assert "张某（大口屯镇窗口） 投诉人到镇里撤回" in said
    assert panel.branch_buttons == []
    assert "镇里会确认" in said


def test_the_township_lets_one_branch_count(seat, live):
    case = forked(live)
    live.role("window_lead")
    panel = seat.show(case)
    counting, other = panel.branch_buttons
    other.click()
    seat.rest()
    assert seat.page.panel.view.detail.status == "accepted"
    assert seat.page.panel.view.detail.open_branch is None
    ranks = [row[0] for row in live.rows("SELECT rank FROM r_case_event")]
    assert DECISION_RANK in ranks
    assert counting is not other


def test_a_thing_without_a_file_is_noted_from_the_case_and_its_place_is_shown(seat, live, dialogs):
    case = live.register()
    panel = seat.show(case)
    panel.tabs.setCurrentIndex(EVIDENCE)
    press(panel, "记一件实物或纸件（没有文件）")
    (dialog,) = dialogs.shown
    dialog.rows["title"].set_value("剩下的种子一袋")
    dialog.go.click()
    assert dialog.rows["physical_place"].fault == "请填写。"
    assert live.rows("SELECT 1 FROM r_attachment") == []
    dialog.rows["physical_place"].set_value("资料柜2层")
    dialog.go.click()
    seat.rest()
    said = seat.words(panel)
    assert "剩下的种子一袋" in said
    assert "资料柜2层" in said
    assert "没有文件，只作登记" in said
    assert "证据 1" in panel.tabs.tabText(EVIDENCE)


def press(panel, words):
    (button,) = [b for b in panel.findChildren(QPushButton) if b.text() == words]
    button.click()
