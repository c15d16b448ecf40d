"""Two PCs that took different steps on one case, unseen by each other."""

from __future__ import annotations

import pytest

from station_app.usecases import cases
from station_app.usecases.conflicts import decide_branch
from station_app.usecases.line import sync_now
from station_app.usecases.reading.attention import attention, count_attention
from station_app.usecases.reading.case_detail import case_detail
from station_app.usecases.settling import looked_at
from sync.center.enrolment import reissue
from sync.ledger.unit import unit_of_work
from tests.center.running import VILLAGE, WINDOW, Made
from tests.together.desks import Desk
from tests.together.test_notices import opened
from tests.usecases.desks import complaint


@pytest.fixture
def apart(desk, url: str, codes: dict[str, str], made: Made) -> tuple[Desk, Desk, Desk, str]:
    """Two PCs of a village and its window, which all hold the case both villages went on with."""
    one, two, window = desk(VILLAGE), desk(VILLAGE), desk(WINDOW, "township")
    window.enrol(url, codes[WINDOW])
    one.enrol(url, codes[VILLAGE])
    with made.office() as office:
        again = reissue(office, VILLAGE).code
    two.enrol(url, again)
    told = complaint(late_entry_reason="停电", received_at="2026-01-05T09:40:00+08:00")
    case = cases.add(one.ledger, one.session(), told).id
    for each in (one, two, window):
        sync_now(opened(each))
    accept = {"handling_capacity": "station_assist", "disposition": "self_handle"}
    cases.act(one.ledger, one.session(), case, "accept", accept)
    settled = {"summary": "当场退款三百二十元", "money_refund": "320.00"}
    cases.act(two.ledger, two.session(), case, "settle_now", settled)
    return one, two, window, case


def listed(pc: Desk) -> list[tuple[str, str]]:
    return [(row.why, row.case_id) for row in attention(pc.ledger)]


def meet(*pcs: Desk) -> None:
    for pc in (*pcs, *pcs):
        sync_now(opened(pc))


def test_every_desk_that_holds_the_case_lists_it_once(apart):
    one, two, window, case = apart
    meet(one, two, window)
    meet(one, two, window)
    for pc in (one, two, window):
        assert listed(pc) == [("two_steps", case)]
        assert count_attention(pc.ledger) == 1


def test_it_is_off_every_list_when_the_desk_has_decided(apart):
    one, two, window, case = apart
    meet(one, two, window)
    session = window.session()
    branch = case_detail(window.ledger, case, full=False).open_branch
    assert branch is not None
    decide_branch(window.ledger, session, case, *branch)
    assert listed(window) == []
    meet(window, one, two)
    assert [listed(pc) for pc in (one, two, window)] == [[], [], []]


def test_who_has_looked_at_it_is_not_asked_again(apart):
    one, two, _, case = apart
    meet(one, two)
    looked_at(one.ledger, attention(one.ledger)[0].id)
    with unit_of_work(two.ledger, two.person) as unit:
        unit.change("case", case, {"title": "玉米种子不发芽"})
    meet(two, one)
    assert one.value("case", case, "title") == "玉米种子不发芽"
    assert listed(one) == []
