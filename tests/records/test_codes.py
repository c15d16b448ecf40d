from pathlib import Path

import pytest

from sync.records.codes import (
    AGREED,
    BOARD_COLOURS,
    FAILED,
    RESOLVED,
    CodeBook,
    is_known,
    parse_code_list,
)
from sync.records.fixed_codes import FIXED

CODES = Path(__file__).resolve().parents[2] / "resources" / "codes"
HEAD = "list,code,label_zh,label_en,parent,order\n"


@pytest.fixture(scope="module")
def book():
    return CodeBook.of(p.read_text("utf-8") for p in sorted(CODES.glob("*.csv")))


def test_every_status_has_a_place_on_the_board():
    assert BOARD_COLOURS.keys() == FIXED["status"].keys()
    assert {c for c in BOARD_COLOURS.values() if c} == FIXED["board"].keys()


def test_outcomes_are_counted_by_codes_that_exist():
    assert FIXED["outcome"].keys() >= RESOLVED | AGREED | FAILED
    assert AGREED < RESOLVED
    assert not FAILED & RESOLVED


def test_level_2_categories_stand_right_after_their_own(book):
    codes = book.codes("category")
    at = codes.index("farm_inputs")
    assert codes[at + 1] == "farm_inputs.seed"
    assert codes.index("life_social") > codes.index("other_goods")


def test_a_list_of_the_county_has_its_words_with_it(book):
    item = book.item("category", "farm_inputs.seed")
    assert (item.label_zh, item.label_en, item.parent) == ("种子", "Seed", "farm_inputs")
    assert book.item("channel", "walk_in").label_zh == "来访"
    assert book.item("channel", "by_balloon") is None


def test_a_code_is_known_by_its_list_only(book):
    assert book.knows("channel", "walk_in")
    assert not book.knows("channel", "quality")
    assert book.knows("status", "registered")
    assert book.codes("no_such_list") == ()


def test_without_a_book_a_county_list_takes_anything(book):
    assert is_known("channel", "by_balloon")
    assert not is_known("channel", "by_balloon", book)
    assert not is_known("status", "by_balloon")


def test_a_later_file_replaces_words():
    book = CodeBook.of([HEAD + "x,a,甲,A,,1\n", HEAD + "x,a,乙,B,,1\n\n"])
    item = book.item("x", "a")
    assert item is not None
    assert item.label_zh == "乙"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1"),
        ("code,list\n", "line 1"),
        (HEAD + "x,a,甲,A,\n", "line 2: 5 columns"),
        (HEAD + "x,,甲,A,,1\n", "line 2: list, code"),
        (HEAD + "x,a,甲,A,,one\n", "line 2: the order"),
        (HEAD + "x,a,甲,A,,1\nx,a,乙,B,,2\n", "line 3: a stands twice"),
        (HEAD + "x,a.b,甲,A,a,1\n", "a.b hangs on a"),
    ],
)
def test_a_bad_file_says_where(text, said):
    with pytest.raises(ValueError, match=said):
        parse_code_list(text)


def test_a_byte_order_mark_is_no_fault():
    assert parse_code_list("\ufeff" + HEAD + "x,a,甲,A,,1\n")[0].code == "a"
