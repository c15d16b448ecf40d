"""What a notice is to a station on a day, and who has posted it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from station_app.usecases import notices
from station_app.usecases.reading.notices import (
    COMING,
    DRAFT,
    OVER,
    SHOWN,
    TAKE_DOWN,
    TO_POST,
    WITHDRAWN,
    phone_of,
    posting_stations,
    postings,
)
from station_app.usecases.reading.notices import (
    notices as listed,
)
from station_app.usecases.session import today_of
from tests.usecases.weekly import session_with

NOTICE = {"kind": "warning", "title": "谨防会销保健品", "body": "近期有人以讲座名义卖保健品。"}


@pytest.fixture
def leader(desk):
    return session_with(desk, "county_handler", "county_leader")


@pytest.fixture
def published(desk, leader):
    def make(title=NOTICE["title"], channels=("board",), **days):
        given = {**NOTICE, "title": title, "channels": list(channels)}
        made = notices.add_notice(desk.ledger, desk.session, given)
        for action, told in (("check", {}), ("approve", {}), ("publish", days)):
            notices.act(desk.ledger, leader, made.id, action, told)
        return made.id

    return make


def phases(desk, today=None, *, posts=True):
    rows = listed(desk.ledger, today or today_of(desk.ledger), posts=posts)
    return [(row.title, row.phase) for row in rows]


def test_what_is_published_is_to_be_posted_until_it_hangs_and_taken_down_when_it_ran_out(
    desk, published
):
    today = today_of(desk.ledger)
    end = today + timedelta(days=3)
    notice = published(publish_from=today.isoformat(), publish_to=end.isoformat())
    assert phases(desk) == [(NOTICE["title"], TO_POST)]
    assert phases(desk, posts=False) == [(NOTICE["title"], SHOWN)]
    hung = notices.post(desk.ledger, desk.session, notice, {"place": "村口宣传栏", "copies": 2})
    assert phases(desk) == [(NOTICE["title"], SHOWN)]
    assert phases(desk, end) == [(NOTICE["title"], SHOWN)]
    assert phases(desk, end + timedelta(days=1)) == [(NOTICE["title"], TAKE_DOWN)]
    notices.take_down(desk.ledger, desk.session, hung.id)
    assert phases(desk, end + timedelta(days=1)) == [(NOTICE["title"], OVER)]
    assert phases(desk) == [(NOTICE["title"], TO_POST)], "taken down too early, it is to post again"


def test_a_withdrawn_one_that_still_hangs_stands_before_everything(desk, leader, published):
    gone = published("甲")
    published("乙")
    notices.post(desk.ledger, desk.session, gone, {})
    notices.act(desk.ledger, leader, gone, "withdraw", {"withdraw_reason": "情况已核清"})
    assert phases(desk) == [("甲", TAKE_DOWN), ("乙", TO_POST)]
    (one,) = postings(desk.ledger, gone)
    notices.take_down(desk.ledger, desk.session, one.id)
    assert phases(desk) == [("乙", TO_POST), ("甲", WITHDRAWN)]


def test_what_was_read_out_is_done_and_never_to_be_taken_down(desk, leader, published):
    notice = published(channels=("loudspeaker",))
    assert phases(desk) == [(NOTICE["title"], TO_POST)]
    notices.post(desk.ledger, desk.session, notice, {"channel": "loudspeaker"})
    assert phases(desk) == [(NOTICE["title"], SHOWN)]
    notices.act(desk.ledger, leader, notice, "withdraw", {"withdraw_reason": "情况已核清"})
    assert phases(desk) == [(NOTICE["title"], WITHDRAWN)]


def test_what_is_for_the_website_alone_is_no_work_of_a_station(desk, published):
    published(channels=("website", "media"))
    assert phases(desk) == [(NOTICE["title"], SHOWN)]


def test_one_that_begins_later_is_coming_and_drafts_stand_before_it(desk, published):
    later = (today_of(desk.ledger) + timedelta(days=5)).isoformat()
    published("以后", publish_from=later)
    notices.add_notice(desk.ledger, desk.session, NOTICE)
    assert phases(desk) == [(NOTICE["title"], DRAFT), ("以后", COMING)]
    assert phases(desk, date.fromisoformat(later))[0] == ("以后", TO_POST)


def test_what_was_sent_back_says_so_until_it_is_checked_again(desk, leader):
    made = notices.add_notice(desk.ledger, desk.session, NOTICE)
    notices.act(desk.ledger, leader, made.id, "check", {})
    notices.act(desk.ledger, leader, made.id, "send_back", {"return_note": "写明在哪个村"})
    today = today_of(desk.ledger)
    assert [row.returned for row in listed(desk.ledger, today, posts=True)] == [True]
    notices.act(desk.ledger, leader, made.id, "check", {})
    assert [row.returned for row in listed(desk.ledger, today, posts=True)] == [False]


def test_a_posting_tells_where_how_many_and_by_whom(desk, published):
    notice = published()
    notices.post(desk.ledger, desk.session, notice, {"place": "村口宣传栏", "copies": 2})
    (one,) = postings(desk.ledger, notice)
    assert (one.place, one.copies, one.by_id) == ("村口宣传栏", 2, desk.session.user_id)
    assert one.hangs
    (row,) = listed(desk.ledger, today_of(desk.ledger), posts=True)
    assert row.stations == 1


def test_a_village_has_nobody_s_postings_to_wait_for(desk):
    assert posting_stations(desk.ledger, "village", desk.session.station_id) == []
    assert phone_of(desk.ledger, "nobody") == ""
