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

_DAMAGE = frozenset({ProblemKind.LEDGER_DAMAGED, ProblemKind.FILE_DAMAGED})


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
    told = [f"{p['what']}  {p['where']}  {p['why']}" for p in found.problems]
    checked = ", ".join(f"{what} {number}" for what, number in found.checked.items())
    verdict = call.tr("Everything fits together.") if found.ok else call.tr("Faults were found:")
    call.answer(found.json(), "\n".join([verdict, *told, checked]))
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
