"""Planning a step of a case: may it be taken, by whom, and what it writes (domain rules 4.2).

Nothing is read or written here.  The caller gives the event an `id`, a `seq` and the common fields,
makes the new records, and computes the case's fields again from its events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sync.clock import Json, local_date
from sync.problems import Problem, ProblemKind, refused
from sync.records.case_course import Course, Event, History
from sync.records.codes import is_known
from sync.records.guards import GUARDS, Situation
from sync.records.kinds import Type
from sync.records.rights import Grant, RecordView, may
from sync.records.step_table import (
    ACTIONS,
    BEST_FIRST,
    TRANSITIONS,
    Argument,
    Seat,
    Transition,
    arguments_of,
    operations,
    transition,
)

__all__ = [
    "ACTIONS",
    "TRANSITIONS",
    "Actor",
    "NewRecord",
    "Step",
    "Transition",
    "arguments_of",
    "next_actions",
    "plan_step",
    "transition",
]

RANKS: Mapping[str, int] = {"village": 1, "township": 2, "market_office": 3, "county": 4}
"""Level of the deciding body -> authority of its steps (domain records 3.3)."""

_PRE_ACCEPTANCE = frozenset({"registered", "awaiting_materials"})

_REGISTER_TEXT: Mapping[str, str] = {
    "complaint": "登记投诉",
    "report": "登记举报",
    "consultation": "登记咨询",
    "suggestion": "登记意见建议",
    "help_request": "登记求助代办",
}

_STATEMENTS: Mapping[str, str] = {"signature": "签名说明", "recording": "录音", "call": "通话记录"}

_REFERRAL_DISPOSITIONS: Mapping[str, str] = {
    "refer_up": "refer_up",
    "assign_down": "assign_down",
    "co_handle": "co_handle",
    "joint_mediation": "co_handle",
    "convert": "convert",
}
"""Kind of referral -> the disposition it gives the case; a note to the right body gives none."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and for which station.

    `station_level` is one of `RANKS`.  `oversees` are the stations below the actor's own, of
    whatever level they are; a county need not list any.
    """

    user_id: str
    name: str
    org_id: str
    org_name: str
    station_level: str
    grants: tuple[Grant, ...]
    oversees: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record the step makes.  Its id goes into the event under `event_field`, if any."""

    kind: str
    values: Mapping[str, Json]
    event_field: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """`event`: values of the new case event, without id, seq and common fields.  `case_values`:
    fields of the case the program stamps with this step."""

    event: Mapping[str, Json]
    new_records: tuple[NewRecord, ...] = ()
    case_values: Mapping[str, Json] = field(default_factory=dict)


@dataclass(slots=True)
class _Effect:
    """What a step does beyond its row."""

    to_status: str | None
    remark: str | None = None
    sets: dict[str, Json] = field(default_factory=dict)
    event: dict[str, Json] = field(default_factory=dict)
    new_records: tuple[NewRecord, ...] = ()
    case_values: dict[str, Json] = field(default_factory=dict)


def plan_step(
    case: Mapping[str, Json],
    parties: Sequence[Mapping[str, Json]],
    events: Iterable[Event],
    referrals: Sequence[Mapping[str, Json]],
    action: str,
    arguments: Mapping[str, Json],
    actor: Actor,
    now_ms: int,
) -> Step:
    """The step `action` on a case, in the form values are kept in.

    `case`, `events` and `referrals` carry their `id`.  Raises `Problem` NOT_PERMITTED where the
    actor has no right to it, and REFUSED_INPUT where the case is not in a state for it (field
    `action`), or naming every argument that is missing, wrong or against a guard.
    """
    if action not in ACTIONS:
        raise refused(action="unknown_action")
    state = _State.of(case, events, referrals)
    row = transition(action, state.status)
    if row is None:
        raise refused(action="not_from_this_status")
    if row.matters is not None and state.case.get("matter_type") not in row.matters:
        raise refused(action="not_for_this_matter")
    if not _permitted(row, state, actor, arguments, local_date(now_ms)):
        raise Problem(ProblemKind.NOT_PERMITTED, action=action)
    if not _fits_referral(row, state):
        raise refused(action="referral_not_in_this_state")
    given = {name: value for name, value in arguments.items() if value is not None}
    situation = Situation(
        state.case,
        parties,
        state.referral,
        given,
        actor.user_id,
        actor.name,
        actor.org_id,
        now_ms,
    )
    faults = _argument_faults(row, given)
    for name in row.guards:
        for path, code in GUARDS[name](situation).items():
            faults.setdefault(path, code)
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    return _write(row, state, situation, actor)


def next_actions(
    case: Mapping[str, Json],
    events: Iterable[Event],
    referrals: Sequence[Mapping[str, Json]],
    actor: Actor,
    today: date,
) -> list[str]:
    """The actions the actor may take now, the one that carries the case on first."""
    state = _State.of(case, events, referrals)
    return [
        row.action
        for action in BEST_FIRST.get(state.status, ())
        if (row := transition(action, state.status)) is not None
        and (row.matters is None or state.case.get("matter_type") in row.matters)
        and _fits_referral(row, state)
        and _permitted(row, state, actor, {}, today)
    ]


@dataclass(frozen=True, slots=True)
class _State:
    """A case as its events have it, and the referral its last step made, if that is one."""

    case: Mapping[str, Json]
    course: Course
    referral: Mapping[str, Json] | None

    @property
    def status(self) -> str:
        return str(self.case["status"])

    @classmethod
    def of(
        cls,
        case: Mapping[str, Json],
        events: Iterable[Event],
        referrals: Sequence[Mapping[str, Json]],
    ) -> _State:
        events = list(events)
        history = History(events)
        went = history.course(case)
        last = next((e for e in events if e.get("id") == went.last_step_id), None)
        wanted = last.get("referral_id") if last is not None else None
        found = None
        for referral in referrals:
            if wanted is not None and referral.get("id") == wanted:
                found = {**referral, **history.referral(wanted).fields}
        return cls({**case, **went.fields}, went, found)


def _fits_referral(row: Transition, state: _State) -> bool:
    if row.referral_statuses is None:
        return True
    return state.referral is not None and state.referral["status"] in row.referral_statuses


def _permitted(
    row: Transition, state: _State, actor: Actor, arguments: Mapping[str, Json], today: date
) -> bool:
    if row.seat is Seat.AUTHOR and state.case.get("created_by") not in (None, actor.user_id):
        return False
    view = RecordView(_seats(row.seat, state, actor))
    return any(
        may(actor.grants, operation, view, today) for operation in operations(row, arguments)
    )


def _seats(seat: Seat, state: _State, actor: Actor) -> frozenset[str]:
    owner, home = state.case.get("owner_org_id"), state.case.get("station_id")
    target = state.referral.get("to_org_id") if state.referral is not None else None
    seats: dict[Seat, tuple[Json, ...]] = {
        Seat.AUTHOR: (home,),
        Seat.OWNER: (owner,),
        Seat.OWNER_OR_HOME: (owner, home),
        Seat.TARGET: (target,),
        Seat.OVERSEER: (owner, actor.org_id if _oversees(actor, owner) else None),
    }
    return frozenset(id_ for id_ in seats[seat] if isinstance(id_, str))


def _oversees(actor: Actor, owner: Json) -> bool:
    return actor.station_level == "county" or owner in actor.oversees


def _argument_faults(row: Transition, given: Mapping[str, Json]) -> dict[str, str]:
    known = {argument.name: argument for argument in row.arguments}
    faults = {name: "unknown_field" for name in given if name not in known}
    for name, argument in known.items():
        value = given.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            if argument.required:
                faults[name] = "missing"
        elif (code := _argument_fault(argument, value)) is not None:
            faults[name] = code
    return faults


def _argument_fault(argument: Argument, value: Json) -> str | None:
    field_ = argument.field
    code = field_.fault(value)
    if code is not None or not isinstance(value, str):
        return code
    if argument.among is not None and value not in argument.among:
        return "not_allowed_here"
    if field_.type is Type.CODE and field_.codes is not None and not is_known(field_.codes, value):
        return "unknown_code"
    return "too_short" if len(value.strip()) < argument.shortest else None


def _write(row: Transition, state: _State, s: Situation, actor: Actor) -> Step:
    effect = _Effect(row.to_status)
    for argument in row.arguments:
        if argument.sets and argument.name in s.arguments:
            effect.sets[argument.name] = s.arguments[argument.name]
    _EFFECTS[row.action](effect, s)
    moves = effect.to_status is not None
    event: dict[str, Json] = {
        "case_id": s.case.get("id"),
        "follows_id": state.course.last_step_id,
        "rank": RANKS.get(actor.station_level, 0),
        "sets": effect.sets,
        "referral_id": s.referral.get("id") if _about_referral(row) and s.referral else None,
        "event_type": row.event_type,
        "occurred_at": s.now_ms,
        "recorded_at": s.now_ms,
        "actor_id": actor.user_id,
        "actor_name": actor.name,
        "actor_org": actor.org_name,
        "from_status": state.status if moves else None,
        "to_status": effect.to_status,
        "summary": effect.remark or s.arguments.get("summary") or row.text,
        "attachment_ids": [],
        "visible_to": "all",
        **effect.event,
    }
    return Step(event, effect.new_records, effect.case_values)


def _about_referral(row: Transition) -> bool:
    return row.seat is Seat.TARGET


def _register(effect: _Effect, s: Situation) -> None:
    matter = s.case.get("matter_type")
    effect.case_values = {
        "registered_at": s.now_ms,
        "first_receiver_id": s.actor_id,
        "confidential": matter == "report",
    }
    effect.remark = _REGISTER_TEXT.get(str(matter), "登记事项")


def _accept(effect: _Effect, s: Situation) -> None:
    effect.sets.setdefault("handler_id", s.actor_id)
    effect.sets["accepted_at"] = s.now_ms


def _start(effect: _Effect, s: Situation) -> None:
    for name in ("event_type", "contact_result", "contact_mode"):
        if name in s.arguments:
            effect.event[name] = s.arguments[name]


def _settle_now(effect: _Effect, s: Situation) -> None:
    effect.sets |= {"outcome": "immediate", "concluded_at": s.now_ms, **_accepted_here(s)}


def _self_settle(effect: _Effect, s: Situation) -> None:
    effect.sets |= {
        "outcome": "self_settled",
        "concluded_at": s.now_ms,
    }
    effect.remark = _with_statement(s)
    # T16: before acceptance it counts as accepted only if the station helped.
    if s.arguments.get("station_helped") is True and s.case["status"] in _PRE_ACCEPTANCE:
        effect.sets |= _accepted_here(s)


def _accepted_here(s: Situation) -> dict[str, Json]:
    return {
        "accepted_at": s.now_ms,
        "handler_id": s.actor_id,
        "handling_capacity": "station_assist",
        "disposition": "instant",
    }


def _withdraw(effect: _Effect, s: Situation) -> None:
    effect.sets |= {"outcome": "withdrawn", "concluded_at": s.now_ms}
    effect.remark = _with_statement(s)


def _with_statement(s: Situation) -> str:
    """What the complainant's statement is kept as belongs to the record, though to no field."""
    return f"{s.arguments['summary']}（依据：{_STATEMENTS[str(s.arguments['statement'])]}）"


def _terminate(effect: _Effect, s: Situation) -> None:
    effect.sets["concluded_at"] = s.now_ms
    effect.remark = f"{s.arguments['summary']}(已告知其他解决途径)"


def _refer(effect: _Effect, s: Situation) -> None:
    kind = s.arguments["referral_type"]
    values: dict[str, Json] = {
        "sent_way": "sync",
        **s.arguments,
        "case_id": s.case.get("id"),
        "from_org_id": s.actor_org,
        "sent_at": s.now_ms,
        "sent_by": s.actor_id,
        "contains_report": s.case.get("matter_type") == "report",
    }
    if kind == "co_handle":
        values["lead_org_id"] = s.actor_org
    if isinstance(kind, str) and kind in _REFERRAL_DISPOSITIONS:
        effect.sets["disposition"] = _REFERRAL_DISPOSITIONS[kind]
    effect.new_records = (NewRecord("referral", values, "referral_id"),)


def _receive(effect: _Effect, s: Situation) -> None:
    effect.sets |= {"receipt_at": s.now_ms, "receipt_by": s.actor_id}


def _take_over(effect: _Effect, s: Situation) -> None:
    accepted = s.case.get("accepted_at") is not None
    effect.to_status = "accepted" if accepted else "registered"
    effect.sets["owner_org_id"] = s.actor_org
    if accepted:
        effect.sets.setdefault("handler_id", s.actor_id)
    else:
        # T28: a handler is assigned with acceptance, not before.
        effect.sets["handler_id"] = None


def _returned(effect: _Effect, s: Situation) -> None:
    accepted = s.case.get("accepted_at") is not None
    effect.to_status = "in_progress" if accepted else "registered"
    effect.sets |= {
        "return_reason": s.arguments["return_reason"],
        "returned_at": s.now_ms,
    }


def _reply(effect: _Effect, s: Situation) -> None:
    told = s.arguments.get("at", s.now_ms)
    effect.sets["replied_at"] = told
    values: dict[str, Json] = {
        "case_id": s.case.get("id"),
        "round_no": s.case.get("round_no"),
        "content": s.arguments["content"],
        "way": s.arguments["way"],
        "at": told,
        "by_id": s.actor_id,
        "opinion": s.arguments.get("opinion"),
    }
    effect.new_records = (NewRecord("reply", values),)


def _cancel(effect: _Effect, s: Situation) -> None:
    said = s.arguments.get("summary") or "作废"
    effect.remark = f"{said}（理由：{s.arguments['reason']}）"


_EFFECTS: Mapping[str, Callable[[_Effect, Situation], None]] = {
    "register": _register,
    "accept": _accept,
    "start": _start,
    "settle_now": _settle_now,
    "self_settle": _self_settle,
    "withdraw": _withdraw,
    "terminate": _terminate,
    "refer": _refer,
    "receive": _receive,
    "take_over": _take_over,
    "returned": _returned,
    "reply": _reply,
    "cancel": _cancel,
}
