"""Files from outside are opened in a child process with bounded memory and time: what breaks a
decoder breaks that one only."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from sync.problems import Problem, ProblemKind

MEMORY_BYTES = 1536 * 1024 * 1024


def run_child(module: str, content: bytes, seconds: int, name: str = "") -> tuple[bytes, bytes]:
    """What a program of ours makes of a file: its first line, and the rest.

    The program ends with 0, or with 3 where the file cannot be opened.  Problem FILE_DAMAGED,
    naming the file, then and where the bounds were reached.
    """
    try:
        ended = subprocess.run(
            [sys.executable, "-I", "-m", module],
            input=content,
            capture_output=True,
            timeout=seconds,
            check=False,
            preexec_fn=_bounds(seconds),
        )
    except subprocess.TimeoutExpired:
        raise Problem(ProblemKind.FILE_DAMAGED, name=name) from None
    if ended.returncode == 1:
        raise RuntimeError(f"{module} failed: {ended.stderr[-2000:]!r}")
    head, _, rest = ended.stdout.partition(b"\n")
    if ended.returncode != 0 or not head:
        raise Problem(ProblemKind.FILE_DAMAGED, name=name)
    return head, rest


def _bounds(seconds: int) -> Callable[[], None] | None:
    """What the child does to itself first; Windows bounds only its time."""
    if sys.platform == "win32":
        return None
    import resource  # not on Windows

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    return bound
