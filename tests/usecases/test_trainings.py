"""Training: sessions, the roll, hours of a year, who lacks what, making up."""

from __future__ import annotations

from datetime import date

import pytest

from station_app.usecases.reading.trainees import attended
from station_app.usecases.reading.trainings import hours_of_year, lacking, roll, sessions
from station_app.usecases.trainings import (
    act,
    add_material,
    add_session,
    attend,
    edit_material,
    edit_session,
    invite,
    makeup_session,
    missed_by,
)
from sync.clock import parse_iso
from sync.ledger.unit import unit_of_work
from sync.problems import Problem, ProblemKind
from tests.usecases.weekly import session_with, training

HELD = {"held_at": "2026-11-24T09:00:00+08:00", "hours": "2", "summary": "讲了新办法。"}


@pytest.fixture
def people(desk):
    """Three more people of the station; one left in the summer."""
    made = {}
    with unit_of_work(desk.ledger, desk.session.user_id) as unit:
        for name, until in (("赵一", None), ("钱二", None), ("孙三", "2026-07-01")):
            values = {"name": name, "from_date": "2025-01-01", "to_date": until}
            made[name] = unit.create("person", values).id
    return made


def held_session(desk, clock, people, **more):
    done = add_session(desk.ledger, desk.session, training(**more))
    invite(desk.ledger, desk.session, done.id, ["赵一", "钱二", "lizhuli"])
    clock.wait(days=10)
    act(desk.ledger, desk.session, done.id, "hold", HELD)
    return done.id


def test_people_are_invited_by_login_name_or_id_and_each_once(desk, people):
    done = add_session(desk.ledger, desk.session, training())
    invite(desk.ledger, desk.session, done.id, ["lizhuli", "赵一"])
    invite(desk.ledger, desk.session, done.id, [people["赵一"], "钱二"])
    assert [row.name for row in roll(desk.ledger, done.id)] == ["李某", "钱二", "赵一"], "by sound"
    with pytest.raises(Problem) as raised:
        invite(desk.ledger, desk.session, done.id, ["赵一", "没有的人"])
    assert raised.value.fields == {"people[1]": "not_found"}


def test_a_session_is_held_with_hours_and_a_summary(desk, clock):
    done = add_session(desk.ledger, desk.session, training())
    clock.wait(days=10)
    with pytest.raises(Problem) as raised:
        act(desk.ledger, desk.session, done.id, "hold", {"held_at": HELD["held_at"]})
    assert raised.value.fields == {"hours": "missing", "summary": "missing"}
    with pytest.raises(Problem) as raised:
        act(desk.ledger, desk.session, done.id, "hold", {**HELD, "hours": "-1"})
    assert raised.value.fields == {"hours": "too_small"}
    assert act(desk.ledger, desk.session, done.id, "hold", HELD).status == "held"


def test_the_roll_is_ticked_whole_and_hours_follow_the_session(desk, clock, people):
    session = held_session(desk, clock, people)
    attend(
        desk.ledger,
        desk.session,
        session,
        [
            {"person_id": "赵一", "presence": "present"},
            {"person_id": "钱二", "presence": "leave"},
            {"person_id": "lizhuli", "presence": "late", "hours": "1.5"},
        ],
    )
    told = {row.name: (row.presence, row.hours) for row in roll(desk.ledger, session)}
    assert told == {"赵一": ("present", "2"), "钱二": ("leave", None), "李某": ("late", "1.5")}
    (row,) = sessions(desk.ledger, date(2026, 11, 1), date(2026, 11, 30))
    assert (row.invited, row.there, row.status) == (3, 2, "held")


def test_a_wrong_line_of_the_roll_keeps_the_whole_roll_back(desk, clock, people):
    session = held_session(desk, clock, people)
    with pytest.raises(Problem) as raised:
        attend(
            desk.ledger,
            desk.session,
            session,
            [{"person_id": "赵一", "presence": "present"}, {"person_id": "谁", "presence": "x"}],
        )
    assert raised.value.fields == {
        "rows[1].person_id": "not_found",
        "rows[1].presence": "unknown_code",
    }
    assert all(row.presence is None for row in roll(desk.ledger, session))


def test_ticking_again_changes_the_same_line(desk, clock, people):
    session = held_session(desk, clock, people, pass_score=60, has_test=True)
    tick = {"person_id": "赵一", "presence": "absent"}
    (first,) = attend(desk.ledger, desk.session, session, [tick])
    (again,) = attend(
        desk.ledger, desk.session, session, [{**tick, "presence": "present", "score": 59}]
    )
    assert first == again
    (row,) = [row for row in roll(desk.ledger, session) if row.name == "赵一"]
    assert (row.presence, row.score, row.passed) == ("present", 59, False)


def test_hours_of_a_year_count_who_was_there_and_name_who_was_not(desk, clock, people):
    session = held_session(desk, clock, people, topic_codes=["law"])
    attend(
        desk.ledger,
        desk.session,
        session,
        [
            {"person_id": "赵一", "presence": "present", "hours": "1.5"},
            {"person_id": "钱二", "presence": "absent"},
        ],
    )
    told = {p.name: (p.hours, p.topics, p.in_office) for p in hours_of_year(desk.ledger, 2026)}
    assert told == {
        "李某": ("0", (), True),
        "赵一": ("1.5", ("law",), True),
        "钱二": ("0", (), True),
        "孙三": ("0", (), False),
    }
    assert {p.name for p in lacking(desk.ledger, 2026, topic="law")} == {"李某", "钱二"}
    assert {p.name for p in lacking(desk.ledger, 2026, hours=1)} == {"李某", "钱二"}
    assert [p.sessions for p in hours_of_year(desk.ledger, 2025) if p.name == "赵一"] == [0]


def test_a_session_counts_in_the_year_it_was_held_in_every_view(desk, clock, people):
    late = training(planned_at="2026-12-30T09:00:00+08:00", planned_end="2026-12-30T11:00:00+08:00")
    session = add_session(desk.ledger, desk.session, late).id
    invite(desk.ledger, desk.session, session, ["赵一"])
    by_plan = (date(2026, 1, 1), date(2026, 12, 31))
    by_fact = (date(2027, 1, 1), date(2027, 12, 31))
    assert [len(sessions(desk.ledger, *span)) for span in (by_plan, by_fact)] == [1, 0]
    clock.wait(days=60)
    held = {**HELD, "held_at": "2027-01-05T09:00:00+08:00"}
    act(desk.ledger, desk.session, session, "hold", held)
    tick = {"person_id": "赵一", "presence": "present"}
    attend(desk.ledger, desk.session, session, [tick])
    person = people["赵一"]

    def seen(year):
        span = (date(year, 1, 1), date(year, 12, 31))
        (hours,) = (p for p in hours_of_year(desk.ledger, year) if p.person_id == person)
        lines = [line.hours for line in attended(desk.ledger, person, year)]
        return len(sessions(desk.ledger, *span)), hours.sessions, hours.hours, lines

    assert (seen(2026), seen(2027)) == ((0, 0, "0", []), (1, 1, "2", ["2"]))
    act(desk.ledger, desk.session, session, "take_back", {})
    assert (seen(2026), seen(2027)) == ((1, 0, "0", [""]), (0, 0, "0", []))


def test_the_roll_keeps_the_name_of_somebody_who_left(desk, clock, people):
    session = held_session(desk, clock, people)
    attend(desk.ledger, desk.session, session, [{"person_id": "孙三", "presence": "present"}])
    with unit_of_work(desk.ledger, desk.session.user_id) as unit:
        unit.change("person", people["孙三"], {"name": "改了名"})
    assert "孙三" in [row.name for row in roll(desk.ledger, session)]


def test_who_missed_it_is_invited_to_a_further_session_and_makes_it_up(desk, clock, people):
    session = held_session(desk, clock, people)
    attend(
        desk.ledger,
        desk.session,
        session,
        [{"person_id": "赵一", "presence": "present"}, {"person_id": "钱二", "presence": "leave"}],
    )
    assert set(missed_by(desk.ledger, session)) == {people["钱二"], desk_person(desk)}
    again = makeup_session(
        desk.ledger, desk.session, session, parse_iso("2026-12-08T09:00:00"), "村委会"
    )
    assert {row.name for row in roll(desk.ledger, again.id)} == {"钱二", "李某"}
    clock.wait(days=20)
    told = {**HELD, "held_at": "2026-12-08T09:00:00+08:00"}
    act(desk.ledger, desk.session, again.id, "hold", told)
    attend(desk.ledger, desk.session, again.id, [{"person_id": "钱二", "presence": "present"}])
    made_up = {row.name: row.makeup_on for row in roll(desk.ledger, session)}
    assert made_up["钱二"] == "2026-12-08"
    assert missed_by(desk.ledger, session) == [desk_person(desk)]


def desk_person(desk):
    ((person,),) = desk.ledger.db.rows("SELECT id FROM r_person WHERE name = '李某'")
    return person


def test_nobody_missed_it_needs_no_further_session(desk, clock, people):
    done = add_session(desk.ledger, desk.session, training())
    with pytest.raises(Problem) as raised:
        makeup_session(desk.ledger, desk.session, done.id, parse_iso("2026-12-08T09:00:00"))
    assert raised.value.fields == {"presence": "missing"}


def test_materials_for_every_station_are_checked_by_the_county(desk):
    handbook = {
        "title": "消费维权手册",
        "kind": "handbook",
        "edition": "2026版",
        "source": "县消费者维权中心",
        "licence_note": "内部资料",
    }
    done = add_material(desk.ledger, desk.session, handbook)
    with pytest.raises(Problem) as raised:
        edit_material(desk.ledger, desk.session, done.id, {"for_all": True})
    assert raised.value.kind is ProblemKind.NOT_PERMITTED
    officer = session_with(desk, "market_officer")
    edit_material(desk.ledger, officer, done.id, {"for_all": True})
    newer = add_material(desk.ledger, desk.session, {**handbook, "edition": "2027版"})
    edit_material(desk.ledger, desk.session, done.id, {"superseded_by_id": newer.id})
    kept = desk.ledger.store.one("training_material", done.id).record.values
    assert (kept["for_all"], kept["superseded_by_id"]) == (True, newer.id)


def test_a_session_is_found_by_its_state_and_kind(desk):
    add_session(desk.ledger, desk.session, training())
    done = add_session(desk.ledger, desk.session, training(kind="study_day"))
    edit_session(desk.ledger, desk.session, done.id, {"batch": "第一批"})
    span = (date(2026, 11, 1), date(2026, 11, 30))
    assert [r.batch for r in sessions(desk.ledger, *span, kind="study_day")] == ["第一批"]
    assert len(sessions(desk.ledger, *span, statuses=["planned"])) == 2
    assert sessions(desk.ledger, *span, statuses=["held"]) == []
