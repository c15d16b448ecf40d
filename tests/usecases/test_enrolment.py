"""A desk that is made known to a center whose answers it cannot use."""

import copy
from typing import Any

import pytest

from station_app.usecases import cases
from station_app.usecases.enrolment import enrol_desk
from sync.problems import Problem, ProblemKind
from sync.records.places import station_id
from tests.usecases.desks import VILLAGE, complaint

URL = "https://center.example"
OWN = station_id(VILLAGE, "village_station")
KEY = "aGVsbG8gaGVsbG8gaGVsbG8gaGVsbG8gaGVsbG8gaGU="
ANSWER: dict[str, Any] = {
    "epoch": "e1",
    "letter": "B",
    "station": {
        "id": OWN,
        "station_code": VILLAGE,
        "display_name": "镇东村站",
        "level": "village",
        "window_id": "w1",
    },
    "center": {
        "signing": {"key": KEY},
        "sealing": {"key": KEY},
        "replica": "r1",
        "county_code": "120115000000",
        "county_name": "宝坻区",
        "station_id": "c1",
    },
}


class Center:
    """Answers every enrolment with the same."""

    def __init__(self, answer):
        self.answer, self.asked = answer, []

    def enrol(self, message):
        self.asked.append(message)
        return self.answer


def changed(path, value):
    """The answer with another value at `path`; `...` takes it out."""
    answer = copy.deepcopy(ANSWER)
    at = answer
    *inner, last = path.split(".")
    for name in inner:
        at = at[name]
    if value is ...:
        del at[last]
    else:
        at[last] = value
    return answer


def test_the_county_names_the_station_and_gives_the_key_its_copy_is_sealed_to(desk):
    sealed_to = []
    center = Center(ANSWER)

    def seal(key):
        sealed_to.append(key)
        return {"sealed": True}

    told = enrol_desk(
        desk.ledger, center, URL, "AAAA", ca_file="ca.pem", seal_key=seal, about={"program": "1"}
    )
    assert told["display_name"] == "镇东村站"
    assert len(sealed_to[0]) == 32
    state = desk.ledger.state
    assert (state.text("center_url"), state.text("center_ca")) == (URL, "ca.pem")
    assert (state.text("letter"), state.text("station_name")) == ("B", "镇东村站")
    (asked,) = center.asked
    assert (asked["code"], asked["station_code"], asked["about"]) == (
        "AAAA",
        VILLAGE,
        {"program": "1"},
    )


def test_who_has_a_county_asks_no_other(desk):
    enrol_desk(desk.ledger, Center(ANSWER), URL, "AAAA")
    other = Center(changed("letter", "C"))
    with pytest.raises(Problem) as raised:
        enrol_desk(desk.ledger, other, "https://other.example", "BBBB")
    assert raised.value.fields == {"center": "already_enrolled"}
    assert other.asked == []
    assert desk.ledger.state.text("letter") == "B"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("center", ...),
        ("center.signing.key", ...),
        ("center.signing", "text"),
        ("center.sealing.key", "not base64!"),
        ("center.county_name", 7),
        ("station", None),
        ("station.id", None),
        ("letter", ...),
    ],
)
def test_an_answer_that_cannot_be_read_is_not_the_centers_and_changes_nothing(desk, path, value):
    with pytest.raises(Problem) as raised:
        enrol_desk(desk.ledger, Center(changed(path, value)), URL, "AAAA")
    assert raised.value.kind is ProblemKind.NOT_THE_CENTER
    assert desk.ledger.state.text("center_key") == ""
    assert desk.ledger.station_id == OWN
    assert desk.ledger.state.text("center_url") == ""


def test_work_done_under_another_id_of_the_station_is_issued_under_the_countys(desk):
    case = cases.add(desk.ledger, desk.session, complaint()).id
    enrol_desk(desk.ledger, Center(changed("station.id", "s-of-the-county")), URL, "AAAA")
    assert desk.ledger.station_id == "s-of-the-county"
    row = desk.ledger.db.row("SELECT count(*) FROM r_case WHERE id = ?", (case,))
    assert row == (1,)
    grant = desk.ledger.db.row("SELECT scope_station_id FROM r_role_grant")
    assert grant == ("s-of-the-county",)
