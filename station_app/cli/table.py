"""Every `station` command (interfaces.md): names, arguments, and where each is done."""

from __future__ import annotations

from collections.abc import Mapping

from station_app.cli.knowledge_table import KNOWLEDGE
from station_app.cli.parsing import Argument, Command, Option
from station_app.cli.weekly_table import WEEKLY
from sync.words import LANGS, mark

COMMON: tuple[Option, ...] = (
    Option("data", mark("the data folder (or STATION_DATA_DIR)"), "DIR"),
    Option("user", mark("the login (or STATION_USER); the password: STATION_PASSWORD"), "LOGIN"),
    Option("lang", mark("the language"), "LANG", choices=LANGS),
    Option("json", mark("one JSON document on standard output")),
    Option("version", mark("tell the version and end")),
)

_STDIN = Argument("input", mark("JSON from standard input"), literal="-")
_ID = Argument("id", mark("the record's id or number"))
_REASON = Option("reason", mark("why; it goes into the access log"), "TEXT")

_FIRST: tuple[Command, ...] = (
    Command(
        ("init",),
        mark("set up a station: ledger, first account, recovery code"),
        "station_app.cli.station:init",
        options=(
            Option("station-code", mark("division code, 12 digits"), "CODE12", required=True),
            Option("station-name", mark("name on the plate"), "NAME", required=True),
            Option(
                "level",
                mark("level; village unless said"),
                "LEVEL",
                choices=("village", "township", "county"),
            ),
            Option("admin", mark("login of the first account; admin unless said"), "LOGIN"),
            Option("admin-name", mark("whose it is; the login unless said"), "NAME"),
        ),
    ),
    Command(
        ("enrol",),
        mark("join the county with a one-time code"),
        "station_app.cli.line:enrol",
        options=(
            Option("center", mark("address of the county center"), "URL", required=True),
            Option("code", mark("the one-time code"), "CODE", required=True),
            Option("ca", mark("certificate of the county's own authority"), "FILE"),
        ),
    ),
    Command(
        ("status",),
        mark("counts, what waits, the last exchange"),
        "station_app.cli.station:status",
    ),
    Command(
        ("sync",),
        mark("one complete exchange with the county, attachments included"),
        "station_app.cli.line:sync",
        options=(Option("max-seconds", mark("stop after so many seconds"), "N", whole=True),),
    ),
    Command(
        ("complaint", "add"),
        mark("register complaints: a JSON object, or one a line"),
        "station_app.cli.complaint:add",
        (_STDIN,),
    ),
    Command(
        ("complaint", "list"),
        mark("list complaints, newest first, persons masked"),
        "station_app.cli.complaint_reading:listing",
        options=(
            Option("query", mark("words to look for"), "TEXT"),
            Option("status", mark("only this status"), "STATUS"),
            Option("since", mark("received on this day or later"), "DATE"),
            Option("limit", mark("so many at most; 200 unless said"), "N", whole=True),
        ),
    ),
    Command(
        ("complaint", "show"),
        mark("one complaint with all that belongs to it"),
        "station_app.cli.complaint_reading:show",
        (_ID,),
        (_REASON,),
    ),
    Command(
        ("complaint", "act"),
        mark("take a step: accept, start, settle_now, refer, reply..."),
        "station_app.cli.complaint:act",
        (_ID, Argument("action", mark("the step's name")), _STDIN),
    ),
    Command(
        ("complaint", "edit"),
        mark("change fields; parties by their id"),
        "station_app.cli.complaint:edit",
        (_ID, _STDIN),
    ),
    Command(
        ("attach",),
        mark("attach files to a record, or with --place note a thing of a complaint without one"),
        "station_app.cli.attaching:attach",
        (_ID, Argument("file", mark("files"), many=True, optional=True)),
        (
            Option("kind", mark("kind of evidence; by content unless said"), "K"),
            Option("title", mark("title; from the name unless said"), "T"),
            Option("by", mark("who handed it in; the complainant unless said"), "WHO"),
            Option("original", mark("original, copy_checked or copy_unchecked"), "STATE"),
            Option("place", mark("where the thing or paper itself is kept"), "PLACE"),
        ),
    ),
    Command(
        ("search",),
        mark("find complaints by words"),
        "station_app.cli.complaint_reading:search",
        (Argument("text", mark("what to look for"), many=True),),
    ),
    Command(
        ("calendar", "occurrences"),
        mark("the days a recurrence falls on"),
        "station_app.cli.calendar:falls_on",
        options=(
            Option(
                "rule",
                mark("a rule as JSON or RRULE text; - for standard input"),
                "FILE",
                required=True,
            ),
            Option("from", mark("the first day looked at"), "DATE", required=True),
            Option("to", mark("the last day looked at"), "DATE", required=True),
        ),
    ),
    Command(
        ("deadline", "due"),
        mark("the last day of a limit, how sure it is, and why, day by day"),
        "station_app.cli.deadline:due_day",
        options=(
            Option("start", mark("the day it began, which is not counted"), "DATE", required=True),
            Option("working-days", mark("so many working days"), "N", whole=True),
            Option("calendar-days", mark("so many calendar days"), "N", whole=True),
            Option(
                "roll",
                mark("days over which a last calendar day moves on; none unless said"),
                "ROLL",
                choices=("none", "statutory_holiday", "rest_day"),
            ),
        ),
    ),
    Command(
        ("digest",),
        mark("number and digest of each kind of record"),
        "station_app.cli.ledger:digest",
    ),
    Command(
        ("dump",),
        mark("every record in full, JSON lines (logged as an export)"),
        "station_app.cli.ledger:dump",
        options=(_REASON,),
    ),
    Command(
        ("verify",),
        mark("check ledger, journal and attachments"),
        "station_app.cli.ledger:verify",
    ),
    Command(
        ("backup",),
        mark("copy ledger, keys and attachments into one file"),
        "station_app.cli.ledger:backup",
        (Argument("out", mark("the new file")),),
        (Option("plain", mark("the ledger alone, not encrypted (an export)")), _REASON),
    ),
    Command(
        ("restore",),
        mark("bring a data folder back from a backup"),
        "station_app.cli.ledger:restore",
        (Argument("file", mark("the backup")),),
    ),
    Command(
        ("user", "add"),
        mark("a further account; its password: STATION_NEW_PASSWORD"),
        "station_app.cli.people:add",
        (Argument("login", mark("the new login")),),
        (
            Option("name", mark("the person's name"), "NAME", required=True),
            Option("role", mark("the role"), "ROLE", required=True),
            Option("until", mark("last day of the role"), "DATE"),
        ),
    ),
    Command(
        ("user", "list"),
        mark("list the accounts of this station"),
        "station_app.cli.people:listing",
    ),
    Command(
        ("user", "disable"),
        mark("an account signs in no more"),
        "station_app.cli.people:disable",
        (Argument("login", mark("the login")),),
    ),
    Command(
        ("user", "passwd"),
        mark("a new password: STATION_NEW_PASSWORD"),
        "station_app.cli.people:passwd",
        (Argument("login", mark("the login")),),
    ),
    Command(
        ("doctor",),
        mark("check-up: disk, clock, fonts, printer, versions, line"),
        "station_app.cli.checkup:doctor",
    ),
)

COMMANDS: tuple[Command, ...] = (*_FIRST, *WEEKLY, *KNOWLEDGE)

GROUPS: Mapping[tuple[str, ...], str] = {
    ("complaint",): mark("complaints"),
    ("activity",): mark("publicity activities, series, leaflets"),
    ("training",): mark("training sessions and who was there"),
    ("notice",): mark("consumer notices, and where they hang"),
    ("question",): mark("what villagers want to know"),
    ("visit",): mark("sit-ins and patrols"),
    ("typical",): mark("cases told to learn from, without their persons"),
    ("calendar",): mark("the calendar of activities"),
    ("deadline",): mark("limits and when they are over"),
    ("user",): mark("accounts of this station"),
}
