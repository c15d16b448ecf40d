"""Pictures as phones take them, made fit to be kept: smaller, upright, without place data.

Decoding a foreign file happens in a child process with bounded memory and time: what breaks a
decoder breaks that one only.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from sync.clock import parse_iso
from sync.problems import Problem, ProblemKind

MEMORY_BYTES = 1536 * 1024 * 1024
SECONDS = 30


@dataclass(frozen=True, slots=True)
class Picture:
    """`taken_at`: when the camera says it was taken, in milliseconds."""

    content: bytes
    mime: str
    width: int
    height: int
    preview: bytes
    taken_at: int | None


def prepare_picture(content: bytes, name: str = "") -> Picture:
    """At most 2,000 pixels on the long side, with a preview of at most 200 KB.

    Problem FILE_DAMAGED, naming the file, where it cannot be opened within bounds.
    """
    command = [sys.executable, "-I", "-m", "station_app.importing.picture_child"]
    try:
        ended = subprocess.run(
            command,
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            preexec_fn=_bounds(),
        )
    except subprocess.TimeoutExpired:
        raise Problem(ProblemKind.FILE_DAMAGED, name=name) from None
    if ended.returncode == 1:
        raise RuntimeError(f"the picture program failed: {ended.stderr[-2000:]!r}")
    head, _, rest = ended.stdout.partition(b"\n")
    if ended.returncode != 0 or not head:
        raise Problem(ProblemKind.FILE_DAMAGED, name=name)
    told = json.loads(head)
    size = int(told["size"])
    return Picture(
        rest[:size],
        told["mime"],
        told["width"],
        told["height"],
        rest[size : size + int(told["preview"])],
        _time(told["taken"]),
    )


def _bounds() -> Callable[[], None] | None:
    """What the child does to itself first; Windows bounds only its time."""
    if sys.platform == "win32":
        return None
    import resource  # not on Windows

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    return bound


def _time(text: str | None) -> int | None:
    try:
        return None if text is None else parse_iso(text)
    except (ValueError, OverflowError):
        return None
