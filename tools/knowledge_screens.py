"""Pictures of the knowledge page and its forms, over a real ledger, to be looked at.

    python tools/knowledge_screens.py OUT [--scale 100 200] [--lang zh_CN en] [--dark]
                                          [--only NAME ...] [--kept]

As a village's assistant sees it, then as the county's head does.  Works without a display.  The
people and places in the pictures are made up.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtWidgets import QDialog, QWidget

from station_app.ui.common.list_part import ListPart
from station_app.ui.knowledge.notices.panel import NoticePanel
from station_app.ui.knowledge.page import LAW, KnowledgePage
from station_app.ui.knowledge.typical.choose import ChooseCase
from station_app.ui.knowledge.typical.part import TypicalPart
from station_app.usecases import knowledge, notices, typical_cases, visits
from station_app.usecases.desk import Desk, NewStation
from tools.knowledge_desk import COUNTY_STATION, fill_county, fill_village
from tools.live_window import VILLAGE, LiveWindow, Look, shown_dialogs, take_pictures

Scenes = Iterator[tuple[str, QWidget]]
ARTICLE = "01-consumer-law/55"


class Studio(LiveWindow):
    """The window with the knowledge page in it, as somebody of a station sees it."""

    def __init__(
        self,
        folder: Path,
        look: Look,
        fill: Callable[[Desk, Path], dict[str, str]],
        station: NewStation = VILLAGE,
    ) -> None:
        self.ids: dict[str, str] = {}
        super().__init__(
            folder,
            look,
            "knowledge",
            KnowledgePage,
            lambda desk: self.ids.update(fill(desk, folder.parent)),
            station,
        )
        page = self.window.desk.current()
        assert isinstance(page, KnowledgePage)
        self.page = page

    def show(self, kind: str, name: str = "") -> ListPart[Any]:
        """A part, or one record of it."""
        if name:
            self.page.open_item(f"{kind}:{self.ids[name]}")
        else:
            self.page.show_part(kind)
        self.rest()
        return self.page.part(kind)

    def form(self) -> QDialog:
        self.wait(lambda: bool(shown_dialogs()))
        return self.dialog()

    def forms(self, kind: str, name: str, actions: Iterable[tuple[str, str]]) -> Scenes:
        """What the buttons of a record's panel open: each a name and the button's key."""
        for scene, key in actions:
            self.show(kind, name).panel.buttons[key].click()
            yield scene, self.form()
            self.form().reject()

    def new(self, scene: str) -> Scenes:
        """What F2 opens."""
        self.page.start_new()
        yield scene, self.form()
        self.form().reject()


def village_scenes(studio: Studio) -> Scenes:
    yield from _law(studio)
    notice, request, visit = notices.KIND, knowledge.KIND, visits.KIND
    yield "notices", studio.show(notice)
    yield "notice-hung", studio.show(notice, "hung")
    yield "notice-down", studio.show(notice, "ended")
    yield from studio.forms(notice, "to_post", [("notice-post", "post")])
    studio.show(notice)
    yield from studio.new("notice-new")
    yield "requests", studio.show(request)
    yield "request-answered", studio.show(request, "answered")
    yield "request-passed", studio.show(request, "passed")
    yield from studio.forms(
        request, "asked", [("request-answer", "answer"), ("request-plan", "plan")]
    )
    yield from studio.new("request-new")
    yield "visits", studio.show(visit)
    yield "visit-held", studio.show(visit, "held")
    yield from studio.forms(visit, "coming", [("visit-hold", "hold")])
    yield from studio.new("visit-new")
    yield from _typical(studio)


def _law(studio: Studio) -> Scenes:
    part = studio.show(LAW)
    yield "law", part
    studio.page.search("退货")
    studio.rest()
    yield "law-found", part
    studio.page.open_item(f"{LAW}:{ARTICLE}")
    studio.rest()
    yield "law-article", part


def _typical(studio: Studio) -> Scenes:
    part = studio.show(typical_cases.KIND)
    assert isinstance(part, TypicalPart)
    yield "typical", part
    yield "typical-out", studio.show(typical_cases.KIND, "out")
    yield "typical-begun", studio.show(typical_cases.KIND, "begun")
    yield from studio.forms(typical_cases.KIND, "begun", [("typical-edit", "edit")])
    studio.page.start_new()
    choose = studio.form()
    assert isinstance(choose, ChooseCase)
    studio.wait(lambda: choose.list.count() > 0)
    yield "typical-choose", choose
    choose.reject()
    part.acts.make_from(studio.ids["case"])
    yield "typical-make", studio.form()
    studio.form().reject()
    part.booklet.click()
    yield "booklet", studio.form()
    studio.form().reject()


def county_scenes(studio: Studio) -> Scenes:
    notice = notices.KIND
    yield "county-notices", studio.show(notice)
    shown = studio.show(notice, "watched")
    assert isinstance(shown.panel, NoticePanel)
    assert shown.panel.postings is not None
    # At 200 % that is below what is seen first.
    bar = shown.panel.view_port.verticalScrollBar()
    bar.setValue(shown.panel.postings.y())
    yield "county-posted", shown
    yield "county-approve", studio.show(notice, "checked")
    yield from studio.forms(notice, "approved", [("county-publish", "publish")])
    yield "county-typical", studio.show(typical_cases.KIND, "told")
    yield from studio.forms(typical_cases.KIND, "told", [("county-check", "check")])


def make_village(folder: Path, look: Look) -> tuple[Studio, Iterable[tuple[str, QWidget]]]:
    studio = Studio(folder, look, fill_village)
    return studio, village_scenes(studio)


def make_county(folder: Path, look: Look) -> tuple[Studio, Iterable[tuple[str, QWidget]]]:
    studio = Studio(folder, look, fill_county, COUNTY_STATION)
    return studio, county_scenes(studio)


if __name__ == "__main__":
    take_pictures("knowledge", make_village)
    take_pictures("knowledge", make_county)
