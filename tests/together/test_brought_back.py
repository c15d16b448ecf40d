"""What desks bring back to a restored center, as the county sees it and ends it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.center.backup import Header, write_backup
from sync.center.history import WINDOW as RESTORED
from sync.center.main import run
from sync.center.restoring import restore
from sync.clock import Json, SystemClock
from sync.ledger.migrate import HEAD
from sync.ledger.unit import unit_of_work
from sync.words import load_words
from tests.center.running import VILLAGE, WINDOW, Made
from tests.together.desks import Desk

OTHER_VILLAGE = "120115101202"


@pytest.fixture
def typed(made: Made, capsys: pytest.CaptureFixture[str]):
    """Types `brought-back ...` at the center: exit code, output, messages."""

    def type_(*arguments: str, lang: str = "zh_CN") -> tuple[int, str, str]:
        more = ("--db", made.settings.db) if made.settings.db else ()
        line = ["brought-back", *arguments, "--data", str(made.settings.data), *more]
        code = run(line, load_words(lang))
        heard = capsys.readouterr()
        return code, heard.out, heard.err

    return type_


@pytest.fixture
def lost(
    made: Made, url: str, codes: dict[str, str], desk: Callable[..., Desk], tmp_path: Path
) -> tuple[Desk, Desk, str]:
    """A desk whose case the center lost, another that has not been heard since, and the case."""
    village, other = desk(VILLAGE), desk(OTHER_VILLAGE)
    village.enrol(url, codes[VILLAGE])
    other.enrol(url, codes[OTHER_VILLAGE])
    village.sync(url)
    other.sync(url)
    with made.database.reader() as db:
        write_backup(db, tmp_path / "b", Header(HEAD, 1, "epoch", "120115000000"))
    case = village.register()
    village.sync(url)
    restore(made.database, tmp_path / "b", made.keys, made.log, SystemClock().now_ms(), os.urandom)
    return village, other, case


def test_what_came_back_stands_on_a_list_until_it_is_confirmed(url, typed, lost):
    village, other, case = lost
    code, out, _ = typed("list", "--json")
    told = json.loads(out)
    assert (code, told["records"]) == (0, [])
    assert {w["replica"] for w in told["window"]["waiting"]} == {
        village.ledger.replica,
        other.ledger.replica,
    }
    village.sync(url)
    number = village.value("case", case, "county_no")
    code, out, _ = typed("list", "--json")
    told = json.loads(out)
    assert code == 6
    assert [w["station_code"] for w in told["window"]["waiting"]] == [OTHER_VILLAGE]
    assert {(r["kind"], r["root"], r["number"]) for r in told["records"]} >= {
        ("case", case, number),
        ("case_party", case, number),
    }
    assert {r["replica"] for r in told["records"]} == {village.ledger.replica}
    code, out, _ = typed("list")
    assert code == 6
    assert [line for line in out.splitlines() if str(number) in line and VILLAGE in line]
    assert "王某某" not in out
    assert "120115101202A" in out
    code, _, err = typed("confirm", "--json")
    assert (code, json.loads(err)["fields"].keys()) == (3, {"id"})
    assert typed("confirm", case, "--all")[0] == 3
    assert typed("confirm", case, "nobody")[0] == 3
    code, out, _ = typed("confirm", str(number), "--json")
    confirmed = json.loads(out)["confirmed"]
    assert code == 0
    assert {r["root"] for r in confirmed} == {case}
    left = json.loads(typed("list", "--json")[1])["records"]
    assert {(r["kind"], r["id"]) for r in left} == {
        (r["kind"], r["id"]) for r in told["records"] if r["root"] != case
    }
    assert typed("confirm", "--all")[0] == 0
    assert json.loads(typed("list", "--json")[1])["records"] == []
    # The record itself is where it was.
    assert village.sync(url).complete
    assert village.value("case", case, "county_no") == number


def test_the_county_ends_the_wait_and_says_who_was_not_heard(made, url, typed, lost):
    village, other, _ = lost
    village.sync(url)
    code, out, _ = typed("end", "--json")
    told = json.loads(out)
    assert (code, told["ended"]) == (0, True)
    assert [r["replica"] for r in told["not_heard"]] == [other.ledger.replica]
    with made.office() as office:
        assert office.state.get(RESTORED) is None
    assert json.loads(typed("list", "--json")[1])["window"] is None
    code, out, _ = typed("end", "--json")
    assert (code, json.loads(out)) == (0, {"ended": False, "not_heard": []})
    assert typed("end", lang="en")[1] == "Nothing is waited for.\n"


def test_a_desk_that_comes_after_the_end_loses_nothing(made, url, typed, lost):
    village, _, case = lost
    number = village.value("case", case, "county_no")
    assert typed("end")[0] == 0
    village.sync(url)
    with made.office() as office:
        kept = office.store.one("case", case)
    assert kept is not None
    assert kept.record.values["county_no"] == number is not None


def test_a_desk_heard_last_ends_the_wait_by_itself(made, url, typed, lost):
    village, other, _ = lost
    village.sync(url)
    other.sync(url)
    told = json.loads(typed("list", "--json")[1])
    assert told["window"] is None
    assert WINDOW not in {r["station_code"] for r in told["records"]}


def test_what_hangs_on_nothing_the_county_has_is_not_brought_back(made, url, lost, county):
    """A right offered without its account, which is refused: nobody would ever see the right."""
    county.sync(url)
    ledger = county.ledger
    with unit_of_work(ledger, ledger.new_id()) as unit:
        account = unit.create("user", {"login": "eve"}).id
        given: dict[str, Json] = {
            "user_id": account,
            "role": "county_leader",
            "scope_station_id": ledger.station_id,
            "from_date": "2026-01-01",
        }
        right = unit.create("role_grant", given).id
    with ledger.db.writing():
        # As after a comparing that listed the one and not yet the other.
        ledger.state.put({"from_start": True, "compare": "done", "offer": [["role_grant", right]]})
    county.sync(url)
    with made.database.reader() as db:
        assert db.row("SELECT 1 FROM r_role_grant WHERE id = ?", (right,)) is None
    assert county.value("role_grant", right, "role") is None
    refused = ledger.db.rows("SELECT kind FROM desk_attention WHERE why = 'refused'")
    assert {kind for (kind,) in refused} == {"user", "role_grant"}
