"""`station doctor`."""

from __future__ import annotations

from station_app.cli.call import DONE, REFUSED, Call
from station_app.usecases.checkup import Finding, check_up
from sync.clock import Json, SystemClock
from sync.words import mark

_WHAT = {
    "disk": mark("disk"),
    "ledger": mark("ledger"),
    "clock": mark("clock"),
    "fonts": mark("fonts"),
    "printer": mark("printer"),
    "versions": mark("versions"),
    "line": mark("line to the county"),
}
_STATE = {"ok": mark("fine"), "warning": mark("look at it"), "bad": mark("to be mended")}
_TOLD = {
    "none": mark("none found"),
    "missing": mark("no ledger here yet"),
    "no_keys": mark("the key file keys.json is missing: bring it back from a backup"),
    "keys_unreadable": mark("the key file keys.json cannot be read"),
    "keys_damaged": mark("the key file keys.json is damaged: bring it back from a backup"),
    "unreadable": mark("the ledger file cannot be read"),
    "cut_off": mark("the ledger file was cut off: restore the last backup"),
    "not_enrolled": mark("not connected to a county center"),
    "no_line": mark("the county center cannot be reached"),
}


def doctor(call: Call) -> int:
    """Ends with 3 where the program could not work so; a warning is no failure."""
    found = check_up(call.folder, SystemClock())
    checks: list[Json] = [{"what": one.what, "state": one.state, "told": one.told} for one in found]
    ok = all(one.state != "bad" for one in found)
    document: dict[str, Json] = {"ok": ok, "folder": str(call.folder), "checks": checks}
    call.answer(document, "\n".join(_in_words(call, one) for one in found))
    return DONE if ok else REFUSED


def _in_words(call: Call, one: Finding) -> str:
    told = call.tr(_TOLD[one.told]) if one.told in _TOLD else one.told
    return f"{call.tr(_WHAT[one.what])}: {call.tr(_STATE[one.state])} ({told})"
