"""Stations made known, PCs enrolled, shut out, and taken in again."""

from __future__ import annotations

import pytest

from sync.center.enrolment import (
    CODE_LIFE_MS,
    enrol,
    letter_of,
    list_replicas,
    number_of,
    reissue,
    revoke,
)
from sync.center.outside_log import ENROLLED, EPOCH, REVOKED, STATION
from sync.center.stations import list_stations, make_station, normal_code
from sync.clock import SystemClock
from sync.problems import Problem, ProblemKind
from sync.protocol.framing import public_text, sign, succession_digest
from tests.center.running import COUNTY, VILLAGE, WINDOW, Pc, serving


def test_a_pc_with_a_code_learns_who_it_is(made, url):
    issued = made.add()
    pc = Pc(url, made.keys.signing_public)
    status, told = pc.enrol(issued.code, about={"program": "0.1.0"})
    assert status == 200
    assert told["letter"] == "A"
    assert told["station"]["id"] == issued.station_id
    assert told["station"]["station_code"] == VILLAGE
    assert told["station"]["display_name"] == "镇东村"
    assert told["center"]["signing"] == {"algorithm": "Ed25519", "key": made.keys.signing_public}
    assert told["center"]["sealing"]["algorithm"] == "X25519"
    assert told["center"]["county_code"] == COUNTY
    assert told["epoch"]


def test_the_code_may_be_typed_in_small_letters_without_dashes(made, url):
    code = made.add().code
    pc = Pc(url, made.keys.signing_public)
    status, _ = pc.enrol(code.lower().replace("-", " ").replace("0", "o").replace("1", "l"))
    assert status == 200


def test_a_lost_answer_is_given_again_unchanged(made, url):
    code = made.add().code
    pc = Pc(url, made.keys.signing_public)
    first, again = pc.enrol(code), pc.enrol(code)
    first[1].pop("t"), again[1].pop("t")
    assert first == again
    with made.database.reader() as db:
        assert len(list_replicas(db)) == 1


def test_a_pc_whose_answer_and_slip_were_lost_is_told_again_for_a_further_code(made, url):
    issued = made.add()
    pc = Pc(url, made.keys.signing_public)
    first = pc.enrol(issued.code)
    with made.office() as office:
        further = reissue(office, VILLAGE).code
    status, told = pc.enrol(further)
    assert (status, told["letter"]) == (200, first[1]["letter"])
    assert told["station"] == first[1]["station"]
    other = Pc(url, made.keys.signing_public)
    assert other.enrol(further)[1]["reason"] == "used"
    with made.office() as office:
        third = reissue(office, VILLAGE).code
    other.replica = pc.replica
    status, told = other.enrol(third)
    assert (status, told["code"]) == (400, "refused_input"), "another key under its name"


def test_a_code_serves_one_pc(made, url):
    code = made.add().code
    assert Pc(url, made.keys.signing_public).enrol(code)[0] == 200
    status, told = Pc(url, made.keys.signing_public).enrol(code)
    assert (status, told["code"], told["reason"]) == (403, "wrong_code", "used")


def test_a_code_of_another_station_is_refused(made, url):
    code = made.add().code
    status, told = Pc(url, made.keys.signing_public).enrol(code, station="120115101202")
    assert (status, told["code"], told["reason"]) == (403, "wrong_code", "other_station")


def test_an_invented_code_is_refused(made, url):
    status, told = Pc(url, made.keys.signing_public).enrol("AAAA-BBBB-CCCC-DDDD")
    assert (status, told["code"], told["reason"]) == (403, "wrong_code", "unknown")


def test_a_code_ends_after_two_weeks(small):
    issued = small.add()
    pc = Pc("", "")
    with pytest.raises(Problem) as told, small.office(issued.expires_at) as office:
        enrol(
            office,
            small.log,
            small.keys,
            code=issued.code,
            station_code=VILLAGE,
            replica_id=pc.replica,
            public_key=pc.public,
            about={},
        )
    assert told.value.details == {"reason": "expired"}
    assert abs(issued.expires_at - SystemClock().now_ms() - CODE_LIFE_MS) < 60_000


def test_codes_are_kept_by_hash_only(small):
    code = small.add().code
    with small.database.reader() as db:
        kept = db.rows("SELECT * FROM center_code")
    assert len(kept) == 1
    assert code not in str(kept)
    assert code.replace("-", "") not in str(kept)


def test_each_pc_under_one_division_code_gets_a_letter_of_its_own(made, url):
    with made.office() as office:
        make_station(office, WINDOW, "镇市场监管所", "township", "market_office")
    first = made.add(WINDOW, "镇维权窗口", "township")
    letters = [Pc(url, made.keys.signing_public).enrol(first.code, WINDOW)[1]["letter"]]
    for station in [s for s in _stations(made) if s.code == WINDOW]:
        with made.office() as office:
            code = reissue(office, station.id).code
        letters.append(Pc(url, made.keys.signing_public).enrol(code, WINDOW)[1]["letter"])
    assert letters == ["A", "B", "C"]


def test_letters_run_on_past_z():
    assert [letter_of(n) for n in (1, 26, 27, 52, 53, 702, 703)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip
    assert [number_of(letter_of(n)) for n in range(1, 800)] == list(range(1, 800))


def test_a_revoked_pc_is_answered_no_more(made, pc):
    assert pc.sync()[0] == 200
    with made.office() as office:
        assert revoke(office, made.log, VILLAGE) == [pc.replica]
    status, told = pc.sync()
    assert (status, told["code"]) == (401, "revoked")


def test_a_found_pc_enrols_anew_under_a_new_letter(made, pc):
    with made.office() as office:
        revoke(office, made.log, pc.replica)
        code = reissue(office, VILLAGE).code
    assert pc.enrol(code)[1]["code"] == "refused_input"
    anew = Pc(pc.url, pc.center_key)
    status, told = anew.enrol(code)
    assert (status, told["letter"]) == (200, "B")
    assert anew.sync()[0] == 200


def test_revoking_ends_codes_not_used_yet(made, url):
    issued = made.add()
    with made.office() as office:
        assert revoke(office, made.log, VILLAGE) == []
    status, told = Pc(url, made.keys.signing_public).enrol(issued.code)
    assert (status, told["reason"]) == (403, "expired")


def test_a_code_that_two_stations_share_is_refused_with_both_ids(small):
    one = small.add(WINDOW, "镇维权窗口", "township")
    with small.office() as office:
        other = make_station(office, WINDOW, "镇市场监管所", "township", "market_office")
    for work in (lambda o: reissue(o, WINDOW), lambda o: revoke(o, small.log, WINDOW)):
        with pytest.raises(Problem) as told, small.office() as office:
            work(office)
        assert told.value.kind is ProblemKind.REFUSED_INPUT
        assert set(told.value.fields["code"].split()) == {one.station_id, other.id}


def test_a_copied_ledger_continues_under_a_new_key_signed_with_the_old(made, pc):
    twin = Pc(pc.url, pc.center_key)
    word = sign(pc.key, succession_digest(pc.replica, twin.replica, twin.public))
    asked = {
        "replica_id": twin.replica,
        "public_key": twin.public,
        "previous": pc.replica,
        "previous_signature": word,
    }
    status, told = twin.ask("/v1/enrol", asked)
    assert (status, told["letter"]) == (200, "B")
    assert twin.ask("/v1/enrol", asked)[1]["letter"] == "B"
    assert twin.sync()[0] == 200
    with made.database.reader() as db:
        assert {r.id: r.previous for r in list_replicas(db)}[twin.replica] == pc.replica


def test_a_revoked_key_vouches_for_nobody(made, pc):
    twin = Pc(pc.url, pc.center_key)
    word = sign(pc.key, succession_digest(pc.replica, twin.replica, twin.public))
    with made.office() as office:
        revoke(office, made.log, pc.replica)
    asked = {
        "replica_id": twin.replica,
        "public_key": twin.public,
        "previous": pc.replica,
        "previous_signature": word,
    }
    assert twin.ask("/v1/enrol", asked)[1]["code"] == "revoked"


def test_nobody_enrols_a_key_that_is_not_his(made, url):
    code = made.add().code
    pc, other = Pc(url, made.keys.signing_public), Pc(url, made.keys.signing_public)
    status, told = pc.enrol(code, public_key=public_text(other.key.public_key()))
    assert (status, told["code"]) == (401, "not_signed")
    status, told = pc.enrol(code, replica_id=other.replica)
    assert (status, told["code"]) == (400, "refused_input")
    assert "replica_id" in told["fields"]


def test_an_enrolment_with_a_wrong_field_names_it(small):
    code = small.add().code
    with serving(small.settings) as url:
        for wrong in (
            {"code": None},
            {"code": 7},
            {"station_code": ""},
            {"public_key": "no key"},
            {"about": []},
            {"about": {"long": "x" * 10_000}},
            {"code": "a\x00b"},
            {"code": "x" * 300},
        ):
            status, told = Pc(url, small.keys.signing_public).enrol(code, **wrong)
            assert (status, told["code"]) == (400, "refused_input")
            assert set(told["fields"]) == set(wrong)


def test_villages_find_their_window_and_townships_their_county(small):
    window = small.add(WINDOW, "镇维权窗口", "township")
    village = small.add()
    rows = {s.id: s for s in _stations(small)}
    assert rows[village.station_id].window_id == window.station_id
    with small.database.reader() as db:
        parents = dict(db.rows("SELECT id, parent_org_id FROM r_organisation"))
    county = next(s for s in rows.values() if s.level == "county")
    assert parents[window.station_id] == county.id
    assert parents[village.station_id] == window.station_id


def test_a_station_that_cannot_be_is_refused_by_field(small):
    for values, field in (
        ({"code": "12"}, "code"),
        ({"code": "１２０１１５"}, "code"),
        ({"name": " "}, "name"),
        ({"name": "村" * 61}, "name"),
        ({"level": "province"}, "level"),
        ({"kind": "pub"}, "kind"),
        ({"parent": "999999"}, "parent"),
        ({"parent": "x"}, "parent"),
    ):
        given = {"code": VILLAGE, "name": "镇东村", "level": "village"} | values
        with pytest.raises(Problem) as told, small.office() as office:
            make_station(office, **given)
        assert set(told.value.fields) == {field}
    assert len(_stations(small)) == 1


def test_a_second_station_of_one_code_and_kind_is_refused(small):
    small.add()
    with pytest.raises(Problem) as told, small.office() as office:
        make_station(office, VILLAGE, "另一个", "village")
    assert told.value.fields == {"code": "taken"}


def test_a_county_code_may_have_six_digits():
    assert normal_code("120115") == COUNTY


def test_what_must_not_go_back_is_noted_outside_the_database(made, pc):
    with made.office() as office:
        revoke(office, made.log, pc.replica)
    notes = list(made.log.notes())
    assert [n.what for n in notes] == [EPOCH, STATION, ENROLLED, REVOKED]
    assert notes[2].values["replica"] == notes[3].values["replica"] == pc.replica


def _stations(made):
    with made.database.reader() as db:
        return list_stations(db)
