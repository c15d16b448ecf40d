"""Persons taken out of a story: each name becomes 甲, 乙, 丙 ..., the same one throughout.

Typical cases are read by everybody (rules 13.8).  What a program can find it replaces; a person
checks what it cannot (`typical_case`, state checked).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

STEMS = "甲乙丙丁戊己庚辛壬癸"

_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9Xx])"), "(证件号码略)"),
    (re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])"), "(电话略)"),
    (re.compile(r"(?<![0-9])0[0-9]{2,3}-?[0-9]{7,8}(?![0-9])"), "(电话略)"),
    (re.compile(r"(?<![0-9])[0-9]{12}[A-Z][0-9A-Z]{0,3}-[0-9]{4}-[0-9]{4,}"), "(案件编号略)"),
)

FIRM_WORDS = ("店", "摊", "公司", "合作社", "部", "厂", "行", "超市", "中心", "商城")


def stem(number: int) -> str:
    """甲 for 0, 乙 for 1 ...; past the tenth with a number, 甲2."""
    turn, at = divmod(number, len(STEMS))
    return STEMS[at] + (str(turn + 1) if turn else "")


def stand_ins(people: Iterable[str], firms: Iterable[str] = ()) -> dict[str, str]:
    """Name -> what stands for it: people first, then firms (某店甲 ...), in the order given.

    The same name in two places is the same person; `王某某` as it is written counts as a name.
    """
    found: dict[str, str] = {}
    for name in _names(people):
        found.setdefault(name, stem(len(found)))
    taken = 0
    for name in _names(firms):
        if name not in found:
            word = next((w for w in FIRM_WORDS if name.endswith(w)), "商家")
            found[name] = f"某{word}{stem(taken)}"
            taken += 1
    return found


def without_persons(text: str, stand_in: Mapping[str, str], also: Sequence[str] = ()) -> str:
    """The text with each name replaced, and phones, document and case numbers left out.

    `also`: further texts that tell who it is (addresses, phones as written): they are left out.
    Longer names are replaced first, so that 王小明 is not 甲小明.
    """
    said = text
    for tell in sorted({t.strip() for t in also if len(t.strip()) > 1}, key=len, reverse=True):
        said = said.replace(tell, "(略)")
    for name in sorted(stand_in, key=len, reverse=True):
        said = said.replace(name, stand_in[name])
    for pattern, word in _PATTERNS:
        said = pattern.sub(word, said)
    return said


def left_over(text: str, names: Iterable[str]) -> list[str]:
    """What still tells who it is: names, phones and numbers found in the text, each once."""
    found = [name for name in _names(names) if name in text]
    for pattern, _ in _PATTERNS:
        found += [match for match in pattern.findall(text) if match not in found]
    return found


def _names(given: Iterable[str]) -> list[str]:
    """Names of more than one character, once each: a single one would stand in other words."""
    return list(dict.fromkeys(name.strip() for name in given if len(name.strip()) > 1))
