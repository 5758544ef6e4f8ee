"""Which one process of an install does what only one may do: on PostgreSQL by a lock of its session, on SQLite by a file.

Both go with the process that holds them, so that one that is killed hands over at once.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import Literal, Protocol

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

log = logging.getLogger(__name__)

Standing = Literal["mine", "another's", "unknown"]
"""`unknown`: the database does not answer, so that nobody can be elected."""


class Lease(Protocol):
    """`take` is asked again and again: it also finds out that a lease was lost. `give` hands it over."""

    def take(self) -> Standing: ...

    def give(self) -> None: ...


def lease(engine: Engine, name: str) -> Lease:
    """The lease of that name among all processes that share a database. Not for several threads at once."""
    if engine.dialect.name == "postgresql":
        return _SessionLock(engine, lock_number(f"lease {name}"))
    database = engine.url.database
    if not database or database == ":memory:":
        return _Alone()
    return _FileLock(Path(f"{database}.{name.replace(':', '-')}.lock"))


def lock_number(name: str) -> int:
    """A number for a PostgreSQL advisory lock: 64 bits, signed."""
    digest = hashlib.sha256(name.encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


class _Alone:
    """A database in memory is one process's own."""

    def take(self) -> Standing:
        return "mine"

    def give(self) -> None:
        return


class _FileLock:
    """Held by an open file; the system lets go of it when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def take(self) -> Standing:
        if self._file is not None:
            return "mine"
        try:
            opened = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            log.warning("the lock file cannot be opened: %s", type(error).__name__)
            return "unknown"
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(opened)
            return "another's"
        self._file = opened
        return "mine"

    def give(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


class _SessionLock:
    """Held by one connection that stays open and outside any transaction."""

    def __init__(self, engine: Engine, number: int) -> None:
        self._engine, self._number = engine, number
        self._connection: Connection | None = None

    def take(self) -> Standing:
        try:
            return self._asked()
        except SQLAlchemyError as error:
            log.warning("no poller can be elected: %s", type(error).__name__)
            self._drop()
            return "unknown"

    def _asked(self) -> Standing:
        if self._connection is not None:
            self._connection.execute(text("SELECT 1"))
            return "mine"
        opened = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            got = opened.execute(
                text("SELECT pg_try_advisory_lock(:number)"), {"number": self._number}
            ).scalar_one()
        except SQLAlchemyError:
            opened.invalidate()
            opened.close()
            raise
        if not got:
            opened.close()
            return "another's"
        self._connection = opened
        return "mine"

    def give(self) -> None:
        self._drop()

    def _drop(self) -> None:
        """Ends the session: the lock goes with it, and the pool never hands it to anybody else."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(SQLAlchemyError):
                connection.invalidate()
            with suppress(SQLAlchemyError):
                connection.close()
