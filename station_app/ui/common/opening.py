"""Files kept with a record: a link to one, and opening it wherever it is listed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton

from station_app.ui.common.context import Context
from station_app.ui.common.fields import link
from station_app.ui.common.pdf_viewer import PdfViewer
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.viewer import Viewer
from station_app.usecases.material_files import Opened, copy_out, open_file
from station_app.usecases.reading.case_detail import AttachmentRow

MATERIAL = "material"


def file_link(context: Context, words: RecordWords, one: AttachmentRow) -> QPushButton:
    """A file by name and size; one that lies elsewhere still says so and cannot be pressed."""
    tr = context.words.tr
    name = one.row.text("title") or one.row.text("file_name")
    size = words.size(one.row.whole("size") or 0)
    if one.here:
        return link(tr("{name} ({size})", name=name, size=size))
    made = link(tr("{name} ({size}): comes with the next exchange", name=name, size=size))
    made.setEnabled(False)
    return made


def open_attachment(context: Context, one: AttachmentRow, owner: QObject) -> None:
    """Shows it, or says what is to be done where it cannot be shown."""

    def shown(opened: Opened) -> None:
        may_copy = one.row.text("owner_type") == MATERIAL
        kind = PdfViewer if opened.pdf else Viewer
        viewer = kind(context, opened, may_copy=may_copy)
        viewer.copy_wanted.connect(lambda: _copy(context, one, opened.name, owner))
        context.dialogs.show(viewer)

    context.tasks.on_ledger(lambda desk: open_file(desk, one.row.id), shown, owner=owner)


def _copy(context: Context, one: AttachmentRow, name: str, owner: QObject) -> None:
    tr = context.words.tr

    def chosen(paths: Sequence[Path]) -> None:
        place = paths[0]
        context.tasks.on_ledger(
            lambda desk: copy_out(desk, one.row.id, place),
            lambda _: context.messages.say(
                tr("The copy is saved: {name}", name=place.name), good=True
            ),
            owner=owner,
        )

    context.dialogs.choose_place(tr("Save a copy"), name, chosen)
