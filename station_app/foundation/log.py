"""The program's log: what it did and with which ids, never with or about whom."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from sync.clock import SHANGHAI

FILE_BYTES = 1_000_000
OLD_FILES = 4
"""With the current file, at most 5 MB of log for each program."""

WITHHELD = "[withheld]"

_PERSONAL = re.compile(
    r"""
      [\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+    # names, addresses, what was told
    | \\u[2-9][0-9a-f]{3} (?: \\u[0-9a-f]{4} )*             # the same, as escapes in JSON
    | (?<![0-9A-Za-z-]) [1-9]\d{16}[0-9Xx] (?![0-9A-Za-z])  # identity numbers
    | (?<![0-9A-Za-z-]) (?:\+?86-?)? 1[3-9]\d{9} (?![0-9A-Za-z])   # mobile telephones
    | (?<![0-9A-Za-z-]) 0\d{2,3}-\d{7,8} (?!\d)                # fixed lines
    """,
    re.VERBOSE,
)


def withhold(text: str) -> str:
    """`text` without what may be personal.

    Our own messages are English and hold ids only; this stands behind them for what a library
    puts into its exception (a statement's parameters, a damaged line).
    """
    return _PERSONAL.sub(WITHHELD, text)


class _Lines(logging.Formatter):
    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        moment = datetime.fromtimestamp(record.created, SHANGHAI)
        return moment.isoformat(timespec="milliseconds")

    def format(self, record: logging.LogRecord) -> str:
        return withhold(super().format(record))


class _CappedFile(RotatingFileHandler):
    """A log file that never gets in the way: a full disk or a held file costs lines, no more."""

    def doRollover(self) -> None:
        try:
            super().doRollover()
        except OSError:
            # Windows lets nobody rename a file that another program reads: begin this one anew,
            # so that the cap holds whatever happens.
            Path(self.baseFilename).write_bytes(b"")

    def handleError(self, record: logging.LogRecord) -> None:
        """Says nothing: there is no better place to say it."""


@contextmanager
def log_to(folder: Path, program: str, level: int = logging.INFO) -> Iterator[None]:
    """Writes every log line of `level` and above to `<program>.log` in `folder`, while it lasts.

    Each program has a file of its own, since two must not rotate one.  Nothing is made on disk
    before the first line.
    """
    root = logging.getLogger()
    before = root.level
    root.setLevel(min(before, level) if before else level)
    handler: logging.Handler | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = _CappedFile(
            folder / f"{program}.log",
            maxBytes=FILE_BYTES,
            backupCount=OLD_FILES,
            encoding="utf-8",
            delay=True,
        )
    except OSError:
        # Without a folder to write to, the commands still say in words what is wrong.
        handler = logging.NullHandler()
    handler.setLevel(level)
    handler.setFormatter(_Lines("%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s"))
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
        handler.close()
