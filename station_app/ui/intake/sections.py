"""The sections of the form, and the list at the side that says what is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from station_app.ui.common.context import Context
from station_app.ui.common.fields import button
from station_app.ui.common.look import CARD_WIDEST
from station_app.ui.common.texts import heading
from station_app.ui.intake.entries import SECTION_WORDS, Section


@dataclass(frozen=True, slots=True)
class Standing:
    """How a section stands: how much is missing, how much is wrong, whether anything is there."""

    missing: int = 0
    wrong: int = 0
    filled: bool = False


def standing_words(context: Context, standing: Standing) -> str:
    """`还差 2 项`, `▲ 1 处要改`, `✓`; empty where nothing is asked and nothing there."""
    words = context.words
    if standing.wrong:
        return "▲ " + words.ntr("{n} to correct", "{n} to correct", standing.wrong)
    if standing.missing:
        return words.ntr("{n} missing", "{n} missing", standing.missing)
    return words.tr("✓ done") if standing.filled else words.tr("may stay empty")


class SectionCard(QFrame):
    """One section: its number and heading, and what is put into `inside`."""

    def __init__(self, context: Context, number: int, section: Section) -> None:
        super().__init__()
        self.section = section
        self.setProperty("role", "card")
        words = context.words.tr(SECTION_WORDS[section])
        self.setAccessibleName(words)
        self._theme = context.theme
        px = self._theme.look.px
        self.inside = QVBoxLayout(self)
        self.inside.setContentsMargins(px(18), px(14), px(18), px(16))
        self.inside.setSpacing(px(12))
        self.title = heading(f"{number}  {words}", 2)
        self.inside.addWidget(self.title)
        self._theme.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.setMaximumWidth(self._theme.look.px(CARD_WIDEST))


class SectionList(QFrame):
    """All sections with how they stand.

    Signals:
        wanted: A section should be gone to.  arg: the `Section`.
    """

    wanted = Signal(object)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._context = context
        self.setAccessibleName(context.words.tr("Parts of the form"))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, context.theme.look.px(8), 1, context.theme.look.px(8))
        column.setSpacing(2)
        self.buttons: dict[Section, QPushButton] = {}
        for section in Section:
            entry = QPushButton(self)
            entry.setProperty("role", "navigation")
            entry.setCheckable(True)
            entry.setAutoDefault(False)
            entry.clicked.connect(lambda _=False, section=section: self.wanted.emit(section))
            column.addWidget(entry)
            self.buttons[section] = entry
        column.addStretch(1)

    def show_standing(self, standings: Mapping[Section, Standing], here: Section | None) -> None:
        tr = self._context.words.tr
        for number, (section, entry) in enumerate(self.buttons.items(), 1):
            name = tr(SECTION_WORDS[section])
            state = standing_words(self._context, standings.get(section, Standing()))
            entry.setText(f"{number}  {name}\n     {state}")
            entry.setAccessibleName(f"{number} {name}, {state}")
            entry.setChecked(section is here)


class SectionLine(QFrame):
    """The same in one line, for large text and narrow windows: a menu, and the next gap.

    Signals:
        wanted: A section should be gone to.  arg: the `Section`.
        gap_wanted: The next thing that is missing should be gone to.  No argument.
    """

    wanted = Signal(object)
    gap_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        tr = context.words.tr
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(context.theme.look.px(8))
        self.menu_button = button("", self)
        self._menu = QMenu(self)
        self._actions = {}
        for section in Section:
            action = self._menu.addAction("")
            action.triggered.connect(lambda _=False, section=section: self.wanted.emit(section))
            self._actions[section] = action
        self.menu_button.setMenu(self._menu)
        self.gap = button(tr("To the next gap"), self)
        self.gap.clicked.connect(self.gap_wanted)
        row.addWidget(self.menu_button)
        row.addWidget(self.gap)
        row.addStretch(1)

    def show_standing(self, standings: Mapping[Section, Standing], here: Section | None) -> None:
        tr = self._context.words.tr
        for number, (section, action) in enumerate(self._actions.items(), 1):
            name = f"{number}  {tr(SECTION_WORDS[section])}"
            state = standing_words(self._context, standings.get(section, Standing()))
            action.setText(f"{name}  {state}")
            if section is (here or Section.MATTER):
                self.menu_button.setText(name)
                self.menu_button.setAccessibleName(f"{name}, {state}")
        self.gap.setVisible(any(s.missing or s.wrong for s in standings.values()))
