"""What has had its time is deleted; and after a resident erased, nothing of them stays in SQLite's files."""

from __future__ import annotations

import logging
from contextlib import closing
from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy import Connection, Engine, delete, func, select

from bot.storage import conversations, settling
from bot.storage.tables import OutboxReply, OutcomeCount
from services_directory.tables import reports

log = logging.getLogger(__name__)

COUNTS_KEPT = timedelta(days=3 * 366)
"""Three years: commissioners compare a year with the two before."""

CLOSED_REPORTS_KEPT = timedelta(days=365)
"""A year after staff looked: long enough to see that the same service goes wrong again."""

UNSERVED = timedelta(hours=1)
"""After so long without its sender, which tidies every second, nobody else touches a bot's rows."""

SWEEPS = 2
"""The first takes what was erased; the second takes the reply that said so, once it was sent."""


class Retention:
    """Runs every some seconds, and does more after `erased`. One for each process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._sweeps_due = SWEEPS
        """At the start as well: whoever erased just before the process ended was promised it."""

    def erased(self) -> None:
        """Somebody was told that what was held about them is erased."""
        with self._lock:
            self._sweeps_due = SWEEPS

    def run(self, engine: Engine, now: datetime) -> None:
        """Raises what the database raises; what is still due is done the next time."""
        with engine.begin() as connection:
            forget_expired(connection, now)
        if engine.url.get_backend_name() == "sqlite" and engine.url.database:
            self._sweep(engine)

    def _sweep(self, engine: Engine) -> None:
        with self._lock:
            due, self._sweeps_due = self._sweeps_due, max(0, self._sweeps_due - 1)
        done = False
        try:
            done = _emptied(engine, wholly=due > 0)
        finally:
            if due and not done:
                self.erased()


def forget_expired(connection: Connection, now: datetime) -> int:
    """Deletes what has had its time. Returns how many conversations went."""
    day = now.date()
    connection.execute(delete(OutcomeCount).where(OutcomeCount.day < day - COUNTS_KEPT))
    connection.execute(delete(reports).where(reports.c.closed_on < day - CLOSED_REPORTS_KEPT))
    settling.tidy(connection, now - UNSERVED)
    return conversations.forget_expired(connection, now)


def waiting_replies(connection: Connection, key: str) -> int:
    """How many replies have not yet been taken by this chat's channel."""
    query = select(func.count()).where(OutboxReply.key == key)
    return connection.execute(query).scalar_one()


def _emptied(engine: Engine, *, wholly: bool) -> bool:
    """The write-ahead log into the file, and cut to nothing. False while somebody else still reads from it.

    `wholly` writes the file anew first: `secure_delete` zeroes what is deleted, but not what a full page left behind
    when SQLite moved its rows to another (4 keys of 1,000, measured).
    """
    with closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        if wholly:
            cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        told = cursor.fetchone()
        cursor.close()
    return told is not None and told[0] == 0
