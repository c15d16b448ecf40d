"""The third part of the page: what is taught from, kept on this PC with its files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from station_app.background.changed import Changed
from station_app.ui.common.choices import FlowLayout
from station_app.ui.common.context import Context
from station_app.ui.common.editors import Option
from station_app.ui.common.fields import button
from station_app.ui.common.lay import pairs
from station_app.ui.common.list_part import ListPart, chip, name_chip
from station_app.ui.common.made_form import Asked, MadeForm
from station_app.ui.common.opening import file_link, open_attachment
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.side_panel import SidePanel
from station_app.ui.common.table import Column
from station_app.ui.common.texts import heading, text
from station_app.ui.training.files import outdated
from station_app.ui.training.jobs import MaterialList, MaterialRow, read_materials
from station_app.usecases import trainings
from station_app.usecases.attachments import attach_file
from station_app.usecases.desk import Desk
from sync.clock import Json
from sync.records.training import TRAINING_MATERIAL

FIRST = ("title", "kind", "source", "licence_note", "edition")
LATER = ("law_date", "valid_until", "audience", "superseded_by_id")
SHOWN = ("kind", "edition", "source", "licence_note", "audience", "law_date", "valid_until")


class Materials(ListPart[MaterialRow]):
    """What is taught from; what is out of date is listed apart."""

    def __init__(
        self, context: Context, words: Callable[[], RecordWords | None], parent: QWidget
    ) -> None:
        tr = context.words.tr
        self.read: MaterialList | None = None
        self.links: list[QPushButton] = []
        self._shown = ""
        panel = SidePanel(context, tr("The chosen material"), parent)
        super().__init__(context, words, tr("Materials"), panel, parent, (1, 1))
        self._lay_out()

    def reload(self) -> None:
        """The list brings everything the panel shows."""
        self.read_list()

    def read_list(self) -> None:
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
        self.take_book(read.book)
        self.read = read
        self.new.setVisible(read.may_plan)
        old = [row for row in read.rows if outdated(self._context, row.row)]
        said = self._context.words.tr("Out of date {n}", n=len(old))
        name_chip(self.old, said, checked=bool(old) and self.old.isChecked())
        self.old.setVisible(bool(old))
        before = self.chosen
        self.show_rows([row for row in read.rows if (row in old) == self.old.isChecked()])
        if self.chosen and self.chosen == before:
            self.read_one(self.chosen)

    def say_empty(self) -> None:
        tr = self._context.words.tr
        said = tr("Press Ctrl+N to add one; its file can be read without any line.")
        self.panel.say(tr("No material yet"), said)

    def key(self, row: MaterialRow) -> str:
        return row.id

    def read_one(self, item_id: str) -> None:
        row = self._current()
        words = self._words()
        if row is not None and words is not None:
            same = self._shown == item_id
            self._shown = item_id
            self.panel.draw(lambda: self._fill(words, row), same=same)

    def _current(self) -> MaterialRow | None:
        rows = self.read.rows if self.read is not None else ()
        return next((row for row in rows if row.id == self.chosen), None)

    def _fill(self, words: RecordWords, row: MaterialRow) -> None:
        tr, kind = self._context.words.tr, trainings.MATERIAL
        self.links = []
        column = self.panel.column
        column.addWidget(heading(row.row.text("title"), 2))
        if outdated(self._context, row.row):
            column.addWidget(text(tr("▲ Out of date"), "deadline"))
        facts = [
            (words.label(kind, name), words.value(kind, name, value, row.called))
            for name in SHOWN
            if (value := row.row.values.get(name)) not in (None, "", [])
        ]
        column.addWidget(pairs(self._context, facts))
        if row.may_change:
            flow = FlowLayout(spacing=self._context.theme.look.px(8))
            for said, act in ((tr("Add a file"), self.attach), (tr("Change it"), self.edit)):
                one = button(said)
                one.clicked.connect(act)
                flow.addWidget(one)
            column.addLayout(flow)
        for file in row.files:
            opened = file_link(self._context, words, file)
            opened.clicked.connect(lambda _=False, f=file: open_attachment(self._context, f, self))
            self.links.append(opened)
            column.addWidget(opened, 0, Qt.AlignmentFlag.AlignLeft)
        if not row.files:
            column.addWidget(text(tr("No file is kept with it."), "hint"))
        column.addStretch(1)

    def columns(self) -> list[Column[MaterialRow]]:
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

    def _lay_out(self) -> None:
        self.new = button(self._context.words.tr("Add a material") + " Ctrl+N")
        self.new.clicked.connect(self.add)
        self.new.hide()
        self.old = chip(self.reload)
        self.old.hide()
        line = QHBoxLayout()
        line.setSpacing(self._context.theme.look.px(6))
        line.addWidget(self.old)
        line.addStretch(1)
        line.addWidget(self.new)
        self.bar.addLayout(line)
