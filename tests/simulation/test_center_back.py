"""A center that goes back twice: what was brought back to it is not lost a second time unseen."""

import random

from station_app.usecases.exchange import run_exchange
from tests.simulation import people
from tests.simulation.line import SimulatedLine
from tests.simulation.rest import check_rest
from tests.simulation.world import make_world


def test_what_was_brought_back_and_lost_again_is_brought_back_again():
    world = make_world(3)
    desk = world.desks[0]
    people.first_account(desk)
    world.sync(desk, calm=True)
    world.center.keep_backup()
    world.time.pass_ms(60_000)
    rng = random.Random(1)
    person = people.anybody(desk, rng)
    assert person is not None
    people.register(desk, person, rng)
    world.sync(desk, calm=True)
    (case_id,) = (row[0] for row in desk.ledger.db.rows("SELECT id FROM r_case"))

    world.center.go_back(by_tool=True)
    world.center.keep_backup()
    assert world.center.store.one("case", case_id) is None
    line = SimulatedLine(world, desk, calm=True)
    run_exchange(desk.ledger, line, stop_wanted=lambda: has(world, case_id))
    assert has(world, case_id), "offered, and its journal not sent again yet"

    world.center.go_back(by_tool=False)
    world.went_back += 2
    assert not has(world, case_id)
    world.heal()
    assert has(world, case_id)
    check_rest(world)


def has(world, case_id):
    return world.center.store.one("case", case_id) is not None
