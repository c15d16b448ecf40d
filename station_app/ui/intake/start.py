"""What the page asks the ledger when it is first seen, and when a draft is opened."""

from __future__ import annotations

from dataclasses import dataclass

from station_app.ui.common.editors import Option
from station_app.usecases.desk import Desk
from station_app.usecases.intake import FORM, Registered, cut_registrations, last_open
from station_app.usecases.reading.drafts import Draft, draft
from station_app.usecases.reading.names import places
from sync.clock import Json
from sync.problems import Problem, ProblemKind


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft for the form.  `focus`: the path of the field the cursor stood in."""

    draft_id: str
    body: dict[str, Json]
    focus: str = ""
    cursor: int | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """`cut`: registrations whose files have no records yet."""

    station_code: str
    places: tuple[Option, ...]
    opened: Opened | None
    cut: tuple[Registered, ...]


def started(desk: Desk) -> Start:
    """Runs on the ledger's worker."""
    cut = tuple(cut_registrations(desk))
    found = last_open(desk)
    if found is not None and any(c.draft_id == found.row.id for c in cut):
        found = None
    known = {p.code: p.name for p in places(desk.ledger) if p.code}
    options = tuple(Option(code, name or code, code) for code, name in known.items())
    return Start(desk.session.station.code, options, None if found is None else _opened(found), cut)


def opened_draft(desk: Desk, draft_id: str) -> Opened:
    """Runs on the ledger's worker.  Problem NOT_FOUND."""
    found = draft(desk.ledger, draft_id)
    if found is None or found.row.deleted_at is not None:
        raise Problem(ProblemKind.NOT_FOUND)
    return _opened(found)


def _opened(found: Draft) -> Opened:
    form = found.body.get(FORM)
    focus = form.get("focus") if isinstance(form, dict) else None
    cursor = form.get("cursor") if isinstance(form, dict) else None
    return Opened(
        found.row.id,
        found.body,
        focus if isinstance(focus, str) else "",
        cursor if type(cursor) is int else None,
    )
