from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.records.identifiers import (
    division_code_fault,
    is_mobile,
    old_id_fault,
    phone_fault,
    registration_no_fault,
    resident_id_check,
    resident_id_fault,
    uscc_check,
    uscc_fault,
)

TODAY = date(2026, 11, 21)
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@given(
    st.integers(110000, 829999),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
)
def test_a_number_made_by_the_rule_passes_whatever_its_county(county, born, order):
    first = f"{county}{born:%Y%m%d}{order:03d}"
    assert resident_id_fault(first + resident_id_check(first), TODAY) is None


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(place, shift):
    number = "12022419680315123X"
    wrong = str((int(number[place]) + shift) % 10)
    assert resident_id_fault(number[:place] + wrong + number[place + 1 :], TODAY) is not None


def with_check(first17):
    return first17 + resident_id_check(first17)


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("12022419680315123X", None),
        (with_check("81000019900101001"), None),
        ("12022419680315123x", "not_an_identity_number"),
        ("1202241968031512", "not_an_identity_number"),
        ("120224196803151230", "check_character_wrong"),
        (with_check("12022418990315123"), "no_such_birth_date"),
        (with_check("12022419680231123"), "no_such_birth_date"),
        (with_check("12022420261122123"), "no_such_birth_date"),
    ],
)
def test_resident_identity_numbers(number, fault):
    assert resident_id_fault(number, TODAY) == fault


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("120224680315123", None),
        ("120224681315123", "no_such_birth_date"),
        ("12022468031512X", "not_an_identity_number"),
    ],
)
def test_old_identity_numbers(number, fault):
    assert old_id_fault(number) == fault


@given(
    st.sampled_from(["92", "93", "91", "N1", "N2", "N3", "A1", "Y1"]),
    st.text(LETTERS, min_size=15, max_size=15),
)
def test_a_credit_code_made_by_the_rule_passes_the_villages_too(start, rest):
    first = start + rest
    assert uscc_fault(first + uscc_check(first)) is None


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("92120115MA00000TEM", None),
        ("92120115MA00000TEN", "check_character_wrong"),
        ("92120115MA00000TE", "not_a_credit_code"),
        ("92120115MA00000TOM", "not_a_credit_code"),
        ("02120115MA00000TEM", "not_a_credit_code"),
    ],
)
def test_credit_codes(code, fault):
    assert uscc_fault(code) == fault


@pytest.mark.parametrize(
    "phone",
    [
        "13800000000",
        "19912345678",
        "02200000000",
        "022-00000000",
        "0951-1234567",
        "022-12345678-801",
        "02212345678转8",
    ],
)
def test_phones_as_people_have_them(phone):
    assert phone_fault(phone) is None


@pytest.mark.parametrize(
    "phone",
    [
        "",
        "12800000000",
        "1380000000",
        "138000000000",
        "12315",
        "400-800-8000",
        "022-000000",
        "１3800000000",
        "abc",
    ],
)
def test_what_is_no_phone_of_a_person(phone):
    assert phone_fault(phone) == "not_a_phone"


@pytest.mark.parametrize("phone", ["400-800-8000", "4008008000", "95588", "10086", "12315"])
def test_a_firm_may_have_a_service_number(phone):
    assert phone_fault(phone, service=True) is None


def test_a_mobile_is_told_from_a_land_line():
    assert is_mobile("13800000000")
    assert not is_mobile("02200000000")


def test_old_registration_numbers_have_13_or_15_digits():
    assert registration_no_fault("1" * 13) is registration_no_fault("1" * 15) is None
    assert registration_no_fault("1" * 14) == "not_a_registration_number"


def test_division_codes_have_twelve_digits():
    assert division_code_fault("120115101201") is None
    for wrong in ("12011510120", "020115101201", "1201151012O1", "120115101201\n"):
        assert division_code_fault(wrong) == "not_a_division_code"
