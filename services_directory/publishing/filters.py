"""Which entries a request wants. Each filter is one small rule, after the descriptions in the standard's OpenAPI. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from services_directory.places import miles_between
from services_directory.publishing.asked import Asked
from services_directory.publishing.entry import Entry, Hours

METRES_IN_A_MILE = 1609.344


def matching(entries: Iterable[Entry], asked: Asked) -> list[Entry]:
    """In the catalogue's order; nearest first where a distance is asked for."""
    active = [holds for name, holds in FILTERS.items() if getattr(asked, name) not in (None, ())]
    found = [entry for entry in entries if all(holds(entry, asked) for holds in active)]
    if asked.metres is None:
        return found
    return sorted(found, key=lambda entry: _metres(entry, asked))


def _says_every_word(entry: Entry, asked: Asked) -> bool:
    """Each word begins one in the name or the description."""
    return all(f" {word}" in entry.words for word in asked.search)


def _has_term(entry: Entry, asked: Asked) -> bool:
    return asked.taxonomy_term_id in entry.terms


def _has_taxonomy(entry: Entry, asked: Asked) -> bool:
    return asked.taxonomy_id in entry.taxonomies


def _is_of_organization(entry: Entry, asked: Asked) -> bool:
    return asked.organization_id == entry.organization


def _was_modified(entry: Entry, asked: Asked) -> bool:
    """On or after. One that does not say when it was modified may have been since."""
    return (
        entry.modified is None
        or asked.modified_after is None
        or entry.modified >= asked.modified_after
    )


def _serves(entry: Entry, asked: Asked) -> bool:
    """Where an entry names areas, the postcode must lie in one of them."""
    return not entry.areas or asked.near is None or bool(entry.areas & asked.near.codes)


def _is_near(entry: Entry, asked: Asked) -> bool:
    return asked.metres is not None and _metres(entry, asked) <= asked.metres


def _starts_at_age(entry: Entry, asked: Asked) -> bool:
    least = _about(entry).get("minimum_age")
    return least is not None and asked.minimum_age is not None and least >= asked.minimum_age


def _ends_at_age(entry: Entry, asked: Asked) -> bool:
    most = _about(entry).get("maximum_age")
    return most is not None and asked.maximum_age is not None and most <= asked.maximum_age


def _opens_then(entry: Entry, asked: Asked) -> bool:
    """One and the same schedule holds the day and both times."""
    return any(_fits(hours, asked) for hours in entry.hours)


FILTERS: Mapping[str, Callable[[Entry, Asked], bool]] = {
    "search": _says_every_word,
    "taxonomy_term_id": _has_term,
    "taxonomy_id": _has_taxonomy,
    "organization_id": _is_of_organization,
    "modified_after": _was_modified,
    "minimum_age": _starts_at_age,
    "maximum_age": _ends_at_age,
    "start_time": _opens_then,
    "end_time": _opens_then,
    "day": _opens_then,
    "near": _serves,
    "metres": _is_near,
}
"""Field of Asked → whether an entry passes."""


def _metres(entry: Entry, asked: Asked) -> float:
    here = asked.near.point if asked.near else None
    if here is None:
        return float("inf")
    miles = (miles_between(here, point) for point in entry.points)
    return min(miles, default=float("inf")) * METRES_IN_A_MILE


def _about(entry: Entry) -> Mapping[str, Any]:
    """The service, also where the entry is one of its places."""
    service: Mapping[str, Any] = entry.document.get("service") or entry.document
    return service


def _fits(hours: Hours, asked: Asked) -> bool:
    return (
        (asked.start_time is None or hours.opens >= asked.start_time)
        and (asked.end_time is None or "" < hours.closes <= asked.end_time)
        and (asked.day is None or asked.day in hours.days)
    )
