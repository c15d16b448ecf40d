"""A county of simulated machines, moved by one seed."""

from __future__ import annotations

import hashlib
import random
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from station_app.usecases.exchange import Outcome, run_exchange
from sync.ledger.db import Row
from sync.ledger.identity import keep_identity, make_identity
from sync.problems import Problem, ProblemKind
from sync.protocol.framing import public_text
from tests.simulation import people, weekly
from tests.simulation.center import SimulatedCenter
from tests.simulation.desk import Desk, Sight, Spoken, WordKey, Written, new_desk, said
from tests.simulation.faults import Violation, Weather, draw, draw_weekly
from tests.simulation.liar import Liar
from tests.simulation.line import SimulatedLine
from tests.simulation.machine import Crash, Time, new_disk
from tests.simulation.watch import Watch

TEN_YEARS_MS = 3650 * 86_400_000
MOST_NESTED = 2
MOST_DESKS = 12
PASSES_TO_REST = 12
MOST_CALM_ROUNDS = 5000
"""More than any ledger here has records: whoever still asks then asks in a circle."""


@dataclass
class World:
    """Everything there is.  Equal seeds give equal worlds, event by event."""

    seed: int
    weather: Weather
    rng: random.Random
    time: Time
    center: SimulatedCenter
    desks: list[Desk] = field(default_factory=list)
    late: list[tuple[str, bytes]] = field(default_factory=list)
    watch: Watch = field(default_factory=Watch)
    entrusted: list[Written] = field(default_factory=list)
    """What only the center has any more, since the PC that wrote it went back."""
    let_go: set[WordKey] = field(default_factory=set)
    """Words that a center lost, and that nobody is left to send again."""
    seen_then: set[Sight] = field(default_factory=set)
    """What the authors of those words had seen."""
    saw: dict[bytes, list[Sight]] = field(default_factory=dict)
    spoken: Spoken = field(default_factory=dict)
    trace: deque[str] = field(default_factory=lambda: deque(maxlen=400))
    events: int = 0
    liar: Liar | None = None
    went_back: int = 0
    _busy: list[str] = field(default_factory=list)
    _digest: Any = field(default_factory=hashlib.sha256)

    def note(self, line: str) -> None:
        self.trace.append(line)
        self._digest.update(line.encode())

    @property
    def fingerprint(self) -> str:
        """Equal for two runs that went alike."""
        return str(self._digest.hexdigest())

    def event(self) -> None:
        rng, weather = self.rng, self.weather
        self.events += 1
        self.time.pass_ms(int(10 ** rng.uniform(2, 7.5)))
        if rng.random() < weather.clock_jump:
            desk = rng.choice(self.desks)
            desk.clock.error_ms = rng.choice(
                (0, rng.randint(-TEN_YEARS_MS, TEN_YEARS_MS), rng.randint(-600_000, 600_000))
            )
            self.note(f"clock of {desk.name} now {desk.clock.error_ms}")
        if self.late and rng.random() < 0.1:
            self.replay()
        if rng.random() < weather.copies and len(self.desks) < MOST_DESKS:
            self.copy(rng.choice(self.desks))
        if rng.random() < weather.restores:
            self.restore(rng.choice(self.desks))
        if rng.random() < weather.center_restores and self.liar is None:
            self.restore_center()
        if self.liar is not None and rng.random() < 0.05:
            self.liar.lie(self)
        self.act(rng.choice(self.desks))

    @property
    def epoch(self) -> str:
        return self.center.office().state.text("epoch")

    def act(self, desk: Desk) -> None:
        self.time.pass_ms(1)
        if desk.name in self._busy or self.rng.random() < self.weather.offline:
            self.work(desk)
        else:
            self.sync(desk)

    def work(self, desk: Desk) -> None:
        rng, weather = self.rng, self.weather
        if rng.random() < weather.desk_crash:
            desk.disk.crash_in(rng.randint(1, 60), after_commit=rng.random() < 0.3)
        before = len(desk.written)
        try:
            newer = weather.newer_desk and desk.serial % 2 == 1
            if weather.weekly and rng.random() < weather.weekly:
                self._weekly_work(desk)
            else:
                people.something(desk, rng, weather.careless, newer)
        except Crash:
            desk.start()
            desk.note_written()
        desk.disk.calm()
        self.note(f"work {desk.name} {len(desk.written) - before}")

    def _weekly_work(self, desk: Desk) -> None:
        person = people.anybody(desk, self.rng)
        if person is not None:
            weekly.something(desk, person, self.rng, self.weather.careless)

    def sync(self, desk: Desk, *, calm: bool = False) -> Outcome | None:
        """One run of the real exchange; None where the line or a machine failed."""
        outcome = self._exchange(desk, calm=calm)
        self.watch.after(desk)
        return outcome

    def _exchange(self, desk: Desk, *, calm: bool) -> Outcome | None:
        line = SimulatedLine(self, desk, calm=calm)
        rng = self.rng
        most = rng.randint(1, 6)
        rounds = 0

        def tired() -> bool:
            nonlocal rounds
            rounds += 1
            return rounds > (MOST_CALM_ROUNDS if calm else most)

        batch = rng.choice((1, 3, 10, 2000)) if self.weather.small_batches else 2000
        try:
            outcome = run_exchange(desk.ledger, line, stop_wanted=tired, batch=batch)
        except Problem as problem:
            if problem.kind is not ProblemKind.NO_LINE or calm:
                raise Violation(f"an honest desk was told {problem.kind}: {problem}") from problem
            self.note(f"sync {desk.name} lost")
            return None
        except Crash:
            desk.start()
            self.note(f"sync {desk.name} crashed")
            return None
        finally:
            desk.disk.calm()
            self._changed_identity(desk)
        self.note(f"sync {desk.name} {outcome.sent} {outcome.received} {outcome.complete}")
        self.watch.ran(self, desk, outcome)
        return outcome

    def _changed_identity(self, desk: Desk) -> None:
        replica = desk.ledger.replica
        if replica != desk.used_as:
            self.note(f"{desk.name} is now {replica}")
            desk.used_as = replica
            desk.forget_reissued(replica)

    def meanwhile(self, busy: Desk) -> None:
        """What others do, and this desk's people, while a message is on its way."""
        if len(self._busy) >= MOST_NESTED:
            return
        self._busy.append(busy.name)
        while self.rng.random() < self.weather.interleave:
            self.act(self.rng.choice(self.desks))
        self._busy.pop()

    def replay(self) -> None:
        """A message of long ago arrives again; nobody hears the answer."""
        replica, message = self.late.pop(self.rng.randrange(len(self.late)))
        try:
            answer = self.center.answer(replica, message)
        except Problem as problem:
            if problem.kind not in (ProblemKind.REFUSED_INPUT, ProblemKind.REVOKED):
                raise
            return
        self.watch.answered(self.center, replica, answer)
        self.note("an old message came again")

    def copy(self, desk: Desk) -> None:
        """Somebody copies the data folder to another PC; both go on, and nobody notices."""
        twin = new_desk(
            f"{desk.name}x{self.events}",
            desk.station,
            desk.code,
            desk.level,
            desk.disk.snapshot(),
            self.time,
            self.rng,
        )
        twin.clock.error_ms = desk.clock.error_ms
        twin.written = list(desk.written)
        twin.logged = dict(desk.logged)
        twin.used_as = desk.used_as
        twin.first_here = False
        twin.saw, twin.spoken = desk.saw, desk.spoken
        self.desks.append(twin)
        self.note(f"{twin.name} is a copy of {desk.name}")

    def restore(self, desk: Desk) -> None:
        """A PC comes back from an older backup of its data folder, or a backup is made."""
        if desk.backup is None or self.rng.random() < 0.5:
            desk.keep_backup()
            self.note(f"{desk.name} was backed up")
            return
        lost = desk.go_back()
        db = self.center.disk.db
        for written in lost:
            # By what it says: it may have been issued again under a later name.
            there = db.rows(
                "SELECT kind, record_id, time, body FROM center_journal "
                "WHERE kind = ? AND record_id = ? AND time = ? AND body IS NOT NULL",
                (written.kind, written.record_id, written.time),
            )
            if written.key in words(there):
                self.entrusted.append(written)
            elif self.went_back:
                # The center may have had it once, and others have it from there.
                self.seen_then.update(self.saw.get(written.link, ()))
        if self.went_back:
            # Copies may hold, under the name it had, what the center lost before.
            self._let_go()
        self.note(f"{desk.name} went back to a backup, {len(lost)} entries lost there")

    def restore_center(self) -> None:
        """The county's database goes back to a backup, or one is made."""
        if self.center.backup is None or self.rng.random() < 0.5:
            self.center.keep_backup()
            self.note("the center was backed up")
            return
        self.center.go_back(by_tool=self.rng.random() < 0.5)
        self.went_back += 1
        self._let_go()
        self.note("the center went back to its backup")

    def _let_go(self) -> None:
        """What nobody sends again: words of a name given up since, and of a PC that went back.

        Their values come back with the records of whoever holds them.
        """
        kept = words(
            self.center.disk.db.rows(
                "SELECT kind, record_id, time, body FROM center_journal WHERE body IS NOT NULL"
            )
        )
        # A twin may go on under the name in which the words were first written, without them.
        for desk in self.desks:
            kept |= words(
                desk.ledger.db.rows(
                    "SELECT kind, record_id, time, body FROM desk_journal "
                    "WHERE replica = ? AND body IS NOT NULL",
                    (desk.ledger.replica,),
                )
            )
        for word in (*self.entrusted, *[w for desk in self.desks for w in desk.written]):
            if word.key not in kept:
                self.let_go.add(word.key)
                self.seen_then.update(self.saw.get(word.link, ()))

    def heal(self) -> None:
        """The weather clears: every desk exchanges until nothing moves any more."""
        for disk in (self.center.disk, *(desk.disk for desk in self.desks)):
            disk.calm()
        for _ in range(PASSES_TO_REST):
            moved = False
            for desk in self.desks:
                self.time.pass_ms(60_000)
                outcome = self.sync(desk, calm=True)
                if outcome is None or not outcome.complete:
                    raise Violation(f"I10 {desk.name} does not finish on a good line")
                moved = moved or outcome.sent + outcome.received + outcome.rounds > 1
            if not moved:
                return
        raise Violation("the county does not come to rest")


def words(journal: Iterable[Row]) -> set[WordKey]:
    """The words in rows of kind, record, time and body.

    Two people may say different things of one record in the same millisecond.
    """
    return {
        (kind, record_id, time, said(orjson.loads(body)["v"]))
        for kind, record_id, time, body in journal
    }


def make_world(seed: int) -> World:
    rng = random.Random(seed)
    time = Time()
    center = SimulatedCenter(time, rng)
    weather = replace(draw(rng), weekly=draw_weekly(seed))
    world = World(seed, weather, rng, time, center)
    stations: list[tuple[str, str, str]] = []
    for window in range(weather.windows):
        code = f"12011510{window + 1}000"
        stations.append((code, "township", ""))
    for village in range(weather.villages):
        window = rng.randrange(weather.windows)
        stations.append((f"12011510{window + 1}2{village + 1:02d}", "village", ""))
    for code, level, _ in stations:
        _, one_time = center.add_station(code, level)
        _enrolled(world, code, level, one_time)
    if weather.liar:
        code = "120115109299"
        station, one_time = center.add_station(code, "village")
        world.liar = Liar(world, station, code, one_time)
    if weather.county_desk:
        _enrolled(world, "120115000000", "county", center.reissue(center.county))
    for _ in range(weather.second_desks):
        first = rng.choice(world.desks)
        second = _enrolled(world, first.code, first.level, center.reissue(first.station))
        second.first_here = False
    return world


def _enrolled(world: World, code: str, level: str, one_time: str) -> Desk:
    disk = new_disk("desk")
    center = world.center
    name = f"{level[0]}{len(world.desks)}"
    desk = new_desk(name, "", code, level, disk, world.time, world.rng)
    ledger = desk.ledger
    identity = make_identity(ledger)
    told = center.enrol(one_time, code, identity.replica, identity.public)
    desk.station = told["station"]["id"]
    desk.saw, desk.spoken = world.saw, world.spoken
    with ledger.db.writing():
        keep_identity(ledger, identity)
        ledger.state.put(
            {
                "station_id": desk.station,
                "center_key": public_text(center.keys.signing.public_key()),
                "epoch": told["epoch"],
                "letter": told["letter"],
                "cursor": 0,
            }
        )
    desk.used_as = identity.replica
    world.desks.append(desk)
    return desk
