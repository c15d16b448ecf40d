"""Names in the order people look for them: by sound, as registers in China are kept."""

from __future__ import annotations


def by_sound(name: str) -> bytes:
    """A key to sort names by.

    The first 3,755 signs of GB 2312, which nearly every name is written with, stand there in the
    order of their pinyin; rarer ones follow by their radicals.  Letters come before both.
    """
    return name.encode("gb18030", "replace")
