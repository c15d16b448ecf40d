"""`station attach`."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from station_app.cli.call import DONE, Call
from station_app.cli.desks import writing
from station_app.cli.parsing import Usage
from station_app.usecases.attachments import (
    OWN_WORK,
    Handed,
    attach_file,
    attach_thing,
    owner_of,
)
from sync.problems import Problem, refused


def attach(call: Call) -> int:
    """Each file is answered by a line of its own; a refused one does not keep the others back.

    Without a file, a thing or a paper is noted, which needs its title and where it is kept.
    """
    if not call.several("file") and not call.text("place"):
        raise Usage(call.tr("Name files, or with --place where a thing without a file is kept."))
    ended = DONE
    with writing(call) as desk:
        owner, root_id = owner_of(desk.ledger, call.text("id"))
        usual = OWN_WORK if owner != "case" else Handed()
        copied = usual.is_original if call.several("file") else "original"
        handed = Handed(
            call.text("title"),
            call.text("kind"),
            call.text("by") or usual.provided_by,
            call.text("original") or copied,
            call.text("place"),
        )
        if not call.several("file"):
            if owner != "case":
                raise refused(file="missing")
            noted = desk.with_room(partial(attach_thing, desk, root_id, handed))
            call.line(noted.json())
        only_one = len(call.several("file")) == 1
        for name in call.several("file"):
            try:
                job = partial(attach_file, desk, root_id, Path(name), handed, owner)
                taken = desk.with_room(job)
                call.line(taken.json())
            except Problem as problem:
                if not problem.fields:
                    problem.fields["file"] = Path(name).name
                ended = max(ended, call.tell(problem, alone=only_one))
    return ended
