"""Every kind of source, and how it is read. Imported only by what reads sources: reading feeds loads an HTTP client."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from services_directory.publishing.names import Names
from services_directory.record import Quarantined, ServiceRecord
from services_directory.sources.csv_file import SheetUnreadable, read_csv
from services_directory.sources.listing import Format
from services_directory.sources.openreferral.feed import OnPage, read_feed
from services_directory.sources.openreferral.fetching import FeedUnreadable
from services_directory.sources.openreferral.file import read_file
from services_directory.sources.openreferral.spool import Spool

UNREADABLE = (FeedUnreadable, SheetUnreadable)
"""What reading a source may raise, also half-way. Each says what to do next."""


@dataclass(frozen=True, slots=True)
class Request:
    """Which source to read, and from where: a web address, or a path. `spool` is a folder for this source alone."""

    name: str
    address: str | Path
    spool: Path
    now: datetime
    on_page: OnPage
    names: Names


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a source lists, as it comes. `version` is that of the standard, once all was read, where the source says it."""

    records: Iterator[ServiceRecord | Quarantined]
    version: Callable[[], str | None]


Open = Callable[[Request], Incoming]


def _open_referral(request: Request) -> Incoming:
    if isinstance(request.address, Path):
        return Incoming(read_file(request.address, request.name), _unsaid)
    records = read_feed(
        request.address, request.name, request.spool, now=request.now, on_page=request.on_page
    )
    return Incoming(records, lambda: _version(request.spool))


def _csv(request: Request) -> Incoming:
    return Incoming(_rows(request), _unsaid)


SOURCES: Mapping[Format, Open] = {"open-referral": _open_referral, "csv": _csv}


def _rows(request: Request) -> Iterator[ServiceRecord | Quarantined]:
    """Opened at the first row, so that a file that cannot be read is said where a feed would be."""
    yield from read_csv(Path(request.address), request.name, request.names)


def _version(spool: Path) -> str | None:
    about = Spool(spool).about
    return about.version if about else None


def _unsaid() -> None:
    return None
