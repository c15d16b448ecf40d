"""A notice over a real line: the county publishes, villages post it, the county sees who has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from station_app.foundation.paths import Paths
from station_app.ui.common.listing import Wanted
from station_app.ui.knowledge.notices.jobs import (
    ALL,
    read_notice,
    read_notices,
    take_down_all,
    write_posting,
)
from station_app.usecases import notices
from station_app.usecases.desk import Desk as OpenDesk
from station_app.usecases.reading.notices import (
    OVER,
    SHOWN,
    TAKE_DOWN,
    TO_POST,
    WITHDRAWN,
)
from station_app.usecases.session import Session, today_of
from sync.clock import Json
from sync.ledger.keys import KeyFile
from tests.center.running import VILLAGE, WINDOW
from tests.together.conftest import OTHER_VILLAGE
from tests.together.desks import Desk
from tests.together.test_weekly import at_county, enrolled, rest

Make = Callable[..., Desk]
NOTICE = {"kind": "warning", "title": "谨防会销保健品", "body": "近期有人以讲座名义卖保健品。"}


def opened(one: Desk, session: Session | None = None) -> OpenDesk:
    """The desk as the pages have it."""
    paths = Paths.under(one.folder)
    return OpenDesk(paths, one.ledger, KeyFile(paths.keys), one.key, session or one.session())


def phase(one: Desk, notice_id: str, session: Session | None = None) -> str:
    return read_notice(opened(one, session), notice_id).phase


def published(county: Desk, **days: str) -> str:
    leader = at_county(county)
    made = notices.add_notice(county.ledger, leader, NOTICE)
    for action in ("check", "approve"):
        notices.act(county.ledger, leader, made.id, action, {})
    notices.act(county.ledger, leader, made.id, "publish", days)
    return made.id


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    place = tmp_path / "board.jpg"
    Image.new("RGB", (80, 60), "red").save(place)
    return place


def test_the_county_sees_who_has_posted_what_it_published_and_who_has_not(
    desk: Make, url: str, codes: dict[str, str], county: Desk, photo: Path
) -> None:
    window, village, other = enrolled(desk, url, codes, WINDOW, VILLAGE, OTHER_VILLAGE)
    notice = published(county)
    assert phase(county, notice, at_county(county)) == SHOWN, "the county's desk has no board"
    rest(url, county, window, village, other)
    for one in (window, village, other):
        listed = read_notices(opened(one), Wanted(ALL), with_book=False)
        assert [(row.id, row.phase) for row in listed.rows] == [(notice, TO_POST)]
    given: dict[str, Json] = {"place": "村口宣传栏", "copies": 2}
    posted = write_posting(opened(village), notice, given, [photo])
    assert posted.unread == ()
    assert village.sync(url).refused == 0
    village.move_contents(url)
    rest(url, village, window, other, county)
    assert phase(village, notice) == SHOWN
    assert phase(other, notice) == TO_POST, "another village's board is not its own"
    seen = read_notice(opened(county, at_county(county)), notice)
    assert [p.station_id for p in seen.postings] == [village.ledger.station_id]
    assert {one.id for one in seen.waiting} == {window.ledger.station_id, other.ledger.station_id}
    assert [one.name for one in seen.waiting] == ["大口屯镇", "镇西村"]
    (file,) = seen.files[posted.id]
    assert file.row.text("title") == "board"
    at_window = read_notice(opened(window), notice)
    assert [one.name for one in at_window.waiting] == ["镇西村"], "a window watches its villages"
    (row,) = read_notices(opened(county, at_county(county)), Wanted(ALL), with_book=False).rows
    assert row.stations == 1
    assert read_notice(opened(other), notice).postings == ()


def test_what_the_county_takes_back_is_seen_to_be_taken_down(
    desk: Make, url: str, codes: dict[str, str], county: Desk
) -> None:
    village, other = enrolled(desk, url, codes, VILLAGE, OTHER_VILLAGE)
    notice = published(county)
    rest(url, county, village, other)
    notices.post(village.ledger, village.session(), notice, {"place": "村口"})
    rest(url, village, county)
    why = {"withdraw_reason": "情况已核清"}
    notices.act(county.ledger, at_county(county), notice, "withdraw", why)
    rest(url, county, village, other)
    assert phase(village, notice) == TAKE_DOWN
    assert phase(other, notice) == WITHDRAWN, "it never hung there"
    seen = read_notice(opened(county, at_county(county)), notice)
    assert [p.hangs for p in seen.postings] == [True]
    assert take_down_all(opened(village), notice) == 1
    rest(url, village, county)
    seen = read_notice(opened(county, at_county(county)), notice)
    assert [p.hangs for p in seen.postings] == [False]
    assert phase(village, notice) == WITHDRAWN


def test_what_ran_out_is_taken_down_without_anybody_saying_so(
    desk: Make, url: str, codes: dict[str, str], county: Desk
) -> None:
    (village,) = enrolled(desk, url, codes, VILLAGE)
    yesterday = (today_of(county.ledger) - timedelta(days=1)).isoformat()
    notice = published(county, publish_from="2026-01-01", publish_to=yesterday)
    rest(url, county, village)
    assert phase(village, notice) == OVER
    notices.post(village.ledger, village.session(), notice, {"place": "村口"})
    assert phase(village, notice) == TAKE_DOWN
    assert take_down_all(opened(village), notice) == 1
    assert phase(village, notice) == OVER
