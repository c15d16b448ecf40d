"""The lists a form offers, in the words of its language."""

from __future__ import annotations

from collections.abc import Sequence

from station_app.ui.common.editors import Option
from station_app.ui.intake.entries import HELPER_ROLES, Entry
from sync.records.codes import CodeBook
from sync.records.fixed_codes import FIXED
from sync.words import Words

_SERVICES, _GOODS = "service_category", "goods_category"
_TRADER_FIRST = (
    "individual_business", "stall_unlicensed", "company", "platform_merchant", "farmers_coop",
    "platform", "village_collective", "public_unit", "person", "unknown",
)  # fmt: skip
"""The order in which villagers meet them."""


class Choices:
    """Options by list; places are learned once the ledger has told them."""

    def __init__(self, words: Words, book: CodeBook) -> None:
        self._words = words
        self.book = book
        self.places: tuple[Option, ...] = ()

    def options(self, entry: Entry, codes: str | None) -> tuple[Option, ...]:
        """What may be chosen in a field; empty for one that is no choice."""
        if entry.name == "role":
            return self._of("party_role", HELPER_ROLES)
        if entry.name == "kind":
            return self._of("party_kind", _TRADER_FIRST)
        if codes is None:
            return self.places
        return self.of_list(codes)

    def of_list(self, name: str) -> tuple[Option, ...]:
        return self._of(name, self.book.codes(name))

    def categories(self, object_kind: str | None) -> tuple[Option, ...]:
        """Those that fit goods, services or farm inputs; all where nothing was chosen."""
        both = self.of_list("category")
        if object_kind == "service":
            return tuple(o for o in both if self._list_of(o.code) == _SERVICES)
        if object_kind == "farm_input":
            farm = [o for o in both if o.code.startswith(("farm_inputs", "farm_service"))]
            return (*farm, *(o for o in both if o not in farm))
        if object_kind == "goods":
            return tuple(o for o in both if self._list_of(o.code) == _GOODS)
        return both

    def word(self, list_: str, code: str) -> str:
        """One code's words; the code itself where this version doesn't know it."""
        if list_ in FIXED:
            return self._words.tr(FIXED[list_][code]) if code in FIXED[list_] else code
        item = self.book.item(list_, code)
        if item is None:
            return code
        return item.label_zh if self._words.lang == "zh_CN" else item.label_en

    def _list_of(self, code: str) -> str:
        item = self.book.item("category", code)
        return item.list if item is not None else ""

    def _of(self, list_: str, codes: Sequence[str]) -> tuple[Option, ...]:
        found = []
        for code in codes:
            item = self.book.item(list_, code)
            words = self.word(list_, code)
            if item is not None and item.parent is not None:
                words = f"{self.word(list_, item.parent)} - {words}"
            found.append(Option(code, words))
        return tuple(found)
