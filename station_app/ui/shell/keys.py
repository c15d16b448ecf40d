"""The keyboard map: declared once, used by the window and listed by F1."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sync.words import mark


class Act(StrEnum):
    HELP = "help"
    NEW = "new"
    NEW_HERE = "new_here"
    FIND = "find"
    SYNC = "sync"
    LOCK = "lock"
    PALETTE = "palette"
    LARGER = "larger"
    SMALLER = "smaller"
    NORMAL = "normal"
    SAVE = "save"


@dataclass(frozen=True, slots=True)
class Shortcut:
    act: Act
    keys: tuple[str, ...]
    words: str


KEYS: tuple[Shortcut, ...] = (
    Shortcut(Act.HELP, ("F1",), mark("Help on this screen")),
    Shortcut(Act.NEW, ("F2",), mark("New complaint")),
    Shortcut(Act.NEW_HERE, ("Ctrl+N",), mark("Something new on this page")),
    Shortcut(Act.FIND, ("F3", "Ctrl+F"), mark("Search")),
    Shortcut(Act.SYNC, ("F9",), mark("Exchange with the county now")),
    Shortcut(Act.LOCK, ("Ctrl+L",), mark("Lock")),
    Shortcut(Act.PALETTE, ("Ctrl+K",), mark("Anything by name")),
    Shortcut(Act.LARGER, ("Ctrl++", "Ctrl+="), mark("Larger text")),
    Shortcut(Act.SMALLER, ("Ctrl+-",), mark("Smaller text")),
    Shortcut(Act.NORMAL, ("Ctrl+0",), mark("Normal text")),
    Shortcut(Act.SAVE, ("Ctrl+S",), mark("Save (happens by itself)")),
)

IN_FORMS: tuple[tuple[str, str], ...] = (
    ("Enter", mark("Next field")),
    ("Shift+Tab", mark("Field before")),
    ("Alt+1 … Alt+9", mark("Page by its place on the left")),
    ("Esc", mark("Close what was opened last")),
)
"""Keys that widgets know by themselves, for the list only."""
