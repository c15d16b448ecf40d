"""Logins, passwords and codes for paper, as people type them."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from sync.clock import RandomBytes
from sync.problems import Problem, ProblemKind
from sync.resources import resources_folder

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 256
LONGEST_LOGIN = 40
"""As `User.login` (records.md 2.5)."""
OWN_CHARACTERS = 4
"""How many characters must be left when everything well known is taken out of a password."""

WEAK_PASSWORDS = "weak-passwords.txt"

_LEET = str.maketrans({"@": "a", "4": "a", "0": "o", "1": "i", "!": "i", "3": "e", "$": "s"})
_RUNS = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn",
    "!@#$%^&*()",
    "一二三四五六七八九十",
)
_SHORTEST_RUN = 3


def normal_login(login: str) -> str:
    """The form two spellings of one login share (NFC, case folded, outer blanks gone)."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", login).casefold()).strip()


def login_fault(login: str) -> str | None:
    """Why this can't be a login (a code), or None: one word, in any script, that can be seen."""
    normal = normal_login(login)
    if not normal:
        return "required"
    if len(normal) > LONGEST_LOGIN:
        return "too_long"
    if any(unicodedata.category(c)[0] in "CZ" for c in normal):
        return "not_a_login"
    return None


def normal_password(password: str) -> str:
    """The form typed passwords are compared in: input methods differ in how they compose."""
    return unicodedata.normalize("NFC", password)


def load_weak(path: Path | None = None) -> frozenset[str]:
    """Words too well known to protect anything: one a line, `#` begins a remark."""
    path = path or resources_folder() / WEAK_PASSWORDS
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(_flat(line) for line in map(str.strip, lines) if line and line[0] != "#")


def password_fault(
    password: str, *, login: str, names: Sequence[str], weak: Collection[str]
) -> str | None:
    """Why this password protects too little (a code), or None (等保 2.0, 身份鉴别 a).

    `names`: the person's and the station's names; `weak`: see `load_weak`.
    Codes: too_short, too_long, only_digits, contains_login, contains_name, too_weak.
    """
    password = normal_password(password)
    if len(password) < SHORTEST_PASSWORD:
        return "too_short"
    if len(password) > LONGEST_PASSWORD:
        return "too_long"
    flat = _flat(password)
    if flat.isdecimal():
        return "only_digits"  # telephone, birthday and identity numbers, all known to neighbours
    if _holds(flat, normal_login(login)):
        return "contains_login"
    if any(_holds(flat, _flat(name)) for name in names):
        return "contains_name"
    if _own_characters(flat, weak) < OWN_CHARACTERS:
        return "too_weak"
    return None


def _flat(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _holds(flat: str, word: str) -> bool:
    word = _flat(word)
    # Two letters ("li") stand in half of all phrases; two characters ("王某") are a name.
    shortest = 3 if word.isascii() else 2
    return len(word) >= shortest and (word in flat or word[::-1] in flat)


def _own_characters(flat: str, weak: Collection[str]) -> int:
    """How many different characters stay when weak words, runs, repeats and years go.

    Read plainly and with the usual stand-ins of letters undone; the poorer reading counts.
    """
    return min(_left(reading, weak) for reading in (flat, flat.translate(_LEET)))


def _left(text: str, weak: Collection[str]) -> int:
    for word in sorted(weak, key=len, reverse=True):
        if word in text:
            text = text.replace(word, " ")
    kept: list[str] = []
    at = 0
    while at < len(text):
        run = _run_at(text, at)
        if run < _SHORTEST_RUN:
            kept.append(text[at])
            run = 1
        at += run
    # Digits and marks hung on to a word (2024, 888, !!) are what everybody hangs on.
    own = {c for c in kept if c.isalpha()}
    marks = {c for c in kept if not c.isalpha() and not c.isspace()}
    return len(own) + min(len(marks), len(own))


def _run_at(text: str, at: int) -> int:
    """The length of the run of one character, or of neighbours on the keyboard, from `at`."""
    longest = 1
    while at + longest < len(text) and text[at + longest] == text[at]:
        longest += 1
    for row in _RUNS:
        for line in (row, row[::-1]):
            length = 1
            while at + length < len(text) and text[at : at + length + 1] in line:
                length += 1
            longest = max(longest, length)
    return longest


# A code for paper: seven groups of five, each four random characters and a check character.
# 31 characters, a prime, without 0 O 1 I L, so that a weighted sum finds each single slip and
# each pair changed over; the group's own number is in the sum, so groups can't change places.

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUPS = 7
_IN_GROUP = 4
_PRIME = len(ALPHABET)


@dataclass(frozen=True, slots=True)
class PaperCode:
    """`text` is printed once; `secret` is what it stands for (138 bits)."""

    text: str
    secret: bytes


def new_paper_code(random: RandomBytes) -> PaperCode:
    """A fresh code such as `7KM2Q-...`, seven groups."""
    groups = []
    for number in range(GROUPS):
        digits = [_even(random) for _ in range(_IN_GROUP)]
        groups.append("".join(ALPHABET[d] for d in (*digits, _check(number, digits))))
    text = "-".join(groups)
    return PaperCode(text, _secret(groups))


def read_paper_code(typed: str) -> PaperCode:
    """What was typed, whatever its case, blanks and hyphens.

    Problem WRONG_CODE; `group` (from 1) says which group holds a slip, 0 that the length is wrong.
    """
    flat = unicodedata.normalize("NFKC", typed).upper()
    flat = "".join(c for c in flat if not c.isspace() and unicodedata.category(c) != "Pd")
    size = _IN_GROUP + 1
    if len(flat) != GROUPS * size:
        raise Problem(ProblemKind.WRONG_CODE, group=0)
    groups = [flat[at : at + size] for at in range(0, len(flat), size)]
    for number, group in enumerate(groups):
        digits = [ALPHABET.find(c) for c in group]
        if -1 in digits or digits[-1] != _check(number, digits[:-1]):
            raise Problem(ProblemKind.WRONG_CODE, group=number + 1)
    return PaperCode("-".join(groups), _secret(groups))


def _secret(groups: Sequence[str]) -> bytes:
    return "".join(group[:_IN_GROUP] for group in groups).encode("ascii")


def _check(number: int, digits: Sequence[int]) -> int:
    weighted = sum(weight * digit for weight, digit in enumerate(digits, start=2))
    return (weighted + 7 * (number + 1)) % _PRIME


def _even(random: RandomBytes) -> int:
    """A digit of the alphabet, each as likely as any other."""
    while True:
        drawn = random(1)[0]
        if drawn < 256 - 256 % _PRIME:
            return drawn % _PRIME
