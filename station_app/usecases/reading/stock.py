"""What is left of each leaflet and banner, and the entries it comes from."""

from __future__ import annotations

import orjson

from sync.ledger.ledger import Ledger
from sync.records.stock import Balance, Entry, Giving, balances, giving_lines, item_key


def stock(ledger: Ledger, station_id: str | None = None) -> list[Balance]:
    """The balances of a station; of this one unless said."""
    station = station_id or ledger.station_id
    return balances(stock_entries(ledger, station), _givings(ledger, station))


def stock_entries(ledger: Ledger, station_id: str) -> list[Entry]:
    """Every entry of a station, in the order it was made; those replaced among them."""
    return [
        Entry(record_id, item_key(kind or "", name or ""), way or "", quantity or 0, at or 0, old)
        for record_id, kind, name, way, quantity, at, old in ledger.db.rows(
            "SELECT id, item_kind, item_name, way, quantity, at, replaces_id FROM r_stock_entry "
            "WHERE station_id = ? AND deleted_at IS NULL ORDER BY at, id",
            (station_id,),
        )
    ]


def _givings(ledger: Ledger, station_id: str) -> list[Giving]:
    found: list[Giving] = []
    for record_id, held, materials in ledger.db.rows(
        "SELECT id, held_start, materials FROM r_propaganda_activity WHERE station_id = ? "
        "AND status = 'held' AND materials IS NOT NULL AND deleted_at IS NULL",
        (station_id,),
    ):
        values = {"status": "held", "held_start": held, "materials": orjson.loads(materials)}
        found += giving_lines(record_id, values)
    return found
