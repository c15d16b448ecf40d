"""`station attach`."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from station_app.cli.call import DONE, Call
from station_app.cli.desks import writing
from station_app.cli.parsing import Usage
from station_app.usecases.attachments import Handed, attach_file, attach_thing
from station_app.usecases.reading.case_detail import find_case
from sync.problems import Problem


def attach(call: Call) -> int:
    """Each file is answered by a line of its own; a refused one does not keep the others back.

    Without a file, a thing or a paper is noted, which needs its title and where it is kept.
    """
    if not call.several("file") and not call.text("place"):
        raise Usage(call.tr("Name files, or with --place where a thing without a file is kept."))
    handed = Handed(
        call.text("title"),
        call.text("kind"),
        call.text("by") or "complainant",
        call.text("original") or ("copy_unchecked" if call.several("file") else "original"),
        call.text("place"),
    )
    ended = DONE
    with writing(call) as desk:
        case_id = find_case(desk.ledger, call.text("id"))
        if not call.several("file"):
            noted = desk.with_room(partial(attach_thing, desk, case_id, handed))
            call.line(noted.json())
        for name in call.several("file"):
            try:
                taken = desk.with_room(partial(attach_file, desk, case_id, Path(name), handed))
                call.line(taken.json())
            except Problem as problem:
                if not problem.fields:
                    problem.fields["file"] = Path(name).name
                ended = max(ended, call.tell(problem))
    return ended
