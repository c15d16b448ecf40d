"""Words for every status, verdict, refusal and problem; no Qt, for window and commands alike.

Every problem is told in the same order: what happened, that the data is safe (or which is not),
what to do next, and a short code to read out on the telephone.  A code this version does not know
(the county may run a newer one) gets honest words and is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sync.problems import Problem, ProblemKind
from sync.records.fault_words import FAULT_WORDS
from sync.words import Words, mark


@dataclass(frozen=True, slots=True)
class Told:
    """A problem in words: what happened, what is safe, what to do next, the code."""

    what: str
    safe: str
    then: str
    code: str

    def text(self) -> str:
        return "\n".join(line for line in (self.what, self.safe, self.then, self.code) if line)


class Board(StrEnum):
    """The three colours (progress only; never lateness) and none."""

    BLACK = "black"
    RED = "red"
    GREEN = "green"
    NONE = "none"


SIGNS: Mapping[Board, str] = {
    Board.BLACK: "●",
    Board.RED: "▶",
    Board.GREEN: "✓",
    Board.NONE: "",
}

SAVED = mark("Your data is saved.")
NOTHING_CHANGED = mark("Nothing was changed.")
CALL = mark("If it happens again, call the county and read out the code below.")

PROBLEMS: Mapping[ProblemKind, tuple[str, str, str]] = {
    ProblemKind.REFUSED_INPUT: (
        mark("Some entries cannot be taken as they are."),
        SAVED,
        mark("Look at the fields marked in red; what is wrong stands beside each."),
    ),
    ProblemKind.NOT_FOUND: (
        mark("This record is not here, or is no longer shown to your station."),
        SAVED,
        mark("Go back to the list and look again; it may have been passed on."),
    ),
    ProblemKind.NOT_PERMITTED: (
        mark("Your role does not allow this."),
        NOTHING_CHANGED,
        mark("Ask the person responsible for the station, or the township window."),
    ),
    ProblemKind.WRONG_PASSWORD: (
        mark("Login name or password is wrong."),
        "",
        mark("Check capital letters and try again. The recovery code on paper opens it too."),
    ),
    ProblemKind.LOCKED_OUT: (
        mark("Too many wrong tries."),
        SAVED,
        mark("Wait {minutes} minutes and try again, or use the recovery code on paper."),
    ),
    ProblemKind.LEDGER_IN_USE: (
        mark("The ledger is being used by another program on this PC."),
        SAVED,
        mark("Close the other window or wait for the running command, then try again."),
    ),
    ProblemKind.LEDGER_MISSING: (
        mark("There is no ledger in this data folder yet."),
        "",
        mark("Set up the station first, or restore a backup."),
    ),
    ProblemKind.LEDGER_EXISTS: (
        mark("There is a ledger in this data folder already."),
        mark("It was not touched."),
        mark("Sign in to it, or choose another data folder."),
    ),
    ProblemKind.LEDGER_NEWER: (
        mark("The ledger was written by a newer version of this program."),
        mark("It was not touched."),
        mark("Install the newer version; the county has it, also on a stick."),
    ),
    ProblemKind.LEDGER_DAMAGED: (
        mark("The ledger file is damaged."),
        mark("Do not delete anything: most of it can be saved."),
        mark("Restore the last backup, and call the county before you go on writing."),
    ),
    ProblemKind.SQLITE_TOO_OLD: (
        mark("The database part of this program is too old to be safe."),
        mark("The ledger was not opened and not touched."),
        mark("Install the program again from the county's package."),
    ),
    ProblemKind.DISK_FULL: (
        mark("The disk is full; new entries cannot be saved."),
        mark("What was saved before is safe."),
        mark("Free some space on the disk, then try again. Do not close the form until then."),
    ),
    ProblemKind.DISK_READ_ONLY: (
        mark("The disk or folder cannot be written to."),
        mark("What was saved before is safe."),
        mark("Ask whoever looks after this PC for the right to write in the data folder."),
    ),
    ProblemKind.FILE_UNREADABLE: (
        mark("The file cannot be read."),
        NOTHING_CHANGED,
        mark("See whether the stick is plugged in and the file opens elsewhere, then try again."),
    ),
    ProblemKind.FILE_DAMAGED: (
        mark("The file is damaged or is not what it should be."),
        NOTHING_CHANGED,
        mark("Copy it again from where it came, then try again."),
    ),
    ProblemKind.FILE_TOO_LARGE: (
        mark("The file is too large."),
        NOTHING_CHANGED,
        mark("Take a smaller one, or split it; photos are made smaller by themselves."),
    ),
    ProblemKind.FILE_KIND_REFUSED: (
        mark("Files of this kind are not taken."),
        NOTHING_CHANGED,
        mark("Photos, PDF, Word, Excel, sound and video are taken."),
    ),
    ProblemKind.NO_LINE: (
        mark("The county center cannot be reached."),
        mark("Everything is saved on this PC."),
        mark("Go on working; it goes up by itself when there is a network again."),
    ),
    ProblemKind.NOT_THE_CENTER: (
        mark("Something on this network answers in place of the county center."),
        mark("Everything is saved on this PC; nothing was sent to it."),
        mark("Perhaps the network wants a sign-in page first. Open a web page, then try again."),
    ),
    ProblemKind.CENTER_BUSY: (
        mark("The county center is busy just now."),
        mark("Everything is saved on this PC."),
        mark("Nothing to do: it is tried again by itself."),
    ),
    ProblemKind.CENTER_REFUSED: (
        mark("The county center did not take the request."),
        mark("Everything is saved on this PC."),
        CALL,
    ),
    ProblemKind.NOT_ENROLLED: (
        mark("This PC is not connected to a county center yet."),
        mark("Everything is saved on this PC."),
        mark("Ask the county for an enrolment code and enter it on the sync page."),
    ),
    ProblemKind.REVOKED: (
        mark("The county has withdrawn this PC's permission to exchange."),
        mark("Everything is saved on this PC."),
        mark("Call the county; with a new enrolment code the exchange goes on."),
    ),
    ProblemKind.WRONG_CODE: (
        mark("The code is wrong, used up, or for another station."),
        NOTHING_CHANGED,
        mark("Compare it letter by letter with the paper, or ask the county for a new one."),
    ),
    ProblemKind.PROTOCOL_TOO_OLD: (
        mark("This version is too old for the county center."),
        mark("Everything is saved on this PC; you can go on working."),
        mark("Install the newer version; the county has it, also on a stick."),
    ),
    ProblemKind.INTEGRITY: (
        mark("A check found that records do not fit together."),
        mark("Do not delete anything: nothing was overwritten."),
        mark("Call the county and read out the code below."),
    ),
}

DETAILS: Mapping[ProblemKind, tuple[tuple[str, str], ...]] = {
    ProblemKind.WRONG_PASSWORD: (("tries_left", mark("{tries_left} more tries before a pause.")),),
    ProblemKind.WRONG_CODE: (("group", mark("Look at group {group} of the code.")),),
    ProblemKind.FILE_UNREADABLE: (("name", mark("File: {name}.")),),
    ProblemKind.LEDGER_DAMAGED: (
        ("keys", mark("The key file {keys} is missing: without it nobody can open the ledger.")),
    ),
    ProblemKind.FILE_DAMAGED: (("name", mark("File: {name}.")),),
    ProblemKind.FILE_TOO_LARGE: (
        ("name", mark("File: {name}.")),
        ("limit_mb", mark("At most {limit_mb} MB are taken.")),
    ),
    ProblemKind.FILE_KIND_REFUSED: (("name", mark("File: {name}.")),),
    ProblemKind.DISK_FULL: (
        ("needed_mib", mark("{needed_mib} MB more are needed.")),
        ("free_mib", mark("{free_mib} MB are free.")),
    ),
}
"""Sentences that follow what happened where the problem carries the detail, and it is not 0."""

FAULT = (mark("Something went wrong inside the program."), SAVED, CALL)

STATUSES: Mapping[str, tuple[Board, str, str]] = {
    "draft": (Board.NONE, mark("Draft"), mark("draft")),
    "registered": (Board.BLACK, mark("Registered (decision due)"), mark("new")),
    "awaiting_materials": (Board.BLACK, mark("Awaiting materials"), mark("to complete")),
    "accepted": (Board.BLACK, mark("Accepted (to be handled)"), mark("accepted")),
    "in_progress": (Board.RED, mark("In progress"), mark("in hand")),
    "mediating": (Board.RED, mark("In mediation"), mark("mediating")),
    "mediation_suspended": (Board.RED, mark("Mediation suspended"), mark("suspended")),
    "referred_out": (Board.RED, mark("Referred"), mark("referred")),
    "not_accepted": (Board.GREEN, mark("Not accepted / diverted"), mark("not accepted")),
    "concluded": (Board.GREEN, mark("Concluded (reply due)"), mark("concluded")),
    "replied": (Board.GREEN, mark("Replied (callback due)"), mark("replied")),
    "called_back": (Board.GREEN, mark("Called back (to be archived)"), mark("called back")),
    "archived": (Board.GREEN, mark("Archived"), mark("archived")),
    "cancelled": (Board.NONE, mark("Cancelled"), mark("cancelled")),
}
"""Status -> board colour, whole words, the short word of a chip."""

COLOURS: Mapping[Board, str] = {
    Board.BLACK: mark("black: new"),
    Board.RED: mark("red: in hand"),
    Board.GREEN: mark("green: done"),
    Board.NONE: "",
}

VERDICTS: Mapping[str, str] = {
    "merged": mark("Taken by the county"),
    "merged_with_conflict": mark("Taken by the county; changed on both sides, the desk decides"),
    "handed_over": mark("Passed to the desk that has the case now, as a proposal"),
    "refused": mark("Not taken by the county"),
}

REFUSALS: Mapping[str, str] = {
    "bad_value": mark("An entry does not have the form it must have."),
    "not_for_stations": mark("Only the county may set this."),
    "foreign_origin": mark("The change names another station as its author."),
    "not_yours": mark("This record does not belong to your station, or is not there."),
    "not_permitted": mark("Your role or station does not allow this change."),
    "append_only": mark("Entries of this kind are never changed afterwards."),
    "inflated": mark("The change refers to a version the county never had."),
    "bad_step": mark("The case had moved on, so this step was no longer possible."),
    "erased": mark("The personal data of this record was erased for good."),
    "handed_over": mark("The desk that has the case now decides about it."),
    "copied_or_restored": mark(
        "This PC has taken a new identity by itself. Nothing was lost and nothing is reported "
        "twice; the county knows of both."
    ),
    "two_steps": mark(
        "One counts until it is decided, the other stays visible. The township or county desk "
        "decides on the case's page."
    ),
    "equal_number": mark(
        "Both stay valid on paper. The county tells them apart by its own number."
    ),
}
"""Why something stands on the list of what needs attention: the center's refusals, and our own.

The one table of them, for the window and the commands.
"""

WAITING: Mapping[str, str] = {
    "next_exchange": mark("Goes up with the next exchange."),
    "kept_here": mark("Stays at this station, as was chosen."),
}

SYNC_STATES: Mapping[str, str] = {
    "local": mark("on this PC only"),
    "queued": mark("waits to go up"),
    "sent": mark("sent, no receipt yet"),
    "synced": mark("with the county"),
    "refused": mark("not taken by the county"),
    "conflict": mark("changed on both sides"),
}

FIELD_FAULTS: Mapping[str, str] = {
    **FAULT_WORDS,
    "required": FAULT_WORDS["missing"],
    "taken": mark("This is in use already."),
    "not_a_login": mark("One word, without blanks in it."),
    "contains_login": mark("The login name must not be part of the password."),
    "contains_name": mark("A name must not be part of the password."),
    "only_digits": mark("Digits alone are too easy to guess."),
    "too_weak": mark("This password is on the list of those tried first."),
    "weak_password": mark("Too easy to guess; at least 10 characters."),
    "in_the_past": mark("This lies in the past."),
    "last_one": mark("Nobody else could sign in then."),
    "too_many": mark("There are too many already."),
    "exists": mark("There is a file of this name already."),
    "no_certificate": mark("This file is not there, or holds no certificate."),
    "not_a_folder": mark("This is a file, not a folder."),
    "no_such_folder": mark("There is no such folder."),
    "not_json": mark("This is not JSON."),
    "not_an_id": mark("This is no id (a UUID)."),
    "not_found": mark("Nothing is known under this login, code or number."),
    "ambiguous": mark("Several are known under this code; give the id:"),
    "not_grantable": mark("A station of this level cannot give this role."),
    "not_an_address": mark("This is no address. It looks like https://county.example:8312."),
    "https_needed": mark("The address must begin with https."),
    "already_enrolled": mark("This PC is connected to a county center already."),
}
"""What a form says beside a field: faults of records, and of what the desk itself asks."""

LEVELS: Mapping[str, str] = {
    "village": mark("Village station"),
    "township": mark("Township window"),
    "county": mark("County center"),
}

ROLES: Mapping[str, str] = {
    "village_assistant": mark("village affairs assistant"),
    "village_cadre": mark("village cadre"),
    "graduate_official": mark("graduate village official"),
    "supervision_member": mark("supervision member"),
    "window_clerk": mark("window clerk"),
    "window_lead": mark("lead of the window"),
    "mediator": mark("mediator"),
    "market_officer": mark("market office officer"),
    "county_reception": mark("county reception"),
    "county_handler": mark("county handler"),
    "county_legal": mark("county legal service"),
    "county_link": mark("county court link"),
    "callback_clerk": mark("callback clerk"),
    "county_supervisor": mark("supervision officer"),
    "county_leader": mark("county leader"),
    "trainer": mark("trainer"),
    "volunteer": mark("volunteer"),
    "auditor": mark("auditor"),
    "sysadmin": mark("system administrator"),
}


class Wording:
    """The tables above, said in one language."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def problem(self, problem: Problem) -> Told:
        """All four parts.  `details` of the problem fill places and add sentences."""
        what, safe, then = PROBLEMS[problem.kind]
        code = self._words.tr("Code: {code}", code=problem.kind.value)
        said = [
            self._words.tr(sentence, **{name: problem.details[name]})
            for name, sentence in DETAILS.get(problem.kind, ())
            if problem.details.get(name)
        ]
        details = {"minutes": 5, **problem.details}
        happened = " ".join([self._say(what), *said])
        return Told(happened, self._say(safe), self._filled(then, details), code)

    def fault(self, code: str) -> Told:
        """A fault of ours; `code` as the log has it."""
        what, safe, then = FAULT
        return Told(
            self._say(what),
            self._say(safe),
            self._say(then),
            self._words.tr("Code: {code}", code=code),
        )

    def status(self, code: str) -> str:
        return self._say(STATUSES[code][1]) if code in STATUSES else self._unknown(code)

    def status_short(self, code: str) -> str:
        """The word of a chip; never alone, its sign and colour stand with it."""
        return self._say(STATUSES[code][2]) if code in STATUSES else code

    def board(self, status: str) -> Board:
        return STATUSES[status][0] if status in STATUSES else Board.NONE

    def colour(self, board: Board) -> str:
        """The colour in words, for those who don't see it."""
        return self._say(COLOURS[board])

    def verdict(self, code: str) -> str:
        return self._from(VERDICTS, code)

    def refusal(self, code: str) -> str:
        return self._from(REFUSALS, code)

    def waiting(self, code: str) -> str:
        """Why a change waits: a code of ours, or the problem the last try ended in."""
        if code in set(ProblemKind):
            return self._say(PROBLEMS[ProblemKind(code)][0])
        return self._from(WAITING, code)

    def sync_state(self, code: str) -> str:
        return self._from(SYNC_STATES, code)

    def field_fault(self, code: str) -> str:
        """The sentence beside a field; a sentence is passed through as it is.

        What follows a colon in the code is told behind the sentence: `ambiguous:A 1；B 2`.
        """
        code, _, more = code.partition(":")
        if more and code in FIELD_FAULTS:
            return f"{self._say(FIELD_FAULTS[code])} {more}"
        code = f"{code}:{more}" if more else code
        if code in FIELD_FAULTS:
            return self._say(FIELD_FAULTS[code])
        sentence = " " in code or not code.isascii()
        return code if sentence else self._words.tr("This cannot be taken ({code}).", code=code)

    def level(self, code: str) -> str:
        return self._from(LEVELS, code)

    def role(self, code: str) -> str:
        return self._from(ROLES, code)

    def _from(self, table: Mapping[str, str], code: str) -> str:
        return self._say(table[code]) if code in table else self._unknown(code)

    def _unknown(self, code: str) -> str:
        return self._words.tr("not known to this version ({code})", code=code)

    def _say(self, source: str) -> str:
        return self._words.tr(source) if source else ""

    def _filled(self, source: str, details: Mapping[str, str | int]) -> str:
        return self._words.tr(source, **details) if "{" in source else self._say(source)
