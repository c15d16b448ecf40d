"""The calendar's views as they are shown, with a month of a village in them."""

from datetime import date

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt

from station_app.ui.calendar.month import MonthView
from station_app.ui.calendar.values import weeks_of_month
from station_app.ui.calendar.week import WeekView
from tests.ui.calendar.live_page import Seat
from tools.sample_calendar import TODAY, november, sample_facts

NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def facts(context):
    weeks = weeks_of_month(NOVEMBER)
    return sample_facts(weeks[0], date(2026, 12, 31), context.words)


@pytest.fixture
def shown(qtbot):
    """Shows a widget in a size, active, with the keyboard; takes it away afterwards."""
    made = []

    def show(widget, wide=890, high=612):
        made.append(widget)
        widget.resize(wide, high)
        with qtbot.waitActive(widget):
            widget.show()
            widget.activateWindow()
        widget.setFocus()
        return widget

    yield show
    for widget in made:
        widget.close()
        widget.deleteLater()
    # What lives on is styled again by every later test's theme.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def month(shown, context, facts):
    view = shown(MonthView(context.theme, context.words, TODAY))
    view.show_month(NOVEMBER, facts, november(), TODAY)
    return view


@pytest.fixture
def week(shown, context, facts):
    view = shown(WeekView(context.theme, context.words, TODAY))
    view.show_week(date(2026, 11, 26), facts, november(), TODAY)
    return view


@pytest.fixture
def press(qtbot):
    def keys(widget, *pressed, modifier=Qt.KeyboardModifier.NoModifier):
        for key in pressed:
            qtbot.keyClick(widget, key, modifier)

    return keys


@pytest.fixture
def drag(qtbot):
    """Presses at one place of a canvas, moves in two steps, lets go at another."""

    def from_to(view, start, end, *, drop=True):
        place = view.viewport()
        qtbot.mousePress(place, Qt.MouseButton.LeftButton, pos=start)
        qtbot.mouseMove(place, pos=start + QPoint(12, 4))
        qtbot.mouseMove(place, pos=end)
        if drop:
            qtbot.mouseRelease(place, Qt.MouseButton.LeftButton, pos=end)

    return from_to


@pytest.fixture
def heard():
    """Collects what signals say."""

    def listen(*signals):
        said = []
        for signal in signals:
            signal.connect(lambda *args: said.append(args if len(args) != 1 else args[0]))
        return said

    return listen


@pytest.fixture
def seat(qtbot, context, clock, tmp_path):
    """Somebody before the calendar's page of a village."""
    made = Seat(qtbot, context, clock, tmp_path / "desk")
    yield made
    made.close()
    assert made.faults == []


@pytest.fixture
def county_seat(qtbot, context, clock, tmp_path):
    """Somebody before the calendar's page of the county."""
    made = Seat(qtbot, context, clock, tmp_path / "desk", "county")
    yield made
    made.close()
    assert made.faults == []
