import re
import shutil
import subprocess

import pytest
from fontTools.ttLib import TTFont
from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QFont, QFontDatabase, QPageSize, QPainter, QPdfWriter

from station_app.ui.common.theme import BUNDLED, chinese_family
from sync.resources import resources_folder

FONT = resources_folder() / "fonts" / BUNDLED
NAMES = "镕喆堃玥祎"
SENTENCE = "2026年11月21日镇东村消费维权服务站受理王某某投诉金额320.00元编号120115101201A"


@pytest.fixture(scope="module")
def characters():
    return set(TTFont(FONT).getBestCmap())


def test_the_font_has_what_names_are_written_with(characters):
    assert {ord(c) for c in NAMES + SENTENCE + "●▶✓▲→"} <= characters


def test_the_font_has_every_ideograph_of_gbk(characters):
    ideographs = set()
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                char = bytes((lead, trail)).decode("gbk")
            except UnicodeDecodeError:
                continue
            if "\u4e00" <= char <= "\u9fa5":
                ideographs.add(ord(char))
    assert len(ideographs) == 20902
    assert ideographs <= characters


def test_the_font_has_no_look_alikes_of_radicals(characters):
    assert not [c for c in characters if 0x2E80 <= c <= 0x2FDF or 0xF900 <= c <= 0xFAFF]


def test_text_copied_from_a_pdf_is_the_text(qapp, tmp_path):
    number = QFontDatabase.addApplicationFont(str(FONT))
    family = QFontDatabase.applicationFontFamilies(number)[0]
    assert family == "Station Hei"
    paper = tmp_path / "paper.pdf"
    writer = QPdfWriter(str(paper))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(10, 10, 10, 10))
    painter = QPainter(writer)
    painter.setFont(QFont(family, 12))
    painter.drawText(200, 600, SENTENCE)
    painter.drawText(200, 1200, NAMES)
    painter.end()
    QFontDatabase.removeApplicationFont(number)
    reader = shutil.which("pdftotext")
    assert reader, "poppler-utils is among the system packages of the tests"
    told = subprocess.run([reader, str(paper), "-"], capture_output=True, text=True, check=True)
    copied = re.sub(r"\s", "", told.stdout)
    assert copied == SENTENCE + NAMES


def test_a_family_for_chinese_is_found(qapp):
    assert chinese_family(resources_folder() / "fonts")
