"""The people of this station, as somebody is chosen from among them."""

from __future__ import annotations

from dataclasses import dataclass

from sync.ledger.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Colleague:
    """An account of this station that is in use."""

    user_id: str
    login: str
    name: str


def colleagues(ledger: Ledger) -> list[Colleague]:
    """Everybody with an account at this station, by login."""
    return [
        Colleague(user_id, login or "", name or login or "")
        for user_id, login, name in ledger.db.rows(
            "SELECT u.id, u.login, p.name FROM r_user u LEFT JOIN r_person p ON p.id = u.person_id "
            "WHERE u.station_id = ? AND COALESCE(u.active, 1) <> 0 AND u.deleted_at IS NULL "
            "ORDER BY u.login, u.id",
            (ledger.station_id,),
        )
    ]
