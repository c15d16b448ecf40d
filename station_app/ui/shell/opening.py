"""Opening the ledger of this PC for the shell: loaded when somebody signs in (see `local`)."""

from __future__ import annotations

from station_app.background.enrolling import enrol_beside
from station_app.foundation.paths import Paths
from station_app.foundation.wording import Wording
from station_app.ui.shell import ports
from station_app.usecases.desk import Desk, NewStation, check_new_station, init_station, open_desk
from station_app.usecases.people import open_by_recovery
from station_app.usecases.session import clock_offset, today_of
from station_app.usecases.signing_in import RECOVERY, note_sign_in
from station_app.usecases.sweeping import sweep_bin
from sync.clock import Clock, RandomBytes


class Opening:
    """Opens the ledger of one data folder, whose lock the program holds."""

    def __init__(self, paths: Paths, wording: Wording, clock: Clock, random: RandomBytes) -> None:
        self._paths = paths
        self._wording = wording
        self._clock = clock
        self._random = random

    def open(self, login: str, password: str, reason: str = "") -> tuple[Desk, ports.Session]:
        desk = open_desk(
            self._paths.folder,
            login,
            password,
            clock=self._clock,
            random=self._random,
            locked=True,
        )
        sweep_bin(desk)
        return self._entered(desk, reason)

    def recover(self, code: str, login: str, password: str) -> tuple[Desk, ports.Session]:
        # Opened anew after it, so that the desk gets this program's clock and lock.
        open_by_recovery(self._paths.folder, code, login, password).close()
        return self.open(login, password, RECOVERY)

    def unlock(self, ledger: Desk, login: str, password: str) -> ports.Session:
        ledger.sign_in(login, password)
        return self._entered(ledger)[1]

    def _entered(self, desk: Desk, reason: str = "") -> tuple[Desk, ports.Session]:
        """The trace is written before anything is shown."""
        note_sign_in(desk, reason)
        return desk, shown(desk, self._wording)


class Founding:
    """The first start in one data folder."""

    def __init__(self, paths: Paths, wording: Wording, clock: Clock, random: RandomBytes) -> None:
        self._paths = paths
        self._wording = wording
        self._clock = clock
        self._random = random
        self._desk: Desk | None = None

    def check(self, answers: ports.SetupAnswers) -> None:
        check_new_station(_told(answers))

    def create(self, answers: ports.SetupAnswers) -> ports.Made:
        told = _told(answers)
        code = init_station(
            self._paths.folder, told, clock=self._clock, random=self._random, locked=True
        )
        desk = open_desk(
            self._paths.folder,
            told.login,
            told.password,
            clock=self._clock,
            random=self._random,
            locked=True,
        )
        self._desk = desk
        return ports.Made(desk, shown(desk, self._wording), code)

    def enrol(self, center: str, code: str) -> str:
        """On a line thread, through a connection of its own."""
        if self._desk is None:
            raise AssertionError("a station is made before it is enrolled")
        return enrol_beside(self._desk, center, code)


def _told(answers: ports.SetupAnswers) -> NewStation:
    return NewStation(
        answers.station_code,
        answers.station_name,
        answers.level,
        answers.login,
        answers.password,
        answers.person_name,
    )


def shown(desk: Desk, wording: Wording) -> ports.Session:
    """The session as the frame shows it."""
    session, today = desk.session, today_of(desk.ledger)
    roles = [wording.role(grant.role) for grant in session.grants if grant.holds_on(today)]
    return ports.Session(
        session.user_id,
        session.login,
        session.name,
        "、".join(dict.fromkeys(roles)),
        session.station.name,
        session.station.level,
        session.operations(today),
        clock_offset(desk.ledger),
    )
