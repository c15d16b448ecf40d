"""What is offered to a county that went back to a backup, and what goes up with the journal."""

from __future__ import annotations

from typing import Any

import pytest

from station_app.usecases import offering
from station_app.usecases.desk import Desk
from sync.clock import Json, Stamp
from sync.ledger.store import Kept
from sync.ledger.unit import unit_of_work
from sync.merge.records import Record
from sync.protocol.rows import read_rows
from tests.usecases.desks import NOW

OURS: Json = {"value": "货不对板", "stamp": [1, NOW, "a"]}
THEIRS: Json = {"value": "缺斤少两", "stamp": [1, NOW, "b"]}
NEWER: Json = {"value": "过期", "stamp": [2, NOW, "b"]}


def offered(desk: Desk) -> dict[tuple[str, str], dict[str, Any]]:
    message: Any = offering.ask(desk.ledger)
    rows = read_rows(message["of"]) if message else []
    return {(row.kind, row.id): dict(row.opened().values) for row in rows}


def put_up(desk: Desk, *records: tuple[str, str]) -> None:
    with desk.ledger.db.writing():
        offering.add(desk.ledger, records)


@pytest.fixture
def case(desk: Desk) -> str:
    """A case that nobody but its desk has seen."""
    with unit_of_work(desk.ledger, desk.session.user_id) as unit:
        case = unit.create("case", {"title": "漏电"}).id
        unit.create("case_party", {"case_id": case, "role": "consumer", "name": "王某某"})
    return case


def parts(desk: Desk, case: str) -> list[tuple[str, str]]:
    (party,) = desk.ledger.store.of_roots("case_party", [case])
    return [("case", case), ("case_party", party.record.id)]


def test_what_only_its_author_has_seen_waits_for_its_judgement(desk: Desk, case: str) -> None:
    put_up(desk, *parts(desk, case))
    assert not offering.under_way(desk.ledger)


def test_of_a_root_that_was_answered_for_all_is_offered_together(desk: Desk, case: str) -> None:
    with desk.ledger.db.writing():
        desk.ledger.db.run("UPDATE desk_journal SET verdict = 'merged' WHERE kind = 'case'")
    put_up(desk, *parts(desk, case))
    assert set(offered(desk)) == set(parts(desk, case))


def test_what_another_hand_set_in_our_own_record_is_offered(desk: Desk, case: str) -> None:
    with desk.ledger.db.writing():
        kept = desk.ledger.store.one("case", case)
        assert kept is not None
        kept.record.set("county_no", "宝消诉〔2026〕0001号", Stamp(1, NOW, "center"))
        desk.ledger.store.save([kept])
    put_up(desk, ("case", case))
    assert offered(desk)["case", case]["county_no"] == "宝消诉〔2026〕0001号"


def test_what_an_unnoticed_copy_of_this_pc_wrote_is_another_hands_word(
    desk: Desk, case: str
) -> None:
    """Seed 5702617: it bears our name, but our journal, which goes up again, does not have it; what
    was written on top of it was refused as inflated."""
    twins = Stamp(2, NOW, desk.ledger.replica)
    with desk.ledger.db.writing():
        kept = desk.ledger.store.one("case", case)
        assert kept is not None
        kept.record.set("title", "双胞胎写的", twins)
        desk.ledger.store.save([kept])
    with unit_of_work(desk.ledger, desk.session.user_id) as unit:
        unit.change("case", case, {"title": "后来写的"})
    put_up(desk, ("case", case))
    assert offered(desk)["case", case]["title"] == "后来写的"
    message: Any = offering.ask(desk.ledger)
    (seen,) = message["ob"]
    assert seen[2]["title"] == [*twins]


def conflict(desk: Desk, case: str, *candidates: Json) -> Record:
    made = Record("conflict", desk.ledger.new_id())
    told: dict[str, Json] = {
        "station_id": desk.ledger.station_id,
        "seen_with": case,
        "record_kind": "case",
        "record_id": case,
        "field": "facts",
        "candidates": list(candidates),
        "status": "open",
    }
    for name, value in told.items():
        made.set(name, value, Stamp(1, NOW, "center"))
    return made


def test_lines_that_a_county_no_longer_lists_are_offered_beside_those_it_does(
    desk: Desk, case: str
) -> None:
    ledger, before = desk.ledger, conflict(desk, case, OURS, THEIRS)
    now = before.copy()
    now.set("candidates", [THEIRS, NEWER], Stamp(1, NOW + 1, "center"))
    with ledger.db.writing():
        ledger.store.save([Kept(now, case)])
        offering.remember_lines(ledger, before, now)
        offering.add(ledger, [])
    (told,) = offered(desk).values()
    assert told["candidates"] == [THEIRS, NEWER, OURS]
    kept = ledger.store.one("conflict", now.id)
    assert kept is not None
    assert kept.record.values["candidates"] == [THEIRS, NEWER]
    with ledger.db.writing():
        offering.heard(ledger, {"ov": [["conflict", now.id, True]]})
        offering.add(ledger, [])
    assert not offering.under_way(ledger), "what was answered for is not offered again"


def test_a_conflict_that_lost_no_line_is_not_offered(desk: Desk, case: str) -> None:
    before = conflict(desk, case, THEIRS)
    now = before.copy()
    now.set("candidates", [THEIRS, NEWER], Stamp(1, NOW + 1, "center"))
    with desk.ledger.db.writing():
        offering.remember_lines(desk.ledger, before, now)
        offering.add(desk.ledger, [])
    assert not offering.under_way(desk.ledger)
