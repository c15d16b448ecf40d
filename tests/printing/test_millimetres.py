"""The sign-in sheet as it comes out of the printer, looked at as pixels and as text."""

from datetime import datetime

import pypdfium2
import pytest
import zxingcpp
from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from station_app.documents.sign_in_sheet import Attendee, SheetHead, SignInSheet, sheet_pages
from station_app.foundation.sign_in_form import LINES, Column, Corner, cell, code_box, read_code
from station_app.printing.millimetres import paint_paper, write_paper
from station_app.ui.common.theme import chinese_family
from sync.clock import SHANGHAI
from sync.problems import Problem, ProblemKind
from sync.resources import resources_folder
from sync.words import load_words

DOTS = 8
"""A millimetre."""

LONG_UNIT = "大口屯镇人民政府消费者权益保护工作领导小组办公室"


@pytest.fixture
def family(qapp):
    return chinese_family(resources_folder() / "fonts")


def pages(people=24, lang="zh_CN"):
    made = tuple(
        Attendee(f"p{n}", "阿卜杜热合曼·买买提" if n == 1 else f"村民{n}", LONG_UNIT, "13800138000")
        for n in range(people)
    )
    head = SheetHead("镇东村消费维权服务站", "新办法解读", "2026年11月26日", "会议室", "2.0")
    at = datetime(2026, 11, 25, 16, 5, tzinfo=SHANGHAI)
    return sheet_pages(SignInSheet(head, "s", made, at, "李助理"), load_words(lang))


def said_by(code):
    said = read_code(code.text)
    assert said is not None
    return said


def opened(path):
    document = pypdfium2.PdfDocument(path)
    try:
        texts = [page.get_textpage().get_text_range() for page in document]
        sizes = [tuple(round(side) for side in page.get_size()) for page in document]
        drawn = [page.render(scale=DOTS * 25.4 / 72).to_pil().convert("L") for page in document]
    finally:
        document.close()
    return texts, sizes, drawn


@pytest.fixture
def printed(tmp_path, family):
    out = tmp_path / "sheet.pdf"
    assert write_paper(pages(), family, out) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.pdf"]
    return opened(out)


def test_it_is_a4_and_its_words_read_back(printed):
    texts, sizes, _ = printed
    assert sizes == [(595, 842)] * 2
    assert "培训签到表" in texts[0]
    assert "村民0" in texts[0]
    assert "村民23" in texts[1]
    assert "村民0" not in texts[1]
    whole = texts[0].replace("\r\n", "")
    assert LONG_UNIT in whole, "broken into two lines, not cut"
    assert "阿卜杜热合曼·买买提" in whole.replace(" ", "")


def test_the_english_sheet_has_the_same_places(tmp_path, family):
    out = tmp_path / "sheet.pdf"
    write_paper(pages(lang="en"), family, out)
    texts, _, _ = opened(out)
    assert "Training sign-in sheet" in texts[0]


def test_the_codes_stand_in_their_corners_to_a_fifth_of_a_millimetre(printed):
    _, _, drawn = printed
    for number, picture in enumerate(drawn, 1):
        found = {said_by(code): code.position for code in zxingcpp.read_barcodes(picture)}
        assert {said.corner for said in found} == set(Corner)
        assert {said.page for said in found} == {number}
        for said, position in found.items():
            box = code_box(said.corner)
            assert position.top_left.x / DOTS == pytest.approx(box.left, abs=0.2)
            assert position.top_left.y / DOTS == pytest.approx(box.top, abs=0.2)
            assert position.top_right.x / DOTS == pytest.approx(box.right, abs=0.2)
            assert position.bottom_left.y / DOTS == pytest.approx(box.bottom, abs=0.2)


@pytest.mark.parametrize("line", [0, 9, LINES - 1])
def test_the_boxes_to_write_in_are_framed_and_empty(printed, line):
    picture = printed[2][0]
    for name in (Column.SIGNATURE, Column.TIME):
        box = cell(name, line)
        inside = picture.crop(
            tuple(
                round(side * DOTS)
                for side in (box.left + 0.5, box.top + 0.5, box.right - 0.5, box.bottom - 0.5)
            )
        )
        assert inside.getextrema() == (255, 255)
        middle = round((box.top + box.height / 2) * DOTS)
        for edge in (box.left, box.right):
            near = [picture.getpixel((round(edge * DOTS) + d, middle)) for d in (-1, 0, 1)]
            assert min(near) < 90


def test_a_printer_that_keeps_margins_prints_at_the_same_places(tmp_path, family):
    class Keeps(QPdfWriter):
        """A device that does not paint to the edge."""

        def setPageLayout(self, layout):
            return super().setPageLayout(
                QPageLayout(
                    QPageSize(QPageSize.PageSizeId.A4),
                    QPageLayout.Orientation.Portrait,
                    QMarginsF(5, 6, 5, 6),
                    QPageLayout.Unit.Millimeter,
                )
            )

    out = tmp_path / "sheet.pdf"
    writer = Keeps(str(out))
    assert paint_paper(pages(3), family, writer) == 1
    del writer
    (picture,) = opened(out)[2]
    code = next(
        c for c in zxingcpp.read_barcodes(picture) if said_by(c).corner is Corner.UPPER_LEFT
    )
    assert code.position.top_left.x / DOTS == pytest.approx(11, abs=0.2)
    assert code.position.top_left.y / DOTS == pytest.approx(11, abs=0.2)


@pytest.mark.qt_log_ignore("one painter at a time")
def test_a_device_that_takes_nothing_gives_no_pages(tmp_path, family):
    out = tmp_path / "busy.pdf"
    writer = QPdfWriter(str(out))
    painter = QPainter(writer)
    assert paint_paper(pages(1), family, writer) == 0
    painter.end()


def test_a_stick_that_is_gone_is_told(tmp_path, family):
    with pytest.raises(Problem) as told:
        write_paper(pages(1), family, tmp_path / "stick" / "sheet.pdf")
    assert told.value.kind is ProblemKind.FILE_UNREADABLE
