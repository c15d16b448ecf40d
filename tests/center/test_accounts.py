"""County staff's accounts: each field that cannot stand is named, and what ends stays ended."""

from __future__ import annotations

import pytest

from sync.center.accounts import (
    add_account,
    check_password,
    disable_account,
    list_accounts,
    set_password,
)
from sync.problems import Problem, ProblemKind
from tests.center.running import Made

PASSWORD, OTHER = "蓝色的自行车停在桥头", "桥头停着两辆蓝色自行车"


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"login": "li zhang"}, {"login": "not_a_login"}),
        ({"login": "zhang"}, {"login": "taken"}),
        ({"login": "ZHANG"}, {"login": "taken"}),
        ({"name": "  "}, {"name": "missing"}),
        ({"name": "张" * 41}, {"name": "too_long"}),
        ({"role": "emperor"}, {"role": "unknown_code"}),
        ({"until": "soon"}, {"until": "not_a_day"}),
        ({"until": "2026-1-1"}, {"until": "not_a_day"}),
        ({"password": "12345678901"}, {"password": "only_digits"}),
        ({"password": "li.county-desk"}, {"password": "contains_login"}),
        ({"password": "李某某在县里值班到天亮"}, {"password": "contains_name"}),
    ],
)
def test_what_cannot_stand_is_named_and_nothing_is_made(small: Made, changed, fault):
    given = {"login": "li.county", "name": "李某某", "role": "county_handler", "password": PASSWORD}
    with small.office() as office:
        add_account(office, "zhang", "张某某", "county_leader", PASSWORD)
        before = list_accounts(office)
        with pytest.raises(Problem) as told:
            add_account(office, **{**given, "until": None, **changed})
        assert told.value.fields == fault
        assert list_accounts(office) == before


def test_an_account_has_its_role_until_a_day_and_opens_by_its_password_alone(made: Made):
    with made.office() as office:
        made_id = add_account(
            office, "Zhang", " 张某某 ", "county_reception", PASSWORD, "2027-12-31"
        )
        (account,) = list_accounts(office)
        assert account == (made_id, "zhang", "张某某", True, ("county_reception",))
        grants = office.db.rows("SELECT to_date FROM r_role_grant WHERE user_id = ?", (made_id,))
        assert grants == [("2027-12-31",)]
        assert check_password(office, "ZHANG", PASSWORD).id == made_id
        assert set_password(office, "zhang", OTHER) == made_id
        with pytest.raises(Problem) as told:
            check_password(office, "zhang", PASSWORD)
        assert told.value.kind is ProblemKind.WRONG_PASSWORD
        assert check_password(office, "zhang", OTHER).id == made_id


def test_a_disabled_account_opens_nothing(made: Made):
    with made.office() as office:
        add_account(office, "zhang", "张某某", "county_leader", PASSWORD)
        disable_account(office, "zhang")
        with pytest.raises(Problem) as told:
            check_password(office, "zhang", PASSWORD)
        assert told.value.kind is ProblemKind.WRONG_PASSWORD


@pytest.mark.parametrize("ask", [disable_account, lambda o, n: set_password(o, n, PASSWORD)])
def test_an_account_nobody_has_is_not_found(small: Made, ask):
    with small.office() as office, pytest.raises(Problem) as told:
        ask(office, "nobody")
    assert told.value.kind is ProblemKind.NOT_FOUND
