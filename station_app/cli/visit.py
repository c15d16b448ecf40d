"""`station visit ...`: sit-ins at the window, patrols of the stations."""

from __future__ import annotations

from station_app.cli import knowledge_work
from station_app.cli.call import Call
from station_app.cli.weekly import Subject
from station_app.usecases import visits

VISITS = Subject(visits.KIND, visits.add_visit, visits.edit_visit, visits.act)


def add(call: Call) -> int:
    return VISITS.add(call)


def edit(call: Call) -> int:
    return VISITS.edit(call)


def act(call: Call) -> int:
    return VISITS.act(call)


def hold(call: Call) -> int:
    return VISITS.act(call, "hold")


def listing(call: Call) -> int:
    told = ("planned_on", "kind", "host_station_id")
    return knowledge_work.listing(call, visits.KIND, told, by_day=True)


def show(call: Call) -> int:
    return knowledge_work.show(call, visits.KIND)
