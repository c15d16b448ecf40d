"""Columns that scroll are as tall as what they show, whether or not it breaks by its width."""

import pytest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from station_app.ui.common.dialogs import FrameDialog
from station_app.ui.common.fields import FieldRow
from station_app.ui.common.lay import as_tall_as_shown, plain
from station_app.ui.common.look import CONTROL
from station_app.ui.common.scroll import scrolled
from station_app.ui.common.texts import text
from tools.screens import settle


@pytest.mark.parametrize("breaking", [True, False])
def test_nothing_in_a_scrolled_column_is_squeezed(qtbot, context, breaking):
    inside = as_tall_as_shown(plain())
    column = QVBoxLayout(inside)
    rows = [FieldRow(context.theme, f"第{n}行", QLineEdit()) for n in range(12)]
    for row in rows:
        column.addWidget(row)
    if breaking:
        column.addWidget(text("这一行很长，窗口窄的时候要分成几行来写。" * 6))
    box = scrolled(inside)
    qtbot.addWidget(box)
    box.resize(420, 200)
    with qtbot.waitExposed(box):
        box.show()
    settle()
    assert box.verticalScrollBar().maximum() > 0
    for row in rows:
        assert row.widget.height() >= context.theme.look.px(CONTROL)


def test_no_field_of_a_dialog_touches_its_scroll_bar(qtbot, context):
    dialog = FrameDialog(context.theme, "很多行")
    qtbot.addWidget(dialog)
    as_tall_as_shown(dialog._body)
    rows = [FieldRow(context.theme, f"第{n}行", QLineEdit()) for n in range(40)]
    for row in rows:
        dialog.content.addWidget(row)
    with qtbot.waitExposed(dialog):
        dialog.show()
    settle()
    bar = dialog._scroll.verticalScrollBar()
    assert bar.isVisible()
    edge = rows[0].widget.mapTo(dialog, rows[0].widget.rect().topRight()).x()
    assert bar.mapTo(dialog, bar.rect().topLeft()).x() - edge >= 8
