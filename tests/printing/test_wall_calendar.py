"""The month for the wall, read back and measured as the PDF it becomes."""

from datetime import date, timedelta

import pypdfium2
import pytest

from station_app.printing.wall_calendar import Paper, write_wall_calendar
from station_app.ui.calendar.values import EntryStatus, weeks_of_month
from station_app.ui.calendar.wall import wall_month
from station_app.ui.common.theme import chinese_family
from sync.problems import Problem, ProblemKind
from sync.resources import resources_folder
from sync.words import load_words
from tools.sample_calendar import entry, november, sample_facts

NOVEMBER = date(2026, 11, 1)
WORDS = load_words("zh_CN")


@pytest.fixture
def family(qapp):
    return chinese_family(resources_folder() / "fonts")


def month(first=NOVEMBER, entries=None, **more):
    weeks = weeks_of_month(first)
    facts = sample_facts(weeks[0], weeks[-1] + timedelta(days=6), WORDS)
    shown = november() if entries is None else entries
    return wall_month(first, facts, shown, WORDS, "镇东村消费维权服务站", **more)


def page_of(path):
    document = pypdfium2.PdfDocument(path)
    try:
        assert len(document) == 1
        page = document[0]
        return page.get_size(), page.get_textpage().get_text_range(), page.render().to_pil()
    finally:
        document.close()


@pytest.mark.parametrize(("paper", "points"), [(Paper.A4, (842, 595)), (Paper.A3, (1191, 842))])
def test_a_month_is_one_page_lying_on_its_side(tmp_path, family, paper, points):
    out = tmp_path / "wall.pdf"
    assert write_wall_calendar(month(), family, paper, out) == 1
    size, text, _ = page_of(out)
    assert tuple(round(side) for side in size) == points
    for words in (
        "2026年11月",
        "农历丙午年 九月—十月",
        "镇东村消费维权服务站",
        "15:00 行风学习日",
        "农资打假宣传周 2/5",
        "值 李助理",
        "2 件到期",
        "立冬",
        "十月",
        "另有",
    ):
        assert words in text
    assert [p.name for p in tmp_path.iterdir()] == ["wall.pdf"]


def test_what_falls_due_is_counted_and_never_named(tmp_path, family):
    out = tmp_path / "wall.pdf"
    write_wall_calendar(month(), family, Paper.A3, out)
    _, text, _ = page_of(out)
    assert "预付卡不退款" not in text
    assert "手机套餐多扣费" not in text


def test_it_is_black_on_white(tmp_path, family):
    out = tmp_path / "wall.pdf"
    write_wall_calendar(month(), family, Paper.A4, out)
    _, _, picture = page_of(out)
    colours = {pixel for _, pixel in picture.convert("RGB").getcolors(1 << 24)}
    assert all(red == green == blue for red, green, blue in colours)
    grey = picture.convert("L").histogram()
    assert sum(grey[230:]) > 0.9 * sum(grey), "ink is dear"


def test_larger_paper_holds_more_of_a_full_day(tmp_path, family):
    day = date(2026, 11, 26)
    full = [entry(n, f"活动{n}", day, (8 + n, 9 + n)) for n in range(9)]
    seen = {}
    for paper in Paper:
        out = tmp_path / f"{paper.name}.pdf"
        write_wall_calendar(month(entries=full), family, paper, out)
        _, text, _ = page_of(out)
        seen[paper] = sum(f"活动{n}" in text for n in range(9))
        assert f"另有 {9 - seen[paper]} 项" in text
    assert seen[Paper.A3] > seen[Paper.A4] >= 2


def test_days_off_without_an_official_table_are_marked_provisional(tmp_path, family):
    out = tmp_path / "wall.pdf"
    write_wall_calendar(month(date(2031, 10, 1), []), family, Paper.A4, out)
    _, text, _ = page_of(out)
    assert "休?" in text
    assert "暂定" in text
    write_wall_calendar(month(date(2026, 10, 1), []), family, Paper.A4, out)
    _, text, _ = page_of(out)
    assert "休?" not in text
    assert "暂定" not in text
    assert "班" in text


def test_practice_is_stamped_across_the_paper(tmp_path, family):
    out = tmp_path / "wall.pdf"
    write_wall_calendar(month(practice=True), family, Paper.A4, out)
    assert "练习" in page_of(out)[1]


def test_what_was_put_off_is_left_out_and_what_was_called_off_is_struck():
    lines = [line for week in month().weeks for day in week for line in day.lines]
    assert not any("入户走访" in line.text or "宣传栏更新" in line.text for line in lines)
    assert [line.text for line in lines if line.struck] == ["9:00 防骗座谈会"]
    assert [line.text for line in lines if line.held][:2] == ["15:00 行风学习日", "8:00 赶集宣传"]


def test_days_of_the_months_beside_carry_no_plans():
    late = entry(90, "下月活动", date(2026, 12, 2), status=EntryStatus.PLANNED)
    made = month(entries=[late])
    beside = [day for week in made.weeks for day in week if day.beside]
    assert beside
    assert not any(day.lines or day.duty or day.due for day in beside)


def test_a_title_like_html_is_printed_as_it_is(tmp_path, family):
    out = tmp_path / "wall.pdf"
    write_wall_calendar(
        month(entries=[entry(1, "<b>讲座</b>", date(2026, 11, 3))]), family, Paper.A4, out
    )
    assert "<b>讲座</b>" in page_of(out)[1]


def test_a_stick_that_is_gone_is_told(tmp_path, family):
    with pytest.raises(Problem) as told:
        write_wall_calendar(month(), family, Paper.A4, tmp_path / "stick" / "wall.pdf")
    assert told.value.kind is ProblemKind.FILE_UNREADABLE
