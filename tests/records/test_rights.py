from datetime import date

import pytest

from sync.records.fixed_codes import FIXED
from sync.records.rights import (
    COUNTY_ROLES,
    MATRIX,
    NEEDS_REASON,
    Grant,
    Operation,
    RecordView,
    grantable_roles,
    may,
    needs_reason,
    responsible_role,
)

TODAY = date(2026, 11, 21)
HERE = RecordView(frozenset({"east"}), county="county")


def grant(role, at="east", start="2026-01-01", end=None):
    return Grant(role, at, start, end)


def can(role, operation, at="east"):
    return may([grant(role, at)], operation, HERE, TODAY)


def test_every_operation_has_a_row_of_roles_that_exist():
    assert MATRIX.keys() == set(Operation)
    assert set().union(*MATRIX.values(), *NEEDS_REASON.values()) <= FIXED["role"].keys()
    assert FIXED["role"].keys() >= COUNTY_ROLES


# Domain rules 2.2, column by column: what a role may, by the first letters of the row.
TABLE = {
    "village_assistant": "register see_unmasked decide_acceptance handle refer_up reply export"
    " accounts",
    "village_cadre": "register see_unmasked handle refer_up reply",
    "graduate_official": "register see_unmasked handle refer_up reply",
    "window_clerk": "register see_unmasked decide_acceptance handle refer_up send_down reply",
    "window_lead": "register see_unmasked decide_acceptance handle refer_up send_down reply"
    " cancel_registered export accounts",
    "market_officer": "register see_unmasked decide_statutory handle refer_up send_down reply",
    "county_reception": "register see_unmasked decide_statutory refer_up send_down reply",
    "county_handler": "register see_unmasked handle refer_up reply",
    "callback_clerk": "",
    "county_supervisor": "see_unmasked send_down cancel_registered export",
    "county_leader": "see_unmasked decide_statutory cancel_registered export",
    "auditor": "see_unmasked",
    "sysadmin": "accounts",
    "supervision_member": "",
    "trainer": "",
    "volunteer": "",
    "mediator": "",
}
ROWS = {word for words in TABLE.values() for word in words.split()}


@pytest.mark.parametrize("role", sorted(TABLE))
def test_the_matrix_is_that_of_the_rules(role):
    assert {row for row in ROWS if can(role, Operation(row))} == set(TABLE[role].split())


def test_a_callback_clerk_sees_the_phone_only():
    assert can("callback_clerk", Operation.SEE_PHONE)
    assert not can("callback_clerk", Operation.SEE_UNMASKED)


def test_no_village_assistant_decides_between_two_values():
    assert not can("village_assistant", Operation.DECIDE_CONFLICT)
    assert can("window_clerk", Operation.DECIDE_CONFLICT)


def test_a_grant_counts_at_its_station_only_but_the_county_s_everywhere():
    assert not can("window_clerk", Operation.HANDLE, at="west")
    assert can("county_handler", Operation.HANDLE, at="county")
    owner_only = RecordView(frozenset({"east"}))
    assert not may([grant("county_handler", "county")], Operation.HANDLE, owner_only, TODAY)


@pytest.mark.parametrize(
    ("start", "end", "allowed"),
    [
        ("2026-11-21", None, True),
        ("2026-11-22", None, False),
        ("2026-01-01", "2026-11-21", True),
        ("2026-01-01", "2026-11-20", False),
    ],
)
def test_a_grant_counts_from_its_first_day_to_its_last(start, end, allowed):
    given = [grant("village_cadre", start=start, end=end)]
    assert may(given, Operation.REGISTER, HERE, TODAY) is allowed


def test_a_reason_is_asked_of_those_who_have_no_other_way():
    see = Operation.SEE_UNMASKED
    assert needs_reason([grant("auditor", "county")], see, HERE, TODAY)
    both = [grant("auditor", "county"), grant("county_handler", "county")]
    assert not needs_reason(both, see, HERE, TODAY)
    assert not needs_reason([], see, HERE, TODAY)
    assert needs_reason([grant("village_assistant")], Operation.EXPORT, HERE, TODAY)
    assert not needs_reason([grant("village_assistant")], Operation.REPLY, HERE, TODAY)


def test_the_first_account_has_the_responsible_role_and_may_make_the_others():
    roles = [responsible_role(level) for level in ("village", "township", "county")]
    assert roles == ["village_assistant", "window_lead", "sysadmin"]
    assert all(can(role, Operation.ACCOUNTS) for role in roles)
    for level, role in zip(("village", "township", "county"), roles, strict=True):
        assert role in grantable_roles(level)


def test_county_roles_are_given_by_the_county_only():
    assert not COUNTY_ROLES & (grantable_roles("village") | grantable_roles("township"))


@pytest.mark.parametrize("role", sorted(TABLE))
def test_the_access_log_is_read_by_who_answers_for_accounts_and_who_supervises(role):
    reads = {"auditor", "county_supervisor", "county_leader"}
    expected = can(role, Operation.ACCOUNTS) or role in reads
    assert can(role, Operation.SEE_ACCESS_LOG) is expected
