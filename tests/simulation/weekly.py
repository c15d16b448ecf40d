"""The weekly work at the desks: activities, stock, training, notices, visits, and photos of them.

What matters here is what cases do not have: states that are fields, records that name who else
sees them, and records that everybody sees once they are published.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

from sync.clock import Json
from sync.ledger.unit import Unit
from sync.problems import Problem
from sync.records.kinds import Type
from sync.records.moves import CREATE, MOVES, moves_of, plan_move, right_to_edit, state_of
from sync.records.registry import KINDS
from sync.records.rights import Operation
from tests.simulation.desk import Desk
from tests.simulation.people import actor, allowed, delete

DAY_MS = 24 * 3600 * 1000
CARELESS = 0.15
"""How often somebody changes what is not theirs at least: what all see tempts all."""
ROOTS = (
    "propaganda_activity",
    "training_session",
    "visit",
    "knowledge_request",
    "consumer_notice",
    "recurrence_rule",
    "training_material",
)

TEXTS: Mapping[str, tuple[str, ...]] = {
    "propaganda_activity": ("title", "place", "summary", "feedback"),
    "training_session": ("title", "place", "summary"),
    "visit": ("problems", "guidance", "visitor_names"),
    "knowledge_request": ("question", "asker_name"),
    "consumer_notice": ("title", "body"),
    "recurrence_rule": ("name",),
    "training_material": ("title", "source"),
}
"""Fields that people write over."""


def something(desk: Desk, person: str, rng: random.Random, careless: float) -> None:
    """One thing somebody does of the weekly work."""
    what = rng.random()
    if what < 0.22:
        plan(desk, person, rng)
    elif what < 0.52:
        edit(desk, person, rng, careless=rng.random() < max(careless, CARELESS))
    elif what < 0.82:
        move(desk, person, rng)
    elif what < 0.88:
        stock(desk, person, rng)
    elif what < 0.96:
        belongings(desk, person, rng)
    else:
        away(desk, person, rng)


def may_do(desk: Desk, person: str, operation: Operation) -> bool:
    return allowed(actor(desk, person), operation, desk)


def stations(desk: Desk) -> list[str]:
    return [str(row[0]) for row in desk.ledger.db.rows("SELECT id FROM r_station ORDER BY id")]


def plan(desk: Desk, person: str, rng: random.Random) -> None:
    kind = rng.choice((*ROOTS, "recurrence_rule", "propaganda_activity", "consumer_notice"))
    if not may_do(desk, person, CREATE[kind]):
        return
    values = _NEW[kind](desk, rng)
    desk.work(person, lambda unit: unit.create(kind, values))


def _activity(desk: Desk, rng: random.Random) -> dict[str, Json]:
    start = desk.ledger.now_ms() + rng.randint(-3, 30) * DAY_MS
    return {
        "title": desk.token(),
        "kind": "market_day",
        "planned_start": start,
        "planned_end": start + 3_600_000,
        "place": desk.token(),
        "division_code": desk.code,
        "organisers": [desk.station, *_others(desk, rng)],
        "topic_codes": ["farm_inputs"],
    }


def _session(desk: Desk, rng: random.Random) -> dict[str, Json]:
    return {
        "title": desk.token(),
        "kind": "law_change",
        "method": "lecture",
        "planned_at": desk.ledger.now_ms() + rng.randint(-3, 30) * DAY_MS,
        "place": desk.token(),
        "organiser_id": desk.station,
        "invited_station_ids": _others(desk, rng),
        "basis": "plan",
    }


def _visit(desk: Desk, rng: random.Random) -> dict[str, Json]:
    host = _others(desk, rng) or [desk.station]
    return {
        "kind": "patrol",
        "planned_on": "2026-12-06",
        "visitor_org_id": desk.station,
        "host_station_id": host[0],
    }


def _request(desk: Desk, rng: random.Random) -> dict[str, Json]:
    return {
        "asked_at": desk.ledger.now_ms(),
        "asked_way": "walk_in",
        "topic_code": "farm_inputs",
        "question": desk.token(),
        "people_count": rng.randint(1, 9),
    }


def _notice(desk: Desk, rng: random.Random) -> dict[str, Json]:
    return {"kind": "warning", "title": desk.token(), "body": desk.token()}


def _rule(desk: Desk, rng: random.Random) -> dict[str, Json]:
    return {
        "name": desk.token(),
        "kind": "lunar_digit",
        "params": {"digits": [rng.randint(0, 9)]},
        "start_on": "2026-12-01",
        "used_for": rng.choice(("market", "activity")),
    }


def _material(desk: Desk, rng: random.Random) -> dict[str, Json]:
    return {"title": desk.token(), "kind": "text", "source": desk.token()}


_NEW: Mapping[str, Callable[[Desk, random.Random], dict[str, Json]]] = {
    "propaganda_activity": _activity,
    "training_session": _session,
    "visit": _visit,
    "knowledge_request": _request,
    "consumer_notice": _notice,
    "recurrence_rule": _rule,
    "training_material": _material,
}


def _others(desk: Desk, rng: random.Random) -> list[Json]:
    others: list[Json] = [one for one in stations(desk) if one != desk.station]
    return rng.sample(others, min(len(others), rng.choice((0, 0, 1, 2))))


def _one(desk: Desk, rng: random.Random, kinds: Sequence[str]) -> tuple[str, str] | None:
    """One of the newest records of a kind that has any; people meet on what is new."""
    for kind in rng.sample(kinds, len(kinds)):
        rows = desk.ledger.db.rows(f"SELECT id FROM r_{kind} WHERE deleted_at IS NULL ORDER BY id")
        if rows:
            return kind, str(rng.choice(rows[-3:])[0])
    return None


def edit(desk: Desk, person: str, rng: random.Random, *, careless: bool) -> None:
    # What goes out to all and is taken back again is where scopes break.
    found = _one(desk, rng, ("recurrence_rule",) if rng.random() < 0.3 else ROOTS)
    if found is None:
        return
    kind, record_id = found
    kept = desk.ledger.store.one(kind, record_id)
    if kept is None or not (careless or _may_edit(desk, person, kind, kept.record.values)):
        return
    values: dict[str, Json] = {}
    for name in rng.sample(TEXTS[kind], min(2, len(TEXTS[kind]))):
        values[name] = desk.token()
    if kind == "propaganda_activity":
        # Who sees it changes with it: one more organiser, or one less.
        if rng.random() < 0.3:
            values["organisers"] = [desk.station, *_others(desk, rng)]
        if rng.random() < 0.3:
            values["materials"] = [{"name": desk.token(), "kind": "leaflet", "given": 5}]
    if kind == "training_session" and rng.random() < 0.3:
        values["invited_station_ids"] = _others(desk, rng)
    if kind == "recurrence_rule" and rng.random() < 0.5:
        values["used_for"] = rng.choice(("market", "activity", "duty"))
    if kind == "recurrence_rule" and rng.random() < 0.3:
        values["skip_dates"] = [f"2027-01-{rng.randint(10, 31)}"]
    desk.work(person, lambda unit: unit.change(kind, record_id, values))


def _may_edit(desk: Desk, person: str, kind: str, values: Mapping[str, Json]) -> bool:
    return _near(desk, kind, values) and may_do(desk, person, right_to_edit(kind, values))


def _near(desk: Desk, kind: str, values: Mapping[str, Json]) -> bool:
    """The station's own, its villages', or one that names the station."""
    if desk.level == "county" or values.get("station_id") == desk.station:
        return True
    window = desk.ledger.db.row(
        "SELECT window_id FROM r_station WHERE id = ?", (str(values.get("station_id")),)
    )
    if window is not None and window[0] == desk.station:
        return True
    return any(
        desk.station in (value if isinstance(value, list) else [value])
        for value in (values.get(name) for name in KINDS[kind].shared_with)
    )


def move(desk: Desk, person: str, rng: random.Random) -> None:
    """From one state to the next, with what the move asks for."""
    found = _one(desk, rng, tuple(kind for kind in ROOTS if kind in MOVES))
    if found is None:
        return
    kind, record_id = found
    kept = desk.ledger.store.one(kind, record_id)
    if kept is None or not _near(desk, kind, kept.record.values):
        return
    values = kept.record.values
    open_moves = [
        m for m in moves_of(kind, state_of(kind, values)) if may_do(desk, person, m.operation)
    ]
    if not open_moves:
        return
    chosen = rng.choice(open_moves)
    given = {name: _fill(desk, kind, name, rng) for name in chosen.needs}
    try:
        _, wanted = plan_move(kind, values, chosen.action, given, person, desk.ledger.now_ms())
    except Problem:
        return
    desk.work(person, lambda unit: unit.change(kind, record_id, wanted))


def _fill(desk: Desk, kind: str, name: str, rng: random.Random) -> Json:
    declared = KINDS[kind].by_name[name]
    now = desk.ledger.now_ms()
    if name == "passed_to_org_id":
        return (_others(desk, rng) or [desk.station])[0]
    if name == "answer_way":
        return "reply"
    if declared.type is Type.TIME:
        return now - rng.randint(0, 1000)
    if declared.type is Type.DAY:
        return "2026-12-08"
    if declared.type is Type.DECIMAL:
        return "2.0"
    if declared.type in (Type.INT, Type.MONEY):
        return rng.randint(0, 200)
    return desk.token()


def stock(desk: Desk, person: str, rng: random.Random) -> None:
    if not may_do(desk, person, CREATE["stock_entry"]):
        return
    values: dict[str, Json] = {
        "item_kind": "leaflet",
        "item_name": "识假挂历",
        "way": rng.choice(("received", "given", "counted")),
        "quantity": rng.randint(1, 500),
        "at": desk.ledger.now_ms(),
        "note": desk.token(),
    }
    desk.work(person, lambda unit: unit.create("stock_entry", values))


def belongings(desk: Desk, person: str, rng: random.Random) -> None:
    """What hangs on a record of the weekly work: a photo, or who came."""
    if not may_do(desk, person, Operation.PLAN_WORK):
        return
    if rng.random() < 0.5:
        found = _one(desk, rng, ("propaganda_activity", "training_session"))
        if found is None:
            return
        kind, record_id = found
        owner = "activity" if kind == "propaganda_activity" else "training"
        values: dict[str, Json] = {
            "case_id": record_id,
            "owner_type": owner,
            "owner_id": record_id,
            "evidence_kind": "photo",
            "title": desk.token(),
            "provided_by": "station",
            "is_original": "original",
        }
        desk.work(person, lambda unit: unit.create("attachment", values))
        return
    found = _one(desk, rng, ("training_session",))
    if found is None:
        return
    attendance: dict[str, Json] = {
        "session_id": found[1],
        "person_id": person,
        "person_station_id": desk.station,
        "presence": "present",
    }
    desk.work(person, lambda unit: unit.create("training_attendance", attendance))


def away(desk: Desk, person: str, rng: random.Random) -> None:
    """Something planned by mistake is deleted."""
    found = _one(desk, rng, ("propaganda_activity", "training_session", "visit"))
    if found is None:
        return
    kind, record_id = found
    kept = desk.ledger.store.one(kind, record_id)
    if kept is None or not _may_edit(desk, person, kind, kept.record.values):
        return

    def do(unit: Unit) -> None:
        delete(unit, kind, record_id)

    desk.work(person, do)
