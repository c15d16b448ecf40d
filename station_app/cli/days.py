"""What the commands about days share: dates as given, and the tables of days off."""

from __future__ import annotations

from datetime import date

from station_app.cli.call import PASSWORD, Call
from station_app.cli.parsing import Usage
from station_app.foundation.paths import Paths
from sync.ledger.work_days import work_calendar
from sync.problems import Problem, ProblemKind
from sync.records.days.working import WorkCalendar
from sync.records.days.written import written_day


def day_of(call: Call, option: str) -> date:
    """The date given with an option.  Problem REFUSED_INPUT naming the option."""
    day = written_day(call.text(option).strip())
    if day is None:
        raise Problem(ProblemKind.REFUSED_INPUT, fields={option: "not_a_day"})
    return day


def days_off(call: Call) -> WorkCalendar:
    """The tables of this desk's ledger where it can be read with what was given; else, as where
    there is no ledger at all, those that came with the program.

    Nobody is asked for a password, and no ledger is no fault: a day is reckoned either way.  That
    a ledger was passed over is said beside the answer.
    """
    if not Paths.under(call.folder).ledger.exists():
        return work_calendar()
    why = call.tr("no password was given")
    if PASSWORD in call.environ:
        try:
            return _of_ledger(call)
        except Usage as wrong:
            why = str(wrong)
        except Problem as problem:
            why = call.wording.problem(problem).what
    call.say(
        call.tr("Reckoned with the program's own tables of days off, not the ledger's: {why}",
                why=why)
    )  # fmt: skip
    return work_calendar()


def _of_ledger(call: Call) -> WorkCalendar:
    # Opening a ledger loads much that reckoning alone never needs.
    from station_app.cli.desks import reading
    from station_app.usecases.reading.work_days import ledger_calendar

    with reading(call) as desk, desk.ledger.db.reading():
        return ledger_calendar(desk.ledger)
