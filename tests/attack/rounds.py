"""SIGKILL at random moments: nothing acknowledged is lost, nothing is doubled."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import threading
from pathlib import Path

from tests.attack.county import Place, complaint, free_port, serve, serving

LINES = 12


def kill_after(process: subprocess.Popen[bytes], seconds: float) -> None:
    """SIGKILL unless it ends first."""
    timer = threading.Timer(seconds, process.send_signal, [signal.SIGKILL])
    timer.start()
    process.wait()
    timer.cancel()
    timer.join()


class AddRounds:
    """`complaint add` killed while it writes."""

    def __init__(self, root: Path, seed: int, lines: int = LINES) -> None:
        """`lines`: complaints offered in one round."""
        self.lines = lines
        self.place = Place(root)
        self.random = random.Random(seed)
        self.acknowledged: dict[str, str] = {}
        self.offered = 0
        self.place.make_desk()

    def round(self, prefix: tuple[str, ...] = (), *, kill: bool = True) -> bool:
        """One run; whether it came to its end."""
        marks = [f"{self.offered + i:06d}" for i in range(self.lines)]
        self.offered += self.lines
        lines = "".join(json.dumps(complaint(m)) + "\n" for m in marks).encode()
        process = self.place.start("complaint", "add", "-", prefix=prefix)
        out: list[bytes] = []
        assert process.stdin is not None
        assert process.stdout is not None
        stdout, stdin = process.stdout, process.stdin
        reader = threading.Thread(target=lambda: out.extend(stdout))
        reader.start()
        writer = threading.Thread(target=_feed, args=(stdin, lines))
        writer.start()
        if kill:
            kill_after(process, self.random.uniform(0.2, 1.6))
        else:
            process.wait()
        writer.join()
        reader.join()
        stdout.close()
        for line in out:
            if line.endswith(b"\n"):
                answer = json.loads(line)
                assert answer["id"] not in self.acknowledged
                self.acknowledged[answer["id"]] = answer["number"]
        return process.returncode == 0

    def check(self) -> None:
        """Everything acknowledged is there, whole, once."""
        found = self.place.dump()
        cases = {r["id"]: r["fields"] for r in found if r["kind"] == "case"}
        for case_id, number in self.acknowledged.items():
            assert cases[case_id]["case_no"] == number, "an acknowledged complaint is gone"
        numbers = [fields["case_no"] for fields in cases.values()]
        assert len(set(numbers)) == len(numbers), "a number was given twice"
        titles = [fields["title"] for fields in cases.values()]
        assert len(set(titles)) == len(titles), "a complaint was taken twice"
        parties = [r["fields"]["case_id"] for r in found if r["kind"] == "case_party"]
        assert sorted(parties) == sorted([*cases, *cases]), "half a unit was kept"
        sequence = sorted(int(number.rsplit("-", 1)[1]) for number in numbers)
        assert sequence == list(range(1, len(sequence) + 1)), "the numbers have a gap"
        self.place.verify()


def _feed(pipe: object, lines: bytes) -> None:
    try:
        pipe.write(lines)  # type: ignore[attr-defined]
        pipe.close()  # type: ignore[attr-defined]
    except BrokenPipeError:
        pass


class SyncRounds:
    """`sync` killed, or the center killed while it is asked."""

    def __init__(self, root: Path, seed: int) -> None:
        self.adding = AddRounds(root, seed, 3)
        self.place = self.adding.place
        self.random = self.adding.random
        self.port = free_port()
        code = self.place.make_center()
        with serving(self.place, self.port):
            done = self.place.station(
                *("enrol", "--center", f"http://127.0.0.1:{self.port}", "--code", code)
            )
            assert done.returncode == 0, done.stderr

    def desk_round(self, prefix: tuple[str, ...] = (), *, kill: bool = True) -> None:
        """New complaints, then a `sync` that is killed."""
        self.adding.round(kill=False)
        process = self.place.start("sync", prefix=prefix)
        if kill:
            kill_after(process, self.random.uniform(0.2, 1.4))
        else:
            process.wait()
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdout.close()
        process.stdin.close()

    def center_round(self, center: subprocess.Popen[bytes]) -> None:
        """New complaints, and the center killed during the `sync` that brings them."""
        self.adding.round(kill=False)
        process = self.place.start("sync")
        kill_after_both(center, process, self.random.uniform(0.3, 1.0))
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdout.close()
        process.stdin.close()

    def check(self) -> None:
        """After one quiet sync both ends have the same, and all that was acknowledged."""
        with serving(self.place, self.port):
            done = self.place.station("sync")
            assert done.returncode == 0, done.stdout + done.stderr
        # Before anything is looked at in full: that leaves a line in the access log.
        assert self.place.digest() == self.place.center_digest()
        self.adding.check()


def kill_after_both(
    center: subprocess.Popen[bytes], desk: subprocess.Popen[bytes], seconds: float
) -> None:
    """SIGKILL for the center; the desk's command ends by itself."""
    timer = threading.Timer(seconds, center.send_signal, [signal.SIGKILL])
    timer.start()
    desk.wait()
    timer.join()
    center.wait()


__all__ = ["AddRounds", "SyncRounds", "serve"]
