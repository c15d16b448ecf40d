"""The form a typical case is written in, what was replaced standing beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from station_app.ui.common.context import Context
from station_app.ui.common.lay import inset, plain
from station_app.ui.common.made_form import Asked, MadeForm
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.texts import selectable, text
from station_app.usecases.deidentify import Replaced
from sync.records.knowledge import TYPICAL_CASE

FIRST = (
    "title", "story", "result", "key_point", "law_basis", "lesson", "tips_consumer",
    "tips_operator", "category_code", "problem_nature", "year",
)  # fmt: skip


class StoryForm(MadeForm):
    """All of a typical case; with `replaced`, what the case says and what stands for it here."""

    def __init__(
        self,
        context: Context,
        words: RecordWords,
        title: str,
        go: str,
        asked: Asked,
        about: str,
        replaced: Sequence[Replaced] = (),
    ) -> None:
        super().__init__(context, words, title, go, asked, about)
        self.table: QWidget | None = None
        if replaced:
            self.table = self._replaced(replaced)
            place = self.content.indexOf(self.rows["title"])
            self.content.insertWidget(place, self.table)

    def _replaced(self, replaced: Sequence[Replaced]) -> QWidget:
        tr, px = self._context.words.tr, self._context.theme.look.px
        inside = plain()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(18))
        grid.setVerticalSpacing(px(4))
        grid.setColumnStretch(2, 1)
        for column, head in enumerate((tr("In the case"), "", tr("In the story"))):
            grid.addWidget(text(head, "muted", wrap=False), 0, column)
        for line, one in enumerate(replaced, 1):
            was = selectable(text(one.was, wrap=False))
            now = selectable(text(one.now, "strong", wrap=False))
            was.setAccessibleName(tr("{was} became {now}", was=one.was, now=one.now))
            grid.addWidget(was, line, 0)
            grid.addWidget(text("→", "muted", wrap=False), line, 1)
            grid.addWidget(now, line, 2, Qt.AlignmentFlag.AlignLeft)
        hint = text(
            tr(
                "Read the story through all the same: a nickname or a place can tell who it is. "
                "A name of the case that is written here is refused."
            ),
            "hint",
        )
        framed = inset(self._context, [text(tr("Replaced in the story"), "strong"), inside, hint])
        framed.setAccessibleName(tr("Replaced in the story"))
        return framed


def asked_for(context: Context, **more: object) -> Asked:
    """What the form asks; `more` goes to `Asked`."""
    tr = context.words.tr
    examples = {
        "title": tr("e.g. Seed that did not sprout: who pays?"),
        "law_basis": tr("e.g. Consumer protection law, article 54"),
        "key_point": tr("e.g. Who must prove that the seed was bad"),
    }
    # The same words as on the page that is printed of it.
    labels = {
        "title": tr("Name of the case"),
        "story": tr("The story"),
        "result": tr("How it was settled"),
        "law_basis": tr("Law it rests on"),
        "tips_consumer": tr("Tips for consumers"),
        "tips_operator": tr("Tips for traders"),
    }
    return Asked(TYPICAL_CASE, FIRST, examples=examples, labels=labels, **more)  # type: ignore[arg-type]
