from __future__ import annotations

import math

import numpy as np
import pytest

from services_directory.postcodes.file import NOWHERE
from services_directory.postcodes.grid import from_degrees, from_grid, nowhere

NAN = math.nan


def test_the_worked_example_of_the_ordnance_survey_is_where_it_is() -> None:
    lat, lon = from_grid(np.array([651409.903]), np.array([313177.270]), np.array([False]))
    assert (lat[0], lon[0]) == (
        pytest.approx(52_658_008, abs=100),
        pytest.approx(1_716_074, abs=100),
    )


def test_belfast_is_measured_on_the_irish_grid() -> None:
    lat, lon = from_grid(np.array([333800.0]), np.array([374000.0]), np.array([True]))
    assert (lat[0], lon[0]) == (
        pytest.approx(54_596_000, abs=2000),
        pytest.approx(-5_930_000, abs=2000),
    )


@pytest.mark.parametrize(("east", "north"), [(NAN, NAN), (NAN, 1.0), (1.0, NAN), (0.0, 0.0)])
def test_without_a_grid_reference_there_is_no_place(east: float, north: float) -> None:
    lat, lon = from_grid(np.array([east]), np.array([north]), np.array([False]))
    assert (lat[0], lon[0]) == (NOWHERE, NOWHERE)


def test_degrees_are_kept_to_the_millionth() -> None:
    lat, lon = from_degrees(np.array([52.80306, NAN]), np.array([-2.123012, 1.0]))
    assert lat.tolist() == [52_803_060, NOWHERE]
    assert lon.tolist() == [-2_123_012, NOWHERE]


def test_nowhere_is_nowhere_for_every_row() -> None:
    assert [axis.tolist() for axis in nowhere(2)] == [[NOWHERE, NOWHERE]] * 2
