"""What every test stands on: no screen, no noise, a PostgreSQL where one is asked for."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["PYTEST_QT_API"] = "pyside6"
# A person's own settings must not steer a test.
for name in [n for n in os.environ if n.startswith(("STATION_", "QT_SCALE", "QT_IM_"))]:
    del os.environ[name]

# Marks of data folders go where the tests end, not into a person's own state folder.
os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(prefix="station-tests-")
atexit.register(shutil.rmtree, os.environ["XDG_STATE_HOME"], ignore_errors=True)

import pytest  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

from tests.noise import LogLines, heard_log, left_threads  # noqa: E402
from tests.postgres import Cluster, running_cluster  # noqa: E402

# Fresh examples at each run, and what failed is printed so that it can be tried again.  A machine
# shared with other work is slow at times, which says nothing about the code.
COMMON = settings(
    deadline=None,
    print_blob=True,
    derandomize=False,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("house", COMMON, max_examples=60)
settings.register_profile("ci", COMMON, max_examples=120)
settings.load_profile("ci" if os.environ.get("CI") else "house")


@pytest.fixture(autouse=True)
def log_lines() -> Iterator[LogLines]:
    """Fails the test on a log line at WARNING or above that it did not `expect(pattern)`."""
    with heard_log() as heard:
        yield heard
    faults = heard.faults()
    assert not faults, "\n".join(faults)


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = left_threads(before)
    assert not left, f"threads still running: {left}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A server of the tests' own; a machine without its binaries fails the test."""
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture
def postgres_url(postgres: Cluster) -> Iterator[str]:
    """The SQLAlchemy URL of an empty database, dropped afterwards."""
    name = postgres.new_database()
    yield postgres.url(name)
    postgres.drop(name)
