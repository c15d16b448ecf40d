"""`station attach`."""

from __future__ import annotations

from pathlib import Path

from station_app.cli.call import DONE, Call
from station_app.cli.desks import writing
from station_app.usecases.attachments import Handed, attach_file
from station_app.usecases.reading.case_detail import find_case
from sync.problems import Problem


def attach(call: Call) -> int:
    """Each file is answered by a line of its own; a refused one does not keep the others back."""
    handed = Handed(
        call.text("title"),
        call.text("kind"),
        call.text("by") or "complainant",
        call.text("original") or "copy_unchecked",
    )
    ended = DONE
    with writing(call) as desk:
        case_id = find_case(desk.ledger, call.text("id"))
        for name in call.several("file"):
            try:
                call.line(attach_file(desk, case_id, Path(name), handed).json())
            except Problem as problem:
                if not problem.fields:
                    problem.fields["file"] = Path(name).name
                ended = max(ended, call.tell(problem))
    return ended
