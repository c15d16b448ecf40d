"""One complaint from an offline desk to the county and back, over real HTTP."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable

import pytest

from station_app.usecases.conflicts import decide_value
from station_app.usecases.copies import watch_for_copy
from sync.center.enrolment import reissue, revoke
from sync.ledger.token import Witness
from sync.ledger.unit import unit_of_work
from sync.problems import Problem, ProblemKind
from tests.center.running import VILLAGE, WINDOW
from tests.together.conftest import OTHER_VILLAGE
from tests.together.desks import Desk

Make = Callable[..., Desk]


def test_work_done_before_enrolment_reaches_the_county(
    desk: Make, url: str, codes: dict[str, str]
) -> None:
    village = desk(VILLAGE)
    case = village.register()
    village.enrol(url, codes[VILLAGE])
    outcome = village.sync(url)
    assert outcome.complete
    assert outcome.refused == 0
    assert str(village.value("case", case, "county_no")).endswith("0001号")


def test_the_window_sees_its_villages_and_a_village_never_the_other(
    desk: Make, url: str, codes: dict[str, str]
) -> None:
    village, other = desk(VILLAGE), desk(OTHER_VILLAGE)
    window = desk(WINDOW, "township")
    for one in (village, other, window):
        one.enrol(url, codes[one.code])
    case = village.register()
    for one in (village, other, window):
        assert one.sync(url).complete
    assert window.value("case", case, "title") == "玉米种子不出苗"
    assert other.ledger.store.one("case", case) is None
    assert other.ledger.db.rows("SELECT id FROM r_case_party") == []


def test_an_exchange_at_rest_is_one_call_with_nothing_in_it(
    desk: Make, url: str, codes: dict[str, str]
) -> None:
    village = desk(VILLAGE)
    village.enrol(url, codes[VILLAGE])
    village.register()
    village.sync(url)
    line = village.line(url)
    before = line.traffic.requests
    again = village.sync(url)
    assert (again.sent, again.received, again.complete) == (0, 0, True)
    assert line.traffic.requests == before + 1


def test_edits_of_one_field_unseen_by_each_other_are_kept_for_the_desk(
    desk: Make, url: str, codes: dict[str, str]
) -> None:
    first = desk(VILLAGE)
    first.enrol(url, codes[VILLAGE])
    case = first.register()
    first.sync(url)
    twin = _copy_of(first)
    try:
        for one, title in ((first, "甲的说法"), (twin, "乙的说法")):
            with unit_of_work(one.ledger, one.person) as unit:
                unit.change("case", case, {"title": title})
        assert first.sync(url).complete
        outcome = twin.sync(url)
        assert outcome.new_identity, "a copied ledger must be noticed at its first exchange"
        assert outcome.complete
        assert first.sync(url).complete
        titles = {one.value("case", case, "title") for one in (first, twin)}
        assert len(titles) == 1
        listed = twin.ledger.db.rows("SELECT candidates FROM r_conflict")
        assert len(listed) == 1
        assert "甲的说法" in listed[0][0]
        assert "乙的说法" in listed[0][0]
        assert twin.ledger.replica != first.ledger.replica
    finally:
        twin.close()


def test_contents_follow_their_record_in_pieces(
    desk: Make, url: str, codes: dict[str, str]
) -> None:
    village, window = desk(VILLAGE), desk(WINDOW, "township")
    other = desk(OTHER_VILLAGE)
    for one in (village, window, other):
        one.enrol(url, codes[one.code])
    case = village.register()
    picture = bytes(range(256)) * 3000
    stored = village.contents.add(picture)
    assert stored.sha256 == hashlib.sha256(picture).hexdigest()
    with unit_of_work(village.ledger, village.person) as unit:
        record = unit.create(
            "attachment",
            {
                "case_id": case,
                "owner_type": "case",
                "owner_id": case,
                "evidence_kind": "photo",
                "title": "种子袋照片",
                "sha256": stored.sha256,
                "size": stored.size,
            },
        )
        village.ledger.db.run(
            "INSERT INTO desk_content (attachment_id, sha256, size, here, at_center) "
            "VALUES (?,?,?,1,0)",
            (record.id, stored.sha256, stored.size),
        )
    village.sync(url)
    window.sync(url)
    assert window.move_contents(url).received == 0, "the content is not at the center yet"
    assert village.move_contents(url).sent == 1
    # A run cut after it had made the whole, before it threw the pieces away and noted it.
    window.contents.receive(stored.sha256, 0, picture, slot=record.id)
    window.contents.add(picture)
    assert window.move_contents(url).received == 1
    assert window.contents.received(stored.sha256, slot=record.id) == 0
    assert window.contents.read_all(stored.sha256) == picture
    other.sync(url)
    with pytest.raises(Problem) as refused:
        other.line(url).get_content(record.id, 0)
    assert refused.value.kind is ProblemKind.NOT_FOUND


def test_a_revoked_replica_is_told_so(desk: Make, url: str, codes: dict[str, str], made) -> None:
    village = desk(VILLAGE)
    village.enrol(url, codes[VILLAGE])
    with made.office() as office:
        revoke(office, made.log, VILLAGE)
    with pytest.raises(Problem) as told:
        village.sync(url)
    assert told.value.kind is ProblemKind.REVOKED
    assert village.ledger.store.one("user", village.person) is not None


def test_the_windows_decision_stands_against_who_had_not_seen_it(
    desk: Make, url: str, codes: dict[str, str]
) -> None:
    village, window = desk(VILLAGE), desk(WINDOW, "township")
    for one in (village, window):
        one.enrol(url, codes[one.code])
    case = village.register()
    village.sync(url)
    twin = _copy_of(village)
    try:
        for one, title in ((village, "甲的说法"), (twin, "乙的说法")):
            with unit_of_work(one.ledger, one.person) as unit:
                unit.change("case", case, {"title": title})
        for one in (village, twin, window):
            one.sync(url)
        ((conflict,),) = window.ledger.db.rows("SELECT id FROM r_conflict WHERE status = 'open'")
        with pytest.raises(Problem):
            decide_value(village.ledger, village.session(), conflict, "甲的说法")
        decide_value(window.ledger, window.session(), conflict, "甲的说法")
        with unit_of_work(twin.ledger, twin.person) as unit:
            unit.change("case", case, {"title": "乙又改了一次"})
            unit.change("case", case, {"title": "乙再改了一次"})
        window.sync(url)
        twin.sync(url)
        for one in (village, window, twin):
            one.sync(url)
            assert one.value("case", case, "title") == "甲的说法"
        ((status, listed),) = window.ledger.db.rows("SELECT status, candidates FROM r_conflict")
        assert status == "open", "the edit that had not seen the decision is listed anew"
        assert "乙再改了一次" in listed
    finally:
        twin.close()


def _copy_of(desk: Desk) -> Desk:
    """The same PC's folder, opened elsewhere."""
    copy = desk.folder.with_name(desk.folder.name + "-twin")
    desk.ledger.db.run("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(desk.folder, copy)
    return desk.reopen(copy)


def test_a_pc_that_replaces_a_lost_one_brings_its_first_account(
    desk: Make, url: str, codes: dict[str, str], made
) -> None:
    lost = desk(VILLAGE)
    lost.enrol(url, codes[VILLAGE])
    case = lost.register()
    lost.sync(url)
    with made.office() as office:
        revoke(office, made.log, VILLAGE)
        again = reissue(office, VILLAGE)
    fresh = desk(VILLAGE)
    fresh.enrol(url, again.code)
    fresh.register()
    outcome = fresh.sync(url)
    assert outcome.refused == 0
    assert fresh.value("case", case, "title") == "玉米种子不出苗"
    stranger = fresh.ledger.new_id()
    with unit_of_work(fresh.ledger, stranger) as unit:
        unit.create("user", {"login": "eve", "person_id": stranger}, stranger)
        unit.create(
            "role_grant",
            {
                "user_id": stranger,
                "role": "village_assistant",
                "scope_station_id": fresh.ledger.station_id,
                "from_date": "2026-01-01",
            },
        )
    assert fresh.sync(url).refused == 2, "a code stands for one first account"


def test_a_copy_of_a_copy_without_a_line_between_is_still_let_in(
    desk: Make, url: str, codes: dict[str, str], tmp_path
) -> None:
    village = desk(VILLAGE)
    village.enrol(url, codes[VILLAGE])
    village.sync(url)
    places = [Witness(village.folder, tmp_path / "state", f"machine {n}") for n in range(3)]
    assert not watch_for_copy(village.ledger, places[0])
    village.register()
    assert watch_for_copy(village.ledger, places[1]), "another machine is another PC"
    village.register()
    assert watch_for_copy(village.ledger, places[2])
    case = village.register()
    outcome = village.sync(url)
    assert (outcome.refused, outcome.complete) == (0, True)
    assert village.value("case", case, "county_no") is not None
    assert village.ledger.db.rows("SELECT COUNT(*) FROM r_case") == [(3,)]
