"""The bin of drafts, and the contents that only a discarded draft named."""

import pytest

from station_app.usecases import cases, drafts
from station_app.usecases.attachments import attach
from station_app.usecases.desk import Desk
from station_app.usecases.intake import FORM, keep_file
from station_app.usecases.reading.drafts import draft
from station_app.usecases.sweeping import Swept, sweep_bin
from sync.clock import Json
from sync.problems import Problem, ProblemKind
from tests.usecases.desks import complaint

PDF, OTHER = b"%PDF-1.7\nreceipt", b"%PDF-1.7\nanother"


def kept(desk: Desk, *contents: bytes) -> tuple[str, list[str]]:
    """A draft with files; its id and their hashes."""
    files = [keep_file(desk.contents, "小票.pdf", content)[0] for content in contents]
    body: dict[str, Json] = {"title": "旧的", FORM: {"files": [file.json() for file in files]}}
    made = drafts.save_draft(desk.ledger, desk.session, body)
    return made, [file.sha256 for file in files]


def over(desk, clock):
    """Sweeps as often as the window is opened in the month after: what is due goes."""
    clock.wait(days=31)
    first = sweep_bin(desk)
    clock.wait(days=1)
    last = sweep_bin(desk)
    return Swept(first.drafts + last.drafts, first.contents + last.contents)


def test_the_contents_of_a_discarded_draft_go_with_it_after_thirty_days(desk, clock):
    made, (sha256,) = kept(desk, PDF)
    drafts.discard(desk.ledger, desk.session, made)
    clock.wait(days=29)
    assert sweep_bin(desk) == Swept()
    assert desk.contents.has(sha256)
    clock.wait(days=-29)
    assert over(desk, clock) == Swept(drafts=1, contents=1)
    assert not desk.contents.has(sha256)
    assert draft(desk.ledger, made) is None
    assert desk.ledger.state.under("bin_due/") == desk.ledger.state.under("loose_content/") == {}


def test_a_content_that_a_case_or_another_draft_names_stays(desk, clock):
    made, hashes = kept(desk, PDF, OTHER)
    _, (again,) = kept(desk, OTHER)
    case = cases.add(desk.ledger, desk.session, complaint()).id
    attach(desk, case, "小票.pdf", PDF)
    drafts.discard(desk.ledger, desk.session, made)
    assert over(desk, clock) == Swept(drafts=1, contents=0)
    assert all(desk.contents.has(sha256) for sha256 in hashes)
    assert again in hashes


def test_a_draft_being_written_is_never_swept_however_old(desk, clock):
    made, (sha256,) = kept(desk, PDF)
    clock.wait(days=400)
    assert over(desk, clock) == Swept()
    assert draft(desk.ledger, made) is not None
    assert desk.contents.has(sha256)


def test_a_clock_that_is_wrong_for_a_day_empties_nothing(desk, clock):
    made, (sha256,) = kept(desk, PDF)
    drafts.discard(desk.ledger, desk.session, made)
    clock.wait(days=26_000)
    assert sweep_bin(desk) == sweep_bin(desk) == Swept()
    clock.wait(days=-26_000)
    assert sweep_bin(desk) == Swept()
    clock.wait(days=2)
    assert sweep_bin(desk) == Swept()
    assert draft(desk.ledger, made) is not None
    assert desk.contents.has(sha256)


def test_a_draft_taken_out_of_the_bin_in_time_starts_anew(desk, clock):
    made, _ = kept(desk, PDF)
    drafts.discard(desk.ledger, desk.session, made)
    clock.wait(days=31)
    assert sweep_bin(desk) == Swept()
    drafts.bring_back(desk.ledger, desk.session, made)
    clock.wait(days=1)
    assert sweep_bin(desk) == Swept()
    drafts.discard(desk.ledger, desk.session, made)
    clock.wait(days=29)
    assert sweep_bin(desk) == Swept()
    assert draft(desk.ledger, made) is not None


def test_what_a_cut_left_between_draft_and_contents_is_swept_next_time(desk, clock, monkeypatch):
    made, (sha256,) = kept(desk, PDF)
    drafts.discard(desk.ledger, desk.session, made)
    clock.wait(days=31)
    sweep_bin(desk)
    clock.wait(days=1)

    def cut(desk):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("station_app.usecases.sweeping._sweep_contents", cut)
        sweep_bin(desk)
    assert desk.contents.has(sha256)
    assert sweep_bin(desk) == Swept(drafts=0, contents=1)
    assert not desk.contents.has(sha256)


def test_on_a_full_disk_the_window_opens_and_the_bin_waits(desk, clock, monkeypatch, log_lines):
    log_lines.expect("could not be swept: disk_full")
    made, _ = kept(desk, PDF)
    drafts.discard(desk.ledger, desk.session, made)
    clock.wait(days=31)

    def full(self, values):
        raise Problem(ProblemKind.DISK_FULL)

    with monkeypatch.context() as patch:
        patch.setattr("sync.ledger.state.State.put", full)
        assert sweep_bin(desk) == Swept()
    assert draft(desk.ledger, made) is not None
