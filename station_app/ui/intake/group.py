"""Fields that are asked together: a part of a section, with its "more"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from station_app.ui.common.fields import link
from station_app.ui.intake.columns import Columns
from station_app.ui.intake.entries import Entry, Now
from station_app.ui.intake.field import FormField, Tools
from sync.clock import Json
from sync.records.kinds import Kind

NARROWEST, GAP = 300, 14
"""Pixels at 100 %: the least width of a field, the distance between two."""


class Group(QWidget):
    """The fields of some entries.  `given` leaves out what is not asked, `body` nothing.

    Signals:
        edited: A field was changed.  arg: the `FormField`.
        grown: Other fields are seen than before.  No argument.
    """

    edited = Signal(object)
    grown = Signal()

    def __init__(
        self, tools: Tools, kind: Kind, entries: Sequence[Entry], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tools = tools
        self._more_open = False
        self._theme = tools.context.theme
        self._now = Now({}, {})
        self.fields: dict[str, FormField] = {}
        px = self._theme.look.px
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(px(8))
        self._columns = Columns(None, px(NARROWEST), px(GAP))
        outer.addLayout(self._columns)
        for entry in entries:
            field = FormField(tools, entry, kind.by_name[entry.name], self)
            field.edited.connect(lambda field=field: self.edited.emit(field))
            self.fields[entry.name] = field
            self._columns.add(field.row, wide=entry.wide)
        self._more = link("", self)
        self._more.clicked.connect(self._toggle)
        self._has_more = any(entry.more for entry in entries)
        outer.addWidget(self._more)
        self._theme.changed.connect(self._fit)
        self.ask(self._now)

    def ask(self, now: Now) -> None:
        """Shows the fields that the answers so far ask for."""
        self._now = now
        before = [f.name for f in self.fields.values() if f.row.isVisibleTo(self)]
        for field in self.fields.values():
            field.row.setVisible(self._is_seen(field))
            field.row.set_needed(field.entry.needed(now))
        tr = self._tools.context.words.tr
        words = tr("Less") if self._more_open else tr("More (may stay empty)")
        self._more.setText(words)
        self._more.setAccessibleName(words)
        self._more.setVisible(self._has_more)
        if before != [f.name for f in self.fields.values() if f.row.isVisibleTo(self)]:
            self.grown.emit()

    def is_asked(self, name: str) -> bool:
        """Whether the answers so far ask for it, "more" or not."""
        return self.fields[name].entry.shown(self._now)

    def body(self) -> dict[str, Json]:
        """Every field that holds something, asked for or not."""
        return {name: f.outside() for name, f in self.fields.items() if not f.empty}

    def given(self) -> dict[str, Json]:
        """What is asked for and holds something."""
        return {name: value for name, value in self.body().items() if self.is_asked(name)}

    def show_body(self, body: Mapping[str, Json]) -> None:
        for name, field in self.fields.items():
            field.show(body.get(name))
            field.touched = False
            field.row.set_fault("")
        self._more_open = False
        self.ask(self._now)

    def reveal(self, name: str) -> FormField:
        """The field, seen: "more" opens where it must."""
        field = self.fields[name]
        if not self._is_seen(field):
            self._more_open = True
            self.ask(self._now)
        return field

    def said(self, name: str) -> str:
        """A field in words, empty where it is not asked or holds nothing."""
        field = self.fields.get(name)
        if field is None or field.empty or not self.is_asked(name):
            return ""
        return field.said()

    def _is_seen(self, field: FormField) -> bool:
        if not field.entry.shown(self._now):
            return False
        return not field.entry.more or self._more_open or not field.empty

    def _toggle(self) -> None:
        self._more_open = not self._more_open
        self.ask(self._now)
        if self._more_open:
            first = next((f for f in self.fields.values() if f.entry.more and f.empty), None)
            if first is not None:
                first.focus()

    def _fit(self) -> None:
        px = self._theme.look.px
        self._columns.set_sizes(px(NARROWEST), px(GAP))
