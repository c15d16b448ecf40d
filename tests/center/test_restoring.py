"""A county that goes back to a backup: what comes back, and what must not."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

import orjson
import pytest

from sync.center.backup import Header, check_backup, fill, tables, write_backup
from sync.center.commands.safety import bring_back, try_backup
from sync.center.database import open_database
from sync.center.enrolment import list_replicas, reissue, revoke
from sync.center.outside_log import NUMBER, Note, OutsideLog
from sync.center.restoring import restore
from sync.center.serving_lock import working_on
from sync.center.stations import list_stations
from sync.center.verifying import verify
from sync.clock import SystemClock
from sync.ledger.migrate import HEAD
from sync.ledger.tables import Base
from sync.problems import Problem, ProblemKind
from tests.center.running import VILLAGE, WINDOW, Made, Pc, serving

HEADER = Header(HEAD, 1, "epoch", "120115000000")


def back_up(made: Made, path: Path) -> int:
    with made.database.reader() as db:
        return write_backup(db, path, HEADER)


def go_back(made: Made, path: Path) -> None:
    restore(made.database, path, made.keys, made.log, SystemClock().now_ms(), os.urandom)


def everything(made: Made):
    with made.database.reader() as db:
        return {
            table: sorted(map(repr, db.rows(f"SELECT * FROM {table}")))
            for table in tables()
            if table != "center_state"
        }


def epoch(made: Made):
    with made.office() as office:
        return office.state.text("epoch")


def test_every_table_of_the_center_is_in_a_backup():
    declared = {name for name in Base.metadata.tables if name.startswith(("r_", "center_"))}
    assert set(tables()) == declared


def test_what_was_backed_up_comes_back(made, tmp_path):
    made.add()
    before = everything(made)
    rows = back_up(made, tmp_path / "b")
    assert rows > 5
    old_epoch = epoch(made)
    go_back(made, tmp_path / "b")
    assert everything(made) == before
    assert epoch(made) not in ("", old_epoch)


def test_a_backup_of_one_database_fills_the_other(tmp_path, small, postgres_url):
    small.add()
    back_up(small, tmp_path / "b")
    other = open_database(postgres_url, create=True)
    other.make_schema()
    with other.writer() as db, db.writing():
        fill(db, tmp_path / "b")
    moved = Made(small.settings, other, small.keys, small.log)
    assert everything(moved) == everything(small)
    with other.reader() as db:
        assert verify(db, small.keys, small.log).ok
    other.close()


def test_a_pc_enrolled_after_the_backup_is_known_afterwards(made, tmp_path):
    back_up(made, tmp_path / "b")
    issued = made.add()
    with serving(made.settings) as url:
        pc = Pc(url, made.keys.signing_public)
        assert pc.enrol(issued.code)[0] == 200
        go_back(made, tmp_path / "b")
        status, told = pc.sync()
        assert status == 200
        assert told["e"] == epoch(made)
        # Its code was used: a second PC must not get in by it.
        assert Pc(url, made.keys.signing_public).enrol(issued.code)[0] == 403
    with made.database.reader() as db:
        assert [s.code for s in list_stations(db)][-1] == VILLAGE


def test_a_code_used_after_the_backup_stays_used(made, tmp_path):
    issued = made.add()
    back_up(made, tmp_path / "b")
    with serving(made.settings) as url:
        assert Pc(url, made.keys.signing_public).enrol(issued.code)[0] == 200
        go_back(made, tmp_path / "b")
        status, told = Pc(url, made.keys.signing_public).enrol(issued.code)
    assert (status, told["reason"]) == (403, "used")


def test_a_pc_revoked_after_the_backup_stays_shut_out(made, tmp_path):
    issued = made.add()
    with serving(made.settings) as url:
        pc = Pc(url, made.keys.signing_public)
        pc.enrol(issued.code)
        back_up(made, tmp_path / "b")
        with made.office() as office:
            revoke(office, made.log, pc.replica)
        go_back(made, tmp_path / "b")
        assert pc.sync()[1]["code"] == "revoked"


def test_letters_are_never_given_twice(made, tmp_path):
    made.add()
    back_up(made, tmp_path / "b")
    letters = []
    with serving(made.settings) as url:
        for _ in range(2):
            with made.office() as office:
                code = reissue(office, VILLAGE).code
            letters.append(Pc(url, made.keys.signing_public).enrol(code)[1]["letter"])
            go_back(made, tmp_path / "b")
    assert letters == ["A", "B"]
    with made.database.reader() as db:
        assert [r.letter for r in list_replicas(db)] == ["A", "B"]


def test_high_marks_of_numbers_do_not_go_back(made, tmp_path):
    back_up(made, tmp_path / "b")
    made.log.write(Note(NUMBER, 1, {"series": "county:2026", "high": 123}))
    go_back(made, tmp_path / "b")
    with made.database.reader() as db:
        assert db.rows("SELECT series, high FROM center_number") == [("county:2026", 123)]


def spoilt(raw: bytes):
    yield "cut", raw[: len(raw) // 2]
    yield "empty", b""
    yield "foreign", zlib.compress(b"hello")
    for at in [*range(0, len(raw), max(1, len(raw) // 40)), *range(len(raw) - 48, len(raw), 3)]:
        yield f"flipped at {at}", raw[:at] + bytes([raw[at] ^ 0x10]) + raw[at + 1 :]


def test_a_damaged_backup_is_refused_and_changes_nothing(small, tmp_path):
    small.add()
    back_up(small, tmp_path / "b")
    small.add(WINDOW, "镇维权窗口", "township")
    before, old_epoch = everything(small), epoch(small)
    raw = (tmp_path / "b").read_bytes()
    for name, content in spoilt(raw):
        (tmp_path / "spoilt").write_bytes(content)
        with pytest.raises(Problem) as told:
            go_back(small, tmp_path / "spoilt")
        assert told.value.kind in (ProblemKind.FILE_DAMAGED, ProblemKind.LEDGER_NEWER), name
    assert everything(small) == before
    assert epoch(small) == old_epoch


def test_a_backup_is_readable_by_its_owner_alone_and_holds_no_keys(small, tmp_path):
    back_up(small, tmp_path / "b")
    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o600
    assert check_backup(tmp_path / "b") == HEADER
    assert not (tmp_path / "b.part").exists()


def test_a_center_being_served_is_not_restored(small, tmp_path):
    back_up(small, tmp_path / "b")
    with working_on(small.settings.data), pytest.raises(Problem) as told:
        bring_back(small.settings, tmp_path / "b")
    assert told.value.kind is ProblemKind.LEDGER_IN_USE


def test_what_stood_before_a_restore_is_kept_beside_it(small, tmp_path):
    back_up(small, tmp_path / "b")
    small.add()
    done = bring_back(small.settings, tmp_path / "b")
    kept = small.settings.data / str(done["kept"])
    database = open_database(f"sqlite:///{kept}")
    with database.reader() as db:
        assert [s.code for s in list_stations(db)][-1] == VILLAGE
    database.close()


def test_a_backup_can_be_tried_without_touching_the_center(small, tmp_path):
    back_up(small, tmp_path / "b")
    before, old_epoch, notes = everything(small), epoch(small), list(small.log.notes())
    assert try_backup(small.settings, tmp_path / "b").ok
    assert (everything(small), epoch(small)) == (before, old_epoch)
    assert list(small.log.notes()) == notes


def test_an_altered_chain_and_a_lost_head_are_found(small):
    issued = small.add()
    with serving(small.settings) as url:
        pc = Pc(url, small.keys.signing_public)
        pc.enrol(issued.code)
    with small.office() as office:
        office.db.run("UPDATE center_replica SET head_seq = 7")
    with small.database.reader() as db:
        found = verify(db, small.keys, small.log)
    assert [p["what"] for p in found.problems] == ["head"]


def test_a_revocation_that_went_back_is_found(small):
    issued = small.add()
    with serving(small.settings) as url:
        pc = Pc(url, small.keys.signing_public)
        pc.enrol(issued.code)
    with small.office() as office:
        revoke(office, small.log, pc.replica)
    with small.office() as office:
        office.db.run("UPDATE center_replica SET revoked_at = NULL")
    with small.database.reader() as db:
        found = verify(db, small.keys, small.log)
    assert [p["what"] for p in found.problems] == ["revocation"]


def test_a_torn_last_line_of_the_outside_log_is_passed_over(tmp_path):
    log = OutsideLog(tmp_path / "log")
    log.write(Note("epoch", 1, {"epoch": "a"}), Note("epoch", 2, {"epoch": "b"}))
    whole = log.path.read_bytes()
    first = whole.index(b"\n") + 1
    for end in range(first + 1, len(whole) - 1):
        log.path.write_bytes(whole[:end])
        assert [n.at for n in log.notes()] in ([1], [1, 2])
        log.write(Note("epoch", 3, {"epoch": "c"}))
        assert [n.at for n in log.notes()][-1] == 3


def test_an_altered_line_of_the_outside_log_is_told(tmp_path):
    log = OutsideLog(tmp_path / "log")
    log.write(Note("revoked", 1, {"replica": "aaaa"}), Note("epoch", 2, {"epoch": "b"}))
    altered = log.path.read_bytes().replace(b"aaaa", b"aaab")
    log.path.write_bytes(altered)
    with pytest.raises(Problem) as told:
        list(log.notes())
    assert told.value.kind is ProblemKind.FILE_DAMAGED
    assert told.value.details["line"] == 1
    assert orjson.loads(altered.splitlines()[0])[2] == {"replica": "aaab"}
