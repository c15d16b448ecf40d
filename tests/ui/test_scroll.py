"""Content that scrolls follows the keyboard, and holds still under the mouse."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from station_app.ui.common.scroll import scrolled

ROWS, TALL, SEEN = 12, 40, 210


@pytest.fixture
def column(qtbot):
    """Buttons of 40 pixels each, of which five and a quarter are seen."""
    inside = QWidget()
    layout = QVBoxLayout(inside)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    buttons = [QPushButton(str(n)) for n in range(ROWS)]
    for button in buttons:
        button.setFixedHeight(TALL)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout.addWidget(button)
    box = scrolled(inside)
    qtbot.addWidget(box)
    box.resize(200, SEEN)
    with qtbot.waitActive(box):
        box.show()
        box.activateWindow()
    buttons[0].setFocus()
    return box, buttons


def test_a_button_at_the_edge_takes_the_click_where_it_was_pressed(qtbot, column):
    box, buttons = column
    at_edge = buttons[5]
    spot = at_edge.mapTo(box, QPoint(20, 4))
    with qtbot.waitSignal(at_edge.clicked):
        QTest.mouseClick(
            box.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot
        )
    assert at_edge.hasFocus()
    assert box.verticalScrollBar().value() == 0


def test_what_the_keyboard_comes_to_is_seen_whole(qtbot, column):
    box, buttons = column
    below = buttons[8]
    below.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: box.verticalScrollBar().value() > 0)
    assert below.mapTo(box, QPoint(0, below.height())).y() <= SEEN
