"""What became of an entry: held, with all its numbers; put off, called off, missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station_app.ui.calendar.forms import RecordForm, SeveralWords, options_of
from station_app.ui.calendar.jobs import CalendarRead
from station_app.ui.calendar.writes import Photo
from station_app.ui.common.chip_keys import ChipKeys
from station_app.ui.common.choices import Chips
from station_app.ui.common.context import Context
from station_app.ui.common.day_text import Lean
from station_app.ui.common.editors import DayEdit
from station_app.ui.common.fields import LineEdit, button
from station_app.ui.common.made_fields import MomentEdit, WholeEdit, when_held
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.texts import ElidedLabel, text
from station_app.usecases.reading.calendar_entry import EntryRead
from sync.clock import Json
from sync.records.kinds import Type
from sync.records.moves import Move
from sync.records.registry import KINDS
from sync.records.stock import Balance, item_key

PICTURES = ("*.jpg", "*.jpeg", "*.png", "*.heic", "*.webp")
ASKED_FIRST = (
    "held_start", "held_at", "audience_count", "households", "consult_count", "hours",
    "persons_received", "cases_taken", "consultations", "banners", "materials", "summary",
    "feedback", "problems", "guidance", "not_held_reason", "moved_to",
)  # fmt: skip
"""Rows seen at once, in this order; the others open by a link."""

NOT_ASKED = frozenset({"case_ids", "checks", "material_ids", "visitor_ids"})
"""Takes that no row asks for: they come from other places."""


class MaterialsEdit(QWidget):
    """Leaflets and banners given out, each with what the stock has left; one more can be named.

    Its value is an activity's `materials`.

    Signals:
        edited: A person changed something.  No argument.
    """

    edited = Signal()

    def __init__(self, context: Context, words: RecordWords, stock: Sequence[Balance]) -> None:
        super().__init__()
        tr = context.words.tr
        self._left = {item_key(b.kind, b.name): b.left for b in stock}
        self._others: list[Json] = []
        self.given: dict[tuple[str, str], WholeEdit] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.look.px(6))
        self._names = {item_key(b.kind, b.name): b.name for b in stock}
        for balance in stock:
            kind = words.code("material_kind", balance.kind)
            said = tr("{kind} {name}, {n} left", kind=kind, name=balance.name, n=balance.left)
            editor = WholeEdit()
            editor.setAccessibleName(said)
            editor.setPlaceholderText("0")
            editor.setMaximumWidth(context.theme.look.px(90))
            editor.edited.connect(self.edited)
            line = QHBoxLayout()
            line.addWidget(text(said), 1)
            line.addWidget(editor)
            column.addLayout(line)
            self.given[item_key(balance.kind, balance.name)] = editor
        column.addWidget(text(tr("Something else given out:"), "hint"))
        options = words.options("material_kind")
        self.other_kind = Chips(context.theme, options, several=False)
        self.other_kind.setAccessibleName(tr("Kind of material"))
        ChipKeys(self.other_kind)
        self.other_name, self.other_given = LineEdit(), WholeEdit()
        self.other_name.setAccessibleName(tr("Name of the material"))
        self.other_name.setPlaceholderText(tr("Name"))
        self.other_given.setAccessibleName(tr("Given out"))
        self.other_given.setPlaceholderText(tr("How many"))
        self.other_given.setMaximumWidth(context.theme.look.px(90))
        line = QHBoxLayout()
        line.addWidget(self.other_name, 1)
        line.addWidget(self.other_given)
        column.addWidget(self.other_kind)
        column.addLayout(line)
        for other in (self.other_kind, self.other_name, self.other_given):
            other.edited.connect(self.edited)

    def value(self) -> list[Json] | None:
        found: list[Json] = list(self._others)
        for (kind, name), editor in self.given.items():
            count = editor.value()
            if count is not None:
                line: dict[str, Json] = {"name": self._names[kind, name], "kind": kind,
                                         "given": count}  # fmt: skip
                if isinstance(count, int):
                    line["left"] = max(0, self._left[kind, name] - count)
                found.append(line)
        other, chosen = self.other_name.value(), self.other_kind.value()
        if other:
            said = chosen if isinstance(chosen, str) else "leaflet"
            found.append({"name": other, "kind": said, "given": self.other_given.value()})
        return found or None

    def set_value(self, value: Sequence[Json] | None) -> None:
        self._others = []
        for editor in self.given.values():
            editor.set_value(None)
        for line in value or ():
            if not isinstance(line, dict):
                continue
            key, given = item_key(str(line.get("kind")), str(line.get("name"))), line.get("given")
            if key in self.given and (given is None or type(given) is int):
                self.given[key].set_value(given)
            else:
                self._others.append(line)


class PhotoEdit(QWidget):
    """Files for one picture of the pair: chosen or dropped.

    Signals:
        edited: A person changed something.  No argument.
    """

    edited = Signal()

    def __init__(self, context: Context, title: str) -> None:
        super().__init__()
        self._context, self._title = context, title
        self.paths: list[Path] = []
        self.setAcceptDrops(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        tr = context.words.tr
        self.choose = button(tr("Choose photos"))
        self.choose.setAccessibleName(tr("Choose photos: {what}", what=title))
        self.choose.clicked.connect(self._choose)
        self.names = ElidedLabel(tr("or drop them here, or Ctrl+V"), "muted")
        row.addWidget(self.choose)
        row.addWidget(self.names, 1)
        self.setFocusProxy(self.choose)

    def value(self) -> list[Json] | None:
        return [str(path) for path in self.paths] or None

    def set_value(self, value: Sequence[str] | None) -> None:
        # What was chosen before and is gone meanwhile cannot be attached any more.
        self.paths = [path for name in value or () if (path := Path(name)).is_file()]
        self._show()

    def photos(self) -> list[Photo]:
        return [Photo(path, self._title) for path in self.paths]

    def take(self, paths: Sequence[Path]) -> None:
        self.paths += [path for path in paths if path not in self.paths]
        self._show()
        self.edited.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        self.take([path for path in paths if path.is_file()])
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Files copied in a file manager, or their paths as text."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.take(_pasted(QGuiApplication.clipboard().mimeData()))
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        title = self._context.words.tr("Choose photos")
        self._context.dialogs.choose_files(title, PICTURES, self.take)

    def _show(self) -> None:
        tr = self._context.words.tr
        said = "、".join(path.name for path in self.paths) or tr("or drop them here, or Ctrl+V")
        self.names.set_words(said)


def _pasted(copied: QMimeData) -> list[Path]:
    if copied.hasUrls():
        named = [Path(url.toLocalFile()) for url in copied.urls() if url.isLocalFile()]
    else:
        named = [Path(line.strip().strip('"')) for line in copied.text().splitlines()]
    return [path for path in named if path.is_file()]


@dataclass(frozen=True, slots=True)
class Told:
    """What a move is given: outside JSON, and photos."""

    given: dict[str, Json]
    photos: tuple[Photo, ...]


class MoveForm(RecordForm):
    """One move of an entry, made from what it needs and takes."""

    def __init__(
        self,
        context: Context,
        words: RecordWords,
        read: CalendarRead,
        entry: EntryRead,
        move: Move,
        title: str,
    ) -> None:
        tr = context.words.tr
        super().__init__(context, words, KINDS[entry.kind], tr(move.label))
        self._calendar, self._entry = read, entry
        self.content.addWidget(text(title, "muted"))
        self.photos: list[PhotoEdit] = []
        names = [n for n in (*move.needs, *move.takes) if n not in NOT_ASKED]
        first = [name for name in ASKED_FIRST if name in names]
        first += [name for name in move.needs if name not in first]
        for name in first:
            self._row(name, name in move.needs)
        if move.action == "hold" and entry.kind == "propaganda_activity":
            for key, said in (
                ("banner", tr("Photo of the banner")),
                ("scene", tr("Photo of the scene")),
            ):
                self._photo(key, said)
        elif move.action == "hold":
            self._photo("scene", tr("Photo of the scene"))
        later = [name for name in names if name not in first]
        if later:
            column = self.more()
            for name in later:
                self._row(name, False, column)
        self.end(tr(move.label))
        self._begin(move)

    def _row(self, name: str, needed: bool, column: QVBoxLayout | None = None) -> None:
        declared = self.kind.by_name[name]
        if name == "materials":
            editor = MaterialsEdit(self.context, self.words, self._entry.stock)
            self.own(name, editor, column=column)
        elif declared.type is Type.TIME:
            ahead = name in ("moved_to", "planned_start", "planned_end", "planned_at")
            made = MomentEdit(self.context, Lean.COMING if ahead else Lean.PAST)
            self.own(name, made, required=needed, column=column)
        elif declared.type is Type.DAY:
            day = DayEdit(self.context.words, self.context.lunar, self.context.today,
                          lean=Lean.COMING)  # fmt: skip
            self.own(name, day, required=needed, column=column)
        elif declared.type is Type.LIST and declared.to == "person":
            people = options_of(self._calendar.people[:40])
            if people:
                self.add(name, required=needed, options=people, column=column)
        elif declared.type is Type.LIST and declared.codes is None:
            self.own(name, SeveralWords(), required=needed, column=column)
        else:
            self.add(name, required=needed, column=column)

    def _photo(self, key: str, said: str) -> None:
        editor = PhotoEdit(self.context, said)
        self.photos.append(editor)
        self.own(f"photo_{key}", editor, label=said)

    def _begin(self, move: Move) -> None:
        values = self._entry.values
        self.fill({name: value for name, value in values.items() if value not in (None, "", [])})
        if move.action != "hold":
            return
        for start, planned in (("held_start", "planned_start"), ("held_at", "planned_at")):
            if start in self.rows and values.get(start) is None:
                stood_at = values.get("moved_to") or values.get(planned)
                self.rows[start].set_value(when_held(stood_at, self._entry.now_ms))

    def read(self) -> tuple[dict[str, Json], dict[str, str]]:
        told, faults = super().read()
        # What stood there before and was emptied is given as empty.
        emptied = {
            name: None
            for name in self.rows
            if name in self.kind.by_name and name not in told and name not in faults
            and self._entry.values.get(name) not in (None, "", [])
        }  # fmt: skip
        return {**told, **emptied}, faults

    def given(self) -> tuple[Told, dict[str, str]]:
        told, faults = self.read()
        photos = tuple(photo for editor in self.photos for photo in editor.photos())
        return Told(told, photos), faults
