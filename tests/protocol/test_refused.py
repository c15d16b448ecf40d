"""What is no batch and no row ends in the reader's few errors, whichever part of it is wrong."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from sync.center.comparing import read_compared
from sync.center.exchange import Request
from sync.ledger.digest import BUCKETS, SHORT_BYTES
from sync.protocol.entries import read_entries
from sync.protocol.rows import read_rows

READER_ERRORS = (ValueError, KeyError, TypeError, IndexError)
ID = "01a1e210-9520-7c3e-8a41-5d0f6b2c9e17"
BATCH: dict[str, Any] = {
    "shapes": [["case", 1, ["title", "facts"]]],
    "people": ["li"],
    "entries": [[0, 0, 0, 1, "AAAA", ID, {"title": [1, 2, "r"]}, "种子", "不出苗"]],
}
ROWS: dict[str, Any] = {
    "shapes": [["case", ["title", "facts"]]],
    "rows": [[0, ID, 0, 7, [1, 2, "r"], "种子", "不出苗"]],
}
HEAD = [0, "A" * 43 + "="]
SUMS = "A" * 2731 + "="


def spoilt(whole: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """A copy with one place of it changed."""
    changed = copy.deepcopy(whole)
    at: Any = changed
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return changed


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("shapes",), {}),
        (("people",), "li"),
        (("people", 0), 5),
        (("entries",), None),
        (("entries", 0), {}),
        (("entries", 0), [0, 0, 0]),
        (("entries", 0, 0), "0"),
        (("entries", 0, 0), -1),
        (("entries", 0, 0), 1),
        (("entries", 0, 1), 2),
        (("entries", 0, 1), True),
        (("entries", 0, 2), 1),
        (("entries", 0, 2), None),
        (("entries", 0, 3), "now"),
        (("entries", 0, 4), 5),
        (("entries", 0, 4), "not base64!"),
        (("entries", 0, 5), ""),
        (("entries", 0, 5), "种"),
        (("entries", 0, 5), "x" * 65),
        (("entries", 0, 6), []),
        (("entries", 0, 6), {"title": [1, 2]}),
        (("entries", 0, 6), {"title": [-1, 2, "r"]}),
        (("entries", 0, 6), {"title": ["1", 2, "r"]}),
        (("entries", 0, 6), {"title": {}}),
        (("entries", 0, 6), {"title": [1, 2, 3]}),
        (("shapes", 0), ["case", 1]),
        (("shapes", 0), ["case", "1", ["title", "facts"]]),
        (("shapes", 0), [5, 1, ["title", "facts"]]),
        (("shapes", 0), ["case", 1, ["title", "title"]]),
        (("shapes", 0), ["case", 1, ["title"]]),
        (("shapes", 0), ["case", 1, []]),
        (("shapes", 0), ["case", 1, "ti"]),
    ],
)
def test_a_batch_that_is_none_is_refused(path, value):
    assert len(read_entries(BATCH, 1)) == 1
    with pytest.raises(READER_ERRORS):
        read_entries(spoilt(BATCH, path, value), 1)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("shapes",), None),
        (("rows",), 5),
        (("rows", 0), []),
        (("rows", 0, 0), 1),
        (("rows", 0, 1), 5),
        (("rows", 0, 2), 5),
        (("rows", 0, 3), "7"),
        (("rows", 0, 3), True),
        (("rows", 0, 4), None),
        (("rows", 0, 4), [1, 2]),
        (("rows", 0, 4), {"s": [], "w": [0, 0]}),
        (("rows", 0), [0, ID, 0, 7, [1, 2, "r"], "种子"]),
        (("shapes", 0), [5, ["title", "facts"]]),
        (("shapes", 0), ["case", ["title", 5]]),
        (("shapes", 0), ["case", ["title", "title"]]),
        (("shapes", 0), ["case"]),
    ],
)
def test_rows_that_are_none_are_refused(path, value):
    assert len(read_rows(ROWS)) == 1
    with pytest.raises(READER_ERRORS):
        read_rows(spoilt(ROWS, path, value))


@pytest.mark.parametrize(
    "message",
    [
        {"cs": "AAAA"},
        {"cs": 5},
        {"cs": "?" * 2732},
        {"cb": [0]},
        {"cb": 0, "ci": {}},
        {"cb": [BUCKETS], "ci": {}},
        {"cb": [-1], "ci": {}},
        {"cb": [True], "ci": {}},
        {"cb": [0] * (BUCKETS + 1), "ci": {}},
        {"cb": [0], "ci": []},
        {"cb": [0], "ci": {"case": [[ID]]}},
        {"cb": [0], "ci": {"case": [[ID, 5]]}},
        {"cb": [0], "ci": {"case": [[5, "AAAA"]]}},
        {"cb": [0], "ci": {"case": [[str(n), "AAAA"] for n in range(20_001)]}},
    ],
)
def test_what_cannot_be_compared_is_refused(message):
    with pytest.raises(READER_ERRORS):
        read_compared(message)


def test_what_can_be_compared_is_read():
    assert len(SUMS) == -(-BUCKETS * SHORT_BYTES // 3) * 4
    assert read_compared({"cs": SUMS}) == {"cs": SUMS}
    assert read_compared({"cb": [0, 255], "ci": {"case": [[ID, "AAAA"]]}}) == {
        "cb": frozenset({0, 255}),
        "ci": {("case", ID): "AAAA"},
    }
    assert read_compared({}) == {}


@pytest.mark.parametrize(
    "message",
    [
        {"c": 0},
        {"h": HEAD},
        {"h": HEAD, "c": "0"},
        {"h": HEAD, "c": 0, "n": "all"},
        {"h": HEAD, "c": 0, "b": 1},
        {"h": HEAD, "c": 5, "b": -1},
        {"h": HEAD, "c": 5, "b": "1"},
        {"h": [0], "c": 0},
        {"h": [-1, HEAD[1]], "c": 0},
        {"h": [2**53, HEAD[1]], "c": 0},
        {"h": [0, "AAAA"], "c": 0},
        {"h": [0, 5], "c": 0},
        {"h": HEAD, "c": 0, "e": 5},
        {"h": HEAD, "c": 0, "hs": 5},
        {"h": HEAD, "c": 0, "k": [0, HEAD[1], "s"]},
        {"h": HEAD, "c": 0, "k": [0, HEAD[1], "s", 5]},
        {"h": HEAD, "c": 0, "of": []},
        {"h": HEAD, "c": 0, "ob": [["case", ID, []]]},
        {"h": HEAD, "c": 0, "ob": [["case", 5, {}]]},
        {"h": HEAD, "c": 0, "en": spoilt(BATCH, ("entries",), BATCH["entries"] * 4001)},
    ],
)
def test_a_request_that_is_none_is_refused(message):
    with pytest.raises(READER_ERRORS):
        Request.read(message)


def test_a_request_is_read_with_all_its_parts():
    asked = Request.read(
        {
            "e": "one",
            "c": 9,
            "b": 4,
            "h": HEAD,
            "n": 10**9,
            "k": [3, HEAD[1], "s", "zero"],
            "of": ROWS,
            "ob": [["case", ID, {"title": [1, 2, "r"]}]],
            "cs": SUMS,
        }
    )
    assert (asked.epoch, asked.cursor, asked.base, asked.limit) == ("one", 9, 4, 2000)
    assert asked.of_epoch == "zero"
    assert [row.id for row in asked.offered] == [ID]
    assert asked.seen["case", ID]["title"].revision == 1
    assert asked.compared == {"cs": SUMS}
