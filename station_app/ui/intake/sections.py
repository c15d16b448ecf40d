"""The sections of the form, and the list at the side that says what is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from station_app.ui.common.context import Context
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

    def __init__(self, context: Context, number: int, section: Section, parent: QWidget) -> None:
        super().__init__(parent)
        self.section = section
        self.setProperty("role", "card")
        words = context.words.tr(SECTION_WORDS[section])
        self.setAccessibleName(words)
        px = context.theme.look.px
        self.inside = QVBoxLayout(self)
        self.inside.setContentsMargins(px(18), px(14), px(18), px(16))
        self.inside.setSpacing(px(12))
        self.title = heading(f"{number}  {words}", 2, parent=self)
        self.inside.addWidget(self.title)


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
