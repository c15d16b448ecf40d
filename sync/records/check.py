"""Whether a case can be registered (domain rules 3.2, 15 and guard of T02; interfaces, Needed).

Forms, commands and the center ask the same function.  Paths name what is wrong the way outside
input does: `amount`, `parties[1].phone`, `requests[0].money`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sync.clock import Json, local_date
from sync.records.case import CASE, CASE_PARTY
from sync.records.codes import CodeBook, is_known
from sync.records.identifiers import (
    division_code_fault,
    old_id_fault,
    phone_fault,
    registration_no_fault,
    resident_id_fault,
    uscc_fault,
)
from sync.records.kinds import By, Field, Kind, Type
from sync.records.publicity import MATERIAL_ITEM
from sync.records.visits import CHECK_ITEM

DAY_MS = 86_400_000
LATE_ENTRY_DAYS = 3
SHORTEST_FACTS = 10
LONGEST_TAG = 20
LONGEST_NOTE = 200
ANONYMOUS = "匿名"

REQUEST_ITEM: tuple[Field, ...] = (
    Field("request_kind", Type.CODE, "Request", required=True, codes="request_kind"),
    Field("money", Type.MONEY, "Money", lowest=0),
    Field("note", Type.TEXT, "Note", limit=LONGEST_NOTE),
)
"""The fields of one of a case's `requests`."""

CONSENT_ITEM: tuple[Field, ...] = (
    Field("what", Type.TEXT, "Consent to what", required=True, limit=60),
    Field("yes", Type.BOOL, "Agrees", required=True),
    Field("at", Type.TIME, "At"),
    Field("way", Type.TEXT, "Way", limit=40),
)
"""The fields of one of a party's `consents`."""

ITEMS: Mapping[tuple[str, str], tuple[Field, ...]] = {
    ("case", "requests"): REQUEST_ITEM,
    ("case_party", "consents"): CONSENT_ITEM,
    ("propaganda_activity", "materials"): MATERIAL_ITEM,
    ("visit", "checks"): CHECK_ITEM,
}
"""(kind, field) -> what each entry of that list holds."""

_ALWAYS = ("matter_type", "title", "channel", "received_at", "privacy_notice_way")
_COMPLAINT = ("object_kind", "category_code", "amount", "problem_nature")
_MINIMUM_COMPLAINANT = ("name", "phone", "address")
_MINIMUM_RESPONDENT = ("name", "business_place")
_RESPONDENT_ROLES = frozenset({"respondent", "reported"})


def check_registration(
    case_values: Mapping[str, Json],
    parties: Sequence[Mapping[str, Json]],
    now_ms: int,
    book: CodeBook | None = None,
) -> dict[str, str]:
    """Every fault at once, path -> code; empty when the case can be registered.

    With `incomplete` the three minimum items of rules 3.2 may be missing: the complainant's name,
    phone and address, the respondent's name and place, the requests and facts.  `book` judges the
    codes of county lists as well.
    """
    complete = case_values.get("incomplete") is not True
    complaint = case_values.get("matter_type") == "complaint"
    faults = dict(field_faults(CASE, case_values, book=book))
    needed = [*_ALWAYS, *(_COMPLAINT if complaint else ())]
    if complete:
        needed += ["facts", *(("requests",) if complaint else ())]
    for name in needed:
        if _empty(case_values.get(name)):
            faults.setdefault(name, "missing")
    _facts(case_values, complete, faults)
    _times(case_values, now_ms, faults)
    if case_values.get("matter_type") == "report":
        for name in ("requests", "amount"):
            if not _empty(case_values.get(name)) and case_values.get(name) != 0:
                faults.setdefault(name, "not_for_reports")
    for index, party in enumerate(parties):
        path = f"parties[{index}]."
        for name, code in field_faults(CASE_PARTY, party, book=book):
            faults.setdefault(path + name, code)
        for name, code in _party(party, local_date(now_ms)):
            faults.setdefault(path + name, code)
    _sides(parties, complaint, complete, faults)
    return faults


def field_faults(
    kind: Kind, values: Mapping[str, Json], *, book: CodeBook | None = None
) -> Iterator[tuple[str, str]]:
    """What is wrong with single fields people set, by their form alone; missing ones are not."""
    for field in kind.fields:
        value = values.get(field.name)
        if value is not None and field.by is By.INPUT:
            yield from value_faults(field, value, ITEMS.get((kind.name, field.name)), book)


def value_faults(
    field: Field,
    value: Json,
    items: tuple[Field, ...] | None = None,
    book: CodeBook | None = None,
) -> Iterator[tuple[str, str]]:
    """The faults of one value, each with its path; those of a list name the entry."""
    code = field.fault(value)
    if code is not None:
        yield field.name, code
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _entry_faults(field, f"{field.name}[{index}]", entry, items, book)
    elif isinstance(value, str) and (code := _text_fault(field, value, book)) is not None:
        yield field.name, code


def _entry_faults(
    field: Field,
    path: str,
    entry: Json,
    items: tuple[Field, ...] | None,
    book: CodeBook | None,
) -> Iterator[tuple[str, str]]:
    if items is None:
        if not isinstance(entry, str):
            yield path, "not_text"
        elif field.codes is not None and not is_known(field.codes, entry, book):
            yield path, "unknown_code"
        elif field.name == "tags" and len(entry) > LONGEST_TAG:
            yield path, "too_long"
        return
    if not isinstance(entry, dict):
        yield path, "not_an_object"
        return
    for item in items:
        value = entry.get(item.name)
        if _empty(value) and item.required:
            yield f"{path}.{item.name}", "missing"
        elif value is not None:
            for name, code in value_faults(item, value, None, book):
                yield f"{path}.{name}", code
    for name in entry.keys() - {item.name for item in items}:
        yield f"{path}.{name}", "unknown_field"


def _text_fault(field: Field, value: str, book: CodeBook | None) -> str | None:
    if field.type is Type.CODE and field.codes is not None:
        return None if is_known(field.codes, value, book) else "unknown_code"
    if field.type is Type.DAY:
        return None if _day(value) is not None else "not_a_day"
    if field.name.endswith("division_code"):
        return division_code_fault(value)
    if field.name == "quantity" and value.startswith("-"):
        return "too_small"
    return None


def _facts(values: Mapping[str, Json], complete: bool, faults: dict[str, str]) -> None:
    facts = values.get("facts")
    if complete and isinstance(facts, str) and 0 < len(facts.strip()) < SHORTEST_FACTS:
        faults.setdefault("facts", "too_short")


def _times(values: Mapping[str, Json], now_ms: int, faults: dict[str, str]) -> None:
    """Nothing happened after now, nor the dispute after it was told (rules 15, times)."""
    for name in ("received_at", "privacy_notice_at"):
        at = values.get(name)
        if type(at) is int and at > now_ms:
            faults.setdefault(name, "in_the_future")
    received = values.get("received_at")
    if type(received) is not int or "received_at" in faults:
        return
    for name in ("incident_on", "purchase_on"):
        day = values.get(name)
        if isinstance(day, str) and name not in faults and day > local_date(received).isoformat():
            faults[name] = "after_received"
    late = now_ms - received > LATE_ENTRY_DAYS * DAY_MS
    if late and _empty(values.get("late_entry_reason")):
        faults.setdefault("late_entry_reason", "missing")


def _party(party: Mapping[str, Json], today: date) -> Iterator[tuple[str, str]]:
    for name in ("role", "kind"):
        if _empty(party.get(name)):
            yield name, "missing"
    if party.get("name") == ANONYMOUS and party.get("role") != "reporter":
        yield "name", "anonymous_not_allowed"
    firm = party.get("role") in _RESPONDENT_ROLES
    for name in ("phone", "phone2"):
        phone = party.get(name)
        if isinstance(phone, str) and phone and (code := phone_fault(phone, service=firm)):
            yield name, code
    yield from _numbers(party, today)
    if party.get("kind") == "platform_merchant" and _empty(party.get("platform_name")):
        yield "platform_name", "missing"


def _numbers(party: Mapping[str, Json], today: date) -> Iterator[tuple[str, str]]:
    id_no, kind = party.get("id_no"), party.get("id_kind")
    if isinstance(id_no, str) and id_no:
        code = None
        if _empty(kind):
            yield "id_kind", "missing"
        elif kind == "resident_id":
            code = resident_id_fault(id_no, today)
        elif kind == "old_id_15":
            code = old_id_fault(id_no)
        if code is not None:
            yield "id_no", code
    uscc, other = party.get("uscc"), party.get("other_reg_no")
    if isinstance(uscc, str) and uscc and (code := uscc_fault(uscc)):
        yield "uscc", code
    if isinstance(other, str) and other and (code := registration_no_fault(other)):
        yield "other_reg_no", code


def _sides(
    parties: Sequence[Mapping[str, Json]],
    complaint: bool,
    complete: bool,
    faults: dict[str, str],
) -> None:
    """The two sides of a complaint, each with its minimum; of any matter one main party a side."""
    sides: dict[str, list[int]] = {"complainant": [], "respondent": []}
    for index, party in enumerate(parties):
        role = party.get("role")
        if isinstance(role, str) and role in sides:
            sides[role].append(index)
    if complaint and complete:
        for role, needed in (
            ("complainant", _MINIMUM_COMPLAINANT),
            ("respondent", _MINIMUM_RESPONDENT),
        ):
            if not sides[role]:
                faults.setdefault(f"parties.{role}", "missing")
            for index in sides[role]:
                for name in needed:
                    party = parties[index]
                    # Rules 15: no phone is needed of one who can be reached otherwise.
                    other = name == "phone" and not _empty(party.get("contact_other"))
                    if _empty(party.get(name)) and not other:
                        faults.setdefault(f"parties[{index}].{name}", "missing")
    for indexes in sides.values():
        mains = [index for index in indexes if parties[index].get("is_main") is True]
        for index in mains[1:]:
            faults.setdefault(f"parties[{index}].is_main", "second_main_party")
    represented = any(p.get("role") in ("agent", "representative") for p in parties)
    for index, party in enumerate(parties):
        young = party.get("age_band") == "u14" or party.get("is_minor_u14") is True
        if young and not represented:
            faults.setdefault(f"parties[{index}].age_band", "guardian_needed")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _empty(value: Json) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())
