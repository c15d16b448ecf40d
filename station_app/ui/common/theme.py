"""The look in force: text size, light or dark, font; and the icons drawn in its colours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from station_app.ui.common.look import (
    BASE,
    LEAST_SCALE,
    MOST_SCALE,
    SCALE_STEP,
    Look,
    palette,
)
from station_app.ui.common.style import style_sheet

PREFERRED = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "PingFang SC",
    "Source Han Sans SC",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "HarmonyOS Sans SC",
    "WenQuanYi Micro Hei",
    "文泉驿微米黑",
    "WenQuanYi Zen Hei",
)
"""Families of systems people have, in the order in which they read best on a screen."""

BUNDLED = "StationHei.ttf"

REST_MS = 150
"""How long no further text size was asked for before the last one is put in force.  Longer than
the time between the repeats of a key held down, too short to be waited for."""


def chinese_family(fonts: Path) -> str:
    """A family that shows Simplified Chinese: the system's, else the one in `fonts`.

    Empty if neither is there, which leaves the choice to Qt.
    """
    system = set(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))
    for family in PREFERRED:
        if family in system:
            return family
    if system:
        return sorted(system)[0]
    loaded = QFontDatabase.addApplicationFont(str(fonts / BUNDLED))
    families = QFontDatabase.applicationFontFamilies(loaded) if loaded >= 0 else []
    return families[0] if families else ""


class Theme(QObject):
    """Applies the look to the application and tells painting widgets when it changed.

    Signals:
        changed: A new look is in force.  No argument: ask `look`.
        rested: The last of the text sizes asked for one after the other is in force.  No argument.
    """

    changed = Signal()
    rested = Signal()

    def __init__(
        self,
        app: QApplication,
        resources: Path,
        *,
        scale: int = LEAST_SCALE,
        dark: bool | None = None,
        practice: bool = False,
    ) -> None:
        """`dark` None follows the system, now and when it changes."""
        super().__init__(app)
        self._app = app
        self._icons = resources / "icons"
        self._wanted_dark = dark
        self._practice = practice
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
        self._sources: dict[str, str] = {}
        family = chinese_family(resources / "fonts")
        self.look = Look(scale=_within(scale), family=family)
        self.wanted_scale = self.look.scale
        """The text size in force, or the one that will be when the keys rest."""
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(REST_MS)
        self._resting.timeout.connect(self._rest)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._apply()

    @property
    def practice(self) -> bool:
        """Whether this is the practice station; its papers say so too."""
        return self._practice

    def set_scale(self, per_cent: int) -> None:
        """Text size, at once; held within 100 to 200."""
        self._resting.stop()
        self.wanted_scale = _within(per_cent)
        self._become(scale=self.wanted_scale)

    def want_scale(self, per_cent: int) -> None:
        """As `set_scale`, once no other size is asked for: to style everything anew takes a good
        part of a second, and ten steps in a row are wanted as one."""
        self.wanted_scale = _within(per_cent)
        self._resting.start()

    def larger(self) -> None:
        self.want_scale(self.wanted_scale + SCALE_STEP)

    def smaller(self) -> None:
        self.want_scale(self.wanted_scale - SCALE_STEP)

    def set_dark(self, dark: bool | None) -> None:
        self._wanted_dark = dark
        self._apply()

    def font(self, size: int = BASE, *, bold: bool = False) -> QFont:
        """A font of the look for painting and measuring; `size` in pixels at 100 %."""
        font = QFont(self.look.family) if self.look.family else QFont()
        font.setPixelSize(self.look.px(size))
        font.setBold(bold)
        return font

    def icon(self, name: str, colour: str | None = None) -> QIcon:
        """The line icon `name` in a colour of the palette's values (text colour unless said)."""
        return QIcon(self.pixmap(name, self.look.px(24), colour))

    def pixmap(self, name: str, size: int, colour: str | None = None) -> QPixmap:
        ink = colour or self.look.palette.ink
        ratio = self._app.devicePixelRatio()
        key = (name, ink, size, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._draw(name, ink, size, ratio)
        return self._pixmaps[key]

    def _draw(self, name: str, ink: str, size: int, ratio: float) -> QPixmap:
        if name not in self._sources:
            self._sources[name] = (self._icons / f"{name}.svg").read_text("utf-8")
        drawing = QSvgRenderer(self._sources[name].replace("currentColor", ink).encode())
        picture = QPixmap(QSize(size, size) * ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        drawing.render(painter)
        painter.end()
        picture.setDevicePixelRatio(ratio)
        return picture

    def _system_changed(self) -> None:
        if self._wanted_dark is None:
            self._apply()

    def _rest(self) -> None:
        self._become(scale=self.wanted_scale)
        self.rested.emit()

    def _become(self, *, scale: int) -> None:
        if scale != self.look.scale:
            self.look = replace(self.look, scale=scale)
            self._apply()

    def _apply(self) -> None:
        dark = self._wanted_dark
        if dark is None:
            scheme = QGuiApplication.styleHints().colorScheme()
            dark = scheme is Qt.ColorScheme.Dark
        chosen = palette(dark=dark, practice=self._practice)
        self.look = replace(self.look, palette=chosen, dark=dark)
        self._app.setFont(self.font())
        self._app.setPalette(qt_palette(self.look))
        self._app.setStyleSheet(style_sheet(self.look, self._icons.as_posix()))
        self._pixmaps.clear()
        self.changed.emit()


def qt_palette(look: Look) -> QPalette:
    """Qt's own roles, for what no style rule reaches (text marks, disabled items, dialogs)."""
    p = look.palette
    roles = {
        QPalette.ColorRole.Window: p.page,
        QPalette.ColorRole.WindowText: p.ink,
        QPalette.ColorRole.Base: p.card,
        QPalette.ColorRole.AlternateBase: p.raised,
        QPalette.ColorRole.Text: p.ink,
        QPalette.ColorRole.PlaceholderText: p.muted,
        QPalette.ColorRole.Button: p.card,
        QPalette.ColorRole.ButtonText: p.ink,
        QPalette.ColorRole.ToolTipBase: p.card,
        QPalette.ColorRole.ToolTipText: p.ink,
        QPalette.ColorRole.Highlight: p.accent,
        QPalette.ColorRole.HighlightedText: p.accent_ink,
        QPalette.ColorRole.Link: p.link,
        QPalette.ColorRole.Mid: p.edge,
    }
    made = QPalette()
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(p.muted))
    return made


def _within(per_cent: int) -> int:
    return max(LEAST_SCALE, min(MOST_SCALE, per_cent))
