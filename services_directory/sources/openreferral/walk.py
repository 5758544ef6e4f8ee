"""Goes through a feed page by page, whatever its pages say of themselves, and knows when it has come to the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from services_directory.sources.openreferral.address import FeedAddress
from services_directory.sources.openreferral.fetching import (
    FeedUnreadable,
    Fetcher,
    NotJson,
    Refused,
)
from services_directory.sources.openreferral.ids import published_id
from services_directory.sources.openreferral.page import Page, page_of, version_of

PER_PAGE = 100

STYLES: tuple[Mapping[str, object], ...] = (
    {"per_page": PER_PAGE, "full": "true"},
    {"per_page": PER_PAGE},
    {},
)
"""What is asked beside the page's number: the most first, since some servers refuse what they do not know."""

NOT_ASKED_SO = frozenset({400, 404, 405, 406, 410, 416, 422})
"""How servers refuse a parameter, or a page beyond the last."""

MOST_PAGES = 20_000

ENOUGH = 0.8
"""Of the services that a feed says it has. With fewer, it was cut short, or its pages cannot be asked for."""


@dataclass(frozen=True, slots=True)
class Route:
    """How this feed is asked, once it has been found out."""

    address: FeedAddress
    style: int = 0
    first: int = 1
    version: str | None = None

    def page(self, number: int) -> str:
        return self.address.asking({"page": number, **STYLES[self.style]})


@dataclass(slots=True)
class Walk:
    """`fetcher` is open. `known` are pages that were fetched while the route was found out."""

    fetcher: Fetcher
    route: Route
    read: int = 0
    digests: set[str] = field(default_factory=set)
    ids: set[int] = field(default_factory=set)
    known: dict[int, Page] = field(default_factory=dict)

    def pages(self, number: int) -> Iterator[tuple[int, Page]]:
        """From this number to the end. Raises FeedUnreadable where the end comes too soon, or never."""
        page = None
        for each in range(number, number + MOST_PAGES):
            if (found := self._fetch(each)) is None or not self.take(found.digest, ids_of(found)):
                break
            page = found
            yield each, page
            if self.ends_with(each, page):
                return
        else:
            raise FeedUnreadable(
                f"The feed has more than {MOST_PAGES:,} pages, so it seems never to end: ask the publisher."
            )
        if page is not None and (first := self._overlooked(page)) is not None:
            yield 0, first
        self._check_whole(page)

    def take(self, digest: str, ids: list[int]) -> bool:
        """False for a page that was read before, or that holds nothing new."""
        news = digest not in self.digests and (not ids or not self.ids.issuperset(ids))
        if news:
            self.digests.add(digest)
            self.ids.update(ids)
            self.read += len(ids)
        return news

    def ends_with(self, number: int, page: Page) -> bool:
        """True where the page is the last by every sign that it gives. One more is asked for where signs differ, or are none."""
        done = number - self.route.first + 1
        signs = (
            None if page.total_items is None else self.read >= page.total_items,
            None if page.total_pages is None else done >= page.total_pages,
            page.last,
        )
        known = [sign for sign in signs if sign is not None]
        return bool(known) and all(known)

    def _fetch(self, number: int) -> Page | None:
        """None for no such page, and for an empty one."""
        if (known := self.known.pop(number, None)) is not None:
            return known
        try:
            page = page_of(self.fetcher.json(self.route.page(number)))
        except Refused as refused:
            if refused.status in NOT_ASKED_SO and self.read:
                return None
            raise
        if page is None:
            raise NotJson(f"Page {number} of the feed holds no services: ask the publisher.")
        return page if page.entries else None

    def _overlooked(self, page: Page) -> Page | None:
        """Page 0 of a feed that counts from there, does not say so, and holds more than was found from page 1 on."""
        if self.route.first == 0 or self.read >= (page.total_items or 0):
            return None
        zero = _page_zero(self.fetcher, self.route)
        found = zero is not None and zero.entries and self.take(zero.digest, ids_of(zero))
        return zero if found else None

    def _check_whole(self, page: Page | None) -> None:
        total = page.total_items if page else None
        if total and self.read < total * ENOUGH:
            raise FeedUnreadable(
                f"The feed says that it has {total:,} services and gives {self.read:,}:"
                " its pages cannot be asked for. Tell the publisher."
            )


def find_route(fetcher: Fetcher, address: FeedAddress) -> Walk:
    """From the address that staff gave, be it of the API, of its list or of a file. Raises FeedUnreadable."""
    if address.is_list:
        return _begin(fetcher, Route(address))
    try:
        answer = fetcher.json(address.asking({}))
    except FeedUnreadable as error:
        if isinstance(error, NotJson) or (isinstance(error, Refused) and error.status == 404):
            return _begin_below(fetcher, Route(address.services), error)
        raise
    page = page_of(answer)
    if page is None:
        return _begin(fetcher, Route(address.services, version=version_of(answer)))
    if page.entries and (page.last or len(page.entries) == page.total_items):
        return Walk(
            fetcher, Route(address, version=page.version), known={1: replace(page, last=True)}
        )
    return _begin(fetcher, Route(address))


def _begin_below(fetcher: Fetcher, route: Route, error: FeedUnreadable) -> Walk:
    """Some feeds have nothing at their root. Where there is nothing below it either, the first error says more."""
    try:
        return _begin(fetcher, route)
    except (NotJson, Refused):
        raise error from None


def _begin(fetcher: Fetcher, route: Route) -> Walk:
    for style in range(len(STYLES)):
        route = replace(route, style=style)
        try:
            page = page_of(fetcher.json(route.page(1)))
            break
        except Refused as refused:
            if refused.status not in NOT_ASKED_SO or style == len(STYLES) - 1:
                raise
    if page is None:
        raise NotJson(
            f"There is no list of services at {route.address.asking({})}: check the address."
        )
    return _from_the_first(fetcher, replace(route, version=route.version or page.version), page)


def _from_the_first(fetcher: Fetcher, route: Route, page: Page) -> Walk:
    """Page 1 is the second one where counting begins at 0, and says so by not being the first."""
    walk = Walk(fetcher, route, known={1: page} if page.entries else {})
    if page.first is False or not page.entries:
        zero = _page_zero(fetcher, route)
        if zero is not None and zero.entries and zero.digest != page.digest:
            walk.route = replace(route, first=0)
            walk.known[0] = zero
    if not walk.known:
        raise FeedUnreadable(
            "The feed holds no services: check the address, and ask the publisher. Nothing was changed."
        )
    return walk


def _page_zero(fetcher: Fetcher, route: Route) -> Page | None:
    try:
        return page_of(fetcher.json(route.page(0)))
    except (Refused, NotJson):
        return None


def ids_of(page: Page) -> list[int]:
    """Short stand-ins for the ids of a page, so that a walk of 100,000 services remembers little."""
    return [_stand_in(each, place) for place, each in enumerate(page.entries)]


def _stand_in(entry: object, place: int) -> int:
    service_id = published_id(entry.get("id")) if isinstance(entry, Mapping) else None
    return hash(service_id) if service_id is not None else hash((place, str(entry)))
