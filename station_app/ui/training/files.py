"""What a session is taught from, and the files that hang on it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from station_app.ui.common.choices import FlowLayout
from station_app.ui.common.context import Context
from station_app.ui.common.fields import button
from station_app.ui.common.lay import inset
from station_app.ui.common.opening import file_link
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.texts import selectable, text
from station_app.ui.training.jobs import SessionView
from station_app.usecases.reading.case_detail import AttachmentRow
from station_app.usecases.reading.rows import FullRow


class FileList(QWidget):
    """Signals:
    opened: A file is to be seen.  args: the id of what it hangs on, its `AttachmentRow`.
    asked: `materials`: others are to be taught from; `attach`: a photo or paper is to be added.
    """

    opened = Signal(str, object)
    asked = Signal(str)

    def __init__(self, context: Context, words: RecordWords, view: SessionView) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.links: list[QPushButton] = []
        tr, px = context.words.tr, context.theme.look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        if view.may_change:
            flow = FlowLayout(spacing=px(8))
            for key, said in (
                ("materials", tr("Choose materials")),
                ("attach", tr("Add a photo or paper")),
            ):
                one = button(said)
                one.clicked.connect(lambda _=False, k=key: self.asked.emit(k))
                flow.addWidget(one)
            column.addLayout(flow)
        for material in view.materials:
            title = selectable(text(material_words(context, words, material), "strong"))
            files = view.files.get(material.id, ())
            links = [self._link(context, words, material.id, one) for one in files]
            parts: list[QWidget] = [title, *links]
            if not links:
                parts.append(text(tr("No file is kept with it."), "hint"))
            column.addWidget(inset(context, parts))
        own = view.files.get(view.id, ())
        if own:
            links = [self._link(context, words, view.id, one) for one in own]
            title = text(tr("Photos and papers of this session"), "strong")
            column.addWidget(inset(context, [title, *links]))
        if not view.materials and not own:
            column.addWidget(text(tr("No material and no photo yet."), "muted"))

    def _link(
        self, context: Context, words: RecordWords, owner: str, one: AttachmentRow
    ) -> QPushButton:
        made = file_link(context, words, one)
        made.clicked.connect(lambda: self.opened.emit(owner, one))
        self.links.append(made)
        return made


def material_words(context: Context, words: RecordWords, material: FullRow) -> str:
    """`消费维权手册 2026版（手册）`, and whether it is out of date."""
    tr = context.words.tr
    kind = words.code("training_material_kind", material.text("kind"))
    said = f"{material.text('title')} {material.text('edition')}".strip() + f"（{kind}）"
    return tr("{name}, out of date", name=said) if outdated(context, material) else said


def outdated(context: Context, material: FullRow) -> bool:
    until = material.text("valid_until")
    past = bool(until) and until < context.today().isoformat()
    return past or bool(material.text("superseded_by_id"))
