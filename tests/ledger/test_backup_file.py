"""The form of a backup file, and what it makes of hostile ones."""

import hashlib
import io
import json

import pytest

from sync.ledger.backup_file import MAGIC, NotABackup, Packer, is_known_name, unpack

HASH = "ab" + "cd" + "0" * 60
CONTENT = f"attachments/ab/cd/{HASH}"


def packed(*members: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    packer = Packer(target)
    for name, content in members:
        packer.add(name, len(content), io.BytesIO(content))
    packer.close(5, 1)
    return target.getvalue()


def forged(members: list[tuple[dict, bytes]], manifest: dict | None = None) -> bytes:
    """A file with a right digest, whatever else it says."""
    raw = MAGIC
    listed = []
    for header, content in members:
        told = json.dumps(header).encode()
        raw += b"M" + len(told).to_bytes(4, "big") + told + content
        listed.append([header.get("name"), header.get("size"), hashlib.sha256(content).hexdigest()])
    whole = {"format": 1, "digest": "SHA-256", "made_at": 5, "schema": 1, "members": listed}
    told = json.dumps({**whole, **(manifest or {})}).encode()
    raw += b"E" + len(told).to_bytes(4, "big") + told
    return raw + hashlib.sha256(raw).digest()


def read(raw: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}

    def keep(name, blocks) -> None:
        found[name] = b"".join(blocks)

    unpack(io.BytesIO(raw), len(raw), keep)
    return found


BOTH = [({"name": "ledger.db", "size": 1}, b"l"), ({"name": "keys.json", "size": 1}, b"k")]


def test_members_come_back_in_order_as_they_were():
    members = {"ledger.db": b"x" * 600_000, "keys.json": b"{}", CONTENT: b""}
    found = read(packed(*members.items()))
    assert found == members
    assert list(found) == list(members)


def test_a_forged_file_that_says_nothing_wrong_is_read_like_ours():
    assert read(forged(BOTH)) == {"ledger.db": b"l", "keys.json": b"k"}


@pytest.mark.parametrize(
    "name",
    [
        "../ledger.db",
        "/etc/passwd",
        "C:\\ledger.db",
        "attachments/../keys.json",
        f"attachments/aa/cd/{HASH}",
        f"attachments/ab/cd/{HASH.upper()}",
        f"{CONTENT}/x",
        f"{CONTENT}\n",
        f"\\{CONTENT}",
        "ledger.db ",
        "LEDGER.DB",
        "ledger.db-wal",
        "",
        "CON",
        7,
        None,
        ["ledger.db"],
    ],
)
def test_no_name_but_the_known_ones_becomes_a_path(name):
    with pytest.raises(NotABackup):
        read(forged([*BOTH, ({"name": name, "size": 1}, b"x")]))
    if isinstance(name, str):
        assert not is_known_name(name)
        with pytest.raises(ValueError, match="no member"):
            packed((name, b""))


@pytest.mark.parametrize("size", [-1, 2**62, 10**30, 1.0, "1", True, None, 0, 2])
def test_no_size_is_believed_that_the_file_does_not_have(size):
    with pytest.raises(NotABackup):
        read(forged([({"name": "ledger.db", "size": size}, b"l"), BOTH[1]]))


@pytest.mark.parametrize(
    "manifest",
    [
        {"members": []},
        {"members": [["ledger.db", 1, "0" * 64], ["keys.json", 1, "0" * 64]]},
        {"members": 3},
        {"members": [[1]]},
        {"format": 2},
        {"digest": "MD5"},
        {"made_at": None},
        {"schema": "x"},
    ],
)
def test_a_manifest_that_disagrees_is_refused(manifest):
    with pytest.raises(NotABackup):
        read(forged(BOTH, manifest))


@pytest.mark.parametrize("members", [[], BOTH[:1], BOTH[1:], [*BOTH, BOTH[0]]])
def test_a_backup_has_one_ledger_and_one_key_file(members):
    with pytest.raises(NotABackup):
        read(forged(members))


@pytest.mark.parametrize(
    "tail",
    [
        b"M" + (0xFFFFFFFF).to_bytes(4, "big"),
        b"E" + (0xFFFFFFFF).to_bytes(4, "big"),
        b"M" + (5).to_bytes(4, "big") + b"nojso",
        b"E" + (2).to_bytes(4, "big") + b"[]",
        b"M" + (900).to_bytes(4, "big") + b"[" * 900,
        b"X",
        b"",
    ],
)
def test_a_header_that_is_none_is_refused(tail):
    with pytest.raises(NotABackup):
        read(MAGIC + tail)


@pytest.mark.parametrize("size", [3, 5])
def test_a_file_that_changes_while_it_is_packed_is_noticed(size):
    packer = Packer(io.BytesIO())
    with pytest.raises(ValueError, match="changed"):
        packer.add("ledger.db", size, io.BytesIO(b"four"))


def test_a_sink_that_skips_is_our_mistake():
    raw = packed(("ledger.db", b"l"), ("keys.json", b"k"))
    with pytest.raises(RuntimeError):
        unpack(io.BytesIO(raw), len(raw), lambda name, blocks: None)
