"""What is done with a notice: drafted, changed, brought on, posted, taken down, printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from station_app.background.changed import Changed
from station_app.ui.calendar.hold import PICTURES, PhotoEdit
from station_app.ui.common.context import Context
from station_app.ui.common.fields import FieldRow
from station_app.ui.common.made_form import Asked, MadeForm
from station_app.ui.common.opening import open_attachment
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.writing import AskingDialog, write_from
from station_app.ui.knowledge.notices.jobs import (
    OWNER,
    NoticeView,
    Posted,
    changed_notice,
    publish,
    take_down_all,
    write_posting,
)
from station_app.ui.knowledge.notices.panel import DOWN, EDIT, POST, POSTER, NoticePanel
from station_app.ui.knowledge.notices.poster import offer_poster
from station_app.usecases import notices
from station_app.usecases.attachments import attach_file
from station_app.usecases.desk import Desk
from station_app.usecases.reading.case_detail import AttachmentRow
from station_app.usecases.settling import choose_candidate
from station_app.usecases.weekly import Done
from sync.clock import Json, Stamp
from sync.records.moves import Move
from sync.records.notices import CONSUMER_NOTICE, NOTICE_POSTING

FIRST = ("kind", "title", "body", "channels")
LATER = ("source_case_count",)
DAYS = ("publish_from", "publish_to")


class PostingForm(MadeForm):
    """Where it was posted, how many copies, and the photo of it."""

    def __init__(self, context: Context, words: RecordWords, asked: Asked, about: str) -> None:
        tr = context.words.tr
        super().__init__(context, words, tr("Mark as posted"), tr("It is posted"), asked, about)
        self.photos = PhotoEdit(context, tr("The notice where it hangs"))
        row = FieldRow(context.theme, tr("Photo"), self.photos)
        self.content.insertWidget(self.content.count() - 2, row)


class NoticeActs(QObject):
    """Carries out what the panel asks for.

    Signals:
        made: A notice was drafted.  arg: its id.
    """

    made = Signal(str)

    def __init__(
        self, context: Context, panel: NoticePanel, words: Callable[[], RecordWords | None]
    ) -> None:
        super().__init__(panel)
        self._context, self._panel, self._words = context, panel, words
        panel.asked.connect(self.ask)
        panel.move_wanted.connect(self.move)
        panel.photo_wanted.connect(self.add_photo)
        panel.down_wanted.connect(self.take_down)
        panel.photo_opened.connect(self.open_photo)
        panel.value_chosen.connect(self.value_chosen)

    def ask(self, key: str) -> None:
        doors: Mapping[str, Callable[[], None]] = {
            POST: self.post,
            DOWN: self.take_all_down,
            EDIT: self.edit,
            POSTER: self.poster,
        }
        doors[key]()

    # Written by a form

    def draft(self) -> None:
        words, tr = self._words(), self._context.words.tr
        if words is None:
            return
        asked = Asked(CONSUMER_NOTICE, FIRST, LATER, whole=True, examples=self._examples())
        form = MadeForm(
            self._context,
            words,
            tr("Draft a notice"),
            tr("Keep the draft"),
            asked,
            tr("It is checked and approved before anybody posts it. Name no person in it."),
        )

        def job(desk: Desk, given: Any) -> Done:
            return notices.add_notice(desk.ledger, desk.session, given)

        def changes(made: Done) -> Changed:
            return changed_notice(made.id)

        write_from(
            self._context,
            form,
            job,
            tr("Draft saved"),
            changes,
            lambda made: self.made.emit(made.id),
        )

    def edit(self) -> None:
        view, words, tr = self._panel.view, self._words(), self._context.words.tr
        if view is None or words is None:
            return
        asked = Asked(
            CONSUMER_NOTICE, FIRST, LATER, before=_stands(view), examples=self._examples()
        )
        form = MadeForm(
            self._context, words, tr("Change the notice"), tr("Save the changes"), asked, ""
        )
        self._write(
            form,
            view,
            lambda desk, given: notices.edit_notice(desk.ledger, desk.session, view.id, given),
            tr("Changes saved"),
        )

    def move(self, move: Move) -> None:
        """A form where the move needs or takes something that is asked then, else at once."""
        view, words, tr = self._panel.view, self._words(), self._context.words.tr
        if view is None or words is None:
            return
        if move.action == "publish":
            self._publish(words, view, move)
        elif move.needs:
            asked = Asked(CONSUMER_NOTICE, move.needs, required=frozenset(move.needs), whole=True)
            label = tr(move.label)
            form = MadeForm(self._context, words, label, label, asked, view.row.text("title"))
            self._write(
                form,
                view,
                lambda desk, given: notices.act(
                    desk.ledger, desk.session, view.id, move.action, given
                ),
                tr("Saved: {what}", what=label),
            )
        else:
            said = tr("Saved: {what}", what=tr(move.label))
            self._do(
                view,
                lambda desk: notices.act(desk.ledger, desk.session, view.id, move.action, {}),
                lambda _: said,
            )

    def _publish(self, words: RecordWords, view: NoticeView, move: Move) -> None:
        tr = self._context.words.tr
        before = {"publish_from": self._context.today().isoformat()} | _stands(view)
        asked = Asked(
            CONSUMER_NOTICE,
            (*DAYS, "channels"),
            before=before,
            whole=True,
            coming=frozenset(DAYS),
            examples={"publish_to": tr("Left empty: until it is taken back")},
        )
        form = MadeForm(
            self._context, words, tr(move.label), tr(move.label), asked, view.row.text("title")
        )
        self._write(
            form,
            view,
            lambda desk, given: publish(desk, view.id, given),
            tr("Published; the stations get it with their next exchange."),
        )

    def post(self) -> None:
        view, words, tr = self._panel.view, self._words(), self._context.words.tr
        if view is None or words is None:
            return
        asked = Asked(
            NOTICE_POSTING,
            ("channel", "place", "copies"),
            ("at",),
            whole=True,
            examples={"place": tr("e.g. notice board at the village entrance")},
        )
        form = PostingForm(self._context, words, asked, view.row.text("title"))

        def job(desk: Desk, given: Any) -> Posted:
            return write_posting(desk, view.id, given, form.photos.paths)

        write_from(
            self._context,
            form,
            job,
            tr("Marked as posted"),
            lambda _: changed_notice(view.id, notices.POSTING, "attachment"),
            self._tell_unread,
        )

    def _tell_unread(self, posted: Posted) -> None:
        for problem in posted.unread:
            self._context.messages.problem(problem)

    # Done at once

    def take_all_down(self) -> None:
        view, ntr = self._panel.view, self._context.words.ntr
        if view is not None:
            self._do(
                view,
                lambda desk: take_down_all(desk, view.id),
                lambda n: ntr("{n} place taken down", "{n} places taken down", n),
                notices.POSTING,
            )

    def take_down(self, posting_id: str) -> None:
        view, tr = self._panel.view, self._context.words.tr
        if view is not None:
            self._do(
                view,
                lambda desk: notices.take_down(desk.ledger, desk.session, posting_id),
                lambda _: tr("Taken down"),
                notices.POSTING,
            )

    def add_photo(self, posting_id: str) -> None:
        view, tr = self._panel.view, self._context.words.tr
        if view is None:
            return

        def chosen(paths: Sequence[Path]) -> None:
            for path in paths:
                self._add_one(view, posting_id, path)

        self._context.dialogs.choose_files(tr("Choose photos"), PICTURES, chosen)

    def _add_one(self, view: NoticeView, posting_id: str, path: Path) -> None:
        said = self._context.words.tr("File added: {name}", name=path.name)
        self._do(
            view,
            lambda desk: attach_file(desk, posting_id, path, owner=OWNER),
            lambda _: said,
            "attachment",
        )

    def open_photo(self, photo: AttachmentRow) -> None:
        open_attachment(self._context, photo, self)

    def poster(self) -> None:
        view, words = self._panel.view, self._words()
        if view is not None and words is not None:
            kind = words.code("notice_kind", view.row.text("kind"))
            offer_poster(self._context, view.id, kind, view.row.text("title"), self._panel)

    def value_chosen(self, conflict_id: str, stamp: Stamp) -> None:
        view, tr = self._panel.view, self._context.words.tr
        if view is not None:
            self._do(
                view,
                lambda desk: choose_candidate(desk.ledger, desk.session, conflict_id, stamp),
                lambda _: tr("Decided; both authors are told."),
                "conflict",
                notices.KIND,
            )

    def _write(
        self, form: AskingDialog, view: NoticeView, job: Callable[[Desk, Any], Any], said: str
    ) -> None:
        write_from(self._context, form, job, said, lambda _: changed_notice(view.id))

    def _do(
        self,
        view: NoticeView,
        job: Callable[[Desk], Any],
        said: Callable[[Any], str],
        *kinds: str,
    ) -> None:
        self._context.tasks.on_ledger(
            job,
            lambda made: self._context.messages.saved_now(said(made)),
            owner=self,
            changes=lambda _: changed_notice(view.id, *kinds),
        )

    def _examples(self) -> dict[str, str]:
        tr = self._context.words.tr
        return {
            "title": tr("e.g. Beware of health products sold at lectures"),
            "body": tr("What happened, in plain words; advice as lines 1. 2. 3. below it"),
        }


def _stands(view: NoticeView) -> dict[str, Json]:
    """What a form begins with; what was never said begins as the record itself would."""
    return {name: value for name, value in view.row.values.items() if value is not None}
