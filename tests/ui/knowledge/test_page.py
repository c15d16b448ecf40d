from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from station_app.ui.knowledge.page import PLACES


def test_every_tab_shows_its_part_and_says_how_much_there_is(room):
    room.open()
    for number, place in enumerate(PLACES):
        room.page.tabs.setCurrentIndex(number)
        room.rest()
        shown = room.page.part()
        assert shown is room.page.part(place.kind)
        assert shown.isVisible()
        assert [one for one in room.page.parts.values() if one.isVisible()] == [shown]
        assert room.page._subtitle.text()


def test_tabs_are_walked_by_keyboard(room):
    room.open()
    room.page.tabs.setFocus()
    for number in range(1, len(PLACES)):
        QTest.keyClick(room.page.tabs, Qt.Key.Key_Right)
        assert room.page.tabs.currentIndex() == number


def test_the_search_finds_in_the_part_that_is_shown(room):
    part = room.open("law")
    room.page.search("十倍")
    room.rest()
    assert 0 < len(room.listed()) < 40
    assert part.field.value() == "十倍"


def test_the_search_box_says_which_part_it_finds_in_and_what_that_was_searched_for(room):
    room.open("law")
    told = []
    room.page.search_changed.connect(
        lambda: told.append((room.page.finds(), room.page.searched_for()))
    )
    room.page.show_part("consumer_notice")
    room.rest()
    room.page.search("会销")
    room.rest()
    room.page.show_part("law")
    room.page.show_part("consumer_notice")
    assert told[-1][1] == "会销"
    assert told[-1][0] != told[-2][0]
    assert told[-2][1] == "", "the law has a field of its own for what it is searched for"


def test_every_part_has_its_help_of_at_most_five_lines(room):
    room.open()
    seen = set()
    for number in range(len(PLACES)):
        room.page.tabs.setCurrentIndex(number)
        lines = room.page.help_lines()
        assert 2 <= len(lines) <= 5
        seen.add(lines)
    assert len(seen) == len(PLACES)


def test_parts_are_made_when_they_are_first_shown(room):
    room.open("law")
    assert list(room.page.parts) == ["law"]


def test_where_the_tabs_have_no_room_they_have_short_names_and_tell_the_whole(room):
    room.open()
    tabs = room.page.tabs
    whole = [tabs.tabText(n) for n in range(tabs.count())]
    assert whole == ["法律条文", "消费提示", "知识需求", "坐班巡访", "典型案例"]
    room.page.resize(360, 660)
    assert [tabs.tabText(n) for n in range(tabs.count())] == [
        "法条",
        "提示",
        "需求",
        "巡访",
        "案例",
    ]
    assert [tabs.tabToolTip(n) for n in range(tabs.count())] == whole
    room.page.resize(1150, 660)
    assert [tabs.tabText(n) for n in range(tabs.count())] == whole
