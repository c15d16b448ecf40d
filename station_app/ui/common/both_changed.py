"""A value two people changed unseen by each other: both side by side, and who decides.

The township or county desk takes one with one press; a village reads that the township will.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from station_app.ui.common.choices import FlowLayout
from station_app.ui.common.context import Context
from station_app.ui.common.fields import button
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.texts import selectable, text
from station_app.usecases.reading.attention import Candidate, ConflictRow


class BothChanged(QFrame):
    """Signals:
    chosen: A value shall stand.  args: the conflict's id, the value's stamp.
    """

    chosen = Signal(str, object)

    def __init__(
        self,
        context: Context,
        words: RecordWords,
        row: ConflictRow,
        called: Mapping[str, str],
        *,
        may_decide: bool,
        named: bool = False,
    ) -> None:
        """`named`: says of which case it is, where it stands in a list of its own."""
        super().__init__()
        tr, px = context.words.tr, context.theme.look.px
        self.setProperty("role", "deadline")
        self.row = row
        self.choices: list[QWidget] = []
        label = words.label(row.record_kind, row.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(10), px(12), px(10))
        column.setSpacing(px(8))
        column.addWidget(text(tr("▲ {field} was changed on both sides", field=label), "strong"))
        if named:
            column.addWidget(text(f"{row.number or ''} {row.title}".strip()))
        flow = FlowLayout(spacing=px(10))
        for candidate in row.candidates:
            box = self._box(context, words, row, candidate, called, may_decide)
            flow.addWidget(box)
        column.addLayout(flow)
        said = (
            tr("Press the value that is right. The other stays in the history.")
            if may_decide
            else tr("The township will confirm which one is right. You can go on working.")
        )
        column.addWidget(text(said, "hint"))

    def _box(
        self,
        context: Context,
        words: RecordWords,
        row: ConflictRow,
        candidate: Candidate,
        called: Mapping[str, str],
        may_decide: bool,
    ) -> QWidget:
        tr, px = context.words.tr, context.theme.look.px
        box = QFrame(self)
        box.setProperty("role", "card")
        box.setMinimumWidth(px(190))
        box.setMaximumWidth(px(300))
        column = QVBoxLayout(box)
        column.setContentsMargins(px(10), px(8), px(10), px(8))
        column.setSpacing(px(4))
        value = words.value(row.record_kind, row.field, candidate.value, called)
        column.addWidget(selectable(text(value, "strong")))
        who = candidate.person or tr("the other side")
        column.addWidget(text(f"{who} · {words.moment(candidate.at)}", "hint"))
        if candidate.stands:
            column.addWidget(text(tr("✓ counts until it is decided"), "hint"))
        if may_decide:
            take = button(tr("This one is right"), box)
            take.setAccessibleName(tr("{value} is right", value=value))
            take.clicked.connect(lambda _=False: self.chosen.emit(self.row.id, candidate.stamp))
            column.addWidget(take)
            self.choices.append(take)
        return box
