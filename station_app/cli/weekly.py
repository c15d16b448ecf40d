"""What the commands of the weekly work share: add, edit and act; spans of days; words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from station_app.cli.call import DONE, Call
from station_app.cli.desks import writing
from station_app.cli.documents import Answer, add_each
from station_app.usecases.complaints import code_book
from station_app.usecases.desk import Desk
from station_app.usecases.reading.weekly_lists import weekly_id
from station_app.usecases.session import Session, today_of
from station_app.usecases.weekly import Done
from sync.clock import Json
from sync.ledger.ledger import Ledger
from sync.problems import refused
from sync.records.codes import CodeBook
from sync.records.days.written import written_day

USUAL_DAYS = 30
USUAL_LIMIT = 200

Given: TypeAlias = dict[str, Json]
Adding: TypeAlias = Callable[[Ledger, Session, Given, CodeBook], Answer]
Editing: TypeAlias = Callable[[Ledger, Session, str, Given], Done]
Acting: TypeAlias = Callable[[Ledger, Session, str, str, Given], Done]


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of record with its use cases."""

    kind: str
    adding: Adding
    editing: Editing
    acting: Acting

    def add(self, call: Call) -> int:
        return add_all(call, self.adding)

    def edit(self, call: Call) -> int:
        given = call.json_input()
        return on_one(
            call, self.kind, lambda desk, it: self.editing(desk.ledger, desk.session, it, given)
        )

    def act(self, call: Call, action: str = "") -> int:
        """The step named on the line, or this one."""
        taken, given = action or call.text("action"), call.json_input()
        return on_one(
            call,
            self.kind,
            lambda desk, it: self.acting(desk.ledger, desk.session, it, taken, given),
        )


def add_all(call: Call, adding: Adding) -> int:
    """Each record given is answered by a line of its own, written only after it is durable."""
    with writing(call) as desk:
        book = code_book()
        return add_each(call, desk, lambda given: adding(desk.ledger, desk.session, given, book))


def on_one(call: Call, kind: str, work: Callable[[Desk, str], Done]) -> int:
    """Something done with the record the line names; answered like `add`."""
    with writing(call) as desk:
        record_id = weekly_id(desk.ledger, kind, call.text("id"))
        done = desk.with_room(lambda: work(desk, record_id))
    call.line(done.json())
    return DONE


def asked_status(call: Call, known: Mapping[str, str]) -> str:
    """`--status`, of those a kind can be in.  Problem REFUSED_INPUT."""
    status = call.text("status")
    if status and status not in known:
        raise refused(status="unknown_code")
    return status


def span(call: Call, ledger: Ledger) -> tuple[date, date]:
    """The days asked for; from today, 30 of them, unless said.  Problem REFUSED_INPUT."""
    first = _day(call, "from") or today_of(ledger)
    last = _day(call, "to") or first + timedelta(days=USUAL_DAYS)
    if last < first:
        raise refused(to="before_the_start")
    return first, last


def _day(call: Call, option: str) -> date | None:
    text = call.text(option)
    if not text:
        return None
    found = written_day(text.strip())
    if found is None:
        raise refused(**{option: "not_a_day"})
    return found


def fields_in_words(document: dict[str, Json]) -> str:
    """A record for people: what is filled in, a line a field."""
    return "\n".join(
        f"{name}: {value}"
        for name, value in document.items()
        if value not in (None, "", [], False) and not isinstance(value, dict)
    )
