"""County staff: accounts of the county's own station, their passwords kept here by hash."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from sync.center.stations import Office, common_values, write_records
from sync.clock import Json, local_date, new_id
from sync.ledger.passwords import (
    load_weak,
    login_fault,
    normal_login,
    normal_password,
    password_fault,
)
from sync.problems import Problem, ProblemKind, refused
from sync.records.fixed_codes import FIXED
from sync.records.rights import grantable_roles


def _hasher() -> PasswordHasher:
    """Argon2id, 64 MiB, three passes: as at the desks."""
    return PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)


class Account(NamedTuple):
    """An account as lists show it."""

    id: str
    login: str
    name: str
    active: bool
    roles: tuple[str, ...]


def add_account(
    office: Office, login: str, name: str, role: str, password: str, until: str | None = None
) -> str:
    """A person, an account and its role, in the caller's transaction; the account's id.

    Problem REFUSED_INPUT, naming the field.
    """
    login = normal_login(login)
    name = unicodedata.normalize("NFC", name).strip()
    faults: dict[str, str] = {}
    fault = login_fault(login)
    if fault is not None:
        faults["login"] = fault
    elif _find(office, login) is not None:
        faults["login"] = "taken"
    if not name or len(name) > 40:
        faults["name"] = "missing" if not name else "too_long"
    today = local_date(office.now_ms)
    if role not in grantable_roles("county"):
        faults["role"] = "not_grantable" if role in FIXED["role"] else "unknown_code"
    if until is not None:
        fault = _until_fault(until, today)
        if fault is not None:
            faults["until"] = fault
    if faults:
        raise refused(**faults)
    _check_password(password, login, name)
    county = office.state.text("county_station_id")
    person_id, user_id, grant_id = (new_id(office.now_ms, office.random) for _ in range(3))
    common = common_values(office, county)
    grant: dict[str, Json] = {
        **common,
        "user_id": user_id,
        "role": role,
        "scope_station_id": county,
        "from_date": today.isoformat(),
    }
    if until is not None:
        grant["to_date"] = until
    person: dict[str, Json] = {**common, "name": name, "kinds": [], "from_date": today.isoformat()}
    user: dict[str, Json] = {**common, "person_id": person_id, "login": login, "active": True}
    write_records(
        office,
        [("person", person_id, person), ("user", user_id, user), ("role_grant", grant_id, grant)],
        county,
    )
    _keep_password(office, user_id, password)
    return user_id


def list_accounts(office: Office) -> list[Account]:
    """Accounts of the county's own station, by login."""
    county = office.state.text("county_station_id")
    roles: dict[str, list[str]] = {}
    for user_id, role in office.db.rows(
        "SELECT user_id, role FROM r_role_grant WHERE deleted_at IS NULL ORDER BY role"
    ):
        roles.setdefault(user_id, []).append(role)
    return [
        Account(row[0], row[1], row[2], bool(row[3]), tuple(roles.get(row[0], ())))
        for row in office.db.rows(
            "SELECT u.id, u.login, p.name, u.active FROM r_user u "
            "LEFT JOIN r_person p ON p.id = u.person_id "
            "WHERE u.station_id = ? AND u.deleted_at IS NULL ORDER BY u.login",
            (county,),
        )
    ]


def disable_account(office: Office, login: str) -> str:
    """Problem NOT_FOUND."""
    account = _one(office, login)
    county = office.state.text("county_station_id")
    write_records(office, [("user", account.id, {"active": False})], county)
    return account.id


def set_password(office: Office, login: str, password: str) -> str:
    """Problems: NOT_FOUND, REFUSED_INPUT."""
    account = _one(office, login)
    _check_password(password, account.login, account.name)
    _keep_password(office, account.id, password)
    return account.id


def check_password(office: Office, login: str, password: str) -> Account:
    """Problem WRONG_PASSWORD, the same for a login nobody has."""
    account = _find(office, normal_login(login))
    kept = office.state.text(f"password:{account.id}") if account is not None else ""
    hasher = _hasher()
    if account is None or not kept or not account.active:
        # The same work, so that the time does not tell whether there is such an account.
        hasher.hash(normal_password(password))
        raise Problem(ProblemKind.WRONG_PASSWORD)
    try:
        hasher.verify(kept, normal_password(password))
    except VerifyMismatchError:
        raise Problem(ProblemKind.WRONG_PASSWORD) from None
    return account


def _one(office: Office, login: str) -> Account:
    account = _find(office, normal_login(login))
    if account is None:
        raise Problem(ProblemKind.NOT_FOUND, "no such account", name=login)
    return account


def _find(office: Office, login: str) -> Account | None:
    found: Mapping[str, Account] = {a.login: a for a in list_accounts(office)}
    return found.get(login)


def _check_password(password: str, login: str, name: str) -> None:
    fault = password_fault(password, login=login, names=(name,), weak=load_weak())
    if fault is not None:
        raise refused(password=fault)


def _keep_password(office: Office, user_id: str, password: str) -> None:
    hashed = _hasher().hash(normal_password(password))
    office.state.put({f"password:{user_id}": hashed})


def _until_fault(text: str, today: date) -> str | None:
    """Of a role's last day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return "not_a_day"
    if day.isoformat() != text:
        return "not_a_day"
    return "in_the_past" if day < today else None
