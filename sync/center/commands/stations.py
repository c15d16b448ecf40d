"""`station ...` and `import-stations`: who may take part."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from sync.center.commands.call import Call, commands_of
from sync.center.commands.common import (
    Center,
    Console,
    require_folder,
)
from sync.center.commands.speaking import spoken_app
from sync.center.enrolment import Issued, add_station, list_replicas, reissue, revoke
from sync.center.outside_log import OutsideLog
from sync.center.stations import LEVELS, Office, list_stations, station_named
from sync.clock import Json, iso
from sync.ledger.disk import disk_trouble, write_atomic
from sync.problems import Problem, ProblemKind, refused
from sync.words import Words, mark

COLUMNS = ("code", "name", "level", "parent")
ISSUED = ("code", "name", "station_id", "enrol_code", "expires_at")


def register(app: typer.Typer, console: Console) -> None:
    """Add these commands to the program."""
    words = console.words
    station = spoken_app(words, help=words.tr("Stations and their PCs."))
    app.add_typer(station, name="station")
    slip_option: Any = typer.Option(
        None,
        "--slip",
        metavar="OUT.html",
        help=words.tr("A page to print, with a QR code."),
        show_default=False,
    )
    one_station: Any = typer.Argument(
        ..., metavar="ID|CODE12", help=words.tr("Id, or division code.")
    )
    command, of_station = commands_of(app, console), commands_of(station, console)

    @of_station("add", words.tr("Add a station; its enrolment code is said once."))
    def add(
        call: Call,
        code: str = typer.Option(
            ..., "--code", metavar="CODE12", help=words.tr("Division code of the station.")
        ),
        name: str = typer.Option(
            ..., "--name", metavar="NAME", help=words.tr("Name of the station.")
        ),
        level: str = typer.Option(
            ..., "--level", metavar="village|township|county", help=words.tr("Its level.")
        ),
        kind: str | None = typer.Option(
            None,
            "--kind",
            metavar="KIND",
            help=words.tr("Such as market_office; unless said, what its level is commonly."),
            show_default=False,
        ),
        parent: str | None = typer.Option(
            None,
            "--parent",
            metavar="CODE12",
            help=words.tr("The station above; found by its code unless said."),
            show_default=False,
        ),
        slip: str | None = slip_option,
    ) -> None:
        if slip is not None:
            require_folder("slip", slip)
        with call.center() as center:
            with center.writing() as office, center.log.held() as log:
                issued = add_station(office, log, code, name, level, kind, parent)
            _say(console, center, issued, slip)

    @of_station("list", words.tr("All stations and their PCs."))
    def list_(call: Call) -> None:
        with call.reading() as office:
            document = stations_document(office)
        call.tell(document, _lines(words, document))

    @of_station("revoke", words.tr("Shut out a PC, or all PCs of a station."))
    def revoke_(
        call: Call,
        which: str = one_station,
    ) -> None:
        with (
            _known_as(which),
            call.center() as center,
            center.writing() as office,
            center.log.held() as log,
        ):
            revoked = revoke(office, log, which)
        line = words.ntr("{n} PC was shut out.", "{n} PCs were shut out.", len(revoked))
        call.tell({"revoked": revoked}, [line])

    @of_station("reissue", words.tr("A new enrolment code for a station."))
    def reissue_(
        call: Call,
        which: str = one_station,
        slip: str | None = slip_option,
    ) -> None:
        if slip is not None:
            require_folder("slip", slip)
        with call.center() as center:
            with _known_as(which), center.writing() as office:
                issued = reissue(office, which)
            _say(console, center, issued, slip)

    @command("import-stations", words.tr("Add all stations of a CSV file, or none."))
    def import_stations(
        call: Call,
        file: str = typer.Argument(
            ..., metavar="FILE.csv", help=words.tr("With the columns code, name, level, parent.")
        ),
    ) -> None:
        rows = read_rows(Path(file))
        with call.center() as center, center.writing() as office, center.log.held() as log:
            made = take_rows(office, log, rows)
        if call.as_json:
            call.tell(made)
        else:
            out = io.StringIO()
            writer = csv.DictWriter(out, ISSUED, lineterminator="\n")
            writer.writeheader()
            writer.writerows(made)
            console.write(out.getvalue())


@contextmanager
def _known_as(name: str) -> Iterator[None]:
    """Says which name nobody has."""
    try:
        yield
    except Problem as problem:
        if problem.kind is ProblemKind.NOT_FOUND:
            problem.details["name"] = name
        raise


def issued_document(issued: Issued) -> dict[str, Json]:
    return {
        "station_id": issued.station_id,
        "code": issued.station_code,
        "enrol_code": issued.code,
        "expires_at": iso(issued.expires_at),
    }


def _say(console: Console, center: Center, issued: Issued, slip: str | None) -> None:
    # First: a code that is not said here can never be said again.
    console.tell(issued_document(issued), as_json=True)
    if slip is not None:
        # Late: only slips need the page and the QR code.
        from sync.center.slip import slip_page

        with center.reading() as office:
            name = station_named(office.db, issued.station_id).name
            county = office.state.text("county_name")
        page = slip_page(console.words, center.settings.url, name, county, issued)
        with disk_trouble():
            write_atomic(Path(slip), page.encode())


def stations_document(office: Office) -> list[dict[str, Json]]:
    """Every station with its PCs, as `--json` says it."""
    replicas: dict[str, list[Json]] = {}
    for r in list_replicas(office.db):
        replicas.setdefault(r.station_id, []).append(
            {
                "id": r.id,
                "letter": r.letter,
                "enrolled_at": iso(r.enrolled_at),
                "revoked_at": None if r.revoked_at is None else iso(r.revoked_at),
                "last_seen_at": None if r.last_seen_at is None else iso(r.last_seen_at),
                "previous": r.previous,
            }
        )
    return [
        {
            "station_id": s.id,
            "code": s.code,
            "name": s.name,
            "level": s.level,
            "kind": s.kind,
            "window_id": s.window_id,
            "replicas": replicas.get(s.id, []),
        }
        for s in list_stations(office.db)
    ]


_LEVEL = {
    "village": mark("village station"),
    "township": mark("township window"),
    "county": mark("county center"),
}


def _lines(words: Words, document: list[dict[str, Json]]) -> list[str]:
    lines = []
    for station in document:
        level = words.tr(_LEVEL[str(station["level"])])
        lines.append(f"{station['code']}  {level}  {station['name']}")
        replicas = station["replicas"]
        for r in replicas if isinstance(replicas, list) else []:
            if isinstance(r, dict):
                state = "x" if r["revoked_at"] else "+"
                seen = r["last_seen_at"] or "-"
                lines.append(f"    {state} {r['letter']:<3} {r['id']}  {seen}")
    return lines


def read_rows(file: Path) -> list[dict[str, str]]:
    """The rows of a station list.  Problems: FILE_UNREADABLE, REFUSED_INPUT."""
    try:
        raw = file.read_bytes()
    except OSError as fault:
        raise Problem(ProblemKind.FILE_UNREADABLE, name=file.name) from fault
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Excel saves on a Chinese Windows.
        text = raw.decode("gb18030", "replace")
    reader = csv.DictReader(io.StringIO(text))
    try:
        if not set(COLUMNS) <= set(reader.fieldnames or ()):
            raise refused(file="not_csv")
        return [{name: (row[name] or "").strip() for name in COLUMNS} for row in reader]
    except csv.Error as fault:
        raise refused(file="not_csv") from fault


def take_rows(office: Office, log: OutsideLog, rows: list[dict[str, str]]) -> list[dict[str, Json]]:
    """Add them all, higher levels first.

    Problem REFUSED_INPUT, naming every fault by its line; then none is added.
    """
    order = list(LEVELS)[::-1]
    numbered = sorted(
        enumerate(rows, 2),
        key=lambda item: order.index(item[1]["level"]) if item[1]["level"] in order else 0,
    )
    faults: dict[str, str] = {}
    made: dict[int, dict[str, Json]] = {}
    for line, row in numbered:
        try:
            issued = add_station(
                office,
                log,
                row["code"],
                row["name"],
                row["level"],
                None,
                row["parent"] or None,
            )
            made[line] = {"name": row["name"], **issued_document(issued)}
        except Problem as problem:
            faults |= {f"line {line}: {name}": fault for name, fault in problem.fields.items()}
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    return [made[line] for line in sorted(made)]
