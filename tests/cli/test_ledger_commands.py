"""Status, digest, dump, verify, backup, restore, accounts, check-up, and how commands end."""

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from station_app.usecases.desk import open_desk
from sync.ledger.identity import own_identity
from sync.ledger.lock import LedgerLock
from tests.cli.commands import Station
from tests.usecases.desks import PASSWORD, VILLAGE, complaint

OTHER = "corn-and-beans-7"


def add(station, **changes):
    given = complaint(late_entry_reason="停电", received_at="2026-01-05T09:40:00+08:00", **changes)
    (answer,) = station("complaint", "add", "-", given=given).lines
    return answer


def test_status_has_the_promised_keys(station):
    add(station)
    told = station("status", "--json").json
    assert {
        "station_code",
        "replica",
        "enrolled",
        "counts",
        "pending",
        "pending_attachments",
        "conflicts",
        "needs_attention",
        "last_exchange",
        "clock_offset_s",
        "versions",
    } <= told.keys()
    assert (told["station_code"], told["enrolled"], told["counts"]["case"]) == (VILLAGE, False, 1)
    assert told["last_exchange"] == {"at": None, "result": None}
    assert "镇东村消费维权服务站" in station("status").out


def test_digest_names_number_and_digest_of_each_kind(station):
    add(station)
    told = station("digest", "--json").json
    assert told["case"].keys() == {"count", "digest"}
    assert told["case"]["count"] == 1
    assert station("digest", "--json").json == told


def test_dump_lines_come_by_kind_then_id(station):
    add(station)
    add(station)
    lines = station("dump").lines
    assert all(line.keys() == {"kind", "id", "fields", "stamps"} for line in lines)
    keys = [(line["kind"], line["id"]) for line in lines]
    assert keys == sorted(keys)
    assert [line["kind"] for line in lines].count("case") == 2


def test_verify_is_content_with_a_sound_ledger_and_ends_with_7_otherwise(station):
    add(station)
    good = station("verify", "--json")
    assert (good.exit, good.json["ok"], good.json["problems"]) == (0, True, [])
    desk = open_desk(station.folder, None, PASSWORD)
    desk.ledger.db.run("UPDATE r_case SET amount = 1")
    desk.close()
    bad = station("verify", "--json")
    assert (bad.exit, bad.json["ok"]) == (7, False)
    assert bad.json["problems"][0]["why"] == "amount:differs"
    told = station("verify").out
    assert "amount: 与日志里的不同" in told
    assert "已检查" in told


def test_the_key_file_that_is_missing_is_named_and_not_the_ledger(station):
    (station.folder / "keys.json").rename(station.folder / "keys.away")
    ended = station("status", "--json")
    assert (ended.exit, ended.problem["problem"]) == (7, "ledger_damaged")
    assert "keys.json" in ended.problem["message"]
    assert station("doctor", "--json").exit == 3
    (found,) = station("verify", "--json").json["problems"]
    assert found == {"what": "ledger", "where": "keys.json", "why": "missing"}


def test_the_key_file_that_cannot_be_read_is_named(station, monkeypatch):
    keys = station.folder / "keys.json"
    real = Path.open

    def closed(path, *how):
        if path == keys:
            raise PermissionError(13, "denied", str(path))
        return real(path, *how)

    monkeypatch.setattr(Path, "open", closed)
    ended = station("status", "--json")
    assert (ended.exit, ended.problem["problem"]) == (3, "file_unreadable")
    assert "keys.json" in ended.problem["message"]


def test_a_data_folder_that_is_a_file_is_refused(tmp_path):
    file = tmp_path / "file"
    file.write_text("x")
    for line in (("status",), ("verify",), ("complaint", "list")):
        ended = Station(file)(*line, "--json")
        assert (ended.exit, ended.problem["fields"].keys()) == (3, {"data"})
    assert file.read_text() == "x"


def test_what_nobody_has_is_named(station):
    ended = station("complaint", "show", "TS-1999-00001", "--json")
    assert (ended.exit, ended.problem["problem"]) == (3, "not_found")
    assert ended.problem["fields"].keys() == {"id"}


def test_an_answer_that_finds_no_room_is_no_refusal(station):
    """The record stands: saying that nothing was changed would have it typed twice."""
    given = json.dumps(complaint(late_entry_reason="停电"), ensure_ascii=False).encode()
    with Path("/dev/full").open("wb") as full:
        pipes = {"stdin": subprocess.PIPE, "stdout": full, "stderr": subprocess.PIPE}
        with command(station.folder, "complaint", "add", "-", **pipes) as process:
            _, told = process.communicate(given)
    assert process.returncode == 1
    assert "结果没能输出" in told.decode()
    assert "没有任何改动" not in told.decode()
    assert len(station("complaint", "list", "--json").json) == 1


@contextmanager
def silent_line():
    """Takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"


def test_an_exchange_over_a_silent_line_ends_when_asked(station):
    desk = open_desk(station.folder, None, PASSWORD)
    with silent_line() as url:
        with desk.ledger.db.writing():
            key = own_identity(desk.ledger).public
            desk.ledger.state.put({"center_url": url, "center_key": key})
        desk.close()
        ended = station("sync", "--max-seconds", "1", "--json")
    assert (ended.exit, ended.problem["problem"]) == (5, "no_line")


def test_a_ledger_that_cannot_be_opened_is_an_integrity_failure(station):
    add(station)
    ledger = station.folder / "ledger.db"
    ledger.write_bytes(os.urandom(ledger.stat().st_size))
    ended = station("verify", "--json")
    assert (ended.exit, ended.json["ok"]) == (7, False)
    assert station("dump", "--json").exit == 7
    assert station("complaint", "list", "--json").exit == 7


def test_damage_in_the_middle_is_said_by_dump_and_not_passed_over(station):
    for number in range(30):
        add(station, title=f"第{number}件")
    ledger = station.folder / "ledger.db"
    content = bytearray(ledger.read_bytes())
    for at in range(8192 + 100, len(content), 4096):
        content[at] ^= 1
    ledger.write_bytes(bytes(content))
    ended = station("dump", "--json")
    assert ended.exit == 7
    assert ended.problem["problem"] == "ledger_damaged"


def test_a_backup_restores_into_an_empty_folder_and_nowhere_else(station, tmp_path):
    added = add(station)
    out = tmp_path / "copy.station"
    made = station("backup", str(out), "--json")
    assert (made.exit, made.json["damaged"]) == (0, [])
    assert station("backup", str(out), "--json").exit == 3
    assert station("restore", str(out), "--json").problem["problem"] == "ledger_exists"
    back = Station(tmp_path / "new")
    told = back("restore", str(out), "--json")
    assert (told.exit, told.json["station_code"]) == (0, VILLAGE)
    assert back("complaint", "show", added["number"], "--json").json["id"] == added["id"]
    assert back("status", "--json").json["replica"] != station("status", "--json").json["replica"]
    assert back("verify").exit == 0


def test_a_plain_copy_asks_for_a_reason(station, tmp_path):
    out = str(tmp_path / "plain.db")
    refused = station("backup", out, "--plain", "--json")
    assert (refused.exit, list(refused.problem["fields"])) == (3, ["reason"])
    assert station("backup", out, "--plain", "--reason", "抽查").exit == 0
    assert station("backup", str(tmp_path / "b"), "--reason", "抽查").exit == 2


def test_accounts_are_added_listed_disabled_and_given_passwords(station):
    line = ("user", "add", "wang", "--name", "王五", "--role", "village_cadre")
    made = station(*line, "--json", STATION_NEW_PASSWORD=OTHER)
    assert (made.exit, made.json["roles"][0]["role"]) == (0, "village_cadre")
    assert station("status").exit == 2
    assert station("status", "--user", "wang", STATION_PASSWORD=OTHER).exit == 0
    assert station("status", STATION_USER="wang", STATION_PASSWORD=OTHER).exit == 0
    mine = {"STATION_USER": "lizhuli"}
    logins = [row["login"] for row in station("user", "list", "--json", **mine).json]
    assert logins == ["lizhuli", "wang"]
    new = "third-harvest-9"
    assert station("user", "passwd", "wang", STATION_NEW_PASSWORD=new, **mine).exit == 0
    assert station("status", "--user", "wang", STATION_PASSWORD=new).exit == 0
    assert station("user", "disable", "wang", **mine).exit == 0
    assert station("status", "--user", "wang", STATION_PASSWORD=new).exit == 4
    assert station("user", "list", **mine).out.count("停用") == 1


def test_the_recovery_code_gives_a_new_password(tmp_path):
    station = Station(tmp_path / "new")
    line = ("init", "--station-code", VILLAGE, "--station-name", "镇东村站", "--json")
    made = station(*line)
    assert (made.exit, made.json["login"]) == (0, "admin")
    code = made.json["recovery_code"]
    changed = station("user", "passwd", "admin", STATION_PASSWORD=code, STATION_NEW_PASSWORD=OTHER)
    assert changed.exit == 0
    assert station("status", STATION_PASSWORD=OTHER).exit == 0
    assert station("status").exit == 4


def test_init_names_its_options_and_never_begins_twice(station, tmp_path):
    fresh = Station(tmp_path / "new")
    wrong = fresh("init", "--station-code", "12", "--station-name", " ", "--json")
    assert (wrong.exit, wrong.problem["fields"].keys()) == (3, {"station_code", "station_name"})
    assert not fresh.folder.exists()
    again = station("init", "--station-code", VILLAGE, "--station-name", "又来", "--json")
    assert (again.exit, again.problem["problem"]) == (3, "ledger_exists")


@pytest.mark.parametrize("code", ["12011510120", "1201151012011", "1201", "12011510120x"])
def test_a_code_that_lost_a_digit_is_not_filled_up(tmp_path, code):
    fresh = Station(tmp_path / "new")
    wrong = fresh("init", "--station-code", code, "--station-name", "站", "--json")
    assert (wrong.exit, wrong.problem["fields"].keys()) == (3, {"station_code"})


@dataclass
class Typing:
    """Somebody at a terminal with these answers."""

    answers: list[str] = field(default_factory=list)

    def is_there(self) -> bool:
        return True

    def ask_secret(self, question: str) -> str:
        return self.answers.pop(0)


def test_a_password_is_asked_for_at_a_terminal(station):
    somebody = Station(station.folder, {}, Typing([PASSWORD]))
    assert somebody("status").exit == 0
    differs = Station(station.folder, {}, Typing([PASSWORD, OTHER]))
    assert differs("init", "--station-code", VILLAGE, "--station-name", "站").exit == 2


def test_without_terminal_and_password_nothing_opens(station):
    ended = Station(station.folder, {})("status", "--json")
    assert (ended.exit, ended.problem["problem"]) == (4, "wrong_password")
    assert ended.problem["fields"].keys() == {"STATION_PASSWORD"}


def test_a_new_password_that_nobody_said_is_asked_for_by_name(station):
    ended = station("user", "add", "wang", "--name", "王五", "--role", "village_cadre", "--json")
    assert (ended.exit, ended.problem["fields"].keys()) == (3, {"STATION_NEW_PASSWORD"})


@pytest.mark.parametrize("more", [(), ("--plain", "--reason", "查账")])
def test_a_backup_into_a_folder_that_is_not_there_is_refused(station, tmp_path, more):
    ended = station("backup", str(tmp_path / "none" / "copy"), "--json", *more)
    assert (ended.exit, ended.problem["fields"].keys()) == (3, {"out"})


def test_a_ledger_that_a_window_holds_can_be_read(station):
    with LedgerLock(station.folder, "desk"):
        assert station("complaint", "list").exit == 0
        assert station("status").exit == 0


def test_a_folder_without_a_ledger_is_told(tmp_path):
    ended = Station(tmp_path / "none")("status", "--json")
    assert (ended.exit, ended.problem["problem"]) == (3, "ledger_missing")


def test_without_a_county_the_work_is_kept_and_sync_ends_with_5(station):
    ended = station("sync", "--json")
    assert (ended.exit, ended.problem["problem"]) == (5, "not_enrolled")


def test_no_line_ends_with_5_and_changes_nothing(station):
    line = ("enrol", "--center", "http://127.0.0.1:9", "--code", "ABCD-EFGH", "--json")
    ended = station(*line)
    assert (ended.exit, ended.problem["problem"]) == (5, "no_line")
    assert not station("status", "--json").json["enrolled"]


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_an_authority_that_cannot_be_read_is_named(station, tmp_path, content):
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    line = ("enrol", "--center", "https://127.0.0.1:9", "--code", "ABCD-EFGH", "--ca", str(file))
    ended = station(*line, "--json")
    assert (ended.exit, ended.problem["fields"].keys()) == (3, {"ca"})


@pytest.mark.parametrize("line", [("doctor",), ("--help",), ("--version",), ("sync", "--help")])
def test_some_commands_need_no_account(tmp_path, line):
    ended = Station(tmp_path / "none", {})(*line)
    assert ended.exit == 0
    assert ended.out


def test_doctor_tells_of_each_part(station):
    told = station("doctor", "--json").json
    assert [check["what"] for check in told["checks"]] == [
        "disk",
        "ledger",
        "clock",
        "fonts",
        "printer",
        "versions",
        "line",
    ]


def test_wrong_usage_ends_with_2_and_is_told_in_the_users_language(station):
    assert station("bogus").exit == 2
    assert station().exit == 2
    assert "没有 bogus 这条命令。" in station("bogus").err
    assert "There is no command bogus." in station("bogus", "--lang", "en").err
    assert station("bogus", "--json").problem["problem"] == "wrong_usage"


def test_a_fault_of_ours_ends_with_1_and_a_code_that_the_log_has(station, log_lines):
    log_lines.expect("fault")
    desk = open_desk(station.folder, None, PASSWORD)
    desk.ledger.db.run("UPDATE desk_state SET value = 'not json' WHERE key = 'station_name'")
    desk.close()
    ended = station("status")
    assert ended.exit == 1
    code = ended.err.strip().splitlines()[-1].rpartition("：")[2].rstrip("。")
    assert code in (station.folder / "logs" / "station.log").read_text("utf-8")


def command(folder, *line, **kw):
    environ = {**os.environ, "STATION_PASSWORD": PASSWORD, "STATION_DATA_DIR": str(folder)}
    script = "from station_app.main import station; station()"
    return subprocess.Popen([sys.executable, "-c", script, *line], env=environ, **kw)


def test_the_real_command_answers_each_line_as_soon_as_it_is_durable(station):
    given = json.dumps(
        complaint(late_entry_reason="停电", received_at="2026-01-05T09:40:00+08:00"),
        ensure_ascii=False,
    ).encode()
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with command(station.folder, "complaint", "add", "-", **pipes) as process:
        answers = []
        for _ in range(3):
            process.stdin.write(given + b"\n")
            process.stdin.flush()
            answers.append(json.loads(process.stdout.readline()))
        process.send_signal(signal.SIGKILL)
    rows = station("complaint", "list", "--json").json
    assert sorted(row["number"] for row in rows) == [a["number"] for a in answers]
    assert station("verify").exit == 0


def test_the_real_command_speaks_chinese_and_ends_as_promised(station):
    with command(station.folder, "bogus", stderr=subprocess.PIPE) as process:
        _, told = process.communicate()
    assert process.returncode == 2
    assert "没有 bogus 这条命令。" in told.decode()


def test_a_reader_who_leaves_early_gets_no_traceback(station):
    given = "\n".join(
        json.dumps(complaint(late_entry_reason="停电", received_at="2026-01-05T09:40:00+08:00"))
        for _ in range(40)
    )
    assert station("complaint", "add", "-", given=given).exit == 0
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with command(station.folder, "dump", **pipes) as process:
        assert json.loads(process.stdout.readline())["kind"] == "access_log"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1
