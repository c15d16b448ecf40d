"""What a check-up of this PC finds."""

import shutil
import socket
from collections import namedtuple
from datetime import UTC, datetime

import pytest

from station_app.foundation.paths import Paths
from station_app.foundation.settings import Settings, write_settings
from station_app.usecases.checkup import ENOUGH_BYTES, MIB, check_up
from station_app.usecases.desk import NewStation, init_station
from sync.ledger.disk import RESERVE_BYTES
from sync.ledger.keys import KeyFile
from tests.usecases.desks import CHEAP, PASSWORD, VILLAGE, HandClock

Usage = namedtuple("Usage", "total used free")


def found(folder, what, clock=None):
    (finding,) = [f for f in check_up(folder, clock or HandClock()) if f.what == what]
    return finding.state, finding.told


def test_every_part_is_looked_at_once(tmp_path):
    parts = [finding.what for finding in check_up(tmp_path, HandClock())]
    assert parts == ["disk", "ledger", "clock", "fonts", "printer", "versions", "line"]


@pytest.mark.parametrize(
    ("free", "state"),
    [
        (ENOUGH_BYTES, "ok"),
        (ENOUGH_BYTES - 1, "warning"),
        (RESERVE_BYTES, "warning"),
        (RESERVE_BYTES - 1, "bad"),
    ],
)
def test_the_disk_is_judged_by_what_is_free(tmp_path, monkeypatch, free, state):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(free, 0, free))
    assert found(tmp_path, "disk") == (state, f"{free // MIB} MiB")


def test_a_folder_not_made_yet_is_judged_by_the_disk_it_will_lie_on(tmp_path, monkeypatch):
    asked = []

    def usage(at):
        asked.append(at)
        return Usage(0, 0, ENOUGH_BYTES)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    assert found(tmp_path / "a" / "b", "disk")[0] == "ok"
    assert asked == [tmp_path]


def test_a_disk_that_cannot_be_asked_is_told_without_its_path(tmp_path, monkeypatch):
    def gone(at):
        raise PermissionError(13, "denied", str(at))

    monkeypatch.setattr(shutil, "disk_usage", gone)
    assert found(tmp_path, "disk") == ("bad", "PermissionError")


def test_a_ledger_is_missing_or_lacks_its_keys_or_is_there(tmp_path):
    paths = Paths.under(tmp_path)
    assert found(tmp_path, "ledger") == ("warning", "missing")
    paths.ledger.write_bytes(bytes(3 * MIB))
    assert found(tmp_path, "ledger") == ("bad", "no_keys")
    paths.keys.write_text("{}")
    assert found(tmp_path, "ledger") == ("bad", "keys_damaged")
    paths.keys.unlink()
    KeyFile.create(paths.keys, cost=CHEAP)
    assert found(tmp_path, "ledger") == ("ok", "3 MiB")
    paths.ledger.write_bytes(bytes(3 * MIB - 1))
    assert found(tmp_path, "ledger") == ("bad", "cut_off")


def test_a_ledger_as_it_is_made_is_whole_pages(tmp_path):
    told = NewStation(VILLAGE, "镇东村站", "village", "li", PASSWORD)
    init_station(tmp_path, told, cost=CHEAP)
    assert found(tmp_path, "ledger")[0] == "ok"


def test_a_clock_from_before_this_program_is_wrong(tmp_path):
    before = round(datetime(2025, 12, 31, 23, tzinfo=UTC).timestamp() * 1000)
    assert found(tmp_path, "clock", HandClock(before))[0] == "bad"
    assert found(tmp_path, "clock")[0] == "ok"


PRINTERS = "#!/bin/sh\nprintf 'office\\n\\nhall \\n'\n"
NONE_KNOWN = "#!/bin/sh\nexit 1\n"
NO_PROGRAM = "\x00"


@pytest.mark.parametrize(
    ("program", "told"),
    [
        (PRINTERS, ("ok", "office, hall")),
        (NONE_KNOWN, ("warning", "none")),
        (NO_PROGRAM, ("warning", "none")),
        (None, ("warning", "none")),
    ],
)
def test_the_systems_printers_are_named(tmp_path, monkeypatch, program, told):
    if program is not None:
        asked = tmp_path / "lpstat"
        asked.write_text(program)
        asked.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert found(tmp_path, "printer") == told


def test_the_line_is_tried_where_there_is_a_center(tmp_path):
    settings = Paths.under(tmp_path).settings
    assert found(tmp_path, "line") == ("warning", "not_enrolled")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        write_settings(settings, Settings(center=address))
        assert found(tmp_path, "line") == ("ok", address)
    assert found(tmp_path, "line") == ("warning", "no_line")


@pytest.mark.parametrize(("scheme", "port"), [("https", 443), ("http", 80)])
def test_an_address_without_a_port_is_tried_at_its_schemes(tmp_path, monkeypatch, scheme, port):
    tried = []

    def refused(address, timeout):
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refused)
    write_settings(Paths.under(tmp_path).settings, Settings(center=f"{scheme}://center.example"))
    assert found(tmp_path, "line") == ("warning", "no_line")
    assert tried == [("center.example", port)]
