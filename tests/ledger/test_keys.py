"""Who opens the ledger, and who does not."""

import json
import random
import resource
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.ledger.keys import (
    FIRST_LOCK_MS,
    FREE_TRIES,
    LONGEST_LOCK_MS,
    KeyFile,
    open_county_envelope,
)
from sync.ledger.sealing import Cost
from sync.problems import Problem, ProblemKind

CHEAP = Cost(memory_kib=64, time=1, lanes=1)
PASSWORD_OK = "门前老槐树两棵半会开花"
NEXT_OK = "后山野核桃九月打下来"
NOW = 1_795_000_000_000
MINUTE = 60_000


@contextmanager
def a_disk_that_takes(size: int):
    """The system's own limit on a file's size stands for a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


class Uptime:
    """How long the machine has run, as the test says."""

    def __init__(self) -> None:
        self.ms = 5_000_000

    def __call__(self) -> int:
        return self.ms


class House:
    """A data folder with one user."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "keys.json"
        self.uptime = Uptime()
        made = KeyFile.create(self.path, cost=CHEAP, running=self.uptime)
        self.keys, self.data_key, self.code = made
        self.keys.add_user("LiZhuli", PASSWORD_OK, self.data_key, user_id="u-1", names=["李某"])

    def started_again(self) -> KeyFile:
        return KeyFile(self.path, cost=CHEAP, running=self.uptime)

    def fail(self, times: int, now: int = NOW) -> Problem:
        for _ in range(times):
            with pytest.raises(Problem) as raised:
                self.started_again().unlock("lizhuli", "wrong wrong wrong", now)
        return raised.value

    def opens(self, now: int) -> bool:
        try:
            return self.started_again().unlock("lizhuli", PASSWORD_OK, now) == self.data_key
        except Problem as problem:
            if problem.kind is not ProblemKind.LOCKED_OUT:
                raise
            return False


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


def test_the_password_opens_after_a_new_start(house):
    assert house.opens(NOW)
    assert len(house.data_key) == 32


@pytest.mark.parametrize("spelling", ["lizhuli", "LIZHULI", "  LiZhuli "])
def test_a_login_is_known_in_any_case_and_with_stray_blanks(house, spelling):
    assert house.keys.has_login(spelling)
    assert house.keys.unlock(spelling, PASSWORD_OK, NOW) == house.data_key


def test_composed_and_decomposed_letters_are_one_login_and_one_password(house):
    house.keys.add_user("zoé", "Léa goes to märket", house.data_key, user_id="u-2")
    opened = house.keys.unlock("zoe\u0301", "Le\u0301a goes to ma\u0308rket", NOW)
    assert opened == house.data_key


def test_whose_login_it_is_shows_only_under_the_data_key(house):
    assert house.keys.user_id_of("lizhuli", house.data_key) == "u-1"
    assert house.keys.user_id_of("nobody", house.data_key) is None
    assert house.keys.user_ids(house.data_key) == {"u-1": True}
    assert house.keys.sign_in("lizhuli", PASSWORD_OK, NOW).user_id == "u-1"
    with pytest.raises(ValueError, match="another key file"):
        house.keys.user_id_of("lizhuli", bytes(32))


def test_neither_login_nor_name_nor_key_nor_code_stands_in_the_file(house):
    house.keys.seal_to_county(
        X25519PrivateKey.generate().public_key().public_bytes_raw(), house.data_key
    )
    content = house.path.read_text().lower()
    for secret in ("lizhuli", "u-1", PASSWORD_OK, house.data_key.hex(), house.code.lower()):
        assert secret not in content
        assert secret.encode().hex() not in content


def test_every_envelope_names_its_algorithm_and_cost(house):
    house.keys.seal_to_county(
        X25519PrivateKey.generate().public_key().public_bytes_raw(), house.data_key
    )
    keys = json.loads(house.path.read_text())["keys"]
    (entry,) = keys["users"].values()
    assert (entry["kdf"]["alg"], entry["wrap"]["alg"]) == ("argon2id", "AES-256-GCM")
    assert (entry["kdf"]["memory_kib"], entry["kdf"]["time"]) == (64, 1)
    assert keys["recovery"]["kdf"]["alg"] == "HKDF-SHA-256"
    assert keys["county"]["alg"] == "X25519-HKDF-SHA-256-AES-256-GCM"
    assert (Cost().memory_kib, Cost().time) == (64 * 1024, 3)


def test_an_unknown_login_is_refused_in_the_same_words(house):
    with pytest.raises(Problem) as raised:
        house.keys.unlock("stranger", PASSWORD_OK, NOW)
    assert raised.value.kind is ProblemKind.WRONG_PASSWORD
    assert house.keys.failures_ever() == 0


def test_the_only_user_need_not_say_who_they_are(house):
    assert house.keys.sign_in(None, PASSWORD_OK, NOW).user_id == "u-1"
    house.keys.add_user("wang", NEXT_OK, house.data_key, user_id="u-2")
    with pytest.raises(Problem) as raised:
        house.keys.sign_in(None, PASSWORD_OK, NOW)
    assert raised.value.fields == {"login": "required"}


def test_each_user_has_a_password_of_their_own(house):
    house.keys.add_user("wang", NEXT_OK, house.data_key, user_id="u-2")
    assert house.keys.unlock("wang", NEXT_OK, NOW) == house.data_key
    with pytest.raises(Problem):
        house.keys.unlock("wang", PASSWORD_OK, NOW)


def test_a_taken_login_is_refused_and_the_first_password_stays(house):
    with pytest.raises(Problem) as raised:
        house.keys.add_user("LIZHULI", NEXT_OK, house.data_key, user_id="u-2")
    assert raised.value.fields == {"login": "taken"}
    assert house.opens(NOW)


def test_a_changed_password_opens_and_the_former_does_not(house):
    house.keys.change_password("lizhuli", NEXT_OK, house.data_key)
    assert house.keys.unlock("lizhuli", NEXT_OK, NOW) == house.data_key
    with pytest.raises(Problem):
        house.keys.unlock("lizhuli", PASSWORD_OK, NOW)


def test_what_a_killed_writer_left_goes_with_the_next_write(house):
    left = house.path.with_name("keys.json.0123456789ab.tmp")
    left.write_bytes(b"half")
    house.keys.change_password("LiZhuli", NEXT_OK, house.data_key)
    assert not left.exists()
    assert house.keys.unlock("LiZhuli", NEXT_OK, NOW) == house.data_key


def test_a_disabled_person_holds_no_key_until_given_a_new_password(house):
    house.keys.disable("lizhuli")
    with pytest.raises(Problem) as raised:
        house.keys.unlock("lizhuli", PASSWORD_OK, NOW)
    assert raised.value.kind is ProblemKind.WRONG_PASSWORD
    assert house.keys.has_login("lizhuli")
    assert house.keys.is_disabled("lizhuli")
    assert house.keys.user_ids(house.data_key) == {"u-1": False}
    house.keys.change_password("lizhuli", NEXT_OK, house.data_key)
    assert house.keys.unlock("lizhuli", NEXT_OK, NOW) == house.data_key


@pytest.mark.parametrize("act", ["disable", "is_disabled"])
def test_an_unknown_login_cannot_be_disabled(house, act):
    with pytest.raises(Problem) as raised:
        getattr(house.keys, act)("nobody")
    assert raised.value.kind is ProblemKind.NOT_FOUND


def test_the_code_on_paper_opens_however_it_is_typed(house):
    for typed in (house.code, house.code.lower(), house.code.replace("-", " "), f" {house.code}\n"):
        assert house.keys.unlock_with_recovery(typed) == house.data_key


def test_a_slip_in_the_code_names_its_group(house):
    groups = house.code.split("-")
    other = "3" if groups[4][1] == "2" else "2"
    groups[4] = groups[4][0] + other + groups[4][2:]
    with pytest.raises(Problem) as raised:
        house.keys.unlock_with_recovery("-".join(groups))
    assert raised.value.kind is ProblemKind.WRONG_CODE
    assert raised.value.details["group"] == 5


def test_another_ledgers_code_opens_nothing(house, tmp_path):
    other = KeyFile.create(tmp_path / "other.json", cost=CHEAP)
    with pytest.raises(Problem) as raised:
        house.keys.unlock_with_recovery(other.recovery_code)
    assert raised.value.details["group"] == 0


def test_a_new_code_ends_the_former(house):
    new = house.keys.new_recovery_code(house.data_key)
    assert house.keys.unlock_with_recovery(new) == house.data_key
    with pytest.raises(Problem):
        house.keys.unlock_with_recovery(house.code)


def test_the_county_opens_what_was_sealed_to_it_and_nobody_else_does(house):
    county, other = X25519PrivateKey.generate(), X25519PrivateKey.generate()
    assert house.keys.county_envelope() is None
    house.keys.seal_to_county(county.public_key().public_bytes_raw(), house.data_key)
    envelope = house.started_again().county_envelope()
    assert open_county_envelope(county.private_bytes_raw(), envelope) == house.data_key
    with pytest.raises(Problem) as raised:
        open_county_envelope(other.private_bytes_raw(), envelope)
    assert raised.value.kind is ProblemKind.WRONG_CODE


def test_an_envelope_moved_to_another_persons_place_does_not_open(house):
    house.keys.add_user("wang", NEXT_OK, house.data_key, user_id="u-2")
    body = json.loads(house.path.read_text())["keys"]
    one, two = body["users"]
    body["users"][one], body["users"][two] = body["users"][two], body["users"][one]
    house.keys._write(body)
    for password in (PASSWORD_OK, NEXT_OK):
        with pytest.raises(Problem):
            house.keys.unlock("wang", password, NOW)


def test_a_key_file_is_never_made_over_another(house):
    before = house.path.read_bytes()
    with pytest.raises(Problem) as raised:
        KeyFile.create(house.path, cost=CHEAP)
    assert raised.value.kind is ProblemKind.LEDGER_EXISTS
    assert house.path.read_bytes() == before


# Failed tries


def test_the_fifth_failure_locks_for_ten_minutes(house):
    told = [house.fail(1) for _ in range(FREE_TRIES)]
    assert [p.details.get("tries_left") for p in told] == [4, 3, 2, 1, None]
    assert told[-1].kind is ProblemKind.LOCKED_OUT
    assert told[-1].details["minutes"] == 10
    assert not house.opens(NOW)
    assert not house.opens(NOW + FIRST_LOCK_MS - 1)
    assert house.opens(NOW + FIRST_LOCK_MS)


def test_each_further_failure_locks_longer_up_to_a_day(house):
    house.fail(FREE_TRIES - 1)
    now, minutes = NOW, []
    for _ in range(10):
        problem = house.fail(1, now)
        minutes.append(problem.details["minutes"])
        now += LONGEST_LOCK_MS
    assert minutes == [10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440]


def test_a_locked_try_is_not_counted_and_reads_no_password(house):
    house.fail(FREE_TRIES)
    counted = house.keys.failures_ever()
    problem = house.fail(20)
    assert problem.kind is ProblemKind.LOCKED_OUT
    assert house.keys.failures_ever() == counted


def test_setting_the_clock_back_shortens_no_lock(house):
    house.fail(FREE_TRIES)
    for back in (MINUTE, 24 * 60 * MINUTE, NOW):
        assert not house.opens(NOW - back)


def test_a_lock_set_while_the_clock_stood_back_counts_from_the_latest_time_seen(house):
    house.fail(1, NOW)
    house.fail(FREE_TRIES - 1, NOW - 60 * MINUTE)
    assert not house.opens(NOW - 50 * MINUTE)
    assert house.opens(NOW + FIRST_LOCK_MS)


def test_a_clock_that_once_stood_in_2099_locks_nobody_out_for_ever(house):
    house.fail(FREE_TRIES, NOW + 73 * 365 * 24 * 60 * MINUTE)
    assert not house.opens(NOW)
    house.uptime.ms += FIRST_LOCK_MS
    assert house.opens(NOW)


def test_a_restart_of_the_machine_ends_no_lock(house):
    house.fail(FREE_TRIES)
    house.uptime.ms = 30_000
    assert not house.opens(NOW + MINUTE)
    house.uptime.ms = FIRST_LOCK_MS
    assert house.opens(NOW + MINUTE)


def test_the_right_password_forgives_but_the_count_of_all_failures_never_falls(house):
    house.fail(FREE_TRIES - 1)
    assert house.opens(NOW)
    assert house.fail(1).details["tries_left"] == FREE_TRIES - 1
    assert house.keys.failures_ever() == FREE_TRIES


def test_another_persons_failures_lock_only_them(house):
    house.keys.add_user("wang", NEXT_OK, house.data_key, user_id="u-2")
    house.fail(FREE_TRIES)
    assert house.keys.unlock("wang", NEXT_OK, NOW) == house.data_key


def test_a_new_password_ends_a_lock(house):
    house.fail(FREE_TRIES)
    house.keys.change_password("lizhuli", NEXT_OK, house.data_key)
    assert house.keys.unlock("lizhuli", NEXT_OK, NOW) == house.data_key


def test_of_tries_run_side_by_side_only_the_free_ones_get_an_answer(house):
    """All looked before any failed: what counts is the order in which they write."""
    name = next(iter(json.loads(house.path.read_text())["keys"]["users"]))
    house.fail(FREE_TRIES)
    with pytest.raises(Problem) as raised:
        house.keys._count_failure(name, NOW)
    assert raised.value.kind is ProblemKind.LOCKED_OUT
    assert house.keys.failures_ever() == FREE_TRIES
    with pytest.raises(Problem) as raised:
        house.keys._forgive(name, NOW)
    assert raised.value.kind is ProblemKind.LOCKED_OUT


# Damage


def test_sixty_flipped_bits_are_told_as_damage_and_not_as_a_wrong_password(house):
    good = house.path.read_bytes()
    chance = random.Random(20261121)
    for _ in range(60):
        at, bit = chance.randrange(len(good)), chance.randrange(8)
        house.path.write_bytes(good[:at] + bytes([good[at] ^ 1 << bit]) + good[at + 1 :])
        with pytest.raises(Problem) as raised:
            house.keys.unlock("lizhuli", PASSWORD_OK, NOW)
        assert raised.value.kind is ProblemKind.FILE_DAMAGED, at
        assert raised.value.details["name"] == "keys.json"


def test_a_key_file_cut_anywhere_is_damaged(house):
    good = house.path.read_bytes()
    for end in range(0, len(good), 37):
        house.path.write_bytes(good[:end])
        with pytest.raises(Problem) as raised:
            house.keys.unlock("lizhuli", PASSWORD_OK, NOW)
        assert raised.value.kind is ProblemKind.FILE_DAMAGED


@pytest.mark.parametrize("content", [b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"keys": 3}'])
def test_a_foreign_file_in_its_place_is_damage(house, content):
    house.path.write_bytes(content)
    with pytest.raises(Problem) as raised:
        house.keys.has_login("lizhuli")
    assert raised.value.kind is ProblemKind.FILE_DAMAGED


def test_a_missing_key_file_is_told(tmp_path):
    with pytest.raises(Problem) as raised:
        KeyFile(tmp_path / "keys.json").unlock("a", "b", NOW)
    assert raised.value.kind is ProblemKind.LEDGER_MISSING


def test_a_key_file_of_a_newer_program_is_refused(house):
    body = json.loads(house.path.read_text())["keys"]
    house.keys._write({**body, "version": 2})
    with pytest.raises(Problem) as raised:
        house.keys.has_login("lizhuli")
    assert raised.value.kind is ProblemKind.LEDGER_NEWER


def test_a_killed_writer_leaves_a_key_file_that_opens(house):
    script = (
        "import pathlib, sys\n"
        "from sync.ledger.keys import KeyFile\n"
        "from sync.ledger.sealing import Cost\n"
        "keys = KeyFile(pathlib.Path(sys.argv[1]), cost=Cost(64, 1, 1))\n"
        "key = bytes.fromhex(sys.stdin.readline())\n"
        "while True:\n"
        "    keys.new_recovery_code(key)\n"
        "    print('.', flush=True)\n"
    )
    chance = random.Random(5)
    for _ in range(4):
        writer = subprocess.Popen(
            [sys.executable, "-c", script, str(house.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert writer.stdin is not None
        assert writer.stdout is not None
        writer.stdin.write(house.data_key.hex() + "\n")
        writer.stdin.flush()
        for _ in range(chance.randrange(1, 12)):
            writer.stdout.readline()
        writer.kill()
        writer.communicate()
        assert house.opens(NOW)
        house.keys.new_recovery_code(house.data_key)  # the dead writer's lock is gone with it


def test_on_a_full_disk_the_right_password_opens_and_a_wrong_one_is_not_told_uncounted(house):
    house.fail(1)
    with a_disk_that_takes(100):
        assert house.opens(NOW)
        with pytest.raises(Problem) as raised:
            house.keys.unlock("lizhuli", "wrong wrong wrong", NOW)
    assert raised.value.kind is ProblemKind.DISK_FULL
    assert house.keys.failures_ever() == 1
    assert house.opens(NOW)


def test_an_envelope_with_ruinous_costs_is_damage_and_not_work(house):
    body = json.loads(house.path.read_text())["keys"]
    for field, value in (("memory_kib", 2**40), ("time", 10**9), ("lanes", 0)):
        house.keys._write({**body, "login_hash": {**body["login_hash"], field: value}})
        with pytest.raises(Problem) as raised:
            house.keys.has_login("lizhuli")
        assert raised.value.kind is ProblemKind.FILE_DAMAGED


def test_failed_tries_are_kept_for_the_ledger_with_their_account_and_nothing_that_was_typed(house):
    house.fail(2)
    with pytest.raises(Problem):
        house.keys.unlock("stranger", "wrong wrong wrong", NOW + 1)
    assert house.opens(NOW + 2)
    tries = house.keys.failed_tries(house.data_key, 0)
    assert [(t.number, t.at_ms, t.user_id) for t in tries] == [
        (1, NOW, "u-1"),
        (2, NOW, "u-1"),
        (3, NOW + 1, None),
    ]
    assert [t.number for t in house.keys.failed_tries(house.data_key, 2)] == [3]
    kept = house.path.read_text()
    assert "stranger" not in kept
    assert "wrong" not in kept


def test_a_disabled_persons_tries_are_theirs(house):
    house.keys.disable("lizhuli")
    with pytest.raises(Problem):
        house.keys.unlock("lizhuli", PASSWORD_OK, NOW)
    assert [t.user_id for t in house.keys.failed_tries(house.data_key, 0)] == ["u-1"]


def test_of_endless_tries_the_last_are_kept_and_their_numbers_go_on(house, monkeypatch):
    monkeypatch.setattr("sync.ledger.keys.MOST_TRIES", 5)
    for _ in range(8):
        with pytest.raises(Problem):
            house.keys.unlock("stranger", "wrong wrong wrong", NOW)
    numbers = [t.number for t in house.keys.failed_tries(house.data_key, 0)]
    assert numbers == [4, 5, 6, 7, 8]


def test_on_a_full_disk_a_stranger_is_refused_in_the_same_words(house):
    with a_disk_that_takes(100), pytest.raises(Problem) as raised:
        house.keys.unlock("stranger", PASSWORD_OK, NOW)
    assert raised.value.kind is ProblemKind.WRONG_PASSWORD
