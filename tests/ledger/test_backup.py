"""Backups: whole, checked, and brought back without touching what is there."""

import random
import resource
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

from sync.ledger.attachments import ContentStore
from sync.ledger.backup import backup, backup_plain, check_backup, restore, sweep
from sync.ledger.keys import KeyFile
from sync.ledger.open import open_ledger, open_plain
from sync.ledger.sealing import Cost
from sync.problems import Problem, ProblemKind

NOW = 1_795_000_000_000
PASSWORD = "门前老槐树两棵半会开花"
SECRET = "王小明投诉玉米种子"


@contextmanager
def a_disk_that_takes(size: int):
    """The system's own limit on a file's size stands for a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


class Desk:
    """A data folder with a ledger, a user and three contents."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.keys_path = folder / "keys.json"
        made = KeyFile.create(self.keys_path, cost=Cost(64, 1, 1))
        self.key = made.data_key
        made.keys.add_user("li", PASSWORD, self.key, user_id="u-1")
        self.store = ContentStore(folder / "attachments", self.key)
        self.contents = [self.store.add(SECRET.encode() * n).sha256 for n in (1, 50, 9000)]
        self.ledger = open_ledger(folder / "ledger.db", self.key, create=True)
        self.ledger.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, words TEXT)")
        self.ledger.execute(
            "CREATE VIRTUAL TABLE words USING fts5(w, content='', contentless_delete=1)"
        )
        self.ledger.execute("BEGIN IMMEDIATE")
        self.ledger.executemany("INSERT INTO note (words) VALUES (?)", [(SECRET,)] * 200)
        self.ledger.execute("INSERT INTO words (rowid, w) VALUES (1, 'maize seed')")
        self.ledger.execute("PRAGMA user_version = 1")
        self.ledger.execute("COMMIT")

    def back_up(self, out: Path):
        return backup(self.ledger, self.key, self.keys_path, self.store, out, NOW)


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path / "desk")
    yield desk
    desk.ledger.close()


def everything_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_restored_folder_opens_by_the_same_password_and_holds_everything(desk, tmp_path):
    made = desk.back_up(tmp_path / "b.station")
    assert made.damaged == []
    assert restore(tmp_path / "b.station", tmp_path / "new") == made.manifest
    assert (made.manifest.made_at, made.manifest.schema) == (NOW, 1)
    new = tmp_path / "new"
    key = KeyFile(new / "keys.json").unlock("li", PASSWORD, NOW)
    ledger = open_ledger(new / "ledger.db", key)
    assert ledger.execute("SELECT count(*), max(words) FROM note").fetchone() == (200, SECRET)
    assert ledger.execute("SELECT rowid FROM words WHERE words MATCH 'maize'").fetchall() == [(1,)]
    ledger.close()
    store = ContentStore(new / "attachments", key)
    assert store.verify().checked == 3
    assert sorted(store.all()) == sorted(desk.contents)
    assert sorted(p.name for p in new.iterdir()) == ["attachments", "keys.json", "ledger.db"]


def test_nothing_in_a_backup_can_be_read_and_nothing_is_left_beside_it(desk, tmp_path):
    desk.back_up(tmp_path / "b.station")
    raw = (tmp_path / "b.station").read_bytes()
    assert SECRET.encode() not in raw
    assert b"SQLite format" not in raw
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["b.station"]
    assert not [p for p in desk.folder.iterdir() if p.name.startswith(".backup")]


def test_a_backup_beside_a_busy_writer_holds_one_moment(desk, tmp_path):
    """Each transaction moves an amount from one account to the other: the sum never changes."""
    desk.ledger.execute("CREATE TABLE account (id INTEGER PRIMARY KEY, fen INTEGER, pad TEXT)")
    desk.ledger.execute("INSERT INTO account VALUES (1, 1000000, ''), (2, 0, '')")
    done = threading.Event()
    began = threading.Event()

    def work() -> None:
        writer = open_ledger(desk.folder / "ledger.db", desk.key)
        while not done.is_set():
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("UPDATE account SET fen = fen - 1 WHERE id = 1")
            writer.execute("INSERT INTO note (words) VALUES (?)", (SECRET * 100,))
            writer.execute("UPDATE account SET fen = fen + 1 WHERE id = 2")
            writer.execute("COMMIT")
            began.set()
        writer.close()

    thread = threading.Thread(target=work)
    thread.start()
    began.wait()
    try:
        for turn in range(4):
            desk.back_up(tmp_path / f"{turn}.station")
    finally:
        done.set()
        thread.join()
    moved = []
    for turn in range(4):
        restore(tmp_path / f"{turn}.station", tmp_path / f"new{turn}")
        copy = open_ledger(tmp_path / f"new{turn}" / "ledger.db", desk.key)
        fen = [row[0] for row in copy.execute("SELECT fen FROM account ORDER BY id")]
        notes = copy.execute("SELECT count(*) FROM note").fetchone()[0]
        copy.close()
        assert sum(fen) == 1000000
        assert notes == 200 + fen[1]
        moved.append(fen[1])
    assert moved == sorted(moved)
    assert moved[-1] > 0


def test_sixty_flipped_bits_are_each_noticed_and_change_nothing(desk, tmp_path):
    out = tmp_path / "b.station"
    desk.back_up(out)
    good = out.read_bytes()
    chance = random.Random(20261121)
    places = [chance.randrange(len(good)) for _ in range(40)]
    places += [*range(20)]  # magic, first header
    places += [len(good) - 1 - 37 * n for n in range(20)]  # digest and manifest
    for at in places:
        out.write_bytes(good[:at] + bytes([good[at] ^ 1 << chance.randrange(8)]) + good[at + 1 :])
        with pytest.raises(Problem) as raised:
            restore(out, tmp_path / "new")
        assert raised.value.kind is ProblemKind.FILE_DAMAGED, at
        assert raised.value.details["name"] == "b.station"
        assert not (tmp_path / "new").exists()


def test_a_backup_cut_or_lengthened_anywhere_is_noticed(desk, tmp_path):
    out = tmp_path / "b.station"
    desk.back_up(out)
    good = out.read_bytes()
    chance = random.Random(4)
    for end in [0, 1, 17, 18, len(good) - 1, *(chance.randrange(len(good)) for _ in range(20))]:
        out.write_bytes(good[:end])
        with pytest.raises(Problem) as raised:
            check_backup(out)
        assert raised.value.kind is ProblemKind.FILE_DAMAGED
    out.write_bytes(good + b"\x00")
    with pytest.raises(Problem):
        check_backup(out)


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04" + bytes(100), b"SQLite format 3\x00" * 9, bytes(5000)]
)
def test_a_foreign_file_is_refused_by_name(tmp_path, content):
    (tmp_path / "holiday.zip").write_bytes(content)
    with pytest.raises(Problem) as raised:
        restore(tmp_path / "holiday.zip", tmp_path / "new")
    assert raised.value.kind is ProblemKind.FILE_DAMAGED
    assert raised.value.details["name"] == "holiday.zip"


@pytest.mark.parametrize("name", ["missing.station", "."])
def test_a_file_that_cannot_be_read_is_told(tmp_path, name):
    with pytest.raises(Problem) as raised:
        restore(tmp_path / name, tmp_path / "new")
    assert raised.value.kind is ProblemKind.FILE_UNREADABLE


def test_a_restore_never_replaces_a_ledger(desk, tmp_path):
    desk.back_up(tmp_path / "b.station")
    other = Desk(tmp_path / "other")
    other.ledger.close()
    before = everything_in(other.folder)
    with pytest.raises(Problem) as raised:
        restore(tmp_path / "b.station", other.folder)
    assert raised.value.kind is ProblemKind.LEDGER_EXISTS
    assert everything_in(other.folder) == before
    # Nor what belongs to a ledger that has gone missing.
    (other.folder / "ledger.db").unlink()
    with pytest.raises(Problem):
        restore(tmp_path / "b.station", other.folder)
    (other.folder / "keys.json").unlink()
    with pytest.raises(Problem):
        restore(tmp_path / "b.station", other.folder)


def test_settings_and_logs_of_the_folder_stay(desk, tmp_path):
    desk.back_up(tmp_path / "b.station")
    new = tmp_path / "new"
    (new / "logs").mkdir(parents=True)
    (new / "attachments").mkdir()
    (new / "settings.toml").write_text("lang = 'en'")
    restore(tmp_path / "b.station", new)
    assert (new / "settings.toml").read_text() == "lang = 'en'"
    assert (new / "ledger.db").exists()


@pytest.mark.parametrize("moved", [0, 1, 2])
def test_a_restore_cut_between_its_moves_is_begun_again(desk, tmp_path, moved):
    desk.back_up(tmp_path / "b.station")
    whole = tmp_path / "whole"
    restore(tmp_path / "b.station", whole)
    cut = tmp_path / "cut"
    shutil.copytree(whole, cut / ".restoring")
    for name in ("attachments", "keys.json")[:moved]:
        (cut / ".restoring" / name).rename(cut / name)
    restore(tmp_path / "b.station", cut)
    assert everything_in(cut) == everything_in(whole)
    assert not (cut / ".restoring").exists()


def test_a_backup_never_replaces_a_file(desk, tmp_path):
    (tmp_path / "b.station").write_text("mine")
    for write in (desk.back_up, lambda out: backup_plain(desk.ledger, out)):
        with pytest.raises(Problem) as raised:
            write(tmp_path / "b.station")
        assert raised.value.fields == {"out": "exists"}
    assert (tmp_path / "b.station").read_text() == "mine"


def test_a_damaged_ledger_makes_no_backup(desk, tmp_path):
    desk.ledger.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    desk.ledger.close()
    path = desk.folder / "ledger.db"
    raw = bytearray(path.read_bytes())
    raw[-2000] ^= 1
    path.write_bytes(raw)
    desk.ledger = open_ledger(path, desk.key)
    with pytest.raises(Problem) as raised:
        desk.back_up(tmp_path / "b.station")
    assert raised.value.kind is ProblemKind.LEDGER_DAMAGED
    assert [p for p in tmp_path.iterdir() if p.is_file()] == []


def test_a_damaged_content_is_named_and_the_rest_backed_up(desk, tmp_path):
    desk.store.path_of(desk.contents[1]).write_bytes(b"rot")
    made = desk.back_up(tmp_path / "b.station")
    assert made.damaged == [desk.contents[1]]
    assert len(made.manifest.members) == 5


def test_a_backup_is_not_begun_inside_a_transaction(desk, tmp_path):
    desk.ledger.execute("BEGIN IMMEDIATE")
    with pytest.raises(RuntimeError):
        desk.back_up(tmp_path / "b.station")
    with pytest.raises(RuntimeError):
        backup_plain(desk.ledger, tmp_path / "plain.db")
    desk.ledger.execute("ROLLBACK")


def test_a_plain_export_opens_without_a_key_and_names_its_schema(desk, tmp_path):
    backup_plain(desk.ledger, tmp_path / "plain.db")
    plain = open_plain(tmp_path / "plain.db", create=False, read_only=True)
    assert plain.execute("SELECT count(*), max(words) FROM note").fetchone() == (200, SECRET)
    assert plain.execute("PRAGMA user_version").fetchone() == (1,)
    assert plain.execute("SELECT rowid FROM words WHERE words MATCH 'maize'").fetchall() == [(1,)]
    plain.close()
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["plain.db"]
    # The ledger itself goes on as before.
    assert desk.ledger.execute("PRAGMA database_list").fetchall()[0][1] == "main"
    assert len(desk.ledger.execute("PRAGMA database_list").fetchall()) == 1


def test_a_killed_backup_leaves_no_file_under_its_name_and_is_swept(desk, tmp_path):
    script = (
        "import pathlib, sys\n"
        "from sync.ledger import backup as b\n"
        "from sync.ledger.attachments import ContentStore\n"
        "from sync.ledger.open import open_ledger\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "key = bytes.fromhex(sys.argv[3])\n"
        "ledger = open_ledger(folder / 'ledger.db', key)\n"
        "store = ContentStore(folder / 'attachments', key)\n"
        "n = 0\n"
        "while True:\n"
        "    n += 1\n"
        "    print(n, flush=True)\n"
        "    b.backup(ledger, key, folder / 'keys.json', store,\n"
        "             pathlib.Path(sys.argv[2]) / f'{n}.station', 1)\n"
    )
    chance = random.Random(8)
    for turn in range(3):
        out = tmp_path / f"out{turn}"
        out.mkdir()
        process = subprocess.Popen(
            [sys.executable, "-c", script, str(desk.folder), str(out), desk.key.hex()],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        for _ in range(chance.randrange(1, 5)):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.communicate()
        for file in out.glob("*.station"):
            assert len(check_backup(file).members) == 5
    sweep(desk.folder)
    assert not [p for p in desk.folder.iterdir() if p.name.startswith(".backup")]


@pytest.mark.parametrize(
    ("room", "kind"), [(5_000, ProblemKind.FILE_UNREADABLE), (300_000, ProblemKind.DISK_FULL)]
)
def test_a_backup_that_cannot_be_written_leaves_nothing(desk, tmp_path, room, kind):
    """Not even the copy of the ledger (to SQLite a disk error); or the copy, but no more."""
    desk.store.add(bytes(400_000))
    before = everything_in(desk.folder)
    with pytest.raises(Problem) as raised, a_disk_that_takes(room):
        desk.back_up(tmp_path / "b.station")
    assert raised.value.kind is kind
    assert [p for p in tmp_path.iterdir() if p.is_file()] == []
    assert everything_in(desk.folder).keys() == before.keys()


def test_a_restore_that_meets_a_full_disk_leaves_nothing_and_can_be_repeated(desk, tmp_path):
    desk.back_up(tmp_path / "b.station")
    with pytest.raises(Problem) as raised, a_disk_that_takes(5000):
        restore(tmp_path / "b.station", tmp_path / "new")
    assert raised.value.kind is ProblemKind.DISK_FULL
    assert everything_in(tmp_path / "new") == {}
    restore(tmp_path / "b.station", tmp_path / "new")
    assert (tmp_path / "new" / "ledger.db").exists()


def test_a_plain_export_that_cannot_be_written_leaves_nothing_and_the_ledger_works(desk, tmp_path):
    desk.store.add(b"x")
    with pytest.raises(Problem) as raised, a_disk_that_takes(5000):
        backup_plain(desk.ledger, tmp_path / "plain.db")
    assert raised.value.details["sqlite"] == "SQLITE_IOERR"
    assert [p for p in tmp_path.iterdir() if p.is_file()] == []
    assert not desk.ledger.in_transaction
    desk.ledger.execute("INSERT INTO note (words) VALUES ('after')")
