"""`station activity ...`: the propaganda calendar, its series, the county's plan, leaflets."""

from __future__ import annotations

from station_app.cli.call import DONE, Call
from station_app.cli.desks import reading, writing
from station_app.cli.documents import add_each
from station_app.cli.weekly import Subject, add_all, asked_status, fields_in_words, on_one, span
from station_app.usecases import activities, series, stock
from station_app.usecases.complaints import code_book
from station_app.usecases.desk import Desk
from station_app.usecases.reading.calendar import (
    CalendarEntry,
    CampaignRow,
    campaigns,
    entries,
)
from station_app.usecases.reading.names import Names
from station_app.usecases.reading.states import sync_states
from station_app.usecases.reading.stock import stock as stock_of
from station_app.usecases.reading.weekly_detail import record_json
from station_app.usecases.reading.work_days import ledger_calendar
from station_app.usecases.weekly import Done
from sync.clock import Json, iso
from sync.ledger.ledger import Ledger
from sync.records.fixed_codes import FIXED

KIND = activities.KIND
ACTIVITIES = Subject(KIND, activities.add_activity, activities.edit_activity, activities.act)


def add(call: Call) -> int:
    return ACTIVITIES.add(call)


def edit(call: Call) -> int:
    return ACTIVITIES.edit(call)


def hold(call: Call) -> int:
    return ACTIVITIES.act(call, "hold")


def act(call: Call) -> int:
    return ACTIVITIES.act(call)


def remove(call: Call) -> int:
    def take_out(desk: Desk, record_id: str) -> Done:
        activities.remove_activity(desk.ledger, desk.session, record_id)
        return Done(record_id, None, None)

    return on_one(call, KIND, take_out)


def listing(call: Call) -> int:
    status = asked_status(call, FIXED["activity_status"])
    with reading(call) as desk, desk.ledger.db.reading():
        first, last = span(call, desk.ledger)
        rows = [e for e in entries(desk.ledger, first, last) if e.entry_kind == KIND]
        if not call.flag("all"):
            rows = [e for e in rows if e.station_id == desk.session.station_id]
        if status:
            rows = [e for e in rows if e.status == status]
        found = entries_json(desk.ledger, rows)
    call.answer(found, "\n".join(_in_words(call, row) for row in rows))
    return DONE


def entries_json(ledger: Ledger, rows: list[CalendarEntry]) -> list[Json]:
    """The answer of `activity list --json` and `training list --json`."""
    names = Names(ledger)
    states: dict[str, str] = {}
    for kind in {row.entry_kind for row in rows}:
        states |= sync_states(ledger, [r.id for r in rows if r.entry_kind == kind], kind)
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "status": row.status,
            "title": row.title,
            "start": iso(row.start),
            "end": iso(row.end),
            "all_day": row.all_day,
            "planned_start": iso(row.planned_start),
            "moved": row.moved,
            "place": row.place,
            "station_id": names.code(row.station_id),
            "rule_id": row.rule_id,
            "campaign_id": row.campaign_id,
            "sync_state": states[row.id],
        }
        for row in rows
    ]


def show(call: Call) -> int:
    with reading(call) as desk, desk.ledger.db.reading():
        document = record_json(desk.ledger, KIND, call.text("id"))
    call.answer(document, fields_in_words(document))
    return DONE


def _in_words(call: Call, row: CalendarEntry) -> str:
    words = call.tr(FIXED["activity_status"].get(row.status, row.status))
    when = iso(row.start)[:10] if row.all_day else iso(row.start)[:16].replace("T", " ")
    return "  ".join((when, words, row.title, row.place, row.id))


def add_series(call: Call) -> int:
    """A rule with its entries of the 90 days ahead."""
    with writing(call) as desk:
        book, days = code_book(), ledger_calendar(desk.ledger)
        return add_each(
            call, desk, lambda given: series.add_rule(desk.ledger, desk.session, given, days, book)
        )


def bring_up(call: Call) -> int:
    """What the station's rules say of the days ahead."""
    with writing(call) as desk:
        days = ledger_calendar(desk.ledger)
        changed = desk.with_room(lambda: series.bring_up_to_date(desk.ledger, desk.session, days))
    call.answer({"changed": changed}, call.tr("Changed: {n}", n=changed))
    return DONE


def plan(call: Call) -> int:
    """What the county asks of this station, and how far it is."""
    with reading(call) as desk, desk.ledger.db.reading():
        first, last = span(call, desk.ledger)
        rows = campaigns(desk.ledger, first, last, level=desk.session.station.level)
    call.answer(
        [_campaign_json(row) for row in rows],
        "\n".join(_campaign_words(call, row) for row in rows),
    )
    return DONE


def _campaign_json(row: CampaignRow) -> Json:
    return {
        "id": row.id,
        "plan_name": row.plan,
        "title": row.title,
        "from_on": row.from_on,
        "to_on": row.to_on,
        "times": row.times,
        "answer_kind": row.answer_kind,
        "proof": list(row.proof),
        "answers": row.answers,
        "done": row.done,
    }


def _campaign_words(call: Call, row: CampaignRow) -> str:
    far = call.tr("answered {answers}, held {done} of {times}", answers=row.answers,
                  done=row.done, times=row.times)  # fmt: skip
    return "  ".join((f"{row.from_on} - {row.to_on}", row.title, far, row.id))


def stock_add(call: Call) -> int:
    return add_all(call, stock.add_entry)


def stock_list(call: Call) -> int:
    with reading(call) as desk, desk.ledger.db.reading():
        lines = stock_of(desk.ledger)
    document: Json = [
        {
            "item_kind": line.kind,
            "item_name": line.name,
            "received": line.received,
            "given": line.given,
            "left": line.left,
            "counted_at": None if line.counted_at is None else iso(line.counted_at),
        }
        for line in lines
    ]
    told = [
        call.tr("{name}: received {received}, given out {given}, left {left}", name=line.name,
                received=line.received, given=line.given, left=line.left)
        for line in lines
    ]  # fmt: skip
    call.answer(document, "\n".join(told))
    return DONE
