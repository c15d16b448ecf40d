"""Opening a ledger: an older one is brought up; a second connection beside it."""

import threading
from functools import partial

import pytest

from station_app.foundation.paths import Paths
from station_app.usecases import cases
from station_app.usecases.desk import open_desk, open_kept
from sync.ledger.disk import Reserve
from sync.ledger.lock import writing
from sync.ledger.open import open_ledger, schema_version
from sync.ledger.schema_version import SCHEMA_VERSION
from sync.problems import Problem, ProblemKind
from tests.usecases.desks import PASSWORD, HandClock, complaint

KEY = bytes(range(32))


@pytest.fixture
def old(tmp_path):
    """A ledger from before the first numbered schema, with a table of its own."""
    paths = Paths.under(tmp_path / "old")
    paths.folder.mkdir()
    connection = open_ledger(paths.ledger, KEY, create=True)
    connection.execute("CREATE TABLE treasured (word TEXT)")
    connection.execute("INSERT INTO treasured VALUES ('kept')")
    connection.close()
    return paths


def kept_copies(paths):
    return sorted(path.name for path in paths.backups.glob("*"))


@pytest.mark.parametrize("locked", [True, False])
def test_an_older_ledger_is_brought_up(old, locked):
    if locked:
        with writing(old.folder):
            ledger = open_kept(old, KEY, HandClock(), locked=True)
    else:
        ledger = open_kept(old, KEY, HandClock(), locked=False)
    assert ledger.db.row("SELECT count(*) FROM r_case") == (0,)
    assert ledger.db.row("SELECT word FROM treasured") == ("kept",)
    assert ledger.db.row("PRAGMA user_version") == (SCHEMA_VERSION,)
    ledger.close()
    assert kept_copies(old) == []


def test_one_of_a_step_nobody_knows_stays_as_it_was_and_a_copy_of_it_too(old):
    connection = open_ledger(old.ledger, KEY)
    connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    connection.execute("INSERT INTO alembic_version VALUES ('0000')")
    connection.close()
    with pytest.raises(Exception, match="0000"):
        open_kept(old, KEY, HandClock(), locked=False)
    (name,) = kept_copies(old)
    for path in (old.ledger, old.backups / name):
        connection = open_ledger(path, KEY)
        assert schema_version(connection) == 0
        assert connection.execute("SELECT word FROM treasured").fetchall() == [("kept",)]
        connection.close()
    with writing(old.folder, 0.0):
        pass


def test_whoever_only_reads_does_not_bring_it_up_under_a_working_hand(old, monkeypatch):
    at_once = partial(writing, wait_s=0.0)
    monkeypatch.setattr("station_app.usecases.desk.writing", at_once)
    with writing(old.folder), pytest.raises(Problem) as raised:
        open_kept(old, KEY, HandClock(), locked=False)
    assert raised.value.kind is ProblemKind.LEDGER_IN_USE
    assert not old.backups.exists() or kept_copies(old) == []
    connection = open_ledger(old.ledger, KEY)
    assert schema_version(connection) == 0
    connection.close()


def test_what_another_thread_reads_goes_through_a_connection_of_its_own(desk):
    made = cases.add(desk.ledger, desk.session, complaint()).id
    seen = []

    def read():
        with desk.beside() as ledger:
            assert ledger.db is not desk.ledger.db
            seen.append(ledger.db.row("SELECT id FROM r_case"))
        try:
            ledger.db.row("SELECT 1")
        except Exception as error:  # noqa: BLE001 - whatever a closed connection says
            seen.append(str(error))

    with desk.ledger.db.writing():
        desk.ledger.state.put({"mark": 1})
        thread = threading.Thread(target=read)
        thread.start()
        thread.join(20)
    assert seen[0] == (made,)
    assert "closed" in seen[1]


def test_a_desk_whose_person_has_no_record_is_closed_again(desk, tmp_path):
    folder = desk.paths.folder
    with desk.ledger.db.writing():
        desk.ledger.db.run("DELETE FROM r_user")
    desk.close()
    with pytest.raises(Problem) as raised:
        open_desk(folder, None, PASSWORD, clock=HandClock())
    assert raised.value.kind is ProblemKind.NOT_PERMITTED


def test_work_on_a_desk_is_done_with_the_room_kept_back(desk):
    reserve = Reserve(desk.paths.folder)
    assert reserve.hold()

    def job():
        if reserve.held():
            raise Problem(ProblemKind.DISK_FULL)
        return "done"

    assert desk.with_room(job) == "done"
