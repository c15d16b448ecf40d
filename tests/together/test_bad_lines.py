"""Whatever answers in the center's place is recognised, and nothing of it is taken."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from station_app.usecases.exchange import run_exchange
from sync.client.http import HttpCenter
from sync.problems import Problem, ProblemKind
from tests.center.running import VILLAGE
from tests.together.desks import Desk
from tests.together.liars import Answer, Lie, Seen, lying

Make = Callable[..., Desk]


def portal(seen: Seen, answer: Answer) -> Answer:
    """A hotel's sign-in page, with 200 OK."""
    return 200, {"Content-Type": "text/html"}, "<html>请先登录网络</html>".encode()


def redirect(seen: Seen, answer: Answer) -> Answer:
    return 302, {"Location": "http://127.0.0.1:1/login"}, b""


def json_portal(seen: Seen, answer: Answer) -> Answer:
    return 200, {"Content-Type": "application/json"}, b'{"t":1,"h":[0,""]}'


def flipped(seen: Seen, answer: Answer) -> Answer:
    """One bit of the body altered on the way."""
    status, headers, body = answer
    middle = len(body) // 2
    return status, headers, body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :]


def shortened(seen: Seen, answer: Answer) -> Answer:
    """Cut short, its length put right."""
    status, headers, body = answer
    return status, headers, body[:-5]


def stale(seen: Seen, answer: Answer) -> Answer:
    """The answer to another request, out of a cache."""
    return seen.answers[0] if seen.answers else answer


def other_status(seen: Seen, answer: Answer) -> Answer:
    return 201, answer[1], answer[2]


def unsigned_no(seen: Seen, answer: Answer) -> Answer:
    """A stranger's word that we are revoked decides nothing."""
    kind = {"Content-Type": "application/problem+json"}
    return 401, kind, b'{"status":401,"code":"revoked","detail":"x"}'


@pytest.mark.parametrize(
    "lie", [portal, redirect, json_portal, flipped, shortened, stale, other_status, unsigned_no]
)
def test_a_false_answer_changes_nothing_and_is_named(
    desk: Make, url: str, codes: dict[str, str], lie: Lie
) -> None:
    village = desk(VILLAGE)
    village.enrol(url, codes[VILLAGE])
    village.sync(url)
    case = village.register()
    before = _everything(village)
    with (
        lying(url, lie) as liar,
        HttpCenter(liar, village.ledger.clock, village.credential) as line,
        pytest.raises(Problem) as told,
    ):
        for _ in range(2):
            run_exchange(village.ledger, line)
    assert told.value.kind is ProblemKind.NOT_THE_CENTER
    if lie is not stale:
        assert _everything(village) == before
    assert village.sync(url).complete
    assert village.value("case", case, "county_no") is not None


def test_a_reply_lost_after_the_center_took_it_is_neither_lost_nor_doubled(
    desk: Make, url: str, codes: dict[str, str], made
) -> None:
    village = desk(VILLAGE)
    village.enrol(url, codes[VILLAGE])
    village.register()
    with (
        lying(url, lambda seen, answer: None) as liar,
        HttpCenter(liar, village.ledger.clock, village.credential) as line,
        pytest.raises(Problem) as told,
    ):
        run_exchange(village.ledger, line)
    assert told.value.kind is ProblemKind.NO_LINE
    assert village.sync(url).complete
    with made.database.reader() as db:
        assert db.row("SELECT COUNT(*) FROM r_case") == (1,)
        assert db.row("SELECT COUNT(*), MAX(seq) FROM center_journal") == (4, 4)


def test_no_line_at_all_is_said_as_such(desk: Make, url: str, codes: dict[str, str]) -> None:
    village = desk(VILLAGE)
    village.enrol(url, codes[VILLAGE])
    with (
        HttpCenter("http://127.0.0.1:9", village.ledger.clock, village.credential) as line,
        pytest.raises(Problem) as told,
    ):
        run_exchange(village.ledger, line)
    assert told.value.kind is ProblemKind.NO_LINE


def test_plain_http_is_refused_outside_loopback(desk: Make) -> None:
    village = desk(VILLAGE)
    with pytest.raises(Problem) as told:
        HttpCenter("http://192.0.2.1", village.ledger.clock, village.credential)
    assert told.value.fields == {"center": "https_needed"}


def _everything(desk: Desk) -> list[object]:
    """All but the note that the last try failed."""
    tables = ("r_case", "r_case_party", "desk_journal", "desk_attention")
    found: list[object] = [
        desk.ledger.db.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables
    ]
    state = desk.ledger.state.all()
    state.pop("last_exchange_result")
    return [*found, state]
