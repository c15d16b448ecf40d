"""Numbers that carry a check of their own (domain rules 15).  Each function returns a code or None.

Written out here because the libraries at hand refuse people born before their county's code was
introduced, and the credit codes of rural collectives (rules 15, 16).
"""

from __future__ import annotations

import re
from datetime import date

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"
_USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_USCC_FIRST = "123456789ANY"

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0[0-9]{2,3}-?[0-9]{7,8}(?:[-转][0-9]{1,6})?")
_SERVICE = re.compile(r"[48]00-?[0-9]{3}-?[0-9]{4}|[19][0-9]{4}")


def resident_id_fault(text: str, today: date) -> str | None:
    """Of an 18-digit resident identity number: its form, birth date and check character.

    An unknown county code is no fault: codes change, people keep their number.
    """
    if re.fullmatch(r"[0-9]{17}[0-9X]", text) is None:
        return "not_an_identity_number"
    if resident_id_check(text[:17]) != text[17]:
        return "check_character_wrong"
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return "no_such_birth_date"
    if born.year < 1900 or born > today:
        return "no_such_birth_date"
    return None


def resident_id_check(first17: str) -> str:
    """The check character for 17 digits (GB 11643)."""
    total = sum(w * int(d) for w, d in zip(_ID_WEIGHTS, first17, strict=True))
    return _ID_CHECK[total % 11]


def old_id_fault(text: str) -> str | None:
    """Of a 15-digit number of before 1999, which has no check character."""
    if re.fullmatch(r"[0-9]{15}", text) is None:
        return "not_an_identity_number"
    try:
        date(1900 + int(text[6:8]), int(text[8:10]), int(text[10:12]))
    except ValueError:
        return "no_such_birth_date"
    return None


def uscc_fault(text: str) -> str | None:
    """Of a unified social credit code (GB 32100), rural collectives (`N1` to `N3`) included."""
    if len(text) != 18 or any(c not in _USCC_LETTERS for c in text) or text[0] not in _USCC_FIRST:
        return "not_a_credit_code"
    return None if uscc_check(text[:17]) == text[17] else "check_character_wrong"


def uscc_check(first17: str) -> str:
    """The check character for 17 characters; ValueError for one that cannot stand in a code."""
    total = sum(w * _USCC_LETTERS.index(c) for w, c in zip(_USCC_WEIGHTS, first17, strict=True))
    return _USCC_LETTERS[-total % 31]


def registration_no_fault(text: str) -> str | None:
    """Of a business registration number of before the credit codes: 13 or 15 digits."""
    found = re.fullmatch(r"[0-9]{13}|[0-9]{15}", text)
    return None if found is not None else "not_a_registration_number"


def phone_fault(text: str, *, service: bool = False) -> str | None:
    """Of a mobile number or land line; with `service` also a firm's 400, 800 or five digits."""
    patterns = (_MOBILE, _LANDLINE, _SERVICE) if service else (_MOBILE, _LANDLINE)
    return None if any(p.fullmatch(text) for p in patterns) else "not_a_phone"


def is_mobile(text: str) -> bool:
    return _MOBILE.fullmatch(text) is not None


def division_code_fault(text: str) -> str | None:
    """Of a 12-digit statistical division code, by its form alone."""
    return None if re.fullmatch(r"[1-9][0-9]{11}", text) is not None else "not_a_division_code"
