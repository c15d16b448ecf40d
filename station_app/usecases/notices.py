"""Consumer notices: proposed, checked, approved, published, posted (rules 10.3)."""

from __future__ import annotations

from collections.abc import Mapping

from station_app.usecases.cases import device_letters
from station_app.usecases.complaints import code_book
from station_app.usecases.session import Session
from station_app.usecases.weekly import (
    Done,
    Habits,
    Values,
    add,
    change,
    move,
    read_given,
    read_values,
)
from sync.clock import Json
from sync.ledger.ledger import Ledger
from sync.ledger.unit import Unit
from sync.problems import Problem, ProblemKind, refused
from sync.records.codes import CodeBook
from sync.records.notices import CONSUMER_NOTICE, NOTICE_POSTING
from sync.records.numbers import NOTICE_LETTERS, lettered_no, number_year

KIND, POSTING = CONSUMER_NOTICE.name, NOTICE_POSTING.name


def _number(unit: Unit, session: Session) -> str:
    return next_number(unit, session, KIND, NOTICE_LETTERS)


def next_number(unit: Unit, session: Session, kind: str, letters: str) -> str:
    """The next number of a kind at this device, such as `120115101201A-2026-JS-0004`."""
    device, code = device_letters(unit.ledger), session.station.code
    year = number_year(unit.now_ms)
    return lettered_no(code, device, year, letters, unit.number(f"{kind}/{code}{device}/{year}"))


HABITS = Habits(number=("notice_no", _number))


def _posting_defaults(unit: Unit, session: Session, values: Values) -> None:
    values.setdefault("at", unit.now_ms)
    values["by_id"] = session.user_id


def add_notice(
    ledger: Ledger, session: Session, given: Mapping[str, Json], book: CodeBook | None = None
) -> Done:
    """Draft a notice given as outside JSON.  Problems: NOT_PERMITTED; REFUSED_INPUT."""
    read = read_given(ledger, CONSUMER_NOTICE, given, book or code_book())
    return add(ledger, session, KIND, read, HABITS)


def edit_notice(
    ledger: Ledger,
    session: Session,
    notice_id: str,
    given: Mapping[str, Json],
    book: CodeBook | None = None,
) -> Done:
    """Change one.  What was checked or approved only those may change who check or approve.

    Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT.
    """
    return change(ledger, session, KIND, notice_id, _read(ledger, given, book), HABITS)


def act(
    ledger: Ledger,
    session: Session,
    notice_id: str,
    action: str,
    given: Mapping[str, Json],
    book: CodeBook | None = None,
) -> Done:
    """check, approve, publish, send_back, withdraw.

    Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT.
    """
    return move(ledger, session, KIND, notice_id, action, _read(ledger, given, book), HABITS)


def post(
    ledger: Ledger,
    session: Session,
    notice_id: str,
    given: Mapping[str, Json],
    book: CodeBook | None = None,
) -> Done:
    """Note that a published notice was posted here; the photo is attached to the posting.

    Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT (`status` where it is not published).
    """
    kept = ledger.store.one(KIND, notice_id)
    if kept is None:
        raise Problem(ProblemKind.NOT_FOUND)
    if kept.record.values.get("status") != "published":
        raise refused(status="not_from_this_status")
    read = read_given(ledger, NOTICE_POSTING, given, book or code_book())
    program: Values = {"notice_id": notice_id}
    habits = Habits(defaults=_posting_defaults)
    return add(ledger, session, POSTING, read, habits, program=program)


def take_down(ledger: Ledger, session: Session, posting_id: str) -> Done:
    """Note that a posted notice was taken down.  Problems: NOT_FOUND; NOT_PERMITTED."""
    now: Values = {"taken_down_at": ledger.now_ms()}
    return change(ledger, session, POSTING, posting_id, now, Habits())


def _read(ledger: Ledger, given: Mapping[str, Json], book: CodeBook | None) -> Values:
    faults: dict[str, str] = {}
    values = read_values(ledger, CONSUMER_NOTICE, given, book or code_book(), faults)
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    return values
