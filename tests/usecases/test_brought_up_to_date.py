"""An edit brings up to date what it moved: the course of its case and its words, no more."""

from __future__ import annotations

import pytest

from station_app.usecases.desk import Desk
from station_app.usecases.reading.search import found_cases
from sync.ledger.courses import cases_moved
from sync.ledger.search import respelt
from sync.ledger.unit import unit_of_work

BEGUN = {"title": "电热水壶漏电", "case_no": "ZD-2026-0001"}


def column(desk: Desk, case: str, name: str) -> object:
    row = desk.ledger.db.row(f"SELECT {name} FROM r_case WHERE id = ?", (case,))
    assert row is not None
    return row[0]


@pytest.fixture
def begun(desk: Desk) -> str:
    """A case whose registration is not known here yet: a center that was put back sends fields
    as they are brought to it."""
    with unit_of_work(desk.ledger, desk.session.user_id) as unit:
        case = unit.create("case", BEGUN).id
        unit.create("case_party", {"case_id": case, "role": "consumer", "name": "王小明"})
    assert column(desk, case, "status") == "draft"
    return case


def test_a_registration_that_comes_as_a_change_moves_the_course(desk: Desk, begun: str) -> None:
    with unit_of_work(desk.ledger, desk.session.user_id) as unit:
        unit.change("case", begun, {"registered_at": 1_795_000_000_000})
    assert column(desk, begun, "status") == "registered"


def test_words_of_a_party_and_of_its_case_are_found_under_one_root(desk: Desk, begun: str) -> None:
    with unit_of_work(desk.ledger, desk.session.user_id) as unit:
        unit.change("case", begun, {"title": "电饭锅烧坏"})
    assert found_cases(desk.ledger, "电饭锅") == [begun]
    assert found_cases(desk.ledger, "王小明") == [begun]
    assert found_cases(desk.ledger, "电热水壶") == []


def test_only_fields_that_are_read_move_anything(desk: Desk, begun: str) -> None:
    kept = desk.ledger.store.one("case", begun)
    assert kept is not None
    assert cases_moved([(kept, {"title"})]) == set()
    assert cases_moved([(kept, {"station_id"})]) == {begun}
    assert respelt([(kept, {"amount_claimed_fen"})]) == []
    assert respelt([(kept, {"title"})]) == [kept]
