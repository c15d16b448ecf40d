"""`station digest | dump | verify | backup | restore`."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from station_app.cli.call import DONE, INTEGRITY, Call
from station_app.cli.desks import one_account, reading
from station_app.cli.parsing import Usage
from station_app.usecases import export, upkeep, verifying
from sync.clock import Json
from sync.ledger.disk import Reserve
from sync.problems import Problem, ProblemKind
from sync.words import mark

_DAMAGE = frozenset({ProblemKind.LEDGER_DAMAGED, ProblemKind.FILE_DAMAGED})


_WHAT = {
    "ledger": mark("Ledger"),
    "page": mark("Page"),
    "table": mark("Table"),
    "journal": mark("Journal"),
    "record": mark("Record"),
    "case": mark("Case"),
    "content": mark("Content of an attachment"),
    "attachment": mark("Attachment"),
}
_CHECKED = {
    "pages": mark("pages"),
    "journal": mark("entries of the journal"),
    "countersigned": mark("signatures of the county"),
    "records": mark("records"),
    "computed": mark("courses of cases"),
    "contents": mark("contents"),
    "attachments": mark("attachments"),
}
_WHY = {
    "missing": mark("is missing"),
    "altered": mark("was altered"),
    "damaged": mark("is damaged"),
    "content_missing": mark("its content is missing"),
    "not_what_was_acknowledged": mark("is not what the county acknowledged"),
    "not_what_was_countersigned": mark("is not what the county signed"),
    "countersignature": mark("the county's signature does not fit"),
    "not_in_journal": mark("does not stand in the journal"),
    "differs": mark("stands otherwise in the journal"),
    "computed": mark("does not follow from the steps"),
    "ledger_damaged": mark("is damaged"),
    "file_damaged": mark("is damaged"),
    "file_unreadable": mark("cannot be read"),
}


def _why(call: Call, code: str) -> str:
    """`title:differs` is told as the field and why; what SQLite says of a page as it says it."""
    name, _, why = code.rpartition(":")
    if why not in _WHY:
        return code
    told = call.tr(_WHY[why])
    return f"{name}: {told}" if name else told


def digest(call: Call) -> int:
    with reading(call) as desk:
        found = export.digests(desk.ledger)
    words = [
        f"{kind}  {told['count']}  {told['digest']}"
        for kind, told in found.items()
        if isinstance(told, dict)
    ]
    call.answer(found, "\n".join(words))
    return DONE


def dump(call: Call) -> int:
    with (
        reading(call) as desk,
        closing(export.dump(desk.ledger, desk.session, call.text("reason"))) as lines,
    ):
        call.lines(lines)
    return DONE


def verify(call: Call) -> int:
    """A ledger too damaged to open is an answer too."""
    try:
        with reading(call) as desk, call.progress(call.tr("Checking...")):
            found = verifying.verify(desk)
    except Problem as problem:
        if problem.kind not in _DAMAGE:
            raise
        found = verifying.Check()
        name = str(problem.details.get("name", "ledger.db"))
        found.fault("ledger", name, str(problem.details.get("reason", problem.kind.value)))
    told = [
        f"{call.tr(_WHAT.get(p['what'], p['what']))}  {p['where']}  {_why(call, p['why'])}"
        for p in found.problems
    ]
    counts = [f"{call.tr(_CHECKED[what])} {number}" for what, number in found.checked.items()]
    checked = call.tr("Looked at: {counts}", counts=" · ".join(counts)) if counts else ""
    verdict = call.tr("Everything fits together.") if found.ok else call.tr("Faults were found:")
    call.answer(found.json(), "\n".join(part for part in (verdict, *told, checked) if part))
    return DONE if found.ok else INTEGRITY


def backup(call: Call) -> int:
    out = Path(call.text("out"))
    with reading(call) as desk, call.progress(call.tr("Copying...")):
        if call.flag("plain"):
            made = upkeep.export_plain(desk, out, call.text("reason"))
        elif call.text("reason"):
            raise Usage(call.tr("A reason is asked for with --plain only."))
        else:
            made = upkeep.back_up(desk, out)
    damaged: list[Json] = [*made.damaged]
    told: dict[str, Json] = {"file": str(made.out), "size": made.size, "damaged": damaged}
    lines = [call.tr("Copied to {file}.", file=str(made.out))]
    if made.damaged:
        lines.append(call.tr("Attachments damaged before: {n}", n=len(made.damaged)))
    call.answer(told, "\n".join(lines))
    return INTEGRITY if made.damaged else DONE


def restore(call: Call) -> int:
    file = Path(call.text("file"))
    password = call.password()
    with call.progress(call.tr("Bringing back...")), one_account(call):
        station = Reserve(call.folder).run(
            lambda: upkeep.bring_back(file, call.folder, call.login, password)
        )
    call.answer(
        {"station_code": station.code, "station_name": station.name},
        call.tr("The ledger of {name} is back.", name=station.name),
    )
    return DONE
