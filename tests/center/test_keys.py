"""The center's keys, and the secrets they hide."""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.center.keys import HIDDEN, FieldSeal, make_keys, read_keys, write_keys
from sync.center.stations import write_records
from sync.clock import SystemClock, new_id
from sync.problems import Problem, ProblemKind

KEY = bytes(range(32))


@given(st.text())
def test_what_was_hidden_is_shown_again(text):
    seal = FieldSeal(KEY)
    hidden = seal.hide(text)
    assert hidden.startswith(HIDDEN)
    assert seal.show(hidden) == text


def test_equal_values_do_not_look_alike():
    seal = FieldSeal(KEY)
    assert seal.hide("120115197001011234") != seal.hide("120115197001011234")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda h: "120115197001011234",
        lambda h: h[:-2],
        lambda h: HIDDEN,
        lambda h: HIDDEN + "!",
        lambda h: HIDDEN + h[len(HIDDEN) :][::-1],
        lambda h: FieldSeal(bytes(32)).hide("x"),
    ],
)
def test_what_was_not_hidden_by_this_key_is_told(spoil):
    seal = FieldSeal(KEY)
    with pytest.raises(Problem) as told:
        seal.show(spoil(seal.hide("x")))
    assert told.value.kind is ProblemKind.INTEGRITY


def test_keys_are_read_back_as_written(tmp_path):
    keys = make_keys()
    write_keys(tmp_path / "keys", keys)
    again = read_keys(tmp_path / "keys")
    assert again.public() == keys.public()
    assert again.seal.show(keys.seal.hide("x")) == "x"
    assert os.listdir(tmp_path) == ["keys"]
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o600


def test_keys_are_never_written_over(tmp_path):
    write_keys(tmp_path / "keys", make_keys())
    before = (tmp_path / "keys").read_bytes()
    with pytest.raises(Problem) as told:
        write_keys(tmp_path / "keys", make_keys())
    assert told.value.kind is ProblemKind.LEDGER_EXISTS
    assert (tmp_path / "keys").read_bytes() == before
    assert os.listdir(tmp_path) == ["keys"]


def test_a_secret_is_in_no_text_about_the_keys():
    assert "key" not in repr(make_keys()).replace("CenterKeys", "").lower()


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.pop("signing"),
        lambda d: d["signing"].update(algorithm="RSA"),
        lambda d: d["data"].update(key="AAAA"),
        lambda d: d["sealing"].update(key="!"),
        lambda d: d.update(data=None),
    ],
)
def test_a_damaged_key_file_is_told(tmp_path, change):
    write_keys(tmp_path / "keys", make_keys())
    document = json.loads((tmp_path / "keys").read_text())
    change(document)
    (tmp_path / "keys").write_text(json.dumps(document))
    with pytest.raises(Problem) as told:
        read_keys(tmp_path / "keys")
    assert told.value.kind is ProblemKind.FILE_DAMAGED


def test_secret_fields_lie_hidden_in_the_database(made):
    case, party = (new_id(SystemClock().now_ms(), os.urandom) for _ in range(2))
    with made.office() as office:
        home = office.state.text("county_station_id")
        write_records(office, [("case", case, {"station_id": home, "title": "x"})], home)
        values = {"case_id": case, "name": "王某某", "id_no": "120115197001011234"}
        write_records(office, [("case_party", party, values)], home)
        row = office.db.row("SELECT name, id_no FROM r_case_party WHERE id = ?", (party,))
        shown = office.store.one("case_party", party).record.values["id_no"]
    assert row[0] == "王某某"
    assert row[1].startswith(HIDDEN)
    assert shown == "120115197001011234"
