"""Several replicas that poll: one of them asks Telegram at a time, and one that is killed hands over."""

from __future__ import annotations

import time
from dataclasses import dataclass

from tests.soak.bots import Life, until
from tests.soak.ground import Ground
from tests.soak.talks import Talks, Tally

POLLED = "signpost_last_poll_timestamp_seconds{"

A_TERM = 40
"""Updates that wait for whoever is elected next."""


@dataclass(frozen=True, slots=True)
class Elected:
    """`over`: the seconds from each kill until all that waited was taken. `conflicts`: polls that Telegram ended for another."""

    tally: Tally
    over: tuple[float, ...]
    conflicts: int


def electing(ground: Ground, kills: int) -> Elected:
    """Two replicas on one database. Whoever polls is killed, again and again, with updates waiting."""
    ground.unlimited = True
    lives = [ground.starts(replica).wait_for() for replica in (0, 1)]
    talks = Talks(ground).listens()
    over = []
    for _ in range(kills):
        elected = _who_polls(lives)
        lives[elected].kill()
        talks.say(A_TERM)
        began = time.monotonic()
        until(lambda: ground.api.waiting == 0, "nobody took over", every=0.02)
        over.append(time.monotonic() - began)
        lives[elected] = ground.starts(elected).wait_for()
    return Elected(talks.finishes(), tuple(over), ground.api.conflicts)


def _who_polls(lives: list[Life]) -> int:
    """By its own metrics: only one of them may ever say that it polls."""
    until(lambda: any(map(_polls, lives)), "nobody was elected")
    polling = [number for number, life in enumerate(lives) if _polls(life)]
    assert len(polling) == 1, "two were elected"
    return polling[0]


def _polls(life: Life) -> bool:
    page = life.get("metrics") or ""
    rows = (line for line in page.splitlines() if line.startswith(POLLED))
    return any(float(row.rpartition(" ")[2]) > 0 for row in rows)
