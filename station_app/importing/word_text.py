"""The words of a Word file, read in the limited child."""

from __future__ import annotations

import json

from station_app.importing.child import run_child

SECONDS = 20


def read_word(content: bytes, name: str = "") -> list[str]:
    """Its paragraphs.  Problem FILE_DAMAGED, naming the file, where it cannot be read."""
    head, _ = run_child("station_app.importing.text_child", content, SECONDS, name)
    return [str(one) for one in json.loads(head)["paragraphs"]]
