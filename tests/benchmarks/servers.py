"""Servers in processes of their own, started and stopped around what is measured."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

START_S = 30.0


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    pid: int
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def running_floor(folder: Path) -> Iterator[Running]:
    folder.mkdir(parents=True, exist_ok=True)
    with _running("tests.benchmarks.floor", str(folder / "floor.db"), "{port}") as server:
        yield server


@contextmanager
def running_center(data: Path, db: str = "", workers: int = 1) -> Iterator[Running]:
    """As a county runs it: `station-center serve`."""
    told = ["serve", "--data", str(data), "--port", "{port}", "--workers", str(workers)]
    with _running("sync.center.main", *told, *(["--db", db] if db else [])) as server:
        yield server


@contextmanager
def _running(module: str, *arguments: str) -> Iterator[Running]:
    with socket.create_server(("127.0.0.1", 0)) as finder:
        port = finder.getsockname()[1]
    told = [argument.format(port=port) for argument in arguments]
    process = subprocess.Popen([sys.executable, "-m", module, *told], stdout=subprocess.DEVNULL)
    try:
        _wait_for(process, port)
        yield Running(process.pid, port)
    finally:
        process.terminate()
        process.wait()


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            requests.get(f"http://127.0.0.1:{port}/healthz", timeout=START_S)
        except requests.ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server did not start")
