"""Values of records in words: codes, amounts, moments, people; pure, no widget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from station_app.ui.common.day_text import day_words, when_words
from station_app.ui.common.editors import Option, money_words
from sync.clock import Json, iso, local_date
from sync.records.check import ITEMS
from sync.records.codes import CodeBook
from sync.records.fixed_codes import FIXED
from sync.records.kinds import Field, Type
from sync.records.masking import HIDDEN
from sync.records.registry import KINDS
from sync.words import Words

_PLACES, _PEOPLE = frozenset({"station", "organisation"}), frozenset({"user", "person"})


def unknown_words(words: Words, to: str) -> str:
    """What stands for a record of the kind `to` that this PC does not hold; never its id.

    Somebody this PC does not know is of a station above it.
    """
    if to in _PEOPLE:
        return words.tr("somebody of a station above")
    return words.tr("an office not known here") if to in _PLACES else words.tr("another record")


class RecordWords:
    """Says values in one language.  `book` holds the county's code lists."""

    def __init__(self, words: Words, book: CodeBook, today: Callable[[], date]) -> None:
        self.words = words
        self.book = book
        self._today = today

    def code(self, list_name: str, code: str) -> str:
        """A code's words; the code itself where this version doesn't know it."""
        if code in FIXED.get(list_name, {}):
            return self.words.tr(FIXED[list_name][code])
        item = self.book.item(list_name, code)
        if item is None:
            return code
        return item.label_zh if self.words.lang.startswith("zh") else item.label_en

    def options(self, list_name: str, among: tuple[str, ...] | None = None) -> list[Option]:
        """The entries of a list for a choice; `among` keeps some of them, in that order."""
        codes = among if among is not None else self.book.codes(list_name)
        return [Option(code, self.code(list_name, code)) for code in codes]

    def label(self, kind: str, name: str) -> str:
        """A field's label; its name where this version doesn't know it."""
        declared = KINDS[kind].by_name.get(name) if kind in KINDS else None
        return self.words.tr(declared.label) if declared is not None else name

    def kind(self, kind: str) -> str:
        return self.words.tr(KINDS[kind].label) if kind in KINDS else kind

    def moment(self, ms: int | None) -> str:
        """`10:32` today, `昨天 17:05`, `11月3日 周二 09:12` before that."""
        if not ms:
            return ""
        return when_words(local_date(ms), iso(ms)[11:16], self.words, self._today())

    def date_and_clock(self, ms: int | None) -> str:
        """`11月16日 周一 09:40`, whatever day it is: for a line in a course of events."""
        if not ms:
            return ""
        return f"{day_words(local_date(ms), self.words, self._today())} {iso(ms)[11:16]}"

    def day(self, text: str) -> str:
        try:
            return day_words(date.fromisoformat(text), self.words, self._today())
        except ValueError:
            return text

    def money(self, fen: int) -> str:
        return self.words.tr("{amount} yuan", amount=money_words(fen).removesuffix(".00"))

    def size(self, octets: int) -> str:
        """`640 B`, `12 KB`, `3.4 MB`."""
        if octets < 1024:
            return f"{octets} B"
        if octets < 1 << 20:
            return f"{octets / 1024:.0f} KB"
        return f"{octets / (1 << 20):.1f} MB"

    def value(self, kind: str, name: str, value: Json, called: Mapping[str, str]) -> str:
        """A field's value as it is read; `called` names people and stations by their id, who is
        not known here is not in it."""
        declared = KINDS[kind].by_name.get(name) if kind in KINDS else None
        if declared is None:
            return "" if value is None else str(value)
        if value is None or value in ("", []):
            return self.words.tr("(empty)")
        return self._said(declared, value, called, ITEMS.get((kind, name)))

    def _said(
        self,
        field: Field,
        value: Json,
        called: Mapping[str, str],
        items: tuple[Field, ...] | None = None,
    ) -> str:
        if value == HIDDEN:
            return HIDDEN
        if isinstance(value, bool):
            return self.words.tr("Yes") if value else self.words.tr("No")
        if isinstance(value, int):
            return self._number(field, value)
        if isinstance(value, list):
            return "、".join(self._entry(field, entry, called, items) for entry in value)
        if not isinstance(value, str):
            return str(value)
        if field.type is Type.DAY:
            return self.day(value)
        if field.codes is not None:
            return self.code(field.codes, value)
        return value if field.to is None else self.named(called, value, field.to)

    def named(self, called: Mapping[str, str], record_id: str, to: str) -> str:
        """The name of a record of the kind `to`, or words that say it is not known here."""
        return called.get(record_id) or unknown_words(self.words, to)

    def _number(self, field: Field, value: int) -> str:
        if field.type is Type.MONEY:
            return self.money(value)
        return self.moment(value) if field.type is Type.TIME else str(value)

    def _entry(
        self,
        field: Field,
        entry: Json,
        called: Mapping[str, str],
        items: tuple[Field, ...] | None,
    ) -> str:
        if isinstance(entry, dict):
            parts = [
                self._said(item, entry[item.name], called)
                for item in items or ()
                if entry.get(item.name) not in (None, "")
            ]
            return " ".join(parts)
        return self._said(field, entry, called)
