"""What a seed switches on: each seed is another kind of bad week."""

from __future__ import annotations

import random
from dataclasses import dataclass


class Violation(AssertionError):
    """An invariant does not hold.  The message names it."""


@dataclass(frozen=True)
class Weather:
    """Chances of one world, drawn once from its seed.  A seed without a fault is weather too."""

    villages: int
    windows: int
    county_desk: bool
    second_desks: int
    lost_request: float
    lost_reply: float
    doubled: float
    late: float
    center_crash: float
    desk_crash: float
    clock_jump: float
    interleave: float
    small_batches: bool
    careless: float
    copies: float
    restores: float
    center_restores: float
    liar: bool
    newer_desk: bool
    offline: float
    """How many of the events are work rather than exchange."""
    weekly: float = 0.0
    """How much of the work is the weekly one: activities, training, notices."""


def draw(rng: random.Random) -> Weather:
    def chance(most: float, on: float = 0.6) -> float:
        return rng.random() * most if rng.random() < on else 0.0

    return Weather(
        villages=rng.randint(1, 3),
        windows=rng.randint(1, 2),
        county_desk=rng.random() < 0.3,
        second_desks=rng.choice((0, 1, 2, 3)),
        lost_request=chance(0.3),
        lost_reply=chance(0.4),
        doubled=chance(0.3),
        late=chance(0.2),
        center_crash=chance(0.2),
        desk_crash=chance(0.1),
        clock_jump=chance(0.03),
        interleave=chance(0.4),
        small_batches=rng.random() < 0.5,
        careless=chance(0.1),
        copies=chance(0.01, 0.3),
        restores=chance(0.01, 0.3),
        center_restores=chance(0.02, 0.25),
        liar=rng.random() < 0.25,
        newer_desk=rng.random() < 0.3,
        offline=rng.uniform(0.55, 0.92),
    )


WEEKLY_FROM = 5_000_000
"""Seeds below keep the weeks they had before there was weekly work: some are known for them."""


def draw_weekly(seed: int) -> float:
    """Drawn apart, so that the rest of a world's weather does not depend on it."""
    if seed < WEEKLY_FROM:
        return 0.0
    chance = random.Random(f"weekly work of {seed}")
    return chance.uniform(0.1, 0.8) if chance.random() < 0.6 else 0.0
