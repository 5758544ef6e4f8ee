"""A whole feed, from its address to its records: walks its pages, asks for details, and goes on where a run was cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from services_directory.record import Quarantined
from services_directory.sources.openreferral.address import FeedAddress
from services_directory.sources.openreferral.details import Details
from services_directory.sources.openreferral.entry import Entry, read_entry
from services_directory.sources.openreferral.fetching import FeedUnreadable, Fetcher, Refused
from services_directory.sources.openreferral.ids import published_id
from services_directory.sources.openreferral.page import Page
from services_directory.sources.openreferral.spool import Spool, SpooledPage
from services_directory.sources.openreferral.walk import Route, Walk, find_route

OnPage = Callable[[int, int | None], None]
"""Told after each page: how many are read, and how many there are where the feed says so."""


def _quiet(_done: int, _total: int | None) -> None:
    pass


def read_feed(
    address: str,
    source: str,
    spool: Path,
    *,
    now: datetime,
    on_page: OnPage = _quiet,
    fetcher: Fetcher | None = None,
) -> Iterator[Entry]:
    """Every service of a feed of 1.0 or 3.0, in its order, each page as soon as it is read. Memory holds one page.

    `address` is that of the API, of its list or of a JSON file on the web. `spool` is a folder for this source alone: a run that
    was cut less than a day before `now` goes on from it. Raises FeedUnreadable, perhaps after some records: then the feed as a
    whole was not read.
    """
    where = FeedAddress.parse(address)
    if where is None:
        raise FeedUnreadable(f'"{address}" is no web address: it should begin with https://')
    yield from _records(where, source, Spool(spool), now, on_page, fetcher or Fetcher())


def read_spool(spool: Path) -> Iterator[Entry]:
    """A feed that was read to its end, once more, without the network. Raises FeedUnreadable."""
    return Spool(spool).entries()


def _records(
    address: FeedAddress,
    source: str,
    spool: Spool,
    now: datetime,
    on_page: OnPage,
    fetcher: Fetcher,
) -> Iterator[Entry]:
    with fetcher:
        reading = _Reading(fetcher, source)
        for page in spool.begin(address.asking({}), source, now):
            reading.recall(page)
            on_page(reading.done, page.facts["total_pages"])
            yield from page.entries
        for page in reading.rest(address):
            spool.add(page)
            on_page(reading.done, page.facts["total_pages"])
            yield from page.entries
        spool.finish(reading.version)


@dataclass(slots=True)
class _Reading:
    """One run through one feed."""

    fetcher: Fetcher
    source: str
    done: int = 0
    walk: Walk | None = None
    last: SpooledPage | None = None

    @property
    def version(self) -> str | None:
        return self.walk.route.version if self.walk else None

    def recall(self, page: SpooledPage) -> None:
        """Goes through a page that an earlier run read."""
        if self.walk is None:
            self.walk = Walk(self.fetcher, _route(page.route))
        self.walk.take(page.digest, [hash(each.id) for each in page.entries])
        self.last, self.done = page, self.done + 1

    def rest(self, address: FeedAddress) -> Iterator[SpooledPage]:
        """Pages that no run has read yet."""
        if self.walk is None:
            self.walk = find_route(self.fetcher, address)
        start = self.walk.route.first
        if self.last is not None:
            if self.walk.ends_with(self.last.number, Page((), **self.last.facts)):
                return
            start = self.last.number + 1
        list_address = self.walk.route.address
        details = Details(lambda service_id: self.fetcher.json(list_address.service(service_id)))
        route = _held(self.walk.route)
        for number, page in self.walk.pages(start):
            self.done += 1
            entries = self._entries(number, page, details)
            yield SpooledPage(number, page.digest, route, _facts(page), entries)

    def _entries(self, number: int, page: Page, details: Details) -> list[Entry]:
        return [
            self._entry(entry, f"page {number}, entry {place}", details)
            for place, entry in enumerate(page.entries, start=1)
        ]

    def _entry(self, entry: object, where: str, details: Details) -> Entry:
        try:
            return read_entry(details.whole(entry), self.source, where)
        except Refused as refused:
            if not details.counts_as_one(refused):
                raise
            service_id = published_id(entry.get("id")) if isinstance(entry, dict) else None
            reason = f"Its details could not be read. {refused}"
            return Quarantined(self.source, service_id, where, reason, "Sync it again later.")


def _held(route: Route) -> dict[str, Any]:
    return {**asdict(route), "address": route.address.asking({})}


def _route(held: Mapping[str, Any]) -> Route:
    return Route(**{**held, "address": FeedAddress.parse(held["address"])})


def _facts(page: Page) -> dict[str, Any]:
    return {
        "total_items": page.total_items,
        "total_pages": page.total_pages,
        "last": page.last,
    }
