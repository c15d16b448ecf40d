"""Finds the four codes of a sign-in sheet in a picture, and from them how the paper lies in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from station_app.foundation.sign_in_form import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    VERSION,
    Corner,
    SheetCode,
    code_box,
    read_code,
)
from station_app.importing.sheet_values import Answer

Point = tuple[float, float]
Matrix = Sequence[Sequence[float]]
LEAST_CORNERS = 3
LEAST_SCALE = 3.0
"""Pixels a millimetre; below, a thin pen's stroke is under one pixel."""

MOST_OFF_MM = 2.5
"""How far a corner of a code may lie from where flat paper would have it."""


@dataclass(frozen=True, slots=True)
class Flat:
    """From millimetres on the paper to pixels of the picture (a homography, row by row)."""

    h: tuple[float, ...]

    def pixel(self, x: float, y: float) -> Point:
        a, b, c, d, e, f, g, i = self.h
        under = g * x + i * y + 1.0
        return (a * x + b * y + c) / under, (d * x + e * y + f) / under

    def scale(self, x: float, y: float) -> float:
        """Pixels a millimetre around a place, in the direction that has fewer."""
        here = self.pixel(x, y)
        return min(
            _distance(here, self.pixel(x + 1, y)),
            _distance(here, self.pixel(x, y + 1)),
        )

    def turned_over(self) -> bool:
        """Whether the picture shows the paper mirrored."""
        zero, right = self.pixel(100, 150), self.pixel(101, 150)
        down = self.pixel(100, 151)
        across = (right[0] - zero[0]) * (down[1] - zero[1])
        return across - (right[1] - zero[1]) * (down[0] - zero[0]) <= 0


@dataclass(frozen=True, slots=True)
class Found:
    """`flat` and `code` (of any corner) only where the answer is READ."""

    answer: Answer
    code: SheetCode | None = None
    flat: Flat | None = None


@dataclass(frozen=True, slots=True)
class _Seen:
    code: SheetCode
    corners: tuple[Point, Point, Point, Point]
    """Upper left, upper right, lower right, lower left, in the code's own sense."""


def find_sheet(picture: Image.Image) -> Found:
    """What page of what sheet a picture (mode L) shows, and how it lies."""
    seen, foreign = _look(picture)
    if not seen:
        return Found(Answer.FOREIGN if foreign else Answer.NO_CODE)
    first = next(iter(seen.values())).code
    if any(_page_of(s.code) != _page_of(first) for s in seen.values()):
        return Found(Answer.TWO_SHEETS)
    if first.version != VERSION:
        return Found(Answer.NEWER_FORM, first)
    if len(seen) < LEAST_CORNERS:
        return Found(Answer.CODES_MISSING, first)
    pairs = [pair for code in seen.values() for pair in _pairs(code)]
    flat = flatten(pairs)
    if flat is None or flat.turned_over() or _off(flat, pairs) > MOST_OFF_MM:
        return Found(Answer.BENT, first)
    corners = [(x, y) for x in (10.0, PAGE_WIDTH - 10) for y in (10.0, PAGE_HEIGHT - 10)]
    if min(flat.scale(x, y) for x, y in corners) < LEAST_SCALE:
        return Found(Answer.TOO_SMALL, first)
    return Found(Answer.READ, first, flat)


def _page_of(code: SheetCode) -> tuple[int, str, str, int]:
    return code.version, code.session, code.roll, code.page


def _look(picture: Image.Image) -> tuple[dict[tuple[object, ...], _Seen], bool]:
    """The codes of this form by page and corner; whether there were others.

    A picture is looked at again, larger, smaller, sharper and in parts, only while a corner lacks.
    """
    seen: dict[tuple[object, ...], _Seen] = {}
    foreign = False
    # Not a constant: left to the end of the program, the library calls it a leak.
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    for part, left, top, factor in _views(picture):
        found = zxingcpp.read_barcodes(part, formats=formats, try_invert=False)
        for code in found:
            said = read_code(code.text)
            if said is None:
                foreign = True
                continue
            p = code.position
            corners = tuple(
                (left + at.x / factor, top + at.y / factor)
                for at in (p.top_left, p.top_right, p.bottom_right, p.bottom_left)
            )
            key = (*_page_of(said), said.corner)
            seen.setdefault(key, _Seen(said, (corners[0], corners[1], corners[2], corners[3])))
        if len(seen) >= len(Corner):
            break
    return seen, foreign


def _views(picture: Image.Image) -> Iterable[tuple[Image.Image, float, float, float]]:
    """(part, left, top, enlargement) of one look after another."""
    wide, high = picture.size
    yield picture, 0, 0, 1
    yield ImageOps.autocontrast(picture.filter(ImageFilter.GaussianBlur(1.2)), cutoff=2), 0, 0, 1
    yield picture.filter(ImageFilter.UnsharpMask(3, 250, 0)), 0, 0, 1
    if max(wide, high) > 2400:
        yield picture.reduce(2), 0, 0, 0.5
    # Overlapping parts: wherever a corner of the paper lies, it is whole in one of them.
    for row in (0, 1):
        for place in (0, 1):
            box = (place * wide * 2 // 5, row * high * 2 // 5)
            part = picture.crop((*box, box[0] + wide * 3 // 5, box[1] + high * 3 // 5))
            large = (
                part if max(part.size) > 2400 else part.resize((part.width * 2, part.height * 2))
            )
            factor = large.width / max(1, part.width)
            yield ImageOps.autocontrast(large, cutoff=1), box[0], box[1], factor


def _pairs(seen: _Seen) -> list[tuple[Point, Point]]:
    """Places on paper and in the picture.  A code's fourth corner has no eye: it is guessed by the
    finder, and left out."""
    box = code_box(seen.code.corner)
    upper_left, upper_right, _, lower_left = seen.corners
    return [
        ((box.left, box.top), upper_left),
        ((box.right, box.top), upper_right),
        ((box.left, box.bottom), lower_left),
    ]


def flatten(pairs: Sequence[tuple[Point, Point]]) -> Flat | None:
    """The homography nearest to the pairs (paper, picture); None where they leave it open."""
    # Around the middle and near one, so that squares of pixels don't drown the rest.
    middle = [
        sum(pair[side][axis] for pair in pairs) / len(pairs) for side in (0, 1) for axis in (0, 1)
    ]
    size = [
        max(abs(p[s][a] - middle[2 * s + a]) for p in pairs for a in (0, 1)) or 1.0 for s in (0, 1)
    ]
    rows: list[list[float]] = []
    for (mx, my), (px, py) in pairs:
        x, y = (mx - middle[0]) / size[0], (my - middle[1]) / size[0]
        u, v = (px - middle[2]) / size[1], (py - middle[3]) / size[1]
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    normal = [
        [sum(row[i] * row[j] for row in rows) for j in range(8)]
        + [sum(row[i] * row[8] for row in rows)]
        for i in range(8)
    ]
    solved = solve(normal)
    if solved is None:
        return None
    near = [solved[0:3], solved[3:6], [solved[6], solved[7], 1.0]]
    into: Matrix = [
        [1 / size[0], 0, -middle[0] / size[0]],
        [0, 1 / size[0], -middle[1] / size[0]],
        [0, 0, 1],
    ]
    back: Matrix = [[size[1], 0, middle[2]], [0, size[1], middle[3]], [0, 0, 1]]
    whole = _times(back, _times(near, into))
    last = whole[2][2]
    if abs(last) < 1e-9:
        return None
    flat = [value / last for row in whole for value in row]
    return Flat(tuple(flat[:8]))


def solve(rows: list[list[float]]) -> list[float] | None:
    """The solution of linear equations (the right side is the last column); None if there is no
    single one."""
    size = len(rows)
    work = [list(row) for row in rows]
    for column in range(size):
        pivot = max(range(column, size), key=lambda r: abs(work[r][column]))
        if abs(work[pivot][column]) < 1e-12:
            return None
        work[column], work[pivot] = work[pivot], work[column]
        lead = work[column][column]
        work[column] = [value / lead for value in work[column]]
        for row in range(size):
            factor = work[row][column]
            if row != column and factor:
                work[row] = [a - factor * b for a, b in zip(work[row], work[column], strict=True)]
    return [row[size] for row in work]


def _times(a: Matrix, b: Matrix) -> list[list[float]]:
    return [[sum(a[i][k] * b[k][j] for k in range(3)) for j in range(3)] for i in range(3)]


def _off(flat: Flat, pairs: Iterable[tuple[Point, Point]]) -> float:
    """The largest distance between where a corner is and where it should be, in millimetres."""
    return max(
        _distance(flat.pixel(*paper), pixel) / max(1e-6, flat.scale(*paper))
        for paper, pixel in pairs
    )


def _distance(a: Point, b: Point) -> float:
    return float(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5)
