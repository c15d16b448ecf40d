"""The steps of a case as data (domain rules 4.2); `transitions.py` plans them.

A further step is a further row here; a further guard a further function in `guards.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sync.clock import Json
from sync.records.case import CASE, CASE_EVENT
from sync.records.kinds import Field, Type
from sync.records.referral import REFERRAL
from sync.records.reply import REPLY
from sync.records.rights import Operation


class Seat(StrEnum):
    """At which station the person must hold the right."""

    AUTHOR = "author"
    """Of a draft: the person who wrote it."""
    OWNER = "owner"
    """The handling organisation."""
    OWNER_OR_HOME = "owner_or_home"
    """That, or the station of the first receiver, who replies to the complainant."""
    TARGET = "target"
    """Where the case was referred to."""
    OVERSEER = "overseer"
    """The handling organisation, its township window or the county."""


@dataclass(frozen=True, slots=True)
class Argument:
    """What a step is told.  `field` gives its form; `among` the codes that may be chosen here."""

    name: str
    field: Field
    required: bool = False
    among: tuple[str, ...] | None = None
    shortest: int = 0
    sets: bool = False
    """Whether it is written into the case by the step, under its name."""


@dataclass(frozen=True, slots=True)
class Transition:
    """A row of the table.  `to_status` None: the status stays, or the effect finds it.

    `text` stands in the event where its author wrote nothing; it is kept with the record, so it is
    in the language of the records and not of a window.
    """

    id: str
    action: str
    from_statuses: tuple[str, ...]
    to_status: str | None
    event_type: str
    operation: Operation
    seat: Seat
    label: str
    text: str
    guards: tuple[str, ...] = ()
    arguments: tuple[Argument, ...] = ()
    matters: frozenset[str] | None = None
    """The matter types it is for; None: all."""
    referral_statuses: tuple[str, ...] | None = None
    """For steps on a referral: the states it may be in."""
    instead: tuple[str, Mapping[str, Operation]] | None = None
    """An argument, and the right its value asks for instead of `operation`."""


def _field(name: str) -> Field:
    return CASE.by_name[name]


_SUMMARY = Argument("summary", CASE_EVENT.by_name["summary"], shortest=4)
_SUMMARY_NEEDED = Argument("summary", CASE_EVENT.by_name["summary"], required=True, shortest=4)
_OUTCOME_NOTE = Argument("outcome_note", _field("outcome_note"), sets=True)
_HANDLER = Argument("handler_id", _field("handler_id"), sets=True)
_MONEY = tuple(
    Argument(name, _field(name), sets=True)
    for name in (
        "money_refund",
        "money_replace",
        "money_repair",
        "money_compensate",
        "money_additional",
    )
)
_STATEMENT = Argument(
    "statement",
    Field("statement", Type.CODE, "Statement of the complainant", codes="statement"),
    required=True,
)
_STATION_HELPED = Argument(
    "station_helped", Field("station_helped", Type.BOOL, "Settled with the station's help")
)


def _of_referral(name: str, required: bool = False, shortest: int = 0) -> Argument:
    return Argument(name, REFERRAL.by_name[name], required, shortest=shortest)


_CIVIL = frozenset({"complaint", "help_request"})
_OPEN = (
    "registered",
    "awaiting_materials",
    "accepted",
    "in_progress",
    "mediating",
    "mediation_suspended",
)
_FAILING = ("no_agreement", "refused", "fee_dispute", "timeout", "ineligible", "party_lost")

TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        "T02",
        "register",
        ("draft",),
        "registered",
        "registered",
        Operation.REGISTER,
        Seat.OWNER,
        "Register",
        "登记",
        guards=("complete",),
    ),
    Transition(
        "T06",
        "accept",
        ("registered",),
        "accepted",
        "accepted",
        Operation.DECIDE_ACCEPTANCE,
        Seat.OWNER,
        "Accept",
        "受理",
        guards=("handler_is_no_party", "consent_to_entrusting"),
        arguments=(
            Argument("handling_capacity", _field("handling_capacity"), required=True, sets=True),
            Argument(
                "disposition",
                _field("disposition"),
                required=True,
                among=("self_handle", "instant", "co_handle", "agent", "refer_up", "assign_down"),
                sets=True,
            ),
            _HANDLER,
            _SUMMARY,
        ),
        matters=_CIVIL,
        instead=(
            "handling_capacity",
            {"regulator": Operation.DECIDE_STATUTORY, "entrusted": Operation.DECIDE_STATUTORY},
        ),
    ),
    Transition(
        "T10",
        "start",
        ("accepted",),
        "in_progress",
        "contact",
        Operation.HANDLE,
        Seat.OWNER,
        "Start handling",
        "开始办理",
        guards=("contact_has_result",),
        arguments=(
            Argument(
                "event_type",
                CASE_EVENT.by_name["event_type"],
                required=True,
                among=("contact", "inquiry", "site_visit"),
            ),
            Argument("contact_result", CASE_EVENT.by_name["contact_result"]),
            Argument("contact_mode", CASE_EVENT.by_name["contact_mode"]),
            _SUMMARY_NEEDED,
        ),
        matters=_CIVIL,
    ),
    Transition(
        "T09",
        "settle_now",
        ("registered",),
        "concluded",
        "settled_now",
        Operation.REGISTER,
        Seat.OWNER,
        "Settle on the spot",
        "即办",
        guards=("money_in_bounds",),
        arguments=(_SUMMARY_NEEDED, *_MONEY, _OUTCOME_NOTE),
        matters=_CIVIL,
    ),
    Transition(
        "T16",
        "self_settle",
        _OPEN,
        "concluded",
        "self_settled",
        Operation.HANDLE,
        Seat.OWNER,
        "Settled by themselves",
        "自行和解",
        guards=("money_in_bounds",),
        arguments=(_SUMMARY_NEEDED, _STATEMENT, _STATION_HELPED, *_MONEY, _OUTCOME_NOTE),
        matters=_CIVIL,
    ),
    Transition(
        "T16",
        "withdraw",
        _OPEN,
        "concluded",
        "withdrawn",
        Operation.HANDLE,
        Seat.OWNER,
        "Withdraw",
        "撤回",
        arguments=(_SUMMARY_NEEDED, _STATEMENT, _OUTCOME_NOTE),
        matters=_CIVIL,
    ),
    Transition(
        "T15",
        "terminate",
        ("in_progress", "mediating", "mediation_suspended"),
        "concluded",
        "terminated",
        Operation.HANDLE,
        Seat.OWNER,
        "End without agreement",
        "终止调解",
        guards=("routes_told", "time_limit_reached"),
        arguments=(
            Argument("outcome", _field("outcome"), required=True, among=_FAILING, sets=True),
            _SUMMARY_NEEDED,
            Argument(
                "routes_told",
                Field("routes_told", Type.BOOL, "Other routes told to the parties"),
                required=True,
            ),
            _OUTCOME_NOTE,
        ),
        matters=_CIVIL,
    ),
    Transition(
        "T17",
        "refer",
        ("registered", "accepted", "in_progress", "mediating"),
        "referred_out",
        "referred",
        Operation.REFER_UP,
        Seat.OWNER,
        "Refer",
        "转办",
        guards=("another_body", "told_before_sending"),
        arguments=(
            _of_referral("referral_type", required=True),
            _of_referral("to_org_id", required=True),
            _of_referral("reason", required=True, shortest=2),
            _of_referral("summary", required=True, shortest=4),
            _of_referral("complainant_told_at", required=True),
            _of_referral("told_way", required=True),
            _of_referral("wishes"),
            _of_referral("attachment_ids"),
            _of_referral("copies"),
            _of_referral("pages"),
            _of_referral("sent_way"),
            _of_referral("due_at"),
            _of_referral("agreed_due_note"),
        ),
        matters=_CIVIL | {"report", "petition", "disclosure_etc"},
        instead=("referral_type", {"assign_down": Operation.SEND_DOWN}),
    ),
    Transition(
        "R01",
        "receive",
        ("referred_out",),
        None,
        "referral_received",
        Operation.TAKE_REFERRAL,
        Seat.TARGET,
        "Sign for the referral",
        "签收转办",
        arguments=(_SUMMARY,),
        referral_statuses=("sent",),
    ),
    Transition(
        "T28",
        "take_over",
        ("referred_out",),
        None,
        "referral_received",
        Operation.TAKE_REFERRAL,
        Seat.TARGET,
        "Take over",
        "接办",
        guards=("may_be_taken_over", "handler_is_no_party"),
        arguments=(_HANDLER, _SUMMARY),
        referral_statuses=("received",),
    ),
    Transition(
        "T18",
        "returned",
        ("referred_out",),
        None,
        "referral_returned",
        Operation.TAKE_REFERRAL,
        Seat.TARGET,
        "Return to the sender",
        "退回转办",
        arguments=(_of_referral("return_reason", required=True, shortest=2), _SUMMARY),
        referral_statuses=("sent", "received"),
    ),
    Transition(
        "T20",
        "reply",
        ("concluded",),
        "replied",
        "replied",
        Operation.REPLY,
        Seat.OWNER_OR_HOME,
        "Reply to the complainant",
        "回复投诉人",
        guards=("told_in_the_past",),
        arguments=(
            Argument("content", REPLY.by_name["content"], required=True, shortest=4),
            Argument("way", REPLY.by_name["way"], required=True),
            Argument("opinion", REPLY.by_name["opinion"]),
            Argument("at", REPLY.by_name["at"]),
            _SUMMARY,
        ),
    ),
    Transition(
        "T25",
        "cancel",
        ("registered",),
        "cancelled",
        "cancelled",
        Operation.CANCEL_REGISTERED,
        Seat.OVERSEER,
        "Cancel the number",
        "作废",
        arguments=(
            Argument(
                "reason", Field("reason", Type.TEXT, "Reason", limit=200), required=True, shortest=2
            ),
            _SUMMARY,
        ),
    ),
    Transition(
        "T25",
        "cancel",
        ("draft",),
        "cancelled",
        "cancelled",
        Operation.REGISTER,
        Seat.AUTHOR,
        "Cancel the number",
        "作废",
        arguments=(
            Argument(
                "reason", Field("reason", Type.TEXT, "Reason", limit=200), required=True, shortest=2
            ),
            _SUMMARY,
        ),
    ),
)

BEST_FIRST: Mapping[str, tuple[str, ...]] = {
    "draft": ("register", "cancel"),
    "registered": ("accept", "settle_now", "refer", "self_settle", "withdraw", "cancel"),
    "awaiting_materials": ("self_settle", "withdraw"),
    "accepted": ("start", "refer", "self_settle", "withdraw"),
    "in_progress": ("self_settle", "terminate", "refer", "withdraw"),
    "mediating": ("self_settle", "terminate", "refer", "withdraw"),
    "mediation_suspended": ("self_settle", "terminate", "withdraw"),
    "referred_out": ("receive", "take_over", "returned"),
    "concluded": ("reply",),
}
"""Status -> actions, the one that carries a case on first: it becomes the primary button."""

ACTIONS: tuple[str, ...] = tuple(dict.fromkeys(t.action for t in TRANSITIONS))


def transition(action: str, status: str) -> Transition | None:
    """The row of that action from that status."""
    for row in TRANSITIONS:
        if row.action == action and status in row.from_statuses:
            return row
    return None


def arguments_of(action: str) -> tuple[Argument, ...]:
    """What an action can be told, from whatever status; empty for an unknown action."""
    found = {a.name: a for row in TRANSITIONS if row.action == action for a in row.arguments}
    return tuple(found.values())


def operations(row: Transition, told: Mapping[str, Json]) -> tuple[Operation, ...]:
    """The rights any of which allows the step.

    `told` holds the argument that tells which one is needed (the step's `sets`, or the values of
    the referral it makes, do as well); without it, each that may turn out to be.
    """
    if row.instead is None:
        return (row.operation,)
    name, others = row.instead
    value = told.get(name)
    if value is None:
        return (row.operation, *others.values())
    return (others.get(value, row.operation) if isinstance(value, str) else row.operation,)
