"""`enrol` and `sync` against a real center, and how they end."""

import io
from pathlib import Path

import pytest
from PIL import Image

from station_app.usecases.desk import NewStation, init_station
from tests.center.running import WINDOW, make_center, serving
from tests.cli.commands import Station
from tests.usecases.desks import CHEAP, PASSWORD, VILLAGE, complaint


@pytest.fixture
def center(tmp_path):
    folder = tmp_path / "center"
    folder.mkdir()
    made = make_center(folder)
    yield made
    made.database.close()


@pytest.fixture
def url(center):
    with serving(center.settings) as address:
        yield address


@pytest.fixture
def window(tmp_path):
    folder = tmp_path / "window"
    told = NewStation(WINDOW, "大口屯镇维权窗口", "township", "zhang", PASSWORD, "张某")
    init_station(folder, told, cost=CHEAP)
    return Station(folder)


def join(station, url, code):
    return station("enrol", "--center", url, "--code", code, "--json")


def add(station):
    given = complaint(late_entry_reason="停电", received_at="2026-01-05T09:40:00+08:00")
    (answer,) = station("complaint", "add", "-", given=given).lines
    return answer


def picture(tmp_path: Path) -> str:
    made = io.BytesIO()
    Image.effect_noise((400, 300), 60).convert("RGB").save(made, "JPEG")
    (tmp_path / "seed.jpg").write_bytes(made.getvalue())
    return str(tmp_path / "seed.jpg")


def test_what_was_done_before_enrolling_goes_up_and_comes_down_at_the_window(
    station, window, center, url, tmp_path
):
    upper = center.add(WINDOW, "大口屯镇", "township").code
    lower = center.add(VILLAGE, "镇东村站(县定名)", "village").code
    added = add(station)
    photo = station("attach", added["id"], picture(tmp_path)).lines[0]
    told = join(station, url, lower)
    assert (told.exit, told.json["station_name"]) == (0, "镇东村站(县定名)")
    done = station("sync", "--json")
    assert done.exit == 0
    assert (done.json["complete"], done.json["refused"], done.json["conflicts"]) == (True, 0, 0)
    assert done.json["sent"] > 0
    assert done.json["attachments"] == {"sent": 1, "received": 0}
    shown = station("complaint", "show", added["id"], "--json").json
    assert shown["county_no"] is not None
    assert shown["attachments"][0]["at_center"]
    assert join(window, url, upper).exit == 0
    assert window("sync", "--json").json["attachments"] == {"sent": 0, "received": 1}
    there = window("complaint", "show", shown["county_no"], "--json").json
    assert there["case_no"] == added["number"]
    assert there["attachments"][0]["sha256"] == photo["sha256"]
    assert there["attachments"][0]["here"]
    assert station("status", "--json").json["pending"] > 0  # the access log of `show`
    rest = station("sync", "--json").json
    assert rest["complete"]
    status = station("status", "--json").json
    assert (status["enrolled"], status["pending"], status["pending_attachments"]) == (True, 0, 0)
    assert status["last_exchange"]["result"] == "ok"
    assert [row["sync_state"] for row in station("complaint", "list", "--json").json] == ["synced"]
    assert station("verify").exit == 0


def test_a_window_that_was_taken_for_a_village_goes_on_as_a_window(center, url, tmp_path):
    """Set up without its level: its account has the window's role once the county names it."""
    upper = center.add(WINDOW, "大口屯镇", "township").code
    told = NewStation(WINDOW, "大口屯镇维权窗口", "village", "lizhuli", PASSWORD, "李某")
    init_station(tmp_path / "unsaid", told, cost=CHEAP)
    fresh = Station(tmp_path / "unsaid")
    added = add(fresh)
    assert join(fresh, url, upper).exit == 0
    done = fresh("sync", "--json")
    assert (done.exit, done.json["refused"]) == (0, 0)
    assert fresh("complaint", "show", added["id"], "--json").json["county_no"] is not None
    (account,) = fresh("user", "list", "--json").json
    assert [role["role"] for role in account["roles"]] == ["window_lead"]
    assert add(fresh)["number"].startswith(WINDOW)
    assert fresh("sync", "--json").json["refused"] == 0


def test_a_code_of_another_station_or_used_up_is_refused(station, window, center, url):
    center.add(WINDOW, "大口屯镇", "township")
    code = center.add(VILLAGE, "镇东村", "village").code
    other = join(window, url, code)
    assert (other.exit, other.problem["problem"]) == (3, "wrong_code")
    assert join(station, url, "NOSU-CHCO-DE00").exit == 3
    assert join(station, url, code).exit == 0
    assert not window("status", "--json").json["enrolled"]


def test_one_value_changed_on_two_pcs_ends_with_6_at_both(window, center, url):
    upper = center.add(WINDOW, "大口屯镇", "township").code
    assert join(window, url, upper).exit == 0
    added = add(window)
    assert window("sync").exit == 0
    second = second_pc(window)
    for pc, amount in ((window, "100.00"), (second, "200.00")):
        assert pc("complaint", "edit", added["id"], "-", given={"amount": amount}).exit == 0
    assert window("sync").exit == 0
    met = second("sync", "--json")
    assert (met.exit, met.json["conflicts"]) == (6, 1)
    heard = window("sync", "--json")
    assert (heard.exit, heard.json["conflicts"]) == (6, 1)
    amounts = {pc("complaint", "show", added["id"], "--json").json["amount"]
               for pc in (window, second)}  # fmt: skip
    assert len(amounts) == 1
    assert window("complaint", "list", "--json").json[0]["sync_state"] == "conflict"


def second_pc(window):
    """A restored backup on another PC: same station, same people, a name of its own."""
    out = window.folder.parent / "copy.station"
    assert window("backup", str(out)).exit == 0
    second = Station(window.folder.parent / "second")
    assert second("restore", str(out)).exit == 0
    assert second("sync").exit == 0
    return second
