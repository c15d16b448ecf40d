"""Pages as they come out of the program's own paper path, read back as PDF."""

from datetime import date

import pypdfium2
import pytest

from station_app.documents.recovery_paper import STYLE, recovery_paper
from station_app.printing.pages import write_pdf
from station_app.ui.common.theme import chinese_family
from sync.problems import Problem, ProblemKind
from sync.resources import resources_folder
from sync.words import load_words

CODE = "324HZ-C9BSP-W65RS-UJ9G9-MPXJF-QDB6M-D95WW"


@pytest.fixture
def family(qapp):
    return chinese_family(resources_folder() / "fonts")


def paper(lang="zh_CN", station="镇东村消费维权服务站"):
    return recovery_paper(load_words(lang), station, CODE, "lizhuli", date(2026, 11, 21))


def text_of(path):
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_the_recovery_paper_is_one_page_that_reads_back_as_it_was_written(tmp_path, family, lang):
    out = tmp_path / "paper.pdf"
    assert write_pdf(paper(lang), STYLE, family, out) == 1
    (page,) = text_of(out)
    assert CODE in page
    assert "镇东村消费维权服务站" in page
    assert "lizhuli" in page
    assert [p.name for p in tmp_path.iterdir()] == ["paper.pdf"]


def test_a_page_is_a4_and_its_code_stands_large_in_its_upper_half(tmp_path, family):
    out = tmp_path / "paper.pdf"
    write_pdf(paper(), STYLE, family, out)
    document = pypdfium2.PdfDocument(out)
    page = document[0]
    assert [round(side) for side in page.get_size()] == [595, 842]
    text = page.get_textpage()
    start = text.get_text_range().replace("\r\n", "  ").index(CODE)
    left, bottom, _, top = text.get_charbox(start)
    assert top > 842 / 2
    assert top - bottom > 10, "capitals of 17 points"
    assert left > 20 / 25.4 * 72
    document.close()


def test_a_station_named_like_html_is_shown_as_it_is_called(tmp_path, family):
    out = tmp_path / "paper.pdf"
    write_pdf(paper(station="<b>镇东</b> & 站"), STYLE, family, out)
    assert "<b>镇东</b> & 站" in text_of(out)[0]


def test_what_is_longer_than_a_page_goes_on_on_the_next_without_loss(tmp_path, family):
    lines = "".join(f"<p>第{n}行</p>" for n in range(120))
    out = tmp_path / "long.pdf"
    pages = write_pdf(f"<html><body>{lines}</body></html>", STYLE, family, out)
    texts = text_of(out)
    assert len(texts) == pages > 2
    whole = "".join(texts)
    assert [n for n in range(120) if f"第{n}行" not in whole] == []


def test_a_stick_that_is_gone_is_told(tmp_path, family):
    with pytest.raises(Problem) as told:
        write_pdf(paper(), STYLE, family, tmp_path / "stick" / "paper.pdf")
    assert told.value.kind is ProblemKind.FILE_UNREADABLE
    assert told.value.details["name"] == "paper.pdf"


def test_an_old_file_stands_until_the_new_one_is_whole(tmp_path, family, monkeypatch):
    out = tmp_path / "paper.pdf"
    write_pdf(paper(), STYLE, family, out)
    before = out.read_bytes()
    monkeypatch.setattr("station_app.printing.pages.paint_pages", lambda *_: 0)
    with pytest.raises(Problem):
        write_pdf(paper("en"), STYLE, family, out)
    assert out.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["paper.pdf"]
