"""From the printed sheet over its photo to the roll; certificates."""

import io

import pypdfium2
import pytest
from PIL import Image, ImageDraw

from station_app.foundation.sign_in_form import Column, cell
from station_app.importing.sheet_values import Answer as AnswerRead
from station_app.ui.common.dialogs import Answer
from station_app.ui.training.sheet_acts import CheckDialog
from station_app.ui.training.sheet_words import ANSWERS
from station_app.usecases import trainings
from sync.words import load_words
from tests.importing import pdf_files
from tests.ui.training.conftest import NAMES

DOTS = 200 / 25.4
"""Of the picture, a millimetre."""


def pages_of(path, scale=200 / 72):
    document = pypdfium2.PdfDocument(path.read_bytes())
    return [page.render(scale=scale).to_pil().convert("RGB") for page in document]


def text_of(path):
    document = pypdfium2.PdfDocument(path.read_bytes())
    return [page.get_textpage().get_text_range() for page in document]


def sign(picture, line):
    """A signature of several strokes, as with a pen, in the box of a line."""
    box = cell(Column.SIGNATURE, line)
    pen = ImageDraw.Draw(picture)
    for n in range(7):
        x = (box.left + 5 + n * 3.4) * DOTS
        top, low = (box.top + 2.2) * DOTS, (box.bottom - 2.2) * DOTS
        pen.line((x, top, x + 2.2 * DOTS, low, x + 3 * DOTS, top), fill=(20, 30, 90), width=4)


@pytest.fixture
def printed(hall, dialogs, tmp_path):
    """A held session and its sheet as PDF."""
    hall.people()
    hall.id = hall.held(NAMES)
    hall.paper = tmp_path / "签到表.pdf"
    dialogs.answer, dialogs.files = Answer("save"), [hall.paper]
    hall.show(hall.id).buttons["sheet"].click()
    hall.rest()
    hall.qtbot.waitUntil(hall.paper.exists, timeout=20_000)
    return hall


def read_back(hall, dialogs, picture, path):
    picture.save(path)
    dialogs.files = [path]
    shown = len(dialogs.shown)
    hall.panel.buttons["read"].click()
    hall.qtbot.waitUntil(lambda: len(dialogs.shown) > shown, timeout=60_000)
    return dialogs.shown[-1]


def decide_all(hall, screen):
    """Looks at every line by the keyboard's way; what is not certain is called absent."""
    hall.qtbot.waitUntil(lambda: screen.list.resting, timeout=20_000)

    def ready():
        for line in screen.undecided():
            screen.list.line(line).chips.set_value("absent")
            screen.lines[line].decided.emit()
        screen.go_on()
        return screen.take_button.isEnabled()

    hall.qtbot.waitUntil(ready, timeout=20_000)


def test_the_sheet_names_everybody_on_the_roll(printed):
    (said,) = text_of(printed.paper)
    assert all(name in said for name in NAMES)
    assert "新办法解读" in said


def test_a_signed_sheet_becomes_attendance_only_after_somebody_looked(
    printed, dialogs, live, tmp_path
):
    (page,) = pages_of(printed.paper)
    names = [line.name for line in printed.panel.view.roll]
    sign(page, 0)
    sign(page, 2)
    dialog = read_back(printed, dialogs, page, tmp_path / "sheet.png")
    assert isinstance(dialog, CheckDialog)
    assert printed.presences(printed.id) == {}
    screen = dialog.screen_of_checks
    decide_all(printed, screen)
    assert printed.presences(printed.id) == {}
    screen.take_button.click()
    printed.rest()
    assert printed.presences(printed.id) == {
        names[0]: "present",
        names[1]: "absent",
        names[2]: "present",
    }
    kept = live.rows(f"SELECT owner_type FROM r_attachment WHERE owner_id = '{printed.id}'")
    assert kept == [("training",)]


def test_a_scanned_pdf_is_read_back_with_its_empty_back_and_kept_once(
    printed, dialogs, live, tmp_path
):
    (page,) = pages_of(printed.paper)
    names = [line.name for line in printed.panel.view.roll]
    sign(page, 1)
    scan = tmp_path / "scan.pdf"
    back = Image.new("RGB", page.size, "white")
    scan.write_bytes(pdf_files.of_pictures(page, back, resolution=200))
    dialogs.files = [scan]
    shown = len(dialogs.shown)
    printed.panel.buttons["read"].click()
    printed.qtbot.waitUntil(lambda: len(dialogs.shown) > shown, timeout=60_000)
    screen = dialogs.shown[-1].screen_of_checks
    decide_all(printed, screen)
    screen.take_button.click()
    printed.rest()
    assert printed.presences(printed.id)[names[1]] == "present"
    kept = live.rows(f"SELECT mime FROM r_attachment WHERE owner_id = '{printed.id}'")
    assert kept == [("application/pdf",)]


def test_put_aside_nothing_is_saved(printed, dialogs, tmp_path):
    (page,) = pages_of(printed.paper)
    sign(page, 0)
    dialog = read_back(printed, dialogs, page, tmp_path / "sheet.png")
    dialog.screen_of_checks.aside_button.click()
    printed.rest()
    assert printed.presences(printed.id) == {}


def test_who_is_invited_after_printing_moves_nobodys_line(printed, dialogs, live, tmp_path):
    (page,) = pages_of(printed.paper)
    names = [line.name for line in printed.panel.view.roll]
    sign(page, 0)
    (late,) = printed.people("阿某")
    live.do(lambda desk: trainings.invite(desk.ledger, desk.session, printed.id, [late]))
    dialog = read_back(printed, dialogs, page, tmp_path / "sheet.png")
    decide_all(printed, dialog.screen_of_checks)
    dialog.screen_of_checks.take_button.click()
    printed.rest()
    found = printed.presences(printed.id)
    assert found[names[0]] == "present"
    assert "阿某" not in found


def test_another_paper_is_refused_in_words_and_no_check_is_opened(printed, dialogs, ears, tmp_path):
    other = io.BytesIO()
    pages_of(printed.paper)[0].crop((300, 300, 900, 900)).save(other, "PNG")
    path = tmp_path / "other.png"
    path.write_bytes(other.getvalue())
    dialogs.files = [path]
    shown = len(dialogs.shown)
    printed.panel.buttons["read"].click()
    told = load_words("zh_CN").tr(ANSWERS[AnswerRead.NO_CODE])
    printed.qtbot.waitUntil(lambda: any(told in said for said in ears.said), timeout=60_000)
    assert len(dialogs.shown) == shown
    assert printed.presences(printed.id) == {}


def test_certificates_are_for_those_who_were_there_and_did_not_fail(hall, dialogs, live, tmp_path):
    ids = hall.people()
    session_id = hall.held(NAMES, has_test=True, pass_score=60)
    rows = [
        {"person_id": ids[0], "presence": "present", "score": 90},
        {"person_id": ids[1], "presence": "present", "score": 40},
        {"person_id": ids[2], "presence": "absent"},
    ]
    live.do(lambda desk: trainings.attend(desk.ledger, desk.session, session_id, rows))
    paper = tmp_path / "证明.pdf"
    dialogs.answer, dialogs.files = Answer("save"), [paper]
    hall.show(session_id).buttons["certificates"].click()
    (dialog,) = dialogs.shown
    assert dialog.value() == [ids[0]]
    assert dialog.list.count() == 1
    dialog.go.click()
    hall.rest()
    hall.qtbot.waitUntil(paper.exists, timeout=20_000)
    (said,) = text_of(paper)
    assert "张某" in said
    assert "90" in said
    assert "共2学时" in said.replace("\r\n", "").replace(" ", "")
