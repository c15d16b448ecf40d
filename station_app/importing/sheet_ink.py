"""How much ink stands in each line of a sign-in sheet that has been found in a picture.

Each line's boxes are squared by the lines of the frame itself, so that bent paper and a finder's
half pixel don't matter; paper's own brightness is taken out by a morphological closing, which
keeps the edge of a shadow where it is and fills in only what is as narrow as a stroke.

Pillow does all work on pixels.  NumPy and OpenCV would bring 70 to 100 MB for what takes a second
a sheet without them: the finder takes Pillow's pictures, and what is counted here in Python are
runs of ink, a few thousand a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageChops, ImageFilter, ImageMath

from station_app.foundation.sign_in_form import Box, Column, cell
from station_app.importing.sheet_blobs import Blob, blobs_of
from station_app.importing.sheet_codes import Flat, Point, flatten

SCALE = 8
"""Pixels a millimetre of the squared boxes."""

AROUND = 2.0
"""Millimetres around the boxes that are looked at for the frame's lines."""

INSIDE = 0.6
"""Millimetres from the middle of a frame's line to where the box is taken for paper."""

EDGE_MM = 3.0
"""How far a neighbour's stroke reaches into a box, at most, to be taken for its short end."""

_SEARCH = 1.7
_STROKE_MM = 2.25
"""Wider than any stroke of a pen or marker: the paper shows on both sides of it."""


@dataclass(frozen=True, slots=True)
class Ink:
    """What stands in one line.  Areas in square millimetres.

    `blobs`: dark ink in the signature box.  `weak`: traces near the border of what can be seen;
    `weak_edge`: of these, what reaches in from the upper or lower side by no more than `EDGE_MM`.
    `red`: red ink of a stamp pad.  `broad`: what is wider than any stroke and much darker than the
    paper of its line: a blot, something that lies on it, or the edge of a deep shadow.  `time`: ink
    in the time box.  `depth`: how dark the frame's lines came out, 0 to 1; `noise`: the paper's own
    unrest, in the same measure.
    """

    blobs: tuple[Blob, ...]
    weak: float
    weak_edge: float
    red: float
    broad: float
    time: float
    depth: float
    noise: float


def boxes_of(line: int) -> tuple[Box, Box]:
    """The boxes for signature and time."""
    return cell(Column.SIGNATURE, line), cell(Column.TIME, line)


def warp(
    picture: Image.Image,
    flat: Flat,
    box: Box,
    scale: float = SCALE,
    way: Image.Resampling = Image.Resampling.BILINEAR,
) -> Image.Image:
    """A part of the paper as if photographed from straight above."""
    a, b, c, d, e, f, g, i = flat.h
    # From the part's pixels to millimetres, then to the picture.
    one = 1 / scale
    row1 = (a * one, b * one, a * box.left + b * box.top + c)
    row2 = (d * one, e * one, d * box.left + e * box.top + f)
    row3 = (g * one, i * one, g * box.left + i * box.top + 1.0)
    last = row3[2]
    size = (round(box.width * scale), round(box.height * scale))
    return picture.transform(
        size,
        Image.Transform.PERSPECTIVE,
        tuple(value / last for value in (*row1, *row2, *row3[:2])),
        way,
        fillcolor="white" if picture.mode == "L" else (255, 255, 255),
    )


@dataclass(frozen=True, slots=True)
class Lined:
    """A line's own `flat`, and how dark its frame is (see `Ink`)."""

    flat: Flat
    depth: float


def find_lines(grey: Image.Image, flat: Flat, line: int) -> Lined | None:
    """Squares one line by its frame; None where the frame is not where it should be."""
    sign, time = boxes_of(line)
    part = _around(sign, time)
    squared = warp(grey, flat, part)
    dark = darkness(squared, paper_of(squared))
    wide, high = dark.size
    data = dark.tobytes()

    def at(x: float, y: float) -> tuple[int, int]:
        return round((x - part.left) * SCALE), round((y - part.top) * SCALE)

    half = sign.left + sign.width / 2
    spans = ((sign.left + 1, half), (half, sign.right - 1), (time.left + 1, time.right - 1))
    found: dict[float, list[Point]] = {}
    depths = []
    for edge in (sign.top, sign.bottom):
        for start, end in spans:
            (x1, y), (x2, _) = at(start, edge), at(end, edge)
            rows = {n: data[n * wide + x1 : n * wide + x2] for n in _near(y, high)}
            best, depth = _darkest(rows)
            depths.append(depth)
            found.setdefault(edge, []).append(((start + end) / 2, best / SCALE + part.top))
    shifts = []
    for edge in (sign.left, sign.right, time.right):
        (x, y1), (_, y2) = at(edge, sign.top + 1), at(edge, sign.bottom - 1)
        columns = {n: data[y1 * wide + n : y2 * wide : wide] for n in _near(x, wide)}
        best, depth = _darkest(columns)
        depths.append(depth)
        shifts.append(best / SCALE + part.left - edge)
    least = sorted(depths)[2]
    if least < _LEAST_DEPTH:
        return Lined(flat, least)
    if not _plausible(found, shifts, sign.height):
        return None
    pairs = []
    for edge, points in found.items():
        for side, shift in zip((sign.left, sign.right, time.right), shifts, strict=True):
            pairs.append(((side, edge), flat.pixel(side + shift, _height_at(points, side))))
    own = flatten(pairs)
    return None if own is None else Lined(own, least)


_LEAST_DEPTH = 0.12
"""Below, a frame's line cannot be told from the paper's unrest."""


def _around(sign: Box, time: Box) -> Box:
    return Box(
        sign.left - AROUND,
        sign.top - AROUND,
        time.right - sign.left + 2 * AROUND,
        sign.height + 2 * AROUND,
    )


def _near(place: int, end: int) -> range:
    reach = round(_SEARCH * SCALE)
    return range(max(0, place - reach), min(end, place + reach + 1))


def _darkest(rows: dict[int, bytes]) -> tuple[float, float]:
    """Where a line runs (between pixels), and how dark it is.

    Taken at the fortieth hundredth, a line must be dark nearly all along, as no stroke is.
    """
    levels = {n: sorted(row)[len(row) * 2 // 5] if row else 0 for n, row in rows.items()}
    ground = sorted(levels.values())[len(levels) // 2]
    best = max(levels, key=lambda n: levels[n])
    near = {n: max(0, levels.get(n, 0) - ground) for n in range(best - 3, best + 4)}
    weight = sum(near.values())
    middle = sum(n * v for n, v in near.items()) / weight if weight else float(best)
    return middle + 0.5, (levels[best] - ground) / 255


def _plausible(found: dict[float, list[Point]], shifts: list[float], height: float) -> bool:
    """Whether the frame found is one line's frame and not its neighbours'."""
    above, below = found.values()
    gaps = [low[1] - high[1] for high, low in zip(above, below, strict=True)]
    if max(abs(gap - height) for gap in gaps) > 0.6:
        return False
    return max(shifts) - min(shifts) <= 0.8


def _height_at(points: list[Point], x: float) -> float:
    """Along the broken line through the points, and straight on past its ends."""
    for one, other in pairwise(points):
        if x <= other[0] or other is points[-1]:
            share = (x - one[0]) / (other[0] - one[0])
            return one[1] + share * (other[1] - one[1])
    raise ValueError(points)


def darkness(grey: Image.Image, paper: Image.Image) -> Image.Image:
    """How much darker than the paper around it each pixel is: 0 paper, 255 black."""
    made: Image.Image = ImageMath.lambda_eval(
        lambda names: names["convert"](
            names["max"](names["p"] - names["g"], 0) * 255 / names["max"](names["p"], 1), "L"
        ),
        p=paper,
        g=grey,
    )
    return made


def paper_of(grey: Image.Image) -> Image.Image:
    """What the paper's brightness would be without ink."""
    small = grey.reduce(2)
    reach = round(_STROKE_MM * SCALE / 2) | 1
    spread = _spread(small, reach)
    closed = ImageChops.invert(_spread(ImageChops.invert(spread), reach))
    return closed.resize(grey.size, Image.Resampling.BILINEAR)


def _spread(grey: Image.Image, reach: int) -> Image.Image:
    """The brightest of a square of `reach` (odd) pixels around each.

    By doubling what was already compared; Pillow's own filter compares each with each, and takes
    most of a sheet's time.
    """
    wide, high = grey.size
    half = reach // 2
    made = grey.crop((-half, -half, wide + half, high + half))
    for across in (True, False):
        compared = 1
        while compared < reach:
            step = min(compared, reach - compared)
            x, y = (step, 0) if across else (0, step)
            made = ImageChops.lighter(made, made.crop((x, y, x + made.width, y + made.height)))
            compared += step
    return made.crop((0, 0, wide, high))


def measure(picture: Image.Image, lined: Lined, line: int) -> Ink:
    """The ink of one line of a picture (mode RGB), squared by `find_lines`."""
    sign, time = boxes_of(line)
    around = _around(sign, time)
    red, green, _ = warp(picture, lined.flat, around, way=Image.Resampling.BICUBIC).split()
    # Ink of red stamps is bright in red light: blue and black pens are read there.
    paper, paper_green = paper_of(red), paper_of(green)
    dark, dark_green = darkness(red, paper), darkness(green, paper_green)
    # Colour is packed more coarsely than brightness, so it is asked of a neighbourhood.
    near, near_green = (part.filter(ImageFilter.GaussianBlur(3)) for part in (dark, dark_green))
    reddish = ImageMath.lambda_eval(
        lambda names: names["convert"](
            names["max"](names["g"] - names["r"] - names["g"] * 3 / 10, 0) * 8, "L"
        ),
        r=near,
        g=near_green,
    )
    box, time_box = _inside(sign, around), _inside(time, around)
    ink, stamp = dark.crop(box), reddish.crop(box)
    ground, noise = _unrest(ink)
    strong = round(255 * max(0.13, 5 * noise, 0.30 * lined.depth)) + ground
    weak = round(255 * max(0.07, 3.5 * noise, 0.16 * lined.depth)) + ground
    beside_red = stamp.point(_above(40))
    red_ink = dark_green.crop(box).point(_above(strong))
    red_mask = ImageChops.darker(red_ink, beside_red)
    mask = _without(ink.point(_above(strong)), beside_red)
    faint = _without(ink.point(_above(weak)), beside_red)
    wide, high = ink.size
    pixel = 1 / SCALE**2
    traces = [b for b in blobs_of(faint.tobytes(), wide, high, SCALE) if not b.straight]
    written = dark.crop(time_box).point(_above(strong))
    return Ink(
        tuple(blobs_of(mask.tobytes(), wide, high, SCALE)),
        sum(b.area for b in traces),
        sum(b.area for b in traces if b.edge(high / SCALE) <= EDGE_MM),
        (red_mask.histogram()[255] + _red_blot(paper.crop(box), paper_green.crop(box))) * pixel,
        _blot(paper_green.crop(box)) * pixel,
        sum(b.area for b in blobs_of(written.tobytes(), *written.size, SCALE) if not b.straight),
        lined.depth,
        noise,
    )


_BLOT = 0.5
_RED_BLOT = 0.18


def _blot(paper: Image.Image) -> int:
    """Pixels of what was taken for paper, but is much darker than the line's lightest."""
    counts = paper.histogram()
    return sum(counts[: round(_level(counts, sum(counts) * 0.9) * _BLOT)])


def _red_blot(red: Image.Image, green: Image.Image) -> int:
    """The same for red: dark in green light, and lighter in red."""
    lightest = [_level(part.histogram(), red.width * red.height * 0.9) for part in (red, green)]
    made = ImageMath.lambda_eval(
        lambda names: names["convert"](
            names["max"](
                names["r"] * 255 / max(1, lightest[0]) - names["g"] * 255 / max(1, lightest[1]), 0
            ),
            "L",
        ),
        r=red,
        g=green,
    )
    return sum(made.histogram()[round(255 * _RED_BLOT) :])


def _inside(box: Box, part: Box) -> tuple[int, int, int, int]:
    return (
        round((box.left - part.left + INSIDE) * SCALE),
        round((box.top - part.top + INSIDE) * SCALE),
        round((box.right - part.left - INSIDE) * SCALE),
        round((box.bottom - part.top - INSIDE) * SCALE),
    )


def _unrest(ink: Image.Image) -> tuple[int, float]:
    """The usual darkness of paper (0 to 255), and its unrest (0 to 1).

    Told from the lighter half, which ink does not reach.
    """
    counts = ink.histogram()
    total = sum(counts)
    return _level(counts, total * 0.5), max(
        0.004, (_level(counts, total * 0.5) - _level(counts, total * 0.16)) / 255
    )


def _level(counts: list[int], wanted: float) -> int:
    passed = 0
    for level, count in enumerate(counts):
        passed += count
        if passed >= wanted:
            return level
    return len(counts) - 1


def _above(least: int) -> list[int]:
    return [255 if level >= least else 0 for level in range(256)]


def _without(mask: Image.Image, other: Image.Image) -> Image.Image:
    made = mask.copy()
    made.paste(0, mask=other)
    return made
