"""The services for one need, split by whom they serve, so that what others may use is never looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from services_directory.columns import FAR_MILES, MILES_IN_A_DEGREE, OWN, Columns, Rows
from services_directory.places import Locality, Point
from services_directory.service import Service


class Shelf:
    """Rows of one need. Doors are kept from south to north: a search reads one band of them."""

    def __init__(self, rows: Sequence[int], services: Sequence[Service], columns: Columns) -> None:
        self._columns = columns
        self.rows = _rows(rows)
        self._own = _by_code(
            (code, row)
            for row in rows
            if services[row].bound in OWN
            for code in services[row].serves
        )
        self._anywhere = _rows(row for row in rows if services[row].bound == "anywhere")
        doors = [row for row in rows if services[row].bound == "nearest"]
        self._by_district = _by_code(_in_districts(doors, services))
        placed = _rows(row for row in doors if not np.isnan(columns.lat[row]))
        self._doors = placed[np.argsort(columns.lat[placed], kind="stable")]
        self._doors_lat = columns.lat[self._doors]

    def open_to(self, place: Locality) -> Rows:
        """What residents of `place` may use. Without a point no door is nearest: doors count only where nothing else does."""
        theirs = self._bound_to(place)
        if place.point is not None:
            return np.concatenate([theirs, self._doors_near(place.point)])
        if len(theirs):
            return theirs
        return self._by_district.get(place.district.code, _NONE)

    def on_foot(self, place: Locality) -> Rows:
        """Doors that residents of `place` may go to: their own area's, and any near their point or in their district."""
        doors = (
            self._by_district.get(place.district.code, _NONE)
            if place.point is None
            else self._doors_near(place.point)
        )
        return np.concatenate([self._bound_to(place), doors])

    def next_door(self, place: Locality) -> Iterator[tuple[str, Rows]]:
        """By the code that they serve: services bound to areas that `place` is not in."""
        for code, rows in self._own.items():
            if code not in place.codes:
                yield code, rows

    def _bound_to(self, place: Locality) -> Rows:
        served = [self._own[code] for code in place.codes if code in self._own]
        rows = np.concatenate([*served, self._anywhere]) if served else self._anywhere
        return np.unique(rows) if len(served) > 1 else rows

    def _doors_near(self, here: Point) -> Rows:
        band = FAR_MILES / MILES_IN_A_DEGREE
        first, last = np.searchsorted(self._doors_lat, (here.lat - band, here.lat + band))
        rows = self._doors[first:last]
        return rows[self._columns.miles(rows, here) <= FAR_MILES]


_NONE: Rows = np.empty(0, dtype=np.int64)


def _rows(rows: Iterable[int]) -> Rows:
    return np.fromiter(rows, dtype=np.int64)


def _by_code(pairs: Iterable[tuple[str, int]]) -> Mapping[str, Rows]:
    found: dict[str, list[int]] = defaultdict(list)
    for code, row in pairs:
        found[code].append(row)
    return {code: _rows(rows) for code, rows in found.items()}


def _in_districts(rows: Iterable[int], services: Sequence[Service]) -> Iterator[tuple[str, int]]:
    for row in rows:
        venue = services[row].venue
        if venue is not None and venue.district is not None:
            yield venue.district, row
