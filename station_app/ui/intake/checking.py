"""What is wrong with a form, by the rules that registering asks as well; pure."""

from __future__ import annotations

from collections.abc import Mapping

from station_app.foundation.wording import Wording
from station_app.usecases.complaints import Complaint, with_defaults
from sync.clock import Json
from sync.records.case import CASE, CASE_PARTY
from sync.records.check import check_registration
from sync.records.codes import CodeBook
from sync.records.fault_words import FAULT_WORDS
from sync.records.outside import try_fields
from sync.words import Words, mark

MISSING = frozenset({"missing", "too_short"})
"""Faults that mean: something has still to be told."""

_OWN_WORDS: Mapping[str, str] = {
    "not_found": mark("There is no such number on this PC."),
    "ambiguous": mark("Several have this; choose one from the list."),
    "facts:too_short": mark("Write at least 10 characters: when, where, what."),
    "received_at:not_a_time": mark("Type a day and a time, for example 1116 and 9:40."),
}
"""Words of the form's own, by code, or by field and code where the field needs its own."""


def form_faults(
    given: Mapping[str, Json], station_code: str, now_ms: int, book: CodeBook
) -> dict[str, str]:
    """Path -> code of everything that keeps `given` from being registered."""
    fields = {name: value for name, value in given.items() if name != "parties"}
    values, wrong = try_fields(CASE, fields, also=("incomplete",), book=book)
    listed = given.get("parties")
    parties: list[dict[str, Json]] = []
    for place, told in enumerate(listed if isinstance(listed, list) else []):
        party = {n: v for n, v in told.items() if n != "id"} if isinstance(told, dict) else {}
        read, faults = try_fields(CASE_PARTY, party, f"parties[{place}].", book=book)
        parties.append(read)
        wrong |= faults
    values, parties = with_defaults(Complaint(values, parties), station_code, now_ms)
    return {**check_registration(values, parties, now_ms, book), **wrong}


def only_incomplete(
    given: Mapping[str, Json], station_code: str, now_ms: int, book: CodeBook
) -> bool:
    """Whether it can be registered as incomplete, and not otherwise (rules 3.2)."""
    told = {**given, "incomplete": True}
    return not form_faults(told, station_code, now_ms, book)


def fault_words(words: Words, wording: Wording, path: str, code: str) -> str:
    """The sentence beside the field."""
    name = path.rsplit(".", 1)[-1].split("[")[0]
    own = _OWN_WORDS.get(f"{name}:{code}") or _OWN_WORDS.get(code)
    if own is not None:
        return words.tr(own)
    return words.tr(FAULT_WORDS[code]) if code in FAULT_WORDS else wording.field_fault(code)
