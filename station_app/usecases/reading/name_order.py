"""Names in the order people look for them, and found by their initials: by sound, as registers in
China are kept."""

from __future__ import annotations

from bisect import bisect_right

_LETTERS = "abcdefghjklmnopqrstwxyz"
_FIRST = "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"
"""The first sign of each letter among those of GB 2312 that stand in the order of their pinyin."""

_STARTS = [sign.encode("gb18030") for sign in _FIRST]
_LAST = "座".encode("gb18030")
_OF_GB_2312 = 0xA1
"""A second byte below it is of a sign that was put between them later."""

_AS_SURNAME = {
    "单": "s", "解": "x", "仇": "q", "区": "o", "查": "z", "翟": "z", "乐": "y", "尉": "y",
}  # fmt: skip
"""Signs that sound otherwise where they are a surname than where they stand in that order."""


def by_sound(name: str) -> bytes:
    """A key to sort names by.

    The first 3,755 signs of GB 2312, which nearly every name is written with, stand there in the
    order of their pinyin; rarer ones follow by their radicals.  Letters come before both.
    """
    return name.encode("gb18030", "replace")


def has_initials(name: str, typed: str) -> bool:
    """Whether signs that follow each other in `name` begin with the letters `typed`: `lcs`, `cs`
    find 李春生.

    A sign beyond those that stand by their sound may begin with any letter: one too many is
    listed rather than somebody missed.
    """
    wanted = typed.strip().casefold()
    if not (wanted.isascii() and wanted.isalpha()):
        return False
    letters = [_begins(sign) for sign in name.casefold()]
    return any(
        all(letter in letters[at + n] for n, letter in enumerate(wanted))
        for at in range(len(letters) - len(wanted) + 1)
    )


def _begins(sign: str) -> str:
    """The letters a sign may begin with."""
    if sign.isascii():
        return sign
    code = sign.encode("gb18030", "replace")
    by_pinyin = len(code) == 2 and code[1] >= _OF_GB_2312 and _STARTS[0] <= code <= _LAST
    if not by_pinyin:
        return _LETTERS
    return _LETTERS[bisect_right(_STARTS, code) - 1] + _AS_SURNAME.get(sign, "")
