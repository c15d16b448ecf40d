"""Painting of cells and signs: a status is colour, sign and word together, never colour alone."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from station_app.foundation.wording import SIGNS, Board, Wording
from station_app.ui.common.look import SMALL, Look
from station_app.ui.common.table import Role
from station_app.ui.common.theme import Theme

Index = QModelIndex | QPersistentModelIndex


def board_colours(look: Look, board: Board) -> tuple[QColor, QColor]:
    """Ground and ink of a chip."""
    p = look.palette
    pairs = {
        Board.BLACK: (p.board_black, p.board_black_ink),
        Board.RED: (p.board_red, p.board_red_ink),
        Board.GREEN: (p.board_green, p.board_green_ink),
        Board.NONE: (p.line, p.ink),
    }
    ground, ink = pairs[board]
    return QColor(ground), QColor(ink)


def chip_words(board: Board, words: str) -> str:
    return f"{SIGNS[board]} {words}".strip()


def paint_chip(painter: QPainter, look: Look, space: QRect, board: Board, words: str) -> None:
    """A chip at the left of `space`, no wider than it, its words shortened to fit."""
    font = painter.font()
    font.setPixelSize(look.px(SMALL))
    painter.setFont(font)
    metrics = painter.fontMetrics()
    pad = look.px(8)
    sign = 0 if board is Board.NONE else look.px(14)
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, space.width() - 2 * pad - sign)
    high = min(space.height(), look.px(24))
    wide = metrics.horizontalAdvance(shown) + 2 * pad + sign
    box = QRectF(space.x(), space.y() + (space.height() - high) / 2, wide, high)
    ground, ink = board_colours(look, board)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, look.px(4), look.px(4))
    if sign:
        place = QRectF(box.x() + pad, box.center().y() - look.px(5), look.px(10), look.px(10))
        paint_sign(painter, look, place, board, ink)
    painter.setPen(ink)
    painter.drawText(
        box.adjusted(pad + sign, 0, 0, 0),
        Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
        shown,
    )


def paint_sign(painter: QPainter, look: Look, place: QRectF, board: Board, ink: QColor) -> None:
    """● ▶ ✓ as shapes: fonts draw them in sizes of their own."""
    left, top, side = place.x(), place.y(), place.width()
    if board is Board.BLACK:
        painter.setBrush(ink)
        painter.drawEllipse(place.adjusted(1, 1, -1, -1))
    elif board is Board.RED:
        painter.setBrush(ink)
        middle = QPointF(left + side, top + side / 2)
        painter.drawPolygon([QPointF(left + 1, top), middle, QPointF(left + 1, top + side)])
    elif board is Board.GREEN:
        painter.setPen(QPen(ink, look.px(2)))
        corner = QPointF(left + side * 0.38, top + side * 0.85)
        painter.drawPolyline(
            [QPointF(left, top + side * 0.5), corner, QPointF(left + side, top + side * 0.1)]
        )


class StatusDelegate(QStyledItemDelegate):
    """Paints the cells of status columns as chips, all others as Qt does."""

    def __init__(self, theme: Theme, wording: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._wording = wording

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Under a chip the cell's own words are not painted.

        `QStyle`, which could paint a cell without them, costs 9 ms of every start by its mere name.
        """
        super().initStyleOption(option, index)
        if index.data(Role.STATUS) is not None:
            option.text = ""  # type: ignore[attr-defined]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        status = index.data(Role.STATUS)
        if status is None:
            return
        look = self._theme.look
        space = option.rect.adjusted(look.px(8), 0, -look.px(4), 0)  # type: ignore[attr-defined]
        painter.save()
        board = self._wording.board(status)
        paint_chip(painter, look, space, board, self._wording.status_short(status))
        painter.restore()


class StatusChip(QWidget):
    """The same chip as a widget, for the head of a case."""

    def __init__(self, theme: Theme, wording: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._wording = wording
        self._status = ""
        theme.changed.connect(self.updateGeometry)

    def set_status(self, status: str) -> None:
        self._status = status
        board = self._wording.board(status)
        words = self._wording.status(status)
        self.setAccessibleName(f"{self._wording.colour(board)} {words}".strip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = self._theme.look
        words = chip_words(self._wording.board(self._status), self._wording.status(self._status))
        font = self.font()
        font.setPixelSize(look.px(SMALL))
        wide = len(words) * look.px(SMALL) + look.px(20)
        return QSize(wide, look.px(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._status:
            board = self._wording.board(self._status)
            words = self._wording.status(self._status)
            paint_chip(QPainter(self), self._theme.look, self.rect(), board, words)
