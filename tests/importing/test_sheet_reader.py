"""Sign-in sheets read back: no line is read wrong unseen, and what is no such sheet is told.

All 200 variants: `python -m tests.importing.sheet_variants`.
"""

import io
import random

import pytest
import segno
from PIL import Image, ImageDraw, ImageFilter

from station_app.foundation.sign_in_form import LINES, Column, cell, roll_mark, session_mark
from station_app.importing.sheet_child import marks
from station_app.importing.sheet_codes import flatten
from station_app.importing.sheet_reader import MOST_BYTES, MOST_SCANNED, read_roll, read_sheets
from station_app.importing.sheet_values import Answer, LineRead, Mark, SheetRead, Why
from station_app.ui.common.theme import chinese_family
from sync.problems import Problem, ProblemKind
from sync.resources import resources_folder
from tests.importing import pdf_files
from tests.importing.sheet_variants import (
    DOTS,
    HARD_UNSURE,
    MODERATE_UNSURE,
    PENS,
    PEOPLE,
    SESSION,
    Written,
    blank_pages,
    compare,
    make,
    reading,
    write_line,
)

SLICE = range(0, 200, 10)
"""Every tenth: both moderate and hard ones are among them."""

IDS = [person.person_id for person in PEOPLE]


@pytest.fixture(scope="module")
def family(qapp):
    return chinese_family(resources_folder() / "fonts")


def signed(family, lines, page=1):
    """The sheet with a signature in each of the lines (0 to 19)."""
    paper = blank_pages(family)[page - 1].copy()
    rng = random.Random(5)
    for line in lines:
        write_line(paper, rng, line, Written.SIGNED, PENS[2])
    return paper


def read_sheet(content, name=""):
    """The only page of a picture."""
    (sheet,) = read_sheets(content, name)
    return sheet


def packed(picture, form="JPEG"):
    made = io.BytesIO()
    picture.save(made, form, quality=85)
    return made.getvalue()


def darkest(picture):
    return min(level for level, count in enumerate(picture.histogram()) if count)


@pytest.fixture(scope="module")
def plain(family):
    return signed(family, (0, 3, 19))


@pytest.fixture(scope="module")
def read_variant(family):
    """Each variant made and read once."""
    done = {}

    def read(number):
        if number not in done:
            variant = make(number, family)
            done[number] = (variant, reading(variant))
        return done[number]

    return read


@pytest.mark.parametrize("number", SLICE)
def test_no_line_is_read_wrong_in_a_made_up_photograph(read_variant, number):
    pair = read_variant(number)
    assert compare([pair]).wrong == [], pair[0].what


def test_few_lines_are_left_to_decide(read_variant):
    tally = compare([read_variant(number) for number in SLICE])
    assert tally.share(hard=False) <= MODERATE_UNSURE
    assert tally.share(hard=True) <= HARD_UNSURE


def test_a_variant_follows_from_its_number(family):
    assert make(7, family).content == make(7, family).content != make(8, family).content


def test_a_photo_is_read_in_the_child_and_each_line_brings_its_picture(plain):
    sheet = read_sheet(packed(plain), "IMG_1.jpg")
    assert (sheet.answer, sheet.page) == (Answer.READ, 1)
    assert (sheet.session, sheet.roll) == (session_mark(SESSION), roll_mark(IDS))
    assert marks(sheet.lines) == "S--S" + "-" * 15 + "S"
    assert [one.line for one in sheet.lines] == list(range(1, LINES + 1))
    for one in sheet.lines:
        (content,) = one.pictures
        picture = Image.open(io.BytesIO(content)).convert("L")
        assert 550 < picture.width < 700
        assert darkest(picture) < 100, "the printed name is in it"
    blank, written = (
        Image.open(io.BytesIO(sheet.lines[n].pictures[0])).convert("L").crop((230, 12, 450, 46))
        for n in (1, 0)
    )
    assert darkest(blank) > 150 > darkest(written)


@pytest.mark.parametrize("form", ["PNG", "WEBP", "BMP", "TIFF"])
def test_other_kinds_of_pictures_are_read_too(plain, form):
    sheet = read_sheet(packed(plain.reduce(2) if form == "BMP" else plain, form))
    assert (sheet.answer, marks(sheet.lines)) == (Answer.READ, "S--S" + "-" * 15 + "S")


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_photo_that_says_how_it_was_held_is_turned(plain, turn):
    tag = {90: 6, 180: 3, 270: 8}[turn]
    exif = Image.Exif()
    exif[0x0112] = tag
    made = io.BytesIO()
    plain.rotate(turn, expand=True).save(made, "JPEG", exif=exif)
    assert marks(read_sheet(made.getvalue()).lines) == "S--S" + "-" * 15 + "S"


def test_lines_of_the_second_page_go_on_counting(family):
    sheet = read_sheet(packed(signed(family, (0,), page=2)))
    assert sheet.page == 2
    assert sheet.lines[0].line == LINES + 1
    assert sheet.lines[0].mark is Mark.SIGNED


def answer_of(picture):
    return read_sheet(packed(picture)).answer


def test_a_picture_without_codes_is_told():
    assert answer_of(Image.new("RGB", (1200, 1600), "white")) is Answer.NO_CODE


def test_a_picture_too_blurred_to_read_is_told(plain):
    assert answer_of(plain.filter(ImageFilter.GaussianBlur(12))) is Answer.NO_CODE


def test_another_papers_code_is_told():
    made = io.BytesIO()
    segno.make("https://example.org/menu").save(made, kind="png", scale=8)
    assert answer_of(Image.open(made).convert("RGB")) is Answer.FOREIGN


def test_a_sheet_with_two_corners_covered_is_told(plain):
    covered = plain.copy()
    draw = ImageDraw.Draw(covered)
    draw.rectangle((0, 0, 35 * DOTS, 35 * DOTS), fill="black")
    assert answer_of(covered) is Answer.READ, "three corners are enough"
    draw.rectangle((175 * DOTS, 0, 210 * DOTS, 35 * DOTS), fill="black")
    assert answer_of(covered) is Answer.CODES_MISSING


def test_two_pages_in_one_picture_are_told(family):
    one, two = blank_pages(family)
    both = Image.new("RGB", (one.width * 2, one.height), "white")
    both.paste(one, (0, 0))
    both.paste(two, (one.width, 0))
    assert answer_of(both) is Answer.TWO_SHEETS


def test_a_sheet_seen_from_too_far_is_told(plain):
    far = Image.new("RGB", (2600, 3400), "grey")
    far.paste(plain.resize((600, 849), Image.Resampling.LANCZOS), (900, 900))
    assert answer_of(far) in (Answer.TOO_SMALL, Answer.NO_CODE)
    assert read_sheet(packed(far)).lines == ()


def test_a_mirrored_picture_is_not_read(plain):
    mirrored = plain.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert answer_of(mirrored) in (Answer.BENT, Answer.NO_CODE)


def test_a_line_that_is_covered_is_unsure(plain):
    covered = plain.copy()
    box = cell(Column.SIGNATURE, 7)
    ImageDraw.Draw(covered).rectangle(
        ((box.left - 20) * DOTS, (box.top - 3) * DOTS, 205 * DOTS, (box.bottom + 3) * DOTS),
        fill=(90, 80, 70),
    )
    sheet = read_sheet(packed(covered))
    assert sheet.lines[7].mark is Mark.UNSURE
    assert marks(sheet.lines).replace("?", "")[:4] == "S--S"


def test_a_blot_wider_than_any_stroke_is_not_taken_for_paper(family):
    paper = signed(family, ())
    box = cell(Column.SIGNATURE, 4)
    left, top = (box.left + 20) * DOTS, (box.top + 1) * DOTS
    blot = (left, top, left + 9 * DOTS, top + 8 * DOTS)
    for colour in ((40, 40, 45), (190, 60, 65)):
        ImageDraw.Draw(paper).ellipse(blot, fill=colour)
        sheet = read_sheet(packed(paper.filter(ImageFilter.GaussianBlur(2))))
        assert sheet.lines[4].mark is Mark.UNSURE
        assert sheet.lines[6].mark is Mark.EMPTY


def test_a_crossed_out_line_is_no_signature(family):
    paper = signed(family, ())
    box = cell(Column.SIGNATURE, 4)
    middle = (box.top + box.height / 2) * DOTS
    ends = (20 * DOTS, middle, 205 * DOTS, middle + 6)
    ImageDraw.Draw(paper).line(ends, fill=(30, 40, 120), width=4)
    assert read_sheet(packed(paper)).lines[4].mark is not Mark.SIGNED


def test_a_stroke_that_reaches_over_does_not_sign_the_next_line(family):
    paper = signed(family, (4,))
    box = cell(Column.SIGNATURE, 5)
    x = (box.left + 25) * DOTS
    draw = ImageDraw.Draw(paper)
    draw.line((x, (box.top - 6) * DOTS, x + 20, (box.top + 5) * DOTS), fill=(20, 30, 90), width=4)
    sheet = read_sheet(packed(paper))
    assert sheet.lines[4].mark is Mark.SIGNED
    assert sheet.lines[5].mark is not Mark.SIGNED


def test_every_page_of_a_scan_is_read_and_an_empty_back_is_told_as_such(family):
    front, second = signed(family, (0, 3)), signed(family, (1,), page=2)
    back = Image.new("RGB", front.size, "white")
    scan = pdf_files.of_pictures(front, back, second, resolution=front.width / 210 * 25.4)
    sheets = read_sheets(scan, "scan.pdf")
    assert [sheet.answer for sheet in sheets] == [Answer.READ, Answer.NO_CODE, Answer.READ]
    assert marks(sheets[0].lines) == "S--S" + "-" * 16
    assert (sheets[2].page, marks(sheets[2].lines)) == (2, "-S" + "-" * 18)


def refusal(content):
    with pytest.raises(Problem) as told:
        read_sheet(content, "scan.bin")
    assert told.value.details["name"] == "scan.bin"
    return told.value.kind


def test_what_is_no_picture_is_refused():
    assert refusal(b"%PDF-1.7 ...") is ProblemKind.FILE_DAMAGED
    assert refusal(pdf_files.locked()) is ProblemKind.FILE_DAMAGED
    assert refusal(pdf_files.pages(*[(30, 40)] * (MOST_SCANNED + 1))) is ProblemKind.FILE_TOO_LARGE
    assert refusal(b"hello") is ProblemKind.FILE_KIND_REFUSED
    assert refusal(b"\xff\xd8\xff" + b"broken" * 50) is ProblemKind.FILE_DAMAGED
    assert refusal(b"\xff\xd8\xff" + bytes(MOST_BYTES)) is ProblemKind.FILE_TOO_LARGE


def test_a_picture_that_would_fill_the_memory_is_refused():
    made = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(made, "PNG")
    assert refusal(made.getvalue()) is ProblemKind.FILE_DAMAGED


def line(number, mark, confidence=0.0, why=Why.NONE):
    return LineRead(number, mark, confidence, why, (b"p%d" % number,))


def page(number, marks_of, session=SESSION, ids=None):
    lines = {"S": Mark.SIGNED, "-": Mark.EMPTY, "?": Mark.UNSURE}
    first = (number - 1) * LINES + 1
    return SheetRead(
        Answer.READ,
        session_mark(session),
        roll_mark(IDS if ids is None else ids),
        number,
        tuple(
            line(first + n, lines[sign], 0 if sign == "?" else 0.5)
            for n, sign in enumerate(marks_of.ljust(LINES, "-"))
        ),
    )


def test_both_pages_make_the_roll_and_lines_after_the_last_person_stand_apart():
    roll = read_roll([page(2, "S-?" + "-" * 10 + "S-?"), page(1, "S-")], SESSION, IDS)
    assert len(roll.lines) == len(IDS) == 33
    assert [one.line for one in roll.lines] == list(range(1, 34))
    assert [one.line for one in roll.lines if one.mark is Mark.SIGNED] == [1, 21]
    assert [(one.line, one.mark) for one in roll.beyond] == [(34, Mark.SIGNED), (36, Mark.UNSURE)]
    assert (roll.missing_pages, roll.refused) == ((), ())


def test_a_page_without_a_picture_leaves_its_lines_unsure():
    roll = read_roll([page(1, "S-")], SESSION, IDS)
    assert roll.missing_pages == (2,)
    assert {(one.mark, one.why, one.pictures) for one in roll.lines[LINES:]} == {
        (Mark.UNSURE, Why.NO_PAGE, ())
    }


def test_a_sheet_of_another_session_or_roll_is_never_read_against_this_one():
    sheets = [
        page(1, "S", session="other"),
        page(1, "S", ids=[*IDS[1:], IDS[0]]),
        page(1, "S", session="", ids=[]),
        SheetRead(Answer.NO_CODE),
        page(1, "-"),
    ]
    roll = read_roll(sheets, SESSION, IDS)
    assert roll.refused == (
        (0, Answer.OTHER_SESSION),
        (1, Answer.OTHER_ROLL),
        (2, Answer.BLANK_FORM),
        (3, Answer.NO_CODE),
    )
    assert [one for one in roll.lines if one.mark is Mark.SIGNED] == []


def test_two_pictures_that_differ_leave_the_line_to_a_person_with_both_pictures():
    first, second = page(1, "SS-"), page(1, "S-S")
    roll = read_roll([first, second, page(2, "")], SESSION, IDS)
    assert [one.mark for one in roll.lines[:3]] == [Mark.SIGNED, Mark.UNSURE, Mark.UNSURE]
    assert roll.lines[1].why is Why.TWICE
    assert len(roll.lines[1].pictures) == 2


def test_a_second_picture_helps_where_the_first_was_blurred():
    blurred = SheetRead(
        Answer.READ,
        session_mark(SESSION),
        roll_mark(IDS),
        1,
        tuple(line(n + 1, Mark.UNSURE, 0, Why.BLURRED) for n in range(LINES)),
    )
    roll = read_roll([blurred, page(1, "S-")], SESSION, IDS)
    assert [one.mark for one in roll.lines[:2]] == [Mark.SIGNED, Mark.EMPTY]


def test_the_perspective_is_found_again_from_its_own_pairs():
    known = (1.1, 0.2, 30.0, -0.1, 0.9, 12.0, 0.0004, -0.0002)

    def through(x, y):
        a, b, c, d, e, f, g, i = known
        under = g * x + i * y + 1
        return (a * x + b * y + c) / under, (d * x + e * y + f) / under

    pairs = [((x, y), through(x, y)) for x in (10, 100, 200) for y in (10, 280)]
    flat = flatten(pairs)
    assert flat is not None
    assert flat.h == pytest.approx(known, rel=1e-6, abs=1e-9)


def test_places_on_one_line_tell_no_perspective():
    assert flatten([((n, n), (2 * n, 3 * n)) for n in range(6)]) is None
