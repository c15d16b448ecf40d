"""Text to be read out, or read by somebody on the other side of the counter."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from station_app.ui.common.look import BASE
from station_app.ui.common.texts import selectable, text
from station_app.ui.common.theme import Theme

READ_OUT_POINTS = 28
"""Points at 100 % (features.md A11); the ordinary text is 11."""

_BASE_POINTS = 11


class LargeText(QWidget):
    """Makes labels of a size beyond the style sheet's, which follow the text size of the window.

    Twice the ordinary text size adds half: 28 points are large already, and lines must stay long
    enough to be read.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels: list[QLabel] = []
        theme.changed.connect(self._fit)

    def label(self, words: str, *, bold: bool = False) -> QLabel:
        """A label that wraps and can be marked and copied."""
        made = selectable(text(words))
        made.setProperty("bold", bold)
        self._labels.append(made)
        self._style(made)
        return made

    def clear(self) -> None:
        """Forgets (and deletes) every label made so far."""
        for made in self._labels:
            made.hide()
            made.deleteLater()
        self._labels = []

    @property
    def words(self) -> str:
        """All that stands there, one paragraph a line."""
        return "\n".join(made.text() for made in self._labels)

    def pixels(self) -> int:
        size = READ_OUT_POINTS * BASE / _BASE_POINTS
        return round(size * (1 + (self._theme.look.scale / 100 - 1) / 2))

    def _style(self, made: QLabel) -> None:
        weight = "bold" if made.property("bold") else "normal"
        made.setStyleSheet(f"font-size: {self.pixels()}px; font-weight: {weight};")

    def _fit(self) -> None:
        for made in self._labels:
            self._style(made)
