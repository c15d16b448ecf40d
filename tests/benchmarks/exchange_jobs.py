"""The exchange (quality.md, Sync): pushes, first pulls, nothing to do, edits, many at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from tests.benchmarks import floor
from tests.benchmarks.line import Line
from tests.benchmarks.measure import (
    Finding,
    Sample,
    alternating,
    in_fresh_process,
    middle,
    ms,
    ratio_of,
    size,
    timed,
)
from tests.benchmarks.rows import COLUMNS, LIST_COLUMNS, generator
from tests.benchmarks.servers import Running, running_center, running_floor
from tests.benchmarks.stack import (
    Station,
    add_person,
    center_of,
    edit_titles,
    exchange,
    exchange_to_rest,
    make_center,
    make_desk,
    more_codes,
    open_desk,
    register,
    run_desk,
)

PUSHED = 10_000
CLIENTS = 40
EACH = 50
EDITED = 100
VILLAGE_ROUND_TRIP_S = 0.1
VILLAGE_BITS_PER_S = 2_000_000


@dataclass
class Ends:
    """Both servers, and where their clients keep what is theirs."""

    folder: Path
    floor: Running
    center: Running
    window: Station
    villages: list[Station]


@contextmanager
def both_ends(folder: Path, villages: int) -> Iterator[Ends]:
    folder.mkdir(parents=True)
    window, below = make_center(folder / "center", villages)
    with running_floor(folder / "floor") as plain, running_center(folder / "center") as center:
        yield Ends(folder, plain, center, window, below)


def rows_of(path: Path) -> list[list[Any]]:
    """A desk's cases as the floor's rows: both sides move the same data."""
    ledger = open_desk(path)
    rows = [[*row] for row in ledger.db.rows(f"SELECT id, {', '.join(COLUMNS)} FROM r_case")]
    ledger.close()
    for i in (i for i, name in enumerate(("id", *COLUMNS)) if name in LIST_COLUMNS):
        for row in rows:
            row[i] = orjson.loads(row[i])
    return rows


def filled_desk(ends: Ends, name: str, station: Station, count: int, seed: int) -> Path:
    """A desk that has exchanged once, and then registered `count` cases."""
    path = ends.folder / f"{name}.db"
    ledger = make_desk(path, ends.center.url, station)
    person = add_person(ledger, station.role)
    with center_of(ledger, ends.center.url) as center:
        exchange(ledger, center)
    # Nothing here is measured, and the ledger is opened anew, durable, for what is.
    ledger.db.run("PRAGMA synchronous = OFF")
    register(ledger, person, seed * count, count, generator(seed))
    ledger.close()
    return path


def filled_client(ends: Ends, name: str, rows: list[list[Any]]) -> Path:
    path = ends.folder / f"{name}.floor"
    client = floor.Client(path, ends.floor.url, name, create=True)
    client.put(rows)
    client.want_nothing_older()
    client.close()
    return path


def pushes_and_pulls(folder: Path, runs: int) -> list[Finding]:
    """W1: each run another village pushes 10,000; W2: each run a new window pulls them all.

    A first run of each goes through a counting line and is not timed.
    """
    total = runs * PUSHED
    with both_ends(folder, runs + 1) as ends:
        desks = [
            filled_desk(ends, f"village{i}", village, PUSHED, i)
            for i, village in enumerate(ends.villages)
        ]
        clients = [filled_client(ends, f"client{i}", rows_of(path)) for i, path in enumerate(desks)]

        def push_floor(run: int, url: str = "") -> Sample:
            where = url or ends.floor.url
            return in_fresh_process(
                floor.run_client, clients[run], where, f"client{run}", ends.floor.pid, False
            )

        def push(run: int, url: str = "") -> Sample:
            return in_fresh_process(run_desk, desks[run], url or ends.center.url, ends.center.pid)

        pushed = alternating(runs, push_floor, push)
        pushed_bytes = _counted(ends, lambda url: push_floor(runs, url), lambda u: push(runs, u))
        windows = [
            _new_desk(ends, f"window{i}", code)
            for i, code in enumerate(more_codes(folder / "center", ends.window, runs + 1))
        ]

        def pull_floor(run: int, url: str = "") -> Sample:
            where, name = url or ends.floor.url, f"puller{run}"
            path = folder / f"{name}.floor"
            return in_fresh_process(floor.run_client, path, where, name, ends.floor.pid, True)

        def pull(run: int, url: str = "") -> Sample:
            where = url or ends.center.url
            return in_fresh_process(run_desk, windows[run], where, ends.center.pid, bool(url))

        pulled = alternating(runs, pull_floor, pull)
        pulled_bytes = _counted(ends, lambda url: pull_floor(runs, url), lambda u: pull(runs, u))
    return [
        *_push_findings(pushed, pushed_bytes),
        *_pull_findings(pulled, pulled_bytes, total + PUSHED),
    ]


def _new_desk(ends: Ends, name: str, station: Station) -> Path:
    path = ends.folder / f"{name}.db"
    make_desk(path, ends.center.url, station).close()
    return path


def _counted(
    ends: Ends, plain: Callable[[str], Sample], ours: Callable[[str], Sample]
) -> tuple[Sample, Sample]:
    """One run of each through a counting line: bytes each way, with headers."""
    samples = []
    for port, run in ((ends.floor.port, plain), (ends.center.port, ours)):
        with Line(port) as line:
            sample = run(line.url)
            sample.up, sample.down = line.up, line.down
            samples.append(sample)
    return samples[0], samples[1]


def _time(
    what: str, runs: tuple[list[Sample], list[Sample]], most: float, more: str = ""
) -> Finding:
    plain, ours = middle(runs[0]), middle(runs[1])
    ratio = ratio_of(runs[1], runs[0])
    return Finding(
        what,
        f"{ms(plain.seconds)} (CPU {ms(plain.cpu)})",
        f"{ms(ours.seconds)} (CPU {ms(ours.cpu)})",
        f"{ratio:.2f}",
        f"<= {most:g}x" + more,
        ratio <= most,
    )


def _push_findings(
    runs: tuple[list[Sample], list[Sample]], counted: tuple[Sample, Sample]
) -> list[Finding]:
    plain, ours = counted
    search = middle(runs[1]).more["search"]
    return [
        _time("W1 push 10,000 new records", runs, 2.5),
        _bytes("W1 bytes up", plain.up, ours.up, 2_100_000),
        _count("W1 requests", plain.requests, ours.requests, 8),
        Finding("W1 search words, after the exchange", "", ms(search), "", "", None),
    ]


def _pull_findings(
    runs: tuple[list[Sample], list[Sample]], counted: tuple[Sample, Sample], rows: int
) -> list[Finding]:
    plain, ours = counted
    middles = middle(runs[0]), middle(runs[1])
    memory, wait = middles[1].more["memory"], ours.more["wait"]
    scale = 50_000 / rows
    return [
        _time(f"W2 first pull of {rows:,}", runs, 2.5),
        _bytes("W2 bytes down, for 50,000", plain.down * scale, ours.down * scale, 10_000_000),
        _count("W2 requests, for 50,000", plain.requests * scale, ours.requests * scale, 28),
        Finding(
            "W2 client's memory over idle",
            size(middles[0].more["memory"]),
            size(memory),
            "",
            "<= 100 MB",
            memory <= 100e6,
        ),
        Finding("W2 longest wait of another reader and writer", "", ms(wait), "", "usable", None),
        Finding(
            "W2 search words, after the exchange", "", ms(middles[1].more["search"]), "", "", None
        ),
    ]


def _bytes(what: str, plain: float, ours: float, most: int) -> Finding:
    return Finding(
        what, size(plain), size(ours), f"{ours / plain:.2f}", f"<= {size(most)}", ours <= most
    )


def _count(what: str, plain: float, ours: float, most: int) -> Finding:
    return Finding(what, f"{plain:.0f}", f"{ours:.0f}", "", f"<= {most}", ours <= most)


def small_exchanges(folder: Path, runs: int) -> list[Finding]:
    """W3 and W4: a village and its window with 2,000 cases, every PC's line kept alive or not."""
    with both_ends(folder, 1) as ends:
        village = filled_desk(ends, "village", ends.villages[0], 2_000, 1)
        window = _new_desk(ends, "window", ends.window)
        here = filled_client(ends, "here", rows_of(village))
        there = folder / "there.floor"
        for path in (village, window):
            in_fresh_process(run_desk, path, ends.center.url, ends.center.pid)
        for path, name, new in ((here, "here", False), (there, "there", True)):
            in_fresh_process(floor.run_client, path, ends.floor.url, name, ends.floor.pid, new)

        def plain(path: Path, name: str, url: str = "") -> Sample:
            where = url or ends.floor.url
            return in_fresh_process(floor.run_client, path, where, name, ends.floor.pid, False)

        def ours(path: Path, url: str = "") -> Sample:
            return in_fresh_process(run_desk, path, url or ends.center.url, ends.center.pid)

        idle = alternating(runs, lambda _: plain(here, "here"), lambda _: ours(village))
        idle_bytes = _counted(ends, lambda u: plain(here, "here", u), lambda u: ours(village, u))
        up: tuple[list[Sample], list[Sample]] = ([], [])
        down: tuple[list[Sample], list[Sample]] = ([], [])
        up_bytes = down_bytes = idle_bytes
        for run in range(runs + 1):
            _edit(village, here, ends, f"改过的标题{run}")
            if run < runs:
                up[0].append(plain(here, "here"))
                up[1].append(ours(village))
                down[0].append(plain(there, "there"))
                down[1].append(ours(window))
            else:
                up_bytes = _counted(
                    ends, lambda u: plain(here, "here", u), lambda u: ours(village, u)
                )
                down_bytes = _counted(
                    ends, lambda u: plain(there, "there", u), lambda u: ours(window, u)
                )
    spent = middle(idle[1]).seconds
    both = idle_bytes[1].up + idle_bytes[1].down
    return [
        Finding(
            "W3 nothing to do",
            ms(middle(idle[0]).seconds),
            ms(spent),
            f"{ratio_of(idle[1], idle[0]):.2f}",
            "<= 30 ms",
            spent <= 0.03,
        ),
        _count("W3 requests", idle_bytes[0].requests, idle_bytes[1].requests, 1),
        _bytes("W3 bytes up", idle_bytes[0].up, idle_bytes[1].up, 600),
        _bytes("W3 bytes down", idle_bytes[0].down, idle_bytes[1].down, 600),
        _bytes("W3 bytes in all", idle_bytes[0].up + idle_bytes[0].down, both, 1_000),
        _time("W4 100 edits up", up, 4),
        _bytes("W4 up, bytes each way together", *_together(up_bytes), 20_000),
        _count("W4 up, requests", up_bytes[0].requests, up_bytes[1].requests, 1),
        _time("W4 100 edits down", down, 4),
        _bytes("W4 down, bytes each way together", *_together(down_bytes), 20_000),
        _count("W4 down, requests", down_bytes[0].requests, down_bytes[1].requests, 1),
    ]


def _together(samples: tuple[Sample, Sample]) -> tuple[int, int]:
    return samples[0].up + samples[0].down, samples[1].up + samples[1].down


def _edit(village: Path, here: Path, ends: Ends, title: str) -> None:
    ledger = open_desk(village)
    person = ledger.db.rows("SELECT id FROM r_user")[0][0]
    edit_titles(ledger, person, title, EDITED)
    ledger.close()
    client = floor.Client(here, ends.floor.url, "here")
    client.edit(title, EDITED)
    client.close()


def many_at_once(folder: Path, runs: int) -> list[Finding]:
    """W5: 40 desks register 50 cases each and all exchange in the same moment."""
    plain: list[Sample] = []
    ours: list[Sample] = []
    for run in range(runs):
        with both_ends(folder / str(run), CLIENTS) as ends:
            desks = [
                filled_desk(ends, f"village{i}", village, EACH, i)
                for i, village in enumerate(ends.villages)
            ]
            clients = [
                filled_client(ends, f"client{i}", rows_of(path)) for i, path in enumerate(desks)
            ]
            plain.append(in_fresh_process(_floor_crowd, clients, ends.floor))
            ours.append(in_fresh_process(_crowd, desks, ends.center))
            window = _new_desk(ends, "window", ends.window)
            in_fresh_process(run_desk, window, ends.center.url, ends.center.pid)
            ours[-1].more["visible"] = len(rows_of(window))
    seen, wanted = min(s.more["visible"] for s in ours), CLIENTS * EACH
    failed = max(s.more["failed"] for s in ours)
    if any(sample.more["failed"] for sample in plain):
        raise RuntimeError("the floor itself failed: there is nothing to compare with")
    return [
        _time("W5 40 clients x 50 records at once", (plain, ours), 3),
        Finding("W5 errors and give-ups", "", f"{failed:.0f}", "", "0", failed == 0),
        Finding("W5 visible", "", f"{seen:.0f}", "", f"{wanted} of {wanted}", seen == wanted),
        _count("W5 requests of a client, at most", 1, max(s.requests for s in ours), 2),
    ]


def _floor_crowd(paths: list[Path], server: Running) -> Sample:
    clients = [floor.Client(path, server.url, path.stem) for path in paths]
    sample = _at_once([client.sync for client in clients], server.pid)
    sample.requests = max(client.requests for client in clients)
    return sample


def _crowd(paths: list[Path], server: Running) -> Sample:
    with ExitStack() as stack:
        ledgers = [open_desk(path) for path in paths]
        centers = [stack.enter_context(center_of(ledger, server.url)) for ledger in ledgers]
        jobs = [
            partial(exchange_to_rest, ledger, center)
            for ledger, center in zip(ledgers, centers, strict=True)
        ]
        sample = _at_once(jobs, server.pid)
        sample.requests = max(center.traffic.requests for center in centers)
    return sample


def _at_once(jobs: Sequence[Callable[[], Any]], server: int) -> Sample:
    """All jobs on threads of their own, started in the same moment."""
    sample = Sample()
    failures: list[BaseException] = []
    gate = threading.Barrier(len(jobs) + 1)

    def run(job: Callable[[], Any]) -> None:
        gate.wait()
        try:
            job()
        except Exception as fault:  # noqa: BLE001 - counted and reported
            failures.append(fault)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    with timed(sample, server):
        gate.wait()
        for thread in threads:
            thread.join()
    sample.more["failed"] = len(failures)
    return sample


def village_line(folder: Path, runs: int) -> list[Finding]:
    """2,000 records, and nothing, over a line of 100 ms round trip and 2 Mbit/s."""
    pushes: tuple[list[Sample], list[Sample]] = ([], [])
    idles: tuple[list[Sample], list[Sample]] = ([], [])
    with (
        both_ends(folder, runs) as ends,
        Line(ends.floor.port, VILLAGE_ROUND_TRIP_S, VILLAGE_BITS_PER_S) as to_floor,
        Line(ends.center.port, VILLAGE_ROUND_TRIP_S, VILLAGE_BITS_PER_S) as to_center,
    ):
        for run in range(runs):
            desk = filled_desk(ends, f"village{run}", ends.villages[run], 2_000, run)
            client = filled_client(ends, f"client{run}", rows_of(desk))
            for pair in (pushes, idles):
                pair[0].append(
                    in_fresh_process(
                        floor.run_client,
                        client,
                        to_floor.url,
                        client.stem,
                        ends.floor.pid,
                        False,
                    )
                )
                pair[1].append(in_fresh_process(run_desk, desk, to_center.url, ends.center.pid))
    spent = middle(idles[1]).seconds
    return [
        _time("Village line, 2,000 records", pushes, 1.3),
        Finding(
            "Village line, nothing to do",
            ms(middle(idles[0]).seconds),
            ms(spent),
            f"{ratio_of(idles[1], idles[0]):.2f}",
            "<= 350 ms",
            spent <= 0.35,
        ),
    ]
