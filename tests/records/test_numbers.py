import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.clock import parse_iso
from sync.records.numbers import (
    OwnNumber,
    case_no,
    county_no,
    device_letters,
    letters_without_center,
    number_year,
    parse_number,
    referral_no,
)


def test_numbers_look_as_the_rules_say():
    assert case_no("120115101201", "A", 2026, 17) == "120115101201A-2026-0017"
    assert referral_no("120115101201", "A", 2026, 4) == "120115101201A-2026-ZB-0004"
    assert county_no(2026, 123, county="宝") == "宝消诉〔2026〕0123号"


@given(
    st.integers(10**11, 10**12 - 1).map(str),
    st.one_of(
        st.integers(0, 700).map(device_letters), st.uuids().map(str).map(letters_without_center)
    ),
    st.integers(2000, 2100),
    st.integers(1, 99999),
    st.sampled_from([None, "ZB", "DB"]),
)
def test_a_number_read_back_is_the_same(code, device, year, sequence, letters):
    number = OwnNumber(code, device, year, sequence, letters)
    assert parse_number(str(number)) == number


@pytest.mark.parametrize("text", ["", "宝消诉〔2026〕0123号", "120115101201-2026-0017", "1"])
def test_what_is_no_own_number(text):
    assert parse_number(text) is None


def test_device_letters_run_on_like_columns():
    assert [device_letters(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]


@given(st.uuids())
def test_without_a_center_the_letter_is_z_and_three_characters(replica):
    letters = letters_without_center(str(replica))
    assert letters[0] == "Z"
    assert len(letters) == 4
    assert set(letters) <= set(string.digits + string.ascii_uppercase)


def test_the_year_is_that_of_the_receipt_in_china():
    assert number_year(parse_iso("2026-12-31T23:59:59+08:00")) == 2026
    assert number_year(parse_iso("2026-12-31T16:00:00+00:00")) == 2027


def test_a_pattern_without_year_or_number_is_refused():
    for pattern in ("消诉{number}", "消诉{year}"):
        with pytest.raises(ValueError, match="pattern"):
            county_no(2026, 1, county="宝", pattern=pattern)
