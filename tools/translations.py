"""Keeps the catalogues of `resources/translations` complete.

    tools/translations.py                 adds new sources to the catalogues, compiles them,
                                          tells what lacks a translation
    tools/translations.py --fill FILE     the same, and takes translations from a JSON object
                                          {source: translation} (`-`: standard input)
    tools/translations.py --prune         the same, and drops what no code says any more
    tools/translations.py --check         changes nothing, tells every fault, ends with 1 if any

Sources are the first texts of `tr("...")`, `ntr("...", "...", n)` and `mark("...")` calls in the
code and in the county's page templates, and every `label` declared in `sync/records`.
"""

from __future__ import annotations

import argparse
import fcntl
import io
import json
import re
import string
import struct
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.sources import Source, all_sources, room_of

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations" / "zh_CN"

HEADER = """\
# Chinese words: {room}.  Entries are added by `make translations`; the words are ours.
msgid ""
msgstr ""
"Language: zh_CN\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
MO_HEADER = (
    "Language: zh_CN\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Plural-Forms: nplurals=1; plural=0;\n"
)

Catalogues = dict[str, dict[Source, str]]
"""Room -> source -> translation, empty where it is still missing."""


def read_catalogues(folder: Path = FOLDER) -> Catalogues:
    """What stands in the `.po` files; a fuzzy entry counts as not translated."""
    rooms: Catalogues = {}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale="zh_CN", abort_invalid=True)
        rooms[path.stem] = dict(_entry(message) for message in catalogue if message.id)
    return rooms


def _entry(message: Message) -> tuple[Source, str]:
    ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    texts = (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))
    return Source(ids[0], ids[1] if len(ids) > 1 else None), "" if message.fuzzy else texts[0]


def po_bytes(room: str, entries: Mapping[Source, str]) -> bytes:
    """A catalogue's file: sorted, without places or dates, so that two people's additions merge."""
    catalogue = Catalog(locale="zh_CN")
    for source, text in entries.items():
        if source.many is None:
            catalogue.add(source.one, text)
        else:
            catalogue.add((source.one, source.many), (text,))
    file = io.BytesIO()
    write_po(file, catalogue, omit_header=True, sort_output=True, width=100)
    return HEADER.format(room=room).encode() + file.getvalue()


def mo_bytes(entries: Mapping[Source, str]) -> bytes:
    """The compiled catalogue (GNU .mo, version 0), the same bytes for the same words."""
    pairs = [(b"", MO_HEADER.encode())]
    for source, text in entries.items():
        if text:
            key = source.one if source.many is None else f"{source.one}\0{source.many}"
            pairs.append((key.encode(), text.encode()))
    pairs.sort()
    tables_end = 28 + 16 * len(pairs)
    index: tuple[list[int], list[int]] = ([], [])
    heap = bytearray()
    for column in (0, 1):
        for pair in pairs:
            index[column].extend((len(pair[column]), tables_end + len(heap)))
            heap += pair[column] + b"\0"
    head = (0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, tables_end)
    return struct.pack(f"<7I{4 * len(pairs)}I", *head, *index[0], *index[1]) + bytes(heap)


def faults(sources: Collection[Source], rooms: Catalogues, folder: Path = FOLDER) -> list[str]:
    """Everything that keeps the catalogues from being complete and tidy, in words."""
    found: list[str] = []
    home: dict[Source, str] = {}
    for room, entries in rooms.items():
        for source, text in entries.items():
            if source in home:
                found.append(f"{room}: also in {home[source]}: {source.one!r}")
            home[source] = room
            if source not in sources:
                found.append(f"{room}: no code says it any more: {source.one!r}")
            elif not text:
                found.append(f"{room}: no translation: {source.one!r}")
            else:
                found += [
                    f"{room}: {fault}: {source.one!r}" for fault in _text_faults(source, text)
                ]
        compiled = folder / f"{room}.mo"
        if not compiled.is_file() or compiled.read_bytes() != mo_bytes(entries):
            found.append(f"{room}: the .mo is not the .po's; run `make translations`")
    found += [f"not in any catalogue: {source.one!r}" for source in sources if source not in home]
    return found


def _text_faults(source: Source, text: str) -> list[str]:
    found = []
    if _places(text) != (_places(source.one) | _places(source.many or "")):
        found.append("its {places} differ")
    if text == source.one and re.search("[a-z]{4}", text):
        found.append("it is still English")
    return found


def _places(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return {"(braces that do not pair)"}


def merge(
    sources: Mapping[Source, str], rooms: Catalogues, filled: Mapping[str, str], *, prune: bool
) -> Catalogues:
    """The catalogues with new sources added, each kept where it stands already.

    `sources` maps each source to the room that says it first.
    """
    merged = {room: dict(entries) for room, entries in rooms.items()}
    home = {source: room for room, entries in merged.items() for source in entries}
    for source, room in sources.items():
        place = merged.setdefault(home.get(source, room), {})
        place[source] = filled.get(source.one, place.get(source, ""))
    if prune:
        seen: set[Source] = set()
        for room, entries in merged.items():
            merged[room] = {s: t for s, t in entries.items() if s in sources and s not in seen}
            seen |= merged[room].keys()
    return merged


def write_catalogues(rooms: Catalogues, folder: Path = FOLDER) -> None:
    """Writes each catalogue and its compiled twin where they changed."""
    for room, entries in rooms.items():
        for path, content in (
            (folder / f"{room}.po", po_bytes(room, entries)),
            (folder / f"{room}.mo", mo_bytes(entries)),
        ):
            if not path.is_file() or path.read_bytes() != content:
                path.write_bytes(content)


def main() -> int:
    parser = argparse.ArgumentParser(description="Keeps the catalogues complete.")
    parser.add_argument("--fill", metavar="FILE")
    parser.add_argument("--prune", action="store_true")
    parser.add_argument("--check", action="store_true")
    wanted = parser.parse_args()
    sources = {source: room_of(paths[0]) for source, paths in all_sources(ROOT).items()}
    if not wanted.check:
        text = "{}" if wanted.fill is None else _read(wanted.fill)
        FOLDER.mkdir(parents=True, exist_ok=True)
        with (FOLDER.parent / "README.md").open("rb") as lock:
            # Two people may run this in one work tree; the second waits.
            fcntl.flock(lock, fcntl.LOCK_EX)
            rooms = read_catalogues()
            write_catalogues(merge(sources, rooms, json.loads(text), prune=wanted.prune))
    found = faults(sources, read_catalogues())
    print("\n".join([*found, f"{len(sources)} sources, {len(found)} faults"]))
    return 1 if found and wanted.check else 0


def _read(name: str) -> str:
    return sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")


if __name__ == "__main__":
    sys.exit(main())
