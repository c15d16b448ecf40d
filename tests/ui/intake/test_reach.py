"""Every person can use it: names for screen readers, large text, no English, quick answers."""

import re

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPlainTextEdit

from station_app.ui.intake.group import Group
from station_app.ui.intake.page import IntakePage

CONTROLS = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox)


def controls(page):
    for kind in CONTROLS:
        for control in page.findChildren(kind):
            inner = isinstance(control.parent(), QComboBox)
            if not inner and not control.objectName().startswith("qt_"):
                yield control


def test_every_control_has_a_name_for_screen_readers(live):
    live.fill_complaint()
    live.page.form._add_person.click()
    nameless = [
        (type(c).__name__, c.text() if hasattr(c, "text") else "")
        for c in controls(live.page)
        if not c.accessibleName() and not c.isHidden()
    ]
    assert nameless == []


def test_a_faulty_field_is_read_out_with_its_fault(live):
    live.page.bar.go.click()
    assert live.edit("title").accessibleDescription().startswith("请填写。")


def test_nothing_on_the_page_is_english(live):
    live.fill_complaint()
    live.page.form._add_person.click()
    for group in live.page.form.findChildren(Group):
        group._toggle()
    live.page.bar.go.click()
    said = {label.text() for label in live.page.findChildren(QLabel)}
    said |= {button.text() for button in live.page.findChildren(QAbstractButton)}
    said |= {c.accessibleName() for c in controls(live.page)}
    known = re.compile(r"Ctrl\+[VZ]|F\d|MB|U盘|http\S*|PDF|Word|Excel")
    english = {words for words in said if re.search(r"[A-Za-z]{2,}", known.sub("", words))}
    assert english == set()


def cut(page):
    """What is smaller than its words need, once the layouts have come to rest."""
    form, viewport = page.form, page.scrolling.viewport()
    if form.width() > viewport.width() or form.height() < form.heightForWidth(form.width()):
        yield "form", form.size(), form.heightForWidth(form.width())
    for section, card in form.cards.items():
        if card.height() < card.heightForWidth(card.width()):
            yield section, card.height()
    for label in form.findChildren(QLabel):
        wraps = label.isVisible() and label.wordWrap() and bool(label.text())
        if wraps and label.height() < label.heightForWidth(label.width()):
            yield label.text(), label.height()
    for button in page.findChildren(QAbstractButton):
        if button.isVisible() and button.width() < button.sizeHint().width():
            yield button.text(), button.width()


def whole(live):
    def nothing_is_cut():
        assert list(cut(live.page)) == []

    live.qtbot.waitUntil(nothing_is_cut, timeout=10_000)


@pytest.mark.parametrize("scale", [100, 150, 200])
def test_with_larger_text_nothing_is_cut_it_scrolls(live, scale):
    live.page.form._add_person.click()
    live.page.bar.go.click()
    assert live.page.faces.currentWidget() is live.page.writing
    live.context.theme.set_scale(scale)
    live.page.resize(1030 if scale == 200 else 1154, 560)
    whole(live)
    assert live.page.minimumSizeHint().width() <= 1030


def test_text_grown_while_the_form_was_hidden_is_not_cut_when_it_is_back(live):
    live.fill_complaint()
    live.page.bar.go.click()
    live.context.theme.set_scale(180)
    live.page.read_back.back.click()
    whole(live)


def test_narrow_windows_have_the_sections_in_a_menu(live):
    assert live.page.sections.isVisible()
    assert live.page.bar.section.isHidden()
    live.page.resize(760, 560)
    assert live.page.sections.isHidden()
    assert live.page.bar.section.isVisible()
    assert live.page.bar.gap.text() == "还差 13 项"
    live.page.bar.gap.click()
    assert live.page.form.place_of(live.page.focusWidget())[0] == "title"


def test_fields_stand_two_in_a_row_where_there_is_room(live):
    phone, name = live.field("parties[0].phone").row, live.field("parties[0].name").row
    assert phone.y() == name.y()
    live.page.resize(600, 560)
    live.qtbot.waitUntil(lambda: name.y() > phone.y())


def test_the_form_is_made_in_turns_so_that_the_window_never_stands_still(live, qtbot):
    """Between two sections other events have their turn."""
    page = IntakePage(live.context, live.session)
    qtbot.addWidget(page)
    turns = []
    ticking = QTimer(page)
    ticking.timeout.connect(lambda: turns.append(1))
    ticking.start(0)
    page.show()
    qtbot.waitUntil(lambda: page.ready, timeout=20_000)
    ticking.stop()
    assert len(turns) >= 6


def test_help_tells_what_the_keys_do(live):
    lines = live.page.help_lines()
    assert len(lines) == 5
    assert "F2" in "".join(lines)
