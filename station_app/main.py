"""Puts everything together; nothing else does.

One function per program.  Each imports its floor inside, so that `station` never loads Qt and the
window's first paint waits for nothing it does not show.
"""

from __future__ import annotations

import sys

from sync.collector import search_seldom

SWITCH_S = 0.001
"""How long a thread beside the window may keep the interpreter from it, seconds: with Python's own
5 ms, pages loading in the background held a sign-in up for a tenth of a second."""


def station() -> None:
    """The `station` commands."""
    search_seldom()
    from station_app.cli.program import run

    sys.exit(run(sys.argv[1:]))


def station_app() -> None:
    """The window."""
    search_seldom()
    sys.setswitchinterval(SWITCH_S)
    from station_app.ui.shell.program import run

    sys.exit(run(sys.argv[1:]))
