"""SIGKILL at random moments: nothing acknowledged is lost, nothing is doubled."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from random import Random

from station_app.usecases import cases
from station_app.usecases.attachments import Handed, attach
from station_app.usecases.complaints import code_book
from station_app.usecases.desk import Desk
from station_app.usecases.line import sync_now
from sync.ledger.identity import acknowledged
from sync.problems import Problem, ProblemKind
from tests.attack.county import Moment, Place, Run, complaint, free_port, wait_until_ready
from tests.attack.ends import CenterEnd, DeskEnd, Promised
from tests.attack.moments import Moments, Tally

LINES = 12
UNSEEN = 1 / 3
"""Of so many rounds nobody looks at the wreck before the next kill."""
DURING_START = 0.1
CONTENT_BYTES = (1_000, 600_000)
"""Smallest and largest attachment: from one piece to three."""


class AddRounds:
    """`complaint add` killed while it writes."""

    def __init__(self, place: Place, seed: int, lines: int = LINES) -> None:
        """`lines`: complaints offered in one round."""
        self.place = place
        self.lines = lines
        self.random = Random(seed)
        self.moments = Moments(self.random)
        self.tally = Tally()
        self.promised = Promised({}, {}, {})
        self.offered = 0
        self.place.make_desk()
        self.desk = DeskEnd(place.desk)
        self.whole_run()

    def whole_run(self) -> None:
        """A run that nobody cuts."""
        run = self.run()
        assert run.code == 0, self.place.faults.read_text()
        assert len(run.answers()) == self.lines
        self.moments.measured(run)

    @contextmanager
    def prepared(self) -> Iterator[None]:
        """What some rounds need around them: here nothing."""
        yield

    def round(self) -> None:
        run = self.run(self.moments.draw())
        said = run.answers()
        self.tally.count(
            killed=run.killed,
            at_work=run.killed and run.began_s is not None,
            after_an_answer=run.killed and bool(said),
        )
        if self.random.random() >= UNSEEN:
            with self.desk.opened() as desk:
                for answer in said:
                    kept = desk.ledger.store.one("case", answer["id"])
                    assert kept is not None, f"an acknowledged complaint is gone: {answer}"

    def run(self, kill: Moment | None = None, more: Mapping[str, str] | None = None) -> Run:
        """One run; what it acknowledged is noted."""
        marks = [f"{self.offered + i:06d}" for i in range(self.lines)]
        self.offered += self.lines
        told = "".join(json.dumps(complaint(mark)) + "\n" for mark in marks).encode()
        run = self.place.station("complaint", "add", "-", told=told, kill=kill, more=more)
        assert run.killed or run.code == 0, self.place.faults.read_text()
        for answer in run.answers():
            assert answer["id"] not in self.promised.numbers
            self.promised.numbers[answer["id"]] = answer["number"]
        return run

    def check(self) -> None:
        """Everything acknowledged is there, once, after a run that nobody cuts."""
        self.whole_run()
        self.desk.check(self.promised)
        assert not self.desk.leftovers()
        assert not _state_leftovers(self.place)


class County:
    """A served center, the desk that is attacked, and its partner: another PC of the station,
    so that news, changes and contents of somebody else come down too."""

    def __init__(self, place: Place, seed: int) -> None:
        self.place = place
        self.random = Random(seed)
        self.promised = Promised({}, {}, {})
        self.offered = 0
        self.port = free_port()
        place.make_desk()
        code = place.make_center()
        self.center = CenterEnd(place.center)
        self.desk = DeskEnd(place.desk)
        self.partner = DeskEnd.make(place.partner)
        self._book = code_book()
        url = f"http://127.0.0.1:{self.port}"
        with place.served(self.port):
            self.desk.enrol(url, code)
            self.partner.enrol(url, self.center.new_code())

    def work(self, desk: Desk, complaints: int, *, attached: int | None = None) -> None:
        """New complaints, each with an attachment of so many bytes, or sometimes with one of any
        size; facts changed, by the partner."""
        known = [*self.promised.numbers]
        for _ in range(complaints):
            given = complaint(f"{self.offered:06d}")
            self.offered += 1
            answer = cases.add(desk.ledger, desk.session, given, self._book)
            self.promised.numbers[answer.id] = str(answer.number)
            if attached is not None or self.random.random() < 1 / 3:
                self._attach(desk, answer.id, attached)
        if known and desk.ledger.replica == self.partner.replica:
            # One end alone changes facts: that both do is the simulation's.
            case_id = self.random.choice(known)
            if desk.ledger.store.one("case", case_id) is not None:
                facts = f"四月二十日买玉米种子,又问过一次,记号{self.offered:06d}。"
                cases.edit(desk.ledger, desk.session, case_id, {"facts": facts}, self._book)
                self.promised.facts[case_id] = facts

    def _attach(self, desk: Desk, case_id: str, size: int | None) -> None:
        size = self.random.randint(*CONTENT_BYTES) if size is None else size
        content = b"%PDF-1.4\n" + self.random.randbytes(size)
        made = attach(desk, case_id, "票据.pdf", content, Handed(), self._book)
        self.promised.contents[made.id] = made.sha256

    def partner_round(self, *, attached: int | None = None) -> None:
        """The partner works and exchanges; what it adds is news for the desk."""
        with self.partner.opened() as desk:
            self.work(desk, 1, attached=attached)
            assert sync_now(desk).complete

    def look(self) -> None:
        """What the desk was told is at the center, is at the center."""
        with self.desk.opened() as desk:
            assert desk.ledger.replica == self.desk.replica, "took itself for a copy"
            self.center.check_kept(desk)

    def check(self) -> None:
        """With the center answering: after a quiet exchange of each all hold the same, and all
        that was acknowledged."""
        self.partner.sync()
        self.desk.sync()
        self.compare()

    def check_by_command(self) -> Run:
        """The same with the desk's own command; its run."""
        self.partner.sync()
        run = self.place.station("--json", "sync")
        assert run.code == 0, self.place.faults.read_text()
        assert run.answers()[0]["complete"] is True
        assert not self.desk.leftovers()
        assert not _state_leftovers(self.place)
        self.compare()
        return run

    def compare(self) -> None:
        """Both desks and the center, when everything has been carried to the center."""
        self.partner.sync()
        digest = self.desk.digest()
        assert digest == self.partner.digest(), "the desks differ"
        assert digest == self.center.digest(), "the ends differ"
        self.look()
        self.center.check(replicas=2)
        for end in (self.desk, self.partner):
            end.check(self.promised)


def _state_leftovers(place: Place) -> list[str]:
    """What killed writers left in the machine's state folder."""
    return [path.name for path in (place.root / "state").rglob("*.tmp")]


class SyncRounds:
    """`sync` killed, the center kept running but for a kill now and then."""

    def __init__(self, county: County) -> None:
        self.county = county
        self.place, self.random = county.place, county.random
        self.moments = Moments(self.random)
        self.tally = Tally()

    @contextmanager
    def prepared(self) -> Iterator[None]:
        """The center answers; at the end it is killed."""
        with self.place.served(self.county.port):
            self.check()
            yield

    def round(self) -> None:
        """News at both ends, then a `sync` that is killed; the center must be answering."""
        self.county.partner_round()
        held = self.county.center.head(self.county.desk.replica)
        with self.county.desk.opened() as desk:
            self.county.work(desk, 2)
            told, cursor = acknowledged(desk.ledger).seq, desk.ledger.state.get("cursor")
        run = self.place.station("sync", kill=self.moments.draw())
        assert run.killed or run.code == 0, self.place.faults.read_text()
        sent = self.county.center.head(self.county.desk.replica) > held
        seen = self.random.random() >= UNSEEN
        happened = {
            "killed": run.killed,
            "at_work": run.killed and run.began_s is not None,
            "sent": run.killed and sent,
        }
        if seen:
            with self.county.desk.opened() as desk:
                heard = acknowledged(desk.ledger).seq > told
                moved = desk.ledger.state.get("cursor") != cursor
                self.county.center.check_kept(desk)
            happened["sent_but_unheard"] = run.killed and sent and not heard
            happened["heard_and_cut_later"] = run.killed and heard and moved
        self.tally.count(**happened)

    def check(self) -> None:
        with self.county.desk.opened() as desk:
            self.county.work(desk, 2)
        self.moments.measured(self.county.check_by_command())


class ServeRounds:
    """The center killed while it is asked, and started again on what is left."""

    def __init__(self, county: County) -> None:
        self.county = county
        self.place, self.random = county.place, county.random
        self.starting = Moments(self.random)
        self.moments = Moments(self.random)
        self.tally = Tally()
        self._measure()

    def _measure(self) -> None:
        start = time.monotonic()
        with self.place.served(self.county.port):
            self.starting.noted(0.0, time.monotonic() - start)
            with self.county.desk.opened() as desk:
                for _ in range(3):
                    start = time.monotonic()
                    self.county.work(desk, 1)
                    assert sync_now(desk).complete
                    self.moments.noted(0.0, time.monotonic() - start)

    @contextmanager
    def prepared(self) -> Iterator[None]:
        """What some rounds need around them: here nothing."""
        yield

    def round(self) -> None:
        """The desk works and exchanges, again and again, until its center is gone."""
        if self.random.random() < DURING_START:
            self._cut_start()
        center = self.place.start_center(self.county.port)
        with self.county.desk.opened() as desk:
            self.county.work(desk, 1)
            assert wait_until_ready(center, self.county.port), self.place.faults.read_text()
            if self.random.random() < UNSEEN:
                # The restarted center wrote nothing yet: this is what the last kill left.
                self.county.center.check_kept(desk)
            timer = threading.Timer(3 * self.moments.draw().seconds, center.kill)
            timer.start()
            exchanges = self._until_cut(desk)
            center.wait()
            timer.join()
            told = acknowledged(desk.ledger).seq
            head = desk.ledger.journal.head(desk.ledger.replica).seq
        assert center.returncode < 0, self.place.faults.read_text()
        held = self.county.center.head(self.county.desk.replica)
        assert held >= told, "what was acknowledged is not held"
        self.tally.count(
            after_an_exchange=exchanges > 0, taken_but_unheard=held > told, not_taken=head > held
        )
        if self.random.random() >= UNSEEN:
            self.county.look()

    def _until_cut(self, desk: Desk) -> int:
        """Exchanges until the line breaks; how many came to their end."""
        ended = 0
        while True:
            if not reached(desk):
                return ended
            ended += 1
            self.county.work(desk, 1)

    def _cut_start(self) -> None:
        center: subprocess.Popen[bytes] = self.place.start_center(self.county.port)
        time.sleep(self.starting.draw().seconds)
        center.kill()
        center.wait()

    def check(self) -> None:
        self.county.center.age_leftovers()
        with self.place.served(self.county.port):
            self.county.partner_round()
            self.county.check_by_command()
            assert not self.county.center.leftovers()


def reached(desk: Desk) -> bool:
    """One exchange; False where the line broke.  Any other problem is a fault."""
    try:
        return sync_now(desk).complete
    except Problem as problem:
        if problem.kind is not ProblemKind.NO_LINE:
            raise
        return False


Attack = AddRounds | SyncRounds | ServeRounds


def attack_on(what: str, place: Place, seed: int) -> Attack:
    """The rounds of `add`, `sync` or `serve`, everything they need made."""
    if what == "add":
        return AddRounds(place, seed)
    county = County(place, seed)
    return SyncRounds(county) if what == "sync" else ServeRounds(county)
