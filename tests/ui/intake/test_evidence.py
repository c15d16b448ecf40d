"""Files dropped, pasted and chosen: kept at once, shown small, in the case after registering."""

import hashlib

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from station_app.ui.intake.entries import Section
from station_app.usecases.intake import FORM, attach_kept
from station_app.usecases.reading.drafts import draft, drafts
from tests.ui.intake.live import here


@pytest.fixture
def photo(tmp_path):
    """Larger than what is kept."""
    image = QImage(2600, 1300, QImage.Format.Format_RGB32)
    image.fill(QColor("#4477aa"))
    path = tmp_path / "种子袋.png"
    assert image.save(str(path))
    return path


def take(live, *paths):
    live.page.form.evidence.take_paths(paths)
    live.wait(lambda: live.page.form.evidence.waiting == 0)


def test_a_chosen_photo_is_shown_small_and_named(live, photo):
    live.context.dialogs.files = [photo]
    live.page.form.evidence.choose.click()
    live.wait(lambda: live.page.form.evidence.rows)
    (row,) = live.page.form.evidence.rows
    assert row.title.text() == "种子袋"
    assert row.kind.value() == "photo"
    assert not row.picture.pixmap().isNull()
    assert row.picture.pixmap().width() <= live.context.theme.look.px(112)


def test_a_photo_is_kept_with_the_draft_before_anything_is_registered(live, photo):
    with live.qtbot.waitSignal(live.page.keeper.saved):
        take(live, photo)
    (row,) = live.do(lambda desk: drafts(desk.ledger))
    (file,) = live.do(lambda desk: draft(desk.ledger, row.id)).body[FORM]["files"]
    assert file["sha256"] == hashlib.sha256(photo.read_bytes()).hexdigest()
    assert live.do(lambda desk: desk.contents.has(file["sha256"]))


def test_after_registering_the_case_has_the_file_scaled_with_its_hash_as_taken(live, photo):
    taken = photo.read_bytes()
    live.fill_complaint()
    take(live, photo)
    live.page.form.evidence.rows[0].title.setText("种子袋照片")
    live.register()
    live.wait(lambda: "已存好" in live.page.receipt.files.text())
    live.wait(lambda: live.do(lambda desk: drafts(desk.ledger)) == [])
    ((title, sha256, original, size),) = live.rows(
        "SELECT title, sha256, original_sha256, size FROM r_attachment"
    )
    assert title == "种子袋照片"
    assert original == hashlib.sha256(taken).hexdigest()
    content = live.do(lambda desk: desk.contents.read_all(sha256))
    assert len(content) == size
    kept = QImage.fromData(content)
    assert (kept.width(), kept.height()) == (2000, 1000)


def test_files_of_other_kinds_are_refused_in_words_and_the_good_ones_stay(live, photo, tmp_path):
    program = tmp_path / "程序.exe"
    program.write_bytes(b"MZ" + bytes(100))
    take(live, program, photo)
    evidence = live.page.form.evidence
    assert [row.title.text() for row in evidence.rows] == ["种子袋"]
    assert "程序.exe" in evidence.fault
    assert "不收" in evidence.fault


def test_a_file_too_large_is_refused_in_words(live, tmp_path):
    large = tmp_path / "录像.mp4"
    large.write_bytes(b"\x00\x00\x00\x18ftypmp42" + bytes(20 * 1024 * 1024))
    take(live, large)
    assert live.page.form.evidence.rows == []
    assert "太大" in live.page.form.evidence.fault


def test_a_file_that_is_gone_is_told(live, tmp_path):
    take(live, tmp_path / "拔掉的U盘.jpg")
    assert "读" in live.page.form.evidence.fault


def test_the_same_file_twice_is_one(live, photo):
    take(live, photo)
    take(live, photo)
    assert len(live.page.form.evidence.rows) == 1
    assert "已经有了" in live.page.form.evidence.fault


def test_files_can_be_dropped(live, photo):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(photo))])
    at, copy = QPoint(5, 5), Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(at, copy, data, left, none)
    QApplication.sendEvent(live.page.form.evidence, entering)
    assert entering.isAccepted()
    live.page.form.evidence.dropEvent(QDropEvent(at, copy, data, left, none))
    live.wait(lambda: live.page.form.evidence.rows)


def test_a_picture_can_be_pasted_with_the_keyboard(live):
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("#aa4477"))
    QGuiApplication.clipboard().setImage(image)
    live.page.form.evidence.choose.setFocus()
    QTest.keyClick(
        live.page.form.evidence.choose, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier
    )
    live.wait(lambda: live.page.form.evidence.rows)
    assert live.page.form.evidence.rows[0].title.text().startswith("粘贴的图片")


def test_a_file_taken_out_is_no_longer_in_the_draft(live, photo):
    take(live, photo)
    live.page.form.evidence._remove(live.page.form.evidence.rows[0])
    live.page.leave()
    (row,) = live.do(lambda desk: drafts(desk.ledger))
    assert live.do(lambda desk: draft(desk.ledger, row.id)).body[FORM]["files"] == []


def test_a_draft_opened_again_shows_its_files(live, photo, open_live):
    live.fill("title", "玉米种子不出苗")
    take(live, photo)
    live.page.leave()
    live.do(lambda desk: None)
    live.close()
    again = open_live()
    again.wait(lambda: again.page.form.evidence.rows)
    (row,) = again.page.form.evidence.rows
    again.wait(lambda: row._image is not None)
    assert row.title.text() == "种子袋"


def test_files_whose_records_a_power_cut_stopped_are_added_at_the_next_start(
    live, photo, open_live, monkeypatch
):
    """The case is registered; the window is gone before its file has a record."""
    live.fill_complaint()
    take(live, photo)
    monkeypatch.setattr(live.page.registering, "_attach", lambda made, left: None)
    live.register()
    assert live.rows("SELECT 1 FROM r_attachment") == []
    live.close()
    again = open_live()
    again.wait(lambda: again.rows("SELECT 1 FROM r_attachment"))
    again.wait(lambda: again.do(lambda desk: drafts(desk.ledger)) == [])
    assert len(again.rows("SELECT 1 FROM r_case")) == 1
    assert again.page.form.blank


def test_making_the_record_of_a_file_twice_makes_one(live, photo):
    live.fill_complaint()
    take(live, photo)
    file = live.page.form.evidence.rows[0].file()
    live.register()
    live.wait(lambda: live.rows("SELECT 1 FROM r_attachment"))
    ((case_id,),) = live.rows("SELECT id FROM r_case")
    live.do(lambda desk: attach_kept(desk, case_id, file))
    assert len(live.rows("SELECT 1 FROM r_attachment")) == 1


def note_thing(live, **told):
    live.page.form.evidence.note.click()
    row = live.page.form.evidence.rows[-1]
    for name, value in told.items():
        getattr(row, name).set_value(value)
        getattr(row, name).edited.emit()
    return row


def test_a_thing_without_a_file_is_asked_where_it_lies_before_it_is_read_back(live):
    live.fill_complaint()
    row = note_thing(live, title="剩下的种子一袋")
    assert live.page.judge.standings()[Section.EVIDENCE].missing == 1
    live.page.bar.go.click()
    assert live.page.faces.currentWidget() is live.page.writing
    assert row.rows["physical_place"].fault == "请填写。"
    assert here() is row.place
    row.place.set_value("资料柜2层")
    row.place.edited.emit()
    assert row.rows["physical_place"].fault == ""
    live.register()
    live.wait(lambda: live.rows("SELECT 1 FROM r_attachment"))
    assert live.rows(
        "SELECT title, physical_place, evidence_kind, is_original, sha256 FROM r_attachment"
    ) == [("剩下的种子一袋", "资料柜2层", "goods", "original", None)]
    live.wait(lambda: live.do(lambda desk: drafts(desk.ledger)) == [])


def test_a_thing_half_told_stands_in_the_draft_opened_again(live, open_live):
    live.fill("title", "玉米种子不出苗")
    note_thing(live, place="在投诉人手里，待交来", kind="contract", giver="respondent")
    live.page.leave()
    live.do(lambda desk: None)
    live.close()
    again = open_live()
    again.wait(lambda: again.page.form.evidence.rows)
    (row,) = again.page.form.evidence.rows
    assert row.place.text() == "在投诉人手里，待交来"
    assert (row.kind.value(), row.giver.value()) == ("contract", "respondent")


def test_a_thing_whose_record_a_power_cut_stopped_is_noted_once_at_the_next_start(
    live, open_live, monkeypatch
):
    live.fill_complaint()
    note_thing(live, title="种子袋", place="资料柜2层")
    monkeypatch.setattr(live.page.registering, "_drop", lambda draft_id: None)
    live.register()
    live.wait(lambda: live.rows("SELECT 1 FROM r_attachment"))
    live.close()
    again = open_live()
    again.wait(lambda: again.do(lambda desk: drafts(desk.ledger)) == [])
    assert len(again.rows("SELECT 1 FROM r_attachment")) == 1
