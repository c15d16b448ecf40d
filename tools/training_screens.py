"""Pictures of the training page and its forms, over a real ledger, to be looked at.

    python tools/training_screens.py OUT [--scale 100 200] [--lang zh_CN en] [--dark]
                                         [--only NAME ...] [--kept]

Works without a display.  The people and places in the pictures are made up.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pypdfium2
from PIL import Image, ImageDraw
from PySide6.QtWidgets import QDialog, QWidget

from station_app.documents.sign_in_sheet import sheet_pages
from station_app.foundation.sign_in_form import Column, cell
from station_app.printing.millimetres import write_paper
from station_app.ui.common.pdf_viewer import PdfViewer
from station_app.ui.training.page import MATERIALS, PEOPLE, TrainingPage
from station_app.ui.training.panel import ABOUT, FILES, ROLL
from station_app.ui.training.sheet_acts import CheckDialog
from station_app.usecases import trainings
from station_app.usecases.attachments import attach_file
from station_app.usecases.desk import Desk
from station_app.usecases.session import today_of
from station_app.usecases.staff import add_person
from station_app.usecases.training_sheets import sheet_of
from sync.clock import Json
from tools.live_window import LiveWindow, Look, photograph, shown_dialogs, take_pictures

NAMES = (
    "张桂英", "王建国", "李秀兰", "赵德福", "刘玉珍", "陈志强", "杨春梅", "孙长海", "周淑芬",
    "吴立新", "郑海涛", "冯秀云", "韩德胜", "曹玉兰",
)  # fmt: skip
DOTS = 200 / 25.4
"""Of a picture of the sheet, a millimetre."""


def fill(desk: Desk, today: date, folder: Path) -> dict[str, str]:
    """A year of trainings; the ids of what is opened later."""
    ledger, session = desk.ledger, desk.session
    people = []
    for place, name in enumerate(NAMES):
        given: dict[str, Json] = {
            "name": name,
            "kinds": ["cadre"] if place % 3 else ["volunteer"],
            "post": "村委委员" if place % 3 else "志愿者",
            "unit": "镇东村村委会",
            "from_date": "2024-03-01",
        }
        people.append(add_person(ledger, session, given))
    material = _material(desk, folder)
    held = _session(desk, today - timedelta(days=10), "新办法解读", people[:10])
    told: dict[str, Json] = {
        "held_at": f"{today - timedelta(days=10)}T09:00:00+08:00",
        "hours": "2.0",
        "summary": "讲了投诉举报处理办法的新旧对照，做了两道受理练习。",
        "material_ids": [material],
    }
    trainings.act(ledger, session, held, "hold", told)
    marks = ("present", "present", "late", "present", "absent", "present", "leave")
    rows: list[dict[str, Json]] = [
        {"person_id": person, "presence": presence}
        for person, presence in zip(people, marks, strict=False)
    ]
    trainings.attend(ledger, session, held, rows)
    signed = _session(desk, today - timedelta(days=2), "受理登记练习", people)
    trainings.act(
        ledger,
        session,
        signed,
        "hold",
        {
            "held_at": f"{today - timedelta(days=2)}T14:00:00+08:00",
            "hours": "1.5",
            "summary": "每人登记一件练习投诉。",
        },
    )
    coming = _session(desk, today + timedelta(days=4), "防范会销骗局", people[:6])
    _session(desk, today + timedelta(days=20), "年末法律知识测试", [], has_test=True)
    return {"held": held, "signed": signed, "coming": coming, "material": material}


def _material(desk: Desk, folder: Path) -> str:
    given: dict[str, Json] = {
        "title": "消费维权手册",
        "kind": "handbook",
        "source": "县消费者协会",
        "licence_note": "可用于培训",
        "edition": "2026版",
    }
    made = trainings.add_material(desk.ledger, desk.session, given)
    picture, pages = folder / "维权流程图.jpg", folder / "维权手册.pdf"
    photograph().save(str(picture), quality=80)
    _booklet(pages)
    for path in (picture, pages):
        attach_file(desk, made.id, path, owner="material")
    old: dict[str, Json] = {**given, "title": "投诉举报暂行办法讲义", "valid_until": "2026-04-14"}
    trainings.add_material(desk.ledger, desk.session, old)
    return made.id


def _booklet(place: Path) -> None:
    """Two pages with lines on them, as a booklet has."""
    pages = []
    for page in range(2):
        sheet = Image.new("RGB", (1240, 1754), "white")
        pen = ImageDraw.Draw(sheet)
        pen.rectangle((120, 140, 1120, 220), fill=(11, 79, 158))
        for line in range(26 - page * 8):
            pen.rectangle(
                (120, 300 + line * 48, 1120 - (line * 137) % 400, 314 + line * 48), "grey"
            )
        pages.append(sheet)
    pages[0].save(place, save_all=True, append_images=pages[1:], resolution=150)


def _session(desk: Desk, day: date, title: str, people: list[str], **other: Json) -> str:
    given: dict[str, Json] = {
        "title": title,
        "kind": "periodic",
        "planned_at": f"{day}T09:00:00+08:00",
        "planned_end": f"{day}T11:00:00+08:00",
        "place": "镇东村会议室",
        "topic_codes": ["law"],
        **other,
    }
    made = trainings.add_session(desk.ledger, desk.session, given)
    if people:
        trainings.invite(desk.ledger, desk.session, made.id, people)
    return made.id


class Studio(LiveWindow):
    """The window with the training page in it, as somebody of a village sees it."""

    def __init__(self, folder: Path, look: Look) -> None:
        self.ids: dict[str, str] = {}
        super().__init__(
            folder,
            look,
            "training",
            TrainingPage,
            lambda desk: self.ids.update(fill(desk, today_of(desk.ledger), folder.parent)),
        )
        page = self.window.desk.current()
        assert isinstance(page, TrainingPage)
        self.page = page

    def open(self, name: str, tab: int = ROLL) -> None:
        """A session, in the panel."""
        self.page.open_item(self.ids[name])
        self.rest()
        tabs = self.page.sessions.panel.tabs
        assert tabs is not None
        tabs.setCurrentIndex(tab)
        self.rest()

    def asked(self, key: str) -> QDialog:
        """What a button of the panel opens."""
        self.page.sessions.panel.buttons[key].click()
        self.wait(lambda: bool(shown_dialogs()))
        return self.dialog()

    def signed_sheet(self) -> Path:
        """The sheet of a session as it comes back from its signing, photographed."""
        made: list[Path] = []

        def job(desk: Desk) -> Path:
            sheet = sheet_of(desk, self.ids["signed"], self.context.words)
            place = self.folder / "签到表.pdf"
            write_paper(
                sheet_pages(sheet, self.context.words), self.context.theme.look.family, place
            )
            return place

        self.tasks.on_ledger(job, made.append)
        self.wait(lambda: bool(made))
        paper = pypdfium2.PdfDocument(made[0].read_bytes())
        picture = paper[0].render(scale=200 / 72).to_pil().convert("RGB")
        for line in range(len(NAMES)):
            if line % 5 != 3:
                sign(picture, line, strokes=1 if line == 6 else 7)
        place = self.folder / "签到表照片.png"
        picture.save(place)
        return place


def sign(picture: Image.Image, line: int, strokes: int) -> None:
    """A signature in the box of a line, as with a pen."""
    box, pen = cell(Column.SIGNATURE, line), ImageDraw.Draw(picture)
    for n in range(strokes):
        x = (box.left + 5 + n * 3.4) * DOTS
        top, low = (box.top + 2.2) * DOTS, (box.bottom - 2.2) * DOTS
        points = (x, top, x + 2.2 * DOTS, low, x + 3 * DOTS, top)
        pen.line(points, fill=(20, 30, 90), width=4 if strokes > 1 else 2)


def scenes(studio: Studio) -> Iterator[tuple[str, QWidget]]:
    page = studio.page
    yield "coming", studio.window
    studio.open("held")
    yield "roll", studio.window
    studio.open("held", ABOUT)
    yield "about", studio.window
    studio.open("held", FILES)
    yield "files", studio.window
    yield from _forms(studio)
    for tab, name in ((PEOPLE, "people"), (MATERIALS, "materials")):
        page.tabs.setCurrentIndex(tab)
        studio.rest()
        yield name, studio.window
        page.start_new()
        form = studio.dialog()
        yield f"{name}-new", studio.window
        form.reject()
    yield from _opened(studio)
    yield from _sheet(studio)


def _forms(studio: Studio) -> Iterator[tuple[str, QWidget]]:
    page = studio.page
    page.start_new()
    form = studio.dialog()
    yield "plan", studio.window
    form.reject()
    studio.open("coming")
    for key in ("postpone", "hold", "invite"):
        if key not in page.sessions.panel.buttons:
            continue
        form = studio.asked(key)
        yield key, studio.window
        form.reject()
    studio.open("held")
    for key in ("make_up", "scores", "certificates"):
        form = studio.asked(key)
        yield key.replace("_", "-"), studio.window
        form.reject()
    roll = page.sessions.panel.roll
    assert roll is not None
    view = page.sessions.panel.view
    assert view is not None
    page.sessions.rolls.line(view.roll[4])
    form = studio.dialog()
    yield "line", studio.window
    form.reject()


def _sheet(studio: Studio) -> Iterator[tuple[str, QWidget]]:
    studio.open("signed")
    form = studio.asked("sheet")
    yield "sheet", studio.window
    form.reject()
    acts = studio.page.sessions.sheets
    acts.read_files(studio.ids["signed"], [studio.signed_sheet()])
    studio.wait(lambda: any(isinstance(one, CheckDialog) for one in shown_dialogs()))
    check = studio.dialog()
    assert isinstance(check, CheckDialog)
    studio.wait(lambda: check.screen_of_checks.list.resting)
    yield "check", studio.window
    check.screen_of_checks.go_on()
    studio.rest()
    yield "check-further", studio.window
    check.reject()


def _opened(studio: Studio) -> Iterator[tuple[str, QWidget]]:
    materials = studio.page.materials
    materials.open_item(studio.ids["material"])
    studio.rest()
    for link, name in zip(materials.links, ("picture", "pdf"), strict=False):
        link.click()
        viewer = studio.dialog()
        if isinstance(viewer, PdfViewer):
            studio.wait(lambda viewer=viewer: viewer.pages > 0)  # type: ignore[misc]
        yield f"material-{name}", studio.window
        viewer.reject()


def _make(folder: Path, look: Look) -> tuple[Studio, Iterator[tuple[str, QWidget]]]:
    studio = Studio(folder, look)
    return studio, scenes(studio)


if __name__ == "__main__":
    take_pictures("training", _make)
