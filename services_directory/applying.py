"""A plan carried out in the database, whole or not at all. The same code on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from services_directory import tables
from services_directory.record import Quarantined
from services_directory.stored import BATCH, raise_version, state_of
from services_directory.syncing import Plan, Waiting


class SyncedMeanwhile(Exception):
    """Another sync changed the source after this plan was made. Nothing was changed by this one."""


def apply(
    connection: Connection,
    plan: Plan,
    steps: Iterable[Waiting],
    now: datetime,
    *,
    title: str,
    licence: str | None = None,
    feed_version: str | None = None,
) -> None:
    """Carries a plan out in the caller's one transaction. Raises SyncedMeanwhile where it is out of date."""
    _only_one(connection, plan.source)
    state = state_of(connection, plan.source)
    if plan.revision != (state.revision if state else 0):
        raise SyncedMeanwhile(f'"{plan.source}" was synced by another run meanwhile. Run it again.')
    connection.execute(delete(tables.quarantine).where(tables.quarantine.c.source == plan.source))
    for kind, same in groupby(steps, key=_how):
        for batch in _batches(same):
            _carry_out(connection, kind, plan.source, batch, now)
    values: dict[str, Any] = {
        "title": title,
        "licence": licence,
        "version": feed_version,
        "services": plan.active_after,
        "revision": plan.revision + (plan.changes > 0),
        "synced_at": now,
        "tried_at": now,
        "note": None,
    }
    _upsert(connection, tables.sources, [{"name": plan.source, **values}], list(values))
    if plan.changes:
        raise_version(connection)


def note_failure(connection: Connection, source: str, title: str, note: str, now: datetime) -> None:
    """Keeps why a try changed nothing. What is held stays as it is."""
    row = {
        "name": source,
        "title": title,
        "services": 0,
        "revision": 0,
        "tried_at": now,
        "note": note,
    }
    _upsert(connection, tables.sources, [row], ["title", "tried_at", "note"])


def _only_one(connection: Connection, source: str) -> None:
    """Whoever comes second waits until the first is done. SQLite's transaction began as the only writer."""
    if connection.dialect.name == "postgresql":
        number = int.from_bytes(sha256(f"sync {source}".encode()).digest()[:8], signed=True)
        connection.execute(select(func.pg_advisory_xact_lock(number)))


def _how(step: Waiting) -> Literal["write", "retire", "set aside"]:
    if step.kind == "retired":
        return "retire"
    return "set aside" if step.kind == "quarantined" else "write"


def _carry_out(
    connection: Connection, how: str, source: str, batch: Sequence[Waiting], now: datetime
) -> None:
    if how == "retire":
        _retire(connection, source, batch, now)
    elif how == "set aside":
        rows = [_aside(step.quarantined, now) for step in batch if step.quarantined]
        connection.execute(insert(tables.quarantine), rows)
    else:
        rows = [_row(source, step, now) for step in batch]
        again = ["document", "fingerprint", "active", "changed", "retired"]
        _upsert(connection, tables.services, rows, again)


def _retire(connection: Connection, source: str, batch: Sequence[Waiting], now: datetime) -> None:
    table = tables.services
    gone = update(table).where(table.c.source == source, table.c.id == bindparam("gone"))
    connection.execute(gone.values(retired=now), [{"gone": step.id} for step in batch])


def _upsert(
    connection: Connection, table: Any, rows: Sequence[Mapping[str, Any]], again: Sequence[str]
) -> None:
    """Inserts rows; where a key is taken, the columns in `again` take the new values."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement: Any = dialect.insert(table)
    statement = statement.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={name: statement.excluded[name] for name in again},
    )
    connection.execute(statement, rows)


def _row(source: str, step: Waiting, now: datetime) -> dict[str, Any]:
    return {
        "source": source,
        "id": step.id,
        "document": step.document,
        "fingerprint": step.fingerprint,
        "active": step.active,
        "added": now,
        "changed": now,
        "retired": None,
    }


def _aside(entry: Quarantined, now: datetime) -> dict[str, Any]:
    return {
        "source": entry.source,
        "id": entry.id,
        "where": entry.where,
        "reason": entry.reason,
        "remedy": entry.remedy,
        "at": now,
    }


def _batches(steps: Iterator[Waiting]) -> Iterator[list[Waiting]]:
    batch: list[Waiting] = []
    for step in steps:
        batch.append(step)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
