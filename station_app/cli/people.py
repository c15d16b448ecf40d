"""`station user add | list | disable | passwd`."""

from __future__ import annotations

from station_app.cli.call import DONE, Call
from station_app.cli.desks import reading, writing
from station_app.usecases import people
from sync.clock import Json
from sync.problems import Problem, ProblemKind


def add(call: Call) -> int:
    password = call.new_password()
    with writing(call) as desk:
        made = people.add_user(
            desk,
            call.text("login"),
            password,
            call.text("name"),
            call.text("role"),
            call.text("until") or None,
        )
    call.answer(_told(made), call.tr("{login} may sign in now.", login=made.login))
    return DONE


def listing(call: Call) -> int:
    with reading(call) as desk:
        rows = people.users(desk)
    call.answer([_told(row) for row in rows], "\n".join(_in_words(call, row) for row in rows))
    return DONE


def disable(call: Call) -> int:
    login = call.text("login")
    with writing(call) as desk:
        people.disable(desk, login)
    call.answer(
        {"login": login, "active": False}, call.tr("{login} signs in no more.", login=login)
    )
    return DONE


def passwd(call: Call) -> int:
    """Also with the recovery code in place of a password, for one's own account."""
    login, new = call.text("login"), call.new_password()
    try:
        with writing(call) as desk:
            people.change_password(desk, login, new)
    except Problem as problem:
        if problem.kind is not ProblemKind.WRONG_PASSWORD or not _by_recovery(call, login, new):
            raise
    call.answer({"login": login}, call.tr("{login} has a new password.", login=login))
    return DONE


def _by_recovery(call: Call, login: str, new: str) -> bool:
    code = call.environ.get("STATION_PASSWORD", "")
    try:
        people.open_by_recovery(call.folder, code, login, new).close()
    except Problem as problem:
        if problem.kind is ProblemKind.WRONG_CODE:
            return False
        raise
    return True


def _told(row: people.UserRow) -> dict[str, Json]:
    roles: list[Json] = [
        {"role": role.role, "from": role.from_day, "until": role.to_day} for role in row.roles
    ]
    return {
        "id": row.id,
        "login": row.login,
        "name": row.name,
        "roles": roles,
        "active": row.active,
        "opens_here": row.opens_here,
    }


def _in_words(call: Call, row: people.UserRow) -> str:
    roles = ", ".join(call.wording.role(role.role) for role in row.roles)
    state = call.tr("active") if row.active else call.tr("disabled")
    return f"{row.login}  {row.name}  {roles}  {state}"
