"""The engine: SQLite embedded by default, PostgreSQL by URL; the same code on both."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from sqlite3 import OperationalError
from threading import Lock
from typing import Any

from sqlalchemy import ClauseElement, Connection, Engine, bindparam, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError as SqlOperationalError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.schema import Column

WRITE_AHEAD_TRIES, WRITE_AHEAD_PAUSE = 20, 0.05
"""One second in all: whoever changes the file's mode is done in some milliseconds."""

BUSY_SECONDS = 5
"""How long SQLite waits for another writer, and PostgreSQL for a connection, before a danger reply goes out alone."""

BEGIN = "BEGIN IMMEDIATE"
"""So that two that read before they write cannot each wait for the other."""

MINE = "turn"


def open_database(url: str) -> Engine:
    """Makes the folder of a SQLite file. Connects to nothing yet."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            connect_args={"connect_timeout": BUSY_SECONDS},
            pool_pre_ping=True,
            hide_parameters=True,
        )
    if parsed.database and parsed.database != ":memory:":
        with suppress(OSError):  # the first connection says what is wrong with the folder
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    turns = _Turns()
    event.listen(engine, "begin", turns.begin)
    event.listen(engine, "checkin", turns.end)
    return engine


def upsert(
    connection: Connection,
    table: type[DeclarativeBase],
    row: Mapping[str, Any],
    change: Mapping[str, Any] | None,
) -> bool:
    """Inserts a row, or makes `change` where its key is taken (None: leaves it). True if a row was written.

    An expression in `change` must be the same object each time: the statement is built once for each.
    """
    plain = {name: value for name, value in (change or {}).items() if not _is_sql(value)}
    statement = _upserting(
        connection.dialect.name,
        table,
        tuple(row),
        tuple(plain),
        tuple((name, value) for name, value in (change or {}).items() if _is_sql(value)),
    )
    changed = {f"{_CHANGED}{name}": value for name, value in plain.items()}
    return connection.execute(statement, {**row, **changed}).rowcount == 1


_CHANGED = "changed_"


def _is_sql(value: object) -> bool:
    return isinstance(value, ClauseElement)


@lru_cache(maxsize=64)
def _upserting(
    dialect_name: str,
    table: type[DeclarativeBase],
    columns: tuple[str, ...],
    plain: tuple[str, ...],
    expressions: tuple[tuple[str, Any], ...],
) -> Any:
    """Building a statement takes SQLAlchemy longer than running it takes SQLite."""
    dialect = postgresql if dialect_name == "postgresql" else sqlite
    held = table.__table__.columns
    key: list[Column[Any]] = list(table.__table__.primary_key)  # type: ignore[arg-type]  # Table.primary_key iterates columns
    values = {name: bindparam(name, type_=held[name].type) for name in columns}
    change = {name: bindparam(f"{_CHANGED}{name}", type_=held[name].type) for name in plain}
    change.update(expressions)
    statement: Any = dialect.insert(table).values(**values)
    if change:
        statement = statement.on_conflict_do_update(index_elements=key, set_=change)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=key)
    return statement.execution_options(preserve_rowcount=True)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    _write_ahead(cursor)
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _write_ahead(cursor: Any) -> None:
    """Several that open a new file at once are told "locked" without being made to wait, so each tries again."""
    for _ in range(WRITE_AHEAD_TRIES):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except OperationalError:
            time.sleep(WRITE_AHEAD_PAUSE)
    cursor.execute("PRAGMA journal_mode=WAL")


class _Turns:
    """The transactions of one process on SQLite, one after the other.

    SQLite wakes nobody: whoever finds it locked sleeps up to a tenth of a second and looks again. Threads that wait for
    each other here begin as soon as they can. Other processes still wait as SQLite has them wait.
    """

    def __init__(self) -> None:
        self._turn = Lock()

    def begin(self, connection: Connection) -> None:
        """Raises sqlalchemy.exc.OperationalError when another takes too long, as SQLite does."""
        if MINE not in connection.info:
            if not self._turn.acquire(timeout=BUSY_SECONDS):
                raise SqlOperationalError(BEGIN, None, OperationalError("database is locked"))
            connection.info[MINE] = True
        connection.exec_driver_sql(BEGIN)

    def end(self, _connection: object, record: ConnectionPoolEntry) -> None:
        """When the connection goes back to its pool: whatever happened, its transaction has ended by then."""
        if record.info.pop(MINE, False):
            self._turn.release()
