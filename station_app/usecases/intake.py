"""What the intake form does on the ledger: drafts with files, registering, and finishing what a
power cut stopped.

A draft's body is what `complaint add` takes, and beside it, under `form`, what only the form
needs: the field the cursor stood in, and the files that were handed in.  Their contents are kept
as soon as they are handed in; the records that speak of them come with the registration.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from station_app.importing.file_kinds import kind_of_file
from station_app.importing.pictures import prepare_picture
from station_app.usecases.access import unmask
from station_app.usecases.attachments import THING, Handed, attach, attach_thing, thing_faults
from station_app.usecases.cases import register
from station_app.usecases.complaints import code_book, read_complaint
from station_app.usecases.desk import Desk
from station_app.usecases.drafts import save_draft
from station_app.usecases.reading.drafts import Draft, draft, drafts
from station_app.usecases.reading.known_people import Known
from sync.clock import Json
from sync.ledger.attachments import LARGEST, ContentStore
from sync.ledger.disk import disk_trouble
from sync.ledger.ledger import Ledger
from sync.problems import Problem, ProblemKind

FORM = "form"
"""The part of a draft's body that is the form's own."""

_MB = 1024 * 1024
_REGISTERING, _FILES, _OPEN = "registering", "files", "open"
PERSON_FIELDS = (
    "name", "phone", "phone2", "contact_other", "address", "division_code", "gender", "age_band",
)  # fmt: skip
TRADER_FIELDS = (
    "kind", "name", "phone", "respondent_reg_name", "uscc", "other_reg_no", "unlicensed",
    "legal_rep", "contact_person", "business_place", "platform_name", "shop_name", "shop_url",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file handed in before the case has a record.  Only hashes; the contents are in the store.

    `preview`: the hash of a small picture of it, None where it is no picture.  A thing or a paper
    without a file has no hash but the id its record will have, and where it lies.
    """

    sha256: str
    name: str
    size: int
    mime: str
    evidence_kind: str
    title: str
    preview: str | None = None
    provided_by: str = "complainant"
    is_original: str = "copy_unchecked"
    physical_place: str = ""
    record_id: str = ""

    @classmethod
    def thing(cls, record_id: str) -> KeptFile:
        """A thing or a paper of which nothing is known yet."""
        return cls("", "", 0, "", THING, "", is_original="original", record_id=record_id)

    @property
    def handed(self) -> Handed:
        return Handed(
            self.title, self.evidence_kind, self.provided_by, self.is_original, self.physical_place
        )

    def json(self) -> dict[str, Json]:
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def of(cls, given: Json) -> KeptFile | None:
        """From a draft's body; None where it isn't one."""
        if not isinstance(given, dict) or not isinstance(given.get("sha256"), str):
            return None
        if not given["sha256"] and not given.get("record_id"):
            return None
        texts = {n: v for n, v in given.items() if n in cls.__slots__ and isinstance(v, str)}
        size = given.get("size")
        needed = {"name": "?", "mime": "", "evidence_kind": "other", "title": ""}
        return cls(**{**needed, **texts}, size=size if type(size) is int else 0)


@dataclass(frozen=True, slots=True)
class Registered:
    """The receipt.  `files`: those whose records are still to be made, by `attach_kept`."""

    case_id: str
    number: str
    registered_ms: int
    enrolled: bool
    files: tuple[KeptFile, ...] = ()
    draft_id: str | None = None


def last_open(desk: Desk) -> Draft | None:
    """The draft this person had before them when the window was last seen, or None."""
    for row in drafts(desk.ledger):
        if row.author_id == desk.session.user_id:
            whole = draft(desk.ledger, row.id)
            if whole is not None and _form(whole.body).get(_OPEN) is True:
                return whole
    return None


def keep_draft(desk: Desk, body: Mapping[str, Json], draft_id: str | None) -> str:
    """Keeps the form's body; its id.  Nothing typed is lost where the draft went meanwhile: it
    stands again under a new id.  Problems: NOT_PERMITTED, DISK_FULL."""
    try:
        return save_draft(desk.ledger, desk.session, body, draft_id)
    except Problem as problem:
        if problem.kind is not ProblemKind.NOT_FOUND:
            raise
        return save_draft(desk.ledger, desk.session, body, None)


def read_file(path: Path) -> bytes:
    """A file's content.  Problems: FILE_UNREADABLE, FILE_TOO_LARGE."""
    try:
        with disk_trouble(), path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise Problem(ProblemKind.FILE_UNREADABLE, name=path.name) from error
    return content


def keep_file(contents: ContentStore, name: str, content: bytes) -> tuple[KeptFile, bytes | None]:
    """Keeps a file's content before there is a case; what is known of it, and a small picture.

    Works long (pictures are scaled in a process of their own): for a line thread.  Problems:
    FILE_TOO_LARGE, FILE_KIND_REFUSED, FILE_DAMAGED, DISK_FULL.
    """
    if len(content) > LARGEST:
        raise Problem(ProblemKind.FILE_TOO_LARGE, name=name, limit_mb=LARGEST // _MB)
    kind = kind_of_file(content)
    if kind is None:
        raise Problem(ProblemKind.FILE_KIND_REFUSED, name=name)
    preview, preview_hash, size = None, None, len(content)
    if kind.picture:
        picture = prepare_picture(content, name)
        preview, size = picture.preview, len(picture.content)
        preview_hash = contents.add(preview).sha256
    kept = contents.add(content)
    title = Path(name).stem.strip()[:80] or name[:80]
    file = KeptFile(kept.sha256, name, size, kind.mime, kind.evidence, title, preview_hash)
    return file, preview


def preview_of_kept(contents: ContentStore, file: KeptFile) -> bytes | None:
    """The small picture of a kept file, where there is one."""
    if file.preview is None or not contents.has(file.preview):
        return None
    return contents.read_all(file.preview)


def register_form(
    desk: Desk, given: Mapping[str, Json], body: Mapping[str, Json], draft_id: str | None
) -> Registered:
    """Registers what the form says (`given`); `body` is the draft as a whole.

    Without files the draft goes with the registration.  With files it stays, naming the case, until
    `attach_kept` has made their records and `drop_draft` ends it: a cut between is found by
    `cut_registrations`.  Problems: NOT_PERMITTED; REFUSED_INPUT naming every field; DISK_FULL.
    """
    ledger, session = desk.ledger, desk.session
    book = code_book()
    files = kept_files(body)
    complaint = read_complaint(ledger, given, book)
    for place, file in enumerate(files):
        # A file's record can be made whatever it says; a thing's must be complete beforehand.
        faults = {} if file.sha256 else thing_faults(file.handed, book)
        if faults:
            fields = {f"evidence[{place}].{name}": code for name, code in faults.items()}
            raise Problem(ProblemKind.REFUSED_INPUT, fields=fields)
    if not files:
        answer = register(ledger, session, complaint, book, draft_id)
        return _registered(ledger, answer.id, answer.number)
    case_id = _form(body).get(_REGISTERING)
    complaint.record_id = case_id if isinstance(case_id, str) else ledger.new_id()
    marked = {**body, FORM: {**_form(body), _REGISTERING: complaint.record_id}}
    draft_id = keep_draft(desk, marked, draft_id)
    answer = register(ledger, session, complaint, book)
    return _registered(ledger, answer.id, answer.number, files, draft_id)


def attach_kept(desk: Desk, case_id: str, file: KeptFile) -> None:
    """Makes the record of a kept file or thing; doing it again changes nothing.

    Problems of `attach`.
    """
    if not file.sha256:
        attach_thing(desk, case_id, file.handed, file.record_id)
        return
    content = desk.contents.read_all(file.sha256)
    attach(desk, case_id, file.name, content, file.handed)


def drop_draft(desk: Desk, draft_id: str) -> None:
    """Ends a draft whose case and files are all there."""
    with desk.ledger.db.writing():
        desk.ledger.db.run("DELETE FROM desk_draft WHERE id = ?", (draft_id,))


def cut_registrations(desk: Desk) -> list[Registered]:
    """Cases that were registered when the power went, whose files have no records yet."""
    found = []
    for row in drafts(desk.ledger):
        whole = draft(desk.ledger, row.id)
        case_id = _form(whole.body).get(_REGISTERING) if whole is not None else None
        if whole is None or not isinstance(case_id, str):
            continue
        there = desk.ledger.db.row("SELECT case_no FROM r_case WHERE id = ?", (case_id,))
        if there is not None:
            files = kept_files(whole.body)
            found.append(_registered(desk.ledger, case_id, there[0], files, row.id))
    return found


def take_known(desk: Desk, known: Known, fields: tuple[str, ...]) -> dict[str, Json]:
    """A known person's data in full, for the form; the access log says who asked.

    Problem NOT_PERMITTED.
    """
    return unmask(
        desk.ledger,
        desk.session,
        known.case_id,
        "case_party",
        known.party_id,
        fields,
        reason="登记新投诉时带出",
    )


def kept_files(body: Mapping[str, Json]) -> tuple[KeptFile, ...]:
    """The files a draft's body names."""
    listed = _form(body).get(_FILES)
    found = [KeptFile.of(file) for file in listed] if isinstance(listed, list) else []
    return tuple(file for file in found if file is not None)


def _form(body: Mapping[str, Json]) -> dict[str, Json]:
    form = body.get(FORM)
    return form if isinstance(form, dict) else {}


def _registered(
    ledger: Ledger,
    case_id: str,
    number: str | None,
    files: tuple[KeptFile, ...] = (),
    draft_id: str | None = None,
) -> Registered:
    enrolled = bool(ledger.state.text("center_key"))
    return Registered(case_id, number or "", ledger.now_ms(), enrolled, files, draft_id)
