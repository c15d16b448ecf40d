"""`station-center`, as county staff type it."""

from __future__ import annotations

import io
import json
import os
import re
import socket
import subprocess
import sys

import pytest
import segno
import zxingcpp
from PIL import Image

from sync.center.accounts import add_account, check_password
from sync.center.commands.common import EXIT
from sync.center.enrolment import Issued
from sync.center.main import chosen_language, run, without_language
from sync.center.settings import load_settings
from sync.center.slip import slip_content
from sync.ledger.migrate import HEAD
from sync.problems import Problem
from sync.words import load_words
from tests.center.running import COUNTY, VILLAGE, WINDOW, Pc, served

PASSWORD = "蓝色的自行车停在桥头"


@pytest.fixture(params=["sqlite", "postgresql"])
def typed(request, tmp_path, capsys, monkeypatch):
    """Types one command line at a center of its own: exit code, output, messages."""
    db = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    return Typist(tmp_path / "center", capsys, db)


@pytest.fixture
def small_typed(tmp_path, capsys):
    return Typist(tmp_path / "center", capsys, "")


class Typist:
    """Types command lines at a center in `data`."""

    def __init__(self, data, capsys, db):
        self.data = data
        self._capsys = capsys
        self._db = db

    def __call__(self, *arguments, lang="zh_CN"):
        line = [*arguments, "--data", str(self.data)]
        if self._db and arguments[0] == "init":
            line += ["--db", self._db]
        return self.bare(*line, lang=lang)

    def bare(self, *line, lang="zh_CN"):
        """The line as it stands, about no center."""
        code = run(line, load_words(lang))
        heard = self._capsys.readouterr()
        return code, heard.out, heard.err


def made(type_):
    code, out, _ = type_("init", "--county-code", "120115", "--county-name", "宝坻中心", "--json")
    assert code == 0
    return json.loads(out)


def added(type_, code=VILLAGE, name="镇东村", level="village", *more):
    status, out, err = type_(
        "station", "add", "--code", code, "--name", name, "--level", level, *more
    )
    assert status == 0, err
    return json.loads(out)


def test_a_center_is_made_once(typed):
    told = made(typed)
    assert told["county_code"] == COUNTY
    code, _, err = typed("init", "--county-code", "120115", "--county-name", "宝坻中心", "--json")
    assert code == 3
    assert json.loads(err).items() >= {"problem": "ledger_exists", "fields": {}}.items()


def test_a_refused_init_can_be_tried_again(small_typed):
    code, _, err = small_typed("init", "--county-code", "12", "--county-name", "宝坻中心")
    assert code == 3
    assert "code" in err
    assert made(small_typed)["county_code"] == COUNTY


def test_keys_and_log_are_for_the_service_alone(small_typed):
    made(small_typed)
    assert small_typed.data.stat().st_mode & 0o777 == 0o700
    for name in ("center-keys.json", "center-outside.log"):
        assert (small_typed.data / name).stat().st_mode & 0o777 == 0o600


def test_a_station_is_added_and_its_code_is_said_once(typed):
    made(typed)
    told = added(typed)
    assert set(told) == {"station_id", "code", "enrol_code", "expires_at"}
    assert told["code"] == VILLAGE
    assert re.fullmatch(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}", told["enrol_code"])
    assert told["expires_at"].endswith("+08:00")
    code, out, _ = typed("station", "list", "--json")
    listed = json.loads(out)
    assert code == 0
    assert [(s["code"], s["level"], s["replicas"]) for s in listed] == [
        (COUNTY, "county", []),
        (VILLAGE, "village", []),
    ]
    assert told["enrol_code"] not in out


def test_a_slip_is_a_page_with_the_code_and_a_square(small_typed, tmp_path):
    made(small_typed)
    slip = tmp_path / "slip.html"
    told = added(small_typed, VILLAGE, "镇东村<b>", "village", "--slip", str(slip))
    page = slip.read_text("utf-8")
    assert told["enrol_code"] in page
    assert "<svg" in page
    assert "镇东村&lt;b&gt;" in page
    assert "登记单" in page
    assert not re.search(r"(src|href)=", page)


def test_what_the_square_holds_is_read_back():
    content = slip_content(
        "https://xian.example:8443", Issued("id", VILLAGE, "AAAA-BBBB-CCCC-DDDD", 0)
    )
    out = io.BytesIO()
    segno.make(content, error="m").save(out, kind="png", scale=4)
    assert zxingcpp.read_barcodes(Image.open(out))[0].text == content
    assert content == (
        "station-enrol:?u=https%3A%2F%2Fxian.example%3A8443&s=120115101201&c=AAAA-BBBB-CCCC-DDDD"
    )


def test_a_wrong_field_is_named_and_nothing_is_added(small_typed):
    made(small_typed)
    code, _, err = small_typed(
        "station", "add", "--code", "12", "--name", "x", "--level", "village", "--json"
    )
    assert (code, json.loads(err)["problem"]) == (3, "refused_input")
    assert "区划代码" in json.loads(err)["fields"]["code"]
    code, _, err = small_typed(
        "station", "add", "--code", "12", "--name", "x", "--level", "village"
    )
    assert "区划代码" in err
    assert len(json.loads(small_typed("station", "list", "--json")[1])) == 1


def test_wrong_usage_ends_with_two(small_typed):
    assert small_typed("station", "add")[0] == 2
    assert small_typed("no-such-command")[0] == 2


def test_a_code_of_two_stations_is_refused_with_both_ids(typed):
    made(typed)
    one = added(typed, WINDOW, "镇维权窗口", "township")
    other = added(typed, WINDOW, "镇市场监管所", "township", "--kind", "market_office")
    code, _, err = typed("station", "reissue", WINDOW, "--json")
    assert code == 3
    assert json.loads(err)["fields"].keys() == {"code"}
    assert one["station_id"] in err
    assert other["station_id"] in err
    code, out, _ = typed("station", "reissue", one["station_id"])
    assert (code, json.loads(out)["station_id"]) == (0, one["station_id"])


def test_revoking_says_who_was_shut_out(typed):
    made(typed)
    added(typed)
    code, out, _ = typed("station", "revoke", VILLAGE, "--json")
    assert (code, json.loads(out)) == (0, {"revoked": []})
    assert typed("station", "revoke", "999999999999")[0] == 3


def test_a_list_of_stations_is_taken_whole(typed, tmp_path):
    made(typed)
    file = tmp_path / "stations.csv"
    file.write_bytes(
        "code,name,level,parent\n120115101201,镇东村,village,120115101000\n"
        "120115101,镇维权窗口,township,120115\n".encode("gb18030")
    )
    code, out, _ = typed("import-stations", str(file))
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == "code,name,station_id,enrol_code,expires_at"
    assert [line.split(",")[:2] for line in lines[1:]] == [
        [VILLAGE, "镇东村"],
        [WINDOW, "镇维权窗口"],
    ]
    listed = {s["code"]: s for s in json.loads(typed("station", "list", "--json")[1])}
    assert listed[VILLAGE]["window_id"] == listed[WINDOW]["station_id"]


def test_one_wrong_line_refuses_the_list(small_typed, tmp_path):
    made(small_typed)
    file = tmp_path / "stations.csv"
    file.write_text("code,name,level,parent\n120115101201,镇东村,village,\nx,,town,\n", "utf-8")
    outside = (small_typed.data / "center-outside.log").read_bytes()
    code, _, err = small_typed("import-stations", str(file), "--json")
    # What is noted there is applied at the next start.
    assert (small_typed.data / "center-outside.log").read_bytes() == outside
    assert code == 3
    assert json.loads(err)["fields"].keys() == {"line 3: code"}
    assert len(json.loads(small_typed("station", "list", "--json")[1])) == 1
    file.write_text("a,b\n1,2\n", "utf-8")
    assert small_typed("import-stations", str(file))[0] == 3
    assert small_typed("import-stations", str(tmp_path / "none.csv"))[0] == 3
    file.write_bytes(b"code,name,level,parent\n\x00\r\x01\r\x02")
    for command in (["import-stations"], ["publish", "calendar"], ["publish", "holidays"]):
        code, _, err = small_typed(*command, str(file), "--json")
        assert (code, set(json.loads(err)["fields"])) == (3, {"file"}), command


def test_county_staff_get_accounts(typed, monkeypatch):
    made(typed)
    monkeypatch.setenv("STATION_NEW_PASSWORD", PASSWORD)
    add = ("user", "add", "zhang", "--name", "张某某", "--role", "county_reception")
    assert typed(*add)[0] == 0
    code, _, err = typed(*add, "--json")
    assert (code, json.loads(err)["fields"].keys()) == (3, {"login"})
    accounts = json.loads(typed("user", "list", "--json")[1])
    assert [(a["login"], a["name"], a["active"], a["roles"]) for a in accounts] == [
        ("zhang", "张某某", True, ["county_reception"])
    ]
    assert typed("user", "passwd", "zhang")[0] == 0
    assert typed("user", "disable", "zhang")[0] == 0
    assert not json.loads(typed("user", "list", "--json")[1])[0]["active"]
    assert typed("user", "disable", "nobody")[0] == 3


def test_a_poor_password_is_refused(small_typed, monkeypatch):
    made(small_typed)
    monkeypatch.setenv("STATION_NEW_PASSWORD", "12345")
    code, _, err = small_typed(
        "user", "add", "zhang", "--name", "张某某", "--role", "nobody", "--json"
    )
    assert (code, json.loads(err)["fields"].keys()) == (3, {"role"})
    code, _, err = small_typed(
        "user", "add", "zhang", "--name", "张某某", "--role", "county_leader", "--json"
    )
    assert (code, json.loads(err)["fields"].keys()) == (3, {"password"})


def test_passwords_are_kept_by_hash(small):
    with small.office() as office:
        add_account(office, "Zhang", "张某某", "county_leader", PASSWORD)
        assert check_password(office, "zhang", PASSWORD).roles == ("county_leader",)
        for login, word in (("zhang", PASSWORD + "x"), ("nobody", PASSWORD)):
            with pytest.raises(Problem) as told:
                check_password(office, login, word)
            assert told.value.kind == "wrong_password"
        kept = str(office.db.rows("SELECT value FROM center_state"))
    assert PASSWORD not in kept
    assert "$argon2id$" in kept


def test_digest_verify_and_doctor_speak_of_a_sound_center(typed):
    made(typed)
    added(typed)
    code, out, _ = typed("digest", "--json")
    assert (code, json.loads(out)["station"]["count"]) == (0, 2)
    assert json.loads(typed("digest", "--station", VILLAGE, "--json")[1])["station"]["count"] == 2
    code, out, _ = typed("verify", "--json")
    told = json.loads(out)
    assert (code, told["ok"], told["problems"]) == (0, True, [])
    code, out, _ = typed("migrate", "--check", "--json")
    assert (code, json.loads(out)["current"]) == (0, HEAD)
    code, out, _ = typed("doctor", "--json")
    checks = {c["check"]: c["ok"] for c in json.loads(out)["checks"]}
    assert code == 0, checks
    assert {"sqlite", "disk", "keys", "database", "schema", "outside_log"} <= checks.keys()


def test_what_is_found_is_told_in_chinese(small_typed):
    made(small_typed)
    added(small_typed)
    for line in (("verify",), ("doctor",), ("station", "list")):
        told = small_typed(*line)[1]
        assert re.findall("[a-z]{3,}", re.sub("SQLite|sqlite|python|[0-9a-f-]{36}", "", told)) == []


def test_a_station_nobody_has_is_named(small_typed):
    made(small_typed)
    for what in ("revoke", "reissue"):
        code, _, err = small_typed("station", what, "999999999999", "--json")
        assert (code, json.loads(err)["problem"]) == (3, "not_found")
        assert json.loads(err)["fields"].keys() == {"999999999999"}


def test_a_database_that_cannot_be_made_leaves_no_keys(small_typed, tmp_path):
    nowhere = f"sqlite:///{tmp_path}/nowhere/center.db"
    code, _, _ = small_typed(
        "init", "--county-code", "120115", "--county-name", "宝坻中心", "--db", nowhere
    )
    assert code == 3
    assert not (small_typed.data / "center-keys.json").exists()


def test_a_language_there_is_not_is_wrong_usage(small_typed):
    for line in (("station", "list", "--lang", "fr"), ("--lang=fr", "verify")):
        code, _, err = small_typed(*line)
        assert code == 2
        assert "fr" in err


@pytest.mark.parametrize(
    ("more", "field"),
    [
        (("--role", "county_handler", "--until", "2020-01-01"), "until"),
        (("--role", "village_assistant"), "role"),
        (("--role", "window_lead"), "role"),
        (("--role", "king"), "role"),
    ],
)
def test_an_account_the_county_cannot_give_is_refused(small_typed, monkeypatch, more, field):
    made(small_typed)
    monkeypatch.setenv("STATION_NEW_PASSWORD", PASSWORD)
    code, _, err = small_typed("user", "add", "wang", "--name", "王某", *more, "--json")
    assert (code, json.loads(err)["fields"].keys()) == (3, {field})
    assert json.loads(small_typed("user", "list", "--json")[1]) == []


def test_an_answer_that_finds_no_room_is_no_refusal(small_typed):
    made(small_typed)
    program = [sys.executable, "-m", "sync.center.main", "station", "add", "--code", VILLAGE]
    more = ["--name", "镇东村", "--level", "village", "--data", str(small_typed.data)]
    with open("/dev/full", "wb") as full:
        ended = subprocess.run([*program, *more], stdout=full, stderr=subprocess.PIPE, check=False)
    assert ended.returncode == 1
    assert "结果没能输出" in ended.stderr.decode()
    assert len(json.loads(small_typed("station", "list", "--json")[1])) == 2


def test_one_service_at_a_time_on_sqlite(small_typed):
    made(small_typed)
    with served(small_typed.data):
        code, _, err = small_typed("serve", "--port", "0")
    assert code == 4
    assert "正被其他程序使用" in err


def test_a_folder_without_a_center_says_so(small_typed):
    small_typed.data.mkdir()
    for line in (("station", "list"), ("verify",), ("digest",), ("migrate",), ("serve",)):
        code, _, err = small_typed(*line)
        assert code == 3
        assert "station-center init" in err or "县中心" in err
    assert small_typed("doctor")[0] == 6


@pytest.mark.parametrize(
    "wrong",
    [
        ("--host", "0.0.0.0"),
        ("--host", "192.168.1.5"),
        ("--workers", "2"),
        ("--tls-cert", "a.pem"),
    ],
)
def test_serving_unsafely_is_wrong_usage(small_typed, wrong):
    made(small_typed)
    code, _, err = small_typed("serve", *wrong)
    assert code == 2
    assert err


def test_help_is_there_in_both_languages(small_typed):
    assert "A new enrolment code for a station." in _help("en")
    assert "为站点重新发放登记码" in _help("zh_CN")


def every_command():
    """The words of every command, as `--help` lists them."""
    text = [line.split("  ")[1] for line in _help("zh_CN").splitlines() if line.startswith("  ")]
    return [[w for w in one.split() if re.fullmatch("[a-z-]+", w)] for one in text if one[0] != "-"]


def test_no_help_says_a_word_of_english(small_typed):
    asked = [[], ["station"], ["user"], ["brought-back"], *every_command()]
    assert ["restore"] in asked
    assert ["brought-back", "end"] in asked
    for command in asked:
        code, out, _ = small_typed.bare(*command, "--help")
        assert code == 0, command
        told = [
            re.split(r"\s{2,}", line.strip()) for line in out.splitlines() if line.startswith("  ")
        ]
        assert {"--help"} <= {parts[0] for parts in told}
        assert [p for p in told if len(p) != 2 or not re.search("[\u4e00-\u9fff]", p[1])] == []
        assert not re.search("Usage|Options|Commands|Arguments|required|Show this", out), command
    assert "Everywhere:" in small_typed.bare("station", "list", "--help", lang="en")[1]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("station", "add"), "缺少 --code CODE12"),
        (("restore",), "缺少 FILE"),
        (("nonsense",), "没有 nonsense 这条命令"),
        (("station", "nonsense"), "没有 nonsense 这条命令"),
        (("station", "list", "--bogus"), "--bogus"),
        (("station", "list", "a", "b"), "a b"),
        (("serve", "--port", "x"), "--port PORT"),
        (("station", "add", "--code"), "--code"),
    ],
)
def test_wrong_usage_is_told_in_chinese(small_typed, line, said):
    code, out, err = small_typed.bare(*line)
    assert (code, out) == (2, "")
    assert said in err
    assert "--help" in err.splitlines()[1]
    assert not re.search("Usage|Error|Missing|No such|unexpected|Try", err)
    code, _, err = small_typed.bare(*line, "--json")
    assert code == 2
    # An option that does not know its value swallows the next word.
    assert json.loads(err)["problem"] == "wrong_usage"


def test_a_group_alone_says_its_help_and_is_wrong_usage(small_typed):
    code, out, err = small_typed.bare("station")
    assert (code, out) == (2, "")
    assert "reissue" in err
    assert small_typed.bare()[0] == 2


def _help(lang):
    done = subprocess.run(
        [sys.executable, "-m", "sync.center.main", "--help", "--lang", lang],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    return done.stdout


def test_the_language_may_stand_anywhere_on_the_line():
    assert chosen_language(["station", "list", "--lang", "en"]) == "en"
    assert chosen_language(["--lang=en", "station"]) == "en"
    assert chosen_language(["--lang", "xx"]) == "zh_CN"
    assert without_language(["a", "--lang", "en", "b", "--lang=en"]) == ["a", "b"]


def test_settings_come_from_flags_then_the_environment_then_the_file(tmp_path):
    (tmp_path / "center.toml").write_text('port = 1\nhost = "a"\nmetrics_token = "t"\n', "utf-8")
    environ = {"STATION_CENTER_HOST": "b", "STATION_CENTER_PORT": "2"}
    found = load_settings({"data": str(tmp_path), "port": 3, "db": None}, environ)
    assert (found.port, found.host, found.metrics_token) == (3, "b", "t")
    assert found.database_url == f"sqlite:///{tmp_path / 'center.db'}"


@pytest.mark.parametrize(
    "environ",
    [
        {"STATION_CENTER_PORT": "many"},
        {"STATION_CENTER_PORT": "70000"},
        {"STATION_CENTER_WORKERS": "0"},
        {"STATION_CENTER_BEHIND_PROXY": "perhaps"},
        {"STATION_CENTER_NONSENSE": "1"},
    ],
)
def test_a_setting_that_cannot_stand_is_named(tmp_path, environ):
    with pytest.raises(Problem) as told:
        load_settings({"data": str(tmp_path)}, environ)
    assert list(told.value.fields) == [next(iter(environ)).removeprefix("STATION_CENTER_").lower()]


def test_a_file_of_settings_that_is_none_is_refused(small_typed, tmp_path):
    made(small_typed)
    (tmp_path / "wrong.toml").write_text("[[", "utf-8")
    for name in ("wrong.toml", "none.toml"):
        status, _, err = small_typed("digest", "--config", str(tmp_path / name), "--json")
        assert (status, json.loads(err)["fields"].keys()) == (3, {"config"})


def test_every_exit_code_is_one_of_the_table():
    assert set(EXIT.values()) == {1, 4, 7}


def test_a_damaged_backup_is_refused_input_and_its_trial_finds_it(typed, tmp_path):
    made(typed)
    added(typed)
    (tmp_path / "b").write_bytes(b"no backup at all")
    code, _, err = typed("restore", str(tmp_path / "b"), "--json")
    assert (code, json.loads(err)["problem"]) == (3, "file_damaged")
    code, out, _ = typed("restore", "--verify", str(tmp_path / "b"), "--json")
    told = json.loads(out)
    assert (code, told["ok"], [p["what"] for p in told["problems"]]) == (7, False, ["backup"])
    assert len(json.loads(typed("station", "list", "--json")[1])) == 2
    assert typed("restore", "--verify", str(tmp_path / "none"))[0] == 3


@pytest.mark.parametrize("name", ["center-keys.json", "center-outside.log"])
def test_a_damaged_file_of_the_center_itself_is_not_whole(small_typed, tmp_path, name):
    made(small_typed)
    assert small_typed("backup", str(tmp_path / "b"))[0] == 0
    file = small_typed.data / name
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2] + b'!"]\n')
    code, _, err = small_typed("restore", str(tmp_path / "b"), "--json")
    assert (code, json.loads(err)["problem"]) == (7, "file_damaged")


@pytest.mark.parametrize(
    ("given", "named"),
    [(("12011", "宝坻中心"), "county_code"), (("120115", " "), "county_name")],
)
def test_a_center_that_is_refused_leaves_nothing_behind(small_typed, given, named):
    code, name = given
    status, _, err = small_typed("init", "--county-code", code, "--county-name", name, "--json")
    assert (status, json.loads(err)["fields"].keys()) == (3, {named})
    assert not small_typed.data.exists()


def test_what_cannot_be_written_is_refused_before_a_code_is_issued(small_typed, tmp_path):
    made(small_typed)
    slip = str(tmp_path / "none" / "slip.html")
    add = ("station", "add", "--code", VILLAGE, "--name", "镇东村", "--level", "village")
    status, out, err = small_typed(*add, "--slip", slip, "--json")
    assert (status, out, json.loads(err)["fields"].keys()) == (3, "", {"slip"})
    assert len(json.loads(small_typed("station", "list", "--json")[1])) == 1
    status, _, err = small_typed("backup", str(tmp_path / "none" / "copy"), "--json")
    assert (status, json.loads(err)["fields"].keys()) == (3, {"out"})


def test_what_the_world_does_is_told_without_a_traceback(small_typed, tmp_path):
    made(small_typed)
    away = "postgresql+psycopg://nobody@127.0.0.1:1/none"
    status, _, err = small_typed("digest", "--db", away, "--json")
    assert (status, json.loads(err)["problem"]) == (4, "center_busy")
    (tmp_path / "file").write_text("")
    small_typed.data = tmp_path / "file" / "center"
    assert small_typed("init", "--county-code", "120115", "--county-name", "x")[0] == 3


def test_a_served_center_enrols_a_pc_and_ends_when_told(typed, tmp_path):
    signing = made(typed)["signing_key"]
    code = added(typed)["enrol_code"]
    assert typed("backup", str(tmp_path / "b"))[0] == 0
    with served(typed.data) as url:
        pc = Pc(url, signing)
        assert pc.enrol(code)[0] == 200
        assert pc.sync()[0] == 200
        assert typed("restore", str(tmp_path / "b"))[0] == 4
        listed = json.loads(typed("station", "list", "--json")[1])
        assert [len(s["replicas"]) for s in listed] == [0, 1]
    assert typed("restore", str(tmp_path / "b"))[0] == 0


def test_two_workers_share_postgresql(tmp_path, capsys, postgres_url):
    typed = Typist(tmp_path / "center", capsys, postgres_url)
    signing = made(typed)["signing_key"]
    code = added(typed)["enrol_code"]
    with served(typed.data, "--workers", "2") as url:
        pc = Pc(url, signing)
        assert pc.enrol(code)[0] == 200
        assert [pc.sync()[0] for _ in range(10)] == [200] * 10


def test_a_port_in_use_is_told(small_typed):
    made(small_typed)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, _, err = small_typed("serve", "--port", port)
    assert code == 3
    assert "port" in err
