"""Evidence without a file: a thing or a paper that was handed in, or lies somewhere to be seen."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QWidget

from station_app.ui.common.editors import CodeCombo
from station_app.ui.common.fields import FieldRow, LineEdit, link
from station_app.ui.common.texts import text
from station_app.ui.intake.checking import fault_words
from station_app.ui.intake.field import Tools
from station_app.usecases.attachments import thing_faults
from station_app.usecases.intake import KeptFile
from sync.records.attachment import ATTACHMENT


class ThingRow(QFrame):
    """One thing: what it is, whether it is the original, who brought it, where it lies.

    Signals:
        edited: One of these was changed.  No argument.
        removed: It should be taken out.  No argument.
    """

    edited = Signal()
    removed = Signal()

    def __init__(self, tools: Tools, thing: KeptFile, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "inset")
        self._tools = tools
        self._thing = thing
        theme, tr, choices = tools.context.theme, tools.context.words.tr, tools.choices
        px = theme.look.px
        self.title, self.place = LineEdit(), LineEdit()
        self.kind = CodeCombo(choices.of_list("evidence_kind"))
        self.original = CodeCombo(choices.of_list("is_original"))
        self.giver = CodeCombo(choices.of_list("provided_by"))
        examples = {
            "title": tr("for example the rest of the seed, one bag"),
            "physical_place": tr("for example cabinet, shelf 2; or with the person, to be brought"),
        }
        self.rows: dict[str, FieldRow] = {}
        for name, editor, value in (
            ("title", self.title, thing.title),
            ("evidence_kind", self.kind, thing.evidence_kind),
            ("is_original", self.original, thing.is_original),
            ("provided_by", self.giver, thing.provided_by),
            ("physical_place", self.place, thing.physical_place),
        ):
            editor.set_value(value or None)
            label = tr(ATTACHMENT.by_name[name].label)
            row = FieldRow(theme, label, editor, example=examples.get(name, ""))
            row.editor.edited.connect(self._changed)
            self.rows[name] = row
        self._sign = QLabel(self)
        self._sign.setTextFormat(Qt.TextFormat.PlainText)
        out = link(tr("Take out"), self)
        out.setAccessibleName(tr("Take out {name}", name=thing.title or tr("thing or paper")))
        out.clicked.connect(self.removed)
        grid = QGridLayout(self)
        grid.setContentsMargins(px(12), px(10), px(12), px(10))
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(6))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        grid.addWidget(self._sign, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.rows["title"], 0, 1, 1, 2)
        grid.addWidget(self.rows["physical_place"], 1, 1, 1, 2)
        grid.addWidget(self.rows["evidence_kind"], 2, 1)
        grid.addWidget(self.rows["is_original"], 2, 2)
        grid.addWidget(self.rows["provided_by"], 3, 1)
        below = QHBoxLayout()
        below.addWidget(text(tr("No file; only noted here"), "hint"), 1)
        below.addWidget(out)
        grid.addLayout(below, 3, 2, Qt.AlignmentFlag.AlignBottom)
        theme.changed.connect(self._fit)
        self._fit()

    @property
    def sha256(self) -> str:
        """There is no content."""
        return ""

    def file(self) -> KeptFile:
        """As it is told now."""
        return replace(
            self._thing,
            title=self.title.text().strip(),
            evidence_kind=self.kind.value() or self._thing.evidence_kind,
            is_original=self.original.value() or self._thing.is_original,
            provided_by=self.giver.value() or self._thing.provided_by,
            physical_place=self.place.text().strip(),
        )

    def faults(self) -> dict[str, str]:
        """Field -> code of what keeps it from being registered."""
        return thing_faults(self.file().handed, self._tools.choices.book)

    def say_faults(self) -> QWidget | None:
        """Says them beside the fields; the first faulty editor."""
        found = self.faults()
        context = self._tools.context
        for name, row in self.rows.items():
            code = found.get(name)
            said = fault_words(context.words, context.wording, name, code) if code else ""
            row.set_fault(said)
        return next((self.rows[name].widget for name in self.rows if name in found), None)

    def _changed(self) -> None:
        if any(row.fault for row in self.rows.values()):
            self.say_faults()
        self.edited.emit()

    def _fit(self) -> None:
        theme = self._tools.context.theme
        muted = theme.look.palette.muted
        self._sign.setPixmap(theme.pixmap("cases", theme.look.px(32), muted))
