"""What travels comes out as it went in; what is hostile ends in a few errors of the reader."""

import contextlib

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from sync.clock import Stamp
from sync.protocol.entries import (
    Entry,
    body_bytes,
    entry_hash,
    read_body,
    read_entries,
    write_entries,
)
from sync.protocol.framing import (
    GZIP,
    ZSTD,
    BadFrame,
    TooLarge,
    decode,
    encode,
    public_text,
    read_public,
    sign,
    signed,
)
from sync.protocol.rows import Packed, Row, packed, read_rows, write_rows

READER_ERRORS = (ValueError, KeyError, TypeError, IndexError)

texts = st.text(st.characters(codec="utf-8"), max_size=12)
names = st.sampled_from(("title", "facts", "amount", "投诉"))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
stamps = st.builds(Stamp, st.integers(0, 2**53 - 1), st.integers(-(2**53), 2**53), texts)
values = st.dictionaries(names, json_values, min_size=1)
ids = st.text("0123456789abcdef-", min_size=1, max_size=36)


@st.composite
def batches(draw) -> list[Entry]:
    first = draw(st.integers(1, 10**6))
    made = []
    for seq in range(first, first + draw(st.integers(0, 5))):
        given_values = draw(values)
        bases = {n: draw(stamps) for n in given_values if draw(st.booleans())}
        unit = draw(st.integers(max(1, seq - 3), seq))
        salt = draw(st.binary(min_size=12, max_size=12))
        time = draw(st.integers(0, 2**50))
        kind = draw(st.sampled_from(("case", "visit")))
        made.append(
            Entry(seq, unit, kind, draw(ids), draw(texts), time, salt, 1, given_values, bases)
        )
    return made


@given(batches())
def test_entries_come_out_as_they_went_in(batch):
    travelled = orjson.loads(orjson.dumps(write_entries(batch)))
    assert read_entries(travelled, batch[0].seq if batch else 1) == batch


@given(batches())
def test_a_body_is_the_same_bytes_at_both_ends(batch):
    for entry in batch:
        body = body_bytes(entry.kind, entry.record_id, entry.schema, entry.values, entry.bases)
        schema, said, bases = read_body(body)
        assert (schema, said, bases) == (entry.schema, entry.values, entry.bases)
        assert body_bytes(entry.kind, entry.record_id, schema, said, bases) == body


@given(batches(), st.integers(0, 6))
def test_a_link_depends_on_everything_it_vouches_for(batch, which):
    for e in batch:
        body = body_bytes(e.kind, e.record_id, e.schema, e.values, e.bases)
        told = [b"\0" * 32, "r", e.seq, e.unit, e.person, e.time, e.salt, body]
        other = list(told)
        other[which] = {
            0: b"\1" * 32,
            1: "s",
            2: e.seq + 1,
            3: e.unit + 1,
            4: e.person + "x",
            5: e.time + 1,
            6: bytes(12) if e.salt != bytes(12) else b"\1" * 12,
        }[which]
        assert entry_hash(*told) != entry_hash(*other)


rows = st.builds(
    lambda kind, id_, root, version, cells: Row(
        kind,
        id_,
        root,
        version,
        {n: v for n, (v, _) in cells.items()},
        {n: s for n, (_, s) in cells.items()},
    ),
    st.sampled_from(("case", "visit")),
    ids,
    ids,
    st.integers(0, 2**50),
    st.dictionaries(names, st.tuples(json_values, stamps)),
)


@given(st.lists(rows, max_size=5))
def test_rows_come_out_as_they_went_in(batch):
    travelled = orjson.loads(orjson.dumps(write_rows(map(packed, batch))))
    assert [row.opened() for row in read_rows(travelled)] == batch


@given(st.dictionaries(texts, json_values))
def test_messages_come_out_as_they_went_in(message):
    body, encoding = encode(message)
    assert decode(body, encoding) == message


@given(st.binary(max_size=300), st.sampled_from((None, ZSTD, GZIP, "identity", "br", "")))
def test_any_bytes_are_a_message_or_a_bad_frame(body, encoding):
    with contextlib.suppress(BadFrame):
        assert isinstance(decode(body, encoding), dict)


@given(st.dictionaries(texts, json_values), st.integers(0, 400), st.integers(0, 255))
def test_a_damaged_message_is_a_message_or_a_bad_frame(message, at, byte):
    body, encoding = encode({**message, "fill": "填" * 100})
    damaged = body[: at % len(body)] + bytes([byte]) + body[at % len(body) + 1 :]
    with contextlib.suppress(BadFrame):
        assert isinstance(decode(damaged, encoding), dict)


def test_what_would_unfold_too_far_is_refused_unread():
    body, encoding = encode({"zeros": "0" * 100_000})
    assert len(body) < 1000
    with pytest.raises(TooLarge):
        decode(body, encoding, limit=50_000)


wire_values = st.recursive(
    json_values,
    lambda inner: (
        st.lists(inner, max_size=8)
        | st.dictionaries(st.sampled_from(("shapes", "people", "entries", "rows", "s", "w")), inner)
    ),
    max_leaves=25,
)


@given(st.dictionaries(st.sampled_from(("shapes", "people", "entries", "rows")), wire_values))
def test_hostile_batches_end_in_the_readers_errors(message):
    try:
        found = read_entries(message, 1)
    except READER_ERRORS:
        return
    assert all(isinstance(entry, Entry) for entry in found)


@given(st.dictionaries(st.sampled_from(("shapes", "rows")), wire_values))
def test_hostile_rows_end_in_the_readers_errors(message):
    try:
        found = read_rows(message)
    except READER_ERRORS:
        return
    assert all(isinstance(row, Packed) for row in found)
    for row in found:
        assert row.opened().stamps.keys() == row.opened().values.keys()


@given(st.binary(min_size=32, max_size=32), st.binary(), st.binary(), texts)
def test_only_the_owner_signs(secret, digest, other, junk):
    key = Ed25519PrivateKey.from_private_bytes(secret)
    public = read_public(public_text(key.public_key()))
    assert signed(public, digest, sign(key, digest))
    assert not signed(public, digest, junk)
    if other != digest:
        assert not signed(public, other, sign(key, digest))


@given(texts)
def test_what_is_no_key_is_a_value_error(text):
    with pytest.raises(ValueError):
        read_public(text)
