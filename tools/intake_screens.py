"""Pictures of the intake page in its states, over a real ledger, to be looked at.

    python tools/intake_screens.py OUT [--scale 100 200] [--lang zh_CN en] [--dark]
                                       [--only NAME ...]

Works without a display.  The people in the pictures are made up.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtWidgets import QWidget

from station_app.ui.intake.page import IntakePage
from sync.clock import Json
from tools.live_window import LiveWindow, Look, photograph, take_pictures
from tools.screens import settle

BODY: dict[str, Json] = {
    "matter_type": "complaint",
    "title": "玉米种子不出苗",
    "channel": "walk_in",
    "object_kind": "farm_input",
    "category_code": "farm_inputs.seed",
    "object_name": "玉米种子",
    "quantity": "4",
    "unit": "袋",
    "amount": "320.00",
    "purchase_on": "2026-04-20",
    "purchase_mode": "market_stall",
    "problem_nature": ["quality", "after_sales"],
    "facts": "四月二十日在大集东头买玉米种子四袋，播种后二十天不出苗，"
    "袋上批号与小票不符，摊主不肯退钱。",
    "incident_on": "2026-05-12",
    "requests": [{"request_kind": "refund", "money": "320.00"}, {"request_kind": "apology"}],
    "consent_entrusted": True,
    "consent_non_site": True,
    "consent_publication": False,
    "privacy_notice_way": "read_out",
    "parties": [
        {
            "role": "complainant",
            "kind": "person",
            "name": "王某某",
            "phone": "13800000000",
            "address": "镇东村三区12号",
            "age_band": "60-79",
        },
        {
            "role": "respondent",
            "kind": "stall_unlicensed",
            "name": "某某种子摊",
            "phone": "13900000000",
            "business_place": "大集东头",
            "unlicensed": True,
        },
    ],
}


class Studio(LiveWindow):
    """The window with the intake page in it."""

    def __init__(self, folder: Path, look: Look) -> None:
        super().__init__(folder, look, "intake", IntakePage)
        page = self.window.desk.current()
        assert isinstance(page, IntakePage)
        self.page = page
        self.wait(lambda: page.ready)


def scenes(studio: Studio) -> Iterator[tuple[str, QWidget]]:
    page, folder = studio.page, studio.folder
    form = page.form
    yield "new", studio.window
    page._to_reading()
    yield "faults", studio.window
    page.judge.forget()
    form.show_body(BODY)
    page._edited(None)
    for section in form.cards:
        page._go_to_section(section)
        settle()
        yield f"section-{section.value}", studio.window
    page.scrolling.verticalScrollBar().setValue(0)
    yield "full-top", studio.window
    picture = folder / "种子袋照片.png"
    photograph().save(str(picture))
    refused = folder / "程序.exe"
    refused.write_bytes(b"MZ" + bytes(200))
    form.evidence.take_paths([picture, refused])
    studio.wait(lambda: form.evidence.waiting == 0)
    page._go_to_section(next(s for s in form.cards if s.value == "evidence"))
    yield "evidence", studio.window
    form._add_person.click()
    page._go_to_section(next(s for s in form.cards if s.value == "who"))
    settle()
    yield "helper", studio.window
    form._remove(form.people[-1])
    page.keeper.flush()
    studio.wait(lambda: page.keeper.draft_id is not None)
    page._show_drafts()
    settle()
    studio.wait(lambda: bool(page.drafts.rows))
    yield "drafts", studio.window
    page._show_writing()
    page._to_reading()
    yield "read-back", studio.window
    page.read_back.read.setChecked(True)
    page.read_back.go.click()
    studio.wait(lambda: page.faces.currentWidget() is page.receipt)
    studio.wait(lambda: "…" not in page.receipt.files.text())
    yield "receipt", studio.window


def _make(folder: Path, look: Look) -> tuple[Studio, Iterator[tuple[str, QWidget]]]:
    studio = Studio(folder, look)
    return studio, scenes(studio)


if __name__ == "__main__":
    take_pictures("intake", _make)
