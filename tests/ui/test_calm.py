"""What is drawn anew waits while a button of the mouse is down."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from station_app.ui.common.calm import Calm

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def button(qtbot):
    made = QPushButton("受理")
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_without_a_pressed_button_it_is_done_at_once(button):
    done = []
    Calm(button).call("list", lambda: done.append(1))
    assert done == [1]


def test_under_a_pressed_button_the_last_of_several_is_done_after_the_click(qtbot, button):
    done = []
    calm = Calm(button)
    button.clicked.connect(lambda: done.append("click"))
    spot = button.rect().center()
    QTest.mousePress(button.windowHandle(), LEFT, NONE, spot)
    calm.call("list", lambda: done.append("old"))
    calm.call("list", lambda: done.append("new"))
    calm.call("case", lambda: done.append("case"))
    for _ in range(2):
        with qtbot.waitSignal(calm._timer.timeout):
            pass
    assert done == []
    QTest.mouseRelease(button.windowHandle(), LEFT, NONE, spot)
    qtbot.waitUntil(lambda: len(done) == 3)
    assert done == ["click", "new", "case"]
