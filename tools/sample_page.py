"""A page with every editor and a long table, for pictures and tests of the common widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from station_app.ui.common.choices import Chips, TextArea
from station_app.ui.common.context import Context
from station_app.ui.common.delegates import StatusDelegate
from station_app.ui.common.editors import CodeCombo, DayEdit, MoneyEdit, Option
from station_app.ui.common.enter import EnterGoesOn
from station_app.ui.common.fields import FieldRow, LineEdit, primary_button
from station_app.ui.common.page import Page
from station_app.ui.common.scroll import scrolled
from station_app.ui.common.table import Column, PagedModel, PagedTable

STATUSES = ("registered", "accepted", "in_progress", "referred_out", "concluded", "cancelled")
MATTERS = ("玉米种子不出苗", "化肥含量不足", "手机套餐多扣费", "预付卡不退款", "装修漏水")


@dataclass(frozen=True, slots=True)
class SampleRow:
    number: int
    status: str
    title: str
    day: str


class SampleRows:
    """As many made-up cases as asked for; remembers how often it was read."""

    def __init__(self, count: int = 100_000) -> None:
        self._count = count
        self.reads = 0

    def count(self) -> int:
        return self._count

    def fetch(self, offset: int, limit: int) -> Sequence[SampleRow]:
        self.reads += 1
        return [sample_row(n) for n in range(offset, min(offset + limit, self._count))]


def sample_row(n: int) -> SampleRow:
    day = f"{n % 12 + 1:02d}-{n % 28 + 1:02d}"
    return SampleRow(n, STATUSES[n % len(STATUSES)], MATTERS[n % len(MATTERS)], day)


def sample_columns(context: Context) -> tuple[Column[SampleRow], ...]:
    tr, wording = context.words.tr, context.wording
    return (
        Column(tr("Status"), lambda r: wording.status(r.status), 9, status=lambda r: r.status),
        Column(tr("Number"), lambda r: f"2026-{r.number:04d}", 12, sort="number"),
        Column(tr("Received at"), lambda r: r.day, 8, sort="day"),
        Column(tr("Title"), lambda r: r.title, 20, stretch=True),
    )


class SamplePage(Page):
    """`kind` is `form` or `table`."""

    def __init__(self, context: Context, kind: str) -> None:
        tr = context.words.tr
        super().__init__(context, tr("New complaint") if kind == "form" else tr("Case"), ["case"])
        self.rows = SampleRows()
        if kind == "form":
            self.head.addWidget(primary_button(tr("Next")))
            self._form()
        else:
            self._table()

    def _form(self) -> None:
        tr, theme = self.context.words.tr, self.context.theme
        options = [Option(f"c{n}", words) for n, words in enumerate(MATTERS)]
        self.day = DayEdit(self.context.words, self.context.lunar, self.context.today)
        self.fields = {
            "title": FieldRow(
                theme, tr("Title"), LineEdit(), example="例:玉米种子不出苗", required=True
            ),
            "day": FieldRow(theme, tr("Date of purchase"), self.day, example="0315, 初八, 昨天"),
            "amount": FieldRow(theme, tr("Amount involved"), MoneyEdit(), required=True),
            "category": FieldRow(theme, tr("Category"), CodeCombo(options)),
            "nature": FieldRow(theme, tr("Nature of the problem"), Chips(theme, options)),
            "facts": FieldRow(theme, tr("Facts and reasons"), TextArea(), required=True),
        }
        inside = QWidget()
        inside.setProperty("role", "plain")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme.look.px(12), 0)
        column.setSpacing(theme.look.px(14))
        for field in self.fields.values():
            column.addWidget(field)
        column.addStretch(1)
        self.body.addWidget(scrolled(inside), 1)
        self.enter = EnterGoesOn(inside)
        self.fields["nature"].set_value(["c0", "c3"])
        self.fields["day"].set_value("2026-11-16")
        self.fields["amount"].set_fault(self.context.wording.field_fault("required"))

    def _table(self) -> None:
        self.model = PagedModel(sample_columns(self.context), self)
        self.table = PagedTable(self.context.theme, self.model, self.accessibleName())
        self.table.setItemDelegate(
            StatusDelegate(self.context.theme, self.context.wording, self.table)
        )
        self.model.set_source(self.rows)
        self.body.addWidget(self.table, 1)
