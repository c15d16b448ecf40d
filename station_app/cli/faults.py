"""What is done with an exception nobody expected."""

from __future__ import annotations

import logging
import secrets
from pathlib import Path

from station_app.foundation.log import log_to
from sync.ledger.open import translate
from sync.problems import Problem

log = logging.getLogger(__name__)


def problem_or_log(error: Exception, logs: Path) -> Problem | str:
    """The world's doing as a Problem; else a short code, under which the log has the whole."""
    problem = translate(error)
    if problem is not None:
        return problem
    code = secrets.token_hex(3).upper()
    with log_to(logs, "station"):
        log.error("fault %s", code, exc_info=error)
    return code
