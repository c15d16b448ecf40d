"""Business numbers (domain rules 14): their form.  Whoever allots them keeps the sequence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sync.clock import local_date

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_OWN = re.compile(
    r"(?P<code>[0-9]{12})(?P<device>[A-Z]|[A-Z]{2,3}|Z[0-9A-Z]{3})"
    r"-(?P<year>[0-9]{4})-(?:(?P<letters>[A-Z]{2})-)?(?P<sequence>[0-9]{4,})"
)

REFERRAL_LETTERS = "ZB"
NOTICE_LETTERS = "JS"
REQUEST_LETTERS = "XQ"
COUNTY_PATTERN = "{county}消诉〔{year}〕{number}号"
"""The county's own number; `{number}` is at least four digits."""


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """A number a replica gave by itself: `letters` is None for a case, `ZB` for a referral."""

    division_code: str
    device: str
    year: int
    sequence: int
    letters: str | None = None

    def __str__(self) -> str:
        middle = f"-{self.letters}" if self.letters is not None else ""
        return f"{self.division_code}{self.device}-{self.year}{middle}-{self.sequence:04d}"


def case_no(division_code: str, device: str, year: int, sequence: int) -> str:
    """`120115101201A-2026-0017`."""
    return str(OwnNumber(division_code, device, year, sequence))


def referral_no(division_code: str, device: str, year: int, sequence: int) -> str:
    """`120115101201A-2026-ZB-0004`."""
    return str(OwnNumber(division_code, device, year, sequence, REFERRAL_LETTERS))


def lettered_no(division_code: str, device: str, year: int, letters: str, sequence: int) -> str:
    """`120115101201A-2026-JS-0004`: the same scheme with the letters of another kind."""
    return str(OwnNumber(division_code, device, year, sequence, letters))


def parse_number(text: str) -> OwnNumber | None:
    """The parts of such a number, or None."""
    found = _OWN.fullmatch(text)
    if found is None:
        return None
    return OwnNumber(
        found["code"],
        found["device"],
        int(found["year"]),
        int(found["sequence"]),
        found["letters"],
    )


def device_letters(index: int) -> str:
    """The letters of the n-th device of a division code, from 0: A ... Z, AA ... as columns are."""
    letters = ""
    index += 1
    while index > 0:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def letters_without_center(replica: str) -> str:
    """`Z` and three characters of the replica's id (a UUID), until the center has given letters."""
    value = int(replica.replace("-", ""), 16) % 36**3
    return "Z" + "".join(_DIGITS[value // 36**place % 36] for place in (2, 1, 0))


def number_year(received_at: int) -> int:
    """The year a case is numbered in: that of its receipt, in China."""
    return local_date(received_at).year


def county_no(year: int, sequence: int, *, county: str, pattern: str = COUNTY_PATTERN) -> str:
    """`宝消诉〔2026〕0123号`; `county` is the short name in it.

    ValueError for a pattern that would give two cases of a year one number.
    """
    if "{number}" not in pattern or "{year}" not in pattern:
        raise ValueError("a number pattern needs {year} and {number}")
    return (
        pattern.replace("{county}", county)
        .replace("{year}", str(year))
        .replace("{number}", f"{sequence:04d}")
    )
