"""Proofs: files dropped, pasted or chosen, each with a small picture, a title and its kind; things
and papers without a file beside them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QImageReader,
    QImageWriter,
    QPixmap,
)
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from station_app.ui.common.choices import FlowLayout
from station_app.ui.common.editors import CodeCombo
from station_app.ui.common.fields import FieldRow, LineEdit, button, link
from station_app.ui.common.texts import set_text, text
from station_app.ui.intake.field import Tools
from station_app.ui.intake.things import ThingRow
from station_app.usecases.intake import KeptFile, keep_file, preview_of_kept, read_file
from sync.clock import Json
from sync.problems import Problem
from sync.records.attachment import ATTACHMENT, MAX_PER_ROOT

THUMB = (112, 84)
"""Width and height of the small picture, in pixels at 100 %."""

PATTERNS = (
    "*.jpg", "*.jpeg", "*.png", "*.bmp", "*.gif", "*.webp", "*.tif", "*.tiff", "*.pdf", "*.doc",
    "*.docx", "*.xls", "*.xlsx", "*.mp3", "*.m4a", "*.amr", "*.wav", "*.ogg", "*.mp4", "*.mov",
    "*.avi",
)  # fmt: skip


class Evidence(QWidget):
    """Files are kept as soon as they are handed in; their records come with the registration.

    Signals:
        edited: A file came, went or was named anew.  No argument.
        grown: The list is longer or shorter.  No argument.
    """

    edited = Signal()
    grown = Signal()

    def __init__(self, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tools = tools
        self._waiting = 0
        self.rows: list[FileRow | ThingRow] = []
        tr = tools.context.words.tr
        px = tools.context.theme.look.px
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        column.addWidget(
            text(
                tr(
                    "Photos, papers, recordings: drop them here, paste with Ctrl+V, or choose. "
                    "At most 20 MB each; photos are made smaller by themselves."
                ),
                "hint",
            )
        )
        buttons = FlowLayout(spacing=px(8))
        self.choose = button(tr("Choose files…"), self)
        self.choose.clicked.connect(self._choose)
        self.paste = button(tr("Paste a picture"), self)
        self.paste.clicked.connect(self.paste_now)
        buttons.addWidget(self.choose)
        buttons.addWidget(self.paste)
        self.note = button(tr("Note a thing or paper without a file"), self)
        self.note.clicked.connect(self._note_thing)
        buttons.addWidget(self.note)
        column.addLayout(buttons)
        self._status = text("", "muted")
        self._fault = text("", "fault")
        self._status.hide()
        self._fault.hide()
        column.addWidget(self._status)
        column.addWidget(self._fault)
        self._list = QVBoxLayout()
        self._list.setSpacing(px(10))
        column.addLayout(self._list)

    @property
    def waiting(self) -> int:
        """Files that are being read just now."""
        return self._waiting

    @property
    def fault(self) -> str:
        return self._fault.text()

    @property
    def gaps(self) -> int:
        """How much must still be told of things without a file."""
        return sum(len(row.faults()) for row in self.rows if isinstance(row, ThingRow))

    def say_gaps(self) -> QWidget | None:
        """Says beside the fields what must still be told; the first of them."""
        things = [row for row in self.rows if isinstance(row, ThingRow)]
        faulty = [widget for row in things if (widget := row.say_faults()) is not None]
        return faulty[0] if faulty else None

    def body(self) -> list[Json]:
        return [row.file().json() for row in self.rows]

    def show_files(self, files: Sequence[KeptFile]) -> None:
        for row in list(self.rows):
            self._drop_row(row)
        set_text(self._fault, "")
        self._fault.hide()
        for file in files:
            self._add_row(file, None)
        self.grown.emit()

    def take_paths(self, paths: Sequence[Path]) -> None:
        """Reads files on a line thread, one after the other."""
        self._begin(len(paths))
        for path in paths:
            self._keep(path.name, lambda path=path: read_file(path))  # type: ignore[misc]

    def take_picture(self, image: QImage) -> None:
        """A picture from the clipboard, kept as PNG under the time it was pasted."""
        now = self._tools.now()
        name = f"{self._tools.context.words.tr('Pasted picture')}{now:%H%M%S}.png"
        self._begin(1)
        self._keep(name, lambda: _png(image))

    def paste_now(self) -> bool:
        """What the clipboard holds; False where it holds neither files nor a picture."""
        taken = self._take(QGuiApplication.clipboard().mimeData())
        if not taken:
            self._tell_fault(
                self._tools.context.words.tr("There is no picture and no file to paste.")
            )
        return taken

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self._take(event.mimeData()):
            event.acceptProposedAction()

    def _take(self, data: QMimeData) -> bool:
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths:
            self.take_paths(paths)
            return True
        if data.hasImage():
            image = data.imageData()
            if isinstance(image, QImage) and not image.isNull():
                self.take_picture(image)
                return True
        return False

    def _choose(self) -> None:
        title = self._tools.context.words.tr("Choose proofs")
        self._tools.context.dialogs.choose_files(title, PATTERNS, self.take_paths)

    def _note_thing(self) -> None:
        if len(self.rows) + self._waiting >= MAX_PER_ROOT:
            self._tell_full()
            return
        self._add_row(KeptFile.thing(str(uuid.uuid4())), None)
        self.rows[-1].title.setFocus()
        self.edited.emit()
        self.grown.emit()

    def _tell_full(self) -> None:
        tr = self._tools.context.words.tr
        self._tell_fault(tr("A case holds at most {n} files.", n=MAX_PER_ROOT))

    def _begin(self, count: int) -> None:
        set_text(self._fault, "")
        self._fault.hide()
        self._waiting += count
        self._tell_waiting()

    def _keep(self, name: str, read: Callable[[], bytes]) -> None:
        tasks = self._tools.context.tasks
        if len(self.rows) + self._waiting > MAX_PER_ROOT:
            self._waiting -= 1
            self._tell_full()
            return

        def job() -> tuple[KeptFile, bytes | None]:
            contents = tasks.in_ledger(lambda desk: desk.contents)
            return keep_file(contents, name, read())

        tasks.on_line(
            job,
            done=lambda kept: self._kept(*kept),
            failed=lambda problem: self._refused(name, problem),
            owner=self,
        )

    def _kept(self, file: KeptFile, preview: bytes | None) -> None:
        self._waiting -= 1
        self._tell_waiting()
        if any(row.sha256 == file.sha256 for row in self.rows):
            tr = self._tools.context.words.tr
            self._tell_fault(tr("{name}: this file is here already.", name=file.name))
            return
        self._add_row(file, preview)
        self.edited.emit()
        self.grown.emit()

    def _refused(self, name: str, problem: Problem) -> None:
        """The other files stay; what to do is said under the buttons."""
        self._waiting -= 1
        self._tell_waiting()
        told = self._tools.context.wording.problem(problem)
        named = told.what if name in told.what else f"{name}：{told.what}"
        self._tell_fault(f"{named}{told.then}")

    def _tell_fault(self, words: str) -> None:
        standing = self._fault.text()
        set_text(self._fault, f"{standing}\n▲ {words}".strip())
        self._fault.show()
        self.grown.emit()

    def _tell_waiting(self) -> None:
        words = self._tools.context.words
        shown = self._waiting > 0
        set_text(
            self._status,
            words.ntr("{n} file is being read…", "{n} files are being read…", self._waiting)
            if shown
            else "",
        )
        self._status.setVisible(shown)

    def _add_row(self, file: KeptFile, preview: bytes | None) -> None:
        row = (FileRow if file.sha256 else ThingRow)(self._tools, file, self)
        row.edited.connect(self.edited)
        row.removed.connect(lambda: self._remove(row))
        self._list.addWidget(row)
        self.rows.append(row)
        if isinstance(row, FileRow):
            self._show_preview(row, file, preview)

    def _show_preview(self, row: FileRow, file: KeptFile, preview: bytes | None) -> None:
        if preview is not None:
            row.show_picture(preview)
        elif file.preview is not None:
            tasks = self._tools.context.tasks
            tasks.on_ledger(
                lambda desk: preview_of_kept(desk.contents, file),
                done=lambda content: row.show_picture(content),
                owner=row,
            )

    def _remove(self, row: FileRow | ThingRow) -> None:
        self._drop_row(row)
        self.edited.emit()
        self.grown.emit()
        self.choose.setFocus()

    def _drop_row(self, row: FileRow | ThingRow) -> None:
        self.rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()


class FileRow(QFrame):
    """One file.

    Signals:
        edited: Its title or kind was changed.  No argument.
        removed: It should be taken out.  No argument.
    """

    edited = Signal()
    removed = Signal()

    def __init__(self, tools: Tools, file: KeptFile, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "inset")
        self._file = file
        self._theme = tools.context.theme
        theme, tr = self._theme, tools.context.words.tr
        px = theme.look.px
        self.picture = QLabel(self)
        self.picture.setTextFormat(Qt.TextFormat.PlainText)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._image: QImage | None = None
        self.title = LineEdit()
        self.title.set_value(file.title)
        self.kind = CodeCombo(tools.choices.of_list("evidence_kind"))
        self.kind.set_value(file.evidence_kind)
        self.original = CodeCombo(tools.choices.of_list("is_original"))
        self.original.set_value(file.is_original)
        declared = ATTACHMENT.by_name
        title = FieldRow(theme, tr(declared["title"].label), self.title)
        kind = FieldRow(theme, tr(declared["evidence_kind"].label), self.kind)
        original = FieldRow(theme, tr(declared["is_original"].label), self.original)
        for editor in (self.title, self.kind, self.original):
            editor.edited.connect(self.edited)
        size = text(f"{file.name}  {size_words(file.size)}", "hint")
        out = link(tr("Take out"), self)
        out.setAccessibleName(tr("Take out {name}", name=file.title or file.name))
        out.clicked.connect(self.removed)
        grid = QGridLayout(self)
        grid.setContentsMargins(px(12), px(10), px(12), px(10))
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(6))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        grid.addWidget(self.picture, 0, 0, 3, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(title, 0, 1, 1, 2)
        grid.addWidget(kind, 1, 1)
        grid.addWidget(original, 1, 2)
        below = QHBoxLayout()
        below.addWidget(size, 1)
        below.addWidget(out)
        grid.addLayout(below, 2, 1, 1, 2)
        theme.changed.connect(self._fit)
        self._fit()

    @property
    def sha256(self) -> str:
        return self._file.sha256

    def file(self) -> KeptFile:
        """As it is named now."""
        return replace(
            self._file,
            title=self.title.text().strip() or self._file.title,
            evidence_kind=self.kind.value() or self._file.evidence_kind,
            is_original=self.original.value() or self._file.is_original,
        )

    def show_picture(self, content: bytes | None) -> None:
        if content is None:
            return
        buffer = QBuffer()
        buffer.setData(QByteArray(content))
        reader = QImageReader(buffer)
        # The preview is small (at most 800 pixels), so decoding it here takes a few milliseconds.
        image = reader.read()
        if not image.isNull():
            self._image = image
            self._fit()

    def _fit(self) -> None:
        look = self._theme.look
        room = QSize(look.px(THUMB[0]), look.px(THUMB[1]))
        self.picture.setFixedSize(room)
        if self._image is None:
            self.picture.setPixmap(self._theme.pixmap("attachment", look.px(32)))
            return
        small = self._image.scaled(
            room,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        self.picture.setPixmap(QPixmap.fromImage(small))


def size_words(size: int) -> str:
    """`183 KB`, `2.4 MB`."""
    if size >= 1_000_000:
        return f"{size / 1_000_000:.1f} MB"
    return f"{max(1, round(size / 1000))} KB"


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())
