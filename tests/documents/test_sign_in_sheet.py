"""What stands on a sign-in sheet, and that nothing lies on anything else."""

from datetime import datetime
from itertools import combinations

import pytest
import zxingcpp
from PIL import Image

from station_app.documents.sign_in_sheet import Attendee, SheetHead, SignInSheet, sheet_pages
from station_app.foundation.sign_in_form import (
    LINES,
    MOST_PAGES,
    NO_SESSION,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    QUIET,
    Box,
    Column,
    Corner,
    SheetCode,
    cell,
    code_box,
    pages_of,
    read_code,
    roll_mark,
    session_mark,
    table,
)
from sync.clock import SHANGHAI
from sync.words import load_words

HEAD = SheetHead("镇东村消费维权服务站", "新办法解读", "2026年11月26日 9:00", "会议室", "2.0")
ZH = load_words("zh_CN")


def sheet(people, **more):
    made = tuple(
        Attendee(f"p{n}", f"村民{n:03d}", "镇东村", f"1380013{n:04d}") for n in range(people)
    )
    at = datetime(2026, 11, 25, 16, 5, tzinfo=SHANGHAI)
    return SignInSheet(HEAD, "session-1", made, at, "李助理", **more)


def said_by(text):
    said = read_code(text)
    assert said is not None
    return said


def words_of(page):
    return [text.words for text in page.texts]


def test_every_person_has_one_line_through_all_pages():
    pages = sheet_pages(sheet(47), ZH)
    assert len(pages) == 3
    for n in range(47):
        line = next(t for t in pages[n // LINES].texts if t.words == f"村民{n:03d}")
        box = cell(Column.NAME, n % LINES)
        assert box.top < line.box.top
        assert line.box.bottom < box.bottom
    assert [w for w in words_of(pages[2]) if w.isdecimal() and len(w) < 4][-1] == "60"


def test_no_more_of_a_phone_number_than_its_last_four_digits_is_printed():
    said = " ".join(w for page in sheet_pages(sheet(3), ZH) for w in words_of(page))
    assert "0002" in said
    assert "13800130002" not in said
    assert "30002" not in said


def test_each_page_says_form_version_page_and_who_printed_it():
    for number, page in enumerate(sheet_pages(sheet(21), ZH), 1):
        said = words_of(page)
        assert "表号 F-37 第1版" in said
        assert f"第{number}页 共2页" in said
        assert "打印：2026年11月25日 16:05 李助理" in said
        assert "培训签到表" in said


def test_practice_says_so_on_every_page():
    for page in sheet_pages(sheet(21, practice=True), ZH):
        assert "培训签到表（练习）" in words_of(page)


def test_the_blank_sheet_has_lines_to_write_on_and_no_session():
    (page,) = sheet_pages(SignInSheet(SheetHead("镇东村消费维权服务站")), ZH)
    assert any(words.startswith("培训主题：____") for words in words_of(page))
    assert [str(n) for n in range(1, LINES + 1)] == [w for w in words_of(page) if w.isdecimal()]
    assert {said_by(code.text).session for code in page.codes} == {NO_SESSION}


def test_the_four_codes_of_a_page_name_session_roll_page_and_corner_and_nobody():
    made = sheet(21)
    roll = roll_mark([person.person_id for person in made.people])
    for number, page in enumerate(sheet_pages(made, ZH), 1):
        said = [said_by(code.text) for code in page.codes]
        assert said == [
            SheetCode(1, session_mark("session-1"), roll, number, corner) for corner in Corner
        ]


def test_the_codes_read_back_from_their_squares():
    (page,) = sheet_pages(sheet(5), ZH)
    for code in page.codes:
        side = len(code.squares)
        picture = Image.new("L", (side + 8, side + 8), 255)
        for y, row in enumerate(code.squares):
            for x, black in enumerate(row):
                picture.putpixel((x + 4, y + 4), 0 if black else 255)
        (found,) = zxingcpp.read_barcodes(picture.resize((290, 290), Image.Resampling.NEAREST))
        assert found.text == code.text


def overlap(a, b):
    return a.left < b.right and b.left < a.right and a.top < b.bottom and b.top < a.bottom


def test_nothing_lies_on_anything_else_or_off_the_paper():
    (page,) = sheet_pages(sheet(20), ZH)
    texts = [text.box for text in page.texts]
    assert [pair for pair in combinations(texts, 2) if overlap(*pair)] == []
    quiet = [
        Box(c.left - QUIET, c.top - QUIET, c.width + 2 * QUIET, c.height + 2 * QUIET)
        for c in map(code_box, Corner)
    ]
    for box in (*texts, table()):
        assert [q for q in quiet if overlap(q, box)] == []
    for box in (*texts, *quiet, table()):
        assert box.left > 5
        assert box.top > 5
        assert box.right < PAGE_WIDTH - 5
        assert box.bottom < PAGE_HEIGHT - 5


@pytest.mark.parametrize(
    ("people", "pages"), [(0, 1), (1, 1), (20, 1), (21, 2), (LINES * MOST_PAGES, MOST_PAGES)]
)
def test_pages_follow_from_the_number_of_people(people, pages):
    assert pages_of(people) == pages


def test_more_people_than_pages_have_numbers_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        sheet_pages(sheet(LINES * MOST_PAGES + 1), ZH)


@pytest.mark.parametrize(
    "text",
    ["", "F37", "https://example.org/F371AAAAAAAABBBB01A", "F371AAAAAAAABBBB00A",
     "F371AAAAAAAABBBB01E", "F371AAAAIAAABBBB01A", "F371AAAAAAAABBBB01AA"],
)  # fmt: skip
def test_other_codes_are_not_taken_for_ours(text):
    assert read_code(text) is None


def test_a_roll_in_another_order_or_with_somebody_else_has_another_mark():
    marks = {roll_mark(r) for r in ([], ["a"], ["a", "b"], ["b", "a"], ["a", "b", "c"], ["ab"])}
    assert len(marks) == 6


def test_a_session_has_a_mark_and_no_session_has_its_own():
    assert session_mark("") == NO_SESSION
    assert session_mark("0198f0aa-0001") != session_mark("0198f0aa-0002") != NO_SESSION
