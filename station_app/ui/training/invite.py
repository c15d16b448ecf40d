"""Choosing people: a list to tick, narrowed by what is typed above it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from station_app.ui.common.context import Context
from station_app.ui.common.fields import LineEdit, link
from station_app.ui.common.texts import set_text, text
from station_app.ui.common.writing import AskingDialog
from station_app.usecases.reading.name_order import has_initials
from sync.problems import Problem

_ID = Qt.ItemDataRole.UserRole + 1
_FIND = Qt.ItemDataRole.UserRole + 2
_NAME = Qt.ItemDataRole.UserRole + 3


@dataclass(frozen=True, slots=True)
class Pick:
    """One line to tick, found by its name, the name's initials, and `more` that stands beside."""

    id: str
    name: str
    more: str = ""


class PickDialog(AskingDialog):
    """Submits the ids of those ticked, in the order of the list."""

    def __init__(
        self,
        context: Context,
        title: str,
        go: str,
        listed: Sequence[Pick],
        *,
        ticked: Collection[str] = (),
        hint: str = "",
        least: int = 1,
    ) -> None:
        super().__init__(context.theme, title)
        tr, px = context.words.tr, context.theme.look.px
        self._least, self._context = least, context
        if hint:
            self.content.addWidget(text(hint, "muted"))
        self._trouble = text("", "fault")
        self._trouble.hide()
        self.content.addWidget(self._trouble)
        self.search = LineEdit()
        self.search.setPlaceholderText(tr("Part of a name, its initials, a post or a station"))
        self.search.setAccessibleName(tr("Find in the list"))
        self.search.textChanged.connect(self._narrow)
        self.content.addWidget(self.search)
        self.all = link(tr("Tick all that are seen"))
        self.all.clicked.connect(self._tick_all)
        self.content.addWidget(self.all, 0, Qt.AlignmentFlag.AlignLeft)
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        for one in listed:
            said = f"{one.name}　{one.more}".strip("　")
            item = QListWidgetItem(said, self.list)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            on = one.id in ticked
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            item.setData(_ID, one.id)
            item.setData(_FIND, said.casefold())
            item.setData(_NAME, one.name)
        self.list.setMinimumHeight(px(260))
        self.list.itemChanged.connect(lambda _: self._count())
        self.content.addWidget(self.list, 1)
        self.counted = text("", "hint")
        self.content.addWidget(self.counted)
        self.cancel = self.add_button(tr("Not now"))
        self.cancel.clicked.connect(self.reject)
        self.go = self.add_button(go, primary=True)
        self.go.clicked.connect(self._submit)
        if self.list.count():
            self.list.setCurrentRow(0)
        self.list.setFocus()
        self._count()

    def refuse(self, problem: Problem) -> None:
        """Nothing was written; the ticks stay."""
        set_text(self._trouble, self._context.wording.problem(problem).text())
        self._trouble.show()
        self.go.setEnabled(True)

    def value(self) -> list[str]:
        items = (self.list.item(n) for n in range(self.list.count()))
        return [str(i.data(_ID)) for i in items if i.checkState() is Qt.CheckState.Checked]

    def tick(self, wanted: str, on: bool = True) -> None:
        """Ticks one line, as a press on its box does."""
        for n in range(self.list.count()):
            item = self.list.item(n)
            if item.data(_ID) == wanted:
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _narrow(self, typed: str) -> None:
        wanted = typed.strip().casefold()
        for n in range(self.list.count()):
            item = self.list.item(n)
            seen = wanted in str(item.data(_FIND)) or has_initials(str(item.data(_NAME)), wanted)
            item.setHidden(not seen)

    def _tick_all(self) -> None:
        for n in range(self.list.count()):
            item = self.list.item(n)
            if not item.isHidden():
                item.setCheckState(Qt.CheckState.Checked)

    def _count(self) -> None:
        chosen = len(self.value())
        set_text(self.counted, self._context.words.ntr("{n} chosen", "{n} chosen", chosen))
        self.go.setEnabled(chosen >= self._least)

    def _submit(self) -> None:
        self.go.setEnabled(False)
        self.submitted.emit(self.value())
