"""Ages and points: what publishers write where they know nothing."""

from __future__ import annotations

from typing import Any

import pytest

from services_directory.sources.openreferral import points
from tests.services_directory.sources.openreferral.builders import (
    document,
    service_one,
    service_three,
)

LIMITS = [
    ((-1, -1), (None, None), {}),
    ((0, 0), (None, None), {"minimum_age": 0, "maximum_age": 0}),
    ((0, 999), (None, None), {}),
    ((18, 999), (18, None), {}),
    ((18, -1), (18, None), {}),
    ((0, 4), (0, 4), {}),
    (("16", "25"), (16, 25), {}),
    ((65, 18), (None, None), {"minimum_age": 65, "maximum_age": 18}),
    ((None, ""), (None, None), {}),
    (("16+", None), (None, None), {"minimum_age": "16+"}),
    ((0.5, 2), (0.5, 2), {}),
]


@pytest.mark.parametrize(("published", "read", "kept"), LIMITS)
def test_ages_that_say_nothing_are_unset(published: Any, read: Any, kept: dict[str, Any]) -> None:
    found = document(service_three(minimum_age=published[0], maximum_age=published[1]))
    assert (found.get("minimum_age"), found.get("maximum_age")) == read
    assert found.get("as_published", {}) == kept


@pytest.mark.parametrize(
    ("groups", "read"),
    [
        ([(18, 64), (12, 17)], (12, 64)),
        ([(18, -1), (12, 17)], (12, None)),
        ([(None, 4)], (None, 4)),
        ([(0, 0), (5, 9)], (None, None)),
        ([("x", 9)], (None, 9)),
    ],
)
def test_the_groups_of_the_older_version_become_the_widest_limits(groups: Any, read: Any) -> None:
    eligibilitys = [{"id": 1, "minimum_age": low, "maximum_age": high} for low, high in groups]
    found = document(service_one(eligibilitys=eligibilitys))
    assert (found.get("minimum_age"), found.get("maximum_age")) == read


def test_a_service_that_says_its_own_limits_keeps_them() -> None:
    found = document(service_one(minimum_age=21, maximum_age=-1))
    assert (found.get("minimum_age"), found.get("maximum_age")) == (21, None)


@pytest.mark.parametrize(
    ("lat", "lon", "left", "taken"),
    [
        (52.8, -2.1, (52.8, -2.1), {}),
        (-2.1, 52.8, (52.8, -2.1), {"latitude": -2.1, "longitude": 52.8}),
        (0, 0, (None, None), {"latitude": 0, "longitude": 0}),
        (100, 101, (None, None), {"latitude": 100, "longitude": 101}),
        (52.8, None, (None, None), {"latitude": 52.8}),
        (None, None, (None, None), {}),
        (40.7, -74.0, (40.7, -74.0), {}),
    ],
)
def test_a_point_that_is_nowhere_is_taken_out_and_one_that_is_turned_round_is_turned_back(
    lat: float | None, lon: float | None, left: Any, taken: dict[str, Any]
) -> None:
    place = {key: each for key, each in (("latitude", lat), ("longitude", lon)) if each is not None}
    assert points.settle(place) == taken
    assert (place.get("latitude"), place.get("longitude")) == left
