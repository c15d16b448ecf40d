"""One case with everything that belongs to it, in full or masked, as kept or as outside JSON."""

from __future__ import annotations

from dataclasses import dataclass

from station_app.usecases.reading.names import Names, case_id_of
from station_app.usecases.reading.rows import FullRow, full_rows
from station_app.usecases.reading.sight import Sight, seen_values, sight_of
from station_app.usecases.reading.states import sync_states
from station_app.usecases.session import Session
from sync.clock import Json, iso
from sync.ledger.ledger import Ledger
from sync.problems import Problem, ProblemKind
from sync.records.attachment import ATTACHMENT
from sync.records.case import CASE, CASE_EVENT, CASE_PARTY
from sync.records.case_course import Course, course
from sync.records.kinds import COMMON, Field, Kind, Type
from sync.records.masking import HIDDEN, mask
from sync.records.outside import write_fields
from sync.records.referral import REFERRAL
from sync.records.reply import REPLY

_COMMON = frozenset(f.name for f in COMMON)
COMPLAINT_SIDE = frozenset(
    {"complainant", "co_complainant", "representative", "agent", "reporter", "witness"}
)
_PERSON_FIELDS = (
    "id", "role", "is_main", "kind", "name", "gender", "age_band", "is_minor_u14", "phone",
    "phone2", "contact_other", "address", "division_code", "id_kind", "id_no", "id_checked_at",
    "id_checked_by", "id_last4", "represented_by_id", "authority_attachment_id",
    "authority_scope", "authority_until", "relation_note", "consents",
)  # fmt: skip
_TRADER_FIELDS = (
    "id", "role", "is_main", "kind", "name", "phone", "phone2", "respondent_reg_name", "uscc",
    "other_reg_no", "unlicensed", "legal_rep", "contact_person", "business_place",
    "platform_name", "shop_name", "shop_url", "address", "division_code", "relation_note",
)  # fmt: skip
_EVENT_FIELDS = (
    "id", "seq", "event_type", "occurred_at", "recorded_at", "actor_id", "actor_name",
    "actor_org", "from_status", "to_status", "summary", "contact_result", "contact_mode", "money",
    "attachment_ids", "corrects_event_id", "visible_to",
)  # fmt: skip
_PLACES = frozenset({"station", "organisation"})


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """An attachment and where its content lies."""

    row: FullRow
    here: bool
    at_center: bool


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """A case as this person may see it.

    `full`: persons are shown unmasked.  `withheld`: paths of the fields that are not shown.
    `superseded`: events that lost to another step; `open_branch`: that a desk must decide.
    `phones`: the telephones are shown, and nothing else of the persons.
    """

    case: FullRow
    parties: tuple[FullRow, ...]
    events: tuple[FullRow, ...]
    referrals: tuple[FullRow, ...]
    replies: tuple[FullRow, ...]
    attachments: tuple[AttachmentRow, ...]
    sync_state: str
    full: bool
    withheld: tuple[str, ...]
    superseded: frozenset[str] = frozenset()
    open_branch: tuple[str, str] | None = None
    phones: bool = False

    @property
    def number(self) -> str | None:
        return self.case.text("case_no") or None

    @property
    def status(self) -> str:
        return self.case.text("status") or "draft"


def find_case(ledger: Ledger, text: str) -> str:
    """The id of the case with that id or number.  Problem NOT_FOUND."""
    found = case_id_of(ledger, text)
    if found is None:
        raise Problem(ProblemKind.NOT_FOUND)
    return found


def may_see_full(session: Session, ledger: Ledger, reason: str = "") -> bool:
    """Whether persons are shown unmasked: by the role, for some only with a reason given."""
    return sight_of(session, ledger, reason) is Sight.FULL


def sees_no_party(session: Session, ledger: Ledger) -> bool:
    """Whether the role has no right to a party's data at all, whatever the reason (rules 2.2)."""
    return sight_of(session, ledger) is Sight.NOTHING


def case_detail(ledger: Ledger, case_id: str, *, full: bool, phones: bool = False) -> CaseDetail:
    """The case with that id.  Problem NOT_FOUND.

    `full`, and `phones` for the telephones alone, are decided, and logged, by `usecases.access`;
    unasked, persons are masked.
    """
    found = full_rows(ledger.db, CASE, "id = ?", (case_id,))
    if not found:
        raise Problem(ProblemKind.NOT_FOUND)
    root = (case_id,)
    parties = full_rows(
        ledger.db, CASE_PARTY, "root_id = ?", root, "COALESCE(is_main, 0) DESC, created_at, id"
    )
    parties.sort(key=lambda p: p.text("role") not in COMPLAINT_SIDE)
    events = full_rows(ledger.db, CASE_EVENT, "root_id = ?", root, "occurred_at, seq, id")
    went = _course(found[0], events)
    referrals = full_rows(ledger.db, REFERRAL, "root_id = ?", root, "sent_at, id")
    replies = full_rows(ledger.db, REPLY, "root_id = ?", root, "at, id")
    attachments = attachment_rows(ledger, case_id)
    withheld: list[str] = []
    case = found[0]
    if not full:
        case = masked_row(CASE, case, "", withheld)
        sight = Sight.PHONE if phones else Sight.MASKED
        parties = [
            masked_row(CASE_PARTY, p, f"parties[{n}].", withheld, sight)
            for n, p in enumerate(parties)
        ]
        events = [
            masked_row(CASE_EVENT, e, f"events[{n}].", withheld) for n, e in enumerate(events)
        ]
        referrals = [
            masked_row(REFERRAL, r, f"referrals[{n}].", withheld) for n, r in enumerate(referrals)
        ]
        replies = [masked_row(REPLY, r, f"replies[{n}].", withheld) for n, r in enumerate(replies)]
        attachments = [
            AttachmentRow(
                masked_row(ATTACHMENT, a.row, f"attachments[{n}].", withheld), a.here, a.at_center
            )
            for n, a in enumerate(attachments)
        ]
    return CaseDetail(
        case,
        tuple(parties),
        tuple(events),
        tuple(referrals),
        tuple(replies),
        tuple(attachments),
        sync_states(ledger, [case_id])[case_id],
        full,
        tuple(withheld),
        went.superseded,
        went.open_branch,
        phones=phones and not full,
    )


def detail_json(ledger: Ledger, detail: CaseDetail, *, no_party: bool = False) -> dict[str, Json]:
    """The answer of `complaint show --json` (interfaces.md).

    What may not be seen is null and named; of a mask only what tells something stays, and with
    `no_party` not that either.
    """
    names = Names(ledger)
    names.learn(_people(detail))
    told = common_json(detail.case, names)
    told["sync_state"] = detail.sync_state
    for name, value in fields_json(CASE, detail.case, names).items():
        told[name] = value
        if name == "parent_case_id":
            # The link to a report is a record of its own (records.md 3.1), not made here yet.
            told["linked_report_id"] = None
    told["parties"] = [_party(p, names) for p in detail.parties]
    told["events"] = [_picked(CASE_EVENT, e, _EVENT_FIELDS, names) for e in detail.events]
    told["clocks"] = []
    told["referrals"] = [{"id": r.id, **fields_json(REFERRAL, r, names)} for r in detail.referrals]
    told["replies"] = [{"id": r.id, **fields_json(REPLY, r, names)} for r in detail.replies]
    told["attachments"] = [
        {"id": a.row.id, **fields_json(ATTACHMENT, a.row, names)}
        | {"here": a.here, "at_center": a.at_center}
        for a in detail.attachments
    ]
    told["withheld"] = list(detail.withheld)
    for path in detail.withheld:
        _empty(told, path, no_party)
    return told


def _empty(told: dict[str, Json], path: str, always: bool) -> None:
    head, _, name = path.rpartition(".")
    holder: Json = told
    if head:
        listed, _, place = head.removesuffix("]").partition("[")
        rows = told[listed]
        holder = rows[int(place)] if isinstance(rows, list) else None
    if isinstance(holder, dict) and (always or holder.get(name) == HIDDEN):
        holder[name] = None


def case_values(row: FullRow) -> dict[str, Json]:
    """A row's values with its id, as the rules of a case read them."""
    return {**row.values, "id": row.id}


def _course(case: FullRow, events: list[FullRow]) -> Course:
    return course(case.values, [case_values(event) for event in events])


def attachment_rows(ledger: Ledger, case_id: str) -> list[AttachmentRow]:
    rows = full_rows(ledger.db, ATTACHMENT, "root_id = ?", (case_id,), "created_at, id")
    lying = {
        attachment: (bool(here), bool(center))
        for attachment, here, center in ledger.db.rows(
            "SELECT attachment_id, here, at_center FROM desk_content WHERE attachment_id IN "
            "(SELECT id FROM r_attachment WHERE root_id = ?)",
            (case_id,),
        )
    }
    return [AttachmentRow(row, *lying.get(row.id, (False, False))) for row in rows]


def masked_row(
    kind: Kind, row: FullRow, path: str, withheld: list[str], sight: Sight = Sight.MASKED
) -> FullRow:
    masked = seen_values(kind, row.values, sight)
    withheld += [
        path + name
        for name, value in row.values.items()
        if name not in _COMMON and value not in (None, [], False) and masked.get(name) != value
    ]
    values = {name: masked.get(name) for name in row.values}
    return FullRow(row.id, row.root, values, row.row_version, row.updated_at, row.updated_by)


def _people(detail: CaseDetail) -> set[str]:
    found: set[str] = set()
    for kind, rows in (
        (CASE, (detail.case,)),
        (CASE_PARTY, detail.parties),
        (CASE_EVENT, detail.events),
        (REFERRAL, detail.referrals),
        (REPLY, detail.replies),
    ):
        people = [n for n, f in kind.by_name.items() if f.to == "user"]
        found |= {row.text(name) for row in rows for name in people}
    return found | {detail.case.updated_by or ""}


def common_json(row: FullRow, names: Names) -> dict[str, Json]:
    """The fields every record has, with its id, as outside JSON."""
    values = row.values
    return {
        "id": row.id,
        "station_id": names.code(row.text("station_id")),
        "created_at": _time(row.whole("created_at")),
        "created_by": names.login(row.text("created_by")) or None,
        "updated_at": _time(row.updated_at),
        "updated_by": names.login(row.updated_by) if row.updated_by else None,
        "row_version": row.row_version,
        "origin_device": values.get("origin_device"),
        "deleted_at": _time(row.whole("deleted_at")),
    }


def fields_json(kind: Kind, row: FullRow, names: Names) -> dict[str, Json]:
    """The kind's own fields, people as logins, stations as codes."""
    written = write_fields(kind, row.values)
    return {f.name: _named(f, written[f.name], names) for f in kind.fields if f.name in written}


def _picked(kind: Kind, row: FullRow, wanted: tuple[str, ...], names: Names) -> dict[str, Json]:
    written = {"id": row.id or None, **fields_json(kind, row, names)}
    return {name: written[name] for name in wanted}


def _party(row: FullRow, names: Names) -> dict[str, Json]:
    """A party shows the fields of its side, and what of the other side was filled in."""
    complaining = row.text("role") in COMPLAINT_SIDE
    wanted = _PERSON_FIELDS if complaining else _TRADER_FIELDS
    filled = tuple(
        f.name
        for f in CASE_PARTY.fields
        if f.name not in wanted
        and f.name != "case_id"
        and row.values.get(f.name) not in (None, False, [])
    )
    return _picked(CASE_PARTY, row, (*wanted, *filled), names)


def _named(field: Field, value: Json, names: Names) -> Json:
    if field.type is Type.LIST and field.to in _PLACES and isinstance(value, list):
        return [names.code(one) if isinstance(one, str) else one for one in value]
    if field.type is not Type.REF or not isinstance(value, str) or not value:
        return value
    if field.to == "user":
        return names.login(value)
    return names.code(value) if field.to in _PLACES else value


def _time(ms: int | None) -> str | None:
    return None if ms is None else iso(ms)


def masked_value(kind: Kind, name: str, value: Json) -> Json:
    """One value as a list may show it."""
    field = kind.by_name.get(name)
    return mask(field, value) if field is not None else None
