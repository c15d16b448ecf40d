"""Code lists: those of the program and those the county keeps (domain records 1).

The county's lists are files (`resources/codes/*.csv`); they are parsed here from text given in,
so that this room reads no disk.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sync.records.fixed_codes import FIXED

COLUMNS = ("list", "code", "label_zh", "label_en", "parent", "order")

BOARD_COLOURS: Mapping[str, str | None] = {
    "draft": None,
    "registered": "black",
    "awaiting_materials": "black",
    "accepted": "black",
    "in_progress": "red",
    "mediating": "red",
    "mediation_suspended": "red",
    "referred_out": "red",
    "not_accepted": "green",
    "concluded": "green",
    "replied": "green",
    "called_back": "green",
    "archived": "green",
    "cancelled": None,
}
"""Status -> colour of the three-colour board (rules 4.1).  Red means being handled, not overdue."""

RESOLVED = frozenset(
    {"immediate", "agreement_written", "agreement_oral", "self_settled", "resolved_by_target"}
)
AGREED = frozenset({"immediate", "agreement_written", "agreement_oral"})
FAILED = frozenset({"no_agreement", "refused", "fee_dispute", "timeout"})
"""Outcomes by what they count as (rules 4.3)."""

JOINED_LISTS: Mapping[str, tuple[str, ...]] = {
    "category": ("goods_category", "service_category"),
}
"""A field's list that is several lists of the county, one after the other."""


@dataclass(frozen=True, slots=True)
class CodeItem:
    """A row of a list the county keeps.  Its words come with it; the catalogues have none."""

    list: str
    code: str
    label_zh: str
    label_en: str
    parent: str | None
    order: int


def parse_code_list(text: str) -> tuple[CodeItem, ...]:
    """The rows of one file, in the file's order.

    ValueError, naming the line, where a heading, a code, a word or a number is not as it must be,
    a code stands twice, or a parent is not in its list.
    """
    rows = csv.reader(text.removeprefix("\ufeff").splitlines())
    if tuple(next(rows, ())) != COLUMNS:
        raise ValueError(f"line 1: the heading is not {','.join(COLUMNS)}")
    items: list[CodeItem] = []
    seen: set[tuple[str, str]] = set()
    for row in rows:
        if not row:
            continue
        item = _item(row, rows.line_num)
        if (item.list, item.code) in seen:
            raise ValueError(f"line {rows.line_num}: {item.code} stands twice in {item.list}")
        seen.add((item.list, item.code))
        items.append(item)
    for item in items:
        if item.parent is not None and (item.list, item.parent) not in seen:
            raise ValueError(f"{item.list}: {item.code} hangs on {item.parent}, which is missing")
    return tuple(items)


def _item(row: list[str], line: int) -> CodeItem:
    if len(row) != len(COLUMNS):
        raise ValueError(f"line {line}: {len(row)} columns instead of {len(COLUMNS)}")
    list_, code, label_zh, label_en, parent, order = (cell.strip() for cell in row)
    if not (list_ and code and label_zh and label_en):
        raise ValueError(f"line {line}: list, code and both words are needed")
    if not (order.isascii() and order.isdigit()):
        raise ValueError(f"line {line}: the order is not a number")
    return CodeItem(list_, code, label_zh, label_en, parent or None, int(order))


@dataclass(frozen=True)
class CodeBook:
    """Every list there is: the program's own and the county's."""

    items: Mapping[str, Mapping[str, CodeItem]] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Iterable[str]) -> CodeBook:
        """From the texts of the county's files; a later file replaces equal codes."""
        lists: dict[str, dict[str, CodeItem]] = {}
        for text in texts:
            for item in parse_code_list(text):
                lists.setdefault(item.list, {})[item.code] = item
        return cls(lists)

    def codes(self, name: str) -> tuple[str, ...]:
        """The codes of a list, in the order people see; level 2 right after its parent.

        Empty for a list nobody has loaded.
        """
        if name in FIXED:
            return tuple(FIXED[name])
        return tuple(item.code for item in self._kept(name))

    def knows(self, name: str, code: str) -> bool:
        """Whether the code may be chosen.  What arrives from elsewhere is not asked this."""
        return code in self.codes(name)

    def item(self, name: str, code: str) -> CodeItem | None:
        """The county's row, or None."""
        for part in JOINED_LISTS.get(name, (name,)):
            if code in self.items.get(part, {}):
                return self.items[part][code]
        return None

    def _kept(self, name: str) -> list[CodeItem]:
        found: list[CodeItem] = []
        for part in JOINED_LISTS.get(name, (name,)):
            rows = self.items.get(part, {})
            found += sorted(rows.values(), key=lambda item: _place(item, rows))
        return found


def _place(item: CodeItem, rows: Mapping[str, CodeItem]) -> tuple[int, str, int, str]:
    """Where a row stands: its top row's order, then its own among its sisters."""
    top = rows.get(item.parent, item) if item.parent is not None else item
    return (top.order, top.code, item.order if top is not item else -1, item.code)


def is_known(name: str, code: str, book: CodeBook | None = None) -> bool:
    """Whether `code` may stand in a field of list `name`.

    Without a book only the program's lists are judged; a county's list takes anything.
    """
    if name in FIXED:
        return code in FIXED[name]
    return book is None or book.knows(name, code)
