"""A center's database put back by somebody who knows nothing of our tool."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.center.enrolment import list_replicas, reissue, revoke
from sync.center.history import WINDOW as RESTORED
from sync.center.outside_log import EPOCH, NUMBER, REVOKED, Note
from sync.center.starting import catch_up
from sync.clock import SystemClock
from sync.ledger.digest import as_json, ledger_digest
from sync.problems import Problem, ProblemKind
from tests.center.running import VILLAGE, Made, make_center, served
from tests.noise import LogLines
from tests.postgres import find_binaries
from tests.together.desks import Desk

OTHER_VILLAGE = "120115101202"


class Behind:
    """Copies the database and puts the copy back: a file copy, or PostgreSQL's own dump."""

    def __init__(self, made: Made, place: Path) -> None:
        self._made = made
        self._place = place

    def keep(self) -> None:
        if self._made.settings.db:
            self._postgres("pg_dump", "--clean", "--if-exists", "--file", str(self._place))
            return
        with self._made.database.reader() as db:
            db.run("VACUUM INTO ?", (str(self._place),))

    def put_back(self) -> None:
        if self._made.settings.db:
            self._postgres("psql", "--quiet", "--set", "ON_ERROR_STOP=1", "--file", self._place)
            return
        self._made.database.close()
        for left in self._made.settings.data.glob("center.db*"):
            left.unlink()
        shutil.copyfile(self._place, self._made.settings.data / "center.db")
        self._made.reopen()

    def _postgres(self, program: str, *more: str | Path) -> None:
        address = self._made.settings.db.replace("+psycopg", "")
        command = [find_binaries() / program, "--dbname", address, *more]
        subprocess.run(command, check=True, capture_output=True)


@pytest.fixture
def behind(made: Made, tmp_path: Path) -> Behind:
    return Behind(made, tmp_path / "copy")


def epoch(made: Made) -> str:
    with made.office() as office:
        return office.state.text("epoch")


def start(made: Made):
    """What a start of the service does before it answers."""
    return catch_up(made.database, made.keys, made.log, SystemClock().now_ms(), os.urandom)


def meet(desk: Desk, url: str) -> None:
    """A full exchange at the address the center has now."""
    if desk.center is not None:
        desk.center.close()
        desk.center = None
    desk.sync(url)


def test_a_database_put_back_lets_no_stolen_pc_in_and_gives_no_number_twice(
    made: Made, codes: dict[str, str], behind: Behind, desk: Callable[..., Desk]
):
    stolen, honest = desk(VILLAGE), desk(OTHER_VILLAGE)
    data = made.settings.data
    more = ("--db", made.settings.db) if made.settings.db else ()
    with served(data, *more) as url:
        stolen.enrol(url, codes[VILLAGE])
        honest.enrol(url, codes[OTHER_VILLAGE])
        meet(stolen, url)
        meet(honest, url)
        first = honest.register()
        meet(honest, url)
        behind.keep()
        with made.office() as office:
            revoke(office, made.log, stolen.ledger.replica)
        late = honest.register(title="电饭锅漏电")
        meet(honest, url)
    old_epoch = epoch(made)
    lost = honest.value("case", late, "county_no")
    assert lost is not None
    behind.put_back()
    with made.database.reader() as db:
        assert [r.revoked_at for r in list_replicas(db)] == [None, None]

    said: list[str] = []
    with served(data, *more, said=said) as url:
        assert any("station-center restore" in line for line in said)
        assert epoch(made) != old_epoch
        with pytest.raises(Problem) as told:
            meet(stolen, url)
        assert told.value.kind is ProblemKind.REVOKED
        # A PC that was not there before the database went back must not get the lost number.
        newcomer = desk(OTHER_VILLAGE)
        with made.office() as office:
            code = reissue(office, OTHER_VILLAGE).code
        newcomer.enrol(url, code)
        other = newcomer.register(title="种子有霉味")
        meet(newcomer, url)
        meet(honest, url)
        meet(newcomer, url)
    numbers = [newcomer.value("case", case, "county_no") for case in (first, late, other)]
    assert None not in numbers
    assert len(set(numbers)) == 3
    assert numbers[1] == lost
    assert as_json(ledger_digest(newcomer.ledger.store)) == as_json(
        ledger_digest(honest.ledger.store)
    )


def test_a_start_applies_what_is_due_once(made: Made, behind: Behind, log_lines: LogLines):
    log_lines.expect("database went back: applied number=1,")
    behind.keep()
    made.log.write(Note(NUMBER, 1, {"series": "county:2026", "high": 41}))
    behind.put_back()
    old = epoch(made)
    found = start(made)
    assert found.applied == {NUMBER: 1}
    assert found.epoch == epoch(made) != old
    with made.office() as office:
        assert office.state.get(RESTORED) is not None
        assert office.db.rows("SELECT series, high FROM center_number") == [("county:2026", 41)]
    assert start(made) == ({}, [], "")
    assert epoch(made) == found.epoch


def test_a_database_of_an_older_history_begins_a_new_one(
    made: Made, behind: Behind, log_lines: LogLines
):
    log_lines.expect("database went back: applied epoch=1,")
    behind.keep()
    old = epoch(made)
    with made.office() as office:
        made.log.write(Note(EPOCH, 2, {"epoch": "later"}))
        office.state.put({"epoch": "later"})
    assert start(made) == ({}, [], "")
    behind.put_back()
    found = start(made)
    assert found.applied == {EPOCH: 1}
    assert found.epoch not in ("", old, "later")


def test_a_line_that_cannot_be_read_is_passed_over_and_told(tmp_path: Path, log_lines: LogLines):
    log_lines.expect("database went back: applied number=1,")
    log_lines.expect("damaged lines in center-outside.log")
    made = make_center(tmp_path)
    made.log.write(
        Note(NUMBER, 1, {"series": "county:2026", "high": 7}),
        Note(NUMBER, 2, {"series": "county:2027", "high": 8}),
    )
    made.log.path.write_bytes(made.log.path.read_bytes().replace(b'"high":7', b'"high":9'))
    lines = made.log.path.read_bytes().splitlines()
    found = start(made)
    assert found.damaged == [at for at, line in enumerate(lines, 1) if b'"high":9' in line]
    assert found.applied == {NUMBER: 1}
    with made.database.reader() as db:
        assert db.rows("SELECT series, high FROM center_number") == [("county:2027", 8)]
    made.database.close()
    said: list[str] = []
    with served(tmp_path, said=said):
        pass
    assert any("1" in line and "center-outside.log" in line for line in said[-2:])


def test_what_was_refused_half_way_is_not_noted(made: Made):
    before = list(made.log.notes())
    with (
        pytest.raises(Problem),
        made.office() as office,
        made.log.held() as log,
    ):
        log.write(Note(REVOKED, 1, {"replica": "r"}))
        revoke(office, log, "999999999999")
    assert list(made.log.notes()) == before
    with made.log.held() as log:
        log.write(Note(REVOKED, 1, {"replica": "r"}))
        assert list(made.log.notes()) == before
    assert [n.what for n in made.log.notes()][len(before) :] == [REVOKED]
