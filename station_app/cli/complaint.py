"""`station complaint add | act | edit`: what writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import BinaryIO

import orjson

from station_app.cli.call import DONE, MOST_INPUT, Call, read_object
from station_app.cli.desks import writing
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

        ended = DONE
        for number, content in _documents(call):
            try:
                call.line(desk.with_room(partial(take, read_object(content))).json())
            except Problem as problem:
                if number is not None and problem.kind is not ProblemKind.REFUSED_INPUT:
                    # Nothing after this line could do better.
                    return call.tell(problem, number)
                ended = max(ended, call.tell(problem, number))
    return ended


def _documents(call: Call) -> Iterator[tuple[int | None, bytes]]:
    """(line number, JSON text) of each line; of one object over several lines, (None, all)."""
    lines = _lines(call.streams.stdin)
    begun: list[tuple[int, bytes]] = []
    size = 0
    for number, line in lines:
        if not begun and _is_whole(line):
            yield number, line
            break
        # Either an object over several lines, or a broken first line: known at its end.
        begun.append((number, line))
        size += len(line)
        if size > MOST_INPUT:
            break
    if _is_spread(begun):
        yield None, b"".join(line for _, line in begun)
    else:
        yield from begun
    yield from lines


def _is_spread(begun: Sequence[tuple[int, bytes]]) -> bool:
    """Whether the lines are one object, be it a broken one, rather than an object each."""
    if len(begun) < 2:
        return False
    if _is_whole(b"".join(line for _, line in begun)):
        return True
    goes_on = begun[0][1].rstrip().endswith((b"{", b","))
    return goes_on and not any(_is_object(line) for _, line in begun)


def _lines(stdin: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines that hold something, numbered; of one too long, as much as shows that it is."""
    number = 0
    while line := stdin.readline(MOST_INPUT + 1):
        number += 1
        end = line
        while end and not end.endswith(b"\n"):
            end = stdin.readline(MOST_INPUT)
        if line.strip():
            yield number, line


def _is_object(content: bytes) -> bool:
    return content.lstrip().startswith(b"{") and _is_whole(content)


def _is_whole(content: bytes) -> bool:
    try:
        orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        return False
    return True


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
