"""A folder that holds what has been read of a feed, page by page, so that a run that was cut goes on where it stopped.

It holds records, not the publisher's pages: the place of a refuge is taken out before anything is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from services_directory.record import Quarantined, ServiceRecord
from services_directory.sources.openreferral.entry import Entry
from services_directory.sources.openreferral.fetching import FeedUnreadable

FORM = 1
"""Of the files below, and of how entries are read. Another one means a fresh start."""

FRESH = timedelta(days=1)
"""How long a run that was cut may be gone on with. After that the feed may have moved too far."""


@dataclass(frozen=True, slots=True)
class About:
    """What a spool holds."""

    address: str
    source: str
    started: datetime
    version: str | None = None
    finished: bool = False


@dataclass(frozen=True, slots=True)
class SpooledPage:
    """A page that was read. `route` is how it was asked for, `facts` what it says of itself: all that a walk needs to go on."""

    number: int
    digest: str
    route: Mapping[str, Any]
    facts: Mapping[str, Any]
    entries: Sequence[Entry]


class Spool:
    """Written by one run at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    def begin(self, address: str, source: str, now: datetime) -> Iterator[SpooledPage]:
        """Pages of a run that was cut, if it was of this feed and not long ago; otherwise none, and a fresh start."""
        self._count, about = 0, self.about
        if about is None or not _goes_on(about, address, source, now):
            self._clear()
            self._write_about(About(address, source, now))
        yield from self._pages(source)

    @property
    def about(self) -> About | None:
        """None where there is no spool, or one that cannot be read."""
        try:
            held = json.loads((self._folder / "feed.json").read_text(encoding="utf-8"))
            if held.pop("form") != FORM:
                return None
            return About(**{**held, "started": datetime.fromisoformat(held["started"])})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def add(self, page: SpooledPage) -> None:
        head = {
            "number": page.number,
            "digest": page.digest,
            "route": page.route,
            "facts": page.facts,
        }
        lines = [json.dumps(each) for each in (head, *map(_written, page.entries))]
        self._count += 1
        self._replace(f"page-{self._count:06}.jsonl", "\n".join(lines) + "\n")

    def finish(self, version: str | None) -> None:
        """Only a finished spool is read back. `version` is that of the standard, where the feed says it."""
        if (about := self.about) is not None:
            self._write_about(replace(about, version=version, finished=True))

    def entries(self) -> Iterator[Entry]:
        """A finished spool, read back. Raises FeedUnreadable for one that is not whole."""
        about = self.about
        if about is None or not about.finished:
            raise FeedUnreadable("This feed was not read to its end: sync it again.")
        for page in self._pages(about.source):
            yield from page.entries

    def _pages(self, source: str) -> Iterator[SpooledPage]:
        for path in sorted(self._folder.glob("page-*.jsonl")):
            self._count += 1
            with path.open(encoding="utf-8") as lines:
                head = json.loads(next(lines))
                entries = [_read(json.loads(line), source) for line in lines]
            yield SpooledPage(**head, entries=entries)

    def _clear(self) -> None:
        """Takes out its own files and no others, in case somebody names a folder that holds more."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for pattern in ("page-*.jsonl", "*.fresh", "feed.json"):
            for path in self._folder.glob(pattern):
                path.unlink()

    def _write_about(self, about: About) -> None:
        held = {**asdict(about), "started": about.started.isoformat(), "form": FORM}
        self._replace("feed.json", json.dumps(held))

    def _replace(self, name: str, text: str) -> None:
        """Whole or not at all, also when the machine stops."""
        fresh = self._folder / f"{name}.fresh"
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(self._folder / name)


def _goes_on(about: About, address: str, source: str, now: datetime) -> bool:
    same = (about.address, about.source) == (address, source)
    return same and not about.finished and timedelta(0) <= now - about.started < FRESH


def _written(entry: Entry) -> dict[str, Any]:
    if isinstance(entry, ServiceRecord):
        return {"id": entry.id, "document": entry.document}
    return {"id": entry.id, "where": entry.where, "reason": entry.reason, "remedy": entry.remedy}


def _read(held: dict[str, Any], source: str) -> Entry:
    return ServiceRecord(source, **held) if "document" in held else Quarantined(source, **held)
