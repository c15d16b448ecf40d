"""A PC the county shut out, found again: it joins under a new name, with all it had not sent."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

import pytest

from station_app.usecases.enrolment import enrol_desk, enrolling_as, shut_out
from station_app.usecases.line import note_try
from station_app.usecases.reading.attention import count_conflicts
from sync.center.enrolment import list_replicas, reissue, revoke
from sync.client.http import Credential, HttpCenter
from sync.clock import Json
from sync.ledger.digest import as_json, ledger_digest
from sync.ledger.identity import acknowledged, start_anew
from sync.ledger.unit import unit_of_work
from sync.problems import Problem, ProblemKind
from tests.center.running import VILLAGE, Made
from tests.together.desks import Desk


@pytest.fixture
def lost(desk, url: str, codes: dict[str, str], made: Made) -> Desk:
    """A PC with work the county has and work it has not, shut out by its station's code."""
    pc: Desk = desk(VILLAGE)
    pc.enrol(url, codes[VILLAGE])
    pc.register(title="玉米种子不出苗")
    pc.sync(url)
    pc.register(title="电饭锅漏电")
    with made.office() as office:
        revoke(office, made.log, VILLAGE)
    assert told(pc, url) is ProblemKind.REVOKED
    return pc


def told(pc: Desk, url: str) -> ProblemKind:
    with pytest.raises(Problem) as raised:
        pc.sync(url)
    note_try(pc.ledger, raised.value.kind.value)
    return raised.value.kind


def new_code(made: Made, code: str = VILLAGE) -> str:
    with made.office() as office:
        return reissue(office, code).code


def cases(made: Made) -> list[str]:
    with made.database.reader() as db:
        return [title for (title,) in db.rows("SELECT title FROM r_case ORDER BY title")]


def test_its_unsent_work_goes_up_under_the_new_name_and_nothing_is_doubled(lost, desk, url, made):
    before = lost.ledger.replica
    lost.enrol(url, new_code(made))
    assert lost.ledger.replica != before
    assert not shut_out(lost.ledger)
    assert lost.sync(url).complete
    assert cases(made) == ["玉米种子不出苗", "电饭锅漏电"]
    beside = desk(VILLAGE)
    beside.enrol(url, new_code(made))
    beside.sync(url)
    lost.sync(url)
    assert as_json(ledger_digest(beside.ledger.store)) == as_json(ledger_digest(lost.ledger.store))
    with made.database.reader() as db:
        known = {r.id: (r.letter, r.revoked_at is None) for r in list_replicas(db)}
    assert known == {
        before: ("A", False),
        lost.ledger.replica: ("B", True),
        beside.ledger.replica: ("C", True),
    }


def test_it_goes_on_working_and_edits_what_it_had_sent_before(lost, url, made):
    lost.enrol(url, new_code(made))
    lost.sync(url)
    (case,) = lost.ledger.db.row("SELECT id FROM r_case WHERE title = '玉米种子不出苗'")
    with unit_of_work(lost.ledger, lost.person) as unit:
        unit.change("case", case, {"title": "玉米种子不发芽"})
    assert lost.sync(url).complete
    assert cases(made) == ["玉米种子不发芽", "电饭锅漏电"]
    assert count_conflicts(lost.ledger) == 0


def test_a_wrong_code_changes_nothing(lost, url, made):
    before = lost.ledger.replica, as_json(ledger_digest(lost.ledger.store))
    with pytest.raises(Problem) as raised:
        lost.enrol(url, "AAAA-BBBB-CCCC-DDDD")
    assert raised.value.kind is ProblemKind.WRONG_CODE
    assert (lost.ledger.replica, as_json(ledger_digest(lost.ledger.store))) == before
    assert shut_out(lost.ledger)
    assert told(lost, url) is ProblemKind.REVOKED


class Meddler:
    """Stands between the asking PC and the county, and does to an answer what it is told."""

    def __init__(self, pc: Desk, url: str, meddle: Callable[[dict[str, Any]], None]) -> None:
        own = enrolling_as(pc.ledger)
        self._asking = Credential(own.replica, own.key, None)
        self._clock, self._url, self._meddle = pc.ledger.clock, url, meddle

    def enrol(self, message: dict[str, Json]) -> dict[str, Any]:
        with HttpCenter(self._url, self._clock, lambda: self._asking) as line:
            answer = line.enrol(message)
        self._meddle(answer)
        return answer


def test_an_answer_that_was_lost_is_asked_for_again_with_the_same_code(lost, url, made):
    code = new_code(made)
    asked = enrolling_as(lost.ledger)

    def cut(answer):
        raise Problem(ProblemKind.NO_LINE)

    with pytest.raises(Problem) as raised:
        enrol_desk(lost.ledger, Meddler(lost, url, cut), url, code)
    assert raised.value.kind is ProblemKind.NO_LINE
    lost.enrol(url, code)
    assert lost.ledger.replica == asked.replica
    assert lost.sync(url).complete
    assert cases(made) == ["玉米种子不出苗", "电饭锅漏电"]


def test_no_line_afterwards_does_not_make_it_forget_that_it_was_shut_out(lost):
    note_try(lost.ledger, ProblemKind.NO_LINE.value)
    assert shut_out(lost.ledger)


@pytest.mark.parametrize(
    ("path", "kind", "fields"),
    [
        (("center", "signing", "key"), ProblemKind.REFUSED_INPUT, {"center": "already_enrolled"}),
        (("station", "id"), ProblemKind.WRONG_CODE, {}),
    ],
)
def test_it_joins_no_other_county_and_no_other_station(lost, url, made, path, kind, fields):
    """What was acknowledged is at the first."""

    def another(answer):
        *inner, last = path
        for name in inner:
            answer = answer[name]
        answer[last] = "aGVsbG8gaGVsbG8gaGVsbG8gaGVsbG8gaGVsbG8gaGU="

    before = lost.ledger.replica
    with pytest.raises(Problem) as raised:
        enrol_desk(lost.ledger, Meddler(lost, url, another), url, new_code(made))
    assert (raised.value.kind, raised.value.fields) == (kind, fields)
    assert lost.ledger.replica == before


def test_a_copy_of_it_found_since_joins_by_the_name_it_took(lost, url, made, tmp_path):
    """A restored ledger has a new name that the old one, shut out, can no longer vouch for."""
    lost.ledger.db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(lost.folder, tmp_path / "copy")
    copy = lost.reopen(tmp_path / "copy")
    try:
        with copy.ledger.db.writing():
            taken = start_anew(copy.ledger, acknowledged(copy.ledger).seq).replica
            copy.ledger.state.put({"cursor": 0, "from_start": True, "introduce": True})
        assert told(copy, url) is ProblemKind.REVOKED
        copy.enrol(url, new_code(made))
        assert copy.ledger.replica == taken
        assert copy.sync(url).complete
        assert cases(made) == ["玉米种子不出苗", "电饭锅漏电"]
    finally:
        copy.close()
