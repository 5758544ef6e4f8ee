"""Services of sources as the database holds them, read. The same code on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    insert,
    select,
    tuple_,
    update,
)

from services_directory import tables
from services_directory.record import Quarantined, ServiceRecord
from services_directory.service import Service
from services_directory.showing import Rules, all_shown
from services_directory.sources.packs import Locate
from services_directory.syncing import Held

BATCH = 500
"""Rows written by one statement, and documents in memory at once."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source stands. `note` says why its last try changed nothing, where it did not."""

    name: str
    title: str
    services: int
    revision: int
    tried_at: datetime
    synced_at: datetime | None
    note: str | None
    licence: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored record, and the day on which it was last written."""

    record: ServiceRecord
    changed: date


def version(connection: Connection) -> int:
    """Rises with every change of sources' services."""
    return connection.scalar(select(tables.version.c.number)) or 0


def raise_version(connection: Connection) -> None:
    """In the same transaction as the change itself."""
    raised = update(tables.version).values(number=tables.version.c.number + 1)
    if connection.execute(raised).rowcount == 0:
        connection.execute(insert(tables.version).values(number=1))


def state_of(connection: Connection, source: str) -> SourceState | None:
    return next((each for each in states(connection) if each.name == source), None)


def states(connection: Connection) -> list[SourceState]:
    """Every source that was ever tried, by name."""
    table = tables.sources
    rows = connection.execute(select(table).order_by(table.c.name)).mappings()
    return [
        SourceState(
            **{**row, "tried_at": _utc(row["tried_at"]), "synced_at": _utc(row["synced_at"])}
        )
        for row in rows
    ]


def held(connection: Connection, source: str) -> dict[str, Held]:
    """What is held of a source, retired or not, without its documents."""
    table = tables.services
    columns = (table.c.id, table.c.fingerprint, table.c.active, table.c.retired)
    rows = connection.execute(select(*columns).where(table.c.source == source))
    return {row.id: Held(row.fingerprint, row.active, row.retired is not None) for row in rows}


def listed(connection: Connection, source: str | None = None) -> Iterator[Kept]:
    """Records that their sources still list, by source and id; a batch in memory at a time."""
    table = tables.services
    asked = select(table).where(table.c.retired.is_(None)).order_by(table.c.source, table.c.id)
    if source is not None:
        asked = asked.where(table.c.source == source)
    rows = connection.execute(asked.execution_options(yield_per=BATCH))
    return (_kept(row) for row in rows)


def each_listed(engine: Engine, source: str | None = None) -> Iterator[Kept]:
    """As `listed`, each batch in a transaction of its own: on SQLite a long one would keep residents waiting."""
    table = tables.services
    key = tuple_(table.c.source, table.c.id)
    after = ("", "")
    while True:
        asked = select(table).where(table.c.retired.is_(None), key > after)
        if source is not None:
            asked = asked.where(table.c.source == source)
        with engine.begin() as connection:
            batch = [
                _kept(row)
                for row in connection.execute(
                    asked.order_by(table.c.source, table.c.id).limit(BATCH)
                )
            ]
        if not batch:
            return
        yield from batch
        after = (batch[-1].record.source, batch[-1].record.id)


def load_shown(engine: Engine, rules: Rules, locate: Locate) -> list[Service]:
    """Every service of every source that residents may see, as the rules have them."""
    kept = ((each.record, each.changed) for each in each_listed(engine))
    return list(all_shown(kept, rules, locate))


def ever_listed(connection: Connection) -> dict[tuple[str, str], bool]:
    """Every source and id that was ever synced → whether it is listed still."""
    table = tables.services
    rows = connection.execute(select(table.c.source, table.c.id, table.c.retired))
    return {(row.source, row.id): row.retired is None for row in rows}


def quarantined(connection: Connection, source: str) -> list[Quarantined]:
    """What the last sync of a source set aside."""
    table = tables.quarantine
    rows = connection.execute(
        select(table).where(table.c.source == source).order_by(table.c.number)
    ).mappings()
    names = ("source", "id", "where", "reason", "remedy")
    return [Quarantined(**{name: row[name] for name in names}) for row in rows]


def _kept(row: Any) -> Kept:
    record = ServiceRecord(row.source, row.id, json.loads(row.document))
    return Kept(record, row.changed.date())


def _utc(moment: datetime | None) -> datetime | None:
    """SQLite gives back the moment without its zone. All were written in UTC."""
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
