"""The training page over a real ledger; dialogs that answer as the test says."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLabel, QPushButton

from station_app.ui.training.page import TrainingPage
from station_app.usecases import trainings
from station_app.usecases.staff import add_person
from tests.ui.cases.live import Ears, LiveDesk, SayingDialogs, with_dialogs

NAMES = ("张某", "王某", "赵某")


@pytest.fixture
def dialogs():
    return SayingDialogs()


@pytest.fixture
def context(context, dialogs):
    yield from with_dialogs(context, dialogs)


@pytest.fixture
def ears(context):
    heard = Ears(context)
    yield heard
    assert heard.faults == []


@pytest.fixture
def live(qtbot, context, clock, ears, tmp_path):
    return LiveDesk(qtbot, context.tasks, tmp_path / "desk", clock=clock)


class Hall:
    """The page with somebody before it, and sessions to put in."""

    def __init__(self, qtbot, context, live: LiveDesk) -> None:
        self.qtbot, self.context, self.live = qtbot, context, live
        self.page = TrainingPage(context, live.session)
        qtbot.addWidget(self.page)
        self.page.resize(1150, 660)

    @property
    def sessions(self):
        return self.page.sessions

    @property
    def panel(self):
        return self.page.sessions.panel

    def open(self) -> TrainingPage:
        with self.qtbot.waitActive(self.page):
            self.page.show()
            self.page.activateWindow()
        self.rest()
        return self.page

    def rest(self) -> None:
        """Waits until everything asked for so far was answered."""
        for _ in range(4):
            self.live.do(lambda desk: None)
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            QCoreApplication.processEvents()

    def people(self, *names: str) -> list[str]:
        def job(desk):
            return [
                add_person(
                    desk.ledger,
                    desk.session,
                    {"name": name, "kinds": ["cadre"], "from_date": "2024-01-01"},
                )
                for name in names or NAMES
            ]

        return self.live.do(job)

    def session(self, invited=(), **other) -> str:
        given = {
            "title": "新办法解读",
            "kind": "law_change",
            "planned_at": "2026-11-26T09:00:00+08:00",
            "planned_end": "2026-11-26T11:00:00+08:00",
            "place": "镇东村会议室",
            "topic_codes": ["law"],
            **other,
        }

        def job(desk):
            made = trainings.add_session(desk.ledger, desk.session, given)
            if invited:
                trainings.invite(desk.ledger, desk.session, made.id, list(invited))
            return made.id

        return str(self.live.do(job))

    def held(self, people, held_at="2026-11-12T09:00:00+08:00", **other) -> str:
        """A session that was held, nobody ticked."""
        session_id = self.session(people, **other)
        given = {"held_at": held_at, "hours": "2", "summary": "讲了新办法。"}

        def job(desk):
            trainings.act(desk.ledger, desk.session, session_id, "hold", given)

        self.live.do(job)
        return session_id

    def show(self, session_id: str):
        if not self.page.isVisible():
            self.open()
        self.page.open_item(session_id)
        self.rest()
        assert self.panel.view is not None
        assert self.panel.view.id == session_id
        return self.panel

    def presences(self, session_id: str) -> dict[str, str]:
        rows = self.live.rows(
            "SELECT person_name, presence FROM r_training_attendance "
            f"WHERE session_id = '{session_id}'"
        )
        return dict(rows)

    def words(self, widget=None) -> str:
        """Everything readable on the page, in one text."""
        self.rest()
        root = widget or self.page
        found = [*root.findChildren(QLabel), *root.findChildren(QPushButton)]
        return "\n".join(w.text() for w in found if w.isVisibleTo(root))


@pytest.fixture
def hall(qtbot, context, live):
    return Hall(qtbot, context, live)
