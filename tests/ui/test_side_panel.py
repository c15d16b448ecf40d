"""The card beside a list: where the keyboard goes when something is opened."""

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from station_app.ui.common.side_panel import SidePanel, Step
from station_app.ui.common.texts import text


@pytest.fixture
def desk(qtbot, context):
    """A field, as the search of the window's head, and a panel below it."""
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    field = QLineEdit()
    panel = SidePanel(context, "the chosen one")
    column.addWidget(field)
    column.addWidget(panel, 1)
    window.resize(400, 300)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    field.setFocus()
    yield field, panel
    # The window goes with the fixture, not before it.
    window.close()


def draw(panel, main=None, beside=(), lines=1, *, same=False):
    def fill():
        for n in range(lines):
            panel.column.addWidget(text(f"line {n}"))
        panel.add_steps(main, beside)

    panel.draw(fill, same=same)
    QCoreApplication.processEvents()


def step(key):
    return Step(key, key, lambda: None)


def test_enter_goes_to_the_next_step(desk):
    _, panel = desk
    draw(panel, step("hold"), [step("change")])
    panel.enter()
    assert panel.buttons["hold"].hasFocus()


def test_without_a_next_step_it_goes_to_the_first_button(desk):
    _, panel = desk
    draw(panel, None, [step("print")])
    panel.enter()
    assert panel.buttons["print"].hasFocus()


def test_with_nothing_to_press_the_keys_scroll(desk):
    _, panel = desk
    draw(panel, lines=40)
    panel.enter()
    assert panel.view_port.hasFocus()


def test_what_is_drawn_under_the_keyboard_keeps_it(desk):
    _, panel = desk
    draw(panel, step("hold"))
    panel.enter()
    draw(panel, None, [step("print")])
    assert panel.buttons["print"].hasFocus()


def test_what_is_drawn_while_somebody_types_elsewhere_takes_nothing(desk):
    field, panel = desk
    draw(panel, step("hold"))
    assert field.hasFocus()


def test_the_head_is_seen_again_though_it_was_scrolled_in_less_room(desk):
    _, panel = desk
    draw(panel, step("hold"), lines=3)
    panel.view_port.setMinimumHeight(0)
    panel.window().resize(400, 120)
    panel.enter()
    panel.window().resize(400, 600)
    QCoreApplication.processEvents()
    assert panel.view_port.verticalScrollBar().value() == 0
