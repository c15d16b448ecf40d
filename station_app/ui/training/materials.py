"""The third part of the page: what is taught from, kept on this PC with its files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from station_app.background.changed import Changed
from station_app.ui.common.choices import FlowLayout
from station_app.ui.common.context import Context
from station_app.ui.common.editors import Option
from station_app.ui.common.fields import button, link
from station_app.ui.common.lay import as_tall_as_shown, empty, pairs, plain
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.scroll import scrolled
from station_app.ui.common.table import Column, ListedRows, PagedModel, PagedTable
from station_app.ui.common.texts import heading, text
from station_app.ui.training.files import file_link, outdated
from station_app.ui.training.form import Asked, MadeForm
from station_app.ui.training.jobs import MaterialList, MaterialRow, read_materials
from station_app.ui.training.opening import open_attachment
from station_app.ui.training.sessions import WIDE
from station_app.usecases import trainings
from station_app.usecases.attachments import attach_file
from station_app.usecases.desk import Desk
from sync.clock import Json
from sync.records.training import TRAINING_MATERIAL

FIRST = ("title", "kind", "source", "licence_note", "edition")
LATER = ("law_date", "valid_until", "audience", "superseded_by_id")
SHOWN = ("kind", "edition", "source", "licence_note", "audience", "law_date", "valid_until")


class Materials(QWidget):
    """Signals:
    book_read: The code lists are there.  arg: the `CodeBook`.
    """

    book_read = Signal(object)

    def __init__(
        self, context: Context, words: Callable[[], RecordWords | None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        self._context, self._words = context, words
        self.read: MaterialList | None = None
        self.chosen = ""
        self._opened = False
        self.links: list[QPushButton] = []
        tr = context.words.tr
        self.model: PagedModel[MaterialRow] = PagedModel(self._columns(), self)
        self.table = PagedTable(context.theme, self.model, tr("Materials"), self)
        self.table.row_chosen.connect(self._show)
        self.table.row_opened.connect(lambda _: self._open_panel())
        self.table.clicked.connect(lambda _: self._open_panel())
        self._lay_out()
        context.theme.changed.connect(self._fit)

    def reload(self) -> None:
        with_book = self._words() is None

        def job(desk: Desk) -> MaterialList:
            return read_materials(desk, with_book=with_book)

        self._context.tasks.on_ledger(job, self._take, owner=self)

    def add(self) -> None:
        """Something to teach from; its file is added to it afterwards."""
        words, tr = self._words(), self._context.words.tr
        if words is None or self.read is None or not self.read.may_plan:
            return
        asked = Asked(TRAINING_MATERIAL, FIRST, LATER[:-1], whole=True, examples=self._examples())
        form = MadeForm(self._context, words, tr("Add a material"), tr("Add"), asked, "")
        form.submitted.connect(lambda given: self._write(form, "", given))
        self._context.dialogs.show(form)

    def edit(self) -> None:
        """Its words, or what stands in its place now."""
        words, row = self._words(), self._current()
        if words is None or row is None or self.read is None:
            return
        others = [m.row for m in self.read.rows if m.id != row.id]
        asked = Asked(
            TRAINING_MATERIAL,
            FIRST,
            LATER,
            before=row.row.values,
            options={"superseded_by_id": [Option(m.id, m.text("title")) for m in others]},
            examples=self._examples(),
        )
        said = self._context.words.tr("Save the changes")
        form = MadeForm(self._context, words, row.row.text("title"), said, asked, "")
        form.submitted.connect(lambda given: self._write(form, row.id, given))
        self._context.dialogs.show(form)

    def _write(self, form: MadeForm, record: str, given: dict[str, Json]) -> None:
        def job(desk: Desk) -> str:
            if record:
                return trainings.edit_material(desk.ledger, desk.session, record, given).id
            return trainings.add_material(desk.ledger, desk.session, given).id

        def done(made: str) -> None:
            form.accept()
            self.chosen = made
            self._context.messages.saved_now(self._context.words.tr("Material saved"))

        self._context.tasks.on_ledger(
            job,
            done,
            form.refuse,
            owner=form,
            changes=lambda made: Changed.of(trainings.MATERIAL, made),
        )

    def attach(self) -> None:
        """Files of the chosen material: kept here, and opened without any line."""
        row, tr = self._current(), self._context.words.tr
        if row is None:
            return

        def chosen(paths: Sequence[Path]) -> None:
            for path in paths:
                self._attach_one(row.id, path)

        self._context.dialogs.choose_files(tr("Add photos or files"), (), chosen)

    def _attach_one(self, record: str, path: Path) -> None:
        tr = self._context.words.tr
        self._context.tasks.on_ledger(
            lambda desk: attach_file(desk, record, path, owner="material"),
            lambda _: self._context.messages.saved_now(tr("File added: {name}", name=path.name)),
            owner=self,
            changes=lambda _: Changed.of("attachment", record),
        )

    def _take(self, read: MaterialList) -> None:
        if read.book is not None:
            self.book_read.emit(read.book)
        self.read = read
        self.new.setVisible(read.may_plan)
        old = [row for row in read.rows if outdated(self._context, row.row)]
        said = self._context.words.tr("Out of date {n}", n=len(old))
        self.old.setText(said)
        self.old.setAccessibleName(said)
        self.old.setVisible(bool(old))
        rows = [row for row in read.rows if (row in old) == self.old.isChecked()]
        self.model.set_source(ListedRows(rows))
        if not rows:
            self._say_empty()
        elif not self.table.choose(lambda row: row.id == self.chosen):
            self.table.setCurrentIndex(self.model.index(0, 0))
        else:
            current = self._current()
            if current is not None:
                self._show(current)

    def _say_empty(self) -> None:
        tr = self._context.words.tr
        empty(self._column)
        self.chosen = ""
        said = tr("No material yet. Press F2 to add one; its file can be read without any line.")
        self._column.addWidget(text(said, "muted"))
        self._column.addStretch(1)

    def _current(self) -> MaterialRow | None:
        rows = self.read.rows if self.read is not None else ()
        return next((row for row in rows if row.id == self.chosen), None)

    def _show(self, row: MaterialRow) -> None:
        words = self._words()
        if words is None:
            return
        self.chosen = row.id
        tr, kind = self._context.words.tr, trainings.MATERIAL
        empty(self._column)
        self.links = []
        self._column.addWidget(heading(row.row.text("title"), 2))
        if outdated(self._context, row.row):
            self._column.addWidget(text(tr("▲ Out of date"), "deadline"))
        facts = [
            (words.label(kind, name), words.value(kind, name, value, row.called))
            for name in SHOWN
            if (value := row.row.values.get(name)) not in (None, "", [])
        ]
        self._column.addWidget(pairs(self._context, facts))
        if row.may_change:
            flow = FlowLayout(spacing=self._context.theme.look.px(8))
            for said, act in ((tr("Add a file"), self.attach), (tr("Change it"), self.edit)):
                one = button(said)
                one.clicked.connect(act)
                flow.addWidget(one)
            self._column.addLayout(flow)
        for file in row.files:
            opened = file_link(self._context, words, file)
            opened.clicked.connect(lambda _=False, f=file: open_attachment(self._context, f, self))
            self.links.append(opened)
            self._column.addWidget(opened, 0, Qt.AlignmentFlag.AlignLeft)
        if not row.files:
            self._column.addWidget(text(tr("No file is kept with it."), "hint"))
        self._column.addStretch(1)

    def _columns(self) -> list[Column[MaterialRow]]:
        tr = self._context.words.tr
        return [
            Column(
                tr("Name of the material"), lambda r: r.row.text("title"), 20, stretch=True,
                tip=lambda r: r.row.text("title"),
            ),
            Column(tr("Sort"), self._kind, 8),
            Column(tr("Edition"), lambda r: r.row.text("edition"), 8),
            Column(tr("Files"), lambda r: str(len(r.files)), 5, right=True),
        ]  # fmt: skip

    def _kind(self, row: MaterialRow) -> str:
        words = self._words()
        return words.code("training_material_kind", row.row.text("kind")) if words else ""

    def _examples(self) -> dict[str, str]:
        tr = self._context.words.tr
        return {
            "source": tr("e.g. county consumer association"),
            "licence_note": tr("e.g. may be used for training"),
        }

    # Room

    def _lay_out(self) -> None:
        tr, px = self._context.words.tr, self._context.theme.look.px
        bar = plain()
        line = QHBoxLayout(bar)
        line.setContentsMargins(px(12), px(10), px(12), px(8))
        line.setSpacing(px(6))
        self.new = button(tr("Add a material") + " F2")
        self.new.clicked.connect(self.add)
        self.new.hide()
        self.old = button("")
        self.old.setProperty("role", "chip")
        self.old.setCheckable(True)
        self.old.clicked.connect(self.reload)
        self.old.hide()
        line.addWidget(self.old)
        line.addStretch(1)
        line.addWidget(self.new)
        self._list, self._panel = QFrame(self), QFrame(self)
        for frame in (self._list, self._panel):
            frame.setProperty("role", "card")
        column = QVBoxLayout(self._list)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.table, 1)
        inside = as_tall_as_shown(plain())
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(px(16), px(10), px(16), px(12))
        self._column.setSpacing(px(10))
        self.back = link(tr("← Back to the list"))
        self.back.clicked.connect(self._close_panel)
        outer = QVBoxLayout(self._panel)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        outer.addWidget(scrolled(inside), 1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(14))
        self._row.addWidget(self._list, 1)
        self._row.addWidget(self._panel, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.back.isHidden():
            self._close_panel()
            return
        super().keyPressEvent(event)

    def _fit(self) -> None:
        alone = self.width() < self._context.theme.look.px(WIDE)
        panel = not alone or (self._opened and bool(self.chosen))
        self._panel.setVisible(panel)
        self._list.setVisible(not alone or not panel)
        self.back.setVisible(alone)

    def _open_panel(self) -> None:
        self._opened = True
        self._fit()

    def _close_panel(self) -> None:
        self._opened = False
        self._fit()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
