"""The card beside a list, showing one record as it was read."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from station_app.ui.common.both_changed import BothChanged
from station_app.ui.common.context import Context
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.side_panel import SidePanel
from station_app.usecases.reading.attention import ConflictRow


class RecordView(Protocol):
    """One record as it was read.  `called`: names of people and stations by id."""

    @property
    def id(self) -> str: ...

    @property
    def conflicts(self) -> tuple[ConflictRow, ...]: ...

    @property
    def called(self) -> Mapping[str, str]: ...

    @property
    def may_decide(self) -> bool: ...


View = TypeVar("View", bound=RecordView)


class RecordPanel(SidePanel, Generic[View]):
    """Shows one `View`; a panel says how (`fill`).

    Signals:
        value_chosen: One of two values shall stand.  args: the conflict's id, the value's stamp.
    """

    value_chosen = Signal(str, object)

    def __init__(self, context: Context, name: str, parent: QWidget | None = None) -> None:
        super().__init__(context, name, parent)
        self.view: View | None = None

    @abstractmethod
    def fill(self, words: RecordWords, view: View) -> None:
        """Lays the record out in `column`, which is empty."""

    def clear(self) -> None:
        super().clear()
        self.view = None

    def show_view(self, words: RecordWords, view: View, *, anew: bool = False) -> None:
        """Another record, or the same as it stands now: then place and keyboard are kept, and
        nothing is drawn where nothing differs, unless `anew`."""
        same = self.view is not None and self.view.id == view.id
        if same and not anew and self.view == view:
            return
        self.draw(lambda: self._fill(words, view), same=same)

    def _fill(self, words: RecordWords, view: View) -> None:
        self.view = view
        self.fill(words, view)

    def add_conflicts(self, words: RecordWords, view: View) -> None:
        """The values that were changed on both sides."""
        for row in view.conflicts:
            both = BothChanged(self._context, words, row, view.called, may_decide=view.may_decide)
            both.chosen.connect(self.value_chosen)
            self.column.addWidget(both)
