"""A PDF file read inside the program: page by page, as large as one likes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QPushButton

from station_app.background.tasks import Job
from station_app.importing.pdf import Answer, PdfPage, show_page
from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import SCROLL_ROOM, FrameDialog
from station_app.ui.common.fields import button
from station_app.ui.common.look import CONTROL, ICON
from station_app.ui.common.texts import picture, set_text, text
from station_app.usecases.material_files import Opened

SIZES = (100, 125, 150, 200, 300)
"""Per cent of the width of the window."""

WIDEST_PAGE = 900
"""Pixels at 100 % that a page fills at its first size."""


class PdfViewer(FrameDialog):
    """Page up and down scroll and turn the page at its ends; arrows turn it; + and - its size.

    Signals:
        copy_wanted: A copy outside the program is wanted.  No argument.
    """

    copy_wanted = Signal()

    def __init__(self, context: Context, opened: Opened, *, may_copy: bool) -> None:
        super().__init__(context.theme, opened.name)
        self._context, self._opened, self._may_copy = context, opened, may_copy
        self.page, self.pages, self.size_at = 0, 0, 0
        """`page`: the one that is wanted, the first being 0; `size_at`: its place in `SIZES`."""
        self._drawing: Job | None = None
        self._from_end = False
        tr = context.words.tr
        self.said = text("", "muted")
        self.content.addWidget(self.said)
        self.sheet = picture()
        self.sheet.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.content.addWidget(self.sheet, 1)
        self.before = self._sign("back", tr("Page before"), lambda: self.turn(-1))
        self.where = text("", wrap=False)
        self.after = self._sign("forward", tr("Page after"), lambda: self.turn(1))
        self.smaller = self._sign("", tr("Smaller"), lambda: self.resize_page(-1), "−")
        self.percent = text("", wrap=False)
        self.larger = self._sign("", tr("Larger"), lambda: self.resize_page(1), "+")
        row = (self.before, self.where, self.after, self.smaller, self.percent, self.larger)
        for place, widget in enumerate(row):
            self.buttons.insertWidget(place, widget)
        if may_copy:
            self.copy = self.add_button(tr("Save a copy"))
            self.copy.clicked.connect(self.copy_wanted)
        close = self.add_button(tr("Close"), primary=True)
        close.clicked.connect(self.accept)
        # Buttons keep the arrows for themselves; the page leaves them to the dialog.
        self._scroll.installEventFilter(self)
        self.sheet.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.sheet.setFocus()
        self._show_state()

    def _sign(self, icon: str, name: str, act: object, words: str = "") -> QPushButton:
        look = self._theme.look
        made = button(words)
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.setFixedWidth(look.px(CONTROL))
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setStyleSheet("padding: 0px;")
        if icon:
            made.setIcon(self._theme.icon(icon, look.palette.link))
            made.setIconSize(QSize(look.px(ICON), look.px(ICON)))
        made.clicked.connect(act)
        return made

    # Pages

    def open(self) -> None:
        super().open()
        self._draw()

    def turn(self, step: int, *, from_end: bool = False) -> None:
        """To another page; `from_end`: its foot is seen first."""
        self.go_to(self.page + step, from_end=from_end)

    def go_to(self, page: int, *, from_end: bool = False) -> None:
        page = max(0, min(page, self.pages - 1))
        if page != self.page:
            self.page, self._from_end = page, from_end
            self._draw()

    def resize_page(self, step: int) -> None:
        """Larger or smaller, on the same page."""
        wanted = max(0, min(self.size_at + step, len(SIZES) - 1))
        if wanted != self.size_at:
            self.size_at = wanted
            self._draw()

    def _draw(self) -> None:
        if self._drawing is not None:
            self._drawing.cancel()
        self._show_state()
        content, page = self._opened.pdf, self.page
        ratio = self.devicePixelRatioF()
        wide = round(self._page_wide() * ratio)

        def done(shown: PdfPage) -> None:
            self._shown(shown, ratio)

        self._drawing = self._context.tasks.on_line(
            lambda: show_page(content, page, wide), done, owner=self
        )

    def _page_wide(self) -> int:
        # Whether or not the bar is there already.
        room = self._scroll.width() - self._scroll.verticalScrollBar().sizeHint().width()
        room -= self._theme.look.px(SCROLL_ROOM)
        fitting = min(self._theme.look.px(WIDEST_PAGE), room)
        return fitting * SIZES[self.size_at] // 100

    def _shown(self, shown: PdfPage, ratio: float) -> None:
        self._drawing = None
        self.pages = shown.pages or self.pages
        drawn = QPixmap()
        if shown.answer is Answer.SHOWN:
            drawn.loadFromData(shown.picture)
            drawn.setDevicePixelRatio(ratio)
        self.sheet.setPixmap(drawn)
        self.sheet.setMinimumSize(drawn.deviceIndependentSize().toSize())
        set_text(self.said, self._words(shown.answer))
        self._show_state()
        # The bar must know the new page's length first.
        self._body.adjustSize()
        bar = self._scroll.verticalScrollBar()
        bar.setValue(bar.maximum() if self._from_end else 0)
        self._from_end = False

    def _words(self, answer: Answer) -> str:
        tr = self._context.words.tr
        if answer is Answer.SHOWN:
            return ""
        if answer is Answer.LOCKED:
            said = tr("This file asks for a password, so it cannot be shown here.")
            more = tr("Ask whoever made it for one without a password.")
        else:
            said = tr("This page is damaged or made in an unusual way and cannot be shown here.")
            more = tr("Save a copy to open it elsewhere.") if self._may_copy else ""
        return f"{said}\n{more}".strip()

    def _show_state(self) -> None:
        tr, drawing = self._context.words.tr, self._drawing is not None
        self.said.setVisible(bool(self.said.text()))
        where = tr("Page {n} of {all}", n=self.page + 1, all=self.pages) if self.pages else ""
        if not self.pages and not self.said.text():
            where = tr("Opening…")
        set_text(self.where, where)
        self.sheet.setAccessibleName(f"{self._opened.name} {where}")
        set_text(self.percent, f"{SIZES[self.size_at]} %")
        self.before.setEnabled(self.page > 0)
        self.after.setEnabled(self.page + 1 < self.pages)
        self.smaller.setEnabled(self.size_at > 0 and self.pages > 0)
        self.larger.setEnabled(self.size_at + 1 < len(SIZES) and self.pages > 0)
        self.setCursor(Qt.CursorShape.BusyCursor if drawing else Qt.CursorShape.ArrowCursor)

    # Keys and room

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys that the page was not interested in are the dialog's, not its scroll area's."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        bar = self._scroll.verticalScrollBar()
        if key is Qt.Key.Key_PageDown and bar.value() == bar.maximum():
            self.turn(1)
        elif key is Qt.Key.Key_PageUp and bar.value() == bar.minimum():
            self.turn(-1, from_end=True)
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            self.turn(1 if key is Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            bar.setValue(bar.value() + bar.singleStep() * (3 if key is Qt.Key.Key_Down else -3))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go_to(0 if key is Qt.Key.Key_Home else self.pages - 1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.resize_page(-1 if key is Qt.Key.Key_Minus else 1)
        else:
            super().keyPressEvent(event)

    def fit(self) -> None:
        """As large as the screen has room: a page is read best when most of it is seen."""
        room = self.screen().availableGeometry()
        wide = min(self._theme.look.px(WIDEST_PAGE + 60), room.width() - 32)
        self.resize(wide, room.height() - 48)
