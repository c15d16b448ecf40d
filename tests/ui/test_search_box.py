"""The words in the header's search box: there while what they found is shown, gone with it."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt

from station_app.ui.shell.main_window import MainWindow
from station_app.ui.shell.ports import Frame, PageEntry
from tests.ui.conftest import sign_in
from tools.sample_page import SamplePage


class Found(SamplePage):
    """A page that finds."""

    def __init__(self, context):
        super().__init__(context, "table")
        self.words = ""

    def search(self, words):
        self.words = words
        self.search_changed.emit()

    def searched_for(self):
        return self.words

    def end_search(self):
        self.search("")


class OwnList(Found):
    """A page with a list of its own to find in."""

    def finds(self):
        return "查找培训   F3"


@pytest.fixture
def finding(qtbot, qapp, context, door):
    pages = (
        PageEntry("calendar", "宣传日历", "cases", lambda c, s: SamplePage(c, "form")),
        PageEntry("cases", "案件台账", "cases", lambda c, s: Found(c)),
        PageEntry("training", "培训记录", "cases", lambda c, s: OwnList(c)),
    )
    made = MainWindow(context, Frame(door, door, door, pages), qapp)
    made.begin(first_start=False)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    sign_in(qtbot, made)
    box = made.desk.header.search
    box.setText(" 种子 ")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_words_searched_for_stay_in_the_box_while_what_they_found_is_shown(finding):
    desk = finding.desk
    assert (desk.current_key(), desk.header.search.text()) == ("cases", "种子")
    desk.show_page("calendar")
    assert desk.header.search.text() == ""
    desk.show_page("cases")
    assert desk.header.search.text() == "种子"


def test_a_page_with_a_list_of_its_own_is_searched_where_it_is(qtbot, finding):
    desk = finding.desk
    box = desk.header.search
    finding.resize(1366, 768)
    desk.show_page("training")
    assert (box.text(), box.placeholderText()) == ("", "查找培训   F3")
    box.setText("反诈")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert (desk.current_key(), desk.current().words) == ("training", "反诈")
    desk.show_page("cases")
    assert box.text() == "种子", "each page keeps its own"
    assert "姓名" in box.placeholderText()
    desk.show_page("training")
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert (box.text(), desk.current().words) == ("", "")


def test_words_too_long_for_the_box_are_read_from_their_beginning(finding):
    box = finding.desk.header.search
    box.setText("种子" * 40)
    finding.desk.header.search.returnPressed.emit()
    assert box.text() == "种子" * 40
    assert box.cursorPosition() == 0


@pytest.mark.parametrize("way", ["escape", "empty", "on the page"])
def test_words_searched_for_go_with_the_search(qtbot, finding, way):
    desk = finding.desk
    box, page = desk.header.search, desk.current()
    if way == "escape":
        qtbot.keyClick(box, Qt.Key.Key_Escape)
    elif way == "empty":
        box.clear()
        qtbot.keyClick(box, Qt.Key.Key_Return)
    else:
        page.end_search()
    assert (box.text(), page.words) == ("", "")


def test_what_one_person_searched_for_no_other_sees(qtbot, finding):
    finding.lock(other_person=True)
    finding.lock_screen.login.set_value("zhang")
    finding.lock_screen.password.setText("secret")
    with qtbot.waitSignal(finding.person_changed):
        finding.lock_screen.go.click()
    assert finding.desk.header.search.text() == ""
