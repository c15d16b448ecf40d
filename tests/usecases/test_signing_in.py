"""The access log: who signed in, which tries failed, who reads it."""

import errno

import pytest

from station_app.usecases import access, cases, people
from station_app.usecases.desk import open_desk
from station_app.usecases.reading.access_lines import access_lines
from station_app.usecases.reading.waiting import waiting_items
from station_app.usecases.session import Session
from station_app.usecases.signing_in import RECOVERY, note_sign_in
from sync.ledger.unit import Unit
from sync.problems import Problem, ProblemKind
from sync.records.masking import HIDDEN
from sync.records.rights import Grant
from tests.usecases.desks import PASSWORD, complaint

OTHER = "wheat-and-lantern-77"


def as_role(desk, role, user_id=None):
    grant = Grant(role, desk.session.station_id, "2026-01-01")
    who = user_id or desk.session.user_id
    return Session(who, "other", "别人", desk.session.station, (grant,))


def said(desk, session=None):
    lines = access_lines(desk.ledger, session or desk.session)
    return [(line.who, line.action, line.reason) for line in lines]


def fails(desk, login):
    with pytest.raises(Problem):
        desk.sign_in(login, "not the password at all")


def test_signing_in_leaves_a_line_by_the_code_on_paper_with_its_reason(desk):
    note_sign_in(desk)
    note_sign_in(desk, RECOVERY)
    assert said(desk) == [("李某", "login", "恢复码"), ("李某", "login", "")]


def test_failed_tries_come_with_the_next_sign_in_each_once(desk):
    fails(desk, "lizhuli")
    fails(desk, "nobody")
    note_sign_in(desk)
    note_sign_in(desk)
    assert said(desk) == [
        ("李某", "login", ""),
        ("李某", "login", ""),
        ("", "failed_login", ""),
        ("李某", "failed_login", ""),
    ]


def test_tries_made_before_a_start_are_noted_after_it_at_their_own_time(desk, clock):
    before = clock.ms
    fails(desk, "lizhuli")
    folder = desk.paths.folder
    desk.close()
    clock.wait(hours=3)
    again = open_desk(folder, None, PASSWORD, clock=clock)
    note_sign_in(again)
    newest, failed = access_lines(again.ledger, again.session)
    assert (newest.action, failed.action) == ("login", "failed_login")
    assert before < failed.at < before + 1000
    again.close()


def test_a_sign_in_is_no_work_that_waits_for_the_county(desk):
    waits = waiting_items(desk.ledger)
    note_sign_in(desk)
    assert waiting_items(desk.ledger) == waits


def test_on_a_full_disk_people_come_in_all_the_same(desk, monkeypatch, log_lines):
    log_lines.expect("could not be noted: disk_full")

    def full(self, *_):
        raise Problem(ProblemKind.DISK_FULL, str(errno.ENOSPC))

    monkeypatch.setattr(Unit, "create", full)
    note_sign_in(desk)
    monkeypatch.undo()
    assert said(desk) == []


def test_the_responsible_role_reads_everybody_s_lines_and_others_their_own(desk):
    case = cases.add(desk.ledger, desk.session, complaint()).id
    wang = people.add_user(desk, "wang", OTHER, "王五", "village_cadre")
    note_sign_in(desk)
    desk.sign_in("wang", OTHER)
    note_sign_in(desk)
    access.view_case(desk.ledger, desk.session, case)
    assert [line[0] for line in said(desk)] == ["王五", "王五"]
    lead = as_role(desk, "village_assistant", "somebody-else")
    assert [line[0] for line in said(desk, lead)] == ["王五", "王五", "李某"]
    (line,) = access_lines(desk.ledger, lead, case)
    assert (line.who, line.action, line.title) == ("王五", "view_full", "玉米种子不出苗")
    assert access_lines(desk.ledger, as_role(desk, "window_clerk", "x"), case) == []
    assert wang.name == "王五"


def test_who_sees_no_party_reads_the_log_without_its_reasons(desk):
    case = cases.add(desk.ledger, desk.session, complaint()).id
    access.view_case(desk.ledger, desk.session, case, "核对王某某的地址")
    (line,) = access_lines(desk.ledger, as_role(desk, "sysadmin", "x"), case)
    assert line.reason == HIDDEN
    (line,) = access_lines(desk.ledger, as_role(desk, "auditor", "x"), case)
    assert line.reason == "核对王某某的地址"
