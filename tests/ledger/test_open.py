"""Opening: what is refused, and that what is written lies encrypted."""

import os
import random
import resource
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from sync.ledger.open import (
    ledger_trouble,
    open_ledger,
    open_plain,
    require_safe_sqlite,
    schema_version,
    sqlite_is_safe,
    translate,
)
from sync.ledger.schema_version import SCHEMA_VERSION
from sync.problems import Problem, ProblemKind

KEY = bytes(range(32))
CANARY = "王小明的投诉"


@contextmanager
def a_disk_that_takes(size: int):
    """The system's own limit on a file's size stands for a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def make(path: Path, rows: int = 40) -> None:
    connection = open_ledger(path, KEY, create=True)
    connection.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, words TEXT)")
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        "INSERT INTO note (words) VALUES (?)", [(CANARY * 40 + str(n),) for n in range(rows)]
    )
    connection.execute("COMMIT")
    connection.close()


def kind_of(raised: pytest.ExceptionInfo[Problem]) -> ProblemKind:
    return raised.value.kind


@pytest.mark.parametrize("version", [(3, 51, 3), (3, 53, 4), (3, 44, 6), (3, 50, 7), (4, 0, 0)])
def test_an_sqlite_with_the_wal_reset_fix_is_taken(version):
    assert sqlite_is_safe(version)
    require_safe_sqlite(version)


@pytest.mark.parametrize(
    "version",
    [
        (3, 40, 1),
        (3, 44, 5),
        (3, 45, 0),
        (3, 50, 4),
        (3, 50, 6),
        (3, 51, 0),
        (3, 51, 1),
        (3, 51, 2),
    ],
)
def test_an_sqlite_without_the_fix_is_refused_by_name(version):
    assert not sqlite_is_safe(version)
    with pytest.raises(Problem) as raised:
        require_safe_sqlite(version)
    assert kind_of(raised) is ProblemKind.SQLITE_TOO_OLD
    assert raised.value.details["found"] == ".".join(map(str, version))


def test_nothing_readable_lies_in_the_ledger_or_its_write_ahead_log(tmp_path):
    path = tmp_path / "ledger.db"
    connection = open_ledger(path, KEY, create=True)
    connection.execute("CREATE TABLE note (words TEXT)")
    connection.execute("INSERT INTO note VALUES (?)", (CANARY,))
    for file in tmp_path.iterdir():
        if not file.name.endswith("-shm"):
            content = file.read_bytes()
            assert CANARY.encode() not in content
            assert b"SQLite format" not in content
            assert b"CREATE TABLE" not in content
    connection.close()


def test_every_commit_is_flushed_and_nothing_temporary_touches_the_disk(tmp_path):
    connection = open_ledger(tmp_path / "ledger.db", KEY, create=True)
    asked = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "temp_store", "secure_delete")
    }
    connection.close()
    assert asked == {"journal_mode": "wal", "synchronous": 2, "temp_store": 2, "secure_delete": 1}


def test_a_wrong_key_opens_nothing(tmp_path):
    make(tmp_path / "ledger.db")
    with pytest.raises(Problem) as raised:
        open_ledger(tmp_path / "ledger.db", bytes(32))
    assert kind_of(raised) is ProblemKind.LEDGER_DAMAGED
    assert raised.value.details["reason"] == "key_or_damage"


def test_a_ledger_that_was_rewritten_in_plain_is_refused(tmp_path):
    path = tmp_path / "ledger.db"
    plain = open_plain(path)
    plain.execute("CREATE TABLE note (words TEXT)")
    plain.close()
    with pytest.raises(Problem) as raised:
        open_ledger(path, KEY)
    assert raised.value.details["reason"] == "not_encrypted"


def test_a_missing_ledger_is_not_made_by_opening_it(tmp_path):
    with pytest.raises(Problem) as raised:
        open_ledger(tmp_path / "ledger.db", KEY)
    assert kind_of(raised) is ProblemKind.LEDGER_MISSING
    assert list(tmp_path.iterdir()) == []


def test_a_ledger_cut_to_nothing_is_damaged_and_not_begun_anew(tmp_path):
    (tmp_path / "ledger.db").touch()
    with pytest.raises(Problem) as raised:
        open_ledger(tmp_path / "ledger.db", KEY)
    assert raised.value.details["reason"] == "empty"


def test_a_new_ledger_never_replaces_one(tmp_path):
    make(tmp_path / "ledger.db")
    before = (tmp_path / "ledger.db").read_bytes()
    with pytest.raises(Problem) as raised:
        open_ledger(tmp_path / "ledger.db", KEY, create=True)
    assert kind_of(raised) is ProblemKind.LEDGER_EXISTS
    assert (tmp_path / "ledger.db").read_bytes() == before


def test_a_ledger_of_a_newer_program_is_refused(tmp_path):
    connection = open_ledger(tmp_path / "ledger.db", KEY, create=True)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    with pytest.raises(Problem) as raised:
        open_ledger(tmp_path / "ledger.db", KEY)
    assert kind_of(raised) is ProblemKind.LEDGER_NEWER
    assert raised.value.details["found"] == SCHEMA_VERSION + 1


def test_an_older_ledger_opens_and_says_its_schema(tmp_path):
    open_ledger(tmp_path / "ledger.db", KEY, create=True).close()
    connection = open_ledger(tmp_path / "ledger.db", KEY)
    assert schema_version(connection) == 0
    connection.close()


def test_a_reader_beside_the_desk_sees_its_work_and_writes_nothing(tmp_path):
    make(tmp_path / "ledger.db", rows=1)
    desk = open_ledger(tmp_path / "ledger.db", KEY)
    reader = open_ledger(tmp_path / "ledger.db", KEY, read_only=True)
    desk.execute("INSERT INTO note (words) VALUES ('b')")
    assert reader.execute("SELECT count(*) FROM note").fetchone() == (2,)
    with pytest.raises(Problem) as raised, ledger_trouble():
        reader.execute("DELETE FROM note")
    assert kind_of(raised) is ProblemKind.DISK_READ_ONLY
    desk.close()
    reader.close()


def test_a_second_writer_is_told_that_the_ledger_is_in_use(tmp_path):
    make(tmp_path / "ledger.db", rows=1)
    one, two = (open_ledger(tmp_path / "ledger.db", KEY) for _ in range(2))
    two.execute("PRAGMA busy_timeout = 0")
    one.execute("BEGIN IMMEDIATE")
    with pytest.raises(Problem) as raised, ledger_trouble():
        two.execute("BEGIN IMMEDIATE")
    assert kind_of(raised) is ProblemKind.LEDGER_IN_USE
    one.close()
    two.close()


def test_a_full_disk_is_told_as_a_full_disk(tmp_path):
    connection = open_ledger(tmp_path / "ledger.db", KEY, create=True)
    connection.execute("CREATE TABLE note (words TEXT)")
    connection.execute("PRAGMA max_page_count = 8")
    with pytest.raises(Problem) as raised, ledger_trouble():
        for _ in range(20):
            connection.execute("INSERT INTO note VALUES (?)", ("x" * 4000,))
    assert kind_of(raised) is ProblemKind.DISK_FULL
    connection.close()


def test_a_mistake_of_ours_in_sql_stays_our_mistake(tmp_path):
    connection = open_plain(None)
    with pytest.raises(Exception, match="syntax error") as raised, ledger_trouble():
        connection.execute("SELEC 1")
    assert not isinstance(raised.value, Problem)
    assert translate(raised.value) is None
    assert translate(ValueError("x")) is None
    connection.close()


def test_sixty_flipped_bits_are_each_noticed(tmp_path):
    path = tmp_path / "ledger.db"
    make(path)
    good = path.read_bytes()
    chance = random.Random(20261121)
    for _ in range(60):
        at, bit = chance.randrange(len(good)), chance.randrange(8)
        path.write_bytes(good[:at] + bytes([good[at] ^ 1 << bit]) + good[at + 1 :])
        with pytest.raises(Problem) as raised, ledger_trouble():
            connection = open_ledger(path, KEY)
            try:
                faults = connection.execute("PRAGMA cipher_integrity_check").fetchall()
                if faults:
                    raise Problem(ProblemKind.LEDGER_DAMAGED, faults[0][0])
            finally:
                connection.close()
        assert kind_of(raised) is ProblemKind.LEDGER_DAMAGED, at


def test_a_ledger_with_its_tail_cut_off_is_noticed(tmp_path):
    path = tmp_path / "ledger.db"
    make(path, rows=400)
    good = path.read_bytes()
    chance = random.Random(7)
    for _ in range(10):
        path.write_bytes(good[: chance.randrange(1, len(good))])
        with pytest.raises(Problem) as raised, ledger_trouble():
            connection = open_ledger(path, KEY)
            try:
                faults = connection.execute("PRAGMA cipher_integrity_check").fetchall()
                connection.execute("SELECT words FROM note").fetchall()
                if faults:
                    raise Problem(ProblemKind.LEDGER_DAMAGED, faults[0][0])
            finally:
                connection.close()
        assert kind_of(raised) is ProblemKind.LEDGER_DAMAGED


def test_a_committed_row_outlives_the_killed_writer(tmp_path):
    path = tmp_path / "ledger.db"
    make(path, rows=0)
    script = (
        "import sys, pathlib\n"
        "from sync.ledger.open import open_ledger\n"
        "c = open_ledger(pathlib.Path(sys.argv[1]), bytes(range(32)))\n"
        "n = 0\n"
        "while True:\n"
        "    n += 1\n"
        "    c.execute('INSERT INTO note (words) VALUES (?)', (str(n),))\n"
        "    print(n, flush=True)\n"
    )
    writer = subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    for _ in range(25):
        said = int(writer.stdout.readline())
    writer.kill()
    writer.communicate()
    connection = open_ledger(path, KEY)
    kept = connection.execute("SELECT count(*) FROM note").fetchone()[0]
    assert kept >= said
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_opening_brings_in_no_orm_and_no_line():
    script = (
        "import sys, sync.ledger.open\n"
        "print([m for m in ('sqlalchemy','sqlmodel','pydantic','requests') if m in sys.modules])"
    )
    said = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert said.stdout.strip() == "[]"


def test_a_wrong_key_leaves_no_words_on_standard_error(tmp_path):
    make(tmp_path / "ledger.db", rows=1)
    script = (
        "import sys, pathlib\n"
        "from sync.ledger.open import open_ledger\n"
        "from sync.problems import Problem\n"
        "try:\n    open_ledger(pathlib.Path(sys.argv[1]), bytes(32))\n"
        "except Problem as p:\n    print(p.kind)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "ledger.db")], capture_output=True, text=True
    )
    assert (said.stdout.strip(), said.stderr) == ("ledger_damaged", "")


def test_a_write_that_meets_the_disks_end_is_told_and_the_rest_stands(tmp_path):
    make(tmp_path / "ledger.db", rows=5)
    connection = open_ledger(tmp_path / "ledger.db", KEY)
    with pytest.raises(Problem) as raised, ledger_trouble(), a_disk_that_takes(20_000):
        for _ in range(50):
            connection.execute("INSERT INTO note (words) VALUES (?)", ("x" * 4000,))
    # SQLite knows only a disk without room as full; any other refused write is its disk error.
    assert raised.value.kind is ProblemKind.FILE_UNREADABLE
    assert raised.value.details["sqlite"] == "SQLITE_IOERR"
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.execute("INSERT INTO note (words) VALUES ('after')")
    connection.close()


def test_a_key_of_another_length_is_our_mistake(tmp_path):
    with pytest.raises(ValueError, match="32 bytes"):
        open_ledger(tmp_path / "ledger.db", b"short", create=True)
    assert list(tmp_path.iterdir()) == []


def test_a_plain_database_is_opened_by_name_or_in_memory_and_gated_too(tmp_path):
    with pytest.raises(Problem) as raised:
        open_plain(tmp_path / "center.db", create=False)
    assert raised.value.kind is ProblemKind.LEDGER_MISSING
    (tmp_path / "center.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(Problem) as raised:
        open_plain(tmp_path / "center.db")
    assert raised.value.details["reason"] == "not_a_database"
    memory = open_plain(None)
    assert schema_version(memory) == 0
    memory.close()


def test_another_account_of_the_pc_may_write_where_the_folder_lets_it(tmp_path):
    before = os.umask(0)
    try:
        connection = open_ledger(tmp_path / "ledger.db", KEY, create=True)
        connection.execute("CREATE TABLE t (x)")
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
        connection.close()
    finally:
        os.umask(before)
    assert set(modes.values()) == {0o666}, modes
