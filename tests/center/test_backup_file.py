"""A center's backup that is whole as a file and yet not what it should be; what is not whole."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
import zstandard

from sync.center.backup import (
    FORMAT,
    ROWS_AT_ONCE,
    Header,
    check_backup,
    fill,
    read_header,
    write_backup,
)
from sync.center.stations import write_records
from sync.center.verifying import verify
from sync.ledger.migrate import HEAD
from sync.problems import Problem, ProblemKind
from tests.center.running import Made, Pc, serving

HEADER = Header(HEAD, 1, "epoch", "120115000000")
FIRST = {"station_center_backup": FORMAT, **HEADER._asdict()}
TABLE = {"table": "center_state", "columns": ["key", "value"]}


def written(path: Path, lines: Sequence[Any], *, ended: bool = True) -> Path:
    """A backup of these lines whose digests are right."""
    texts = [orjson.dumps(line) + b"\n" for line in lines]
    digest = hashlib.sha256(b"".join(texts)).hexdigest()
    rows = sum(isinstance(line, list) for line in lines)
    end = orjson.dumps({"end": rows, "sha256": digest}) + b"\n" if ended else b""
    packed = zstandard.ZstdCompressor().compress(b"".join(texts) + end)
    path.write_bytes(packed + hashlib.sha256(packed).digest())
    return path


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ([], ProblemKind.FILE_DAMAGED),
        ([{"hello": 1}], ProblemKind.FILE_DAMAGED),
        ([["a row first"]], ProblemKind.FILE_DAMAGED),
        ([{**FIRST, "station_center_backup": FORMAT + 1}], ProblemKind.LEDGER_NEWER),
        ([{**FIRST, "schema": "9999"}], ProblemKind.LEDGER_NEWER),
    ],
)
def test_a_file_that_begins_otherwise_is_no_backup_of_ours(tmp_path, lines, kind):
    file = written(tmp_path / "b", lines)
    for read in (check_backup, read_header):
        with pytest.raises(Problem) as told:
            read(file)
        assert told.value.kind is kind


def test_a_backup_without_its_end_or_with_a_wrong_one_is_damaged(tmp_path):
    whole = written(tmp_path / "whole", [FIRST, TABLE, ["a", "1"]])
    assert check_backup(whole) == read_header(whole) == HEADER
    wrong_end = [FIRST, TABLE, ["a", "1"], {"end": 2, "sha256": "0"}]
    for lines in ([FIRST, TABLE, ["a", "1"]], wrong_end):
        with pytest.raises(Problem) as told:
            check_backup(written(tmp_path / "b", lines, ended=False))
        assert told.value.kind is ProblemKind.FILE_DAMAGED


def test_a_backup_that_is_not_there_is_told_as_that(tmp_path):
    for read in (check_backup, read_header):
        with pytest.raises(Problem) as told:
            read(tmp_path / "none")
        assert told.value.kind is ProblemKind.FILE_UNREADABLE


def test_a_table_that_nobody_knows_fills_nothing(small: Made, tmp_path):
    file = written(tmp_path / "b", [FIRST, {"table": "r_spell", "columns": ["id"]}, ["a"]])
    with pytest.raises(Problem) as told, small.office() as office:
        fill(office.db, file)
    assert told.value.kind is ProblemKind.FILE_DAMAGED
    with small.office() as office:
        assert office.state.text("epoch")


def test_many_rows_and_several_tables_come_back_in_their_places(made: Made, tmp_path):
    count = 2 * ROWS_AT_ONCE + 1
    with made.office() as office:
        office.state.put({f"many/{n}": "二" * 3 for n in range(count)})
    with made.database.reader() as db:
        rows = write_backup(db, tmp_path / "b", HEADER)
    assert rows > count
    with made.office() as office:
        office.db.run("DELETE FROM center_state")
        assert fill(office.db, tmp_path / "b") == rows
        assert len(office.state.under("many/")) == count


def enrolled(made: Made) -> str:
    issued = made.add()
    with serving(made.settings) as url:
        pc = Pc(url, made.keys.signing_public)
        assert pc.enrol(issued.code)[0] == 200
    return pc.replica


def faults(made: Made) -> list[tuple[Any, ...]]:
    with made.database.reader() as db:
        found = verify(db, made.keys, made.log)
    return [(p["what"], p.get("detail")) for p in found.problems]


def test_entries_of_nobody_and_a_broken_chain_are_found(made: Made):
    replica = enrolled(made)
    assert faults(made) == []
    with made.office() as office:
        for owner, seq in ((replica, 1), (replica, 3), ("nobody", 1)):
            office.db.run(
                "INSERT INTO center_journal (replica, seq, unit, kind, record_id, person, time, "
                "salt, body, hash) VALUES (?,?,1,'case','x','li',1,?,'{}',?)",
                (owner, seq, b"salt", b"h" * 32),
            )
    assert sorted(faults(made)) == [
        ("head", "not the end of its chain"),
        ("journal", "altered"),
        ("journal", "altered"),
        ("journal", "missing"),
        ("journal", "unknown replica"),
    ]


def test_a_damaged_log_outside_is_found(small: Made):
    small.log.path.write_bytes(b'["epoch",1,{"epoch":"other"},"0000000000000000"]\n')
    assert faults(small) == [("outside_log", "file_damaged")]


def test_a_secret_sealed_with_another_key_is_found(made: Made):
    party = {"case_id": "c", "role": "complainant", "name": "王某某", "id_no": "110101199003070134"}
    with made.office() as office:
        write_records(office, [("case_party", "p", party)], "PUBLIC")
    assert faults(made) == []
    made.keys = replace(made.keys, data_key=bytes(32))
    assert [what for what, _ in faults(made)] == ["records"]
