"""Contents of attachments: whole or not there, unreadable without the key, and checked."""

import hashlib
import io
import os
import random
import subprocess
import sys

import pytest

from sync.ledger.attachments import ContentStore
from sync.ledger.content_file import HEADER, PIECE, TAG, Spoilt, size_of_content
from sync.problems import Problem, ProblemKind

KEY = bytes(range(32))
MIB = 1024 * 1024
SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 17)
EMPTY = hashlib.sha256(b"").hexdigest()


def content_of(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def store(tmp_path):
    return ContentStore(tmp_path / "attachments", KEY)


@pytest.mark.parametrize("size", SIZES)
def test_a_content_comes_back_as_it_was_from_any_place(store, size):
    content = content_of(size)
    stored = store.add(content)
    assert (stored.sha256, stored.size) == (sha(content), size)
    assert store.read_all(stored.sha256) == content
    assert store.size(stored.sha256) == size
    for offset in {0, 1, size // 2, PIECE - 1, PIECE, PIECE + 1, size, size + 5}:
        assert b"".join(store.read(stored.sha256, offset)) == content[offset:]


def test_a_content_lies_under_its_hash_and_cannot_be_read_there(store, tmp_path):
    content = "王小明的身份证复印件".encode() * 10_000
    stored = store.add(content)
    path = tmp_path / "attachments" / stored.sha256[:2] / stored.sha256[2:4] / stored.sha256
    raw = path.read_bytes()
    assert "王小明".encode() not in raw
    assert len(raw) == HEADER + len(content) + TAG * (len(content) // PIECE + 1)


def test_the_same_content_twice_is_one_file_but_two_keys_in_two_stores(store, tmp_path):
    other = ContentStore(tmp_path / "other", KEY)
    content = content_of(5000)
    first = store.add(content)
    before = store.path_of(first.sha256).read_bytes()
    assert store.add(content) == first
    assert store.path_of(first.sha256).read_bytes() == before
    assert list(store.all()) == [first.sha256]
    other.add(content)
    assert other.path_of(first.sha256).read_bytes() != before


def test_a_stream_is_taken_in_pieces_of_any_size(store):
    content = content_of(3 * PIECE + 17)
    expected = sha(content)
    assert store.add(io.BytesIO(content)).sha256 == expected
    store.remove(expected)
    assert store.add(content[at : at + 999] for at in range(0, len(content), 999)).size == len(
        content
    )
    assert store.read_all(expected) == content


def test_another_key_reads_nothing(store, tmp_path):
    stored = store.add(b"secret")
    with pytest.raises(Problem) as raised:
        ContentStore(tmp_path / "attachments", bytes(32)).read_all(stored.sha256)
    assert raised.value.kind is ProblemKind.FILE_DAMAGED


def test_a_file_put_under_another_name_is_not_taken_for_it(store):
    one, two = store.add(b"one" * 100), store.add(b"two" * 100)
    store.path_of(two.sha256).write_bytes(store.path_of(one.sha256).read_bytes())
    with pytest.raises(Problem):
        store.read_all(two.sha256)
    assert store.verify().damaged == [two.sha256]


def test_more_than_the_limit_is_refused_and_leaves_nothing(tmp_path):
    store = ContentStore(tmp_path / "attachments", KEY, largest=MIB)
    assert store.add(bytes(MIB)).size == MIB
    endless = iter(lambda: bytes(PIECE), b"")
    with pytest.raises(Problem) as raised:
        store.add(endless)
    assert raised.value.kind is ProblemKind.FILE_TOO_LARGE
    assert raised.value.details["limit_mb"] == 1
    assert list(store.all()) == [sha(bytes(MIB))]
    assert list((tmp_path / "attachments" / "tmp").iterdir()) == []


def test_what_is_not_there_is_not_found(store):
    with pytest.raises(Problem) as raised:
        store.read_all(EMPTY)
    assert raised.value.kind is ProblemKind.NOT_FOUND
    with pytest.raises(Problem):
        store.size(EMPTY)
    assert not store.has(EMPTY)
    assert not store.remove(EMPTY)
    assert list(store.all()) == []
    assert store.verify().checked == 0


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_nothing_but_a_hash_names_a_content(store, name):
    for ask in (store.path_of, store.has, store.read_all, store.received, store.remove):
        with pytest.raises(ValueError, match="SHA-256"):
            ask(name)


def test_a_removed_content_is_gone_and_its_key_with_it(store):
    stored = store.add(content_of(9000))
    path = store.path_of(stored.sha256)
    held = path.with_name("held")
    os.link(path, held)  # what a disk might still keep
    sealed = held.read_bytes()
    assert store.remove(stored.sha256)
    assert not store.has(stored.sha256)
    assert held.read_bytes()[HEADER:] == sealed[HEADER:]
    held.rename(path)
    with pytest.raises(Problem):
        store.read_all(stored.sha256)


def test_sixty_flipped_bits_are_each_noticed(store):
    content = content_of(2 * PIECE + 500)
    stored = store.add(content)
    path = store.path_of(stored.sha256)
    good = path.read_bytes()
    chance = random.Random(20261121)
    places = [chance.randrange(len(good)) for _ in range(50)] + list(range(0, HEADER, 8))[:10]
    for at in places:
        path.write_bytes(good[:at] + bytes([good[at] ^ 1 << chance.randrange(8)]) + good[at + 1 :])
        with pytest.raises(Problem) as raised:
            store.read_all(stored.sha256)
        assert raised.value.kind is ProblemKind.FILE_DAMAGED
        assert store.verify().damaged == [stored.sha256]


def test_a_file_cut_lengthened_or_with_pieces_moved_is_noticed(store):
    stored = store.add(content_of(4 * PIECE))
    path = store.path_of(stored.sha256)
    good = path.read_bytes()
    pieces = [good[HEADER + n * (PIECE + TAG) :][: PIECE + TAG] for n in range(4)]
    head = good[:HEADER]
    spoilt = [
        good[:-1],
        good[: HEADER + 3 * (PIECE + TAG)],
        good[: HEADER + TAG],
        good[:HEADER],
        good[:10],
        b"",
        good + b"x",
        good + pieces[3],
        head + b"".join([pieces[1], pieces[0], *pieces[2:]]),
        head + b"".join(pieces[1:]),
    ]
    for raw in spoilt:
        path.write_bytes(raw)
        with pytest.raises(Problem) as raised:
            store.read_all(stored.sha256)
        assert raised.value.kind is ProblemKind.FILE_DAMAGED


def test_a_damaged_content_is_healed_by_adding_it_again(store):
    content = content_of(1000)
    stored = store.add(content)
    store.path_of(stored.sha256).write_bytes(b"rot")
    store.add(content)
    assert store.read_all(stored.sha256) == content


def test_no_other_length_than_a_written_one_is_believed():
    lengths = {size: HEADER + size + TAG * max(1, -(-size // PIECE)) for size in SIZES}
    for size, length in lengths.items():
        assert size_of_content(length) == size
    for length in (0, HEADER, HEADER + TAG - 1, HEADER + PIECE + 2 * TAG, HEADER + PIECE + TAG + 5):
        with pytest.raises(Spoilt):
            size_of_content(length)


def test_verify_names_what_does_not_belong(store, tmp_path):
    stored = store.add(b"right")
    folder = tmp_path / "attachments"
    (folder / "note.txt").write_text("x")
    (folder / "ab").mkdir(exist_ok=True)
    (folder / "ab" / stored.sha256).write_text("x")
    found = store.verify()
    assert (found.checked, found.damaged) == (1, [])
    assert found.strangers == [f"ab/{stored.sha256}", "note.txt"]
    assert list(store.all()) == [stored.sha256]


# In pieces over the line


def send(store, content: bytes, step: int, **slot) -> None:
    for at in range(0, len(content), step):
        assert store.receive(sha(content), at, content[at : at + step], **slot) == min(
            at + step, len(content)
        )


@pytest.mark.parametrize("size", [1, PIECE, 2 * PIECE + 3])
def test_a_content_received_in_pieces_counts_only_when_its_hash_is_right(store, size):
    content = content_of(size)
    send(store, content, 30_000)
    assert not store.has(sha(content))
    assert store.finish(sha(content), size).size == size
    assert store.read_all(sha(content)) == content
    assert store.received(sha(content)) == 0


def test_an_empty_content_can_be_received(store):
    assert store.receive(EMPTY, 0, b"") == 0
    assert store.finish(EMPTY, 0).size == 0
    assert store.read_all(EMPTY) == b""


def test_receiving_goes_on_where_it_stopped_after_a_new_start(store, tmp_path):
    content = content_of(100_000)
    store.receive(sha(content), 0, content[:40_000])
    again = ContentStore(tmp_path / "attachments", KEY)
    assert again.received(sha(content)) == 40_000
    again.receive(sha(content), 40_000, content[40_000:])
    assert again.finish(sha(content)).size == 100_000


def test_a_piece_sent_twice_or_overlapping_is_taken_once(store):
    content = content_of(90_000)
    name = sha(content)
    store.receive(name, 0, content[:50_000])
    assert store.receive(name, 0, content[:50_000]) == 50_000
    assert store.receive(name, 20_000, content[20_000:70_000]) == 70_000
    assert store.receive(name, 80_000, content[80_000:]) == 70_000  # a gap
    assert store.receive(name, 70_000, content[70_000:]) == 90_000
    assert store.finish(name).size == 90_000


def test_wrong_content_is_refused_and_thrown_away(store):
    name = sha(b"promised")
    store.receive(name, 0, b"delivered")
    with pytest.raises(Problem) as raised:
        store.finish(name)
    assert raised.value.kind is ProblemKind.INTEGRITY
    assert not store.has(name)
    assert store.received(name) == 0


def test_a_content_of_another_size_than_said_is_refused(store):
    store.receive(sha(b"abc"), 0, b"abc")
    with pytest.raises(Problem):
        store.finish(sha(b"abc"), 4)


def test_finishing_what_never_came_is_not_found(store):
    with pytest.raises(Problem) as raised:
        store.finish(EMPTY)
    assert raised.value.kind is ProblemKind.NOT_FOUND


def test_two_senders_of_one_hash_neither_see_nor_spoil_each_other(store):
    content = content_of(5000)
    send(store, content, 2500, slot="a")
    assert store.received(sha(content), slot="b") == 0
    store.receive(sha(content), 0, b"rubbish", slot="b")
    with pytest.raises(Problem):
        store.finish(sha(content), slot="b")
    assert store.finish(sha(content), slot="a").size == 5000


def test_receiving_ends_at_the_limit(tmp_path):
    store = ContentStore(tmp_path / "attachments", KEY, largest=1000)
    assert store.receive(EMPTY, 0, bytes(1000)) == 1000
    with pytest.raises(Problem) as raised:
        store.receive(EMPTY, 1000, b"x")
    assert raised.value.kind is ProblemKind.FILE_TOO_LARGE
    with pytest.raises(ValueError, match="begins at 0"):
        store.receive(EMPTY, -1, b"x")


def test_a_half_written_piece_is_cut_off_and_the_rest_goes_on(store, tmp_path):
    content = content_of(60_000)
    name = sha(content)
    send(store, content[:1], 1)  # leaves a partial of another name alone
    send_all = [(0, 20_000), (20_000, 40_000)]
    for start, end in send_all:
        store.receive(name, start, content[start:end])
    partial = max((tmp_path / "attachments" / "partial").iterdir(), key=lambda p: p.stat().st_size)
    good = partial.read_bytes()
    assert content[:32] not in good
    chance = random.Random(9)
    for cut in [chance.randrange(len(good)) for _ in range(20)]:
        partial.write_bytes(good[:cut])
        have = store.received(name)
        assert have == (20_000 if cut >= len(good) // 2 else 0)
        while have < len(content):
            have = store.receive(name, have, content[have : have + 20_000])
        assert store.finish(name).sha256 == name
        store.remove(name)


def test_damage_in_an_early_piece_is_found_at_the_end(store, tmp_path):
    content = content_of(30_000)
    send(store, content, 10_000)
    (partial,) = (tmp_path / "attachments" / "partial").iterdir()
    good = partial.read_bytes()
    partial.write_bytes(good[:500] + bytes([good[500] ^ 1]) + good[501:])
    with pytest.raises(Problem) as raised:
        store.finish(sha(content))
    assert raised.value.kind is ProblemKind.INTEGRITY
    assert store.received(sha(content)) == 0


# Killed


WRITER = (
    "import pathlib, sys\n"
    "from sync.ledger.attachments import ContentStore\n"
    "store = ContentStore(pathlib.Path(sys.argv[1]), bytes(range(32)))\n"
    "n = int(sys.argv[2])\n"
    "while True:\n"
    "    n += 1\n"
    "    print('begin', flush=True)\n"
    "    print(store.add(n.to_bytes(4, 'big') * 100_000).sha256, flush=True)\n"
)


def test_after_a_kill_every_content_told_is_whole_and_no_name_holds_a_piece(store, tmp_path):
    folder = tmp_path / "attachments"
    chance = random.Random(11)
    told = []
    for turn in range(6):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), str(turn * 1000)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert writer.stdout is not None
        lines = [writer.stdout.readline().strip() for _ in range(chance.randrange(1, 9))]
        told += [line for line in lines if line != "begin"]
        writer.kill()
        writer.communicate()
    found = store.verify()
    assert found.damaged == []
    assert found.strangers == []
    assert told
    assert set(told) <= set(store.all())
    store.sweep()
    assert list((folder / "tmp").iterdir()) == []


def test_a_write_that_meets_a_full_disk_keeps_nothing_and_says_so(tmp_path):
    script = (
        "import pathlib, resource, signal, sys\n"
        "from sync.ledger.attachments import ContentStore\n"
        "from sync.problems import Problem\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (65536, resource.RLIM_INFINITY))\n"
        "store = ContentStore(pathlib.Path(sys.argv[1]), bytes(32))\n"
        "try:\n    store.add(bytes(1 << 20))\n"
        "except Problem as p:\n    print(p.kind, list(store.all()))\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert said.stdout == "disk_full []\n"
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
