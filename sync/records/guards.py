"""The named guards of the steps (domain rules 4.2).  Each returns faults: path -> code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sync.clock import Json
from sync.records.case_course import MONEY
from sync.records.check import check_registration

DAY_MS = 86_400_000
MEDIATION_LIMIT_DAYS = 60
"""Without agreement for so many days from acceptance, mediation ends (L:121 art. 23(1))."""

MOST_TIMES_AMOUNT = 20
"""More recovered than so many times the amount needs a note (rules 15)."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What a guard may look at.  `case` holds the stored values and the computed ones over them;
    `referral` the referral the step is about, if any."""

    case: Mapping[str, Json]
    parties: Sequence[Mapping[str, Json]]
    referral: Mapping[str, Json] | None
    arguments: Mapping[str, Json]
    actor_id: str
    actor_name: str
    actor_org: str
    now_ms: int


def _complete(s: Situation) -> dict[str, str]:
    return check_registration(s.case, s.parties, s.now_ms)


def _handler_is_no_party(s: Situation) -> dict[str, str]:
    """A person does not handle their own complaint.  Only the acting person's name is known."""
    handler = s.arguments.get("handler_id") or s.actor_id
    names = {party.get("name") for party in s.parties}
    own = handler == s.actor_id and s.actor_name in names
    return {"handler_id": "handler_is_a_party"} if own else {}


def _consent_to_entrusting(s: Situation) -> dict[str, str]:
    wanted = s.arguments.get("handling_capacity") == "entrusted"
    return (
        {"handling_capacity": "consent_entrusted_needed"}
        if wanted and s.case.get("consent_entrusted") is not True
        else {}
    )


def _contact_has_result(s: Situation) -> dict[str, str]:
    contact = s.arguments.get("event_type") == "contact"
    missing = contact and s.arguments.get("contact_result") is None
    return {"contact_result": "missing"} if missing else {}


def _money_in_bounds(s: Situation) -> dict[str, str]:
    """Rules 15: recovered at most 20 times the amount, unless a note says why."""
    sums = {name: value for name in MONEY if type(value := s.arguments.get(name)) is int}
    amount = s.case.get("amount")
    most = MOST_TIMES_AMOUNT * amount if type(amount) is int else 0
    if sum(sums.values()) <= most or s.arguments.get("outcome_note"):
        return {}
    return {name: "more_than_20_times_the_amount" for name, value in sums.items() if value}


def _routes_told(s: Situation) -> dict[str, str]:
    return {} if s.arguments.get("routes_told") is True else {"routes_told": "routes_not_told"}


def _time_limit_reached(s: Situation) -> dict[str, str]:
    accepted = s.case.get("accepted_at")
    early = (
        s.arguments.get("outcome") == "timeout"
        and type(accepted) is int
        and s.now_ms < accepted + MEDIATION_LIMIT_DAYS * DAY_MS
    )
    return {"outcome": "time_limit_not_reached"} if early else {}


def _another_body(s: Situation) -> dict[str, str]:
    return {"to_org_id": "same_body"} if s.arguments.get("to_org_id") == s.actor_org else {}


def _told_before_sending(s: Situation) -> dict[str, str]:
    told = s.arguments.get("complainant_told_at")
    later = type(told) is int and told > s.now_ms
    return {"complainant_told_at": "in_the_future"} if later else {}


def _told_in_the_past(s: Situation) -> dict[str, str]:
    told = s.arguments.get("at")
    return {"at": "in_the_future"} if type(told) is int and told > s.now_ms else {}


def _may_be_taken_over(s: Situation) -> dict[str, str]:
    """Ownership never moves for a body that only helps (rules 5.1)."""
    kind = s.referral.get("referral_type") if s.referral is not None else None
    return {} if kind in ("refer_up", "assign_down") else {"action": "only_helps"}


GUARDS: Mapping[str, Callable[[Situation], dict[str, str]]] = {
    "complete": _complete,
    "handler_is_no_party": _handler_is_no_party,
    "consent_to_entrusting": _consent_to_entrusting,
    "contact_has_result": _contact_has_result,
    "money_in_bounds": _money_in_bounds,
    "routes_told": _routes_told,
    "time_limit_reached": _time_limit_reached,
    "another_body": _another_body,
    "told_before_sending": _told_before_sending,
    "told_in_the_past": _told_in_the_past,
    "may_be_taken_over": _may_be_taken_over,
}
