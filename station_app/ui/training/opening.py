"""Opening a file of a session or a material, wherever it is listed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from station_app.ui.common.context import Context
from station_app.ui.training.viewer import Viewer
from station_app.usecases.material_files import Opened, copy_out, open_file
from station_app.usecases.reading.case_detail import AttachmentRow

MATERIAL = "material"


def open_attachment(context: Context, one: AttachmentRow, owner: QObject) -> None:
    """Shows it, or says what is to be done where it cannot be shown."""

    def shown(opened: Opened) -> None:
        may_copy = one.row.text("owner_type") == MATERIAL
        viewer = Viewer(context, opened, may_copy=may_copy)
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
