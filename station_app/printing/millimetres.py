"""Papers whose places are fixed, painted in millimetres: onto a PDF, a printer or a picture.

Qt without widgets; any thread may paint.  Margins are the paper's own: the device must paint on
the whole page.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLineF, QMarginsF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPen,
    QTextOption,
)

from station_app.documents.sign_in_sheet import Align, Code, PaperPage, Text
from station_app.foundation.sign_in_form import Box
from station_app.printing.pages import write_painted

_LEAST_POINTS = 7.0
_MM_OF_POINT = 25.4 / 72
_FLAGS = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft,
    Align.CENTER: Qt.AlignmentFlag.AlignHCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight,
}


def write_paper(pages: Sequence[PaperPage], family: str, out: Path) -> int:
    """Writes the pages to a PDF file, whole or not at all; how many pages.

    Problems: as `write_painted`.
    """
    return write_painted(out, lambda writer: paint_paper(pages, family, writer))


def paint_paper(pages: Sequence[PaperPage], family: str, device: QPagedPaintDevice) -> int:
    """Paints onto upright A4 pages; how many, 0 where the device takes nothing.

    Places count from the paper's edge, not from the printer's margins.
    """
    device.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(),
            QPageLayout.Unit.Millimeter,
        )
    )
    painter = QPainter()
    if not painter.begin(device):
        return 0
    try:
        # A printer that cannot paint to the edge has kept its least margins all the same.
        layout = device.pageLayout()
        margins = layout.margins(QPageLayout.Unit.Millimeter)
        dots = device.logicalDpiX() / 25.4
        for number, page in enumerate(pages):
            if number:
                device.newPage()
            painter.save()
            painter.translate(-margins.left() * dots, -margins.top() * dots)
            painter.scale(dots, dots)
            paint_page(painter, page, family)
            painter.restore()
    finally:
        painter.end()
    return len(pages)


def paint_page(painter: QPainter, page: PaperPage, family: str) -> None:
    """One page, the painter's unit being a millimetre."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for line in page.lines:
        painter.setPen(_pen(line.thick))
        painter.drawLine(QLineF(line.x1, line.y1, line.x2, line.y2))
    for code in page.codes:
        _paint_code(painter, code)
    painter.setPen(QColor("black"))
    for text in page.texts:
        if text.words:
            _paint_text(painter, text, family)


def _pen(thick: float) -> QPen:
    pen = QPen(QColor("black"))
    pen.setWidthF(thick)
    pen.setCapStyle(Qt.PenCapStyle.SquareCap)
    return pen


def _paint_code(painter: QPainter, code: Code) -> None:
    """Squares of a row that follow each other are one rectangle: no white hairs between them."""
    side = code.box.width / len(code.squares)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for y, row in enumerate(code.squares):
        start: int | None = None
        for x, black in enumerate((*row, False)):
            if black and start is None:
                start = x
            elif not black and start is not None:
                place = QRectF(
                    code.box.left + start * side, code.box.top + y * side, (x - start) * side, side
                )
                painter.fillRect(place, QColor("black"))
                start = None
    painter.restore()


_FINE = 40.0
"""Letters are laid out in fortieths of a millimetre: fonts have no sizes below one pixel."""


def _paint_text(painter: QPainter, text: Text, family: str) -> None:
    painter.save()
    painter.scale(1 / _FINE, 1 / _FINE)
    box = _fine(text.box)
    font, words, wraps = _fitted(text, box, family)
    painter.setFont(font)
    option = QTextOption(_FLAGS[text.align] | Qt.AlignmentFlag.AlignVCenter)
    mode = QTextOption.WrapMode
    option.setWrapMode(mode.WrapAtWordBoundaryOrAnywhere if wraps else mode.NoWrap)
    painter.drawText(box, words, option)
    painter.restore()


def _fine(box: Box) -> QRectF:
    return QRectF(box.left * _FINE, box.top * _FINE, box.width * _FINE, box.height * _FINE)


def _fitted(text: Text, box: QRectF, family: str) -> tuple[QFont, str, bool]:
    """The largest size that fits one line down to four fifths, then two lines, then cut short."""
    points = text.points
    while points >= _LEAST_POINTS:
        font = _font(family, points, bold=text.bold)
        metrics = QFontMetricsF(font)
        if metrics.horizontalAdvance(text.words) <= box.width() * 0.998:
            return font, text.words, False
        if points <= text.points * 0.8:
            broken = metrics.boundingRect(
                box, int(Qt.TextFlag.TextWrapAnywhere | Qt.AlignmentFlag.AlignLeft), text.words
            )
            if broken.height() <= box.height() and broken.width() <= box.width():
                return font, text.words, True
        points -= 0.5
    font = _font(family, max(_LEAST_POINTS, text.points * 0.8), bold=text.bold)
    mode = Qt.TextElideMode.ElideRight
    return font, QFontMetricsF(font).elidedText(text.words, mode, box.width()), False


def _font(family: str, points: float, *, bold: bool) -> QFont:
    font = QFont(family) if family else QFont()
    font.setPixelSize(round(points * _MM_OF_POINT * _FINE))
    font.setBold(bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
