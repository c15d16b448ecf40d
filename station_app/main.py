"""Puts everything together; nothing else does.

One function per program.  Each imports its floor inside, so that `station` never loads Qt and the
window's first paint waits for nothing it does not show.
"""

from __future__ import annotations

import sys

from sync.collector import search_seldom


def station() -> None:
    """The `station` commands."""
    search_seldom()
    from station_app.cli.program import run

    sys.exit(run(sys.argv[1:]))


def station_app() -> None:
    """The window."""
    search_seldom()
    from station_app.ui.shell.program import run

    sys.exit(run(sys.argv[1:]))
