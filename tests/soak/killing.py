"""`kill -9` at random points: nothing is lost, everything is decided once, and at most one message a kill comes twice."""

from __future__ import annotations

import time
from dataclasses import dataclass
from random import Random

from tests.soak.ground import Ground
from tests.soak.talks import Talks, Tally

LONGEST_LIFE = 0.5
"""Seconds that a bot serves before it is killed: it decides and sends what came while it was down."""

KILLED_EARLY = 0.2
"""The share of lives that are killed while they start."""


@dataclass(frozen=True, slots=True)
class Killed:
    kills: int
    tally: Tally


def killing(
    ground: Ground, kills: int, updates: int, seed: int = 1, patience: float = 120
) -> Killed:
    """`updates` come in evenly over `kills` lives; one last life finishes the work."""
    dice = Random(seed)
    life = ground.opens()
    talks = Talks(ground).listens()
    for _ in range(kills):
        talks.say(max(4, updates // kills))
        if dice.random() >= KILLED_EARLY:
            life.wait_for()
        time.sleep(dice.uniform(0, LONGEST_LIFE))
        life.kill()
        life = ground.starts()
    life.wait_for()
    return Killed(kills, talks.finishes(patience))
