"""A file opened inside the program: a picture, or the words of a text."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap

from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import FrameDialog
from station_app.ui.common.lay import as_tall_as_shown
from station_app.ui.common.texts import picture, selectable, text
from station_app.usecases.material_files import Opened


class Viewer(FrameDialog):
    """Signals:
    copy_wanted: A copy outside the program is wanted.  No argument.
    """

    copy_wanted = Signal()

    def __init__(self, context: Context, opened: Opened, *, may_copy: bool) -> None:
        super().__init__(context.theme, opened.name)
        tr, px = context.words.tr, context.theme.look.px
        as_tall_as_shown(self._body)
        self.image = QImage.fromData(opened.picture) if opened.picture else QImage()
        if not self.image.isNull():
            shown = picture()
            wide = min(px(640), self.screen().availableGeometry().width() - px(120))
            scaled = QPixmap.fromImage(self.image).scaledToWidth(
                min(wide, self.image.width()), Qt.TransformationMode.SmoothTransformation
            )
            shown.setPixmap(scaled)
            shown.setAccessibleName(opened.name)
            self.content.addWidget(shown)
        for paragraph in opened.paragraphs:
            self.content.addWidget(selectable(text(paragraph)))
        if self.image.isNull() and not opened.paragraphs:
            said = tr("This kind of file cannot be shown here. Save a copy to open it elsewhere.")
            if not may_copy:
                said = tr("This kind of file cannot be shown here.")
            self.content.addWidget(text(said))
        self.content.addStretch(1)
        if may_copy:
            self.copy = self.add_button(tr("Save a copy"))
            self.copy.clicked.connect(self.copy_wanted)
        close = self.add_button(tr("Close"), primary=True)
        close.clicked.connect(self.accept)
        close.setFocus()
