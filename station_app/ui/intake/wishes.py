"""What the complainant wants: requests, each with its money and a note where it has them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from station_app.ui.common.texts import heading
from station_app.ui.intake.columns import Columns
from station_app.ui.intake.editors import OneOf
from station_app.ui.intake.entries import Entry, Way
from station_app.ui.intake.field import FormField, Tools
from station_app.ui.intake.group import GAP, NARROWEST
from sync.clock import Json
from sync.records.case import CASE
from sync.records.check import REQUEST_ITEM
from sync.records.kinds import Field, Type
from sync.words import mark

WITHOUT_MONEY = frozenset({"apology", "stop", "perform", "repair", "remake"})
"""Requests for which no sum is asked."""

_CHOICE = Field("requests", Type.LIST, CASE.by_name["requests"].label, codes="request_kind")
_MONEY, _NOTE = REQUEST_ITEM[1], REQUEST_ITEM[2]


class Wish(QFrame):
    """One request that was ticked.

    Signals:
        edited: Its money or its note was changed.  arg: the `FormField`.
    """

    edited = Signal(object)

    def __init__(self, tools: Tools, code: str, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.code = code
        self.setProperty("role", "inset")
        px = tools.context.theme.look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(8), px(12), px(10))
        column.addWidget(heading(words, 3, parent=self))
        columns = Columns(None, px(NARROWEST) - px(20), px(GAP))
        column.addLayout(columns)
        money = Entry("money", Way.MONEY, mark("yuan; may stay empty"))
        note = Entry("note", Way.LINE, mark("for example: within a week"))
        self.fields: dict[str, FormField] = {}
        for entry, declared in ((money, _MONEY), (note, _NOTE)):
            if entry is money and code in WITHOUT_MONEY:
                continue
            field = FormField(tools, entry, declared, self)
            field.widget.setAccessibleName(f"{words} {field.widget.accessibleName()}")
            field.edited.connect(lambda field=field: self.edited.emit(field))
            self.fields[entry.name] = field
            columns.add(field.row)

    def outside(self) -> dict[str, Json]:
        told: dict[str, Json] = {"request_kind": self.code}
        return told | {n: f.outside() for n, f in self.fields.items() if not f.empty}

    def show_body(self, body: dict[str, Json]) -> None:
        for name, field in self.fields.items():
            field.show(body.get(name))


class Wishes(QWidget):
    """Signals:
    edited: Something was changed.  arg: the `FormField`.
    grown: A request came or went.  No argument.
    """

    edited = Signal(object)
    grown = Signal()

    def __init__(self, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tools = tools
        self._kept: dict[str, dict[str, Json]] = {}
        self.wishes: list[Wish] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(tools.context.theme.look.px(10))
        entry = Entry("requests", Way.ONE, mark("several may be ticked"), wide=True)
        self.choice = WishChoice(tools, entry, self)
        self.choice.edited.connect(self._chosen)
        self._column.addWidget(self.choice.row)

    def body(self) -> list[Json]:
        """As `requests` stands outside."""
        return [wish.outside() for wish in self.wishes]

    def show_body(self, body: Json) -> None:
        listed = [w for w in body if isinstance(w, dict)] if isinstance(body, list) else []
        self.choice.show([str(w.get("request_kind")) for w in listed])
        self._renew(())
        self._kept = {str(w.get("request_kind")): w for w in listed}
        self._renew([str(w.get("request_kind")) for w in listed])

    def said(self) -> str:
        """`Pay back 320.00; Apologise`, in the window's language."""
        words = []
        for wish in self.wishes:
            parts = [self._tools.choices.word("request_kind", wish.code)]
            for name in ("money", "note"):
                field = wish.fields.get(name)
                if field is not None and not field.empty:
                    said = field.said()
                    tr = self._tools.context.words.tr
                    parts.append(tr("{amount} yuan", amount=said) if name == "money" else said)
            words.append(" ".join(parts))
        return "；".join(words)

    def _chosen(self) -> None:
        codes = self.choice.outside()
        self._renew([str(c) for c in codes] if isinstance(codes, list) else [])
        self.edited.emit(self.choice)

    def _renew(self, codes: Sequence[str]) -> None:
        """The ticked requests; what was typed in one that was unticked is kept for its return."""
        standing = {wish.code: wish for wish in self.wishes}
        for code, wish in standing.items():
            if code not in codes:
                self._kept[code] = wish.outside()
                wish.hide()
                self._column.removeWidget(wish)
                wish.deleteLater()
        self.wishes = [standing.get(code) or self._new(code) for code in codes]
        for wish in self.wishes:
            # Put again at the end, so that they stand in the order of the list.
            self._column.addWidget(wish)
        self.grown.emit()

    def _new(self, code: str) -> Wish:
        words = self._tools.choices.word("request_kind", code)
        wish = Wish(self._tools, code, words, self)
        wish.show_body(self._kept.get(code, {}))
        wish.edited.connect(self.edited)
        return wish


class WishChoice(FormField):
    """The chips; several of them, in the order of the list."""

    def __init__(self, tools: Tools, entry: Entry, parent: QWidget) -> None:
        super().__init__(tools, entry, _CHOICE, parent)

    def make(self) -> QWidget:
        options = self._tools.choices.of_list("request_kind")
        return OneOf(self._tools.context.theme, options, several=True)
