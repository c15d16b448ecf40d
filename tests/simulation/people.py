"""What people do at the desks: the same planning, rights and units of work as in the window."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sync.clock import Json, local_date
from sync.ledger.layout import layouts
from sync.ledger.unit import Unit
from sync.merge.records import Record
from sync.problems import Problem
from sync.records.case import CASE
from sync.records.case_course import READ_OF_EVENT
from sync.records.kinds import Field, Kind, Type
from sync.records.numbers import case_no, letters_without_center, number_year
from sync.records.rights import Grant, Operation, RecordView, may, responsible_role
from sync.records.transitions import Actor, Step, next_actions, plan_step
from tests.simulation.desk import Desk

NEWER_CASE = replace(CASE, fields=(*CASE.fields, Field("mood", Type.TEXT, "Mood")))
NEWER_KIND = Kind(
    "weather_report",
    "Weather report",
    (Field("note", Type.TEXT, "Note"), Field("weather", Type.TEXT, "Weather")),
)
"""What a desk of a later version writes and this version does not know."""


def anybody(desk: Desk, rng: random.Random) -> str | None:
    """A person with a role here, as the ledger has them."""
    rows = desk.ledger.db.rows(
        "SELECT DISTINCT user_id FROM r_role_grant WHERE scope_station_id = ? "
        "AND deleted_at IS NULL ORDER BY user_id",
        (desk.station,),
    )
    return str(rng.choice(rows)[0]) if rows else None


def first_account(desk: Desk) -> None:
    """The first person of a station makes themselves known."""
    user = desk.ledger.new_id()
    desk.work(user, lambda unit: _account(desk, unit, user, responsible_role(desk.level)))


def _account(desk: Desk, unit: Unit, user: str, role: str) -> None:
    person = unit.create("person", {"name": desk.token(), "from_date": "2026-01-01"})
    unit.create("user", {"person_id": person.id, "login": desk.token()}, user)
    unit.create(
        "role_grant",
        {
            "user_id": user,
            "role": role,
            "scope_station_id": desk.station,
            "from_date": "2000-01-01",
        },
    )


def new_account(desk: Desk, person: str, rng: random.Random) -> None:
    roles = {
        "village": ("village_cadre", "village_assistant"),
        "township": ("window_clerk", "window_lead"),
        "county": ("county_reception", "county_handler", "county_supervisor"),
    }
    user = desk.ledger.new_id()
    role = rng.choice(roles[desk.level])
    desk.work(person, lambda unit: _account(desk, unit, user, role))


def actor(desk: Desk, person: str) -> Actor:
    ledger = desk.ledger
    grants = tuple(
        Grant(*row)
        for row in ledger.db.rows(
            "SELECT role, scope_station_id, from_date, to_date FROM r_role_grant "
            "WHERE user_id = ? AND deleted_at IS NULL",
            (person,),
        )
    )
    below = frozenset(
        str(row[0])
        for row in ledger.db.rows("SELECT id FROM r_station WHERE window_id = ?", (desk.station,))
    )
    return Actor(person, person[-8:], desk.station, desk.name, desk.level, grants, below)


def allowed(who: Actor, operation: Operation, desk: Desk) -> bool:
    today = local_date(desk.ledger.now_ms())
    return may(who.grants, operation, RecordView(frozenset({desk.station})), today)


def case_values(record: Record) -> dict[str, Json]:
    """A field never set counts as its default."""
    defaults = {f.name: f.default for f in CASE.fields if f.default is not None}
    return {**defaults, **record.values, "id": record.id}


def register(desk: Desk, person: str, rng: random.Random) -> None:
    ledger = desk.ledger
    now = ledger.now_ms()
    case: dict[str, Json] = {
        "matter_type": "complaint",
        "title": desk.token(),
        "channel": "walk_in",
        "received_at": now,
        "privacy_notice_way": "screen",
        "privacy_notice_at": now,
        "object_kind": "goods",
        "category_code": "home_electronics",
        "amount": rng.randint(1, 10**7),
        "problem_nature": ["quality"],
        "incident_division_code": desk.code,
        "incomplete": True,
        "facts": desk.token(),
    }
    party: dict[str, Json] = {
        "role": "complainant",
        "kind": "person",
        "name": desk.token(),
        "id_kind": "other",
        "id_no": desk.token(),
    }
    base = {**case, "station_id": desk.station, "status": "draft"}
    who = actor(desk, person)
    try:
        step = plan_step(base, [party], [], [], "register", {}, who, now)
    except Problem:
        return

    def do(unit: Unit) -> None:
        letter = ledger.state.text("letter") or letters_without_center(ledger.replica)
        year = number_year(now)
        number = unit.number(f"case:{letter}:{year}")
        values = {**case, **step.case_values, "case_no": case_no(desk.code, letter, year, number)}
        made = unit.create("case", values)
        for _ in range(rng.randint(0, 2)):
            unit.create("case_party", {**party, "name": desk.token(), "case_id": made.id})
        write_step(unit, made.id, step, [])

    desk.work(person, do)


def write_step(unit: Unit, case_id: str, step: Step, events: Sequence[Mapping[str, Json]]) -> None:
    event = {**step.event, "case_id": case_id}
    for new in step.new_records:
        made = unit.create(new.kind, {**new.values, "case_id": case_id})
        if new.event_field is not None:
            event[new.event_field] = made.id
    highest = max((int(str(e.get("seq") or 0)) for e in events), default=0)
    unit.create("case_event", {**event, "seq": highest + 1})


def case_count(desk: Desk) -> int:
    return int(desk.ledger.db.rows("SELECT COUNT(*) FROM r_case")[0][0])


def a_case(desk: Desk, rng: random.Random, where: str = "1 = 1", params: Any = ()) -> str | None:
    rows = desk.ledger.db.rows(f"SELECT id FROM r_case WHERE {where} ORDER BY id", params)
    if rng.random() < 0.7:
        rows = rows[-4:]  # people work on what is new, and meet there
    return str(rng.choice(rows)[0]) if rows else None


def take_step(desk: Desk, person: str, rng: random.Random) -> None:
    referred = (
        "status = 'referred_out' AND id IN (SELECT case_id FROM r_referral WHERE to_org_id = ?)"
    )
    case_id = a_case(desk, rng, referred, (desk.station,)) if rng.random() < 0.6 else None
    case_id = case_id or a_case(desk, rng)
    if case_id is None:
        return
    ledger = desk.ledger
    kept = ledger.store.one("case", case_id)
    if kept is None:
        return
    case = case_values(kept.record)
    names = (*READ_OF_EVENT, "seq")
    events = [e.told for e in ledger.store.parts_of_roots("case_event", [case_id], names)]
    referrals, parties = (
        [p.told for p in ledger.store.parts_of_roots(kind, [case_id], layouts()[kind].names)]
        for kind in ("referral", "case_party")
    )
    who = actor(desk, person)
    now = ledger.now_ms()
    actions = next_actions(case, events, referrals, who, local_date(now))
    # Refer and return more often than a real desk does: scopes are where it breaks.
    actions += [a for a in actions if a in ("refer", "take_over")] * 2
    actions += [a for a in actions if a == "returned"] * 4
    if not actions:
        return
    action = rng.choice(actions)
    try:
        arguments = _arguments(desk, action, rng, now)
        step = plan_step(case, parties, events, referrals, action, arguments, who, now)
    except (Problem, LookupError):
        return
    desk.work(person, lambda unit: write_step(unit, case_id, step, events))


def _arguments(desk: Desk, action: str, rng: random.Random, now: int) -> dict[str, Json]:
    text = desk.token()
    if action == "accept":
        return {"handling_capacity": "station_assist", "disposition": "self_handle"}
    if action == "start":
        return {"event_type": "inquiry", "summary": text}
    if action == "settle_now":
        return {"summary": text, "money_refund": rng.randint(0, 100), "outcome_note": desk.token()}
    if action in ("self_settle", "withdraw"):
        return {"summary": text, "statement": "signature"}
    if action == "terminate":
        return {"outcome": "no_agreement", "summary": text, "routes_told": True}
    if action == "refer":
        others = desk.ledger.db.rows(
            "SELECT id FROM r_station WHERE id <> ? ORDER BY id", (desk.station,)
        )
        if not others:
            raise LookupError("nowhere to refer to")
        return {
            "referral_type": rng.choice(("refer_up", "assign_down", "co_handle")),
            "to_org_id": rng.choice(others)[0],
            "reason": text,
            "summary": desk.token(),
            "complainant_told_at": now,
            "told_way": "face",
        }
    if action == "returned":
        return {"return_reason": text}
    if action == "reply":
        return {"content": text, "way": "face"}
    if action == "cancel":
        return {"reason": text}
    return {}


def edit_case(desk: Desk, person: str, rng: random.Random, *, careless: bool) -> None:
    """Change facts; the window lets only the owner do it, a careless program anybody."""
    case_id = (
        a_case(desk, rng) if careless else a_case(desk, rng, "owner_org_id = ?", (desk.station,))
    )
    if case_id is None:
        return
    choices: list[Callable[[], dict[str, Json]]] = [
        lambda: {"facts": desk.token()},
        lambda: {"title": desk.token()},
        lambda: {"amount": rng.randint(1, 10**9)},
        lambda: {"quantity": str(rng.randint(1, 10**6)), "unit": desk.token()[-10:]},
        lambda: {"object_kind": "service", "category_code": desk.token()},
        lambda: {"brand": desk.token(), "model": desk.token()},
        lambda: {"tags": [desk.token()]},
        lambda: {"is_joint": rng.random() < 0.5},
        lambda: {"incident_place": None},
        lambda: {"incident_place": desk.token()},
    ]
    values: dict[str, Json] = {}
    for make in rng.sample(choices, rng.randint(1, 3)):
        values |= make()
    desk.work(person, lambda unit: unit.change("case", case_id, values))


def edit_party(desk: Desk, person: str, rng: random.Random) -> None:
    case_id = a_case(desk, rng, "owner_org_id = ?", (desk.station,))
    if case_id is None:
        return
    parties = sorted(
        party.id
        for party in desk.ledger.store.parts_of_roots("case_party", [case_id], ("deleted_at",))
        if party.values.get("deleted_at") is None
    )
    chance = rng.random()
    if not parties or chance < 0.2:
        values: dict[str, Json] = {
            "case_id": case_id,
            "role": "witness",
            "kind": "person",
            "name": desk.token(),
        }
        desk.work(person, lambda unit: unit.create("case_party", values))
        return
    party = rng.choice(parties)
    if chance < 0.35:
        desk.work(person, lambda unit: delete(unit, "case_party", party))
        return
    edited: dict[str, Json] = {"name": desk.token()}
    if rng.random() < 0.5:
        edited |= {"id_kind": "other", "id_no": desk.token()}
    desk.work(person, lambda unit: unit.change("case_party", party, edited))


def delete(unit: Unit, kind: str, record_id: str) -> None:
    unit.change(kind, record_id, {"deleted_at": unit.now_ms})


def note_access(desk: Desk, person: str, rng: random.Random) -> None:
    case_id = a_case(desk, rng)
    values: dict[str, Json] = {
        "case_id": case_id,
        "at": desk.ledger.now_ms(),
        "user_id": person,
        "action": "view_full",
        "reason": desk.token(),
    }
    desk.work(person, lambda unit: unit.create("access_log", values))


def decide(desk: Desk, person: str, rng: random.Random) -> None:
    """A township or county desk confirms one of the values of a conflict."""
    if not allowed(actor(desk, person), Operation.DECIDE_CONFLICT, desk):
        return
    open_ones = sorted(
        (
            kept
            for kept in desk.ledger.store.every("conflict")
            if kept.record.values.get("status", "open") == "open"
        ),
        key=lambda kept: kept.record.id,
    )
    if not open_ones:
        return
    conflict = rng.choice(open_ones).record
    candidates = conflict.values.get("candidates")
    if not isinstance(candidates, list) or not candidates:
        return
    chosen = rng.choice(candidates)
    values: dict[str, Json] = {
        "status": rng.choice(("confirmed", "taken_back")),
        "decided_by": person,
        "decided_at": desk.ledger.now_ms(),
        "decision": chosen,
    }
    desk.work(person, lambda unit: unit.change("conflict", conflict.id, values))


def write_newer(desk: Desk, person: str, rng: random.Random) -> None:
    """A desk of a later version sets fields and makes kinds this version does not know."""

    def do(unit: Unit) -> None:
        case_id = a_case(desk, rng, "owner_org_id = ?", (desk.station,))
        if case_id is not None and rng.random() < 0.6:
            record = unit.get("case", case_id)
            if record is not None:
                unit._write(NEWER_CASE, record.copy(), {"mood": desk.token()})
                return
        record = Record(NEWER_KIND.name, desk.ledger.new_id())
        common: dict[str, Json] = {
            "station_id": desk.station,
            "created_at": unit.now_ms,
            "created_by": person,
            "origin_device": desk.ledger.replica,
        }
        unit._write(NEWER_KIND, record, {**common, "note": desk.token(), "weather": "fine"})

    desk.work(person, do)


def something(desk: Desk, rng: random.Random, careless: float, newer: bool) -> None:
    """One thing somebody does."""
    person = anybody(desk, rng)
    if person is None:
        if desk.first_here:
            first_account(desk)
        return
    what = rng.random()
    if what < 0.16 and rng.random() < 0.4 + 0.6 / (1 + case_count(desk)):
        register(desk, person, rng)
    elif what < 0.50:
        take_step(desk, person, rng)
    elif what < 0.76:
        edit_case(desk, person, rng, careless=rng.random() < careless)
    elif what < 0.86:
        edit_party(desk, person, rng)
    elif what < 0.89:
        note_access(desk, person, rng)
    elif what < 0.91:
        new_account(desk, person, rng)
    elif what < 0.96:
        decide(desk, person, rng)
    elif newer:
        write_newer(desk, person, rng)
