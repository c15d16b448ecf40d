"""A case passed on between a village, its window and another village, by commands alone."""

import pytest

from station_app.usecases.desk import NewStation, init_station
from tests.center.running import WINDOW, make_center, serving
from tests.cli.commands import Station
from tests.usecases.desks import CHEAP, PASSWORD, VILLAGE, complaint

OTHER = "120115101202"
ACCEPT = {"handling_capacity": "station_assist", "disposition": "self_handle"}


def referral(kind, to):
    return {
        "referral_type": kind,
        "to_org_id": to,
        "reason": "由贵站办理更方便",
        "summary": "种子不出苗,要求退钱",
        "complainant_told_at": "2026-01-06T09:00:00+08:00",
        "told_way": "phone",
    }


@pytest.fixture
def county(tmp_path):
    """Three enrolled stations in step: the window, its village, another village."""
    folder = tmp_path / "center"
    folder.mkdir()
    made = make_center(folder)
    stations = {}
    with serving(made.settings) as url:
        for code, name, level in (
            (WINDOW, "大口屯镇维权窗口", "township"),
            (VILLAGE, "镇东村站", "village"),
            (OTHER, "镇西村站", "village"),
        ):
            issued = made.add(code, name, level).code
            told = NewStation(code, name, level, "boss", PASSWORD, "负责人")
            init_station(tmp_path / code, told, cost=CHEAP)
            stations[code] = Station(tmp_path / code)
            line = ("enrol", "--center", url, "--code", issued)
            assert stations[code](*line).exit == 0
        county = stations[WINDOW], stations[VILLAGE], stations[OTHER]
        sync(*county, *county)
        yield county
    made.database.close()


def sync(*stations):
    for station in stations:
        ended = station("sync", "--json")
        assert (ended.exit, ended.json["refused"], ended.json["complete"]) == (0, 0, True)


def act(station, case, action, **given):
    ended = station("complaint", "act", case, action, "-", "--json", given=given)
    assert ended.exit == 0, ended.err
    return ended.lines[0]["status"]


def add(station):
    given = complaint(late_entry_reason="停电", received_at="2026-01-05T09:40:00+08:00")
    return station("complaint", "add", "-", given=given).lines[0]["id"]


def show(station, case):
    return station("complaint", "show", case, "--json")


def test_the_window_returns_a_referral_and_takes_over_the_next(county):
    window, village, _ = county
    case = add(village)
    assert act(village, case, "refer", **referral("refer_up", WINDOW)) == "referred_out"
    sync(village, window)
    assert act(window, case, "receive") == "referred_out"
    assert act(window, case, "returned", return_reason="请先联系对方") == "registered"
    sync(window, village)
    told = show(village, case).json
    assert (told["status"], told["owner_org_id"]) == ("registered", VILLAGE)
    assert told["referrals"][0]["return_reason"] == "请先联系对方"
    assert act(village, case, "refer", **referral("refer_up", WINDOW)) == "referred_out"
    sync(village, window)
    act(window, case, "receive")
    assert act(window, case, "take_over") == "registered"
    assert act(window, case, "accept", **ACCEPT) == "accepted"
    sync(window, village)
    told = show(village, case).json
    assert (told["status"], told["owner_org_id"]) == ("accepted", WINDOW)
    assert told["events"][-1]["actor_name"] == "负责人"
    refused = village("complaint", "edit", case, "-", given={"amount": "1"})
    assert refused.exit == 4
    for station in (window, village):
        assert station("verify").exit == 0
    assert window("digest", "--json").json["case"] == village("digest", "--json").json["case"]


def test_handed_down_a_case_comes_whole_and_leaves_when_returned(county):
    window, village, other = county
    case = add(village)
    act(village, case, "refer", **referral("refer_up", WINDOW))
    sync(village, window)
    act(window, case, "receive")
    act(window, case, "take_over")
    sync(window, other)
    assert show(other, case).exit == 3
    act(window, case, "refer", **referral("assign_down", OTHER))
    sync(window, other)
    told = show(other, case).json
    assert (len(told["parties"]), told["parties"][0]["name"]) == (2, "王某某")
    assert act(other, case, "receive") == "referred_out"
    assert act(other, case, "returned", return_reason="不在本村") == "registered"
    sync(other, window)
    sync(other)
    gone = show(other, case)
    assert (gone.exit, gone.out) == (3, "")
    assert "王某某" not in "".join(other("dump").out)
    assert show(window, case).json["status"] == "registered"
    assert other("verify").exit == 0
