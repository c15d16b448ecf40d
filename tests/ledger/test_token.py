"""The mark outside the ledger: copies are noticed, honest folders are not accused."""

import json
import os
import shutil
from pathlib import Path

import pytest

from sync.ledger.token import MARK_NAME, Mark, Verdict, Witness, machine_id, new_mark, state_folder

PC, OTHER_PC = "machine-1", "machine-2"


class Desk:
    """A data folder whose "ledger" is the row that holds the mark."""

    def __init__(self, folder: Path, state: Path, machine: str | None = PC) -> None:
        self.folder, self.state, self.machine = folder, state, machine

    @classmethod
    def new(cls, folder: Path, state: Path, machine: str | None = PC) -> "Desk":
        folder.mkdir(parents=True)
        desk = cls(folder, state, machine)
        mark = new_mark()
        desk.keep(mark)
        desk.witness.write_mark(mark)
        return desk

    @property
    def witness(self) -> Witness:
        return Witness(self.folder, self.state, self.machine)

    @property
    def row(self) -> Mark:
        return Mark(**json.loads((self.folder / "ledger.db").read_text()))

    def keep(self, mark: Mark) -> None:
        (self.folder / "ledger.db").write_text(
            json.dumps({"mark": mark.mark, "counter": mark.counter})
        )

    def start(self) -> Verdict:
        """As a desk starts: judge first; where all is well, raise the counter everywhere."""
        verdict = self.witness.judge(self.row)
        assert self.witness.copied(self.row) is (verdict is not Verdict.SAME)
        if verdict is Verdict.SAME:
            raised = self.row.raised()
            self.keep(raised)
            self.witness.write_mark(raised)
        return verdict

    def copied_to(self, folder: Path, state: Path | None = None, machine: str | None = PC):
        shutil.copytree(self.folder, folder)
        return Desk(folder, state or self.state, machine)


@pytest.fixture
def desk(tmp_path):
    return Desk.new(tmp_path / "data", tmp_path / "state")


def test_a_desk_that_is_only_started_again_is_never_accused(desk):
    assert [desk.start() for _ in range(5)] == [Verdict.SAME] * 5
    assert desk.witness.read_mark() == desk.row == Mark(desk.row.mark, 6)


def test_marks_are_random_and_rise(tmp_path):
    assert new_mark().mark != new_mark().mark
    assert new_mark(lambda n: bytes(n)) == Mark("00" * 16, 1)
    assert Mark("00" * 16, 1).raised() == Mark("00" * 16, 2)


def test_a_renamed_folder_is_no_copy(desk, tmp_path):
    desk.start()
    desk.folder.rename(tmp_path / "renamed")
    assert Desk(tmp_path / "renamed", desk.state).start() is Verdict.SAME


def test_a_folder_copied_on_the_same_pc_is_noticed_whichever_starts_first(desk, tmp_path):
    desk.start()
    first, second = desk.copied_to(tmp_path / "a"), desk.copied_to(tmp_path / "b")
    assert first.start() is Verdict.OTHER_PLACE
    assert desk.start() is Verdict.SAME
    assert second.start() is Verdict.FOLDER_LAGS


def test_a_copy_put_in_the_originals_place_leaves_one_of_both_accused(desk, tmp_path):
    desk.start()
    copy = desk.copied_to(tmp_path / "copy")
    desk.folder.rename(tmp_path / "old")
    copy.folder.rename(desk.folder)
    old = Desk(tmp_path / "old", desk.state)
    verdicts = [desk.start(), old.start()]
    assert verdicts == [Verdict.SAME, Verdict.FOLDER_LAGS]


def test_a_folder_copied_to_another_pc_is_noticed(desk, tmp_path):
    desk.start()
    there = desk.copied_to(tmp_path / "there", tmp_path / "their-state", OTHER_PC)
    assert there.start() is Verdict.OTHER_MACHINE
    # Also where the path and the state folder came along.
    assert Desk(desk.folder, desk.state, OTHER_PC).start() is Verdict.OTHER_MACHINE


def test_a_machine_without_a_name_is_known_by_its_state_folder(desk, tmp_path):
    nameless = Desk.new(tmp_path / "n", tmp_path / "state", machine=None)
    assert nameless.start() is Verdict.SAME
    there = nameless.copied_to(tmp_path / "m", tmp_path / "their-state", machine=None)
    assert there.start() is Verdict.OTHER_PLACE


def test_the_ledger_alone_elsewhere_is_noticed(desk, tmp_path):
    desk.start()
    bare = Desk(tmp_path / "bare", desk.state)
    bare.folder.mkdir()
    shutil.copy(desk.folder / "ledger.db", bare.folder / "ledger.db")
    assert bare.start() is Verdict.MARK_MISSING
    other = Desk.new(tmp_path / "other", desk.state)
    shutil.copy(desk.folder / "ledger.db", other.folder / "ledger.db")
    assert other.start() is Verdict.MARK_DIFFERS


def test_yesterdays_ledger_put_back_alone_is_noticed(desk, tmp_path):
    shutil.copy(desk.folder / "ledger.db", tmp_path / "yesterday")
    desk.start()
    shutil.copy(tmp_path / "yesterday", desk.folder / "ledger.db")
    assert desk.start() is Verdict.LEDGER_LAGS


def test_yesterdays_whole_folder_put_back_is_noticed(desk, tmp_path):
    shutil.copytree(desk.folder, tmp_path / "yesterday")
    desk.start()
    shutil.copytree(tmp_path / "yesterday", desk.folder, dirs_exist_ok=True)
    assert desk.start() is Verdict.FOLDER_LAGS


def test_what_killed_starts_left_of_the_mark_goes_at_the_next_start(desk):
    outside = desk.witness._outside(desk.row.mark)
    others = [desk.folder / "other.0123456789ab.tmp", outside.parent / "other.0123456789ab.tmp"]
    for place in (desk.folder / MARK_NAME, outside):
        place.with_name(f"{place.name}.0123456789ab.tmp").write_bytes(b"half")
    for other in others:
        other.write_bytes(b"somebody's work")
    assert desk.start() is Verdict.SAME
    left = [*desk.folder.rglob("*.tmp"), *desk.state.rglob("*.tmp")]
    assert sorted(left) == sorted(others)


@pytest.mark.parametrize("written", ["ledger", "ledger and folder"])
def test_a_start_cut_between_the_places_accuses_nobody(desk, written):
    desk.start()
    raised = desk.row.raised()
    outside = desk.witness._outside(raised.mark)
    before = outside.read_bytes()
    desk.keep(raised)
    if written == "ledger and folder":
        desk.witness.write_mark(raised)
        outside.write_bytes(before)
    assert desk.start() is Verdict.SAME


def test_another_user_of_the_same_pc_is_not_accused(desk, tmp_path):
    """Their state folders are their own, and lag while the other works."""
    other_user = Desk(desk.folder, tmp_path / "other-users-state")
    for _ in range(3):
        assert desk.start() is Verdict.SAME
        assert other_user.start() is Verdict.SAME


def test_a_file_system_that_numbers_anew_accuses_nobody_where_the_counter_stands(desk):
    desk.start()
    noted = json.loads((desk.folder / MARK_NAME).read_text())
    (desk.folder / MARK_NAME).write_text(json.dumps({**noted, "number": noted["number"] + 1}))
    assert desk.start() is Verdict.SAME


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"mark": 1}',
        b'{"mark": "x", "counter": 1}',
        b"\xff",
        b"[" * 5000,
        b'{"mark": "00000000000000000000000000000000", "counter": "1"}',
    ],
)
def test_a_spoilt_mark_is_a_missing_one(desk, content):
    (desk.folder / MARK_NAME).write_bytes(content)
    assert desk.witness.read_mark() is None
    assert desk.start() is Verdict.MARK_MISSING


def test_a_spoilt_or_lost_state_folder_alone_accuses_nobody(desk):
    desk.start()
    desk.witness._outside(desk.row.mark).write_bytes(b"rot")
    assert desk.start() is Verdict.SAME
    shutil.rmtree(desk.state)
    assert desk.start() is Verdict.SAME


def test_neither_path_nor_machine_nor_mark_is_told_by_what_is_written(desk):
    inside = (desk.folder / MARK_NAME).read_text()
    outside = [path for path in desk.state.rglob("*") if path.is_file()]
    assert len(outside) == 1
    assert PC not in inside
    assert "data" not in inside
    assert desk.row.mark not in outside[0].name


def test_this_machine_has_a_place_for_marks():
    assert state_folder().is_absolute()
    named = machine_id()
    assert named is None or len(named) >= 8
    assert os.sep not in (named or "")
