"""How things stand, for `/metrics`: read from the database when somebody asks, and kept for some seconds.

A database that is down, or slow, takes away only what it alone knows.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from threading import Lock

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import Connection

from bot.app import App
from bot.storage import outbox, settling
from services_directory import stored

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(seconds=5)
"""Several Prometheus servers may ask; the database is asked once."""

PRIORITIES = ("danger", "reply", "scheduled")
"""Names of the outbox's priorities, in order."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the database says. Replies that wait, and the age in seconds of the oldest that is due, by priority."""

    waiting: Mapping[int, int] = field(default_factory=dict)
    oldest: Mapping[int, float] = field(default_factory=dict)
    set_aside: Mapping[str, int] = field(default_factory=dict)
    synced: Mapping[str, datetime] = field(default_factory=dict)
    directory: int = 0


class Gauges(Collector):
    """Of one App. `refresh` may wait for the database; `collect` never does."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._lock = Lock()
        self._standing: Standing | None = None
        self._read_at: datetime | None = None

    def refresh(self) -> None:
        """Asks the database, unless it was asked just now or is being asked. Never raises."""
        if not self._lock.acquire(blocking=False):
            return
        try:
            if self._read_at is None or self._app.clock() - self._read_at >= KEPT_FOR:
                self._standing = self._read()
                self._read_at = self._app.clock()
        finally:
            self._lock.release()

    def lose_sight(self) -> None:
        """The database did not answer in time: what it said before is not said again."""
        self._standing = None

    def in_words(self) -> bytes:
        """As Prometheus reads it."""
        alone = CollectorRegistry()
        alone.register(self)
        return generate_latest(alone)

    def collect(self) -> Iterator[Metric]:
        yield self._ready()
        yield from _versions("signpost_content", "Content that is served", self._content_version())
        yield from self._postcodes()
        yield from self._disk()
        if self._standing is not None:
            yield from _stored(self._standing)

    def _read(self) -> Standing | None:
        try:
            with self._app.engine.connect() as connection:
                return read_standing(connection, self._app.clock().astimezone(UTC))
        except Exception as error:
            log.warning("metrics: the database cannot be read: %s", type(error).__name__)
            return None

    def _ready(self) -> Metric:
        metric = GaugeMetricFamily(
            "signpost_ready", "1 where a part that /readyz looks at is there", labels=["part"]
        )
        metric.add_metric(["database"], self._standing is not None)
        metric.add_metric(["content"], self._app.knowledge is not None)
        metric.add_metric(["postcodes"], self._app.has_postcodes)
        return metric

    def _content_version(self) -> str | None:
        knowledge = self._app.knowledge
        return None if knowledge is None else knowledge.library.version

    def _postcodes(self) -> Iterator[Metric]:
        if self._app.postcodes is not None:
            yield GaugeMetricFamily(
                "signpost_postcodes_made_timestamp_seconds",
                "The day on which the postcode file was made",
                midnight(date.fromisoformat(self._app.postcodes.made)),
            )

    def _disk(self) -> Iterator[Metric]:
        try:
            free = shutil.disk_usage(self._app.settings.data_dir).free
        except OSError:
            return
        yield GaugeMetricFamily(
            "signpost_data_free_bytes", "Room that is left on the data folder's disk", free
        )


def read_standing(connection: Connection, now: datetime) -> Standing:
    """Raises SQLAlchemyError."""
    waiting, oldest = outbox.waiting(connection), outbox.oldest(connection, now)
    synced = {
        source.name: source.synced_at for source in stored.states(connection) if source.synced_at
    }
    set_aside = settling.set_aside(connection)
    return Standing(waiting, oldest, set_aside, synced, stored.version(connection))


def midnight(day: date) -> float:
    """Seconds since 1970."""
    return datetime.combine(day, time(), UTC).timestamp()


def _stored(standing: Standing) -> Iterator[Metric]:
    yield _by_priority(
        "signpost_outbox_waiting", "Replies that have not left yet", standing.waiting.get
    )
    yield _by_priority(
        "signpost_outbox_oldest_seconds",
        "Age of the oldest reply that is due",
        standing.oldest.get,
    )
    set_aside = GaugeMetricFamily(
        "signpost_outbox_set_aside",
        "Replies given up in the last 30 days, by reason",
        labels=["reason"],
    )
    for reason, times in standing.set_aside.items():
        set_aside.add_metric([reason], times)
    yield set_aside
    yield from _versions(
        "signpost_directory", "State of the services that sources list", str(standing.directory)
    )
    synced = GaugeMetricFamily(
        "signpost_source_synced_timestamp_seconds",
        "When a source was last taken over, in seconds since 1970",
        labels=["source"],
    )
    for source, moment in standing.synced.items():
        synced.add_metric([source], moment.timestamp())
    yield synced


def _by_priority(name: str, what: str, value: Callable[[int, int], float]) -> Metric:
    metric = GaugeMetricFamily(name, what, labels=["priority"])
    for priority, called in enumerate(PRIORITIES):
        metric.add_metric([called], value(priority, 0))
    return metric


def _versions(name: str, what: str, version: str | None) -> Iterator[Metric]:
    if version is not None:
        yield InfoMetricFamily(name, what, {"version": version})
