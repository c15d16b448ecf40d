"""`station complaint add | act | edit`: what writes."""

from __future__ import annotations

from collections.abc import Callable

from station_app.cli.call import DONE, Call
from station_app.cli.desks import writing
from station_app.cli.documents import add_each
from station_app.usecases import cases, drafts
from station_app.usecases.complaints import code_book
from station_app.usecases.desk import Desk
from station_app.usecases.reading.drafts import draft
from station_app.usecases.reading.names import case_id_of
from sync.clock import Json
from sync.problems import Problem, ProblemKind, refused
from sync.records.step_table import ACTIONS, arguments_of


def add(call: Call) -> int:
    """Each record is answered by a line of its own, written only after it is durable."""
    with writing(call) as desk:
        book = code_book()

        def take(given: dict[str, Json]) -> cases.Answer:
            if given.get("draft") is True:
                return drafts.add_draft(desk.ledger, desk.session, given, book)
            return cases.add(desk.ledger, desk.session, given, book)

        return add_each(call, desk, take)


def act(call: Call) -> int:
    action, given = call.text("action"), call.json_input()
    with writing(call) as desk:
        answer = desk.with_room(
            lambda: _on(
                desk,
                call.text("id"),
                lambda case_id: cases.act(desk.ledger, desk.session, case_id, action, given),
                lambda draft_id: _act_on_draft(desk, draft_id, action, given),
            )
        )
    call.line(answer.json())
    return DONE


def edit(call: Call) -> int:
    given = call.json_input()
    with writing(call) as desk:
        answer = desk.with_room(
            lambda: _on(
                desk,
                call.text("id"),
                lambda case_id: cases.edit(desk.ledger, desk.session, case_id, given),
                lambda draft_id: drafts.edit_draft(desk.ledger, desk.session, draft_id, given),
            )
        )
    call.line(answer.json())
    return DONE


def _on(
    desk: Desk,
    text: str,
    on_case: Callable[[str], cases.Answer],
    on_draft: Callable[[str], cases.Answer],
) -> cases.Answer:
    case_id = case_id_of(desk.ledger, text)
    if case_id is not None:
        return on_case(case_id)
    kept = draft(desk.ledger, text.strip().lower())
    if kept is None or kept.row.deleted_at is not None:
        raise Problem(ProblemKind.NOT_FOUND)
    return on_draft(kept.row.id)


def _act_on_draft(desk: Desk, draft_id: str, action: str, given: dict[str, Json]) -> cases.Answer:
    """A draft can be registered, or thrown away; it has no number to be cancelled."""
    if action not in ACTIONS:
        raise refused(action="unknown_action")
    if action not in ("register", "cancel"):
        raise refused(action="not_from_this_status")
    known = {argument.name for argument in arguments_of(action)}
    unknown = {name: "unknown_field" for name in given if name not in known}
    if unknown:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=unknown)
    if action == "register":
        return drafts.register_draft(desk.ledger, desk.session, draft_id)
    drafts.discard(desk.ledger, desk.session, draft_id)
    return cases.Answer(draft_id, None, "cancelled")
