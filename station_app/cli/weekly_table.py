"""The `station` commands of the weekly work (interfaces.md)."""

from __future__ import annotations

from station_app.cli.parsing import Argument, Command, Option
from sync.words import mark

_STDIN = Argument("input", mark("JSON from standard input"), literal="-")
_ID = Argument("id", mark("the record's id"))
_ACTION = Argument("action", mark("the step's name"))
_SPAN = (
    Option("from", mark("first day; today unless said"), "DATE"),
    Option("to", mark("last day; 30 days on unless said"), "DATE"),
)
_STATUS = Option("status", mark("only this status"), "STATUS")

WEEKLY: tuple[Command, ...] = (
    Command(
        ("activity", "add"),
        mark("plan activities, or enter held ones: a JSON object, or one a line"),
        "station_app.cli.activity:add",
        (_STDIN,),
    ),
    Command(
        ("activity", "list"),
        mark("list activities in order of their days"),
        "station_app.cli.activity:listing",
        options=(*_SPAN, _STATUS, Option("all", mark("those of other stations too"))),
    ),
    Command(
        ("activity", "show"),
        mark("one activity with its files"),
        "station_app.cli.activity:show",
        (_ID,),
    ),
    Command(
        ("activity", "edit"), mark("change fields"), "station_app.cli.activity:edit", (_ID, _STDIN)
    ),
    Command(
        ("activity", "hold"),
        mark("it was held: when, how many people, what was done"),
        "station_app.cli.activity:hold",
        (_ID, _STDIN),
    ),
    Command(
        ("activity", "act"),
        mark("take a step: confirm, hold, postpone, cancel, miss, plan_again, take_back"),
        "station_app.cli.activity:act",
        (_ID, _ACTION, _STDIN),
    ),
    Command(
        ("activity", "remove"),
        mark("take out what was only planned"),
        "station_app.cli.activity:remove",
        (_ID,),
    ),
    Command(
        ("activity", "series"),
        mark("a rule by which activities come again, with their template"),
        "station_app.cli.activity:add_series",
        (_STDIN,),
    ),
    Command(
        ("activity", "ahead"),
        mark("make what the station's rules say of the next 90 days"),
        "station_app.cli.activity:bring_up",
    ),
    Command(
        ("activity", "plan"),
        mark("what the county asks of this station, and how far it is"),
        "station_app.cli.activity:plan",
        options=_SPAN,
    ),
    Command(
        ("activity", "stock"),
        mark("what is left of leaflets and banners"),
        "station_app.cli.activity:stock_list",
    ),
    Command(
        ("activity", "stock-add"),
        mark("leaflets and banners received, given, lost or counted"),
        "station_app.cli.activity:stock_add",
        (_STDIN,),
    ),
    Command(
        ("calendar", "export"),
        mark("this station's calendar as a file for other programs (ICS)"),
        "station_app.cli.calendar_files:export",
        (Argument("out", mark("the new file")),),
    ),
    Command(
        ("calendar", "import"),
        mark("plan what a calendar file (ICS) holds"),
        "station_app.cli.calendar_files:take_in",
        (Argument("file", mark("the calendar file")),),
    ),
    Command(
        ("training", "add"),
        mark("plan training sessions, or enter held ones: a JSON object, or one a line"),
        "station_app.cli.training:add",
        (_STDIN,),
    ),
    Command(
        ("training", "list"),
        mark("list training sessions in order of their days"),
        "station_app.cli.training:listing",
        options=(*_SPAN, _STATUS),
    ),
    Command(
        ("training", "show"),
        mark("one session with its roll and files"),
        "station_app.cli.training:show",
        (_ID,),
    ),
    Command(
        ("training", "edit"), mark("change fields"), "station_app.cli.training:edit", (_ID, _STDIN)
    ),
    Command(
        ("training", "hold"),
        mark("it was held: when, how many hours, what was taught"),
        "station_app.cli.training:hold",
        (_ID, _STDIN),
    ),
    Command(
        ("training", "act"),
        mark("take a step: confirm, hold, postpone, cancel, miss, plan_again, take_back"),
        "station_app.cli.training:act",
        (_ID, _ACTION, _STDIN),
    ),
    Command(
        ("training", "invite"),
        mark("invite people by login, name or id"),
        "station_app.cli.training:invite",
        (_ID, Argument("person", mark("people"), many=True)),
    ),
    Command(
        ("training", "attend"),
        mark('the roll: {"rows": [{"person_id", "presence", ...}]}'),
        "station_app.cli.training:attend",
        (_ID, _STDIN),
    ),
    Command(
        ("training", "hours"),
        mark("hours and topics of each person in a year"),
        "station_app.cli.training:hours",
        options=(
            Option("year", mark("the year; this one unless said"), "YEAR", whole=True),
            Option("lacking", mark("only people with fewer hours"), "HOURS", whole=True),
        ),
    ),
)
