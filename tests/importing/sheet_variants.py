"""Sign-in sheets as they come back: printed by our own paper path, written on, photographed.

    python -m tests.importing.sheet_variants             all 200, with the counts
    python -m tests.importing.sheet_variants --first 40 --count 5 --keep build/sheets

Every variant follows from its number alone.  Two of three are moderate: a phone held roughly
straight in a lit room; the third is hard: dim, blurred, small, badly packed, stamped in grey.
"""

from __future__ import annotations

import argparse
import io
import math
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from station_app.documents.sign_in_sheet import Attendee, SheetHead, SignInSheet, sheet_pages
from station_app.foundation.sign_in_form import LINES, PAGE_HEIGHT, PAGE_WIDTH, Box, Column, cell
from station_app.importing.sheet_child import marks, read, upright
from station_app.importing.sheet_codes import flatten
from station_app.importing.sheet_values import Answer, Mark, SheetRead
from station_app.printing.millimetres import write_paper
from sync.clock import SHANGHAI
from sync.words import load_words

DPI = 220
DOTS = DPI / 25.4
COUNT = 200
MODERATE_UNSURE = 0.08
"""At most this share of plainly signed or empty lines may be unsure in moderate variants."""

HARD_UNSURE = 0.2
SESSION = "0198f0aa-1111-7abc-8def-0123456789ab"
PEOPLE = tuple(
    Attendee(f"person-{n}", name, "镇东村村民委员会", f"1380013{8000 + n}")
    for n, name in enumerate(
        f"{family}{given}"
        for family in "李王张刘陈杨赵黄周吴徐"
        for given in ("建国", "秀英", "志强")
    )
)


class Written(StrEnum):
    """What was done to a line."""

    SIGNED = "signed"
    EMPTY = "empty"
    TICK = "tick"
    THUMB = "thumb"
    TIME_ONLY = "time_only"


FORBIDDEN = {
    Written.SIGNED: {Mark.EMPTY},
    Written.EMPTY: {Mark.SIGNED},
    Written.TICK: {Mark.EMPTY},
    # In colour it is always unsure; a grey picture cannot tell it from a signature.
    Written.THUMB: {Mark.EMPTY},
    Written.TIME_ONLY: {Mark.EMPTY, Mark.SIGNED},
}


@dataclass(frozen=True, slots=True)
class Variant:
    """`content`: the file a phone or scanner gave; `written`: line by line what is on the page."""

    number: int
    hard: bool
    content: bytes
    page: int
    written: tuple[Written, ...]
    what: str


@cache
def blank_pages(family: str) -> tuple[Image.Image, ...]:
    """The real sheet, printed by the program and drawn from its PDF."""
    head = SheetHead(
        "镇东村消费维权服务站",
        "新《市场监督管理投诉举报处理办法》解读",
        "2026年11月26日 周四 9:00 至 11:00",
        "大口屯镇政府二楼会议室",
        "2.0",
    )
    at = datetime(2026, 11, 25, 16, 5, tzinfo=SHANGHAI)
    sheet = SignInSheet(head, SESSION, PEOPLE, at, "李助理")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "sheet.pdf"
        write_paper(sheet_pages(sheet, load_words()), family, out)
        document = pypdfium2.PdfDocument(out)
        made = tuple(page.render(scale=DPI / 72).to_pil().convert("RGB") for page in document)
        document.close()
    return made


PENS = (
    ((25, 25, 30), 0.5),
    ((20, 20, 25), 0.7),
    ((35, 50, 140), 0.35),
    ((60, 85, 175), 0.3),
    ((80, 100, 190), 0.27),
    ((30, 40, 110), 0.5),
    ((15, 15, 15), 1.1),
)
PENCIL = ((115, 115, 118), 0.4)


def make(number: int, family: str) -> Variant:
    """One variant; the same for the same number."""
    rng = random.Random(f"sheet {number}")
    hard = number % 3 == 2
    pages = blank_pages(family)
    page = 1 + (rng.random() < 0.3)
    paper = pages[page - 1].copy()
    filled = len(PEOPLE) - (page - 1) * LINES
    written, what = [], []
    usual = rng.choice(PENS)
    for line in range(LINES):
        done = _choose(rng) if line < filled else Written.EMPTY
        pen = usual if rng.random() < 0.5 else rng.choice(PENS)
        if hard and rng.random() < 0.08:
            pen = PENCIL
        write_line(paper, rng, line, done, pen)
        written.append(done)
    if rng.random() < 0.25:
        what.append(_stamp(paper, rng))
    for _ in range(rng.randrange(12)):
        _speck(paper, rng)
    if rng.random() < 0.3:
        paper = _fold(paper, rng)
        what.append("fold")
    photo = _photograph(paper, rng, hard=hard)
    picture, told = photo
    return Variant(number, hard, picture, page, tuple(written), " ".join([*what, told]))


def _choose(rng: random.Random) -> Written:
    drawn = rng.random()
    for share, done in ((0.03, Written.TICK), (0.06, Written.THUMB), (0.09, Written.TIME_ONLY)):
        if drawn < share:
            return done
    return Written.SIGNED if drawn < 0.62 else Written.EMPTY


def write_line(
    paper: Image.Image,
    rng: random.Random,
    line: int,
    done: Written,
    pen: tuple[tuple[int, int, int], float],
) -> None:
    sign, at = cell(Column.SIGNATURE, line), cell(Column.TIME, line)
    if done is Written.SIGNED:
        _signature(paper, rng, sign, pen)
    elif done is Written.TICK:
        x, y = sign.left + sign.width / 2, sign.top + sign.height / 2
        _draw(paper, [[(x - 2.5, y), (x - 1, y + 2.5), (x + 3.5, y - 3)]], pen)
    elif done is Written.THUMB:
        _thumb(paper, rng, sign)
    if done is Written.TIME_ONLY or (done is Written.SIGNED and rng.random() < 0.5):
        _digits(paper, rng, at, pen)


def _signature(
    paper: Image.Image,
    rng: random.Random,
    box: Box,
    pen: tuple[tuple[int, int, int], float],
) -> None:
    """Two to four characters, or one drawn through; some reach over the frame."""
    count = rng.choice((2, 3, 3, 3, 4))
    high = box.height * rng.uniform(0.5, 1.12)
    wide = high * rng.uniform(0.75, 1.0)
    x = box.left + rng.uniform(1.5, max(2, box.width - count * wide - 2))
    y = box.top + (box.height - high) / 2 + rng.uniform(-0.8, 0.8)
    paths = []
    if rng.random() < 0.3:
        points = [
            (x + wide * count * n / 14 + rng.uniform(-2, 2), y + rng.random() * high)
            for n in range(15)
        ]
        paths.append(_smooth(points))
    else:
        for place in range(count):
            for _ in range(rng.randrange(4, 9)):
                start = (x + place * wide + rng.random() * wide * 0.6, y + rng.random() * high)
                angle = rng.choice((0, 0.1, math.pi / 2, 1.2, 2.2, 0.8)) + rng.uniform(-0.2, 0.2)
                long = rng.uniform(0.25, 0.75) * high
                end = (start[0] + math.cos(angle) * long, start[1] + math.sin(angle) * long)
                end = (end[0], min(y + high, end[1]))
                bend = (
                    (start[0] + end[0]) / 2 + rng.uniform(-0.8, 0.8),
                    (start[1] + end[1]) / 2 + rng.uniform(-0.8, 0.8),
                )
                paths.append(_smooth([start, bend, end]))
    _draw(paper, paths, pen)


def _digits(
    paper: Image.Image,
    rng: random.Random,
    box: Box,
    pen: tuple[tuple[int, int, int], float],
) -> None:
    paths = []
    for place in range(4):
        x, y = box.left + 5 + place * 4, box.top + 3
        points = [(x + rng.random() * 2.5, y + rng.random() * 4.5) for _ in range(5)]
        paths.append(_smooth(points))
    _draw(paper, paths, pen)


def _smooth(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Quadratic curves through the middles of the given points."""
    made = [points[0]]
    for before, at, after in zip(points, points[1:], points[2:], strict=False):
        start = ((before[0] + at[0]) / 2, (before[1] + at[1]) / 2)
        end = ((at[0] + after[0]) / 2, (at[1] + after[1]) / 2)
        for step in range(1, 9):
            t = step / 8
            a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
            made.append(
                (a * start[0] + b * at[0] + c * end[0], a * start[1] + b * at[1] + c * end[1])
            )
    made.append(points[-1])
    return made


def _draw(
    paper: Image.Image,
    paths: Iterable[Sequence[tuple[float, float]]],
    pen: tuple[tuple[int, int, int], float],
) -> None:
    """Strokes in millimetres; ink darkens what is under it."""
    colour, thick = pen
    paths = list(paths)
    fine = 3
    xs = [x for path in paths for x, _ in path]
    ys = [y for path in paths for _, y in path]
    left, top = int((min(xs) - 2) * DOTS), int((min(ys) - 2) * DOTS)
    wide = int((max(xs) - min(xs) + 4) * DOTS)
    high = int((max(ys) - min(ys) + 4) * DOTS)
    mask = Image.new("L", (wide * fine, high * fine))
    draw = ImageDraw.Draw(mask)
    for path in paths:
        dots = [((x * DOTS - left) * fine, (y * DOTS - top) * fine) for x, y in path]
        draw.line(dots, fill=255, width=max(2, round(thick * DOTS * fine)), joint="curve")
    mask = mask.reduce(fine)
    box = (left, top, left + wide, top + high)
    under = paper.crop(box)
    over = ImageChops.multiply(under, Image.new("RGB", under.size, colour))
    paper.paste(Image.composite(over, under, mask), box)


def _thumb(paper: Image.Image, rng: random.Random, box: Box) -> None:
    """A finger print in red."""
    wide, high = int(9 * DOTS), int(12 * DOTS)
    mask = Image.new("L", (wide, high))
    draw = ImageDraw.Draw(mask)
    for ring in range(1, 9):
        inset = wide * ring / 18
        draw.ellipse(
            (inset, inset * high / wide, wide - inset, high - inset * high / wide),
            outline=rng.randrange(150, 255),
            width=max(2, round(0.4 * DOTS)),
        )
    x = int((box.left + box.width / 2 + rng.uniform(-12, 12)) * DOTS) - wide // 2
    y = int((box.top + box.height / 2) * DOTS) - high // 2
    area = (x, y, x + wide, y + high)
    under = paper.crop(area)
    over = ImageChops.multiply(under, Image.new("RGB", under.size, (215, 45, 50)))
    paper.paste(Image.composite(over, under, mask), area)


def _stamp(paper: Image.Image, rng: random.Random) -> str:
    """A round seal across several lines, its ring, star and letters."""
    colour = rng.choice(((205, 40, 45), (190, 30, 40), (225, 70, 70), (50, 60, 160)))
    side = int(40 * DOTS)
    mask = Image.new("L", (side, side))
    draw = ImageDraw.Draw(mask)
    draw.ellipse((4, 4, side - 4, side - 4), outline=255, width=round(1.1 * DOTS))
    middle = side / 2
    star = []
    for point in range(10):
        far = (5.5 if point % 2 == 0 else 2.2) * DOTS
        angle = math.pi * point / 5 - math.pi / 2
        star.append((middle + far * math.cos(angle), middle + far * math.sin(angle)))
    draw.polygon(star, fill=255)
    for place in range(12):
        angle = math.pi * (0.85 + 1.3 * place / 11)
        x, y = middle + math.cos(angle) * side * 0.38, middle + math.sin(angle) * side * 0.38
        for _ in range(5):
            a, b = (rng.uniform(-1.8, 1.8) * DOTS for _ in range(2))
            c, d = (rng.uniform(-1.8, 1.8) * DOTS for _ in range(2))
            draw.line((x + a, y + b, x + c, y + d), fill=255, width=round(0.5 * DOTS))
    sign = cell(Column.SIGNATURE, rng.randrange(2, LINES - 4))
    x = int((sign.left + rng.uniform(-15, 35)) * DOTS)
    y = int((sign.top + rng.uniform(-5, 5)) * DOTS)
    area = (x, y, x + side, y + side)
    under = paper.crop(area)
    over = ImageChops.multiply(under, Image.new("RGB", under.size, colour))
    paper.paste(Image.composite(over, under, mask), area)
    return "stamp" if colour[0] > 100 else "blue-stamp"


def _speck(paper: Image.Image, rng: random.Random) -> None:
    x, y = rng.random() * paper.width, rng.random() * paper.height
    size = rng.uniform(0.1, 0.35) * DOTS
    grey = rng.randrange(40, 150)
    ImageDraw.Draw(paper).ellipse((x, y, x + size, y + size), fill=(grey, grey, grey))


def _fold(paper: Image.Image, rng: random.Random) -> Image.Image:
    """Folded once or twice: one side is darker, and the fold is a faint line."""
    wide, high = paper.size
    for lying in {rng.random() < 0.5 for _ in range(2)}:
        shade = Image.new("L", paper.size, 255)
        draw = ImageDraw.Draw(shade)
        at = rng.uniform(0.3, 0.7) * (high if lying else wide)
        lean = rng.uniform(-0.01, 0.01) * (wide if lying else high)
        dim, faint = rng.randrange(215, 250), rng.randrange(170, 225)
        if lying:
            draw.polygon([(0, at), (wide, at + lean), (wide, high), (0, high)], fill=dim)
            draw.line((0, at, wide, at + lean), fill=faint, width=3)
        else:
            draw.polygon([(at, 0), (at + lean, high), (wide, high), (wide, 0)], fill=dim)
            draw.line((at, 0, at + lean, high), fill=faint, width=3)
        shade = shade.filter(ImageFilter.GaussianBlur(1.5))
        paper = ImageChops.multiply(paper, Image.merge("RGB", (shade,) * 3))
    return paper


def _photograph(paper: Image.Image, rng: random.Random, *, hard: bool) -> tuple[bytes, str]:
    long = rng.randrange(1300, 1900) if hard else rng.randrange(1700, 2500)
    if rng.random() < 0.2:
        picture, told = _scanned(paper, rng, long), "scan"
    else:
        picture, told = _tilted(paper, rng, long, 0.09 if hard else 0.05), "photo"
        picture = _lit(picture, rng, hard=hard)
    turn = rng.choice((0, 0, 90, 180, 270))
    picture = picture.rotate(turn, expand=True)
    blur = rng.uniform(0.3, 1.5 if hard else 0.8)
    picture = picture.filter(ImageFilter.GaussianBlur(blur))
    if hard and rng.random() < 0.3:
        picture = _shaken(picture, rng)
        told += " shaken"
    noise = rng.uniform(0, 16 if hard else 7)
    picture = _noisy(picture, rng, noise)
    if rng.random() < 0.15:
        picture = picture.convert("L")
        told += " grey"
    quality = rng.randrange(30, 70) if hard else rng.randrange(60, 95)
    made = io.BytesIO()
    if told == "scan" and rng.random() < 0.5:
        picture.save(made, "PNG", compress_level=1)
    else:
        picture.save(made, "JPEG", quality=quality)
    return made.getvalue(), (
        f"{told} {picture.width}x{picture.height} turn {turn} blur {blur:.1f} "
        f"noise {noise:.0f} quality {quality}"
    )


def _scanned(paper: Image.Image, rng: random.Random, long: int) -> Image.Image:
    small = paper.resize((round(long * PAGE_WIDTH / PAGE_HEIGHT), long), Image.Resampling.BICUBIC)
    angle = rng.uniform(-2.5, 2.5)
    return small.rotate(angle, Image.Resampling.BICUBIC, fillcolor=(250, 250, 250))


def _tilted(paper: Image.Image, rng: random.Random, long: int, tilt: float) -> Image.Image:
    """On a desk, from somewhere above; the edge of the paper may be cut off, never a code."""
    wide, high = round(long * rng.uniform(0.72, 0.8)), long
    desk = tuple(rng.randrange(60, 190) for _ in range(3))
    margin = rng.uniform(-0.012, 0.06)
    turn = rng.uniform(-6, 6) if margin > 0.03 else rng.uniform(-0.6, 0.6)
    if margin <= 0.03:
        tilt = 0.01
    pairs = []
    ratio = PAGE_WIDTH / PAGE_HEIGHT
    fit = min(wide, high * ratio) * (1 - 2 * margin) / (1 + abs(turn) * 0.02)
    for x, y in ((0, 0), (1, 0), (1, 1), (0, 1)):
        dx, dy = (x - 0.5) * fit, (y - 0.5) * fit / ratio
        dx *= 1 - rng.random() * tilt
        dy *= 1 - rng.random() * tilt
        angle = math.radians(turn)
        px = wide / 2 + dx * math.cos(angle) - dy * math.sin(angle)
        py = high / 2 + dx * math.sin(angle) + dy * math.cos(angle)
        pairs.append(((px, py), (x * paper.width, y * paper.height)))
    flat = flatten(pairs)
    assert flat is not None
    return paper.transform(
        (wide, high),
        Image.Transform.PERSPECTIVE,
        flat.h,
        Image.Resampling.BICUBIC,
        fillcolor=desk,
    )


def _lit(picture: Image.Image, rng: random.Random, *, hard: bool) -> Image.Image:
    """A gradient, sometimes a shadow with an edge, and the colour of a lamp."""
    dark = rng.randrange(110, 200) if hard else rng.randrange(150, 235)
    slope = Image.linear_gradient("L").rotate(rng.choice((0, 90, 180, 270)))
    slope = slope.resize(picture.size).point(lambda v: dark + v * (255 - dark) // 255)
    picture = ImageChops.multiply(picture, Image.merge("RGB", (slope,) * 3))
    if rng.random() < 0.4:
        shade = Image.new("L", picture.size, 255)
        wide, high = picture.size
        corner = rng.choice(((0, 0), (wide, 0), (0, high), (wide, high)))
        points = [
            corner,
            (wide * rng.random(), high * rng.uniform(0, 0.3)),
            (wide * rng.random(), high * rng.random()),
            (wide * rng.random(), high * rng.uniform(0.7, 1)),
        ]
        ImageDraw.Draw(shade).polygon(points, fill=rng.randrange(140, 215))
        shade = shade.filter(ImageFilter.GaussianBlur(rng.uniform(4, 40)))
        picture = ImageChops.multiply(picture, Image.merge("RGB", (shade,) * 3))
    lamp = (255, rng.randrange(232, 256), rng.randrange(200, 256))
    return ImageChops.multiply(picture, Image.new("RGB", picture.size, lamp))


def _shaken(picture: Image.Image, rng: random.Random) -> Image.Image:
    side = rng.choice((3, 5))
    weights = [0.0] * 25
    for place in range(side):
        offset = place - side // 2
        row, column = rng.choice(((0, offset), (offset, 0), (offset, offset)))
        weights[(2 + row) * 5 + 2 + column] += 1.0
    return picture.filter(ImageFilter.Kernel((5, 5), weights, scale=sum(weights)))


def _noisy(picture: Image.Image, rng: random.Random, strength: float) -> Image.Image:
    """Each colour's own unrest; `strength`: about its standard deviation of 255."""
    if strength < 0.5:
        return picture
    pixels = picture.width * picture.height
    # Two even ones make a triangle of deviation 52.
    share = strength / 52
    parts = []
    for part in picture.split():
        one, two = (Image.frombytes("L", picture.size, rng.randbytes(pixels)) for _ in range(2))
        unrest = Image.blend(one, two, 0.5).point(lambda v: round(128 + (v - 128) * share))
        parts.append(ImageChops.add(part, unrest, 1, -128))
    return Image.merge("RGB", parts)


@dataclass(slots=True)
class Tally:
    """Over many variants: what was read of what was written, and what must never be."""

    seen: Counter[tuple[str, str]]
    wrong: list[str]
    plain: Counter[bool]
    unsure: Counter[bool]
    answers: Counter[str]
    whys: Counter[str]

    def share(self, *, hard: bool) -> float:
        return self.unsure[hard] / max(1, self.plain[hard])


def compare(variants: Iterable[tuple[Variant, SheetRead]]) -> Tally:
    tally = Tally(Counter(), [], Counter(), Counter(), Counter(), Counter())
    for variant, sheet in variants:
        tally.answers[f"{'hard' if variant.hard else 'moderate'} {sheet.answer}"] += 1
        if sheet.answer is Answer.READ and sheet.page != variant.page:
            tally.wrong.append(f"{variant.number}: page {sheet.page} for {variant.page}")
        for line, written in enumerate(variant.written):
            mark = sheet.lines[line].mark if sheet.lines else Mark.UNSURE
            tally.seen[written, mark] += 1
            if mark in FORBIDDEN[written]:
                tally.wrong.append(f"{variant.number} line {line + 1}: {written} read as {mark}")
            if written in (Written.SIGNED, Written.EMPTY):
                tally.plain[variant.hard] += 1
                tally.unsure[variant.hard] += mark is Mark.UNSURE
                if mark is Mark.UNSURE and sheet.lines:
                    how = "hard" if variant.hard else "moderate"
                    tally.whys[f"{how} {written} {sheet.lines[line].why}"] += 1
    return tally


def reading(variant: Variant) -> SheetRead:
    """Read as the child does, without a process of its own for each."""
    with Image.open(io.BytesIO(variant.content)) as opened:
        return read(upright(opened))


def main() -> int:
    from PySide6.QtGui import QGuiApplication

    from station_app.ui.common.theme import chinese_family
    from sync.resources import resources_folder

    parser = argparse.ArgumentParser(description="Reads made-up photographs of sign-in sheets.")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="write the pictures there")
    wanted = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QGuiApplication.instance() or QGuiApplication([sys.argv[0]])
    family = chinese_family(resources_folder() / "fonts")
    pairs = []
    making = taking = 0.0
    for number in range(wanted.first, wanted.first + wanted.count):
        begun = time.process_time()
        variant = make(number, family)
        making += time.process_time() - begun
        if wanted.keep:
            wanted.keep.mkdir(parents=True, exist_ok=True)
            (wanted.keep / f"{number:03d}.jpg").write_bytes(variant.content)
        begun = time.process_time()
        sheet = reading(variant)
        taking += time.process_time() - begun
        pairs.append((variant, sheet))
        signs = {"signed": "S", "empty": "-", "tick": "t", "thumb": "f", "time_only": "z"}
        truth = "".join(signs[w] for w in variant.written)
        print(f"{number:3d} {truth} {marks(sheet.lines) or sheet.answer} {variant.what}")
    tally = compare(pairs)
    for (written, mark), count in sorted(tally.seen.items()):
        print(f"{written:10s} read as {mark:7s} {count:5d}")
    print(dict(tally.answers))
    print(dict(tally.whys.most_common()))
    print(f"unsure of plain lines: moderate {tally.share(hard=False):.1%}, ", end="")
    print(f"hard {tally.share(hard=True):.1%}")
    print(f"processor time: {making:.1f} s making, {taking:.1f} s reading")
    print(f"wrong: {len(tally.wrong)}", *tally.wrong, sep="\n")
    del app
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
