"""The papers of a session beside its sign-in sheet: notice, record of the test, certificates."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from station_app.documents.form_sheet import LIST_STYLE
from station_app.documents.paper_foot import PaperFoot, Printing, form_foot, practice_stamp
from station_app.documents.training_certificate import STYLE, Certificate, certificate_pages
from station_app.documents.training_notice import (
    NOTICE,
    NOTICE_STYLE,
    TEST,
    VERSION,
    notice_page,
    score_page,
)
from station_app.ui.common.papers import Paper, offer_paper, printing_now
from station_app.ui.training.doing import Doing
from station_app.ui.training.invite import Pick, PickDialog
from station_app.usecases.desk import Desk
from station_app.usecases.training_papers import notice_of, scores_of
from station_app.usecases.training_sheets import certifiable, certificates


class PaperActs(Doing):
    """Carries out what the panel's buttons for paper ask for."""

    def doors(self) -> Mapping[str, Callable[[], None]]:
        return {
            "notice": self.notice,
            "score_sheet": self.score_sheet,
            "certificates": self.certify,
        }

    def notice(self) -> None:
        words = self._context.words

        def paper(desk: Desk, session_id: str, printing: Printing) -> Paper:
            notice = notice_of(desk, session_id, words)
            title = words.tr("Notice of training: {title}", title=notice.topic)
            foot = form_foot(NOTICE, VERSION, printing, words)
            return Paper(title, notice_page(notice, words), NOTICE_STYLE, foot)

        self._offer_made(paper)

    def score_sheet(self) -> None:
        words = self._context.words

        def paper(desk: Desk, session_id: str, printing: Printing) -> Paper:
            record = scores_of(desk, session_id, words)
            title = words.tr("Record of the test: {title}", title=record.topic)
            foot = form_foot(TEST, VERSION, printing, words)
            return Paper(title, score_page(record, words), LIST_STYLE, foot)

        self._offer_made(paper)

    def _offer_made(self, paper: Callable[[Desk, str, Printing], Paper]) -> None:
        """Offers what is made of the chosen session on the ledger's worker."""
        view, practice = self._panel.view, self._context.theme.practice
        if view is None:
            return

        def job(desk: Desk) -> Paper:
            return paper(desk, view.id, printing_now(desk, practice=practice))

        self._context.tasks.on_ledger(job, self._offer, owner=self)

    def certify(self) -> None:
        view, tr = self._panel.view, self._context.words.tr
        if view is None:
            return
        able = certifiable(view.roll)
        dialog = PickDialog(
            self._context,
            tr("Certificates"),
            tr("Make them"),
            [Pick(line.person_id, line.name) for line in able],
            ticked=[line.person_id for line in able],
            hint=tr("For those who were there and did not fail the test; one page each."),
        )

        def submit(chosen: list[str]) -> None:
            def done(made: list[Certificate]) -> None:
                dialog.accept()
                self._certified(made)

            self._context.tasks.on_ledger(
                lambda desk: certificates(desk, view.id, chosen), done, dialog.refuse, owner=dialog
            )

        dialog.submitted.connect(submit)
        self._context.dialogs.show(dialog)

    def _certified(self, made: list[Certificate]) -> None:
        words = self._context.words
        paper = Paper(
            words.tr("Certificates of training"),
            certificate_pages(made, words),
            STYLE,
            # A certificate is no form: it bears nothing but the mark of the practice station.
            PaperFoot(stamp=practice_stamp(words, practice=self._context.theme.practice)),
        )
        self._offer(paper, words.ntr("{n} page", "{n} pages", len(made)))

    def _offer(self, paper: Paper, about: str = "") -> None:
        offer_paper(self._context, paper, self._panel, about)
