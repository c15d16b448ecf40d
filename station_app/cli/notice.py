"""`station notice ...`: consumer notices, and where they hang."""

from __future__ import annotations

from station_app.cli import knowledge_work
from station_app.cli.call import DONE, Call
from station_app.cli.desks import writing
from station_app.cli.weekly import Subject, on_one
from station_app.usecases import notices
from station_app.usecases.reading.weekly_lists import posting_id, postings

NOTICES = Subject(notices.KIND, notices.add_notice, notices.edit_notice, notices.act)


def add(call: Call) -> int:
    return NOTICES.add(call)


def edit(call: Call) -> int:
    return NOTICES.edit(call)


def act(call: Call) -> int:
    return NOTICES.act(call)


def listing(call: Call) -> int:
    return knowledge_work.listing(call, notices.KIND, ("kind", "title"))


def show(call: Call) -> int:
    """A notice with the places it hangs at, as far as this desk knows them."""
    return knowledge_work.show(
        call, notices.KIND, lambda desk, it: {"postings": [*postings(desk.ledger, it)]}
    )


def post(call: Call) -> int:
    """It hangs here now; answered with the posting's id, to which the photo is attached."""
    given = call.json_input()
    return on_one(
        call, notices.KIND, lambda desk, it: notices.post(desk.ledger, desk.session, it, given)
    )


def take_down(call: Call) -> int:
    with writing(call) as desk:
        posting = posting_id(desk.ledger, call.text("id"))
        done = desk.with_room(lambda: notices.take_down(desk.ledger, desk.session, posting))
    call.line(done.json())
    return DONE
