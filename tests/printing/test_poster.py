"""The notice for the board: one page, read from two metres."""

from datetime import datetime

import pytest
from PySide6.QtGui import QPdfWriter

from station_app.documents.notice_poster import (
    NoticePoster,
    blank_poster,
    even_lines,
    facts_and_tips,
)
from station_app.documents.paper_foot import Printing, form_foot
from station_app.printing.poster import READ_FROM_AFAR, PosterPaper, tip_points, write_poster
from station_app.ui.common.theme import chinese_family
from sync.clock import SHANGHAI
from sync.resources import resources_folder
from sync.words import load_words
from tests.printing.reading import height_of, pages_of, sizes_of

WORDS = load_words("zh_CN")
STATION = "镇东村消费维权服务站"
BODY = (
    "近期有多名老人反映,有人以免费讲座为名高价卖保健品。\n"
    "1. 免费送礼,多半是为了卖东西。\n2、保健食品不能治病。\n③大额付款先和子女商量。\n"
    "(四)这不是条目\n• 留好小票。\n10.5元一斤的说法不可信"
)
FACTS, TIPS = facts_and_tips(BODY)
AT = datetime(2026, 11, 22, 10, 5, tzinfo=SHANGHAI)
FOOT = form_foot("F-29", 1, Printing(AT, "李助理"), WORDS)


def poster(facts=FACTS, tips=TIPS, title="谨防“会销”保健品"):
    return NoticePoster(
        "消费警示", title, facts, tips, STATION, "12315", "JS-0001", "2026年11月22日"
    )


@pytest.fixture
def family(qapp):
    return chinese_family(resources_folder() / "fonts")


def test_lines_of_a_list_are_the_tips_and_the_rest_are_the_facts():
    assert TIPS == (
        "免费送礼,多半是为了卖东西。", "保健食品不能治病。", "大额付款先和子女商量。", "留好小票。",
    )  # fmt: skip
    assert FACTS[1:] == ("(四)这不是条目", "10.5元一斤的说法不可信")


A4, A3 = (PosterPaper.A4, (595, 842)), (PosterPaper.A3, (842, 1191))


@pytest.mark.parametrize(("paper", "size"), [A4, A3])
def test_it_is_one_page_with_everything_on_it(tmp_path, family, paper, size):
    out = tmp_path / "poster.pdf"
    assert write_poster(poster(), WORDS, family, paper, FOOT, out) == 1
    (page,) = pages_of(out)
    assert sizes_of(out) == [size]
    for words in ("消费警示", "谨防“会销”保健品", *TIPS, "12315", STATION, "JS-0001", "F-29"):
        assert words in page, words
    assert "2026年11月22日" in page


def test_three_to_five_tips_are_read_from_two_metres(tmp_path, family):
    device = QPdfWriter(str(tmp_path / "p.pdf"))
    for count in (3, 4, 5):
        tips = ("保健食品不能治病,认准标志,不要贪图便宜。",) * count
        assert tip_points(poster(FACTS[:1], tips), family, device, 1.0) >= READ_FROM_AFAR
    a4, a3 = tmp_path / "a4.pdf", tmp_path / "a3.pdf"
    write_poster(poster(), WORDS, family, PosterPaper.A4, FOOT, a4)
    write_poster(poster(), WORDS, family, PosterPaper.A3, FOOT, a3)
    assert height_of(a4, "保健食品") > 18, "points of a sign's own ink"
    assert height_of(a3, "保健食品") > height_of(a4, "保健食品") * 1.3


def test_a_long_notice_grows_smaller_and_stays_on_one_page(tmp_path, family):
    out = tmp_path / "poster.pdf"
    long = poster((FACTS[0] * 6,), tuple(tip * 3 for tip in TIPS))
    assert write_poster(long, WORDS, family, PosterPaper.A4, FOOT, out) == 1
    (page,) = pages_of(out)
    assert page.count(FACTS[0][:10]) == 6
    assert page.count("留好小票") == 3


def test_a_title_is_broken_evenly_and_never_before_a_mark():
    assert even_lines("冬季购煤看热值", 2) == ["冬季购煤", "看热值"]
    assert even_lines("预付卡要谨慎,留凭证", 2) == ["预付卡要谨慎,", "留凭证"]
    assert even_lines("认准“蓝帽子”标志", 2) == ["认准“蓝帽", "子”标志"]
    assert even_lines("短", 1) == ["短"]
    assert (
        "".join(even_lines("谨防以免费讲座为名高价卖保健品", 3)) == "谨防以免费讲座为名高价卖保健品"
    )


def test_the_blank_poster_has_lines_to_write_on_and_the_practice_one_says_so(tmp_path, family):
    out = tmp_path / "poster.pdf"
    write_poster(blank_poster(STATION, "12315", WORDS), WORDS, family, PosterPaper.A4, FOOT, out)
    (page,) = pages_of(out)
    assert "____" in page
    assert "练习" not in page
    practice = form_foot("F-29", 1, Printing(AT, "李助理", practice=True), WORDS)
    write_poster(poster(), WORDS, family, PosterPaper.A4, practice, out)
    assert "练习" in pages_of(out)[0]
