import subprocess
import sys
from pathlib import Path

import pytest

from sync.ledger.layout import WRITTEN
from sync.records.attachment import ROOT_KINDS
from sync.records.codes import CodeBook
from sync.records.fixed_codes import FIXED
from sync.records.kinds import COMMON, By
from sync.records.registry import FAMILIES, KINDS, kind

CODES = Path(__file__).resolve().parents[2] / "resources" / "codes"


def test_every_field_name_stands_once_and_none_is_a_common_one():
    for declared in KINDS.values():
        names = [f.name for f in (*COMMON, *declared.fields)]
        assert len(names) == len(set(names)), declared.name
        assert "id" not in names


def test_no_field_bears_the_name_of_a_tables_own_columns():
    own = {*WRITTEN}
    for declared in KINDS.values():
        assert own.isdisjoint(f.name for f in declared.fields), declared.name


def test_who_else_sees_a_record_is_named_by_its_fields():
    for declared in KINDS.values():
        named = [*declared.shared_with, *([declared.public_in[0]] if declared.public_in else [])]
        assert set(named) <= set(declared.by_name), declared.name
        assert not (declared.public and named), declared.name


def test_a_family_is_a_root_and_what_may_hang_on_it():
    assert FAMILIES["case"] == (
        "case",
        "case_party",
        "referral",
        "case_event",
        "reply",
        "attachment",
        "conflict",
        "proposal",
        "access_log",
    )
    assert FAMILIES["propaganda_activity"] == (
        "propaganda_activity",
        "attachment",
        "conflict",
        "proposal",
    )
    assert set(FAMILIES["station"]) == {"organisation", "station", "conflict", "proposal"}
    assert "calendar_day" in FAMILIES["holiday_table"]


def test_an_attachment_is_seen_with_a_kind_that_stands_for_itself():
    assert set(ROOT_KINDS) <= set(FIXED["owner_type"])
    for root in ROOT_KINDS.values():
        assert KINDS[root].parent is None
        assert "attachment" in FAMILIES[root]


def test_a_parent_and_the_searched_fields_are_fields_of_the_kind():
    for declared in KINDS.values():
        names = {f.name for f in declared.fields}
        assert set(declared.searched) <= names
        assert declared.parent is None or declared.parent in names


def test_every_default_may_stand_in_its_field():
    for declared in KINDS.values():
        for f in declared.fields:
            assert f.fault(f.default) is None, (declared.name, f.name)


def test_every_code_list_a_field_names_is_loaded():
    book = CodeBook.of(p.read_text("utf-8") for p in sorted(CODES.glob("*.csv")))
    named = {f.codes for k in KINDS.values() for f in k.fields if f.codes is not None}
    assert {name for name in named if not book.codes(name)} == set()


def test_a_default_that_is_a_code_stands_in_its_list():
    book = CodeBook.of(p.read_text("utf-8") for p in sorted(CODES.glob("*.csv")))
    for declared in KINDS.values():
        for f in declared.fields:
            if f.codes is not None and isinstance(f.default, str):
                assert book.knows(f.codes, f.default), (declared.name, f.name)


def test_what_is_computed_of_a_case_is_never_stamped():
    stamped = {f.name for f in kind("case").fields if f.stamped}
    assert stamped.isdisjoint(
        {"status", "owner_org_id", "handler_id", "round_no", "recovered_agreed", "outcome"}
    )
    assert kind("case").by_name["county_no"].by is By.CENTER


def test_the_link_to_a_report_hangs_on_no_case():
    assert kind("case_link").parent is None
    assert "linked_report_id" not in kind("case").by_name


def test_fields_that_make_sense_together_share_a_stamp():
    assert kind("case").groups["unit"] == ("quantity", "unit")
    assert kind("case_party").groups["id_no"] == ("id_kind", "id_no")


def test_an_unknown_kind_is_a_key_error():
    with pytest.raises(KeyError):
        kind("moon")


def test_the_declarations_load_no_library():
    code = (
        "import sys, sync.records.registry, sync.records.transitions, sync.records.outside\n"
        "heavy = {'sqlmodel', 'sqlalchemy', 'pydantic', 'orjson', 'PySide6', 'requests'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=CODES.parents[1])
