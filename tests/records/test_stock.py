"""What is left of leaflets and banners follows from what was written down, in any order."""

from __future__ import annotations

from itertools import permutations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sync.records.stock import SIGN, Balance, Entry, Giving, balances, giving_lines, item_key

CARDS = item_key("leaflet", "识假挂历")


def entry(id_, way, quantity, at, replaces=None):
    return Entry(id_, CARDS, way, quantity, at, replaces)


def left(entries, givings=()):
    (found,) = balances(entries, givings)
    return found.left


def test_received_500_gave_120_at_the_market_380_left():
    found = balances([entry("a", "received", 500, 1)], [Giving("x", CARDS, 120, 2)])
    assert found == [Balance("leaflet", "识假挂历", 500, 120, 380, None)]


def test_what_two_pcs_wrote_apart_is_all_counted_in_any_order():
    lines = [entry("a", "received", 500, 1), entry("b", "given", 20, 2), entry("c", "lost", 5, 3)]
    assert {left(order) for order in permutations(lines)} == {475}


def test_a_count_of_the_shelf_stands_for_what_was_before_it():
    lines = [
        entry("a", "received", 500, 1),
        entry("b", "given", 20, 2),
        entry("c", "counted", 470, 3),
        entry("d", "given", 10, 4),
        entry("e", "given", 7, 2),
    ]
    assert left(lines) == 460, "what is written down late belongs to its own time"
    assert balances(lines, [])[0].counted_at == 3


def test_two_counts_apart_are_not_taken_off_twice():
    lines = [
        entry("a", "received", 500, 1),
        entry("b", "counted", 480, 2),
        entry("c", "counted", 480, 3),
    ]
    assert left(lines) == 480


def test_of_several_entries_in_place_of_one_the_last_made_stands():
    wrong = entry("a", "received", 5000, 1)
    assert left([wrong, entry("b", "received", 500, 1, "a")]) == 500
    apart = [wrong, entry("b", "received", 500, 1, "a"), entry("c", "received", 501, 1, "a")]
    assert {left(order) for order in permutations(apart)} == {501}
    again = [*apart, entry("d", "received", 0, 1, "b")]
    assert {left(order) for order in permutations(again)} == {0}


def test_a_replaced_entry_that_is_not_here_counts_no_more_either():
    assert left([entry("b", "received", 500, 1, "gone")]) == 500


def test_only_what_was_held_gave_something_out():
    materials = [{"kind": "leaflet", "name": "识假 挂历", "given": 120}, {"kind": "gift"}]
    values: dict[str, Any] = {"status": "held", "held_start": 5, "materials": materials}
    assert giving_lines("x", values) == [Giving("x", CARDS, 120, 5)]
    for other in ("planned", "cancelled", None):
        assert giving_lines("x", {**values, "status": other}) == []


lines = st.lists(
    st.tuples(st.sampled_from(sorted(SIGN)), st.integers(0, 500), st.integers(0, 9)), max_size=12
)


@given(lines, st.randoms())
def test_a_balance_is_the_sum_whatever_the_order(rows, random):
    made = [entry(f"{n:03}", way, quantity, at) for n, (way, quantity, at) in enumerate(rows)]
    shuffled = made[:]
    random.shuffle(shuffled)
    assert balances(made, []) == balances(shuffled, [])
    if made:
        assert left(made) == sum(SIGN[e.way] * e.quantity for e in made)
