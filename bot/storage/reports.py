"""That residents said "this is wrong" of a service: how often, on which day, and why. Nothing says who."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, insert, select, update

from services_directory.tables import reports as table

ENOUGH = 2
"""One report may be a slip; from two on the service ranks lower and staff are asked to look."""

_OPEN = table.c.closed_on.is_(None)


@dataclass(frozen=True, slots=True)
class Reported:
    """A service that residents called wrong, until staff have looked. `reasons` are counted, the commonest first."""

    service: str
    reasons: tuple[tuple[str, int], ...]
    first_day: date
    last_day: date

    @property
    def times(self) -> int:
        return sum(times for _, times in self.reasons)


def add(connection: Connection, service: str, reason: str, day: date) -> None:
    connection.execute(insert(table).values(service=service, reason=reason, day=day))


def doubted(connection: Connection) -> frozenset[str]:
    """Services with enough open reports to rank lower."""
    query = (
        select(table.c.service)
        .where(_OPEN)
        .group_by(table.c.service)
        .having(func.count() >= ENOUGH)
    )
    return frozenset(connection.execute(query).scalars())


def still_open(connection: Connection) -> tuple[Reported, ...]:
    """Every service with an open report, the most reported first."""
    query = (
        select(
            table.c.service,
            table.c.reason,
            func.count(),
            func.min(table.c.day),
            func.max(table.c.day),
        )
        .where(_OPEN)
        .group_by(table.c.service, table.c.reason)
    )
    by_service: dict[str, list[tuple[str, int, date, date]]] = {}
    for service, reason, times, first, last in connection.execute(query):
        by_service.setdefault(service, []).append((reason, times, first, last))
    found = (_reported(service, rows) for service, rows in by_service.items())
    return tuple(sorted(found, key=lambda each: (-each.times, each.service)))


def _reported(service: str, rows: Iterable[tuple[str, int, date, date]]) -> Reported:
    told = sorted(rows, key=lambda row: (-row[1], row[0]))
    return Reported(
        service,
        tuple((reason, times) for reason, times, _, _ in told),
        min(first for *_, first, _ in told),
        max(last for *_, last in told),
    )


def close(connection: Connection, service: str, day: date) -> int:
    """Staff have looked. Returns how many reports that closes; 0 where there was none."""
    closed = update(table).where(table.c.service == service, _OPEN).values(closed_on=day)
    return connection.execute(closed).rowcount
