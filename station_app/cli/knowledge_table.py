"""The `station` commands of the knowledge work (interfaces.md): notices, questions, visits, cases
told to learn from."""

from __future__ import annotations

from station_app.cli.parsing import Argument, Command, Option
from sync.words import mark

_STDIN = Argument("input", mark("JSON from standard input"), literal="-")
_ID = Argument("id", mark("the record's id"))
_NUMBERED = Argument("id", mark("the record's id or number"))
_ACTION = Argument("action", mark("the step's name"))
_STATUS = Option("status", mark("only this status"), "STATUS")
_LIMIT = Option("limit", mark("so many at most; 200 unless said"), "N", whole=True)

KNOWLEDGE: tuple[Command, ...] = (
    Command(
        ("notice", "add"),
        mark("draft consumer notices: a JSON object, or one a line"),
        "station_app.cli.notice:add",
        (_STDIN,),
    ),
    Command(
        ("notice", "list"),
        mark("list consumer notices, newest first"),
        "station_app.cli.notice:listing",
        options=(_STATUS, _LIMIT),
    ),
    Command(
        ("notice", "show"),
        mark("one notice with its files and where it hangs"),
        "station_app.cli.notice:show",
        (_NUMBERED,),
    ),
    Command(
        ("notice", "edit"),
        mark("change fields"),
        "station_app.cli.notice:edit",
        (_NUMBERED, _STDIN),
    ),
    Command(
        ("notice", "act"),
        mark("take a step: check, approve, publish, send_back, withdraw"),
        "station_app.cli.notice:act",
        (_NUMBERED, _ACTION, _STDIN),
    ),
    Command(
        ("notice", "post"),
        mark("a published notice hangs here now: where, how many; its photo is attached"),
        "station_app.cli.notice:post",
        (_NUMBERED, _STDIN),
    ),
    Command(
        ("notice", "take-down"),
        mark("what hung here was taken down"),
        "station_app.cli.notice:take_down",
        (Argument("id", mark("the posting's id, or the notice's where it hangs once")),),
    ),
    Command(
        ("question", "add"),
        mark("what villagers want to know: a JSON object, or one a line"),
        "station_app.cli.question:add",
        (_STDIN,),
    ),
    Command(
        ("question", "list"),
        mark("list questions, newest first, persons masked"),
        "station_app.cli.question:listing",
        options=(_STATUS, _LIMIT),
    ),
    Command(
        ("question", "show"),
        mark("one question with its answer and files, persons masked"),
        "station_app.cli.question:show",
        (_NUMBERED,),
    ),
    Command(
        ("question", "edit"),
        mark("change fields"),
        "station_app.cli.question:edit",
        (_NUMBERED, _STDIN),
    ),
    Command(
        ("question", "act"),
        mark("take a step: pass, plan, answer, close, reopen"),
        "station_app.cli.question:act",
        (_NUMBERED, _ACTION, _STDIN),
    ),
    Command(
        ("visit", "add"),
        mark("plan sit-ins and patrols, or enter held ones: a JSON object, or one a line"),
        "station_app.cli.visit:add",
        (_STDIN,),
    ),
    Command(
        ("visit", "list"),
        mark("list visits in order of their days"),
        "station_app.cli.visit:listing",
        options=(
            Option("from", mark("first day; today unless said"), "DATE"),
            Option("to", mark("last day; 30 days on unless said"), "DATE"),
            _STATUS,
            _LIMIT,
        ),
    ),
    Command(
        ("visit", "show"), mark("one visit with its files"), "station_app.cli.visit:show", (_ID,)
    ),
    Command(("visit", "edit"), mark("change fields"), "station_app.cli.visit:edit", (_ID, _STDIN)),
    Command(
        ("visit", "hold"),
        mark("it was held: when, how many people came, what was found"),
        "station_app.cli.visit:hold",
        (_ID, _STDIN),
    ),
    Command(
        ("visit", "act"),
        mark("take a step: confirm, hold, postpone, cancel, miss, plan_again, follow_up..."),
        "station_app.cli.visit:act",
        (_ID, _ACTION, _STDIN),
    ),
    Command(
        ("typical", "begin"),
        mark("what a closed case gives to tell of, its persons taken out; nothing is kept"),
        "station_app.cli.typical:begin",
        (Argument("id", mark("the case's id or number")),),
    ),
    Command(
        ("typical", "add"),
        mark("keep typical cases: a JSON object, or one a line; case_id names where it comes from"),
        "station_app.cli.typical:add",
        (_STDIN,),
    ),
    Command(
        ("typical", "list"),
        mark("list typical cases, newest first"),
        "station_app.cli.typical:listing",
        options=(_STATUS, _LIMIT),
    ),
    Command(
        ("typical", "show"),
        mark("one typical case with its files"),
        "station_app.cli.typical:show",
        (_ID,),
    ),
    Command(
        ("typical", "edit"), mark("change fields"), "station_app.cli.typical:edit", (_ID, _STDIN)
    ),
    Command(
        ("typical", "act"),
        mark("take a step: check, approve, publish, send_back, withdraw"),
        "station_app.cli.typical:act",
        (_ID, _ACTION, _STDIN),
    ),
)
