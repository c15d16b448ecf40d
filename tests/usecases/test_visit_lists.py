"""Visits as lists show them."""

from __future__ import annotations

from datetime import date
from typing import Any

from station_app.usecases import visits as use
from station_app.usecases.reading.visits import (
    ALL,
    COMING,
    HELD,
    NOT_HELD,
    TO_MEND,
    in_view,
    visits,
)
from tests.usecases.desks import WINDOW, know_station

TODAY = date(2026, 11, 16)
MET: dict[str, Any] = {
    "held_at": "2026-11-10T09:00:00+08:00",
    "persons_received": 9,
    "cases_taken": 2,
    "consultations": 7,
}


def plan(desk, day, **more):
    given = {"kind": "patrol", "planned_on": day, **more}
    return use.add_visit(desk.ledger, desk.session, given).id


def shown(desk, view, year=2026, words=""):
    return [row.id for row in in_view(visits(desk.ledger, words), view, year, TODAY)]


def test_visits_stand_by_day_and_what_comes_does_not_end_with_the_year(desk):
    later, late, soon = plan(desk, "2027-02-01"), plan(desk, "2026-12-08"), plan(desk, "2026-11-20")
    assert shown(desk, COMING) == [soon, late, later]
    assert shown(desk, COMING, 2027) == [later]
    assert shown(desk, ALL) == [soon, late]


def test_one_put_off_stands_on_the_day_it_was_moved_to(desk):
    visit, other = plan(desk, "2026-11-20"), plan(desk, "2026-11-25")
    moved = {"not_held_reason": "下大雪", "moved_to": "2026-12-02"}
    use.act(desk.ledger, desk.session, visit, "postpone", moved)
    assert shown(desk, COMING) == [other, visit]
    (row,) = [row for row in visits(desk.ledger) if row.id == visit]
    assert (row.day, row.begun(TODAY), row.begun(date(2026, 12, 2))) == (
        date(2026, 12, 2),
        False,
        True,
    )


def test_what_is_to_be_mended_stays_listed_whatever_the_year_until_it_is(desk):
    visit = plan(desk, "2026-11-10")
    found = {"problems": "缺页", "guidance": "补齐", "follow_up_due": "2026-11-30"}
    use.act(desk.ledger, desk.session, visit, "hold", {**MET, **found})
    assert shown(desk, HELD) == [visit]
    assert shown(desk, TO_MEND, 2031) == [visit]
    use.act(desk.ledger, desk.session, visit, "follow_up", {"follow_up_done": "2026-11-15"})
    assert shown(desk, TO_MEND) == []


def test_what_was_called_off_is_still_seen(desk):
    visit = plan(desk, "2026-11-20")
    use.act(desk.ledger, desk.session, visit, "cancel", {"not_held_reason": "下大雪"})
    assert (shown(desk, COMING), shown(desk, NOT_HELD)) == ([], [visit])


def test_words_find_bodies_visitors_and_findings(desk):
    window = know_station(desk, WINDOW, "township", "某镇维权窗口")
    visit = plan(desk, "2026-11-10", visitor_org_id=window, visitor_names="赵某")
    other = plan(desk, "2025-03-03")
    use.act(desk.ledger, desk.session, visit, "hold", {**MET, "guidance": "换上新电话"})
    found = {words: [row.id for row in visits(desk.ledger, words)] for words in
             ("某镇维权", "赵某 电话", "镇东村", "没有这样的")}  # fmt: skip
    assert found == {
        "某镇维权": [visit],
        "赵某 电话": [visit],
        "镇东村": [other, visit],
        "没有这样的": [],
    }
    (row,) = visits(desk.ledger, "赵某")
    assert (row.to_us, row.by_us, row.visitor) == (True, False, "某镇维权窗口")
