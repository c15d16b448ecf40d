"""Numbers for whoever watches the center, in Prometheus' text form.  They name nobody."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from ipaddress import ip_address
from secrets import compare_digest

BUCKETS_S = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)


class Metrics:
    """Counts of one process since it started.  Used on the event loop's thread only."""

    def __init__(self) -> None:
        self._answers: Counter[tuple[str, int]] = Counter()
        self._within: Counter[tuple[str, float]] = Counter()
        self._seconds: Counter[str] = Counter()
        self._bytes: Counter[tuple[str, str]] = Counter()

    def count(self, address: str, status: int, seconds: float, taken: int, given: int) -> None:
        """One answer: how long it took, and the bytes of its bodies."""
        self._answers[address, status] += 1
        self._seconds[address] += seconds  # type: ignore[assignment]
        for bound in BUCKETS_S:
            if seconds <= bound:
                self._within[address, bound] += 1
        self._bytes[address, "in"] += taken
        self._bytes[address, "out"] += given

    def text(self, now: Mapping[str, float]) -> str:
        """All of it; `now` are further figures as they stand, by name."""
        worker = f'worker="{os.getpid()}"'
        lines = ["# TYPE station_center_answers_total counter"]
        lines += [
            f'station_center_answers_total{{{worker},address="{a}",status="{s}"}} {n}'
            for (a, s), n in sorted(self._answers.items())
        ]
        lines.append("# TYPE station_center_seconds histogram")
        for address, total in sorted(self._total().items()):
            label = f'{worker},address="{address}"'
            lines += [
                f'station_center_seconds_bucket{{{label},le="{b}"}} {self._within[address, b]}'
                for b in BUCKETS_S
            ]
            lines.append(f'station_center_seconds_bucket{{{label},le="+Inf"}} {total}')
            lines.append(f"station_center_seconds_sum{{{label}}} {self._seconds[address]:.6f}")
            lines.append(f"station_center_seconds_count{{{label}}} {total}")
        lines.append("# TYPE station_center_body_bytes_total counter")
        lines += [
            f'station_center_body_bytes_total{{{worker},address="{a}",way="{w}"}} {n}'
            for (a, w), n in sorted(self._bytes.items())
        ]
        for name, value in now.items():
            lines.append(f"# TYPE station_center_{name} gauge")
            lines.append(f"station_center_{name}{{{worker}}} {value:g}")
        return "\n".join(lines) + "\n"

    def _total(self) -> Counter[str]:
        total: Counter[str] = Counter()
        for (address, _), count in self._answers.items():
            total[address] += count
        return total


def may_read(client: str | None, authorization: str, token: str, *, behind_proxy: bool) -> bool:
    """From loopback, or with the token.  Behind a proxy everybody seems to come from loopback."""
    if token and compare_digest(authorization.encode(), f"Bearer {token}".encode()):
        return True
    return not behind_proxy and client is not None and _loopback(client)


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
