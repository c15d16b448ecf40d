"""`station complaint add | act | edit`: what writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import orjson

from station_app.cli.call import DONE, MOST_INPUT, Call, read_object
from station_app.cli.desks import writing
from station_app.usecases import cases, drafts
from station_app.usecases.complaints import code_book
from station_app.usecases.desk import Desk
from station_app.usecases.reading.drafts import draft
from station_app.usecases.reading.names import case_id_of
from sync.clock import Json
from sync.problems import Problem, ProblemKind


def add(call: Call) -> int:
    """Each record is answered by a line of its own, written only after it is durable."""
    with writing(call) as desk:
        book = code_book()

        def take(given: dict[str, Json]) -> cases.Answer:
            if given.get("draft") is True:
                return drafts.add_draft(desk.ledger, desk.session, given, book)
            return cases.add(desk.ledger, desk.session, given, book)

        ended = DONE
        for number, content in _documents(call):
            try:
                call.line(take(read_object(content)).json())
            except Problem as problem:
                if number is not None and problem.kind is not ProblemKind.REFUSED_INPUT:
                    # Nothing after this line could do better.
                    return call.tell(problem, number)
                ended = max(ended, call.tell(problem, number))
    return ended


def _documents(call: Call) -> Iterator[tuple[int | None, bytes]]:
    """(line number, JSON text) of each line; of one object over several lines, (None, all)."""
    first = b""
    number = 0
    while not first.strip():
        first = call.streams.stdin.readline(MOST_INPUT + 1)
        number += 1
        if not first:
            return
    if not _is_whole(first):
        rest = call.streams.stdin.read(MOST_INPUT + 1)
        if not rest or _is_whole(first + rest):
            yield None, first + rest
            return
        for line in (first, *rest.splitlines()):
            if line.strip():
                yield number, line
            number += 1
        return
    yield number, first
    while line := call.streams.stdin.readline(MOST_INPUT + 1):
        number += 1
        if line.strip():
            yield number, line


def _is_whole(content: bytes) -> bool:
    try:
        orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        return False
    return True


def act(call: Call) -> int:
    action, given = call.text("action"), call.json_input()
    with writing(call) as desk:
        answer = _on(
            desk,
            call.text("id"),
            lambda case_id: cases.act(desk.ledger, desk.session, case_id, action, given),
            lambda draft_id: _act_on_draft(desk, draft_id, action),
        )
    call.line(answer.json())
    return DONE


def edit(call: Call) -> int:
    given = call.json_input()
    with writing(call) as desk:
        answer = _on(
            desk,
            call.text("id"),
            lambda case_id: cases.edit(desk.ledger, desk.session, case_id, given),
            lambda draft_id: _edit_draft(desk, draft_id, given),
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


def _act_on_draft(desk: Desk, draft_id: str, action: str) -> cases.Answer:
    """A draft can be registered, or thrown away; it has no number to be cancelled."""
    if action == "register":
        return drafts.register_draft(desk.ledger, desk.session, draft_id)
    if action == "cancel":
        drafts.discard(desk.ledger, desk.session, draft_id)
        return cases.Answer(draft_id, None, "cancelled")
    raise Problem(ProblemKind.REFUSED_INPUT, fields={"action": "not_from_this_status"})


def _edit_draft(desk: Desk, draft_id: str, given: dict[str, Json]) -> cases.Answer:
    kept = draft(desk.ledger, draft_id)
    body = {**(kept.body if kept is not None else {}), **given}
    drafts.save_draft(desk.ledger, desk.session, body, draft_id)
    return cases.Answer(draft_id, None, "draft")
