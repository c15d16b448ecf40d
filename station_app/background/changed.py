"""The fact that something in the ledger changed, as told to every page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Changed:
    """Which kinds of record changed, and which records where they are few enough to be named.

    `ids` empty means: any of these kinds.  `everything` is said after a first reading or a repair.
    """

    kinds: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    everything: bool = field(default=False)

    @classmethod
    def of(cls, kind: str, *ids: str) -> Changed:
        return cls(frozenset((kind,)), frozenset(ids))

    @classmethod
    def kinds_of(cls, kinds: Iterable[str]) -> Changed:
        return cls(frozenset(kinds))

    def concerns(self, kinds: Iterable[str]) -> bool:
        return self.everything or not self.kinds.isdisjoint(kinds)

    def __bool__(self) -> bool:
        return self.everything or bool(self.kinds)

    def __or__(self, other: Changed) -> Changed:
        named = self.ids | other.ids if self.ids and other.ids else frozenset[str]()
        if not self:
            named = other.ids
        elif not other:
            named = self.ids
        return Changed(self.kinds | other.kinds, named, self.everything or other.everything)
