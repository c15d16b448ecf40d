"""The line between one desk and the center, which loses, doubles, delays and interrupts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

import orjson

from sync.clock import Json
from sync.problems import Problem, ProblemKind
from tests.simulation.desk import Desk
from tests.simulation.machine import Crash

if TYPE_CHECKING:
    from tests.simulation.world import World


class SimulatedLine:
    """Given to the real `run_exchange` in place of the HTTP client."""

    def __init__(self, world: World, desk: Desk, *, calm: bool) -> None:
        self._world = world
        self._desk = desk
        self._calm = calm

    def exchange(self, message: dict[str, Json]) -> dict[str, Any]:
        world = self._world
        replica = self._desk.ledger.replica
        sent = orjson.dumps(message)
        if self._calm:
            return self._deliver(replica, sent)
        weather, rng = world.weather, world.rng
        world.meanwhile(self._desk)
        if rng.random() < weather.late:
            world.late.append((replica, sent))
        if rng.random() < weather.lost_request:
            raise Problem(ProblemKind.NO_LINE)
        if rng.random() < weather.center_crash:
            world.center.disk.crash_in(rng.randint(1, 60), after_commit=rng.random() < 0.2)
        answer = self._deliver(replica, sent)
        if rng.random() < weather.doubled:
            second = self._deliver(replica, sent)
            answer = rng.choice((answer, second))
        if rng.random() < weather.lost_reply:
            raise Problem(ProblemKind.NO_LINE)
        world.meanwhile(self._desk)
        if rng.random() < weather.desk_crash:
            self._desk.disk.crash_in(rng.randint(1, 80), after_commit=rng.random() < 0.2)
        return answer

    def ask(self, message: dict[str, Json]) -> Callable[[], dict[str, Any]]:
        """The center answers at once; the desk hears of it when it comes for the answer."""
        try:
            answer = self.exchange(message)
        except Problem as problem:
            return partial(_fail, problem)
        return lambda: answer

    def introduce(self, message: dict[str, Json]) -> dict[str, Any]:
        world = self._world
        lossy = not self._calm
        if lossy and world.rng.random() < world.weather.lost_request:
            raise Problem(ProblemKind.NO_LINE)
        answer = world.center.introduce(orjson.loads(orjson.dumps(message)))
        if lossy and world.rng.random() < world.weather.lost_reply:
            raise Problem(ProblemKind.NO_LINE)
        return answer

    def _deliver(self, replica: str, sent: bytes) -> dict[str, Any]:
        try:
            answer = self._world.center.answer(replica, sent)
        except Crash:
            raise Problem(ProblemKind.NO_LINE) from None
        self._world.watch.answered(self._world.center, replica, answer)
        return answer


def _fail(problem: Problem) -> NoReturn:
    raise problem
