"""Contents on a line whose other end does not keep to its part."""

from dataclasses import dataclass, field

import pytest

from station_app.usecases import cases
from station_app.usecases.attachments import attach
from station_app.usecases.contents import PIECE_BYTES, Moved, exchange_contents, waiting_contents
from sync.ledger.unit import unit_of_work
from sync.problems import Problem, ProblemKind
from tests.usecases.desks import complaint

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 2500


@dataclass
class Center:
    """Holds contents by attachment; `known` None: it knows every record."""

    held: dict[str, bytes] = field(default_factory=dict)
    known: set[str] | None = None
    pieces: list[int] = field(default_factory=list)

    def content_size(self, attachment_id):
        if self.known is not None and attachment_id not in self.known:
            return None
        return len(self.held.get(attachment_id, b""))

    def put_content(self, attachment_id, offset, piece, total):
        self.pieces.append(len(piece))
        self.held[attachment_id] = self.held.get(attachment_id, b"")[:offset] + piece
        return len(self.held[attachment_id])

    def get_content(self, attachment_id, offset):
        if attachment_id not in self.held:
            raise Problem(ProblemKind.NOT_FOUND)
        content = self.held[attachment_id]
        return content[offset : offset + PIECE_BYTES], len(content)


class Forgets(Center):
    """Says after each piece that it holds nothing."""

    def put_content(self, attachment_id, offset, piece, total):
        return 0


class Starves(Center):
    """Names a size and gives nothing."""

    def get_content(self, attachment_id, offset):
        return b"", 10


class Gone(Center):
    def get_content(self, attachment_id, offset):
        raise Problem(ProblemKind.CENTER_BUSY)


@pytest.fixture
def sent(desk):
    """An attachment with its content here."""
    case = cases.add(desk.ledger, desk.session, complaint()).id
    return attach(desk, case, "小票.pdf", PDF)


@pytest.fixture
def told(desk, sent):
    """The same attachment as another desk has it from the records: without its content."""
    desk.contents.remove(sent.sha256)
    with desk.ledger.db.writing():
        desk.ledger.db.run("DELETE FROM desk_content")
    return sent


def moved(desk, line, stop=lambda: False):
    return exchange_contents(desk.ledger, desk.contents, line, stop)


def test_a_content_goes_up_once_in_pieces(desk, sent):
    line = Center()
    assert waiting_contents(desk.ledger) == 1
    assert moved(desk, line) == Moved(sent=1)
    assert line.held[sent.id] == PDF
    assert max(line.pieces) <= PIECE_BYTES < len(PDF)
    assert waiting_contents(desk.ledger) == 0
    assert moved(desk, line) == Moved()


def test_what_the_center_holds_of_it_is_not_sent_again(desk, sent):
    line = Center(held={sent.id: PDF[:PIECE_BYTES]})
    assert moved(desk, line) == Moved(sent=1)
    assert line.held[sent.id] == PDF
    assert sum(line.pieces) == len(PDF) - PIECE_BYTES


def test_a_content_waits_for_its_record(desk, sent):
    assert moved(desk, Center(known=set())) == Moved()
    assert waiting_contents(desk.ledger) == 1


def test_a_center_that_keeps_nothing_is_not_sent_to_for_ever(desk, sent):
    with pytest.raises(Problem) as raised:
        moved(desk, Forgets())
    assert raised.value.kind is ProblemKind.INTEGRITY
    assert waiting_contents(desk.ledger) == 1


def test_a_content_comes_down_whole(desk, told):
    assert moved(desk, Center(held={told.id: PDF})) == Moved(received=1)
    assert desk.contents.read_all(told.sha256) == PDF
    assert moved(desk, Center()) == Moved()


def test_a_content_nobody_has_sent_yet_is_asked_for_next_time(desk, told):
    assert moved(desk, Center()) == Moved()
    assert not desk.contents.has(told.sha256)
    assert moved(desk, Center(held={told.id: PDF})) == Moved(received=1)


def test_a_center_that_gives_nothing_is_not_asked_for_ever(desk, told):
    with pytest.raises(Problem) as raised:
        moved(desk, Starves())
    assert raised.value.kind is ProblemKind.INTEGRITY
    assert not desk.contents.has(told.sha256)


def test_another_content_than_the_records_is_not_taken(desk, told):
    with pytest.raises(Problem):
        moved(desk, Center(held={told.id: PDF[:-1] + b"x"}))
    assert not desk.contents.has(told.sha256)
    assert moved(desk, Center(held={told.id: PDF})) == Moved(received=1)


def test_other_trouble_of_the_line_ends_the_run(desk, told):
    with pytest.raises(Problem) as raised:
        moved(desk, Gone())
    assert raised.value.kind is ProblemKind.CENTER_BUSY


def test_a_content_that_is_here_already_is_only_noted(desk, told):
    desk.contents.add(PDF)
    assert moved(desk, Gone()) == Moved(received=1)


def test_whoever_closes_the_program_waits_for_no_content(desk, sent):
    line = Center()
    assert moved(desk, line, stop=lambda: True) == Moved()
    assert line.held == {}


def test_nor_for_one_that_would_come(desk, told):
    line = Center(held={told.id: PDF})
    assert moved(desk, line, stop=lambda: True) == Moved()
    assert not desk.contents.has(told.sha256)


def test_what_is_to_stay_here_does_not_go_up(desk, sent):
    with unit_of_work(desk.ledger, desk.session.user_id) as unit:
        unit.change("attachment", sent.id, {"keep_local_only": True})
    line = Center()
    assert moved(desk, line) == Moved()
    assert line.held == {}
