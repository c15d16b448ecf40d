"""Forms of visits, requests, trainings and typical cases as they come out of the printer."""

from datetime import datetime

import pytest

from station_app.documents.form_sheet import LIST_STYLE, STYLE, Box, FormSheet, Table, form_page
from station_app.documents.knowledge_list import RequestLine, request_page, requests_page
from station_app.documents.paper_foot import Printing, form_foot
from station_app.documents.training_notice import (
    NOTICE_STYLE,
    ScoreLine,
    ScoreRecord,
    TrainingNotice,
    notice_page,
    score_page,
)
from station_app.documents.typical_case import STYLE as CASE_STYLE
from station_app.documents.typical_case import blank_case_page, case_page
from station_app.documents.visit_records import (
    Check,
    PatrolRecord,
    SitInRecord,
    patrol_page,
    sit_in_page,
)
from station_app.printing.pages import write_pdf
from station_app.ui.common.theme import chinese_family
from sync.clock import SHANGHAI
from sync.resources import resources_folder
from sync.words import load_words
from tests.printing.reading import pages_of, sizes_of
from tests.printing.test_booklet import booklet

WORDS = load_words("zh_CN")
STATION = "镇东村消费维权服务站"
AT = datetime(2026, 11, 22, 10, 5, tzinfo=SHANGHAI)
LINE = RequestLine(
    "JS-1", "11月3日", "农资识假", "如何看懂种子标签?", "6", "史各庄镇窗口", "看净含量。", "11月9日"
)
CHECKS = (Check("制度上墙", True), Check("台账及时", False, "缺两件"))

FILLED = {
    "F-39": sit_in_page(
        SitInRecord(
            STATION, "镇市场所", "11月18日", "09:00", "王所长", "9", "2", "7", "种子", "留票"
        ),
        WORDS,
    ),
    "F-40": patrol_page(
        PatrolRecord(
            STATION, "镇市场所", "11月18日", "09:00", "王所长", CHECKS, "缺", "补", "25日"
        ),
        WORDS,
    ),
    "F-41": request_page(STATION, LINE, WORDS),
    "F-38": score_page(
        ScoreRecord(STATION, "新办法", "11月26日", "60", (ScoreLine("张建国", "88", "是"),)), WORDS
    ),
}
BLANK = {
    "F-39": sit_in_page(SitInRecord(STATION), WORDS),
    "F-40": patrol_page(PatrolRecord(STATION), WORDS),
    "F-41": request_page(STATION, RequestLine(), WORDS),
    "F-38": score_page(ScoreRecord(STATION), WORDS),
}
LABELS = {
    "F-39": ("坐班登记表", "日期", "来访单位", "接待事项及编号", "指导意见", "站点签字"),
    "F-40": ("巡访记录表", "检查内容", "发现的问题", "整改期限", "站点签字"),
    "F-41": ("消费知识需求登记表", "需求主题", "需求内容", "转达给", "答复", "办结日期"),
    "F-38": ("培训考核登记表", "培训主题", "姓名", "成绩", "合格", "补训日期"),
}


@pytest.fixture
def family(qapp):
    return chinese_family(resources_folder() / "fonts")


@pytest.fixture
def printed(family, tmp_path):
    def make(html, form, style=STYLE, *, practice=False, wide=False):
        foot = form_foot(form, 1, Printing(AT, "李助理", practice), WORDS)
        out = tmp_path / f"{form}.pdf"
        write_pdf(html, style, family, out, foot, wide=wide)
        return pages_of(out)

    return make


@pytest.mark.parametrize("form", FILLED)
@pytest.mark.parametrize("papers", [FILLED, BLANK], ids=["filled", "blank"])
def test_a_form_is_one_page_with_its_code_its_page_and_who_printed_it(printed, form, papers):
    (page,) = printed(papers[form], form)
    for label in (*LABELS[form], STATION):
        assert label in page, label
    assert f"表号 {form} 第1版" in page
    assert "第1页 共1页" in page
    assert "2026年11月22日 10:05 李助理" in page
    assert "练习" not in page


def test_what_was_written_stands_in_the_form(printed):
    (page,) = printed(FILLED["F-40"], "F-40")
    for words in ("镇市场所", "王所长", "制度上墙", "✓ 是", "✗ 否", "缺两件", "25日"):
        assert words in page or words.replace("✓", "√") in page, words
    (page,) = printed(FILLED["F-41"], "F-41")
    for words in ("JS-1", "农资识假", "如何看懂种子标签", "史各庄镇窗口", "看净含量"):
        assert words in page, words


def test_a_practice_paper_says_so(printed):
    (page,) = printed(FILLED["F-38"], "F-38", practice=True)
    assert "练习" in page


def test_a_long_list_tears_no_line_and_says_its_heads_on_each_page(printed, family, tmp_path):
    lines = [
        RequestLine(str(n), f"11月{n}日", f"需求{n}始", "怎么看标签" * (n % 7 + 1) + f"需求{n}终")
        for n in range(1, 29)
    ]
    html = requests_page(STATION, "2026年11月", lines, WORDS)
    pages = printed(html, "F-41", LIST_STYLE, wide=True)
    assert len(pages) > 2
    assert set(sizes_of(tmp_path / "F-41.pdf")) == {(842, 595)}
    for n in range(1, 29):
        starts = [k for k, page in enumerate(pages) if f"需求{n}始" in page]
        ends = [k for k, page in enumerate(pages) if f"需求{n}终" in page]
        assert len(starts) == 1
        assert starts == ends, n
    assert all("需求内容" in page and f"共{len(pages)}页" in page for page in pages)


def test_a_line_longer_than_a_page_is_printed_whole(printed):
    many = "".join(f"第{n}句。" for n in range(900))
    html = form_page(
        FormSheet(
            "表",
            STATION,
            (),
            (Table(("名称", "内容"), (20, 80), (("甲", many + "终"), ("乙", "短"))),),
        )
    )
    said = "".join(printed(html, "F-41"))
    assert all(f"第{n}句" in said for n in range(900))
    assert "终" in said
    assert "短" in said


def test_a_notice_names_those_invited_and_leaves_out_what_there_is_not(printed):
    notice = TrainingNotice(
        STATION, "新办法解读", "11月26日 9:00", "镇东村会议室", "", "王所长", "",
        ("张建国", "李秀英"), ("镇西村服务站",), "2026年11月22日",
    )  # fmt: skip
    (page,) = printed(notice_page(notice, WORDS), "F-36", NOTICE_STYLE)
    for words in ("培训通知", "新办法解读", "镇西村服务站", "张建国", "李秀英", "(2人)", "(盖章)"):
        assert words.replace("(", "（").replace(")", "）") in page, words
    assert "批次" not in page
    (page,) = printed(notice_page(TrainingNotice(STATION), WORDS), "F-36", NOTICE_STYLE)
    assert "批次" in page
    assert "各有关人员" in page


def test_a_typical_case_is_a_form_filled_and_blank(printed):
    case = next(booklet().cases())
    (page,) = printed(case_page(case, STATION, WORDS), "F-42", CASE_STYLE)
    for words in ("典型案例", case.title, "种子", "案情", "处理结果", "法律依据", "表号 F-42"):
        assert words in page, words
    (page,) = printed(blank_case_page(STATION, WORDS), "F-42")
    for words in ("案例名称", "类别", "案情", "处理结果", "法律依据", "给经营者的提示"):
        assert words in page, words


def test_an_empty_box_leaves_room_for_a_pen(printed):
    def high(box):
        return form_page(FormSheet("表", STATION, (), (box,))).count("<br/>")

    assert high(Box("名", "", 5)) == 4
    assert high(Box("名", "一\n二", 5)) == 4
    assert high(Box("名", "一\n二\n三", 2)) == 2
