"""Leaflets and banners: what is left of each, and what came, went or was counted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout

from station_app.ui.calendar.forms import RecordForm
from station_app.ui.common.context import Context
from station_app.ui.common.fields import link
from station_app.ui.common.lay import empty, pairs, plain
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.texts import heading, text
from sync.records.stock import STOCK_ENTRY, Balance


class StockForm(RecordForm):
    """Balances above, a new entry below; it stays open, so that several can be written."""

    def __init__(
        self, context: Context, words: RecordWords, stock: Sequence[Balance], *, may_write: bool
    ) -> None:
        tr = context.words.tr
        super().__init__(context, words, STOCK_ENTRY, tr("Leaflets and banners"))
        self._held = plain()
        self._balances = QVBoxLayout(self._held)
        self._balances.setContentsMargins(0, 0, 0, 0)
        self.content.addWidget(self._held)
        self.show_stock(stock)
        if not may_write:
            self.content.addStretch(1)
            close = self.add_button(tr("Close"), primary=True)
            close.clicked.connect(self.accept)
            return
        self.content.addWidget(heading(tr("Write down"), 3))
        self.add("item_name")
        self.add("item_kind")
        self.add("way")
        self.add("quantity")
        self.add("source", column=self.more())
        self.end(tr("Write it down"))
        self.fill({"item_kind": "leaflet", "way": "received"})

    def show_stock(self, stock: Sequence[Balance]) -> None:
        tr = self.context.words.tr
        empty(self._balances)
        if not stock:
            self._balances.addWidget(text(tr("Nothing was written down yet."), "muted"))
            return
        lines = [
            (
                f"{self.words.code('material_kind', b.kind)} {b.name}",
                tr("{left} left; {received} came in, {given} given out", left=b.left,
                   received=b.received, given=b.given),
            )
            for b in stock
        ]  # fmt: skip
        self._balances.addWidget(pairs(self.context, lines))
        for balance in stock:
            again = link(tr("Count or receive {name}", name=balance.name))
            again.clicked.connect(lambda _=False, b=balance: self._take(b))
            self._balances.addWidget(again)

    def written(self, stock: Sequence[Balance]) -> None:
        """An entry was written: the next can be."""
        self.go.setEnabled(True)
        self.show_faults({})
        self.show_stock(stock)
        for name in ("item_name", "quantity", "source"):
            self.rows[name].set_value(None)
        self.rows["item_name"].widget.setFocus()

    def _take(self, balance: Balance) -> None:
        if "item_name" in self.rows:
            self.fill({"item_name": balance.name, "item_kind": balance.kind})
            self.rows["quantity"].widget.setFocus()

    def given(self) -> tuple[object, dict[str, str]]:
        return self.read()
