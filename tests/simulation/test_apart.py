"""What two ends make of each other after a copy or a restore, one short story each."""

import random

from sync.ledger.identity import start_anew
from tests.simulation import people
from tests.simulation.rest import check_rest
from tests.simulation.world import make_world


def quiet_world(wanted):
    """The first week of bad weather that has the desks wanted, all of it calm."""
    found = (make_world(seed) for seed in range(100))
    world = next(w for w in found if w.liar is None and wanted(w.weather))
    for desk in world.desks:
        if desk.first_here:
            people.first_account(desk)
        world.sync(desk, calm=True)
    world.heal()
    return world


def with_two_pcs():
    """A world and two PCs of one station."""
    world = quiet_world(lambda w: w.second_desks > 0)
    other = world.desks[-1]
    one = next(d for d in world.desks if d.station == other.station)
    return world, one, other


def settled(world):
    world.heal()
    check_rest(world)


def person_at(desk):
    found = people.anybody(desk, random.Random(1))
    assert found is not None
    return found


def cases(desk):
    return {row[0] for row in desk.ledger.db.rows("SELECT id FROM r_case")}


def registered(world, desk):
    """A case of the desk; its id."""
    world.time.pass_ms(60_000)
    before = cases(desk)
    people.register(desk, person_at(desk), random.Random(1))
    (case,) = cases(desk) - before
    return case


def not_let_in(world, desk):
    """A case by somebody whom the center lets do nothing; its id."""
    world.time.pass_ms(60_000)
    before = cases(desk)
    now = desk.ledger.now_ms()
    stranger = desk.ledger.new_id()
    values = {"title": desk.token(), "facts": desk.token(), "received_at": now}
    desk.work(stranger, lambda unit: unit.create("case", {**values, "registered_at": now}))
    (case,) = cases(desk) - before
    return case


def change(world, desk, case, **values):
    world.time.pass_ms(60_000)
    desk.work(person_at(desk), lambda unit: unit.change("case", case, values))


def looked_at(world, desk, case):
    """A look that is on record; its id."""
    world.time.pass_ms(60_000)
    before = {row[0] for row in desk.ledger.db.rows("SELECT id FROM r_access_log")}
    desk.work(
        person_at(desk),
        lambda unit: unit.create(
            "access_log", {"case_id": case, "action": "reveal", "object_kind": "case"}
        ),
    )
    (look,) = {row[0] for row in desk.ledger.db.rows("SELECT id FROM r_access_log")} - before
    return look


def test_a_copys_edits_of_a_new_record_that_was_refused_take_nothing_else_along():
    world = quiet_world(lambda w: True)
    desk = world.desks[0]
    case = not_let_in(world, desk)
    look = looked_at(world, desk, case)
    world.copy(desk)
    twin = world.desks[-1]
    change(world, twin, case, facts=twin.token())
    looked_at(world, desk, case)
    world.sync(desk, calm=True)
    assert desk.ledger.store.one("case", case) is None, "nobody let the stranger register it"
    settled(world)
    assert twin.ledger.store.one("access_log", look) is not None


def test_what_came_before_the_record_it_hangs_on_reaches_whoever_makes_that():
    world = quiet_world(lambda w: w.windows > 1)
    one, other = (d for d in world.desks if d.level == "township" and d.first_here)
    case = registered(world, one)
    look = looked_at(world, other, case)
    world.sync(other, calm=True)
    settled(world)
    assert one.ledger.store.one("access_log", look) is not None


def test_what_was_refused_is_not_said_again_under_a_new_name():
    world = quiet_world(lambda w: True)
    desk = world.desks[0]
    case = registered(world, desk)
    world.sync(desk, calm=True)
    refused = not_let_in(world, desk)
    world.sync(desk, calm=True)
    change(world, desk, case, facts=desk.token())
    old = desk.ledger.replica
    with desk.ledger.db.writing():
        start_anew(desk.ledger, 0)
    said = {
        row[0]
        for row in desk.ledger.db.rows(
            "SELECT record_id FROM desk_journal WHERE replica = ?", (desk.ledger.replica,)
        )
    }
    assert desk.ledger.replica != old
    assert case in said
    assert refused not in said
    world.watch.after(desk)


def test_work_upon_what_the_center_lost_meets_what_stands_there_now_as_a_conflict():
    world, one, other = with_two_pcs()
    case = registered(world, one)
    settled(world)
    world.center.keep_backup()
    change(world, other, case, brand="new", model="new")
    change(world, one, case, brand="lost", model="lost")
    world.sync(one, calm=True)
    world.center.go_back(by_tool=True)
    world.went_back += 1
    change(world, one, case, brand="upon the lost", model="upon the lost")
    world.sync(other, calm=True)
    settled(world)
    listed = [
        {line["value"] for line in kept.record.values["candidates"]}
        for kept in world.center.store.every("conflict")
        if kept.record.values["field"] == "brand"
    ]
    assert listed == [{"new", "upon the lost"}]


def test_a_leave_put_off_does_not_outlive_the_history_that_named_it():
    world = quiet_world(lambda w: True)
    desk = world.desks[0]
    world.center.keep_backup()
    case = registered(world, desk)
    world.sync(desk, calm=True)
    change(world, desk, case, facts=desk.token())
    with desk.ledger.db.writing():
        desk.ledger.state.put({"leaving": {case: ["case", 1]}})
    world.center.go_back(by_tool=True)
    world.went_back += 1
    settled(world)
    assert desk.ledger.store.one("case", case) is not None


def test_what_is_no_longer_published_is_kept_back_from_who_once_saw_it():
    world = quiet_world(lambda w: w.windows > 1)
    one, other = (d for d in world.desks if d.level == "township" and d.first_here)
    rule = {"name": one.token(), "kind": "weekly", "params": {"weekdays": [2]}}
    one.work(
        person_at(one),
        lambda unit: unit.create(
            "recurrence_rule", {**rule, "start_on": "2026-12-01", "used_for": "market"}
        ),
    )
    settled(world)
    (market,) = {row[0] for row in other.ledger.db.rows("SELECT id FROM r_recurrence_rule")}
    world.time.pass_ms(60_000)
    other.work(
        person_at(other), lambda unit: unit.change("recurrence_rule", market, {"name": "theirs"})
    )
    world.time.pass_ms(60_000)
    one.work(
        person_at(one), lambda unit: unit.change("recurrence_rule", market, {"used_for": "duty"})
    )
    world.sync(one, calm=True)
    # What is put back for the other's refused edit would tell what is not theirs any more.
    settled(world)
    assert other.ledger.store.one("recurrence_rule", market) is None
    assert one.ledger.store.one("recurrence_rule", market) is not None


def shared_visit(world, one, other):
    """A visit that `one` planned at `other`, who wrote down what was advised; visit and advice."""
    visit = {"kind": "joint_check", "planned_on": "2026-12-01", "visitor_org_id": one.station}
    one.work(
        person_at(one),
        lambda unit: unit.create("visit", {**visit, "host_station_id": other.station}),
    )
    world.sync(one, calm=True)
    world.sync(other, calm=True)
    (visited,) = {row[0] for row in other.ledger.db.rows("SELECT id FROM r_visit")}
    world.time.pass_ms(60_000)
    advice = other.token()
    other.work(person_at(other), lambda unit: unit.change("visit", visited, {"guidance": advice}))
    world.sync(other, calm=True)
    return visited, advice


def test_what_another_station_shares_is_brought_back_by_whoever_held_it():
    world = quiet_world(lambda w: w.windows > 1)
    one, other = (d for d in world.desks if d.level == "township" and d.first_here)
    world.center.keep_backup()
    visited, advice = shared_visit(world, one, other)
    world.center.go_back(by_tool=True)
    world.went_back += 1
    world.sync(other, calm=True)
    kept = world.center.store.one("visit", visited)
    assert kept is not None, "whose it is has not come yet"
    assert kept.record.values["guidance"] == advice
    settled(world)


def test_what_was_shared_and_is_no_more_is_brought_back_and_leaves():
    world = quiet_world(lambda w: w.windows > 1)
    one, other = (d for d in world.desks if d.level == "township" and d.first_here)
    world.center.keep_backup()
    visited, advice = shared_visit(world, one, other)
    world.center.go_back(by_tool=True)
    world.went_back += 1
    world.time.pass_ms(60_000)
    one.work(
        person_at(one),
        lambda unit: unit.change("visit", visited, {"host_station_id": one.station}),
    )
    world.sync(one, calm=True)
    world.sync(other, calm=True)
    kept = world.center.store.one("visit", visited)
    assert kept is not None
    assert kept.record.values["guidance"] == advice, "the center had confirmed it"
    assert other.ledger.store.one("visit", visited) is None
    settled(world)
