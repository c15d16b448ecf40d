"""`brought-back ...`: what desks bring back after a restore, and who is still waited for."""

from __future__ import annotations

import typer

from sync.center.brought_back import (
    BroughtBack,
    brought_back,
    confirm,
    end_window,
    waited_for,
)
from sync.center.commands.call import Call, commands_of
from sync.center.commands.common import (
    DONE,
    NEEDS_A_PERSON,
    Console,
)
from sync.center.commands.speaking import spoken_app
from sync.center.enrolment import ReplicaRow
from sync.center.stations import Office, list_stations
from sync.clock import Json, iso
from sync.problems import refused
from sync.words import Words


def register(app: typer.Typer, console: Console) -> None:
    """Add these commands to the program."""
    words = console.words
    whose = words.tr("Id or number of a case, or id of one record.")
    group = spoken_app(words, help=words.tr("What stations bring back after a restore."))
    app.add_typer(group, name="brought-back")
    command = commands_of(group, console)

    @command("list", words.tr("What was brought back, and which PCs are waited for."))
    def list_(call: Call) -> None:
        with call.reading() as office:
            codes = _codes(office)
            records = brought_back(office)
            waiting = waited_for(office)
        document = {
            "window": None if waiting is None else {"waiting": _replicas(waiting, codes)},
            "records": _records(records, codes),
        }
        call.tell(document, _lines(words, records, waiting, codes))
        raise typer.Exit(NEEDS_A_PERSON if records else DONE)

    @command("confirm", words.tr("Take from the list what somebody has seen."))
    def confirm_(
        call: Call,
        which: list[str] | None = typer.Argument(
            None, metavar="[ID|NUMBER]...", help=whose, show_default=False
        ),
        everything: bool = typer.Option(
            False, "--all", help=words.tr("All that stands on the list."), show_default=False
        ),
    ) -> None:
        if bool(which) == everything:
            raise refused(id="one_or_all")
        with call.writing() as office:
            seen = confirm(office, None if everything else which)
            document = _records(seen, _codes(office))
        line = words.ntr("{n} record was confirmed.", "{n} records were confirmed.", len(seen))
        call.tell({"confirmed": document}, [line])

    @command("end", words.tr("Wait for no further PC; take no more offers."))
    def end(call: Call) -> None:
        with call.writing() as office:
            unheard = end_window(office)
            codes = _codes(office)
        if unheard is None:
            lines = [words.tr("Nothing is waited for.")]
        else:
            lines = [words.tr("No further PC is waited for."), *_unheard(words, unheard, codes)]
        document = {"ended": unheard is not None, "not_heard": _replicas(unheard or [], codes)}
        call.tell(document, lines)


_Names = dict[str, tuple[str, str]]
"""Station id -> code and name."""


def _codes(office: Office) -> _Names:
    return {s.id: (s.code, s.name) for s in list_stations(office.db)}


def _records(records: list[BroughtBack], codes: _Names) -> list[dict[str, Json]]:
    return [
        {
            "kind": one.kind,
            "id": one.id,
            "root": one.root,
            "number": one.number or None,
            "station_code": codes.get(one.station_id, (None, ""))[0],
            "replica": one.replica,
            "brought_at": iso(one.at),
        }
        for one in records
    ]


def _replicas(replicas: list[ReplicaRow], codes: _Names) -> list[dict[str, Json]]:
    return [
        {
            "replica": r.id,
            "letter": r.letter,
            "station_code": codes.get(r.station_id, (None, ""))[0],
            "station_name": codes.get(r.station_id, (None, ""))[1],
            "last_seen_at": None if r.last_seen_at is None else iso(r.last_seen_at),
        }
        for r in replicas
    ]


def _unheard(words: Words, replicas: list[ReplicaRow], codes: _Names) -> list[str]:
    lines = []
    for r in replicas:
        code, name = codes.get(r.station_id, ("", ""))
        pc = f"{code}{r.letter}  {name}"
        lines.append("  " + words.tr("not heard: {pc}", pc=pc))
    return lines


def _lines(
    words: Words,
    records: list[BroughtBack],
    waiting: list[ReplicaRow] | None,
    codes: _Names,
) -> list[str]:
    """A line a case (or what else has parts) with how many of its records came."""
    counts: dict[str, list[BroughtBack]] = {}
    for one in records:
        counts.setdefault(one.root, []).append(one)
    lines = []
    for root, parts in counts.items():
        code = codes.get(parts[0].station_id, ("", ""))[0]
        records_said = words.ntr("{n} record", "{n} records", len(parts))
        lines.append(f"{iso(parts[0].at)}  {code}  {parts[0].number or root}  {records_said}")
    if not records:
        lines.append(words.tr("Nothing stands on the list."))
    if waiting is None:
        lines.append(words.tr("Nothing is waited for."))
    else:
        lines.append(words.tr("Still waited for:"))
        lines += _unheard(words, waiting, codes)
    return lines
