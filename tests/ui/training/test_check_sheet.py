"""The check screen: nothing counts that nobody looked at."""

import io

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from station_app.importing.sheet_values import Answer, LineRead, Mark, RollRead, Why
from station_app.ui.training.check_lines import CheckLines
from station_app.ui.training.check_sheet import CheckSheet, Expected
from station_app.ui.training.sheet_words import ANSWERS, MARKS, WHYS

SIGNS = {"S": Mark.SIGNED, "-": Mark.EMPTY, "?": Mark.UNSURE}


def picture(number):
    made = Image.new("RGB", (610, 58), "white")
    ImageDraw.Draw(made).line((200, 10, 300 + number, 50), fill="blue", width=3)
    out = io.BytesIO()
    made.save(out, "JPEG")
    return out.getvalue()


def roll(signs, beyond="", missing=(), refused=()):
    def line(number, sign):
        why = Why.LITTLE if sign == "?" else Why.NONE
        return LineRead(number, SIGNS[sign], 0.8, why, (picture(number),))

    return RollRead(
        tuple(line(n, sign) for n, sign in enumerate(signs, 1)),
        tuple(line(len(signs) + n, sign) for n, sign in enumerate(beyond, 1)),
        missing,
        refused,
    )


@pytest.fixture
def screen(qtbot, context):
    made = []

    def show(read, size=(1198, 684)):
        people = [Expected(f"p{n}", f"村民{n}", "镇东村") for n in range(1, len(read.lines) + 1)]
        widget = CheckSheet(context, people, read)
        made.append(widget)
        widget.resize(*size)
        with qtbot.waitExposed(widget):
            widget.show()
        qtbot.waitUntil(lambda: widget.list.resting and laid_out(widget))
        return widget

    yield show
    for widget in made:
        widget.close()
        widget.deleteLater()


def laid_out(widget):
    strips = [strip for line in widget.lines.values() for strip in line.strips]
    last = max(line.geometry().bottom() for line in widget.lines.values())
    view = widget.box.viewport().height()
    seen = [line for line in widget.lines.values() if line.y() < view]
    return (
        all(strip.height() >= strip.heightForWidth(strip.width()) for strip in strips)
        and last < widget.box.widget().height()
        and bool(seen)
        and len({line.y() for line in widget.lines.values()}) == len(widget.lines)
    )


def said(widget):
    return [label.text() for label in widget.findChildren(QLabel)]


def chip(widget, line, place):
    return widget.lines[line].chips.findChildren(QPushButton)[place]


def see_all(qtbot, widget):
    bar = widget.box.verticalScrollBar()
    while widget.unseen():
        first = widget.list.line(widget.unseen()[0])

        def seen(line=first):
            # What is measured meanwhile above it moves it.
            bar.setValue(line.y() - 10)
            return line.seen

        qtbot.waitUntil(seen)


def test_what_needs_a_decision_stands_first_and_the_rest_as_on_the_paper(screen):
    widget = screen(roll("S-?S?", beyond="S"))
    order = sorted(widget.lines, key=lambda n: widget.lines[n].y())
    assert order == [3, 5, 6, 1, 2, 4]


def test_nothing_is_chosen_beforehand_where_it_was_not_certain(screen):
    widget = screen(roll("S-?"))
    assert [widget.lines[n].value() for n in (1, 2, 3)] == ["present", "absent", None]


def test_every_line_says_in_sign_and_words_what_was_read_and_shows_its_picture(screen):
    widget = screen(roll("S-?"))
    words = said(widget)
    for expected in ("✓ 已签名", "— 空白", "? 看不准", "有痕迹，但很少或很淡。"):
        assert expected in words
    for line in widget.lines.values():
        (strip,) = line.strips
        assert (strip.pixmap.width(), strip.pixmap.height()) == (610, 58)
        assert strip.width() > 300


def test_both_pictures_are_shown_where_they_differ(screen):
    read = roll("S-")
    twice = LineRead(2, Mark.UNSURE, 0, Why.TWICE, (picture(1), picture(9)))
    widget = screen(RollRead((read.lines[0], twice), (), (), ()))
    assert len(widget.lines[2].strips) == 2


def test_it_is_taken_over_only_when_each_uncertain_line_is_decided(qtbot, screen):
    widget = screen(roll("S??"))
    qtbot.waitUntil(lambda: not widget.unseen())
    assert not widget.take_button.isEnabled()
    assert widget.state.text() == "还有2行没有确定。"
    chip(widget, 2, 0).click()
    assert not widget.take_button.isEnabled()
    chip(widget, 3, 4).click()
    assert widget.take_button.isEnabled()
    assert widget.state.text() == "应到3人，实到2人。"
    chip(widget, 3, 4).click()
    assert not widget.take_button.isEnabled(), "a choice taken back is to be made again"


def test_it_is_taken_over_only_when_each_line_was_on_the_screen(qtbot, screen):
    widget = screen(roll("S" * 30))
    qtbot.waitUntil(lambda: 30 in widget.unseen() and 1 not in widget.unseen())
    assert not widget.take_button.isEnabled()
    assert "没有看过" in widget.state.text()
    see_all(qtbot, widget)
    assert widget.take_button.isEnabled()


def test_leaping_to_the_end_does_not_count_as_having_seen_the_middle(qtbot, screen):
    widget = screen(roll("S" * 40))
    qtbot.waitUntil(lambda: 1 not in widget.unseen())
    bar = widget.box.verticalScrollBar()

    def last_is_seen():
        # The list may still be laid out, and its end lie lower than it did.
        bar.setValue(bar.maximum())
        return 40 not in widget.unseen()

    qtbot.waitUntil(last_is_seen)
    assert 20 in widget.unseen()
    assert not widget.take_button.isEnabled()


def test_what_was_decided_is_given_out_in_the_order_of_the_roll(qtbot, screen):
    widget = screen(roll("S-?", beyond="S"))
    qtbot.waitUntil(lambda: not widget.unseen())
    chip(widget, 3, 1).click()
    chip(widget, 1, 5).click()
    assert not widget.take_button.isEnabled(), "the extra signature was not confirmed"
    chip(widget, 4, 0).click()
    with qtbot.waitSignal(widget.taken_over) as told:
        widget.take_button.click()
    (decided,) = told.args
    assert [(d.person_id, d.line, d.presence, d.read) for d in decided.people] == [
        ("p1", 1, "substitute", Mark.SIGNED),
        ("p2", 2, "absent", Mark.EMPTY),
        ("p3", 3, "late", Mark.UNSURE),
    ]
    assert decided.beyond == (4,)


def test_it_can_be_done_by_keyboard_alone(qtbot, screen):
    widget = screen(roll("S??-"))
    qtbot.waitUntil(lambda: not widget.unseen())
    widget.activateWindow()
    widget.next_button.setFocus()
    qtbot.keyClick(widget.next_button, Qt.Key.Key_Space)
    first = chip(widget, 2, 0)
    assert widget.focusWidget() is first
    qtbot.keyClick(first, Qt.Key.Key_1)
    second = widget.focusWidget()
    assert second is chip(widget, 3, 0), "a digit goes on to the next line"
    qtbot.keyClick(second, Qt.Key.Key_Right)
    qtbot.keyClick(widget.focusWidget(), Qt.Key.Key_Space)
    assert widget.lines[3].value() == "late"
    for line in (1, 4):
        qtbot.keyClick(widget.focusWidget(), Qt.Key.Key_Return)
        assert widget.lines[line].isAncestorOf(widget.focusWidget())
    for _ in range(4):
        if widget.focusWidget() is not widget.take_button:
            qtbot.keyClick(widget.focusWidget(), Qt.Key.Key_Tab)
    assert widget.focusWidget() is widget.take_button
    with qtbot.waitSignal(widget.taken_over):
        qtbot.keyClick(widget.take_button, Qt.Key.Key_Space)


def test_what_flies_past_has_not_been_seen(qtbot, screen):
    widget = screen(roll("S" * 40))
    bar = widget.box.verticalScrollBar()
    for value in range(0, bar.maximum(), 40):
        bar.setValue(value)
        widget.repaint()

    def last_is_seen():
        # The list may still be laid out, and its end lie lower than it did.
        bar.setValue(bar.maximum())
        return 40 not in widget.unseen()

    qtbot.waitUntil(last_is_seen)
    assert 20 in widget.unseen()


def test_page_keys_scroll(qtbot, screen):
    widget = screen(roll("S" * 30))
    before = widget.box.verticalScrollBar().value()
    qtbot.keyClick(widget, Qt.Key.Key_PageDown)
    assert widget.box.verticalScrollBar().value() > before
    qtbot.keyClick(widget, Qt.Key.Key_PageUp)
    assert widget.box.verticalScrollBar().value() == before


def test_missing_pages_and_pictures_not_used_are_told(screen):
    widget = screen(roll("S", missing=(2,), refused=((1, Answer.OTHER_SESSION),)))
    words = said(widget)
    assert "没有拍第2页，这一页的各行请手工确定。" in words
    assert "第2张照片没有用上：这是另一场培训的签到表。" in words


def test_a_line_without_a_picture_can_be_decided_too(qtbot, screen):
    widget = screen(RollRead((LineRead(1, Mark.UNSURE, 0, Why.NO_PAGE),), (), (1,), ()))
    assert widget.lines[1].strips == []
    chip(widget, 1, 3).click()
    qtbot.waitUntil(lambda: widget.take_button.isEnabled())


def test_putting_it_aside_takes_nothing_over(qtbot, screen):
    widget = screen(roll("S"))
    with qtbot.assertNotEmitted(widget.taken_over), qtbot.waitSignal(widget.put_aside):
        widget.aside_button.click()


def test_of_a_long_roll_only_what_is_near_is_made(qtbot, screen):
    widget = screen(roll("S-?S" * 15))
    assert len(widget.lines) < 40
    assert len(widget.unseen()) + len(widget.undecided()) > 50, "all 60 are waited for"
    widget.box.verticalScrollBar().setValue(widget.box.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: 60 in widget.lines and widget.list.resting)
    assert laid_out(widget)
    see_all(qtbot, widget)
    assert len(widget.lines) == 60


def test_no_turn_makes_many_lines(qtbot, screen, monkeypatch):
    made = []
    kept = CheckSheet._line

    def line(sheet, number):
        made.append(number)
        return kept(sheet, number)

    monkeypatch.setattr(CheckSheet, "_line", line)
    turns = []
    work = CheckLines._work

    def counted(lines):
        before = len(made)
        work(lines)
        turns.append(len(made) - before)

    monkeypatch.setattr(CheckLines, "_work", counted)
    widget = screen(roll("S-?S" * 15))
    see_all(qtbot, widget)
    assert sum(turns) >= 50
    assert max(turns) <= 2


def test_what_is_read_stays_in_place_while_lines_above_it_are_made(qtbot, screen):
    widget = screen(roll("?" * 60))
    bar = widget.box.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    qtbot.waitUntil(lambda: widget.list.resting)
    value = bar.value()
    shown = next(
        line for line in widget.lines.values() if line.y() <= value < line.geometry().bottom()
    )
    before = shown.y() - value
    above = min(widget.lines[n].read.line for n in widget.lines if widget.lines[n].y() > value) - 12
    assert above not in widget.lines
    widget.list.line(above)
    qtbot.waitUntil(lambda: widget.list.resting)
    assert shown.y() - bar.value() == before


def test_tab_goes_through_the_lines_as_they_stand_also_into_those_not_made_yet(qtbot, screen):
    widget = screen(roll("S-?S" * 20))
    widget.activateWindow()
    widget.list.line(3).take_focus()
    order = [read.line for _, read in widget._waiting]
    for line in order[1:50]:
        qtbot.keyClick(widget.focusWidget(), Qt.Key.Key_Tab)
        assert widget.lines[line].isAncestorOf(widget.focusWidget()), line
    for line in reversed(order[:49]):
        qtbot.keyClick(widget.focusWidget(), Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
        assert widget.lines[line].isAncestorOf(widget.focusWidget()), line


@pytest.mark.parametrize("size", [(1198, 628), (700, 600), (560, 520)])
@pytest.mark.parametrize("scale", [100, 200])
def test_the_foot_is_whole_however_narrow(qtbot, screen, context, scale, size):
    context.theme.set_scale(scale)
    widget = screen(roll("S??"), size)
    buttons = (widget.next_button, widget.aside_button, widget.take_button)
    qtbot.waitUntil(lambda: all(b.width() >= b.sizeHint().width() for b in buttons))
    for part in (*buttons, widget.state):
        corner = part.mapTo(widget, part.rect().bottomRight())
        assert widget.rect().contains(corner)
    assert widget.state.height() >= widget.state.heightForWidth(widget.state.width())
    lines = -(-widget.state.height() // widget.state.fontMetrics().lineSpacing())
    assert lines <= 2, "the words are not squeezed into a column beside the buttons"
    context.theme.set_scale(100)


@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_is_cut_at_either_size_of_text(qtbot, screen, context, scale):
    context.theme.set_scale(scale)
    widget = screen(roll("S-?"), (1198, 628))
    see_all(qtbot, widget)
    inside = widget.box.widget().width()
    assert inside <= widget.box.viewport().width()
    for line in widget.lines.values():
        for part in (line.who, *line.strips, *line.chips.findChildren(QPushButton)):
            left = part.mapTo(line, part.rect().topLeft())
            right = part.mapTo(line, part.rect().bottomRight())
            assert line.rect().contains(left)
            assert line.rect().contains(right)
        for label in line.who.findChildren(QLabel):
            assert label.height() >= label.heightForWidth(label.width())
    context.theme.set_scale(100)


def test_a_roll_read_for_other_people_is_refused(context):
    with pytest.raises(ValueError, match="other people"):
        CheckSheet(context, [Expected("p1", "村民")], roll("S-"))


def test_everything_that_can_be_read_has_words():
    assert MARKS.keys() == set(Mark)
    assert WHYS.keys() == set(Why)
    assert ANSWERS.keys() == set(Answer)
