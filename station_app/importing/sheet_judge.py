"""From the ink of a page's lines to signed, empty or unsure.

What lies near a border is unsure: a person looks at it.  The figures were set by looking at what
200 made-up pictures gave (`tests/importing/sheet_variants.py`), with room on both sides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from station_app.foundation.sign_in_form import Column, cell
from station_app.importing.sheet_blobs import Blob, Joined, meet
from station_app.importing.sheet_ink import EDGE_MM, INSIDE, Ink
from station_app.importing.sheet_values import Mark, Why

SIGNED_MM2 = 7.0
"""Ink of a signature at least: some 17 mm of a pen's stroke.  A tick has 3 to 5."""

SIGNED_WIDE_MM = 7.0
INSIDE_MM2 = 3.0
"""Ink at least that stays in the box: a neighbour's stroke or a stamp's edge comes from outside."""

_TALL_MM = 6.0
EMPTY_MM2 = 0.4
"""Ink of an empty box at most: a speck."""

WEAK_MM2 = 1.6
RED_MM2 = 1.5
BROAD_MM2 = 4.0
TIME_MM2 = 2.5
_OWN = 0.6
"""The share of a piece of ink that makes its line the one it belongs to."""

_ACROSS = 0.45
_NEARLY = 0.8
_LENT_MM2 = 5.0
LEAST_DEPTH = 0.17
MOST_NOISE = 0.055


@dataclass(frozen=True, slots=True)
class Judged:
    mark: Mark
    confidence: float
    why: Why = Why.NONE


@dataclass(slots=True)
class _Share:
    own: float = 0.0
    across: float = 0.0
    lent: float = 0.0
    """The end of a neighbour's stroke, at the edge of the box; no line is signed by it."""
    left: float = 1e9
    right: float = 0.0
    inside: float = 0.0
    """Of `own`, what no other line can have lent: it stays in the box, or fills its height."""


def judge_page(inks: Sequence[Ink | None]) -> list[Judged]:
    """What each line says; None for a line whose frame was not found."""
    shares = _share_out(inks)
    return [
        Judged(Mark.UNSURE, 0, Why.PLACE) if ink is None else _judge(ink, share)
        for ink, share in zip(inks, shares, strict=True)
    ]


def _share_out(inks: Sequence[Ink | None]) -> list[_Share]:
    """Whose ink is whose: what runs through several lines belongs to the one that has most of it,
    or, as the ring of a stamp, to none."""
    joined = Joined()
    pieces = [(line, blob) for line, ink in enumerate(inks) if ink for blob in ink.blobs]
    names = [joined.new() for _ in pieces]
    for one, (line, blob) in enumerate(pieces):
        for other, (next_line, next_blob) in enumerate(pieces):
            if next_line == line + 1 and meet(blob.under, next_blob.over):
                joined.join(names[one], names[other])
    areas: dict[int, dict[int, float]] = {}
    for name, (line, blob) in zip(names, pieces, strict=True):
        by_line = areas.setdefault(joined.root(name), {})
        by_line[line] = by_line.get(line, 0.0) + blob.area
    shares = [_Share() for _ in inks]
    for name, (line, blob) in zip(names, pieces, strict=True):
        if blob.straight:
            continue
        by_line = areas[joined.root(name)]
        share = shares[line]
        if by_line[line] >= _OWN * sum(by_line.values()):
            share.own += blob.area
            if blob.free or blob.bottom - blob.top >= _TALL_MM:
                share.inside += blob.area
            share.left, share.right = min(share.left, blob.left), max(share.right, blob.right)
        elif _lent(blob, by_line):
            share.lent += blob.area
        else:
            share.across += blob.area
    return shares


def _lent(blob: Blob, by_line: Mapping[int, float]) -> bool:
    """Whether it is the short end of what another single line has nearly all of."""
    inner = cell(Column.SIGNATURE, 0).height - 2 * INSIDE
    most = max(by_line.values())
    return (
        blob.edge(inner) <= EDGE_MM
        and blob.area <= _LENT_MM2
        and most >= SIGNED_MM2
        and most >= _NEARLY * sum(by_line.values())
    )


def _judge(ink: Ink, share: _Share) -> Judged:
    if ink.depth < LEAST_DEPTH or ink.noise > MOST_NOISE:
        return Judged(Mark.UNSURE, 0, Why.BLURRED)
    wide = share.right - share.left
    if ink.red > RED_MM2 and share.own < max(2 * SIGNED_MM2, ink.red / 3):
        # Red's edge may look dark: beside it only a strong signature counts.
        return Judged(Mark.UNSURE, 0, Why.RED)
    # A blot has a dark rim; a marker's crowded strokes have more ink than closed places.
    if ink.broad > BROAD_MM2 and share.own < 2 * ink.broad:
        return Judged(Mark.UNSURE, 0, Why.DARK)
    if share.own >= SIGNED_MM2 and wide >= SIGNED_WIDE_MM:
        if share.across > _ACROSS * share.own or share.inside < INSIDE_MM2:
            return Judged(Mark.UNSURE, 0, Why.ACROSS)
        return Judged(Mark.SIGNED, round(min(1.0, share.own / (4 * SIGNED_MM2)), 2))
    if share.across > EMPTY_MM2:
        return Judged(Mark.UNSURE, 0, Why.ACROSS)
    # A stroke's blurred edge is weak ink too.
    weak = ink.weak - (ink.weak_edge if share.lent else 0)
    if share.own > EMPTY_MM2 or weak > WEAK_MM2:
        return Judged(Mark.UNSURE, 0, Why.LITTLE)
    if ink.time > TIME_MM2:
        return Judged(Mark.UNSURE, 0, Why.TIME_ONLY)
    return Judged(
        Mark.EMPTY,
        round(1 - max(share.own / EMPTY_MM2, weak / WEAK_MM2, share.lent / _LENT_MM2) / 2, 2),
    )
