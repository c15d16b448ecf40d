"""The states of the weekly work as data: which move leads where, who may, and what it needs.

Cases have steps, which follow one another as events (`step_table.py`).  Here a state is a field:
these records are one station's, and two desks that disagree make a conflict a person decides.
A use case plans a move with `plan_move`; the center asks `fault_of` again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sync.clock import Json, local_date
from sync.problems import Problem, ProblemKind, refused
from sync.records.kinds import Kind
from sync.records.registry import KINDS
from sync.records.rights import Operation


@dataclass(frozen=True, slots=True)
class Move:
    """A row.  `needs`: fields that must be filled afterwards; `takes`: further fields it may be
    given; `clears`: fields it empties.  `stamps`: fields the program fills, with who or when."""

    action: str
    from_states: frozenset[str]
    to_state: str
    operation: Operation
    label: str
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    clears: tuple[str, ...] = ()
    stamps: Mapping[str, str] | None = None


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


_PLAN = Operation.PLAN_WORK
_REASON = ("not_held_reason",)
_OPEN = _from("planned", "confirmed", "postponed")


def _entry_moves(
    held: tuple[str, ...], more: tuple[str, ...], again: tuple[str, ...]
) -> tuple[Move, ...]:
    """What becomes of anything that stands in the calendar (rules 11)."""
    return (
        Move("confirm", _from("planned", "postponed"), "confirmed", _PLAN, "Confirm", takes=again),
        Move("hold", _OPEN | {"missed"}, "held", _PLAN, "Held", needs=held, takes=more),
        Move(
            "postpone", _from("planned", "confirmed"), "postponed", _PLAN, "Postpone",
            needs=_REASON, takes=("moved_to",),
        ),
        Move("cancel", _OPEN, "cancelled", _PLAN, "Call off", needs=_REASON, clears=("moved_to",)),
        Move("miss", _OPEN, "missed", _PLAN, "Not held", needs=_REASON),
        Move(
            "plan_again", _from("postponed", "cancelled", "missed"), "planned", _PLAN,
            "Plan again", needs=again, clears=(*_REASON, "moved_to"),
        ),
        Move("take_back", _from("held"), "confirmed", _PLAN, "Not held after all", clears=held),
    )  # fmt: skip


def _publication(checked: str, released: Mapping[str, str]) -> tuple[Move, ...]:
    """The way of what is shown to everybody (rules 10.3)."""
    check, approve = Operation.CHECK_PUBLICATION, Operation.PUBLISH
    days = ("publish_from", "publish_to")
    return (
        Move("check", _from("draft"), "checked", check, "Checked", stamps={checked: "user"}),
        Move(
            "approve", _from("checked"), "approved", approve, "Approve",
            takes=days, stamps=released,
        ),
        Move("publish", _from("approved"), "published", approve, "Publish", takes=days),
        Move(
            "send_back", _from("checked", "approved"), "draft", check, "Send back",
            needs=("return_note",), clears=(checked, *released),
        ),
        Move(
            "withdraw", _from("published"), "withdrawn", approve, "Withdraw",
            needs=("withdraw_reason",),
        ),
    )  # fmt: skip


_WITHDRAWN_AT = {"withdrawn_at": "now"}

MOVES: Mapping[str, tuple[Move, ...]] = {
    "propaganda_activity": _entry_moves(
        ("held_start", "audience_count", "consult_count", "summary"),
        (
            "held_end", "households", "materials", "boards_updated", "banners", "feedback",
            "media_links", "case_ids", "cost", "lecturer_ids", "staff_ids", "volunteer_ids",
        ),
        ("planned_start", "planned_end"),
    ),
    "training_session": _entry_moves(
        ("held_at", "hours", "summary"), ("material_ids",), ("planned_at",)
    ),
    "visit": (
        *_entry_moves(
            ("held_at", "persons_received", "cases_taken", "consultations"),
            ("ended_at", "checks", "problems", "guidance", "follow_up_due", "visitor_ids",
             "visitor_names"),
            ("planned_on",),
        ),
        Move(
            "follow_up", _from("held"), "held", _PLAN, "Mended", needs=("follow_up_done",)
        ),
    ),
    "knowledge_request": (
        Move(
            "pass", _from("open", "planned"), "passed", Operation.REFER_UP, "Pass on",
            needs=("passed_to_org_id",), stamps={"passed_at": "now"},
        ),
        Move(
            "plan", _from("open", "passed"), "planned", _PLAN, "Plan an answer",
            needs=("activity_id",),
        ),
        Move(
            "answer", _from("open", "passed", "planned"), "answered", Operation.REPLY, "Answer",
            needs=("answer", "answer_way"), takes=("material_id", "activity_id"),
            stamps={"answered_by": "user", "answered_at": "now"},
        ),
        Move("close", _from("answered"), "closed", Operation.REPLY, "Close"),
        Move("reopen", _from("answered", "closed"), "open", Operation.REPLY, "Take up again"),
    ),
    "consumer_notice": _publication("checked_by", {"approved_by": "user", "approved_at": "now"}),
    "typical_case": _publication(
        "deidentified_checked_by", {"approved_by": "user", "approved_on": "today"}
    ),
}  # fmt: skip
"""Kind -> its moves.  A state not left by any is an end."""

STATE = "status"

CREATE: Mapping[str, Operation] = {
    "education_plan": _PLAN,
    "propaganda_activity": _PLAN,
    "recurrence_rule": _PLAN,
    "duty_roster": _PLAN,
    "stock_entry": _PLAN,
    "training_session": _PLAN,
    "training_attendance": _PLAN,
    "training_material": _PLAN,
    "visit": _PLAN,
    "notice_posting": _PLAN,
    "knowledge_request": Operation.REGISTER,
    "consumer_notice": Operation.PROPOSE_PUBLICATION,
    "typical_case": Operation.PROPOSE_PUBLICATION,
    "typical_case_source": Operation.PROPOSE_PUBLICATION,
}
"""Kind -> the right to make one, and to change it where `EDIT` says nothing else."""

EDIT: Mapping[str, Mapping[str, Operation]] = {
    kind: {
        "checked": Operation.CHECK_PUBLICATION,
        "approved": Operation.PUBLISH,
        "published": Operation.PUBLISH,
        "withdrawn": Operation.PUBLISH,
    }
    for kind in ("consumer_notice", "typical_case")
}
"""Kind -> state -> the right to change its fields then: nobody alters what was already looked at,
but those who may look at it."""

FOR_ALL = ("training_material", "for_all")
"""What a station shows to every other needs the right to check publications."""


def moves_of(kind: str, state: str) -> tuple[Move, ...]:
    """The moves that lead on from a state, in the order people are offered them."""
    return tuple(m for m in MOVES.get(kind, ()) if state in m.from_states)


def state_of(kind: str, values: Mapping[str, Json]) -> str:
    """The state, where it was never set the one things begin in."""
    state = values.get(STATE)
    return str(state if state is not None else KINDS[kind].by_name[STATE].default)


def right_to_edit(kind: str, values: Mapping[str, Json]) -> Operation:
    """The right to change fields of a record as it stands."""
    by_state = EDIT.get(kind)
    if by_state is None:
        return CREATE[kind]
    return by_state.get(state_of(kind, values), CREATE[kind])


def plan_move(
    kind: str,
    values: Mapping[str, Json],
    action: str,
    given: Mapping[str, Json],
    user_id: str,
    now_ms: int,
) -> tuple[Move, dict[str, Json]]:
    """The move, and the fields to set; `values` as they stand, `given` as they are kept.

    Rights are asked by the caller, of `Move.operation`.  Problem REFUSED_INPUT naming the action,
    or every field that is missing or not this move's.
    """
    rows = [m for m in MOVES[kind] if m.action == action]
    if not rows:
        raise refused(action="unknown_action")
    move = next((m for m in rows if state_of(kind, values) in m.from_states), None)
    if move is None:
        raise refused(action="not_from_this_status")
    allowed = {*move.needs, *move.takes}
    faults = {name: "not_allowed_here" for name in given if name not in allowed}
    wanted: dict[str, Json] = dict.fromkeys(move.clears)
    wanted |= {name: value for name, value in given.items() if name in allowed}
    stamps = dict(move.stamps or {})
    if action == "withdraw" and "withdrawn_at" in KINDS[kind].by_name:
        stamps |= _WITHDRAWN_AT
    wanted |= {name: _stamped(how, user_id, now_ms) for name, how in stamps.items()}
    after = {**values, **wanted}
    for name in move.needs:
        if _empty(after.get(name)):
            faults.setdefault(name, "missing")
    faults |= {n: c for n, c in _guards(kind, move, after, now_ms).items() if n not in faults}
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    return move, {**wanted, STATE: move.to_state}


def fault_of(
    kind: str, before: Mapping[str, Json] | None, given: Mapping[str, Json], states: Iterable[str]
) -> Move | str | None:
    """For the center: the move a change of the state is, a word where it is none, None where the
    state is not touched.

    `states`: those its author may have seen; any of them may be the one left.
    """
    if STATE not in given:
        return None
    to_state = given[STATE]
    after = {**(before or {}), **given}
    found: Move | None = None
    for move in MOVES.get(kind, ()):
        if move.to_state == to_state and not move.from_states.isdisjoint(states):
            if not any(_empty(after.get(name)) for name in move.needs):
                return move
            found = found or move
    if found is not None:
        return "missing"
    # A group travels whole: a state that stays is named with what changed beside it.
    return None if to_state in set(states) else "not_from_this_status"


def _stamped(how: str, user_id: str, now_ms: int) -> Json:
    if how == "user":
        return user_id
    return now_ms if how == "now" else local_date(now_ms).isoformat()


def _guards(kind: str, move: Move, after: Mapping[str, Json], now_ms: int) -> dict[str, str]:
    """What a move asks beyond filled fields."""
    if move.action == "hold":
        start, end = after.get(_START[kind]), after.get(_END.get(kind, ""))
        if type(start) is int and start > now_ms:
            return {_START[kind]: "in_the_future"}
        if type(start) is int and type(end) is int and end < start:
            return {_END[kind]: "before_the_start"}
    if move.action == "plan_again" and "planned_end" in KINDS[kind].by_name:
        return span_fault(after)
    if move.action == "publish":
        first, last = after.get("publish_from"), after.get("publish_to")
        if isinstance(first, str) and isinstance(last, str) and last < first:
            return {"publish_to": "before_the_start"}
    return {}


_START = {"propaganda_activity": "held_start", "training_session": "held_at", "visit": "held_at"}
_END = {"propaganda_activity": "held_end", "visit": "ended_at"}


def span_fault(values: Mapping[str, Json]) -> dict[str, str]:
    """An entry ends after it begins."""
    start, end = (
        values.get(n) for n in (("planned_start" if "planned_start" in values else "planned_at"),
                                "planned_end")
    )  # fmt: skip
    late = type(start) is int and type(end) is int and end < start
    return {"planned_end": "before_the_start"} if late else {}


def needed_fields(kind: Kind) -> tuple[str, ...]:
    """The fields people must fill before a record of the kind is kept."""
    return tuple(f.name for f in kind.fields if f.required and f.default is None)


def missing(kind: Kind, values: Mapping[str, Json]) -> dict[str, str]:
    """Faults for needed fields that are empty."""
    return {n: "missing" for n in needed_fields(kind) if _empty(values.get(n))}


def _empty(value: Json) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())
