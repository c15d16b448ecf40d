"""The bar under the form: what is missing, and the way on.

With large text or in a narrow window it stands in for the list of sections as well.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QWidget

from station_app.ui.common.context import Context
from station_app.ui.common.fields import button, link, primary_button
from station_app.ui.common.texts import set_text, text
from station_app.ui.intake.entries import SECTION_WORDS, Section
from station_app.ui.intake.sections import Standing, standing_words


class ActionBar(QFrame):
    """Signals:
    wanted: A section should be gone to.  arg: the `Section`.
    gap_wanted: The next thing that is missing should be gone to.  No argument.
    incomplete_wanted: It should be registered as incomplete, or no longer.  No argument.
    go_wanted: On to reading back.  No argument.
    """

    wanted = Signal(object)
    gap_wanted = Signal()
    incomplete_wanted = Signal()
    go_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._context = context
        self._narrow = False
        self._offers_incomplete = False
        tr = context.words.tr
        px = context.theme.look.px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(14), px(8), px(14), px(8))
        row.setSpacing(px(10))
        self.section = button("", self)
        self.section.clicked.connect(self._open_menu)
        self.gap = button("", self)
        self.gap.clicked.connect(self.gap_wanted)
        self.summary = text("", "muted")
        self.incomplete = link("", self)
        self.incomplete.clicked.connect(self.incomplete_wanted)
        self.go = primary_button(tr("Read back and register"), self)
        self.go.setAutoDefault(True)
        self.go.clicked.connect(self.go_wanted)
        row.addWidget(self.section)
        row.addWidget(self.gap)
        row.addWidget(self.summary, 1)
        row.addWidget(self.incomplete)
        row.addStretch(0)
        row.addWidget(self.go)
        self._menu = QMenu(self)
        self._actions = {}
        for section in Section:
            action = self._menu.addAction("")
            action.triggered.connect(lambda _=False, section=section: self.wanted.emit(section))
            self._actions[section] = action
        self._menu.addSeparator()
        self._in_menu = self._menu.addAction("")
        self._in_menu.triggered.connect(lambda: self.incomplete_wanted.emit())

    def set_narrow(self, narrow: bool) -> None:
        """Whether there is no room for the list of sections."""
        self._narrow = narrow
        self._renew()

    def show_standing(
        self,
        standings: Mapping[Section, Standing],
        here: Section | None,
        *,
        incomplete: bool,
        offers_incomplete: bool,
    ) -> None:
        """`incomplete`: that was chosen; `offers_incomplete`: it may be."""
        words = self._context.words
        tr = words.tr
        missing = sum(s.missing for s in standings.values())
        wrong = sum(s.wrong for s in standings.values())
        parts = []
        if wrong:
            parts.append("▲ " + words.ntr("{n} to correct", "{n} to correct", wrong))
        if missing:
            parts.append(words.ntr("{n} missing", "{n} missing", missing))
        self._gaps = bool(parts)
        told = "，".join(parts)
        self.gap.setText(told)
        self.gap.setAccessibleName(f"{told} {tr('To the next gap')}")
        whole = told or tr("✓ Everything needed is there")
        if incomplete:
            whole = f"{tr('To be registered as incomplete')}；{whole}"
        set_text(self.summary, whole)
        self._offers_incomplete = incomplete or offers_incomplete
        offer = tr("Not as incomplete") if incomplete else tr("Register as incomplete…")
        self.incomplete.setText(offer)
        self.incomplete.setAccessibleName(offer)
        self._in_menu.setText(offer)
        for number, (section, action) in enumerate(self._actions.items(), 1):
            name = f"{number}  {tr(SECTION_WORDS[section])}"
            state = standing_words(self._context, standings.get(section, Standing()))
            action.setText(f"{name}  {state}")
            if section is (here or Section.MATTER):
                self.section.setText(f"{name} ▾")
                self.section.setAccessibleName(f"{name}, {state}")
        self._renew()

    _gaps = False

    def _renew(self) -> None:
        self.section.setVisible(self._narrow)
        self.gap.setVisible(self._narrow and self._gaps)
        self.summary.setVisible(not self._narrow)
        self.incomplete.setVisible(self._offers_incomplete and not self._narrow)
        self._in_menu.setVisible(self._offers_incomplete)

    def _open_menu(self) -> None:
        tall = self._menu.sizeHint().height()
        self._menu.popup(self.section.mapToGlobal(QPoint(0, -tall)))
