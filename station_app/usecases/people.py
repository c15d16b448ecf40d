"""Accounts of the own station: who may open this ledger, and in which role.

A password lives in `keys.json` only; the person, the account and the role are records that travel.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from station_app.foundation.paths import Paths
from station_app.usecases.desk import Desk, open_desk
from station_app.usecases.reading.names import user_id_of
from station_app.usecases.session import Session, require, today_of
from sync.ledger.keys import KeyFile
from sync.ledger.ledger import Ledger
from sync.ledger.passwords import load_weak, login_fault, password_fault
from sync.ledger.unit import Unit, unit_of_work
from sync.problems import Problem, ProblemKind, refused
from sync.records.people import PERSON, USER
from sync.records.rights import MATRIX, Operation, grantable_roles


@dataclass(frozen=True, slots=True)
class RoleRow:
    role: str
    from_day: str
    to_day: str | None


@dataclass(frozen=True, slots=True)
class UserRow:
    """An account.  `opens_here`: whether it has a password on this PC."""

    id: str
    login: str
    name: str
    roles: tuple[RoleRow, ...]
    active: bool
    opens_here: bool


def users(desk: Desk) -> list[UserRow]:
    """The accounts of the own station, by login; everybody there may read them."""
    here = desk.keys.user_ids(desk.data_key)
    ledger = desk.ledger
    roles: dict[str, list[RoleRow]] = {}
    for user_id, role, start, end in ledger.db.rows(
        "SELECT user_id, role, from_date, to_date FROM r_role_grant WHERE deleted_at IS NULL "
        "ORDER BY id"
    ):
        roles.setdefault(user_id, []).append(RoleRow(role, start, end))
    return [
        UserRow(
            user_id,
            login,
            name or login,
            tuple(roles.get(user_id, ())),
            active != 0,
            here.get(user_id, False),
        )
        for user_id, login, active, name in ledger.db.rows(
            "SELECT u.id, u.login, u.active, p.name FROM r_user u LEFT JOIN r_person p "
            "ON p.id = u.person_id WHERE u.station_id = ? AND u.deleted_at IS NULL "
            "ORDER BY u.login, u.id",
            (ledger.station_id,),
        )
    ]


def add_user(
    desk: Desk, login: str, password: str, name: str, role: str, until: str | None = None
) -> UserRow:
    """A further account with one role, from today, until a day (`YYYY-MM-DD`, included).

    Problems: NOT_PERMITTED; REFUSED_INPUT for `login`, `password`, `name`, `role`, `until`.
    """
    ledger, session = desk.ledger, desk.session
    require(session, Operation.ACCOUNTS, ledger)
    login, name = login.strip(), name.strip()
    today = today_of(ledger)
    faults = _faults(session, login, password, name, role, until, today)
    # A cut between the two files may have left the login with keys and without a record.
    left = desk.keys.user_id_of(login, desk.data_key)
    known = left is not None and ledger.store.one("user", left) is not None
    if known or user_id_of(ledger, login) is not None:
        # With keys and a record: another spelling of a login that is there.
        faults.setdefault("login", "taken")
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    names = _named(session, login, name)
    with unit_of_work(ledger, session.user_id) as unit:
        user_id = left or ledger.new_id()
        _create(unit, session, user_id, login, name, role, until, today)
        if left is None:
            desk.keys.add_user(login, password, desk.data_key, user_id=user_id, names=names)
        else:
            desk.keys.change_password(login, password, desk.data_key, names=names)
    return next(row for row in users(desk) if row.id == user_id)


def disable(desk: Desk, login: str) -> None:
    """The account signs in no more, anywhere; its login stays taken.

    Problems: NOT_PERMITTED; NOT_FOUND; REFUSED_INPUT (`login` `last_one`) for the last account
    that could let others in.
    """
    ledger, session = desk.ledger, desk.session
    require(session, Operation.ACCOUNTS, ledger)
    user_id = _own_user(ledger, login)
    if not _others_with_accounts(desk, user_id):
        raise refused(login="last_one")
    with unit_of_work(ledger, session.user_id) as unit:
        unit.change("user", user_id, {"active": False})
        if desk.keys.has_login(login):
            desk.keys.disable(login)


def change_password(desk: Desk, login: str, password: str) -> None:
    """A new password: one's own, or another's by who keeps the accounts.

    An account that has none on this PC yet may be given one.  Problems: NOT_PERMITTED; NOT_FOUND;
    REFUSED_INPUT for `password`.
    """
    ledger, session = desk.ledger, desk.session
    user_id = _own_user(ledger, login)
    if user_id != session.user_id:
        require(session, Operation.ACCOUNTS, ledger)
    row = ledger.db.row(
        "SELECT p.name FROM r_user u JOIN r_person p ON p.id = u.person_id WHERE u.id = ?",
        (user_id,),
    )
    names = _named(session, login, str(row[0]) if row is not None else "")
    if desk.keys.has_login(login):
        desk.keys.change_password(login, password, desk.data_key, names=names)
    else:
        desk.keys.add_user(login, password, desk.data_key, user_id=user_id, names=names)


def open_by_recovery(folder: Path, code: str, login: str, password: str) -> Desk:
    """Open by the code on paper, giving the login a new password.  The code stays good.

    Problems: WRONG_CODE; NOT_FOUND; REFUSED_INPUT for `password`; LEDGER_*.
    """
    keys = KeyFile(Paths.under(folder).keys)
    data_key = keys.unlock_with_recovery(code)
    keys.change_password(login, password, data_key)
    return open_desk(folder, login, password)


def _faults(
    session: Session,
    login: str,
    password: str,
    name: str,
    role: str,
    until: str | None,
    today: date,
) -> dict[str, str]:
    limit = USER.by_name["login"].limit or 0
    found = {
        "login": login_fault(login) or ("too_long" if len(login) > limit else None),
        "name": _name_fault(name),
        "role": None if role in grantable_roles(session.station.level) else "not_grantable",
        "until": _until_fault(until, today),
        "password": password_fault(
            password, login=login, names=_named(session, login, name), weak=load_weak()
        ),
    }
    return {field: code for field, code in found.items() if code is not None}


def _name_fault(name: str) -> str | None:
    if not name:
        return "missing"
    return "too_long" if len(name) > (PERSON.by_name["name"].limit or 0) else None


def _until_fault(until: str | None, today: date) -> str | None:
    if until is None:
        return None
    try:
        day = date.fromisoformat(until)
    except ValueError:
        return "not_a_day"
    return "in_the_past" if day < today else None


def _named(session: Session, login: str, name: str) -> tuple[str, ...]:
    return tuple(n for n in (name, session.station.name) if n and n != login)


def _create(
    unit: Unit,
    session: Session,
    user_id: str,
    login: str,
    name: str,
    role: str,
    until: str | None,
    today: date,
) -> None:
    person = unit.create("person", {"name": name, "from_date": today.isoformat()})
    unit.create("user", {"person_id": person.id, "login": login}, user_id)
    unit.create(
        "role_grant",
        {
            "user_id": user_id,
            "role": role,
            "scope_station_id": session.station_id,
            "from_date": today.isoformat(),
            "to_date": until,
            "granted_by": session.user_id,
        },
    )


def _own_user(ledger: Ledger, login: str) -> str:
    row = ledger.db.row(
        "SELECT id FROM r_user WHERE login = ? AND station_id = ? AND deleted_at IS NULL "
        "ORDER BY id",
        (login.strip(), ledger.station_id),
    )
    if row is None:
        raise Problem(ProblemKind.NOT_FOUND)
    return str(row[0])


def _others_with_accounts(desk: Desk, user_id: str) -> bool:
    today = today_of(desk.ledger).isoformat()
    return any(
        row.active
        and row.opens_here
        and row.id != user_id
        and any(
            role.role in MATRIX[Operation.ACCOUNTS]
            and role.from_day <= today
            and (role.to_day is None or today <= role.to_day)
            for role in row.roles
        )
        for row in users(desk)
    )
