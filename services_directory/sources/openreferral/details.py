"""Lists often hold only the outline of a service; the whole of it stands at an address of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from services_directory.sources.openreferral.fetching import NotJson, Refused
from services_directory.sources.openreferral.ids import published_id
from services_directory.sources.openreferral.page import Page, page_of

WHOLE = frozenset(
    {
        "service_at_locations",
        "locations",
        "schedules",
        "regular_schedules",
        "contacts",
        "phones",
        "service_areas",
        "attributes",
        "service_taxonomys",
        "eligibilitys",
        "cost_options",
        "languages",
        "funding",
        "fundings",
    }
)
"""A service with one of these, if only an empty list, is whole."""

ABSENT_ENOUGH = 3
"""So many services that lead nowhere, and none that leads somewhere, mean that the list is all that this feed has."""

BROKEN_ENOUGH = 3
"""So many server errors in a row mean that the feed is out of order, not a service."""

OUT_OF_ORDER = 500
NOT_FOR_US = frozenset({401, 403, 429})


class Details:
    """Asks for the whole of each service. `ask` is given the id and answers with JSON."""

    __slots__ = ("_absent", "_ask", "_broken", "_found")

    def __init__(self, ask: Callable[[str], object]) -> None:
        self._ask = ask
        self._found, self._absent, self._broken = False, 0, 0

    def whole(self, entry: object) -> object:
        """The entry with its details, or as it is where there are none. Raises Refused where the server is out of order."""
        if not isinstance(entry, Mapping) or entry.keys() & WHOLE or not self._worth_asking:
            return entry
        service_id = published_id(entry.get("id"))
        detail = self._detail(service_id) if service_id else None
        return {**entry, **_said(detail)} if detail else entry

    def counts_as_one(self, refused: Refused) -> bool:
        """True where one service is out of order, false where the whole feed is or wants us to stay away."""
        return refused.status >= OUT_OF_ORDER and self._broken < BROKEN_ENOUGH

    @property
    def _worth_asking(self) -> bool:
        return self._found or self._absent < ABSENT_ENOUGH

    def _detail(self, service_id: str) -> Mapping[str, object] | None:
        try:
            found = page_of(self._ask(service_id))
        except NotJson:
            found = None
        except Refused as refused:
            self._broken += refused.status >= OUT_OF_ORDER
            if refused.status >= OUT_OF_ORDER or refused.status in NOT_FOR_US:
                raise
            found = None
        self._broken = 0
        detail = _of(found, service_id) if found else None
        self._found |= detail is not None
        self._absent += detail is None
        return detail


def _of(page: Page, service_id: str) -> Mapping[str, object] | None:
    services = (each for each in page.entries if isinstance(each, Mapping))
    return next((each for each in services if published_id(each.get("id")) == service_id), None)


def _said(detail: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in detail.items() if value not in (None, "")}
