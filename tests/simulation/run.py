"""One seed from its first event to its last check."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from tests.simulation.faults import Violation
from tests.simulation.rest import check_rest
from tests.simulation.world import World, make_world

EVENTS = 1000


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """A world has no circles in it; looking for some takes time and finds none."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@_nothing_collected()
def run_seed(seed: int, events: int = EVENTS) -> World:
    """Raises Violation, or whatever the program raises."""
    world = make_world(seed)
    try:
        for _ in range(events):
            world.event()
        world.heal()
        check_rest(world)
    except BaseException as fault:
        fault.add_note(f"seed {seed}, event {world.events} of {events}")
        raise
    return world


def fails(seed: int, events: int = EVENTS) -> str | None:
    """What a seed shows, in one line; None where all holds."""
    try:
        run_seed(seed, events)
    except Violation as violation:
        return f"{violation}"
    except Exception as fault:  # noqa: BLE001  the program's own fault is a finding too
        return f"{type(fault).__name__}: {fault}"
    return None
