"""A complaint as people and scripts write it, read into values as they are kept (interfaces.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from station_app.usecases.references import id_for, own_id, with_ids
from sync.clock import Json
from sync.ledger.ledger import Ledger
from sync.problems import Problem, ProblemKind
from sync.records.case import CASE, CASE_PARTY
from sync.records.codes import CodeBook
from sync.records.kinds import Kind
from sync.records.outside import read_arguments, try_fields
from sync.records.step_table import arguments_of
from sync.resources import resources_folder

COMPLAINING = frozenset({"complainant", "co_complainant", "representative", "agent", "reporter"})
RESPONDING = frozenset({"respondent", "respondent_agent", "reported"})
MOST_PARTIES = 200

_OWN = ("id", "draft", "parties")


@dataclass(slots=True)
class Complaint:
    """`values` and `parties` as they are kept, only what was given.  `record_id`: the caller's own;
    `draft`: it is not to be registered yet."""

    values: dict[str, Json]
    parties: list[dict[str, Json]]
    record_id: str | None = None
    draft: bool = False


def code_book() -> CodeBook:
    """The county's code lists as this program carries them."""
    folder = resources_folder() / "codes"
    return CodeBook.of(path.read_text("utf-8") for path in sorted(folder.glob("*.csv")))


def read_complaint(ledger: Ledger, given: Mapping[str, Json], book: CodeBook) -> Complaint:
    """Problem REFUSED_INPUT naming every field that is unknown, not people's, or unreadable."""
    faults: dict[str, str] = {}
    record_id = own_id(given.get("id"), "id", faults)
    draft = _yes(given.get("draft"), "draft", faults)
    fields = {name: value for name, value in given.items() if name not in _OWN}
    values, wrong = try_fields(
        CASE, with_ids(ledger, CASE, fields, "", faults), also=("incomplete",), book=book
    )
    faults |= {name: code for name, code in wrong.items() if name not in faults}
    parties = _parties(ledger, given.get("parties"), book, faults)
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    return Complaint(values, parties, record_id, draft)


def with_defaults(
    complaint: Complaint, station_code: str, now_ms: int
) -> tuple[dict[str, Json], list[dict[str, Json]]]:
    """What was left unsaid (interfaces.md, "Unsaid"), filled in."""
    values: dict[str, Json] = {
        name: value for name, value in complaint.values.items() if value is not None
    }
    values.setdefault("matter_type", "complaint")
    values.setdefault("received_at", now_ms)
    values.setdefault("incident_division_code", station_code)
    values.setdefault("urgency", "normal")
    values.setdefault("privacy_notice_at", values["received_at"])
    for name in ("consent_publication", "consent_entrusted", "consent_non_site"):
        values.setdefault(name, False)
    parties: list[dict[str, Json]] = [
        {n: v for n, v in party.items() if v is not None} for party in complaint.parties
    ]
    for party in parties:
        if party.get("age_band") == "u14":
            party["is_minor_u14"] = True
    for side, usual_kind in ((COMPLAINING, "person"), (RESPONDING, "unknown")):
        there = [party for party in parties if party.get("role") in side]
        for party in there:
            party.setdefault("kind", usual_kind)
        if there and not any("is_main" in party for party in there):
            there[0]["is_main"] = True
    return values, parties


def read_changes(
    ledger: Ledger, kind: Kind, given: Mapping[str, Json], path: str, book: CodeBook
) -> tuple[dict[str, Json], dict[str, str]]:
    """Changed fields of one record as they are kept, and what is wrong with them."""
    faults: dict[str, str] = {}
    also = ("incomplete",) if kind is CASE else ()
    values, wrong = try_fields(
        kind, with_ids(ledger, kind, given, path, faults), path, also=also, book=book
    )
    return values, {**wrong, **faults}


def read_step(ledger: Ledger, action: str, given: Mapping[str, Json]) -> dict[str, Json]:
    """A step's arguments as they are kept: logins, codes and numbers in place of ids allowed.

    Problem REFUSED_INPUT.
    """
    faults: dict[str, str] = {}
    fields = {argument.name: argument.field for argument in arguments_of(action)}
    found = {
        name: id_for(ledger, fields.get(name), value, name, faults) for name, value in given.items()
    }
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    return read_arguments(action, found)


def _parties(
    ledger: Ledger, given: Json, book: CodeBook, faults: dict[str, str]
) -> list[dict[str, Json]]:
    if given is None:
        return []
    if not isinstance(given, list):
        faults["parties"] = "not_a_list"
        return []
    if len(given) > MOST_PARTIES:
        faults["parties"] = "too_many"
        return []
    found = []
    for number, party in enumerate(given):
        path = f"parties[{number}]"
        if not isinstance(party, dict):
            faults[path] = "not_an_object"
            continue
        party_id = own_id(party.get("id"), f"{path}.id", faults)
        rest = {name: value for name, value in party.items() if name != "id"}
        values, wrong = read_changes(ledger, CASE_PARTY, rest, f"{path}.", book)
        faults.update(wrong)
        if party_id is not None:
            values["id"] = party_id
        found.append(values)
    return found


def _yes(value: Json, path: str, faults: dict[str, str]) -> bool:
    if value is not None and not isinstance(value, bool):
        faults[path] = "not_yes_or_no"
    return value is True
