"""What the complainant asks for, when it is corrected: kinds to choose, money where it is asked."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from station_app.ui.common.choices import Chips
from station_app.ui.common.context import Context
from station_app.ui.common.editors import MoneyEdit
from station_app.ui.common.fields import FieldRow
from station_app.ui.common.record_words import RecordWords
from sync.clock import Json

WITH_MONEY = frozenset({"refund", "compensate", "additional_damages", "return_goods", "other"})


class RequestsEdit(QWidget):
    """Its value is the list as it is kept; notes, and kinds not known here, stay as they were.

    Signals:
        edited: A person changed it.  No argument.
    """

    edited = Signal()

    def __init__(self, context: Context, words: RecordWords) -> None:
        super().__init__()
        self._kept: dict[str, dict[str, Json]] = {}
        options = words.options("request_kind")
        self.kinds = Chips(context.theme, options)
        self.kinds.edited.connect(self._chosen)
        self.money: dict[str, FieldRow] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.look.px(8))
        column.addWidget(self.kinds)
        for option in options:
            if option.code in WITH_MONEY:
                label = context.words.tr("{what}: amount", what=option.words)
                row = FieldRow(context.theme, label, MoneyEdit())
                row.editor.edited.connect(self.edited)
                row.hide()
                self.money[option.code] = row
                column.addWidget(row)
        self.setFocusProxy(self.kinds)

    @property
    def unreadable(self) -> bool:
        """Whether an amount that shows cannot be read."""
        shown = (row.widget for row in self.money.values() if not row.isHidden())
        return any(isinstance(edit, MoneyEdit) and edit.unreadable for edit in shown)

    def value(self) -> list[Json]:
        chosen = self.kinds.value()
        listed: list[Json] = []
        for kind in chosen if isinstance(chosen, list) else []:
            before = self._kept.get(kind, {})
            row = self.money.get(kind)
            money = row.value() if row is not None else before.get("money")
            listed.append({"request_kind": kind, "money": money, "note": before.get("note")})
        return listed

    def set_value(self, value: Json) -> None:
        entries = [entry for entry in value if isinstance(entry, dict)] if value else []  # type: ignore[union-attr]
        self._kept = {str(entry.get("request_kind")): entry for entry in entries}
        self.kinds.set_value(list(self._kept))
        for kind, row in self.money.items():
            row.set_value(self._kept.get(kind, {}).get("money"))
        self._show_money()

    def _chosen(self) -> None:
        self._show_money()
        self.edited.emit()

    def _show_money(self) -> None:
        chosen = self.kinds.value() or []
        for kind, row in self.money.items():
            row.setVisible(kind in chosen)
