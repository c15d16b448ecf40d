"""The desk a command works at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from station_app.cli.call import Call
from station_app.cli.parsing import Usage
from station_app.usecases.desk import Desk, desk_for
from sync.ledger.disk import Reserve
from sync.problems import Problem


@contextmanager
def reading(call: Call) -> Iterator[Desk]:
    """An open desk for a command that works beside whoever writes."""
    with _desk(call, write=False) as desk:
        yield desk


@contextmanager
def writing(call: Call) -> Iterator[Desk]:
    """An open desk that nobody else writes to meanwhile; waits up to 10 seconds for it."""
    with _desk(call, write=True) as desk:
        yield desk


@contextmanager
def one_account(call: Call) -> Iterator[None]:
    """Usage where there are several accounts and nobody said which."""
    try:
        yield
    except Problem as problem:
        if problem.fields == {"login": "required"}:
            raise Usage(call.tr("There are several accounts; say which with --user.")) from None
        raise


@contextmanager
def _desk(call: Call, *, write: bool) -> Iterator[Desk]:
    with ExitStack() as open_for_now:
        reserve = Reserve(call.folder)
        held = reserve.held()
        open_for_now.callback(lambda: _tell_of_room(call, held and not reserve.held()))
        with one_account(call):
            desk = open_for_now.enter_context(
                desk_for(call.folder, call.login, call.password, write=write)
            )
        if desk.only_reads:
            call.note(
                "read_only",
                call.tr(
                    "Nothing can be written to this folder, so a copy of the ledger is read: "
                    "nothing can be changed there or shown in full. To work with it, copy the "
                    "whole folder to this PC's own disk."
                ),
            )
        yield desk


def _tell_of_room(call: Call, used: bool) -> None:
    if used:
        call.note(
            "room_used",
            call.tr(
                "The disk is full. The room kept back for this was used: free some space soon."
            ),
        )
