"""The style sheet, made from `look.py` for one palette and one text size.

Widgets say what they are by the property `role` (see `roles.py`); only the rules here know how a
role looks.  Sizes are written in pixels already grown, so a change of text size is one new sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from station_app.ui.common import look as sizes
from station_app.ui.common.look import Look, Palette

_SHEET = """
* { font-size: %(t_base)dpx; }
QWidget { color: %(ink)s; }
QMainWindow, QDialog, QWidget[role="page"] { background: %(page)s; }
QWidget[role="card"], QFrame[role="card"] {
    background: %(card)s; border: 1px solid %(line)s; border-radius: %(radius_large)dpx; }
QFrame[role="inset"] { background: %(raised)s; border: none; border-radius: %(radius)dpx; }
QFrame[role="deadline"] {
    background: %(deadline_ground)s; border: 1px solid %(deadline_line)s;
    border-radius: %(radius)dpx; }
QFrame[role="rule"] { background: %(line)s; border: none; min-height: 1px; max-height: 1px; }
QScrollArea, QScrollArea > QWidget > QWidget[role="plain"] {
    background: transparent; border: none; }
QToolTip { color: %(ink)s; background: %(card)s; border: 1px solid %(edge)s; padding: %(p4)dpx; }

QLabel { background: transparent; }
QLabel[role="heading1"] { font-size: %(t_1)dpx; font-weight: bold; }
QLabel[role="heading2"] { font-size: %(t_2)dpx; font-weight: bold; }
QLabel[role="heading3"] { font-size: %(t_3)dpx; font-weight: bold; }
QLabel[role="display"] { font-size: %(t_display)dpx; font-weight: bold; }
QLabel[role="strong"] { font-weight: bold; }
QLabel[role="muted"] { color: %(muted)s; }
QLabel[role="hint"] { color: %(muted)s; font-size: %(t_small)dpx; }
QLabel[role="fault"] { color: %(fault)s; font-size: %(t_small)dpx; }
QLabel[role="good"] { color: %(good)s; }
QLabel[role="count"] { background: %(board_red)s; color: %(board_red_ink)s;
    border-radius: %(p9)dpx; padding: 0px %(p6)dpx; font-size: %(t_small)dpx;
    max-height: %(p18)dpx; }
QLabel[role="deadline"] { color: %(deadline)s; font-weight: bold; background: transparent;
  border: none; }
QLabel[role="code"] { font-size: %(t_2)dpx; font-weight: bold; letter-spacing: %(p2)dpx; }

QPushButton, QToolButton[role="button"] {
    background: %(card)s; color: %(link)s; border: 1px solid %(edge)s;
    border-radius: %(radius)dpx; padding: 0px %(p14)dpx; min-height: %(inner)dpx;
    outline: none; }
QPushButton:hover, QToolButton[role="button"]:hover { background: %(selection)s; }
QPushButton:pressed { background: %(line)s; }
QPushButton:focus, QToolButton[role="button"]:focus { border: 2px solid %(accent)s; }
QPushButton:disabled, QToolButton[role="button"]:disabled {
    color: %(muted)s; background: %(raised)s; border-color: %(line)s; }
QPushButton[role="primary"] {
    background: %(accent)s; color: %(accent_ink)s; border: 1px solid %(accent)s; }
QPushButton[role="primary"]:hover { background: %(accent_hover)s; }
QPushButton[role="primary"]:focus { border: 2px solid %(ink)s; }
QPushButton[role="primary"]:disabled {
    background: %(line)s; color: %(muted)s; border-color: %(line)s; }
QPushButton[role="link"] {
    border: none; background: transparent; color: %(link)s; text-decoration: underline;
    padding: 0px %(p4)dpx; text-align: left; }
QPushButton[role="link"]:focus { border: 1px solid %(accent)s; }
QPushButton[role="chip"] {
    font-size: %(t_small)dpx; padding: 0px %(p10)dpx; min-height: %(inner)dpx; color: %(ink)s; }
QPushButton[role="chip"]:checked {
    background: %(selection)s; color: %(link)s; border: 1px solid %(accent)s; font-weight: bold; }
QPushButton[role="chip"]:focus {
    border: 2px solid %(accent)s; min-height: %(chip_focus)dpx; padding: 0px %(chip_side)dpx; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QAbstractSpinBox {
    background: %(card)s; color: %(ink)s; border: 1px solid %(edge)s; border-radius: %(radius)dpx;
    padding: 0px %(p8)dpx; min-height: %(inner)dpx;
    selection-background-color: %(accent)s; selection-color: %(accent_ink)s; }
QPlainTextEdit, QTextEdit { padding: %(p4)dpx %(p4)dpx; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus {
    border: 2px solid %(accent)s; }
QLineEdit[faulty="true"], QPlainTextEdit[faulty="true"], QComboBox[faulty="true"] {
    border: 2px solid %(fault)s; }
QLineEdit[faulty="true"]:focus, QPlainTextEdit[faulty="true"]:focus,
QComboBox[faulty="true"]:focus {
    border: 2px solid %(accent)s; background: %(selection)s; }
QLineEdit:read-only { background: %(raised)s; }
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled {
    background: %(raised)s; color: %(muted)s; border-color: %(line)s; }
QComboBox::drop-down { border: none; width: %(p24)dpx; }
QComboBox::down-arrow { image: url(%(icons)s/arrow-down-%(shade)s.svg);
    width: %(p12)dpx; height: %(p12)dpx; }
QComboBox QAbstractItemView, QListView[role="popup"] {
    background: %(card)s; color: %(ink)s; border: 1px solid %(edge)s; outline: none;
    selection-background-color: %(selection)s; selection-color: %(ink)s; }
QCheckBox, QRadioButton, QTabBar { outline: none; }
QCheckBox, QRadioButton { spacing: %(p8)dpx; background: transparent; min-height: %(low)dpx; }
QCheckBox::indicator, QRadioButton::indicator, QListView::indicator {
    width: %(p16)dpx; height: %(p16)dpx; border: 1px solid %(edge)s; background: %(card)s;
    border-radius: 3px; }
QRadioButton::indicator { border-radius: %(radio)dpx; }
QCheckBox::indicator:checked, QListView::indicator:checked {
    background: %(accent)s; border-color: %(accent)s;
    image: url(%(icons)s/tick-white.svg); }
QRadioButton::indicator:checked { background: %(accent)s; border-color: %(accent)s;
    image: url(%(icons)s/dot-white.svg); }
QCheckBox:focus, QRadioButton:focus { color: %(link)s; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid %(accent)s;
    width: %(tick_focus)dpx; height: %(tick_focus)dpx; }

QTableView, QListView, QTreeView {
    background: %(card)s; border: none; outline: none; gridline-color: transparent;
    selection-background-color: %(selection)s; selection-color: %(ink)s;
    alternate-background-color: %(raised)s; }
QTableView::item { border: none; border-bottom: 1px solid %(line)s; padding: 0px %(p8)dpx; }

QListView::item { min-height: %(inner)dpx; padding: 0px %(p8)dpx; border: 0px solid %(line)s;
    background: %(card)s; }
QTableView::item:selected, QListView::item:selected { background: %(selection)s; color: %(ink)s; }
QHeaderView { background: %(card)s; border: none; }
QHeaderView::section {
    background: %(card)s; color: %(muted)s; font-size: %(t_small)dpx; border: none;
    border-bottom: 1px solid %(line)s; padding: %(p6)dpx %(p11)dpx; text-align: left; }
QTableCornerButton::section { background: %(card)s; border: none; }

QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: %(ink)s; padding: %(p6)dpx %(p10)dpx;
    border: none; border-bottom: 3px solid transparent; }
QTabBar::tab:selected { color: %(link)s; font-weight: bold; border-bottom-color: %(accent)s; }
QTabWidget::pane { border: none; border-top: 1px solid %(line)s; }
QGroupBox { border: none; font-weight: bold; }
QMenu { background: %(card)s; border: 1px solid %(edge)s; padding: %(p4)dpx; }
QMenu::item { padding: %(p6)dpx %(p20)dpx; border-radius: %(radius)dpx; }
QMenu::item:selected { background: %(selection)s; color: %(ink)s; }
QMenu::item:disabled { color: %(muted)s; }
QProgressBar { background: %(line)s; border: none; border-radius: %(p4)dpx;
    min-height: %(p8)dpx; max-height: %(p8)dpx; }
QProgressBar::chunk { background: %(accent)s; border-radius: %(p4)dpx; }
QSlider { min-height: %(p28)dpx; }
QSlider::groove:horizontal { background: %(edge)s; height: %(p4)dpx; border-radius: %(p2)dpx; }
QSlider::handle:horizontal { background: %(accent)s; width: %(p20)dpx; height: %(p20)dpx;
    margin: -%(p8)dpx 0px; border-radius: %(p10)dpx; }
QSlider::handle:horizontal:focus { border: 2px solid %(ink)s; }
QSplitter::handle { background: transparent; }

QScrollBar:vertical { background: transparent; width: %(p12)dpx; margin: 0px; }
QScrollBar:horizontal { background: transparent; height: %(p12)dpx; margin: 0px; }
QScrollBar::handle { background: %(edge)s; border-radius: %(p4)dpx; margin: 2px; }
QScrollBar::handle:vertical { min-height: %(p32)dpx; }
QScrollBar::handle:horizontal { min-width: %(p32)dpx; }
QScrollBar::handle:hover { background: %(muted)s; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0px; height: 0px; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QFrame[role="header"] { background: %(header)s; border: none; }
QFrame[role="header"] QLabel { color: %(header_ink)s; }
QFrame[role="header"] QLabel[role="nameplate"] { font-size: %(t_1)dpx; font-weight: bold;
    letter-spacing: 1px; }
QFrame[role="header"] QLineEdit { background: %(header_soft)s; color: %(header_ink)s;
    border: 1px solid %(header_edge)s; placeholder-text-color: %(header_ink)s; }
QFrame[role="header"] QLineEdit:focus { border: 2px solid %(header_ink)s; }
QFrame[role="header"] QPushButton { background: transparent; color: %(header_ink)s;
    border: 1px solid transparent; padding: 0px %(p8)dpx; min-height: %(pill)dpx; }
QFrame[role="header"] QPushButton[pill="true"] { background: %(header_soft)s;
    border-color: %(header_edge)s; border-radius: %(pill_half)dpx; padding: 0px %(p12)dpx; }
QFrame[role="header"] QPushButton:hover { background: %(header_soft)s; }
QFrame[role="header"] QPushButton:focus { border: 2px solid %(header_ink)s; }
QFrame[role="navigation"] { background: %(card)s; border: none;
    border-right: 1px solid %(line)s; }
QPushButton[role="navigation"] { background: transparent; color: %(ink)s; text-align: left;
    border: 2px solid transparent; border-left: 4px solid transparent; border-radius: 0px;
    padding: 0px %(p12)dpx 0px %(p16)dpx; min-height: %(nav_row)dpx; }
QPushButton[role="navigation"]:hover { background: %(raised)s; }
QPushButton[role="navigation"]:checked { background: %(selection)s; color: %(link)s;
    font-weight: bold; border-left-color: %(accent)s; }
QPushButton[role="navigation"]:focus { border: 2px solid %(accent)s;
    border-left: 4px solid %(accent)s; }
QFrame[role="status"] { background: %(card)s; border: none; border-top: 1px solid %(line)s; }
QFrame[role="status"] QLabel { color: %(muted)s; font-size: %(t_small)dpx; }
QFrame[role="message"] { background: %(selection)s; border: none;
    border-bottom: 1px solid %(line)s; }
QFrame[role="message"][tone="problem"] { background: %(fault_ground)s; }
QFrame[role="message"][tone="good"] { background: %(good_ground)s; }
QFrame[role="message"] QPushButton { min-height: %(low)dpx; }
QWidget[role="curtain"] { background: %(header)s; }
QLabel[role="plate"] { color: %(header_ink)s; font-size: %(t_plate)dpx; font-weight: bold; }
QToolButton[role="on-curtain"] { background: %(header_soft)s; color: %(header_ink)s;
    border: 1px solid %(header_edge)s; border-radius: %(radius)dpx;
    min-width: %(inner)dpx; min-height: %(inner)dpx; }
QToolButton[role="on-curtain"]:focus { border: 2px solid %(header_ink)s; }
"""

_PIXELS: Mapping[str, float] = {
    **{f"p{n}": n for n in (2, 4, 6, 8, 9, 10, 11, 12, 14, 16, 18, 20, 24, 28, 32)},
    "t_base": sizes.BASE,
    "t_small": sizes.SMALL,
    "t_1": sizes.HEADING_1,
    "t_2": sizes.HEADING_2,
    "t_3": sizes.HEADING_3,
    "t_display": sizes.DISPLAY,
    "t_plate": sizes.PLATE,
    "radius": sizes.RADIUS,
    "radius_large": sizes.RADIUS_LARGE,
    "inner": sizes.CONTROL - 2,
    "low": 26,
    "pill": 30,
    "nav_row": 40,
}


def style_sheet(look: Look, icons: str) -> str:
    """The whole sheet; `icons` is the folder of the SVG files with forward slashes."""
    values: dict[str, str | int] = {f.name: getattr(look.palette, f.name) for f in fields(Palette)}
    values |= {name: look.px(size) for name, size in _PIXELS.items()}
    # The wider frame of the focus must not make a chip taller than its row.
    values["chip_focus"] = look.px(_PIXELS["inner"]) - 2
    # With their border they are as large as ever; half of that makes a circle, more makes none.
    values["tick_focus"] = look.px(16) - 2
    values["radio"] = (look.px(16) + 2) // 2
    values["chip_side"] = look.px(_PIXELS["p10"]) - 1
    values["pill_half"] = look.px(30) // 2 + 1
    values["icons"] = icons
    values["shade"] = "light" if look.dark else "dark"
    return _SHEET % values
