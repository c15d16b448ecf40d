"""What of an entry is written where a column is narrow and words are large."""

from datetime import date

import pytest

from station_app.ui.calendar.chips import BEFORE, BEHIND, ChipPainter
from station_app.ui.calendar.sentences import CalendarWords
from station_app.ui.calendar.values import EntryKind, EntryStatus
from station_app.ui.common.look import SMALL
from sync.words import load_words
from tools.sample_calendar import entry

DAY = date(2026, 11, 26)
DOUBLE = 129 - BEFORE - BEHIND
"""Pixels for words in a column of a screen of 1366 where the text is twice as large."""


@pytest.fixture
def chips(context):
    context.theme.set_scale(200)
    said = CalendarWords(load_words("zh_CN"))
    return ChipPainter(context.theme.look, said, context.theme.font(SMALL - 1))


def test_what_came_of_it_gives_way_to_the_beginning_of_a_long_title(chips):
    late = entry(1, "广播提醒网购退货", DAY, status=EntryStatus.POSTPONED)
    assert chips.result(late, DOUBLE) == ""
    assert chips.result(late, 2 * DOUBLE) == "延期"
    short = entry(1, "讲座", DAY, status=EntryStatus.POSTPONED)
    assert chips.result(short, DOUBLE) == "延期"
    missed = entry(1, "广播提醒网购退货", DAY, status=EntryStatus.MISSED)
    assert chips.result(missed, DOUBLE) == "!"


def test_among_the_hours_a_title_takes_the_lines_it_needs(chips):
    visit = entry(1, "镇敬老院防会销宣传", DAY, (9, 10), kind=EntryKind.VISIT)
    lines = chips.title_lines(visit, DOUBLE, 5)
    assert len(lines) > 1
    assert "".join(lines).replace(" ", "") == "访镇敬老院防会销宣传"
    assert [line.endswith("…") for line in chips.title_lines(visit, DOUBLE, 2)] == [False, True]
    assert chips.title_lines(visit, 4 * DOUBLE, 5) == ["访 镇敬老院防会销宣传"]
