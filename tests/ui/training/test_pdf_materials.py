"""Materials in PDF are read inside the program, by keyboard too."""

import pytest
from PySide6.QtCore import Qt

from station_app.ui.common.pdf_viewer import SIZES, PdfViewer
from station_app.usecases.attachments import attach_file
from tests.importing import pdf_files
from tests.ui.training.test_materials import kept, tab

Key = Qt.Key


@pytest.fixture
def opened(hall, live, dialogs, tmp_path):
    """The viewer of a file with this content."""

    def show(content) -> PdfViewer:
        record = kept(hall)
        path = tmp_path / "手册.pdf"
        path.write_bytes(content)
        live.do(lambda desk: attach_file(desk, record, path, owner="material"))
        tab(hall).links[0].click()
        hall.qtbot.waitUntil(lambda: len(dialogs.shown) == 1, timeout=20_000)
        (viewer,) = dialogs.shown
        assert isinstance(viewer, PdfViewer)
        viewer.open()
        viewer.activateWindow()
        drawn(hall, viewer)
        return viewer

    return show


def drawn(hall, viewer):
    hall.qtbot.waitUntil(lambda: viewer._drawing is None, timeout=30_000)


def grey(viewer):
    return viewer.sheet.pixmap().toImage().pixelColor(5, 5).red()


def press(hall, viewer, *keys):
    for key in keys:
        hall.qtbot.keyClick(viewer.focusWidget() or viewer, key)
        drawn(hall, viewer)


def test_a_pdf_is_read_page_by_page_with_the_keyboard(hall, opened):
    viewer = opened(pdf_files.pages((300, 400), (300, 400), (300, 400)))
    assert viewer.where.text() == "第1页，共3页"
    assert abs(grey(viewer) - 40) < 6
    press(hall, viewer, Key.Key_Right)
    assert viewer.where.text() == "第2页，共3页"
    assert abs(grey(viewer) - 80) < 6
    press(hall, viewer, Key.Key_End)
    assert abs(grey(viewer) - 120) < 6
    assert not viewer.after.isEnabled()
    press(hall, viewer, Key.Key_Right)
    assert viewer.page == 2, "after the last page there is none"
    press(hall, viewer, Key.Key_Home, Key.Key_Left)
    assert viewer.page == 0
    assert not viewer.before.isEnabled()


def test_page_keys_read_on_from_the_foot_of_a_page_to_the_next_and_back(hall, opened):
    viewer = opened(pdf_files.pages((300, 900), (300, 900)))
    bar = viewer._scroll.verticalScrollBar()
    assert bar.maximum() > 0
    presses = 0
    while viewer.page == 0:
        press(hall, viewer, Key.Key_PageDown)
        presses += 1
        assert presses < 20
    assert presses > 1, "first the page is read to its foot"
    assert bar.value() == 0
    press(hall, viewer, Key.Key_PageUp)
    assert viewer.page == 0
    assert bar.value() == bar.maximum() > 0


def test_a_page_is_made_larger_and_smaller_and_stays_sharp(hall, opened):
    viewer = opened(pdf_files.pages((300, 400)))
    first = viewer.sheet.pixmap().width()
    for size in SIZES[1:]:
        press(hall, viewer, Key.Key_Plus)
        assert viewer.percent.text() == f"{size} %"
        assert abs(viewer.sheet.pixmap().width() - first * size / 100) <= 2, "drawn anew"
    assert not viewer.larger.isEnabled()
    assert viewer._scroll.horizontalScrollBar().maximum() > 0
    press(hall, viewer, *[Key.Key_Minus] * 9)
    assert abs(viewer.sheet.pixmap().width() - first) <= 1


def test_keys_held_down_end_on_the_page_that_was_asked_for_last(hall, opened):
    viewer = opened(pdf_files.pages(*[(300, 400)] * 6))
    for _ in range(4):
        hall.qtbot.keyClick(viewer, Key.Key_Right)
    drawn(hall, viewer)
    assert viewer.page == 4
    assert abs(grey(viewer) - 200) < 6


@pytest.mark.parametrize(
    ("content", "words"),
    [(pdf_files.locked(), "密码"), (pdf_files.pages((300, 400))[:500], "不能在这里显示")],
)
def test_what_cannot_be_shown_is_told_kindly_with_a_way_on(
    hall, opened, dialogs, tmp_path, content, words
):
    viewer = opened(content)
    assert words in viewer.said.text()
    assert viewer.said.isVisible()
    assert not viewer.after.isEnabled()
    assert not viewer.larger.isEnabled()
    copy = tmp_path / "copy.pdf"
    dialogs.files = [copy]
    viewer.copy.click()
    hall.rest()
    assert copy.read_bytes() == content


def test_a_page_is_there_in_full_at_200_per_cent(hall, context, opened):
    context.theme.set_scale(200)
    viewer = opened(pdf_files.pages((300, 400)))
    right = viewer.buttons.geometry().right()
    assert right <= viewer.width()
    for one in (viewer.before, viewer.after, viewer.copy):
        assert one.width() >= min(one.sizeHint().width(), one.maximumWidth())
    assert viewer.sheet.pixmap().width() <= viewer._scroll.viewport().width()
    context.theme.set_scale(100)
