"""`digest`, `verify`, `backup`, `restore`: is it whole, and can it come back."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import typer

from sync.center.backup import Header, check_backup, write_backup
from sync.center.commands.call import Call, commands_of
from sync.center.commands.common import (
    DONE,
    NOT_WHOLE,
    Center,
    Console,
    require_folder,
)
from sync.center.database import SqliteCenter, open_database
from sync.center.keys import FILE_NAME as KEYS_NAME
from sync.center.keys import read_keys
from sync.center.membership import PUBLIC
from sync.center.outside_log import FILE_NAME as LOG_NAME
from sync.center.outside_log import OutsideLog
from sync.center.restoring import keep_aside, restore
from sync.center.serving_lock import working_on
from sync.center.settings import Settings
from sync.center.stations import station_named
from sync.center.verifying import Findings, verify
from sync.clock import Json, SystemClock, iso
from sync.ledger.digest import as_json as digests_json
from sync.ledger.digest import ledger_digest, scope_digest
from sync.ledger.disk import Reserve
from sync.ledger.migrate import HEAD
from sync.problems import Problem, ProblemKind
from sync.words import Words, mark


def register(app: typer.Typer, console: Console) -> None:
    """Add these commands to the program."""
    words = console.words
    command = commands_of(app, console)

    @command(
        "digest",
        words.tr("Count and digest of each kind, of all or of a station's scope."),
    )
    def digest(
        call: Call,
        station: str | None = typer.Option(
            None,
            "--station",
            metavar="ID|CODE12",
            help=words.tr("Only what this station may see."),
            show_default=False,
        ),
    ) -> None:
        with call.reading() as office:
            if station is None:
                found = ledger_digest(office.store)
            else:
                scopes = [station_named(office.db, station).id, PUBLIC]
                found = scope_digest(office.db, office.store, scopes)
        lines = [f"{kind}  {d.count}  {d.digest}" for kind, d in found.items()]
        call.tell(digests_json(found), lines)

    @command("verify", words.tr("Check chains, records and the log outside."))
    def verify_(call: Call) -> None:
        with call.center() as center, center.database.reader() as connection:
            found = verify(connection, center.keys, center.log)
        _report(call, found)

    @command("backup", words.tr("Write the whole database to one file."))
    def backup(
        call: Call,
        out: str = typer.Argument(..., metavar="OUT", help=words.tr("The file to write.")),
    ) -> None:
        require_folder("out", out)
        with call.center() as center:
            rows = back_up(center, Path(out))
        line = words.tr("{rows} rows are safe in {file}.", rows=rows, file=out)
        call.tell({"rows": rows, "file": out}, [line])

    @command("restore", words.tr("Go back to a backup, but for what must not go back."))
    def restore_(
        call: Call,
        file: str = typer.Argument(
            ..., metavar="FILE", help=words.tr("A file that `backup` wrote.")
        ),
        only_verify: bool = typer.Option(
            False,
            "--verify",
            help=words.tr("Only try it, in a folder of its own; nothing is changed."),
            show_default=False,
        ),
    ) -> None:
        settings = call.settings
        if only_verify:
            _report(call, try_backup(settings, Path(file)))
        document = bring_back(settings, Path(file))
        lines = [
            words.tr("The backup of {day} stands again.", day=str(document["made_at"])),
            words.tr("Each station will offer what is newer at its next exchange."),
        ]
        call.tell(document, lines)


def back_up(center: Center, out: Path) -> int:
    """Everything of one snapshot into a file; how many rows."""
    with center.reading() as office:
        header = Header(
            HEAD,
            office.now_ms,
            office.state.text("epoch"),
            office.state.text("county_code"),
        )
    with center.database.reader() as db:
        return write_backup(db, out, header)


def bring_back(settings: Settings, file: Path) -> dict[str, Json]:
    """Restore in place; what stood before is kept beside it on SQLite.

    Problems: LEDGER_IN_USE while it is served; those of the file, and DISK_FULL, which change
    nothing.
    """
    header = check_backup(file)
    keys = read_keys(settings.data / KEYS_NAME)
    with working_on(settings.data, alone=True):
        # No work but this goes on here: all the room there is serves it.
        Reserve(settings.data).give_up()
        database = open_database(settings.database_url, create=True)
        kept: Path | None = None
        try:
            if database.standing() is None:
                database.make_schema()
            else:
                kept = keep_aside(database, SystemClock().now_ms())
            log = OutsideLog(settings.data / LOG_NAME)
            done = restore(database, file, keys, log, SystemClock().now_ms(), os.urandom)
        except BaseException:
            if kept is not None:
                kept.unlink(missing_ok=True)
            raise
        finally:
            database.close()
    return {
        "made_at": iso(header.made_at),
        "rows": done.rows,
        "reapplied": done.notes,
        "epoch": done.epoch,
        "kept": None if kept is None else kept.name,
    }


def try_backup(settings: Settings, file: Path) -> Findings:
    """Restore into a folder that is thrown away, and look at it all.

    A file that is damaged is an answer too.
    """
    keys = read_keys(settings.data / KEYS_NAME)
    try:
        check_backup(file)
    except Problem as problem:
        if problem.kind is not ProblemKind.FILE_DAMAGED:
            raise
        found = Findings()
        found.wrong("backup", file=file.name, detail=str(problem.kind))
        return found
    with tempfile.TemporaryDirectory(prefix="station-center-") as folder:
        log = OutsideLog(Path(folder) / LOG_NAME)
        database = SqliteCenter(Path(folder) / "tried.db", create=True)
        try:
            database.make_schema()
            restore(database, file, keys, log, SystemClock().now_ms(), os.urandom)
            with database.reader() as db:
                return verify(db, keys, log)
        finally:
            database.close()


_WHAT = {
    "backup": mark("Backup"),
    "database": mark("Database"),
    "entries": mark("Entries of the journals"),
    "journal": mark("Journal"),
    "head": mark("End of a journal"),
    "replicas": mark("PCs"),
    "records": mark("Records"),
    "outside_log": mark("Log outside"),
    "outside_notes": mark("Notes of the log outside"),
    "revocation": mark("A PC that was shut out"),
}
_WHY = {
    "missing": mark("is missing"),
    "altered": mark("was altered"),
    "unknown replica": mark("of a PC nobody knows"),
    "not the end of its chain": mark("is not the end of its chain"),
    "went back": mark("may exchange again"),
}


def _problem_line(words: Words, problem: Mapping[str, Json]) -> str:
    """What is not whole, where, and how: `! Journal 01a2.../7: was altered`."""
    where = "/".join(
        str(value) for name, value in problem.items() if name not in ("what", "detail") and value
    )
    why = str(problem.get("detail", ""))
    told = words.tr(_WHY[why]) if why in _WHY else why
    what = words.tr(_WHAT[str(problem["what"])])
    return f"! {what} {where}: {told}" if where else f"! {what}: {told}"


def _report(call: Call, found: Findings) -> None:
    document = {"ok": found.ok, "checked": found.checked, "problems": found.problems}
    words = call.console.words
    lines = [f"{words.tr(_WHAT[what])}: {count}" for what, count in found.checked.items()]
    lines += [_problem_line(words, problem) for problem in found.problems]
    lines.append(
        words.tr("Everything is whole.") if found.ok else words.tr("Something is not whole.")
    )
    call.tell(document, lines)
    raise typer.Exit(DONE if found.ok else NOT_WHOLE)
