"""What the center says when it does not do as asked: RFC 9457, a stable code, and plain words."""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from sync.clock import Json
from sync.problems import Problem, ProblemKind
from sync.words import Words, mark

PROBLEM_JSON = "application/problem+json"

STATUS: Mapping[str, int] = {
    ProblemKind.REFUSED_INPUT: 400,
    ProblemKind.PROTOCOL_TOO_OLD: 400,
    "bad_frame": 400,
    ProblemKind.NOT_ENROLLED: 401,
    ProblemKind.REVOKED: 401,
    "not_signed": 401,
    ProblemKind.WRONG_CODE: 403,
    ProblemKind.NOT_PERMITTED: 403,
    ProblemKind.NOT_FOUND: 404,
    "method_not_allowed": 405,
    "too_slow": 408,
    ProblemKind.INTEGRITY: 409,
    ProblemKind.FILE_TOO_LARGE: 413,
    "too_large": 413,
    "fault": 500,
}
"""Code -> status; whatever else the world does to the center is 503: it may pass."""

WORDS: Mapping[str, str] = {
    ProblemKind.REFUSED_INPUT: mark("The center cannot take this as it is."),
    ProblemKind.PROTOCOL_TOO_OLD: mark(
        "The program on this PC and the county center do not speak the same version. "
        "Please update the program."
    ),
    "bad_frame": mark("What arrived is damaged or is no message of this program."),
    ProblemKind.NOT_ENROLLED: mark(
        "The county center does not know this PC. Please enrol it again; nothing here is lost."
    ),
    ProblemKind.REVOKED: mark(
        "The county center has shut out this PC. Please call the county center."
    ),
    "not_signed": mark("The sender's signature is missing or wrong."),
    ProblemKind.WRONG_CODE: mark(
        "This enrolment code cannot be used. Please ask the county center for a new one."
    ),
    ProblemKind.NOT_PERMITTED: mark("This is not permitted."),
    ProblemKind.NOT_FOUND: mark("There is nothing here."),
    "method_not_allowed": mark("This cannot be done here."),
    "too_slow": mark("The line was silent for too long. It will be tried again."),
    ProblemKind.INTEGRITY: mark("What arrived does not match its check sum."),
    ProblemKind.FILE_TOO_LARGE: mark("This is larger than the center takes."),
    "too_large": mark("This is larger than the center takes."),
    ProblemKind.CENTER_BUSY: mark("The county center is busy. It will be tried again."),
    "not_ready": mark("The county center is not ready yet."),
    "fault": mark("Something went wrong at the county center. It has been written down there."),
}


def status_of(code: str) -> int:
    return STATUS.get(code, 503)


def problem_body(
    words: Words, code: str, extra: Mapping[str, Json] | None = None
) -> tuple[int, bytes]:
    """Status and body of an answer that says `code`."""
    status = status_of(code)
    sentence = WORDS.get(code, WORDS[ProblemKind.CENTER_BUSY])
    body: dict[str, Json] = {"status": status, "code": code, "detail": words.tr(sentence)}
    return status, orjson.dumps({**(extra or {}), **body})


def of_problem(words: Words, problem: Problem) -> tuple[int, bytes]:
    """The same of a Problem.  What the world did to the center's own disk stays its secret."""
    code = str(problem.kind)
    if code not in STATUS:
        code = str(ProblemKind.CENTER_BUSY)
        return problem_body(words, code)
    extra: dict[str, Json] = dict(problem.details)
    if problem.fields:
        extra["fields"] = dict(problem.fields)
    return problem_body(words, code, extra)
