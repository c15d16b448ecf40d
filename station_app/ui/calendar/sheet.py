"""The sheet of a held activity on its way to paper (F-35)."""

from __future__ import annotations

from station_app.documents.activity_sheet import STYLE, ActivitySheet, SheetPhoto, activity_sheet
from station_app.ui.calendar.details import materials_words
from station_app.ui.calendar.jobs import wall_time
from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import FrameDialog
from station_app.ui.common.papers import Paper, print_paper, save_paper
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.texts import set_text, text
from station_app.usecases.attachments import content_of
from station_app.usecases.desk import Desk
from station_app.usecases.reading.calendar_entry import EntryRead
from station_app.usecases.reading.weekly_detail import files_of
from sync.problems import Problem
from sync.records.days.lunar import lunar_day

SHORT = (
    "place", "kind", "organisers", "partners", "lecturer_ids", "staff_ids", "topic_codes",
    "audience_kind", "audience_count", "households", "consult_count", "banners",
    "boards_updated",
)  # fmt: skip
LONG = ("materials", "summary", "feedback")
PHOTOS = 2


def read_photos(desk: Desk, record_id: str) -> tuple[SheetPhoto, ...]:
    """The first pictures of an entry that are here."""
    found: list[SheetPhoto] = []
    for attachment in files_of(desk.ledger, record_id):
        row = attachment.row
        if not row.text("mime").startswith("image/") or len(found) == PHOTOS:
            continue
        try:
            found.append(SheetPhoto(row.text("title"), content_of(desk, row.id)))
        except Problem:
            # It lies at the county still, or is damaged: the sheet goes without it.
            continue
    return tuple(found)


def sheet_of(
    found: EntryRead,
    words: RecordWords,
    called: dict[str, str],
    station: str,
    photos: tuple[SheetPhoto, ...],
) -> Paper:
    """The paper of a held activity."""
    values, tr = found.values, words.words.tr
    start, end = values.get("held_start"), values.get("held_end")
    lines: list[tuple[str, str]] = []
    if type(start) is int:
        begun = wall_time(start)
        until = f"–{wall_time(end):%H:%M}" if type(end) is int and end > start else ""
        day = tr("{year}-{month}-{day}", year=begun.year, month=begun.month, day=begun.day)
        lunar = lunar_day(begun.date())
        lines = [
            (tr("Time"), f"{day} {begun:%H:%M}{until}"),
            (tr("Lunar day"), lunar.name if lunar is not None else ""),
        ]

    cases = values.get("case_ids")
    if isinstance(cases, list) and cases:
        lines.append((words.label(found.kind, "case_ids"), str(len(cases))))

    def filled(names: tuple[str, ...]) -> list[tuple[str, str]]:
        return [
            (
                words.label(found.kind, name),
                materials_words(words, values[name])
                if name == "materials"
                else words.value(found.kind, name, values[name], called),
            )
            for name in names
            if values.get(name) not in (None, "", [])
        ]

    title = str(values.get("title") or "")
    sheet = ActivitySheet(station, title, (*lines, *filled(SHORT)), tuple(filled(LONG)), photos)
    return Paper(
        tr("Activity sheet {title}", title=title), activity_sheet(sheet, words.words), STYLE
    )


class SheetDialog(FrameDialog):
    """Where the sheet is to go."""

    def __init__(self, context: Context, paper: Paper) -> None:
        tr = context.words.tr
        super().__init__(context.theme, paper.title)
        self.content.addWidget(
            text(tr("It holds what was written down, and the first two photos."), "muted")
        )
        self.told = text("", "strong")
        self.told.hide()
        self.content.addWidget(self.told)
        self.content.addStretch(1)
        self.add_button(tr("Close")).clicked.connect(self.reject)
        self.save = self.add_button(tr("Save as PDF"))
        self.save.clicked.connect(lambda: save_paper(context, paper, self, self.tell))
        self.print = self.add_button(tr("Print"), primary=True)
        self.print.clicked.connect(lambda: print_paper(context, paper, self, self.tell))

    def tell(self, words: str) -> None:
        set_text(self.told, words)
        self.told.show()
