"""Merging is one pure function: whatever the order, however often, the same record comes out."""

from hypothesis import given
from hypothesis import strategies as st

from sync.clock import NEVER, Stamp
from sync.merge.records import Change, Record, joined, judge, merge

NAMES = ("title", "facts", "amount")
stamps = st.builds(
    Stamp, st.integers(1, 4), st.integers(1, 3), st.sampled_from(("a", "b", "center"))
)


def value_of(name: str, stamp: Stamp) -> str:
    """A stamp serves once: one stamp, one value."""
    return f"{name}@{stamp.revision}.{stamp.time}.{stamp.replica}"


@st.composite
def records(draw) -> Record:
    record = Record("case", "1")
    for name in draw(st.lists(st.sampled_from(NAMES), unique=True)):
        stamp = draw(stamps)
        record.set(name, value_of(name, stamp), stamp)
    return record


def state(record: Record) -> tuple[dict, dict]:
    return record.values, record.stamps


@given(records(), records())
def test_order_does_not_matter(one, other):
    assert state(merge(one, other)) == state(merge(other, one))


@given(records(), records(), records())
def test_grouping_does_not_matter(a, b, c):
    assert state(merge(merge(a, b), c)) == state(merge(a, merge(b, c)))


@given(records(), records())
def test_repetition_does_not_matter(one, other):
    once = merge(one, other)
    assert state(merge(once, other)) == state(once)
    assert state(merge(once, one)) == state(once)


@given(records(), records())
def test_merging_changes_neither_side(one, other):
    before = (dict(one.values), dict(one.stamps), dict(other.values), dict(other.stamps))
    merge(one, other)
    assert before == (one.values, one.stamps, other.values, other.stamps)


@given(records(), records())
def test_a_field_has_the_value_of_its_stamp(one, other):
    merged = merge(one, other)
    for name, stamp in merged.stamps.items():
        assert merged.values[name] == value_of(name, stamp)


@given(records(), stamps, st.sampled_from(NAMES))
def test_a_change_that_saw_what_stands_is_merged_without_a_clash(record, late, name):
    base = record.stamp(name)
    bases = {name: base} if base != NEVER else {}
    change = Change("case", "1", {name: "new"}, bases, late.time, "w")
    judged = judge(record, change)
    assert not judged.clashes
    assert not judged.inflated
    assert judged.record.values[name] == "new"
    assert judged.record.stamp(name).revision == base.revision + 1


@given(records(), stamps, st.sampled_from(NAMES))
def test_a_change_known_already_changes_nothing(record, late, name):
    base = record.stamp(name)
    bases = {name: base} if base != NEVER else {}
    change = Change("case", "1", {name: "new"}, bases, late.time, "w")
    once = judge(record, change).record
    again = judge(once, change)
    assert not again.changed
    assert not again.clashes


@given(records(), st.integers(1, 2**50), st.sampled_from(NAMES))
def test_a_base_above_what_stands_is_inflated(record, above, name):
    invented = Stamp(record.stamp(name).revision + above, 1, "b")
    change = Change("case", "1", {name: "forged"}, {name: invented}, 9, "w")
    judged = judge(record, change)
    assert judged.inflated == [name]
    assert state(judged.record) == state(record)


@given(records(), stamps, stamps, st.sampled_from(NAMES))
def test_of_two_unseen_values_both_are_named(record, seen, late, name):
    standing = record.stamp(name)
    if seen == standing or seen.revision > standing.revision or standing == NEVER:
        return
    change = Change("case", "1", {name: "other"}, {name: seen}, late.time, "w")
    judged = judge(record, change)
    assert [clash.name for clash in judged.clashes] == [name]
    assert judged.clashes[0].mine == (record.values[name], standing)
    assert judged.clashes[0].theirs[0] == "other"
    assert judged.record.stamp(name) == max(standing, change.stamp(name))


entries = st.lists(st.builds(lambda i: {"id": i, "note": f"n{i}"}, st.integers(0, 5)))


@given(entries, entries, entries)
def test_joined_lists_hold_every_entry_once_in_whatever_order(a, b, c):
    assert joined(a, b) == joined(b, a)
    assert joined(joined(a, b), c) == joined(a, joined(b, c))
    assert joined(a, a) == joined(a, [])
    kept = [e for e in joined(a, b) if isinstance(e, dict)]
    assert {e["id"] for e in kept} == {e["id"] for e in a} | {e["id"] for e in b}
