import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from station_app.ui.common.choices import Chips, TextArea
from station_app.ui.common.editors import (
    CodeCombo,
    DayEdit,
    MoneyEdit,
    Option,
    money_words,
    read_money,
)
from station_app.ui.common.enter import EnterGoesOn
from station_app.ui.common.fields import FieldRow, LineEdit, PasswordEdit, button
from station_app.ui.common.texts import ElidedLabel, text

GOODS = [
    Option("seed", "种子", "zz"),
    Option("fertiliser", "化肥", "hf"),
    Option("phone", "手机资费", "sjzf"),
]


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("320", 32000),
        ("320.5", 32050),
        ("320.50", 32050),
        ("1,320.50", 132050),
        ("¥320", 32000),
        ("320元", 32000),
        ("３２０。５", 32050),
        ("0.01", 1),
        ("", None),
        ("三百", None),
        ("1.234", None),
        ("-5", None),
        ("1.2.3", None),
    ],
)
def test_amounts_are_read_as_people_write_them(typed, fen):
    assert read_money(typed) == fen


@given(st.integers(0, 10**13))
def test_an_amount_shown_is_read_back_as_itself(fen):
    assert read_money(money_words(fen)) == fen


def test_what_is_no_amount_stays_as_it_was_typed(qtbot):
    edit = MoneyEdit()
    qtbot.addWidget(edit)
    edit.setText("约三百")
    edit.textEdited.emit("约三百")
    edit.editingFinished.emit()
    assert edit.text() == "约三百"
    assert edit.unreadable
    assert edit.value() is None


def test_a_day_is_shown_in_full_when_the_field_is_left(qtbot, context):
    edit = DayEdit(context.words, context.lunar, context.today)
    qtbot.addWidget(edit)
    edit.setText("0315")
    edit.textEdited.emit("0315")
    assert edit.value() == "2026-03-15"
    edit.editingFinished.emit()
    assert edit.text() == "2026年3月15日 周日 农历正月廿七"
    assert edit.value() == "2026-03-15"


@pytest.fixture
def day_beside(qtbot, context):
    """A shown field for a day, so many pixels wide, with another field that has the cursor."""

    kept = []

    def show(wide):
        holder = QWidget()
        kept.append(holder)
        qtbot.addWidget(holder)
        edit = DayEdit(context.words, context.lunar, context.today, parent=holder)
        edit.setGeometry(0, 0, wide, 40)
        other = QLineEdit(holder)
        other.setGeometry(0, 50, 100, 40)
        with qtbot.waitActive(holder):
            holder.show()
            holder.activateWindow()
        other.setFocus()
        return edit

    yield show
    context.theme.set_scale(100)


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("wide", [120, 190, 300, 700])
def test_a_day_is_never_cut_and_says_as_much_as_there_is_room_for(context, day_beside, scale, wide):
    context.theme.set_scale(scale)
    edit = day_beside(wide * scale // 100)
    edit.set_value("2026-03-15")
    ways = ["2026年3月15日 周日 农历正月廿七", "2026年3月15日 周日", "3月15日 周日"]
    shown = 0 if wide >= 300 else 1 if wide >= 190 else 2
    assert edit.text() == ways[shown]
    assert edit.toolTip() == (ways[0] if shown else "")
    assert edit.fontMetrics().horizontalAdvance(edit.text()) < edit.width()
    assert edit.value() == "2026-03-15"
    edit.resize(900 * scale // 100, 40)
    assert edit.text() == ways[0], "with more room it says more"


def test_a_day_that_is_seen_is_shortened_when_the_text_grows(context, day_beside):
    edit = day_beside(320)
    edit.set_value("2026-03-15")
    assert "正月廿七" in edit.text()
    context.theme.set_scale(200)
    assert edit.text() == "2026年3月15日 周日"


def test_a_day_of_another_year_keeps_its_year_however_narrow(day_beside):
    edit = day_beside(90)
    edit.set_value("2024-03-15")
    assert edit.text() == "2024年3月15日 周五"


def test_an_unreadable_day_is_kept_as_typed(qtbot, context):
    edit = DayEdit(context.words, context.lunar, context.today)
    qtbot.addWidget(edit)
    edit.setText("去年夏天")
    edit.textEdited.emit("去年夏天")
    edit.editingFinished.emit()
    assert edit.text() == "去年夏天"
    assert edit.unreadable


@pytest.mark.parametrize("typed", ["化", "hf", "fertil", "肥"])
def test_a_code_is_found_by_part_of_its_words_or_initials(qtbot, typed):
    combo = CodeCombo(GOODS)
    qtbot.addWidget(combo)
    line = combo.line
    line.setText(typed)
    line.textEdited.emit(typed)
    with qtbot.waitSignal(combo.edited):
        line.editingFinished.emit()
    assert combo.value() == "fertiliser"
    assert line.text() == "化肥"


def test_text_that_fits_no_entry_gives_back_what_stood_there(qtbot):
    combo = CodeCombo(GOODS)
    qtbot.addWidget(combo)
    combo.set_value("seed")
    combo.line.setText("拖拉机")
    combo.line.textEdited.emit("拖拉机")
    combo.line.editingFinished.emit()
    assert combo.value() == "seed"
    assert combo.line.text() == "种子"


def test_a_code_of_a_newer_list_is_kept(qtbot, theme):
    combo = CodeCombo(GOODS)
    chips = Chips(theme, GOODS)
    for widget in (combo, chips):
        qtbot.addWidget(widget)
    combo.set_value("drone")
    assert combo.value() == "drone"
    chips.set_value(["drone", "seed"])
    assert chips.value() == ["seed", "drone"]


def test_one_choice_that_must_be_made_is_kept_when_it_is_pressed_again(qtbot, theme):
    chips = Chips(theme, GOODS, several=False, keeps_one=True)
    qtbot.addWidget(chips)
    chips._buttons["seed"].click()
    with qtbot.assertNotEmitted(chips.edited):
        chips._buttons["seed"].click()
    assert chips.value() == "seed"
    assert chips._buttons["seed"].text() == "✓ 种子"
    chips._buttons["phone"].click()
    assert chips.value() == "phone"
    optional = Chips(theme, GOODS, several=False)
    qtbot.addWidget(optional)
    optional._buttons["seed"].click()
    optional._buttons["seed"].click()
    assert optional.value() is None


def test_chips_show_a_tick_beside_the_colour(qtbot, theme):
    chips = Chips(theme, GOODS)
    qtbot.addWidget(chips)
    with qtbot.waitSignal(chips.edited):
        chips._buttons["seed"].click()
    assert chips._buttons["seed"].text() == "✓ 种子"
    assert chips.value() == ["seed"]


@pytest.mark.parametrize("scale", [100, 150, 200])
def test_a_chip_is_as_tall_as_any_control_with_the_keyboard_on_it_too(qtbot, theme, scale):
    theme.set_scale(scale)
    chips = Chips(theme, GOODS)
    qtbot.addWidget(chips)
    with qtbot.waitActive(chips):
        chips.show()
        chips.activateWindow()
    seed, phone = chips._buttons["seed"], chips._buttons["phone"]
    seed.setFocus()
    assert seed.hasFocus()
    assert {seed.sizeHint().height(), phone.sizeHint().height()} == {theme.look.px(32) + 2}


def test_one_choice_takes_the_others_away(qtbot, theme):
    chips = Chips(theme, GOODS, several=False)
    qtbot.addWidget(chips)
    chips.set_value("seed")
    chips._buttons["phone"].click()
    assert chips.value() == "phone"


def test_setting_a_text_is_no_edit_and_typing_is(qtbot, typed):
    area = TextArea()
    qtbot.addWidget(area)
    heard = []
    area.edited.connect(lambda: heard.append(area.value()))
    area.set_value("四月二十日")
    assert heard == []
    area.moveCursor(area.textCursor().MoveOperation.End)
    typed(area, "在大集东头")
    assert heard == ["四月二十日在大集东头"]


def test_a_text_grows_with_what_is_written(qtbot):
    area = TextArea(lines=3, most_lines=6)
    qtbot.addWidget(area)
    before = area.height()
    area.set_value("\n".join("一二三四五六七八九"))
    assert area.height() > before
    grown = area.height()
    area.set_value("\n" * 400)
    assert area.height() == grown


def test_a_text_grows_with_the_text_size(qtbot, theme):
    area = TextArea(lines=4)
    qtbot.addWidget(area)
    area.show()
    before = area.height()
    theme.set_scale(200)
    qtbot.waitUntil(lambda: area.height() > before * 1.5)


def test_a_fault_stands_beside_the_field_and_clears_nothing(qtbot, theme):
    row = FieldRow(theme, "电话", LineEdit(), example="11 位手机号")
    qtbot.addWidget(row)
    row.set_value("138")
    row.set_fault("少了几位")
    assert row.fault == "少了几位"
    assert row.value() == "138"
    assert row.widget.property("faulty") == "true"
    assert "少了几位" in row.widget.accessibleDescription()
    row.set_fault("")
    assert row.fault == ""
    assert row.widget.accessibleDescription() == "11 位手机号"


def test_a_password_is_not_trimmed(qtbot):
    edit = PasswordEdit()
    qtbot.addWidget(edit)
    edit.setText(" secret ")
    assert edit.value() == " secret "


def test_enter_goes_to_the_next_field(qtbot, theme):
    form = QWidget()
    qtbot.addWidget(form)
    column = QVBoxLayout(form)
    first, second, third, press = LineEdit(), CodeCombo(GOODS), TextArea(), button("登记")
    for widget in (first, second, third, press):
        column.addWidget(widget)
    EnterGoesOn(form)
    with qtbot.waitActive(form):
        form.show()
        form.activateWindow()
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Return)
    assert second.line.hasFocus() or second.hasFocus()
    qtbot.keyClick(second, Qt.Key.Key_Enter)
    assert third.hasFocus()
    qtbot.keyClick(third, Qt.Key.Key_Return)
    assert third.hasFocus()
    assert third.toPlainText() == "\n"
    qtbot.keyClick(third, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert press.hasFocus()


@pytest.mark.parametrize("holds", [False, True])
def test_the_wheel_scrolls_past_a_list_and_never_changes_it(qtbot, holds):
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    other, chosen = LineEdit(), CodeCombo(GOODS)
    column.addWidget(other)
    column.addWidget(chosen)
    chosen.set_value(GOODS[1].code)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    (chosen if holds else other).setFocus()
    spot = chosen.mapTo(window, chosen.rect().center())
    for turned in (-120, 120, 120):
        QTest.wheelEvent(window.windowHandle(), QPointF(spot), QPoint(0, turned))
    assert chosen.value() == GOODS[1].code
    assert other.hasFocus() is not holds


def test_markup_in_data_is_shown_as_it_is(qtbot):
    label, elided = text("<b>王</b>"), ElidedLabel("<img src=x>")
    for widget in (label, elided):
        qtbot.addWidget(widget)
        assert widget.textFormat() is Qt.TextFormat.PlainText
    assert "<" not in elided.toolTip()
    assert isinstance(label, QLabel)


def test_a_chip_with_the_focus_is_as_tall_as_before(qtbot, theme):
    chips = Chips(theme, GOODS)
    qtbot.addWidget(chips)
    with qtbot.waitActive(chips):
        chips.show()
        chips.activateWindow()
    first, *_, last = chips.findChildren(QPushButton)
    last.setFocus()
    qtbot.waitUntil(last.hasFocus)
    before = first.sizeHint()
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    assert first.sizeHint() == before
