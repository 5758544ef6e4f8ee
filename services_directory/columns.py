"""The services of a directory as columns of numbers, so that a million of them are searched in a few milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services_directory.eligibility import Rule
from services_directory.opening import OpeningHours
from services_directory.places import EARTH_RADIUS_MILES, Point
from services_directory.service import Service

Rows = NDArray[np.int64]
"""Places of services in the columns."""

FAR_MILES = 20.0
"""A drop-in place further than this is no help to someone with a pram on a bus."""

TYPICAL_MILES = 5.0
"""Where a service without a known point stands among those with one: neither first nor last."""

MILES_IN_A_DEGREE = EARTH_RADIUS_MILES * np.pi / 180
_ALWAYS, _NEVER = date.min.toordinal(), date.max.toordinal()


@dataclass(frozen=True)
class Columns:
    """One entry a service in each column, in the order in which they were given."""

    rules: tuple[Rule | None, ...]
    rule: NDArray[np.int32]
    hours: tuple[OpeningHours, ...]
    hours_of: NDArray[np.int32]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    own: NDArray[np.bool_]
    reached: NDArray[np.bool_]
    door_only: NDArray[np.bool_]
    by_name: NDArray[np.int64]

    @classmethod
    def of(cls, services: Sequence[Service]) -> Columns:
        rules, rule = _numbered(each.eligible for each in services)
        hours, hours_of = _numbered(each.hours for each in services)
        points = [each.venue.point if each.venue else None for each in services]
        named = sorted(range(len(services)), key=lambda row: (services[row].name, row))
        by_name = np.empty(len(services), dtype=np.int64)
        by_name[named] = np.arange(len(services))
        return cls(
            rules=rules,
            rule=rule,
            hours=hours,
            hours_of=hours_of,
            lat=_degrees(points, lambda point: point.lat),
            lon=_degrees(points, lambda point: point.lon),
            starts=_days((each.valid_from for each in services), _ALWAYS),
            ends=_days((each.valid_to for each in services), _NEVER),
            own=np.array([each.bound in OWN for each in services], dtype=bool),
            reached=np.array([_can_be_reached(each) for each in services], dtype=bool),
            door_only=np.array([not each.works_from_home for each in services], dtype=bool),
            by_name=by_name,
        )

    def running(self, rows: Rows, day: date) -> Rows:
        number = day.toordinal()
        return rows[(self.starts[rows] <= number) & (number <= self.ends[rows])]

    def miles(self, rows: Rows, here: Point | None) -> NDArray[np.float64]:
        """Great-circle distances, as `miles_between` has them; not a number where a point is not known."""
        if here is None:
            return np.full(len(rows), np.nan)
        lat, lon = np.radians(self.lat[rows]), np.radians(self.lon[rows])
        lat_here, lon_here = np.radians(here.lat), np.radians(here.lon)
        half = (
            np.sin((lat - lat_here) / 2) ** 2
            + np.cos(lat_here) * np.cos(lat) * np.sin((lon - lon_here) / 2) ** 2
        )
        return 2 * EARTH_RADIUS_MILES * np.arcsin(np.sqrt(half))  # type: ignore[no-any-return]  # numpy's scalars are untyped


OWN = frozenset({"district", "council", "icb"})
"""Bounds by which a service belongs to the resident's own area."""


def _can_be_reached(service: Service) -> bool:
    contact = service.shown_contact
    return bool(contact.phone or contact.text or contact.url or service.venue)


def _numbered(
    values: Iterable[Hashable],
) -> tuple[tuple[Any, ...], NDArray[np.int32]]:
    """Every value once, and which of them each service has."""
    numbers: dict[Hashable, int] = {}
    column = [numbers.setdefault(value, len(numbers)) for value in values]
    return tuple(numbers), np.array(column, dtype=np.int32)


def _degrees(points: Sequence[Point | None], axis: Callable[[Point], float]) -> NDArray[np.float64]:
    return np.array([axis(point) if point else np.nan for point in points], dtype=np.float64)


def _days(days: Iterable[date | None], unset: int) -> NDArray[np.int32]:
    return np.array([day.toordinal() if day else unset for day in days], dtype=np.int32)
