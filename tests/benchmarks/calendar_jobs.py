"""The calendar's month with 200 entries: how long it takes to draw, and to turn to another."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import orjson

from tests.benchmarks.measure import Finding, median, ms

ENTRIES = 200
DRAW_S, TURN_S = 0.05, 0.1
DRAWN_EACH_RUN = 5


def calendar_jobs(folder: Path, runs: int) -> list[Finding]:
    """Drawn as on a PC without a graphics card, at 1366 x 768; the floor is the same grid of days
    and 200 boxes with a text each."""
    del folder
    found = measure(runs)
    views = {"month": "A month", "week": "A week", "year": "A year of entries"}
    return [
        *(
            _against(f"{words} with {ENTRIES} entries, drawn", found[view], found["floor"], DRAW_S)
            for view, words in views.items()
        ),
        _against(f"Turning to a month with {ENTRIES} entries", found["turn"], None, TURN_S),
    ]


def _against(what: str, ours: float, floor: float | None, most: float) -> Finding:
    ratio = "" if floor is None else f"{ours / floor:.2f}"
    shown = "" if floor is None else ms(floor)
    return Finding(what, shown, ms(ours), ratio, f"<= {most * 1000:g} ms", ours <= most)


def measure(runs: int) -> dict[str, float]:
    """Seconds, medians; in a process of its own, which makes its one application."""
    said = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.calendar_jobs", str(runs)],
        check=True,
        capture_output=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    ).stdout
    found: dict[str, float] = orjson.loads(said.splitlines()[-1])
    return found


def _timed(runs: int, work: Callable[[], object]) -> float:
    taken = []
    work()
    for _ in range(runs * DRAWN_EACH_RUN):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return median(taken)


def child(runs: int) -> None:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QColor, QPainter, QPixmap
    from PySide6.QtWidgets import QAbstractScrollArea, QApplication

    from station_app.ui.calendar.month import MonthView
    from station_app.ui.calendar.values import shift_month
    from station_app.ui.calendar.week import WeekView
    from station_app.ui.calendar.year import YearView
    from station_app.ui.common.theme import Theme
    from sync.resources import resources_folder
    from sync.words import load_words
    from tools.sample_calendar import TODAY, many, sample_facts

    app = QApplication(["calendar", "-style", "Fusion"])
    theme, words = Theme(app, resources_folder(), dark=False), load_words("zh_CN")
    facts = sample_facts(date(2026, 1, 1), date(2027, 3, 31), words)
    entries = many(ENTRIES, date(2026, 10, 26))
    crowded = many(ENTRIES, date(2026, 11, 16))
    size = (890, 612)
    found = {}

    picture = QPixmap(*size)

    def draw(view: QAbstractScrollArea) -> None:
        view.viewport().render(picture)

    month = MonthView(theme, words, TODAY)
    week, year = WeekView(theme, words, TODAY), YearView(theme, words, TODAY)
    for view in (month, week, year):
        view.resize(*size)
        view.show()
    app.processEvents()
    month.show_month(TODAY, facts, entries, TODAY)
    week.show_week(TODAY, facts, crowded, TODAY)
    year.show_year(TODAY.year, facts, entries, TODAY)
    for name, view in (("month", month), ("week", week), ("year", year)):
        found[name] = _timed(runs, lambda view=view: draw(view))  # type: ignore[misc]

    step = [0]

    def turn() -> None:
        step[0] += 1
        there = shift_month(TODAY, step[0] % 2)
        month.show_month(there, facts, entries, TODAY)
        draw(month)

    found["turn"] = _timed(runs, turn)

    def plain() -> None:
        painter = QPainter(picture)
        painter.setFont(theme.font(12))
        for number in range(42):
            painter.drawRect(number % 7 * 127, number // 7 * 98, 127, 98)
        for number in range(ENTRIES):
            box = QRect(number % 7 * 127, number // 7 * 20, 120, 18)
            painter.fillRect(box, QColor("#E6F0FC"))
            painter.drawText(box, 0, f"赶集宣传：识别假种子第{number}场")
        painter.end()

    found["floor"] = _timed(runs, plain)
    sys.stdout.write(orjson.dumps(found).decode() + "\n")


if __name__ == "__main__":
    child(int(sys.argv[1]))
