"""What happens to a case: steps here, events and values as they arrive from elsewhere."""

from __future__ import annotations

from station_app.usecases.cases import take_step
from sync.ledger.unit import unit_of_work

WINDOW = "b0a5f3c0-0000-5000-8000-000000000001"


def step(live, case, action, **given):
    return live.do(lambda desk: take_step(desk.ledger, desk.session, case, action, given))


def window_station(live):
    """The township window, as the county would have sent it."""

    def job(desk):
        with unit_of_work(desk.ledger, desk.session.user_id) as unit:
            unit.create(
                "station",
                {
                    "display_name": "大口屯镇窗口",
                    "station_code": "120115101000",
                    "level": "township",
                },
                WINDOW,
            )

    live.do(job)


def refer(live, case):
    window_station(live)
    step(
        live,
        case,
        "refer",
        referral_type="refer_up",
        to_org_id=WINDOW,
        reason="摊位在镇上",
        summary="玉米种子不出苗，要求退款",
        complainant_told_at=live.do(lambda desk: desk.ledger.now_ms()) - 1,
        told_way="face",
    )


def step_taken_over(live, case):
    """The window takes the case over, as its event would arrive."""

    def job(desk):
        (last,) = desk.ledger.db.rows(
            "SELECT id, referral_id FROM r_case_event WHERE event_type = 'referred'"
        )
        (referral,) = desk.ledger.db.rows("SELECT id FROM r_referral")
        with unit_of_work(desk.ledger, desk.session.user_id) as unit:
            unit.create(
                "case_event",
                {
                    "case_id": case,
                    "seq": 90,
                    "follows_id": last[0],
                    "rank": 2,
                    "referral_id": referral[0],
                    "event_type": "referral_received",
                    "occurred_at": unit.now_ms,
                    "recorded_at": unit.now_ms,
                    "actor_name": "张某",
                    "actor_org": "大口屯镇窗口",
                    "to_status": "registered",
                    "sets": {
                        "owner_org_id": WINDOW,
                        "receipt_at": unit.now_ms,
                        "receipt_by": "张某",
                    },
                    "summary": "接办",
                },
            )

    live.do(job)


def conflict_on(live, case):
    def job(desk):
        now = desk.ledger.now_ms()
        with unit_of_work(desk.ledger, desk.session.user_id) as unit:
            unit.create(
                "conflict",
                {
                    "seen_with": case,
                    "record_kind": "case",
                    "record_id": case,
                    "field": "amount",
                    "candidates": [
                        {
                            "stamp": [2, now - 9, "a"],
                            "value": 32000,
                            "person": desk.session.user_id,
                            "at": now - 9,
                        },
                        {"stamp": [2, now, "b"], "value": 36000, "person": "w", "at": now},
                    ],
                },
                "c1",
            )

    live.do(job)


def forked(live):
    """Two desks took a step after the registration; the later one counts for the time being."""
    case = live.register()
    step(live, case, "accept", handling_capacity="station_assist", disposition="self_handle")

    def job(desk):
        (root,) = desk.ledger.db.rows(
            "SELECT id FROM r_case_event WHERE event_type = 'registered' AND root_id = ?", (case,)
        )
        with unit_of_work(desk.ledger, desk.session.user_id) as unit:
            unit.create(
                "case_event",
                {
                    "case_id": case,
                    "seq": 90,
                    "follows_id": root[0],
                    "rank": 2,
                    "event_type": "withdrawn",
                    "occurred_at": unit.now_ms,
                    "recorded_at": unit.now_ms + 1,
                    "actor_name": "张某",
                    "actor_org": "大口屯镇窗口",
                    "to_status": "concluded",
                    "sets": {"outcome": "withdrawn"},
                    "summary": "投诉人到镇里撤回",
                },
            )

    live.do(job)
    return case
