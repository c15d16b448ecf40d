"""Pictures as phones take them, made fit to be kept: smaller, upright, without place data.

Decoding a foreign file happens in a child process (`child`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from station_app.importing.child import run_child
from sync.clock import parse_iso

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
    head, rest = run_child("station_app.importing.picture_child", content, SECONDS, name)
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


def _time(text: str | None) -> int | None:
    try:
        return None if text is None else parse_iso(text)
    except (ValueError, OverflowError):
        return None
