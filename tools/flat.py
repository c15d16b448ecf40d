"""Pictures of the window as small files: few colours, the commonest and the design's own exact."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path

from PIL import Image

from station_app.ui.common.look import DARK, LIGHT, Palette

MOST = 256
"""Colours of a PNG with a table of them."""
COMMONEST = 96

Colour = tuple[int, int, int]


def save_flat(picture: Image.Image, place: Path) -> None:
    """What is seldom on a picture, as one dot of a colour, keeps that colour all the same."""
    full = picture.convert("RGB")
    dots = array("I", full.convert("RGBX").tobytes())
    counts = Counter(dots)
    seen = {number: _colour(number) for number in counts}
    table = _table(full, [seen[number] for number, _ in counts.most_common()])
    places = {colour: n for n, colour in enumerate(table)}
    nearest = {
        number: places[colour] if colour in places else _nearest(colour, table)
        for number, colour in seen.items()
    }
    flat = Image.frombytes("P", full.size, bytes(map(nearest.__getitem__, dots)))
    flat.putpalette([part for colour in table for part in colour])
    flat.save(place, optimize=True)


def _colour(dot: int) -> Colour:
    red, green, blue, _ = dot.to_bytes(4, "little")
    return red, green, blue


def _table(full: Image.Image, by_count: Sequence[Colour]) -> list[Colour]:
    """The commonest, those of the design that are there, and what the edges of letters need."""
    design = {
        getattr(look, f.name).removeprefix("#") for look in (LIGHT, DARK) for f in fields(Palette)
    }
    named = {_of_hex(name) for name in design}
    kept = list(dict.fromkeys([*by_count[:COMMONEST], *(c for c in by_count if c in named)]))
    parts = full.quantize(MOST - len(kept), dither=Image.Dither.NONE).getpalette() or []
    others = zip(parts[0::3], parts[1::3], parts[2::3], strict=True)
    return list(dict.fromkeys([*kept, *others]))[:MOST]


def _of_hex(name: str) -> Colour:
    red, green, blue = bytes.fromhex(name)
    return red, green, blue


def _nearest(colour: Colour, table: Iterable[Colour]) -> int:
    red, green, blue = colour
    far = [(red - r) ** 2 + (green - g) ** 2 + (blue - b) ** 2 for r, g, b in table]
    return far.index(min(far))
