"""What the center refused goes from the desk's records, and from what can be found."""

import os

import pytest

from station_app.usecases.news import hear
from sync.clock import SystemClock
from sync.ledger.identity import keep_identity, make_identity
from sync.ledger.ledger import Ledger
from sync.ledger.unit import unit_of_work
from tests.simulation.machine import new_disk


@pytest.fixture
def ledger():
    made = Ledger(new_disk("desk").db, SystemClock(), os.urandom)
    with made.db.writing():
        keep_identity(made, make_identity(made))
        made.state.put({"station_id": "village"})
    return made


def refuse(ledger: Ledger, first: int, last: int) -> None:
    """The center refuses entries of ours, and has nothing to put in their place."""
    entries = [e for e, _ in ledger.journal.entries(ledger.replica, first - 1, last - first + 1)]
    answer = {
        "t": ledger.now_ms(),
        "v": [[first, last, "refused", "not_permitted"]],
        "rf": [[seq, None] for seq in range(first, last + 1)],
    }
    with ledger.db.writing():
        hear(ledger, {"c": 0}, answer, entries)


def test_a_refused_edit_that_names_no_case_takes_its_words_out_of_the_index(ledger):
    with unit_of_work(ledger, "li") as unit:
        case = unit.create("case", {"title": "seeds", "registered_at": 1})
        party = unit.create("case_party", {"case_id": case.id, "name": "Wang"})
        unit.create("case_party", {"case_id": case.id, "name": "Li"})
    with unit_of_work(ledger, "li") as unit:
        unit.change("case_party", party.id, {"name": "Wang Wu"})
    refuse(ledger, 1, 3)
    assert ledger.store.ids_of_root(case.id) == [party.id], "its later edit waits still"
    refuse(ledger, 4, 4)
    assert ledger.store.ids_of_root(case.id) == []
    assert ledger.db.rows("SELECT root_id FROM desk_search_root") == []
