"""Eastings and northings → latitude and longitude in WGS84, in millionths of a degree."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

from services_directory.postcodes.file import NOWHERE

BRITISH_GRID, IRISH_GRID, WGS84 = "EPSG:27700", "EPSG:29903", "EPSG:4326"

Axes = tuple[NDArray[np.int32], NDArray[np.int32]]
"""Latitudes and longitudes, in millionths of a degree."""


def nowhere(rows: int) -> Axes:
    lat, lon = (np.full(rows, NOWHERE, dtype=np.int32) for _ in range(2))
    return lat, lon


def from_grid(
    east: NDArray[np.float64], north: NDArray[np.float64], irish: NDArray[np.bool_]
) -> Axes:
    """Metres on the British National Grid, or on the Irish Grid where `irish`. NaN or 0 is no grid reference."""
    lat, lon = nowhere(len(east))
    located = ~(np.isnan(east) | np.isnan(north)) & (east > 0)
    for grid, here in ((BRITISH_GRID, located & ~irish), (IRISH_GRID, located & irish)):
        if here.any():
            longitudes, latitudes = _to_degrees(grid).transform(east[here], north[here])
            lat[here], lon[here] = _millionths(latitudes), _millionths(longitudes)
    return lat, lon


def from_degrees(latitude: NDArray[np.float64], longitude: NDArray[np.float64]) -> Axes:
    """Degrees as ONS publishes them. NaN is no place."""
    lat, lon = nowhere(len(latitude))
    located = ~(np.isnan(latitude) | np.isnan(longitude))
    lat[located], lon[located] = _millionths(latitude[located]), _millionths(longitude[located])
    return lat, lon


@cache
def _to_degrees(grid: str) -> Transformer:
    """Kept, because making one takes longer than turning a block of postcodes."""
    return Transformer.from_crs(grid, WGS84, always_xy=True)


def _millionths(degrees: NDArray[np.float64]) -> NDArray[np.int32]:
    return np.round(degrees * 1e6).astype(np.int32)
