"""The attachments of a case: where each content lies, a small picture, a copy saved elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from station_app.ui.cases.jobs import CaseView
from station_app.ui.common.choices import FlowLayout
from station_app.ui.common.context import Context
from station_app.ui.common.fields import button, link
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.texts import selectable, text
from station_app.usecases.attachments import content_of, preview_of
from station_app.usecases.desk import Desk
from station_app.usecases.reading.case_detail import AttachmentRow
from sync.problems import Problem

THUMBNAIL = 72
LARGEST_SHOWN = 8 * 1024 * 1024
"""A picture above this without a preview gets a sign instead of being unfolded."""


class Evidence(QWidget):
    """Signals:
    attach_wanted: A file is to be added.  No argument.
    note_wanted: A thing or paper without a file is to be noted.  No argument.
    save_wanted: A copy is to be saved.  arg: the attachment's row.
    """

    attach_wanted = Signal()
    note_wanted = Signal()
    save_wanted = Signal(object)

    def __init__(self, context: Context, words: RecordWords, view: CaseView) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self._context, self._words = context, words
        tr = context.words.tr
        self.lines: dict[str, EvidenceLine] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.look.px(8))
        if view.may_edit:
            add = button(tr("Add photos or files"), self)
            add.clicked.connect(self.attach_wanted)
            note = button(tr("Note a thing or paper without a file"), self)
            note.clicked.connect(self.note_wanted)
            buttons = FlowLayout(spacing=context.theme.look.px(8))
            buttons.addWidget(add)
            buttons.addWidget(note)
            column.addLayout(buttons)
        for attachment in view.detail.attachments:
            line = EvidenceLine(context, words, attachment)
            line.save_wanted.connect(self.save_wanted)
            self.lines[attachment.row.id] = line
            column.addWidget(line)
        if not view.detail.attachments:
            column.addWidget(text(tr("No evidence yet."), "muted"))
        column.addStretch(1)

    def show_picture(self, attachment_id: str, picture: QImage) -> None:
        if attachment_id in self.lines:
            self.lines[attachment_id].show_picture(picture)


class EvidenceLine(QFrame):
    """Signals:
    save_wanted: A copy is to be saved.  arg: the attachment's row.
    """

    save_wanted = Signal(object)

    def __init__(self, context: Context, words: RecordWords, attachment: AttachmentRow) -> None:
        super().__init__()
        self.setProperty("role", "inset")
        tr, px = context.words.tr, context.theme.look.px
        row = attachment.row
        self._side = px(THUMBNAIL)
        self._picture = QLabel(self)
        self._picture.setTextFormat(Qt.TextFormat.PlainText)
        self._picture.setFixedSize(QSize(self._side, self._side))
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        sign = "picture" if row.text("mime").startswith("image/") else "attachment"
        muted = context.theme.look.palette.muted
        self._picture.setPixmap(context.theme.pixmap(sign, px(28), muted))
        self._picture.setAccessibleName(row.text("title"))
        said = QVBoxLayout()
        said.setSpacing(px(2))
        said.addWidget(selectable(text(row.text("title") or row.text("file_name"), "strong")))
        about = [
            words.code("evidence_kind", row.text("evidence_kind")),
            words.code("is_original", row.text("is_original")),
            words.code("provided_by", row.text("provided_by")),
            words.size(row.whole("size") or 0) if row.whole("size") else "",
        ]
        said.addWidget(text(" · ".join(part for part in about if part), "hint"))
        self.where = text(where_words(context, attachment), "hint")
        said.addWidget(self.where)
        if row.text("physical_place"):
            kept = tr("The thing itself: {place}", place=row.text("physical_place"))
            said.addWidget(text(kept, "hint"))
        if attachment.here:
            save = link(tr("Save a copy"))
            save.setAccessibleName(tr("Save a copy of {title}", title=row.text("title")))
            save.clicked.connect(lambda: self.save_wanted.emit(attachment))
            saves = QHBoxLayout()
            saves.addWidget(save)
            saves.addStretch(1)
            said.addLayout(saves)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(px(10), px(8), px(10), px(8))
        outer.setSpacing(px(12))
        outer.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(said, 1)

    def show_picture(self, picture: QImage) -> None:
        self._picture.setPixmap(QPixmap.fromImage(picture))


def where_words(context: Context, attachment: AttachmentRow) -> str:
    """Where the content lies, so that nobody looks for it in vain."""
    tr = context.words.tr
    if not attachment.row.text("sha256"):
        return tr("No file; only noted here")
    if attachment.row.values.get("keep_local_only") is True:
        return tr("On this PC; stays at this station")
    if attachment.here and attachment.at_center:
        return tr("✓ on this PC and at the county")
    if attachment.here:
        return tr("On this PC; still to go up to the county")
    if attachment.at_center:
        return tr("At the county; it comes down with the next exchange")
    return tr("Still on the PC where it was taken")


def thumbnail(desk: Desk, attachment: AttachmentRow, side: int) -> QImage | None:
    """A small picture of it, made on the ledger's worker; None where there is none here."""
    row = attachment.row
    if not attachment.here or not row.text("mime").startswith("image/"):
        return None
    try:
        content = preview_of(desk, row.id)
        if content is None and (row.whole("size") or 0) <= LARGEST_SHOWN:
            content = content_of(desk, row.id)
    except Problem:
        # A spoilt file is told by the check-up; the list shows its sign.
        return None
    picture = QImage.fromData(content) if content is not None else QImage()
    if picture.isNull():
        return None
    return picture.scaled(
        QSize(side, side),
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
