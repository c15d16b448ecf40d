import logging
import re

import pytest

from station_app.foundation.log import FILE_BYTES, OLD_FILES, WITHHELD, log_to, withhold

log = logging.getLogger("station.test")


def test_a_line_tells_when_in_china_and_what(tmp_path):
    with log_to(tmp_path, "desk"):
        log.info("case %s: registered", "01a1e210-9520-7c3e-8a41-5d0f6b2c9e17")
    line = (tmp_path / "desk.log").read_text("utf-8")
    assert re.match(r"\d{4}-\d\d-\d\dT[\d:.]{12}\+08:00 INFO \d+ station\.test: ", line)
    assert line.endswith("case 01a1e210-9520-7c3e-8a41-5d0f6b2c9e17: registered\n")


def test_nothing_is_written_before_the_first_line(tmp_path):
    with log_to(tmp_path, "desk"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_afterwards_the_loggers_are_as_they_were(tmp_path):
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    with log_to(tmp_path, "desk", logging.DEBUG):
        assert root.level == logging.DEBUG
    assert (root.level, list(root.handlers)) == before


@pytest.mark.parametrize(
    "personal",
    [
        "王某某",
        "镇东村三区",
        "13800000000",
        "+8613800000000",
        "110101199003070000",
        "11010119900307123X",
        "022-12345678",
        "\\u738b\\u67d0",
        "𠮷",
    ],
)
def test_personal_data_never_reaches_the_file(tmp_path, personal, log_lines):
    log_lines.expect("could not be taken")
    with log_to(tmp_path, "desk"):
        try:
            raise ValueError(f"(parameters: '{personal}', 4)")
        except ValueError:
            log.exception("row of %s could not be taken", personal)
    text = (tmp_path / "desk.log").read_text("utf-8")
    assert personal not in text
    assert text.count(WITHHELD) == 2
    assert "ValueError" in text


@pytest.mark.parametrize(
    "harmless",
    [
        "case 01a1e210-9520-7c3e-8a41-138000000009 saved",
        "digest 5d1c0f3be6a14c7790b2b8a3f1d94e6627c05b8df0a94c13e87f26d5a1b0c394",
        "version 1763712345678 of station 120115101201",
        "took 13 ms, 1800000 bytes",
        "case 120115101201A-2026-0017",
    ],
)
def test_ids_times_and_numbers_stay_readable(harmless):
    assert withhold(harmless) == harmless


def test_the_files_are_capped_in_size_and_number(tmp_path):
    line = "x" * 1000
    with log_to(tmp_path, "desk"):
        for _ in range((OLD_FILES + 3) * FILE_BYTES // 1000):
            log.info(line)
    files = list(tmp_path.iterdir())
    assert len(files) == OLD_FILES + 1
    assert sum(f.stat().st_size for f in files) <= (OLD_FILES + 1) * FILE_BYTES


def test_a_log_that_cannot_be_turned_over_begins_anew(tmp_path, monkeypatch):
    def held(source: str, dest: str) -> None:
        raise PermissionError(13, "held by another program")

    (tmp_path / "desk.log.1").write_text("older", "utf-8")
    monkeypatch.setattr("os.rename", held)
    with log_to(tmp_path, "desk"):
        for _ in range(2 * FILE_BYTES // 1000):
            log.info("x" * 1000)
    assert (tmp_path / "desk.log").stat().st_size <= FILE_BYTES


def test_a_disk_that_takes_no_log_does_not_stop_the_work(tmp_path, capsys):
    (tmp_path / "logs").write_text("a file where the folder should be")
    with log_to(tmp_path / "logs", "desk"):
        log.info("work goes on")
    (tmp_path / "other" / "desk.log").mkdir(parents=True)
    with log_to(tmp_path / "other", "desk"):
        log.info("work goes on")
    assert capsys.readouterr().err == ""
