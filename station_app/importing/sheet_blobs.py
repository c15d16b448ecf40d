"""Pieces of ink that hang together, told from a black and white mask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

LEAST_MM2 = 0.09
"""Dust, and the unrest of a picture taken in the dark."""

_STRAIGHT_MM = 1.2
_NEAR_MM = 0.8


@dataclass(frozen=True, slots=True)
class Blob:
    """One piece.  Millimetres, from the upper left of its box's inside.

    `over`, `under`: where along x it touches the upper and the lower side; `sides`: whether it
    touches the left or the right.  `straight`: a narrow line from side to side: a fold, a ruler.
    """

    area: float
    left: float
    top: float
    right: float
    bottom: float
    over: tuple[tuple[float, float], ...]
    under: tuple[tuple[float, float], ...]
    sides: bool
    straight: bool

    @property
    def free(self) -> bool:
        """Whether it stays inside its box."""
        return not self.over and not self.under

    def edge(self, height: float) -> float:
        """How far it reaches in from the side that it touches; all the way where it is free."""
        reach = height if self.free or (self.over and self.under) else 0.0
        return max(reach, self.bottom if self.over else height - self.top)


Run = tuple[int, int, int]
"""Row, first and last + 1 pixel."""


def runs_of(mask: bytes, wide: int, high: int) -> Iterator[Run]:
    """Black stretches row by row; black is 255."""
    for row in range(high):
        begin = row * wide
        end = begin + wide
        start = mask.find(b"\xff", begin, end)
        while start >= 0:
            stop = mask.find(b"\x00", start, end)
            if stop < 0:
                stop = end
            yield row, start - begin, stop - begin
            start = mask.find(b"\xff", stop, end)


@dataclass(slots=True)
class _Piece:
    runs: list[Run] = field(default_factory=list)


def blobs_of(mask: bytes, wide: int, high: int, scale: int) -> list[Blob]:
    """The pieces of a mask of `scale` pixels a millimetre, without specks."""
    joined = Joined()
    above: list[tuple[Run, int]] = []
    here: list[tuple[Run, int]] = []
    labelled: list[tuple[Run, int]] = []
    last = -1
    for run in runs_of(mask, wide, high):
        if run[0] != last:
            above = here if run[0] == last + 1 else []
            here, last = [], run[0]
        name = joined.new()
        for other, label in above:
            # Corner to corner counts.
            if other[1] <= run[2] and run[1] <= other[2]:
                joined.join(label, name)
        here.append((run, name))
        labelled.append((run, name))
    pieces: dict[int, _Piece] = {}
    for run, name in labelled:
        pieces.setdefault(joined.root(name), _Piece()).runs.append(run)
    made = (_blob(piece.runs, wide, high, scale) for piece in pieces.values())
    return [blob for blob in made if blob.area >= LEAST_MM2]


def _blob(runs: Sequence[Run], wide: int, high: int, scale: int) -> Blob:
    area = sum(end - start for _, start, end in runs) / scale**2
    left, right = min(r[1] for r in runs), max(r[2] for r in runs)
    top, bottom = runs[0][0], runs[-1][0] + 1
    near = 2
    over = tuple((r[1] / scale, r[2] / scale) for r in runs if r[0] < near)
    under = tuple((r[1] / scale, r[2] / scale) for r in runs if r[0] >= high - near)
    at_left, at_right = left < near, right > wide - near
    narrow = _STRAIGHT_MM * scale
    upright = bool(over) and bool(under) and right - left <= narrow
    lying = at_left and at_right and bottom - top <= narrow
    return Blob(
        area,
        left / scale,
        top / scale,
        right / scale,
        bottom / scale,
        over,
        under,
        at_left or at_right,
        upright or lying,
    )


class Joined:
    """Names that stand for the same."""

    def __init__(self) -> None:
        self._above: list[int] = []

    def new(self) -> int:
        self._above.append(len(self._above))
        return len(self._above) - 1

    def root(self, name: int) -> int:
        while self._above[name] != name:
            self._above[name] = self._above[self._above[name]]
            name = self._above[name]
        return name

    def join(self, one: int, other: int) -> None:
        self._above[self.root(one)] = self.root(other)


def meet(under: Sequence[tuple[float, float]], over: Sequence[tuple[float, float]]) -> bool:
    """Whether a piece that leaves a box downwards goes on in the next.

    The frame lies between, so the place where it comes in again may have moved: the more, the
    longer it runs along the edge, which it then crosses slantwise.
    """
    for a in under:
        for b in over:
            near = _NEAR_MM + max(a[1] - a[0], b[1] - b[0])
            if a[0] - near <= b[1] and b[0] - near <= a[1]:
                return True
    return False
