"""Who is at the desk, and for which station: what every use case asks before it writes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sync.clock import local_date
from sync.ledger.ledger import Ledger
from sync.problems import Problem, ProblemKind
from sync.records.rights import Grant, Operation, RecordView, may, needs_reason

USUAL_RULES = "village-default@3"
"""The rule set a new station starts with (rules.md 6.6)."""


@dataclass(frozen=True, slots=True)
class StationCard:
    """The own station as the county has it, or as `station init` was told until then."""

    id: str
    code: str
    name: str
    level: str
    window_id: str | None = None
    rule_set: str = USUAL_RULES


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in person.  `grants` are those of the account, whatever their dates."""

    user_id: str
    login: str
    name: str
    station: StationCard
    grants: tuple[Grant, ...] = field(default=())

    @property
    def station_id(self) -> str:
        return self.station.id

    def view(self, stations: Iterable[str] = ()) -> RecordView:
        """What a right asks about a record that is seen here: own station's grants count.

        At a county desk the grants reach every record.
        """
        county = self.station.id if self.station.level == "county" else None
        return RecordView(frozenset({self.station.id, *stations}), county)

    def may(self, operation: Operation, today: date, stations: Iterable[str] = ()) -> bool:
        return may(self.grants, operation, self.view(stations), today)

    def needs_reason(self, operation: Operation, today: date) -> bool:
        """Whether the operation is allowed only to one who says why."""
        return needs_reason(self.grants, operation, self.view(), today)

    def operations(self, today: date) -> frozenset[str]:
        """Every operation this person has here today, for pages that show what may be used."""
        return frozenset(op.value for op in Operation if self.may(op, today))


def clock_offset(ledger: Ledger) -> int:
    """What the ledger puts this PC's clock right by: center minus PC, in ms; 0 before it joins."""
    return ledger.state.whole("clock_offset_ms")


def today_of(ledger: Ledger) -> date:
    """The day in China by the corrected clock."""
    return local_date(ledger.now_ms())


def require(session: Session, operation: Operation, ledger: Ledger) -> None:
    """Problem NOT_PERMITTED unless the person has the right at this station today."""
    if not session.may(operation, today_of(ledger)):
        raise Problem(ProblemKind.NOT_PERMITTED, operation=operation.value)


def own_station(ledger: Ledger) -> StationCard:
    """The county's record of this station where it has arrived, else what `init` was told."""
    state = ledger.state.all()
    station_id = str(state.get("station_id", ""))
    row = ledger.db.row(
        "SELECT station_code, display_name, level, window_id, rule_set FROM r_station "
        "WHERE id = ? AND deleted_at IS NULL",
        (station_id,),
    )
    told = (state.get("station_code"), state.get("station_name"), state.get("station_level"))
    code, name, level, window, rules = row if row is not None else (None,) * 5
    return StationCard(
        station_id,
        str(code or told[0] or ""),
        str(name or told[1] or ""),
        str(level or told[2] or "village"),
        window,
        str(rules or USUAL_RULES),
    )


def session_of(ledger: Ledger, user_id: str) -> Session:
    """The session of an account.  Problem NOT_PERMITTED where it was disabled or isn't there."""
    row = ledger.db.row(
        "SELECT u.login, u.active, p.name FROM r_user u LEFT JOIN r_person p ON p.id = u.person_id "
        "WHERE u.id = ? AND u.deleted_at IS NULL",
        (user_id,),
    )
    if row is None or row[1] == 0:
        raise Problem(ProblemKind.NOT_PERMITTED, operation="sign_in")
    login, _, name = row
    grants = tuple(
        Grant(role, scope, start, end)
        for role, scope, start, end in ledger.db.rows(
            "SELECT role, scope_station_id, from_date, to_date FROM r_role_grant "
            "WHERE user_id = ? AND deleted_at IS NULL ORDER BY id",
            (user_id,),
        )
    )
    return Session(user_id, str(login), str(name or login), own_station(ledger), grants)
