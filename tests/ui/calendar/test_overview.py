"""A desk that looks after others sees what they plan and hold, with their names."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from station_app.background.changed import Changed
from sync.clock import Json, parse_iso
from sync.ledger.unit import unit_of_work
from tests.ui.calendar.live_page import Seat
from tests.ui.calendar.test_page import at
from tests.ui.typist import Typist

Key = Qt.Key


def of_another(seat, day: date):
    """A village's activity, as an exchange brings it."""
    station = {"station_code": "120115101202", "display_name": "镇西村站", "level": "village"}

    def job(desk):
        with unit_of_work(desk.ledger, desk.session.user_id) as unit:
            return unit.create("station", station).id

    return put(seat, day, "识假课堂", seat.do(job))


def put(seat, day: date, title: str, station: str):
    def job(desk):
        with unit_of_work(desk.ledger, desk.session.user_id) as unit:
            start = parse_iso(at(day, 14))
            values: dict[str, Json] = {
                "station_id": station or desk.session.station_id,
                "title": title,
                "kind": "lecture",
                "planned_start": start,
                "planned_end": start + 3_600_000,
                "place": "镇西村",
                "topic_codes": ["farm_inputs"],
                "status": "planned",
            }
            return unit.create("propaganda_activity", values).id

    return seat.do(job, lambda made: Changed.of("propaganda_activity", made))


@pytest.fixture
def seat_of(qtbot, context, clock, tmp_path):
    made = []

    def sit(level):
        seat = Seat(qtbot, context, clock, tmp_path / "desk", level)
        made.append(seat)
        return seat

    yield sit
    for seat in made:
        seat.close()
        assert seat.faults == []


def shown(seat):
    seat.rest()
    return {entry.title: entry.whose for entry in seat.face.entries}


def test_the_county_sees_its_own_until_it_asks_for_all_stations(qtbot, seat_of):
    seat = seat_of("county")
    of_another(seat, seat.today)
    put(seat, seat.today, "县里的培训会", "")
    seat.open()
    assert shown(seat) == {"县里的培训会": ""}
    hand = Typist(qtbot, seat.rest, lambda: seat.page)
    hand.push("各站")
    assert shown(seat) == {"县里的培训会": "", "识假课堂": "镇西村站"}
    assert seat.face.header.others.text() == "✓ 各站"
    assert "镇西村站" in "".join(link.accessibleName() for link in seat.face.panel.links.values())
    hand.push("各站")
    assert shown(seat) == {"县里的培训会": ""}


def test_a_township_sees_all_until_it_asks_for_its_own(qtbot, seat_of):
    seat = seat_of("township")
    of_another(seat, seat.today)
    seat.open()
    assert shown(seat) == {"识假课堂": "镇西村站"}
    assert seat.face.header.others.text() == "✓ 各站"
    Typist(qtbot, seat.rest, lambda: seat.page).push("各站")
    assert shown(seat) == {}


def test_a_village_has_nobody_to_look_after(seat_of):
    seat = seat_of("village")
    of_another(seat, seat.today)
    seat.open()
    assert seat.face.header.others.isHidden()
