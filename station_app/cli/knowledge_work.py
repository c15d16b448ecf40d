"""What `station notice`, `question`, `visit` and `typical` share: lists and one record shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from station_app.cli.call import DONE, Call
from station_app.cli.desks import reading
from station_app.cli.weekly import USUAL_LIMIT, asked_status, fields_in_words, span
from station_app.usecases.desk import Desk
from station_app.usecases.reading.weekly_detail import record_json
from station_app.usecases.reading.weekly_lists import NUMBER, weekly_id, weekly_list
from sync.clock import Json
from sync.records.fixed_codes import FIXED
from sync.records.kinds import Type
from sync.records.moves import STATE
from sync.records.registry import KINDS

Row = dict[str, Json]
More = Callable[[Desk, str], Row]


def listing(call: Call, kind: str, told: tuple[str, ...], *, by_day: bool = False) -> int:
    """What this desk may read of a kind.  `told`: the fields a row in words begins with, before
    its state; `by_day`: only of a span of days."""
    states = FIXED[str(KINDS[kind].by_name[STATE].codes)]
    status = asked_status(call, states)
    with reading(call) as desk, desk.ledger.db.reading():
        days: tuple[date, date] | None = span(call, desk.ledger) if by_day else None
        limit = call.whole("limit", USUAL_LIMIT)
        rows = weekly_list(desk.ledger, kind, status=status, days=days, limit=limit)
    words = [_in_words(call, kind, row, told) for row in rows]
    call.answer([*rows], "\n".join(words))
    return DONE


def _in_words(call: Call, kind: str, row: Row, told: tuple[str, ...]) -> str:
    cells = [_word(call, kind, name, row[name]) for name in (*told, STATE)]
    return "  ".join(filter(None, [*cells, str(row.get(NUMBER.get(kind, "")) or row["id"])]))


def _word(call: Call, kind: str, name: str, value: Json) -> str:
    """A field's value: a code in words, a time by the minute, of a longer text its beginning."""
    field = KINDS[kind].by_name[name]
    text = "" if value is None else str(value)
    if field.type is Type.TIME:
        return text[:16].replace("T", " ")
    label = FIXED.get(str(field.codes), {}).get(text)
    first = text.partition("\n")[0]
    return call.tr(label) if label else first[:60]


def show(call: Call, kind: str, more: More | None = None) -> int:
    """One record with its files, and what `more` says of it beside."""
    with reading(call) as desk, desk.ledger.db.reading():
        record_id = weekly_id(desk.ledger, kind, call.text("id"))
        document = record_json(desk.ledger, kind, record_id)
        if more is not None:
            document |= more(desk, record_id)
    call.answer(document, fields_in_words(document))
    return DONE
