"""A visitor to a feed that never really waits, and remembers how long it would have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services_directory.sources.openreferral.entry import Entry
from services_directory.sources.openreferral.feed import OnPage, read_feed
from services_directory.sources.openreferral.fetching import Fetcher

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@dataclass(slots=True)
class Clock:
    """Seconds that pass only while somebody sleeps."""

    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fetcher(clock: Clock) -> Fetcher:
    return Fetcher(rate=1000, clock=clock, sleep=clock.sleep, now=clock.now)


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    return tmp_path / "spool"


Reads = Callable[..., list[Entry]]


@pytest.fixture
def reads(fetcher: Fetcher, spool: Path) -> Reads:
    """`reads(address)`: every entry of the feed there."""

    def all_of(address: str, now: datetime = NOW, on_page: OnPage = lambda *_: None) -> list[Entry]:
        found = read_feed(address, "invented", spool, now=now, on_page=on_page, fetcher=fetcher)
        return list(found)

    return all_of
