"""PDF pages are drawn in a child that may break; whoever opens them is told kindly."""

import io

import pytest
from PIL import Image

from station_app.importing import pdf
from station_app.importing.pdf import Answer, show_page
from tests.importing import pdf_files


def grey_of(picture):
    with Image.open(io.BytesIO(picture)) as opened:
        return opened.convert("L").getpixel((0, 0)), opened.size


def test_each_page_is_drawn_as_wide_as_asked_for():
    content = pdf_files.pages((300, 400), (400, 300), (300, 400))
    for page, size in ((0, (600, 800)), (1, (600, 450)), (2, (600, 800))):
        shown = show_page(content, page, 600)
        assert (shown.answer, shown.pages) == (Answer.SHOWN, 3)
        grey, drawn = grey_of(shown.picture)
        assert abs(grey - 40 * (page + 1)) < 6
        assert abs(drawn[0] - size[0]) <= 1
        assert abs(drawn[1] - size[1]) <= 1


@pytest.mark.parametrize("page", [-1, 3, 10**9])
def test_a_page_that_is_not_there_is_not_shown(page):
    shown = show_page(pdf_files.pages((30, 40)), page, 60)
    assert shown.answer is Answer.BROKEN


def test_a_file_with_a_password_says_so():
    assert show_page(pdf_files.locked(), 0, 600) == pdf.PdfPage(Answer.LOCKED)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"%PDF-1.4 nothing\n%%EOF",
        pdf_files.pages((300, 400))[:500],
        pdf_files.without_end(),
        bytes(range(256)) * 40,
    ],
    ids=["empty", "head only", "nothing", "cut off", "its own parent", "noise"],
)
def test_a_broken_file_is_told_and_breaks_nothing(content):
    assert show_page(content, 0, 600).answer is Answer.BROKEN


@pytest.mark.parametrize("wide", [600, 10**7])
def test_a_page_as_wide_as_a_house_becomes_no_larger_than_a_screen_needs(wide):
    shown = show_page(pdf_files.too_large(), 0, wide)
    assert shown.answer is Answer.SHOWN
    assert max(grey_of(shown.picture)[1]) <= 5000


def test_a_picture_that_unpacks_to_gigabytes_takes_none_of_our_memory():
    shown = show_page(pdf_files.bomb(), 0, 600)
    assert len(shown.picture) < 10**6


@pytest.mark.parametrize("content", [pdf_files.calling_itself(), pdf_files.busy()])
def test_what_never_ends_is_ended(monkeypatch, content):
    monkeypatch.setattr(pdf, "SECONDS", 2)
    assert show_page(content, 0, 600).answer is Answer.BROKEN


def test_scripts_and_links_of_a_file_are_left_alone():
    action = (
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /URI /URI (http://127.0.0.1:9/) >> >>"
    )
    content = pdf_files.written(
        [
            action,
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            b"/AA << /O << /S /JavaScript /JS (app.alert\\(1\\)) >> >> >>",
        ]
    )
    assert show_page(content, 0, 600).answer is Answer.SHOWN
