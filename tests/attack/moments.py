"""When to kill: measured on this machine, so that a kill meets the work and not only its start."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from random import Random
from statistics import median

from tests.attack.county import Moment, Run

REMEMBERED = 7
ANYWHERE = 0.2
"""Of so many rounds the moment lies anywhere in the command's life, not only in its work."""


@dataclass
class Moments:
    """Draws moments from the lives of the last runs that came to their end."""

    random: Random
    _lives: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    def measured(self, run: Run) -> None:
        """A run that nobody cut."""
        self.noted(run.began_s or 0.0, run.seconds)

    def noted(self, began_s: float, seconds: float) -> None:
        self._lives.append((began_s, seconds))

    def draw(self) -> Moment:
        """Mostly in the work, up to a little past its usual end."""
        began, ended = self._usual()
        if self.random.random() < ANYWHERE:
            return Moment(self.random.uniform(0.0, 1.1 * ended), at_work=False)
        return Moment(self.random.uniform(0.0, 1.1 * (ended - began)), at_work=True)

    def told(self) -> str:
        began, ended = self._usual()
        return f"works from {began:.2f} s to {ended:.2f} s"

    def _usual(self) -> tuple[float, float]:
        began = median(life[0] for life in self._lives)
        return began, median(life[1] for life in self._lives)


@dataclass
class Tally:
    """How many rounds there were, and what had happened by the kill in how many of them."""

    rounds: int = 0
    seen: Counter[str] = field(default_factory=Counter)

    def count(self, **happened: bool) -> None:
        self.rounds += 1
        self.seen.update(what for what, did in happened.items() if did)
        for what in happened:
            self.seen.setdefault(what, 0)

    def told(self) -> str:
        return ", ".join(
            f"{what} {number} ({100 * number // max(1, self.rounds)} %)"
            for what, number in self.seen.items()
        )
