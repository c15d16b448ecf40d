"""The year's booklet as PDF and as Word file, read back."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from station_app.documents.booklet_word import booklet_word
from station_app.documents.typical_case import Booklet, CasePage, Chapter, paragraphs, parts_of
from station_app.importing.text_child import paragraphs as read_word
from station_app.printing.booklet import case_pages, write_booklet, write_word_booklet
from station_app.ui.common.theme import chinese_family
from sync.problems import Problem, ProblemKind
from sync.resources import resources_folder
from sync.words import load_words
from tests.printing.reading import pages_of, sizes_of

WORDS = load_words("zh_CN")
AT = datetime(2026, 12, 20, 2, 0, tzinfo=UTC)
STORY = "甲在某店甲购买玉米种子两袋,播种后出苗率不足三成。经营者称是播种过深所致,拒绝赔偿。"


def case(number, category, title, paragraphs=1):
    return CasePage(
        f"case-{number}", title, category, "质量", 2026, "\n".join([STORY] * paragraphs),
        "举证责任在谁", "种子法第四十五条", "退款并补种", "留存包装和小票", "看标签", "进货查验",
    )  # fmt: skip


def style_of(paragraph):
    return paragraph.style.name


def booklet(long=1):
    return Booklet(
        2026,
        "宝坻区消费者维权中心",
        "2026年12月",
        (
            Chapter("农用生产资料类", (
                case(1, "种子", "种子不出苗<该不该>赔", long),
                case(2, "农药", "农药烧苗的教训", 14),
            )),
            Chapter("食品类", (case(3, "食品类", "过期饼干退一赔十"),)),
        ),
    )  # fmt: skip


@pytest.fixture
def family(qapp):
    return chinese_family(resources_folder() / "fonts")


@pytest.mark.parametrize("long", [1, 9, 30])
def test_the_contents_tell_the_page_on_which_each_case_stands(tmp_path, family, long):
    made, out = booklet(long), tmp_path / "book.pdf"
    count = write_booklet(made, WORDS, family, out)
    pages = pages_of(out)
    assert len(pages) == count
    assert "2026年消费维权典型案例汇编" in pages[0]
    assert "第" not in pages[0], "a cover bears no number"
    contents = pages[1]
    for one in made.cases():
        (at,) = [n for n, page in enumerate(pages) if one.title in page and n > 1]
        number = at - 1
        assert f"第{number}页 共{count - 2}页" in pages[at]
        line = contents.partition(one.title)[2].lstrip("… ")
        assert line.startswith(str(number)), (one.title, number)
        assert case_pages(made, WORDS, family)[one.key] == number


def test_every_text_of_every_case_stands_in_it_in_the_order_of_the_categories(tmp_path, family):
    made, out = booklet(20), tmp_path / "book.pdf"
    write_booklet(made, WORDS, family, out)
    said = "".join(pages_of(out)[2:])
    place = 0
    for one in made.cases():
        for head, text in [(one.title, ""), *parts_of(one, WORDS)]:
            for words in (head, *paragraphs(text)):
                found = said.find(words.split("。")[0], place)
                assert found >= 0, words
                place = found
    assert set(sizes_of(out)) == {(595, 842)}


def test_no_heading_is_the_last_line_of_a_page(tmp_path, family):
    heads = {head for head, _ in parts_of(next(booklet().cases()), WORDS)}
    for long in range(8, 20):
        out = tmp_path / f"{long}.pdf"
        write_booklet(booklet(long), WORDS, family, out)
        for page in pages_of(out)[2:]:
            body = page.partition("第1页")[0].rpartition("第")[0] or page
            assert not any(body.endswith(head) for head in heads), (long, page[-40:])


def test_a_practice_booklet_says_so_on_each_page(tmp_path, family):
    out = tmp_path / "book.pdf"
    write_booklet(booklet(), WORDS, family, out, practice=True)
    assert all("练习" in page for page in pages_of(out))
    write_booklet(booklet(), WORDS, family, out)
    assert not any("练习" in page for page in pages_of(out))


def test_the_word_file_has_headings_a_contents_field_numbers_and_a4(tmp_path, family):
    out, made = tmp_path / "book.docx", booklet()
    size = write_word_booklet(made, WORDS, family, out, AT)
    assert size == out.stat().st_size
    word = Document(str(out))
    heads = [(style_of(p), p.text) for p in word.paragraphs if style_of(p).startswith("Head")]
    assert [text for name, text in heads if name == "Heading 1"] == ["农用生产资料类", "食品类"]
    assert [text for name, text in heads if name == "Heading 2"] == [c.title for c in made.cases()]
    codes = [told.text for told in word.element.iter(qn("w:instrText"))]
    assert codes == [' TOC \\o "1-2" \\h \\z \\u ']
    kinds = [sign.get(qn("w:fldCharType")) for sign in word.element.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]
    before, body = word.sections
    for part in (before, body):
        sides = (part.page_width or Mm(0), part.page_height or Mm(0))
        assert [round(side.mm) for side in sides] == [210, 297]
    assert before.footer.paragraphs[0].text == ""
    numbers = [told.text.strip() for told in body.footer._element.iter(qn("w:instrText"))]
    assert numbers == ["PAGE"]
    assert body._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    assert word.settings.element.find(qn("w:updateFields")) is not None
    shown = {p.text.split("\t")[0]: p.text.split("\t")[1] for p in word.paragraphs
             if style_of(p) == "toc 2"}  # fmt: skip
    told = case_pages(made, WORDS, family)
    assert shown == {one.title: str(told[one.key]) for one in made.cases()}


def test_the_word_file_names_chinese_fonts_and_indents_its_paragraphs():
    word = Document(io.BytesIO(booklet_word(booklet(), WORDS, {}, AT)))
    for name, family in (("Normal", "仿宋"), ("Booklet text", "仿宋"), ("Heading 2", "黑体")):
        fonts = word.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == family
        assert fonts.get(qn("w:eastAsiaTheme")) is None
    indent = word.styles["Booklet text"].element.pPr.ind
    assert indent.get(qn("w:firstLineChars")) == "200"
    told = [p for p in word.paragraphs if p.text == STORY]
    assert {style_of(p) for p in told} == {"Booklet text"}


def test_the_word_file_tells_of_the_station_and_of_no_person():
    content = booklet_word(booklet(), WORDS, {}, AT)
    facts = Document(io.BytesIO(content)).core_properties
    assert {facts.author, facts.last_modified_by} == {"宝坻区消费者维权中心"}
    assert (facts.comments, facts.subject, facts.created) == ("", "", AT)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None


def test_the_word_file_is_read_by_our_own_reader_as_well():
    said = read_word(booklet_word(booklet(), WORDS, {}, AT, practice=True))
    assert said[0] == "2026年消费维权典型案例汇编"
    assert [line for line in said if line == "种子不出苗<该不该>赔"]
    word = Document(io.BytesIO(booklet_word(booklet(), WORDS, {}, AT, practice=True)))
    assert all("练习" in section.header.paragraphs[0].text for section in word.sections)


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path, family):
    with pytest.raises(Problem) as raised:
        write_word_booklet(booklet(), WORDS, family, tmp_path / "stick" / "book.docx", AT)
    assert raised.value.kind is ProblemKind.FILE_UNREADABLE
    assert list(tmp_path.iterdir()) == []
