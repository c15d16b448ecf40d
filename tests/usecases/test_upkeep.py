"""Copies, bringing one back, exports, and what the check finds."""

import base64
import sqlite3
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from station_app.usecases import cases, export, upkeep
from station_app.usecases.attachments import attach, content_of
from station_app.usecases.desk import open_desk
from station_app.usecases.people import add_user
from station_app.usecases.reading.cases import CaseFilter, case_page
from station_app.usecases.verifying import verify
from sync.clock import Stamp
from sync.ledger.identity import start_anew
from sync.ledger.passwords import read_paper_code
from sync.ledger.store import Kept, RecordStore
from sync.ledger.unit import unit_of_work
from sync.merge.records import Record
from sync.problems import Problem, ProblemKind
from sync.protocol.framing import head_digest, public_text, sign
from tests.usecases.desks import PASSWORD, complaint

PDF = b"%PDF-1.7\nreceipt"


@pytest.fixture
def worked(desk):
    """A desk on which something was done; the case's id and its attachment's."""
    case = cases.add(desk.ledger, desk.session, complaint()).id
    made = attach(desk, case, "a.pdf", PDF)
    return case, made


def whys(desk):
    return [(p["what"], p["why"]) for p in verify(desk).problems]


def test_what_was_worked_with_fits_together(desk, worked):
    found = verify(desk)
    assert found.ok
    assert found.checked["journal"] == found.checked["records"] == 9
    assert found.checked["contents"] == found.checked["attachments"] == 1


def test_a_backup_comes_back_under_a_new_name_with_everything(desk, worked, tmp_path, clock):
    out = tmp_path / "copy.station"
    upkeep.back_up(desk, out)
    before = export.digests(desk.ledger).keys()
    station = upkeep.bring_back(out, tmp_path / "new", "lizhuli", PASSWORD)
    assert station.code == desk.session.station.code
    back = open_desk(tmp_path / "new", "lizhuli", PASSWORD, clock=clock)
    assert back.ledger.replica != desk.ledger.replica
    assert back.ledger.state.text("previous_replica") == desk.ledger.replica
    assert export.digests(back.ledger).keys() == before
    assert content_of(back, worked[1].id) == PDF
    assert verify(back).problems == []
    first, second = worked[0], cases.add(back.ledger, back.session, complaint()).id
    numbers = {row.id: row.number or "" for row in case_page(back.ledger, CaseFilter())}
    assert numbers[first][:-5] != numbers[second][:-5]
    back.close()


def test_a_backup_opens_with_the_recovery_code_too(desk, worked, tmp_path):
    code = desk.keys.new_recovery_code(desk.data_key)
    assert read_paper_code(code).text == code
    upkeep.back_up(desk, tmp_path / "copy.station")
    upkeep.bring_back(tmp_path / "copy.station", tmp_path / "new", None, code)
    open_desk(tmp_path / "new", "lizhuli", PASSWORD).close()


def test_a_wrong_password_brings_nothing_back(desk, worked, tmp_path):
    upkeep.back_up(desk, tmp_path / "copy.station")
    with pytest.raises(Problem) as told:
        upkeep.bring_back(tmp_path / "copy.station", tmp_path / "new", None, "wrong password")
    assert told.value.kind is ProblemKind.WRONG_PASSWORD
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["ledger.lock"]


def test_a_ledger_that_is_there_is_never_written_over(desk, worked, tmp_path):
    upkeep.back_up(desk, tmp_path / "copy.station")
    with pytest.raises(Problem) as told:
        upkeep.bring_back(tmp_path / "copy.station", tmp_path / "desk", None, PASSWORD)
    assert told.value.kind is ProblemKind.LEDGER_EXISTS
    assert verify(desk).ok


def test_a_restore_that_was_cut_is_simply_begun_again(desk, worked, tmp_path):
    new = tmp_path / "new"
    upkeep.back_up(desk, tmp_path / "copy.station")
    upkeep.bring_back(tmp_path / "copy.station", new, None, PASSWORD)
    staged = new / upkeep.BEING_BROUGHT_BACK
    staged.mkdir()
    (new / "ledger.db").rename(staged / "ledger.db")
    upkeep.bring_back(tmp_path / "copy.station", new, None, PASSWORD)
    assert not staged.exists()
    open_desk(new, None, PASSWORD).close()


def test_a_file_that_is_no_backup_is_refused(tmp_path):
    (tmp_path / "no.station").write_bytes(b"no backup at all")
    with pytest.raises(Problem) as told:
        upkeep.bring_back(tmp_path / "no.station", tmp_path / "new", None, PASSWORD)
    assert told.value.kind is ProblemKind.FILE_DAMAGED
    with pytest.raises(Problem) as told:
        upkeep.bring_back(tmp_path / "none.station", tmp_path / "new", None, PASSWORD)
    assert told.value.kind is ProblemKind.FILE_UNREADABLE


def test_a_plain_export_needs_the_right_and_a_reason_and_leaves_a_trace(desk, worked, tmp_path):
    out = tmp_path / "plain.db"
    with pytest.raises(Problem) as told:
        upkeep.export_plain(desk, out, " ")
    assert told.value.fields == {"reason": "missing"}
    upkeep.export_plain(desk, out, "县里抽查")
    with sqlite3.connect(out) as plain:
        assert plain.execute("SELECT title FROM r_case").fetchall() == [("玉米种子不出苗",)]
    plain.close()
    rows = desk.ledger.db.rows("SELECT action, reason FROM r_access_log")
    assert rows == [("export", "县里抽查")]


def test_who_may_not_export_gets_neither_dump_nor_plain_copy(desk, worked, tmp_path, clock):
    add_user(desk, "wang", "corn-and-beans-7", "王五", "village_cadre")
    cadre = open_desk(tmp_path / "desk", "wang", "corn-and-beans-7", clock=clock)
    for wish in (
        lambda: upkeep.export_plain(cadre, tmp_path / "plain.db", "想看看"),
        lambda: list(export.dump(cadre.ledger, cadre.session)),
    ):
        with pytest.raises(Problem) as told:
            wish()
        assert told.value.kind is ProblemKind.NOT_PERMITTED
    cadre.close()


def test_a_dump_holds_every_record_by_kind_then_id(desk, worked):
    lines: list[Any] = list(export.dump(desk.ledger, desk.session))
    keys = [(line["kind"], line["id"]) for line in lines]
    assert keys == sorted(keys)
    assert len(keys) == 10
    (case,) = [line for line in lines if line["kind"] == "case"]
    assert (case["fields"]["amount"], case["fields"]["status"]) == ("320.00", "registered")
    assert case["stamps"]["amount"][0] == 1
    assert "status" not in case["stamps"]


def test_a_kind_of_a_newer_version_is_dumped_too(desk):
    record = Record("zodiac", "z1", {"sign": "兔"}, {"sign": Stamp(1, 5, "elsewhere")}, 3)
    with desk.ledger.db.writing():
        RecordStore(desk.ledger.db).save([Kept(record, "z1")])
    last = list(export.dump(desk.ledger, desk.session))[-1]
    assert (last["kind"], last["fields"]) == ("zodiac", {"sign": "兔"})


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        ("UPDATE r_case SET amount = 1", ("record", "amount:differs")),
        ("UPDATE r_case SET status = 'archived'", ("case", "status:computed")),
        (
            "UPDATE desk_journal SET body = replace(body, '320', '999') WHERE body LIKE '%facts%'",
            ("journal", "altered"),
        ),
        ("DELETE FROM desk_journal WHERE seq = 5", ("journal", "missing")),
        ("UPDATE desk_content SET sha256 = hex(zeroblob(32))", ("attachment", "content_missing")),
    ],
)
def test_what_was_changed_past_the_program_is_found(desk, worked, damage, found):
    desk.ledger.db.run(damage)
    assert found in whys(desk)


def test_a_record_slipped_in_without_a_journal_is_found(desk, worked):
    desk.ledger.db.run(
        "INSERT INTO r_person (id, root_id, version, stamps, name) "
        "SELECT 'intruder', 'intruder', 0, stamps, 'X' FROM r_person LIMIT 1"
    )
    assert ("record", "name:not_in_journal") in whys(desk)


def test_a_cut_tail_is_found_by_what_was_acknowledged(desk, worked):
    head = desk.ledger.journal.head(desk.ledger.replica)
    with desk.ledger.db.writing():
        chain = base64.b64encode(head.hash).decode()
        desk.ledger.state.put({"acknowledged": [head.seq, chain]})
    desk.ledger.db.run("DELETE FROM desk_journal WHERE seq > ?", (head.seq - 1,))
    assert ("journal", "not_what_was_acknowledged") in whys(desk)


def test_a_content_that_was_spoilt_is_found(desk, worked):
    path = desk.contents.path_of(worked[1].sha256)
    spoilt = bytearray(path.read_bytes())
    spoilt[-1] ^= 1
    path.write_bytes(bytes(spoilt))
    assert ("content", "damaged") in whys(desk)


def test_a_flipped_bit_on_the_disk_is_found(desk, worked, tmp_path, clock):
    for number in range(40):
        cases.add(desk.ledger, desk.session, complaint(title=f"第{number}件"))
    desk.close()
    ledger = tmp_path / "desk" / "ledger.db"
    content = bytearray(ledger.read_bytes())
    content[len(content) * 3 // 4] ^= 1
    ledger.write_bytes(bytes(content))
    again = open_desk(tmp_path / "desk", None, PASSWORD, clock=clock)
    assert any(what in ("page", "ledger") for what, _ in whys(again))
    again.close()


def test_an_erased_body_is_no_fault(desk, worked):
    with unit_of_work(desk.ledger, desk.session.user_id) as unit:
        unit.change("case", worked[0], {"brand": "丰收"})
    desk.ledger.db.run("UPDATE desk_journal SET body = NULL WHERE record_id = ?", (worked[0],))
    assert whys(desk) == []


def test_what_came_back_from_the_county_under_a_former_name_is_no_fault(desk, worked):
    former = desk.ledger.replica
    with desk.ledger.db.writing():
        start_anew(desk.ledger, 0)
        later = Stamp(7, desk.ledger.now_ms(), former)
        record = Record("person", "p1", {"name": "后来写的"}, {"name": later}, 3)
        RecordStore(desk.ledger.db).save([Kept(record, "p1")])
    assert whys(desk) == []


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, []),
        ({"epoch": "another"}, [("journal", "countersignature")]),
        ({"chain": bytes(32)}, [("journal", "not_what_was_countersigned")]),
    ],
)
def test_the_chain_must_reach_the_head_the_center_countersigned(desk, worked, changed, found):
    key = Ed25519PrivateKey.generate()
    head = desk.ledger.journal.head(desk.ledger.replica)
    signature = sign(key, head_digest(desk.ledger.replica, head.seq, head.hash, "e1"))
    chain = base64.b64encode(changed.get("chain", head.hash)).decode()
    noted = [head.seq, chain, signature, changed.get("epoch", "e1")]
    with desk.ledger.db.writing():
        desk.ledger.state.put({"center_key": public_text(key.public_key()), "countersigned": noted})
    assert whys(desk) == found
