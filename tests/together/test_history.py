"""The history of a case tells what was changed on other PCs, as far as its records know."""

from __future__ import annotations

from collections.abc import Callable

from station_app.usecases.reading.case_history import case_history
from sync.ledger.unit import unit_of_work
from tests.center.running import VILLAGE, WINDOW
from tests.together.desks import Desk

Make = Callable[..., Desk]


def changed(desk: Desk, case: str) -> list[tuple[object, ...]]:
    lines = case_history(desk.ledger, case, full=True)
    return [
        (line.kind, line.field, line.before, line.after, line.elsewhere, line.before_known)
        for line in lines
    ]


def edit(desk: Desk, kind: str, record: str, **values: object) -> None:
    with unit_of_work(desk.ledger, desk.person) as unit:
        unit.change(kind, record, values)  # type: ignore[arg-type]


def test_the_window_reads_what_the_village_entered_and_changed(
    desk: Make, url: str, codes: dict[str, str]
) -> None:
    village, window = desk(VILLAGE), desk(WINDOW, "township")
    for one in (village, window):
        one.enrol(url, codes[one.code])
    case = village.register()
    edit(village, "case", case, amount=36000, brand="郑单958")
    for one in (village, window):
        assert one.sync(url).complete
    assert set(changed(window, case)) == {
        ("case", "", None, None, True, True),
        ("case_party", "", None, None, True, True),
        # What the first amount was never came here; a brand there was none of before.
        ("case", "amount", None, 36000, True, False),
        ("case", "brand", None, "郑单958", True, True),
    }
    hidden = case_history(window.ledger, case, full=False)
    assert "王某某" not in str(hidden)
    # At home the journal tells it all, and nothing of it twice.
    assert set(changed(village, case)) == {
        ("case", "", None, None, False, True),
        ("case_party", "", None, None, False, True),
        ("case", "amount", 32000, 36000, False, True),
        ("case", "brand", None, "郑单958", False, True),
    }
