"""What desks brought back to a center that had gone back, until somebody at the county has seen it.

Each record stands in `center_state` under `brought_back/KIND/ID` with the replica it came from and
the time; `sync.center.restored` writes it there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sync.center.enrolment import ReplicaRow, list_replicas
from sync.center.history import WINDOW, close_window
from sync.center.restored import BROUGHT_BACK
from sync.center.stations import Office
from sync.problems import Problem, ProblemKind


class BroughtBack(NamedTuple):
    """One record as it was brought back.  `number`: of the case it belongs to, else empty."""

    kind: str
    id: str
    root: str
    number: str
    station_id: str
    replica: str
    at: int
    """When it came, ms."""


def brought_back(office: Office) -> list[BroughtBack]:
    """All that nobody confirmed yet, in the order it came, what belongs together side by side."""
    numbers: dict[str, str] = {}
    found: list[BroughtBack] = []
    for key, value in office.state.under(BROUGHT_BACK).items():
        kind, _, record_id = key.removeprefix(BROUGHT_BACK).partition("/")
        replica, at = value if isinstance(value, list) and len(value) == 2 else ("", 0)
        kept = office.store.one(kind, record_id)
        root = record_id if kept is None else kept.root
        home = "" if kept is None else kept.record.values.get("station_id")
        if root not in numbers:
            numbers[root] = _number(office, root)
        found.append(
            BroughtBack(
                kind,
                record_id,
                root,
                numbers[root],
                str(home or ""),
                str(replica),
                at if type(at) is int else 0,
            )
        )
    first: dict[str, int] = {}
    for one in found:
        first[one.root] = min(one.at, first.get(one.root, one.at))
    return sorted(found, key=lambda one: (first[one.root], one.root, one.kind, one.id))


def _number(office: Office, root: str) -> str:
    case = office.store.one("case", root)
    values = {} if case is None else case.record.values
    return str(values.get("county_no") or values.get("case_no") or "")


def confirm(office: Office, which: Sequence[str] | None) -> list[BroughtBack]:
    """Somebody has seen them: those named by id, by their case's id or number, or all (None).

    They stand no longer on the list; the records themselves are not touched.
    Problem NOT_FOUND, naming the first that stands nowhere; then nothing is confirmed.
    """
    standing = brought_back(office)
    if which is None:
        return _drop(office, standing)
    wanted: dict[tuple[str, str], BroughtBack] = {}
    for name in which:
        met = [one for one in standing if name and name in (one.id, one.root, one.number)]
        if not met:
            raise Problem(ProblemKind.NOT_FOUND, name=name)
        wanted |= {(one.kind, one.id): one for one in met}
    return _drop(office, wanted.values())


def _drop(office: Office, seen: Iterable[BroughtBack]) -> list[BroughtBack]:
    done = list(seen)
    for one in done:
        office.state.drop(f"{BROUGHT_BACK}{one.kind}/{one.id}")
    return done


def waited_for(office: Office) -> list[ReplicaRow] | None:
    """The PCs whose offer is still awaited; None where the window is closed."""
    window = office.state.get(WINDOW)
    if not isinstance(window, dict):
        return None
    waiting = window.get("waiting")
    names = set(waiting) if isinstance(waiting, list) else set()
    return [r for r in list_replicas(office.db) if r.id in names]


def end_window(office: Office) -> list[ReplicaRow] | None:
    """Take no more offers; the PCs that were not heard, None where it was closed already.

    One that comes later and holds the center's word for more begins a new history by itself: what
    it alone has is not lost.
    """
    office.db.run("UPDATE center_head SET value = value WHERE id = 1")
    unheard = waited_for(office)
    close_window(office.state)
    return unheard
