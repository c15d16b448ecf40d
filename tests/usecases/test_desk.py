"""A station's ledger made, opened, and kept from others."""

import pytest

from station_app.usecases.desk import (
    BEING_MADE,
    NewStation,
    check_new_station,
    desk_for,
    init_station,
    open_desk,
)
from station_app.usecases.people import open_by_recovery
from station_app.usecases.reading.status import standing
from sync.clock import local_date
from sync.ledger.lock import LedgerLock
from sync.ledger.passwords import read_paper_code
from sync.problems import Problem, ProblemKind
from sync.records.places import station_id
from sync.records.rights import Operation
from tests.usecases.desks import CHEAP, PASSWORD, VILLAGE, HandClock, know_station, make_desk

TOLD = NewStation(VILLAGE, "镇东村消费维权服务站", "village", "lizhuli", PASSWORD, "李某")


def test_a_new_station_has_one_account_with_the_responsible_role(desk):
    assert desk.session.login == "lizhuli"
    assert desk.session.name == "李某"
    assert [grant.role for grant in desk.session.grants] == ["village_assistant"]
    assert desk.session.station_id == station_id(VILLAGE, "village_station")
    assert Operation.ACCOUNTS.value in desk.session.operations(_today(desk))


def test_who_made_a_station_on_a_fast_pc_may_work_once_the_county_puts_its_clock_right(tmp_path):
    clock = HandClock()
    clock.wait(days=400)
    desk = make_desk(tmp_path / "fast", clock)
    with desk.ledger.db.writing():
        desk.ledger.state.put({"clock_offset_ms": -400 * 86_400_000})
    assert Operation.REGISTER.value in desk.session.operations(_today(desk))
    desk.close()


def _today(desk):
    return local_date(desk.ledger.now_ms())


def test_the_first_records_wait_for_the_county_like_any_other(desk):
    told = standing(desk.ledger)
    assert told.counts == {"person": 1, "user": 1, "role_grant": 1}
    assert told.pending == 3
    assert told.station.code == VILLAGE
    assert not told.enrolled


def test_wide_digits_of_an_input_method_are_digits():
    told = NewStation("１２０１１５１０１２０１", "镇东村站", "village", "li", PASSWORD)
    assert check_new_station(told).code == VILLAGE


def test_a_short_code_is_filled_up_with_zeros():
    assert check_new_station(NewStation("120115", "县中心", "county", "boss", PASSWORD)).code == (
        "120115000000"
    )


def test_every_field_at_fault_is_named_at_once(tmp_path):
    wrong = NewStation("12x", "", "province", "a b", "short")
    with pytest.raises(Problem) as told:
        init_station(tmp_path / "new", wrong, cost=CHEAP)
    assert told.value.kind is ProblemKind.REFUSED_INPUT
    assert told.value.fields.keys() == {
        "station_code",
        "station_name",
        "level",
        "login",
        "password",
    }
    assert not (tmp_path / "new").exists()


def test_a_second_station_in_the_same_folder_is_refused(desk, tmp_path):
    with pytest.raises(Problem) as told:
        init_station(tmp_path / "desk", TOLD, cost=CHEAP)
    assert told.value.kind is ProblemKind.LEDGER_EXISTS
    assert standing(desk.ledger).pending == 3


@pytest.mark.parametrize("cut", ["before the keys", "between the two"])
def test_a_start_that_was_cut_is_simply_begun_again(tmp_path, cut):
    folder = tmp_path / "desk"
    init_station(folder, TOLD, cost=CHEAP)
    making = folder / BEING_MADE
    making.mkdir()
    (folder / "ledger.db").rename(making / "ledger.db")
    if cut == "before the keys":
        (folder / "keys.json").rename(making / "keys.json")
    code = init_station(folder, TOLD, cost=CHEAP)
    assert read_paper_code(code).text == code
    assert not making.exists()
    open_desk(folder, "lizhuli", PASSWORD).close()


def test_keys_without_a_ledger_are_never_written_over(tmp_path):
    folder = tmp_path / "desk"
    init_station(folder, TOLD, cost=CHEAP)
    (folder / "ledger.db").unlink()
    before = (folder / "keys.json").read_bytes()
    with pytest.raises(Problem) as told:
        init_station(folder, TOLD, cost=CHEAP)
    assert told.value.kind is ProblemKind.LEDGER_EXISTS
    assert (folder / "keys.json").read_bytes() == before


def test_a_wrong_password_opens_nothing(desk, tmp_path):
    with pytest.raises(Problem) as told:
        open_desk(tmp_path / "desk", "lizhuli", "not the password")
    assert told.value.kind is ProblemKind.WRONG_PASSWORD


def test_an_empty_folder_has_no_ledger(tmp_path):
    with pytest.raises(Problem) as told:
        open_desk(tmp_path, "lizhuli", PASSWORD)
    assert told.value.kind is ProblemKind.LEDGER_MISSING


def test_a_writing_command_waits_for_the_lock_and_then_gives_up(desk, tmp_path):
    folder = tmp_path / "desk"
    with (
        LedgerLock(folder, "desk"),
        pytest.raises(Problem) as told,
        desk_for(folder, None, lambda: PASSWORD, write=True, wait_s=0.05),
    ):
        raise AssertionError("nobody gets in")
    assert told.value.kind is ProblemKind.LEDGER_IN_USE


def test_whoever_writes_takes_away_what_killed_writers_left_of_contents(desk, tmp_path):
    folder = tmp_path / "desk" / "attachments" / "tmp"
    folder.mkdir(parents=True)
    (folder / "0123").write_bytes(b"half")
    with desk_for(tmp_path / "desk", None, lambda: PASSWORD, write=False):
        assert list(folder.iterdir()), "who reads may stand beside who writes"
    with desk_for(tmp_path / "desk", None, lambda: PASSWORD, write=True):
        assert not list(folder.iterdir())


def test_a_reading_command_works_beside_whoever_writes(desk, tmp_path):
    folder = tmp_path / "desk"
    with (
        LedgerLock(folder, "desk"),
        desk_for(folder, None, lambda: PASSWORD, write=False) as other,
    ):
        assert standing(other.ledger).pending == 3


def test_the_countys_name_of_the_station_wins(desk):
    know_station(desk, VILLAGE, "village", "县里定的名字")
    assert desk.refresh().station.name == "县里定的名字"


def test_the_code_on_paper_gives_a_new_password(tmp_path):
    folder = tmp_path / "desk"
    code = init_station(folder, TOLD, cost=CHEAP)
    open_by_recovery(folder, code, "lizhuli", "another-field-77").close()
    open_desk(folder, "lizhuli", "another-field-77").close()
    with pytest.raises(Problem):
        open_desk(folder, "lizhuli", PASSWORD)


def test_a_county_desk_begins_with_a_system_administrator_who_sees_no_case(tmp_path):
    county = make_desk(tmp_path / "county", HandClock(), "120115000000", "county")
    operations = county.session.operations(_today(county))
    assert operations == {Operation.ACCOUNTS.value, Operation.SEE_ACCESS_LOG.value}
    county.close()
