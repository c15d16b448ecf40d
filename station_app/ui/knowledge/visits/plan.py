"""Planning a visit, from its own page or from the calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject

from station_app.ui.common.context import Context
from station_app.ui.common.editors import Option
from station_app.ui.common.made_form import Asked, MadeForm
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.writing import write_from
from station_app.ui.knowledge.visits.jobs import Choices, changed_visit, read_choices
from station_app.usecases import visits as use
from sync.clock import Json
from sync.records.visits import VISIT

PLAN = ("kind", "planned_on", "visitor_org_id", "host_station_id", "visitor_ids", "visitor_names")
COMING = frozenset({"planned_on", "moved_to", "follow_up_due"})
PEOPLE_AT_MOST = 16
"""More people than these are no choice to look through; their names are written instead."""


def plan_visit(
    context: Context, words: RecordWords, owner: QObject, made: Callable[[str], object]
) -> None:
    """Asks what is planned and writes it; `made` is handed the visit's id."""

    def opened(choices: Choices) -> None:
        _open(context, words, choices, made)

    context.tasks.on_ledger(read_choices, opened, owner=owner)


def _open(
    context: Context, words: RecordWords, choices: Choices, made: Callable[[str], object]
) -> None:
    tr = context.words.tr
    options = options_of(choices, ())
    asked = Asked(
        VISIT,
        asked_of(PLAN, options),
        before=_usual(choices),
        whole=True,
        options=options,
        examples=examples(context),
        coming=COMING,
        labels=labels(context),
    )
    form = MadeForm(context, words, tr("Plan a visit"), tr("Put it in the plan"), asked, "")
    write_from(
        context,
        form,
        lambda desk, given: use.add_visit(desk.ledger, desk.session, given),
        tr("Visit planned; the station visited will see it"),
        lambda done: changed_visit(done.id),
        lambda done: made(done.id),
    )


def asked_of(names: Sequence[str], options: Mapping[str, object]) -> tuple[str, ...]:
    """Without people to choose from only their names are asked."""
    return tuple(name for name in names if name != "visitor_ids" or name in options)


def options_of(choices: Choices, chosen: Sequence[str]) -> dict[str, list[Option]]:
    """Bodies, stations and people a visit may name; `chosen`: people it names already."""
    own = choices.own_station
    places = sorted(choices.places, key=lambda place: (place.id != own, place.code, place.name))
    bodies = [Option(one.id, one.name or one.code, one.code) for one in places]
    halls = {one.id for one in places if one.is_station}
    stations = [option for option in bodies if option.code in halls]
    found: dict[str, list[Option]] = {"visitor_org_id": bodies, "host_station_id": stations}
    people = [
        one
        for one in choices.people
        if one.id in chosen or (one.station_id == own and not one.until)
    ]
    if choices.level != "village" and len(people) <= PEOPLE_AT_MOST:
        found["visitor_ids"] = [Option(one.id, one.name, one.post) for one in people]
    return found


def labels(context: Context) -> dict[str, str]:
    """A visit is planned for a day, not for an hour."""
    return {"planned_on": context.words.tr("Planned day")}


def examples(context: Context) -> dict[str, str]:
    tr = context.words.tr
    return {
        "visitor_names": tr("e.g. Zhao, Qian; names with blanks between them"),
        "follow_up_due": tr("Where something is to be mended"),
    }


def _usual(choices: Choices) -> dict[str, Json]:
    """A village is visited; a window, an office or the county visits."""
    if choices.level == "village":
        return {"host_station_id": choices.own_station, "visitor_org_id": choices.window}
    return {"visitor_org_id": choices.own_station}
