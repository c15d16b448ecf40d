"""What the commands about days share: dates as given."""

from __future__ import annotations

from datetime import date

from station_app.cli.call import Call
from sync.problems import Problem, ProblemKind
from sync.records.days.written import written_day


def day_of(call: Call, option: str) -> date:
    """The date given with an option.  Problem REFUSED_INPUT naming the option."""
    day = written_day(call.text(option).strip())
    if day is None:
        raise Problem(ProblemKind.REFUSED_INPUT, fields={option: "not_a_day"})
    return day
