"""Who is who in the demonstration."""

import json
from collections import Counter

from sync.center.commands.common import opened
from sync.center.commands.trying_out import fill_once
from sync.center.settings import Settings
from sync.resources import resources_folder


def test_nobody_who_signs_in_shares_a_name_with_those_of_the_story(tmp_path):
    settings = Settings(tmp_path / "demo", port=0)
    fill_once(settings)
    with opened(settings) as center, center.reading() as office:
        before = [row[0] for row in office.db.rows("SELECT name FROM r_person")]
    county = json.loads((resources_folder() / "demo" / "county.json").read_text("utf-8"))
    signing_in = [one["name"] for station in county["stations"] for one in station["people"]]
    assert len(before) == len(signing_in)
    assert max(Counter(before + signing_in).values()) == 1
