"""The small county for trying out."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from sync.center.commands.common import opened
from sync.center.commands.trying_out import fill_once
from sync.center.settings import Settings
from sync.center.verifying import verify
from sync.resources import resources_folder
from tests.center.running import Pc, serving


@pytest.fixture
def county(tmp_path):
    settings = Settings(tmp_path / "demo", port=0)
    fill_once(settings)
    return settings


@pytest.fixture
def story():
    return json.loads((resources_folder() / "demo" / "county.json").read_text("utf-8"))


def test_the_story_is_in_the_center_whole(county, story):
    with opened(county) as center:
        with center.reading() as office:
            found = office.db.rows("SELECT title, case_no, county_no FROM r_case")
            statuses = Counter(row[0] for row in office.db.rows("SELECT status FROM r_case"))
        with center.database.reader() as db:
            assert verify(db, center.keys, center.log).ok
    assert {row[0] for row in found} == {case["complaint"]["title"] for case in story["cases"]}
    assert all(number and county_number for _, number, county_number in found)
    assert {"registered", "accepted", "in_progress", "replied"} <= set(statuses)


def test_its_codes_let_a_real_pc_in_that_reads_its_stations_cases(county, story):
    told = json.loads((county.data / "demo.json").read_text("utf-8"))
    assert {s["code"] for s in told["stations"]} == {s["code"] for s in story["stations"]}
    village = next(s for s in told["stations"] if s["level"] == "village")
    with opened(county) as center:
        key = center.keys.signing_public
    with serving(county) as url:
        pc = Pc(url, key)
        status, identity = pc.enrol(village["enrol_code"], village["code"])
        assert (status, identity["letter"]) == (200, "B")
        rows = pc.sync(e=identity["epoch"])[1]["rw"]
    kinds = Counter(rows["shapes"][row[0]][0] for row in rows["rows"])
    own = [case for case in story["cases"] if case["station"] == village["code"]]
    assert kinds["case"] == len(own)
    assert kinds["role_grant"] == 0


def test_it_is_filled_once(county):
    before = (county.data / "demo.json").read_bytes()
    fill_once(county)
    assert (county.data / "demo.json").read_bytes() == before
    with opened(county) as center, center.reading() as office:
        assert office.db.row("SELECT COUNT(*) FROM r_station") == (4,)


def test_a_filling_that_was_cut_is_finished_without_doubles(county):
    (county.data / "demo.json").unlink()
    fill_once(county)
    with opened(county) as center, center.reading() as office:
        assert office.db.row("SELECT COUNT(*) FROM r_station") == (4,)
        assert office.db.row("SELECT COUNT(*) FROM r_case") == (13,)
